"""What is wrong with something a person gave us, in words that person can act on."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong: what it is, where it is (sheet and cell, or field), and how to mend it. Whole sentences."""

    what: str
    where: str = ""
    mend: str = ""

    def __str__(self) -> str:
        start = f"{self.where}: {self.what}" if self.where else self.what
        return f"{start} {self.mend}".strip()


class ProblemsError(Exception):
    """Raised when nothing was changed because of these problems: all of them, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("a ProblemsError needs at least one problem")
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
