"""Writes to the monitoring of an area: progress and impact, two different lights, and what should follow."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.enums import Rag
from actions.models import Action, AreaForImprovement, MeasureOfSuccess, MonitoringUpdate, limits_of
from actions.operations.base import apply, lock_area, refuse_broken, refuse_stale, refuse_unknown
from actions.permissions import REVIEWERS_ONLY, can_review, check_review, publishes_at_once
from actions.rag import Suggestion, suggest_for_impact, suggest_for_progress
from actions.reports.figures import readings
from actions.reports.standing import facts_of, owner_left, standing_of
from actions.rules import RuleError, check_evidence, check_reason_for_differing
from scrutiny.history import record
from scrutiny.models import User

EDITABLE_MONITORING_FIELDS = (
    *("progress_status", "progress_reason", "progress_commentary"),
    *("impact_status", "impact_reason", "impact_commentary"),
    "further_action",
)


@transaction.atomic
def update_monitoring(
    *,
    by: User | None,
    area: AreaForImprovement,
    version: int | None = None,
    on: datetime.date | None = None,
    **fields: Any,
) -> AreaForImprovement:
    """Change an area's EDITABLE_MONITORING_FIELDS, on the terms of update_action: every state that there was is kept.

    A light that differs from the suggested one needs its reason, blue its commentary, and blue is for reviewers alone.
    `on` is the day from which it counts, today unless given.
    """
    refuse_unknown(fields, EDITABLE_MONITORING_FIELDS)
    current = lock_area(area)
    refuse_stale(current, area.version if version is None else version)
    was = {"progress": Rag(current.progress_status), "impact": Rag(current.impact_status)}
    changes = apply(current, fields)
    day = on or timezone.localdate()
    progress, impact = suggestions_for(current, as_at=day)
    refuse_broken(
        ("Progress", lambda: check_evidence(Rag(current.progress_status), current.progress_commentary)),
        ("Impact", lambda: check_evidence(Rag(current.impact_status), current.impact_commentary)),
        *(
            (name.capitalize(), lambda name=name: _check_blue(by, was[name], Rag(getattr(current, f"{name}_status"))))
            for name in was
        ),
        ("Why this progress", lambda: _check_differing(current, "progress", was, progress)),
        ("Why this impact", lambda: _check_differing(current, "impact", was, impact)),
    )
    if not changes:
        return current
    current.version += 1
    current.save()
    last = MonitoringUpdate.objects.filter(area=current).order_by("-number").first()
    now, is_public = timezone.now(), publishes_at_once(by)
    MonitoringUpdate.objects.create(
        area=current,
        number=last.number + 1 if last else 1,
        on=max(day, last.on) if last else day,
        at=now,
        by=by,
        **{name: getattr(current, name) for name in EDITABLE_MONITORING_FIELDS},
        progress_suggested=progress.status,
        impact_suggested=impact.status,
        published_at=now if is_public else None,
        published_by=by if is_public else None,
    )
    record(by=by, action="monitoring updated", on=current, version=current.version, changes=changes)
    return current


@transaction.atomic
def publish_monitoring(*, by: User, area: AreaForImprovement) -> bool:
    """Make the newest monitoring of an area public with it; False where it is already. For reviewers alone."""
    check_review(by)
    last = MonitoringUpdate.objects.select_for_update().filter(area=area).order_by("-number").first()
    if last is None or last.published_at is not None:
        return False
    last.published_at, last.published_by = timezone.now(), by
    last.save(update_fields=["published_at", "published_by"])
    record(by=by, action="monitoring published", on=last, area=area.pk)
    return True


def suggestions_for(area: AreaForImprovement, *, as_at: datetime.date) -> tuple[Suggestion, Suggestion]:
    """What the rules say of progress and of impact on a day, from everything that is recorded."""
    limits = limits_of(area.inspection.council)
    facts = []
    for action in Action.objects.standing().filter(area=area).with_history().order_by("position"):
        if standing := standing_of(action.updates.all(), as_at):
            milestones = action.milestones.all()
            facts.append(facts_of(standing, as_at=as_at, milestones=milestones, owner_left=owner_left(action)))
    measures = list(MeasureOfSuccess.objects.standing().filter(area=area).with_path().order_by("position"))
    read = readings(measures, as_at=as_at)
    figures = [reading.facts for reading in read.values() if reading.facts is not None]
    return suggest_for_progress(facts, as_at=as_at, limits=limits), suggest_for_impact(figures, limits=limits)


def _check_blue(by: User | None, was: Rag, status: Rag) -> None:
    if was != status and Rag.BLUE in (was, status) and by is not None and not can_review(by):
        raise RuleError(REVIEWERS_ONLY)


def _check_differing(area: AreaForImprovement, name: str, was: dict[str, Rag], suggestion: Suggestion) -> None:
    status = Rag(getattr(area, f"{name}_status"))
    if status not in (was[name], Rag.BLUE):
        check_reason_for_differing(status, suggestion.status, getattr(area, f"{name}_reason"))
