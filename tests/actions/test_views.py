"""The pages: who sees what, fixed query counts, the form with its problems, and two people at one action."""

import html
import itertools
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from actions import operations
from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection
from actions.rules import When
from scrutiny.access import ROLE_PERMISSIONS, Permission, Role

HOME = "/action-plans/"
INSPECTION = "/action-plans/portsmouth-2014/"
AREA = "/action-plans/portsmouth-2014/recommendation-11/"
EDITORS = [role for role in Role if Permission.EDIT_ACTIONS in ROLE_PERMISSIONS[role]]
OTHERS = [role for role in Role if role not in EDITORS]

SignIn = Callable[[Role], Client]


@pytest.fixture
def draft(area: AreaForImprovement) -> AreaForImprovement:
    """A second area, not published, with one action."""
    second = operations.create_area(
        by=None, inspection=area.inspection, number=12, slug="recommendation-12", text="Zebra-marked draft text"
    )
    operations.create_action(by=None, area=second, text="Do it", due=When.parse("June 2015"), owner_name="A Person")
    return second


def edit_url(action: Action) -> str:
    return f"{action.area.get_absolute_url()}actions/{action.pk}/edit/"


def form_data(action: Action, **changes: object) -> dict[str, object]:
    data = {
        "version": action.version,
        "text": action.text,
        "due": action.due.label,
        "due_reason": "",
        "owner_name": action.owner_name,
        "owner_account": "",
        "status": action.status,
        "status_reason": "",
        "evidence": action.evidence,
    }
    return data | changes


def words(page: str) -> str:
    """What the page says, without its tags, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("url", [HOME, INSPECTION, AREA])
def test_the_public_reads_the_published_plan(client: Client, area: AreaForImprovement, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert "Ensure that elected members are properly trained" in words(response.text)


def test_before_anything_is_published_the_list_says_so(client: Client, db: None) -> None:
    assert "No action plan is published yet." in client.get(HOME).text
    assert client.get(INSPECTION).status_code == client.get(AREA).status_code == 404


def test_a_draft_is_not_there_for_the_public_or_a_councillor(
    client: Client, draft: AreaForImprovement, signed_in: SignIn
) -> None:
    for reader in (client, signed_in(Role.COUNCILLOR)):
        for url in (HOME, INSPECTION, AREA):
            assert "Zebra" not in reader.get(url).text
        assert reader.get(draft.get_absolute_url()).status_code == 404


def test_an_officer_sees_the_draft_marked_as_one(draft: AreaForImprovement, signed_in: SignIn) -> None:
    officer = signed_in(Role.SERVICE_OFFICER)
    assert "Draft" in words(officer.get(INSPECTION).text)
    assert "The public does not see this page yet" in officer.get(draft.get_absolute_url()).text


def test_an_inspection_of_drafts_only_is_not_there_for_the_public(
    client: Client, area: AreaForImprovement, signed_in: SignIn
) -> None:
    AreaForImprovement.objects.update(published_at=None)
    Inspection.objects.update(published_at=None)
    assert "Safeguarding" not in client.get(HOME).text
    assert client.get(INSPECTION).status_code == 404
    assert signed_in(Role.SERVICE_OFFICER).get(INSPECTION).status_code == 200


@pytest.mark.parametrize(("url", "queries"), [(HOME, 5), (INSPECTION, 7), (AREA, 11)])
def test_pages_cost_the_same_however_long_the_plan(
    client: Client, area: AreaForImprovement, django_assert_num_queries, url: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        client.get(url)
    for number in range(20, 25):
        more = operations.create_area(
            by=None, inspection=area.inspection, number=number, slug=f"r-{number}", text=f"Area {number}"
        )
        operations.publish_area(by=None, area=more)
        for _ in range(3):
            operations.create_action(by=None, area=more, text="Do", due=When.parse("June 2015"), owner_name="P")
            operations.create_action(by=None, area=area, text="Do", due=When.parse("June 2015"), owner_name="P")
    with django_assert_num_queries(queries):
        client.get(url)


def test_the_page_follows_portsmouths_form(client: Client, area: AreaForImprovement) -> None:
    text = words(client.get(AREA).text)
    order = [
        "Recommendation 11",
        "Lead Julian Wooster Director of Children's and Adults' Services",
        "Linked plan None",
        "a) Expected outcome",
        "b) Measures of success",
        "c) Actions",
        "Action By when By whom Status",
        "January 2015 Stephen Kitchman Not recorded",
        "Monitoring and impact",
        "d) Action plan progress Not recorded Nothing recorded yet",
        "e) Impact: data and commentary Not recorded Nothing recorded yet",
        "f) Recommendations for further action Nothing recorded yet",
    ]
    places = [text.rindex(part) if part == "Recommendation 11" else text.index(part) for part in order]
    assert places[1:] == sorted(places[1:])


def test_headings_go_down_one_level_at_a_time(client: Client, area: AreaForImprovement) -> None:
    for url in (HOME, INSPECTION, AREA):
        levels = [int(level) for level in re.findall(r"<h([1-6])", client.get(url).text)]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_no_status_is_told_by_colour_alone(client: Client, area: AreaForImprovement) -> None:
    for status in (Rag.NOT_RECORDED, Rag.RED, Rag.AMBER, Rag.GREEN, Rag.BLUE):
        action = Action.objects.get(area=area, position=1)
        operations.update_action(by=None, action=action, status=status, status_reason="So it is", evidence="Seen")
        page = client.get(AREA).text
        cell = re.search(r'data-label="Status">(.*?)</td>', page, re.S)
        assert cell
        assert words(cell[1]).startswith({"blue": "Blue: complete"}.get(status, status.label))
        assert "app-badge__shape--" in cell[1]


def test_lateness_is_said_in_words_as_at_the_day(client: Client, area: AreaForImprovement) -> None:
    text = words(client.get(AREA, {"as-at": "2015-03-01"}).text)
    assert "As at 1 March 2015: 3 of the 5 actions were late." in text
    assert text.count("29 days late") == 2
    assert text.count("1 day late") == 1
    assert "days late" not in words(client.get(AREA).text)


@pytest.mark.parametrize("day", ["2015-02-30", "yesterday", "2015", "01/03/2015", "<b>", "9" * 500, "2015-03-01T00:00"])
def test_a_day_that_is_none_gets_a_clear_message(client: Client, area: AreaForImprovement, day: str) -> None:
    response = client.get(AREA, {"as-at": day})
    assert response.status_code == 200
    text = words(response.text)
    assert "There is a problem" in text
    assert f"{day[:40]} is not a date." in text
    assert "late." not in text
    assert "<b> is not" not in response.text


@pytest.mark.parametrize("role", EDITORS)
def test_editors_save_an_action(signed_in: SignIn, action: Action, role: Role) -> None:
    editor = signed_in(role)
    assert edit_url(action) in editor.get(AREA).text
    assert editor.get(edit_url(action)).status_code == 200
    data = form_data(
        action, status="amber", due="14 February 2015", due_reason="The chair was away", status_reason="It is half done"
    )
    response = editor.post(edit_url(action), data, follow=True)
    assert response.redirect_chain == [(AREA, 302)]
    assert "The action is saved." in response.text
    action.refresh_from_db()
    assert (action.status, action.due.label) == (Rag.AMBER, "14 February 2015")


@pytest.mark.parametrize("role", OTHERS)
def test_others_may_not_edit(signed_in: SignIn, action: Action, role: Role) -> None:
    other = signed_in(role)
    assert "/edit/" not in other.get(AREA).text
    for url in (edit_url(action), f"{AREA}monitoring/edit/"):
        assert other.get(url).status_code == 403
        assert other.post(url, form_data(action, status="red")).status_code == 403
    action.refresh_from_db()
    assert action.status == Rag.NOT_RECORDED


def test_the_public_is_asked_to_sign_in_before_editing(client: Client, action: Action) -> None:
    assert "/edit/" not in client.get(AREA).text
    for url in (edit_url(action), f"{AREA}monitoring/edit/"):
        response = client.get(url)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


def test_all_problems_of_the_form_are_listed_and_nothing_is_saved(signed_in: SignIn, action: Action) -> None:
    editor = signed_in(Role.SERVICE_OFFICER)
    data = form_data(action, text="", due="soon", owner_name="", status="blue")
    response = editor.post(edit_url(action), data)
    assert response.status_code == 200
    summary = response.text[response.text.index("govuk-error-summary") : response.text.index("<h1")]
    for sentence in (
        "Say what is to be done.",
        "'soon' is not a date that we can read.",
        "Say who is to do it.",
        "Blue means complete with evidence.",
    ):
        assert sentence in words(summary)
    for link in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{link}"' in response.text
    action.refresh_from_db()
    assert action.version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "mauve"},
        {"version": "x"},
        {"version": ""},
        {"due": "May 2014"},
        {"owner_name": "x" * 201},
        {"text": "\0"},
    ],
)
def test_bad_input_is_refused_with_a_page(signed_in: SignIn, action: Action, changes: dict[str, str]) -> None:
    response = signed_in(Role.SERVICE_OFFICER).post(edit_url(action), form_data(action, **changes))
    assert response.status_code == 200
    action.refresh_from_db()
    assert action.version == 1


def test_two_at_one_action_both_keep_their_words(signed_in: SignIn, action: Action) -> None:
    first, second = signed_in(Role.SERVICE_OFFICER), signed_in(Role.SCRUTINY_MANAGER)
    opened = form_data(action)
    first.post(edit_url(action), opened | {"status": "red"})
    response = second.post(edit_url(action), opened | {"text": "My own words"})
    text = words(response.text)
    assert "A Service officer saved this after you opened it" in text
    assert "What is stored now" in text
    assert "Status Red" in text
    assert "My own words" in response.text
    action.refresh_from_db()
    assert (action.status, action.text == "My own words") == (Rag.RED, False)
    # The page that came back may be saved: now the second person knows.
    version = re.search(r'name="version" value="(\d+)"', response.text)
    assert version
    second.post(edit_url(action), opened | {"text": "My own words", "status": "red", "version": version[1]})
    action.refresh_from_db()
    assert (action.text, action.status) == ("My own words", Rag.RED)


def test_monitoring_is_edited_on_its_own_page(signed_in: SignIn, area: AreaForImprovement, client: Client) -> None:
    editor = signed_in(Role.SCRUTINY_MANAGER)
    data = {
        "version": area.version,
        "progress_status": "green",
        "progress_reason": "Nobody recorded the others",
        "progress_commentary": "Two of five are done.",
        "impact_status": "not_recorded",
        "impact_reason": "",
        "impact_commentary": "",
        "further_action": "",
    }
    url = f"{AREA}monitoring/edit/"
    assert editor.get(url).status_code == 200
    refused = editor.post(url, data | {"impact_status": "blue"})
    assert "Blue means complete with evidence." in refused.text
    assert "The rules suggest Red. Say why Green is right." in words(
        editor.post(url, data | {"progress_reason": ""}).text
    )
    assert editor.post(url, data).status_code == 302
    text = words(client.get(AREA).text)
    assert "d) Action plan progress Green Green since " in text
    assert "The rules suggest Red: " not in text, "nobody recorded a status of an action, so nothing is suggested today"
    assert "Nobody recorded the others Two of five are done." in text
    assert "saved this after you opened it" in editor.post(url, data | {"impact_status": "red"}).text


def test_an_action_is_found_only_under_its_own_area(
    signed_in: SignIn, action: Action, draft: AreaForImprovement
) -> None:
    url = f"{draft.get_absolute_url()}actions/{action.pk}/edit/"
    assert signed_in(Role.SERVICE_OFFICER).get(url).status_code == 404
