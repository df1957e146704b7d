"""Which letters the glyphs of a PDF are, for whoever searches it, copies from it or has it read aloud.

WeasyPrint takes them from the text that it draws: where one cluster has several glyphs, as a letter with its vowel
signs in Arabic, one of them gets the whole cluster and the others nothing. What the font itself says of its glyphs
mends that. A font that prints a letter and its dots apart cannot be mended so; none of ours does (a test sees to it).

Two Arabic letters that join to one glyph are written as the one character that Unicode has for them: Poppler, PDFium
and MuPDF all turn two letters of one glyph round, because they read the line from its other end.
"""

import io
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pydyf
    from fontTools.ttLib import TTFont
    from weasyprint import Document

SINGLE, ALTERNATE, LIGATURE, EXTENSION = 1, 3, 4, 7
PRESENTATION_FORMS = range(0xFB00, 0xFF00)
BLOCK = 100  # the format's limit for one block of a map


def complete_letters(document: "Document", pdf: "pydyf.PDF") -> None:
    """Complete the map from glyphs to letters of every font in a PDF that WeasyPrint is about to write."""
    from weasyprint.text.fonts import get_hb_object_data

    for font in {font.name: font for font in document.fonts.values()}.values():
        drawn: dict[int, str] = {}
        for same in document.fonts.values():
            if same.name == font.name:
                drawn |= {glyph: text for glyph, text in same.to_unicode.items() if text or glyph not in drawn}
        completed = {glyph: _joined().get(text, text) for glyph, text in drawn.items()}
        # Most need no more: reading a font takes far longer than all the rest.
        if any(_is_in_doubt(text) for text in drawn.values()):
            known = letters_of(get_hb_object_data(font.hb_face))
            better = {glyph: _better(text, known.get(glyph, "")) for glyph, text in drawn.items()}
            completed = {glyph: _joined().get(text, text) for glyph, text in better.items()}
        if completed == font.to_unicode:
            continue
        for dictionary in _dictionaries(pdf, font.name):
            number = int(bytes(dictionary["ToUnicode"]).split()[0])
            stream = pdf.objects[number].stream
            start = next(at for at, line in enumerate(stream) if bytes(line).endswith(b"endcodespacerange")) + 1
            stream[start : stream.index(b"endcmap")] = list(_blocks(completed))


@lru_cache(maxsize=8)
def letters_of(content: bytes) -> Mapping[int, str]:
    """The letters of each glyph of a font: those that it is for, or those of the glyphs that it stands in for."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), lazy=True)
    known: dict[str, str] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        # Forms of a letter that have codes of their own, as U+FEFB, are written as the letters they are forms of.
        known.setdefault(glyph, unicodedata.normalize("NFKC", chr(code)) if code in PRESENTATION_FORMS else chr(code))
    steps = list(_substitutions(font)) if "GSUB" in font else []
    grown = -1
    while grown != len(known):  # one substitution may follow another
        grown = len(known)
        for parts, glyph in steps:
            if glyph not in known and all(part in known for part in parts):
                known[glyph] = "".join(known[part] for part in parts)
    return {font.getGlyphID(glyph): text for glyph, text in known.items()}


def _substitutions(font: "TTFont") -> Iterator[tuple[tuple[str, ...], str]]:
    """Every way in which the font puts one glyph in the place of others."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            kind = lookup.LookupType
            if kind == EXTENSION:
                kind, table = table.ExtensionLookupType, table.ExtSubTable
            if kind == SINGLE:
                yield from (((before,), after) for before, after in table.mapping.items())
            elif kind == ALTERNATE:
                yield from (((before,), after) for before, some in table.alternates.items() for after in some)
            elif kind == LIGATURE:
                for first, some in table.ligatures.items():
                    yield from (((first, *one.Component), one.LigGlyph) for one in some)


def _is_in_doubt(text: str) -> bool:
    """Whether a glyph's text may be a whole cluster's, or has gone to another glyph of its cluster."""
    return not text or (len(text) > 1 and any(unicodedata.category(sign) in ("Mn", "Me", "Cf") for sign in text))


@cache
def _joined() -> Mapping[str, str]:
    """The one character for letters that are written joined from right to left, by these letters."""
    forms = [chr(code) for code in range(0xFEFC, 0xFB4F, -1)]  # the first of several stays: U+FEFB before U+FEFC
    written = {unicodedata.normalize("NFKC", form): form for form in forms}
    return {text: form for text, form in written.items() if text.isalpha() and len(text) > 1}


def _better(drawn: str, known: str) -> str:
    """What was drawn says more, a hard space for a space, unless it is the text of several glyphs."""
    if not known or (drawn and len(drawn) <= len(known)):
        return drawn
    same = unicodedata.normalize("NFC", drawn) == unicodedata.normalize("NFC", known)
    return drawn if same else known


def _dictionaries(pdf: "pydyf.PDF", name: bytes) -> Iterator[Any]:
    for thing in pdf.objects:
        is_font = isinstance(thing, dict) and thing.get("Type") == "/Font" and "ToUnicode" in thing
        if is_font and thing.get("BaseFont") == name:
            yield thing


def _blocks(letters: Mapping[int, str]) -> Iterator[bytes]:
    pairs = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>".encode() for glyph, text in sorted(letters.items())]
    for start in range(0, len(pairs), BLOCK):
        block = pairs[start : start + BLOCK]
        yield from (f"{len(block)} beginbfchar".encode(), *block, b"endbfchar")
