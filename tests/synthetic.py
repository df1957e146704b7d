"""A meeting as large as they come, made by the real operations: by default 345 pages in 24 papers.

A third of the papers are uploaded PDFs, with tags and without, in odd sizes, turned and cropped; two papers are exempt,
one of either kind. Deterministic: the same call makes the same words and the same files. Nothing in it is real.
"""

import datetime
import io
import random
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from pikepdf import Array, Pdf

from panels.enums import GroundKind
from panels.models import AgendaItem, ExemptionGround, Meeting, Paper, ReportTemplate
from panels.operations.agenda import add_item
from panels.operations.exemptions import load_grounds, mark_exempt
from panels.operations.reports import start_report
from panels.operations.setup import schedule_meeting
from panels.operations.uploads import add_upload
from scrutiny.documents.assemble import assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.plan import Item, plan_pages
from scrutiny.documents.plan import Paper as PlanPaper
from scrutiny.documents.printing import render_cached
from scrutiny.models import User
from tests.helpers import report_template, small_panel

PAGES, PAPERS = 345, 24
DATE = datetime.date(2031, 3, 12)
EXEMPT_WORD = "Quatrefoil"  # stands in the exempt papers and in no other
_TEXT = """
    the panel asks what lies behind a figure who answers for it and by when it should have changed a plan says which
    children are waiting how long they wait and what is done meanwhile each team reports its cases its vacancies its
    budget and the risks that it sees carers and young people were heard before this was written their words stand in
    the appendix officers recommend that progress is reported quarterly with reasons where a target is missed
"""
WORDS = _TEXT.split()
PARTS = [
    {"key": "decision", "style": "prose", "heading": "Summary"},
    {"key": "detail", "style": "numbered", "heading": "Detail"},
    {"key": "measures", "style": "prose", "heading": "Measures"},
    {"key": "recommendations", "style": "recommendations", "heading": "Recommendations"},
]


@dataclass(frozen=True)
class Shape:
    """How an uploaded PDF differs from a plain one: its size, how it is turned and cropped, whether it has tags."""

    name: str
    size: str = "A4"
    turned: int = 0
    is_cropped: bool = False
    is_tagged: bool = True


SHAPES = (
    Shape("Needs assessment"),
    Shape("Site plan", size="A3 landscape", is_tagged=False),
    Shape("Survey", size="A5"),
    Shape("Scanned letter", turned=90, is_tagged=False),
    Shape("Floor plan", size="420mm 297mm", is_cropped=True, is_tagged=False),
    Shape("Rota", size="A4 landscape", turned=270),
    Shape("Leaflet", size="148mm 210mm", is_cropped=True, is_tagged=False),
    Shape("Case file", turned=180, is_tagged=False),
)


def synthetic_meeting(by: User, *, pages: int = PAGES, papers: int = PAPERS, date: datetime.date = DATE) -> Meeting:
    """A meeting with `papers` papers of about `pages` pages in all, every third of them uploaded."""
    meeting = schedule_meeting(by=by, panel=_panel(by), date=date)
    template = _template(by)
    each = _each(pages, papers)
    if not ExemptionGround.objects.exists():
        ground = {"code": "paragraph 2", "kind": GroundKind.EXEMPT, "text": "Likely to reveal an individual's identity"}
        load_grounds(by=by, council=None, grounds=[ground])
    reason = f"The interests of the children outweigh it ({EXEMPT_WORD})"
    ground = ExemptionGround.objects.order_by("pk")[0]
    with tempfile.TemporaryDirectory(prefix="synthetic-") as folder:
        for number in range(1, papers + 1):
            is_upload, is_exempt = number % 3 == 0, papers > 6 and number in (8, 9)
            seed = f"{number} of {papers} with {pages} pages{f' {EXEMPT_WORD}' if is_exempt else ''}"
            item = add_item(by=by, meeting=meeting, title=f"Business {number}")
            name = f"{number}{f' {EXEMPT_WORD}' if is_exempt else ''}"
            paper = (
                _upload(by, item, number, name, each, seed, Path(folder))
                if is_upload
                else _report(by, item, template, name, each, seed)
            )
            if is_exempt:
                mark_exempt(by=by, subject=paper, ground=ground, reason=reason)
    return Meeting.objects.with_panel().get(pk=meeting.pk)


def whole_as_one_document(meeting: Meeting, *, pages: int = PAGES) -> str:
    """The same papers as one HTML document, as a service without papers of their own would print them: for comparison.

    The uploaded ones are in it as the text that they were printed from.
    """
    from panels.reports import authored_report

    papers = list(Paper.objects.for_printing().filter(item__meeting=meeting).order_by("item__position", "place"))
    parts = []
    for number, paper in enumerate(papers, 1):
        if paper.report:
            body = render_to_string(
                "panels/_report_body.html",
                {"report": authored_report(paper.report), "edit_source": None, "printing": True},
            )
        else:
            body = uploaded_text(_each(pages, len(papers)), f"{number} of {len(papers)}", paper.title)
        # Names are a paper's own: in one document each must be somebody's.
        body = re.sub(r'(\bid="|href="#|aria-labelledby="|headers=")', rf"\g<1>paper-{number}-", body)
        parts.append(f'<section class="new-page">{body}</section>')
    return _document("The whole pack", "".join(parts))


def report_parts(pages: int, seed: str) -> dict[str, str]:
    """The formatted text of a report of about this length: headings, numbered paragraphs, and tables."""
    draw = random.Random(seed)  # noqa: S311 - the same words every time
    detail = "".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(draw, 6 * pages))
    return {
        "decision": f"<p>{next(_paragraphs(draw, 1))} {seed}</p>",
        "detail": detail,
        "measures": "".join(_table(draw, rows=10) for _ in range(max(pages // 3, 1))),
        "recommendations": "".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(draw, 5)),
    }


def uploaded_text(pages: int, seed: str, title: str) -> str:
    """What an uploaded paper says, as HTML."""
    draw = random.Random(seed)  # noqa: S311
    out = [f"<h1>{title}</h1><p>{seed}</p>"]
    for page in range(pages):
        out.append(f"<h2>Part {page + 1}</h2>")
        out += [f"<p>{paragraph}</p>" for paragraph in _paragraphs(draw, 5)]
        if page % 3 == 0:
            out.append(_table(draw, rows=10))
    return "".join(out)


def uploaded_pdf(shape: Shape, *, pages: int, seed: str) -> bytes:
    """An uploaded paper, as other people's software and scanners leave it."""
    html = _document(shape.name, uploaded_text(pages, seed, shape.name), size=shape.size)
    with tempfile.TemporaryDirectory(prefix="synthetic-") as store:
        printed = render_cached(html, store=Path(store)).pdf
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = shape.turned
            if shape.is_cropped:
                left, bottom, right, top = (float(edge) for edge in page.mediabox)
                page.obj.CropBox = Array([left + 20, bottom + 30, right - 20, top - 30])
        if not shape.is_tagged:
            _untag(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _report(by: User, item: AgendaItem, template: ReportTemplate, name: str, pages: int, seed: str) -> Paper:
    return start_report(by=by, item=item, template=template, title=f"Report {name}", html=report_parts(pages, seed))


def _upload(by: User, item: AgendaItem, number: int, name: str, pages: int, seed: str, folder: Path) -> Paper:
    shape = SHAPES[(number // 3 - 1) % len(SHAPES)]
    source = folder / "upload.pdf"
    source.write_bytes(uploaded_pdf(shape, pages=pages, seed=seed))
    upload = add_upload(by=by, item=item, source=source, file_name=f"{shape.name} {name}.pdf", as_main=True)
    return Paper.objects.get(upload=upload)


def _each(pages: int, papers: int) -> int:
    """How many pages to write for each paper, so that all fill about `pages`: a page written fills less."""
    return max(round(pages / papers * 1.05), 1)


def _panel(by: User):
    from panels.models import Panel

    return Panel.objects.filter(slug="housing-scrutiny-panel").first() or small_panel(by)


def _template(by: User) -> ReportTemplate:
    return ReportTemplate.objects.filter(slug="report").first() or report_template(by, PARTS)


def _document(title: str, content: str, *, size: str = "A4") -> str:
    style = f"<style>@page {{ size: {size} }}</style>"
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="stylesheet" href="asset:css/document.css">{style}</head><body>{mark_safe(content)}</body></html>'  # noqa: S308
    )


def _paragraphs(draw: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        words = draw.choices(WORDS, k=draw.randint(60, 90))
        yield f"{' '.join(words).capitalize()}."


def _table(draw: random.Random, *, rows: int, columns: int = 6) -> str:
    head = "".join(f'<th scope="col">Month {column}</th>' for column in range(1, columns))
    body = "".join(
        f'<tr><th scope="row">Measure {row}</th>'
        + "".join(f"<td>{draw.randint(0, 999)}</td>" for _ in range(columns - 1))
        + "</tr>"
        for row in range(rows)
    )
    return (
        f'<table><caption>Measures</caption><thead><tr><th scope="col">Measure</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _untag(pdf: Pdf) -> None:
    for key in ("/StructTreeRoot", "/MarkInfo"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        if "/StructParents" in page.obj:
            del page.obj["/StructParents"]
        for link in page.obj.get("/Annots", []):
            if "/StructParent" in link:
                del link["/StructParent"]


def dense_pack(pages: int) -> int:
    """Join a pack of about so many pages that are all dense tables, and give its length: the most tags there can be."""
    content = "<h1>Dataset</h1>" + _table(random.Random(1), rows=700, columns=14)  # noqa: S311
    with tempfile.TemporaryDirectory(prefix="synthetic-") as store:
        paper = render_cached(_document("Dataset", content), store=Path(store))
        blank = blank_page(store=Path(store)).pdf
    papers = {str(number): paper.pdf for number in range(max(pages // paper.pages, 1))}
    plan = plan_pages([Item(key, "Dataset", (PlanPaper(key, "Dataset", paper.pages),)) for key in papers])
    return assemble(plan, papers, title="Datasets", blank=blank).pages
