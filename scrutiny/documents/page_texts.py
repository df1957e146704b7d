"""What each page of a paper says, as it was printed: for the page numbers that stand beside the paper on screen.

For papers that we rendered ourselves. What others sent is read in a process of its own (survey/).
"""

import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from scrutiny.documents.intake.fonts import Font
from scrutiny.documents.store import keep_paper, read_paper

# Raise it when this file reads differently: what was kept is then read again.
REVISION = 1
SHOWING = frozenset({"Tj", "TJ", "'", '"'})


def page_texts(pdf: bytes, *, store: Path) -> tuple[str, ...]:
    """The letters of each page in the order in which they are read, without any space between them.

    Stamps, rules, the bullets of lists and whatever else is no word of the text are left out. Kept in the store,
    because a paper is read once and built into many packs.
    """
    key = sha256(b"page texts %d\n" % REVISION + pdf).hexdigest()
    kept = read_paper(store, key)
    if kept is not None:
        return tuple(json.loads(kept[0]))
    fonts: dict[tuple[int, int], Font] = {}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        labels = _labels(opened)
        texts = tuple("".join("".join(_letters(page, labels, fonts)).split()) for page in opened.pages)
    keep_paper(store, key, json.dumps(texts).encode(), len(texts))
    return texts


def _labels(pdf: Pdf) -> set[tuple[int, int]]:
    """The content that is a bullet or number of a list, as (key of its page, number on the page).

    The renderer draws these last of all and marks them like any text: only the structure tree tells.
    """
    tree = pdf.Root.get("/StructTreeRoot", Dictionary()).get("/ParentTree", Dictionary())
    entries = list(tree.get("/Nums", []))
    found = set()
    for key, elements in zip(entries[::2], entries[1::2], strict=False):
        for number, element in enumerate(elements if isinstance(elements, Array) else []):
            if isinstance(element, Dictionary) and Name.Lbl in (element.get("/S"), _above(element)):
                found.add((int(key), number))
    return found


def _above(element: Dictionary) -> Object | None:
    above = element.get("/P")
    return above.get("/S") if isinstance(above, Dictionary) else None


def _letters(page: Page, labels: set[tuple[int, int]], fonts: dict[tuple[int, int], Font]) -> Iterator[str]:
    key = int(page.obj.get("/StructParents", -1))
    known = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
    font: Font | None = None
    skipped: list[bool] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BMC", "BDC"):
            properties = operands[1] if operator == "BDC" else None
            number = properties.get("/MCID", -1) if isinstance(properties, Dictionary) else -1
            skipped.append(str(operands[0]) == "/Artifact" or (key, int(number)) in labels)
        elif operator == "EMC" and skipped:
            skipped.pop()
        elif operator == "Tf":
            font = _font(known.get(str(operands[0])), fonts)
        elif operator in SHOWING and font and not any(skipped):
            yield font.text(_codes(operands[-1]))


def _font(found: Object | None, fonts: dict[tuple[int, int], Font]) -> Font | None:
    if not isinstance(found, Dictionary):
        return None
    if found.objgen not in fonts:
        fonts[found.objgen] = Font(found)
    return fonts[found.objgen]


def _codes(shown: object) -> bytes:
    """What an operator shows, without the distances between: our own fonts have codes of one length."""
    if isinstance(shown, Array):
        return b"".join([bytes(piece) for piece in shown if isinstance(piece, String)])
    return bytes(shown) if isinstance(shown, String) else b""
