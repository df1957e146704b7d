"""The agenda with everything its front pages say, and where in the pack each paper stands."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
from typing import Any

from django.db.models import Q

from panels.calendar_rules import bounds
from panels.enums import EditionKind, FrontPage, Office, PaperKind
from panels.models import AgendaItem, Contact, FrontPageNote, Meeting, Membership, Panel, Paper
from panels.reports.calendar import chosen_year, years_of
from panels.reports.exemptions import EXCLUSION_TITLE, Withheld, WithheldParts, exclusion_resolution, withheld_parts
from panels.running_order import Attendee, anchor, attendees, numbers, times
from panels.writing import Block, blocks
from scrutiny.dates import municipal_year
from scrutiny.templatetags.scrutiny_tags import uk_time


@dataclass(frozen=True)
class AgendaPaper:
    """A paper as the agenda names it; `position` counts the papers of the meeting through from 1.

    The pages are of the pack, and 0 while there is no pack yet. `report_pk` is the report to edit, if it is one.
    `withheld_as` is the ground on which the paper is kept from the public, empty for an open one.
    """

    pk: int
    kind: PaperKind
    title: str
    label: str
    position: int = 0
    report_pk: int | None = None
    withheld_as: str = ""
    banner: str = ""
    first_page: int = 0
    last_page: int = 0


@dataclass(frozen=True)
class AgendaLine:
    """One item of business with the number that readers see, and the pages of all its papers.

    `anchor` is the number as it can stand in an address, `depth` is 1 for a sub-item such as 7(a), and `time` is when
    the item is reached, in words, where the officer has given timings.
    """

    number: str
    anchor: str
    pk: int
    title: str
    text: tuple[Block, ...]
    papers: tuple[AgendaPaper, ...] = ()
    depth: int = 0
    presenter: str = ""
    attendees: tuple[Attendee, ...] = ()
    time: str = ""
    withheld_as: str = ""
    first_page: int = 0
    last_page: int = 0

    @property
    def is_exclusion(self) -> bool:
        """Whether it is the item that came by itself, because something below it is withheld."""
        return self.pk == EXCLUSION


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
    quorum: int | None
    date: datetime.date
    time: datetime.time | None
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

    def with_pages(self, pages: Mapping[int, tuple[int, int]]) -> "AgendaReport":
        """The same agenda with the page numbers of papers by their keys; those of items follow from them."""

        def place(line: AgendaLine) -> AgendaLine:
            papers = tuple(
                replace(paper, first_page=pages[paper.pk][0], last_page=pages[paper.pk][1])
                if paper.pk in pages
                else paper
                for paper in line.papers
            )
            first = min((paper.first_page for paper in papers), default=0)
            return replace(
                line, papers=papers, first_page=first, last_page=max((paper.last_page for paper in papers), default=0)
            )

        return replace(self, items=tuple(place(line) for line in self.items))


def agenda_report(
    meeting: Meeting, *, signed_on: datetime.date | None, edition: EditionKind = EditionKind.MEMBERS
) -> AgendaReport:
    """The agenda of a meeting as it stands now, without page numbers, for the public or for members.

    `signed_on` is the day of publication that the agenda prints above its signatory; None while it is a draft.
    Needs the meeting with its panel and council; makes nine queries at most, however many items there are.
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
        Meeting.objects.filter(
            panel=panel, date__gte=f"{start}-05-01", date__lt=f"{start + 1}-05-01", cancelled_at=None
        )
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
        items=agenda_lines(meeting, edition=edition),
        signatory=panel.signatory,
        signed_on=signed_on,
    )


def agenda_lines(meeting: Meeting, *, edition: EditionKind = EditionKind.MEMBERS) -> tuple[AgendaLine, ...]:
    """The items that stand, numbered, with their papers numbered through. Five queries at most.

    Where something is withheld from the public, the item that excludes the press and public stands before it, by
    itself. For the public edition nothing that is withheld is loaded: only its place and what may be said of it.
    """
    withheld = withheld_parts(meeting)
    hidden = withheld if edition is EditionKind.PUBLIC else WithheldParts({}, {})
    items = _items(meeting, hidden)
    papers = _papers(meeting, hidden)
    if withheld:
        _put_exclusion(items, _first_withheld(items, papers, withheld))
    positions = count(1)
    lines = []
    reached = times(meeting.time, ((item.starts_at, item.duration) for item in items))
    for number, time, item in zip(numbers(item.depth for item in items), reached, items, strict=True):
        whole = withheld.items.get(item.pk)
        lines.append(
            AgendaLine(
                number=number,
                anchor=anchor(number),
                pk=item.pk,
                title=item.title,
                text=blocks(item.text),
                depth=int("(" in number),
                presenter=item.presenter,
                attendees=attendees(item.invited),
                time=uk_time(time),
                withheld_as=whole.statement if whole else "",
                papers=tuple(
                    _agenda_paper(paper, next(positions), whole or withheld.papers.get(paper.pk), edition)
                    for paper in papers.get(item.pk, ())
                ),
            )
        )
    return tuple(_with_resolution(line, lines, withheld) if line.is_exclusion else line for line in lines)


# The key of the item that comes by itself; no stored item has it.
EXCLUSION = 0


def _items(meeting: Meeting, hidden: WithheldParts) -> list[AgendaItem]:
    """The items that stand, in order. Of hidden ones only the place is read, into an item made for the public."""
    standing = AgendaItem.objects.filter(meeting=meeting).on_agenda().defer("officer_notes", "owed_by")
    found = list(standing.exclude(pk__in=hidden.items))
    if hidden.items:
        for place in standing.filter(pk__in=hidden.items).values(*STRUCTURE):
            about = hidden.items[place["pk"]]
            found.append(AgendaItem(**place, title=about.public_title or f"{about.kind.label} item"))
    return sorted(found, key=lambda item: item.position)


# What says where an item stands and nothing of what it is about.
STRUCTURE = ("pk", "position", "depth", "starts_at", "duration")


def _papers(meeting: Meeting, hidden: WithheldParts) -> dict[int, list[Paper]]:
    """The papers of each item, in order. Of hidden ones only the place is read."""
    papers = Paper.objects.filter(item__meeting=meeting, item__removed_at=None)
    is_hidden = Q(item__in=hidden.items) | Q(pk__in=hidden.papers)
    found = list(papers.exclude(is_hidden))
    if hidden:
        for place in papers.filter(is_hidden).values("pk", "item_id", "place", "kind"):
            about = hidden.items.get(place["item_id"]) or hidden.papers[place["pk"]]
            title = about.public_title or (f"{about.kind.label} {'appendix' if place['place'] else 'report'}")
            found.append(Paper(**place, title=title))
    by_item: dict[int, list[Paper]] = {}
    for paper in sorted(found, key=lambda paper: paper.place):
        by_item.setdefault(paper.item_id, []).append(paper)
    return by_item


def _put_exclusion(items: list[AgendaItem], place: int) -> None:
    """Insert the item that excludes the public, as deep as what it stands before, so that no other number is lost."""
    depth = items[place].depth if place < len(items) else 0
    items.insert(place, AgendaItem(pk=EXCLUSION, title=EXCLUSION_TITLE, depth=depth, duration=0))


def _first_withheld(items: Sequence[AgendaItem], papers: Mapping[int, list[Paper]], withheld: WithheldParts) -> int:
    """The place of the first item that is withheld or has a paper that is."""
    for place, item in enumerate(items):
        if item.pk in withheld.items or any(paper.pk in withheld.papers for paper in papers.get(item.pk, ())):
            return place
    return len(items)


def _agenda_paper(paper: Paper, position: int, withheld: Withheld | None, edition: EditionKind) -> AgendaPaper:
    return AgendaPaper(
        pk=paper.pk,
        kind=PaperKind(paper.kind),
        title=paper.title,
        label=f"Appendix {paper.place}" if paper.is_appendix else "",
        position=position,
        report_pk=paper.report_id,
        withheld_as=withheld.statement if withheld else "",
        banner=withheld.banner if withheld and edition is EditionKind.MEMBERS else "",
    )


def _with_resolution(exclusion: AgendaLine, lines: Sequence[AgendaLine], withheld: WithheldParts) -> AgendaLine:
    grounds = []
    for line in lines:
        found = [withheld.items.get(line.pk), *(withheld.papers.get(paper.pk) for paper in line.papers)]
        grounds += [(line.number, about) for about in dict.fromkeys(found) if about]
    return replace(exclusion, text=exclusion_resolution(grounds))


def _member(seat: Membership) -> Person:
    office = "" if seat.office == Office.MEMBER else str(Office(seat.office).label)
    return Person(name=str(seat.person), office=office)


def front_matter(agenda: AgendaReport) -> dict[str, Any]:
    """What the front pages say besides the items, in a form that can be kept with the build."""
    kept = ("role", "terms_of_reference", "members", "contacts", "public_information", "interests")
    found: dict[str, Any] = {name: [asdict(part) for part in getattr(agenda, name)] for name in kept}
    found["dates"] = [[year, [day.isoformat() for day in days]] for year, days in agenda.dates_by_year]
    found["municipal_year"], found["signatory"] = agenda.municipal_year, agenda.signatory
    found["signed_on"] = agenda.signed_on.isoformat() if agenda.signed_on else ""
    return found


@dataclass(frozen=True)
class PanelReport:
    """What the page of a panel says of one municipal year; `years` are those that there is something to read of."""

    role: tuple[Block, ...]
    terms_of_reference: tuple[Block, ...]
    municipal_year: str
    years: tuple[str, ...]
    members: tuple[Person, ...]
    contacts: tuple[ContactLine, ...]
    meetings: tuple[Meeting, ...]


def panel_report(panel: Panel, *, today: datetime.date, year: str = "") -> PanelReport:
    """The panel with the members and meetings of a municipal year: that one, this one, or the latest there is.

    Six queries, however many years and meetings there are.
    """
    meetings = Meeting.objects.filter(panel=panel)
    seated = Membership.objects.filter(panel=panel).order_by().values_list("municipal_year", flat=True).distinct()
    years = tuple(sorted({*years_of(meetings), *seated}, reverse=True))
    year = chosen_year(years, wanted=year, today=today)
    first, end = bounds(year)
    of_year = meetings.filter(date__gte=first, date__lt=end).with_panel().with_state().with_moves()
    return PanelReport(
        role=blocks(panel.role),
        terms_of_reference=blocks(panel.terms_of_reference),
        municipal_year=year,
        years=years,
        members=tuple(_member(seat) for seat in Membership.objects.filter(panel=panel).in_year(year)),
        contacts=_contacts(panel),
        meetings=tuple(of_year.order_by("-date")),
    )


def _contacts(panel: Panel) -> tuple[ContactLine, ...]:
    return tuple(
        ContactLine(contact.job_title, contact.name, contact.telephone, contact.email)
        for contact in Contact.objects.filter(panel=panel).order_by("position")
    )
