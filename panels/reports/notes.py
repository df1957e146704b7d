"""A reader's own notes on the papers of a meeting, in the order of its agenda, under the page numbers of the pack."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from panels.models import BuiltPaper, Meeting, PaperNote
from panels.reports.published import Published
from panels.reports.reading import found_notes, in_order, note_page
from scrutiny.models import User


@dataclass(frozen=True)
class NoteLine:
    """One note. `is_lost`: the words that it was about are no longer in the paper."""

    note: PaperNote
    page: int | None
    is_lost: bool


@dataclass(frozen=True)
class NotesOnPaper:
    """The notes on one paper, in its order."""

    paper: BuiltPaper
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True)
class NotesOnItem:
    """The notes on the papers of one item."""

    number: str
    anchor: str
    title: str
    papers: tuple[NotesOnPaper, ...]


@dataclass(frozen=True)
class MeetingNotes:
    """All notes of one reader on a meeting. `elsewhere` are on papers that she cannot read now: they say only her own
    words.
    """

    items: tuple[NotesOnItem, ...]
    elsewhere: tuple[PaperNote, ...]

    @property
    def count(self) -> int:
        return len(self.elsewhere) + sum(len(paper.notes) for item in self.items for paper in item.papers)


@dataclass(frozen=True)
class NotedMeeting:
    """A meeting that the reader has notes on, and how many."""

    panel: str
    slug: str
    date: datetime.date
    notes: int


def noted_meetings(owner: User) -> tuple[NotedMeeting, ...]:
    """The meetings that this reader has notes on, the latest first. One query."""
    rows = (
        PaperNote.objects.of(owner)
        .values("meeting__panel__name", "meeting__panel__slug", "meeting__date")
        .annotate(notes=Count("pk"))
        .order_by("-meeting__date", "meeting__panel__name")
    )
    return tuple(
        NotedMeeting(row["meeting__panel__name"], row["meeting__panel__slug"], row["meeting__date"], row["notes"])
        for row in rows
    )


def meeting_notes(owner: User, meeting: Meeting, standing: Published | None, *, sees_withheld: bool) -> MeetingNotes:
    """The notes of this reader on a meeting; `standing` is the edition that she may read. Two queries.

    A note on what she can no longer read shows nothing of the paper, not even the words that she had marked: they may
    have been withdrawn because nobody was to read them.
    """
    by_source: dict[int, list[PaperNote]] = {}
    for note in PaperNote.objects.of(owner).on(meeting).order_by("start", "pk"):
        by_source.setdefault(note.source, []).append(note)
    papers = {
        paper.row.source: paper.row
        for paper in (in_order(standing) if standing else [])
        if paper.row.source in by_source and (sees_withheld or not paper.row.withheld_as)
    }
    bodies: Mapping[int, str] = dict(
        BuiltPaper.objects.filter(pk__in=[row.pk for row in papers.values()]).order_by("pk").values_list("pk", "body")
    )
    items: dict[str, list[NotesOnPaper]] = {}
    for source, row in papers.items():
        lines = tuple(
            NoteLine(note, note_page(row, note, span), is_lost=bool(note.quote) and span is None)
            for note, span in found_notes(bodies[row.pk], by_source[source])
        )
        items.setdefault(row.item_number, []).append(NotesOnPaper(row, lines))
    return MeetingNotes(
        items=tuple(
            NotesOnItem(number, found[0].paper.item_anchor, found[0].paper.item_title, tuple(found))
            for number, found in items.items()
        ),
        elsewhere=tuple(note for source, notes in by_source.items() if source not in papers for note in notes),
    )
