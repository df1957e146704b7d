"""Our figures against those that the workbook prints beside its months: change, average and maximum, row by row.

A difference says which cell, what stands there, what we work out from the months, and what most likely lies behind it.
Nothing here stops an import: the months are what is imported.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import pandas as pd

from performance import calculations, words
from performance.calculations import round_half_up
from performance.enums import Mark, Unit
from performance.importer.checks import unit_of
from performance.importer.consistency import value_of
from performance.importer.layout import IndicatorRow, Layout
from performance.importer.workbook import Cell

PRINTED = {
    "change_month": "Change on the month",
    "change_year": "Change on the year",
    "average_12": "12-month average",
    "maximum_12": "12-month highest",
}


class Cause(StrEnum):
    """What most likely lies behind a difference."""

    UNROUNDED = "The workbook works it out from figures that it shows rounded; the months as printed cannot give it."
    MISSING_MONTH = "The workbook has it although {month} cannot be read in it (cell {cell}), so we have none."
    NOT_GIVEN = "The workbook says that there is none, although the months give one."
    UNKNOWN = "It does not follow from the months in the sheet: look at the formula, or at the months."


@dataclass(frozen=True)
class Difference:
    """One printed figure that our own is not, to the digit in which it is printed."""

    indicator: str
    what: str
    cell: str
    theirs: str
    ours: str
    cause: Cause
    explanation: str

    def __str__(self) -> str:
        return (
            f"{self.indicator}: {self.what} ({self.cell}) is {self.theirs} in the workbook, "
            f"{self.ours} from its months. {self.explanation}"
        )


def reconcile(layout: Layout) -> tuple[Difference, ...]:
    """Every printed figure that differs from ours, from top to bottom. A cell without a figure is not compared."""
    found: tuple[Difference, ...] | None = layout.made.get("differences")
    if found is None:
        found = layout.made["differences"] = _reconcile(layout)
    return found


def _reconcile(layout: Layout) -> tuple[Difference, ...]:
    rows = layout.rows
    months = [month for month, _ in layout.months]
    units = [unit_of(row) for row in rows]
    figures = [[value_of(row, cell) for _, cell in row.months] for row in rows]
    frame = pd.DataFrame(figures, index=range(len(rows)), columns=months, dtype="float64")
    ours = calculations.analyse(frame).to_dict("index")
    found: list[Difference] = []
    for at, row in enumerate(rows):
        found += _differences(row, units[at], figures[at], ours[at])
    return tuple(found)


def _differences(
    row: IndicatorRow, unit: Unit, figures: list[float | None], ours: dict[object, object]
) -> Iterator[Difference]:
    for field, what in PRINTED.items():
        cell = row.labels.get(field)
        if cell is None or cell.kind == "empty":
            continue
        value = ours[field]
        mine = None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]
        is_change = field.startswith("change")
        theirs, places = _printed(cell, percent=is_change or unit == Unit.PERCENT, points=is_change)
        if cell.kind not in ("number", "text") or (theirs is None and Mark.read(cell.text) is None):
            continue  # an error or a sentence: nothing to compare with
        if (None if mine is None else round_half_up(mine, places)) == theirs:
            continue
        percent = Unit.PERCENT if is_change else unit
        cause, explanation = _cause(row, unit, field, figures, theirs, places)
        yield Difference(
            row.name, what, cell.address,
            _shown(theirs, percent, places, cell), _shown(mine, percent, places, None), cause, explanation,
        )  # fmt: skip


def _printed(cell: Cell, *, percent: bool, points: bool) -> tuple[Decimal | None, int]:
    """What the cell shows, to the digit, in our units (percentages 81.0), and how many places it has."""
    if cell.kind == "text":
        text = cell.text.rstrip("% ").replace("−", "-").replace(",", "").lstrip("+")
        try:
            number = Decimal(text)
        except ArithmeticError:
            return None, 0
        return number, max(0, -int(number.as_tuple().exponent))
    if cell.kind != "number":
        return None, 0
    assert isinstance(cell.value, Decimal)
    format = cell.number_format.split(";")[0]
    is_fraction = "%" in format or (points and abs(cell.value) < 10 and format == "General")
    number = cell.value * 100 if is_fraction else cell.value
    _, point, digits = format.strip("%").partition(".")
    places = sum(sign in "0#" for sign in digits) if point else 0
    if format == "General":
        places = max(0, -int(number.normalize().as_tuple().exponent))
    return round_half_up(number, places), places


def _cause(
    row: IndicatorRow, unit: Unit, field: str, figures: list[float | None], theirs: Decimal | None, places: int
) -> tuple[Cause, str]:
    if theirs is None:
        return Cause.NOT_GIVEN, Cause.NOT_GIVEN
    needed = {"change_month": [-1, -2], "change_year": [-1, -13]}.get(field, [])
    for at in needed:
        if len(figures) >= -at and figures[at] is None:
            month, cell = row.months[at]
            return Cause.MISSING_MONTH, Cause.MISSING_MONTH.format(month=month.long, cell=cell.address)
    if _could_be_unrounded(row, unit, field, figures, float(theirs), places):
        return Cause.UNROUNDED, Cause.UNROUNDED
    return Cause.UNKNOWN, Cause.UNKNOWN


def _could_be_unrounded(
    row: IndicatorRow, unit: Unit, field: str, figures: list[float | None], theirs: float, places: int
) -> bool:
    """Whether months that print as these do, but are not rounded, could give the printed figure."""
    half = _half_a_place(row, unit)
    slack = 0.5 * 10.0**-places
    if field.startswith("change"):
        latest, base = figures[-1], figures[-2 if field == "change_month" else -13]
        if latest is None or base is None or base - half <= 0:
            return False
        least = ((latest - half) / (base + half) - 1) * 100
        most = ((latest + half) / (base - half) - 1) * 100
        return least - slack <= theirs <= most + slack
    there = [figure for figure in figures[-calculations.AVERAGED_MONTHS :] if figure is not None]
    middle = max(there, default=0.0) if field == "maximum_12" else sum(there) / max(len(there), 1)
    return abs(theirs - middle) <= half + slack


def _half_a_place(row: IndicatorRow, unit: Unit) -> float:
    """Half of the last place in which the months are printed, in the indicator's unit."""
    places = 0
    for _, cell in row.months:
        if cell.kind == "number":
            assert isinstance(cell.value, Decimal)
            exact = cell.value * 100 if unit == Unit.PERCENT and cell.is_percentage else cell.value
            places = max(places, min(4, -int(round(exact, 6).normalize().as_tuple().exponent)))
    return 0.5 * 10.0**-places


def _shown(number: float | Decimal | None, unit: Unit, places: int, cell: Cell | None) -> str:
    if number is None:
        return (cell.text if cell else "") or "n/a"
    return words.figure(number, unit, places)
