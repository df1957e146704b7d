"""A finished pack with two pages side by side on each side of A4, to save paper."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf
from pikepdf import Name, Page, Pdf, Rectangle

from scrutiny.documents.errors import UnreadablePaper
from scrutiny.documents.metadata import language_of, write_metadata
from scrutiny.documents.stamp import sight

WIDE, HIGH = 841.89, 595.28  # A4 lying down, in points
MARGIN = 8.0


def two_up(pack: Path | bytes, pages: Sequence[int], *, title: str) -> tuple[bytes, int]:
    """The pages with these places (from 0), two a side; gives the file and its number of sides.

    A page that lies down has a side to itself: half the size would be too small to read. Links, bookmarks and tags do
    not survive being placed like this, so the file does not claim to be accessible. Raises UnreadablePaper.
    """
    try:
        with pikepdf.open(io.BytesIO(pack) if isinstance(pack, bytes) else pack) as source, pikepdf.new() as made:
            for side in _sides([source.pages[place] for place in pages]):
                _place(made, side)
            language = language_of(source) or "en-GB"
            author = str(source.docinfo.get("/Author", ""))
            write_metadata(made, title=title, language=language, author=author, created=None, pdf_ua=False)
            made.Root.PageMode = Name.UseNone
            out = io.BytesIO()
            made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue(), len(made.pages)
    except (pikepdf.PdfError, OSError) as error:
        raise UnreadablePaper(title, f"the pack's file cannot be read ({error})") from error


def _sides(pages: Sequence[Page]) -> Iterator[list[Page]]:
    waiting: list[Page] = []
    for page in pages:
        view = sight(page)
        if view.width > view.height:
            if waiting:
                yield waiting
                waiting = []
            yield [page]
            continue
        waiting.append(page)
        if len(waiting) == 2:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _place(made: Pdf, side: Sequence[Page]) -> None:
    sheet = made.add_blank_page(page_size=(WIDE, HIGH))
    first = sight(side[0])
    if len(side) == 1 and first.width > first.height:
        sheet.add_overlay(side[0], Rectangle(MARGIN, MARGIN, WIDE - MARGIN, HIGH - MARGIN))
        return
    for column, page in enumerate(side):
        left = column * WIDE / 2
        sheet.add_overlay(page, Rectangle(left + MARGIN / 2, MARGIN, left + WIDE / 2 - MARGIN / 2, HIGH - MARGIN))
