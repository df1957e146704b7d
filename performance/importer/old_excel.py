"""Reads the sheets of an old Excel workbook (.xls: Excel 5 to 2003). Runs in the bounded process; imports no Django.

xlrd knows the file: its streams, strings, formats and dates. It runs nothing and follows no link. What it does not
tell is which cells are formulas, so its records are looked at on their way to it.
"""

import datetime
import io
import struct
from collections.abc import Callable
from typing import Any

import xlrd
from xlrd.biffh import XL_FORMULA, XL_FORMULA3, XL_FORMULA4

from performance.importer import raw
from performance.importer.raw import Locked, RawCell, TooMany

_FORMULAS = {XL_FORMULA, XL_FORMULA3, XL_FORMULA4}
_EMPTY_TEXT = 3
_ON_OPENING = 2
_DAMAGED = ("truncated", "expected size", "corrupt")


def read_old_excel(path: str, most_cells: int) -> dict[str, Any]:
    """The visible sheets with every cell that holds something, and what is hidden. Raises Locked, ValueError."""
    said = io.StringIO()
    try:
        book = xlrd.open_workbook(
            path, logfile=said, use_mmap=False, formatting_info=True, on_demand=True, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise Locked from error
        raise
    read, hidden, left = [], [], most_cells
    for number in range(book.nsheets):
        formulas = _Formulas(book.get_record_parts)
        book.get_record_parts = formulas.next_record
        sheet = book.get_sheet(number)
        book.get_record_parts = formulas.original
        if sheet.visibility:
            hidden.append(sheet.name)
        else:
            read.append(_sheet(book, sheet, formulas, left))
            left -= len(read[-1]["cells"])
        book.unload_sheet(number)
    # It goes on where a part of the file is gone, and says so here only.
    if any(word in said.getvalue() for word in _DAMAGED):
        raise ValueError("the file is not whole")
    return {"sheets": read, "hidden_sheets": hidden}


class _Formulas:
    """The cells of a sheet that are formulas, and whether their results are anything that was ever worked out.

    A program that only writes formulas leaves each an empty text, or zero and the wish that it be worked out when the
    workbook is opened. A spreadsheet program stores some result or other, and empty texts among them.
    """

    def __init__(self, original: Callable[[], tuple[int, int, bytes]]) -> None:
        self.original = original
        self.cells: set[tuple[int, int]] = set()
        self.are_worked_out = False

    def next_record(self) -> tuple[int, int, bytes]:
        code, length, data = self.original()
        if code in _FORMULAS:
            row, column, _, result, wishes = struct.unpack_from("<HHH8sH", data)
            self.cells.add((row, column))
            is_empty = result[0] == _EMPTY_TEXT and result[6:] == b"\xff\xff"
            is_put_off = not any(result) and wishes & _ON_OPENING
            self.are_worked_out |= not (is_empty or is_put_off)
        return code, length, data


def _sheet(book: xlrd.Book, sheet: Any, formulas: _Formulas, most_cells: int) -> dict[str, Any]:
    cells: list[RawCell] = []
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            is_formula = (row, column) in formulas.cells
            found = raw.content(None) if is_formula and not formulas.are_worked_out else _content(cell, book.datemode)
            if found:
                cells.append((row + 1, column + 1, *found, _format(book, cell), is_formula))
        if len(cells) > most_cells:
            raise TooMany
    return raw.sheet(
        sheet.name,
        cells,
        merged=sorted((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        hidden_rows=sorted(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=sorted(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden),
    )


def _format(book: xlrd.Book, cell: Any) -> str:
    return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)


def _content(cell: Any, datemode: int) -> tuple[str, Any] | None:
    match cell.ctype:
        case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return None
        case xlrd.XL_CELL_ERROR:
            return "error", xlrd.error_text_from_code.get(cell.value, "#VALUE!")
        case xlrd.XL_CELL_BOOLEAN:
            return "truth", bool(cell.value)
        case xlrd.XL_CELL_DATE:
            return _date(cell.value, datemode)
        case _:
            return raw.content(cell.value)


def _date(days: float, datemode: int) -> tuple[str, Any]:
    """A day, or a time of the day where there is no day; an error where the number is neither, as Excel shows it."""
    if 0 <= days < 1:
        return raw.content(datetime.timedelta(days=days))
    try:
        return raw.content(xlrd.xldate_as_datetime(days, datemode))
    except (ValueError, OverflowError):
        return "error", "#VALUE!"
