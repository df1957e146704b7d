"""What the record of a meeting gives each minute, in the council's phrases: the chair, what was considered, noted, and
declared. An officer then edits it, and operations.minutes leaves alone what was edited.
"""

from collections.abc import Mapping, Sequence

from panels.enums import Attendance, DeclarationConduct, DeclarationKind, ItemKind, PublicationKind
from panels.minutes_phrases import DECLARED, INTEREST, Named, fill, people
from panels.minutes_rules import There
from panels.models import (
    AgendaItem,
    BuiltPaper,
    Declaration,
    Edition,
    Exclusion,
    MeetingAttendance,
    MeetingNote,
    Minute,
    Minutes,
    Paper,
    ReportPart,
)
from panels.reports.minutes import phrases_of
from panels.reports.room import Room, room_of
from panels.writing import joined
from scrutiny.templatetags.scrutiny_tags import uk_time

# What the record gives a minute; an officer may edit each.
COMPILED = ("title", "chair_note", "considered", "noted_lead_in", "noted", "note", "chair_after")
REPORT_OF = "report-of"


def compiled_minutes(minutes: Minutes) -> dict[int, dict[str, str]]:
    """By the key of each minute, its fields as the record has them. The same number of queries for any meeting.

    Needs the minutes with meeting, panel and council.
    """
    meeting = minutes.meeting
    phrases = phrases_of(meeting.panel.council)
    room = room_of(minutes)
    items = list(AgendaItem.objects.filter(meeting=meeting).on_agenda())
    by_item = {item.pk: item for item in items}
    notes = _notes(minutes)
    declared = _declarations(minutes, phrases)
    urgent = _urgent(minutes, phrases)
    reports = _reports_of(minutes)
    excluded = Exclusion.objects.filter(minutes=minutes).first()
    entries = list(Minute.objects.filter(minutes=minutes).order_by("number"))
    chairs = _chair_lines(entries, items, room, phrases)
    found = {}
    for entry in entries:
        item = by_item.get(entry.item_id or 0)
        noted = notes.get(entry.item_id or 0, "")
        if item and item.kind == ItemKind.APOLOGIES and not noted:
            noted = _apologies(minutes, phrases)
        note = [*urgent.get(entry.item_id or 0, ()), *declared.get(entry.item_id or 0, ())]
        if excluded and excluded.minute_id == entry.pk:
            note.append(_excluded(excluded, phrases))
        before, after = chairs[entry.pk]
        found[entry.pk] = {
            "title": item.title if item else entry.title,
            "chair_note": before,
            "considered": _considered(item, reports, phrases),
            "noted_lead_in": phrases["noted"] if _is_list(noted) else "",
            "noted": noted,
            "note": "\n\n".join(note),
            "chair_after": after,
        }
    return found


def approval_text(minutes: Minutes, previous: Minutes | None) -> str:
    """The words that approve the minutes of the meeting before; nothing where there are none."""
    if previous is None:
        return ""
    date = previous.meeting.date
    return fill(phrases_of(minutes.meeting.panel.council), "approve", date=f"{date.day} {date:%B %Y}")


def _notes(minutes: Minutes) -> dict[int, str]:
    """Every officer's notes on an item, one after the other; lists that follow on each other are one list."""
    found: dict[int, list[str]] = {}
    for item, text in (
        MeetingNote.objects.filter(minutes=minutes).exclude(text="").order_by("pk").values_list("item_id", "text")
    ):
        found.setdefault(item, []).append(text.strip())
    return {
        item: "\n".join(texts) if all(_is_list(text) for text in texts) else "\n\n".join(texts)
        for item, texts in found.items()
    }


def _is_list(text: str) -> bool:
    return text.lstrip().startswith(("- ", "• "))


def _apologies(minutes: Minutes, phrases: Mapping[str, str]) -> str:
    away = MeetingAttendance.objects.filter(minutes=minutes, attendance=Attendance.APOLOGIES).select_related("person")
    named = [Named(row.person.title, row.person.name) for row in away.order_by("position")]
    return fill(phrases, "apologies", people=people(named)) if named else ""


def _considered(item: AgendaItem | None, reports: Mapping[int, str], phrases: Mapping[str, str]) -> str:
    """The business as the agenda has it, "Report of the Director that …", or whose report is on the item."""
    if item is None:
        return ""
    start = item.text.strip().split("\n\n")[0].rstrip(".").replace("\n", " ")
    if start.lower().startswith(("report of", "the report of")):
        business = start[0].lower() + start[1:]
        return fill(phrases, "considered", business=business.removeprefix("the "))
    if item.pk in reports:
        return fill(phrases, "considered", business=f"report of the {reports[item.pk]}")
    return ""


def _reports_of(minutes: Minutes) -> dict[int, str]:
    """Whose the open report on each item is, by its head."""
    parts = ReportPart.objects.filter(
        part__key=REPORT_OF, report__paper__item__meeting=minutes.meeting, report__paper__removed_at=None
    )
    rows = parts.exclude(text="").order_by("report__paper__place").values_list("report__paper__item", "text")
    return dict(rows)


def _declarations(minutes: Minutes, phrases: Mapping[str, str]) -> dict[int, list[str]]:
    """Sentences by item: members who declared the same and did the same are named together."""
    rows = (
        Declaration.objects.filter(attendance__minutes=minutes)
        .select_related("attendance__person")
        .order_by("attendance__position", "pk")
    )
    groups: dict[tuple[int, str, str, str], list[Declaration]] = {}
    for row in rows:
        groups.setdefault((row.item_id or 0, row.kind, row.nature, row.conduct), []).append(row)
    found: dict[int, list[str]] = {}
    for (item, kind, nature, conduct), members in groups.items():
        found.setdefault(item, []).append(_declared(members, kind, nature, conduct, phrases))
    return found


def _declared(members: Sequence[Declaration], kind: str, nature: str, conduct: str, phrases: Mapping[str, str]) -> str:
    named = [
        Named(
            row.attendance.person.title,
            row.attendance.person.name,
            (row.attendance.note,) if row.attendance.note else (),
        )
        for row in members
    ]
    offices = [row.attendance.note for row in members if row.attendance.note]
    many = len(members) > 1
    positions = f"{'their positions' if many else 'the position'} of {joined(offices)} of the Panel"
    return fill(
        phrases,
        DECLARED[DeclarationConduct(conduct)],
        people=people(named),
        interest=phrases[INTEREST[DeclarationKind(kind)]],
        nature=nature.rstrip("."),
        offices=positions,
        They="They" if many else people([Named(named[0].title, named[0].name)]),
    )


def _urgent(minutes: Minutes, phrases: Mapping[str, str]) -> dict[int, list[str]]:
    """Why late papers were taken (LGA 1972 s.100B(4)(b)): the minutes say the special circumstances."""
    late = Edition.objects.filter(
        meeting=minutes.meeting, kind=PublicationKind.SUPPLEMENT, build__isnull=False
    ).exclude(late_reason="")
    found: dict[int, list[str]] = {}
    for edition in late.order_by("number"):
        sources = (
            BuiltPaper.objects.filter(build=edition.build_id).order_by("position").values_list("source", flat=True)
        )
        keys = Paper.everything.filter(pk__in=list(sources)).order_by("item__position").values_list("item", flat=True)
        for item in dict.fromkeys(keys):
            found.setdefault(item, []).append(fill(phrases, "urgent", reason=edition.late_reason))
    return found


def _excluded(exclusion: Exclusion, phrases: Mapping[str, str]) -> str:
    start = uk_time(exclusion.excluded_at)
    if exclusion.readmitted_at is None:
        return fill(phrases, "excluded", start=start)
    return fill(phrases, "readmitted", start=start, end=uk_time(exclusion.readmitted_at))


def _chair_lines(
    entries: Sequence[Minute], items: Sequence[AgendaItem], room: Room, phrases: Mapping[str, str]
) -> dict[int, tuple[str, str]]:
    """The lines at the start and the end of each minute where the chair changes hands.

    Whoever had the chair before and takes it back is named at the end of the minute for which it was left; anybody
    else at the start of the first minute.
    """
    by_item = room.chairs([item.pk for item in items])
    chairs: list[There | None] = []
    for entry in entries:
        chairs.append(by_item.get(entry.item_id or 0) or (chairs[-1] if chairs else room.usual_chair))
    lines: dict[int, tuple[str, str]] = {}
    said = first = room.usual_chair
    back_to = first
    for place, entry in enumerate(entries):
        chair, before, after = chairs[place], "", ""
        if chair and chair != said:
            before = _in_chair(chair, phrases)
            back_to, said = said, chair
        following = chairs[place + 1] if place + 1 < len(entries) else _later_chair(entry, items, by_item)
        if following and following != chair and following == back_to:
            after = _in_chair(following, phrases)
            back_to, said = chair, following
        lines[entry.pk] = (before, after)
    return lines


def _later_chair(entry: Minute, items: Sequence[AgendaItem], by_item: Mapping[int, There | None]) -> There | None:
    """Who has the chair for the item after the last minute, if there is one."""
    keys = [item.pk for item in items]
    if entry.item_id not in keys:
        return None
    place = keys.index(entry.item_id)
    return by_item.get(keys[place + 1]) if place + 1 < len(keys) else None


def _in_chair(chair: There, phrases: Mapping[str, str]) -> str:
    return fill(phrases, "chair", person=chair.name)
