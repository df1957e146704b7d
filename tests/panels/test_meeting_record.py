"""The record of a meeting: who is there, the quorum at every moment, what may be recorded and what may not."""

import datetime

import pytest
from django.urls import reverse

from panels.enums import Attendance, DeclarationConduct, DeclarationKind, MinutesState, RequestKind, VoteChoice
from panels.minutes_rules import MOVES, Numbering, QuorumRule, There, can_move, check_numbers, spells
from panels.models import ExemptionGround, MeetingAttendance, MeetingNote, Minute, Minutes, Resolution
from panels.operations.calendar import cancel_meeting
from panels.operations.exemptions import load_grounds, mark_exempt
from panels.operations.record import (
    add_attendee,
    add_movement,
    open_record,
    remove_attendee,
    remove_movement,
    save_note,
    set_attendance,
    take_chair,
)
from panels.operations.record_entries import (
    add_speaker,
    ask,
    declare,
    edit_entry,
    exclude_public,
    put_to_vote,
    remove_entry,
    resolve,
)
from panels.reports.record import known_speakers, meeting_record
from panels.reports.room import room_of
from panels.rules import NotAllowed, StaleEdit
from scrutiny.access import Role
from tests.helpers import person, sign_in, small_panel
from tests.panels.march import AWAY, item_of, march_meeting

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0) -> datetime.time:
    return datetime.time(hour, minute)


@pytest.fixture
def dso():
    return person()


@pytest.fixture
def meeting(dso):
    return march_meeting(dso, small_panel(dso))


@pytest.fixture
def minutes(dso, meeting):
    return open_record(by=dso, meeting=meeting)


def row(minutes: Minutes, name: str) -> MeetingAttendance:
    return MeetingAttendance.objects.get(minutes=minutes, person__name=name)


def mark(by, minutes: Minutes, **who: Attendance) -> list[str]:
    """Mark everybody as at the meeting of March, save those named otherwise."""
    rows = MeetingAttendance.objects.filter(minutes=minutes).select_related("person").order_by("position")
    wanted = {}
    for one in rows:
        usual = Attendance.APOLOGIES if one.person.name in AWAY else Attendance.PRESENT
        wanted[one.pk] = (who.get(one.person.name.replace("'", ""), usual), False)
    return set_attendance(by=by, minutes=minutes, wanted=wanted, seen={})


@pytest.fixture
def held(dso, minutes):
    """The record with everybody marked."""
    assert mark(dso, minutes) == []
    return minutes


def declared(dso, minutes, meeting, *names: str, conduct=DeclarationConduct.LEFT_CHAIR, item="Post 16", **more):
    return declare(
        by=dso,
        minutes=minutes,
        members=[row(minutes, name) for name in names],
        item=item_of(meeting, item) if item else None,
        kind=DeclarationKind.PECUNIARY,
        nature="as a lecturer",
        conduct=conduct,
        **more,
    )


# --- Who is there ----------------------------------------------------------------------------------------------


def test_the_record_opens_once_with_the_members_of_its_year(dso, meeting, minutes):
    assert open_record(by=dso, meeting=meeting) == minutes
    assert [(str(one.person), one.note, one.kind) for one in minutes.attendances.order_by("position")][:3] == [
        ("Councillor Keogh", "Chair", "councillor"),
        ("Councillor Taggart", "Vice-Chair", "councillor"),
        ("Councillor Murphy", "", "councillor"),
    ]
    assert minutes.attendances.filter(kind="co-opted").count() == 2


def test_a_cancelled_meeting_has_no_record(dso, meeting):
    cancel_meeting(by=dso, meeting=meeting, because="Snow")
    meeting.refresh_from_db()
    with pytest.raises(NotAllowed, match="cancelled"):
        open_record(by=dso, meeting=meeting)


def test_two_officers_at_the_attendance_do_not_overwrite_each_other(dso, held):
    murphy, painton = row(held, "Murphy"), row(held, "Painton")
    seen = {murphy.pk: "present", painton.pk: "present"}
    apologies = (Attendance.APOLOGIES, False)
    first = {murphy.pk: apologies, painton.pk: (Attendance.PRESENT, False)}
    second = {murphy.pk: (Attendance.ABSENT, False), painton.pk: apologies}

    assert set_attendance(by=dso, minutes=held, wanted=first, seen=seen) == []
    (told,) = set_attendance(by=dso, minutes=held, wanted=second, seen=seen)

    assert told == "Somebody else marked Councillor Murphy as apologies meanwhile, and that stands. Look again."
    assert row(held, "Murphy").attendance == "apologies"
    assert row(held, "Painton").attendance == "apologies"


def test_a_member_who_did_something_was_there(dso, meeting, held):
    declared(dso, held, meeting, "Keogh")
    add_movement(by=dso, minutes=held, who=row(held, "Murphy"), comes_in=False, at=at(18))
    for name, what in (("Keogh", "declared an interest"), ("Murphy", "came or went")):
        with pytest.raises(NotAllowed, match=f"{name} cannot be down as having sent apologies, because .*{what}"):
            mark(dso, held, **{name: Attendance.APOLOGIES})


def test_the_quorum_is_known_at_every_moment(dso, minutes):
    mark(dso, minutes, **dict.fromkeys(("ONeill", "Painton", "Laurent"), Attendance.ABSENT))
    laurent = row(minutes, "Laurent")
    set_attendance(by=dso, minutes=minutes, wanted={laurent.pk: (Attendance.PRESENT, False)}, seen={})
    add_movement(by=dso, minutes=minutes, who=laurent, comes_in=True, at=at(17, 45))
    add_movement(by=dso, minutes=minutes, who=row(minutes, "Murphy"), comes_in=False, at=at(18))
    add_movement(by=dso, minutes=minutes, who=row(minutes, "Taggart"), comes_in=False, at=at(18, 30))
    back = add_movement(by=dso, minutes=minutes, who=row(minutes, "Taggart"), comes_in=True, at=at(18, 40))

    found = room_of(minutes).spells
    assert [(spell.start, spell.number, spell.is_quorate) for spell in found] == [
        (at(18), 3, True), (at(17, 45), 4, True), (at(18), 3, True), (at(18, 30), 2, False), (at(18, 40), 3, True),
    ]  # fmt: skip
    remove_movement(by=dso, movement=back)
    assert not room_of(minutes).spells[-1].is_quorate


def test_the_co_opted_and_those_at_a_distance_count_only_where_the_panel_says_so():
    room = [
        There(1, "A", Attendance.PRESENT),
        There(2, "B", Attendance.PRESENT, is_remote=True),
        There(3, "C", Attendance.PRESENT, kind="co-opted"),
    ]
    rules = [QuorumRule(2), QuorumRule(2, remote_count=True), QuorumRule(2, co_opted_count=True)]
    assert [spells(room, rule, start=None)[0].number for rule in rules] == [1, 2, 2]


def test_comings_and_goings_take_turns(dso, held):
    keogh, burke = row(held, "Keogh"), row(held, "Burke")
    add_movement(by=dso, minutes=held, who=keogh, comes_in=False, at=at(18))
    refusals = [
        (keogh, False, at(18, 10), "out of the room already"),
        (keogh, True, at(18), "that very time"),
        (burke, True, at(18), "not down as present"),
    ]
    for who, comes_in, when, words in refusals:
        with pytest.raises(NotAllowed, match=words):
            add_movement(by=dso, minutes=held, who=who, comes_in=comes_in, at=when)


def test_a_substitute_comes_for_a_member_who_is_away(dso, held):
    burke = row(held, "Burke")
    refusals = [
        ("Councillor", "Laurent", burke, "is a member of this panel"),
        ("Councillor", "Denness", row(held, "Keogh"), "Keogh is present"),
        ("Councillor", "Denness", None, "for which member"),
    ]
    for title, name, instead_of, words in refusals:
        with pytest.raises(NotAllowed, match=words):
            add_attendee(by=dso, minutes=held, title=title, name=name, instead_of=instead_of)
    made = add_attendee(by=dso, minutes=held, title="Councillor", name="Denness", instead_of=burke)
    with pytest.raises(NotAllowed, match="has a substitute"):
        add_attendee(by=dso, minutes=held, title="Councillor", name="Whitbread", instead_of=burke)

    assert room_of(held).spells[-1].number == 7
    remove_attendee(by=dso, row=made)
    with pytest.raises(NotAllowed, match="stay on the list"):
        remove_attendee(by=dso, row=burke)
    assert room_of(held).spells[-1].number == 6


# --- The chair and declarations --------------------------------------------------------------------------------


def test_there_is_one_chair_and_it_goes_back(dso, meeting, held):
    item = item_of(meeting, "Post 16")
    take_chair(by=dso, minutes=held, item=item, who=row(held, "O'Neill"), known=None, only_this_item=True)
    found = meeting_record(held, user=dso)
    assert [line.chair.split()[-1] for line in found.items] == ["Keogh", "Keogh", "Keogh", "O'Neill", "Keogh", "Keogh"]

    with pytest.raises(NotAllowed, match="two chairs at once: Councillor O'Neill is down in the chair"):
        take_chair(by=dso, minutes=held, item=item, who=row(held, "Murphy"), known=None)
    take_chair(by=dso, minutes=held, item=item, who=row(held, "Murphy"), known=row(held, "O'Neill").pk)


def test_whoever_stepped_aside_is_away_or_co_opted_takes_no_chair(dso, meeting, held):
    declared(dso, held, meeting, "Keogh", "Taggart")
    hobbs = row(held, "Catherine Hobbs")
    set_attendance(by=dso, minutes=held, wanted={hobbs.pk: (Attendance.PRESENT, False)}, seen={})
    for name, words in (("Taggart", "stepped aside"), ("Burke", "not in the room"), ("Catherine Hobbs", "co-opted")):
        with pytest.raises(NotAllowed, match=words):
            take_chair(by=dso, minutes=held, item=item_of(meeting, "Post 16"), who=row(held, name), known=None)


def test_only_members_who_were_there_declare(dso, meeting, held):
    stranger = MeetingAttendance(pk=10_000_000)
    with pytest.raises(NotAllowed, match="Only a member or substitute of this meeting"):
        declare(
            by=dso, minutes=held, members=[stranger], item=None, kind=DeclarationKind.OTHER, nature="x",
            conduct=DeclarationConduct.STAYED,
        )  # fmt: skip
    with pytest.raises(NotAllowed, match="Burke was not present"):
        declared(dso, held, meeting, "Burke", conduct=DeclarationConduct.STAYED)
    with pytest.raises(NotAllowed, match="neither Chair nor Vice-Chair"):
        declared(dso, held, meeting, "Murphy")
    assert declared(dso, held, meeting, "Keogh")[0].get_conduct_display().startswith("Stepped aside")


def test_leaving_for_an_interest_counts_for_the_quorum_and_the_vote(dso, meeting, minutes):
    mark(dso, minutes, **dict.fromkeys(("ONeill", "Painton", "Laurent"), Attendance.ABSENT))
    declared(
        dso, minutes, meeting, "Murphy", conduct=DeclarationConduct.LEFT_ROOM, left_at=at(18), returned_at=at(18, 30)
    )
    item = item_of(meeting, "Post 16")
    with pytest.raises(NotAllowed, match="not quorate: 2 of the 3"):
        resolve(by=dso, minutes=minutes, item=item, text="That it be noted", at=at(18, 15))
    with pytest.raises(NotAllowed, match="at what time this was resolved"):
        resolve(by=dso, minutes=minutes, item=item, text="That it be noted")
    assert resolve(by=dso, minutes=minutes, item=item, text="That it be noted", at=at(18, 45)).numeral == "(i)"


# --- Decisions, votes, requests --------------------------------------------------------------------------------


def test_resolutions_are_numbered_and_keep_their_keys(dso, meeting, held):
    item = item_of(meeting, "Children")
    first, second, third = (resolve(by=dso, minutes=held, item=item, text=f"That {n}") for n in "abc")
    edit_entry(by=dso, entry=first, version=1, text="That a be done")
    remove_entry(by=dso, entry=second)
    found = Resolution.objects.filter(minute__item=item).order_by("position").values_list("pk", "numeral", "text")
    assert list(found) == [(first.pk, "(i)", "That a be done"), (third.pk, "(ii)", "That c")]
    with pytest.raises(StaleEdit):
        edit_entry(by=dso, entry=first, version=1, text="That something else")

    approved = resolve(by=dso, minutes=held, item=item_of(meeting, "Minutes"), text="that they be approved.")
    assert approved.numeral == ""


def test_votes_fit_those_who_may_vote(dso, meeting, held):
    hobbs = row(held, "Catherine Hobbs")
    set_attendance(by=dso, minutes=held, wanted={hobbs.pk: (Attendance.PRESENT, False)}, seen={})
    declared(dso, held, meeting, "Murphy", conduct=DeclarationConduct.NO_VOTE)
    vote = {"by": dso, "minutes": held, "item": item_of(meeting, "Post 16"), "motion": "That it be noted"}
    with pytest.raises(NotAllowed, match="6 votes are more than the 5 members"):
        put_to_vote(**vote, votes_for=4, votes_against=1, abstentions=1)
    with pytest.raises(NotAllowed, match="Murphy may not vote"):
        put_to_vote(**vote, names={row(held, "Murphy").pk: VoteChoice.FOR})
    with pytest.raises(NotAllowed, match="Catherine Hobbs may not vote"):
        put_to_vote(**vote, names={hobbs.pk: VoteChoice.FOR})
    with pytest.raises(NotAllowed, match="casting vote only where"):
        put_to_vote(**vote, votes_for=3, votes_against=1, casting="for")
    with pytest.raises(NotAllowed, match="Nobody voted"):
        put_to_vote(**vote, abstentions=4)

    lost = put_to_vote(**vote, votes_for=1, votes_against=3)
    assert lost.resolution is None
    names = {
        row(held, "Keogh").pk: VoteChoice.FOR,
        hobbs.pk: VoteChoice.FOR,
        row(held, "Laurent").pk: VoteChoice.AGAINST,
    }
    carried = put_to_vote(**vote, names=names, is_education=True)
    assert (carried.votes_for, carried.votes_against, carried.is_named) == (2, 1, True)
    assert carried.resolution.text == "That it be noted"
    tie = put_to_vote(**vote | {"motion": "That b"}, votes_for=2, votes_against=2, casting="for")
    assert tie.is_carried
    with pytest.raises(NotAllowed, match="stands on this resolution"):
        remove_entry(by=dso, entry=tie.resolution)


def test_an_entry_that_is_sent_twice_is_taken_once(dso, meeting, held):
    item = item_of(meeting, "Post 16")
    for _ in range(2):
        resolve(by=dso, minutes=held, item=item, text="That it be noted", key="k1")
        ask(by=dso, minutes=held, item=item, kind=RequestKind.INFORMATION, text="Figures", key="k2")
        add_speaker(by=dso, minutes=held, item=item, name="Amanda Percy", key="k3")
    assert Resolution.objects.count() == meeting.requests.count() == item.minute.speakers.count() == 1
    with pytest.raises(NotAllowed, match="already"):
        add_speaker(by=dso, minutes=held, item=item, name="amanda percy")
    with pytest.raises(NotAllowed, match="before the meeting"):
        ask(by=dso, minutes=held, item=item, kind=RequestKind.ACTION, text="x", due_on=datetime.date(2017, 3, 22))


def test_who_spoke_before_is_remembered(dso, meeting, held):
    add_speaker(by=dso, minutes=held, item=item_of(meeting, "Post 16"), name="Amanda Percy", job_title="Adviser")
    assert known_speakers(held) == (("Amanda Percy", "Adviser", ""),)


def test_the_public_is_excluded_before_the_exempt_item(dso, meeting, held):
    load_grounds(by=dso, council=None, grounds=[{"kind": "exempt", "code": "paragraph 1", "text": "Any individual"}])
    item = item_of(meeting, "Children")
    mark_exempt(by=dso, subject=item, ground=ExemptionGround.objects.get(), reason="It names a child")
    for start in ("Monitoring", "Children", "Post 16"):
        save_note(by=dso, minutes=held, item=item_of(meeting, start), text="x", copy=1, version=0, window="w")
    with pytest.raises(NotAllowed, match="came back before"):
        exclude_public(by=dso, minutes=held, resolution="That they go", excluded_at=at(19), readmitted_at=at(18))
    made = exclude_public(by=dso, minutes=held, resolution="That they go", excluded_at=at(19))

    found = Minute.objects.filter(minutes=held).order_by("number").values_list("number", "title", "is_exempt")
    assert [(title.split()[0], is_exempt) for _, title, is_exempt in found] == [
        ("Post", False), ("Exclusion", False), ("Children", True), ("Monitoring", False),
    ]  # fmt: skip
    assert [number for number, _, _ in found] == [1, 2, 3, 4]
    remove_entry(by=dso, entry=made)
    assert [number for number, _, _ in found.all()] == [1, 2, 3]


# --- Notes -----------------------------------------------------------------------------------------------------


def test_two_officers_who_note_at_once_both_keep_their_words(dso, meeting, held):
    manager = person("manager", Role.SCRUTINY_MANAGER)
    item = item_of(meeting, "Post 16")
    save_note(by=dso, minutes=held, item=item, text="Hers", copy=1, version=0, window="w1")
    save_note(by=manager, minutes=held, item=item, text="His", copy=1, version=0, window="w2")

    (line,) = [found for found in meeting_record(held, user=dso).items if found.pk == item.pk]
    assert [note.text for note in line.own] == ["Hers"]
    assert [note.text for note in line.others] == ["His"]


def test_two_windows_of_one_officer_both_keep_their_words(dso, meeting, held):
    note = {"by": dso, "minutes": held, "item": item_of(meeting, "Post 16"), "copy": 1}
    save_note(**note, text="One", version=0, window="w1")
    # The answer to the first save was lost: the same window sends more, on what it believes is version 0.
    assert save_note(**note, text="One and more", version=0, window="w1").version == 2
    other = save_note(**note, text="Two", version=0, window="w2")
    assert other.copy == 2
    assert list(MeetingNote.objects.order_by("copy").values_list("text", flat=True)) == ["One and more", "Two"]


def test_notes_of_any_kind_are_taken_or_refused_and_never_break(dso, meeting, held):
    address = reverse("panels:record_note", args=[*meeting.key, item_of(meeting, "Post 16").pk])
    client = sign_in(dso.username)
    sent = {"text": "a\x00b", "copy": "99999999", "version": "-1", "window": "\x00"}
    assert client.post(address, sent, headers={"accept": "application/json"}).json()["version"] == 1
    assert MeetingNote.objects.get().text == "ab"
    refused = client.post(address, {"text": "x" * 100_001}, headers={"accept": "application/json"})
    assert (refused.status_code, "Shorten them" in refused.json()["problem"]) == (422, True)


# --- Rules of their own ----------------------------------------------------------------------------------------


def test_every_state_and_move_stands_in_the_table():
    assert {state for states, after in MOVES.values() for state in (*states, after)} == set(MinutesState)
    assert {move for move in MOVES if can_move(MinutesState.DRAFT, move)} == {"send"}
    assert {move for move in MOVES if can_move(MinutesState.APPROVED, move)} == {"withdraw"}


@pytest.mark.parametrize(
    ("numbering", "numbers", "words"),
    [
        (Numbering(28, "25 January 2018", True, None, ""), [30, 31], "end with 28, so these begin with 29, not 30"),
        (Numbering(28, "25 January 2018", True, None, ""), [29, 31], "out of order or have a gap"),
        (Numbering(28, "25 January 2018", False, None, ""), [29], "not published yet"),
        (Numbering(None, "", True, 33, "26 April 2018"), [31, 32, 33], "would end with 33"),
        (Numbering(None, "", True, None, ""), [], "no minutes yet"),
    ],
)
def test_numbers_run_on_without_a_gap(numbering, numbers, words):
    with pytest.raises(NotAllowed, match=words):
        check_numbers(numbering, numbers)
    check_numbers(Numbering(28, "25 January 2018", True, 32, "26 April 2018"), [29, 30, 31])
