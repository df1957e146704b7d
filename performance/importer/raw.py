"""What the readers of the kinds of file hand over: sheets and cells as plain data. No Django, nothing of a library."""

import datetime
import math
from typing import Any

RawCell = tuple[int, int, str, Any, str, bool]
"""Row, column, kind of thing (see workbook.Cell), the thing, number format, whether it is what a formula gave."""


MOST_MERGED = 10_000


class TooMany(Exception):
    """There are more cells than a dataset should have."""


class Locked(Exception):
    """The file is encrypted, and only its password opens it."""


def sheet(
    title: str,
    cells: list[RawCell],
    *,
    merged: list[tuple[int, int, int, int]] | None = None,
    hidden_rows: list[int] | None = None,
    hidden_columns: list[int] | None = None,
) -> dict[str, Any]:
    """A visible sheet. Numbers are text, so that no digit is lost or added on the way; an empty cell is left out."""
    if merged and len(merged) > MOST_MERGED:
        raise TooMany
    return {
        "title": title,
        "cells": cells,
        "merged": merged or [],
        "hidden_rows": hidden_rows or [],
        "hidden_columns": hidden_columns or [],
    }


def content(value: Any, data_type: str = "n") -> tuple[str, Any]:
    """What kind of thing stands in a cell, and the thing as plain data."""
    if data_type == "e":
        return "error", str(value)
    if value is None:
        return "formula", None  # nothing was ever stored for it
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
