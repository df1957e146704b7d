"""The page plan of a pack: which page of which paper stands where, and the number it carries. Pure: no PDF in here.

The rules, as council packs are printed:
- papers are numbered through from 1 in agenda order; the front matter (front sheet, public information, agenda) is not;
- double-sided, every paper starts on a right-hand page, so on an odd number; a blank page, numbered like any other,
  fills the left-hand one before it and belongs to the paper it follows. The range printed in the agenda includes it:
  a three-page paper that starts at 1 reads "Pages 1 - 4";
- a file may leave the blank pages out (`blanks`). Their numbers are then skipped, never given to other pages: what is
  page 9 to one reader is page 9 to all, on paper and on screen, in both editions;
- the front matter is filled up too, so that page 1 is a right-hand page of the stapled pack;
- the first page of each paper says which agenda item it belongs to, and which appendix it is.

Page ranges depend on the papers only, never on the length of the front matter that prints them: plan the papers, render
the front matter with the ranges, then call `with_front_pages`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

RIGHT_HAND = 1  # the remainder of an odd number


class PageKind(StrEnum):
    """Where a page of the finished file comes from."""

    FRONT = "front"
    PAPER = "paper"
    BLANK = "blank"


@dataclass(frozen=True)
class Paper:
    """A paper to be placed. `key` names it to the caller, once in a pack; `pages` is its own length, 1 or more.

    `appendix` is the second stamp line ("Appendix 1"), empty for the report itself. `banner` is printed at the top
    left of every page ("Not for publication"). `withheld`: the paper keeps its range of numbers, but one placeholder
    page stands for all of it, and its real pages are in the edition of those who may read them.
    """

    key: str
    title: str
    pages: int
    appendix: str = ""
    banner: str = ""
    withheld: bool = False


@dataclass(frozen=True)
class Item:
    """An agenda item with its papers in order. `number` is as shown ("9", "9a")."""

    number: str
    title: str
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class PlannedPaper:
    """A paper in its place: `first` to `last` are page numbers, `last` counts the blank page behind it."""

    paper: Paper
    item_number: str
    first: int
    last: int

    @property
    def blanks(self) -> int:
        """How many blank pages follow: 0 or 1."""
        return self.last - self.first + 1 - self.paper.pages

    @property
    def stamp(self) -> tuple[str, ...]:
        """The lines at the top right of its first page; a document that is no agenda's has no item number."""
        lines = (f"Agenda Item {self.item_number}" if self.item_number else "", self.paper.appendix)
        return tuple(line for line in lines if line)


@dataclass(frozen=True)
class PlannedItem:
    """An agenda item with its papers in their places; without papers it has no pages."""

    number: str
    title: str
    papers: tuple[PlannedPaper, ...]

    @property
    def first(self) -> int | None:
        """The number of its first page."""
        return self.papers[0].first if self.papers else None

    @property
    def last(self) -> int | None:
        """The number of its last page, the trailing blank page included."""
        return self.papers[-1].last if self.papers else None

    @property
    def page_range(self) -> str:
        """As the agenda prints it: "Pages 1 - 4", "Page 7" for a single page, empty without papers."""
        if not self.papers:
            return ""
        return f"Page {self.first}" if self.first == self.last else f"Pages {self.first} - {self.last}"


@dataclass(frozen=True)
class PlannedPage:
    """One page of the finished file, in order. `number` is None in the front matter.

    `key` and `source_page` (from 1) say which page of which paper it is; blank pages of a paper carry its key and
    source page 0. `stamp` is empty but on the first page of a paper. A placeholder carries the range that it
    stands for, from `number` to `through`.
    """

    kind: PageKind
    number: int | None
    key: str
    source_page: int
    stamp: tuple[str, ...] = ()
    banner: str = ""
    through: int | None = None

    @property
    def label(self) -> str:
        """What is stamped at the foot: "Page 12", "Pages 9 - 12" on a placeholder, or nothing."""
        if self.number is None:
            return ""
        return f"Page {self.number}" if self.through in (None, self.number) else f"Pages {self.number} - {self.through}"


@dataclass(frozen=True)
class PagePlan:
    """The whole pack: its items with their ranges, and every page in order."""

    items: tuple[PlannedItem, ...]
    duplex: bool
    first_number: int
    front_pages: int = 0
    blanks: bool = True

    @property
    def papers(self) -> tuple[PlannedPaper, ...]:
        """Every paper, in the order of the pack."""
        return tuple(paper for item in self.items for paper in item.papers)

    @property
    def front_blanks(self) -> int:
        """Blank, unnumbered pages between the front matter and the first paper."""
        return self.front_pages % 2 if self.duplex and self.blanks and self.papers else 0

    @property
    def last_number(self) -> int | None:
        """The highest page number; a supplement carries on after it. None where there are no papers."""
        return self.papers[-1].last if self.papers else None

    @cached_property
    def pages(self) -> tuple[PlannedPage, ...]:
        """Every page of the finished file in order."""
        return tuple(self._pages())

    def with_front_pages(self, front_pages: int) -> "PagePlan":
        """The same plan behind front matter of this length. No page number changes."""
        if front_pages < 0:
            raise ValueError("The front matter cannot have fewer than no pages.")
        return replace(self, front_pages=front_pages)

    def item(self, number: str) -> PlannedItem | None:
        """The agenda item of this number, if it is in the plan."""
        return next((item for item in self.items if item.number == number), None)

    def _pages(self) -> Iterator[PlannedPage]:
        for page in range(1, self.front_pages + 1):
            yield PlannedPage(PageKind.FRONT, None, "", page)
        for _ in range(self.front_blanks):
            yield PlannedPage(PageKind.BLANK, None, "", 0)
        for planned in self.papers:
            key, banner = planned.paper.key, planned.paper.banner
            if planned.paper.withheld:
                yield PlannedPage(PageKind.PAPER, planned.first, key, 1, planned.stamp, banner, through=planned.last)
                if self.duplex and self.blanks:
                    # Its back, so that the next paper starts on a right-hand page here too.
                    yield PlannedPage(PageKind.BLANK, None, key, 0)
                continue
            for page in range(1, planned.paper.pages + 1):
                stamp = planned.stamp if page == 1 else ()
                yield PlannedPage(PageKind.PAPER, planned.first + page - 1, key, page, stamp, banner)
            for blank in range(planned.blanks if self.blanks else 0):
                number = planned.first + planned.paper.pages + blank
                yield PlannedPage(PageKind.BLANK, number, key, 0)


@dataclass(frozen=True)
class PublishedFile:
    """A file that joins a combined pack as it is: its own plan, and the name of its front matter as a bookmark.

    `plan.front_pages` counts the blank page behind the front matter too.
    """

    name: str
    plan: PagePlan

    @property
    def pages(self) -> tuple[PlannedPage, ...]:
        """Every page of the file in order."""
        return self.plan.pages


@dataclass(frozen=True)
class CombinedPlan(PagePlan):
    """A pack with its supplements behind it, under a contents page: every file whole, every number as published.

    `items` are those of all files together, so that a bookmark leads from an item to all of its papers.
    """

    files: tuple[PublishedFile, ...] = ()

    @property
    def front_blanks(self) -> int:
        """A blank page behind the contents, where the first file is printed on both sides."""
        return self.front_pages % 2 if self.blanks else 0

    def _pages(self) -> Iterator[PlannedPage]:
        for page in range(1, self.front_pages + 1):
            yield PlannedPage(PageKind.FRONT, None, "", page)
        for _ in range(self.front_blanks):
            yield PlannedPage(PageKind.BLANK, None, "", 0)
        for file in self.files:
            yield from file.pages


def plan_pages(
    items: Iterable[Item], *, front_pages: int = 0, duplex: bool = True, first_number: int = 1, blanks: bool = True
) -> PagePlan:
    """Place every paper of these items.

    `duplex` numbers them for printing on both sides. `blanks` says whether the blank pages stand in the file as well,
    and changes no number.

    `first_number` is where numbering starts: 1, or for a supplement the number after the last of the pack before it.
    Double-sided it moves up to the next odd number, for the first paper starts on a right-hand page.
    Raises ValueError where a paper has no pages or two papers share a key.
    """
    items = tuple(items)
    _check([paper for item in items for paper in item.papers], front_pages, first_number)
    if duplex and first_number % 2 != RIGHT_HAND:
        first_number += 1
    number = first_number
    planned_items = []
    for item in items:
        planned_papers = []
        for paper in item.papers:
            length = paper.pages + (paper.pages % 2 if duplex else 0)
            planned_papers.append(PlannedPaper(paper, item.number, number, number + length - 1))
            number += length
        planned_items.append(PlannedItem(item.number, item.title, tuple(planned_papers)))
    return PagePlan(tuple(planned_items), duplex, first_number, front_pages, blanks)


def _check(papers: Sequence[Paper], front_pages: int, first_number: int) -> None:
    if front_pages < 0 or first_number < 1:
        raise ValueError("Page numbers start at 1 or later, and the front matter cannot have fewer than no pages.")
    keys = set()
    for paper in papers:
        if paper.pages < 1:
            raise ValueError(f"The paper “{paper.title}” has no pages.")
        if paper.key in keys or not paper.key:
            raise ValueError(f"Two papers share the key {paper.key!r}, or it is empty: a page could be either's.")
        keys.add(paper.key)
