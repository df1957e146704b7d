"""The record of a meeting as officers see it while they minute: who is in the room, and item by item what was noted."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from panels.enums import RequestKind, SpeakerKind
from panels.minutes_rules import Spell, There
from panels.models import (
    AgendaItem,
    ChairTurn,
    Declaration,
    Exclusion,
    MeetingAttendance,
    MeetingNote,
    MeetingRequest,
    Minute,
    Minutes,
    Movement,
    Resolution,
    Speaker,
    Vote,
)
from panels.reports.exemptions import withheld_parts
from panels.reports.room import Room, room_of
from panels.running_order import numbers
from scrutiny.models import User
from scrutiny.templatetags.scrutiny_tags import uk_date, uk_time


@dataclass(frozen=True)
class RecordLine:
    """One entry of the record: `kind` and `pk` lead to where it is changed; `word` says what it is."""

    kind: str
    pk: int
    word: str
    text: str


@dataclass(frozen=True)
class OwnNote:
    """What the officer at the page noted; version 0 where nothing is saved yet."""

    copy: int
    text: str
    version: int


@dataclass(frozen=True)
class OtherNote:
    author: str
    text: str
    saved_at: datetime.datetime


@dataclass(frozen=True)
class RecordItem:
    """One item with what is recorded on it. `chair` is who is in the chair; `turn`: it changes hands here."""

    pk: int
    number: str
    title: str
    kind: str
    withheld_as: str
    minute: int | None
    chair: str
    chair_pk: int | None
    turn: bool
    own: tuple[OwnNote, ...]
    others: tuple[OtherNote, ...]
    lines: tuple[RecordLine, ...]


@dataclass(frozen=True)
class MemberRow:
    """One member or substitute in the attendance list."""

    there: There
    substitute_for: str
    lines: tuple[RecordLine, ...]


@dataclass(frozen=True)
class MeetingRecord:
    """All that the page at the meeting shows. `general` is what was recorded on no item."""

    items: tuple[RecordItem, ...]
    members: tuple[MemberRow, ...]
    general: tuple[RecordLine, ...]
    spells: tuple[Spell, ...]
    quorum: int | None
    exclusion: RecordLine | None
    holds_exempt: bool

    @property
    def now(self) -> Spell:
        return self.spells[-1]

    @property
    def is_marked(self) -> bool:
        """Whether anybody is marked at all yet; before that a missing quorum is no news."""
        return any(row.there.attendance != "absent" for row in self.members)

    @property
    def without_quorum(self) -> tuple[Spell, ...]:
        return tuple(spell for spell in self.spells if not spell.is_quorate)


def meeting_record(minutes: Minutes, *, user: User) -> MeetingRecord:
    """The record for the officer at the page. The same number of queries, however much is recorded.

    Needs the minutes with meeting, panel and council.
    """
    room = room_of(minutes)
    items = list(AgendaItem.objects.filter(meeting=minutes.meeting).on_agenda())
    withheld = withheld_parts(minutes.meeting).items
    lines = _lines(minutes)
    own, others = _notes(minutes, user)
    keys = [item.pk for item in items]
    chairs = room.chairs(keys)
    numbered = dict(Minute.objects.filter(minutes=minutes).order_by("number").values_list("item_id", "number"))
    exclusion = Exclusion.objects.filter(minutes=minutes).first()
    return MeetingRecord(
        items=tuple(
            RecordItem(
                pk=item.pk,
                number=number,
                title=item.title,
                kind=item.kind,
                withheld_as=withheld[item.pk].statement if item.pk in withheld else "",
                minute=numbered.get(item.pk),
                chair=_name(chairs[item.pk]),
                chair_pk=room.turns.get(item.pk),
                turn=item.pk in room.turns,
                own=tuple(own.get(item.pk, [OwnNote(1, "", 0)])),
                others=tuple(others.get(item.pk, ())),
                lines=tuple(lines.get(item.pk, ())),
            )
            for number, item in zip(numbers(item.depth for item in items), items, strict=True)
        ),
        members=_members(minutes, room),
        general=tuple(lines.get(0, ())),
        spells=room.spells,
        quorum=room.rule.quorum,
        exclusion=RecordLine("exclusion", exclusion.pk, "Press and public excluded", _excluded(exclusion))
        if exclusion
        else None,
        holds_exempt=bool(withheld),
    )


def known_speakers(minutes: Minutes, *, limit: int = 200) -> tuple[tuple[str, str, str], ...]:
    """Name, job title and organisation of those who spoke to this panel before, the latest first. One query."""
    rows = Speaker.objects.filter(
        minute__minutes__meeting__panel=minutes.meeting.panel_id, kind=SpeakerKind.OFFICER
    ).order_by("-pk")
    found: dict[str, tuple[str, str, str]] = {}
    for name, title, organisation in rows.values_list("name", "job_title", "organisation")[: limit * 3]:
        found.setdefault(name, (name, title, organisation))
    return tuple(found.values())[:limit]


def _lines(minutes: Minutes) -> dict[int, list[RecordLine]]:
    """Every entry by its item; 0 for those of the whole meeting."""
    found: dict[int, list[RecordLine]] = {}

    def put(item: int | None, line: RecordLine) -> None:
        found.setdefault(item or 0, []).append(line)

    for turn in ChairTurn.objects.filter(minutes=minutes).select_related("attendance__person").order_by("pk"):
        put(turn.item_id, RecordLine("chair", turn.pk, "Chair", f"{turn.attendance.person} in the chair"))
    declared = Declaration.objects.filter(attendance__minutes=minutes).select_related("attendance__person")
    for row in declared.order_by("pk"):
        times = " to ".join(uk_time(time) for time in (row.left_at, row.returned_at) if time)
        text = f"{row.attendance.person}: {row.get_kind_display().lower()}, {row.nature}. {row.get_conduct_display()}"
        put(row.item_id, RecordLine("declaration", row.pk, "Declaration", f"{text}{f', {times}' if times else ''}."))
    spoke = Speaker.objects.filter(minute__minutes=minutes).select_related("minute").order_by("position")
    for speaker in spoke:
        about = ", ".join(part for part in (speaker.name, speaker.job_title, speaker.organisation) if part)
        word = "Public speaker" if speaker.kind == SpeakerKind.PUBLIC else "Speaker"
        put(speaker.minute.item_id, RecordLine("speaker", speaker.pk, word, about))
    for vote in Vote.objects.filter(minutes=minutes, resolution=None).order_by("pk"):
        put(vote.item_id, RecordLine("vote", vote.pk, "Motion not carried", f"{vote.motion} ({_counted(vote)})"))
    votes = {vote.resolution_id: vote for vote in Vote.objects.filter(minutes=minutes).order_by("pk")}
    resolved = Resolution.objects.filter(minute__minutes=minutes).select_related("minute").order_by("position")
    for resolution in resolved:
        text = f"{resolution.numeral} {resolution.text}".strip()
        put(resolution.minute.item_id, RecordLine("decision", resolution.pk, "Resolved", text))
        if counted := votes.get(resolution.pk):
            put(resolution.minute.item_id, RecordLine("vote", counted.pk, "Vote", _counted(counted)))
    for request in MeetingRequest.objects.filter(meeting=minutes.meeting).order_by("pk"):
        of = f" (of {request.asked_of})" if request.asked_of else ""
        due = f", by {uk_date(request.due_on)}" if request.due_on else ""
        word = str(RequestKind(request.kind).label)
        put(
            request.item_id,
            RecordLine(
                "request", request.pk, str(RequestKind(request.kind).label), f"{request.text}{of and f' —{of}'}{due}"
            ),
        )
    return found


def _counted(vote: Vote) -> str:
    casting = f", casting vote {vote.casting}" if vote.casting else ""
    named = ", named vote" if vote.is_named else ""
    return f"{vote.votes_for} for, {vote.votes_against} against, {vote.abstentions} abstained{casting}{named}"


def _notes(minutes: Minutes, user: User) -> tuple[dict[int, list[OwnNote]], dict[int, list[OtherNote]]]:
    own: dict[int, list[OwnNote]] = {}
    others: dict[int, list[OtherNote]] = {}
    for note in MeetingNote.objects.filter(minutes=minutes).select_related("author").order_by("copy", "pk"):
        if note.author_id == user.pk:
            own.setdefault(note.item_id, []).append(OwnNote(note.copy, note.text, note.version))
        elif note.text.strip():
            others.setdefault(note.item_id, []).append(OtherNote(note.author.full_name, note.text, note.saved_at))
    return own, others


def _members(minutes: Minutes, room: Room) -> tuple[MemberRow, ...]:
    moves: dict[int, list[RecordLine]] = {}
    for move in Movement.objects.filter(attendance__minutes=minutes).order_by("at", "pk"):
        said = f"{'came in' if move.comes_in else 'went out'} at {uk_time(move.at)}"
        moves.setdefault(move.attendance_id, []).append(RecordLine("movement", move.pk, "Movement", said))
    instead = dict(_substitutes(minutes))
    return tuple(
        MemberRow(there=who, substitute_for=instead.get(who.pk, ""), lines=tuple(moves.get(who.pk, ())))
        for who in room.members
    )


def _substitutes(minutes: Minutes) -> Iterable[tuple[int, str]]:
    rows = MeetingAttendance.objects.filter(minutes=minutes, substitute_for__isnull=False)
    return ((row.pk, str(row.substitute_for)) for row in rows.select_related("substitute_for").order_by("position"))


def _excluded(exclusion: Exclusion) -> str:
    end = f" to {uk_time(exclusion.readmitted_at)}" if exclusion.readmitted_at else ""
    return f"from {uk_time(exclusion.excluded_at)}{end}"


def _name(who: There | None) -> str:
    return who.name if who else ""
