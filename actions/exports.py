"""A plan report as a table: XLSX to work with, which the import reads again, or CSV. Reads nothing but the report."""

import io
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from actions.enums import Rag
from actions.importer.heads import Column
from actions.reports.changes import ChangesReport, Said
from actions.reports.plan_report import AreaPart, PlanReport
from actions.reports.state import ActionState
from actions.rules import When
from scrutiny.spreadsheets import csv_of, write_cell

FORMATS = ("csv", "xlsx")
PLAN_SHEET, ABOUT_SHEET = "Plan", "About"
# Those that the import knows, then those that only tell.
HEADS = (
    *(Column.NUMBER, Column.AREA, Column.LEAD, Column.TIMESCALE, Column.AGENCIES, Column.OUTCOME),
    *(Column.ACTION, Column.DUE, Column.OWNER, Column.STATUS, Column.EVIDENCE),
    *("Days late", "First date", "Times moved", "Why this status", "Last word on", "Area progress", "Area impact"),
    Column.KEY,
)
WIDTHS = (9, 44, 22, 18, 22, 40, 50, 18, 22, 14, 40, 10, 18, 9, 34, 14, 14, 14, 9)
_FILLS = {
    Rag.RED: "F6D7D2",
    Rag.AMBER: "FFE9C7",
    Rag.GREEN: "CCE2D8",
    Rag.BLUE: "D2E2F1",
    Rag.NOT_RECORDED: "EEEEEE",
}


def export(report: PlanReport, format: str) -> bytes:
    """The report in one of FORMATS, encoded as a file holds it."""
    return {"csv": _csv, "xlsx": _xlsx}[format](report)


def rows(report: PlanReport) -> Iterator[tuple[Any, ...]]:
    """A row an action under HEADS; an area without actions has a row of its own. Dates are as exact as is known."""
    for area in report.areas:
        for action in area.actions or (None,):
            yield (*_of_area(area), *_of_action(action), *_of_lights(area), action.pk if action else None)


def changes_csv(report: ChangesReport) -> bytes:
    """All that changed between two days, a row an action, with everything that was said in between."""
    heads = ("Area", "Action", "Better or worse", "What changed", "What was said")
    found: list[tuple[str, ...]] = []
    for area in report.areas:
        if area.words:
            found.append((area.area.heading, "", "", ". ".join(area.words), ""))
        for change in area.actions:
            said = "\n".join(_said(one) for one in change.said)
            found.append((area.area.heading, change.action.text, change.direction, ". ".join(change.words), said))
    found += [(action.area.heading, action.text, "", "Withdrawn from the plan", "") for action in report.withdrawn]
    return csv_of([heads, *found])


def _said(said: Said) -> str:
    """One thing that was said, with its day, and whose words it is where the reader may know."""
    parts = (said.done, said.due_reason, said.status_reason, said.next_step)
    return f"{said.on}{f', {said.by}' if said.by else ''}: {' '.join(part for part in parts if part)}"


def _of_area(area: AreaPart) -> tuple[Any, ...]:
    state = area.state
    agencies, outcome = "; ".join(state.agencies), "\n".join(area.expected_outcome)
    return state.number, state.text, state.lead, state.timescale, agencies, outcome


def _of_action(action: ActionState | None) -> tuple[Any, ...]:
    if action is None:
        return ("",) * 10
    return (
        action.text,
        action.due.label,
        action.owner,
        action.status.label,
        action.evidence,
        action.days_late,
        action.first_due.label,
        action.moves,
        action.status_reason,
        str(action.said_on),
    )


def _of_lights(area: AreaPart) -> tuple[Any, ...]:
    return area.state.progress.label, area.state.impact.label


def _csv(report: PlanReport) -> bytes:
    return csv_of([[str(head) for head in HEADS], *rows(report)])


def _xlsx(report: PlanReport) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = PLAN_SHEET
    _plan_sheet(sheet, report)
    _about_sheet(book.create_sheet(ABOUT_SHEET), report)
    book.properties.title = f"{report.heading}, {When.on(report.as_at).label}"
    book.properties.creator = report.council
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _plan_sheet(sheet: Worksheet, report: PlanReport) -> None:
    """Heads that stay in sight and are printed on every page; colours only beside the word of a status."""
    line = Side(style="thin", color="C9D1DA")
    border, wrapped = Border(bottom=line), Alignment(wrap_text=True, vertical="top")
    status_at = HEADS.index(Column.STATUS)
    fills = {status.label: PatternFill("solid", fgColor=colour) for status, colour in _FILLS.items()}
    for at, row in enumerate(([str(head) for head in HEADS], *rows(report)), 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column)
            write_cell(cell, None if value == "" else value)
            cell.alignment, cell.border = wrapped, border
            if at > 1 and column == status_at + 1 and value in fills:
                cell.fill = fills[value]
    for column, width in enumerate(WIDTHS, 1):
        head = sheet.cell(1, column)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="14395B")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("Page &P of &N"))


def _about_sheet(sheet: Worksheet, report: PlanReport) -> None:
    """What the file is, and what its words mean. It names no column, so that the import leaves it out."""
    facts = [
        ("Council", report.council),
        ("Plan", report.title),
        ("Address", report.slug),
        ("Inspected by", report.inspectorate),
        ("As at", When.on(report.as_at).label),
        ("Areas", len(report.areas)),
        ("Actions listed", report.actions),
        *((status.label, words) for status, words in report.definitions),
    ]
    for at, (name, value) in enumerate(facts, 1):
        write_cell(sheet.cell(at, 1), name)
        write_cell(sheet.cell(at, 2), value)
        sheet.cell(at, 1).font = Font(bold=True)
        sheet.cell(at, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 16
    sheet.column_dimensions["B"].width = 80
