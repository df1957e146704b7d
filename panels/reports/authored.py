"""An authored report in the form of its council's template, its paragraphs numbered through."""

from collections.abc import Iterable
from dataclasses import dataclass

from panels.enums import PartStyle
from panels.models import Paper, Report, ReportPart, TemplatePart
from panels.writing import Block, blocks


@dataclass(frozen=True)
class Fact:
    """One line of the report's head."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Contact:
    """An officer in the report's head, read from the lines that the author typed."""

    key: str
    heading: str
    name: str
    telephone: str
    email: str


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it.

    `columns` holds the headings of a table of entries, if it is one. `first_number` is the number of the first
    paragraph: numbers run on from heading to heading through the whole report, those of a list start at 1.
    """

    key: str
    heading: str
    level: int
    style: PartStyle
    lead_in: str
    columns: tuple[str, ...]
    is_automatic: bool
    first_number: int
    blocks: tuple[Block, ...]

    @property
    def answer(self) -> str:
        """The short answer of a fact."""
        return self.blocks[0].text if self.blocks else ""

    @property
    def is_empty(self) -> bool:
        return not self.blocks and self.style is not PartStyle.GROUP


@dataclass(frozen=True)
class AuthoredReport:
    """A report as it is read: its head, then its sections in the template's order."""

    council: str
    title: str
    facts: tuple[Fact, ...]
    contacts: tuple[Contact, ...]
    sections: tuple[Section, ...]
    missing: tuple[str, ...]


def authored_report(report: Report) -> AuthoredReport:
    """The report as it stands. Three queries, however long it is.

    `missing` names the parts that the template requires and nobody has written yet.
    """
    parts = list(TemplatePart.objects.filter(template_id=report.template_id).order_by("position"))
    texts = dict(ReportPart.objects.filter(report=report).values_list("part_id", "text"))
    papers = Paper.objects.filter(item__papers__report=report, place__gt=0).order_by("place")
    texts |= {part.pk: _appendices(papers) for part in parts if part.automatic}
    facts, contacts, sections = [], [], []
    next_number = 1
    for part in parts:
        text = texts.get(part.pk, "")
        if not part.in_head:
            section = _section(part, text, next_number)
            sections.append(section)
            next_number += len(section.blocks) if section.style is PartStyle.NUMBERED else 0
        elif part.style == PartStyle.CONTACT:
            contacts.append(parse_contact(part.key, part.heading, text))
        else:
            facts.append(Fact(key=part.key, heading=part.heading, text=text.strip()))
    required = (part for part in parts if part.required and part.style != PartStyle.GROUP)
    return AuthoredReport(
        council=report.template.council.name,
        title=report.title,
        facts=tuple(facts),
        contacts=tuple(contacts),
        sections=tuple(sections),
        missing=tuple(part.heading for part in required if not texts.get(part.pk, "").strip()),
    )


def parse_contact(key: str, heading: str, text: str) -> Contact:
    """Read the lines of a contact: the name first; the line with an @ is the e-mail, any other the telephone."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    name = lines[0] if lines else ""
    email = next((line for line in lines[1:] if "@" in line), "")
    telephone = next((line for line in lines[1:] if "@" not in line), "")
    return Contact(key=key, heading=heading, name=name, telephone=telephone, email=email)


def _section(part: TemplatePart, text: str, next_number: int) -> Section:
    style = PartStyle(part.style)
    return Section(
        key=part.key,
        heading=part.heading,
        level=part.level,
        style=style,
        lead_in=part.lead_in,
        columns=tuple(part.columns),
        is_automatic=part.automatic,
        first_number=next_number if style is PartStyle.NUMBERED else 1,
        blocks=blocks(text),
    )


def _appendices(papers: Iterable[Paper]) -> str:
    titles = [paper.title for paper in papers]
    return "\n\n".join(titles) if titles else "None"
