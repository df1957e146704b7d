"""What the pages and documents of action plans say, as frozen objects. They hold everything; templates only lay it out.
Nothing here reads the clock: the caller says as at which day.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection
from actions.rules import When, days_late, is_late


@dataclass(frozen=True)
class ActionLine:
    """One row of the table of actions. `days_late` is 0 where it is not late, or no day was asked about."""

    pk: int
    position: int
    text: str
    due: str
    owner: str
    status: Rag
    evidence: str
    days_late: int

    @property
    def late_words(self) -> str:
        return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late" if self.days_late else ""


@dataclass(frozen=True)
class Light:
    """Progress or impact: the status and what was written about it."""

    status: Rag
    commentary: str


@dataclass(frozen=True)
class AreaReport:
    """The whole page of one area for improvement."""

    heading: str
    council: str
    inspectorate: str
    inspection: str
    inspection_dates: str
    framework: str
    text: str
    is_quotation: bool
    lead_name: str
    lead_job_title: str
    linked_plan: str
    expected_outcome: tuple[str, ...]
    measures: tuple[str, ...]
    actions: tuple[ActionLine, ...]
    progress: Light
    impact: Light
    further_action: str
    is_published: bool
    as_at: datetime.date | None

    @property
    def late(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.actions if line.days_late)

    @property
    def late_sentence(self) -> str:
        """How many are late, for the head of the table; nothing where no day was asked about."""
        if self.as_at is None:
            return ""
        late, count = len(self.late), len(self.actions)
        if not count:
            return "There are no actions yet."
        if not late:
            return "No action was late."
        if late == count:
            return "The only action was late." if count == 1 else f"All {count} actions were late."
        return f"{late} of the {count} actions {'was' if late == 1 else 'were'} late."


@dataclass(frozen=True)
class AreaSummary:
    """One area in the list of a plan. `tally` has the statuses that occur, in the order of the enum."""

    url: str
    number: int
    heading: str
    text: str
    lead_name: str
    is_published: bool
    actions: int
    tally: tuple[tuple[Rag, int], ...]
    next_due: str


@dataclass(frozen=True)
class InspectionSummary:
    """One inspection with its areas, as the list shows it."""

    url: str
    council: str
    inspectorate: str
    title: str
    dates: str
    areas: tuple[AreaSummary, ...]


def area_report(area: AreaForImprovement, *, as_at: datetime.date | None) -> AreaReport:
    """Everything that the area's page and document say; lateness as at the day, or none where as_at is None.

    Statuses are those recorded now. Give an area from AreaForImprovement.objects.with_plan(): then no query is made.
    """
    inspection = area.inspection
    return AreaReport(
        heading=str(area),
        council=inspection.council.name,
        inspectorate=inspection.inspectorate,
        inspection=inspection.title,
        inspection_dates=_period(inspection),
        framework=inspection.framework,
        text=area.text,
        is_quotation=area.is_quotation,
        lead_name=area.lead_name,
        lead_job_title=area.lead_job_title,
        linked_plan=area.linked_plan,
        expected_outcome=_lines(area.expected_outcome),
        measures=tuple(measure.text for measure in area.measures.all()),
        actions=tuple(_action_line(action, as_at) for action in area.actions.all()),
        progress=Light(Rag(area.progress_status), area.progress_commentary),
        impact=Light(Rag(area.impact_status), area.impact_commentary),
        further_action=area.further_action,
        is_published=area.published_at is not None,
        as_at=as_at,
    )


def plans_for(user: Any) -> tuple[InspectionSummary, ...]:
    """Every inspection with the areas that the person may see, the latest first. Three queries, however many."""
    inspections = Inspection.objects.visible_to(user).with_areas_for(user)
    return tuple(_inspection_summary(inspection) for inspection in inspections)


def plan_for(user: Any, inspection_slug: str) -> InspectionSummary | None:
    """One inspection with the areas that the person may see; None where there is nothing for that person."""
    inspection = Inspection.objects.visible_to(user).with_areas_for(user).filter(slug=inspection_slug).first()
    return _inspection_summary(inspection) if inspection else None


def _action_line(action: Action, as_at: datetime.date | None) -> ActionLine:
    status = Rag(action.status)
    late = as_at is not None and is_late(action.due_on, as_at, status)
    return ActionLine(
        pk=action.pk,
        position=action.position,
        text=action.text,
        due=action.due.label,
        owner=action.owner_name,
        status=status,
        evidence=action.evidence,
        days_late=days_late(action.due_on, as_at, status) if late and as_at else 0,
    )


def _inspection_summary(inspection: Inspection) -> InspectionSummary:
    areas: list[AreaForImprovement] = inspection.shown_areas  # type: ignore[attr-defined]
    return InspectionSummary(
        url=inspection.get_absolute_url(),
        council=inspection.council.name,
        inspectorate=inspection.inspectorate,
        title=inspection.title,
        dates=_period(inspection),
        areas=tuple(_area_summary(area, inspection) for area in areas),
    )


def _area_summary(area: AreaForImprovement, inspection: Inspection) -> AreaSummary:
    area.inspection = inspection
    actions = list(area.actions.all())
    counted = Counter(Rag(action.status) for action in actions)
    open_dates = [action for action in actions if action.status != Rag.BLUE]
    first_due = min(open_dates, key=lambda action: action.due_on, default=None)
    return AreaSummary(
        url=area.get_absolute_url(),
        number=area.number,
        heading=str(area),
        text=area.text,
        lead_name=area.lead_name,
        is_published=area.published_at is not None,
        actions=len(actions),
        tally=tuple((status, counted[status]) for status in Rag if counted[status]),
        next_due=first_due.due.label if first_due else "",
    )


def _period(inspection: Inspection) -> str:
    """June to July 2014; one date where start and end read the same; nothing where neither is known."""
    started, ended = _label(inspection.started), _label(inspection.ended)
    if not (started and ended) or started == ended:
        return started or ended
    if inspection.started and inspection.ended and inspection.started.day.year == inspection.ended.day.year:
        started = started.removesuffix(f" {inspection.started.day.year}")
    return f"{started} to {ended}"


def _label(when: When | None) -> str:
    return when.label if when else ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
