"""The history of changes: whole, in order, and telling when somebody tampered with it."""

import threading

import pytest
from django.db import IntegrityError, connection, models, transaction

from scrutiny.history import broken_links, events_on, record
from scrutiny.models import Council, Event, HistoryHead
from scrutiny.operations import create_council
from tests.helpers import host_council, person


@pytest.fixture
def council(db):
    return host_council()


def note(council: Council, **facts: object) -> Event:
    with transaction.atomic():
        return record(by=None, action="note", on=council, **facts)


def test_events_are_numbered_and_each_carries_the_hash_of_the_one_before(council):
    officer = person()
    for place in range(5):
        note(council, place=place)

    events = list(Event.objects.order_by("number"))
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert [event.previous_hash for event in events] == ["", *(event.hash for event in events[:-1])]
    assert len({event.hash for event in events}) == len(events)
    assert list(broken_links()) == []
    assert events_on(officer).get().action == "create account"


def test_facts_of_every_kind_come_back_as_they_went_in(council):
    event = note(council, day="2018-06-07", number=1278, part=81.0, words=["ō", "“quoted”"], nothing=None)

    stored = Event.objects.get(pk=event.pk)
    assert stored.facts == {
        "day": "2018-06-07",
        "number": 1278,
        "part": 81.0,
        "words": ["ō", "“quoted”"],
        "nothing": None,
    }
    assert list(broken_links()) == []


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (lambda events: events.filter(number=3).update(facts={"place": "forged"}), "Event 3 was changed"),
        (lambda events: events.filter(number=3).update(action="other"), "Event 3 was changed"),
        (lambda events: events.filter(number=3).delete(), "Event 3 is missing"),
        (lambda events: events.filter(number__gte=4).delete(), "should end at event 5, but ends at 3"),
        (lambda events: events.filter(number=3).update(previous_hash="f" * 64), "Event 3 does not follow"),
    ],
    ids=["facts", "action", "one gone", "end cut off", "another chain"],
)
def test_tampering_is_found(council, tamper, sentence):
    for place in range(4):
        note(council, place=place)
    assert Event.objects.count() == 5
    assert list(broken_links()) == []

    tamper(Event.objects.all())

    assert any(sentence in problem for problem in broken_links())


def test_an_event_that_is_forged_with_a_fitting_hash_breaks_the_chain_after_it(council):
    """Who rewrites one event and its hash has to rewrite all that follow."""
    from scrutiny import history

    for place in range(3):
        note(council, place=place)
    event = Event.objects.get(number=2)
    event.facts = {"place": "forged"}
    event.hash = history._hash(event)
    event.save()

    assert list(broken_links()) == ["Event 3 does not follow from the one before it."]


def test_the_database_refuses_an_event_out_of_the_chain(council):
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(
            number=2, at="2018-06-07T12:00Z", action="forged", subject="x", subject_id="1", previous_hash="", hash="1"
        )


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    council = host_council()
    before = Event.objects.count()

    with pytest.raises(RuntimeError, match="inside the operation's transaction"):
        record(by=None, action="note", on=council)

    assert Event.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_when_its_change_goes():
    council = host_council()
    before = list(Event.objects.values_list("number", flat=True))

    with pytest.raises(IntegrityError):
        create_council(by=None, name=council.name, short_name="Twin", slug="twin")

    assert list(Event.objects.values_list("number", flat=True)) == before
    note(council)
    assert list(broken_links()) == []


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_whole_chain():
    """Four people, each with a connection of their own: nobody fails, no number is claimed twice."""
    council = host_council()
    start = Event.objects.count()
    begin, failures = threading.Barrier(4), []

    def write(who: int) -> None:
        try:
            begin.wait(timeout=10)
            for turn in range(5):
                note(council, who=who, turn=turn)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    assert Event.objects.count() == start + 20
    assert list(broken_links()) == []
    assert HistoryHead.objects.get().number == start + 20
    for who in range(4):
        turns = Event.objects.filter(facts__who=who).order_by("number").values_list("facts__turn", flat=True)
        assert list(turns) == [0, 1, 2, 3, 4]


def test_every_model_that_is_audited_names_itself(council):
    """The subject of an event is the model's label, so that the history of one object can be asked for."""
    event = note(council)

    assert (event.subject, event.subject_id) == ("scrutiny.council", str(council.pk))
    assert isinstance(events_on(council), models.QuerySet)
    assert events_on(council).first() == event
