"""Runs alone in a bounded process: reads one Office file and answers with what it is, says and hides.

Started by inspection.py; see scrutiny.bounded for the bounds. The text comes back as HTML that nobody has made clean
yet; pictures come back drawn anew.
"""

import base64
import io
import warnings
from pathlib import Path
from typing import Any

import mammoth
from PIL import Image, ImageOps

from panels.uploads.codes import Finding, InOffice
from panels.uploads.docx_inspection import DRAWING, hidden_in_document, is_document, visible_document
from panels.uploads.package import Package, UnsafePackage
from panels.uploads.xlsx_inspection import hidden_in_workbook, is_workbook
from scrutiny.bounded import serve

MOST_PIXELS = 60_000_000
WIDEST = 1_600
MOST_PICTURES = 200
OLE = b"\xd0\xcf\x11\xe0"
LOST = {
    "chart": "A chart was left out. Ask the author to paste it into the document as a picture, with a description.",
    "diagram": "A SmartArt drawing was left out. Ask the author to paste it in as a picture, with a description.",
    "oMath": "An equation was left out. Ask the author for a PDF of the document instead.",
    "header": "Headers and footers were left out: every page of the pack has its own.",
    "picture": "A picture was left out, because it is of a kind that web pages cannot show. Ask for it as PNG or JPEG.",
    "alt": "A picture has no description for people who cannot see it. Ask the author to add one in Word (alt text).",
    "shape": "A drawn shape was left out; words in it were kept.",
}
REPORTED = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"


def work(request: dict[str, Any]) -> dict[str, Any]:
    """What the file is: "word" with its text, "workbook" with what it hides, or a refusal."""
    source = Path(request["source"])
    with source.open("rb") as file:
        head = file.read(8)
        if head.startswith(OLE):
            content = head + file.read()
            locked = "EncryptedPackage".encode("utf-16-le") in content
            return {"refusal": "password" if locked else "old_office"}
    try:
        with Package(source) as package:
            return _read(package)
    except UnsafePackage as error:
        return {"refusal": error.reason}


def _read(package: Package) -> dict[str, Any]:
    if is_document(package):
        return _word(package)
    if is_workbook(package):
        return {"kind": "workbook", "findings": [_plain(one) for one in hidden_in_workbook(package)]}
    for name, kind in (
        ("ppt/presentation.xml", "presentation"), ("xl/workbook.bin", "binary_workbook"), ("mimetype", "open_document"),
        ("word/document.bin", "old_office"),
    ):  # fmt: skip
        if name in package.names:
            return {"refusal": kind}
    return {"refusal": "zip"}


def _word(package: Package) -> dict[str, Any]:
    findings = hidden_in_document(package)
    document: Any = package.xml("word/document.xml")
    crops = _crops(package, document)
    findings += [Finding(InOffice.CROPPED_PICTURE)] * bool(crops)
    losses = [LOST["header"]] if _says_anything(package) else []
    kinds = {str(node.get("uri", "")).rsplit("/", 1)[-1] for node in document.iter(f"{DRAWING}graphicData")}
    losses += [LOST[kind] for kind in ("chart", "diagram") if kind in kinds]
    losses += [LOST["shape"]] * any(kind.startswith("wordprocessing") for kind in kinds)
    losses += [LOST["oMath"]] * any(True for _ in document.iter(REPORTED))
    pictures: list[dict[str, str]] = []

    def keep(picture: Any) -> list[Any]:
        alternative = (picture.alt_text or "").strip()
        try:
            with picture.open() as file:
                content = file.read()
            drawn = drawn_anew(content, crops.get(content[:4_096]))
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning):
            drawn = None
        if drawn is None or len(pictures) >= MOST_PICTURES:
            losses.append(LOST["picture"])
            return []
        if not alternative:
            losses.append(LOST["alt"])
        number = str(len(pictures) + 1)
        pictures.append({"number": number, "type": drawn[1], "data": drawn[0], "alternative": alternative})
        return [mammoth.html.element("img", {"src": f"picture:{number}"})]

    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(visible_document(package)), convert_image=keep, external_file_access=False,
            ignore_empty_paragraphs=True,
        )  # fmt: skip
    except UnsafePackage:
        raise
    except (KeyError, ValueError, AttributeError, TypeError, LookupError, OSError) as error:
        # The file is hostile until read: whatever it makes the converter raise, it cannot be read.
        return {"refusal": "damaged", "detail": type(error).__name__}
    return {
        "kind": "word", "html": converted.value, "pictures": pictures, "losses": list(dict.fromkeys(losses)),
        "findings": [_plain(one) for one in findings],
    }  # fmt: skip


def drawn_anew(content: bytes, crop: tuple[float, float, float, float] | None) -> tuple[str, str] | None:
    """The picture, cropped as Word shows it and at most 1,600 pixels wide, as base64 and its type; None if unusable."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            is_photograph = opened.format == "JPEG"
            picture = ImageOps.exif_transpose(opened)
            if crop:
                left, top, right, bottom = crop
                wide, high = picture.size
                box = (int(left * wide), int(top * high), int((1 - right) * wide), int((1 - bottom) * high))
                if box[0] >= box[2] or box[1] >= box[3]:
                    return None
                picture = picture.crop(box)
            if picture.width > WIDEST:
                picture = picture.resize((WIDEST, max(1, round(picture.height * WIDEST / picture.width))))
            page = Image.new("RGBA", picture.size, "white")
            page.alpha_composite(picture.convert("RGBA"))
    out = io.BytesIO()
    page.convert("RGB").save(out, "JPEG" if is_photograph else "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode(), "image/jpeg" if is_photograph else "image/png"


def _crops(package: Package, document: Any) -> dict[bytes, tuple[float, float, float, float]]:
    """How much Word cuts off each picture, by the beginning of its content; the most that any place cuts off."""
    targets = {key: target for key, _, target, outside in package.relations("word/document.xml") if not outside}
    crops: dict[bytes, tuple[float, float, float, float]] = {}
    embed = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
    for fill in document.iter():
        if fill.tag.rsplit("}", 1)[-1] != "blipFill":
            continue
        picture, cut = fill.find(f"{DRAWING}blip"), fill.find(f"{DRAWING}srcRect")
        if picture is None or cut is None:
            continue
        sides = tuple(min(max(_thousandths(cut.get(side)), 0.0), 1.0) for side in "ltrb")
        target = targets.get(picture.get(embed, ""))
        if any(sides) and target in package.names:
            content = package.read(target)[:4_096]
            before = crops.get(content, (0.0, 0.0, 0.0, 0.0))
            left, top, right, bottom = (max(pair) for pair in zip(before, sides, strict=True))
            crops[content] = (left, top, right, bottom)
    return crops


def _thousandths(value: str | None) -> float:
    return int(value) / 100_000 if value and value.lstrip("-").isdecimal() else 0.0


def _says_anything(package: Package) -> bool:
    """Whether any header or footer has words in it."""
    parts = [*package.parts("word/header", ".xml"), *package.parts("word/footer", ".xml")]
    trees = [package.xml(part) for part in parts]
    return any("".join(tree.itertext()).strip() for tree in trees if tree is not None)


def _plain(finding: Finding) -> dict[str, str]:
    return {"code": str(finding.code), "where": finding.where, "excerpt": finding.excerpt}


if __name__ == "__main__":
    serve(work)
