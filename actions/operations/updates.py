"""Everything that is said about an action: one row more in its timeline each time, and nothing ever taken out of it.

Status, date and evidence of an action are those of its newest update; `say` is the only place that sets them.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.enums import EvidenceKind, Rag, UpdateKind
from actions.files import CleanFile, keep_file
from actions.models import Action, ActionUpdate, Evidence, limits_of
from actions.operations.base import refuse_broken, refuse_stale, set_when
from actions.permissions import check_review, check_update, publishes_at_once
from actions.rag import Suggestion, suggest_for_action
from actions.reports.standing import facts_of, owner_left, standing_of
from actions.rules import (
    RuleError,
    When,
    check_due,
    check_evidence,
    check_filled,
    check_open,
    check_reason_for_differing,
    check_reason_for_moving,
)
from scrutiny.history import record
from scrutiny.models import User


def post_update(
    *,
    by: User,
    action: Action,
    version: int | None = None,
    status: Rag,
    done: str,
    status_reason: str = "",
    due: When | None = None,
    due_reason: str = "",
    evidence: str = "",
    links: Sequence[tuple[str, str]] = (),
    files: Sequence[CleanFile] = (),
    next_step: str = "",
    asks_to_close: bool = False,
    on: datetime.date | None = None,
) -> ActionUpdate:
    """What the owner says: how it stands, what was done, what shows it, the next step, a new date with its reason.

    `links` are (title, address), `files` what actions.files made of uploads; `on` is the day from which it counts, now
    unless given. The update is private until a reviewer publishes it. Raises PermissionDenied for anybody but the owner
    and editors, ChangedMeanwhile if somebody else said something since `version` (that of `action` unless given), and
    ProblemsError with all that is wrong.
    """
    check_update(by, action)
    with transaction.atomic():
        current = lock_action(action)
        refuse_stale(current, action.version if version is None else version)
        new_due = due or current.due
        given = bool(evidence.strip() or links or files)
        suggestion = suggestion_for(
            current,
            due=new_due,
            moves=new_due != current.due,
            gives_evidence=given,
            asks_to_close=asks_to_close,
            day=on or timezone.localdate(),
        )
        has_evidence = bool(given or current.evidence or Evidence.objects.filter(update__action=current).exists())
        refuse_broken(
            ("This action", lambda: check_open(current.is_closed, current.withdrawn_at is not None)),
            ("What was done", lambda: check_filled(done, "Say what was done, even if it is nothing yet.")),
            ("Status", lambda: _check_not_blue(status)),
            ("Status", lambda: _check_recorded(status)),
            ("Why this status", lambda: check_reason_for_differing(status, suggestion.status, status_reason)),
            ("New date", lambda: check_due(new_due, current.area.inspection.started)),
            ("Why the date moves", lambda: check_reason_for_moving(current.due, new_due, due_reason)),
            ("Evidence", lambda: _check_asking(asks_to_close, has_evidence)),
        )
        update = say(
            by=by,
            action=current,
            kind=UpdateKind.UPDATE,
            status=status,
            status_reason=status_reason,
            suggested=suggestion.status,
            due=new_due,
            due_reason=due_reason,
            done=done,
            next_step=next_step,
            evidence=evidence,
            asks_to_close=asks_to_close,
            published=False,
            on=on,
        )
        _add_evidence(update, links, files)
        return update


@transaction.atomic
def close_action(
    *,
    by: User | None,
    action: Action,
    version: int | None = None,
    evidence: str = "",
    done: str = "",
    on: datetime.date | None = None,
) -> ActionUpdate:
    """Close an action as complete (blue). `evidence` says what shows it; what is there already counts too.

    For reviewers alone (PermissionDenied). Raises ChangedMeanwhile and ProblemsError as post_update does.
    """
    if by is not None:
        check_review(by)
    current = lock_action(action)
    refuse_stale(current, action.version if version is None else version)
    titles = Evidence.objects.filter(update__action=current).order_by("pk").values_list("title", flat=True)
    evidence = evidence.strip() or current.evidence or "; ".join(titles)
    refuse_broken(
        ("This action", lambda: check_open(current.is_closed, current.withdrawn_at is not None)),
        ("Evidence", lambda: check_evidence(Rag.BLUE, evidence)),
    )
    return say(by=by, action=current, kind=UpdateKind.CLOSED, status=Rag.BLUE, evidence=evidence, done=done, on=on)


@transaction.atomic
def reopen_action(
    *,
    by: User | None,
    action: Action,
    version: int | None = None,
    reason: str,
    due: When | None = None,
    status: Rag = Rag.AMBER,
    on: datetime.date | None = None,
) -> ActionUpdate:
    """Open a closed action again, with the reason and, if it needs more time, a new date. That it was closed, and on
    what evidence, stays in its timeline.

    For reviewers alone (PermissionDenied). Raises ChangedMeanwhile and ProblemsError.
    """
    if by is not None:
        check_review(by)
    current = lock_action(action)
    refuse_stale(current, action.version if version is None else version)
    refuse_broken(
        ("This action", lambda: _check_closed(current)),
        ("Reason", lambda: check_filled(reason, "Say why the action is opened again.")),
        ("Status", lambda: _check_not_blue(status)),
        ("New date", lambda: check_due(due or current.due, current.area.inspection.started)),
    )
    return say(
        by=by,
        action=current,
        kind=UpdateKind.REOPENED,
        status=status,
        status_reason=reason,
        due=due,
        due_reason=reason,
        done=reason,
        on=on,
    )


@transaction.atomic
def publish_updates(*, by: User, updates: Sequence[ActionUpdate], evidence: Sequence[Evidence] = ()) -> int:
    """Make these updates public with their area, and of their evidence what is named; says how many are new.

    Nothing else becomes public: not what was said before or after, and no evidence that is not named. For reviewers
    alone (PermissionDenied).
    """
    check_review(by)
    now, count = timezone.now(), 0
    keys = [update.pk for update in updates]
    for one in ActionUpdate.objects.select_for_update().filter(pk__in=keys, published_at=None).order_by("pk"):
        one.published_at, one.published_by = now, by
        one.save(update_fields=["published_at", "published_by"])
        record(by=by, action="update published", on=one, of_action=one.action_id)
        count += 1
    chosen = {one.pk for one in evidence}
    public = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=chosen, published_at=None)
    for item in public.filter(update__published_at__isnull=False).order_by("pk"):
        item.published_at, item.published_by = now, by
        item.save(update_fields=["published_at", "published_by"])
        record(by=by, action="evidence published", on=item, title=item.title)
        count += 1
    return count


@transaction.atomic
def unpublish_evidence(*, by: User, evidence: Evidence) -> None:
    """Take one piece of evidence back from the public at once. For reviewers alone (PermissionDenied)."""
    check_review(by)
    current = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if current.published_at is not None:
        current.published_at, current.published_by = None, None
        current.save(update_fields=["published_at", "published_by"])
        record(by=by, action="evidence unpublished", on=current, title=current.title)


def lock_action(action: Action) -> Action:
    """The action as stored, held until the transaction ends, with what its rules look at."""
    found = Action.objects.select_for_update(of=("self",)).select_related("area__inspection__council", "owner_account")
    return found.get(pk=action.pk)


def suggestion_for(
    action: Action, *, due: When, moves: bool, gives_evidence: bool, asks_to_close: bool, day: datetime.date
) -> Suggestion:
    """What the rules would say of the action after an update on that day with these facts."""
    standing = standing_of(ActionUpdate.objects.with_evidence().filter(action=action))
    assert standing is not None, "every action has the update that entered it"
    facts = facts_of(
        standing, as_at=day, milestones=action.milestones.order_by("due_on", "pk"), owner_left=owner_left(action)
    )
    changed: dict[str, Any] = {
        **facts.__dict__,
        "due": due,
        "moves": facts.moves + moves,
        "has_evidence": facts.has_evidence or gives_evidence,
        "asks_to_close": asks_to_close,
        "last_update_on": day,
    }
    limits = limits_of(action.area.inspection.council)
    return suggest_for_action(type(facts)(**changed), as_at=day, limits=limits)


def say(
    *,
    by: User | None,
    action: Action,
    kind: UpdateKind,
    status: Rag | None = None,
    status_reason: str = "",
    suggested: Rag | None = None,
    due: When | None = None,
    due_reason: str = "",
    done: str = "",
    next_step: str = "",
    evidence: str = "",
    asks_to_close: bool = False,
    published: bool | None = None,
    on: datetime.date | None = None,
) -> ActionUpdate:
    """Add one update and set the action to the state after it. The caller holds the lock and has checked the rules.

    What is not given stays as it was. `published` of None leaves it to who speaks: a reviewer's word is public with the
    area, anybody else's waits.
    """
    now = timezone.now()
    new_due = due or action.due
    moves = kind != UpdateKind.CREATED and new_due != action.due
    action.status = status or action.status
    action.status_reason = status_reason.strip() if status else action.status_reason
    action.evidence = evidence.strip() or action.evidence
    action.asks_to_close = asks_to_close and action.status != Rag.BLUE
    set_when(action, "due", new_due)
    action.moves += moves
    day = on or timezone.localdate()
    if kind in (UpdateKind.UPDATE, UpdateKind.EDITED, UpdateKind.CLOSED, UpdateKind.REOPENED):
        action.last_update_on = max(action.last_update_on or day, day)
    if kind == UpdateKind.CREATED:
        action.save()
    else:
        action.version += 1
        action.save()
    is_public = publishes_at_once(by) if published is None else published
    last = ActionUpdate.objects.filter(action=action).order_by("-number").first()
    update = ActionUpdate.objects.create(
        action=action,
        number=last.number + 1 if last else 1,
        kind=kind,
        on=max(day, last.on) if last else day,
        at=now,
        by=by,
        status=action.status,
        status_reason=status_reason.strip(),
        suggested=suggested or "",
        due_on=action.due_on,
        due_precision=action.due_precision,
        moves_due=moves,
        due_reason=due_reason.strip() if moves else "",
        done=done.strip(),
        next_step=next_step.strip(),
        evidence=evidence.strip(),
        asks_to_close=action.asks_to_close,
        published_at=now if is_public else None,
        published_by=by if is_public else None,
    )
    record(
        by=by,
        action=f"action {kind.label.lower()}",
        on=action,
        version=action.version,
        update=update.number,
        status=action.status,
        due=action.due.label,
        because=due_reason if moves else "",
    )
    return update


def _add_evidence(update: ActionUpdate, links: Sequence[tuple[str, str]], files: Sequence[CleanFile]) -> None:
    for title, url in links:
        Evidence.objects.create(update=update, kind=EvidenceKind.LINK, title=title.strip() or url, url=url)
    for file in files:
        item = Evidence.objects.create(
            update=update,
            kind=file.kind,
            title=file.title,
            file=keep_file(file),
            file_name=file.file_name,
            sha256=file.sha256,
            pages=file.pages,
            findings=list(file.findings),
        )
        record(
            by=update.by,
            action="evidence added",
            on=item,
            update=update.pk,
            file_name=file.file_name,
            sha256=file.sha256,
            source_sha256=file.source_sha256,
        )


def _check_not_blue(status: Rag) -> None:
    if status == Rag.BLUE:
        raise RuleError("Blue is for a reviewer to give. If it is done, ask for it to be closed.")


def _check_recorded(status: Rag) -> None:
    if status == Rag.NOT_RECORDED:
        raise RuleError("Choose how it stands: red, amber or green.")


def _check_asking(asks: bool, has_evidence: bool) -> None:
    if asks and not has_evidence:
        raise RuleError("Say what shows that it is done: in words, as a file or as a link.")


def _check_closed(action: Action) -> None:
    if not action.is_closed:
        raise RuleError("The action is open already.")
