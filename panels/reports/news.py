"""What was published lately and what changed with it, for feeds and e-mail.

Titles of papers are named only while their edition stands: what was withdrawn or replaced says that, and no more.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from panels.enums import MinutesEditionKind, PublicationKind
from panels.models import BuiltPaper, Edition, Meeting, MinutesEdition, Panel

SHOWN = 30
# By kind and name: members of two text enums are equal when their texts are.
HEADLINES = {
    (PublicationKind, "AGENDA"): "Agenda published",
    (PublicationKind, "SUPPLEMENT"): "Supplement published",
    (PublicationKind, "CORRECTION"): "Agenda corrected",
    (PublicationKind, "WITHDRAWAL"): "Agenda withdrawn",
    (MinutesEditionKind, "DRAFT"): "Draft minutes published",
    (MinutesEditionKind, "APPROVED"): "Minutes approved",
    (MinutesEditionKind, "WITHDRAWAL"): "Minutes withdrawn",
}


@dataclass(frozen=True)
class NewsItem:
    """One edition as news. `updated_at` is when this was last something else to say: replaced, or withdrawn.

    `papers` is empty for what no longer stands; `fate` is the sentence that says so, empty while it stands.
    """

    key: str
    meeting: Meeting
    kind: PublicationKind | MinutesEditionKind
    published_at: datetime.datetime
    updated_at: datetime.datetime
    reason: str
    late_reason: str
    fate: str
    papers: tuple[str, ...]
    address: str

    @property
    def title(self) -> str:
        day = self.meeting.date
        return f"{HEADLINES[type(self.kind), self.kind.name]}: {self.meeting.panel.name}, {day.day} {day:%B %Y}"

    @property
    def lines(self) -> tuple[str, ...]:
        """What changed, in sentences."""
        said = [self.reason, f"Urgent because: {self.late_reason}" if self.late_reason else "", self.fate]
        return tuple(line for line in said if line)


def news(*, panel: Panel | None = None, limit: int = SHOWN) -> tuple[NewsItem, ...]:
    """The latest editions and minutes, newest first, of one panel or of all. Five queries at most."""
    editions = Edition.objects.order_by("-published_at", "-pk")
    minutes = _minutes().order_by("-published_at", "-pk")
    if panel:
        editions = editions.filter(meeting__panel=panel)
        minutes = minutes.filter(minutes__meeting__panel=panel)
    found = _items(editions.select_related("meeting__panel__council")[:limit]) + _minutes_items(minutes[:limit])
    return tuple(sorted(found, key=lambda item: item.published_at, reverse=True)[:limit])


def news_of(edition: Edition) -> NewsItem:
    """One edition as news. Three queries."""
    return _items(Edition.objects.filter(pk=edition.pk).select_related("meeting__panel__council"))[0]


def news_of_minutes(edition: MinutesEdition) -> NewsItem:
    """One edition of minutes as news. Two queries."""
    return _minutes_items(_minutes().filter(pk=edition.pk))[0]


def _minutes() -> QuerySet[MinutesEdition]:
    editions = MinutesEdition.objects.select_related("minutes__meeting__panel__council")
    return editions.defer("content", "members_content", "body")


def _minutes_items(editions: QuerySet[MinutesEdition]) -> tuple[NewsItem, ...]:
    """Minutes as news. An edition stands until the next one, which is the approved one or a withdrawal."""
    wanted = list(editions)
    ends: dict[tuple[int, int], MinutesEdition] = {}
    if wanted:
        later = MinutesEdition.objects.filter(minutes__in={found.minutes_id for found in wanted}, number__gt=1)
        ends = {(found.minutes_id, found.number): found for found in later.order_by("pk").defer("content", "body")}
    items = []
    for found in wanted:
        end = ends.get((found.minutes_id, found.number + 1))
        fate = ""
        if end:
            what = "Withdrawn" if end.is_withdrawal else "Replaced by a later edition"
            fate = f"{what} on {end.published_at.day} {end.published_at:%B %Y}."
        items.append(
            NewsItem(
                key=f"minutes/{found.minutes.meeting.panel.council.slug}/{found.pk}",
                meeting=found.minutes.meeting,
                kind=MinutesEditionKind(found.kind),
                published_at=found.published_at,
                updated_at=end.published_at if end else found.published_at,
                reason=found.reason,
                late_reason="",
                fate=fate,
                papers=(),
                address=reverse("panels:minutes", args=found.minutes.meeting.key),
            )
        )
    return tuple(items)


def _items(editions: Iterable[Edition]) -> tuple[NewsItem, ...]:
    wanted = list(editions)
    by_meeting: dict[int, list[Edition]] = {}
    of_meetings = Edition.objects.filter(meeting__in={found.meeting_id for found in wanted})
    for found in of_meetings.order_by("number"):
        by_meeting.setdefault(found.meeting_id, []).append(found)
    ends = {found.pk: _end(found, by_meeting[found.meeting_id]) for found in wanted}
    standing = [found.build_id for found in wanted if ends[found.pk] is None and found.build_id]
    papers: dict[int, list[str]] = {}
    for paper in BuiltPaper.objects.filter(build__in=standing).order_by("build", "position").defer("body"):
        label = f"{paper.label}: " if paper.label else ""
        papers.setdefault(paper.build_id, []).append(f"Item {paper.item_number}. {label}{paper.title}")
    return tuple(_item(found, ends[found.pk], papers.get(found.build_id or 0, [])) for found in wanted)


def _end(edition: Edition, of_meeting: list[Edition]) -> Edition | None:
    """The edition that withdrew or replaced this one; None while it stands. A withdrawal replaces until the next."""
    later = (found for found in of_meeting if found.number > edition.number)
    return next((found for found in later if found.is_whole or found.kind == PublicationKind.WITHDRAWAL), None)


def _item(edition: Edition, end: Edition | None, papers: list[str]) -> NewsItem:
    fate = ""
    if end:
        day = end.published_at
        what = "Withdrawn" if end.kind == PublicationKind.WITHDRAWAL else "Replaced by a later edition"
        fate = f"{what} on {day.day} {day:%B %Y}."
    return NewsItem(
        key=f"edition/{edition.meeting.panel.council.slug}/{edition.pk}",
        meeting=edition.meeting,
        kind=PublicationKind(edition.kind),
        published_at=edition.published_at,
        updated_at=end.published_at if end else edition.published_at,
        reason=edition.reason,
        late_reason=edition.late_reason,
        fate=fate,
        papers=tuple(papers),
        address=edition.meeting.get_absolute_url(),
    )
