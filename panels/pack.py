"""The agenda pack: papers rendered one by one, the page plan, the front matter, and all of it joined to one PDF.

Made off the request, by the queue's worker or a command. What a pack says is in reports.py and papers.py; how a PDF
comes about is in scrutiny.documents.
"""

import datetime
import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.template.loader import render_to_string

from panels.enums import EditionKind
from panels.models import BuiltPaper, Meeting, PackBuild, Paper
from panels.operations.packs import fail_build, finish_build, note_progress, start_build
from panels.papers import Sheet, sheet_of
from panels.reports import AgendaReport, agenda_report
from scrutiny.documents.assemble import AssembledPack, assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.plan import Item, PagePlan, plan_pages
from scrutiny.documents.plan import Paper as PlanPaper
from scrutiny.documents.render import RenderedPaper, render_cached

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Pack:
    """A pack in memory: the file, the plan of its pages, the agenda with its page ranges, and each paper's body."""

    assembled: AssembledPack
    plan: PagePlan
    agenda: AgendaReport
    bodies: dict[int, str]


def compose(
    meeting: Meeting, edition: EditionKind, *, signed_on: datetime.date | None, progress: Progress = lambda done: None
) -> Pack:
    """Make the pack of the agenda as it stands now. Changes nothing.

    Every paper is rendered by itself and kept, so that an edit costs one paper. Numbering runs through from 1; every
    paper starts on a right-hand page. Raises DocumentError, in words for an officer, where a paper cannot be made.
    """
    agenda = agenda_report(meeting, signed_on=signed_on)
    store = paper_store()
    sheets: dict[int, Sheet] = {}
    rendered: dict[int, RenderedPaper] = {}
    sources = Paper.objects.select_related(
        "report__template__council", "minutes__meeting__panel__council", "release__dataset__council", "glossary_of"
    ).in_bulk([paper.pk for _, paper in agenda.papers])
    for done, (line, paper) in enumerate(agenda.papers, start=1):
        sheets[paper.pk] = sheet_of(sources[paper.pk])
        try:
            rendered[paper.pk] = render_cached(sheets[paper.pk].document, store=store)
        except DocumentError as error:
            raise DocumentError(f"Item {line.number}, “{paper.title}”: {error}") from error
        progress(done)
    plan = plan_pages(
        Item(
            number=line.number,
            title=line.title,
            papers=tuple(
                PlanPaper(key=str(paper.pk), title=paper.title, pages=rendered[paper.pk].pages, appendix=paper.label)
                for paper in line.papers
            ),
        )
        for line in agenda.items
    )
    paged = _with_pages(agenda, plan)
    front = _front(paged, edition, store=store)
    assembled = assemble(
        plan.with_front_pages(front.pages),
        {str(key): paper.pdf for key, paper in rendered.items()},
        title=f"{agenda.title}: agenda pack",
        blank=blank_page(store=store).pdf,
        front=front.pdf,
        author=agenda.council,
    )
    return Pack(
        assembled=assembled,
        plan=plan.with_front_pages(front.pages),
        agenda=paged,
        bodies={key: sheet.body for key, sheet in sheets.items()},
    )


def make(build: PackBuild) -> PackBuild:
    """Make the pack that was asked for, and record how it ended. A build that another worker has is left to it."""
    meeting = build.meeting
    total = Paper.objects.filter(item__meeting=meeting, item__removed_at=None).count()
    if not start_build(build, papers=total):
        return build
    try:
        pack = compose(
            meeting,
            EditionKind(build.edition),
            signed_on=build.dated,
            progress=lambda done: note_progress(build, papers_done=done),
        )
    except DocumentError as error:
        fail_build(build, problem=str(error))
        build.refresh_from_db()
        return build
    except Exception:
        # Told to whoever watches the service; the officer gets a sentence and the chance to try again.
        fail_build(
            build, problem="Something went wrong on our side. Try again; if it happens again, tell democratic services."
        )
        raise
    digest = hashlib.sha256(pack.assembled.pdf).hexdigest()
    return finish_build(
        build,
        file=keep_file(pack.assembled.pdf, digest),
        sha256=digest,
        size=len(pack.assembled.pdf),
        front_pages=pack.plan.front_pages + pack.plan.front_blanks,
        pages=pack.assembled.pages,
        agenda={"items": [asdict(line) for line in pack.agenda.items]},
        papers=[
            BuiltPaper(
                position=paper.position,
                kind=paper.kind,
                item_number=line.number,
                item_anchor=line.anchor,
                item_title=line.title,
                title=paper.title,
                label=paper.label,
                first_page=paper.first_page,
                last_page=paper.last_page,
                body=pack.bodies[paper.pk],
            )
            for line, paper in pack.agenda.papers
        ],
    )


def open_pack(build: PackBuild) -> IO[bytes]:
    """The file of a finished build."""
    return open(Path(settings.MEDIA_ROOT) / build.file, "rb")


def paper_store() -> Path:
    """Where rendered papers are kept. It can be emptied at any time: it costs only the time to render them again."""
    return Path(settings.SCRUTINY_DATA) / "cache" / "papers"


def keep_file(content: bytes, digest: str) -> str:
    """Keep a file under its own hash: it is whole or not there, and two equal ones are one. Returns its name."""
    name = f"packs/{digest[:2]}/{digest}.pdf"
    place = Path(settings.MEDIA_ROOT) / name
    if place.exists():
        return name
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".unfinished-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return name


def _with_pages(agenda: AgendaReport, plan: PagePlan) -> AgendaReport:
    papers = {int(planned.paper.key): (planned.first, planned.last) for planned in plan.papers}
    items = {
        item.number: (item.first, item.last) for item in plan.items if item.first is not None and item.last is not None
    }
    return agenda.with_pages(papers, items)


def _front(agenda: AgendaReport, edition: EditionKind, *, store: Path) -> RenderedPaper:
    html = render_to_string("panels/documents/front.html", {"report": agenda, "edition": edition.label})
    return render_cached(html, store=store)
