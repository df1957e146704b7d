"""What the readers of the kinds of file hand over: sheets and cells as plain data. No Django, nothing of a library."""

from typing import Any

RawCell = tuple[int, int, str, Any, str, bool]
"""Row, column, kind of thing (see workbook.Cell), the thing, number format, whether it is what a formula gave."""


class TooMany(Exception):
    """There are more cells than a dataset should have."""


def sheet(
    title: str,
    cells: list[RawCell],
    *,
    merged: list[tuple[int, int, int, int]] | None = None,
    hidden_rows: list[int] | None = None,
    hidden_columns: list[int] | None = None,
) -> dict[str, Any]:
    """A visible sheet. Numbers are text, so that no digit is lost or added on the way; an empty cell is left out."""
    return {
        "title": title,
        "cells": cells,
        "merged": merged or [],
        "hidden_rows": hidden_rows or [],
        "hidden_columns": hidden_columns or [],
    }
