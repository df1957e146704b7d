"""Reads the tables of an OpenDocument spreadsheet (.ods). Runs inside the bounded process; imports no Django.

Only what stands in the cells: OpenDocument Format 1.2, part 1, section 9. Formulas have their stored results, scripts
and pictures are not looked at. Repeated cells and rows are written once in the file and may stand for millions: those
that are empty are stepped over, those that hold something count.
"""

import re
import zipfile
from typing import Any

from lxml import etree

from performance.importer import raw
from performance.importer.raw import RawCell, TooMany

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST_ROWS = 1 << 20


def read_opendocument(path: str, most_cells: int) -> dict[str, Any]:
    """The visible tables with every cell that holds something."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.parse(file, parser).getroot()
    hidden = _hidden_styles(root)
    sheets, hidden_sheets, left = [], [], most_cells
    for table in root.iter(f"{_TABLE}table"):
        title = table.get(f"{_TABLE}name", "")
        if table.get(f"{_TABLE}style-name") in hidden:
            hidden_sheets.append(title)
            continue
        sheet = _sheet(table, title, left)
        left -= len(sheet["cells"])
        sheets.append(sheet)
    return {"sheets": sheets, "hidden_sheets": hidden_sheets}


def _hidden_styles(root: etree._Element) -> set[str | None]:
    styles = root.iter("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}style")
    return {
        style.get("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name")
        for style in styles
        if any(part.get(f"{_TABLE}display") == "false" for part in style)
    }


def _sheet(table: etree._Element, title: str, left: int) -> dict[str, Any]:
    cells: list[RawCell] = []
    merged: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = _repeated(row, "number-rows-repeated")
        found, areas = _row(row, number)
        for again in range(repeated if found else 0):
            cells += [(number + again, *cell[1:]) for cell in found]
            if len(cells) > left:
                raise TooMany
        merged += areas
        if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            hidden_rows += range(number, number + min(repeated, 1_000))
        number = min(number + repeated, MOST_ROWS)
    return raw.sheet(title, cells, merged=merged, hidden_rows=hidden_rows, hidden_columns=_hidden_columns(table))


def _hidden_columns(table: etree._Element) -> list[int]:
    hidden: list[int] = []
    number = 1
    for column in table.iter(f"{_TABLE}table-column"):
        repeated = _repeated(column, "number-columns-repeated")
        if column.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            hidden += range(number, number + min(repeated, 1_000))
        number += repeated
    return hidden


def _row(row: etree._Element, number: int) -> tuple[list[RawCell], list[tuple[int, int, int, int]]]:
    cells: list[RawCell] = []
    merged: list[tuple[int, int, int, int]] = []
    column = 1
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = _repeated(cell, "number-columns-repeated")
        found = _cell(cell)
        if found and cell.tag == f"{_TABLE}table-cell":
            for again in range(min(repeated, 20_000)):
                cells.append((number, column + again, *found))
        wide, high = _repeated(cell, "number-columns-spanned"), _repeated(cell, "number-rows-spanned")
        if wide > 1 or high > 1:
            merged.append((number, column, number + high - 1, column + wide - 1))
        column += repeated
    return cells, merged


def _cell(cell: etree._Element) -> tuple[str, Any, str, bool] | None:
    """What stands in a cell; a percentage is a number that is shown as one."""
    kind, value = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_OFFICE}value")
    shown = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
    is_formula = cell.get(f"{_TABLE}formula") is not None
    if is_formula and re.fullmatch(r"#[A-Z0-9/!?]+|Err:\d+", shown):
        return _found("error", shown)
    if kind in ("float", "percentage", "currency") and value is not None:
        places = len(shown.strip().rstrip("%").partition(".")[2])
        format = "General" if kind == "float" and not places else "0" + (f".{'0' * places}" if places else "")
        return _found("number", f"{float(value):.15g}", format + ("%" if kind == "percentage" else ""), is_formula)
    if kind == "date":
        return _found("date", (cell.get(f"{_OFFICE}date-value") or "")[:10], is_formula=is_formula)
    if kind == "time":
        return _found("time", shown)
    if kind == "boolean":
        return _found("truth", cell.get(f"{_OFFICE}boolean-value") == "true")
    if shown.strip():
        return _found("text", shown, is_formula=is_formula)
    return _found("formula", None) if is_formula else None


def _found(kind: str, value: Any, format: str = "General", is_formula: bool = False) -> tuple[str, Any, str, bool]:
    return kind, value, format, is_formula


def _repeated(element: etree._Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return max(1, min(int(text), MOST_ROWS)) if text.isdecimal() and len(text) < 9 else 1
