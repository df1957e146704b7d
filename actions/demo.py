"""Loads the demonstration's action plans through the real operations."""

import tomllib
from pathlib import Path
from typing import Any

from actions import operations
from actions.models import Inspection
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError


def load(*, by: User | None, folder: Path) -> list[Inspection]:
    """Load every framework (frameworks/*.toml) and every plan of `folder` (its *.toml files, by name). What is there
    already is left as it is.

    The councils have to be there first. Raises ProblemsError, each problem naming its file.
    """
    for path in sorted((folder / "frameworks").glob("*.toml")):
        operations.load_framework(by=by, source=_read(path))
    return [load_file(by=by, path=path) for path in sorted(folder.glob("*.toml"))]


def load_file(*, by: User | None, path: Path) -> Inspection:
    """Load one plan; its framework has to be there. Raises ProblemsError, each problem naming the file."""
    source = _read(path)
    try:
        return operations.load_plan(by=by, source=source)
    except ProblemsError as error:
        raise ProblemsError(
            [
                Problem(problem.what, f"{path.name}, {problem.where}".rstrip(", "), problem.mend)
                for problem in error.problems
            ]
        ) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise ProblemsError([Problem(f"It cannot be read: {broken}.", path.name, "Mend the file.")]) from None
