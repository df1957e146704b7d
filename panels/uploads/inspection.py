"""One uploaded file from what was sent to what can be kept, or to the sentences that say why not.

Nothing is stored here. The type is found from the content; the name only ever appears in sentences.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from panels.enums import ListMarker, PartStyle, UploadKind
from panels.richtext import Numbers, clean, lay_out
from panels.uploads.codes import Finding, InOffice
from panels.uploads.findings import WORDS
from panels.uploads.refusals import (
    OTHER_TYPES,
    PDF_REFUSALS,
    REFUSALS,
    Refused,
    pages_problem,
    workbook_problems,
)
from scrutiny.bounded import OutOfBounds, run_bounded
from scrutiny.documents.intake import Bounds, Observation, Observed, UnusablePdf, take_in
from scrutiny.problems import Problem

OFFICE_CHILD = "panels.uploads.office_child"
OFFICE_SECONDS, OFFICE_MEGABYTES = 60, 1_024
LETTERS_A_PAGE = 8_000
IN_PICTURE = re.compile(r'<img src="picture:(\d+)"\s*/?>')


@dataclass(frozen=True)
class Inspected:
    """A file that can be kept. Of a PDF `pdf` is the clean copy; of a Word document `html` is its clean text.

    `pages` and what follows are known of PDFs only: a Word document is printed by us, and tagged.
    """

    kind: UploadKind
    file_name: str
    source_sha256: str
    source_size: int
    findings: tuple[Finding, ...]
    losses: tuple[str, ...] = ()
    pdf: Path | None = None
    html: str = ""
    pages: int = 0
    page_sizes: tuple[tuple[float, float, int], ...] = ()
    is_tagged: bool = True
    claims_pdf_ua: bool = True


def inspect(source: Path, *, file_name: str, workspace: Path, page_limit: int) -> Inspected:
    """Look into one file. `workspace` is an empty folder for the clean copy; the caller removes it.

    Raises Refused with every reason; then nothing is left but what is in `workspace`.
    """
    with source.open("rb") as file:
        head = file.read(4_096)
    size = source.stat().st_size
    if not size:
        raise Refused([Problem("The file is empty.", file_name, "Check that it was saved and copied completely.")])
    digest = _digest(source)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return _office(source, file_name, digest, size, page_limit)
    if head.startswith(b"%PDF-"):
        return _pdf(source, file_name, digest, size, workspace / "clean.pdf", page_limit)
    what = next((words for start, words in OTHER_TYPES if re.match(start, head, re.IGNORECASE)), "")
    if b"%PDF-" in head[:1_024] and not what:
        # Scanners put a few bytes before the beginning; a second kind of file in front is another matter.
        return _pdf(source, file_name, digest, size, workspace / "clean.pdf", page_limit)
    if b"%PDF-" in head[:1_024]:
        raise Refused([REFUSALS["two_kinds"].problem(file_name, what)])
    raise Refused([REFUSALS["other_type"].problem(file_name, what or "neither a PDF nor a Word document (.docx)")])


def _pdf(source: Path, file_name: str, digest: str, size: int, result: Path, page_limit: int) -> Inspected:
    try:
        taken = take_in(source, result, bounds=Bounds(pages=page_limit))
    except UnusablePdf as error:
        raise Refused([PDF_REFUSALS[error.refusal].problem(file_name, error.detail, page_limit)]) from error
    findings = [_found(one) for one in taken.observations]
    if not file_name.lower().endswith(".pdf"):
        findings.append(Finding(InOffice.WRONG_NAME, "", f"The file is called {file_name}, and is a PDF."))
    return Inspected(
        kind=UploadKind.PDF, file_name=file_name, source_sha256=digest, source_size=size, findings=_sorted(findings),
        pdf=result, pages=taken.pages, page_sizes=taken.sizes, is_tagged=taken.is_tagged,
        claims_pdf_ua=taken.claims_pdf_ua,
    )  # fmt: skip


def _office(source: Path, file_name: str, digest: str, size: int, page_limit: int) -> Inspected:
    try:
        answer = run_bounded(OFFICE_CHILD, {"source": str(source)}, seconds=OFFICE_SECONDS, megabytes=OFFICE_MEGABYTES)
    except OutOfBounds as error:
        raise Refused([REFUSALS["out_of_bounds"].problem(file_name)]) from error
    if "refusal" in answer:
        raise Refused([REFUSALS[answer["refusal"]].problem(file_name)])
    findings = [Finding(InOffice(one["code"]), one["where"], one["excerpt"]) for one in answer["findings"]]
    if answer["kind"] == "workbook":
        raise Refused(workbook_problems(file_name, findings))
    if not file_name.lower().endswith((".docx", ".docm")):
        findings.append(Finding(InOffice.WRONG_NAME, "", f"The file is called {file_name}, and is a Word document."))
    html, repairs = _clean_text(answer)
    if not html:
        raise Refused([REFUSALS["no_text"].problem(file_name)])
    if len(re.sub(r'src="data:[^"]*"', "", html)) > page_limit * LETTERS_A_PAGE:
        raise Refused([pages_problem(file_name, page_limit)])
    return Inspected(
        kind=UploadKind.WORD, file_name=file_name, source_sha256=digest, source_size=size, findings=_sorted(findings),
        losses=(*answer["losses"], *repairs), html=html,
    )  # fmt: skip


def _clean_text(answer: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The text of a Word document as our own HTML, from heading level 2 down, its pictures in it."""
    pictures = {one["number"]: one for one in answer["pictures"]}
    source = IN_PICTURE.sub(r'</p><figure data-picture="\1"></figure><p>', answer["html"])
    try:
        cleaned = clean(source, pictures=pictures.keys())
    except ValueError:
        return "", ()
    blocks = lay_out(cleaned.html, style=PartStyle.PROSE, marker=ListMarker.DECIMAL, numbers=Numbers(), heading_level=2)
    html = []
    for block in blocks:
        if block.kind == "heading":
            html.append(f"<h{block.level}>{block.html}</h{block.level}>")
        elif block.kind == "picture":
            html.append(_figure(pictures[str(block.picture)]))
        else:
            html.append(str(block.html))
    return "\n".join(html), cleaned.repairs


def _figure(picture: Mapping[str, str]) -> str:
    base64.b64decode(picture["data"], validate=True)  # the child's word is not taken for what goes into a page
    kind = "image/jpeg" if picture["type"] == "image/jpeg" else "image/png"
    alternative = picture["alternative"] or "Picture without a description"
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        alternative = alternative.replace(sign, entity)
    return f'<figure class="doc-picture"><img alt="{alternative}" src="data:{kind};base64,{picture["data"]}"></figure>'


def _found(observation: Observation) -> Finding:
    code = observation.code
    excerpt = observation.excerpt
    if code is Observed.EARLIER_VERSIONS:
        excerpt = f"{excerpt} earlier version{'' if excerpt == '1' else 's'}"
    return Finding(code, f"page {observation.page}" if observation.page else "", excerpt)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    """What has to be decided first, then what we removed, then what is good to know; each in its order in the file."""
    order = ("decide", "removed", "notice")
    return tuple(sorted(findings, key=lambda one: order.index(WORDS[one.code].weight)))


def _digest(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
