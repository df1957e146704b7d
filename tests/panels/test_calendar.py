"""A year's meetings from the panel's standing items; meetings cancelled, moved, cloned, each with its reason."""

import datetime
import threading

import pytest
from django.db import connection

from panels.enums import ItemKind
from panels.models import AgendaItem, ExemptionGround, Meeting, Panel
from panels.operations.agenda import add_item, edit_item
from panels.operations.calendar import (
    attach_previous_minutes,
    cancel_meeting,
    clone_meeting,
    create_meetings,
    move_meeting,
    reinstate_meeting,
)
from panels.operations.exemptions import load_grounds, mark_exempt
from panels.operations.setup import record_minutes, schedule_meeting
from panels.operations.standing import (
    add_standing_items,
    edit_standing_item,
    remove_standing_item,
    step_standing_item,
)
from panels.rules import NotAllowed, StaleEdit
from scrutiny.history import events_on
from scrutiny.models import User
from scrutiny.problems import ProblemsError
from tests.helpers import Demo, agenda_of, person, small_panel

JUNE, JULY = datetime.date(2031, 6, 5), datetime.date(2031, 7, 24)
STANDING = [
    {"title": "Apologies"},
    {"title": "Minutes of the previous meeting", "text": "To approve them.", "kind": ItemKind.MINUTES},
    {"title": "Monitoring recommendations", "kind": ItemKind.RECOMMENDATIONS},
]


@pytest.fixture
def dso(db: None) -> User:
    return person(full_name="Asha Verity")


@pytest.fixture
def panel(dso: User) -> Panel:
    made = small_panel(dso)
    add_standing_items(by=dso, panel=made, items=STANDING)
    return made


@pytest.fixture
def meeting(dso: User, panel: Panel) -> Meeting:
    return create_meetings(by=dso, panel=panel, dates=[JUNE])[0]


def moved(dso: User, meeting: Meeting, **changes) -> Meeting:
    to = {"date": meeting.date, "time": meeting.time, "venue": meeting.venue, "because": "The room is closed"}
    return move_meeting(by=dso, meeting=meeting, **{**to, **changes})


# --- A year ------------------------------------------------------------------------------------------------------


def test_every_new_meeting_starts_from_the_standing_items_time_and_place(dso, panel):
    made = create_meetings(by=dso, panel=panel, dates=[JULY, JUNE])

    assert [meeting.date for meeting in made] == [JUNE, JULY]
    for meeting in made:
        assert (meeting.time, meeting.venue) == (panel.usual_time, panel.venue)
        assert agenda_of(meeting) == [item["title"] for item in STANDING]
        assert [item.kind for item in meeting.items.on_agenda()] == ["plain", "minutes", "recommendations"]
        assert meeting.items.on_agenda()[1].text == "To approve them."


def test_the_minutes_of_the_previous_meeting_come_with_their_item(dso, panel):
    held = schedule_meeting(by=dso, panel=panel, date=datetime.date(2031, 3, 6))
    minutes = record_minutes(by=dso, meeting=held, present=[], apologies=[], entries=[])
    june, july = create_meetings(by=dso, panel=panel, dates=[JUNE, JULY])

    paper = june.items.on_agenda()[1].papers.get()
    assert (paper.minutes, paper.title) == (minutes, "Minutes of the meeting held on 6 March 2031")
    # Those of June are not written yet; when they are, they are put on July's item.
    item = july.items.on_agenda()[1]
    assert attach_previous_minutes(by=dso, item=item) is None
    record_minutes(by=dso, meeting=june, present=[], apologies=[], entries=[])
    assert attach_previous_minutes(by=dso, item=item).title == "Minutes of the meeting held on 5 June 2031"
    with pytest.raises(NotAllowed, match="has its minutes already"):
        attach_previous_minutes(by=dso, item=item)


def test_minutes_of_a_cancelled_meeting_are_not_waited_for(dso, panel):
    held, cancelled, july = create_meetings(by=dso, panel=panel, dates=[datetime.date(2031, 3, 6), JUNE, JULY])
    record_minutes(by=dso, meeting=held, present=[], apologies=[], entries=[])
    cancel_meeting(by=dso, meeting=cancelled, because="No business")
    assert attach_previous_minutes(by=dso, item=july.items.on_agenda()[1]).minutes.meeting == held


def test_all_meetings_of_a_year_are_made_or_none(dso, panel, meeting):
    with pytest.raises(ProblemsError, match="Thursday 5 June 2031 already"):
        create_meetings(by=dso, panel=panel, dates=[JULY, JUNE])
    assert Meeting.objects.filter(panel=panel).count() == 1


def test_standing_items_are_edited_ordered_and_removed(dso, panel, meeting):
    first, second, third = panel.standing_items.order_by("position")
    edit_standing_item(by=dso, item=first, version=1, title="Apologies for absence")
    with pytest.raises(StaleEdit, match="Asha Verity"):
        edit_standing_item(by=person("manager"), item=first, version=1, title="Other")
    assert step_standing_item(by=dso, item=third, steps=-1) == 2
    assert step_standing_item(by=dso, item=third, steps=1) == 3
    step_standing_item(by=dso, item=third, steps=-1)
    remove_standing_item(by=dso, item=second)

    titles = ["Apologies for absence", "Monitoring recommendations"]
    assert list(panel.standing_items.order_by("position").values_list("title", "position")) == [
        (title, place) for place, title in enumerate(titles, start=1)
    ]
    assert agenda_of(meeting) == [item["title"] for item in STANDING]  # what exists stays as it is
    assert agenda_of(create_meetings(by=dso, panel=panel, dates=[JULY])[0]) == titles


def test_southamptons_new_agendas_start_from_its_standing_items_and_june_has_the_items_of_its_source(demo: Demo):
    july = Meeting.objects.get(panel=demo.panel, date="2018-07-26")
    assert agenda_of(july) == list(demo.panel.standing_items.order_by("position").values_list("title", flat=True))
    assert agenda_of(july)[0] == "Apologies and changes in Panel membership (if any)"
    assert len(agenda_of(july)) == 7
    assert len(agenda_of(demo.meeting)) == 9
    assert agenda_of(demo.meeting)[0] == "Election of Vice-Chair"


# --- Cancelled ---------------------------------------------------------------------------------------------------


def test_a_cancelled_meeting_keeps_everything_and_says_why(dso, meeting):
    version = meeting.agenda_version
    found = cancel_meeting(by=dso, meeting=meeting, because="  Too few members can come. ")

    assert (found.is_cancelled, found.cancelled_because) == (True, "Too few members can come.")
    assert agenda_of(meeting) == [item["title"] for item in STANDING]
    assert Meeting.objects.get(pk=meeting.pk).agenda_version >= version
    assert events_on(meeting)[0].facts["because"] == "Too few members can come."
    with pytest.raises(NotAllowed, match="cancelled already"):
        cancel_meeting(by=dso, meeting=meeting, because="Again")

    assert not reinstate_meeting(by=dso, meeting=meeting).is_cancelled
    assert events_on(meeting)[0].facts["was_cancelled_because"] == "Too few members can come."


def test_nothing_happens_to_a_meeting_without_a_reason(dso, meeting):
    with pytest.raises(NotAllowed, match="Say why the meeting is cancelled"):
        cancel_meeting(by=dso, meeting=meeting, because=" ")
    with pytest.raises(NotAllowed, match="Say why the meeting is moved"):
        moved(dso, meeting, date=JULY, because=" ")
    with pytest.raises(NotAllowed, match="Say why the meeting is held"):
        clone_meeting(by=dso, meeting=meeting, date=JULY, time=None, venue="", because=" ")
    meeting.refresh_from_db()
    assert (meeting.date, meeting.is_cancelled, Meeting.objects.count()) == (JUNE, False, 1)


# --- Moved -------------------------------------------------------------------------------------------------------


def test_a_moved_meeting_keeps_its_agenda_and_remembers_where_it_was_to_be(dso, meeting):
    found = moved(dso, meeting, date=JULY, time=datetime.time(10), venue="Committee Room 2")

    assert (found.pk, found.date, found.venue) == (meeting.pk, JULY, "Committee Room 2")
    assert found.agenda_version > meeting.agenda_version  # its front page says another day
    assert agenda_of(found) == [item["title"] for item in STANDING]
    was = found.moves.get()
    assert (was.date, was.time, was.because) == (JUNE, meeting.time, "The room is closed")


def test_a_meeting_is_not_moved_onto_another_or_nowhere_or_while_cancelled(dso, panel, meeting):
    create_meetings(by=dso, panel=panel, dates=[JULY])
    with pytest.raises(NotAllowed, match="Thursday 24 July 2031 already"):
        moved(dso, meeting, date=JULY)
    with pytest.raises(NotAllowed, match="Change at least one"):
        moved(dso, meeting)
    cancel_meeting(by=dso, meeting=meeting, because="Snow")
    with pytest.raises(NotAllowed, match="cancelled"):
        moved(dso, meeting, date=datetime.date(2031, 6, 12))
    assert not meeting.moves.exists()


def test_a_meeting_moves_back(dso, meeting):
    there = moved(dso, meeting, date=JULY)
    back = moved(dso, there, date=JUNE, because="The room is open again")
    assert [move.date for move in back.moves.order_by("pk")] == [JUNE, JULY]
    assert back.last_move.because == "The room is open again"


# --- Cloned ------------------------------------------------------------------------------------------------------


def test_a_clone_has_the_business_and_none_of_the_papers_or_notes(dso, panel, meeting):
    item = add_item(by=dso, meeting=meeting, title="Budget", presenter="Finance", invited="A Person, A Body")
    add_item(by=dso, meeting=meeting, title="Savings", under=item)
    edit_item(by=dso, item=item, version=1, officer_notes="Ask Sam", owed_by="Sam", needs_report=True)
    clone, left_out = clone_meeting(
        by=dso, meeting=meeting, date=JULY, time=None, venue="", because="Business left over from June"
    )

    assert left_out == ()
    assert (clone.extra_because, clone.cloned_from) == ("Business left over from June", meeting)
    assert agenda_of(clone) == agenda_of(meeting)
    copied = AgendaItem.objects.get(meeting=clone, title="Budget")
    assert (copied.presenter, copied.invited) == ("Finance", "A Person, A Body")
    assert (copied.officer_notes, copied.owed_by, copied.needs_report) == ("", "", False)
    assert AgendaItem.objects.get(meeting=clone, title="Savings").depth == 1


def test_what_is_exempt_is_never_copied_without_its_ground(dso, meeting):
    load_grounds(by=dso, council=None, grounds=[{"code": "paragraph 3", "kind": "exempt", "text": "Affairs"}])
    item = add_item(by=dso, meeting=meeting, title="A contract")
    mark_exempt(by=dso, subject=item, ground=ExemptionGround.objects.get(), reason="Prices")
    clone, left_out = clone_meeting(by=dso, meeting=meeting, date=JULY, time=None, venue="", because="Left over")
    assert left_out == ("A contract",)
    assert "A contract" not in agenda_of(clone)


# --- Several officers at once ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_take_one_day_make_one_meeting():
    dso, manager = person(), person("manager")
    panel = small_panel(dso)
    add_standing_items(by=dso, panel=panel, items=STANDING)
    other = create_meetings(by=dso, panel=panel, dates=[JUNE])[0]
    begin, failures = threading.Barrier(3), []

    def run(job) -> None:
        try:
            begin.wait(timeout=10)
            job()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    jobs = [
        lambda: create_meetings(by=dso, panel=panel, dates=[JULY, datetime.date(2031, 9, 25)]),
        lambda: create_meetings(by=manager, panel=panel, dates=[datetime.date(2031, 11, 20), JULY]),
        lambda: moved(dso, Meeting.objects.with_panel().get(pk=other.pk), date=JULY),
    ]
    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(failures) == 2
    assert all(isinstance(failure, ProblemsError | NotAllowed) for failure in failures)
    assert Meeting.objects.filter(panel=panel, date=JULY).count() == 1
    assert all(len(agenda_of(meeting)) == 3 for meeting in Meeting.objects.order_by("pk"))
