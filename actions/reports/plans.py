"""The lists of inspections with their areas, as frozen objects."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from actions.enums import Rag
from actions.models import ActionUpdate, AreaForImprovement, Inspection, shown_areas
from actions.reports.area import period
from actions.rules import When
from scrutiny.access import Permission, user_can


@dataclass(frozen=True)
class AreaSummary:
    """One area in the list of a plan. `tally` has the statuses that occur, in the order of the enum; `number` is None
    where the source gives none."""

    url: str
    number: int | None
    heading: str
    text: str
    is_quotation: bool
    timescale: str
    due: str
    lead_name: str
    is_published: bool
    actions: int
    tally: tuple[tuple[Rag, int], ...]
    next_due: str


@dataclass(frozen=True)
class InspectionSummary:
    """One inspection with its areas, as the list shows it. `is_public` says whether its result may be told."""

    url: str
    council: str
    council_slug: str
    inspectorate: str
    title: str
    dates: str
    overall: str
    is_public: bool
    areas: tuple[AreaSummary, ...]


def plans_for(user: Any) -> tuple[InspectionSummary, ...]:
    """Every inspection with the areas that the person may see, the latest first. A fixed number of queries."""
    inspections = Inspection.objects.visible_to(user).with_areas_for(user)
    return tuple(inspection_summary(inspection, user) for inspection in inspections)


def plan_for(user: Any, inspection_slug: str) -> InspectionSummary | None:
    """One inspection with the areas that the person may see; None where there is nothing for that person."""
    inspection = Inspection.objects.visible_to(user).with_areas_for(user).filter(slug=inspection_slug).first()
    return inspection_summary(inspection, user) if inspection else None


def inspection_summary(inspection: Inspection, user: Any) -> InspectionSummary:
    """An inspection from `with_areas_for` as the list shows it."""
    published_only = not user_can(user, Permission.VIEW_DRAFTS)
    tells = inspection.published_at is not None or not published_only
    return InspectionSummary(
        url=inspection.get_absolute_url(),
        council=inspection.council.name,
        council_slug=inspection.council.slug,
        inspectorate=inspection.inspectorate,
        title=inspection.title,
        dates=period(inspection),
        overall=inspection.overall_grade.word if tells and inspection.overall_grade else "",
        is_public=inspection.published_at is not None,
        areas=tuple(_area_summary(area, inspection) for area in shown_areas(inspection)),
    )


def _area_summary(area: AreaForImprovement, inspection: Inspection) -> AreaSummary:
    area.inspection = inspection
    counted: Counter[Rag] = Counter()
    open_dates: list[When] = []
    actions = list(area.actions.all())
    for action in actions:
        newest: list[ActionUpdate] = action.newest  # type: ignore[attr-defined]
        status, due = (Rag(newest[0].status), newest[0].due) if newest else (Rag.NOT_RECORDED, action.first_due)
        counted[status] += 1
        if status != Rag.BLUE:
            open_dates.append(due)
    first_due = min(open_dates, key=lambda due: due.day, default=None)
    return AreaSummary(
        url=area.get_absolute_url(),
        number=area.number,
        heading=str(area),
        text=area.text,
        is_quotation=area.is_quotation,
        timescale=area.timescale.name if area.timescale else "",
        due=area.due.label if area.due else "",
        lead_name=area.lead_name,
        is_published=area.published_at is not None,
        actions=len(actions),
        tally=tuple((status, counted[status]) for status in Rag if counted[status]),
        next_due=first_due.label if first_due else "",
    )
