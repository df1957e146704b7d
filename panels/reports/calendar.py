"""The calendar of meetings, as the start page and the agenda desk show it."""

import datetime
from dataclasses import dataclass

from panels.models import Meeting, Panel


@dataclass(frozen=True)
class HomeReport:
    """The meetings to come, soonest first, and those that were, latest first."""

    panels: tuple[Panel, ...]
    upcoming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]


def home_report(*, today: datetime.date, past_shown: int = 20) -> HomeReport:
    """Every meeting to come and the latest that were. Three queries, however many meetings there are."""
    meetings = Meeting.objects.with_panel().with_state()
    return HomeReport(
        panels=tuple(Panel.objects.select_related("council").order_by("name")),
        upcoming=tuple(meetings.filter(date__gte=today).order_by("date", "time")[:50]),
        past=tuple(meetings.filter(date__lt=today).order_by("-date", "-time")[:past_shown]),
    )
