"""Reads a plain table (.csv), as spreadsheet programs save it: values split by commas, semicolons or tabs.

It has neither formats nor kinds of cells, so what looks like a number is one, and 81% is 0.81 shown as a percentage.
"""

import csv
import io
import re
from typing import Any

from performance.importer import raw
from performance.importer.raw import RawCell

LONGEST_CELL = 32_767
MOST_CELLS = 200_000

_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\s*(%?)")


def read_delimited(content: bytes) -> dict[str, Any]:
    """The one sheet of the table, in the shape of child.py's answer; a failure where it is too large or no text."""
    text = _decoded(content)
    if text is None or "\0" in text:
        return {"failure": "unreadable: no text"}
    cells: list[RawCell] = []
    csv.field_size_limit(LONGEST_CELL)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
            cells += [_cell(number, column, words) for column, words in enumerate(row, 1) if words.strip()]
            if len(cells) > MOST_CELLS:
                return {"failure": "too many cells"}
    except csv.Error:
        return {"failure": "unreadable: no table"}
    return {"sheets": [raw.sheet("Table", cells)], "hidden_sheets": []}


def _decoded(content: bytes) -> str | None:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str) -> str:
    """The sign that stands most often in the line that has most of it: the header row or one of the figures."""
    lines = text.splitlines()[:200]
    return max(",;\t", key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _cell(row: int, column: int, words: str) -> RawCell:
    number = _NUMBER.fullmatch(words.strip())
    if not number:
        return row, column, "text", words, "General", False
    places = len(number[3] or "") - 1 if number[3] else 0
    exact = words.strip().rstrip("% ").replace(",", "")
    if number[4]:
        digits = f"{float(exact) / 100:.15g}"
        return row, column, "number", digits, f"0{'.' + '0' * places if places else ''}%", False
    return row, column, "number", exact, "General", False
