"""What the codes of a text operator mean: the letters, for excerpts, and how wide each is drawn.

Damaged and missing parts of a font give a guess, never an error: where text stands matters more than what it says.
"""

import re
from collections.abc import Iterator
from struct import unpack

from fontTools.agl import toUnicode
from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream

UNREADABLE = "�"
MOST_CODES = 70_000
_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman", "/PDFDocEncoding": "latin-1"}
_HEX = rb"<([0-9A-Fa-f\s]*)>"
_CHARS = re.compile(_HEX + rb"\s*" + _HEX)
_RANGES = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[(.*?)\])", re.DOTALL)


class Font:
    """One font of a page. `glyphs` gives each code's text and width, in units of the font size."""

    def __init__(self, font: Object | None) -> None:
        font = font if isinstance(font, Dictionary) else Dictionary()
        kind = font.get("/Subtype")
        self._composite = kind == Name.Type0
        self._scale = 0.001
        if kind == Name.Type3:
            matrix = numbers(font.get("/FontMatrix"))
            self._scale = abs(matrix[0]) if len(matrix) == 6 else 0.001
        self._texts, self._code_length = _to_unicode(font.get("/ToUnicode"))
        if self._composite:
            self._read_composite(font)
        else:
            self._read_simple(font)

    def glyphs(self, data: bytes) -> Iterator[tuple[str, float, bool]]:
        """For each code: its text, its width, and whether it is the one-byte space that word spacing widens."""
        length = self._code_length
        for at in range(0, len(data) - length + 1, length):
            code = int.from_bytes(data[at : at + length], "big")
            width = self._widths.get(code, self._default) * self._scale
            yield self._text(code), width, length == 1 and code == 32

    def text(self, data: bytes) -> str:
        """The letters alone, which is what a long text needs to be quick."""
        length, texts = self._code_length, self._texts
        whole = len(data) - len(data) % length
        codes = data if length == 1 else unpack(f">{whole // 2}H", data[:whole]) if length == 2 else None
        if codes is None:
            return "".join(text for text, _, _ in self.glyphs(data))
        return "".join([texts[code] if code in texts else self._text(code) for code in codes])

    def _text(self, code: int) -> str:
        if code in self._texts:
            return self._texts[code]
        if self._composite:
            return UNREADABLE
        try:
            return bytes([code]).decode(self._codec)
        except (UnicodeDecodeError, ValueError):
            return UNREADABLE

    def _read_simple(self, font: Dictionary) -> None:
        self._code_length = 1
        encoding = font.get("/Encoding")
        base = encoding.get("/BaseEncoding") if isinstance(encoding, Dictionary) else encoding
        self._codec = _CODECS.get(str(base), "cp1252")
        if isinstance(encoding, Dictionary) and isinstance(encoding.get("/Differences"), Array):
            code = 0
            for entry in list(encoding.Differences)[:600]:
                if isinstance(entry, Name):
                    self._texts.setdefault(code, toUnicode(str(entry)[1:]) or UNREADABLE)
                    code += 1
                elif (number := number_of(entry)) is not None:
                    code = int(number)
        first = int(number_of(font.get("/FirstChar")) or 0)
        self._widths = {first + place: width for place, width in enumerate(numbers(font.get("/Widths"))[:300])}
        descriptor = font.get("/FontDescriptor")
        missing = number_of(descriptor.get("/MissingWidth")) if isinstance(descriptor, Dictionary) else None
        name = str(font.get("/BaseFont", ""))
        self._default = missing or (600.0 if "Courier" in name else 500.0)

    def _read_composite(self, font: Dictionary) -> None:
        encoding = font.get("/Encoding")
        if isinstance(encoding, Stream):
            _, self._code_length = _to_unicode(encoding)
        else:
            self._code_length = 2
        descendants = font.get("/DescendantFonts")
        below = descendants[0] if isinstance(descendants, Array) and len(descendants) else Dictionary()
        below = below if isinstance(below, Dictionary) else Dictionary()
        default = number_of(below.get("/DW"))
        self._default = 1000.0 if default is None else default
        self._widths = _composite_widths(below.get("/W"))


def number_of(value: object) -> float | None:
    """A number of a PDF as float; None for anything else."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def numbers(value: object) -> list[float]:
    """The numbers of an array; anything else counts as 0."""
    return [number_of(entry) or 0.0 for entry in value] if isinstance(value, Array) else []


def _composite_widths(source: object) -> dict[int, float]:
    widths: dict[int, float] = {}
    entries = list(source) if isinstance(source, Array) else []
    at = 0
    while at + 1 < len(entries) and len(widths) < MOST_CODES:
        first = int(number_of(entries[at]) or 0)
        if isinstance(entries[at + 1], Array):
            widths.update({first + place: width for place, width in enumerate(numbers(entries[at + 1]))})
            at += 2
        elif at + 2 < len(entries):
            last = min(int(number_of(entries[at + 1]) or 0), first + MOST_CODES)
            width = number_of(entries[at + 2]) or 0.0
            widths.update(dict.fromkeys(range(first, last + 1), width))
            at += 3
        else:
            break
    return widths


def _to_unicode(cmap: object) -> tuple[dict[int, str], int]:
    """The texts of a CMap by their codes, and how many bytes a code has."""
    if not isinstance(cmap, Stream):
        return {}, 1
    try:
        content = cmap.read_bytes()
    except PdfError:
        return {}, 1
    texts: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", content, re.DOTALL):
        for code, text in _CHARS.findall(block):
            texts[_code(code)] = _letters(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", content, re.DOTALL):
        for first, last, text, several in _RANGES.findall(block):
            start, end = _code(first), min(_code(last), _code(first) + MOST_CODES)
            if several:
                found = [_letters(one) for one in re.findall(_HEX, several)]
                texts.update(dict(zip(range(start, end + 1), found, strict=False)))
            elif base := _letters(text):
                for code in range(start, end + 1):
                    texts[code] = base[:-1] + chr(min(ord(base[-1]) + code - start, 0x10FFFF))
            if len(texts) > MOST_CODES:
                break
    spaces = re.findall(rb"begincodespacerange\s*" + _HEX, content)
    length = max(len(re.sub(rb"\s", b"", spaces[0])) // 2, 1) if spaces else 1
    return texts, min(length, 4)


def _code(digits: bytes) -> int:
    return int(re.sub(rb"\s", b"", digits) or b"0", 16)


def _letters(digits: bytes) -> str:
    digits = re.sub(rb"\s", b"", digits)
    return bytes.fromhex((digits if len(digits) % 2 == 0 else digits + b"0").decode()).decode("utf-16-be", "replace")
