"""Writes to minutes before they go out: compiling them from the record, their words, their numbers."""

from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError

from panels.minutes_rules import check_first_number
from panels.models import AgendaItem, Meeting, Minute, Minutes, Resolution
from panels.operations.agenda import touch_agenda
from panels.operations.minute_numbers import PARKED, minute_for, renumber
from panels.operations.record import lock_minutes
from panels.reports.exemptions import withheld_parts
from panels.reports.minute_numbers import numbering_of
from panels.reports.minutes_draft import COMPILED, compiled_minutes
from panels.rules import NotAllowed, StaleEdit
from scrutiny.history import events_on, record
from scrutiny.models import User

EDITABLE = frozenset({*COMPILED, "public_title", "public_summary", "is_exempt"})
LABELS = {
    "title": "Title",
    "chair_note": "Who takes the chair",
    "considered": "What the panel considered",
    "noted_lead_in": "Words before what was noted",
    "noted": "What was noted",
    "note": "Note",
    "chair_after": "Who takes the chair back",
    "is_exempt": "Exempt",
    "public_title": "Title for the public",
    "public_summary": "Summary for the public",
}


@transaction.atomic
def compile_minutes(*, by: User, minutes: Minutes) -> list[Minute]:
    """Write what the record says into the minutes. What an officer has edited stays; those minutes are returned.

    Resolutions, speakers and votes are of the record itself, and are not touched.
    """
    minutes = lock_minutes(minutes)
    renumber(minutes)
    withheld = withheld_parts(minutes.meeting).items
    kept, written = [], []
    found = compiled_minutes(minutes)
    for entry in Minute.objects.filter(minutes=minutes).order_by("number"):
        fresh = found[entry.pk]
        before = entry.compiled
        edited = [name for name in COMPILED if getattr(entry, name) != before.get(name, _unwritten(entry, name))]
        for name in COMPILED:
            if name not in edited:
                setattr(entry, name, fresh[name])
        if any(fresh[name] not in (before.get(name, ""), getattr(entry, name)) for name in edited):
            kept.append(entry)
        ground = withheld.get(entry.item_id or 0)
        if ground and not entry.is_exempt:
            entry.is_exempt = True
            entry.public_title = entry.public_title or ground.public_title or f"{ground.kind.label} item"
        if entry.compiled != fresh:
            entry.compiled = fresh
            entry.version += 1
            entry.save()
            written.append(entry.number)
    _touch_packs(minutes)
    if written:
        record(by=by, action="compile minutes", on=minutes, numbers=written, kept=[entry.number for entry in kept])
    return kept


@transaction.atomic
def edit_minute(*, by: User, minute: Minute, version: int, **fields: Any) -> Minute:
    """Change the words of a minute. Raises StaleEdit if somebody saved others since `version`."""
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    minutes = lock_minutes(minute.minutes)
    current = Minute.objects.get(pk=minute.pk)
    if fields.get("is_exempt") is False and current.item_id in withheld_parts(minutes.meeting).items:
        raise NotAllowed("The item is exempt on the agenda. Release the exemption there first, with its reason.")
    if not str(fields.get("title", current.title)).strip():
        raise NotAllowed("Give the minute a title.")
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    if current.version != version:
        event = events_on(current).first()
        saved = {LABELS[name]: str(getattr(current, name)) for name in changed}
        raise StaleEdit(saved_by=event.by.full_name if event and event.by else "", saved=saved)
    before = {name: getattr(current, name) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    _touch_packs(minutes)
    record(by=by, action="edit minute", on=current, before=before, after=changed, version=current.version)
    return current


@transaction.atomic
def add_minute(*, by: User, minutes: Minutes, item: AgendaItem) -> Minute:
    """Give an item a minute although nothing is recorded on it."""
    return minute_for(by=by, minutes=lock_minutes(minutes), item=item)


@transaction.atomic
def remove_minute(*, by: User, minute: Minute) -> None:
    """Take a minute out that resolves nothing, and number the others anew. The history keeps what it said."""
    minutes = lock_minutes(minute.minutes)
    if Resolution.objects.filter(minute=minute).exists():
        raise NotAllowed("This minute holds a resolution. Take that out of the record first.")
    facts = {name: getattr(minute, name) for name in COMPILED}
    record(by=by, action="remove minute", on=minute, number=minute.number, **facts)
    try:
        with transaction.atomic():
            Minute.objects.filter(pk=minute.pk).delete()
    except ProtectedError:
        raise NotAllowed("Something stands on this minute, so it cannot be taken out.") from None
    renumber(minutes)


@transaction.atomic
def begin_at(*, by: User, minutes: Minutes, first: int | None) -> None:
    """Begin the numbers at this one, or, for None, where the meeting before ended. Raises NotAllowed for a gap."""
    minutes = lock_minutes(minutes)
    if first is not None:
        check_first_number(numbering_of(minutes), first)
    if minutes.first_number != first:
        before, minutes.first_number = minutes.first_number, first
        minutes.save(update_fields=["first_number"])
        # Out of the way first, so that the new numbers are free.
        Minute.objects.filter(minutes=minutes).update(number=F("number") + PARKED)
        renumber(minutes)
        record(by=by, action="begin numbers", on=minutes, before=before, first=first)


def _unwritten(entry: Minute, name: str) -> str:
    """What a field says before the minutes were ever compiled: a new minute has its item's title, and nothing else."""
    return entry.title if name == "title" else ""


def _touch_packs(minutes: Minutes) -> None:
    """The packs of agendas that these minutes are on are no longer of the minutes as they stand."""
    for meeting in Meeting.objects.filter(items__papers__minutes=minutes).distinct().order_by("pk"):
        touch_agenda(meeting)
