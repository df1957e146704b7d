"""A dataset report as CSV, XLSX or JSON: the same figures in three shapes. Reads nothing but the report.

The JSON is a public interface (see export_data): keys are added, never renamed.
"""

import io
import json
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from performance import spc
from performance.enums import Unit
from performance.reports import DatasetReport, DatasetRow, Figure, control_chart
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


def _cell(figure: Figure, row: DatasetRow) -> dict[str, Any]:
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
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = str(report.month)
    for at, row in enumerate(_table(report), 1):
        for column, value in enumerate(row, 1):
            write_cell(sheet.cell(at, column), value)
    for column, heading in enumerate(sheet[1], 1):
        heading.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(10, len(str(heading.value)) + 1)
    sheet.column_dimensions["B"].width = 70
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
