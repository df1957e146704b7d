"""What owners say: the timeline that only grows, the first date that is never lost, who closes, and what is public."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from actions import operations
from actions.enums import Rag, UpdateKind
from actions.models import Action, ActionUpdate, AreaForImprovement, Evidence, MonitoringUpdate
from actions.operations import ChangedMeanwhile
from actions.reports import action_report, area_report
from actions.rules import When
from scrutiny.access import Role
from scrutiny.history import broken_links
from scrutiny.models import User
from scrutiny.problems import ProblemsError
from tests.actions.test_views import words

SignIn = Callable[[Role], Client]
Person = Callable[[Role], User]
WHY = {"due_reason": "The chair was away", "status_reason": "The supplier promised it"}
MARCH, MAY, JULY, SEPTEMBER = (datetime.date(2015, month, 1) for month in (3, 5, 7, 9))


def fresh(action: Action) -> Action:
    return Action.objects.of_area("portsmouth-2014", "recommendation-11").with_history().get(pk=action.pk)


@pytest.fixture
def owner(person: Person, action: Action) -> User:
    """A councillor, so that the account holds no permission besides being the owner."""
    someone = person(Role.COUNCILLOR)
    operations.update_action(by=None, action=action, owner_account=someone)
    action.refresh_from_db()
    return someone


def test_a_date_moved_three_times_shows_every_date_and_loses_none(action: Action, owner: User) -> None:
    first = action.due
    for on, due in ((MARCH, "April 2015"), (MAY, "June 2015"), (JULY, "August 2015")):
        action.refresh_from_db()
        operations.post_update(
            by=owner, action=action, status=Rag.AMBER, done="Not yet", due=When.parse(due), on=on, **WHY
        )
    action.refresh_from_db()
    assert (action.first_due, action.due.label, action.moves) == (first, "August 2015", 3)
    report = action_report(fresh(action), user=owner, today=SEPTEMBER)
    assert report.line.moved == "Moved three times"
    assert [date.due for date in report.dates] == ["January 2015", "April 2015", "June 2015", "August 2015"]
    assert (report.line.late_words, report.first_due) == ("1 day late", "January 2015")
    assert "Its date was moved three times; it was January 2015 at first." in report.line.suggestion.words  # type: ignore[union-attr]
    assert [entry.kind for entry in report.entries] == [UpdateKind.UPDATE] * 3 + [UpdateKind.CREATED]


def test_the_state_as_at_any_day_is_read_from_what_had_been_said(action: Action, owner: User) -> None:
    operations.post_update(
        by=owner, action=action, status=Rag.AMBER, done="Begun", on=MARCH, due=When.parse("May 2015"), **WHY
    )
    action.refresh_from_db()
    operations.close_action(by=None, action=action, evidence="On the members' pages", on=MAY)
    operations.publish_updates(by=_reviewer(), updates=list(action.updates.all()))
    area = AreaForImprovement.objects.with_plan().get()
    seen = {
        day: area_report(area, as_at=day).actions[0]
        for day in (datetime.date(2014, 11, 23), datetime.date(2015, 2, 28), MARCH, MAY)
    }
    assert [line.in_plan for line in seen.values()] == [False, True, True, True]
    assert [line.status for line in seen.values()] == [Rag.NOT_RECORDED, Rag.NOT_RECORDED, Rag.AMBER, Rag.BLUE]
    assert [line.late_words for line in seen.values()] == ["", "28 days late", "", ""]
    newest = ActionUpdate.objects.filter(action=action).up_to(datetime.date(2015, 4, 1)).newest_of_each().get()
    assert (newest.status, newest.due.label) == (Rag.AMBER, "May 2015")


def _reviewer() -> User:
    name = Role.SCRUTINY_MANAGER
    found = User.objects.filter(username=name.value).first()
    return found or User.objects.create_user(name.value, full_name="A Scrutiny manager", role=name)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"done": " "}, "Say what was done, even if it is nothing yet."),
        ({"status": Rag.BLUE}, "Blue is for a reviewer to give."),
        ({"status": Rag.NOT_RECORDED}, "Choose how it stands"),
        ({"status": Rag.GREEN}, "The rules suggest Red. Say why Green is right."),
        ({"due": When.parse("May 2016")}, "The date moves from January 2015 to May 2016. Say why."),
        ({"due": When.parse("May 2013"), **WHY}, "is before the inspection"),
        ({"asks_to_close": True, "status_reason": "It is done"}, "Say what shows that it is done"),
    ],
)
def test_an_update_must_be_sound_and_nothing_is_stored_otherwise(
    action: Action, owner: User, fields: dict, problem: str
) -> None:
    values = {"status": Rag.RED, "done": "Nothing yet", **fields}
    with pytest.raises(ProblemsError, match=problem.replace(".", r"\.")):
        operations.post_update(by=owner, action=action, **values)
    assert action.updates.count() == 1


def test_two_updates_of_one_action_at_once_lose_nothing(action: Action, owner: User, signed_in: SignIn) -> None:
    second = fresh(action)
    operations.post_update(by=owner, action=action, status=Rag.RED, done="The first said this")
    with pytest.raises(ChangedMeanwhile):
        operations.post_update(by=owner, action=second, status=Rag.RED, done="The second said that")
    page = signed_in(Role.COUNCILLOR).post(
        action.get_update_url(), {"version": second.version, "status": "red", "done": "The second said that"}
    )
    assert "saved this after you opened it" in words(page.text)
    assert "The second said that" in page.text
    assert action.updates.count() == 2


def test_only_a_reviewer_closes_and_opens_again_and_all_of_it_stays(
    action: Action, owner: User, person: Person
) -> None:
    operations.post_update(
        by=owner, action=action, status=Rag.GREEN, done="All", evidence="The page is there", asks_to_close=True, **WHY
    )
    action.refresh_from_db()
    assert list(Action.objects.waiting_for_review()) == [action]
    for other in (owner, person(Role.SERVICE_OFFICER), person(Role.DEMOCRATIC_SUPPORT_OFFICER)):
        with pytest.raises(PermissionDenied, match="Only a reviewer"):
            operations.close_action(by=other, action=action)
    with pytest.raises(ProblemsError, match="Only a reviewer"):
        operations.update_action(by=person(Role.SERVICE_OFFICER), action=action, status=Rag.BLUE, evidence="Mine")
    reviewer = person(Role.SCRUTINY_MANAGER)
    operations.close_action(by=reviewer, action=action)
    action.refresh_from_db()
    assert (action.status, action.asks_to_close, action.evidence) == (Rag.BLUE, False, "The page is there")
    with pytest.raises(ProblemsError, match="closed as complete"):
        operations.post_update(by=owner, action=action, status=Rag.RED, done="Not after all")
    with pytest.raises(ProblemsError, match="Say why the action is opened again"):
        operations.reopen_action(by=reviewer, action=action, reason=" ")
    operations.reopen_action(by=reviewer, action=action, reason="The page was taken down", due=When.parse("May 2030"))
    action.refresh_from_db()
    assert (action.status, action.due.label, action.first_due.label) == (Rag.AMBER, "May 2030", "January 2015")
    kinds = [update.kind for update in action.updates.all()]
    assert kinds == ["created", "update", "closed", "reopened"]
    assert list(broken_links()) == []


def test_an_owner_who_left_is_nobody_to_choose_and_is_said(
    action: Action, owner: User, area: AreaForImprovement
) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    owner.refresh_from_db()
    with pytest.raises(PermissionDenied):
        operations.post_update(by=owner, action=action, status=Rag.RED, done="From outside")
    other = Action.objects.get(area=area, position=2)
    with pytest.raises(ProblemsError, match=r"is closed\. Choose somebody who works here"):
        operations.update_action(by=None, action=other, owner_account=owner)
    # What was theirs can still be changed, and says that nobody looks after it; to officers, not to the public.
    operations.update_action(by=None, action=action, text="Another text")
    plan = AreaForImprovement.objects.with_plan().get()
    assert area_report(plan, as_at=MARCH, user=_reviewer()).actions[0].owner_left
    assert not area_report(plan, as_at=MARCH).actions[0].owner_left


def test_the_owner_needs_no_other_right_and_nobody_else_gets_in(
    action: Action, owner: User, signed_in: SignIn, client: Client
) -> None:
    AreaForImprovement.objects.update(published_at=None)
    url = action.get_update_url()
    mine = signed_in(Role.COUNCILLOR)
    assert mine.get(url).status_code == mine.get(action.get_absolute_url()).status_code == 200
    sent = mine.post(url, {"version": action.version, "status": "red", "done": "Nothing yet"}, follow=True)
    assert "Your update is sent." in sent.text
    assert client.get(url).status_code == 302
    other = Action.objects.get(area=action.area, position=2)
    assert mine.get(other.get_update_url()).status_code == mine.get(other.get_absolute_url()).status_code == 404
    AreaForImprovement.objects.update(published_at=timezone.now())
    assert mine.get(other.get_update_url()).status_code == 403


def test_what_an_owner_says_is_private_until_a_reviewer_publishes_it(
    action: Action, owner: User, person: Person, client: Client, signed_in: SignIn
) -> None:
    secret = operations.post_update(
        by=owner,
        action=action,
        status=Rag.AMBER,
        done="Zebra said no",
        evidence="Zebra minutes",
        due=When.parse("June 2031"),
        links=[("Zebra page", "https://www.example.gov.uk/zebra")],
        **WHY,
    )
    action.refresh_from_db()
    pages = [
        action.area.get_absolute_url(),
        action.get_absolute_url(),
        "/action-plans/",
        "/action-plans/portsmouth-2014/",
    ]
    pages += ["/action-plans/portsmouth-2014/table/", f"{pages[0]}?as-at={timezone.localdate()}"]
    reviewer = person(Role.SCRUTINY_MANAGER)

    def told() -> str:
        return " ".join(words(client.get(page).text) + client.get(page).text for page in pages)

    for word in ("Zebra", "zebra", "June 2031", "Amber since", "The chair was away"):
        assert word not in told()
    # A reviewer's own word afterwards is public, and carries nothing of the owner's along.
    operations.update_action(by=reviewer, action=action, status=Rag.RED, status_reason="It takes too long")
    assert "It takes too long" in told()
    assert "Zebra" not in told()
    # Published is what was named, and no more.
    operations.publish_updates(by=reviewer, updates=[secret])
    assert "Zebra said no" in told()
    assert "Zebra page" not in told()
    item = Evidence.objects.get()
    operations.publish_updates(by=reviewer, updates=[], evidence=[item])
    assert "Zebra page" in told()
    operations.unpublish_evidence(by=reviewer, evidence=item)
    assert "Zebra page" not in told()
    assert "by A Councillor" not in told(), "the public is not told whose account wrote an update"
    with pytest.raises(PermissionDenied):
        operations.publish_updates(by=owner, updates=[secret])


def test_monitoring_of_an_editor_waits_too_and_its_history_stays(
    area: AreaForImprovement, person: Person, client: Client
) -> None:
    why = {"progress_reason": "Two are done"}
    operations.update_monitoring(
        by=person(Role.SERVICE_OFFICER), area=area, progress_status=Rag.AMBER, progress_commentary="Zebra", **why
    )
    assert "Zebra" not in client.get(area.get_absolute_url()).text
    operations.publish_monitoring(by=person(Role.SCRUTINY_MANAGER), area=area)
    assert "Zebra" in client.get(area.get_absolute_url()).text
    area.refresh_from_db()
    operations.update_monitoring(by=None, area=area, progress_commentary="Giraffe", on=timezone.localdate())
    assert [one.progress_commentary for one in MonitoringUpdate.objects.filter(area=area)] == ["Zebra", "Giraffe"]


def test_what_is_withdrawn_is_kept_and_comes_back(action: Action, area: AreaForImprovement, client: Client) -> None:
    with pytest.raises(ProblemsError, match="Say why the action is withdrawn"):
        operations.withdraw_action(by=None, action=action, reason=" ")
    operations.withdraw_action(by=None, action=action, reason="Another body does it")
    assert action.text not in client.get(area.get_absolute_url()).text
    assert client.get(action.get_absolute_url()).status_code == 404
    standing = Action.objects.standing().filter(area=area)
    assert list(standing.values_list("position", flat=True)) == [1, 2, 3, 4]
    operations.move_action(by=None, action=standing[3], steps=-1)
    operations.restore_action(by=None, action=action)
    action.refresh_from_db()
    assert (action.position, action.withdrawn_reason) == (5, "")
    assert [update.kind for update in action.updates.all()] == ["created", "withdrawn", "restored"]


def test_updates_are_only_ever_added(action: Action, owner: User) -> None:
    operations.post_update(by=owner, action=action, status=Rag.RED, done="Nothing yet")
    for change in ({"number": 1}, {"moves_due": True}, {"kind": "closed"}, {"status": "mauve"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActionUpdate.objects.filter(action=action, number=2).update(**change)


def test_milestones_that_are_missed_count_and_reached_ones_do_not(action: Action) -> None:
    with pytest.raises(ProblemsError, match="A milestone comes before that"):
        operations.add_milestone(by=None, action=action, text="Too late", due=When.parse("March 2015"))
    one = operations.add_milestone(by=None, action=action, text="A draft", due=When.parse("December 2014"))
    day = datetime.date(2015, 1, 5)
    plan = AreaForImprovement.objects.with_plan()
    assert "A milestone was missed: A draft, by December 2014." in str(area_report(plan.get(), as_at=day).actions[0])
    operations.reach_milestone(by=None, milestone=one)
    assert "missed: A draft" in str(area_report(plan.get(), as_at=day).actions[0]), "it was reached later than that day"
    assert "missed: A draft" not in str(area_report(plan.get(), as_at=timezone.localdate()).actions[0])


def test_the_page_of_an_action_costs_the_same_however_long_its_timeline(
    action: Action, owner: User, client: Client, django_assert_max_num_queries
) -> None:
    for number in range(12):
        action.refresh_from_db()
        link = [("A page", f"https://www.example.gov.uk/{number}")]
        operations.post_update(by=owner, action=action, status=Rag.RED, done="Nothing yet", links=link)
    operations.publish_updates(
        by=_reviewer(), updates=list(action.updates.all()), evidence=list(Evidence.objects.all())
    )
    with django_assert_max_num_queries(8):
        assert client.get(action.get_absolute_url()).text.count("Nothing yet") == 12
