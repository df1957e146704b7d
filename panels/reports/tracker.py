"""The tracker: what the panels recommended and asked for, filtered, sorted and paged, in a fixed number of queries."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from panels.calendar_rules import bounds
from panels.models import Panel, Person, Recipient, Recommendation
from panels.tracker_enums import AskKind, Standing
from panels.tracker_rules import ENDED, OPEN, OWED, is_late
from scrutiny.dates import municipal_year

ROWS_A_PAGE = 25
LATE, NEWEST, OLDEST, DUE, RECIPIENT, STANDING = "late", "newest", "oldest", "due", "recipient", "status"
ORDERS = {
    LATE: "Late first",
    NEWEST: "Newest",
    OLDEST: "Oldest",
    DUE: "Due date",
    RECIPIENT: "Recipient",
    STANDING: "Status",
}
# Wider than one standing: what people ask for most.
GROUPS = {"late": "Late", "open": "Open", "ended": "Closed or circulated"}
AGES = {"2": "More than 2 months old", "6": "More than 6 months old", "12": "More than a year old"}


@dataclass(frozen=True)
class TrackerFilters:
    """Which rows are wanted; empty ones ask nothing. `status` is a Standing or one of GROUPS, `age` one of AGES."""

    panel: Panel | None = None
    year: str = ""
    kind: AskKind | None = None
    member: Person | None = None
    recipient: Recipient | None = None
    status: str = ""
    age: str = ""
    words: str = ""


@dataclass(frozen=True)
class TrackerLine:
    """One row. `days_late` counts days after the day by which something was owed; 0 where nothing is late."""

    recommendation: Recommendation
    days_late: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def late_for(self) -> str:
        """How long it is late, in words: 12 days, 5 months, 3 years."""
        return in_round_words(self.days_late)


@dataclass(frozen=True)
class TrackerCounts:
    """How many of the rows asked for stand where."""

    total: int
    late: int
    open: int


@dataclass(frozen=True)
class TrackerChoices:
    """What the filters offer: only what this person has rows of."""

    panels: tuple[Panel, ...]
    years: tuple[str, ...]
    members: tuple[Person, ...]
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True)
class TrackerReport:
    """One page of the tracker."""

    filters: TrackerFilters
    counts: TrackerCounts
    choices: TrackerChoices
    page: Page
    lines: tuple[TrackerLine, ...]


def tracker_report(
    user: Any, *, as_at: datetime.date, filters: TrackerFilters, order: str = LATE, page: int = 1
) -> TrackerReport:
    """The rows that this person may read, a page of them. Seven queries, however many rows there are."""
    rows = filtered(user, as_at=as_at, filters=filters)
    late = Q(standing__in=OWED, due_on__lt=as_at)
    counted = rows.order_by().aggregate(
        total=Count("pk"), late=Count("pk", filter=late), open=Count("pk", filter=Q(standing__in=OPEN))
    )
    counts = TrackerCounts(**counted)
    keys = ordered(rows, order, as_at=as_at).values_list("pk", flat=True)
    paginator = _Counted(keys, ROWS_A_PAGE, total=counts.total)
    shown = paginator.get_page(page)
    # The keys of a page first: sorting twenty thousand whole rows with all that belongs to them would cost the most.
    found = Recommendation.objects.with_row().in_bulk(list(shown.object_list))
    return TrackerReport(
        filters=filters,
        counts=counts,
        choices=tracker_choices(user),
        page=shown,
        lines=tuple(_line(found[key], as_at) for key in shown.object_list),
    )


def tracker_lines(
    user: Any, *, as_at: datetime.date, filters: TrackerFilters, order: str = LATE, limit: int | None = None
) -> Iterator[TrackerLine]:
    """All rows that this person may read, for files."""
    rows = ordered(filtered(user, as_at=as_at, filters=filters), order, as_at=as_at).with_row()
    for row in rows[:limit] if limit else rows.iterator(chunk_size=1000):
        yield _line(row, as_at)


def filtered(user: Any, *, as_at: datetime.date, filters: TrackerFilters) -> Any:
    """The rows that are wanted of those that this person may read."""
    rows = Recommendation.objects.visible_to(user)
    wanted: dict[str, Any] = {
        "panel": filters.panel,
        "kind": filters.kind,
        "raised_by": filters.member,
        "recipient": filters.recipient,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.year:
        first, end = bounds(filters.year)
        rows = rows.filter(made_on__gte=first, made_on__lt=end)
    match filters.status:
        case "late":
            rows = rows.filter(standing__in=OWED, due_on__lt=as_at)
        case "open":
            rows = rows.filter(standing__in=OPEN)
        case "ended":
            rows = rows.filter(standing__in=ENDED)
        case standing if standing:
            rows = rows.filter(standing=Standing(standing))
    if filters.age:
        rows = rows.filter(made_on__lt=months_before(as_at, int(filters.age)))
    for word in filters.words.split()[:6]:
        rows = rows.filter(Q(text__icontains=word) | Q(reason__icontains=word))
    return rows


def ordered(rows: Any, order: str, *, as_at: datetime.date) -> Any:
    """In one of ORDERS; rows that are equal by it stand newest first."""
    due = F("due_on").asc(nulls_last=True)
    newest = ("-made_on", "-pk")
    match order:
        case "newest":
            return rows.order_by(*newest)
        case "oldest":
            return rows.order_by("made_on", "pk")
        case "due":
            return rows.order_by(due, *newest)
        case "recipient":
            return rows.order_by(F("recipient__name").asc(nulls_last=True), *newest)
        case "status":
            return rows.order_by("standing", due, *newest)
    rank = Case(
        When(standing__in=OWED, due_on__lt=as_at, then=Value(0)),
        When(standing__in=OPEN, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.order_by(rank, due, *newest)


def tracker_choices(user: Any) -> TrackerChoices:
    """What the filters offer. Four queries, none of which reads the rows one by one."""
    visible = Recommendation.objects.visible_to(user).order_by()

    def keys(name: str) -> QuerySet[Recommendation, Any]:
        return visible.filter(**{f"{name}__isnull": False}).values(name)

    days = visible.values_list("made_on", flat=True).distinct().order_by("made_on")
    return TrackerChoices(
        panels=tuple(Panel.objects.filter(pk__in=keys("panel")).order_by("name")),
        years=tuple(sorted({municipal_year(day) for day in days}, reverse=True)),
        members=tuple(Person.objects.filter(pk__in=keys("raised_by")).order_by("name", "title")),
        recipients=tuple(Recipient.objects.filter(pk__in=keys("recipient")).order_by("name")),
    )


def in_round_words(days: int) -> str:
    """A stretch of days as people say it: days up to two months, months up to two years, then years."""
    for most, length, word in ((60, 1, "day"), (730, 30.4375, "month")):
        if days < most:
            count = int(days / length)
            return f"{count} {word}{'' if count == 1 else 's'}"
    return f"{int(days / 365.25)} years"


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The day so many months before, or the last of its month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
    return min(datetime.date(year, month, 1) + datetime.timedelta(days=day.day - 1), first_of_next - _DAY)


_DAY = datetime.timedelta(days=1)


def _line(row: Recommendation, as_at: datetime.date) -> TrackerLine:
    late = is_late(row.get_standing(), row.due_on, on=as_at)
    return TrackerLine(row, (as_at - row.due_on).days if late and row.due_on else 0)


class _Counted(Paginator):
    """A paginator that has been told how many rows there are."""

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.__dict__["count"] = total


__all__ = [
    "AGES",
    "GROUPS",
    "LATE",
    "ORDERS",
    "TrackerChoices",
    "TrackerFilters",
    "TrackerLine",
    "TrackerReport",
    "tracker_lines",
    "tracker_report",
]
