"""Writes to the plan of an area: its actions and their milestones. What is said later is in updates.py."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.enums import Rag, UpdateKind
from actions.models import Action, AreaForImprovement, Milestone
from actions.operations.areas import check_account
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
    set_when,
)
from actions.operations.updates import lock_action, say, suggestion_for
from actions.permissions import REVIEWERS_ONLY, can_review
from actions.rules import (
    RuleError,
    When,
    check_due,
    check_evidence,
    check_filled,
    check_reason_for_differing,
    check_reason_for_moving,
)
from scrutiny.history import record
from scrutiny.models import User

EDITABLE_ACTION_FIELDS = ("text", "due", "owner_name", "owner_account", "status", "evidence")
# Those of which every value that there ever was stays in the timeline.
SAID = ("due", "status", "evidence")


@transaction.atomic
def create_action(
    *,
    by: User | None,
    area: AreaForImprovement,
    text: str,
    due: When,
    owner_name: str,
    owner_account: User | None = None,
    status: Rag = Rag.NOT_RECORDED,
    evidence: str = "",
    on: datetime.date | None = None,
) -> Action:
    """Add an action after those that are there; `on` is the day from which it counts, today unless given.

    Its date is kept as the first one for good. Raises ProblemsError with all that is wrong with it.
    """
    area = lock_area(area)
    action = Action(
        area=area,
        text=text.strip(),
        owner_name=owner_name.strip(),
        owner_account=owner_account,
        status=status,
        evidence=evidence.strip(),
    )
    set_when(action, "due", due)
    set_when(action, "first_due", due)
    _refuse_problems_of(action, by=by)
    action.position = next_position(Action.objects.filter(area=area, withdrawn_at=None))
    action.save(force_insert=True)
    say(by=by, action=action, kind=UpdateKind.CREATED, status=status, evidence=evidence, published=True, on=on)
    return action


@transaction.atomic
def update_action(
    *,
    by: User | None,
    action: Action,
    version: int | None = None,
    due_reason: str = "",
    status_reason: str = "",
    on: datetime.date | None = None,
    **fields: Any,
) -> Action:
    """Change an action's EDITABLE_ACTION_FIELDS and return it as stored.

    A new date needs `due_reason`, a status other than the suggested one `status_reason`; both stand in the timeline.
    `on` is the day from which it counts, today unless given. Blue, and anything after it, is for reviewers alone.
    `version` is the one that the person saw (that of `action` unless given). Raises ChangedMeanwhile if another is
    stored since, ProblemsError with all that is wrong, TypeError for a field that may not be edited.
    """
    refuse_unknown(fields, EDITABLE_ACTION_FIELDS)
    current = lock_action(action)
    refuse_stale(current, action.version if version is None else version)
    before, was = current.due, Rag(current.status)
    changes = apply(current, fields)
    due, status, day = current.due, Rag(current.status), on or timezone.localdate()
    _refuse_problems_of(
        current,
        by=by,
        rules=(
            ("Status", lambda: _check_blue(by, was, status)),
            ("Why the date moves", lambda: check_reason_for_moving(before, due, due_reason)),
            ("Why this status", lambda: _check_differing(current, before, was, status_reason, day)),
        ),
    )
    said = {name: fields[name] for name in SAID if name in changes}
    if said:
        # `say` compares with what is stored, so the words that it sets are put back first.
        set_when(current, "due", before)
        current.status = was
        say(
            by=by,
            action=current,
            kind=_kind(was, status),
            due_reason=due_reason,
            status_reason=status_reason,
            status=status,
            due=due,
            evidence=current.evidence if "evidence" in said or status == Rag.BLUE else "",
            asks_to_close=current.asks_to_close,
            on=on,
        )
        record(by=by, action="action updated", on=current, version=current.version, changes=changes)
        return current
    return save_changes(current, changes, by=by, action="action updated")


@transaction.atomic
def move_action(*, by: User | None, action: Action, steps: int) -> None:
    """Move an action up (-1) or down (+1) among those of its area."""
    area = lock_area(action.area)
    rows = Action.objects.filter(area=area, withdrawn_at=None)
    before = list(rows.order_by("position").values_list("pk", flat=True))
    order = moved(rows, action.pk, steps)
    if order != before:
        renumber(rows, order)
        record(by=by, action="action moved", on=action, position=order.index(action.pk) + 1)


@transaction.atomic
def withdraw_action(*, by: User | None, action: Action, reason: str) -> Action:
    """Take an action out of the plan and keep all that was said about it. Raises ProblemsError without a reason."""
    refuse_broken(("Reason", lambda: check_filled(reason, "Say why the action is withdrawn.")))
    area = lock_area(action.area)
    current = lock_action(action)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_reason = timezone.now(), reason.strip()
        current.asks_to_close = False
        say(by=by, action=current, kind=UpdateKind.WITHDRAWN, done=reason)
        _close_gaps(area)
    return current


@transaction.atomic
def restore_action(*, by: User | None, action: Action) -> Action:
    """Put a withdrawn action back, after those that stand."""
    area = lock_area(action.area)
    current = lock_action(action)
    if current.withdrawn_at is not None:
        current.position = next_position(Action.objects.filter(area=area, withdrawn_at=None))
        current.withdrawn_at, current.withdrawn_reason = None, ""
        say(by=by, action=current, kind=UpdateKind.RESTORED)
    return current


@transaction.atomic
def add_milestone(*, by: User | None, action: Action, text: str, due: When) -> Milestone:
    """Add a step on the way of an action, with its own date, not after that of the action. Raises ProblemsError."""
    current = lock_action(action)
    refuse_broken(
        ("Milestone", lambda: check_filled(text, "Say what is reached.")),
        ("Milestone", lambda: _check_short(text)),
        ("By when", lambda: check_due(due, current.area.inspection.started)),
        ("By when", lambda: _check_before(due, current.due)),
    )
    milestone = Milestone(action=current, text=text.strip())
    set_when(milestone, "due", due)
    milestone.save(force_insert=True)
    record(by=by, action="milestone added", on=milestone, of_action=current.pk, text=text, due=due.label)
    return milestone


@transaction.atomic
def reach_milestone(*, by: User | None, milestone: Milestone, reached: bool = True) -> Milestone:
    """Say that a milestone is reached today, or that it is not after all."""
    current = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if (current.reached_on is not None) != reached:
        current.reached_on = timezone.localdate() if reached else None
        current.save(update_fields=["reached_on"])
        record(by=by, action="milestone reached" if reached else "milestone not reached", on=current, text=current.text)
    return current


@transaction.atomic
def remove_milestone(*, by: User | None, milestone: Milestone) -> None:
    """Take a milestone out; the history keeps its words and its date."""
    current = Milestone.objects.select_for_update().filter(pk=milestone.pk).first()
    if current is not None:
        record(by=by, action="milestone removed", on=current, text=current.text, due=current.due.label)
        current.delete()


def _refuse_problems_of(action: Action, *, by: User | None, rules: Any = ()) -> None:
    refuse_broken(
        ("What is to be done", lambda: check_filled(action.text, "Say what is to be done.")),
        ("By whom", lambda: check_filled(action.owner_name, "Say who is to do it.")),
        ("Account of the owner", lambda: _check_new_account(action)),
        ("By when", lambda: check_due(action.due, action.area.inspection.started)),
        ("Status", lambda: check_evidence(Rag(action.status), action.evidence)),
        *rules,
        *((("Status", lambda: _check_blue(by, Rag.NOT_RECORDED, Rag(action.status))),) if action.pk is None else ()),
    )


def _check_new_account(action: Action) -> None:
    """Somebody who left stays named in what was theirs, and gets nothing new."""
    stored = Action.objects.filter(pk=action.pk).values_list("owner_account", flat=True).first() if action.pk else None
    if action.owner_account_id != stored:
        check_account(action.owner_account, action.owner_account_id)


def _check_blue(by: User | None, was: Rag, status: Rag) -> None:
    if was != status and Rag.BLUE in (was, status) and by is not None and not can_review(by):
        raise RuleError(REVIEWERS_ONLY)


def _check_differing(action: Action, before: When, was: Rag, reason: str, day: datetime.date) -> None:
    status = Rag(action.status)
    if status == was or status == Rag.BLUE:
        return
    # As if it were open, which it is after this.
    suggestion = suggestion_for(
        action,
        due=action.due,
        moves=action.due != before,
        gives_evidence=bool(action.evidence),
        asks_to_close=action.asks_to_close,
        day=day,
    )
    check_reason_for_differing(status, suggestion.status, reason)


def _check_short(text: str) -> None:
    if len(text.strip()) > 300:
        raise RuleError("A milestone has at most 300 characters. Shorten it.")


def _check_before(due: When, action_due: When) -> None:
    if due.day > action_due.day:
        raise RuleError(f"The action itself is due {action_due.label}. A milestone comes before that.")


def _kind(was: Rag, status: Rag) -> UpdateKind:
    if status == Rag.BLUE and was != Rag.BLUE:
        return UpdateKind.CLOSED
    return UpdateKind.REOPENED if was == Rag.BLUE and status != Rag.BLUE else UpdateKind.EDITED


def _close_gaps(area: AreaForImprovement) -> None:
    rows = Action.objects.filter(area=area, withdrawn_at=None)
    renumber(rows, list(rows.order_by("position").values_list("pk", flat=True)))
