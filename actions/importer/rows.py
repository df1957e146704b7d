"""Reads the rows of a plan's sheets: areas with their actions, and every problem with its cell. Pure.

Nothing is guessed in silence: what was taken from a cell above, or left out, stands in the notes of the result.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.utils import get_column_letter

from actions.enums import Rag
from actions.importer.heads import Column, Heads, find_heads, is_head_again
from actions.importer.plan_file import WORDS_OF_STATUS, ActionRow, AreaRows, PlanFile, lines, plain, ranges, same
from actions.rules import RuleError, When
from performance.importer.workbook import Cell, Sheet
from scrutiny.dates import Month
from scrutiny.problems import Problem, ProblemsError

LONGEST_TEXT, LONGEST_NAME, LARGEST_NUMBER = 5_000, 200, 999
MOST_PROBLEMS = 200
_WITHOUT_VALUE = frozenset({"error", "formula"})


def read_plan_file(sheets: Sequence[Sheet]) -> PlanFile:
    """Read every sheet that has a row of heads. Raises ProblemsError with all that is wrong, each with its cell."""
    reading = _Reading()
    found = [(sheet, find_heads(sheet)) for sheet in sheets]
    if not any(heads for _, heads in found):
        raise ProblemsError([_no_heads(sheets)])
    for sheet, heads in found:
        if heads is not None:
            _SheetReader(sheet, heads, reading).read()
        elif sheet.cells:
            reading.notes.append(f"Sheet '{sheet.title}' has no row of heads, so nothing is taken from it.")
    if not reading.problems and not any(area.actions for area in reading.areas):
        reading.problems.append(Problem("There is no action under the heads.", mend="Check that it is the right file."))
    _refuse_repeats(reading)
    if reading.problems:
        raise ProblemsError(_first_of(reading.problems))
    return PlanFile(
        areas=tuple(reading.areas),
        columns=tuple((heads.sheet, heads.taken) for _, heads in found if heads),
        said=frozenset(column for _, heads in found if heads for column in heads.places),
        notes=tuple(reading.notes),
    )


@dataclass
class _Reading:
    areas: list[AreaRows] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def area(self, number: int | None, text: str) -> AreaRows | None:
        """The area of that number, or of those words where it has none, if a row above named it."""
        for area in self.areas:
            if number is not None and area.number == number:
                return area
            if number is None and area.number is None and same(area.text, text):
                return area
        return None


class _SheetReader:
    """Goes down one sheet. Knows in which area it is, and what was merged."""

    def __init__(self, sheet: Sheet, heads: Heads, reading: _Reading) -> None:
        self.sheet, self.heads, self.reading = sheet, heads, reading
        self.problems, self.notes = reading.problems, reading.notes
        self.current: AreaRows | None = None
        self.continued: list[int] = []
        self.by_lead = Column.OWNER not in heads.places and Column.LEAD in heads.places

    def read(self) -> None:
        if not self._has_what_it_needs():
            return
        for row in self.sheet.rows():
            if row <= self.heads.row:
                continue
            if is_head_again(self.sheet, row, self.heads):
                self.notes.append(f"Sheet '{self.sheet.title}', row {row} repeats the heads, and is left out.")
            elif heading := self._heading(row):
                self.notes.append(
                    f"Sheet '{self.sheet.title}', row {row} ({heading[:60]!r}) is a heading over the whole table, and "
                    "is left out."
                )
            else:
                self._read_row(row)
        self._note_continued()

    def _has_what_it_needs(self) -> bool:
        places, where = self.heads.places, f"Sheet '{self.sheet.title}', row {self.heads.row}"
        before = len(self.problems)
        for letter, column in self.heads.twice:
            self.problems.append(
                Problem(f"Column {letter} is headed as {column.value!r}, and so is an earlier one.", where,
                        "Keep one of the two, or give the other a head of its own.")
            )  # fmt: skip
        if not places.keys() & {Column.NUMBER, Column.AREA}:
            self.problems.append(
                Problem("No column says which area an action belongs to.", where,
                        "Head one with 'Number' or 'Area for improvement'.")
            )  # fmt: skip
        if Column.DUE not in places:
            self.problems.append(Problem("No column says by when.", where, "Head it with 'By when'."))
        if Column.OWNER not in places and not self.by_lead:
            self.problems.append(Problem("No column says by whom.", where, "Head it with 'By whom'."))
        if self.by_lead:
            self.notes.append(
                f"Sheet '{self.sheet.title}' has no column 'By whom': column {self.heads.letter(Column.LEAD)} says who "
                "leads an area, and is taken for who does its actions too."
            )
        return len(self.problems) == before

    def _heading(self, row: int) -> str:
        """The words of a row that is one merged cell over most of the table; nothing for any other row."""
        cells = self.sheet.row(row)
        if len(cells) != 1 or len(self.heads.places) < 3:
            return ""
        for top, left, bottom, right in self.sheet.merged:
            if top == row == bottom and left == cells[0].column and right - left + 1 >= len(self.heads.places) - 1:
                return cells[0].text
        return ""

    def _read_row(self, row: int) -> None:
        cells = {column: self._cell(row, column) for column in self.heads.places}
        if not any(cell.text for cell in cells.values()):
            return  # something stands in a column that is left out
        area = self._area_of(row, cells)
        action = self._text(cells, Column.ACTION)
        rest = [c for c in (Column.DUE, Column.OWNER, Column.STATUS, Column.EVIDENCE) if c in cells and cells[c].text]
        if not action:
            own = [column for column in rest if self._is_own(row, column)]
            if own:
                self._problem(row, Column.ACTION, f"There is no action here, but {own[0].value.lower()} is filled in.",
                              "Say what is to be done, or empty the row.")  # fmt: skip
            return
        due, owner = self._due(row, cells), self._owner(row, cells)
        status, evidence = self._status(row, cells), self._text(cells, Column.EVIDENCE)
        if status == Rag.BLUE and not evidence:
            self._problem(row, Column.STATUS, "It is complete, but there is no evidence.",
                          "Say under 'Evidence' what shows it, or choose another status.")  # fmt: skip
        if area is not None and due is not None:
            area.actions.append(
                ActionRow(
                    sheet=self.sheet.title, row=row, text=action, due=due, owner=owner, status=status,
                    evidence=evidence, done=self._text(cells, Column.DONE), key=self._key(row, cells),
                )
            )  # fmt: skip

    # --- The area --------------------------------------------------------------------------------------------

    def _area_of(self, row: int, cells: dict[Column, Cell]) -> AreaRows | None:
        """The area that the row belongs to: the one it names, else the one above. None after a problem."""
        number, is_readable = self._number(row, cells)
        text = self._text(cells, Column.AREA)
        if not is_readable:
            return None
        if number is None and not text:
            if self.current is None:
                column = Column.NUMBER if Column.NUMBER in cells else Column.AREA
                self._problem(row, column, "No area is named here or above.", "Write its number or its words.")
                return None
            self.continued.append(row)
            self._add_to(self.current, row, cells)
            return self.current
        if number is None and self.current is not None and same(self.current.text, text):
            area = self.current
        else:
            area = self.reading.area(number, text) or self._new_area(row, number)
        if text and area.text and not same(area.text, text):
            self._problem(row, Column.AREA, f"{area.name.capitalize()} has other words here than in row {area.row}.",
                          "Give each area one number and one text.")  # fmt: skip
        area.text = area.text or text
        self._add_to(area, row, cells)
        self.current = area
        return area

    def _new_area(self, row: int, number: int | None) -> AreaRows:
        area = AreaRows(self.sheet.title, row, number)
        self.reading.areas.append(area)
        return area

    def _add_to(self, area: AreaRows, row: int, cells: dict[Column, Cell]) -> None:
        """What the row says of its area as a whole: the first row that says it counts, another word is a problem."""
        for column, name in ((Column.LEAD, "lead"), (Column.TIMESCALE, "timescale"),
                             (Column.LINKED_PLANS, "linked_plans"), (Column.OUTCOME, "outcome")):  # fmt: skip
            said, stored = self._text(cells, column), getattr(area, name)
            if not said or (self.by_lead and column == Column.LEAD and stored):
                continue
            if stored and not same(stored, said):
                self._problem(row, column, f"{area.name.capitalize()} has {stored[:60]!r} as its "
                              f"{column.value.lower()} already.", "Say it once for each area.")  # fmt: skip
            elif not stored:
                limit = LONGEST_NAME if column == Column.LEAD else LONGEST_TEXT
                setattr(area, name, self._within(row, column, said, limit))
        measures = lines(self._text(cells, Column.MEASURES))
        area.measures += tuple(line for line in measures if not any(same(line, known) for known in area.measures))
        agencies = [part.strip() for part in re.split(r"[;\n]", self._text(cells, Column.AGENCIES)) if part.strip()]
        area.agencies += tuple(name for name in agencies if name not in area.agencies)

    def _number(self, row: int, cells: dict[Column, Cell]) -> tuple[int | None, bool]:
        """The area's number, and whether the cell could be read. "2.1" is the first action of area 2."""
        text = self._text(cells, Column.NUMBER)
        if not text:
            return None, True
        found = re.fullmatch(r"(?:[A-Za-z]+[ .]*){0,3}([0-9]{1,3})(?:\.[0-9]*[a-z]?)?\.?", text)
        if found and 1 <= int(found[1]) <= LARGEST_NUMBER:
            return int(found[1]), True
        self._problem(row, Column.NUMBER, f"{text[:40]!r} is not the number of an area.",
                      "Write a whole number from 1 to 999.")  # fmt: skip
        return None, False

    # --- The action ------------------------------------------------------------------------------------------

    def _due(self, row: int, cells: dict[Column, Cell]) -> When | None:
        cell = cells[Column.DUE]
        if cell.kind == "date":
            day = datetime.date.fromisoformat(str(cell.value))
            # A spreadsheet keeps "Jan 2015" as the first of January and shows the month only.
            shows_day = "d" in re.sub(r'"[^"]*"|\[[^\]]*\]', "", cell.number_format.lower())
            return When.on(day) if shows_day or cell.number_format == "General" else When.during(Month.of(day))
        text = self._text(cells, Column.DUE)
        if not text and cell.kind in _WITHOUT_VALUE:
            return None
        if not text:
            self._problem(row, Column.DUE, "There is no date.", "Write a month, such as January 2015, or a day.")
            return None
        try:
            return When.parse(text)
        except RuleError as broken:
            self._problem(row, Column.DUE, str(broken), "")
            return None

    def _owner(self, row: int, cells: dict[Column, Cell]) -> str:
        column = Column.LEAD if self.by_lead else Column.OWNER
        owner = self._text(cells, column)
        if not owner and self.by_lead and self.current is not None:
            owner = self.current.lead
        if not owner and cells[column].kind not in _WITHOUT_VALUE:
            self._problem(row, column, "Nobody is named.", "Say who is to do it.")
        return self._within(row, column, owner, LONGEST_NAME)

    def _status(self, row: int, cells: dict[Column, Cell]) -> Rag:
        text = self._text(cells, Column.STATUS)
        words = " ".join(re.sub(r"[^a-z]+", " ", text.lower()).split())
        if words in WORDS_OF_STATUS and not (text and not words):
            return WORDS_OF_STATUS[words]
        self._problem(row, Column.STATUS, f"{text[:40]!r} is not a status.",
                      "Write red, amber, green, blue (or their first letters), or leave it empty.")  # fmt: skip
        return Rag.NOT_RECORDED

    def _key(self, row: int, cells: dict[Column, Cell]) -> int | None:
        text = self._text(cells, Column.KEY)
        if not text:
            return None
        if re.fullmatch(r"[0-9]{1,15}", text):
            return int(text)
        self._problem(row, Column.KEY, f"{text[:40]!r} is not a key of an export.", "Leave the column as it was.")
        return None

    # --- Cells -----------------------------------------------------------------------------------------------

    def _cell(self, row: int, column: Column) -> Cell:
        """The cell, or the one that it is merged with."""
        place = self.heads.places[column]
        cell = self.sheet.cells.get((row, place))
        if cell is not None:
            return cell
        for top, left, bottom, right in self.sheet.merged:
            if top <= row <= bottom and left <= place <= right and left == place and top > self.heads.row:
                return self.sheet.cell(top, left)
        return Cell(self.sheet.title, row, place)

    def _is_own(self, row: int, column: Column) -> bool:
        return (row, self.heads.places[column]) in self.sheet.cells

    def _text(self, cells: dict[Column, Cell], column: Column) -> str:
        """The words of a cell; its lines where it may have several. Nothing, and a problem, where it has no value."""
        cell = cells.get(column)
        if cell is None or cell.kind == "empty":
            return ""
        if cell.kind in _WITHOUT_VALUE:
            what = f"The cell holds the error {cell.text}." if cell.kind == "error" else "The formula has no value."
            problem = Problem(what, cell.where, "Write what should stand there.")
            if problem not in self.problems:
                self.problems.append(problem)
            return ""
        if isinstance(cell.value, Decimal):
            return f"{cell.value.normalize():f}"
        lines = [" ".join(line.split()) for line in str(cell.value).splitlines()]
        text = "\n".join(line for line in lines if line)
        return self._within(cell.row, column, text, LONGEST_TEXT)

    def _within(self, row: int, column: Column, text: str, longest: int) -> str:
        if len(text) > longest:
            self._problem(
                row, column, f"The text has {len(text)} characters; there is room for {longest}.", "Shorten it."
            )
            return text[:longest]
        return text

    def _problem(self, row: int, column: Column, what: str, mend: str) -> None:
        place = self.heads.places.get(column)
        where = f"Sheet '{self.sheet.title}', " + (f"cell {get_column_letter(place)}{row}" if place else f"row {row}")
        problem = Problem(what, where, mend)
        if problem not in self.problems:
            self.problems.append(problem)

    def _note_continued(self) -> None:
        if self.continued:
            rows = ranges(self.continued)
            self.notes.append(
                f"Sheet '{self.sheet.title}', {rows}: no area is named there, so the area above is taken."
            )


def _refuse_repeats(reading: _Reading) -> None:
    keys: dict[int, ActionRow] = {}
    for area in reading.areas:
        texts: dict[str, ActionRow] = {}
        for action in area.actions:
            if (earlier := texts.setdefault(plain(action.text), action)) is not action:
                reading.problems.append(
                    Problem(f"The same action stands in row {earlier.row} of {area.name}.", action.where,
                            "Remove one of the two, or tell them apart.")
                )  # fmt: skip
            if action.key is not None and (earlier := keys.setdefault(action.key, action)) is not action:
                reading.problems.append(
                    Problem(f"Its key {action.key} stands in row {earlier.row} too.", action.where,
                            "Leave the key of a copied row empty.")
                )  # fmt: skip


def _no_heads(sheets: Sequence[Sheet]) -> Problem:
    names = ", ".join(f"'{sheet.title}'" for sheet in sheets) or "none"
    return Problem(
        f"No sheet has a row of heads that names an action and a date or a person (sheets: {names}).",
        mend="Head the columns with, for example: Number, Area for improvement, Action, By when, By whom, Status, "
        "Evidence.",
    )


def _first_of(problems: list[Problem]) -> list[Problem]:
    """All problems, or as many as anybody can read, and how many more there are."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = len(problems) - MOST_PROBLEMS
    return [*problems[:MOST_PROBLEMS], Problem(f"There are {more} more.", mend="Mend these first, then try again.")]
