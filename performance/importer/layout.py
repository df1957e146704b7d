"""Finds what is where in the monthly sheet: header row, months, groups and indicators. Judges no figures.

What cannot be laid out at all raises ProblemsError; what can be laid out but is wrong (months twice, out of order) is
kept as it is, for checks.py to report together with everything else.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from performance.importer.workbook import Cell, Sheet
from scrutiny.dates import MONTH_NAMES, Month
from scrutiny.problems import Problem, ProblemsError

_KNOWN_HEADERS = {
    "code": r"(indicator )?(code|ref|reference)",
    "name": r"(indicator|measure)( name| title)?",
    "owner": r"(indicator |data )?(owner|lead|lead officer)",
    "outcome": r"outcomes?\b.*",
    "change_month": r"% change from prev.*",
    "change_year": r"% change from same month.*",
    "polarity": r"dot|direction of travel|good to be|polarity",
    "average_12": r"12[ -]?mo?n?th(ly)? (average|avg|mean).*",
    "maximum_12": r"12[ -]?mo?n?th(ly)? max.*",
    "percentage": r"percentage ?\??",
}
FIELDS = {
    "name": "The indicator’s name",
    "code": "Its code",
    "owner": "Who owns it",
    "outcome": "The outcome for children",
    "polarity": "Which way is good (▲ or ▼)",
    "percentage": "Whether it is a percentage (P)",
    "change_month": "Change on the month before, to check ours against",
    "change_year": "Change on the year before, to check ours against",
    "average_12": "12-month average, to check ours against",
    "maximum_12": "12-month highest, to check ours against",
    "comparator": "Figures of others to compare with",
    "ignored": "Not read",
}
"""What a column that is no month and no target may hold."""

_SHARED = ("owner", "outcome")
_TARGET = re.compile(r"target\s*(?:20)?(\d\d)\s*[-/–]\s*(?:20)?(\d\d)", re.IGNORECASE)
_LONG_MONTH = re.compile(r"([a-z]+)[\s\-–/.]*(\d{4}|\d{2})", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")  # as Britain writes it: 01/04/2017
_LOOKS_LIKE_MONTH = re.compile(r"[a-z]{3,9}-(\d{2}|\d{4})", re.IGNORECASE)
_POSITION = re.compile(r"position at end of\s*:?\s*(.*)", re.IGNORECASE)
_BENCHMARK_YEAR = re.compile(r"using (\d{4}\s*[-/–]\s*\d{2,4}) data", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """What an officer said of a dataset's workbook, remembered with the dataset: the sheet, and what headings mean.

    `meanings` gives one of FIELDS for a heading in small letters. Empty where the sheet speaks for itself.
    """

    sheet: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


class UnclearError(ProblemsError):
    """The sheet could be laid out if somebody said where the dataset is, or what its columns mean.

    `sheets` are those that could hold it; `headings` those of the row with the months, as far as they tell themselves.
    """

    def __init__(
        self, problems: Sequence[Problem], *, sheets: Sequence[str], headings: Sequence["Heading"] = ()
    ) -> None:
        self.sheets, self.headings = tuple(sheets), tuple(headings)
        super().__init__(problems)


@dataclass(frozen=True)
class Heading:
    """A column of the header row that is no month: its letter, its words, and which of FIELDS or "target" it is."""

    letter: str
    text: str
    meaning: str


@dataclass(frozen=True)
class IndicatorRow:
    """The cells of one indicator: its labels by field, its figures by month, comparator and financial year."""

    number: int
    group: str
    labels: dict[str, Cell]
    months: tuple[tuple[Month, Cell], ...]
    comparators: tuple[tuple[str, Cell], ...]
    targets: tuple[tuple[str, Cell], ...]

    @cached_property
    def has_percentages(self) -> bool:
        """Whether a figure of its months is formatted to be shown as a percentage."""
        return any(cell.kind == "number" and cell.is_percentage for _, cell in self.months)

    @cached_property
    def read(self) -> dict[int, Any]:
        """By column, what checks.figure_of has made of the row's cells: each is read once, however many ask."""
        return {}

    @property
    def name(self) -> str:
        return self.labels["name"].text

    @property
    def code(self) -> str:
        return self.labels["code"].text if "code" in self.labels else ""


@dataclass(frozen=True)
class Layout:
    """The monthly sheet, laid out. `problems` are those met on the way that did not stop it."""

    sheet: Sheet
    header_row: int
    title: str
    position: Cell | None
    notes: tuple[str, ...]
    benchmark_year: str
    months: tuple[tuple[Month, Cell], ...]
    rows: tuple[IndicatorRow, ...]
    headings: tuple[Heading, ...]
    problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def made(self) -> dict[str, Any]:
        """What has been worked out from the sheet alone, by the name of the work: once, however often it is shown."""
        return {}

    @property
    def last_month(self) -> Month:
        return self.months[-1][0]


def lay_out(sheets: Sequence[Sheet], said: Columns | None = None) -> Layout:
    """Lay out the sheet that holds the dataset. Raises ProblemsError when no sheet, or more than one, does.

    It is an UnclearError where somebody could say so; `said` is what somebody said.
    """
    said = said or Columns()
    sheet, header_row = _find_header(sheets, said)
    problems: list[Problem] = []
    headings: list[Heading] = []
    columns, months, comparators, targets = _read_header(sheet, header_row, said, problems, headings)
    rows, notes = _read_rows(sheet, header_row, columns, months, comparators, targets, problems)
    above = [cell for row in range(1, header_row) for cell in sheet.row(row)]
    position = next((cell for cell in above if _POSITION.match(cell.text)), None)
    title = sheet.cell(1, 1).text or next((cell.text for cell in above if cell.kind == "text"), "")
    # The key stands to the right of the notes; this service explains its own arrows.
    first_columns = [cell for cell in above if cell.column < months[0][1].column and cell != position]
    notes = tuple(cell.text for cell in first_columns if cell.text != title) + notes
    year = next((found[1] for note in notes if (found := _BENCHMARK_YEAR.search(note))), "")
    return Layout(
        sheet, header_row, title, position, notes, _tidy_year(year), months, rows, tuple(headings), tuple(problems)
    )


def read_month(cell: Cell) -> Month | None:
    """The month that a cell names: a real date, Apr-17, April 2017 or 2017-04."""
    try:
        if cell.kind == "date":
            return Month.of(datetime.date.fromisoformat(cell.text))
        return month_in_words(cell.text) if cell.kind == "text" else None
    except ValueError:
        return None


def month_in_words(text: str) -> Month | None:
    """The month that Apr-17, Sept 17, April 2017 or 2017-04 names; None for anything else."""
    try:
        return Month.parse(text)
    except ValueError:
        pass
    day = _DAY.fullmatch(text.strip())
    if day:
        year = int(day[3]) + (2000 if len(day[3]) == 2 else 0)
        return Month(year, int(day[2])) if 1 <= int(day[2]) <= 12 and 1900 <= year <= 2200 else None
    found = _LONG_MONTH.fullmatch(text.strip())
    if not found or len(found[1]) < 3:
        return None
    number = next((n for n, name in enumerate(MONTH_NAMES, 1) if name.lower().startswith(found[1].lower())), None)
    year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
    return Month(year, number) if number and 1900 <= year <= 2200 else None


def _find_header(sheets: Sequence[Sheet], said: Columns) -> tuple[Sheet, int]:
    """The sheet and row where "Indicator" stands beside at least one month."""
    named = [sheet for sheet in sheets if sheet.title == said.sheet]
    looked_at = named or list(sheets)
    found = [(sheet, row) for sheet in looked_at for row in sheet.rows() if _is_header(sheet.row(row), said)]
    if len(found) == 1:
        return found[0]
    titles = list(dict.fromkeys(sheet.title for sheet, _ in found))
    if not found:
        raise _no_header(looked_at, said)
    problems = [
        Problem(
            "This is one of several header rows, so it is not clear where the dataset is.",
            where=sheet.row(row)[0].where,
            mend="Keep one sheet with one header row, and delete or hide the others.",
        )
        for sheet, row in found
    ]
    # Of several sheets one can be chosen; two tables on one sheet can not be told apart.
    raise UnclearError(problems, sheets=titles) if len(titles) == len(found) else ProblemsError(problems)


def _no_header(sheets: Sequence[Sheet], said: Columns) -> ProblemsError:
    names = ", ".join(f"'{sheet.title}'" for sheet in sheets) or "none that can be seen"
    problem = Problem(
        f"No header row was found (sheets looked at: {names}).",
        where=f"Sheet '{sheets[0].title}', cell A1" if sheets else "",
        mend="The header row needs the heading 'Indicator' and, to its right, the months, such as Apr-17.",
    )
    for sheet in sheets:
        for row in sheet.rows():
            cells = sheet.row(row)
            words = [cell for cell in cells if cell.kind == "text" and not read_month(cell)]
            months = [cell.column for cell in cells if read_month(cell)]
            if words and len(months) > 1:
                headings = [_guessed(cell, said, months[0]) for cell in words if not _TARGET.fullmatch(cell.text)]
                return UnclearError([problem], sheets=[sheet.title], headings=headings)
    return ProblemsError([problem])


def _guessed(cell: Cell, said: Columns, first_month: int) -> Heading:
    """A heading with what it most likely means: right of the months stand figures of others, left of them anything."""
    return Heading(
        cell.letter, cell.text, _field_of(cell, said) or ("comparator" if cell.column > first_month else "ignored")
    )


def _is_header(cells: list[Cell], said: Columns) -> bool:
    # Words only, unless somebody said what other headings mean: figures are not worth a look.
    names = [cell for cell in cells if (said.meanings or cell.kind == "text") and _field_of(cell, said) == "name"]
    return bool(names) and any(read_month(cell) and cell.column > names[0].column for cell in cells)


def _field_of(cell: Cell, said: Columns) -> str | None:
    """What the heading means: what somebody said, else what it says itself."""
    text = cell.text.lower()
    return said.meanings.get(text) or (_known_field(text) if cell.kind == "text" else None)


@lru_cache(maxsize=4_096)
def _known_field(text: str) -> str | None:
    return next((name for name, pattern in _KNOWN_HEADERS.items() if re.fullmatch(pattern, text)), None)


def _read_header(
    sheet: Sheet, header_row: int, said: Columns, problems: list[Problem], headings: list[Heading]
) -> tuple[dict[str, int], tuple[tuple[Month, Cell], ...], list[tuple[str, int]], list[tuple[str, int]]]:
    """Columns by field, the months with their header cells, and the columns of comparators and of targets."""
    columns: dict[str, int] = {}
    months: list[tuple[Month, Cell]] = []
    comparators: list[tuple[str, int]] = []
    targets: list[tuple[str, int]] = []
    last_month = max(cell.column for cell in sheet.row(header_row) if read_month(cell))
    taken: set[str] = set()
    for cell in sheet.row(header_row):
        known, month, target = _field_of(cell, said), read_month(cell), _TARGET.fullmatch(cell.text)
        if known in ("ignored", "comparator"):
            headings.append(Heading(cell.letter, cell.text, known))
            if known == "comparator":
                comparators.append((cell.text, cell.column))
            continue
        heading = known or (f"20{target[1]}-{target[2]}" if target else cell.text.casefold())
        if month:
            months.append((month, cell))
        elif heading in taken:
            problems.append(
                Problem(f"The heading '{cell.text}' stands twice.", cell.where, "Keep one of the two columns.")
            )
        elif known:
            columns[known] = cell.column
            headings.append(Heading(cell.letter, cell.text, known))
        elif months and cell.column < last_month:
            problems.append(
                Problem(
                    f"'{cell.text}' stands among the months but is not one.",
                    cell.where,
                    "Write the month as a date or as Apr-17.",
                )
            )
        elif target:
            targets.append((heading, cell.column))
            headings.append(Heading(cell.letter, cell.text, "target"))
        elif cell.text.lower().startswith("target"):
            problems.append(Problem(f"'{cell.text}' names no financial year.", cell.where, "Write it as Target 18-19."))
        elif months and (cell.kind != "text" or _LOOKS_LIKE_MONTH.fullmatch(cell.text)):
            problems.append(
                Problem(
                    f"The heading '{cell.text}' is neither a month nor the name of a comparator.",
                    cell.where,
                    "Write a month as a date or as Apr-17, a comparator as words.",
                )
            )
        elif months:
            comparators.append((cell.text, cell.column))
            headings.append(Heading(cell.letter, cell.text, "comparator"))
        else:
            headings.append(Heading(cell.letter, cell.text, "ignored"))
        taken.add(heading)
    return columns, tuple(months), comparators, targets


def _read_rows(
    sheet: Sheet,
    header_row: int,
    columns: dict[str, int],
    months: tuple[tuple[Month, Cell], ...],
    comparators: list[tuple[str, int]],
    targets: list[tuple[str, int]],
    problems: list[Problem],
) -> tuple[tuple[IndicatorRow, ...], tuple[str, ...]]:
    """The indicators under their groups, and what stands below the last of them as notes."""
    rows: list[IndicatorRow] = []
    notes: list[str] = []
    waiting: list[str] = []
    group = ""
    for number in sheet.rows():
        cells = sheet.row(number)
        if number <= header_row:
            continue
        if len(cells) == 1 and cells[0].kind == "text" and cells[0].column <= columns["name"]:
            waiting.append(cells[0].text)
            continue
        if waiting:
            notes += waiting[:-1]
            group, waiting = waiting[-1], []
        labels = {
            # One owner or outcome may stand in a cell that is merged over several rows.
            name: sheet.cell(number, column) if name not in _SHARED else sheet.shown(number, column)
            for name, column in columns.items()
        }
        if not labels["name"].text:
            problems.append(
                Problem(
                    "This row has figures but no indicator.",
                    labels["name"].where,
                    "Write the indicator's name, or clear the row.",
                )
            )
            continue
        rows.append(
            IndicatorRow(
                number,
                group,
                labels,
                tuple((month, sheet.cell(number, header.column)) for month, header in months),
                tuple((name, sheet.cell(number, column)) for name, column in comparators),
                tuple((year, sheet.cell(number, column)) for year, column in targets),
            )
        )
    return tuple(rows), (*notes, *waiting)


def _tidy_year(text: str) -> str:
    """2016/2017 and 2016-17 as 2016-17."""
    years = re.findall(r"\d+", text)
    return f"{years[0]}-{years[1][-2:]}" if len(years) == 2 else ""
