"""Writes to the record of a meeting while it is held: opening it, attendance, comings and goings, the chair, notes."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone

from panels.enums import Attendance, MemberKind, MinutesState, Office
from panels.minutes_rules import (
    check_attendance,
    check_movement,
    check_one_chair,
    check_substitute,
    check_takes_chair,
    check_writable,
)
from panels.models import (
    AgendaItem,
    ChairTurn,
    Declaration,
    Meeting,
    MeetingAttendance,
    MeetingNote,
    Membership,
    Minutes,
    Movement,
    NamedVote,
    Person,
    RecordKey,
)
from panels.operations.minute_numbers import minute_for
from panels.reports.room import Room, room_of
from panels.rules import NotAllowed
from scrutiny.dates import municipal_year
from scrutiny.history import record
from scrutiny.models import User


@transaction.atomic
def open_record(*, by: User, meeting: Meeting) -> Minutes:
    """Begin the record of a meeting, with the members of its municipal year; the one that is there if it is open."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    found = Minutes.objects.with_meeting().filter(meeting=meeting).first()
    if found:
        return found
    if meeting.is_cancelled:
        raise NotAllowed("The meeting is cancelled, so there is nothing to minute.")
    minutes = Minutes.objects.create(meeting=meeting, opened_at=timezone.now())
    seats = Membership.objects.filter(panel=meeting.panel).in_year(municipal_year(meeting.date))
    for position, seat in enumerate(seats, start=1):
        MeetingAttendance.objects.create(
            minutes=minutes,
            person=seat.person,
            attendance=Attendance.ABSENT,
            kind=seat.kind,
            note="" if seat.office == Office.MEMBER else str(Office(seat.office).label),
            position=position,
        )
    record(by=by, action="open record", on=minutes, meeting=str(meeting), members=len(seats))
    return lock_minutes(minutes)


def lock_minutes(minutes: Minutes) -> Minutes:
    """The minutes with meeting and panel, held until the transaction ends, and still open to be recorded in."""
    found = Minutes.objects.select_for_update(of=("self",)).with_meeting().get(pk=minutes.pk)
    check_writable(MinutesState(found.state))
    return found


def is_new(minutes: Minutes, key: str) -> bool:
    """Whether an entry with this key was not taken yet; it counts as taken from now on. Without a key, always."""
    return not key or RecordKey.objects.get_or_create(minutes=minutes, key=key[:40])[1]


@transaction.atomic
def set_attendance(
    *, by: User, minutes: Minutes, wanted: Mapping[int, tuple[Attendance, bool]], seen: Mapping[int, str]
) -> list[str]:
    """Say who is present, sent apologies or is not there: by the key of each row, with whether at a distance.

    `seen` is what each row said on the page ("present" or "present remote"). A row that the officer left alone is left
    alone; one that somebody else changed meanwhile is not overwritten, and the sentences returned say so.
    """
    minutes = lock_minutes(minutes)
    room = room_of(minutes).by_pk
    told, changes = [], {}
    for row in MeetingAttendance.objects.filter(minutes=minutes).select_related("person").order_by("position"):
        if row.pk not in wanted:
            continue
        attendance, is_remote = wanted[row.pk]
        is_remote = is_remote and attendance == Attendance.PRESENT
        if (attendance, is_remote) == (row.attendance, row.is_remote):
            continue
        before = state_of(row.attendance, row.is_remote)
        if state_of(attendance, is_remote) == seen.get(row.pk, before):
            continue
        if before != seen.get(row.pk, before):
            told.append(f"Somebody else marked {row.person} as {before} meanwhile, and that stands. Look again.")
            continue
        check_attendance(room[row.pk], new=attendance, done=_deeds(row))
        row.attendance, row.is_remote = attendance, is_remote
        row.save(update_fields=["attendance", "is_remote"])
        changes[str(row.person)] = f"{before} to {state_of(attendance, is_remote)}"
    if changes:
        record(by=by, action="set attendance", on=minutes, changes=changes)
    return told


def state_of(attendance: str, is_remote: bool) -> str:
    return f"{attendance} remote" if is_remote else str(attendance)


@transaction.atomic
def add_attendee(
    *,
    by: User,
    minutes: Minutes,
    title: str,
    name: str,
    kind: MemberKind = MemberKind.COUNCILLOR,
    instead_of: MeetingAttendance | None = None,
    key: str = "",
) -> MeetingAttendance | None:
    """Add a substitute, present in the place of a member; None if this very entry was taken before."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    rows = list(MeetingAttendance.objects.filter(minutes=minutes).select_related("person").order_by("position"))
    person_name = f"{title} {name}".strip()
    room = room_of(minutes).by_pk
    by_person = {row.person_id: row.pk for row in rows}
    check_substitute(
        name=person_name,
        instead_of=room[instead_of.pk] if instead_of else None,
        members=[str(row.person) for row in rows],
        taken=[by_person[row.substitute_for_id] for row in rows if row.substitute_for_id],
    )
    assert instead_of is not None
    person, _ = Person.objects.get_or_create(title=title, name=name)
    row = MeetingAttendance.objects.create(
        minutes=minutes,
        person=person,
        attendance=Attendance.PRESENT,
        kind=kind,
        substitute_for=instead_of.person,
        position=max((row.position for row in rows), default=0) + 1,
    )
    record(by=by, action="add substitute", on=minutes, name=person_name, instead_of=str(instead_of.person))
    return row


@transaction.atomic
def remove_attendee(*, by: User, row: MeetingAttendance) -> None:
    """Take a substitute out who was entered by mistake."""
    minutes = lock_minutes(row.minutes)
    if row.substitute_for_id is None:
        raise NotAllowed("Members of the panel stay on the list. Mark them as absent.")
    try:
        name = str(row.person)
        MeetingAttendance.objects.filter(pk=row.pk).delete()
    except ProtectedError:
        raise NotAllowed(f"{row.person} did something at this meeting that is recorded. Take that out first.") from None
    record(by=by, action="remove substitute", on=minutes, name=name)


@transaction.atomic
def add_movement(
    *, by: User, minutes: Minutes, who: MeetingAttendance, comes_in: bool, at: datetime.time, key: str = ""
) -> Movement | None:
    """Somebody comes (late, or back) or goes. Who comes first was not there at the start."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    there = _member(room_of(minutes), who.pk)
    check_movement(there, comes_in=comes_in, at=at)
    movement = Movement.objects.create(attendance=who, comes_in=comes_in, at=at)
    record(by=by, action="add movement", on=minutes, name=there.name, comes_in=comes_in, at=at)
    return movement


@transaction.atomic
def remove_movement(*, by: User, movement: Movement) -> None:
    minutes = lock_minutes(movement.attendance.minutes)
    if Movement.objects.filter(pk=movement.pk).delete()[0]:
        name = str(movement.attendance.person)
        record(by=by, action="remove movement", on=minutes, name=name, comes_in=movement.comes_in, at=movement.at)


@transaction.atomic
def take_chair(
    *,
    by: User,
    minutes: Minutes,
    item: AgendaItem,
    who: MeetingAttendance,
    known: int | None,
    only_this_item: bool = False,
    at: datetime.time | None = None,
    key: str = "",
) -> ChairTurn | None:
    """Somebody takes the chair from this item on, or for this item only: then whoever had it takes it back after.

    `known` is the member whom the officer saw down for this item, none if nobody had been put down for it.
    """
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    room = room_of(minutes)
    there = _member(room, who.pk)
    names = {pk: member.name for pk, member in room.by_pk.items()}
    current = ChairTurn.objects.filter(item=item).first()
    check_one_chair(current=names.get(current.attendance_id, "") if current else "", known=names.get(known or 0, ""))
    check_takes_chair(there, at=at, stepped_aside=room.conduct(item.pk, who.pk))
    items = list(AgendaItem.objects.filter(meeting=minutes.meeting).on_agenda())
    keys = [found.pk for found in items]
    before = room.chairs(keys)
    turn = current or ChairTurn(minutes=minutes, item=item)
    turn.attendance = who
    turn.version += 0 if current is None else 1
    turn.save()
    place = keys.index(item.pk)
    had = before[keys[place - 1]] if place else room.usual_chair
    if only_this_item and place + 1 < len(items) and had and had.pk != who.pk:
        ChairTurn.objects.get_or_create(minutes=minutes, item=items[place + 1], defaults={"attendance_id": had.pk})
    minute_for(by=by, minutes=minutes, item=item)
    record(by=by, action="take chair", on=minutes, name=there.name, item=item.title, only_this_item=only_this_item)
    return turn


@transaction.atomic
def remove_chair_turn(*, by: User, turn: ChairTurn) -> None:
    minutes = lock_minutes(turn.minutes)
    if ChairTurn.objects.filter(pk=turn.pk).delete()[0]:
        record(by=by, action="remove chair", on=minutes, name=str(turn.attendance.person), item=turn.item.title)


@transaction.atomic
def save_note(
    *, by: User, minutes: Minutes, item: AgendaItem, text: str, copy: int, version: int, window: str
) -> MeetingNote:
    """Keep what an officer noted on an item. Nothing is ever overwritten that the officer had not before their eyes.

    Where the same officer saved in another window since `version`, the words are kept as further notes, beside those.
    """
    minutes = lock_minutes(minutes)
    mine = MeetingNote.objects.select_for_update().filter(minutes=minutes, item=item, author=by)
    note = mine.filter(copy=copy).first()
    if note is None:
        if not text.strip():
            return MeetingNote(minutes=minutes, item=item, author=by, copy=copy, version=0)
        note = MeetingNote(minutes=minutes, item=item, author=by, copy=copy, version=0)
    elif note.text == text:
        return note
    elif note.version != version and note.window != window:
        last = mine.aggregate(last=Max("copy"))["last"]
        note = MeetingNote(minutes=minutes, item=item, author=by, copy=last + 1, version=0)
    note.text, note.window, note.saved_at = text, window[:40], timezone.now()
    note.version += 1
    note.save()
    minute_for(by=by, minutes=minutes, item=item)
    record(by=by, action="save meeting note", on=note, item=item.title, text=text, version=note.version)
    return note


@transaction.atomic
def close_meeting(*, by: User, minutes: Minutes, at: datetime.time) -> None:
    """Say when the meeting ended; a later word takes the place of an earlier one."""
    minutes = lock_minutes(minutes)
    if minutes.closed_at != at:
        minutes.closed_at = at
        minutes.save(update_fields=["closed_at"])
        record(by=by, action="close meeting", on=minutes, at=at)


def _member(room: Room, pk: int):  # type: ignore[no-untyped-def]
    found = room.by_pk.get(pk)
    if found is None:
        raise NotAllowed("This person is neither a member of the panel nor a substitute at this meeting.")
    return found


def _deeds(row: MeetingAttendance) -> list[str]:
    """What the record says that a member did, so that it cannot also say that they were away."""
    deeds = {
        "declared an interest": Declaration.objects.filter(attendance=row),
        "took the chair": ChairTurn.objects.filter(attendance=row),
        "voted": NamedVote.objects.filter(attendance=row),
    }
    return [what for what, found in deeds.items() if found.exists()]
