"""The agenda pack: papers rendered one by one, the page plan, the front matter, and all of it joined to one PDF.

What a pack says is in reports/ and papers.py; how a PDF comes about is in scrutiny.documents; who asks for one, and
what becomes of it, is in making.py. Changes nothing.
"""

import datetime
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from panels.enums import EditionKind
from panels.models import BuiltPaper, Meeting, Paper
from panels.papers import Sheet, sheet_of
from panels.reports import AgendaLine, AgendaPaper, AgendaReport, agenda_report
from panels.reports.published import Published, PublishedPaper
from scrutiny.documents.assemble import AssembledPack, assemble, assembly_key
from scrutiny.documents.blank import blank_page
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.plan import Item, PagePlan, plan_pages
from scrutiny.documents.plan import Paper as PlanPaper
from scrutiny.documents.printing import render_all, render_cached
from scrutiny.documents.render import RenderedPaper

Progress = Callable[[int, int], None]  # papers ready so far, and their pages


@dataclass(frozen=True)
class Part:
    """A paper ready to be joined: its PDF, how many numbers it takes, and its body on screen."""

    line: AgendaLine
    paper: AgendaPaper
    pdf: bytes
    sides: int
    body: str
    is_placeholder: bool


@dataclass(frozen=True)
class Pack:
    """A pack in memory: the file, the plan of its pages, the agenda with its page ranges, and its papers.

    `inputs` is the hash of all that the file was joined from.
    """

    assembled: AssembledPack
    plan: PagePlan
    agenda: AgendaReport
    parts: tuple[Part, ...]
    inputs: str


def compose(
    meeting: Meeting,
    edition: EditionKind,
    *,
    signed_on: datetime.date | None,
    withheld_sides: Mapping[int, int] | None = None,
    continues: Published | None = None,
    double_sided: bool = True,
    progress: Progress = lambda papers, pages: None,
    joined_before: Callable[[str], AssembledPack | None] = lambda inputs: None,
) -> Pack:
    """Make the pack of the agenda as it stands now.

    Every paper is rendered by itself and kept, so that an edit costs one paper. Numbering runs through from 1; every
    paper starts on a right-hand page. For the public nothing withheld is loaded: `withheld_sides` says how many pages
    each withheld paper has (by its key), so that both editions share their numbers. With `continues` only the papers
    that are not published yet are in it, numbered on from there: a supplement. It refuses where a published paper has
    changed as well, which only a correction can show.
    `joined_before` may know the file that the same inputs gave before. Raises DocumentError, in words for an officer,
    where a paper cannot be made.
    """
    agenda = agenda_report(meeting, signed_on=signed_on, edition=edition)
    if continues:
        agenda = _continued(agenda, continues)
        _check_nothing_else_changed(agenda, continues)
    wanted = [(line, paper) for line, paper in agenda.papers if not paper.first_page]
    parts = tuple(_parts(wanted, edition, withheld_sides or {}, progress))
    plan = _plan(agenda, parts, first_number=continues.last_page + 1 if continues else 1, blanks=double_sided)
    paged = _with_pages(agenda, plan)
    store = paper_store()
    front = _front(paged, edition, continues, store=store)
    plan = plan.with_front_pages(front.pages)
    name = f"supplement {len(continues.editions)}" if continues else "agenda pack"
    papers = {str(part.paper.pk): part.pdf for part in parts}
    title, blank = f"{agenda.title}: {name}", blank_page(store=store).pdf
    inputs = assembly_key(plan, papers, title=title, blank=blank, front=front.pdf, author=agenda.council)
    assembled = joined_before(inputs) or assemble(
        plan, papers, title=title, blank=blank, front=front.pdf, author=agenda.council, store=store
    )
    return Pack(assembled, plan, paged, parts, inputs)


def paper_store() -> Path:
    """Where rendered papers are kept. It can be emptied at any time: it costs only the time to render them again."""
    return Path(settings.SCRUTINY_DATA) / "cache" / "papers"


def _parts(
    wanted: list[tuple[AgendaLine, AgendaPaper]],
    edition: EditionKind,
    withheld_sides: Mapping[int, int],
    progress: Progress,
) -> list[Part]:
    """Every paper printed, several at once; all that cannot be made are named together."""
    is_hidden = {paper.pk: bool(paper.withheld_as) and edition is EditionKind.PUBLIC for _, paper in wanted}
    sources = Paper.objects.for_printing().in_bulk([pk for pk, hidden in is_hidden.items() if not hidden])
    sheets: list[Sheet | DocumentError] = []
    for line, paper in wanted:
        try:
            is_one = is_hidden[paper.pk]
            sheets.append(
                _placeholder(paper) if is_one else sheet_of(sources[paper.pk], appendix_titles=_appendix_titles(line))
            )
        except DocumentError as error:
            sheets.append(error)
    ready = pages = 0

    def count(paper: RenderedPaper) -> None:
        nonlocal ready, pages
        ready, pages = ready + 1, pages + paper.pages
        progress(ready, pages)

    for sheet in sheets:
        if isinstance(sheet, Sheet) and sheet.pdf:
            count(sheet.pdf)
    to_print = [place for place, sheet in enumerate(sheets) if isinstance(sheet, Sheet) and not sheet.pdf]
    printed = render_all(
        [sheet.document for sheet in sheets if isinstance(sheet, Sheet) and not sheet.pdf],
        store=paper_store(),
        done=lambda place, paper: count(paper),
    )
    results = {
        **{place: sheet.pdf if isinstance(sheet, Sheet) else sheet for place, sheet in enumerate(sheets)},
        **dict(zip(to_print, printed, strict=True)),
    }
    parts: list[Part] = []
    problems: dict[str, list[str]] = {}
    for place, (line, paper) in enumerate(wanted):
        sheet, result = sheets[place], results[place]
        if isinstance(sheet, DocumentError) or isinstance(result, DocumentError) or result is None:
            problems.setdefault(str(result), []).append(f"Item {line.number}, “{paper.title}”")
            continue
        is_one = is_hidden[paper.pk]
        sides = withheld_sides[paper.pk] if is_one else result.pages
        parts.append(Part(line, paper, result.pdf, sides, sheet.body, is_placeholder=is_one))
    if problems:
        # What concerns every paper, as a lost font does, is said once.
        raise DocumentError(" ".join(f"{'; '.join(named)}: {problem}" for problem, named in problems.items()))
    return parts


def _placeholder(paper: AgendaPaper) -> Sheet:
    """The page that stands for a withheld paper: its public title and the ground, and nothing else."""
    return Sheet(document=render_to_string("panels/documents/withheld.html", {"paper": paper}), body="")


def _plan(agenda: AgendaReport, parts: tuple[Part, ...], *, first_number: int, blanks: bool) -> PagePlan:
    by_paper = {part.paper.pk: part for part in parts}
    return plan_pages(
        (
            Item(
                number=line.number,
                title=line.title,
                papers=tuple(
                    PlanPaper(
                        key=str(paper.pk),
                        title=paper.title,
                        pages=by_paper[paper.pk].sides,
                        appendix=paper.label,
                        banner=paper.banner,
                        withheld=by_paper[paper.pk].is_placeholder,
                    )
                    for paper in line.papers
                    if paper.pk in by_paper
                ),
            )
            for line in agenda.items
        ),
        first_number=first_number,
        blanks=blanks,
    )


def _continued(agenda: AgendaReport, continues: Published) -> AgendaReport:
    """The agenda with the pages and places of what is published already; new papers get places after them."""
    known = continues.by_source
    next_position = continues.last_position

    def place(paper: AgendaPaper) -> AgendaPaper:
        nonlocal next_position
        if paper.pk in known:
            row = known[paper.pk].row
            return replace(paper, position=row.position, first_page=row.first_page, last_page=row.last_page)
        next_position += 1
        return replace(paper, position=next_position)

    lines = (replace(line, papers=tuple(place(paper) for paper in line.papers)) for line in agenda.items)
    return replace(agenda, items=tuple(lines))


def _check_nothing_else_changed(agenda: AgendaReport, continues: Published) -> None:
    """Raise DocumentError naming the published papers that no longer say what was published."""
    known = continues.by_source
    bodies = dict(
        BuiltPaper.objects.filter(pk__in=[paper.row.pk for paper in continues.papers])
        .exclude(body="")
        .values_list("source", "body")
    )
    sources = Paper.objects.for_printing().in_bulk(list(bodies))
    changed = [
        f"“{paper.title}” (item {line.number})"
        for line in agenda.items
        for paper in line.papers
        if paper.pk in sources
        and sheet_of(
            sources[paper.pk], appendix_titles=_appendix_titles(line, _known_with(known[paper.pk], known))
        ).body
        != bodies[paper.pk]
    ]
    if changed:
        raise DocumentError(
            "A supplement shows new papers only, but these have changed since they were published: "
            f"{', '.join(changed)}. Publish a correction."
        )


def _known_with(paper: PublishedPaper, known: Mapping[int, PublishedPaper]) -> set[int]:
    """The papers that were published when this one was: a report lists those, not what supplements brought later."""
    return {pk for pk, other in known.items() if other.edition.number <= paper.edition.number}


def _appendix_titles(line: AgendaLine, among: Container[int] | None = None) -> list[str]:
    """The titles of a report's appendices as its reader may see them; `among` leaves out those that came later."""
    return [paper.title for paper in line.papers if paper.label and (among is None or paper.pk in among)]


def _with_pages(agenda: AgendaReport, plan: PagePlan) -> AgendaReport:
    pages = {int(planned.paper.key): (planned.first, planned.last) for planned in plan.papers}
    return agenda.with_pages(pages)


def _front(agenda: AgendaReport, edition: EditionKind, continues: Published | None, *, store: Path) -> RenderedPaper:
    context = {"report": agenda, "edition": edition.label}
    if continues is None:
        return render_cached(render_to_string("panels/documents/front.html", context), store=store)
    new = {paper.pk for _, paper in agenda.papers} - set(continues.by_source)
    items = [
        replace(line, papers=tuple(paper for paper in line.papers if paper.pk in new))
        for line in agenda.items
        if any(paper.pk in new for paper in line.papers)
    ]
    context |= {"number": len(continues.editions), "items": items}
    return render_cached(render_to_string("panels/documents/supplement.html", context), store=store)
