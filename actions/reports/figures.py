"""What the published figures say of measures of success: the latest one as at a day, against the path to the goal."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.enums import Goal
from actions.models import MeasureOfSuccess
from actions.rag import MeasureFacts
from performance.enums import Unit
from performance.models import Release, Value
from performance.words import figure
from scrutiny.dates import Month


@dataclass(frozen=True)
class Point:
    """One month of a measure: the figure and where the path was, as printed; either may be missing."""

    month: Month
    figure: str
    wanted: str


@dataclass(frozen=True)
class Reading:
    """What a measure shows: the latest published figure, the goal, the distance, and the months before.

    `facts` is None where the measure has an indicator but no goal: then nothing can be on or off its path.
    """

    indicator: str
    indicator_url: str
    latest: str
    month: Month | None
    goal: str
    goal_month: Month | None
    start: str
    distance: str
    standing: str
    points: tuple[Point, ...]
    facts: MeasureFacts | None


def readings(measures: Iterable[MeasureOfSuccess], *, as_at: datetime.date | None = None) -> dict[int, Reading]:
    """By the key of each measure that has an indicator, its reading from what is published. One query, however many.

    As at a day only months that were over by then count, so that an old report shows the figures of its month. A month
    that stands in several releases has the figure of the newest.
    """
    linked = [measure for measure in measures if measure.indicator_id is not None]
    if not linked:
        return {}
    values = (
        Value.objects.filter(
            row__indicator__in={measure.indicator_id for measure in linked},
            row__release__in=Release.objects.published(),
        )
        .select_related("row")
        .order_by("row__release__month", "row__release__revision", "month")
    )
    newest: dict[int, dict[Month, Value]] = {}
    for value in values:
        month = Month.of(value.month)
        if as_at is None or month.last_day <= as_at:
            newest.setdefault(value.row.indicator_id, {})[month] = value
    return {measure.pk: _reading(measure, newest.get(measure.indicator_id or 0, {})) for measure in linked}


def _reading(measure: MeasureOfSuccess, months: dict[Month, Value]) -> Reading:
    assert measure.indicator is not None
    # What is withheld for being small is withheld here from everybody, whatever could be worked out from it too.
    withheld = [month for month, value in months.items() if value.withheld]
    there = {month: value for month, value in sorted(months.items()) if value.value is not None and not value.withheld}
    last = max(there, default=None)
    row = there[last].row if last else None
    unit, decimals = (Unit(row.unit), row.decimals) if row else (Unit.COUNT, 1)
    latest = (last, float(there[last].value or 0)) if last else None

    def shown(value: object) -> str:
        return "" if value is None else figure(value, unit, decimals)  # type: ignore[arg-type]

    facts = _facts(measure, latest, unit, decimals)
    return Reading(
        indicator=measure.indicator.name,
        indicator_url=measure.indicator.get_absolute_url(),
        latest=shown(there[last].value) if last else "",
        month=last,
        goal=shown(measure.goal),
        goal_month=Month.of(measure.goal_month) if measure.goal_month else None,
        start=shown(measure.start),
        distance=facts.distance if facts else "",
        standing=_withheld(withheld, last) or _standing(facts, latest),
        points=_points(facts, there, shown),
        facts=facts,
    )


def _facts(
    measure: MeasureOfSuccess, latest: tuple[Month, float] | None, unit: Unit, decimals: int
) -> MeasureFacts | None:
    if measure.goal is None or measure.goal_month is None:
        return None
    path = [(Month.of(step.month), float(step.value)) for step in measure.steps.all()]
    if measure.start is not None and measure.start_month is not None:
        path.insert(0, (Month.of(measure.start_month), float(measure.start)))
    path.append((Month.of(measure.goal_month), float(measure.goal)))
    return MeasureFacts(
        name=measure.indicator.name if measure.indicator else measure.text,
        better=Goal(measure.better),
        path=tuple(path),
        latest=latest,
        unit="%" if unit == Unit.PERCENT else "",
        decimals=decimals,
    )


def _withheld(months: Sequence[Month], last: Month | None) -> str:
    """That a later figure than the latest shown is withheld; nothing where none is."""
    newest = max(months, default=None)
    if newest is None or (last is not None and newest < last):
        return ""
    return f"The figure of {newest.long} is withheld, because it is small"


def _standing(facts: MeasureFacts | None, latest: tuple[Month, float] | None) -> str:
    """Where the measure is, in words."""
    if latest is None:
        return "No published figure"
    if facts is None:
        return "No goal is set"
    if facts.has_reached_goal:
        return "Goal reached"
    if facts.distance:
        return facts.distance[0].upper() + facts.distance[1:]
    return "On its path" if facts.wanted(latest[0]) is not None else "Its path has not begun"


def _points(facts: MeasureFacts | None, there: dict[Month, Value], shown: "object") -> tuple[Point, ...]:
    """The months with a figure, each beside its place on the path; and the steps of the path still to come."""
    wanted: list[Month] = list(there)
    if facts:
        wanted += [month for month, _ in facts.path if month not in there]
    points: Sequence[Month] = sorted(wanted)
    return tuple(
        Point(
            month,
            shown(there[month].value) if month in there else "",  # type: ignore[operator]
            shown(place) if facts and (place := facts.wanted(month)) is not None else "",  # type: ignore[operator]
        )
        for month in points
    )
