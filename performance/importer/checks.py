"""Everything that can be wrong with a dataset that could be laid out: one function each, all problems gathered.

Each function takes the layout and yields problems; each problem names the sheet and the cell and says how to mend it.
`read_figure` turns one cell into what is stored, by the same rules, so that what passes here can be loaded.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from performance.enums import Mark, Polarity, Unit
from performance.importer.layout import IndicatorRow, Layout, month_in_words
from performance.importer.workbook import Cell
from scrutiny.dates import Month
from scrutiny.problems import Problem

LARGEST = Decimal(10) ** 9
STORED_PLACES = 8
LONGEST_LABELS = {"code": 50, "name": 500, "owner": 500, "outcome": 500}
LONGEST_GROUP = 200
LONGEST_COMPARATOR = 100
_POLARITIES = {
    "▲": Polarity.HIGH,
    "▼": Polarity.LOW,
    "high": Polarity.HIGH,
    "low": Polarity.LOW,
    "": Polarity.NEUTRAL,
    "-": Polarity.NEUTRAL,
    "neutral": Polarity.NEUTRAL,
}
_PERCENTAGE_MARKS = {"p": True, "y": True, "yes": True, "%": True, "": False, "-": False, "n": False, "no": False}
_UNIT = 0  # no column has this number
_ADDRESS = re.compile(r"\bcell ([A-Z]+)(\d+)$")
_RATE = re.compile(r"\brate\b|\bper \d[\d,]*", re.IGNORECASE)
_ERROR_TEXT = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NUM!|NAME\?|NULL!|SPILL!|CALC!)|Err:\d+")
_PERCENT_TEXT = re.compile(r"(-?\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True)
class Figure:
    """What one cell says: a value in the indicator's unit (percentages as 81.0), or the mark in its place."""

    value: Decimal | None
    mark: Mark


class FigureError(Exception):
    """A cell that cannot be read as a figure: the sentence that says so, and the one that says how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend
        super().__init__(what)


def find_problems(layout: Layout, *, month: Month | None = None) -> list[Problem]:
    """Every problem of the sheet. `month` is the one that the officer says the file is for."""
    found = list(layout.problems)
    found += month_does_not_match(layout, month)
    for check in CHECKS:
        found += check(layout)
    return found


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """As somebody mends them: what belongs to no cell first, then row by row, each from left to right."""

    def place(problem: Problem) -> tuple[int, int, str]:
        cell = _ADDRESS.search(problem.where)
        return (int(cell[2]), len(cell[1]), cell[1]) if cell else (0, 0, "")

    return sorted(problems, key=place)


def unit_of(row: IndicatorRow) -> Unit:
    """Percent where the sheet says so (column "Percentage ?", else the format of the figures); else rate or count."""
    found: Unit | None = row.read.get(_UNIT)
    if found is None:
        other = Unit.RATE if _RATE.search(row.name) else Unit.COUNT
        found = row.read[_UNIT] = Unit.PERCENT if _says_percentage(row) else other
    return found


def polarity_of(row: IndicatorRow) -> Polarity:
    """Which way is good, by the sheet's DoT column: ▲ high, ▼ low, blank neither."""
    return _POLARITIES[row.labels["polarity"].text.lower()] if "polarity" in row.labels else Polarity.NEUTRAL


def keeps_fractions(row: IndicatorRow) -> bool:
    """Whether the row's percentages stand in the cells as 0.81, by the format of those that have one.

    A single cell that lost its format, as happens when a month is rolled on, is then read like its neighbours.
    """
    return row.has_percentages


def figure_of(row: IndicatorRow, cell: Cell) -> Figure:
    """What a cell of the row says, in the row's unit. Raises FigureError like `read_figure`."""
    found: Figure | None = row.read.get(cell.column)
    if found is None:
        found = row.read[cell.column] = read_figure(cell, unit_of(row), fractions=row.has_percentages)
    return found


def read_figure(cell: Cell, unit: Unit, *, fractions: bool = False) -> Figure:
    """The value or the mark in a cell. Raises FigureError with the reason if it is neither.

    `fractions` says that the cell stands in a row whose percentages are kept as 0.81.
    """
    if cell.kind == "empty":
        return Figure(None, Mark.BLANK)
    if cell.kind == "text":
        return _read_text(cell, unit)
    if cell.kind != "number":
        raise FigureError(*_NOT_A_FIGURE[cell.kind](cell))
    assert isinstance(cell.value, Decimal)
    return Figure(_sensible(_in_unit(cell, cell.value, unit, fractions), unit), Mark.FIGURE)


def month_does_not_match(layout: Layout, month: Month | None) -> Iterator[Problem]:
    """The month asked for, the last month column and the cell "Position at end of" must be one and the same."""
    last, header = layout.months[-1]
    if month and month != last:
        yield Problem(
            f"The last month in the sheet is {last.long}, but {month.long} was asked for.",
            header.where,
            f"Choose the workbook for {month.long}, or import this one as {last.long}.",
        )
    if layout.position:
        _, _, words = layout.position.text.partition(":")
        stated = month_in_words(words or layout.position.text[len("Position at end of") :])
        if stated is None:
            yield Problem(
                f"'{layout.position.text}' names no month.",
                layout.position.where,
                f"Write it as Position at end of: {last.long}.",
            )
        elif stated != last:
            yield Problem(
                f"The sheet says that it is for {stated.long}, but its last month is {last.long}.",
                layout.position.where,
                f"Correct this cell, or the heading in {header.address}.",
            )


def months_are_out_of_order(layout: Layout) -> Iterator[Problem]:
    """Months run from left to right, each the one after the one before, none twice and none left out."""
    for (before, _), (month, header) in zip(layout.months, layout.months[1:], strict=False):
        if month in [earlier for earlier, cell in layout.months if cell.column < header.column]:
            yield Problem(f"{month.long} stands twice.", header.where, "Give each month one column.")
        elif month < before:
            yield Problem(
                f"{month.long} stands after {before.long}.", header.where, "Put the months in order, oldest first."
            )
        elif month != before + 1:
            yield Problem(
                f"{(before + 1).long} is missing: {month.long} follows {before.long}.",
                header.where,
                "Add the missing column, empty if there are no figures.",
            )


def there_are_no_indicators(layout: Layout) -> Iterator[Problem]:
    """A header without a row below it is not a dataset."""
    if not layout.rows:
        yield Problem(
            "There is no indicator below the header row.",
            f"Sheet '{layout.sheet.title}', cell A{layout.header_row + 1}",
            "Check that this is the right workbook.",
        )


def an_indicator_stands_twice(layout: Layout) -> Iterator[Problem]:
    """Names identify indicators from month to month, so no two may be the same; codes may be missing or repeated."""
    first: dict[str, IndicatorRow] = {}
    for row in layout.rows:
        same = first.setdefault(row.name.casefold(), row)
        if same is not row:
            yield Problem(
                f"The indicator '{row.name}' stands in row {same.number} already.",
                row.labels["name"].where,
                "Delete one of the two rows, or give them different names.",
            )


def a_name_is_no_text(layout: Layout) -> Iterator[Problem]:
    """Names, owners and outcomes are words; an error or a date there is a slip."""
    for row in layout.rows:
        for field, longest in LONGEST_LABELS.items():
            cell = row.labels.get(field)
            if cell and cell.kind not in ("text", "number", "empty"):
                shown = cell.text or "a formula without a result"
                yield Problem(f"'{shown}' is not the {field} of an indicator.", cell.where, "Write it as text.")
            elif cell and len(cell.text) > longest:
                yield Problem(
                    f"The {field} has {len(cell.text)} characters; the limit is {longest}.", cell.where, "Shorten it."
                )


def a_heading_is_too_long(layout: Layout) -> Iterator[Problem]:
    """Groups and comparators are headings, not sentences."""
    sheet = f"Sheet '{layout.sheet.title}'"
    groups = {row.group: row.number for row in reversed(layout.rows)}
    for group, number in groups.items():
        if len(group) > LONGEST_GROUP:
            where = f"{sheet}, above row {number}"
            yield Problem(f"The group's heading has more than {LONGEST_GROUP} characters.", where, "Shorten it.")
    for name, cell in layout.rows[0].comparators if layout.rows else ():
        if len(name) > LONGEST_COMPARATOR:
            where = f"{sheet}, cell {cell.address.rstrip('0123456789')}{layout.header_row}"
            yield Problem(f"The heading has more than {LONGEST_COMPARATOR} characters.", where, "Shorten it.")


def a_polarity_is_unknown(layout: Layout) -> Iterator[Problem]:
    """The DoT column holds ▲, ▼ or nothing."""
    for row in layout.rows:
        cell = row.labels.get("polarity")
        if cell and cell.text.lower() not in _POLARITIES:
            yield Problem(
                f"'{cell.text}' does not say which way is good.",
                cell.where,
                "Write ▲ where high is good, ▼ where low is good, or leave it empty.",
            )


def a_percentage_mark_is_unknown(layout: Layout) -> Iterator[Problem]:
    """The column "Percentage ?" holds P or a dash."""
    for row in layout.rows:
        cell = row.labels.get("percentage")
        if cell and cell.text.lower() not in _PERCENTAGE_MARKS:
            yield Problem(
                f"'{cell.text}' does not say whether the indicator is a percentage.",
                cell.where,
                "Write P for a percentage, or - for anything else.",
            )


def a_figure_cannot_be_read(layout: Layout) -> Iterator[Problem]:
    """Every month, benchmark and target is a figure or one of the marks."""
    for row in layout.rows:
        for _, cell in (*row.months, *row.comparators, *row.targets):
            try:
                figure_of(row, cell)
            except FigureError as error:
                yield Problem(error.what, cell.where, error.mend)


CHECKS: tuple[Callable[[Layout], Iterator[Problem]], ...] = (
    months_are_out_of_order,
    there_are_no_indicators,
    an_indicator_stands_twice,
    a_name_is_no_text,
    a_heading_is_too_long,
    a_polarity_is_unknown,
    a_percentage_mark_is_unknown,
    a_figure_cannot_be_read,
)

_NOT_A_FIGURE: dict[str, Callable[[Cell], tuple[str, str]]] = {
    "error": lambda cell: (
        f"The cell holds the error {cell.text}.",
        "Mend the formula, or write - where there is no figure.",
    ),
    "date": lambda cell: (
        f"The cell holds a date ({cell.text}) where a number belongs.",
        "Write the figure and format the cell as a number.",
    ),
    "time": lambda cell: (
        f"The cell holds a time ({cell.text}) where a number belongs.",
        "Write the figure and format the cell as a number.",
    ),
    "truth": lambda cell: (f"The cell holds {cell.text.upper()} where a number belongs.", "Write the figure."),
    "formula": lambda cell: (
        "The cell holds a formula whose result was never stored.",
        "Open the workbook in your spreadsheet program, let it calculate, and save it; or write the figure itself.",
    ),
}


def _says_percentage(row: IndicatorRow) -> bool:
    cell = row.labels.get("percentage")
    if cell is not None:
        return _PERCENTAGE_MARKS.get(cell.text.lower(), False)
    return row.has_percentages


def _read_text(cell: Cell, unit: Unit) -> Figure:
    mark = Mark.read(cell.text)
    if mark:
        return Figure(None, mark)
    percent = _PERCENT_TEXT.fullmatch(cell.text)
    if percent and unit == Unit.PERCENT:
        return Figure(_sensible(Decimal(percent[1]), unit), Mark.FIGURE)
    # A plain table has neither errors nor dates of its own, only the words for them.
    if _ERROR_TEXT.fullmatch(cell.text):
        raise FigureError(*_NOT_A_FIGURE["error"](cell))
    if month_in_words(cell.text):
        raise FigureError(*_NOT_A_FIGURE["date"](cell))
    try:
        is_number = Decimal(cell.text.replace(",", "")).is_finite()
    except InvalidOperation:
        is_number = False
    if not is_number:
        shown = cell.text if len(cell.text) <= 40 else f"{cell.text[:39]}…"
        raise FigureError(
            f"The cell holds the text '{shown}' where a number belongs.",
            "Write a number, or one of the marks -, Local, TBC and n/a.",
        )
    raise FigureError(
        f"The number {cell.text} is stored as text.", "Format the cell as a number and write the figure again."
    )


def _in_unit(cell: Cell, number: Decimal, unit: Unit, fractions: bool) -> Decimal:
    """A stored number in the indicator's unit: 0.81 shown as 81% is 81."""
    if unit != Unit.PERCENT:
        if cell.is_percentage:
            raise FigureError(
                "The cell is formatted as a percentage, but the indicator is not one.",
                "Correct the cell's format, or write P in the column 'Percentage ?'.",
            )
        return number
    if cell.is_percentage or (fractions and number <= 1):
        return number * 100
    if 0 < number <= 1:
        raise FigureError(
            f"It is not clear whether {number} means {number}% or {(number * 100).normalize():f}%.",
            "Format the cell as a percentage.",
        )
    return number


def _sensible(value: Decimal, unit: Unit) -> Decimal:
    """The value, to the places that are stored. Raises FigureError if no such figure can be right."""
    shown = f"{value.normalize():f}" + ("%" if unit == Unit.PERCENT else "")
    if value < 0:
        raise FigureError(f"{shown} is below zero.", "A count, a rate or a percentage cannot be: correct it.")
    if unit == Unit.PERCENT and value > 100:
        raise FigureError(f"{shown} is more than 100%.", "Correct the figure, or the format of the cell.")
    if value > LARGEST:
        raise FigureError(f"{value:.0f} is too large to be right.", "Correct the figure.")
    return round(value, STORED_PLACES)
