"""Runs alone in a bounded process: opens one workbook and prints its cells as JSON. Imports nothing of the project.

Called by workbook.py as `python -I child.py FILE MEGABYTES SECONDS CELLS`. It prints {"sheets": [...]} or
{"failure": "..."}; it is killed from outside when it takes too long.
"""

import datetime
import json
import math
import resource
import sys

# openpyxl would load it for nothing: a third of the start-up time, and threads that count against the memory bound.
sys.modules["numpy"] = None  # type: ignore[assignment]

import openpyxl  # noqa: E402
from openpyxl.cell.cell import Cell, MergedCell  # noqa: E402
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula  # noqa: E402


def main(path: str, megabytes: int, seconds: int, most_cells: int) -> dict:
    """The visible sheets of the workbook with every cell that holds something."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    book = openpyxl.load_workbook(path)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    read, left = [], most_cells
    for sheet in sheets:
        # Not iter_rows(): one stray cell at the far corner would make it invent millions of empty ones.
        cells = [_cell(cell) for _, cell in sorted(sheet._cells.items()) if cell.value is not None]
        left -= len(cells)
        if left < 0:
            return {"failure": "too many cells"}
        merged = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
        read.append({"title": sheet.title, "cells": cells, "merged": sorted(merged)})
    if any("formula" in cell for sheet in read for cell in sheet["cells"]):
        _fill_in_formulas(path, read)
    return {"sheets": read}


def _fill_in_formulas(path: str, sheets: list[dict]) -> None:
    """Give each formula the value that the spreadsheet program last computed and stored, where it stored one."""
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in sheets:
        values = book[sheet["title"]]
        for cell in sheet["cells"]:
            if "formula" in cell:
                cell.update(_cell(values.cell(cell["row"], cell["column"])))


def _cell(cell: Cell | MergedCell) -> dict:
    """A cell as plain data: what kind of thing stands in it, the thing, and how it is formatted."""
    found = {"row": cell.row, "column": cell.column, "format": cell.number_format}
    value = cell.value
    if cell.data_type == "e":
        return found | {"kind": "error", "value": str(value)}
    if cell.data_type == "f":
        is_special = isinstance(value, (ArrayFormula, DataTableFormula))
        return found | {"kind": "formula", "value": None, "formula": "" if is_special else str(value)}
    if value is None:
        return found | {"kind": "formula", "value": None}
    if isinstance(value, bool):
        return found | {"kind": "truth", "value": value}
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return found | {"kind": "error", "value": str(value)}
        # As text: the 15 digits that a spreadsheet keeps, and no others that the floating point adds.
        return found | {"kind": "number", "value": f"{value:.15g}"}
    if isinstance(value, datetime.datetime | datetime.date):
        return found | {"kind": "date", "value": value.isoformat()[:10]}
    if isinstance(value, datetime.time | datetime.timedelta):
        return found | {"kind": "time", "value": str(value)}
    return found | {"kind": "text", "value": str(value)}


if __name__ == "__main__":
    try:
        answer = main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    except MemoryError:
        answer = {"failure": "too large"}
    except Exception as error:  # the file is hostile until read: whatever it makes openpyxl raise, it cannot be read
        answer = {"failure": f"unreadable: {type(error).__name__}"}
    json.dump(answer, sys.stdout)
