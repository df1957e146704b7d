"""Stamps: the page number at the foot and the agenda item in the top right corner, as a reader holds the page.

They are artifacts: a screen reader does not read "Page 12" into the middle of a sentence, and pages have labels.
"""

from dataclasses import dataclass

from pikepdf import Array, Dictionary, Object, Page, Pdf

from scrutiny.documents.font import FontSubset, embed
from scrutiny.documents.prepare import contents_of

MILLIMETRE = 72 / 25.4
A4_SHORT_SIDE = 210 * MILLIMETRE
FOOT_BASELINE = 11 * MILLIMETRE
CORNER_BASELINE = 10 * MILLIMETRE
# The text edge of our own pages, so that the stamp lines up with it: see the print stylesheet.
CORNER_INSET_PORTRAIT = 24 * MILLIMETRE
CORNER_INSET_LANDSCAPE = 10 * MILLIMETRE
SIZE = 10.5
LEADING = 13.0
RESOURCE = "ScrutinyStamp"


@dataclass(frozen=True)
class Sight:
    """A page as it is read: width and height after cropping and turning, and the way back to its own coordinates."""

    width: float
    height: float
    matrix: tuple[float, float, float, float, float, float]
    unit: float

    @property
    def scale(self) -> float:
        """How large what we add to the page is drawn in it: on paper a large page is printed smaller."""
        scale = min(self.width, self.height) * self.unit / A4_SHORT_SIDE
        return (1.0 if 0.85 < scale < 1.15 else max(scale, 0.4)) / self.unit

    def point(self, across: float, up: float) -> tuple[float, float]:
        """Where a point of the page as read, from its lower left corner, lies in the page's own coordinates."""
        a, b, c, d, e, f = self.matrix
        return a * across + c * up + e, b * across + d * up + f


def sight(page: Page) -> Sight:
    """How a page is read: its crop box within its media box, turned by its rotation."""
    left, bottom, right, top = _box(page.obj.get("/MediaBox")) or (0.0, 0.0, A4_SHORT_SIDE, 297 * MILLIMETRE)
    crop = _box(page.obj.get("/CropBox"))
    if crop:
        cut = (max(left, crop[0]), max(bottom, crop[1]), min(right, crop[2]), min(top, crop[3]))
        if cut[0] < cut[2] and cut[1] < cut[3]:
            left, bottom, right, top = cut
    width, height = right - left, top - bottom
    unit = _number(page.obj.get("/UserUnit")) or 1.0
    turned = int(_number(page.obj.get("/Rotate")) or 0) % 360
    if turned == 90:
        return Sight(height, width, (0, 1, -1, 0, right, bottom), unit)
    if turned == 180:
        return Sight(width, height, (-1, 0, 0, -1, right, top), unit)
    if turned == 270:
        return Sight(height, width, (0, -1, 1, 0, left, top), unit)
    return Sight(width, height, (1, 0, 0, 1, left, bottom), unit)


class Stamper:
    """Stamps the pages of one pack with one font, embedded once."""

    def __init__(self, pdf: Pdf, font: FontSubset) -> None:
        self._pdf = pdf
        self._font = font
        self._embedded = embed(pdf, font)
        self._opening = pdf.make_stream(b"q")

    def stamp(self, page: Page, *, foot: str, corner: tuple[str, ...], banner: str = "") -> None:
        """Stamp one page, whose content leaves nothing open behind it (prepare.py)."""
        if not foot and not corner and not banner:
            return
        view = sight(page)
        scale = view.scale
        drawn = []
        if foot:
            across = (view.width - self._font.width(foot) * SIZE * scale) / 2
            drawn.append(self._artifact("Footer", [(across, FOOT_BASELINE * scale, foot)], view, scale))
        if corner or banner:
            inset = CORNER_INSET_LANDSCAPE if view.width > view.height else CORNER_INSET_PORTRAIT
            lines = [(inset * scale, view.height - CORNER_BASELINE * scale, banner)] if banner else []
            for index, line in enumerate(corner):
                across = view.width - inset * scale - self._font.width(line) * SIZE * scale
                lines.append((across, view.height - (CORNER_BASELINE + index * LEADING) * scale, line))
            drawn.append(self._artifact("Header", lines, view, scale))
        stamped = "Q\n" + "\n".join(drawn).replace("/Stamp ", f"/{self._resource(page)} ")
        closing = self._pdf.make_stream(stamped.encode("ascii"))
        page.obj.Contents = Array([self._opening, *contents_of(page), closing])

    def _artifact(self, kind: str, lines: list[tuple[float, float, str]], view: Sight, scale: float) -> str:
        """Lines of text on white, so that they stay legible over whatever an uploaded page has there."""
        out = [f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC", "q", f"{_numbers(*view.matrix)} cm", "1 g"]
        size, pad = SIZE * scale, 1.5 * scale
        for across, up, text in lines:
            width = self._font.width(text) * size
            out.append(f"{_numbers(across - pad, up - 0.25 * size - pad, width + 2 * pad, size + 2 * pad)} re f")
        out += ["0 g", "BT", f"/Stamp {_numbers(size)} Tf"]
        for across, up, text in lines:
            out.append(f"1 0 0 1 {_numbers(across, up)} Tm {self._font.encoded(text)} Tj")
        out += ["ET", "Q", "EMC"]
        return "\n".join(out)

    def _resource(self, page: Page) -> str:
        """The name of the stamp's font among the page's resources, which other pages may share."""
        resources = page.obj.get("/Resources")
        if not isinstance(resources, Dictionary):
            resources = page.obj.Resources = Dictionary()
        fonts = resources.get("/Font")
        if not isinstance(fonts, Dictionary):
            fonts = resources.Font = Dictionary()
        name, count = RESOURCE, 1
        while True:
            present = fonts.get(f"/{name}")
            if present is None:
                fonts[f"/{name}"] = self._embedded
                return name
            if present.objgen == self._embedded.objgen:
                return name
            count += 1
            name = f"{RESOURCE}{count}"


def _box(box: Object | None) -> tuple[float, float, float, float] | None:
    if not isinstance(box, Array) or len(box) != 4:
        return None
    edges = [_number(edge) for edge in box]
    if any(edge is None for edge in edges):
        return None
    x1, y1, x2, y2 = (edge or 0.0 for edge in edges)
    left, bottom, right, top = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
    return (left, bottom, right, top) if left < right and bottom < top else None


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") or "0" for value in values)
