"""Clean HTML laid out in the form of a part: paragraphs numbered in the part's style, lists marked, tables sized.

Numbers are made here and nowhere else; nothing of them is stored. The HTML in the blocks is safe to print as it is.
"""

import re
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from lxml.etree import tostring

from panels.enums import ListMarker, PartStyle
from panels.richtext.tree import Element, escape, parse

LIST_CLASSES = {ListMarker.DECIMAL: "doc-decimals", ListMarker.LETTERS: "doc-letters", ListMarker.ROMAN: "doc-roman"}
FIGURE = re.compile(r"[-−–]?[£€$]?\s?[\d,]+(\.\d+)?\s?(%|p|m|bn)?|[-–]|n/a|TBC", re.IGNORECASE)
EMPTY = SafeString("")
NARROW, WIDE = 6, 9  # columns: above the first the type is smaller, above the second the table has landscape pages


@dataclass
class Numbers:
    """Where the numbers of one report stand. They run on from part to part, so one of these goes through all."""

    running: int = 0
    section: int = 0
    paragraph: int = 0
    tables: int = 0
    captions: tuple[str, ...] = ()

    def next_caption(self, caption: str) -> str:
        """What a table is called among the places of the page: the second of one name has its number behind it."""
        self.captions = (*self.captions, caption)
        times = self.captions.count(caption)
        return caption if times == 1 else f"{caption} ({times})"

    def next_section(self) -> str:
        self.section, self.paragraph = self.section + 1, 0
        return f"{self.section}."

    def next_paragraph(self) -> str:
        self.paragraph += 1
        return f"{self.section}.{self.paragraph}"


@dataclass(frozen=True)
class Item:
    """One numbered paragraph with the lists that follow on from it."""

    number: str
    html: SafeString
    below: SafeString = EMPTY


@dataclass(frozen=True)
class Block:
    """One piece of a section. `kind` says which of the fields it has:

    numbers   `items`, and `first` where they count by themselves from that number
    labels    `items`, each under the number printed before it (3.2)
    heading   `html`, `level` (2 to 6) and perhaps a `number`
    text      `html`: a paragraph, list or quotation
    table     `html`, with `columns`
    picture   `picture`, its number
    """

    kind: str
    html: SafeString = EMPTY
    items: tuple[Item, ...] = ()
    first: int = 1
    level: int = 3
    number: str = ""
    columns: int = 0
    picture: int = 0


def lay_out(
    source: str, *, style: PartStyle, marker: ListMarker, numbers: Numbers, heading_level: int
) -> tuple[Block, ...]:
    """The blocks of one part in order. `heading_level` is that of the upper headings written inside it."""
    blocks, after = _laid_out(source, style, marker, astuple(numbers), heading_level)
    numbers.running, numbers.section, numbers.paragraph, numbers.tables, numbers.captions = after
    return blocks


@lru_cache(maxsize=256)  # a pack is laid out again after every edit, and all of it but one part is as it was
def _laid_out(
    source: str, style: PartStyle, marker: ListMarker, before: tuple[Any, ...], heading_level: int
) -> tuple[tuple[Block, ...], tuple[Any, ...]]:
    numbers = Numbers(*before)
    return tuple(_Layout(style, marker, numbers, heading_level).blocks(parse(source))), astuple(numbers)


class _Layout:
    def __init__(self, style: PartStyle, marker: ListMarker, numbers: Numbers, heading_level: int) -> None:
        self.style, self.marker, self.numbers, self.heading_level = style, marker, numbers, heading_level
        self.entries = 0
        self.found: list[Block] = []
        self.open: list[tuple[str, str, list[str]]] = []
        self.first = 1

    def blocks(self, root: Element) -> list[Block]:
        for node in root:
            if node.tag == "p":
                self._paragraph(node)
            elif node.tag in {"ul", "ol"}:
                self._list(node)
            else:
                self._close()
                self._other(node)
        self._close()
        return self.found

    def _paragraph(self, node: Element) -> None:
        words = _inner(node)
        if self.style is PartStyle.NUMBERED:
            self.numbers.running += 1
            self._begin(str(self.numbers.running), self.numbers.running, words)
        elif self.style is PartStyle.SECTION or (self.style is PartStyle.SECTIONS and self.numbers.section):
            self._begin(self.numbers.next_paragraph(), 1, words)
        elif self.style in {PartStyle.RECOMMENDATIONS, PartStyle.LIST}:
            self.entries += 1
            self._begin(str(self.entries), self.entries, words)
        else:
            self.found.append(Block("text", html=mark_safe(f"<p>{words}</p>")))  # noqa: S308 - clean by contract

    def _list(self, node: Element) -> None:
        if node.tag == "ol" and self.style in {PartStyle.RECOMMENDATIONS, PartStyle.LIST}:
            # The part numbers its entries itself, so a list of the author's is simply more entries.
            for entry in node:
                self.entries += 1
                self._begin(str(self.entries), self.entries, self._entry(entry))
        elif self.open:
            self.open[-1][2].append(self._render_list(node))
        else:
            self.found.append(Block("text", html=mark_safe(self._render_list(node))))  # noqa: S308

    def _other(self, node: Element) -> None:
        if node.tag in {"h3", "h4"}:
            is_upper = node.tag == "h3"
            number = self.numbers.next_section() if is_upper and self.style is PartStyle.SECTIONS else ""
            level = min(self.heading_level + (0 if is_upper else 1), 6)
            self.found.append(Block("heading", html=mark_safe(_inner(node)), level=level, number=number))  # noqa: S308
        elif node.tag == "table":
            self.found.append(self._table(node))
        elif node.tag == "figure":
            self.found.append(Block("picture", picture=int(node.get("data-picture"))))
        elif node.tag == "blockquote":
            self.found.append(Block("text", html=mark_safe(f"<blockquote>{_inner(node)}</blockquote>")))  # noqa: S308

    def _begin(self, number: str, place: int, words: str) -> None:
        if not self.open:
            self.first = place
        self.open.append((number, words, []))

    def _close(self) -> None:
        if not self.open:
            return
        items = tuple(
            Item(number, mark_safe(words), mark_safe("".join(lists)))  # noqa: S308
            for number, words, lists in self.open
        )
        labelled = self.style in {PartStyle.SECTION, PartStyle.SECTIONS}
        self.found.append(Block("labels" if labelled else "numbers", items=items, first=self.first))
        self.open = []

    def _entry(self, node: Element) -> str:
        words = escape(node.text or "")
        for child in node:
            words += self._render_list(child) if child.tag in {"ul", "ol"} else _outer(child)
            words += escape(child.tail or "")
        return words

    def _render_list(self, node: Element) -> str:
        entries = "".join(f"<li>{self._entry(entry)}</li>" for entry in node)
        if node.tag == "ul":
            return f'<ul class="doc-bullets">{entries}</ul>'
        marker = ListMarker(node.get("type") or self.marker)
        start = f' start="{int(node.get("start"))}"' if node.get("start") else ""
        return f'<ol class="{LIST_CLASSES[marker]}"{start}>{entries}</ol>'

    def _table(self, node: Element) -> Block:
        self.numbers.tables += 1
        rows = node.findall(".//tr")
        columns = len(rows[0])
        figures = [
            len(rows) > 1 and all(FIGURE.fullmatch(_words(row[place]) or "-") for row in rows[1:])
            for place in range(columns)
        ]
        name = node.get("data-caption") or f"Table {self.numbers.tables}"
        label = self.numbers.next_caption(name)
        hidden = "" if node.get("data-caption") else ' class="doc-hidden"'
        size = "landscape" if columns > WIDE else "wide" if columns > NARROW else "plain"
        lines = [_row(row, figures) for row in rows]
        return Block(
            "table",
            columns=columns,
            html=mark_safe(  # noqa: S308
                f'<div class="doc-frame{" landscape" if columns > WIDE else ""}" role="region" tabindex="0" '
                f'aria-label="{escape(label).replace(chr(34), "&quot;")}">'
                f'<table class="doc-table doc-table--{size}"><caption{hidden}>{escape(name)}</caption>{_widths(rows)}'
                f"<thead>{lines[0]}</thead><tbody>{''.join(lines[1:])}</tbody></table></div>"
            ),
        )


def _widths(rows: list[Element]) -> str:
    """Columns as wide as what is in them asks for: fixed, so that one long word cannot push the others off the page."""
    weights = []
    for place in range(len(rows[0])):
        cells = [_words(row[place]) for row in rows]
        longest = max((len(word) for cell in cells for word in cell.split()), default=1)
        average = sum(map(len, cells)) / len(cells)
        weights.append(2 + max(min(longest, 16), 1.5 * min(average, 90) ** 0.7))
    total = sum(weights)
    columns = (f'<col width="{round(100 * weight / total)}%">' for weight in weights)
    return f"<colgroup>{''.join(columns)}</colgroup>"


def _row(row: Element, figures: list[bool]) -> str:
    cells = []
    for place, cell in enumerate(row):
        scope = f' scope="{cell.get("scope") or "col"}"' if cell.tag == "th" else ""
        look = ' class="number"' if figures[place] else ""
        cells.append(f"<{cell.tag}{scope}{look}>{_inner(cell)}</{cell.tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _words(node: Element) -> str:
    return "".join(node.itertext()).strip()


def _inner(node: Element) -> str:
    return escape(node.text or "") + "".join(_outer(child) + escape(child.tail or "") for child in node)


def _outer(node: Any) -> str:
    return str(tostring(node, encoding="unicode", method="html", with_tail=False))
