"""Writes about the way of a report from its author to democratic services: clearances, hand-over, and back."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from panels.enums import ClearanceState, ReportState
from panels.models import Clearance, ClearanceKind, Report
from panels.report_rules import (
    ReportMove,
    check_edit,
    check_hand_over,
    check_return,
    check_send,
    check_sign,
    next_state,
)
from panels.reports.authored import authored_report
from panels.rules import NotAllowed
from scrutiny.access import Permission, user_can
from scrutiny.history import record
from scrutiny.models import Council, User


@transaction.atomic
def set_clearance_kinds(*, by: User, council: Council, kinds: Iterable[Mapping[str, str]]) -> None:
    """Say which clearances this council asks for (`key` and `name`), in order. Reports begun later have one of each."""
    for position, kind in enumerate(kinds, start=1):
        ClearanceKind.objects.update_or_create(
            council=council, key=kind["key"], defaults={"name": kind["name"], "position": position}
        )
    names = list(ClearanceKind.objects.filter(council=council).order_by("position").values_list("name", flat=True))
    record(by=by, action="set clearance kinds", on=council, names=names)


@transaction.atomic
def plan_clearance(*, by: User, clearance: Clearance, owner: str, due: datetime.date | None) -> Clearance:
    """Say who is to clear the report, and by when."""
    lock_report(clearance.report)
    current = Clearance.objects.select_for_update().select_related("kind").get(pk=clearance.pk)
    if current.state == ClearanceState.SIGNED:
        raise NotAllowed("This clearance is signed already.")
    before = {"owner": current.owner, "due": current.due}
    after = {"owner": owner.strip(), "due": due}
    if before == after:
        return current
    current.owner, current.due = owner.strip(), due
    current.save(update_fields=["owner", "due"])
    record(by=by, action="plan clearance", on=current.report, kind=current.kind.key, before=before, after=after)
    return current


@transaction.atomic
def send_for_clearance(*, by: User, report: Report) -> Report:
    """Send a complete report to those who clear it. A council that asks for no clearances has it cleared at once."""
    current = lock_report(report)
    check_send(state=current.get_state(), missing=authored_report(current).missing)
    _move(by=by, report=current, move=ReportMove.SEND)
    if not current.clearances.unsigned().exists():
        _move(by=by, report=current, move=ReportMove.CLEAR)
    return current


@transaction.atomic
def sign_clearance(
    *, by: User, clearance: Clearance, signed_by: str = "", comment: str = "", at: datetime.datetime | None = None
) -> Clearance:
    """Record that a clearance was given: by whom (the owner unless said) and when. The last one clears the report."""
    report = lock_report(clearance.report)
    current = Clearance.objects.select_for_update().select_related("kind").get(pk=clearance.pk)
    check_sign(state=report.get_state(), is_signed=current.state == ClearanceState.SIGNED)
    name = signed_by.strip() or current.owner
    if not name:
        raise NotAllowed(f"Enter who gives the {current.kind.name.lower()} clearance.")
    at = at or timezone.now()
    if at > timezone.now():
        raise NotAllowed("A clearance cannot be signed in the future.")
    current.state, current.signed_by, current.signed_at, current.recorded_by = ClearanceState.SIGNED, name, at, by
    current.comment = comment.strip()
    current.save()
    record(
        by=by, action="sign clearance", on=report, kind=current.kind.key, signed_by=name, signed_at=at,
        comment=current.comment,
    )  # fmt: skip
    if not report.clearances.unsigned().exists():
        _move(by=by, report=report, move=ReportMove.CLEAR)
    return current


@transaction.atomic
def hand_over(*, by: User, report: Report) -> Report:
    """Hand a cleared report over to democratic services, who put it into the pack."""
    current = lock_report(report)
    unsigned = [str(one.kind) for one in current.clearances.unsigned().in_order()]
    check_hand_over(state=current.get_state(), unsigned=unsigned)
    return _move(by=by, report=current, move=ReportMove.HAND_OVER)


@transaction.atomic
def return_report(*, by: User, report: Report, reason: str) -> Report:
    """Give a report back to its author with the reason. Signatures stand until somebody changes a word."""
    current = lock_report(report)
    check_return(state=current.get_state(), reason=reason, may_receive=may_receive(by))
    return _move(by=by, report=current, move=ReportMove.RETURN, reason=reason.strip())


def note_change(*, by: User, report: Report, what: str) -> tuple[str, ...]:
    """Reopen what was signed, because the report has changed since; returns the names of the clearances reopened.

    Part of the change: called inside its transaction, with the report locked (`lock_report`).
    """
    signed = list(Clearance.objects.filter(report=report, state=ClearanceState.SIGNED).in_order())
    if not signed:
        return ()
    for clearance in signed:
        clearance.state = ClearanceState.REOPENED
        clearance.signed_by, clearance.signed_at, clearance.recorded_by = "", None, None
        clearance.save()
    names = tuple(clearance.kind.name for clearance in signed)
    record(by=by, action="reopen clearances", on=report, names=list(names), changed=what)
    _move(by=by, report=report, move=ReportMove.REOPEN)
    return names


def check_may_change(*, by: User, report: Report) -> None:
    """Raise NotAllowed where this person may not change the report's words in its present state."""
    check_edit(state=report.get_state(), may_receive=may_receive(by))


def may_receive(user: User) -> bool:
    """Whether this is somebody of democratic services, who receive reports that are handed over."""
    return user_can(user, Permission.EDIT_AGENDA)


def lock_report(report: Report) -> Report:
    """The report as it is now, held until the transaction ends."""
    return Report.objects.select_for_update().get(pk=report.pk)


def _move(*, by: User, report: Report, move: ReportMove, reason: str = "") -> Report:
    before = report.get_state()
    after = next_state(move, before)
    if (before, report.state_reason) == (after, reason):
        return report
    report.state, report.state_reason = ReportState(after), reason
    report.save(update_fields=["state", "state_reason"])
    record(by=by, action=f"report: {move}", on=report, before=str(before), after=str(after), reason=reason)
    return report
