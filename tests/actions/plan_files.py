"""Workbooks with action plans, made by openpyxl as people make them."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADS = ("No.", "Area for improvement", "Action", "By when", "By whom", "RAG", "Evidence")
ROW = (1, "Visits are late", "Visit every child", "January 2031", "Head of Service", "Amber", "")


def workbook(
    rows: Sequence[Sequence[Any]] = (ROW,),
    *,
    heads: Sequence[str] = HEADS,
    title: str = "Plan",
    above: Sequence[Sequence[Any]] = (),
    merge: Sequence[str] = (),
    formats: dict[str, str] | None = None,
) -> bytes:
    """One sheet: some rows above, the heads, the rows; then merged, and with number formats by cell."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in (*above, heads, *rows):
        sheet.append(list(row))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    for area in merge:
        sheet.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
