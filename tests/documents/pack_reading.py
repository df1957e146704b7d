"""A pack as its reader has it, from the file alone: what the agenda promises, what is stamped, what is read aloud."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

from pdf_reading import labels_of, links_of, runs_of
from pikepdf import Array, Dictionary, Object, Pdf

RANGE = re.compile(r"\(pages?(\d+)(?:–(\d+))?\)")
LINK = re.compile(r"Agenda item (\w+), .*, page \d+")
FOOT = re.compile(r"Pages? (\d+)(?: - (\d+))?")
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "caption", "tr", "div", "section"}
BLANK = "thispageisintentionallyleftblank"
DRAWN = {"svg", "style", "script", "title"}


@dataclass
class Item:
    """An agenda item that has papers: its number as printed, its page numbers, and the sides of the file (from 0)."""

    number: str
    pages: list[int]
    sides: list[int] = field(default_factory=list)


def promised(pdf: Pdf) -> list[Item]:
    """The items with papers, and their ranges, as the agenda in the file prints them."""
    front = front_of(pdf)
    words = "".join(text for side, text in read_aloud(pdf) if side < front)
    ranges = [(int(match[1]), int(match[2] or match[1])) for match in RANGE.finditer(_squeezed(words))]
    links = [str(link.Contents) for page in list(pdf.pages)[:front] for link in links_of(page) if "/Dest" in link]
    numbers = [match[1] for match in map(LINK.match, links) if match]
    return [Item(number, list(range(first, last + 1))) for number, (first, last) in zip(numbers, ranges, strict=True)]


def stamped(pdf: Pdf) -> list[Item]:
    """The same as stamped, page by page: a new item begins where its number stands at the top."""
    found: list[Item] = []
    front = front_of(pdf)
    for side, page in enumerate(list(pdf.pages)[front:], front):
        runs = [run.text for run in runs_of(page) if run.artifact]
        for text in runs:
            number = text.removeprefix("Agenda Item ")
            if number != text and (not found or found[-1].number != number):
                found.append(Item(number, []))
        for match in filter(None, map(FOOT.fullmatch, runs)):
            found[-1].pages += range(int(match[1]), int(match[2] or match[1]) + 1)
        found[-1].sides.append(side)
    return found


def numbering_problems(pdf: Pdf) -> list[str]:
    """Wherever the agenda, the stamps, the numbers that a reader shows and the agenda's links do not agree."""
    agenda, items = promised(pdf), stamped(pdf)
    problems = [] if agenda else ["the agenda promises no pages"]
    if len(agenda) != len(items):
        problems.append(f"the agenda has {len(agenda)} ranges, the pages {len(items)} items")
    for line, item in zip(agenda, items, strict=False):
        if (item.number, item.pages) != (line.number, line.pages):
            problems.append(f"item {line.number}: promised {line.pages}, stamped {item.number}, {item.pages}")
    numbers = [page for item in items for page in item.pages]
    if numbers != list(range(1, len(numbers) + 1)):
        problems.append("the numbers do not run through from 1")
    front, labels = front_of(pdf), labels_of(pdf)
    for side, (page, label) in enumerate(zip(pdf.pages, labels, strict=True)):
        (foot,) = [match[1] for match in map(FOOT.fullmatch, (run.text for run in runs_of(page))) if match] or [""]
        if side < front and foot:
            problems.append(f"the front page {label} has the number {foot}")
        if side >= front and foot and label != foot:
            problems.append(f"page {foot} is called {label}")
        if side >= front and not foot and "blank" not in "".join(run.text for run in runs_of(page)):
            problems.append(f"side {side} has no number")
    sides = {page.obj.objgen: side for side, page in enumerate(pdf.pages)}
    linked = [
        labels[sides[link.Dest[0].objgen]]
        for page in list(pdf.pages)[:front]
        for link in links_of(page)
        if "/Dest" in link
    ]
    if linked != [str(line.pages[0]) for line in agenda]:
        problems.append(f"the agenda's links lead to {linked}")
    return problems


def front_of(pdf: Pdf) -> int:
    """How many sides have no number, before the first paper."""
    return labels_of(pdf).index("1")


def read_aloud(pdf: Pdf) -> list[tuple[int, str]]:
    """The text in the order of the structure tree, as a screen reader takes it: pieces, each with its side from 0."""
    sides = {page.obj.objgen: side for side, page in enumerate(pdf.pages)}
    texts: dict[tuple[int, int], str] = {}
    for side, page in enumerate(pdf.pages):
        for run in runs_of(page):
            if run.content is not None:
                texts[side, run.content] = texts.get((side, run.content), "") + run.text
    found = []

    def read(element: Object) -> None:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                side = sides[element.Pg.objgen]
                found.append((side, texts.get((side, kid), "")))
            elif isinstance(kid, Dictionary) and "/MCID" in kid:
                side = sides[kid.get("/Pg", element.get("/Pg")).objgen]
                found.append((side, texts.get((side, int(kid.MCID)), "")))
            elif isinstance(kid, Dictionary) and "/S" in kid:
                read(kid)

    read(pdf.Root.StructTreeRoot)
    return found


def order_problems(pieces: list[tuple[int, str]], html: str) -> list[str]:
    """Wherever a paper is read otherwise than it was written: blocks of the page on screen, one after the other.

    Case and hyphens do not count: headings may be set in capitals, and words are divided at the end of a line.
    Spaces are left out, for a PDF has them as places. What stands between two blocks may be no words: the numbers of
    paragraphs and the signs of lists are the printer's.
    """
    blocks = blocks_of(html)
    problems = ["it goes back to an earlier page" for (one, _), (two, _) in pairwise(pieces) if two < one][:1]
    heard, at, unsaid = _squeezed("".join(text for _, text in pieces)), 0, ""
    for block in blocks:
        place = heard.find(block, at)
        if place < 0:
            problems.append(f"not read, or not in its place: {block[:60]}")
            continue
        unsaid += heard[at:place]
        at = place + len(block)
    unsaid = (unsaid + heard[at:]).replace(BLANK, "")
    for block in sorted(set(blocks), key=len, reverse=True):
        if len(block) > 3:
            unsaid = unsaid.replace(block, " ")  # the heads of a table, again on its next page
    if re.search(r"[a-z]{4}", unsaid):
        problems.append(f"read, but not written there: {unsaid[:200]}")
    return problems


def blocks_of(html: str) -> list[str]:
    """The words of each paragraph, heading and cell, without spaces. What is drawn is left out."""
    reader = _Blocks()
    reader.feed(html)
    return [block for block in map(_squeezed, "".join(reader.words).split("\0")) if block]


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._drawn = 0

    def handle_starttag(self, tag, attrs) -> None:
        self._drawn += tag in DRAWN
        if tag in BLOCKS:
            self.words.append("\0")

    def handle_endtag(self, tag) -> None:
        self._drawn -= tag in DRAWN
        if tag in BLOCKS:
            self.words.append("\0")

    def handle_data(self, data) -> None:
        if not self._drawn:
            self.words.append(data)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\xad-]+", "", text).casefold()
