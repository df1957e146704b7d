"""Tables as CSV and XLSX that no spreadsheet program takes for anything but data. What they say comes from the apps."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula when it opens a CSV file. A dash alone is none."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) and len(text) > 1 else text


def csv_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as CSV in UTF-8, texts made harmless."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode()


def write_cell(cell: Cell | MergedCell, value: Any) -> None:
    """Put a value into a cell of a workbook. Text goes in as text, whatever it starts with."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        if value.startswith(_STARTS_A_FORMULA):
            cell.quotePrefix = True
    else:
        cell.value = value
