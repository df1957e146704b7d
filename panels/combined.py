"""The combined pack: what is published of a meeting, the agenda and all its supplements, as one file.

The files are those that were published, page for page and number for number; only a contents page is new.
"""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from panels.enums import EditionKind
from panels.models import BuiltPaper, Edition, PackBuild
from panels.pack import paper_store
from panels.reports.published import Published, build_for, published
from scrutiny.documents.assemble import AssembledPack, combine
from scrutiny.documents.blank import blank_page
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.plan import CombinedPlan, PagePlan, Paper, PlannedItem, PlannedPaper, PublishedFile
from scrutiny.documents.printing import render_cached
from scrutiny.files import kept


def compose_combined(latest: Edition, edition: EditionKind) -> tuple[AssembledPack, CombinedPlan, dict[str, Any]]:
    """The combined pack up to this edition, its plan, and what a build keeps of its agenda.

    Raises DocumentError where the edition no longer stands: it was corrected or withdrawn meanwhile.
    """
    meeting = latest.meeting
    standing = published(meeting, edition=edition)
    if standing is None or standing.latest.pk != latest.pk:
        raise DocumentError("What was to be combined is not the latest any more. Ask again.")
    builds = [build_for(found, edition) for found in standing.editions]
    store = paper_store()
    title = f"{meeting.panel}, {meeting.date.day} {meeting.date:%B %Y}"
    context = {
        "title": title,
        "meeting": meeting,
        "edition": edition.label,
        "files": [
            {"name": _name(number), "edition": found, "papers": _papers_of(standing, found)}
            for number, found in enumerate(standing.editions)
        ],
        "items": standing.items,
    }
    contents = render_cached(render_to_string("panels/documents/combined.html", context), store=store)
    files = tuple(
        PublishedFile(_name(number), _plan_of(build, _papers_of(standing, found)))
        for number, (found, build) in enumerate(zip(standing.editions, builds, strict=True))
    )
    plan = CombinedPlan(
        items=tuple(_item(line, standing) for line in standing.items),
        duplex=True,
        first_number=1,
        front_pages=contents.pages,
        blanks=builds[0].double_sided,
        files=files,
    )
    assembled = combine(
        plan,
        [Path(kept(build.file)) for build in builds],
        title=f"{title}: agenda pack with its supplements",
        blank=blank_page(store=store).pdf,
        front=contents.pdf,
        author=meeting.panel.council.name,
    )
    untagged = [paper for build in builds for paper in build.agenda.get("untagged", [])]
    return assembled, plan, {"items": standing.items, "untagged": untagged}


def _name(number: int) -> str:
    return f"Supplement {number}" if number else "Agenda pack"


def _papers_of(standing: Published, edition: Edition) -> list[BuiltPaper]:
    return [paper.row for paper in standing.papers if paper.edition.pk == edition.pk]


def _plan_of(build: PackBuild, papers: list[BuiltPaper]) -> PagePlan:
    """The plan of a published file, from what was kept of it."""
    items = tuple(PlannedItem(row.item_number, row.item_title, (_planned(row),)) for row in papers)
    first = papers[0].first_page if papers else 1
    return PagePlan(items, True, first, build.front_pages, build.double_sided)


def _item(line: dict[str, Any], standing: Published) -> PlannedItem:
    known = standing.by_source
    papers = (known[paper["pk"]].row for paper in line["papers"] if paper["pk"] in known)
    return PlannedItem(line["number"], line["title"], tuple(_planned(row) for row in papers))


def _planned(row: BuiltPaper) -> PlannedPaper:
    is_placeholder = bool(row.withheld_as and not row.body)
    paper = Paper(str(row.pk), row.title, row.sides, appendix=row.label, withheld=is_placeholder)
    return PlannedPaper(paper, row.item_number, row.first_page, row.last_page)
