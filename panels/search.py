"""Search over what is published: filling the entries, and finding them. Nothing else touches either.

Entries are made from public builds only, which hold nothing exempt, and only while they stand: what is withdrawn or
replaced is out of the search in the same transaction.
"""

import datetime
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from panels.enums import EditionKind, PaperKind, SearchKind
from panels.models import BuiltPaper, Edition, Meeting, Minutes, Panel, SearchEntry
from panels.reports.published import Published, published
from panels.reports.published_minutes import standing_minutes
from panels.search_query import Query, parse_query
from panels.search_sql import (
    NEWEST,
    OLDEST,
    RELEVANCE,
    START,
    STOP,
    Conditions,
    count_matches,
    find_matches,
    mark_matches,
)

SHOWN = 10
# PostgreSQL indexes a text of a million bytes at most; nobody finds anything by what comes after half of that.
MOST_BYTES = 500_000
KINDS = {PaperKind.REPORT: SearchKind.REPORT, PaperKind.MINUTES: SearchKind.MINUTES}
SORTS = {
    SearchKind.AGENDA: "agenda",
    SearchKind.REPORT: "report",
    SearchKind.MINUTES: "minutes",
    SearchKind.OTHER: "data or appendix",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Filters:
    """Which entries are wanted besides their words; empty ones ask nothing."""

    panel: Panel | None = None
    kind: SearchKind | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True)
class Hit:
    """One entry found: its title and a piece of its text are escaped, with `<mark>` around the words."""

    title: SafeString
    snippet: SafeString
    address: str
    kind: SearchKind
    panel: str
    date: datetime.date
    item: str
    label: str

    @property
    def sort(self) -> str:
        """What it is, as one says of a single paper."""
        return SORTS[self.kind]


@dataclass(frozen=True)
class Found:
    """One page of what was found, of how many in all. `page` counts from 1 and is one that there is."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int


@transaction.atomic
def index_edition(edition: Edition) -> int:
    """Make the search say what readers of the edition's meeting see now; returns the number of entries.

    Call it in the transaction that publishes or withdraws, after the edition is there.
    """
    meeting = edition.meeting
    SearchEntry.objects.of_meeting(meeting).filter(minutes_edition=None).delete()
    standing = published(meeting, edition=EditionKind.PUBLIC)
    if standing is None:
        return 0
    return len(SearchEntry.objects.bulk_create(_entries(meeting, standing)))


@transaction.atomic
def index_minutes(minutes: Minutes) -> int:
    """Make the search say what readers of the minutes see now; returns the number of entries.

    Call it in the transaction that publishes or withdraws, after the edition is there.
    """
    meeting = minutes.meeting
    SearchEntry.objects.of_meeting(meeting).exclude(minutes_edition=None).delete()
    edition = standing_minutes(meeting)
    if edition is None:
        return 0
    title = f"Minutes of {meeting.panel.name}, {meeting.date.day} {meeting.date:%B %Y}"
    SearchEntry.objects.create(
        meeting=meeting,
        minutes_edition=edition,
        kind=SearchKind.MINUTES,
        title=_clean(title)[:400],
        text=_cut(plain_text(edition.body)),
    )
    return 1


@transaction.atomic
def reindex_all() -> int:
    """Fill the search afresh from every meeting that something was ever published of; the number of entries."""
    SearchEntry.objects.all().delete()
    number = 0
    for meeting in Meeting.objects.with_panel().exclude(editions=None).order_by("pk"):
        latest = meeting.latest_edition()
        number += index_edition(latest) if latest else 0
    for minutes in Minutes.objects.with_meeting().filter(editions__isnull=False).distinct().order_by("pk"):
        number += index_minutes(minutes)
    return number


def search(text: str, *, filters: Filters | None = None, order: str = RELEVANCE, page: int = 1) -> Found:
    """What is published with these words in it. Never fails, whatever is typed. Three queries at most."""
    query = parse_query(text)
    if not query:
        return Found(query=query, hits=(), total=0, page=1, pages=0)
    conditions = _conditions(filters or Filters())
    total = count_matches(query.terms, conditions)
    pages = -(-total // SHOWN)
    page = min(max(page, 1), max(pages, 1))
    if not total:
        return Found(query=query, hits=(), total=0, page=1, pages=0)
    keys = find_matches(query.terms, conditions, order=order, start=(page - 1) * SHOWN, limit=SHOWN)
    marked = mark_matches(query.terms, keys)
    entries = SearchEntry.objects.with_places().in_bulk(keys)
    hits = tuple(_hit(entries[key], *marked[key]) for key in keys if key in entries and key in marked)
    return Found(query=query, hits=hits, total=total, page=page, pages=pages)


def plain_text(html: str) -> str:
    """What a piece of HTML says, on one line: without markup, drawings, styles and scripts."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _clean(" ".join(reader.parts))


def _entries(meeting: Meeting, standing: Published) -> list[SearchEntry]:
    """One entry for the agenda, one for each paper that is open."""
    day = meeting.date
    entries = [
        SearchEntry(
            meeting=meeting,
            edition=standing.latest,
            kind=SearchKind.AGENDA,
            title=_clean(f"Agenda of {meeting.panel.name}, {day.day} {day:%B %Y}")[:400],
            text=_cut(_clean(" ".join(_agenda_words(standing.items)))),
        )
    ]
    bodies = dict(
        BuiltPaper.objects.filter(build__in=[found.build_id for found in standing.editions])
        .filter(build__edition=EditionKind.PUBLIC, withheld_as="")
        .order_by("pk")
        .values_list("pk", "body")
    )
    entries += [
        SearchEntry(
            meeting=meeting,
            edition=paper.edition,
            kind=_kind(paper.row),
            position=paper.row.position,
            item=paper.row.item_number,
            label=paper.row.label,
            title=_clean(paper.row.title)[:400],
            text=_cut(plain_text(bodies[paper.row.pk])),
        )
        for paper in standing.papers
        if paper.row.pk in bodies
    ]
    return entries


def _kind(paper: BuiltPaper) -> SearchKind:
    """An appendix is one whatever it is made from."""
    return SearchKind.OTHER if paper.label else KINDS.get(PaperKind(paper.kind), SearchKind.OTHER)


def _agenda_words(items: list[dict[str, Any]]) -> list[str]:
    """Numbers and titles of the items and what stands under them, as the public build has them."""
    words: list[str] = []
    for item in items:
        words += [f"{item['number']}.", item["title"], *_strings(item["text"])]
    return words


def _strings(value: Any) -> list[str]:
    """Every text in blocks of a frozen agenda, in order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name in ("label", "text", "entries") for text in _strings(value.get(name, ""))]
    return [text for part in value for text in _strings(part)]


def _conditions(filters: Filters) -> Conditions:
    wanted = (
        ("m.panel_id = %s", filters.panel and filters.panel.pk),
        ("e.kind = %s", filters.kind and str(filters.kind)),
        ("m.date >= %s", filters.since),
        ("m.date <= %s", filters.until),
    )
    used = [(sql, value) for sql, value in wanted if value]
    return Conditions(tuple(sql for sql, _ in used), tuple(value for _, value in used))


def _hit(entry: SearchEntry, title: str, snippet: str) -> Hit:
    meeting = entry.meeting
    address = meeting.get_absolute_url()
    if entry.position is not None:
        address = reverse("panels:paper", args=[*meeting.key, entry.position])
    elif entry.minutes_edition_id is not None:
        address = reverse("panels:minutes", args=meeting.key)
    return Hit(
        title=_marked(title),
        snippet=_marked(snippet),
        address=address,
        kind=SearchKind(entry.kind),
        panel=meeting.panel.name,
        date=meeting.date,
        item=entry.item,
        label=entry.label,
    )


def _marked(text: str) -> SafeString:
    """Escaped first; only then do the marks become elements."""
    return mark_safe(escape(text).replace(START, "<mark>").replace(STOP, "</mark>"))  # noqa: S308


def _cut(text: str) -> str:
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


class _Reader(HTMLParser):
    """Gathers what a page says. Elements that stand inside a line do not separate words."""

    INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "u"})
    SILENT = frozenset({"script", "style", "svg", "template"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0
        self._is_joined = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        self._is_joined = self._is_joined and tag in self.INLINE

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0
        self._is_joined = self._is_joined and tag in self.INLINE

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._is_joined:
            self.parts[-1] += data
        else:
            self.parts.append(data)
        self._is_joined = True


__all__ = [
    "NEWEST",
    "OLDEST",
    "RELEVANCE",
    "SHOWN",
    "Filters",
    "Found",
    "Hit",
    "index_edition",
    "index_minutes",
    "plain_text",
    "reindex_all",
    "search",
]
