"""The report on a whole plan as at a day, for the agenda pack: what is late, what changed, and every area with its
lights, measures and actions. A frozen object that holds everything it says; the page and the PDF only lay it out.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from actions.enums import Rag
from actions.models import Inspection, MeasureOfSuccess, definitions_of
from actions.reports.area import period
from actions.reports.changes import ChangesReport, changes_between
from actions.reports.dashboard import OldRed, oldest_reds
from actions.reports.figures import Reading, readings
from actions.reports.state import ActionState, AreaState, PlanState, days, plan_state, red_since
from actions.reports.trend import TrendReport, first_recorded, month_ends, trend

OLDEST = 10
FEWEST_DAYS = 2


@dataclass(frozen=True)
class Measure:
    """One measure of success, with the published figure of that time where an indicator is linked."""

    text: str
    reading: Reading | None


@dataclass(frozen=True)
class AreaPart:
    """One area in the report."""

    state: AreaState
    measures: tuple[Measure, ...]
    actions: tuple[ActionState, ...]

    @property
    def expected_outcome(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.state.expected_outcome.splitlines() if line.strip())


@dataclass(frozen=True)
class PlanReport:
    """The whole report. `changes` is None where no earlier day was asked about."""

    council: str
    inspectorate: str
    title: str
    slug: str
    url: str
    dates: str
    as_at: datetime.date
    statuses: tuple[tuple[Rag, int], ...]
    area_count: int
    areas: tuple[AreaPart, ...]
    late: tuple[ActionState, ...]
    oldest_reds: tuple[OldRed, ...]
    trend: TrendReport
    changes: ChangesReport | None
    definitions: tuple[tuple[Rag, str], ...]
    published_only: bool

    @property
    def actions(self) -> int:
        return sum(count for _, count in self.statuses)

    @property
    def heading(self) -> str:
        return f"Action plan: {self.title}"

    @property
    def late_sentence(self) -> str:
        """How many were late that day, in words."""
        if not self.actions:
            return "There was no action in the plan."
        late = len(self.late)
        if not late:
            return "No action was late."
        if late == self.actions:
            return "The only action was late." if late == 1 else f"All {late} actions were late."
        longest = max(action.days_late for action in self.late)
        verb = "was" if late == 1 else "were"
        far = f"by {days(longest)}" if late == 1 else f"the latest by {days(longest)}"
        return f"{late} of {self.actions} actions {verb} late, {far}."


def plan_report(
    inspection: Inspection,
    *,
    as_at: datetime.date,
    published_only: bool,
    since: datetime.date | None = None,
    trend_days: Sequence[datetime.date] = (),
) -> PlanReport:
    """The report as at the end of a day; with `since`, what changed from the end of that day.

    `trend_days` are those that the chart shows, such as meetings; the ends of the months before unless given. A
    fixed number of queries. Give the inspection with its council.
    """
    inspections = Inspection.objects.filter(pk=inspection.pk)
    state = plan_state(inspections, as_at=as_at, published_only=published_only)
    first = first_recorded(inspections, published_only=published_only) or as_at
    shown = [day for day in trend_days if first <= day <= as_at]
    if len(shown) < FEWEST_DAYS:
        shown = [day for day in month_ends(as_at) if first <= day]
    reds = [action for action in state.actions if action.status == Rag.RED]
    return PlanReport(
        council=inspection.council.name,
        inspectorate=inspection.inspectorate,
        title=inspection.title,
        slug=inspection.slug,
        url=inspection.get_absolute_url(),
        dates=period(inspection),
        as_at=as_at,
        statuses=tuple((status, sum(action.status == status for action in state.actions)) for status in Rag),
        area_count=len(state.areas),
        areas=_areas(state),
        late=tuple(sorted((one for one in state.actions if one.days_late), key=lambda one: (-one.days_late, one.pk))),
        oldest_reds=oldest_reds(reds, red_since(reds, published_only=published_only))[:OLDEST],
        trend=trend(inspections, [*shown, as_at], published_only=published_only),
        changes=changes_between(inspections, since, state, published_only=published_only) if since else None,
        definitions=tuple(definitions_of(inspection.council).items()),
        published_only=published_only,
    )


def _areas(state: PlanState) -> tuple[AreaPart, ...]:
    measures = MeasureOfSuccess.objects.standing().filter(area__in=[area.pk for area in state.areas])
    found = list(measures.with_path().order_by("area_id", "position"))
    read = readings(found, as_at=state.as_at)
    of_area = state.of_area()
    return tuple(
        AreaPart(
            state=area,
            measures=tuple(Measure(one.text, read.get(one.pk)) for one in found if one.area_id == area.pk),
            actions=tuple(of_area.get(area.pk, ())),
        )
        for area in state.areas
    )
