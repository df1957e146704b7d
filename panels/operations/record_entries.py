"""Writes of what happens at a meeting: declarations, speakers, decisions, votes, requests, exclusion of the public."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max, ProtectedError

from panels.enums import DeclarationConduct, DeclarationKind, RequestKind, SpeakerKind, VoteChoice
from panels.minutes_rules import check_declaration, check_quorate, check_votes
from panels.models import (
    AgendaItem,
    Declaration,
    Exclusion,
    MeetingAttendance,
    MeetingRequest,
    Minute,
    Minutes,
    Movement,
    NamedVote,
    Resolution,
    Speaker,
    Vote,
)
from panels.operations.minute_numbers import exclusion_minute, minute_for, renumber
from panels.operations.record import is_new, lock_minutes
from panels.reports.room import room_of
from panels.rules import NotAllowed, StaleEdit
from scrutiny.history import events_on, record
from scrutiny.models import User

PARKED = 10_000


@transaction.atomic
def declare(
    *,
    by: User,
    minutes: Minutes,
    members: Sequence[MeetingAttendance],
    item: AgendaItem | None,
    kind: DeclarationKind,
    nature: str,
    conduct: DeclarationConduct,
    left_at: datetime.time | None = None,
    returned_at: datetime.time | None = None,
    key: str = "",
) -> list[Declaration]:
    """Members declare an interest or a whip, each for themselves in the same words, and what they then did."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return []
    room = room_of(minutes).by_pk
    if not members:
        raise NotAllowed("Say which member declared it.")
    made = []
    for row in members:
        check_declaration(room.get(row.pk), conduct=conduct)
        made.append(
            Declaration.objects.create(
                attendance=row,
                item=item,
                kind=kind,
                nature=nature.strip(),
                conduct=conduct,
                left_at=left_at,
                returned_at=returned_at,
            )
        )
    if item:
        minute_for(by=by, minutes=minutes, item=item)
    names = [room[row.pk].name for row in members]
    record(by=by, action="declare", on=minutes, members=names, kind=str(kind), nature=nature, conduct=str(conduct))
    return made


@transaction.atomic
def add_speaker(
    *,
    by: User,
    minutes: Minutes,
    item: AgendaItem,
    name: str,
    job_title: str = "",
    organisation: str = "",
    kind: SpeakerKind = SpeakerKind.OFFICER,
    key: str = "",
) -> Speaker | None:
    """Somebody spoke who is not a member: officer, witness, or member of the public."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    minute = minute_for(by=by, minutes=minutes, item=item)
    if minute.speakers.filter(name__iexact=name, organisation__iexact=organisation).exists():
        raise NotAllowed(f"{name} is down as a speaker on this item already.")
    speaker = Speaker.objects.create(
        minute=minute,
        name=name,
        job_title=job_title,
        organisation=organisation,
        kind=kind,
        position=(minute.speakers.aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    record(by=by, action="add speaker", on=minute, name=name, job_title=job_title, organisation=organisation)
    return speaker


@transaction.atomic
def resolve(
    *,
    by: User,
    minutes: Minutes,
    item: AgendaItem,
    text: str,
    at: datetime.time | None = None,
    key: str = "",
) -> Resolution | None:
    """Record what the panel resolved on an item. Raises NotAllowed where the meeting was not quorate then."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    room = room_of(minutes)
    check_quorate(room.members, room.rule, at=at)
    minute = minute_for(by=by, minutes=minutes, item=item)
    return add_resolution(by=by, minute=minute, text=text)


def add_resolution(*, by: User, minute: Minute, text: str) -> Resolution:
    """The next resolution of a minute. Called with the minutes locked."""
    last = minute.resolutions.aggregate(last=Max("position"))["last"] or 0
    resolution = Resolution.objects.create(minute=minute, text=text.strip(), position=last + 1)
    number_resolutions(minute)
    resolution.refresh_from_db()
    record(by=by, action="resolve", on=resolution, minute=minute.title, text=resolution.text)
    return resolution


def number_resolutions(minute: Minute) -> None:
    """Give each resolution its numeral, (i), (ii). One that runs on from RESOLVED, "that the minutes …", has none."""
    rows = list(minute.resolutions.order_by("position"))
    runs_on = len(rows) == 1 and rows[0].text[:1].islower()
    for place, row in enumerate(rows, start=1):
        numeral = "" if runs_on else f"({roman(place)})"
        if (row.numeral, row.position) != (numeral, place):
            Resolution.objects.filter(pk=row.pk).update(numeral=numeral)


def roman(number: int) -> str:
    """Small roman numerals."""
    found = ""
    for value, letters in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            found, number = found + letters, number - value
    return found


@transaction.atomic
def put_to_vote(
    *,
    by: User,
    minutes: Minutes,
    item: AgendaItem,
    motion: str = "",
    resolution: Resolution | None = None,
    votes_for: int = 0,
    votes_against: int = 0,
    abstentions: int = 0,
    casting: str = "",
    names: Mapping[int, VoteChoice] | None = None,
    is_education: bool = False,
    at: datetime.time | None = None,
    key: str = "",
) -> Vote | None:
    """Record a vote, on a resolution or on a motion. Named votes give the numbers; a carried motion is resolved."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    names = names or {}
    if names:
        counts = [sum(choice == wanted for choice in names.values()) for wanted in VoteChoice]
        votes_for, votes_against, abstentions = counts
    room = room_of(minutes)
    check_quorate(room.members, room.rule, at=at)
    check_votes(
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        casting=casting,
        may_vote=room.may_vote(item.pk, at=at, is_education=is_education),
        names={pk: str(choice) for pk, choice in names.items()},
        everybody=room.by_pk,
    )
    minute = minute_for(by=by, minutes=minutes, item=item)
    is_carried = votes_for > votes_against or casting == VoteChoice.FOR
    if resolution is not None and not is_carried:
        raise NotAllowed("This vote was not carried, so it cannot have resolved that. Record it on a motion instead.")
    if resolution is not None and Vote.objects.filter(resolution=resolution).exists():
        raise NotAllowed("There is a vote on this resolution already. Take that out first.")
    motion = (resolution.text if resolution else motion).strip()
    if not motion:
        raise NotAllowed("Say what was voted on.")
    if resolution is None and is_carried:
        resolution = add_resolution(by=by, minute=minute, text=motion)
    vote = Vote.objects.create(
        minutes=minutes,
        item=item,
        resolution=resolution,
        motion=motion,
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        casting=casting,
        is_named=bool(names),
        is_education=is_education,
    )
    for pk, choice in names.items():
        NamedVote.objects.create(vote=vote, attendance_id=pk, choice=choice)
    record(
        by=by, action="vote", on=minute, motion=motion, votes_for=votes_for, votes_against=votes_against,
        abstentions=abstentions, casting=casting, names={room.by_pk[pk].name: str(how) for pk, how in names.items()},
    )  # fmt: skip
    return vote


@transaction.atomic
def ask(
    *,
    by: User,
    minutes: Minutes,
    item: AgendaItem | None,
    kind: RequestKind,
    text: str,
    asked_of: str = "",
    due_on: datetime.date | None = None,
    key: str = "",
) -> MeetingRequest | None:
    """Note an action or information that the panel asked for, of whom, and by when."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    if due_on and due_on < minutes.meeting.date:
        raise NotAllowed("The date by which it is due is before the meeting. Check the year.")
    made = MeetingRequest.objects.create(
        meeting=minutes.meeting, item=item, kind=kind, text=text.strip(), asked_of=asked_of.strip(), due_on=due_on
    )
    record(by=by, action="ask", on=made, kind=str(kind), text=text, asked_of=asked_of, due_on=due_on)
    return made


@transaction.atomic
def exclude_public(
    *,
    by: User,
    minutes: Minutes,
    resolution: str,
    excluded_at: datetime.time,
    readmitted_at: datetime.time | None = None,
    key: str = "",
) -> Exclusion | None:
    """Record that the panel resolved to exclude the press and public, and from when to when."""
    minutes = lock_minutes(minutes)
    if not is_new(minutes, key):
        return None
    if Exclusion.objects.filter(minutes=minutes).exists():
        raise NotAllowed("The exclusion of the press and public is recorded already. Change its times there.")
    room = room_of(minutes)
    check_quorate(room.members, room.rule, at=excluded_at)
    _check_after(excluded_at, readmitted_at)
    minute = exclusion_minute(by=by, minutes=minutes)
    made = Exclusion.objects.create(
        minutes=minutes, minute=minute, excluded_at=excluded_at, readmitted_at=readmitted_at
    )
    renumber(minutes)
    minute.refresh_from_db()
    add_resolution(by=by, minute=minute, text=resolution)
    record(by=by, action="exclude public", on=minutes, excluded_at=excluded_at, readmitted_at=readmitted_at)
    return made


# --- Changing and taking out ----------------------------------------------------------------------------------

EDITABLE: dict[type[models.Model], frozenset[str]] = {
    Speaker: frozenset({"name", "job_title", "organisation", "kind"}),
    Resolution: frozenset({"text"}),
    Declaration: frozenset({"kind", "nature", "conduct", "left_at", "returned_at"}),
    MeetingRequest: frozenset({"kind", "text", "asked_of", "due_on"}),
    Exclusion: frozenset({"excluded_at", "readmitted_at"}),
}
HELD = {
    Resolution: "A vote or a recommendation stands on this resolution, so it cannot be taken out. Change its words, or "
    "take those out first.",
    MeetingRequest: "The panel follows this request up, so it cannot be taken out of the record.",
}


@transaction.atomic
def edit_entry(*, by: User, entry: models.Model, version: int, **fields: Any) -> models.Model:
    """Change an entry of the record; its key stays. Raises StaleEdit if somebody saved it since `version`."""
    unknown = fields.keys() - EDITABLE[type(entry)]
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    lock_minutes(minutes_of(entry))
    current = type(entry)._default_manager.get(pk=entry.pk)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    if current.version != version:  # type: ignore[attr-defined]
        event = events_on(current).first()
        saved = {name: str(getattr(current, name) or "") for name in fields}
        raise StaleEdit(saved_by=event.by.full_name if event and event.by else "", saved=saved)
    if isinstance(current, Declaration):
        room = room_of(minutes_of(entry)).by_pk
        check_declaration(room.get(current.attendance_id), conduct=fields.get("conduct", current.conduct))
    if isinstance(current, Exclusion):
        _check_after(fields.get("excluded_at", current.excluded_at), fields.get("readmitted_at"))
    before = {name: getattr(current, name) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    current.version += 1  # type: ignore[attr-defined]
    current.save()
    if isinstance(current, Resolution):
        number_resolutions(current.minute)
        Vote.objects.filter(resolution=current).update(motion=current.text)
    record(by=by, action="edit record entry", on=current, before=before, after=changed)
    return current


@transaction.atomic
def remove_entry(*, by: User, entry: models.Model) -> None:
    """Take an entry out of the record; the history keeps what it said."""
    minutes = lock_minutes(minutes_of(entry))
    found = type(entry)._default_manager.filter(pk=entry.pk).first()
    if found is None:
        return
    minute = found.minute if isinstance(found, (Speaker, Resolution)) else None
    facts = {name: getattr(found, name) for name in EDITABLE.get(type(entry), ())}
    record(by=by, action="remove record entry", on=found, said=str(found), **{f"was_{k}": v for k, v in facts.items()})
    try:
        with transaction.atomic():
            found.delete()
    except ProtectedError:
        raise NotAllowed(HELD.get(type(entry), "Something stands on this, so it cannot be taken out.")) from None
    if minute is not None:
        _close_up(type(entry), minute)
    if isinstance(found, Exclusion):
        _drop_minute(found.minute)
        renumber(minutes)


def minutes_of(entry: Any) -> Minutes:
    """The minutes that an entry of the record belongs to."""
    if isinstance(entry, (Speaker, Resolution)):
        return entry.minute.minutes
    if isinstance(entry, (Declaration, Movement)):
        return entry.attendance.minutes
    return entry.meeting.minutes if isinstance(entry, MeetingRequest) else entry.minutes


def _close_up(model: type[models.Model], minute: Minute) -> None:
    rows = list(model._default_manager.filter(minute=minute).order_by("position").values_list("pk", flat=True))
    model._default_manager.filter(minute=minute).update(position=F("position") + PARKED)
    for place, pk in enumerate(rows, start=1):
        model._default_manager.filter(pk=pk).update(position=place)
    if model is Resolution:
        number_resolutions(minute)


def _drop_minute(minute: Minute) -> None:
    try:
        with transaction.atomic():
            Minute.objects.filter(pk=minute.pk).delete()
    except ProtectedError:
        raise NotAllowed(HELD[Resolution]) from None


def _check_after(start: datetime.time, end: datetime.time | None) -> None:
    if end is not None and end <= start:
        raise NotAllowed("The press and public came back before they were excluded. Check the times.")
