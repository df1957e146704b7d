"""Changes to plans: what is stored, what is refused, and what the history says."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from actions import operations
from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection, MeasureOfSuccess
from actions.operations import ChangedMeanwhile
from actions.rules import When
from scrutiny.access import Role
from scrutiny.history import broken_links, events_on
from scrutiny.models import Council, Event, User
from scrutiny.problems import ProblemsError

MARCH = When.parse("March 2015")
BECAUSE = {"due_reason": "The chair was away", "status_reason": "Half of it is done"}


def test_an_update_is_stored_with_who_and_what(action: Action, person: Callable[[Role], User]) -> None:
    manager = person(Role.SCRUTINY_MANAGER)
    operations.update_action(by=manager, action=action, status=Rag.AMBER, due=MARCH, **BECAUSE)
    action.refresh_from_db()
    assert (action.status, action.due, action.version) == (Rag.AMBER, MARCH, 2)
    event = events_on(action).first()
    assert event is not None
    assert event.by == manager
    assert event.facts["changes"] == {"status": ["not_recorded", "amber"], "due": ["January 2015", "March 2015"]}
    assert list(broken_links()) == []


def test_saving_without_a_change_leaves_no_trace(action: Action) -> None:
    before = Event.objects.count()
    stored = operations.update_action(by=None, action=action, text=f" {action.text} ", due=action.due)
    assert stored.version == 1
    assert Event.objects.count() == before


def test_a_field_that_may_not_be_edited_raises(action: Action, area: AreaForImprovement) -> None:
    with pytest.raises(TypeError, match="position, published"):
        operations.update_action(by=None, action=action, position=3, published=True, text="Other")
    with pytest.raises(TypeError, match="number"):
        operations.update_monitoring(by=None, area=area, number=12)
    action.refresh_from_db()
    assert action.text.startswith("Annual report")


def test_the_second_of_two_savers_never_overwrites_the_first(action: Action, person: Callable[[Role], User]) -> None:
    second = Action.objects.get(pk=action.pk)
    operations.update_action(by=person(Role.SERVICE_OFFICER), action=action, status=Rag.RED)
    with pytest.raises(ChangedMeanwhile) as refused:
        operations.update_action(by=person(Role.SCRUTINY_MANAGER), action=second, text="Something else")
    assert "A Service officer saved this" in str(refused.value)
    assert refused.value.current.status == Rag.RED
    second.refresh_from_db()
    assert second.text.startswith("Annual report")
    # Having seen it, the second may save on top.
    operations.update_action(by=None, action=second, version=refused.value.current.version, text="Something else")
    second.refresh_from_db()
    assert (second.text, second.status) == ("Something else", Rag.RED)


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_stored(action: Action) -> None:
    before = Event.objects.count()
    with pytest.raises(ProblemsError) as refused:
        operations.update_action(
            by=None, action=action, text=" ", owner_name="", due=When.parse("2013-01"), status=Rag.BLUE
        )
    assert [problem.where for problem in refused.value.problems] == [
        "What is to be done",
        "By whom",
        "By when",
        "Status",
        "Why the date moves",
    ]
    action.refresh_from_db()
    assert (action.version, action.status) == (1, Rag.NOT_RECORDED)
    assert Event.objects.count() == before


def test_blue_is_stored_with_evidence(action: Action) -> None:
    operations.update_action(by=None, action=action, status=Rag.BLUE, evidence="On the members' site since 12 January")
    action.refresh_from_db()
    assert action.status == Rag.BLUE


def test_monitoring_has_two_lights_and_each_blue_needs_words(area: AreaForImprovement) -> None:
    with pytest.raises(ProblemsError) as refused:
        operations.update_monitoring(by=None, area=area, progress_status=Rag.BLUE, impact_status=Rag.BLUE)
    assert [problem.where for problem in refused.value.problems] == ["Progress", "Impact"]
    operations.update_monitoring(by=None, area=area, progress_status=Rag.BLUE, progress_commentary="All five are done")
    area.refresh_from_db()
    assert (area.progress_status, area.impact_status) == (Rag.BLUE, Rag.NOT_RECORDED)
    stale = AreaForImprovement(pk=area.pk, version=1)
    with pytest.raises(ChangedMeanwhile):
        operations.update_monitoring(by=None, area=stale, further_action="More training")


def test_new_actions_and_measures_go_to_the_end(area: AreaForImprovement) -> None:
    action = operations.create_action(by=None, area=area, text="Visit a home", due=MARCH, owner_name="A Person")
    measure = operations.create_measure(by=None, area=area, text="Members have visited")
    assert (action.position, measure.position) == (6, 4)


def test_a_new_action_must_be_sound(area: AreaForImprovement) -> None:
    with pytest.raises(ProblemsError):
        operations.create_action(by=None, area=area, text="", due=MARCH, owner_name="A Person")
    assert area.actions.count() == 5


def test_publishing_twice_keeps_the_first_time(area: AreaForImprovement) -> None:
    before, first = Event.objects.count(), area.published_at
    again = operations.publish_area(by=None, area=area)
    assert again.published_at == first is not None
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "change",
    [
        {"status": "blue", "evidence": ""},
        {"status": "purple"},
        {"text": ""},
        {"owner_name": ""},
        {"due_precision": "week"},
        {"position": 2},
    ],
)
def test_the_database_itself_refuses_an_unsound_action(action: Action, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(**change)


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Inspection, {"started_on": None}),
        (Inspection, {"started_on": "2014-08-31"}),
        (Inspection, {"published_precision": "day"}),
        (AreaForImprovement, {"impact_status": "blue"}),
        (AreaForImprovement, {"number": 0}),
        (AreaForImprovement, {"text": ""}),
        (MeasureOfSuccess, {"position": 1}),
    ],
)
def test_the_database_itself_refuses_unsound_plans(area: AreaForImprovement, model: type, change: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


def test_two_inspections_cannot_share_an_address(portsmouth: Council) -> None:
    def create() -> Inspection:
        return operations.create_inspection(
            by=None, council=portsmouth, slug="one", inspectorate="Ofsted", title="An inspection"
        )

    create()
    with pytest.raises(IntegrityError), transaction.atomic():
        create()
