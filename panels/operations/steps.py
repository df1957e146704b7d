"""How a step is written: the row locked, the table asked, the step and its event added. Operations alone call this."""

import datetime
from typing import Any

from django.utils import timezone

from panels.models import Recommendation, RecommendationStep
from panels.rules import NotAllowed
from panels.tracker_enums import Standing, Step
from panels.tracker_rules import check_dates, check_step
from scrutiny.history import record
from scrutiny.models import User


def lock(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, held until the transaction ends: of two at once, the second sees what the first did."""
    locked = Recommendation.objects.select_for_update(of=("self",)).select_related("recipient", "panel")
    return locked.get(pk=recommendation.pk)


def save(current: Recommendation) -> None:
    current.version += 1
    current.save()


def take(
    *,
    by: User,
    current: Recommendation,
    step: Step,
    became: Standing,
    on: datetime.date,
    today: datetime.date | None,
    text: str = "",
    due_on: datetime.date | None = None,
    by_recipient: bool = False,
    facts: dict[str, Any] | None = None,
) -> Recommendation:
    """Write a step that the table allows, on a row that is locked."""
    latest = current.steps.order_by("-on", "-pk").values_list("on", flat=True).first()
    check_dates(step=step, on=on, made_on=current.made_on, latest_step_on=latest, today=today or timezone.localdate())
    was, current.standing = current.get_standing(), became
    save(current)
    RecommendationStep.objects.create(
        recommendation=current,
        step=step,
        on=on,
        text=text,
        due_on=due_on,
        was=was,
        became=became,
        by_recipient=by_recipient,
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    action = f"recommendation: {step}"
    record(by=by, action=action, on=current, was=str(was), became=str(became), step_on=on, text=text, **(facts or {}))
    return current


def tell(
    by: User,
    recommendation: Recommendation,
    step: Step,
    on: datetime.date,
    text: str,
    today: datetime.date | None,
    *,
    missing: str = "",
    by_recipient: bool = False,
) -> Recommendation:
    """A step that says something and changes where it stands, and nothing else."""
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), step)
    if missing and not text.strip():
        raise NotAllowed(missing)
    return take(
        by=by, current=current, step=step, became=became, on=on, today=today, text=text.strip(),
        by_recipient=by_recipient,
    )  # fmt: skip
