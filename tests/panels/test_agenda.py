"""The agenda: items added, edited, moved, removed and put back, by one officer and by several at once."""

import threading

import pytest
from django.db import connection

from panels.models import AgendaItem, Meeting
from panels.operations.agenda import add_item, edit_item, remove_item, restore_item
from panels.operations.order import step_item
from panels.reports.agenda import agenda_lines
from panels.rules import NotAllowed, StaleEdit
from scrutiny.history import broken_links, events_on
from scrutiny.models import Event, User
from tests.helpers import agenda_of, meeting_with, person, positions_of

TITLES = ["Apologies", "Minutes", "Performance", "Work programme"]


@pytest.fixture
def dso(db: None) -> User:
    return person(full_name="Asha Verity")


@pytest.fixture
def meeting(dso: User) -> Meeting:
    return meeting_with(dso, TITLES)


def item_of(meeting: Meeting, title: str) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, title=title)


def version_of(meeting: Meeting) -> int:
    return Meeting.objects.get(pk=meeting.pk).agenda_version


def test_a_new_item_goes_to_the_end_or_before_another(dso, meeting):
    add_item(by=dso, meeting=meeting, title="Last")
    first = add_item(by=dso, meeting=meeting, title="First", before=item_of(meeting, "Apologies"))
    middle = add_item(by=dso, meeting=meeting, title="Middle", before=item_of(meeting, "Performance"))

    assert agenda_of(meeting) == ["First", "Apologies", "Minutes", "Middle", "Performance", "Work programme", "Last"]
    assert positions_of(meeting) == list(range(1, 8))
    assert (first.position, middle.position) == (1, 4)
    assert [line.number for line in agenda_lines(meeting)] == [str(number) for number in range(1, 8)]


def test_nobody_can_be_put_before_an_item_that_is_gone(dso, meeting):
    """Somebody else removed it while the form was open."""
    gone = item_of(meeting, "Minutes")
    remove_item(by=dso, item=gone)

    with pytest.raises(NotAllowed):
        add_item(by=dso, meeting=meeting, title="New", before=gone)
    assert agenda_of(meeting) == ["Apologies", "Performance", "Work programme"]


@pytest.mark.parametrize(
    ("title", "steps", "order"),
    [
        ("Performance", -1, ["Apologies", "Performance", "Minutes", "Work programme"]),
        ("Performance", 1, ["Apologies", "Minutes", "Work programme", "Performance"]),
        ("Apologies", -1, TITLES),
        ("Work programme", 1, TITLES),
    ],
)
def test_an_item_steps_up_and_down_and_stays_at_the_ends(dso, meeting, title, steps, order):
    before = version_of(meeting)
    number = step_item(by=dso, item=item_of(meeting, title), steps=steps)

    assert agenda_of(meeting) == order
    assert number == str(order.index(title) + 1)
    assert positions_of(meeting) == [1, 2, 3, 4]
    assert (version_of(meeting) > before) == (order != TITLES)


def test_a_removed_item_comes_back_to_its_place(dso, meeting):
    item = item_of(meeting, "Minutes")
    remove_item(by=dso, item=item)
    assert agenda_of(meeting) == ["Apologies", "Performance", "Work programme"]
    assert positions_of(meeting) == [1, 2, 3]
    assert AgendaItem.objects.filter(meeting=meeting).removed().get().removed_by == dso

    assert restore_item(by=dso, item=item) == "2"
    assert agenda_of(meeting) == TITLES
    assert positions_of(meeting) == [1, 2, 3, 4]


def test_a_removed_item_comes_back_at_the_end_when_the_agenda_grew_shorter(dso, meeting):
    last = item_of(meeting, "Work programme")
    remove_item(by=dso, item=last)
    remove_item(by=dso, item=item_of(meeting, "Apologies"))
    restore_item(by=dso, item=last)

    assert agenda_of(meeting) == ["Minutes", "Performance", "Work programme"]
    assert positions_of(meeting) == [1, 2, 3]


def test_removing_and_restoring_twice_changes_nothing(dso, meeting):
    item = item_of(meeting, "Minutes")
    remove_item(by=dso, item=item)
    version, events = version_of(meeting), Event.objects.count()
    remove_item(by=dso, item=item)
    assert (version_of(meeting), Event.objects.count()) == (version, events)

    restore_item(by=dso, item=item)
    version, events = version_of(meeting), Event.objects.count()
    restore_item(by=dso, item=item)
    assert (version_of(meeting), Event.objects.count()) == (version, events)


def test_a_removed_item_is_neither_moved_nor_edited(dso, meeting):
    item = item_of(meeting, "Minutes")
    remove_item(by=dso, item=item)

    with pytest.raises(NotAllowed, match="Put it back first"):
        step_item(by=dso, item=item, steps=1)
    with pytest.raises(NotAllowed, match="Put it back first"):
        edit_item(by=dso, item=item, version=item.version, title="Other")


def test_an_edit_is_saved_with_its_history(dso, meeting):
    item = item_of(meeting, "Minutes")
    saved = edit_item(by=dso, item=item, version=1, title="Minutes of 22 March", text="To approve them.")

    assert (saved.title, saved.text, saved.version) == ("Minutes of 22 March", "To approve them.", 2)
    event = events_on(item)[0]
    assert (event.action, event.by) == ("edit item", dso)
    assert event.facts["before"] == {"title": "Minutes", "text": ""}
    assert event.facts["after"] == {"title": "Minutes of 22 March", "text": "To approve them."}


def test_saving_what_is_there_already_changes_nothing(dso, meeting):
    item = item_of(meeting, "Minutes")
    version, events = version_of(meeting), Event.objects.count()
    edit_item(by=dso, item=item, version=1, title="Minutes", text="")

    assert (version_of(meeting), Event.objects.count()) == (version, events)


def test_a_field_that_is_not_listed_is_refused(dso, meeting):
    with pytest.raises(TypeError, match="not editable: position"):
        edit_item(by=dso, item=item_of(meeting, "Minutes"), version=1, position=1)


def test_a_stale_edit_keeps_both_officers_words(dso, meeting):
    item = item_of(meeting, "Minutes")
    edit_item(by=dso, item=item, version=1, title="Hers")

    with pytest.raises(StaleEdit) as conflict:
        edit_item(by=person("manager"), item=item, version=1, title="His", text="His words")

    assert conflict.value.saved_by == "Asha Verity"
    assert conflict.value.saved["title"] == "Hers"
    item.refresh_from_db()
    assert (item.title, item.text) == ("Hers", "")


def test_every_change_raises_the_version_of_the_agenda_once(dso, meeting):
    item, version = item_of(meeting, "Minutes"), version_of(meeting)
    for change in (
        lambda: add_item(by=dso, meeting=meeting, title="New"),
        lambda: edit_item(by=dso, item=item, version=1, title="Other"),
        lambda: step_item(by=dso, item=item, steps=1),
        lambda: remove_item(by=dso, item=item),
        lambda: restore_item(by=dso, item=item),
    ):
        change()
        version += 1
        assert version_of(meeting) == version


# --- Several officers at once --------------------------------------------------------------------------------------


def at_once(*jobs) -> list[BaseException]:
    """Run the jobs at the same moment, each on a connection of its own; what went wrong."""
    begin, failures = threading.Barrier(len(jobs)), []

    def run(job) -> None:
        try:
            begin.wait(timeout=10)
            job()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_one_item_lose_no_words():
    """One of the two is saved; the other is told so, and the saved words are the other's whole."""
    dso, manager = person(full_name="Asha Verity"), person("manager", full_name="Morgan Blythe")
    meeting = meeting_with(dso, TITLES)
    item = item_of(meeting, "Minutes")

    failures = at_once(
        lambda: edit_item(by=dso, item=AgendaItem.objects.get(pk=item.pk), version=1, title="Hers", text="Her words"),
        lambda: edit_item(
            by=manager, item=AgendaItem.objects.get(pk=item.pk), version=1, title="His", text="His words"
        ),
    )

    assert len(failures) == 1
    assert isinstance(failures[0], StaleEdit)
    item.refresh_from_db()
    assert (item.title, item.text) in {("Hers", "Her words"), ("His", "His words")}
    assert failures[0].saved["title"] == item.title
    assert list(broken_links()) == []


@pytest.mark.django_db(transaction=True)
def test_many_changes_at_once_leave_one_whole_order():
    dso = person()
    meeting = meeting_with(dso, TITLES)
    items = {title: item_of(meeting, title) for title in TITLES}

    failures = at_once(
        lambda: [
            add_item(by=dso, meeting=meeting, title=f"New {turn}", before=items["Apologies"]) for turn in range(4)
        ],
        lambda: [step_item(by=dso, item=items["Work programme"], steps=-1) for _ in range(4)],
        lambda: [step_item(by=dso, item=items["Apologies"], steps=1) for _ in range(4)],
        lambda: [change(by=dso, item=items["Minutes"]) for change in (remove_item, restore_item) * 2],
    )

    assert failures == []
    assert sorted(agenda_of(meeting)) == sorted([*TITLES, "New 0", "New 1", "New 2", "New 3"])
    assert positions_of(meeting) == list(range(1, 9))
    assert list(broken_links()) == []
