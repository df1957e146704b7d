"""The numbered minutes: one for each item on which something is recorded, numbered in the order of the agenda."""

from django.db.models import F

from panels.enums import MinutesState
from panels.models import AgendaItem, Minute, Minutes
from panels.reports.exemptions import EXCLUSION_TITLE, withheld_parts
from panels.reports.minute_numbers import numbering_of
from scrutiny.history import record
from scrutiny.models import User

PARKED = 100_000


def minute_for(*, by: User, minutes: Minutes, item: AgendaItem) -> Minute:
    """The minute of an item, made where there is none yet. Called with the minutes locked."""
    found = Minute.objects.filter(minutes=minutes, item=item).first()
    if found:
        return found
    withheld = withheld_parts(minutes.meeting).items.get(item.pk)
    minute = Minute.objects.create(
        minutes=minutes,
        item=item,
        number=PARKED * 2,
        title=item.title,
        is_exempt=withheld is not None,
        public_title=(withheld.public_title or f"{withheld.kind.label} item") if withheld else "",
    )
    renumber(minutes)
    minute.refresh_from_db()
    record(by=by, action="add minute", on=minute, number=minute.number, title=minute.title)
    return minute


def exclusion_minute(*, by: User, minutes: Minutes) -> Minute:
    """The minute of the resolution that excludes the press and public; it stands before the first exempt one."""
    found = Minute.objects.filter(minutes=minutes, exclusion__isnull=False).first()
    if found:
        return found
    minute = Minute.objects.create(minutes=minutes, number=PARKED * 2, title=EXCLUSION_TITLE)
    record(by=by, action="add minute", on=minute, number=minute.number, title=minute.title)
    return minute


def renumber(minutes: Minutes) -> None:
    """Number the minutes in the order of the agenda, on from the meeting before, and then later drafts after them."""
    numbering = numbering_of(minutes)
    first = minutes.first_number or numbering.proposed
    rows = list(
        Minute.objects.filter(minutes=minutes)
        .order_by("number", "pk")
        .values_list("pk", "item__position", "is_exempt", "exclusion", "number")
    )
    exempt = [position for _, position, is_exempt, _, _ in rows if is_exempt and position is not None]
    before_exempt = (min(exempt) if exempt else PARKED) - 0.5
    ordered = sorted(
        rows,
        key=lambda row: (before_exempt if row[3] else PARKED if row[1] is None else row[1], row[4]),
    )
    wanted = {row[0]: number for number, row in enumerate(ordered, start=first)}
    moved = {row[0]: wanted[row[0]] for row in rows if row[4] != wanted[row[0]]}
    if moved:
        Minute.objects.filter(pk__in=moved).update(number=F("number") + PARKED * 4)
        for pk, number in moved.items():
            Minute.objects.filter(pk=pk).update(number=number)
        _push_later(minutes)


def _push_later(minutes: Minutes) -> None:
    later = (
        Minutes.objects.filter(
            meeting__panel=minutes.meeting.panel_id,
            meeting__date__gt=minutes.meeting.date,
            state=MinutesState.DRAFT,
            first_number=None,
        )
        .with_meeting()
        .order_by("meeting__date")
    )
    following = later.first()
    if following:
        renumber(following)
