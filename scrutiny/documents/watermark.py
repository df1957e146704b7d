"""The name of its reader on every page of a copy. Made anew for each download, and kept nowhere.

Drawn as an artifact: behind the page in large light letters, and in a small line at the foot that a scanned page does
not cover. A screen reader is not told on every page whose copy it is; the file still follows PDF/UA if it did before.
"""

import io
import math
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Object, Page, Stream

from scrutiny.documents.assets import assets_folder, resolve
from scrutiny.documents.errors import UnprintableCharacters
from scrutiny.documents.font import STAMP_FONT, FontSubset, embed, subset_font
from scrutiny.documents.stamp import MILLIMETRE, Sight, sight

RESOURCE = "ScrutinyReader"
GREY = 0.88  # light enough to read through on a photocopy
FOOT_BASELINE = 5.5 * MILLIMETRE
FOOT_SIZE = 7.5


def watermarked(pack: Path | bytes, *, reader: str, line: str, assets: Path | None = None) -> bytes:
    """The pack with its reader's name on every page: `reader` across it, `line` at the foot.

    Raises UnprintableCharacters for a name that our fonts cannot print.
    """
    font = subset_font(resolve(STAMP_FONT, assets=assets_folder(assets)), frozenset(reader + line))
    with pikepdf.open(io.BytesIO(pack) if isinstance(pack, bytes) else pack) as pdf:
        embedded = embed(pdf, font)
        drawn: dict[Sight, tuple[Stream, Stream]] = {}
        # A page that was not stamped may end with its axes turned; ours start anew.
        opening, closing = pdf.make_stream(b"q\n"), pdf.make_stream(b"\nQ\n")
        for page in pdf.pages:
            view = sight(page)
            if view not in drawn:
                # Pages of one size and turn share what is drawn on them.
                drawn[view] = (
                    pdf.make_stream(_across(view, reader, font)),
                    pdf.make_stream(_foot(view, line, font)),
                )
            behind, front = drawn[view]
            _own_font(page, embedded)
            page.obj.Contents = Array([behind, opening, *_contents(page), closing, front])
        out = io.BytesIO()
        # Streams are copied as they are: packing them anew would cost ten times as much.
        pdf.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def printable(name: str, *, otherwise: str, assets: Path | None = None) -> str:
    """The name if our font has all its characters, else the other one."""
    try:
        subset_font(resolve(STAMP_FONT, assets=assets_folder(assets)), frozenset(name))
    except UnprintableCharacters:
        return otherwise
    return name


def _across(view: Sight, text: str, font: FontSubset) -> bytes:
    """The name from corner to corner, behind everything else."""
    width = font.width(text) or 1.0
    length = math.hypot(view.width, view.height)
    size = min(0.7 * length / width, 0.09 * length)
    turn = math.atan2(view.height, view.width)
    cosine, sine = math.cos(turn), math.sin(turn)
    middle = (view.width / 2, view.height / 2)
    start = (
        middle[0] - cosine * width * size / 2 + sine * size / 3,
        middle[1] - sine * width * size / 2 - cosine * size / 3,
    )
    place = f"{cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} {start[0]:.2f} {start[1]:.2f} Tm"
    return _artifact(view, f"{GREY} g", size, place, font.encoded(text), kind="Watermark")


def _foot(view: Sight, text: str, font: FontSubset) -> bytes:
    size = FOOT_SIZE * view.scale
    across = (view.width - font.width(text) * size) / 2
    up = FOOT_BASELINE * view.scale
    pad = 1.2 * view.scale
    box = (across - pad, up - 0.25 * size - pad, font.width(text) * size + 2 * pad, size + pad)
    paint = f"1 g {' '.join(f'{edge:.2f}' for edge in box)} re f 0.3 g"
    return _artifact(view, paint, size, f"1 0 0 1 {across:.2f} {up:.2f} Tm", font.encoded(text), kind="Footer")


def _artifact(view: Sight, paint: str, size: float, place: str, text: str, *, kind: str) -> bytes:
    matrix = " ".join(f"{number:g}" for number in view.matrix)
    return (
        f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC q {matrix} cm {paint} "
        f"BT /{RESOURCE} {size:.3f} Tf {place} {text} Tj ET Q EMC\n"
    ).encode("ascii")


def _own_font(page: Page, embedded: Object) -> None:
    """Put the font among the page's resources, which other pages may share."""
    resources = page.obj.get("/Resources")
    if not isinstance(resources, Dictionary):
        resources = page.obj.Resources = Dictionary()
    fonts = resources.get("/Font")
    if not isinstance(fonts, Dictionary):
        fonts = resources.Font = Dictionary()
    fonts[f"/{RESOURCE}"] = embedded


def _contents(page: Page) -> list[Object]:
    contents = page.obj.get("/Contents")
    if isinstance(contents, Array):
        return [stream for stream in contents if isinstance(stream, Stream)]
    return [contents] if isinstance(contents, Stream) else []
