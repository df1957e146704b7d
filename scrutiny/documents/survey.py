"""What everybody can read of somebody else's PDF, page by page, and what keeps people from reading it.

The parent calls `survey`; the work is done in a process of its own, with bounds on time and memory (scrutiny.bounded),
because the file is anybody's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, PdfError

from scrutiny.bounded import OutOfBounds, run_bounded, serve
from scrutiny.documents.intake.child import MOST_OPERATORS, layers_off, visible_box
from scrutiny.documents.intake.hidden import readable_letters
from scrutiny.documents.intake.marks import Cover, Letter
from scrutiny.documents.intake.paint import Painter, TooMuch
from scrutiny.documents.metadata import language_of
from scrutiny.documents.structure import is_tagged

CHILD = "scrutiny.documents.survey"
LONGEST_PAGE = 20_000  # characters
MOST_ELEMENTS = 200_000
SPACE, APART = 0.2, 1.9  # of the letters' size: a space between words, a gap between paragraphs


class Fault(StrEnum):
    """Something that keeps people from reading a file or a page of it."""

    NO_TAGS = "no_tags"
    NO_TEXT = "no_text"
    SCAN_TEXT = "scan_text"
    NO_DESCRIPTION = "no_description"
    NO_TABLE_HEADS = "no_table_heads"
    NO_LANGUAGE = "no_language"
    NO_TITLE = "no_title"


@dataclass(frozen=True)
class SurveyedPage:
    """The words on a page, paragraphs split by empty lines; whether it is a picture of paper; what is wrong with it."""

    text: str
    is_scan: bool
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Survey:
    """A whole file: what is wrong with it as a whole, and its pages in order."""

    faults: tuple[Fault, ...]
    pages: tuple[SurveyedPage, ...]


def survey(copy: Path, *, source: Path, seconds: int = 60, megabytes: int = 1_024) -> Survey | None:
    """Look at our clean copy of a PDF; its title stands only in the `source`, as it was sent.

    Words that a reader of the page does not see are left out, whatever hides them. None where looking took too much.
    """
    request = {"copy": str(copy), "source": str(source)}
    try:
        answer = run_bounded(CHILD, request, seconds=seconds, megabytes=megabytes)
    except OutOfBounds:
        return None
    if "pages" not in answer:
        return None
    return Survey(
        faults=tuple(Fault(code) for code in answer["faults"]),
        pages=tuple(
            SurveyedPage(page["text"], page["is_scan"], tuple(Fault(code) for code in page["faults"]))
            for page in answer["pages"]
        ),
    )


# --- In the child ------------------------------------------------------------------------------------------------


def work(request: dict[str, Any]) -> dict[str, Any]:
    try:
        with pikepdf.open(request["copy"], suppress_warnings=True) as pdf:
            tagged = is_tagged(pdf)
            of_pages = _faults_in_tags(pdf) if tagged else {}
            painter = Painter(layers_off(pdf), [MOST_OPERATORS])
            pages = [
                _page(pdf, place, painter, [Fault.NO_TAGS] if not tagged else of_pages.get(place, []))
                for place in range(len(pdf.pages))
            ]
            faults = [] if tagged else [Fault.NO_TAGS]
            if not language_of(pdf).strip():
                faults.append(Fault.NO_LANGUAGE)
            if not _title(Path(request["source"])):
                faults.append(Fault.NO_TITLE)
            return {"faults": faults, "pages": pages}
    except (PdfError, RuntimeError, ValueError, TypeError, AttributeError, LookupError, OSError):
        return {}  # hostile until read; what can be printed has been decided elsewhere


def _page(pdf: Pdf, place: int, painter: Painter, faults: Sequence[Fault]) -> dict[str, Any]:
    page = pdf.pages[place]
    try:
        marks = painter.page(page)
        letters, is_scan = readable_letters(marks, visible_box(page))
    except (TooMuch, PdfError, ValueError, TypeError, OverflowError, AttributeError, ArithmeticError):
        return {"text": "", "is_scan": False, "faults": list(faults)}
    text = _text(letters)[:LONGEST_PAGE]
    found = list(faults)
    if not text and any(isinstance(mark, Cover) and mark.is_picture for mark in marks):
        found.append(Fault.NO_TEXT)
    elif text and is_scan:
        found.append(Fault.SCAN_TEXT)
    return {"text": text, "is_scan": is_scan, "faults": list(dict.fromkeys(found))}


def _text(letters: Sequence[Letter]) -> str:
    """The letters as paragraphs, in the order in which they are painted."""
    pieces: list[str] = []
    before: Letter | None = None
    for letter in letters:
        if before is not None:
            pieces.append(_between(before, letter))
        pieces.append(letter.text)
        before = letter
    paragraphs = "".join(pieces).split("\n\n")
    clean = (" ".join("".join(sign if sign.isprintable() else " " for sign in one).split()) for one in paragraphs)
    return "\n\n".join(paragraph for paragraph in clean if paragraph)


def _between(before: Letter, after: Letter) -> str:
    size = max(before.size, after.size, 1.0)
    across, up = after.start[0] - before.end[0], after.start[1] - before.end[1]
    if abs(up) < 0.5 * size and across > -size:
        return " " if across > SPACE * size else ""
    return "\n\n" if abs(up) > APART * size else " "


def _title(source: Path) -> str:
    with pikepdf.open(source, suppress_warnings=True) as pdf:
        title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
        if not title.strip():
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
                title = str(metadata.get("dc:title", ""))
        return title.strip()


def _faults_in_tags(pdf: Pdf) -> dict[int, list[Fault]]:
    """What the tags lack, by the page (from 0) on which it does."""
    places = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    found: dict[int, list[Fault]] = {}
    reached: set[int] = set()
    roles = pdf.Root.StructTreeRoot.get("/RoleMap")
    for element, page in _elements(pdf.Root.StructTreeRoot, places):
        if page is None:
            continue
        reached.add(page)
        kind = str(element.get("/S", ""))
        if isinstance(roles, Dictionary):
            kind = str(roles.get(kind, kind))
        if kind == "/Figure" and not str(element.get("/Alt", element.get("/ActualText", ""))).strip():
            found.setdefault(page, []).append(Fault.NO_DESCRIPTION)
        elif kind == "/Table" and not _has_heads(element, roles):
            found.setdefault(page, []).append(Fault.NO_TABLE_HEADS)
    for place in set(places.values()) - reached:
        if pdf.pages[place].obj.get("/Contents") is not None:
            found.setdefault(place, []).append(Fault.NO_TAGS)
    return found


def _elements(root: Object, places: dict[tuple[int, int], int]) -> Iterator[tuple[Dictionary, int | None]]:
    """Every element with the page of its first content, each once however the tree runs."""
    stack: list[tuple[Object, int | None]] = [(root, None)]
    seen: set[tuple[int, int]] = set()
    count = 0
    while stack and count < MOST_ELEMENTS:
        element, page = stack.pop()
        count += 1
        if not isinstance(element, Dictionary) or (element.is_indirect and element.objgen in seen):
            continue
        if element.is_indirect:
            seen.add(element.objgen)
        own = element.get("/Pg")
        page = places.get(own.objgen, page) if isinstance(own, Dictionary) else page
        kids = _listed(element.get("/K"))
        if page is None:
            page = next(
                (places.get(kid.Pg.objgen) for kid in kids if isinstance(kid, Dictionary) and "/Pg" in kid), None
            )
        if "/S" in element:
            yield element, page
        stack.extend((kid, page) for kid in reversed(kids))


def _has_heads(table: Object, roles: object) -> bool:
    for element, _ in _elements(table, {}):
        kind = str(element.get("/S", ""))
        if (str(roles.get(kind, kind)) if isinstance(roles, Dictionary) else kind) == "/TH":
            return True
    return False


def _listed(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


if __name__ == "__main__":
    serve(work)
