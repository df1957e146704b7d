"""The tracker as files: CSV and XLSX with the same columns. What a row says comes from the reports."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from panels.models import Recommendation
from panels.reports.tracker import TrackerLine
from scrutiny.spreadsheets import csv_of, write_cell

# Heading and width of each column.
COLUMNS = (
    ("Reference", 11), ("Kind", 20), ("Panel", 34), ("Made on", 12), ("Minute", 28), ("Text", 70), ("Why", 40),
    ("Raised by", 24), ("To whom", 34), ("Status", 24), ("Sent on", 12), ("Received on", 12), ("Due on", 12),
    ("Days late", 10), ("Answered on", 12), ("Response", 18), ("Reason given", 50), ("Action", 50), ("Outcome", 28),
    ("What the panel saw", 40), ("Closed on", 12), ("Area for improvement", 30), ("Indicator", 40),
)  # fmt: skip


def tracker_csv(lines: Iterable[TrackerLine], *, sees_all: bool) -> bytes:
    """The rows as CSV; a response that is not published is for those who see all."""
    return csv_of([[name for name, _ in COLUMNS], *(_plain(_row(line, sees_all)) for line in lines)])


def tracker_xlsx(lines: Iterable[TrackerLine], *, sees_all: bool) -> bytes:
    """The same as a workbook, with dates as dates and texts as texts, whatever they start with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Recommendations")
    for place, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
    heads = []
    for name, _ in COLUMNS:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    rows = 1
    for line in lines:
        cells = []
        for value in _row(line, sees_all):
            cell = WriteOnlyCell(sheet)
            write_cell(cell, value)
            cells.append(cell)
        sheet.append(cells)
        rows += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{rows}"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _row(line: TrackerLine, sees_all: bool) -> list[Any]:
    row = line.recommendation
    shown = sees_all or row.answer_published_at is not None
    return [
        row.reference,
        row.get_kind_display(),
        row.panel.name,
        row.made_on,
        row.cited,
        row.text,
        row.reason,
        str(row.raised_by or ""),
        str(row.recipient or ""),
        str(row.get_standing().label),
        row.sent_on,
        row.received_on,
        row.due_on,
        line.days_late or None,
        row.answered_on,
        _label(row.get_answer()) if shown else "",
        row.answer_reason if shown else "",
        row.answer_action if shown else "",
        _label(row.get_outcome()),
        row.outcome_note,
        row.ended_on,
        _area(row, sees_all),
        row.indicator.name if row.indicator and sees_all else "",
    ]


def _area(row: Recommendation, sees_all: bool) -> str:
    area = row.area
    if area is None or not (sees_all or area.is_public):
        return ""
    return f"{area.inspection.title}: {area}"


def _label(member: Any) -> str:
    return str(member.label) if member else ""


def _plain(row: list[Any]) -> list[Any]:
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in row]
