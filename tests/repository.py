"""What must hold of the repository as a whole, for `make check`: `python -m tests.repository`.

Each check returns sentences, one a problem; none means all is well. Nothing is changed.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from scrutiny.bootstrap import ROOT

PYTHON_LOCKS = ("requirements.txt", "tests/requirements.txt", "static/requirements.txt", "tests/requirements-uv.txt")
FRONT_END_LOCK = "static/package-lock.json"
# Folders of one person's computer.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|work|home/[a-z]+|Users/\w+)/")
INDEX_OPTION = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--trusted-host|-i|-f)\b|https?://", re.MULTILINE)


def main() -> int:
    """Print every problem; 1 if there is any."""
    problems = [*lock_problems(ROOT), *machine_paths(ROOT, tracked_files(ROOT)), *template_problems()]
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


def lock_problems(root: Path) -> Iterator[str]:
    """Locks that name a registry, leave a package without its hash, or disagree on a version."""
    pins: dict[str, dict[str, str]] = {}
    for name in PYTHON_LOCKS:
        text = (root / name).read_text()
        if INDEX_OPTION.search(text):
            yield f"{name} names a registry: compile it with make lock, which leaves that to each computer's settings."
        pins[name] = {}
        for entry in entries(text):
            package, _, version = entry.split(" ")[0].partition("==")
            pins[name][package] = version
            if not version or "--hash=sha256:" not in entry:
                yield f"{name}: {package} has no exact version with a hash; compile the lock with make lock."
    for package, version in pins["requirements.txt"].items():
        if pins["tests/requirements.txt"].get(package) != version:
            yield f"The two locks disagree on {package}: the tests would not test what is deployed. Run make lock."
    for folder, package in json.loads((root / FRONT_END_LOCK).read_text())["packages"].items():
        if "resolved" in package:
            yield f"{FRONT_END_LOCK}: {folder} has an address; compile the lock with make lock."
        if folder and "integrity" not in package:
            yield f"{FRONT_END_LOCK}: {folder} has no hash; compile the lock with make lock."


def entries(lock: str) -> Iterator[str]:
    """Each package of a Python lock, on one line with its hashes."""
    for entry in re.split(r"\n(?=\S)", lock.replace("\\\n", " ")):
        if entry.strip() and not entry.startswith("#"):
            yield entry


def machine_paths(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Places in text files that name a folder of somebody's own computer."""
    for file in files:
        try:
            lines = (root / file).read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or a file deleted and not yet committed
        for number, line in enumerate(lines, start=1):
            found = MACHINE_PATH.search(line)
            if found:
                yield f"{file}:{number} names {found.group()}, a folder of one computer; say it from the project."


def tracked_files(root: Path) -> list[Path]:
    """The files under version control."""
    # The clone may belong to another account, as in a container; reading its list of files does no harm.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in listed.split("\0") if name]


def template_problems() -> Iterator[str]:
    """Templates that cannot be compiled."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scrutiny.settings")
    import django
    from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

    django.setup()
    folder = ROOT / "templates"
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name = file.relative_to(folder).as_posix()
            try:
                engines["django"].get_template(name)
            except (TemplateSyntaxError, TemplateDoesNotExist) as error:
                yield f"templates/{name} does not compile: {error}"


if __name__ == "__main__":
    sys.exit(main())
