"""The papers of a meeting as whole HTML documents to print, and as bodies to read on screen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from actions.documents import render_plan_body, render_plan_document
from actions.reports.plan_report import plan_report
from panels.enums import PaperKind, UploadKind
from panels.models import Paper
from panels.reports import authored_report, minutes_report
from panels.reports.authored import AuthoredReport
from panels.reports.monitoring import restored
from panels.reports.plan_days import MEETINGS_SHOWN, meeting_days
from panels.reports.published_minutes import published_report, standing_minutes
from panels.richtext.places import page_starts, section_starts
from panels.uploads.words_in_print import body_of, document_of
from performance.documents import (
    render_dataset_document,
    render_glossary_document,
    render_pack_body,
    render_pack_document,
)
from performance.reports import glossary_report, release_report
from performance.reports.pack import pack_report
from scrutiny.documents.errors import MissingPicture, UnreadablePaper
from scrutiny.documents.page_texts import page_texts
from scrutiny.documents.render import RenderedPaper
from scrutiny.documents.store import keep_paper, read_paper
from scrutiny.files import kept

# Raise it when panels.richtext.places finds other places: what was kept is then looked for again.
PLACES_REVISION = 1
PDF_PAGE = "doc-pdf-page"  # the class of a page of an uploaded PDF in the body


@dataclass(frozen=True)
class Sheet:
    """One paper twice over: `document` goes to the printer, `body` to the screen. Both say the same.

    An uploaded PDF is printed already: then `pdf` is what goes into the pack, and there is no document.
    """

    document: str
    body: str
    pdf: RenderedPaper | None = None


def sheet_of(paper: Paper, *, appendix_titles: Sequence[str] = ()) -> Sheet:
    """The paper as it stands now, from what it is made of; a report lists these titles as its appendices.

    Raises DocumentError where something of it is gone.
    """
    if paper.report is not None:
        return _report(authored_report(paper.report, appendix_titles=appendix_titles))
    makers = {
        PaperKind.MINUTES: _minutes,
        PaperKind.DATASET: _dataset,
        PaperKind.GLOSSARY: _glossary,
        PaperKind.UPLOAD: _uploaded,
        PaperKind.MONITORING: _monitoring,
        PaperKind.PERFORMANCE_PACK: _performance_pack,
        PaperKind.ACTION_PLAN: _action_plan,
    }
    return makers[PaperKind(paper.kind)](paper)


def places_of_pages(pdf: bytes, body: str, *, kind: PaperKind, store: Path) -> list[int]:
    """Where in the body the second and every further printed page begins (panels.richtext.places).

    An uploaded PDF's body is written page by page already.
    """
    if not body:
        return []
    if kind is PaperKind.UPLOAD and (starts := section_starts(body, PDF_PAGE)):
        return starts[1:]
    key = sha256(b"places of pages %d\n" % PLACES_REVISION + sha256(pdf).digest() + body.encode()).hexdigest()
    found = read_paper(store, key)
    if found is not None:
        return list(json.loads(found[0]))
    places = page_starts(body, page_texts(pdf, store=store))
    keep_paper(store, key, json.dumps(places).encode(), len(places))
    return places


def _report(report: AuthoredReport) -> Sheet:
    if report.lost:
        raise MissingPicture(report.lost)
    return _ours("panels/_report_body.html", report)


def _minutes(paper: Paper) -> Sheet:
    """Minutes to be approved: as they were published, or as they stand while they are not; never what is exempt."""
    assert paper.minutes is not None
    edition = standing_minutes(paper.minutes.meeting)
    report = published_report(edition) if edition else minutes_report(paper.minutes)
    return _ours("panels/_minutes_body.html", report)


def _monitoring(paper: Paper) -> Sheet:
    assert paper.monitoring is not None
    return _ours("panels/_monitoring_body.html", restored(paper.monitoring))


def _dataset(paper: Paper) -> Sheet:
    assert paper.release is not None
    report = release_report(paper.release, as_at=timezone.now())
    return Sheet(
        document=render_dataset_document(report),
        body=render_to_string("performance/_dataset_body.html", {"report": report, "screen": True, "with_cards": True}),
    )


def _glossary(paper: Paper) -> Sheet:
    assert paper.glossary_of is not None
    report = glossary_report(paper.glossary_of)
    return Sheet(
        document=render_glossary_document(report),
        body=render_to_string("performance/_glossary_body.html", {"report": report, "screen": True}),
    )


def _performance_pack(paper: Paper) -> Sheet:
    """As the public may see it, whichever edition of the agenda it stands in."""
    assert paper.performance_pack is not None
    report = pack_report(paper.performance_pack, as_at=timezone.now())
    return Sheet(document=render_pack_document(report), body=render_pack_body(report))


def _action_plan(paper: Paper) -> Sheet:
    """What is published of the plan, as at its day; the chart shows the panels' meetings before it."""
    plan = paper.plan
    assert plan is not None
    meetings = meeting_days(plan.inspection.council, until=plan.as_at)[:MEETINGS_SHOWN]
    report = plan_report(
        plan.inspection,
        as_at=plan.as_at,
        since=plan.since,
        published_only=True,
        trend_days=[meeting.day for meeting in meetings],
    )
    return Sheet(document=render_plan_document(report), body=render_plan_body(report))


def _uploaded(paper: Paper) -> Sheet:
    upload = paper.upload
    assert upload is not None
    if upload.kind == UploadKind.WORD:
        return Sheet(document=document_of(paper.title, upload.html), body=body_of(paper.title, upload.html))
    pages = sorted(upload.page_rows.all(), key=lambda page: page.number)
    try:
        content = kept(upload.file).read_bytes()
    except OSError as error:
        raise UnreadablePaper(paper.title, f"its file is gone ({error.strerror}). Upload it again") from error
    if sha256(content).hexdigest() != upload.sha256:
        raise UnreadablePaper(paper.title, "its file is no longer the one that was uploaded. Upload it again")
    return Sheet(
        document="",
        body=render_to_string("panels/_upload_pdf_body.html", {"paper": paper, "upload": upload, "pages": pages}),
        pdf=RenderedPaper(content, upload.pages),
    )


def _ours(body: str, report: Any) -> Sheet:
    return Sheet(
        document=render_to_string("panels/documents/paper.html", {"report": report, "body": body}),
        body=render_to_string(body, {"report": report, "edit_source": None, "printing": False}),
    )
