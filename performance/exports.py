"""A dataset report, or a selection, as CSV, XLSX or JSON: the same figures in three shapes. Reads nothing else.

The JSON is a public interface (see export_data): keys are added, never renamed.
"""

import io
import json
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from performance import spc
from performance.enums import Mark, Unit
from performance.reports import DatasetReport, DatasetRow, Figure, control_chart
from performance.reports.explore import Selection, SelectionRow
from scrutiny.spreadsheets import csv_of, write_cell

FORMATS = ("csv", "xlsx", "json")


def export(report: DatasetReport, format: str) -> bytes:
    """The report in one of FORMATS, encoded as a file holds it."""
    return {"csv": _csv, "xlsx": _xlsx, "json": _json}[format](report)


def export_data(report: DatasetReport) -> dict[str, Any]:
    """The report as plain data: {"month": "2018-04", "indicators": [...]}.

    Percentages are 81.0, not 0.81. A figure is {"value": 1278, "mark": null}; a mark such as "-" has value null,
    and a cell left blank in the source has neither. Changes are in percent, unrounded, null where there is no base.
    `direction` is by the source's 10% rule, for the month and for the year.
    """
    return {"month": str(report.month), "indicators": [_indicator(report, row) for row in report.rows]}


def _indicator(report: DatasetReport, row: DatasetRow) -> dict[str, Any]:
    control = control_chart(row, report.months, report.target_years)
    return {
        "code": row.code,
        "name": row.name,
        "group": row.group,
        "owner": row.owner,
        "polarity": row.polarity.value,
        "unit": row.unit.value,
        "values": {str(month): _cell(fig, row) for month, fig in zip(report.months, row.figures, strict=True)},
        "change_month": row.change_month.value,
        "change_year": row.change_year.value,
        "direction": {
            "month": row.change_month.direction.value,
            "year": row.change_year.direction.value,
        },
        "average_12": row.average.value,
        "maximum_12": _number(row.maximum.value, row.unit),
        "benchmarks": {name: _cell(fig, row) for name, fig in zip(report.comparators, row.benchmarks, strict=True)},
        "targets": {year: _cell(fig, row) for year, fig in zip(report.target_years, row.targets, strict=True)},
        "spc": _control(control),
    }


def _control(control: spc.Chart) -> dict[str, Any]:
    return {
        "mean": control.mean,
        "lower": control.lower,
        "upper": control.upper,
        "points": [
            {"month": str(point.label), "value": point.value, "signal": point.cause.value if point.cause else None}
            for point in control.points
        ],
        "variation": control.variation.value,
        "assurance": control.assurance.value,
    }


def _cell(figure: Figure, row: DatasetRow | SelectionRow) -> dict[str, Any]:
    return {"value": _number(figure.value, row.unit), "mark": figure.mark.printed or None}


def _number(value: float | None, unit: Unit) -> float | int | None:
    """Whole counts and rates as integers: 1278, not 1278.0."""
    return int(value) if value is not None and unit != Unit.PERCENT and value.is_integer() else value


def _json(report: DatasetReport) -> bytes:
    return (json.dumps(export_data(report), indent=2, ensure_ascii=False) + "\n").encode()


def _table(report: DatasetReport) -> Iterable[list[Any]]:
    """The data in columns: a heading row, then a row an indicator. Marks stand where figures would."""
    data = export_data(report)
    months = [str(month) for month in report.months]
    yield (
        ["code", "name", "group", "owner", "polarity", "unit", *months]
        + ["change_month", "change_year", "direction_month", "direction_year", "average_12", "maximum_12"]
        + [f"benchmark {name}" for name in report.comparators]
        + [f"target {year}" for year in report.target_years]
        + ["spc_mean", "spc_lower", "spc_upper", "spc_signals", "spc_variation", "spc_assurance"]
    )
    for row in data["indicators"]:
        control = row["spc"]
        signals = " ".join(point["month"] for point in control["points"] if point["signal"])
        yield (
            [row[key] for key in ("code", "name", "group", "owner", "polarity", "unit")]
            + [_flat(row["values"][month]) for month in months]
            + [row["change_month"], row["change_year"], row["direction"]["month"], row["direction"]["year"]]
            + [row["average_12"], row["maximum_12"]]
            + [_flat(row["benchmarks"][name]) for name in report.comparators]
            + [_flat(row["targets"][year]) for year in report.target_years]
            + [control["mean"], control["lower"], control["upper"], signals]
            + [control["variation"], control["assurance"]]
        )


def _flat(cell: dict[str, Any]) -> Any:
    return cell["mark"] if cell["value"] is None else cell["value"]


def _csv(report: DatasetReport) -> bytes:
    return csv_of(_table(report))


def _xlsx(report: DatasetReport) -> bytes:
    notes = [report.title, f"Published by {report.council}", *report.notes]
    return _workbook(str(report.month), list(_table(report)), notes)


def export_selection(selection: Selection, format: str) -> bytes:
    """What somebody chose of a dataset in one of FORMATS: an indicator a row, a month a column."""
    if format == "json":
        return (json.dumps(selection_data(selection), indent=2, ensure_ascii=False) + "\n").encode()
    rows = list(_selection_table(selection))
    if format == "csv":
        return csv_of(rows)
    return _workbook("Selection", rows, [selection.dataset])


def selection_data(selection: Selection) -> dict[str, Any]:
    """The selection as plain data, figures as in `export_data`."""
    return {
        "dataset": selection.dataset,
        "months": [str(month) for month in selection.months],
        "comparator": selection.comparator or None,
        "indicators": [
            {
                "code": row.code,
                "name": row.name,
                "group": row.group,
                "unit": row.unit.value,
                "values": {
                    str(month): _cell(figure, row) for month, figure in zip(selection.months, row.figures, strict=True)
                },
                "comparator": _cell(row.benchmark, row) if selection.comparator else None,
            }
            for row in selection.rows
        ],
    }


def _selection_table(selection: Selection) -> Iterable[list[Any]]:
    data = selection_data(selection)
    others = [selection.comparator] if selection.comparator else []
    yield ["code", "name", "group", "unit", *data["months"], *others]
    for row in data["indicators"]:
        yield (
            [row[key] for key in ("code", "name", "group", "unit")]
            + [_flat(cell) for cell in row["values"].values()]
            + [_flat(row["comparator"]) for _ in others]
        )


def _workbook(title: str, rows: list[list[Any]], notes: list[str]) -> bytes:
    """A sheet with the rows, the first of them as headings that stay in sight, and one that says what it is."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column)
            write_cell(cell, value)
            if at > 1 and isinstance(value, float) and not value.is_integer():
                cell.number_format = "0.0"
            if at > 1 and not isinstance(value, str):
                cell.alignment = Alignment(horizontal="right")
    for column, heading in enumerate(sheet[1], 1):
        heading.font = Font(bold=True, color="FFFFFF")
        heading.fill = PatternFill("solid", fgColor="14395B")
        heading.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(10, min(len(str(heading.value)) + 1, 24))
    sheet.column_dimensions["B"].width = 70
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    about = book.create_sheet("About")
    marks = [f"{mark.printed}: {mark.label}" for mark in Mark if mark.printed]
    for at, line in enumerate([*notes, "Percentages are in percent: 81 is 81%.", *marks], 1):
        write_cell(about.cell(at, 1), line)
    about.column_dimensions["A"].width = 90
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
