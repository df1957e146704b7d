"""Runs alone in a bounded process: opens one PDF, cleans it, looks for what it hides, and writes the copy.

Started by taking.py; see scrutiny.bounded for the bounds.
"""

import mmap
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream

from scrutiny.bounded import serve
from scrutiny.documents.intake.clean import clean
from scrutiny.documents.intake.fonts import number_of, numbers
from scrutiny.documents.intake.hidden import note_hidden_text
from scrutiny.documents.intake.marks import Cover
from scrutiny.documents.intake.observed import Notes, Observed, Refusal
from scrutiny.documents.intake.paint import Painter, TooMuch
from scrutiny.documents.metadata import claims_pdf_ua, write_pdf_ua_claim
from scrutiny.documents.structure import is_tagged

MOST_OPERATORS = 3_000_000
LARGEST_STREAM = 64 << 20
A3_POINTS = 842 * 1_191 * 1.02


class Refused(Exception):
    """The file cannot be used."""

    def __init__(self, refusal: Refusal, detail: str | int = "") -> None:
        self.answer = {"refusal": str(refusal), "detail": str(detail)}
        super().__init__(str(refusal))


def work(request: dict[str, Any]) -> dict[str, Any]:
    """Take the file in; the answer is what TakenIn holds, or why it was refused."""
    notes = Notes()
    try:
        with _opened(Path(request["source"]), notes) as pdf:
            return _taken_in(pdf, request, notes)
    except Refused as refused:
        return refused.answer
    except (PdfError, RuntimeError, ValueError, TypeError, AttributeError, LookupError) as error:
        # The file is hostile until read: whatever it makes the library raise, it cannot be used.
        return {"refusal": str(Refusal.DAMAGED), "detail": f"{type(error).__name__}: {error}"[:200]}


def _opened(source: Path, notes: Notes) -> Pdf:
    try:
        pdf = pikepdf.open(source, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Refused(Refusal.PASSWORD) from None
    _note_file(source, pdf, notes)
    return pdf


def _note_file(source: Path, pdf: Pdf, notes: Notes) -> None:
    """What the file shows before its pages are read: earlier versions, appended data, protection."""
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        ends = [found.end() for found in re.finditer(rb"%%EOF", content)]
        after = bytes(content[ends[-1] : ends[-1] + 4_096]).strip(b"\r\n\t \0") if ends else b""
        # A file made for the web has one end more than versions.
        versions = len(re.findall(rb"startxref\s+\d+\s+%%EOF", content)) - (1 if pdf.is_linearized else 0)
    if versions > 1:
        notes.note(Observed.EARLIER_VERSIONS, 0, str(versions - 1))
    if after:
        notes.note(Observed.TRAILING_DATA)
    if pdf.is_encrypted:
        notes.note(Observed.OWNER_PASSWORD)


def _taken_in(pdf: Pdf, request: dict[str, Any], notes: Notes) -> dict[str, Any]:
    if len(pdf.objects) > request["objects"]:
        raise Refused(Refusal.TOO_MANY_OBJECTS, len(pdf.objects))
    for thing in pdf.objects:
        if isinstance(thing, Stream) and _unpacks_to_too_much(thing):
            raise Refused(Refusal.TOO_LARGE)
    if "/Collection" in pdf.Root:
        raise Refused(Refusal.PORTFOLIO)
    pages = len(pdf.pages)
    if not pages:
        raise Refused(Refusal.NO_PAGES)
    if pages > request["pages"]:
        raise Refused(Refusal.TOO_MANY_PAGES, pages)
    if _is_form_only(pdf):
        raise Refused(Refusal.FORM_ONLY)
    sizes = [_size(page, number, notes) for number, page in enumerate(pdf.pages, 1)]
    claimed = "/Metadata" in pdf.Root and claims_pdf_ua(pdf)
    hidden_layers = layers_off(pdf)
    is_changed = clean(pdf, notes)
    _look(pdf, hidden_layers, notes)
    tagged = is_tagged(pdf)
    claims = claimed and tagged and not is_changed
    if claims:
        write_pdf_ua_claim(pdf)
    warnings = list(dict.fromkeys(str(warning) for warning in pdf.get_warnings()))
    if any("bad_alloc" in warning for warning in warnings):
        raise Refused(Refusal.TOO_LARGE)
    for warning in warnings[:5]:
        notes.note(Observed.REPAIRED, 0, _plain(warning, request["source"]))
    pdf.remove_unreferenced_resources()
    pdf.save(
        request["result"], deterministic_id=True, encryption=False, min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False,
    )  # fmt: skip
    with pikepdf.open(request["result"]) as again:
        if len(again.pages) != pages or again.is_encrypted:
            raise Refused(Refusal.DAMAGED, "the copy differs")
    return {
        "pages": pages,
        "sizes": [[wide, high, count] for (wide, high), count in Counter(sizes).items()],
        "is_tagged": tagged,
        "claims_pdf_ua": claims,
        "observations": notes.as_json(),
    }


def _unpacks_to_too_much(stream: Stream) -> bool:
    """Whether something that is no picture unpacks to more than any page, font or table of a paper holds."""
    filters = stream.get("/Filter")
    first = filters[0] if isinstance(filters, Array) and len(filters) else filters
    if first != Name.FlateDecode or stream.get("/Subtype") == Name.Image:
        return False
    unpacker, packed, length = zlib.decompressobj(), stream.read_raw_bytes(), 0
    try:
        while packed and length <= LARGEST_STREAM:
            length += len(unpacker.decompress(packed, 1 << 20))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return False  # damaged: the library repairs what can be
    return length > LARGEST_STREAM


def _look(pdf: Pdf, hidden_layers: set[tuple[int, int]], notes: Notes) -> None:
    """Look at what every page paints."""
    budget = [MOST_OPERATORS]
    painter = Painter(hidden_layers, budget)
    for number, page in enumerate(pdf.pages, 1):
        painter.hides_drawings = False
        try:
            marks = painter.page(page)
        except (TooMuch, PdfError, ValueError, TypeError, OverflowError, AttributeError, ArithmeticError):
            notes.note(Observed.UNINSPECTED_PAGE, number)
            continue
        has_text = note_hidden_text(notes, number, marks, visible_box(page))
        if painter.hides_drawings:
            notes.note(Observed.HIDDEN_LAYER, number)
        if not has_text and any(isinstance(mark, Cover) and mark.is_picture for mark in marks):
            notes.note(Observed.PICTURE_PAGE, number)


def _size(page: pikepdf.Page, number: int, notes: Notes) -> tuple[float, float]:
    """Width and height as seen, in points. A page without a size that anything could be printed on is damage."""
    left, bottom, right, top = visible_box(page)
    unit = number_of(page.obj.get("/UserUnit", 1)) or 1.0
    wide, high = (right - left) * unit, (top - bottom) * unit
    if not (10 <= wide <= 100_000 and 10 <= high <= 100_000):
        raise Refused(Refusal.DAMAGED, f"page {number} has no usable size")
    if page.obj.get("/Rotate", 0) in (90, 270, -90, -270):
        wide, high = high, wide
    if wide * high > A3_POINTS:
        notes.note(Observed.LARGE_PAGE, number, f"{wide * 25.4 / 72:.0f} by {high * 25.4 / 72:.0f} mm")
    return round(wide, 1), round(high, 1)


def visible_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    media, crop = numbers(page.mediabox), numbers(page.cropbox)
    if len(media) != 4:
        return (0.0, 0.0, 0.0, 0.0)
    box = crop if len(crop) == 4 else media
    edges = [
        (min(one[0], one[2]), min(one[1], one[3]), max(one[0], one[2]), max(one[1], one[3])) for one in (media, box)
    ]
    (left, bottom, right, top), (crop_left, crop_bottom, crop_right, crop_top) = edges
    cut = (max(left, crop_left), max(bottom, crop_bottom), min(right, crop_right), min(top, crop_top))
    # A crop box off the sheet is ignored by readers.
    return cut if cut[0] < cut[2] and cut[1] < cut[3] else edges[0]


def layers_off(pdf: Pdf) -> set[tuple[int, int]]:
    """The layers that are off when the file is opened."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return set()
    state = properties.get("/D")
    state = state if isinstance(state, Dictionary) else Dictionary()
    hidden = _keys(state.get("/OFF"))
    if state.get("/BaseState") == Name.OFF:
        hidden |= _keys(properties.get("/OCGs")) - _keys(state.get("/ON"))
    return hidden


def _keys(layers: Object | None) -> set[tuple[int, int]]:
    return {layer.objgen for layer in layers if isinstance(layer, Dictionary)} if isinstance(layers, Array) else set()


def _is_form_only(pdf: Pdf) -> bool:
    """Whether the pages are only a note that asks for another program (a dynamic XFA form)."""
    form = pdf.Root.get("/AcroForm")
    return isinstance(form, Dictionary) and "/XFA" in form and bool(pdf.Root.get("/NeedsRendering", False))


def _plain(warning: str, source: str) -> str:
    return warning.replace(source, "the file").replace("(offset", "(at byte")


if __name__ == "__main__":
    serve(work)
