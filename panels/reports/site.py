"""What the pages of the public site say that are of no one meeting: panels, years, members. Nothing here is a draft.

Every report makes the same number of queries for ten meetings and for two thousand: lists are cut into pages and years.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from panels.enums import MemberKind, Office
from panels.models import (
    Declaration,
    Exemption,
    LearningEvent,
    Meeting,
    Membership,
    Panel,
    Person,
    Recommendation,
)
from panels.models.recommendations import meetings_with_published_minutes
from panels.reports.attendance import AttendanceLine, attendance_of
from scrutiny.dates import municipal_year
from scrutiny.models import Council

ROWS = 40


@dataclass(frozen=True)
class YearLink:
    """A municipal year with how many meetings are in it."""

    year: str
    meetings: int


@dataclass(frozen=True)
class PanelLine:
    """A panel in the list of panels; `next` is its next meeting that is held."""

    panel: Panel
    next: datetime.date | None
    meetings: int


@dataclass(frozen=True)
class CouncilPanels:
    council: Council
    panels: tuple[PanelLine, ...]


@dataclass(frozen=True)
class MeetingsReport:
    """The meetings of one municipal year, a page of them; `years` are all that have meetings, the latest first."""

    year: YearLink
    years: tuple[YearLink, ...]
    page: Page[Meeting]


@dataclass(frozen=True)
class Seat:
    """A seat of a member on a panel in a year."""

    panel: Panel
    year: str
    office: str
    kind: str
    joined_on: datetime.date | None = None
    left_on: datetime.date | None = None


@dataclass(frozen=True)
class MemberLine:
    person: Person
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class MembersReport:
    """Who sat on the panels in a municipal year, by name; `years` are all that have members, the latest first."""

    year: str
    years: tuple[str, ...]
    members: tuple[MemberLine, ...]


@dataclass(frozen=True)
class MemberReport:
    """One member: the seats of the latest year, and those of the years before it, year by year."""

    name: str
    pk: int
    years: tuple[tuple[str, tuple[Seat, ...]], ...]
    meetings: tuple[Meeting, ...]
    attendance: tuple[AttendanceLine, ...]
    declarations: tuple[Declaration, ...]
    raised: tuple[Recommendation, ...]
    learning: tuple[LearningEvent, ...]


def panels_report(*, today: datetime.date) -> tuple[CouncilPanels, ...]:
    """Every panel under its council, the host's first. One query."""
    to_come = Q(meetings__date__gte=today, meetings__cancelled_at=None)
    panels = (
        Panel.objects.select_related("council")
        .annotate(next_date=Min("meetings__date", filter=to_come), meeting_count=Count("meetings"))
        .order_by("-council__is_host", "council__name", "name")
    )
    councils: dict[Council, list[PanelLine]] = {}
    for panel in panels:
        line = PanelLine(panel=panel, next=panel.next_date, meetings=panel.meeting_count)
        councils.setdefault(panel.council, []).append(line)
    return tuple(CouncilPanels(council, tuple(lines)) for council, lines in councils.items())


def years_of_meetings() -> tuple[YearLink, ...]:
    """The municipal years that have meetings, the latest first. One query, with one row a month."""
    months = (
        Meeting.objects.order_by()
        .values(year=ExtractYear("date"), month=ExtractMonth("date"))
        .annotate(count=Count("pk"))
        .order_by("-year", "-month")
    )
    years: dict[str, int] = {}
    for row in months:
        year = municipal_year(datetime.date(row["year"], row["month"], 1))
        years[year] = years.get(year, 0) + row["count"]
    return tuple(YearLink(year, count) for year, count in years.items())


def meetings_report(*, year: str, page: str = "1") -> MeetingsReport | None:
    """The meetings of a municipal year such as 2018/19, the earliest first; None where it has none. Three queries."""
    years = years_of_meetings()
    found = next((link for link in years if link.year == year), None)
    if found is None:
        return None
    start = int(year[:4])
    meetings = Meeting.objects.with_panel().with_moves().with_state()
    meetings = meetings.filter(date__gte=datetime.date(start, 5, 1), date__lt=datetime.date(start + 1, 5, 1))
    paginator = _Counted(meetings.order_by("date", "time", "pk"), ROWS, total=found.meetings)
    return MeetingsReport(year=found, years=years, page=paginator.get_page(page))


def members_report(*, year: str | None = None) -> MembersReport | None:
    """The members of a municipal year, of the latest unless told; None for a year without members. Two queries."""
    years = tuple(Membership.objects.values_list("municipal_year", flat=True).distinct().order_by("-municipal_year"))
    if year is not None and year not in years:
        return None
    year = year or (years[0] if years else "")
    lines: dict[Person, list[Seat]] = {}
    seats = Membership.objects.filter(municipal_year=year).select_related("person", "panel__council")
    for seat in seats.order_by("person__name", "person__title", "person", "panel__name"):
        lines.setdefault(seat.person, []).append(_seat(seat))
    members = tuple(MemberLine(person, tuple(held)) for person, held in lines.items())
    return MembersReport(year=year, years=years, members=members)


def member_report(person: Person, *, today: datetime.date) -> MemberReport | None:
    """A member's record, as published: seats by year, attendance, interests declared, what was raised and learned.

    None for somebody who never had a seat and is in no published minutes. Nine queries, however long the record is.
    """
    seats = list(
        Membership.objects.filter(person=person)
        .select_related("panel__council")
        .order_by("-municipal_year", "panel__name")
    )
    attendance = attendance_of(person, today=today)
    if not seats and not attendance:
        return None
    years: dict[str, list[Seat]] = {}
    for seat in seats:
        years.setdefault(seat.municipal_year, []).append(_seat(seat))
    latest = [seat.panel_id for seat in seats if seat.municipal_year == seats[0].municipal_year]
    declarations = (
        Declaration.objects.filter(
            meetings_with_published_minutes("attendance__minutes__meeting"), attendance__person=person
        )
        .exclude(item__minute__is_exempt=True)
        .exclude(item__in=Exemption.objects.in_force().filter(item__isnull=False).values("item"))
        .select_related("attendance__minutes__meeting__panel", "item")
        .order_by("-attendance__minutes__meeting__date", "pk")
    )
    meetings = Meeting.objects.filter(panel__in=latest, date__gte=today).with_panel().with_moves().with_state()
    return MemberReport(
        name=str(person),
        pk=person.pk,
        attendance=attendance,
        declarations=tuple(declarations[:50]),
        raised=tuple(
            Recommendation.objects.public().filter(raised_by=person).with_row().order_by("-made_on", "-pk")[:20]
        ),
        learning=tuple(LearningEvent.objects.filter(attended_by=person, date__lte=today).order_by("-date", "pk")[:50]),
        years=tuple((year, tuple(held)) for year, held in years.items()),
        meetings=tuple(meetings.order_by("date", "time", "pk")[:5]),
    )


def meetings_with_papers() -> Iterable[dict[str, Any]]:
    """For the site map: each meeting with something published, and when that last changed. One query."""
    meetings = Meeting.objects.exclude(editions=None).order_by("-date", "pk")
    return meetings.values("date", "panel__slug").annotate(changed=Max("editions__published_at"))


def _seat(seat: Membership) -> Seat:
    office = "" if seat.office == Office.MEMBER else str(Office(seat.office).label)
    kind = "" if seat.kind == MemberKind.COUNCILLOR else str(MemberKind(seat.kind).label)
    return Seat(
        panel=seat.panel,
        year=seat.municipal_year,
        office=office,
        kind=kind,
        joined_on=seat.joined_on,
        left_on=seat.left_on,
    )


class _Counted(Paginator):
    """A paginator that has been told how many rows there are."""

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.__dict__["count"] = total
