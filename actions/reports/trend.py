"""How many actions and areas stood at each status on some days: a chart and its table. The caller names the days."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Min, Q, QuerySet

from actions.charts import Trend, stacked
from actions.enums import Rag, UpdateKind
from actions.models import ActionUpdate, AreaForImprovement, Inspection, MonitoringUpdate
from scrutiny.dates import Month

_NONE = Rag.NOT_RECORDED


@dataclass(frozen=True)
class TrendDay:
    """The counts of one day, in the order of the enum."""

    day: datetime.date
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class TrendTable:
    """One thing that is counted, day by day: the chart and the same in a table."""

    title: str
    chart: Trend
    days: tuple[TrendDay, ...]
    sentence: str

    @property
    def is_recorded(self) -> bool:
        """Whether anybody recorded a status in this time; without one there is nothing to draw."""
        return any(count for day in self.days for status, count in zip(Rag, day.counts, strict=True) if status != _NONE)


@dataclass(frozen=True)
class TrendReport:
    """Actions, progress of areas and impact of areas on the same days."""

    statuses: tuple[Rag, ...]
    tables: tuple[TrendTable, ...]

    @property
    def is_recorded(self) -> bool:
        return any(table.is_recorded for table in self.tables)


def trend(inspections: "QuerySet[Inspection]", days: Sequence[datetime.date], *, published_only: bool) -> TrendReport:
    """The state at the end of each of these days. Three queries, however many days."""
    days = sorted(set(days))
    areas = Q(area__inspection__in=inspections, area__withdrawn_at=None)
    actions = Q(action__area__inspection__in=inspections, action__area__withdrawn_at=None)
    if published_only:
        areas &= Q(published_at__isnull=False, area__published_at__isnull=False)
        actions &= Q(published_at__isnull=False, action__area__published_at__isnull=False, action__withdrawn_at=None)
    updates = ActionUpdate.objects.filter(actions).order_by("action_id", "number")
    monitoring = MonitoringUpdate.objects.filter(areas).order_by("area_id", "number")
    areas_there = AreaForImprovement.objects.filter(inspection__in=inspections, withdrawn_at=None)
    if published_only:
        areas_there = areas_there.filter(published_at__isnull=False)
    count = areas_there.count()
    said = updates.values_list("action_id", "on", "status", "kind")
    lights = list(monitoring.values_list("area_id", "on", "progress_status", "impact_status"))
    return TrendReport(
        statuses=tuple(Rag),
        tables=(
            _table("Actions", "action", days, ((k, on, None if kind == UpdateKind.WITHDRAWN else status)
                                               for k, on, status, kind in said.iterator())),
            _table("Progress of areas", "area", days, ((key, on, status) for key, on, status, _ in lights), count),
            _table("Impact of areas", "area", days, ((key, on, status) for key, on, _, status in lights), count),
        ),
    )  # fmt: skip


def first_recorded(inspections: "QuerySet[Inspection]", *, published_only: bool) -> datetime.date | None:
    """The day from which these plans say anything. Before it there is nothing to draw. One query."""
    updates = ActionUpdate.objects.filter(action__area__inspection__in=inspections)
    if published_only:
        updates = updates.filter(published_at__isnull=False, action__area__published_at__isnull=False)
    first: datetime.date | None = updates.aggregate(first=Min("on"))["first"]
    return first


def month_ends(as_at: datetime.date, months: int = 6) -> tuple[datetime.date, ...]:
    """The last days of so many months before, and the day itself: for who has no meetings to look at."""
    this = Month.of(as_at)
    return (*((this - back).last_day for back in range(months, 0, -1)), as_at)


def _table(
    title: str,
    noun: str,
    days: Sequence[datetime.date],
    said: Iterable[tuple[int, datetime.date, str | None]],
    of: int = 0,
) -> TrendTable:
    """`of` is how many there are: those that nobody has said anything of are not recorded."""
    counts: list[Counter[Rag]] = [Counter() for _ in days]
    for changes in _by_key(said):
        status: str | None = None
        at = 0
        for place, day in enumerate(days):
            while at < len(changes) and changes[at][0] <= day:
                status = changes[at][1]
                at += 1
            if status is not None:
                counts[place][Rag(status)] += 1
    for one in counts:
        one[Rag.NOT_RECORDED] += max(0, of - one.total())
    sentence = _sentence(noun, days, counts)
    columns = [(f"{day.day} {day:%b} {day:%y}", dict(count)) for day, count in zip(days, counts, strict=True)]
    return TrendTable(
        title=title,
        chart=stacked(columns, title=f"{title} by status. {sentence}", slug=title.lower().replace(" ", "-")),
        days=tuple(
            TrendDay(day, tuple(count[status] for status in Rag), count.total())
            for day, count in zip(days, counts, strict=True)
        ),
        sentence=sentence,
    )


def _by_key(
    said: Iterable[tuple[int, datetime.date, str | None]],
) -> Iterator[list[tuple[datetime.date, str | None]]]:
    """The changes of one thing after the other, in their order."""
    key: int | None = None
    changes: list[tuple[datetime.date, str | None]] = []
    for one, on, status in said:
        if one != key and changes:
            yield changes
            changes = []
        key = one
        changes.append((on, status))
    if changes:
        yield changes


def _sentence(noun: str, days: Sequence[datetime.date], counts: Sequence[Counter[Rag]]) -> str:
    """The first and the last day in words."""
    if not days:
        return "No day is chosen."
    parts = []
    for day, count in ((days[0], counts[0]), (days[-1], counts[-1])):
        words = [f"{count[status]} {status.label.lower()}" for status in Rag if count[status]]
        there = f"{count.total()} {noun}{'' if count.total() == 1 else 's'}"
        parts.append(f"On {day.day} {day:%B %Y} {there}" + (f": {', '.join(words)}." if words else "."))
    return " ".join(parts[: 1 if len(days) == 1 else 2])
