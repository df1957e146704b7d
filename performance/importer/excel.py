"""Reads the sheets of an Excel workbook (.xlsx, .xlsm). Runs inside the bounded process; imports no Django.

openpyxl knows what is in the package, its strings, styles and dates, and what the rarer kinds of cells mean. Its sheets
are gone through here, row by row and once: a formula together with the value that was stored for it, and what is only
formatted forgotten at once. A million such rows are a workbook like any other. What else a workbook may hold (comments,
tables, pictures, links, macros) stays closed.
"""

import io
from collections.abc import Iterator
from typing import IO, Any

import openpyxl.reader.excel
from lxml import etree
from openpyxl.cell.text import Text
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from performance.importer import raw
from performance.importer.raw import RawCell, TooMany

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_ROW, _COLUMN, _MERGED, _CELL = f"{_MAIN}row", f"{_MAIN}col", f"{_MAIN}mergeCell", f"{_MAIN}c"
_VALUE, _FORMULA, _STRING, _TEXT = f"{_MAIN}v", f"{_MAIN}f", f"{_MAIN}si", f"{_MAIN}t"
_INLINE = f"{_MAIN}is"


def read_excel(path: str | IO[bytes], most_cells: int) -> dict[str, Any]:
    """The visible sheets with every cell that holds something, and what is hidden."""
    package = openpyxl.reader.excel.ExcelReader(path, data_only=True, keep_links=False)
    package.read_manifest()
    strings = _strings(package)
    package.read_workbook()
    apply_stylesheet(package.archive, package.wb)
    read, hidden, left = [], [], most_cells
    for sheet, place in package.parser.find_sheets():
        if "chartsheet" in place.Type or place.target not in package.valid_files:
            continue
        if sheet.state != "visible":
            hidden.append(sheet.name)
            continue
        with package.archive.open(place.target) as file:
            read.append(_Sheet(package.wb, strings).read(sheet.name, file, left))
        left -= len(read[-1]["cells"])
    return {"sheets": read, "hidden_sheets": hidden}


def _elements(file: IO[bytes], *tags: str) -> Iterator[etree._Element]:
    """The elements of these kinds, each forgotten after its turn. Raises ValueError where entities are declared."""
    found = etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for _, element in found:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    if found.root is not None and found.root.getroottree().docinfo.doctype:
        raise ValueError("no part of a workbook declares entities")


def _strings(package: openpyxl.reader.excel.ExcelReader) -> list[str]:
    """The texts that cells point to."""
    part = package.package.find(SHARED_STRINGS)
    if part is None:
        return []
    with package.archive.open(part.PartName[1:]) as file:
        return [_string(element).replace("x005F_", "") for element in _elements(file, _STRING)]


def _string(element: etree._Element) -> str:
    is_plain = len(element) == 1 and element[0].tag == _TEXT
    return element[0].text or "" if is_plain else str(Text.from_tree(element).content)  # type: ignore[union-attr]


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, book: Any, strings: list[str]) -> None:
        self.strings = strings
        self.dates = book._date_formats
        self.formats = [_format(book, style.numFmtId) for style in book._cell_styles]
        self.rarer = WorkSheetParser(
            io.BytesIO(), strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip

    def read(self, title: str, file: IO[bytes], most_cells: int) -> dict[str, Any]:
        cells: list[RawCell] = []
        merged: list[tuple[int, int, int, int]] = []
        hidden_rows: list[int] = []
        hidden_columns: set[int] = set()
        number = 0
        for element in _elements(file, _ROW, _COLUMN, _MERGED):
            if element.tag == _ROW:
                number = int(float(element.get("r", number + 1)))
                if element.get("hidden") in ("1", "true"):
                    hidden_rows.append(number)
                cells += self._row(element, number)
                if len(cells) > most_cells:
                    raise TooMany
            elif element.tag == _COLUMN and element.get("hidden") in ("1", "true"):
                first = int(element.get("min"))
                hidden_columns.update(range(first, min(int(element.get("max", first)), first + 1_000) + 1))
            elif element.tag == _MERGED:
                left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(element.get("ref")))
                merged.append((top, left, bottom, right))
        return raw.sheet(
            title,
            sorted(cells, key=_place),
            merged=sorted(merged),
            hidden_rows=hidden_rows,
            hidden_columns=sorted(hidden_columns),
        )

    def _row(self, row: etree._Element, number: int) -> Iterator[RawCell]:
        before = ""
        for element in row.iterchildren(_CELL):
            place = element.get("r") or _next(before, number)
            before = place
            if len(element):  # the others are only formatted
                content = self._content(element)
                if content:
                    at = coordinate_to_tuple(place)
                    yield (*at, *content)

    def _content(self, element: etree._Element) -> tuple[str, Any, str, bool] | None:
        style, kind, first = int(element.get("s", 0)), element.get("t", "n"), element[0]
        # Nearly every cell is a number or a text, and nothing else: worth a way of its own.
        if len(element) == 1:
            if kind == "n" and first.tag == _VALUE and first.text and style not in self.dates:
                return *raw.content(_number(first.text)), self.formats[style], False
            if kind == "s" and first.tag == _VALUE and first.text:
                return "text", self.strings[int(first.text)], self.formats[style], False
            if kind == "inlineStr" and first.tag == _INLINE:
                return "text", _string(first), self.formats[style], False
        is_formula = element.find(_FORMULA) is not None
        found = self.rarer.parse_cell(element)
        # A formula may have given an empty text, which is stored too: `<v></v>` of a kind of its own.
        is_empty = not is_formula or (kind == "str" and element.find(_VALUE) is not None)
        if found["value"] is None and is_empty:
            return None
        return *raw.content(found["value"], found["data_type"]), self.formats[style], is_formula


def _place(cell: RawCell) -> tuple[int, int]:
    return cell[:2]


def _next(before: str, row: int) -> str:
    """The address of a cell that has none: it follows the one before it."""
    return f"{get_column_letter(coordinate_to_tuple(before)[1] + 1 if before else 1)}{row}"


def _format(book: Any, key: int) -> str:
    if key < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(key, "General")
    return str(book._number_formats[key - BUILTIN_FORMATS_MAX_SIZE])


def _number(text: str) -> int | float:
    return int(text) if text.isdecimal() else float(text)
