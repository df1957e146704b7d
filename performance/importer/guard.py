"""Looks at a file before anything opens it: what it is, by its content and never by its name; if it may be read."""

import io
import zipfile
from dataclasses import dataclass

from scrutiny.problems import Problem, ProblemsError

LARGEST_FILE = 20 << 20
LARGEST_UNPACKED = 200 << 20
LARGEST_RATIO = 100
MOST_ENTRIES = 1_000
READS = "Excel workbooks (.xlsx, .xlsm, .xls), OpenDocument spreadsheets (.ods) and plain tables (.csv)"

_SAVE_AS_XLSX = "Open it in your spreadsheet program, save it as an Excel workbook (.xlsx) and import that."
LOCKED = Problem(
    "The workbook is protected with a password, so it cannot be read.",
    mend="Open it, choose File, Info, Protect Workbook, remove the password, and save it again.",
)


@dataclass(frozen=True)
class Kind:
    """What a file is: "excel", "xls" (Excel 5 to 2003), "ods" or "csv", and if it has macros: nothing runs them."""

    name: str
    has_macros: bool = False

    @property
    def ending(self) -> str:
        return {"excel": "xlsm" if self.has_macros else "xlsx"}.get(self.name, self.name)


def kind_of(content: bytes) -> Kind:
    """What the file is. Raises ProblemsError with the reason where it cannot be read."""
    found = _look_at(content)
    if isinstance(found, Problem):
        raise ProblemsError([found])
    return found


def _look_at(content: bytes) -> Kind | Problem:
    if not content:
        return Problem("The file is empty.", mend="Check that it was saved and copied completely.")
    if len(content) > LARGEST_FILE:
        return Problem(
            f"The file has {len(content) >> 20} MB; the limit is {LARGEST_FILE >> 20} MB.",
            mend="Remove pictures and the sheets that are not needed, and save it again.",
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _look_at_streams(content)
    if not content.startswith(b"PK"):
        return Kind("csv") if _is_text(content) else Problem(f"The file is none of these: {READS}.", mend=_SAVE_AS_XLSX)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _look_inside(archive)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
        return Problem("The file is damaged: it cannot be unpacked.", mend="Copy or download it again, then retry.")


def _look_at_streams(content: bytes) -> Kind | Problem:
    """What the names of the streams tell of a file as Office wrote them up to 2003, and encrypted ones still."""
    # Where the names begin: after the header and so many sectors ([MS-CFB] 2.2).
    if len(content) <= 512 + 512 * int.from_bytes(content[48:52], "little"):
        return Problem("The file is damaged: it ends too early.", mend="Copy or download it again, then retry.")
    names = content.lower()  # some programs write them in capitals
    if _stream("EncryptedPackage") in names:
        return LOCKED
    if _stream("Workbook") in names or _stream("Book") in names:
        return Kind("xls", has_macros=_stream("_VBA_PROJECT_CUR") in names)
    return Problem("The file is an Office file of an old kind, but no workbook.", mend=_SAVE_AS_XLSX)


def _stream(name: str) -> bytes:
    """The name of a stream as it stands in the file, in small letters and closed by a zero."""
    return f"{name}\0".lower().encode("utf-16-le")


def _look_inside(archive: zipfile.ZipFile) -> Kind | Problem:
    """What unpacks from the file, or why it is no workbook or too much to unpack."""
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
        return Kind("excel", has_macros="xl/vbaProject.bin" in names)
    if "xl/workbook.bin" in names:
        return Problem("The file is a binary workbook (.xlsb), which is not read.", mend=_SAVE_AS_XLSX)
    if "mimetype" in names and archive.read("mimetype")[:200].startswith(b"application/vnd.oasis"):
        if "content.xml" in names and b"spreadsheet" in archive.read("mimetype")[:200]:
            return Kind("ods", has_macros=any(name.startswith(("Basic/", "Scripts/")) for name in names))
        return Problem("The file is an OpenDocument file, but no spreadsheet.", mend=_SAVE_AS_XLSX)
    return Problem(f"The file is none of these: {READS}.", mend=_SAVE_AS_XLSX)


def _is_text(content: bytes) -> bool:
    """Whether it starts like text: as spreadsheet programs save it, with or without a mark of its encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    start = content[:4096].decode("cp1252", errors="ignore")
    return bool(start) and not start.startswith("%PDF") and all(s.isprintable() or s in "\r\n\t\ufeff" for s in start)
