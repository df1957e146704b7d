"""Writes that set a panel up: its people, contacts, front pages, report template, meetings and past minutes."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from panels.enums import Attendance, HeadForm, MemberKind, MinutesState
from panels.minutes_rules import check_numbers, check_once
from panels.models import (
    Contact,
    FrontPageNote,
    Meeting,
    MeetingAttendance,
    Membership,
    Minute,
    Minutes,
    Panel,
    Person,
    ReportTemplate,
    Resolution,
    Speaker,
    TemplatePart,
)
from panels.reports.minute_numbers import numbering_of
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import Council, User


@transaction.atomic
def create_panel(*, by: User, council: Council, contacts: Iterable[Mapping[str, str]] = (), **fields: Any) -> Panel:
    """Create a panel with the officers whom readers may ask."""
    panel = Panel.objects.create(council=council, **fields)
    for position, contact in enumerate(contacts, start=1):
        Contact.objects.create(panel=panel, position=position, **contact)
    record(by=by, action="create panel", on=panel, name=panel.name, quorum=panel.quorum)
    return panel


@transaction.atomic
def appoint_members(*, by: User, panel: Panel, municipal_year: str, seats: Iterable[Mapping[str, str]]) -> None:
    """Fill the panel's seats for a municipal year, in the order of the front sheet.

    A seat has `title` and `name` of the person, `kind` and `office`.
    """
    names = []
    for position, seat in enumerate(seats, start=1):
        person, _ = Person.objects.get_or_create(title=seat["title"], name=seat["name"])
        Membership.objects.create(
            panel=panel,
            person=person,
            municipal_year=municipal_year,
            kind=seat["kind"],
            office=seat["office"],
            position=position,
        )
        names.append(f"{person} ({seat['office']})")
    record(by=by, action="appoint members", on=panel, municipal_year=municipal_year, members=names)


@transaction.atomic
def set_front_pages(*, by: User, council: Council, notes: Iterable[Mapping[str, Any]]) -> None:
    """Replace the notes that the council prints in the front of every pack."""
    FrontPageNote.objects.filter(council=council).delete()
    made = [
        FrontPageNote.objects.create(council=council, position=place, **note) for place, note in enumerate(notes, 1)
    ]
    record(by=by, action="set front pages", on=council, headings=[note.heading for note in made])


@transaction.atomic
def create_report_template(
    *,
    by: User,
    council: Council,
    name: str,
    slug: str,
    parts: Iterable[Mapping[str, Any]],
    head: HeadForm = HeadForm.TABLE,
) -> ReportTemplate:
    """Create the fixed form of a council's reports, its parts in the order printed."""
    template = ReportTemplate.objects.create(council=council, name=name, slug=slug, head=head)
    for position, part in enumerate(parts, start=1):
        TemplatePart.objects.create(template=template, position=position, **part)
    record(by=by, action="create report template", on=template, name=name)
    return template


@transaction.atomic
def schedule_meeting(
    *,
    by: User,
    panel: Panel,
    date: datetime.date,
    time: datetime.time | None = None,
    venue: str = "",
    time_note: str = "",
) -> Meeting:
    """Put a meeting in the calendar, at the panel's usual time and place unless told otherwise."""
    meeting = Meeting.objects.create(
        panel=panel, date=date, time=time or panel.usual_time, venue=venue or panel.venue, time_note=time_note
    )
    record(by=by, action="schedule meeting", on=meeting, panel=panel.name, date=date, time=meeting.time)
    return meeting


@transaction.atomic
def record_minutes(
    *,
    by: User,
    meeting: Meeting,
    present: Iterable[Mapping[str, str]],
    apologies: Iterable[Mapping[str, str]],
    entries: Iterable[Mapping[str, Any]],
) -> Minutes:
    """Enter the minutes of a meeting that was held before its record was kept here, as the chair checked them.

    Attendance, then each minute with its number, speakers and resolutions. Raises NotAllowed where the numbers have a
    gap or do not follow on, or where something was resolved without a quorum.
    """
    present, apologies, entries = list(present), list(apologies), list(entries)
    check_once([who["name"] for who in present], [who["name"] for who in apologies])
    _check_entries(meeting, present=len(present), entries=entries)
    minutes = Minutes.objects.create(
        meeting=meeting, state=MinutesState.CHECKED, checked_at=timezone.now(), checked_by=by
    )
    attendances = [(Attendance.PRESENT, person) for person in present]
    attendances += [(Attendance.APOLOGIES, person) for person in apologies]
    for position, (attendance, who) in enumerate(attendances, start=1):
        person, _ = Person.objects.get_or_create(title=who["title"], name=who["name"])
        MeetingAttendance.objects.create(
            minutes=minutes,
            person=person,
            attendance=attendance,
            kind=who.get("kind", MemberKind.COUNCILLOR),
            note=who.get("office", ""),
            position=position,
        )
    numbers = []
    for entry in entries:
        fields = dict(entry)
        speakers, resolutions = fields.pop("speakers", ()), fields.pop("resolutions", ())
        minute = Minute.objects.create(minutes=minutes, **fields)
        for position, speaker in enumerate(speakers, start=1):
            Speaker.objects.create(minute=minute, position=position, **speaker)
        for position, resolution in enumerate(resolutions, start=1):
            Resolution.objects.create(minute=minute, position=position, **resolution)
        numbers.append(minute.number)
    record(by=by, action="record minutes", on=minutes, meeting=str(meeting), numbers=numbers)
    return minutes


def _check_entries(meeting: Meeting, *, present: int, entries: list[Mapping[str, Any]]) -> None:
    if not entries:
        return
    quorum = meeting.panel.quorum
    if quorum is not None and present < quorum and any(entry.get("resolutions") for entry in entries):
        raise NotAllowed(
            f"The meeting was not quorate: {present} of the {quorum} members needed were there, so it resolved nothing."
        )
    check_numbers(numbering_of(Minutes(meeting=meeting)), [entry["number"] for entry in entries])
