"""The minutes of a meeting as they are read: one frozen object, from which page, PDF and Word file are laid out.

The public's object is made without loading what is exempt: of an exempt minute only its number, the title that the
public may read, and the summary (LGA 1972 s.100C(2)).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from panels.enums import Attendance, EditionKind, MemberKind, MinutesState, SpeakerKind
from panels.minutes_phrases import PHRASES, Named, fill, people, speakers
from panels.models import (
    CouncilPhrase,
    MeetingAttendance,
    MeetingRequest,
    Minute,
    Minutes,
    MinutesAmendment,
    Movement,
    Resolution,
    Speaker,
    Vote,
)
from panels.reports.exemptions import Withheld, withheld_parts
from panels.writing import Block, blocks
from scrutiny.models import Council
from scrutiny.templatetags.scrutiny_tags import uk_date, uk_time


@dataclass(frozen=True)
class ResolutionLine:
    """What was resolved, and the vote on it in words where one was taken."""

    numeral: str
    text: str
    vote: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpeakerLine:
    """Somebody who spoke, with job title and organisation where they are known."""

    name: str
    description: str

    @property
    def line(self) -> str:
        return f"{self.name}, {self.description}" if self.description else self.name


@dataclass(frozen=True)
class MinuteEntry:
    """One numbered minute. Of an exempt one the public has `withheld_as` and `summary`, and nothing else.

    `speakers_lead_in` makes a list of the speakers; without it `speakers_sentence` names them in one sentence.
    """

    number: int
    title: str
    chair_note: str = ""
    considered: tuple[Block, ...] = ()
    speakers_lead_in: str = ""
    speakers: tuple[SpeakerLine, ...] = ()
    speakers_sentence: str = ""
    public_sentence: str = ""
    noted_lead_in: str = ""
    noted: tuple[Block, ...] = ()
    lost: tuple[ResolutionLine, ...] = ()
    resolutions: tuple[ResolutionLine, ...] = ()
    requests: tuple[str, ...] = ()
    note: tuple[Block, ...] = ()
    chair_after: str = ""
    withheld_as: str = ""
    summary: tuple[Block, ...] = ()


@dataclass(frozen=True)
class MinutesReport:
    """Everything that the minutes say. `status` is the sentence about draft or approval under the title."""

    council: str
    panel: str
    date: datetime.date
    present: str
    apologies: str
    entries: tuple[MinuteEntry, ...]
    absent: str = ""
    in_attendance: str = ""
    resolved: str = "RESOLVED"
    note: str = "NOTE"
    status: str = ""
    amendments: tuple[str, ...] = ()
    signature: str = ""
    closed: str = ""
    for_members: bool = False

    @property
    def title(self) -> str:
        return f"Minutes of the meeting held on {self.date.day} {self.date:%B %Y}"

    @property
    def has_exempt(self) -> bool:
        return any(entry.withheld_as for entry in self.entries)


def phrases_of(council: Council) -> dict[str, str]:
    """The phrases of a council's minutes: its own where it has some. One query."""
    own = dict(CouncilPhrase.objects.filter(council=council).order_by("key").values_list("key", "text"))
    return {key: own.get(key, phrase.ours) for key, phrase in PHRASES.items()}


def minutes_report(minutes: Minutes, *, edition: EditionKind = EditionKind.PUBLIC) -> MinutesReport:
    """The minutes as they stand. The same number of queries, however many minutes there are.

    Needs the minutes with meeting, panel and council.
    """
    meeting = minutes.meeting
    for_members = edition is EditionKind.MEMBERS
    phrases = phrases_of(meeting.panel.council)
    there = _attendance(minutes)
    amendments = MinutesAmendment.objects.filter(minutes=minutes).order_by("pk")
    if not for_members:
        amendments = amendments.exclude(minute__is_exempt=True)
    return MinutesReport(
        council=meeting.panel.council.name,
        panel=meeting.panel.name,
        date=meeting.date,
        present=people(there[Attendance.PRESENT]),
        apologies=people(there[Attendance.APOLOGIES]),
        absent=people(there[Attendance.ABSENT]),
        entries=tuple(_entries(minutes, phrases, for_members)),
        resolved=phrases["resolved"],
        note=phrases["note"],
        status=_status(minutes),
        amendments=tuple(amendments.values_list("text", flat=True)),
        signature=_signature(minutes),
        closed=fill(phrases, "closed", time=uk_time(minutes.closed_at)) if minutes.closed_at else "",
        for_members=for_members,
    )


def _attendance(minutes: Minutes) -> dict[str, list[Named]]:
    """By attendance, everybody with office, and with how and how long they were there."""
    times: dict[int, list[str]] = {}
    movements = Movement.objects.filter(attendance__minutes=minutes).order_by("at", "pk")
    for movement in movements:
        said = times.setdefault(movement.attendance_id, [])
        said.append(f"{'from' if movement.comes_in else 'until'} {uk_time(movement.at)}")
    there: dict[str, list[Named]] = {attendance: [] for attendance in Attendance.values}
    rows = MeetingAttendance.objects.filter(minutes=minutes).select_related("person", "substitute_for")
    for row in rows.order_by("position"):
        more = [
            row.note,
            f"substitute for {row.substitute_for}" if row.substitute_for else "",
            "attending remotely" if row.is_remote else "",
            *times.get(row.pk, ()),
        ]
        shown = tuple(part for part in more if part)
        # An office is held by whoever was there; one who was away is named without it.
        if row.attendance != Attendance.PRESENT:
            shown = ()
        there[row.attendance].append(Named(row.person.title, row.person.name, shown, MemberKind(row.kind)))
    return there


def _entries(minutes: Minutes, phrases: Mapping[str, str], for_members: bool) -> Iterable[MinuteEntry]:
    grounds = withheld_parts(minutes.meeting).items
    is_hidden = Q(is_exempt=True) | Q(item__in=grounds)
    rows = Minute.objects.filter(minutes=minutes).order_by("number")
    hidden = {} if for_members else dict(_hidden(rows.filter(is_hidden), grounds))
    shown = {row.pk: row for row in (rows if for_members else rows.exclude(is_hidden))}
    speakers_by = _by_minute(Speaker.objects.filter(minute__in=shown).order_by("minute", "position"))
    resolved_by = _by_minute(Resolution.objects.filter(minute__in=shown).order_by("minute", "position"))
    votes = list(
        Vote.objects.filter(minutes=minutes, item__minute__in=shown)
        .order_by("pk")
        .prefetch_related("names__attendance__person")
    )
    asked: dict[int, list[MeetingRequest]] = {}
    if phrases["request"]:
        for request in MeetingRequest.objects.filter(item__minute__in=shown).order_by("pk"):
            asked.setdefault(request.item_id or 0, []).append(request)
    found = dict(hidden)
    for pk, row in shown.items():
        ground = grounds.get(row.item_id or 0)
        found[row.number] = MinuteEntry(
            number=row.number,
            title=row.title,
            chair_note=row.chair_note,
            considered=blocks(row.considered),
            noted_lead_in=row.noted_lead_in,
            noted=blocks(row.noted),
            lost=tuple(
                ResolutionLine("", fill(phrases, "lost", motion=vote.motion), _vote_lines(vote, phrases))
                for vote in votes
                if vote.item_id == row.item_id and vote.resolution_id is None
            ),
            resolutions=tuple(
                ResolutionLine(
                    line.numeral,
                    line.text,
                    tuple(
                        words for vote in votes if vote.resolution_id == line.pk for words in _vote_lines(vote, phrases)
                    ),
                )
                for line in resolved_by.get(pk, ())
            ),
            requests=tuple(
                fill(phrases, "request", asked_of=ask.asked_of, text=ask.text, due=uk_date(ask.due_on))
                for ask in asked.get(row.item_id or 0, ())
            ),
            note=blocks(row.note),
            chair_after=row.chair_after,
            withheld_as=(ground.statement if ground else "Not for publication: exempt information")
            if row.is_exempt or ground
            else "",
            **_spoken(row, speakers_by.get(pk, []), phrases),
        )
    return [found[number] for number in sorted(found)]


def _hidden(rows: QuerySet[Minute], grounds: Mapping[int, Withheld]) -> Iterable[tuple[int, MinuteEntry]]:
    """The exempt minutes as the public reads them. Nothing else of them is loaded."""
    for number, item, title, summary in rows.values_list("number", "item_id", "public_title", "public_summary"):
        ground = grounds.get(item or 0)
        statement = ground.statement if ground else "Not for publication: exempt information"
        yield (
            number,
            MinuteEntry(number, title or "Exempt item", withheld_as=statement, summary=blocks(summary)),
        )


def _spoken(row: Minute, spoke: list[Speaker], phrases: Mapping[str, str]) -> dict[str, Any]:
    officers = [line for line in spoke if line.kind == SpeakerKind.OFFICER]
    public = [line for line in spoke if line.kind == SpeakerKind.PUBLIC]
    lines = tuple(
        SpeakerLine(line.name, ", ".join(part for part in (line.job_title, line.organisation) if part))
        for line in officers
    )
    key = "speaker" if len(lines) == 1 else "speakers"
    sentence = fill(phrases, key, people=speakers([line.line for line in lines])) if lines else ""
    of_public = [", ".join(part for part in (line.name, line.organisation) if part) for line in public]
    return {
        "speakers_lead_in": row.speakers_lead_in,
        "speakers": lines,
        "speakers_sentence": "" if row.speakers_lead_in else sentence,
        "public_sentence": fill(phrases, "public", people=speakers(of_public)) if of_public else "",
    }


def _vote_lines(vote: Vote, phrases: Mapping[str, str]) -> tuple[str, ...]:
    lines = [
        fill(phrases, "vote", votes_for=vote.votes_for, votes_against=vote.votes_against, abstained=vote.abstentions)
    ]
    if vote.is_named:
        for choice, label in (("for", "For"), ("against", "Against"), ("abstained", "Abstained")):
            names = [
                Named(name.attendance.person.title, name.attendance.person.name)
                for name in vote.names.all()
                if name.choice == choice
            ]
            lines += [f"{label}: {people(names)}."] if names else []
    if vote.casting:
        lines.append(fill(phrases, "casting", choice=vote.casting))
    return tuple(lines)


def _by_minute(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.minute_id, []).append(row)
    return found


def _status(minutes: Minutes) -> str:
    if minutes.state == MinutesState.APPROVED and minutes.approved_at:
        return f"Approved as a correct record on {uk_date(minutes.approved_at.date)}."
    return "Draft: these minutes are to be approved by the panel at its next meeting."


def _signature(minutes: Minutes) -> str:
    if minutes.state != MinutesState.APPROVED:
        return ""
    return f"Signed by {minutes.signed_by} in the chair on {uk_date(minutes.signed_on)}."
