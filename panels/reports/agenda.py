"""The agenda with everything its front pages say, and where in the pack each paper stands."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

from django.db.models import Max

from panels.enums import FrontPage, Office, PaperKind
from panels.models import AgendaItem, Contact, FrontPageNote, Meeting, Membership, Panel
from panels.writing import Block, blocks
from scrutiny.dates import municipal_year


@dataclass(frozen=True)
class AgendaPaper:
    """A paper as the agenda names it; `position` counts the papers of the meeting through from 1.

    The pages are of the pack, and 0 while there is no pack yet. `report_pk` is the report to edit, if it is one.
    """

    pk: int
    kind: PaperKind
    title: str
    label: str
    position: int = 0
    report_pk: int | None = None
    first_page: int = 0
    last_page: int = 0


@dataclass(frozen=True)
class AgendaLine:
    """One item of business with the number that readers see, and the pages of all its papers.

    `anchor` is the number as it can stand in an address.
    """

    number: str
    anchor: str
    pk: int
    title: str
    text: tuple[Block, ...]
    papers: tuple[AgendaPaper, ...] = ()
    first_page: int = 0
    last_page: int = 0


@dataclass(frozen=True)
class Note:
    """A note of the front pages."""

    heading: str
    level: int
    text: tuple[Block, ...]


@dataclass(frozen=True)
class Person:
    name: str
    office: str = ""


@dataclass(frozen=True)
class ContactLine:
    job_title: str
    name: str
    telephone: str
    email: str


@dataclass(frozen=True)
class AgendaReport:
    """All that the front sheet, the public information and the agenda say."""

    council: str
    panel: str
    role: tuple[Block, ...]
    terms_of_reference: tuple[Block, ...]
    quorum: int
    date: datetime.date
    time: datetime.time
    time_note: str
    venue: str
    municipal_year: str
    meeting_dates: tuple[datetime.date, ...]
    members: tuple[Person, ...]
    contacts: tuple[ContactLine, ...]
    public_information: tuple[Note, ...]
    interests: tuple[Note, ...]
    items: tuple[AgendaLine, ...]
    signatory: str
    signed_on: datetime.date | None

    @property
    def title(self) -> str:
        return f"{self.panel}, {self.date.day} {self.date:%B %Y}"

    @property
    def papers(self) -> tuple[tuple[AgendaLine, AgendaPaper], ...]:
        """Every paper in the order of the pack, each with its item."""
        return tuple((line, paper) for line in self.items for paper in line.papers)

    @property
    def dates_by_year(self) -> tuple[tuple[int, tuple[datetime.date, ...]], ...]:
        """The meeting dates under their calendar years, as the front pages print them."""
        years = sorted({day.year for day in self.meeting_dates})
        return tuple((year, tuple(day for day in self.meeting_dates if day.year == year)) for year in years)

    def with_pages(self, pages: Mapping[int, tuple[int, int]], items: Mapping[str, tuple[int, int]]) -> "AgendaReport":
        """The same agenda with page numbers: of each paper by its key, and of each item by its number."""

        def place(line: AgendaLine) -> AgendaLine:
            papers = tuple(
                replace(paper, first_page=pages[paper.pk][0], last_page=pages[paper.pk][1]) for paper in line.papers
            )
            first, last = items.get(line.number, (0, 0))
            return replace(line, papers=papers, first_page=first, last_page=last)

        return replace(self, items=tuple(place(line) for line in self.items))


def agenda_report(meeting: Meeting, *, signed_on: datetime.date | None) -> AgendaReport:
    """The agenda of a meeting as it stands now, without page numbers.

    `signed_on` is the day of publication that the agenda prints above its signatory; None while it is a draft.
    Needs the meeting with its panel and council; makes seven queries, however many items there are.
    """
    panel = meeting.panel
    year = municipal_year(meeting.date)
    notes = FrontPageNote.objects.filter(council=panel.council).order_by("position")
    by_page: dict[str, list[Note]] = {page: [] for page in FrontPage.values}
    for note in notes:
        text = note.text.replace("{quorum}", str(panel.quorum))
        by_page[note.page].append(Note(heading=note.heading, level=note.level, text=blocks(text)))
    start = int(year[:4])
    dates = (
        Meeting.objects.filter(panel=panel, date__gte=f"{start}-05-01", date__lt=f"{start + 1}-05-01")
        .order_by("date")
        .values_list("date", flat=True)
    )
    return AgendaReport(
        council=panel.council.name,
        panel=panel.name,
        role=blocks(panel.role),
        terms_of_reference=blocks(panel.terms_of_reference),
        quorum=panel.quorum,
        date=meeting.date,
        time=meeting.time,
        time_note=meeting.time_note,
        venue=meeting.venue,
        municipal_year=year,
        meeting_dates=tuple(dates),
        members=tuple(_member(seat) for seat in Membership.objects.filter(panel=panel).in_year(year)),
        contacts=_contacts(panel),
        public_information=tuple(by_page[FrontPage.PUBLIC_INFORMATION]),
        interests=tuple(by_page[FrontPage.INTERESTS]),
        items=agenda_lines(meeting),
        signatory=panel.signatory,
        signed_on=signed_on,
    )


def agenda_lines(meeting: Meeting) -> tuple[AgendaLine, ...]:
    """The items that stand, numbered from 1, with their papers numbered through. Two queries."""
    items = AgendaItem.objects.filter(meeting=meeting).on_agenda().prefetch_related("papers")
    positions = count(1)
    return tuple(
        AgendaLine(
            number=str(number),
            anchor=str(number),
            pk=item.pk,
            title=item.title,
            text=blocks(item.text),
            papers=tuple(
                AgendaPaper(
                    pk=paper.pk,
                    kind=PaperKind(paper.kind),
                    title=paper.title,
                    label=f"Appendix {paper.place}" if paper.is_appendix else "",
                    position=next(positions),
                    report_pk=paper.report_id,
                )
                for paper in sorted(item.papers.all(), key=lambda paper: paper.place)
            ),
        )
        for number, item in enumerate(items, start=1)
    )


def _member(seat: Membership) -> Person:
    office = "" if seat.office == Office.MEMBER else str(Office(seat.office).label)
    return Person(name=str(seat.person), office=office)


@dataclass(frozen=True)
class PanelReport:
    """What the page of a panel says."""

    role: tuple[Block, ...]
    terms_of_reference: tuple[Block, ...]
    municipal_year: str
    members: tuple[Person, ...]
    contacts: tuple[ContactLine, ...]
    meetings: tuple[Meeting, ...]


def panel_report(panel: Panel, *, today: datetime.date) -> PanelReport:
    """The panel with the members and meetings of its latest municipal year. Four queries."""
    latest = Membership.objects.filter(panel=panel).aggregate(year=Max("municipal_year"))["year"]
    year = latest or municipal_year(today)
    return PanelReport(
        role=blocks(panel.role),
        terms_of_reference=blocks(panel.terms_of_reference),
        municipal_year=year,
        members=tuple(_member(seat) for seat in Membership.objects.filter(panel=panel).in_year(year)),
        contacts=_contacts(panel),
        meetings=tuple(Meeting.objects.filter(panel=panel).with_panel().with_state().order_by("-date")),
    )


def _contacts(panel: Panel) -> tuple[ContactLine, ...]:
    return tuple(
        ContactLine(contact.job_title, contact.name, contact.telephone, contact.email)
        for contact in Contact.objects.filter(panel=panel).order_by("position")
    )
