"""Writes to measures of success: words, indicator, goal and path, their order, and whether they stand."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.enums import Goal
from actions.models import AreaForImprovement, MeasureOfSuccess, MeasureStep
from actions.operations.base import (
    apply,
    lock_area,
    moved,
    next_position,
    refuse_broken,
    refuse_stale,
    refuse_unknown,
    renumber,
    save_changes,
)
from actions.rules import RuleError, check_filled
from performance.models import Indicator
from scrutiny.dates import Month
from scrutiny.history import record
from scrutiny.models import User

EDITABLE_MEASURE_FIELDS = ("text", "indicator", "better", "goal", "goal_month", "start", "start_month")
Steps = Sequence[tuple[Month, Decimal]]


@transaction.atomic
def create_measure(
    *,
    by: User | None,
    area: AreaForImprovement,
    text: str,
    indicator: Indicator | None = None,
    better: Goal | str = "",
    goal: Decimal | None = None,
    goal_month: datetime.date | None = None,
    start: Decimal | None = None,
    start_month: datetime.date | None = None,
    steps: Steps = (),
) -> MeasureOfSuccess:
    """Add a measure of success after those that are there: in words, and if it can be measured with its indicator, the
    goal, its month (as a first day), and the path from `start` over `steps`. Raises ProblemsError."""
    area = lock_area(area)
    measure = MeasureOfSuccess(
        area=area,
        text=text.strip(),
        indicator=indicator,
        better=better,
        goal=goal,
        goal_month=goal_month,
        start=start,
        start_month=start_month,
    )
    _refuse_problems_of(measure, steps)
    measure.position = next_position(MeasureOfSuccess.objects.filter(area=area, withdrawn_at=None))
    measure.save(force_insert=True)
    _set_steps(measure, steps)
    record(by=by, action="measure created", on=measure, area=area.pk, text=text)
    return measure


@transaction.atomic
def update_measure(
    *,
    by: User | None,
    measure: MeasureOfSuccess,
    version: int | None = None,
    steps: Steps | None = None,
    **fields: Any,
) -> MeasureOfSuccess:
    """Change a measure's EDITABLE_MEASURE_FIELDS, and its steps unless None, on the terms of update_action."""
    refuse_unknown(fields, EDITABLE_MEASURE_FIELDS)
    current = MeasureOfSuccess.objects.select_for_update(of=("self",)).select_related("area").get(pk=measure.pk)
    refuse_stale(current, measure.version if version is None else version)
    before = [(Month.of(step.month), step.value) for step in current.steps.all()]
    changes = apply(current, fields)
    _refuse_problems_of(current, before if steps is None else steps)
    if steps is not None and sorted(steps) != before:
        changes["steps"] = (_words(before), _words(steps))
    stored = save_changes(current, changes, by=by, action="measure updated")
    if "steps" in changes and steps is not None:
        _set_steps(stored, steps)
    return stored


@transaction.atomic
def move_measure(*, by: User | None, measure: MeasureOfSuccess, steps: int) -> None:
    """Move a measure up (-1) or down (+1) among those of its area."""
    area = lock_area(measure.area)
    rows = MeasureOfSuccess.objects.filter(area=area, withdrawn_at=None)
    before = list(rows.order_by("position").values_list("pk", flat=True))
    order = moved(rows, measure.pk, steps)
    if order != before:
        renumber(rows, order)
        record(by=by, action="measure moved", on=measure, position=order.index(measure.pk) + 1)


@transaction.atomic
def withdraw_measure(*, by: User | None, measure: MeasureOfSuccess, reason: str) -> MeasureOfSuccess:
    """Take a measure out of the plan and keep it. Raises ProblemsError without a reason."""
    refuse_broken(("Reason", lambda: check_filled(reason, "Say why the measure is withdrawn.")))
    area = lock_area(measure.area)
    current = MeasureOfSuccess.objects.select_for_update().get(pk=measure.pk)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_reason = timezone.now(), reason.strip()
        current.version += 1
        current.save()
        rows = MeasureOfSuccess.objects.filter(area=area, withdrawn_at=None)
        renumber(rows, list(rows.order_by("position").values_list("pk", flat=True)))
        record(by=by, action="measure withdrawn", on=current, reason=reason)
    return current


@transaction.atomic
def restore_measure(*, by: User | None, measure: MeasureOfSuccess) -> MeasureOfSuccess:
    """Put a withdrawn measure back, after those that stand."""
    area = lock_area(measure.area)
    current = MeasureOfSuccess.objects.select_for_update().get(pk=measure.pk)
    if current.withdrawn_at is not None:
        current.position = next_position(MeasureOfSuccess.objects.filter(area=area, withdrawn_at=None))
        current.withdrawn_at, current.withdrawn_reason = None, ""
        current.version += 1
        current.save()
        record(by=by, action="measure restored", on=current)
    return current


def _refuse_problems_of(measure: MeasureOfSuccess, steps: Steps) -> None:
    refuse_broken(
        ("Measure", lambda: check_filled(measure.text, "Say how one will know.")),
        ("Goal", lambda: _check_goal(measure)),
        ("Start", lambda: _check_start(measure)),
        ("Steps", lambda: _check_steps(measure, steps)),
    )


def _check_goal(measure: MeasureOfSuccess) -> None:
    parts = {"the goal": measure.goal is not None, "its month": measure.goal_month is not None}
    parts["whether it is at least or at most"] = bool(measure.better)
    if any(parts.values()) and not all(parts.values()):
        raise RuleError(f"Still missing: {', '.join(name for name, is_there in parts.items() if not is_there)}.")
    if any(parts.values()) and measure.indicator is None:
        raise RuleError("A goal needs the indicator that it is measured by. Choose one, or put the goal into words.")


def _check_start(measure: MeasureOfSuccess) -> None:
    if (measure.start is None) != (measure.start_month is None):
        raise RuleError("Give the value at the start and its month, or neither.")
    if measure.start_month is not None and measure.goal_month is None:
        raise RuleError("A path needs a goal to lead to.")
    if measure.start_month and measure.goal_month and measure.start_month >= measure.goal_month:
        raise RuleError("The start comes before the month of the goal.")


def _check_steps(measure: MeasureOfSuccess, steps: Steps) -> None:
    if not steps:
        return
    if measure.goal_month is None:
        raise RuleError("Steps need a goal to lead to.")
    months = [month for month, _ in steps]
    if len(set(months)) < len(months):
        raise RuleError("Two steps have the same month.")
    start = Month.of(measure.start_month) if measure.start_month else None
    if any(month >= Month.of(measure.goal_month) or (start is not None and month <= start) for month in months):
        raise RuleError("Every step lies between the start and the month of the goal.")


def _set_steps(measure: MeasureOfSuccess, steps: Steps) -> None:
    measure.steps.all().delete()
    for month, value in sorted(steps):
        MeasureStep.objects.create(measure=measure, month=month.first_day, value=value)


def _words(steps: Steps) -> str:
    return "; ".join(f"{month.long} {value.normalize():f}" for month, value in sorted(steps))
