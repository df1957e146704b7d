"""The whole plan of one inspection as a table: every area with its actions, on screen and on paper."""

import datetime
from dataclasses import dataclass
from typing import Any

from actions.models import Action, AreaForImprovement, Inspection, MeasureOfSuccess
from actions.reports.area import AreaReport, area_report, period
from actions.reports.figures import readings
from scrutiny.access import Permission, user_can


@dataclass(frozen=True)
class TableArea:
    """One area of the table: its page's report and its address."""

    url: str
    report: AreaReport


@dataclass(frozen=True)
class TableReport:
    """A plan as a table."""

    title: str
    council: str
    dates: str
    areas: tuple[TableArea, ...]
    as_at: datetime.date | None


@dataclass(frozen=True)
class Withdrawn:
    """What was taken out of an area's plan, for officers: kind, words, why, and where it can be put back."""

    kind: str
    text: str
    reason: str
    restore_url: str


def table_report(
    inspection: Inspection, *, as_at: datetime.date | None, today: datetime.date, user: Any
) -> TableReport:
    """The plan of an inspection for one reader, on the terms of area_report. A fixed number of queries."""
    areas = list(AreaForImprovement.objects.visible_to(user).standing().filter(inspection=inspection).with_plan())
    read = readings([measure for area in areas for measure in area.measures.all()], as_at=as_at)
    return TableReport(
        title=inspection.title,
        council=inspection.council.name,
        dates=period(inspection),
        areas=tuple(
            TableArea(area.get_absolute_url(), area_report(area, as_at=as_at, today=today, user=user, read=read))
            for area in areas
        ),
        as_at=as_at,
    )


def waiting_of(area: AreaForImprovement, *, user: Any) -> bool:
    """Whether the newest monitoring of the area is not public yet; told to officers only. No query of its own."""
    if not user_can(user, Permission.VIEW_DRAFTS):
        return False
    said = list(area.monitoring_updates.all())
    return bool(said) and said[-1].published_at is None


def withdrawn_of(area: AreaForImprovement, *, user: Any) -> tuple[Withdrawn, ...]:
    """What was withdrawn from the area's plan; told to those who edit plans only."""
    if not user_can(user, Permission.EDIT_ACTIONS):
        return ()
    home = area.get_absolute_url()
    actions = Action.objects.filter(area=area, withdrawn_at__isnull=False).order_by("withdrawn_at", "pk")
    measures = MeasureOfSuccess.objects.filter(area=area, withdrawn_at__isnull=False).order_by("withdrawn_at", "pk")
    return (
        *(Withdrawn("Action", one.text, one.withdrawn_reason, f"{home}actions/{one.pk}/restore/") for one in actions),
        *(
            Withdrawn("Measure", one.text, one.withdrawn_reason, f"{home}measures/{one.pk}/restore/")
            for one in measures
        ),
    )
