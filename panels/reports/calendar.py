"""The calendar of meetings, as the start page, a panel's page and the agenda desk show it."""

import datetime
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery

from panels.calendar_rules import bounds, quorum_warning
from panels.enums import MinutesState
from panels.models import Edition, Meeting, Membership, Minutes, Panel
from scrutiny.dates import municipal_year

ROWS_A_PAGE = 50
CHECKED = (MinutesState.CHECKED, MinutesState.PUBLISHED, MinutesState.APPROVED)


@dataclass(frozen=True)
class HomeReport:
    """What was published last, the meetings to come, soonest first, and those that were, latest first."""

    latest: tuple[Edition, ...]
    panels: tuple[Panel, ...]
    upcoming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]


def home_report(*, today: datetime.date, shown: int = ROWS_A_PAGE, past_shown: int = 20) -> HomeReport:
    """The next meetings and the latest that were. Six queries at most, however many meetings there are."""
    meetings = Meeting.objects.with_panel().with_state().with_moves()
    newest = Edition.objects.filter(meeting=OuterRef("meeting")).order_by("-number")
    editions = (
        Edition.objects.filter(number=Subquery(newest.values("number")[:1]), build__isnull=False)
        .select_related("meeting__panel", "build")
        .defer("build__agenda")
        .order_by("-published_at")
    )
    return HomeReport(
        latest=tuple(editions[:3]),
        panels=tuple(Panel.objects.select_related("council").order_by("name")),
        upcoming=tuple(meetings.filter(date__gte=today).order_by("date", "time")[:shown]),
        past=tuple(meetings.filter(date__lt=today).order_by("-date", "-time")[:past_shown]),
    )


@dataclass(frozen=True)
class DeskCalendar:
    """One municipal year at the desk: first the meetings to come, soonest first, then those that were, latest first.

    Both are of one page of the year; `page` says which.
    """

    year: str
    years: tuple[str, ...]
    panels: tuple[Panel, ...]
    page: Page
    upcoming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]


def desk_calendar(*, today: datetime.date, year: str = "", page: str = "1") -> DeskCalendar:
    """The meetings of a year; without one, of this year or of the latest in which the council itself met.

    Six queries, however many meetings there are.
    """
    years = years_of(Meeting.objects.all())
    if year not in years:
        own = years_of(Meeting.objects.filter(panel__council__is_host=True))
        year = chosen_year(own or years, wanted="", today=today)
    first, end = bounds(year)
    days = Meeting.objects.filter(date__gte=first, date__lt=end).order_by("date", "pk").values_list("date", "pk")
    to_come = [pk for date, pk in days if date >= today]
    gone = [pk for date, pk in days if date < today]
    shown = Paginator(to_come + gone[::-1], ROWS_A_PAGE).get_page(page)
    meetings = Meeting.objects.with_panel().with_state().with_moves().in_bulk(list(shown.object_list))
    rows = [meetings[pk] for pk in shown.object_list]
    return DeskCalendar(
        year=year,
        years=years,
        panels=tuple(Panel.objects.filter(council__is_host=True).order_by("name")),
        page=shown,
        upcoming=tuple(meeting for meeting in rows if meeting.date >= today),
        past=tuple(meeting for meeting in rows if meeting.date < today),
    )


def years_of(meetings: QuerySet[Meeting]) -> tuple[str, ...]:
    """The municipal years in which these meetings are, latest first. One query, with one row a month."""
    return tuple(sorted({municipal_year(month) for month in meetings.dates("date", "month")}, reverse=True))


def chosen_year(years: tuple[str, ...], *, wanted: str, today: datetime.date) -> str:
    """The year to show: the one asked for if there is such a one, else this year, else the latest."""
    now = municipal_year(today)
    if wanted in years:
        return wanted
    return now if now in years or not years else years[0]


def quorum_note(panel: Panel, year: str) -> str:
    """Why the panel cannot meet with the members of that year; empty when it can. One query."""
    seats = Membership.objects.filter(panel=panel, municipal_year=year).count()
    return quorum_warning(quorum=panel.quorum, seats=seats, year=year)


def minutes_due(meeting: Meeting) -> Minutes | None:
    """The minutes of the meeting that the panel held before this one, once the chair has checked them.

    Two queries at most. A draft that nobody checked goes into nobody's pack.
    """
    previous = Meeting.objects.before(meeting).first()
    if previous is None:
        return None
    written = Minutes.objects.filter(meeting=previous, state__in=CHECKED)
    return written.select_related("meeting").first()
