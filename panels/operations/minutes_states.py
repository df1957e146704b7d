"""Writes that take minutes from draft to signed: to the chair, checked, published, amended, approved, withdrawn."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string

from panels.enums import EditionKind, MinutesEditionKind, MinutesState
from panels.minutes_rules import check_approval, check_move, check_ready, check_second_person
from panels.models import Meeting, Minute, Minutes, MinutesAmendment, MinutesEdition, Person
from panels.operations.minutes import EDITABLE
from panels.reports.minutes import minutes_report
from panels.reports.minutes_content import as_content
from panels.reports.minutes_gate import minutes_gate
from panels.rules import NotAllowed
from panels.search import index_minutes
from scrutiny.history import record
from scrutiny.models import User

BODY = "panels/_minutes_body.html"


@transaction.atomic
def send_to_chair(*, by: User, minutes: Minutes) -> Minutes:
    """The draft is whole: the chair reads it. Raises NotAllowed with everything that is missing."""
    minutes = _lock(minutes)
    check_move(minutes.get_state(), "send")
    check_ready(minutes_gate(minutes).problems)
    return _move(by, minutes, "send", state_reason="")


@transaction.atomic
def take_back(*, by: User, minutes: Minutes, reason: str) -> Minutes:
    """Back to be written, with what the chair wants changed."""
    minutes = _lock(minutes)
    check_move(minutes.get_state(), "back")
    if not reason.strip():
        raise NotAllowed("Say what is to be changed: whoever writes the minutes reads it.")
    return _move(by, minutes, "back", state_reason=reason.strip(), checked_at=None, checked_by=None)


@transaction.atomic
def record_check(*, by: User, minutes: Minutes, at: datetime.datetime) -> Minutes:
    """The chair is content with the draft."""
    minutes = _lock(minutes)
    check_move(minutes.get_state(), "check")
    return _move(by, minutes, "check", checked_at=at, checked_by=by)


@transaction.atomic
def publish_minutes(*, by: User, minutes: Minutes, at: datetime.datetime, reason: str = "") -> MinutesEdition:
    """Make the checked draft public: its open part, and a summary of what is exempt. The files follow off the request.

    Where the minutes were published and withdrawn before, a reason is wanted. Where they hold something exempt and the
    council wants a second person, whoever recorded the chair's check cannot publish.
    """
    minutes = _lock(minutes)
    check_move(minutes.get_state(), "publish")
    found = minutes_gate(minutes)
    check_ready(found.all)
    needed = found.holds_exempt and minutes.meeting.panel.council.second_person_confirms_exempt
    check_second_person(needed=needed, by=by.pk, checked_by=minutes.checked_by_id)
    if minutes.editions.exists() and not reason.strip():
        raise NotAllowed("These minutes were published before. Say why they go out again: readers see the reason.")
    _move(by, minutes, "publish")
    return _publish(by, minutes, MinutesEditionKind.DRAFT, at=at, reason=reason)


@transaction.atomic
def amend_minute(*, by: User, minute: Minute, text: str, **fields: Any) -> MinutesAmendment:
    """What the next meeting changes before it approves: the sentence that it agreed, and the words as they then are.

    The published draft stays as it is; the edition that is approved has the new words and lists the amendments.
    """
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    minutes = _lock(minute.minutes)
    if minutes.state != MinutesState.PUBLISHED:
        raise NotAllowed("Amendments are made to minutes published as a draft, by the meeting that approves them.")
    if not text.strip():
        raise NotAllowed("Say in a sentence what the meeting amended: the approved minutes list it.")
    current = Minute.objects.get(pk=minute.pk)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    before = {name: getattr(current, name) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    made = MinutesAmendment.objects.create(
        minutes=minutes, minute=current, text=text.strip(), before=before, after=changed, made_by=by
    )
    record(by=by, action="amend minute", on=current, text=made.text, before=before, after=changed)
    return made


@transaction.atomic
def approve_minutes(
    *,
    by: User,
    minutes: Minutes,
    meeting: Meeting,
    signed_by: Person,
    signed_on: datetime.date,
    at: datetime.datetime,
) -> MinutesEdition:
    """A later meeting approved the minutes, as amended, and its chair signed them (LGA 1972 Sch. 12, para. 41)."""
    minutes = _lock(minutes)
    check_move(minutes.get_state(), "approve")
    check_approval(
        meeting=minutes.meeting.date,
        at=meeting.date,
        signed_on=signed_on,
        is_same_panel=meeting.panel_id == minutes.meeting.panel_id,
    )
    if meeting.is_cancelled:
        raise NotAllowed("That meeting is cancelled, so it approved nothing.")
    _move(by, minutes, "approve", approved_at=meeting, signed_by=signed_by, signed_on=signed_on)
    return _publish(by, minutes, MinutesEditionKind.APPROVED, at=at, reason="")


@transaction.atomic
def withdraw_minutes(*, by: User, minutes: Minutes, at: datetime.datetime, reason: str) -> MinutesEdition:
    """Take published minutes back at once: readers find the reason in their place, and the draft is open again."""
    minutes = _lock(minutes)
    check_move(minutes.get_state(), "withdraw")
    if not reason.strip():
        raise NotAllowed("Say why they are withdrawn: readers find the reason in their place.")
    nothing = {"checked_at": None, "checked_by": None, "approved_at": None, "signed_on": None, "signed_by": None}
    _move(by, minutes, "withdraw", state_reason=reason.strip(), **nothing)
    edition = MinutesEdition.objects.create(
        minutes=minutes,
        number=_next_number(minutes),
        kind=MinutesEditionKind.WITHDRAWAL,
        published_at=at,
        published_by=by,
        reason=reason.strip(),
    )
    index_minutes(minutes)
    record(by=by, action="withdraw minutes", on=edition, meeting=str(minutes.meeting), reason=reason)
    return edition


@transaction.atomic
def finish_files(*, edition: MinutesEdition, pdf: str, docx: str, pages: int) -> None:
    """The files of published minutes are made; called by the queue's worker."""
    MinutesEdition.objects.filter(pk=edition.pk).update(pdf=pdf, docx=docx, pages=pages, problem="")
    record(by=None, action="make minutes files", on=edition, pdf=pdf, docx=docx)


@transaction.atomic
def fail_files(*, edition: MinutesEdition, problem: str) -> None:
    """The files could not be made; the page of the minutes is there all the same."""
    MinutesEdition.objects.filter(pk=edition.pk).update(problem=problem)
    record(by=None, action="fail minutes files", on=edition, problem=problem)


def _publish(
    by: User, minutes: Minutes, kind: MinutesEditionKind, *, at: datetime.datetime, reason: str
) -> MinutesEdition:
    minutes = Minutes.objects.with_meeting().select_related("approved_at", "signed_by").get(pk=minutes.pk)
    public = minutes_report(minutes)
    members = minutes_report(minutes, edition=EditionKind.MEMBERS) if public.has_exempt else None
    edition = MinutesEdition.objects.create(
        minutes=minutes,
        number=_next_number(minutes),
        kind=kind,
        published_at=at,
        published_by=by,
        reason=reason.strip(),
        content=as_content(public),
        members_content=as_content(members) if members else None,
        body=render_to_string(BODY, {"report": public, "edit_source": None, "printing": False}),
    )
    index_minutes(minutes)
    record(
        by=by, action="publish minutes", on=edition, meeting=str(minutes.meeting), number=edition.number,
        kind=str(kind), published_at=at, reason=reason, numbers=[entry.number for entry in public.entries],
    )  # fmt: skip
    return edition


def _lock(minutes: Minutes) -> Minutes:
    return Minutes.objects.select_for_update(of=("self",)).with_meeting().get(pk=minutes.pk)


def _move(by: User, minutes: Minutes, move: str, **fields: Any) -> Minutes:
    before = minutes.get_state()
    minutes.state = check_move(before, move)
    for name, value in fields.items():
        setattr(minutes, name, value)
    minutes.version += 1
    minutes.save()
    facts = {name: str(value) for name, value in fields.items() if value}
    record(by=by, action=f"minutes: {move}", on=minutes, before=str(before), after=str(minutes.state), **facts)
    return minutes


def _next_number(minutes: Minutes) -> int:
    return (minutes.editions.aggregate(last=Max("number"))["last"] or 0) + 1
