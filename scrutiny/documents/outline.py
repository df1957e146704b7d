"""Bookmarks and page labels of a pack: the agenda, each item with its papers, the headings of each paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf

from scrutiny.documents.destinations import Destinations, Target
from scrutiny.documents.links import top_of
from scrutiny.documents.plan import PagePlan

MOST_HEADINGS = 2000  # of one part; a foreign outline may be endless


@dataclass(frozen=True)
class Heading:
    """A bookmark of a part: its text, where it leads within the part, and what stands below it."""

    title: str
    target: Target | None
    below: tuple["Heading", ...]


def headings_of(source: Pdf, destinations: Destinations) -> tuple[Heading, ...]:
    """The bookmarks of a part as a tree, each entry once however its links run."""
    outlines = source.Root.get("/Outlines")
    seen: set[tuple[int, int]] = set()

    def level(entry: object, depth: int) -> tuple[Heading, ...]:
        found = []
        while isinstance(entry, Dictionary) and entry.objgen not in seen and len(seen) < MOST_HEADINGS:
            seen.add(entry.objgen)
            below = level(entry.get("/First"), depth + 1) if depth < 6 else ()
            found.append(Heading(str(entry.get("/Title", "")), destinations.of(entry), below))
            entry = entry.get("/Next")
        return tuple(found)

    return level(outlines.get("/First"), 1) if isinstance(outlines, Dictionary) else ()


def write_outline(
    pdf: Pdf,
    plan: PagePlan,
    *,
    front: Sequence[Page],
    agenda: Target | None,
    item_in_front: Callable[[str], Target | None],
    pages_of: Callable[[str], Sequence[Page]],
    headings: Callable[[str], tuple[Heading, ...]],
) -> None:
    """Write the bookmarks. Items without papers lead to their line in the agenda, if it is marked `id="item-3"`."""
    with pdf.open_outline(strict=False) as outline:
        if front:
            outline.root.append(OutlineItem("Agenda", _at(front, agenda)))
        for item in plan.items:
            title = f"{item.number}. {item.title}" if item.number else item.title
            if not item.papers:
                line = item_in_front(item.number)
                if front and line is not None:
                    outline.root.append(OutlineItem(title, _at(front, line)))
                continue
            entry = OutlineItem(f"{title} ({item.page_range})", top_of(pages_of(item.papers[0].paper.key)[0]))
            for planned in item.papers:
                pages = pages_of(planned.paper.key)
                name = (
                    f"{planned.paper.appendix}: {planned.paper.title}"
                    if planned.paper.appendix
                    else planned.paper.title
                )
                nested = OutlineItem(name, top_of(pages[0]))
                nested.is_closed = True
                nested.children.extend(_entries(_under_title(headings(planned.paper.key)), pages))
                entry.children.append(nested)
            outline.root.append(entry)


def write_page_labels(pdf: Pdf, plan: PagePlan) -> None:
    """Front matter i, ii, iii; papers by the number that is stamped on them, with a jump behind a withheld range."""
    ranges: list[object] = []
    front = plan.front_pages + plan.front_blanks
    if front:
        ranges += (0, Dictionary(S=Name.r))
    expected = None
    for index, page in enumerate(plan.pages[front:], start=front):
        if page.number is not None and page.number != expected:
            ranges += (index, Dictionary(S=Name.D, St=page.number))
        expected = (expected or 0) + 1 if page.number is None else page.number + 1
    pdf.Root.PageLabels = Dictionary(Nums=Array(ranges))


def _under_title(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings below a paper's own title: the paper's bookmark says the title already."""
    return headings[0].below if len(headings) == 1 else headings


def _entries(headings: tuple[Heading, ...], pages: Sequence[Page]) -> list[OutlineItem]:
    entries = []
    for heading in headings:
        if heading.target is None or not heading.title:
            entries.extend(_entries(heading.below, pages))
            continue
        entry = OutlineItem(heading.title, _at(pages, heading.target))
        entry.is_closed = True
        entry.children.extend(_entries(heading.below, pages))
        entries.append(entry)
    return entries


def _at(pages: Sequence[Page], target: Target | None) -> Array:
    if target is None:
        return top_of(pages[0])
    index, view = target
    return Array([pages[index].obj, *view])
