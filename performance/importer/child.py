"""Reads workbooks in a process of its own, each in a fork with bounds on time and memory. No Django in here.

Started by warm.py as `python -m performance.importer.child MEGABYTES SECONDS CELLS` and kept, because loading openpyxl
takes ten times as long as reading a monthly workbook with it. It takes a line of JSON a file, {"file", "kind",
"answer"}, and answers a line once the fork is gone, which has written {"sheets": [...]} or {"failure": "..."} to the
answer file. It ends when nobody asks for a while, or when the one who started it is gone.
"""

import datetime
import gc
import io
import json
import math
import os
import resource
import select
import signal
import sys
from pathlib import Path
from typing import Any

# openpyxl would load it for nothing: a third of the start-up time, and threads that count against the memory bound.
sys.modules["numpy"] = None  # type: ignore[assignment]

import openpyxl.reader.excel  # noqa: E402
from openpyxl.cell.cell import Cell, MergedCell  # noqa: E402
from openpyxl.utils.cell import range_boundaries  # noqa: E402
from openpyxl.workbook.workbook import Workbook  # noqa: E402
from openpyxl.worksheet import _reader  # noqa: E402
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula  # noqa: E402
from openpyxl.worksheet.worksheet import Worksheet  # noqa: E402

from performance.importer.opendocument import TooMany, read_opendocument  # noqa: E402

IDLE_SECONDS = 120
WAITS = 3


class _Parser(_reader.WorkSheetParser):
    """Forgets cells and rows that are only formatted: a million of them is a workbook like any other."""

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        is_hidden = row.get("hidden") in ("1", "true")
        number, cells = super().parse_row(row)
        if not is_hidden:
            self.row_dimensions.pop(str(number), None)
        return number, [cell for cell in cells if cell["value"] is not None]


class _Reader(_reader.WorksheetReader):
    """Reads cells, what is merged and what is hidden; links, tables, rules of colour and the like stay closed."""

    def bind_all(self) -> None:
        self.bind_cells()
        merged = self.parser.merged_cells
        self.ws.merged_references = [area.ref for area in merged.mergeCell] if merged else []  # type: ignore[attr-defined]
        self.bind_col_dimensions()
        self.bind_row_dimensions()


_reader.WorkSheetParser = _Parser  # type: ignore[misc]
openpyxl.reader.excel.WorksheetReader = _Reader  # type: ignore[attr-defined]


def main(megabytes: int, seconds: int, most_cells: int) -> None:
    """Answer requests until there are no more."""
    _warm_up()
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        request = json.loads(line)
        child = os.fork()
        if not child:
            _bounded(request, megabytes, seconds, most_cells)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Read a workbook of our own once, so that no fork has to load and compile what every reading needs."""
    book, file = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Indicator", datetime.date(2017, 4, 1), 0.5, True])
    sheet["C1"].number_format = "0%"
    book.save(file)
    read_excel(file, 10)
    # A fork that lives for one file collects nothing, so that it copies no page for the collector's marks.
    gc.collect()
    gc.disable()
    gc.freeze()


def _bounded(request: dict[str, str], megabytes: int, seconds: int, most_cells: int) -> None:
    """The fork: reads one file and ends."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (megabytes << 19, megabytes << 19))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WAITS * seconds)  # a busy machine may take its time
    try:
        read = read_opendocument if request["kind"] == "ods" else read_excel
        answer = read(request["file"], most_cells)
    except TooMany:
        answer = {"failure": "too many cells"}
    except (MemoryError, RecursionError):
        answer = {"failure": "too large"}
    except Exception as error:  # the file is hostile until read: whatever it makes openpyxl raise, it cannot be read
        answer = {"failure": f"unreadable: {type(error).__name__}"}
    try:
        Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")
    finally:
        os._exit(0)


def read_excel(path: str | io.BytesIO, most_cells: int) -> dict[str, Any]:
    """The visible sheets of an Excel workbook with every cell that holds something, and what is hidden."""
    book = openpyxl.load_workbook(path, keep_links=False)
    read, left = [], most_cells
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            read.append(_sheet(sheet, left))
            left -= len(read[-1]["cells"])
    if any(cell["kind"] == "formula" for sheet in read for cell in sheet["cells"]):
        _fill_in_formulas(path, read)
    return {"sheets": read, "hidden_sheets": [s.title for s in book.worksheets if s.sheet_state != "visible"]}


def _sheet(sheet: Worksheet, left: int) -> dict[str, Any]:
    # Not iter_rows(): one stray cell at the far corner would make it invent millions of empty ones.
    cells = [_cell(cell) for _, cell in sorted(sheet._cells.items()) if cell.value is not None]
    if len(cells) > left:
        raise TooMany
    areas = [range_boundaries(reference) for reference in sheet.merged_references]  # type: ignore[attr-defined]
    merged = [(top, left_edge, bottom, right) for left_edge, top, right, bottom in areas]
    columns = [
        number
        for shape in sheet.column_dimensions.values()
        if shape.hidden and shape.min
        for number in range(shape.min, min(shape.max or shape.min, shape.min + 1_000) + 1)
    ]
    return {
        "title": sheet.title,
        "cells": cells,
        "merged": sorted(merged),
        "hidden_rows": sorted(number for number, shape in sheet.row_dimensions.items() if shape.hidden),
        "hidden_columns": sorted(columns),
    }


def _fill_in_formulas(path: str | io.BytesIO, sheets: list[dict[str, Any]]) -> None:
    """Give each formula the value that the spreadsheet program last computed and stored, where it stored one."""
    book: Workbook = openpyxl.load_workbook(path, keep_links=False, data_only=True)
    for sheet in sheets:
        values = book[sheet["title"]]
        for cell in sheet["cells"]:
            if cell["kind"] == "formula":
                cell.update(_cell(values.cell(cell["row"], cell["column"])), is_formula=True)


def _cell(cell: Cell | MergedCell) -> dict[str, Any]:
    """A cell as plain data: what kind of thing stands in it, the thing, and how it is formatted."""
    kind, value = _content(cell)
    return {"row": cell.row, "column": cell.column, "format": cell.number_format, "kind": kind, "value": value}


def _content(cell: Cell | MergedCell) -> tuple[str, Any]:
    value = cell.value
    if cell.data_type == "e":
        return "error", str(value)
    if cell.data_type == "f" or value is None:
        is_special = isinstance(value, (ArrayFormula, DataTableFormula))
        return "formula", None if value is None or is_special else str(value)
    if isinstance(value, bool):
        return "truth", value
    if isinstance(value, int | float):
        # As text: the 15 digits that a spreadsheet keeps, and no others that the floating point adds.
        return ("number", f"{value:.15g}") if math.isfinite(value) else ("error", str(value))
    if isinstance(value, datetime.datetime | datetime.date):
        return "date", value.isoformat()[:10]
    if isinstance(value, datetime.time | datetime.timedelta):
        return "time", str(value)
    return "text", str(value)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
