"""What a workbook says of an action plan, as plain objects, and how its words are compared. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from actions.enums import Rag
from actions.importer.heads import Column, TakenColumn
from actions.rules import When

WORDS_OF_STATUS: dict[str, Rag] = {
    "": Rag.NOT_RECORDED,
    "rag": Rag.NOT_RECORDED,
    "brag": Rag.NOT_RECORDED,
    "not recorded": Rag.NOT_RECORDED,
    "r": Rag.RED,
    "red": Rag.RED,
    "a": Rag.AMBER,
    "amber": Rag.AMBER,
    "g": Rag.GREEN,
    "green": Rag.GREEN,
    "b": Rag.BLUE,
    "blue": Rag.BLUE,
    "complete": Rag.BLUE,
    "completed": Rag.BLUE,
    "blue complete": Rag.BLUE,
}


@dataclass(frozen=True)
class ActionRow:
    """One action as the file has it. `key` is that of our own export, `is_said` names the columns the file has."""

    sheet: str
    row: int
    text: str
    due: When
    owner: str
    status: Rag
    evidence: str
    done: str
    key: int | None

    @property
    def where(self) -> str:
        return f"Sheet '{self.sheet}', row {self.row}"


@dataclass
class AreaRows:
    """One area as the file has it, with its actions in their order. What the file does not say is empty."""

    sheet: str
    row: int
    number: int | None
    text: str = ""
    lead: str = ""
    timescale: str = ""
    agencies: tuple[str, ...] = ()
    linked_plans: str = ""
    outcome: str = ""
    measures: tuple[str, ...] = ()
    actions: list[ActionRow] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"Sheet '{self.sheet}', row {self.row}"

    @property
    def name(self) -> str:
        return f"area {self.number}" if self.number else f"the area {self.text[:60]!r}"


@dataclass(frozen=True)
class PlanFile:
    """What a workbook says: its areas, how each column was understood, and what a reader should know of the reading."""

    areas: tuple[AreaRows, ...]
    columns: tuple[tuple[str, tuple[TakenColumn, ...]], ...]
    said: frozenset[Column]
    notes: tuple[str, ...]

    @property
    def actions(self) -> int:
        return sum(len(area.actions) for area in self.areas)


def same(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their spaces, capitals and last full stop."""
    return plain(one) == plain(other)


def plain(text: str) -> str:
    """A text for comparing."""
    return " ".join(text.casefold().replace("’", "'").split()).rstrip(" .;,")


def lines(text: str) -> tuple[str, ...]:
    """One entry a line, without the bullets that people type."""
    found = (re.sub(r"^\s*(?:[-•*–]|[0-9]{1,2}[.)])\s+", "", line).strip() for line in text.splitlines())
    return tuple(line for line in found if line)


def ranges(rows: Sequence[int]) -> str:
    """rows 4 to 6 and 9"""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    words = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    start = "row " if len(words) == 1 and len(runs[0]) == 1 else "rows "
    return start + (" and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0])
