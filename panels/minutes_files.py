"""The files of published minutes, tagged PDF and Word, from the object that was published. Made off the request."""

import hashlib
import io

from django.template.loader import render_to_string

from panels.minutes_docx import minutes_docx
from panels.models import MinutesEdition
from panels.operations.minutes_states import BODY, fail_files, finish_files
from panels.pack import paper_store
from panels.reports.minutes import MinutesReport
from panels.reports.published_minutes import published_report
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import RenderedPaper
from scrutiny.files import keep, name_of

FOLDER = "minutes"


def make_files(edition: MinutesEdition) -> None:
    """Make the files of a published edition, unless they are there; what goes wrong stands in its row."""
    if edition.is_withdrawal or edition.pdf:
        return
    report = published_report(edition)
    try:
        pdf = minutes_pdf(report)
        docx = minutes_docx(report, made=edition.published_at)
        finish_files(edition=edition, pdf=_keep(pdf.pdf, "pdf"), docx=_keep(docx, "docx"), pages=pdf.pages)
    except DocumentError as error:
        fail_files(edition=edition, problem=str(error))


def minutes_pdf(report: MinutesReport) -> RenderedPaper:
    """The minutes as tagged PDF."""
    html = render_to_string("panels/documents/paper.html", {"report": report, "body": BODY})
    return render_cached(html, store=paper_store())


def _keep(content: bytes, ending: str) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return keep(io.BytesIO(content), name=name_of(digest, folder=FOLDER, ending=ending))
