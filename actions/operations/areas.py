"""Writes to areas for improvement: what they say, who leads, their place, whether they stand and are public."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.enums import Priority
from actions.models import Agency, AreaForImprovement, Inspection, Timescale
from actions.operations.base import (
    apply,
    check_slug,
    free_slug,
    lock_area,
    moved,
    next_position,
    refuse_broken,
    refuse_stale,
    refuse_unknown,
    renumber,
    save_changes,
    set_when,
)
from actions.rules import RuleError, When, check_due, check_filled
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError

EDITABLE_AREA_FIELDS = (
    *("number", "title", "text", "is_quotation", "timescale", "own_due", "priority", "lead_name", "lead_job_title"),
    *("lead_account", "linked_plans", "expected_outcome"),
)


@transaction.atomic
def create_area(
    *,
    by: User | None,
    inspection: Inspection,
    text: str,
    number: int | None = None,
    title: str = "",
    slug: str = "",
    is_quotation: bool = False,
    timescale: Timescale | None = None,
    own_due: When | None = None,
    priority: Priority = Priority.NOT_SET,
    lead_name: str = "",
    lead_job_title: str = "",
    lead_account: User | None = None,
    agencies: Iterable[str] = (),
    linked_plans: str = "",
    expected_outcome: str = "",
) -> AreaForImprovement:
    """Add an area for improvement after those that are there, not yet public.

    `is_quotation` says that the text is the inspectorate's own; `number` is the inspectorate's, and None where the
    source does not give it: then the area needs a title. `agencies` are names. Raises ProblemsError.
    """
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    area = AreaForImprovement(
        inspection=inspection,
        number=number,
        title=title.strip(),
        text=text.strip(),
        is_quotation=is_quotation,
        timescale=timescale,
        priority=priority,
        lead_name=lead_name.strip(),
        lead_job_title=lead_job_title.strip(),
        lead_account=lead_account,
        linked_plans=linked_plans.strip(),
        expected_outcome=expected_outcome.strip(),
    )
    set_when(area, "own_due", own_due)
    words = f"{inspection.area_term} {number}" if number else title
    area.slug = slug or free_slug(words, inspection.areas.order_by("pk").values_list("slug", flat=True))
    _refuse_problems_of(area)
    area.position = next_position(AreaForImprovement.objects.filter(inspection=inspection))
    area.save(force_insert=True)
    names = _set_agencies(area, agencies)
    record(by=by, action="area created", on=area, number=number, text=text, agencies=names)
    return area


@transaction.atomic
def update_area(
    *,
    by: User | None,
    area: AreaForImprovement,
    version: int | None = None,
    agencies: Iterable[str] | None = None,
    **fields: Any,
) -> AreaForImprovement:
    """Change an area's EDITABLE_AREA_FIELDS, and its agencies (names) unless None, and return it as stored.

    `version` is the one that the person saw (that of `area` unless given). Raises ChangedMeanwhile if another has
    been stored since, ProblemsError with all that is wrong, TypeError for a field that may not be edited.
    """
    refuse_unknown(fields, EDITABLE_AREA_FIELDS)
    current = lock_area(area)
    refuse_stale(current, area.version if version is None else version)
    changes = apply(current, fields)
    _refuse_problems_of(current)
    if agencies is not None:
        before = sorted(agency.name for agency in current.agencies.all())
        after = _set_agencies(current, agencies)
        if before != after:
            changes["agencies"] = (", ".join(before), ", ".join(after))
    return save_changes(current, changes, by=by, action="area updated")


@transaction.atomic
def move_area(*, by: User | None, area: AreaForImprovement, steps: int) -> None:
    """Move an area up (-1) or down (+1) among those of its inspection. Its number stays what the inspectorate gave."""
    Inspection.objects.select_for_update().get(pk=area.inspection_id)
    rows = AreaForImprovement.objects.filter(inspection=area.inspection_id)
    before = list(rows.order_by("position").values_list("pk", flat=True))
    order = moved(rows, area.pk, steps)
    if order != before:
        renumber(rows, order)
        record(by=by, action="area moved", on=area, position=order.index(area.pk) + 1)


@transaction.atomic
def withdraw_area(*, by: User | None, area: AreaForImprovement, reason: str) -> AreaForImprovement:
    """Take an area out of the plan, with its actions, and keep all of it. Raises ProblemsError without a reason."""
    refuse_broken(("Reason", lambda: check_filled(reason, "Say why the area is withdrawn.")))
    current = lock_area(area)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_reason = timezone.now(), reason.strip()
        current.version += 1
        current.save()
        record(by=by, action="area withdrawn", on=current, reason=reason)
    return current


@transaction.atomic
def restore_area(*, by: User | None, area: AreaForImprovement) -> AreaForImprovement:
    """Put a withdrawn area back as it was."""
    current = lock_area(area)
    if current.withdrawn_at is not None:
        reason = current.withdrawn_reason
        current.withdrawn_at, current.withdrawn_reason = None, ""
        current.version += 1
        current.save()
        record(by=by, action="area restored", on=current, was_withdrawn_because=reason)
    return current


@transaction.atomic
def publish_area(*, by: User | None, area: AreaForImprovement) -> AreaForImprovement:
    """Open the area's page to the public. Publishing twice changes nothing. What owners said stays private."""
    current = lock_area(area)
    if current.withdrawn_at is not None:
        raise ProblemsError([Problem("The area is withdrawn.", mend="Put it back first, then publish it.")])
    if current.published_at is None:
        current.published_at = timezone.now()
        current.save(update_fields=["published_at"])
        record(by=by, action="area published", on=current)
    return current


@transaction.atomic
def unpublish_area(*, by: User | None, area: AreaForImprovement) -> AreaForImprovement:
    """Take the area's page back from the public."""
    current = lock_area(area)
    if current.published_at is not None:
        current.published_at = None
        current.save(update_fields=["published_at"])
        record(by=by, action="area unpublished", on=current)
    return current


def _set_agencies(area: AreaForImprovement, names: Iterable[str]) -> list[str]:
    """Put these agencies beside the area, making those that the council has not named before; gives their names."""
    wanted = sorted({" ".join(name.split()) for name in names} - {""})
    council = area.inspection.council_id
    agencies = []
    for name in wanted:
        agency, _ = Agency.objects.get_or_create(council_id=council, name=name)
        agencies.append(agency)
    area.agencies.set(agencies)
    return wanted


def _refuse_problems_of(area: AreaForImprovement) -> None:
    refuse_broken(
        ("Text", lambda: check_filled(area.text, "Say what is to be improved.")),
        (
            "Number or title",
            lambda: check_filled(
                "has one" if area.number else area.title,
                "Give the number that the inspectorate gave it, or a short title if the source has none.",
            ),
        ),
        ("Number", lambda: _check_number(area)),
        ("Address", lambda: check_slug(area.slug)),
        ("Timescale", lambda: _check_timescale(area)),
        ("Date", lambda: check_due(area.due, area.inspection.started) if area.own_due_on and area.due else None),
        ("Account of the lead officer", lambda: _check_new_lead(area)),
    )


def _check_new_lead(area: AreaForImprovement) -> None:
    """Somebody who left stays named where they led, and gets nothing new."""
    stored = AreaForImprovement.objects.filter(pk=area.pk).values_list("lead_account", flat=True).first()
    if area.pk is None or area.lead_account_id != stored:
        check_account(area.lead_account, area.lead_account_id)


def check_account(account: User | None, key: int | None) -> None:
    """Nobody who left is put in charge of anything. Raises RuleError otherwise."""
    if key is not None and account is not None and not account.is_active:
        raise RuleError(f"The account of {account.full_name} is closed. Choose somebody who works here.")


def _check_number(area: AreaForImprovement) -> None:
    others = AreaForImprovement.objects.filter(inspection=area.inspection_id, number=area.number).exclude(pk=area.pk)
    if area.number is not None and not 1 <= area.number <= 999:
        raise RuleError("A number is a whole number from 1 to 999.")
    if area.number is not None and others.exists():
        raise RuleError(f"There is a number {area.number} already. Each has its own.")


def _check_timescale(area: AreaForImprovement) -> None:
    if area.timescale is not None and area.timescale.framework_id != area.inspection.framework_id:
        raise RuleError("This timescale belongs to another framework. Choose one of this inspection's.")
