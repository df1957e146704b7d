"""Reads a Word report into sections: each heading with what stands under it, as HTML, with the numbers of Word.

mammoth turns the words, tables and pictures into HTML; headings, numbers and lists are worked out here, because mammoth
loses multilevel numbers and members cite "paragraph 3.2".
"""

import io
import re
import zipfile
from dataclasses import asdict, dataclass, field
from typing import Any

import mammoth
from lxml import etree

from panels.docx.guard import open_parts, parse_part
from panels.docx.losses import refuse_or_accept_changes, take_out
from panels.docx.numbering import Label, Numbering, W
from panels.pictures import take_in
from panels.richtext.tree import Element, escape, parse, text_of
from panels.rules import NotAllowed
from scrutiny.problems import Problem, ProblemsError

MARK = re.compile("\ue000(\\d+)\ue001")
TYPED = re.compile(
    r"^(?P<open><(?:strong|em)>)?\s*(?P<label>\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)]|\([ivx]{1,5}\)|[a-z]\)|[•·–-]|\d{1,3}(?=\t))"
    r"(?P<close></(?:strong|em)>)?(?:\t|\s)+(?P<rest>.*)$",
    re.DOTALL,
)
FACT = re.compile(r"^\s*(?P<label>[A-Za-z][^:<]{1,60}):\s*(?P<value>\S.*)$", re.DOTALL)
LONGEST_BOLD_HEADING = 110


@dataclass(frozen=True)
class WordPicture:
    """A picture of the document, kept already as our own copy."""

    file: str
    sha256: str
    content_type: str
    width: int
    height: int
    alternative: str


@dataclass(frozen=True)
class WordSection:
    """A heading of the document with what stands under it, or one labelled fact of its head.

    `paragraphs` are the numbers and first words of its paragraphs in order, as Word showed them ("" for none).
    """

    heading: str
    level: int
    number: str
    html: str
    paragraphs: tuple[tuple[str, str], ...] = ()
    is_fact: bool = False


@dataclass(frozen=True)
class WordReport:
    """A Word report as it was read, and one sentence for everything that could not be kept."""

    sections: tuple[WordSection, ...]
    pictures: tuple[WordPicture, ...] = ()
    losses: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"sections": [asdict(one) for one in self.sections], "pictures": [asdict(one) for one in self.pictures]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "WordReport":
        return cls(
            sections=tuple(
                WordSection(**{**one, "paragraphs": tuple(tuple(pair) for pair in one["paragraphs"])})
                for one in data["sections"]
            ),
            pictures=tuple(WordPicture(**one) for one in data["pictures"]),
        )


@dataclass
class _Paragraph:
    """What the document says about one of its paragraphs, before its words are read."""

    label: Label | None
    level: int  # of a heading, from 1; 0 for text
    is_title: bool = False


@dataclass
class _Section:
    heading: str = ""
    level: int = 1
    number: str = ""
    parts: list[str] = field(default_factory=list)
    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    lists: list[tuple[int, str, str]] = field(default_factory=list)  # depth, tag with type, words


def read_docx(content: bytes, *, take_changes: bool = False) -> WordReport:
    """Read a .docx. Raises ProblemsError, in words for an officer, for anything that is not one or is not settled.

    `take_changes` takes tracked changes as accepted; otherwise a document with any is refused.
    """
    parts = open_parts(content)
    document = parse_part(parts, "word/document.xml")
    assert document is not None
    losses = refuse_or_accept_changes(document, take_changes=take_changes)
    losses += take_out(document, parts, parse_part(parts, "word/footnotes.xml"))
    styles = parse_part(parts, "word/styles.xml")
    paragraphs = _mark(document, Numbering(styles, parse_part(parts, "word/numbering.xml")), _heading_levels(styles))
    html, pictures, more = _words(parts, document)
    reader = _Reader(paragraphs)
    reader.read(parse(html))
    if reader.deep:
        more.append(f"Paragraphs numbered on a third level ({', '.join(reader.deep[:5])}) are lettered entries here.")
    return WordReport(reader.sections(), pictures, tuple(dict.fromkeys(losses + more)))


def _heading_levels(styles: Element | None) -> dict[str, tuple[int, bool]]:
    """For each style its level as a heading (0 for none), and whether it is the title's."""
    levels: dict[str, tuple[int, bool]] = {}
    based: dict[str, str] = {}
    for style in styles.iterchildren(f"{W}style") if styles is not None else ():
        key = style.get(f"{W}styleId", "")
        name = _value(style.find(f"{W}name")).lower()
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        based[key] = _value(style.find(f"{W}basedOn"))
        if match := re.fullmatch(r"heading ([1-9])", name):
            levels[key] = (int(match[1]), False)
        elif name == "title":
            levels[key] = (0, True)
        elif outline is not None and _value(outline).isdecimal() and int(_value(outline)) < 9:
            levels[key] = (int(_value(outline)) + 1, False)
    for key in based:
        at, seen = key, set()
        while at and at not in levels and at not in seen:
            seen.add(at)
            at = based.get(at, "")
        if at in levels:
            levels[key] = levels[at]
    return levels


def _mark(document: Element, numbering: Numbering, levels: dict[str, tuple[int, bool]]) -> list[_Paragraph]:
    """Number the document's own paragraphs, so that they are found again in mammoth's HTML, and note what they are."""
    found: list[_Paragraph] = []
    for paragraph in document.iter(f"{W}p"):
        label = numbering.label(paragraph)  # those in tables count too
        if any(True for _ in paragraph.iterancestors(f"{W}tc")):
            continue
        properties = paragraph.find(f"{W}pPr")
        level, is_title = 0, False
        if properties is not None:
            level, is_title = levels.get(_value(properties.find(f"{W}pStyle")), (0, False))
            outline = _value(properties.find(f"{W}outlineLvl"))
            level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else level
            for tag in ("numPr", "pStyle"):
                for node in properties.findall(f"{W}{tag}"):
                    properties.remove(node)
        run = etree.Element(f"{W}r")
        etree.SubElement(run, f"{W}t").text = f"\ue000{len(found)}\ue001"
        paragraph.insert(0 if properties is None else 1, run)
        found.append(_Paragraph(label, level, is_title))
    return found


def _words(parts: dict[str, bytes], document: Element) -> tuple[str, tuple[WordPicture, ...], list[str]]:
    """mammoth's HTML of the marked document, its pictures, and sentences on those that could not be read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, etree.tostring(document, encoding="utf-8") if name == "word/document.xml" else part)
    pictures: list[WordPicture] = []
    losses: list[str] = []

    def keep(image: Any) -> dict[str, str]:
        try:
            with image.open() as file:
                stored = take_in(file.read())
        except NotAllowed as no:
            losses.append(f"A picture was left out. {no}")
            return {"src": ""}
        except (OSError, KeyError):
            losses.append("A picture was left out: it is not in the file.")
            return {"src": ""}
        pictures.append(WordPicture(**{**stored.__dict__, "alternative": " ".join((image.alt_text or "").split())}))
        return {"src": f"picture:{len(pictures)}"}

    packed.seek(0)
    try:
        result = mammoth.convert_to_html(packed, convert_image=mammoth.images.img_element(keep))
    except Exception as error:  # a foreign parser on a foreign file: anything it raises means the same
        raise ProblemsError(
            [
                Problem(
                    "The document cannot be read.",
                    mend="Open it in Word, save it again as a Word Document (.docx) and bring in that.",
                )
            ]
        ) from error
    return result.value, tuple(pictures), losses


class _Reader:
    """Gathers mammoth's blocks under their headings."""

    def __init__(self, paragraphs: list[_Paragraph]) -> None:
        self.paragraphs = paragraphs
        self.found = [_Section()]
        self.facts: list[WordSection] = []
        self.deep: list[str] = []

    def read(self, root: Element) -> None:
        for node in root:
            if node.tag == "table":
                self._table(node)
            elif node.tag in {"ul", "ol"}:
                self._close_list()
                self.found[-1].parts.append(_outer(node))
            else:
                self._paragraph(node)
        self._close_list()

    def sections(self) -> tuple[WordSection, ...]:
        made = [
            WordSection(one.heading, one.level, one.number, "".join(one.parts), tuple(one.paragraphs))
            for one in self.found
            if one.heading or one.parts
        ]
        return (*self.facts, *made)

    def _paragraph(self, node: Element) -> None:
        html = _inner(node)
        mark = MARK.search(html)
        what = self.paragraphs[int(mark[1])] if mark else _Paragraph(None, 0)
        html = MARK.sub("", html)
        figures = re.findall(r'<img[^>]*src="picture:(\d+)"[^>]*>', html)
        html = re.sub(r"<img[^>]*>", "", html)
        words = text_of(html)
        label = what.label
        typed = None if label or what.level else TYPED.match(html)
        if words and what.is_title and len(self.found) == 1:
            pass  # the report has its title already
        elif words and (what.level or self._looks_like_heading(html, words)):
            self._heading(html, words, what)
        elif words and len(self.found) == 1 and not label and (fact := FACT.match(words)):
            self.facts.append(
                WordSection(fact["label"].strip(), 1, "", f"<p>{escape(fact['value'])}</p>", is_fact=True)
            )
        elif words and label:
            self._numbered(html, words, label.text, label.format, label.level, label.depth_shown)
        elif words and typed:
            rest = f"{typed['open'] or ''}{typed['rest']}" if typed["open"] and not typed["close"] else typed["rest"]
            text = typed["label"]
            kind = (
                "bullet"
                if text in "•·–-"
                else "lowerRoman"
                if "(" in text
                else "lowerLetter"
                if text[0].isalpha()
                else ""
            )
            shown = len(text.rstrip(".)").split("."))
            self._numbered(rest, text_of(rest), text, kind or "decimal", 0, shown)
        elif words:
            self._close_list()
            self._add_paragraph(html, words, "")
        if figures:
            self._close_list()
            self.found[-1].parts += [f'<figure data-picture="{number}"></figure>' for number in figures]

    def _looks_like_heading(self, html: str, words: str) -> bool:
        """A short line that is bold from end to end is a heading to everybody but Word."""
        bare = html.strip()
        return (
            len(words) <= LONGEST_BOLD_HEADING
            and bare.startswith("<strong>")
            and bare.endswith("</strong>")
            and bare.count("<strong>") == 1
            and not words.endswith((".", ";", ","))
            and not FACT.match(words)
        )

    def _heading(self, html: str, words: str, what: _Paragraph) -> None:
        self._close_list()
        number = what.label.text if what.label and what.label.format != "bullet" else ""
        typed = re.match(r"^(\d{1,3}(?:\.\d{1,3})*[.)]?)\s+(.*)$", words)
        if not number and typed:
            number, words = typed[1], typed[2]
        self.found.append(_Section(words, what.level or 2, number.rstrip(".")))

    def _numbered(self, html: str, words: str, label: str, kind: str, level: int, shown: int) -> None:
        section = self.found[-1]
        is_paragraph = kind in {"decimal", "decimalZero"} and (shown == 2 or (shown == 1 and level == 0))
        if is_paragraph:
            self._close_list()
            self._add_paragraph(html, words, label.rstrip(".)"))
            return
        tag = {
            "bullet": "ul",
            "lowerRoman": 'ol type="i"', "upperRoman": 'ol type="i"',
            "lowerLetter": 'ol type="a"', "upperLetter": 'ol type="a"',
        }.get(kind, 'ol type="a"' if shown > 2 else "ol")  # fmt: skip
        if shown > 2:
            self.deep.append(label)
        section.lists.append((level, tag, html))

    def _add_paragraph(self, html: str, words: str, number: str) -> None:
        section = self.found[-1]
        section.parts.append(f"<p>{html}</p>")
        section.paragraphs.append((number, words if len(words) <= 80 else f"{words[:77]}…"))

    def _close_list(self) -> None:
        section = self.found[-1]
        while section.lists:
            section.parts.append(_nest(section.lists, section.lists[0][0]))

    def _table(self, node: Element) -> None:
        self._close_list()
        html = re.sub(r"<img[^>]*>", "", MARK.sub("", _outer(node)))
        rows = [[text_of(_inner(cell)) for cell in row if cell.tag in {"td", "th"}] for row in node.iter("tr")]
        facts = _facts(rows) if len(self.found) == 1 else []
        if facts:
            self.facts += facts
        else:
            self.found[-1].parts.append(html)


def _facts(rows: list[list[str]]) -> list[WordSection]:
    """The labels and answers of a table in the head of a report; none where it is not such a table.

    A row without a label goes on with the answer above it; a label alone in its row is answered by the row below.
    """
    found: list[tuple[str, str]] = []
    waiting = ""
    for row in rows:
        cells = [cell for cell in row if cell]
        if not cells:
            continue
        label = row[0].rstrip(": ")
        if len(cells) == 1 and row[0] and not waiting:
            waiting = label
        elif len(cells) == 1 and row[0]:
            found.append((waiting, cells[0]))
            waiting = ""
        elif row[0]:
            found.append((label, " ".join(cells[1:])))
            waiting = ""
        elif found:
            found[-1] = (found[-1][0], " ".join([found[-1][1], *cells]))
        else:
            return []
    if waiting or len(found) < 2 or max(map(len, rows)) > 5 or any(len(label) > 60 for label, _ in found):
        return []
    return [WordSection(label, 1, "", f"<p>{escape(value)}</p>", is_fact=True) for label, value in found]


def _nest(entries: list[tuple[int, str, str]], depth: int) -> str:
    tag = entries[0][1]
    items: list[str] = []
    while entries:
        level, kind, words = entries[0]
        if level < depth or (level == depth and kind != tag):
            break
        if level > depth and items:
            items[-1] += _nest(entries, level)
            continue
        entries.pop(0)
        items.append(words)
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag.split()[0]}>"


def _value(element: Element | None) -> str:
    return element.get(f"{W}val", "") if element is not None else ""


def _inner(node: Element) -> str:
    return escape(node.text or "") + "".join(_outer(child) + escape(child.tail or "") for child in node)


def _outer(node: Element) -> str:
    return str(etree.tostring(node, encoding="unicode", method="html", with_tail=False))
