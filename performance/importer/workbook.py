"""Opens a workbook that nobody vouches for and gives its cells. Knows nothing of indicators and months.

The file is looked at first (what it is, and whether it would unpack to something absurd), then read in a process of its
own with bounds on time and memory, because a file of a few kilobytes can cost gigabytes to open.
"""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl.utils import get_column_letter

from scrutiny.problems import Problem, ProblemsError

LARGEST_FILE = 20 << 20
LARGEST_UNPACKED = 200 << 20
LARGEST_RATIO = 100
MOST_ENTRIES = 1_000
MOST_CELLS = 200_000
MEMORY_MB = 1_024
SECONDS = 30

_CHILD = Path(__file__).with_name("child.py")
_SAVE_AS_XLSX = "Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) and import that."


@dataclass(frozen=True)
class Cell:
    """One cell. `kind` is number, text, date, time, truth, error, formula (without a stored value) or empty.

    `value` is a Decimal for a number, the ISO text of a date, else text; percentages are as stored, 0.81.
    """

    sheet: str
    row: int
    column: int
    kind: str = "empty"
    value: Decimal | str | None = None
    number_format: str = "General"

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def where(self) -> str:
        return f"Sheet '{self.sheet}', cell {self.address}"

    @property
    def text(self) -> str:
        """What stands in the cell, as text without the spaces around it; empty for an empty cell."""
        return "" if self.value is None else " ".join(str(self.value).split())

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

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column)) or Cell(self.title, row, column)

    def row(self, row: int) -> list[Cell]:
        """The cells of the row that hold something, from left to right."""
        return [self.cells[at] for at in sorted(at for at in self.cells if at[0] == row)]

    def rows(self) -> Iterator[int]:
        """The numbers of the rows that hold something, from top to bottom."""
        yield from sorted({row for row, _ in self.cells})


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of an .xlsx file. Raises ProblemsError with the reason if it is anything else."""
    problem = _what_is_wrong_with(content)
    if problem:
        raise ProblemsError([problem])
    answer = _read_in_child(content)
    if "failure" in answer:
        raise ProblemsError([_failure(answer["failure"])])
    return [_sheet(sheet) for sheet in answer["sheets"]]


def _what_is_wrong_with(content: bytes) -> Problem | None:
    """Why the file may not even be opened, judged by its content and never by its name."""
    if not content:
        return Problem("The file is empty.", mend="Check that it was saved and copied completely.")
    if len(content) > LARGEST_FILE:
        return Problem(
            f"The file has {len(content) >> 20} MB; the limit is {LARGEST_FILE >> 20} MB.",
            mend="Remove pictures and the sheets that are not needed, and save it again.",
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return Problem(
                "The workbook is protected with a password, so it cannot be read.",
                mend="Open it, choose File, Info, Protect Workbook, remove the password, and save it again.",
            )
        return Problem("The file is in an old Office format (such as .xls), which is not read.", mend=_SAVE_AS_XLSX)
    if not content.startswith(b"PK"):
        kind = "looks like plain text (such as .csv)" if _is_text(content) else "is not an Excel workbook"
        return Problem(f"The file {kind}; only .xlsx is read.", mend=_SAVE_AS_XLSX)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _what_is_wrong_inside(archive)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
        return Problem("The file is damaged: it cannot be unpacked.", mend="Copy or download it again, then retry.")


def _what_is_wrong_inside(archive: zipfile.ZipFile) -> Problem | None:
    """Why what unpacks from the file is no workbook, or is too much to unpack."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * max(packed, 1):
        return Problem(
            "The file would unpack to far more than such a workbook holds, so it was not opened.",
            mend="Copy the sheet that you need into a new workbook and import that.",
        )
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        return Problem("The file is encrypted, so it cannot be read.", mend="Save it again without a password.")
    if "xl/workbook.xml" in names:
        return None
    if "xl/workbook.bin" in names:
        return Problem("The file is a binary workbook (.xlsb), which is not read.", mend=_SAVE_AS_XLSX)
    if "mimetype" in names and archive.read("mimetype")[:200].startswith(b"application/vnd.oasis"):
        return Problem("The file is in the OpenDocument format (.ods), which is not read.", mend=_SAVE_AS_XLSX)
    return Problem("The file is not an Excel workbook; only .xlsx is read.", mend=_SAVE_AS_XLSX)


def _is_text(content: bytes) -> bool:
    try:
        start = content[:4096].decode("utf-8", errors="ignore")
    except UnicodeDecodeError:
        return False
    return bool(start) and all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in start)


def _read_in_child(content: bytes) -> dict:
    """What child.py says of the file; a failure if it died or took too long."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        bounds = [str(MEMORY_MB), str(SECONDS), str(MOST_CELLS)]
        try:
            done = subprocess.run(  # noqa: S603 - our own script and a path of our own making, no shell
                [sys.executable, "-I", str(_CHILD), file.name, *bounds],
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"failure": "too large"}
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return {"failure": "too large"}


def _failure(reason: str) -> Problem:
    if reason.startswith("too"):
        return Problem(
            "The workbook is too large to be read: it needs more time, memory or cells than it should.",
            mend="Copy the sheet that you need into a new workbook and import that.",
        )
    return Problem(
        "The file says that it is an Excel workbook but cannot be read as one.",
        mend="Open it in your spreadsheet program, let it repair the file, save it and import it again.",
    )


def _sheet(data: dict) -> Sheet:
    cells = {}
    for cell in data["cells"]:
        kind, raw = cell["kind"], cell["value"]
        if kind == "text" and not raw.strip():
            continue
        value = Decimal(raw) if kind == "number" else raw
        cells[cell["row"], cell["column"]] = Cell(
            data["title"], cell["row"], cell["column"], kind, value, cell["format"]
        )
    return Sheet(data["title"], cells, tuple(tuple(area) for area in data["merged"]))
