"""An authored report in the form of its council's template, its paragraphs numbered through."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from panels.enums import HeadForm, ListMarker, PartStyle
from panels.models import Paper, Picture, Report, ReportPart, TemplatePart
from panels.pictures import data_address
from panels.richtext import Block, Numbers, is_blank, lay_out, text_of

PICTURE = re.compile(r'data-picture="(\d+)"')
PLAIN_STYLES = frozenset({PartStyle.FACT, PartStyle.CONTACT, PartStyle.GROUP})


@dataclass(frozen=True)
class Fact:
    """One line of the report's head."""

    key: str
    heading: str
    text: str
    has_label: bool = True
    is_automatic: bool = False


@dataclass(frozen=True)
class Contact:
    """An officer whom readers may ask, read from the lines that the author typed."""

    key: str
    heading: str
    name: str
    telephone: str
    email: str


@dataclass(frozen=True)
class ReportPicture:
    """A picture of the report. `address` holds the picture itself, and is empty where its file is gone.

    A decorative one says nothing.
    """

    address: str
    alternative: str
    is_decorative: bool
    caption: str
    width: int
    height: int

    @property
    def named(self) -> str:
        """The picture in a sentence."""
        words = self.caption or self.alternative
        return f"“{words}”" if words else "a decorative picture"

    @property
    def print_height(self) -> int:
        """In millimetres on a page 162 mm wide, for a picture that is printed as a background."""
        return max(4, min(200, round(min(162, self.width * 0.2) * self.height / self.width)))


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it.

    `number` is that of the heading itself, where the form numbers it ("5."). `columns` holds the headings of a table of
    entries, if it is one. The numbers of paragraphs are in the blocks.
    """

    key: str
    heading: str
    level: int
    style: PartStyle
    lead_in: str
    columns: tuple[str, ...]
    is_automatic: bool
    shows_heading: bool
    number: str
    blocks: tuple[Block, ...]
    answer: str
    contact: Contact | None

    @property
    def is_empty(self) -> bool:
        return not self.blocks and not self.answer and self.contact is None and self.style is not PartStyle.GROUP


@dataclass(frozen=True)
class AuthoredReport:
    """A report as it is read: its head, then its sections in the template's order."""

    council: str
    title: str
    form: str
    has_lines: bool
    above_title: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    contacts: tuple[Contact, ...]
    sections: tuple[Section, ...]
    pictures: dict[int, ReportPicture]
    missing: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def repeats_title(self) -> bool:
        """Whether the head has a line for the title, as some councils' forms do."""
        return any(fact.is_automatic for fact in self.facts)


def authored_report(report: Report, *, appendix_titles: Sequence[str] | None = None) -> AuthoredReport:
    """The report as it stands. Four queries, however long it is.

    `appendix_titles` are those that the reader may see: a withheld appendix has another one in the public edition.
    Without them they are read from the papers attached, for officers.
    `missing` names the parts that the template requires and nobody has written yet, `lost` the pictures in its text
    whose files are gone.
    """
    parts = list(TemplatePart.objects.filter(template_id=report.template_id).order_by("position"))
    texts = dict(ReportPart.objects.filter(report=report).values_list("part_id", "text"))
    if appendix_titles is None:
        papers = Paper.objects.filter(item__papers__report=report, place__gt=0).order_by("place")
        appendix_titles = list(papers.values_list("title", flat=True))
    texts |= {part.pk: _automatic(part, report, appendix_titles) for part in parts if part.automatic}
    above: list[Fact] = []
    facts: list[Fact] = []
    contacts, sections = [], []
    numbers = Numbers()
    for part in parts:
        text = texts.get(part.pk, "")
        if not part.in_head:
            sections.append(_section(part, text, numbers))
        elif part.style == PartStyle.CONTACT:
            contacts.append(parse_contact(part.key, part.heading, text))
        else:
            (above if part.above_title else facts).append(
                Fact(part.key, part.heading, text.strip(), has_label=part.show_heading, is_automatic=part.automatic)
            )
    pictures = _pictures(report)
    shown = {int(number) for text in texts.values() for number in PICTURE.findall(text)}
    return AuthoredReport(
        council=report.template.council.name,
        title=report.title,
        form=report.template.slug,
        has_lines=report.template.head == HeadForm.LINES,
        above_title=tuple(above),
        facts=tuple(facts),
        contacts=tuple(contacts),
        sections=tuple(sections),
        pictures=pictures,
        missing=tuple(part.heading for part in parts if is_wanted(part) and is_unwritten(part, texts.get(part.pk, ""))),
        lost=tuple(one.named for number, one in pictures.items() if number in shown and not one.address),
    )


def is_wanted(part: TemplatePart) -> bool:
    """Whether an author has to write this part before the report is complete."""
    return part.required and not part.automatic and part.style != PartStyle.GROUP


def is_unwritten(part: TemplatePart, text: str) -> bool:
    """Whether nothing stands under the part, whatever its style."""
    return not text.strip() if part.style in PLAIN_STYLES else is_blank(text)


def parse_contact(key: str, heading: str, text: str) -> Contact:
    """Read the lines of a contact: the name first; the line with an @ is the e-mail, any other the telephone."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    name = lines[0] if lines else ""
    email = next((line for line in lines[1:] if "@" in line), "")
    telephone = next((line for line in lines[1:] if "@" not in line), "")
    return Contact(key=key, heading=heading, name=name, telephone=telephone, email=email)


def _section(part: TemplatePart, text: str, numbers: Numbers) -> Section:
    style = PartStyle(part.style)
    number = numbers.next_section() if style is PartStyle.SECTION else ""
    is_contact = style is PartStyle.CONTACT and bool(text.strip())
    return Section(
        key=part.key,
        heading=part.heading,
        level=part.level,
        style=style,
        lead_in=part.lead_in,
        columns=tuple(part.columns),
        is_automatic=part.automatic,
        shows_heading=part.show_heading,
        number=number,
        blocks=()
        if style in PLAIN_STYLES
        else lay_out(
            text,
            style=style,
            marker=ListMarker(part.list_marker),
            numbers=numbers,
            heading_level=part.level + (2 if part.show_heading else 1),
        ),
        answer=" ".join(text.split()) if style is PartStyle.FACT else "",
        contact=parse_contact(part.key, part.heading, text) if is_contact else None,
    )


def _automatic(part: TemplatePart, report: Report, titles: Sequence[str]) -> str:
    if part.in_head:
        return report.title
    return "".join(f"<p>{escape(title, quote=False)}</p>" for title in titles) if titles else "<p>None</p>"


def _pictures(report: Report) -> dict[int, ReportPicture]:
    return {
        picture.pk: ReportPicture(
            address=_address(picture),
            alternative=picture.alternative,
            is_decorative=picture.is_decorative,
            caption=picture.caption,
            width=picture.width,
            height=picture.height,
        )
        for picture in Picture.objects.filter(report=report).order_by("pk")
    }


def _address(picture: Picture) -> str:
    try:
        return data_address(picture.file, picture.content_type)
    except OSError:
        return ""


def words_of(part: TemplatePart, text: str) -> str:
    """What was written as words alone, for histories and searches."""
    return text.strip() if part.style in PLAIN_STYLES else text_of(text)
