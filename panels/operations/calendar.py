"""Writes to the calendar: a year's meetings, and meetings cancelled, moved and cloned, each with its public reason."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from panels.calendar_rules import in_words
from panels.enums import ItemKind
from panels.models import AgendaItem, Meeting, MeetingMove, Panel, Paper, StandingItem
from panels.operations.agenda import add_item, lock_agenda, touch_agenda
from panels.operations.monitoring import start_monitoring
from panels.operations.reports import attach_minutes
from panels.reports.calendar import minutes_due
from panels.reports.exemptions import withheld_parts
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError


@transaction.atomic
def create_meetings(
    *,
    by: User,
    panel: Panel,
    dates: Collection[datetime.date],
    time: datetime.time | None = None,
    venue: str = "",
) -> list[Meeting]:
    """Put all these days in the calendar, each with the panel's standing items, at its usual time and place.

    All or none: raises ProblemsError naming every day on which the panel meets already.
    """
    _lock_calendar(panel)
    taken = Meeting.objects.filter(panel=panel, date__in=dates).order_by("date").values_list("date", flat=True)
    if taken:
        raise ProblemsError(
            [
                Problem(f"The panel meets on {in_words(date)} already.", mend="Take it out of the list.")
                for date in taken
            ]
        )
    return [_open_meeting(by=by, panel=panel, date=date, time=time, venue=venue, items=None) for date in sorted(dates)]


@transaction.atomic
def cancel_meeting(*, by: User, meeting: Meeting, because: str) -> Meeting:
    """Say that a meeting is not held, and why. It keeps its place, its address, its agenda and its papers."""
    lock_agenda(meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    if meeting.is_cancelled:
        raise NotAllowed("This meeting is cancelled already.")
    because = _reason(because, "cancelled")
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_because = timezone.now(), by, because
    meeting.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
    record(by=by, action="cancel meeting", on=meeting, because=because)
    return meeting


@transaction.atomic
def reinstate_meeting(*, by: User, meeting: Meeting) -> Meeting:
    """Hold a meeting after all that was cancelled. The history keeps that it was, and why."""
    lock_agenda(meeting)
    meeting = Meeting.objects.get(pk=meeting.pk)
    if not meeting.is_cancelled:
        return meeting
    was = meeting.cancelled_because
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_because = None, None, ""
    meeting.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
    record(by=by, action="reinstate meeting", on=meeting, was_cancelled_because=was)
    return meeting


@transaction.atomic
def move_meeting(
    *, by: User, meeting: Meeting, date: datetime.date, time: datetime.time | None, venue: str, because: str
) -> Meeting:
    """Hold a meeting on another day, at another time or place. Its old address leads to the new one from then on.

    Everything on it moves with it. The front pages say where and when, so a published agenda counts as changed.
    """
    _lock_calendar(meeting.panel)
    lock_agenda(meeting)
    meeting = Meeting.objects.with_panel().get(pk=meeting.pk)
    if meeting.is_cancelled:
        raise NotAllowed("This meeting is cancelled. Say first that it is held after all, then move it.")
    if (date, time, venue) == (meeting.date, meeting.time, meeting.venue):
        raise NotAllowed("This is the day, time and place that the meeting has. Change at least one of them.")
    _check_day_is_free(meeting.panel, date, besides=meeting)
    because = _reason(because, "moved")
    before = {"date": meeting.date, "time": meeting.time, "venue": meeting.venue}
    MeetingMove.objects.create(meeting=meeting, because=because, moved_at=timezone.now(), moved_by=by, **before)
    meeting.date, meeting.time, meeting.venue, meeting.time_note = date, time, venue, ""
    meeting.save(update_fields=["date", "time", "venue", "time_note"])
    touch_agenda(meeting)
    after = {"date": date, "time": time, "venue": venue}
    record(by=by, action="move meeting", on=meeting, before=before, after=after, because=because)
    meeting.refresh_from_db(fields=["agenda_version"])
    return meeting


@transaction.atomic
def clone_meeting(
    *,
    by: User,
    meeting: Meeting,
    date: datetime.date,
    time: datetime.time | None,
    venue: str,
    because: str,
) -> tuple[Meeting, tuple[str, ...]]:
    """Call another meeting with the business of this one; returns it, and the titles of what was left out.

    Papers, officers' notes and what is owed stay with the old meeting, and the minutes are those due at the new one.
    Exempt items are left out: their grounds are decided each time, and a copy without its ground would be public.
    """
    _lock_calendar(meeting.panel)
    lock_agenda(meeting)
    _check_day_is_free(meeting.panel, date)
    because = _reason(because, "held")
    standing = list(AgendaItem.objects.filter(meeting=meeting).on_agenda())
    hidden = withheld_parts(meeting)
    withheld = [item for item in standing if item.pk in hidden.items]
    copied = [item for item in standing if item not in withheld]
    clone = _open_meeting(by=by, panel=meeting.panel, date=date, time=time, venue=venue, items=copied)
    clone.cloned_from, clone.extra_because = meeting, because
    clone.save(update_fields=["cloned_from", "extra_because"])
    left_out = tuple(item.title for item in withheld)
    record(
        by=by,
        action="clone meeting",
        on=clone,
        of=str(meeting),
        because=because,
        left_out=[item.pk for item in withheld],
    )
    return clone, left_out


@transaction.atomic
def attach_previous_minutes(*, by: User, item: AgendaItem) -> Paper | None:
    """Put the minutes of the panel's previous meeting on the item that approves them; None while there are none."""
    lock_agenda(item.meeting)
    if item.papers.filter(place=0).exists():
        raise NotAllowed("This item has its minutes already.")
    minutes = minutes_due(item.meeting)
    if minutes is None:
        return None
    date = minutes.meeting.date
    title = f"Minutes of the meeting held on {date.day} {date:%B %Y}"
    return attach_minutes(by=by, item=item, minutes=minutes, title=title)


def _open_meeting(
    *,
    by: User,
    panel: Panel,
    date: datetime.date,
    time: datetime.time | None,
    venue: str,
    items: Sequence[AgendaItem] | None,
) -> Meeting:
    """A new meeting with these items copied, or with the panel's standing ones."""
    meeting = Meeting.objects.create(panel=panel, date=date, time=time or panel.usual_time, venue=venue or panel.venue)
    record(by=by, action="schedule meeting", on=meeting, panel=panel.name, date=date, time=meeting.time)
    if items is None:
        standing = StandingItem.objects.filter(panel=panel).order_by("position")
        names: tuple[str, ...] = ("title", "text", "kind")
        originals: Sequence[AgendaItem | StandingItem] = list(standing)
    else:
        names, originals = ("title", "text", "kind", "presenter", "invited", "duration"), items
    parent = None
    for original in originals:
        fields: dict[str, Any] = {name: getattr(original, name) for name in names}
        below = parent if isinstance(original, AgendaItem) and original.depth else None
        item = add_item(by=by, meeting=meeting, under=below, **fields)
        parent = below or item
        if item.kind == ItemKind.MINUTES:
            attach_previous_minutes(by=by, item=item)
        elif item.kind == ItemKind.RECOMMENDATIONS:
            start_monitoring(by=by, item=item)
    return meeting


def _lock_calendar(panel: Panel) -> None:
    """Let one change to a panel's calendar happen at a time: before the lock of any of its meetings."""
    Panel.objects.select_for_update().get(pk=panel.pk)


def _check_day_is_free(panel: Panel, date: datetime.date, *, besides: Meeting | None = None) -> None:
    others = Meeting.objects.filter(panel=panel, date=date)
    if besides:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise NotAllowed(f"The panel meets on {in_words(date)} already. Choose another day.")


def _reason(because: str, done: str) -> str:
    if not because.strip():
        raise NotAllowed(f"Say why the meeting is {done}: the public reads it on the meeting's page.")
    return because.strip()
