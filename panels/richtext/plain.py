"""Clean HTML as plain text that an officer can edit without scripts, and back.

A blank line starts a paragraph; `- `, `a) `, `(i) ` and `1. ` start entries of lists, two spaces more nest them; `# `
and `## ` start headings, `> ` a quotation; `**bold**`, `*italic*`, `[words](address)`; a backslash at the end of a
line breaks it there. What this cannot say exactly (tables, pictures) stands as a line in square brackets and
comes back untouched.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lxml.etree import tostring

from panels.richtext.clean import clean
from panels.richtext.tree import Element, escape, escape_attribute, parse, text_of

PLACEHOLDER = re.compile(r"\[(?P<name>(?:Table|Picture|Text) \d+)(?::[^\n]*)?\]")
_HEADING = re.compile(r"(?P<marks>#{1,2}) +(?P<text>.+)")
_QUOTE = re.compile(r"> +(?P<text>.+)")
_ENTRIES = (
    ("ul", "", re.compile(r"[-•] +(?P<text>.+)")),
    ("ol", "i", re.compile(r"\([ivxlc]{1,7}\) +(?P<text>.+)")),
    ("ol", "a", re.compile(r"[a-z]\) +(?P<text>.+)")),
    ("ol", "", re.compile(r"\d{1,3}\. +(?P<text>.+)")),
)
_STARTS_LIKE_A_MARK = re.compile(r"#{1,2} |> |[-•] |\([ivxlc]{1,7}\) |[a-z]\) |\d{1,3}\. |\[(?:Table|Picture|Text) \d")


@dataclass(frozen=True)
class Plain:
    """The text, and the HTML of each thing that stands in it as a placeholder, by the placeholder's name."""

    text: str
    kept: dict[str, str] = field(default_factory=dict)

    def dropped(self, text: str) -> tuple[str, ...]:
        """The names of those whose line is no longer in the text."""
        there = {match["name"] for line in text.splitlines() if (match := PLACEHOLDER.fullmatch(line.strip()))}
        return tuple(name for name in self.kept if name not in there)


def to_plain(source: str, *, describe: Mapping[str, str] | None = None) -> Plain:
    """Clean HTML as plain text. `describe` gives the words for a picture by its number."""
    blocks: list[str] = []
    kept: dict[str, str] = {}
    counts: dict[str, int] = {}
    previous = ""
    for node in parse(source):
        written = _write(node)
        html = _outer(node)
        # Only what comes back exactly as it was may be edited as text; anything else is kept whole.
        if written is None or _read(written, {}) != html:
            kind = {"table": "Table", "figure": "Picture"}.get(node.tag, "Text")
            counts[kind] = counts.get(kind, 0) + 1
            name = f"{kind} {counts[kind]}"
            kept[name] = html
            written = f"[{name}: {_describe(node, describe or {})}]"
        glue = "\n" if blocks and node.tag in {"ul", "ol"} and previous == "p" else "\n\n"
        blocks.append((glue if blocks else "") + written)
        previous = node.tag
    return Plain("".join(blocks), kept)


def from_plain(text: str, *, kept: Mapping[str, str] | None = None, pictures: Collection[int | str] = ()) -> str:
    """Plain text as clean HTML, with what `kept` holds put back where its line stands."""
    return clean(_read(text, kept or {}), pictures=pictures).html


def _read(text: str, kept: Mapping[str, str]) -> str:
    reader = _Reader(kept)
    for line in text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(2).split("\n"):
        reader.take(line)
    reader.close()
    return "".join(reader.html)


@dataclass
class _Entry:
    tag: str
    kind: str
    depth: int
    lines: list[str]


class _Reader:
    """Reads lines into blocks of HTML."""

    def __init__(self, kept: Mapping[str, str]) -> None:
        self.kept = kept
        self.html: list[str] = []
        self.lines: list[str] = []
        self.entries: list[_Entry] = []
        self.quotes: list[str] = []
        self.after_blank = True

    def take(self, raw: str) -> None:
        line = raw.strip()
        if not line:
            self.after_blank = True
            return
        entry = _entry(line)
        if (match := PLACEHOLDER.fullmatch(line)) and match["name"] in self.kept:
            self.close()
            self.html.append(self.kept[match["name"]])
        elif heading := _HEADING.fullmatch(line):
            self.close()
            level = 2 + len(heading["marks"])
            self.html.append(f"<h{level}>{_marks(heading['text'])}</h{level}>")
        elif quote := _QUOTE.fullmatch(line):
            if not self.quotes or not self.after_blank:
                self._close_paragraph()
                self._close_list()
            self.quotes.append(quote["text"])
        elif entry:
            self._close_paragraph()
            self._close_quotes()
            entry.depth = self._depth(len(raw) - len(raw.lstrip()), entry)
            self.entries.append(entry)
        elif self.after_blank or not (self.lines or self.entries):
            self.close()
            self.lines.append(line)
        elif self.lines:
            self.lines.append(line)
        else:
            self.entries[-1].lines.append(line)
        self.after_blank = False

    def close(self) -> None:
        self._close_paragraph()
        self._close_list()
        self._close_quotes()

    def _close_paragraph(self) -> None:
        if self.lines:
            self.html.append(f"<p>{_joined(self.lines)}</p>")
            self.lines = []

    def _close_quotes(self) -> None:
        if self.quotes:
            self.html.append(f"<blockquote>{''.join(f'<p>{_marks(quote)}</p>' for quote in self.quotes)}</blockquote>")
            self.quotes = []

    def _close_list(self) -> None:
        while self.entries:
            self.html.append(self._nest(0, ""))

    def _nest(self, depth: int, kind: str) -> str:
        """The list that starts with the first entry left, and what is nested in it."""
        first = self.entries[0]
        items: list[str] = []
        while self.entries:
            entry = self.entries[0]
            if entry.depth < depth or (entry.depth == depth and (entry.tag, entry.kind) != (first.tag, first.kind)):
                break
            if entry.depth > depth and items:
                items[-1] += self._nest(entry.depth, entry.kind)
                continue
            self.entries.pop(0)
            items.append(_joined(entry.lines))
        attribute = f' type="{first.kind}"' if first.kind else ""
        return f"<{first.tag}{attribute}>{''.join(f'<li>{item}</li>' for item in items)}</{first.tag}>"

    def _depth(self, indent: int, entry: _Entry) -> int:
        if not self.entries:
            return 0
        depth = min(indent // 2, self.entries[-1].depth + 1)
        last = next((one for one in reversed(self.entries) if one.depth <= depth), self.entries[-1])
        # The old habit: a) below (i) is nested, with or without spaces before it.
        if entry.kind == "a" and last.kind == "i" and last.depth == depth:
            return depth + 1
        if entry.kind == "a" and self.entries[-1].kind == "a" and indent == 0:
            return self.entries[-1].depth
        return depth


def _entry(line: str) -> _Entry | None:
    for tag, kind, pattern in _ENTRIES:
        if match := pattern.fullmatch(line):
            return _Entry(tag, kind, 0, [match["text"]])
    return None


def _joined(lines: list[str]) -> str:
    joined = ""
    for line in lines:
        glue = "" if not joined or joined.endswith("<br>") else " "
        ends = line.endswith("\\") and not line.endswith("\\\\")
        joined += glue + _marks(line[:-1].rstrip() if ends else line) + ("<br>" if ends else "")
    return joined


def _marks(line: str) -> str:
    """One line with its marks as tags; a backslash takes a sign's meaning away."""
    if line.startswith("\\") and _STARTS_LIKE_A_MARK.match(line[1:]):
        line = line[1:]
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[1])
        return f"\x02{len(held) - 1}\x03"

    line = escape(re.sub(r"\\([\\*\[])", hold, line))
    line = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"<strong>\1</strong>", line)
    line = re.sub(r"\*(?=[^\s*])(.+?)(?<=[^\s*])\*", r"<em>\1</em>", line)
    line = re.sub(
        r"\[([^\[\]]+)\]\(((?:https?://|mailto:)[^\s()]+)\)",
        lambda match: f'<a href="{escape_attribute(match[2].replace("&amp;", "&"))}">{match[1]}</a>',
        line,
    )
    return re.sub("\x02(\\d+)\x03", lambda match: escape(held[int(match[1])]), line)


def _write(node: Element) -> str | None:
    if node.tag == "p":
        return _line(node)
    if node.tag in {"h3", "h4"}:
        return f"{'#' * (int(node.tag[1]) - 2)} {_line(node)}"
    if node.tag == "blockquote" and all(child.tag == "p" for child in node):
        return "\n".join(f"> {_line(child)}" for child in node)
    if node.tag in {"ul", "ol"}:
        return "\n".join(_write_list(node, 0))
    return None


def _write_list(node: Element, depth: int) -> list[str]:
    lines = []
    for place, entry in enumerate(node):
        kind = node.get("type", "")
        if node.tag == "ul":
            label = "-"
        elif kind == "i":
            label = f"({_roman(place + 1)})"
        elif kind == "a":
            label = f"{chr(ord('a') + place % 26)})"
        else:
            label = f"{place + 1}."
        lines.append(f"{'  ' * depth}{label} {_line(entry)}")
        for child in entry:
            if child.tag in {"ul", "ol"}:
                lines += _write_list(child, depth + 1)
    return lines


def _line(node: Element) -> str:
    line = _inline(node)
    return f"\\{line}" if _STARTS_LIKE_A_MARK.match(line) else line


def _inline(node: Element) -> str:
    line = _plain_text(node.text)
    for child in node:
        if child.tag == "br":
            line += "\\\n"
        elif child.tag == "strong":
            line += f"**{_inline(child)}**"
        elif child.tag == "em":
            line += f"*{_inline(child)}*"
        elif child.tag == "a":
            line += f"[{_inline(child)}]({child.get('href')})"
        elif child.tag not in {"ul", "ol"}:
            line += f"\x00{child.tag}"  # it cannot be said in plain text: the caller sees that it does not come back
        line += _plain_text(child.tail)
    return line


def _plain_text(text: str | None) -> str:
    return re.sub(r"([\\*])", r"\\\1", text or "")


def _describe(node: Element, pictures: Mapping[str, str]) -> str:
    if node.tag == "figure":
        words = pictures.get(node.get("data-picture"), "a picture")
    elif node.tag == "table":
        rows = node.findall(".//tr")
        words = f"{node.get('data-caption') or text_of(_outer(rows[0]))}; {len(rows[0])} columns, {len(rows)} rows"
    else:
        words = text_of(_outer(node))
    words = words.replace("[", "(").replace("]", ")")
    return words if len(words) <= 120 else f"{words[:117]}…"


def _roman(number: int) -> str:
    signs = (("c", 100), ("xc", 90), ("l", 50), ("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))
    written = ""
    for sign, value in signs:
        while number >= value:
            written, number = written + sign, number - value
    return written


def _outer(node: Element) -> str:
    return str(tostring(node, encoding="unicode", method="html", with_tail=False))
