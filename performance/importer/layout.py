"""Finds what is where in the monthly sheet: header row, months, groups and indicators. Judges no figures.

What cannot be laid out at all raises ProblemsError; what can be laid out but is wrong (months twice, out of order) is
kept as it is, for checks.py to report together with everything else.
"""

import datetime
import re
from dataclasses import dataclass, field

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
_TARGET = re.compile(r"target\s*(?:20)?(\d\d)\s*[-/–]\s*(?:20)?(\d\d)", re.IGNORECASE)
_LONG_MONTH = re.compile(r"([a-z]+)[\s\-–/.]*(\d{4}|\d{2})", re.IGNORECASE)
_LOOKS_LIKE_MONTH = re.compile(r"[a-z]{3,9}-(\d{2}|\d{4})", re.IGNORECASE)
_POSITION = re.compile(r"position at end of\s*:?\s*(.*)", re.IGNORECASE)
_BENCHMARK_YEAR = re.compile(r"using (\d{4}\s*[-/–]\s*\d{2,4}) data", re.IGNORECASE)


@dataclass(frozen=True)
class IndicatorRow:
    """The cells of one indicator: its labels by field, its figures by month, comparator and financial year."""

    number: int
    group: str
    labels: dict[str, Cell]
    months: tuple[tuple[Month, Cell], ...]
    comparators: tuple[tuple[str, Cell], ...]
    targets: tuple[tuple[str, Cell], ...]

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
    problems: tuple[Problem, ...] = field(default=())

    @property
    def last_month(self) -> Month:
        return self.months[-1][0]


def lay_out(sheets: list[Sheet]) -> Layout:
    """Lay out the sheet that holds the dataset. Raises ProblemsError when no sheet, or more than one, does."""
    sheet, header_row = _find_header(sheets)
    problems: list[Problem] = []
    columns, months, comparators, targets = _read_header(sheet, header_row, problems)
    rows, notes = _read_rows(sheet, header_row, columns, months, comparators, targets, problems)
    above = [cell for row in range(1, header_row) for cell in sheet.row(row)]
    position = next((cell for cell in above if _POSITION.match(cell.text)), None)
    title = sheet.cell(1, 1).text or next((cell.text for cell in above if cell.kind == "text"), "")
    # The key stands to the right of the notes; this service explains its own arrows.
    first_columns = [cell for cell in above if cell.column < months[0][1].column and cell != position]
    notes = tuple(cell.text for cell in first_columns if cell.text != title) + notes
    year = next((found[1] for note in notes if (found := _BENCHMARK_YEAR.search(note))), "")
    return Layout(sheet, header_row, title, position, notes, _tidy_year(year), months, rows, tuple(problems))


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
    found = _LONG_MONTH.fullmatch(text.strip())
    if not found or len(found[1]) < 3:
        return None
    number = next((n for n, name in enumerate(MONTH_NAMES, 1) if name.lower().startswith(found[1].lower())), None)
    year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
    return Month(year, number) if number and 1900 <= year <= 2200 else None


def _find_header(sheets: list[Sheet]) -> tuple[Sheet, int]:
    """The sheet and row where "Indicator" stands beside at least one month."""
    found = [(sheet, row) for sheet in sheets for row in sheet.rows() if _is_header(sheet.row(row))]
    if len(found) == 1:
        return found[0]
    if not found:
        names = ", ".join(f"'{sheet.title}'" for sheet in sheets) or "none that can be seen"
        where = f"Sheet '{sheets[0].title}', cell A1" if sheets else ""
        raise ProblemsError(
            [
                Problem(
                    f"No header row was found (sheets looked at: {names}).",
                    where=where,
                    mend="The header row needs the heading 'Indicator' and, to its right, the months, such as Apr-17.",
                )
            ]
        )
    raise ProblemsError(
        [
            Problem(
                "This is one of several header rows, so it is not clear where the dataset is.",
                where=sheet.row(row)[0].where,
                mend="Keep one sheet with one header row, and delete or hide the others.",
            )
            for sheet, row in found
        ]
    )


def _is_header(cells: list[Cell]) -> bool:
    names = [cell for cell in cells if _field_of(cell) == "name"]
    return bool(names) and any(read_month(cell) and cell.column > names[0].column for cell in cells)


def _field_of(cell: Cell) -> str | None:
    text = cell.text.lower()
    return next((name for name, pattern in _KNOWN_HEADERS.items() if re.fullmatch(pattern, text)), None)


def _read_header(
    sheet: Sheet, header_row: int, problems: list[Problem]
) -> tuple[dict[str, int], tuple[tuple[Month, Cell], ...], list[tuple[str, int]], list[tuple[str, int]]]:
    """Columns by field, the months with their header cells, and the columns of comparators and of targets."""
    columns: dict[str, int] = {}
    months: list[tuple[Month, Cell]] = []
    comparators: list[tuple[str, int]] = []
    targets: list[tuple[str, int]] = []
    last_month = max(cell.column for cell in sheet.row(header_row) if read_month(cell))
    taken: set[str] = set()
    for cell in sheet.row(header_row):
        known, month, target = _field_of(cell), read_month(cell), _TARGET.fullmatch(cell.text)
        heading = known or (f"20{target[1]}-{target[2]}" if target else cell.text.casefold())
        if month:
            months.append((month, cell))
        elif heading in taken:
            problems.append(
                Problem(f"The heading '{cell.text}' stands twice.", cell.where, "Keep one of the two columns.")
            )
        elif known:
            columns[known] = cell.column
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
        labels = {name: sheet.cell(number, column) for name, column in columns.items()}
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
