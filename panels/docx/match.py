"""Where the sections of a Word report go in a council's form: headings suggest it, an officer decides. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panels.docx.read import WordSection
from panels.enums import ListMarker, PartStyle
from panels.models import TemplatePart
from panels.reports.authored import PLAIN_STYLES
from panels.richtext import Numbers, clean, lay_out, text_of
from panels.richtext.tree import escape

LEAVE_OUT = "leave-out"


@dataclass(frozen=True)
class Choice:
    """Where a section goes: the key of a part, LEAVE_OUT, or nothing while nobody has said."""

    key: str
    is_sure: bool = False


@dataclass(frozen=True)
class Renumbered:
    """A paragraph whose number in Word is not the one that it gets here."""

    word: str
    here: str
    words: str


def writable(parts: Sequence[TemplatePart]) -> list[TemplatePart]:
    """The parts that somebody writes, and so can bring in."""
    return [part for part in parts if part.style != PartStyle.GROUP and not part.automatic]


def suggest(sections: Sequence[WordSection], parts: Sequence[TemplatePart]) -> list[Choice]:
    """Where each section seems to belong. Unmatched headings below a matched one stay with it, as inner headings."""
    names: dict[str, str] = {}
    for part in parts:
        key = part.key if part in writable(parts) else LEAVE_OUT
        for name in (part.heading, *part.synonyms):
            names.setdefault(normal(name), key)
    home = next((part.key for part in parts if not part.show_heading and part.style in OPEN_STYLES), "")
    by_key = {part.key: part for part in parts}
    choices: list[Choice] = []
    under: tuple[str, int] | None = None
    for section in sections:
        found = names.get(normal(section.heading), "") if section.heading else ""
        target = by_key.get(found)
        if target and section.is_fact and not (target.in_head or target.style in PLAIN_STYLES):
            target, found = None, ""
        if found:
            choices.append(Choice(found, is_sure=True))
            under = (found, section.level) if target and target.style not in PLAIN_STYLES else None
        elif section.is_fact:
            choices.append(Choice(""))
        elif section.heading and under and (section.level > under[1] or by_key[under[0]].style in OPEN_STYLES):
            choices.append(Choice(under[0]))
        elif home and section.heading:
            choices.append(Choice(home))
            under = (home, section.level)
        else:
            choices.append(Choice(""))
    return choices


def compose(
    sections: Sequence[WordSection], keys: Sequence[str], parts: Sequence[TemplatePart], pictures: Mapping[int, int]
) -> dict[str, str]:
    """What each part gets, by its key: clean HTML, or plain text for facts and contacts.

    `pictures` gives for each picture of the document its number in the report; any other is left out.
    """
    by_key = {part.key: part for part in parts}
    gathered: dict[str, list[WordSection]] = {}
    for section, key in zip(sections, keys, strict=True):
        if key in by_key:
            gathered.setdefault(key, []).append(section)
    composed = {}
    for key, gathered_here in gathered.items():
        part = by_key[key]
        pieces = _pieces(gathered_here, part)
        if part.style == PartStyle.CONTACT:
            composed[key] = _contact("".join(pieces))
        elif part.style == PartStyle.FACT:
            composed[key] = text_of("".join(pieces))
        else:
            html = re.sub(
                r'<figure data-picture="(\d+)"></figure>', lambda m: _figure(int(m[1]), pictures), "".join(pieces)
            )
            composed[key] = clean(html, pictures=pictures.values()).html
    return composed


def renumbered(
    sections: Sequence[WordSection], keys: Sequence[str], parts: Sequence[TemplatePart], *, existing: Mapping[str, str]
) -> list[Renumbered]:
    """The paragraphs that members know under another number: "paragraph 3.2" elsewhere would no longer find them.

    `existing` is what stands in the parts that the document leaves alone: their numbers count too.
    """
    composed = compose(sections, keys, parts, {})
    changed: list[Renumbered] = []
    numbers = Numbers()
    for part in parts:
        style = PartStyle(part.style)
        if style is PartStyle.SECTION:
            numbers.next_section()
        if style in PLAIN_STYLES:
            continue
        text = composed.get(part.key, existing.get(part.key, ""))
        blocks = lay_out(text, style=style, marker=ListMarker(part.list_marker), numbers=numbers, heading_level=3)
        here = [item.number for block in blocks if block.kind in {"numbers", "labels"} for item in block.items]
        was = [
            pair for section, key in zip(sections, keys, strict=True) if key == part.key for pair in section.paragraphs
        ]
        if part.key in composed and len(here) == len(was):
            changed += [
                Renumbered(word, now, words)
                for now, (word, words) in zip(here, was, strict=True)
                if word and word != now and style not in {PartStyle.RECOMMENDATIONS, PartStyle.LIST}
            ]
    return changed


def normal(heading: str) -> str:
    """A heading as it is compared: small letters, no numbers before it, no signs, no "the"."""
    bare = re.sub(r"^[\d.()]+\s+", "", heading.strip().lower())
    bare = re.sub(r"[^a-z0-9]+", " ", bare.replace("’", "'").replace("'", ""))
    return re.sub(r"\bthe\b ?", "", bare).strip()


OPEN_STYLES = frozenset({PartStyle.SECTIONS, PartStyle.NUMBERED})


def _keeps_heading(section: WordSection, part: TemplatePart) -> bool:
    """Whether the Word heading is more than the part's own, so that it stands inside the part."""
    heading = normal(section.heading)
    names = {normal(part.heading)}
    if part.show_heading and part.style != PartStyle.SECTIONS:
        names |= {normal(name) for name in part.synonyms}
    return bool(heading) and part.style not in PLAIN_STYLES and heading not in names


def _pieces(sections: Sequence[WordSection], part: TemplatePart) -> list[str]:
    upper = min((section.level for section in sections if _keeps_heading(section, part)), default=1)
    pieces = []
    for section in sections:
        if _keeps_heading(section, part):
            tag = "h3" if section.level == upper else "h4"
            pieces.append(f"<{tag}>{escape(section.heading)}</{tag}>")
        pieces.append(section.html)
    return pieces


def _contact(html: str) -> str:
    """Name, telephone and e-mail as one line each, from lines or from "Name: … Tel: … E-mail: …"."""
    words = re.sub(r"\s+", " ", text_of(html))
    email = next(iter(re.findall(r"[^\s:;,<>]+@[^\s:;,<>]+", words)), "")
    telephone = next(iter(re.findall(r"\(?\+?\d[\d ()-]{6,}\d", words)), "")
    rest = words.replace(email, " ") if email else words
    rest = rest.replace(telephone, " ") if telephone else rest
    name = re.sub(r"\b(name|tel|telephone|phone|e-?mail)\b\s*:?", " ", rest, flags=re.IGNORECASE)
    return "\n".join(filter(None, (" ".join(name.split()).strip(" ,;"), telephone, email)))


def _figure(number: int, pictures: Mapping[int, int]) -> str:
    return f'<figure data-picture="{pictures[number]}"></figure>' if number in pictures else ""
