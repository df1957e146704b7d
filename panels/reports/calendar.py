"""The calendar of meetings, as the start page and the agenda desk show it."""

import datetime
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from panels.models import Edition, Meeting, Panel


@dataclass(frozen=True)
class HomeReport:
    """What was published last, the meetings to come, soonest first, and those that were, latest first."""

    latest: tuple[Edition, ...]
    panels: tuple[Panel, ...]
    upcoming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]


def home_report(*, today: datetime.date, past_shown: int = 20) -> HomeReport:
    """The meetings to come and the latest that were. Four queries, however many meetings there are."""
    meetings = Meeting.objects.with_panel().with_state()
    newest = Edition.objects.filter(meeting=OuterRef("meeting")).order_by("-number")
    editions = (
        Edition.objects.filter(number=Subquery(newest.values("number")[:1]))
        .select_related("meeting__panel", "build")
        .defer("build__agenda")
        .order_by("-published_at")
    )
    return HomeReport(
        latest=tuple(editions[:3]),
        panels=tuple(Panel.objects.select_related("council").order_by("name")),
        upcoming=tuple(meetings.filter(date__gte=today).order_by("date", "time")[:50]),
        past=tuple(meetings.filter(date__lt=today).order_by("-date", "-time")[:past_shown]),
    )
