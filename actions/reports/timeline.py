"""The timeline of one action: everything that was said about it, newest first, with every date that it ever had."""

import datetime
import itertools
from dataclasses import dataclass
from typing import Any

from actions.enums import Rag, UpdateKind
from actions.models import Action, ActionUpdate, limits_of
from actions.rag import Suggestion, suggest_for_action
from actions.reports.area import ActionLine, EvidenceLine, action_line, evidence_line
from actions.reports.standing import facts_of, owner_left, seen, standing_of
from scrutiny.access import Permission, user_can


@dataclass(frozen=True)
class Entry:
    """One update. `due_from` and `due_to` are filled where it moved the date; `suggested` where the status differs."""

    pk: int
    number: int
    kind: UpdateKind
    on: datetime.date
    by: str
    status: Rag
    was: Rag | None
    status_reason: str
    suggested: Rag | None
    due_from: str
    due_to: str
    due_reason: str
    done: str
    next_step: str
    evidence: str
    evidence_items: tuple[EvidenceLine, ...]
    asks_to_close: bool
    is_published: bool


@dataclass(frozen=True)
class DateLine:
    """One date that the action had, since when, and why it replaced the one before."""

    due: str
    since: datetime.date
    reason: str


@dataclass(frozen=True)
class ActionReport:
    """One action with its state and its timeline."""

    heading: str
    council: str
    inspection: str
    area_url: str
    area_text: str
    line: ActionLine
    first_due: str
    dates: tuple[DateLine, ...]
    entries: tuple[Entry, ...]
    is_withdrawn: bool
    withdrawn_reason: str
    is_public: bool
    """Whether the public sees the action at all."""
    waiting: int
    """How many updates the public does not see yet."""


def action_report(action: Action, *, user: Any, today: datetime.date) -> ActionReport:
    """The page of an action for one reader; `action` comes from `of_area(...)` and `with_history()`.

    The owner and officers see everything; the public what is published.
    """
    published_only = not (user_can(user, Permission.VIEW_DRAFTS) or _owns(user, action))
    updates = sorted(seen(action.updates.all(), published_only=published_only), key=lambda one: (one.on, one.number))
    standing = standing_of(updates)
    area = action.area
    facts = (
        facts_of(
            standing,
            as_at=today,
            milestones=action.milestones.all(),
            owner_left=owner_left(action) and not published_only,
        )
        if standing
        else None
    )
    line = action_line(
        action,
        standing,
        facts,
        as_at=None,
        day=today,
        limits=limits_of(area.inspection.council),
        published_only=published_only,
    )
    return ActionReport(
        heading=str(area),
        council=area.inspection.council.name,
        inspection=area.inspection.title,
        area_url=area.get_absolute_url(),
        area_text=area.text,
        line=line,
        first_due=standing.first_due.label if standing else action.first_due.label,
        dates=_dates(updates),
        entries=tuple(reversed([_entry(before, one, action, published_only) for before, one in _pairs(updates)])),
        is_withdrawn=action.withdrawn_at is not None,
        withdrawn_reason=action.withdrawn_reason,
        is_public=area.published_at is not None and action.withdrawn_at is None,
        waiting=sum(one.published_at is None for one in updates),
    )


def suggestion_of(action: Action, *, as_at: datetime.date) -> Suggestion | None:
    """What the rules say of an action on a day, from everything that is recorded; for its owner and officers."""
    standing = standing_of(action.updates.all(), as_at)
    if standing is None:
        return None
    facts = facts_of(standing, as_at=as_at, milestones=action.milestones.all(), owner_left=owner_left(action))
    return suggest_for_action(facts, as_at=as_at, limits=limits_of(action.area.inspection.council))


def _entry(before: ActionUpdate | None, one: ActionUpdate, action: Action, published_only: bool) -> Entry:
    moves = before is not None and before.due != one.due
    status = Rag(one.status)
    suggested = Rag(one.suggested) if one.suggested else None
    return Entry(
        pk=one.pk,
        number=one.number,
        kind=UpdateKind(one.kind),
        on=one.on,
        by=one.by.full_name if one.by and not published_only else "",
        status=status,
        was=Rag(before.status) if before and before.status != one.status else None,
        status_reason=one.status_reason,
        suggested=suggested if suggested not in (None, status, Rag.NOT_RECORDED) else None,
        due_from=before.due.label if before and moves else "",
        due_to=one.due.label if moves else "",
        due_reason=one.due_reason,
        done=one.done,
        next_step=one.next_step,
        evidence=one.evidence,
        evidence_items=tuple(
            evidence_line(item, action, published_only=published_only)
            for item in one.evidence_items.all()
            if item.published_at or not published_only
        ),
        asks_to_close=one.asks_to_close,
        is_published=one.published_at is not None,
    )


def _dates(updates: list[ActionUpdate]) -> tuple[DateLine, ...]:
    dates = [DateLine(one.due.label, one.on, one.due_reason) for before, one in _pairs(updates) if before is None]
    dates += [
        DateLine(one.due.label, one.on, one.due_reason)
        for before, one in itertools.pairwise(updates)
        if before.due != one.due
    ]
    return tuple(dates)


def _pairs(updates: list[ActionUpdate]) -> list[tuple[ActionUpdate | None, ActionUpdate]]:
    return list(zip([None, *updates], updates, strict=False))


def _owns(user: Any, action: Action) -> bool:
    return bool(user and user.is_authenticated and user.is_active and action.owner_account_id == user.pk)
