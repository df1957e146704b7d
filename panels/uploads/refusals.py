"""Why an uploaded file is refused, in sentences: what is wrong with it and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from panels.uploads.codes import Finding
from panels.uploads.findings import WORDS
from scrutiny.documents.intake import Refusal
from scrutiny.problems import Problem, ProblemsError

AS_PDF = "Ask the author to export it as a PDF (Save as, PDF) or to save it as a Word document (.docx)."
FRESH_COPY = "Ask the author for a fresh copy."
MOST_LISTED = 20


class Refused(ProblemsError):
    """A file that cannot be used, with every reason. Nothing was changed."""


@dataclass(frozen=True)
class Sentences:
    """What is wrong, and how to mend it. `{}` in `what` takes the detail, `{limit}` in either the limit."""

    what: str
    mend: str

    def problem(self, file_name: str, detail: str = "", limit: int = 0) -> Problem:
        return Problem(self.what.format(detail, limit=limit), file_name, self.mend.format(detail, limit=limit))


# How other kinds of files begin.
OTHER_TYPES: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM|II\*\x00|MM\x00\*|RIFF....WEBP|....ftyp(heic|mif1|avif)", "a picture"),
    (rb"\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body|script|svg)", "a web page"),
    (rb"\{\\rtf", "in the old Rich Text format"),
    (rb"MZ|\x7fELF|#!", "a program"),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", "a packed archive"),
    (rb"%!PS", "in the PostScript format"),
    (rb"\s*<\?xml", "an XML file"),
    (rb"[\x09\x0a\x0d\x20-\x7e]{64,}", "plain text"),
)

REFUSALS = {
    "other_type": Sentences("This is {}.", AS_PDF),
    "two_kinds": Sentences(
        "The file begins as {}, with a PDF behind that. One file that is two things at once is not safe to publish.",
        "Ask the author to export the document anew as a PDF.",
    ),
    "password": Sentences(
        "The document is locked with a password, so it cannot be read.",
        "Ask the author to open it in Word, choose File, Info, Protect Document, remove the password, and save it.",
    ),
    "encrypted": Sentences(
        "The file is encrypted, so it cannot be read.", "Ask the author to save it without a password."
    ),
    "old_office": Sentences(
        "The document is in an old Word or Office format (such as .doc).",
        "Ask the author to open it in Word and save it as a Word document (.docx), or as a PDF.",
    ),
    "presentation": Sentences("The file is a presentation.", "Ask the author to export the slides as a PDF."),
    "binary_workbook": Sentences(
        "The file is a workbook. Workbooks are not published, because they hold more than they show.",
        "Ask the author to export the part that the panel should see as a PDF.",
    ),
    "open_document": Sentences("The file is in the OpenDocument format (such as .odt).", AS_PDF),
    "zip": Sentences(
        "The file is a packed folder (zip), whatever its name says.",
        "Unpack it, and upload the documents in it one by one.",
    ),
    "damaged": Sentences("The document is damaged: Word’s own parts in it cannot be read.", FRESH_COPY),
    "entities": Sentences(
        "The document holds instructions that no Word document has, and that are used in attacks.",
        "Do not open it. Ask the author whether they sent it.",
    ),
    "bomb": Sentences(
        "The document would unpack to far more than a paper holds, so it was not opened.",
        "Ask the author to save it with smaller pictures, or as a PDF.",
    ),
    "out_of_bounds": Sentences(
        "The document needs more time or memory to be read than any paper should.",
        "Ask the author to export it as a PDF.",
    ),
    "no_text": Sentences(
        "There is nothing in the document that can be kept, or far too much.", "Ask the author to export it as a PDF."
    ),
}  # fmt: skip

PDF_REFUSALS = {
    Refusal.PASSWORD: Sentences(
        "The PDF is locked with a password, so nobody could open it.", "Ask the author for a copy without a password."
    ),
    Refusal.DAMAGED: Sentences("The PDF is damaged and cannot be repaired.", FRESH_COPY),
    Refusal.NO_PAGES: Sentences("The PDF has no pages.", FRESH_COPY),
    Refusal.TOO_MANY_PAGES: Sentences(
        "The PDF has {} pages; the limit is {limit}.", "Ask the author for the part that the panel needs, or split it."
    ),
    Refusal.TOO_MANY_OBJECTS: Sentences(
        "The PDF is made of {} parts, far more than a paper needs.", "Ask the author to print it to a new PDF."
    ),
    Refusal.TOO_SLOW: Sentences(
        "The PDF takes too long to read, so we stopped.", "Ask the author to print it to a new, simpler PDF."
    ),
    Refusal.TOO_LARGE: Sentences(
        "The PDF would unpack to far more than a paper holds, so we stopped.",
        "Ask the author to print it to a new, simpler PDF.",
    ),
    Refusal.FORM_ONLY: Sentences(
        "The PDF is a form that only one program can show; everybody else sees a note to get that program.",
        "Ask the author to print the filled-in form to a PDF.",
    ),
    Refusal.PORTFOLIO: Sentences(
        "The PDF is a portfolio: a cover with other files inside.", "Upload the files in it one by one."
    ),
}  # fmt: skip


def pages_problem(file_name: str, limit: int) -> Problem:
    """That a Word document is too long once it is printed."""
    return Problem(
        f"Printed, the document has more than {limit} pages, which is the limit.", file_name,
        "Ask the author for the part that the panel needs, or split it.",
    )  # fmt: skip


def size_problem(file_name: str, size: int, limit_mb: int) -> Problem:
    """That a file is larger than may be sent."""
    return Problem(
        f"The file has {max(size >> 20, limit_mb + 1)} MB; the limit is {limit_mb} MB.", file_name,
        "Ask the author to save it with smaller pictures (in Word: Compress Pictures; in a PDF: Reduced Size).",
    )  # fmt: skip


def workbook_problems(file_name: str, findings: Sequence[Finding]) -> list[Problem]:
    """That workbooks are not published, and everything that this one would have given away."""
    listed = [
        Problem(f"{WORDS[one.code].what}{f': {one.excerpt}' if one.excerpt else ''}.", f"{file_name}, {one.where}")
        for one in findings[:MOST_LISTED]
    ]
    if len(findings) > MOST_LISTED:
        listed.append(Problem(f"And {len(findings) - MOST_LISTED} more things that are hidden in it.", file_name))
    lead = Problem(
        "The file is a workbook. Workbooks are not published, because they hold more than they show"
        + (": what is hidden in this one is listed here." if findings else "."),
        file_name,
        "Ask the author to export the part that the panel should see as a PDF.",
    )
    return [lead, *listed]
