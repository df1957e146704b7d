"""Files that owners send as evidence: PDFs and photographs, made harmless and measured before anything is stored.

The type is found from the content, never from the name. Nothing of what a file hid or carried along reaches the store.
"""

import hashlib
import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actions.enums import EvidenceKind
from scrutiny.documents.intake import Bounds, Observed, Refusal, UnusablePdf, take_in
from scrutiny.documents.intake.pictures import PNG, clean_picture
from scrutiny.files import keep, name_of
from scrutiny.problems import Problem, ProblemsError

FOLDER = "evidence"
JPEG = b"\xff\xd8\xff"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
AS_PDF = "Save it as a PDF (in Word or Excel: Save as, PDF) or take a photograph of it, and send that."
# What a reader does not see but anybody could copy: somebody has to look before such a file is published.
HIDDEN = frozenset(
    {
        *(Observed.COVERED_TEXT, Observed.BACKGROUND_TEXT, Observed.OFF_PAGE_TEXT, Observed.CLIPPED_TEXT),
        *(Observed.HIDDEN_LAYER_TEXT, Observed.HIDDEN_LAYER, Observed.INVISIBLE_TEXT, Observed.TINY_TEXT),
        *(Observed.UNAPPLIED_REDACTION, Observed.UNINSPECTED_PAGE, Observed.SCAN_TEXT),
    }
)
REFUSED = {
    Refusal.PASSWORD: "It is locked with a password, so nobody could open it. Send a copy without one.",
    Refusal.DAMAGED: "It is damaged and cannot be read. Send a fresh copy.",
    Refusal.NO_PAGES: "It has no pages. Send a fresh copy.",
    Refusal.TOO_MANY_PAGES: "It has too many pages. Send only the part that shows what was done.",
    Refusal.TOO_MANY_OBJECTS: "It is made of far more parts than a paper needs. Print it to a new PDF and send that.",
    Refusal.TOO_SLOW: "It takes too long to read. Print it to a new, simpler PDF and send that.",
    Refusal.TOO_LARGE: "It would unpack to far more than a paper holds. Print it to a new PDF and send that.",
    Refusal.FORM_ONLY: "It is a form that only one program can show. Print the filled-in form to a PDF and send that.",
    Refusal.PORTFOLIO: "It is a cover with other files inside. Send those one by one.",
}
BOUNDS = Bounds(pages=100)


@dataclass(frozen=True)
class CleanFile:
    """A file that can be kept: `content` is our clean copy, `findings` what was seen in the one that was sent."""

    kind: EvidenceKind
    title: str
    file_name: str
    content: bytes
    media_type: str
    pages: int
    findings: tuple[dict[str, Any], ...]
    source_sha256: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def inspect_file(source: Path, *, file_name: str, title: str, workspace: Path) -> CleanFile:
    """Look into one file and make it harmless. `workspace` is an empty folder; the caller removes it.

    A PDF is opened in a process of its own with bounds on time and memory. Raises ProblemsError with what is wrong and
    how to mend it.
    """
    with source.open("rb") as file:
        start = file.read(1024)
    title = " ".join(title.split())[:200] or file_name[:200]
    if b"%PDF-" in start:
        return _pdf(source, file_name, title, workspace)
    if start.startswith((JPEG, PNG)):
        return _picture(source.read_bytes(), file_name, title)
    what = "It is empty" if not start else "It is neither a PDF nor a photograph (JPEG or PNG)"
    raise ProblemsError([Problem(f"{what}.", file_name, AS_PDF)])


def keep_file(file: CleanFile) -> str:
    """Keep the clean copy under its hash; gives the name under which it is."""
    return keep(io.BytesIO(file.content), name=name_of(file.sha256, folder=FOLDER, ending=ENDINGS[file.media_type]))


def media_type_of(name: str) -> str:
    """What a kept file is, by the ending that we gave it."""
    ending = name.rsplit(".", 1)[-1]
    return next(kind for kind, known in ENDINGS.items() if known == ending)


def hidden_in(findings: list[dict[str, Any]]) -> list[str]:
    """Those findings that readers of the page do not see but could copy, in words."""
    lines = []
    for one in findings:
        if one.get("code") in HIDDEN:
            place = f", page {one['page']}" if one.get("page") else ""
            excerpt = f": “{one['excerpt']}”" if one.get("excerpt") else ""
            lines.append(f"{str(one['code']).replace('_', ' ').capitalize()}{place}{excerpt}")
    return lines


def _pdf(source: Path, file_name: str, title: str, workspace: Path) -> CleanFile:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    result = workspace / f"{digest}.pdf"
    try:
        taken = take_in(source, result, bounds=BOUNDS)
    except UnusablePdf as unusable:
        raise ProblemsError([Problem(REFUSED[unusable.refusal], file_name)]) from None
    return CleanFile(
        kind=EvidenceKind.PDF,
        title=title,
        file_name=file_name,
        content=result.read_bytes(),
        media_type="application/pdf",
        pages=taken.pages,
        findings=tuple(asdict(one) for one in taken.observations),
        source_sha256=digest,
    )


def _picture(content: bytes, file_name: str, title: str) -> CleanFile:
    clean = clean_picture(content)
    seen = [
        code
        for code, is_there in (
            (Observed.PICTURE_LOCATION, clean.had_location),
            (Observed.PICTURE_DETAILS, clean.had_details),
        )
        if is_there
    ]
    return CleanFile(
        kind=EvidenceKind.PICTURE,
        title=title,
        file_name=file_name,
        content=clean.content,
        media_type="image/png" if clean.content.startswith(PNG) else "image/jpeg",
        pages=1,
        findings=tuple({"code": str(code), "page": 0, "excerpt": ""} for code in seen),
        source_sha256=hashlib.sha256(content).hexdigest(),
    )
