"""Attendance counted rightly: only meetings that were held, only while the member had the seat; substitutes count.

A meeting counts once its attendance is recorded. One that was cancelled, one before the member joined or after the
member left, and one that is still to come count for nobody. Whoever came as a substitute came, and is counted beside.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from panels.enums import Attendance
from panels.models import Meeting, MeetingAttendance, Membership, Panel, Person
from panels.models.recommendations import meetings_with_published_minutes
from scrutiny.dates import municipal_year


@dataclass
class _Tally:
    expected: set[int] = field(default_factory=set)
    present: set[int] = field(default_factory=set)
    apologies: set[int] = field(default_factory=set)
    remote: int = 0
    substituted: int = 0


@dataclass(frozen=True)
class AttendanceLine:
    """One member on one panel in one municipal year. `expected` are the meetings that the member could have come to."""

    person: Person
    panel: Panel
    year: str
    expected: int
    present: int
    apologies: int
    as_substitute: int
    remote: int

    @property
    def absent(self) -> int:
        """Neither there nor excused."""
        return self.expected - self.present - self.apologies

    @property
    def percent(self) -> int | None:
        """Of those expected, how many the member came to, in whole percent; None where none were held."""
        return round(100 * self.present / self.expected) if self.expected else None


def attendance_of(person: Person, *, today: datetime.date) -> tuple[AttendanceLine, ...]:
    """By year and panel, the latest year first, from published minutes only. Three queries."""
    rows = MeetingAttendance.objects.filter(person=person).select_related("minutes__meeting__panel")
    seats = Membership.objects.filter(person=person).select_related("panel", "person").order_by("pk")
    own = Q(panel__memberships__person=person) | Q(minutes__attendances__person=person)
    meetings = Meeting.objects.filter(meetings_with_published_minutes("pk"), own)
    return _counted(seats, _held(meetings, today), rows.order_by("pk"), {person.pk: person})


def attendance_on(panel: Panel, year: str, *, today: datetime.date) -> tuple[AttendanceLine, ...]:
    """Everybody on a panel in a municipal year, by name. Three queries."""
    seats = Membership.objects.filter(panel=panel, municipal_year=year).select_related("panel", "person").order_by("pk")
    start = int(year[:4])
    of_year = {"date__gte": datetime.date(start, 5, 1), "date__lt": datetime.date(start + 1, 5, 1)}
    meetings = Meeting.objects.filter(panel=panel, **of_year)
    rows = MeetingAttendance.objects.filter(minutes__meeting__in=meetings).select_related(
        "minutes__meeting__panel", "person"
    )
    rows = rows.order_by("pk")
    people = {row.person_id: row.person for row in rows} | {seat.person_id: seat.person for seat in seats}
    lines = _counted(seats, _held(meetings, today), rows, people)
    return tuple(sorted(lines, key=lambda line: (line.person.name, line.person.title)))


def _held(meetings: QuerySet[Meeting], today: datetime.date) -> list[Meeting]:
    """Those that count: held, over, and with their attendance recorded."""
    held = meetings.filter(cancelled_at=None, date__lte=today, minutes__attendances__isnull=False)
    return list(held.select_related("panel").distinct().order_by("date", "pk"))


def _counted(
    seats: Iterable[Membership],
    held: list[Meeting],
    rows: Iterable[MeetingAttendance],
    people: dict[int, Person],
) -> tuple[AttendanceLine, ...]:
    tallies: dict[tuple[int, int, str], _Tally] = defaultdict(_Tally)
    panels: dict[int, Panel] = {}
    for seat in seats:
        panels[seat.panel_id] = seat.panel
        tally = tallies[seat.person_id, seat.panel_id, seat.municipal_year]
        for meeting in held:
            if meeting.panel_id == seat.panel_id and municipal_year(meeting.date) == seat.municipal_year:
                joined, left = seat.joined_on, seat.left_on
                if (joined is None or joined <= meeting.date) and (left is None or meeting.date <= left):
                    tally.expected.add(meeting.pk)
    counting = {meeting.pk for meeting in held}
    for row in rows:
        meeting = row.minutes.meeting
        if meeting.pk not in counting:
            continue
        panels.setdefault(meeting.panel_id, meeting.panel)
        tally = tallies[row.person_id, meeting.panel_id, municipal_year(meeting.date)]
        if row.substitute_for_id:
            tally.substituted += row.attendance == Attendance.PRESENT
            continue
        # The minutes name nobody who had no seat: where no seat is recorded, they are what is known of it.
        if not _has_seat(seats, row, meeting):
            tally.expected.add(meeting.pk)
        if meeting.pk in tally.expected:
            if row.attendance == Attendance.PRESENT:
                tally.present.add(meeting.pk)
                tally.remote += row.is_remote
            elif row.attendance == Attendance.APOLOGIES:
                tally.apologies.add(meeting.pk)
    lines = [
        AttendanceLine(
            person=people[person],
            panel=panels[panel],
            year=year,
            expected=len(tally.expected),
            present=len(tally.present),
            apologies=len(tally.apologies),
            as_substitute=tally.substituted,
            remote=tally.remote,
        )
        for (person, panel, year), tally in tallies.items()
        if person in people and (tally.expected or tally.substituted)
    ]
    return tuple(sorted(lines, key=lambda line: (line.year, line.panel.name), reverse=True))


def _has_seat(seats: Iterable[Membership], row: MeetingAttendance, meeting: Meeting) -> bool:
    year = municipal_year(meeting.date)
    return any(
        seat.person_id == row.person_id and seat.panel_id == meeting.panel_id and seat.municipal_year == year
        for seat in seats
    )
