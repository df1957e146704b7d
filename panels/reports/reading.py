"""The pack on screen: a paper with its printed page numbers, the way through all papers, and the front pages.

Read from what was published (reports/published.py), as it was frozen; the body of one paper at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from panels.enums import PaperKind
from panels.models import BuiltPaper, PaperNote
from panels.reports.published import Published, PublishedPaper
from panels.richtext.onscreen import Mark, PagePlace, laid_out
from panels.richtext.places import Landmark, Passage, find_passage, landmarks, letters


@dataclass(frozen=True)
class WayItem:
    """An item of the agenda with its papers, for the way through the pack."""

    number: str
    anchor: str
    title: str
    papers: tuple[BuiltPaper, ...]


@dataclass(frozen=True)
class NoteOnPaper:
    """A reader's own note beside the paper. `is_lost`: the words that it was about are no longer there."""

    note: PaperNote
    is_lost: bool
    page: int | None
    part: int


@dataclass(frozen=True)
class Reading:
    """A paper as it is read on screen: one part of it, and where the others are."""

    paper: BuiltPaper
    supplement: int
    pdf_page: int
    html: str
    start: int
    part: int
    parts: tuple[tuple[int, ...], ...]
    blank_page: int | None
    way: tuple[WayItem, ...]
    previous: BuiltPaper | None
    following: BuiltPaper | None
    notes: tuple[NoteOnPaper, ...]
    landmarks: tuple[Landmark, ...]

    @property
    def pages(self) -> range:
        """The numbers of its printed pages, without the blank one behind it."""
        return pages_of(self.paper)

    @property
    def part_numbers(self) -> range:
        return range(1, len(self.parts) + 1)

    @property
    def previous_part(self) -> int | None:
        return self.part - 1 if self.part > 1 else None

    @property
    def next_part(self) -> int | None:
        return self.part + 1 if self.part < len(self.parts) else None


def in_order(standing: Published) -> list[PublishedPaper]:
    """Every published paper in the order of its page numbers."""
    return sorted(standing.papers, key=lambda paper: paper.row.first_page)


def paper_at(standing: Published, position: int) -> PublishedPaper | None:
    return next((paper for paper in standing.papers if paper.row.position == position), None)


def paper_with_page(standing: Published, number: int) -> PublishedPaper | None:
    """The paper that has a page of this number."""
    papers = (paper for paper in standing.papers if paper.row.first_page <= number <= paper.row.last_page)
    return next(papers, None)


def reading(
    standing: Published,
    shown: PublishedPaper,
    *,
    part: int,
    page: int | None = None,
    pdf_address: str,
    picture_address: str,
    notes: Sequence[PaperNote] = (),
) -> Reading | None:
    """One part of a published paper, or that with a certain page; None where there is no such part. No query but the
    body's.

    `picture_address` ends in 0, the number of the first picture. `notes` are the reader's own on this paper.
    """
    row, papers = shown.row, in_order(standing)
    place = papers.index(shown)
    found = found_notes(row.body, notes)
    parts = laid_out(
        row.body,
        pages=page_places(row, pdf_page=shown.pdf_page, pdf_address=pdf_address),
        marks=[Mark(note.pk, span[0], span[1], bool(note.text)) for note, span in found if span and span[1] > span[0]],
        picture=lambda number: f"{picture_address[:-2]}{number}/",
    )
    if page is not None:
        part = next((number for number, one in enumerate(parts, start=1) if page in one.pages), 1)
    if not 1 <= part <= len(parts):
        return None
    blank = row.first_page + row.sides
    return Reading(
        paper=row,
        supplement=standing.editions.index(shown.edition),
        pdf_page=shown.pdf_page,
        html=parts[part - 1].html,
        start=parts[part - 1].start,
        part=part,
        parts=tuple(one.pages for one in parts),
        blank_page=blank if blank == row.last_page else None,
        way=way_through(standing),
        previous=papers[place - 1].row if place else None,
        following=papers[place + 1].row if place + 1 < len(papers) else None,
        notes=tuple(_on_paper(row, note, span, parts) for note, span in found),
        landmarks=tuple(landmarks(row.body)) if row.kind != PaperKind.DATASET else (),
    )


def way_through(standing: Published) -> tuple[WayItem, ...]:
    """The items that have papers, with these, in the order of the pack."""
    items: dict[str, list[BuiltPaper]] = {}
    for paper in in_order(standing):
        items.setdefault(paper.row.item_number, []).append(paper.row)
    return tuple(
        WayItem(number, rows[0].item_anchor, rows[0].item_title, tuple(rows)) for number, rows in items.items()
    )


def page_places(row: BuiltPaper, *, pdf_page: int, pdf_address: str) -> list[PagePlace]:
    """Where each printed page of a paper begins; of an uploaded PDF with the way to that page of the pack."""
    starts = [0, *row.page_starts]
    is_pdf = row.kind == PaperKind.UPLOAD and len(starts) == row.sides
    return [
        PagePlace(row.first_page + side, start, f"{pdf_address}#page={pdf_page + side}" if is_pdf else "")
        for side, start in enumerate(starts[: row.sides])
    ]


def pages_of(row: BuiltPaper) -> range:
    return range(row.first_page, row.first_page + row.sides)


def page_at(row: BuiltPaper, place: int) -> int:
    """The number of the printed page on which a place of the body stands."""
    return row.first_page + sum(start <= place for start in row.page_starts[: row.sides - 1])


def found_notes(body: str, notes: Sequence[PaperNote]) -> list[tuple[PaperNote, tuple[int, int] | None]]:
    """Each note with the place of its passage as the paper is now; None where the words are gone or there are none."""
    said = letters(body) if any(note.quote for note in notes) else ""
    found = [
        (note, find_passage(said, Passage(note.quote, note.before, note.after, note.start)) if note.quote else None)
        for note in notes
    ]
    return sorted(found, key=lambda pair: (pair[1] or (pair[0].start, 0), pair[0].pk))


def _on_paper(row: BuiltPaper, note: PaperNote, span: tuple[int, int] | None, parts: Sequence[Any]) -> NoteOnPaper:
    page = note_page(row, note, span)
    part = next((number for number, one in enumerate(parts, start=1) if page in one.pages), 1)
    return NoteOnPaper(note, is_lost=bool(note.quote) and span is None, page=page, part=part)


def note_page(row: BuiltPaper, note: PaperNote, span: tuple[int, int] | None) -> int | None:
    """The printed page that a note is about, as the pack is now."""
    if span:
        return page_at(row, span[0])
    return note.page if note.page in pages_of(row) and not note.quote else None


def front(standing: Published) -> Mapping[str, Any]:
    """What the front pages say besides the items, as it was frozen; empty for a pack made before this was kept."""
    first = standing.editions[0]
    papers = [paper.build for paper in standing.papers if paper.edition == first]
    build = papers[0] if papers else first.build
    return build.agenda.get("front", {}) if build else {}
