"""Bookmarks and page labels of a pack: the agenda, each item with its papers, the headings of each paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf

from scrutiny.documents.destinations import Destinations, Target
from scrutiny.documents.links import top_of
from scrutiny.documents.plan import PageKind, PagePlan

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


def moved(heading: Heading, pages: int) -> Heading:
    """The same bookmark, leading so many pages further on."""
    target = (heading.target[0] + pages, heading.target[1]) if heading.target else None
    return Heading(heading.title, target, tuple(moved(below, pages) for below in heading.below))


def write_outline(
    pdf: Pdf,
    plan: PagePlan,
    *,
    front: Sequence[Page],
    agenda: Target | None,
    item_in_front: Callable[[str], Target | None],
    pages_of: Callable[[str], Sequence[Page]],
    headings: Callable[[str], tuple[Heading, ...]],
    first: str = "Agenda",
    fronts: Sequence[tuple[str, Page]] = (),
) -> None:
    """Write the bookmarks: the `first` one, of the front matter, and `fronts` of the files joined.

    Items without papers lead to their line in the agenda, if it is marked `id="item-3"`.
    """
    with pdf.open_outline(strict=False) as outline:
        if front:
            outline.root.append(OutlineItem(first, _at(front, agenda)))
        outline.root.extend(OutlineItem(name, top_of(page)) for name, page in fronts)
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
    """Front matter i, ii, iii; papers by the number that is stamped on them, with a jump behind a withheld range.

    The front pages of a supplement within a combined pack go on where those before it ended.
    """
    ranges: list[object] = []
    unnumbered, expected = 0, None
    for index, page in enumerate(plan.pages):
        # A blank page behind a placeholder has no number of its own, but stands among numbered pages.
        is_roman = page.number is None and (page.kind is PageKind.FRONT or not page.key)
        label = (True, unnumbered + 1) if is_roman else (False, page.number or (expected or (False, 0))[1])
        unnumbered += is_roman
        if label != expected:
            ranges += (index, Dictionary(S=Name.r if is_roman else Name.D, St=label[1]))
        expected = (label[0], label[1] + 1)
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
