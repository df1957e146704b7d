"""Whole plans as they stood on a day: dashboard, lists, what changed, the trend; and what the public must not learn."""

import re

import pytest
from django.test import Client
from histories import action, area, day, inspection, said

from actions import operations
from actions.charts import stacked
from actions.enums import Rag
from actions.models import Inspection
from actions.reports.changes import changes_between
from actions.reports.dashboard import dashboard
from actions.reports.lists import action_list, mine
from actions.reports.state import PlanState, plan_state, red_since
from actions.reports.trend import trend
from scrutiny.access import Role
from tests.helpers import person, sign_in, text_of

HEADS = ((), "")


@pytest.fixture
def plan(db: None) -> Inspection:
    """Two areas. The first action goes red, is put off, stays red; the second is closed; the third is a draft's."""
    owner = person("owner", Role.SERVICE_OFFICER, full_name="Owen Owner")
    made = inspection()
    first = area(made, 1, lead_name="A Lead", agencies=["Police", "Health"])
    second = area(made, 2, lead_account=owner)
    draft = area(made, 3, public=False, lead_name="Secret Lead")
    late = action(first, "Visit every child", "2020-03-31", owner_account=owner)
    said(late, "2020-03-01", Rag.AMBER, done="Begun")
    said(late, "2020-04-10", Rag.RED, done="Not half done", status_reason="Two posts are vacant")
    said(late, "2020-05-20", Rag.RED, due="2020-06-30", done="Put off")
    done = action(second, "Write the policy", "2020-04-30")
    said(done, "2020-03-01", Rag.GREEN)
    said(done, "2020-05-01", Rag.BLUE, evidence="The policy")
    hidden = action(draft, "Hidden step", "2020-03-31")
    said(hidden, "2020-04-01", Rag.RED, done="Hidden words")
    whispered = action(second, "Tell the panel", "2020-12-31")
    said(whispered, "2020-06-01", Rag.RED, done="Whispered words", published=False)
    return made


def state(plan: Inspection, on: str, *, published_only: bool = False) -> PlanState:
    return plan_state(Inspection.objects.filter(pk=plan.pk), as_at=day(on), published_only=published_only)


def statuses(found: PlanState) -> dict[str, str]:
    return {one.text: f"{one.status} {one.due.label} {one.days_late} {one.moves}" for one in found.actions}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2020-01-31", {}),
        (
            "2020-04-01",
            {
                "Visit every child": "amber 31 March 2020 1 0",
                "Write the policy": "green 30 April 2020 0 0",
                "Tell the panel": "not_recorded 31 December 2020 0 0",
                "Hidden step": "red 31 March 2020 1 0",
            },
        ),
        (
            "2020-05-20",
            {
                "Visit every child": "red 30 June 2020 0 1",
                "Write the policy": "blue 30 April 2020 0 0",
                "Tell the panel": "not_recorded 31 December 2020 0 0",
                "Hidden step": "red 31 March 2020 50 0",
            },
        ),
    ],
)
def test_the_plan_is_as_it_was_at_the_end_of_that_day(plan: Inspection, on: str, expected: dict[str, str]):
    assert statuses(state(plan, on)) == expected


def test_the_public_state_knows_only_what_is_published(plan: Inspection):
    public = state(plan, "2020-06-30", published_only=True)

    assert [area.number for area in public.areas] == [1, 2]
    assert statuses(public)["Tell the panel"].startswith("not_recorded")
    assert "Hidden step" not in statuses(public)
    assert statuses(state(plan, "2020-06-30"))["Tell the panel"].startswith("red")


def test_an_action_that_is_withdrawn_was_there_before(plan: Inspection):
    found = state(plan, "2020-06-30").actions[0]
    operations.withdraw_action(by=None, action=area_action(found.pk), reason="Done elsewhere")

    assert "Visit every child" in statuses(state(plan, "2020-06-30"))
    assert "Visit every child" not in statuses(state(plan, "2999-01-01"))


def area_action(pk: int):  # type: ignore[no-untyped-def]
    from actions.models import Action

    return Action.objects.get(pk=pk)


def test_a_state_takes_the_same_number_of_queries_however_much_there_is(plan, django_assert_num_queries):
    for number in range(4, 9):
        action(area(plan, number), "More", "2020-12-31")
    with django_assert_num_queries(8):
        state(plan, "2020-06-30")


def test_the_dashboard_counts_and_every_count_leads_to_as_many(plan: Inspection):
    found = state(plan, "2020-05-20")
    since = red_since(found.actions, published_only=False)
    report = dashboard(found, since=since, plans=(), plan=plan.slug)

    assert [(status.value, cell.count) for status, cell in report.status_cells] == [
        *(("red", 2), ("amber", 0), ("green", 0), ("blue", 1), ("not_recorded", 1)),
    ]
    cells = [cell for _, cell in report.status_cells]
    for table in report.tables:
        for row in table.rows:
            cells += [cell for _, cell in row.of_status] + [row.late, row.total]
    for cell in cells:
        query = dict(re.findall(r"([a-z]+)=([^&]*)", cell.query))
        query = {key: value.replace("+", " ") for key, value in query.items()}
        assert len(action_list(found, query, ((plan.slug, "x"),)).actions) == cell.count, cell
    for figure in report.figures:
        query = dict(re.findall(r"([a-z]+)=([^&]*)", figure.query))
        assert len(action_list(found, query, ()).actions) == figure.count, figure
    assert [row.name for row in report.tables[2].rows] == ["Health", "Police", "No partner agency"]
    oldest = report.oldest_reds
    assert [(red.action.text, str(red.since), red.days_red) for red in oldest] == [
        ("Hidden step", "2020-04-01", 49),
        ("Visit every child", "2020-04-10", 40),
    ]


def test_what_changed_between_two_meetings(plan: Inspection, django_assert_num_queries):
    inspections = Inspection.objects.filter(pk=plan.pk)
    after = state(plan, "2020-06-30")
    with django_assert_num_queries(9):
        report = changes_between(inspections, day("2020-04-01"), after, published_only=False)
    words = {change.action.text: (change.direction, change.words) for one in report.areas for change in one.actions}

    assert words["Visit every child"] == (
        "worse",
        ("Status: from amber to red", "Date moved from 31 March 2020 to 30 June 2020"),
    )
    assert words["Write the policy"] == ("better", ("Closed as complete: from green to blue",))
    assert report.sentence.startswith("Actions: 1 closed as complete, 1 got worse, 1 put off to a later date.")
    first = report.areas[0].actions[0]
    assert [said.done for said in first.newest] == ["Put off", "Not half done"]

    public = changes_between(
        inspections, day("2020-04-01"), state(plan, "2020-06-30", published_only=True), published_only=True
    )
    assert "Whispered words" not in str(public)
    assert "Hidden" not in str(public)
    same = changes_between(inspections, day("2020-06-29"), after, published_only=False)
    assert same.areas == ()
    assert same.sentence == "Nothing has changed."


def test_the_trend_counts_the_state_of_each_day(plan: Inspection, django_assert_num_queries):
    days = [day(on) for on in ("2020-01-31", "2020-02-28", "2020-04-01", "2020-05-20")]
    with django_assert_num_queries(3):
        report = trend(Inspection.objects.filter(pk=plan.pk), days, published_only=False)
    actions = report.tables[0]

    assert [dict(zip([status.value for status in Rag], one.counts, strict=True)) for one in actions.days][2:] == [
        {"red": 1, "amber": 1, "green": 1, "blue": 0, "not_recorded": 1},
        {"red": 2, "amber": 0, "green": 0, "blue": 1, "not_recorded": 1},
    ]
    assert [one.total for one in actions.days] == [0, 4, 4, 4]
    for one in actions.days:
        found = state(plan, str(one.day))
        assert one.counts == tuple(sum(each.status == status for each in found.actions) for status in Rag)
    assert actions.sentence.endswith("On 20 May 2020 4 actions: 2 red, 1 blue, 1 not recorded.")


def test_the_chart_says_each_status_by_letter_pattern_and_words():
    chart = stacked([("1 Jan", {Rag.RED: 30, Rag.GREEN: 70}), ("2 Jan", {})], title="A sentence.", slug="x")

    assert [segment.label for segment in chart.segments] == ["G 70", "R 30"]
    green, red = chart.segments
    assert green.y + green.height == chart.bottom
    assert (red.has_pattern, green.has_pattern) == (True, False)
    assert red.y + red.height == pytest.approx(green.y)
    assert [entry.label for entry in chart.legend] == ["R Red", "G Green"]


def test_my_actions_are_sorted_by_what_presses(plan: Inspection):
    owner = sign_in("owner")
    report = mine(state(plan, "2020-07-01"), account=person_pk("owner"), reviews=True)

    assert [one.text for one in report.late] == ["Visit every child"]
    assert [led.number for led, _ in report.led] == [2]
    page = text_of(owner.get("/action-plans/mine/"))
    assert "Visit every child" in page
    assert "Say how it stands" in page
    assert "Write the policy" in page, "the area that the owner leads"
    person("somebody")
    assert "No action has your account beside it" in text_of(sign_in("somebody").get("/action-plans/mine/"))


def person_pk(username: str) -> int:
    from scrutiny.models import User

    return User.objects.get(username=username).pk


PAGES = (
    "/action-plans/dashboard/",
    "/action-plans/dashboard/?plan=made-up-2020",
    "/action-plans/table/",
    "/action-plans/table/?status=red&lead=Secret+Lead",
    "/action-plans/areas/",
    "/action-plans/made-up-2020/changes/?since=2020-01-01",
    "/action-plans/made-up-2020/trend/",
    "/action-plans/made-up-2020/report/?since=2020-02-01",
    "/action-plans/made-up-2020/report/plan.csv",
)


def test_the_public_learns_nothing_that_is_not_published(plan: Inspection, client: Client):
    manager = sign_in(person("manager", Role.SCRUTINY_MANAGER).username)
    seen_by_officers = ""
    for address in PAGES:
        public, officers = client.get(address), manager.get(address)
        assert (public.status_code, officers.status_code) == (200, 200), address
        for secret in ("Hidden step", "Hidden words", "Whispered words", "Area text 3", "Owen Owner"):
            assert secret not in public.content.decode(), (address, secret)
        seen_by_officers += officers.content.decode()
    for secret in ("Hidden step", "Area text 3"):
        assert secret in seen_by_officers
    # The choices of a list are made of what there is to see.
    assert "Secret Lead" not in client.get("/action-plans/table/").content.decode()


def test_a_plan_that_the_public_may_not_see_is_not_there(plan: Inspection, client: Client):
    operations.unpublish_inspection(by=None, inspection=plan)
    for each in plan.areas.filter(published_at__isnull=False).order_by("pk"):
        operations.unpublish_area(by=None, area=each)
    for address in PAGES:
        response = client.get(address)
        if "made-up-2020" in address:
            assert response.status_code == 404, address
        else:
            assert "made-up" not in response.content.decode().lower(), address


@pytest.mark.parametrize("address", ["dashboard/", "table/", "areas/", "made-up-2020/report/"])
def test_a_day_that_is_none_or_still_to_come_is_said(plan: Inspection, client: Client, address: str):
    for text, words in (("soon", "is not a date"), ("2999-01-01", "still to come")):
        page = client.get(f"/action-plans/{address}?as-at={text}")
        assert page.status_code == 200
        assert words in text_of(page)
    assert client.get("/action-plans/dashboard/?plan=nothing").status_code == 404


def test_pages_take_the_same_number_of_queries_however_much_there_is(plan: Inspection, client: Client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    before = [count(address) for address in PAGES]
    for number in range(4, 10):
        more = area(plan, number, lead_name=f"Lead {number}", agencies=[f"Agency {number}"])
        for step in range(3):
            said(action(more, f"Step {step}", "2020-03-01"), "2020-03-05", Rag.RED, done="Words")
    assert [count(address) for address in PAGES] == before
