"""Large print of a finished pack: its frozen papers at 18 point, with page numbers of their own and those of the pack.

A chair says "page 12": the table at the front tells where that is, and every page says which of the pack it shows.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string

from panels.enums import PaperKind
from panels.models import BuiltPaper, PackBuild
from panels.pack import paper_store
from panels.reports.reading import page_places
from panels.richtext.large import for_large_print
from panels.richtext.onscreen import laid_out
from scrutiny.documents.blank import blank_page
from scrutiny.documents.large import LargePage, joined_large, page_of_names
from scrutiny.documents.plan import Item, PagePlan, Paper, plan_pages
from scrutiny.documents.printing import render_all, render_cached
from scrutiny.documents.render import RenderedPaper


@dataclass(frozen=True)
class LargePaper:
    """A paper in large print: `pages` are the pages of the pack that each of its own pages shows, first and last."""

    row: BuiltPaper
    rendered: RenderedPaper
    pages: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class LargeLine:
    """A line of the table of both numbers."""

    number: str
    title: str
    pack_pages: str
    large_pages: str


def large_print(build: PackBuild, rows: list[BuiltPaper]) -> tuple[bytes, int, bool]:
    """The file, its number of pages, and whether it follows PDF/UA: it does, because all of it is our own.

    Raises DocumentError where a paper cannot be printed.
    """
    store = paper_store()
    printed = []
    for result in render_all([_document(row) for row in rows], store=store):
        if isinstance(result, Exception):
            raise result
        printed.append(result)
    papers = [LargePaper(row, rendered, _shown(row, rendered)) for row, rendered in zip(rows, printed, strict=True)]
    plan = _plan(papers)
    front = render_cached(_front(build, papers, plan), store=store)
    plan = plan.with_front_pages(front.pages)
    made = joined_large(
        plan,
        {str(paper.row.pk): paper.rendered.pdf for paper in papers},
        _stamps(build, papers, front.pages),
        title=f"{_title(build)}: large print",
        front=front.pdf,
        blank=blank_page(store=store).pdf,
        author=build.meeting.panel.council.name,
    )
    return made.pdf, made.pages, made.is_pdf_ua


def _document(row: BuiltPaper) -> str:
    """A paper as it was frozen, with the pack's page numbers in its text."""
    context: dict[str, object] = {"paper": row, "has_title": row.kind not in (PaperKind.DATASET, PaperKind.GLOSSARY)}
    if row.body:
        parts = laid_out(row.body, pages=page_places(row, pdf_page=0, pdf_address="")) if row.body else ()
        context["body"] = "".join(for_large_print(part.html) for part in parts)
    return render_to_string("panels/documents/large_paper.html", context)


def _shown(row: BuiltPaper, rendered: RenderedPaper) -> tuple[tuple[int, int], ...]:
    if not row.body:
        return ((row.first_page, row.last_page),) * rendered.pages
    numbers = range(row.first_page, row.first_page + row.sides)
    begins = page_of_names(rendered.pdf, [f"page-{number}" for number in numbers])
    shown, last = [], row.first_page
    for page in range(rendered.pages):
        started = [number for number in numbers if begins.get(f"page-{number}") == page]
        first = last if page else row.first_page
        last = max([last, *started])
        shown.append((first, last))
    return tuple(shown)


def _plan(papers: list[LargePaper]) -> PagePlan:
    items: dict[str, list[LargePaper]] = {}
    for paper in papers:
        items.setdefault(paper.row.item_number, []).append(paper)
    return plan_pages(
        (
            Item(
                number,
                found[0].row.item_title,
                tuple(
                    Paper(str(paper.row.pk), paper.row.title, paper.rendered.pages, paper.row.label) for paper in found
                ),
            )
            for number, found in items.items()
        ),
        duplex=False,
    )


def _front(build: PackBuild, papers: list[LargePaper], plan: PagePlan) -> str:
    places = {planned.paper.key: planned for planned in plan.papers}
    lines = [
        LargeLine(
            number=paper.row.item_number,
            title=f"{paper.row.label}: {paper.row.title}" if paper.row.label else paper.row.title,
            pack_pages=_range(paper.row.first_page, paper.row.last_page),
            large_pages=_range(places[str(paper.row.pk)].first, places[str(paper.row.pk)].last),
        )
        for paper in papers
    ]
    context = {"build": build, "meeting": build.meeting, "title": _title(build), "items": build.agenda["items"]}
    return render_to_string("panels/documents/large_front.html", {**context, "lines": lines})


def _stamps(build: PackBuild, papers: list[LargePaper], front_pages: int) -> list[LargePage]:
    stamps = [LargePage((), "") for _ in range(front_pages)]
    number = 0
    for paper in papers:
        row = paper.row
        item = f"Item {row.item_number}{f', {row.label}' if row.label else ''}"
        for first, last in paper.pages:
            number += 1
            what = f"{item}. Pack page {first}" if first == last else f"{item}. Pack pages {first} to {last}"
            banner = (row.withheld_as,) if row.withheld_as and row.body else ()
            stamps.append(LargePage((what, *banner), f"Large print page {number}"))
    return stamps


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _title(build: PackBuild) -> str:
    date = build.meeting.date
    return f"{build.meeting.panel.name}, {date.day} {date:%B %Y}"
