"""Which column of a sheet holds what, told by its head. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from openpyxl.utils import get_column_letter

from performance.importer.workbook import Cell, Sheet

HEADS_WITHIN = 30
"""The row of heads is looked for in so many rows from the top that hold something."""


class Column(StrEnum):
    """What a column of a plan can hold, in the words of our own exports."""

    KEY = "Key"
    NUMBER = "Number"
    AREA = "Area for improvement"
    LEAD = "Lead"
    TIMESCALE = "Timescale"
    AGENCIES = "Partner agencies"
    LINKED_PLANS = "Linked plans"
    OUTCOME = "Expected outcome"
    MEASURES = "Measures of success"
    ACTION = "Action"
    DUE = "By when"
    OWNER = "By whom"
    STATUS = "Status"
    EVIDENCE = "Evidence"
    DONE = "Progress"

    @property
    def is_of_area(self) -> bool:
        """Whether it says something of a whole area, so that it runs on below until something else stands there."""
        return self in _OF_AREA


_OF_AREA = frozenset(
    {
        *{Column.NUMBER, Column.AREA, Column.LEAD, Column.TIMESCALE, Column.AGENCIES, Column.LINKED_PLANS},
        *{Column.OUTCOME, Column.MEASURES},
    }
)

# What councils write over their columns, in small letters and without signs.
KNOWN: dict[Column, frozenset[str]] = {
    Column.KEY: frozenset({"key"}),
    Column.NUMBER: frozenset(
        {
            *{"number", "no", "nr", "num", "ref", "reference", "ref no", "area number", "area no", "rec no", "rec"},
            *{"recommendation number", "recommendation no", "priority number", "priority no", "item", "id"},
        }
    ),
    Column.AREA: frozenset(
        {
            *{"area for improvement", "area", "areas for improvement", "recommendation", "recommendations", "finding"},
            *{"ofsted recommendation", "ofsted finding", "priority area", "area for development"},
            *{"improvement area", "area of improvement", "what ofsted said", "inspection finding"},
            *{"what needs to improve", "priority action", "required improvement"},
        }
    ),
    Column.LEAD: frozenset(
        {
            *{"lead", "lead officer", "area lead", "strategic lead", "senior responsible officer", "sro", "sponsor"},
            *{"accountable officer", "lead director"},
        }
    ),
    Column.TIMESCALE: frozenset({"timescale", "timescales", "time scale"}),
    Column.AGENCIES: frozenset({"partner agencies", "partners", "agencies", "partner", "agency", "partner agency"}),
    Column.LINKED_PLANS: frozenset({"linked plans", "linked plan", "links to other plans", "related plans"}),
    Column.OUTCOME: frozenset(
        {
            *{"expected outcome", "expected outcomes", "outcome", "outcomes", "what will be different"},
            *{"intended outcome", "desired outcome", "expected impact"},
        }
    ),
    Column.MEASURES: frozenset(
        {
            *{"measures of success", "measure of success", "success measures", "success measure", "success criteria"},
            *{"how will we know", "how will we know that we have achieved it", "measures", "kpi", "kpis"},
        }
    ),
    Column.ACTION: frozenset(
        {
            *{"action", "actions", "what will be done", "what we will do", "what will we do", "task", "tasks"},
            *{"activity", "action required", "actions required", "key actions", "key action", "action to be taken"},
            *{"actions to be taken", "improvement action", "what"},
        }
    ),
    Column.DUE: frozenset(
        {
            *{"by when", "when", "due", "due date", "date due", "deadline", "target date", "completion date"},
            *{"date for completion", "target completion date", "to be completed by", "end date"},
        }
    ),
    Column.OWNER: frozenset(
        {
            *{"by whom", "who", "owner", "action owner", "responsible", "responsible officer", "responsibility"},
            *{"person responsible", "officer", "responsible person", "assigned to", "officer responsible"},
        }
    ),
    Column.STATUS: frozenset(
        {"status", "rag", "rag status", "rag rating", "brag", "brag rating", "progress rating", "brag status"}
    ),
    Column.EVIDENCE: frozenset(
        {"evidence", "evidence of completion", "evidence of progress", "evidence of impact", "what shows it"}
    ),
    Column.DONE: frozenset(
        {
            *{"progress", "update", "progress update", "latest update", "comments", "comment", "commentary"},
            *{"what was done", "progress to date", "latest position"},
        }
    ),
}
MEANING = {word: column for column, words in KNOWN.items() for word in words}


@dataclass(frozen=True)
class TakenColumn:
    """One column of a sheet with its head as it stands there, and what it is taken for; nothing for one left out."""

    letter: str
    head: str
    column: Column | None


@dataclass(frozen=True)
class Heads:
    """The row of heads of one sheet: where it is, which column holds what, and every column as it was understood."""

    sheet: str
    row: int
    places: dict[Column, int]
    taken: tuple[TakenColumn, ...]
    twice: tuple[tuple[str, Column], ...] = ()
    """Columns whose head says what another says already, by their letters."""

    def letter(self, column: Column) -> str:
        return get_column_letter(self.places[column])


def find_heads(sheet: Sheet) -> Heads | None:
    """The row that names most columns, if it names what a plan must have: an action, and a date or a person."""
    found = [_heads(sheet, row) for row in list(sheet.rows())[:HEADS_WITHIN]]
    plans = [heads for heads in found if heads.places.keys() & {Column.ACTION} and _has_more(heads.places)]
    return max(plans, key=lambda heads: len(heads.places), default=None)


def is_head_again(sheet: Sheet, row: int, heads: Heads) -> bool:
    """Whether the row says the heads once more, as where a table was printed over several pages."""
    return all(meaning_of(sheet.cell(row, place)) == column for column, place in heads.places.items())


def meaning_of(cell: Cell) -> Column | None:
    """What a head says that its column holds."""
    return MEANING.get(_plain(cell.text))


def _heads(sheet: Sheet, row: int) -> Heads:
    places: dict[Column, int] = {}
    taken, twice = [], []
    for cell in sheet.row(row):
        column = meaning_of(cell)
        letter = get_column_letter(cell.column)
        if column in places:
            twice.append((letter, column))
            column = None
        elif column is not None:
            places[column] = cell.column
        taken.append(TakenColumn(letter, cell.text, column))
    return Heads(sheet.title, row, places, tuple(taken), tuple(twice))


def _has_more(columns: Iterable[Column]) -> bool:
    return bool(set(columns) & {Column.DUE, Column.OWNER, Column.LEAD})


def _plain(head: str) -> str:
    """Small letters, without what stands in brackets, numbering such as "a)" and signs."""
    words = re.sub(r"\([^)]*\)", " ", head.lower())
    words = re.sub(r"^\s*[a-z0-9]\)\s*", " ", words)
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", words).split())
