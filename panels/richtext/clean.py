"""The door: any HTML in, clean HTML out, with sentences on what had to be repaired. Nothing else makes stored HTML.

What may stand in a report is the allow-list here; how tables are put right is in tables.py, lists pasted from Word in
word_paste.py.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

import nh3

from panels.richtext import tables, word_paste
from panels.richtext.tree import BLOCKS, Element, escape, escape_attribute, parse

LARGEST = 2_000_000  # characters; a report of 300 pages has about one million

ALLOWED_TAGS = {
    "p", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "sub", "sup", "a", "br",
    "table", "thead", "tbody", "tr", "th", "td", "figure",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"type", "start"},
    "table": {"data-caption"},
    "th": {"scope"},
    "figure": {"data-picture"},
}
# What is let through on the way in only: it is read, and then it is something else.
READ_TAGS = ALLOWED_TAGS | {
    "h1", "h2", "h5", "h6", "b", "i", "div", "span", "caption", "tfoot", "section", "article", "dl", "dt", "dd", "pre",
    "hr",
    "figcaption", "colgroup", "col", "center", "address", "main", "header", "footer",
}  # fmt: skip
READ_ATTRIBUTES = ALLOWED_ATTRIBUTES | {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}}
SCHEMES = {"http", "https", "mailto"}
INLINE = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "sub": "sub", "sup": "sup"}
# Control characters, and the private letters that Word's symbol fonts leave behind: no font of ours has them.
UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufeff\ufffe\uffff]")

EMBEDDED = (
    "{} pasted into the text could not be kept. Add each with “Save and add a picture”, which asks for its description."
)
OBJECTS = "Something embedded in the text (a form, a film or a script) was left out: a printed report cannot hold it."
HEADINGS = "Headings were put on the two levels that this form has below its own."
UNKNOWN_PICTURE = "A picture that does not belong to this report was left out."
TABLE_IN_LIST = "A table inside a list entry now stands below the list."
SYMBOLS = "Characters that no font can show were left out."


@dataclass(frozen=True)
class Cleaned:
    """Clean HTML, and one sentence for everything that a reader would notice was changed."""

    html: str
    repairs: tuple[str, ...] = ()


def clean(source: str, *, pictures: Collection[int | str] = ()) -> Cleaned:
    """Make HTML from an editor, a paste or a Word file clean. Clean HTML comes out as it went in.

    `pictures` are the numbers of the report's own pictures; a figure with any other is left out. Raises ValueError
    above LARGEST characters.
    """
    if len(source) > LARGEST:
        raise ValueError(f"The text has {len(source):,} characters; a part of a report may have {LARGEST:,}.")
    repairs: list[str] = []
    if UNUSABLE.search(source):
        source = UNUSABLE.sub("", word_paste.without_symbol_bullets(source))
        repairs.append(SYMBOLS)
    root = word_paste.read(source)
    images = len(root.xpath(".//img[not(ancestor::figure[@data-picture])]"))
    if images:
        repairs.append(EMBEDDED.format("1 picture" if images == 1 else f"{images} pictures"))
    if root.xpath(".//script|.//iframe|.//object|.//embed|.//video|.//audio|.//form|.//svg"):
        repairs.append(OBJECTS)
    safe = _sanitise(_inner(root), READ_TAGS, READ_ATTRIBUTES)
    builder = _Builder({str(number) for number in pictures}, repairs)
    built = builder.build(parse(safe))
    return Cleaned(_sanitise(built, ALLOWED_TAGS, ALLOWED_ATTRIBUTES), tuple(dict.fromkeys(repairs)))


def _sanitise(source: str, tags: set[str], attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        source, tags=tags, attributes=attributes, url_schemes=SCHEMES, link_rel=None, strip_comments=True,
        clean_content_tags={"script", "style", "title", "svg", "math", "object", "iframe", "noscript", "template"},
    )  # fmt: skip


def _inner(root: Element) -> str:
    from lxml.etree import tostring

    return escape(root.text or "") + "".join(tostring(child, encoding="unicode", method="html") for child in root)


@dataclass
class _Builder:
    """Builds clean HTML from a sanitised tree, block by block."""

    pictures: set[str]
    repairs: list[str]
    seen: set[str] = field(default_factory=set)

    def build(self, root: Element) -> str:
        return "".join(self._settle_headings(self._blocks(root)))

    def _blocks(self, parent: Element) -> list[str]:
        found: list[str] = []
        line: list[str] = [self._text(parent.text)]

        def flush() -> None:
            words = tidy("".join(line))
            if words:
                found.append(f"<p>{words}</p>")
            line.clear()

        for child in parent:
            if child.tag in BLOCKS:
                flush()
                found += self._block(child)
            elif _has_blocks(child):
                flush()
                found += self._blocks(child)
            else:
                line.append(self._inline(child))
            line.append(self._text(child.tail))
        flush()
        return found

    def _block(self, node: Element) -> list[str]:
        if node.tag in {"ul", "ol", "dir", "menu"}:
            below: list[str] = []
            return [*filter(None, [self._list(node, below)]), *below]
        if node.tag == "table":
            return self._table(node)
        if re.fullmatch(r"h[1-6]", node.tag):
            words = tidy(re.sub(r"</?(strong|em)>|<br>", " ", self._flat(node)))
            return [f"<h{node.tag[1]}>{words}</h{node.tag[1]}>"] if words else []
        if node.tag == "blockquote":
            inside = [block for block in self._blocks(node) if not block.startswith(("<table", "<figure"))]
            quoted = "".join(re.sub(r"<(/?)(?:h[1-6]|blockquote)>", _as_paragraph, block) for block in inside)
            quoted = quoted.replace("<p><p>", "<p>").replace("</p></p>", "</p>")
            return [f"<blockquote>{quoted}</blockquote>"] if quoted else []
        if node.tag == "figure":
            return self._figure(node)
        if node.tag == "hr":
            return []
        return self._blocks(node)

    def _figure(self, node: Element) -> list[str]:
        number = node.get("data-picture")
        if number is None:
            return self._blocks(node)
        if number not in self.pictures or number in self.seen:
            self.repairs.append(UNKNOWN_PICTURE)
            return []
        self.seen.add(number)
        return [f'<figure data-picture="{escape_attribute(number)}"></figure>']

    def _list(self, node: Element, below: list[str]) -> str:
        """One list; what cannot stand in a list entry is put into `below`."""
        entries: list[str] = []
        for child in node:
            if child.tag in {"ul", "ol"} and entries:
                # Word and old editors put a nested list between the entries, not inside one.
                entries[-1] = f"{entries[-1][:-5]}{self._list(child, below)}</li>"
            elif child.tag in {"ul", "ol"}:
                entries.append(f"<li>{self._list(child, below)}</li>")
            elif entry := self._entry(child, below):
                entries.append(f"<li>{entry}</li>")
        if not entries:
            return ""
        if node.tag != "ol":
            return f"<ul>{''.join(entries)}</ul>"
        kind = {"a": "a", "A": "a", "i": "i", "I": "i"}.get(node.get("type", ""), "")
        start = node.get("start", "")
        attributes = f' type="{kind}"' if kind else ""
        attributes += f' start="{int(start)}"' if start.isdecimal() and 1 < int(start) < 10_000 else ""
        return f"<ol{attributes}>{''.join(entries)}</ol>"

    def _entry(self, node: Element, below: list[str]) -> str:
        lines, line, nested = [], [self._text(node.text)], []

        def take(element: Element) -> None:
            for child in element:
                if child.tag in {"ul", "ol"}:
                    nested.append(self._list(child, below))
                elif child.tag in {"table", "figure"}:
                    moved = self._block(child)
                    below.extend(moved)
                    if moved:
                        self.repairs.append(TABLE_IN_LIST)
                elif child.tag in BLOCKS or _has_blocks(child):
                    lines.append("".join(line))
                    line.clear()
                    line.append(self._text(child.text))
                    take(child)
                    lines.append("".join(line))
                    line.clear()
                else:
                    line.append(self._inline(child))
                line.append(self._text(child.tail))

        take(node)
        lines.append("".join(line))
        words = "<br>".join(filter(None, map(tidy, lines)))
        return words + "".join(nested)

    def _table(self, node: Element) -> list[str]:
        grid = tables.read(node, cell=self._cell)
        self.repairs += grid.repairs
        if len(grid.rows) < 2:
            words = [cell.html for row in grid.rows for cell in row if cell.html]
            if words:
                self.repairs.append(tables.ONE_ROW)
            return [f"<p>{cell}</p>" for cell in words]
        return [tables.write(grid)]

    def _cell(self, node: Element) -> str:
        lines: list[str] = []
        for block in self._blocks(node):
            if block.startswith(("<ul", "<ol")):
                self.repairs.append(tables.LIST_IN_CELL)
                lines += [f"– {item}" for item in re.split(r"</?(?:ul|ol|li)[^>]*>", block) if item.strip()]
            elif block.startswith("<figure"):
                self.repairs.append(tables.PICTURE_IN_CELL)
                number = re.findall(r'data-picture="([^"]*)"', block)
                self.seen -= set(number)
            else:
                lines.append(re.sub(r"</?(?:p|h[1-6]|blockquote)>", "", block.replace("</p><p>", "<br>")))
        return "<br>".join(lines)

    def _flat(self, node: Element) -> str:
        return self._text(node.text) + "".join(self._inline(child) + self._text(child.tail) for child in node)

    def _inline(self, node: Element) -> str:
        if node.tag == "br":
            return "<br>"
        inside = self._flat(node)
        if node.tag in INLINE:
            return f"<{INLINE[node.tag]}>{inside}</{INLINE[node.tag]}>" if inside.strip() else inside
        if node.tag == "a" and node.get("href") and inside.strip():
            return f'<a href="{escape_attribute(node.get("href").strip())}">{inside}</a>'
        return f" {inside} " if node.tag in BLOCKS else inside

    def _text(self, text: str | None) -> str:
        return escape((text or "").replace("\xa0", " "))

    def _settle_headings(self, blocks: list[str]) -> list[str]:
        """Two levels, the upper one first: a skipped level spoils the document's outline."""
        settled, changed, has_upper = [], False, False
        for block in blocks:
            if match := re.fullmatch(r"<h([1-6])>(.*)</h\1>", block, re.DOTALL):
                level = 3 if int(match[1]) <= 3 or not has_upper else 4
                changed |= str(level) != match[1]
                has_upper |= level == 3
                block = f"<h{level}>{match[2]}</h{level}>"
            settled.append(block)
        if changed:
            self.repairs.append(HEADINGS)
        return settled


def tidy(line: str) -> str:
    """Single spaces, no empty marks, neighbouring equal marks joined, and no line break at either end."""
    line = re.sub(r"\s+", " ", line)
    line = re.sub(r"</(strong|em|sub|sup)>(\s*)<\1>", r"\2", line)
    line = re.sub(r"\s*<br>\s*", "<br>", line)
    line = re.sub(r"<(strong|em|sub|sup)>(\s|<br>)*</\1>", r"\2", line)
    line = re.sub(r"<(strong|em)>((?:\s|<br>)+)", r"\2<\1>", line)
    line = re.sub(r"((?:\s|<br>)+)</(strong|em)>", r"</\2>\1", line)
    line = re.sub(r"(?:<br>){3,}", "<br><br>", re.sub(r"\s*<br>\s*", "<br>", re.sub(r"\s+", " ", line)))
    return re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", line)


def _has_blocks(node: Element) -> bool:
    return any(below.tag in BLOCKS for below in node.iterdescendants())


def _as_paragraph(match: re.Match[str]) -> str:
    return f"<{match[1]}p>"
