"""Which letters the glyphs are that a PDF shows, from the maps of its fonts."""

import re
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String, parse_content_stream

NOTHING = re.compile(r"<([0-9A-Fa-f]+)>")
BYTES = 2  # of a code in the fonts that are looked at: Identity-H


def unread_glyphs(pdf: Pdf) -> Iterator[str]:
    """Every font with glyphs that are shown and stand for no letter."""
    shown: dict[tuple[int, int], tuple[Object, set[int]]] = {}
    streams: set[tuple[int, int]] = set()
    for page in pdf.pages:
        _collect(page, page.obj.get("/Resources", Dictionary()), shown, streams)
    for font, codes in shown.values():
        if "/ToUnicode" not in font:
            continue  # said of the font itself
        missing = sorted(code for code in codes if not letters(font).get(code, ""))
        if missing:
            yield f"the font {font.BaseFont} shows glyphs that stand for no letter: {missing[:5]}"


def letters(font: Object) -> dict[int, str]:
    """The map of a font, from codes to letters."""
    found: dict[int, str] = {}
    text = font.ToUnicode.read_bytes().decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        codes = re.findall(r"<([0-9A-Fa-f]*)>", block)
        for code, letter in zip(codes[::2], codes[1::2], strict=True):
            found[int(code, 16)] = _text(letter)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, start, listed in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]*)>|\[(.*?)\])", block, re.DOTALL
        ):
            each = NOTHING.findall(listed)
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                if listed:
                    found[code] = _text(each[step])
                else:
                    before = _text(start)
                    found[code] = before[:-1] + chr(ord(before[-1]) + step) if before else ""
    return found


def _collect(
    source: Object,
    resources: Object,
    shown: dict[tuple[int, int], tuple[Object, set[int]]],
    streams: set[tuple[int, int]],
) -> None:
    fonts, forms, codes = resources.get("/Font", Dictionary()), resources.get("/XObject", Dictionary()), None
    for operands, operator in parse_content_stream(source):
        match str(operator):
            case "Tf":
                font = fonts.get(operands[0])
                is_wide = isinstance(font, Dictionary) and font.get("/Encoding") == Name("/Identity-H")
                codes = shown.setdefault(font.objgen, (font, set()))[1] if is_wide else None
            case "Tj" | "TJ" | "'" | '"' if codes is not None:
                pieces = operands[-1] if isinstance(operands[-1], Array) else [operands[-1]]
                for piece in pieces:
                    data = bytes(piece) if isinstance(piece, String) else b""
                    codes.update(int.from_bytes(data[at : at + BYTES]) for at in range(0, len(data), BYTES))
            case "Do":
                form = forms.get(operands[0])
                if isinstance(form, Stream) and form.get("/Subtype") == Name.Form and form.objgen not in streams:
                    streams.add(form.objgen)
                    _collect(form, form.get("/Resources", resources), shown, streams)


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be", "replace")
