"""The minutes of a meeting as they are read."""

import datetime
from dataclasses import dataclass

from panels.enums import Attendance
from panels.models import Minutes
from panels.writing import Block, blocks, joined


@dataclass(frozen=True)
class ResolutionLine:
    numeral: str
    text: str


@dataclass(frozen=True)
class SpeakerLine:
    """Somebody who spoke, with job title and organisation where they are known."""

    name: str
    description: str


@dataclass(frozen=True)
class MinuteEntry:
    """One numbered minute."""

    number: int
    title: str
    chair_note: str
    considered: tuple[Block, ...]
    speakers_lead_in: str
    speakers: tuple[SpeakerLine, ...]
    noted_lead_in: str
    noted: tuple[Block, ...]
    resolutions: tuple[ResolutionLine, ...]
    note: tuple[Block, ...]


@dataclass(frozen=True)
class MinutesReport:
    """Everything that the minutes say."""

    council: str
    panel: str
    date: datetime.date
    present: str
    apologies: str
    entries: tuple[MinuteEntry, ...]

    @property
    def title(self) -> str:
        return f"Minutes of the meeting held on {self.date.day} {self.date:%B %Y}"


def minutes_report(minutes: Minutes) -> MinutesReport:
    """The minutes with their people and resolutions. Four queries, however many minutes there are."""
    meeting = minutes.meeting
    there: dict[str, list[str]] = {attendance: [] for attendance in Attendance.values}
    for attendance in minutes.attendances.select_related("person").order_by("position"):
        note = f" ({attendance.note})" if attendance.note else ""
        there[attendance.attendance].append(f"{attendance.person}{note}")
    entries = minutes.entries.order_by("number").prefetch_related("speakers", "resolutions")
    return MinutesReport(
        council=meeting.panel.council.name,
        panel=meeting.panel.name,
        date=meeting.date,
        present=joined(there[Attendance.PRESENT]),
        apologies=joined(there[Attendance.APOLOGIES]),
        entries=tuple(
            MinuteEntry(
                number=entry.number,
                title=entry.title,
                chair_note=entry.chair_note,
                considered=blocks(entry.considered),
                speakers_lead_in=entry.speakers_lead_in,
                speakers=tuple(
                    SpeakerLine(
                        name=speaker.name,
                        description=", ".join(part for part in (speaker.job_title, speaker.organisation) if part),
                    )
                    for speaker in entry.speakers.all()
                ),
                noted_lead_in=entry.noted_lead_in,
                noted=blocks(entry.noted),
                resolutions=tuple(ResolutionLine(r.numeral, r.text) for r in entry.resolutions.all()),
                note=blocks(entry.note),
            )
            for entry in entries
        ),
    )
