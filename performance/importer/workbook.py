"""Opens a workbook that nobody vouches for and gives its cells. Knows nothing of indicators and months.

The file is looked at first (what it is, and whether it would unpack to something absurd), then read in a process of its
own with bounds on time and memory, because a file of a few kilobytes can cost gigabytes to open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from performance.importer import warm
from performance.importer.delimited import read_delimited
from performance.importer.guard import LARGEST_FILE, LOCKED, Kind, kind_of
from scrutiny.problems import Problem, ProblemsError

__all__ = ["LARGEST_FILE", "Book", "Cell", "Sheet", "read_book", "read_workbook"]


class Cell(NamedTuple):
    """One cell. `kind` is number, text, date, time, truth, error, formula (without a stored value) or empty.

    `value` is a Decimal for a number, the ISO text of a date, else text; percentages are as stored, 0.81. `text` is
    what stands in the cell, as text without the spaces around it; empty for an empty cell.
    """

    sheet: str
    row: int
    column: int
    kind: str = "empty"
    value: Decimal | str | None = None
    number_format: str = "General"
    is_formula: bool = False
    text: str = ""

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def letter(self) -> str:
        return get_column_letter(self.column)

    @property
    def where(self) -> str:
        return f"Sheet '{self.sheet}', cell {self.address}"

    @property
    def is_percentage(self) -> bool:
        """Whether the cell is formatted to be shown as a percentage."""
        return "%" in self.number_format


@dataclass(frozen=True)
class Sheet:
    """One visible sheet: its cells by (row, column), counted from 1.

    `merged` are its merged cells, each as first row, first column, last row, last column: only the first holds a value.
    """

    title: str
    cells: dict[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = field(default=frozenset())
    hidden_columns: frozenset[int] = field(default=frozenset())

    @cached_property
    def _by_row(self) -> dict[int, list[Cell]]:
        found: dict[int, list[Cell]] = {}
        for at in sorted(self.cells):
            found.setdefault(at[0], []).append(self.cells[at])
        return found

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column)) or Cell(self.title, row, column)

    def shown(self, row: int, column: int) -> Cell:
        """The cell that is seen there: that of the area which it is merged into, if it is."""
        found = self.cells.get((row, column))
        if found is None:
            for top, left, bottom, right in self.merged:
                if top <= row <= bottom and left <= column <= right:
                    return self.cell(top, left)
        return found or self.cell(row, column)

    def row(self, row: int) -> list[Cell]:
        """The cells of the row that hold something, from left to right."""
        return self._by_row.get(row, [])

    def rows(self) -> Iterator[int]:
        """The numbers of the rows that hold something, from top to bottom."""
        yield from self._by_row


@dataclass(frozen=True)
class Book:
    """A file that was read: its visible sheets, the names of the hidden ones, and what kind of file it is."""

    kind: Kind
    sheets: tuple[Sheet, ...]
    hidden_sheets: tuple[str, ...] = ()


def read_book(content: bytes) -> Book:
    """What stands in a workbook or table. Raises ProblemsError with the reason if it cannot be read."""
    kind = kind_of(content)
    answer = read_delimited(content) if kind.name == "csv" else warm.read(content, kind.name)
    if "failure" in answer:
        raise ProblemsError([_failure(answer["failure"])])
    return Book(kind, tuple(_sheet(sheet) for sheet in answer["sheets"]), tuple(answer.get("hidden_sheets", ())))


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of a workbook or table. Raises ProblemsError with the reason if it cannot be read."""
    return list(read_book(content).sheets)


def _failure(reason: str) -> Problem:
    if reason == "locked":
        return LOCKED
    if reason.startswith("too"):
        return Problem(
            "The workbook is too large to be read: it needs more time, memory or cells than it should.",
            mend="Copy the sheet that you need into a new workbook and import that.",
        )
    return Problem(
        "The file says that it is a workbook but cannot be read as one.",
        mend="Open it in your spreadsheet program, let it repair the file, save it and import it again.",
    )


def _sheet(data: dict) -> Sheet:
    title, cells = data["title"], {}
    for row, column, kind, raw, number_format, is_formula in data["cells"]:
        text = "" if raw is None else " ".join(str(raw).split())
        if text or kind != "text":
            value = Decimal(raw) if kind == "number" else raw
            cells[row, column] = Cell(title, row, column, kind, value, number_format, is_formula, text)
    return Sheet(
        title,
        cells,
        tuple((top, left, bottom, right) for top, left, bottom, right in data["merged"]),
        frozenset(data["hidden_rows"]),
        frozenset(data["hidden_columns"]),
    )
