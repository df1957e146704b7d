"""Whether a file may be opened as a Word document, judged by its content and never by its name."""

import io
import zipfile

from lxml import etree

from panels.richtext.tree import Element
from scrutiny.problems import Problem, ProblemsError

LARGEST_FILE = 30 << 20
LARGEST_UNPACKED = 200 << 20
LARGEST_XML = 40 << 20
LARGEST_RATIO = 100
MOST_ENTRIES = 1_000

SAVE_AS = "Open it in Word, choose File, Save As, Word Document (.docx), and bring in that."


def open_parts(content: bytes) -> dict[str, bytes]:
    """The parts of a .docx file by their names. Raises ProblemsError with the reason if it is anything else."""
    if not content:
        _refuse("The file is empty.", "Check that it was saved and copied completely.")
    if len(content) > LARGEST_FILE:
        _refuse(
            f"The file has {len(content) >> 20} MB; the limit is {LARGEST_FILE >> 20} MB.",
            "Make its pictures smaller (in Word: Picture Format, Compress Pictures), or attach it as an appendix.",
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            _refuse(
                "The document is protected with a password, so it cannot be read.",
                "Open it in Word, choose File, Info, Protect Document, remove the password, and save it again.",
            )
        _refuse("The file is in an old Word format (.doc), which is not read.", SAVE_AS)
    if content.startswith(b"%PDF"):
        _refuse(
            "The file is a PDF, not a Word document.", "Bring in the Word file it was made from, or attach the PDF."
        )
    if not content.startswith(b"PK"):
        _refuse("The file is not a Word document.", SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError, EOFError, RuntimeError):
        _refuse("The file is damaged: it cannot be unpacked.", "Copy or download it again, then retry.")
    raise AssertionError("unreachable")


def parse_part(parts: dict[str, bytes], name: str) -> Element | None:
    """One XML part as a tree; None if the document has none. No entities, no network, no doctype."""
    if name not in parts:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(parts[name], parser)
    except etree.XMLSyntaxError:
        _refuse(
            "The document is damaged: Word's own description of it cannot be read.",
            "Open it in Word, let Word repair it, save it and bring it in again.",
        )
    if tree.getroottree().docinfo.doctype:
        _refuse("The document holds something that no Word document holds, so it was not opened.", SAVE_AS)
    return tree


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_too_much = (
        len(entries) > MOST_ENTRIES
        or unpacked > LARGEST_UNPACKED
        or unpacked > LARGEST_RATIO * max(packed, 1)
        or any(entry.file_size > LARGEST_XML for entry in entries if entry.filename.endswith((".xml", ".rels")))
    )
    if is_too_much:
        _refuse(
            "The file would unpack to far more than a report holds, so it was not opened.",
            "Copy the text into a new Word document and bring in that.",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        _refuse("The file is encrypted, so it cannot be read.", "Save it again without a password.")
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        kind = {"xl/workbook.xml": "an Excel workbook", "ppt/presentation.xml": "a presentation"}
        found = next((words for name, words in kind.items() if name in names), "not a Word document")
        _refuse(f"The file is {found}. Reports are brought in from .docx only.", SAVE_AS)
    return {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}


def _refuse(what: str, mend: str) -> None:
    raise ProblemsError([Problem(what, mend=mend)])
