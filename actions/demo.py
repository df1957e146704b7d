"""Loads the demonstration's action plans through the real operations."""

import tomllib
from pathlib import Path

from actions import operations
from actions.models import Inspection
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError


def load(*, by: User | None, folder: Path) -> list[Inspection]:
    """Load every plan of `folder` (its *.toml files, by name). A plan that is there already is left as it is.

    The councils have to be there first. Raises ProblemsError, each problem naming its file.
    """
    return [_load_file(by, path) for path in sorted(folder.glob("*.toml"))]


def _load_file(by: User | None, path: Path) -> Inspection:
    try:
        source = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise ProblemsError([Problem(f"It cannot be read: {broken}.", path.name, "Mend the file.")]) from None
    try:
        return operations.load_plan(by=by, source=source)
    except ProblemsError as error:
        raise ProblemsError(
            [
                Problem(problem.what, f"{path.name}, {problem.where}".rstrip(", "), problem.mend)
                for problem in error.problems
            ]
        ) from None
