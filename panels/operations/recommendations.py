"""Writes to recommendations and information requests: made of resolutions, edited, and taken from step to step.

Every step is one operation: it asks the one table (panels.tracker_rules) whether it may follow, changes the row, adds
the step that readers see, and the event of the history, together or not at all.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from panels.enums import RequestKind
from panels.models import Meeting, MeetingRequest, Panel, Recipient, Recommendation, Resolution
from panels.operations.steps import lock, save, take, tell
from panels.reports.exemptions import withheld_parts
from panels.rules import NotAllowed, StaleEdit
from panels.tracker_enums import Answer, AskKind, NoticeMethod, Outcome, RecipientKind, Standing, Step
from panels.tracker_rules import check_notice, check_step, in_words, last_day_to_respond
from scrutiny.history import events_on, record
from scrutiny.models import User

# What may always be changed; and what stands once somebody was told.
EDITABLE = frozenset({"raised_by", "area", "indicator", "is_exempt"})
UNTIL_SENT = frozenset({"kind", "text", "reason", "recipient", "made_on"})
LABELS = {
    "kind": "What it is", "text": "Text", "reason": "Why", "recipient": "To whom", "made_on": "When the panel asked",
    "raised_by": "Raised by", "area": "Area for improvement", "indicator": "Indicator", "is_exempt": "Exempt",
}  # fmt: skip


@transaction.atomic
def recommend(*, by: User, resolution: Resolution, kind: AskKind, **fields: Any) -> Recommendation:
    """Make a recommendation or an information request of a resolution; several may come of one.

    Its text starts as the panel's own words. `fields` are others that may be edited.
    """
    meeting = resolution.minute.minutes.meeting
    start = {
        "made_on": meeting.date,
        "text": opening(resolution.text),
        "is_exempt": resolution.minute.is_exempt,
        **fields,
    }
    return _create(by=by, panel=meeting.panel, kind=kind, meeting=meeting, resolution=resolution, **start)


@transaction.atomic
def take_up_request(*, by: User, request: MeetingRequest, recipient: Recipient | None = None) -> Recommendation:
    """Follow up what was noted at a meeting as asked for: information, or an action, which is a recommendation."""
    taken = Recommendation.objects.filter(request=request).first()
    if taken:
        raise NotAllowed(f"This is followed up already, as {taken.reference}.")
    meeting = Meeting.objects.select_related("panel").get(pk=request.meeting_id)
    kind = AskKind.INFORMATION if request.kind == RequestKind.INFORMATION else AskKind.RECOMMENDATION
    return _create(
        by=by, panel=meeting.panel, kind=kind, meeting=meeting, request=request, made_on=meeting.date,
        origin=f"Asked at the meeting of {in_words(meeting.date)}", text=opening(request.text), recipient=recipient,
        is_exempt=request.item is not None and request.item.pk in withheld_parts(meeting).items,
    )  # fmt: skip


@transaction.atomic
def enter_earlier(
    *, by: User, panel: Panel, kind: AskKind, origin: str, made_on: datetime.date, text: str, **fields: Any
) -> Recommendation:
    """Enter one from before the service had the panel's minutes. `origin` says where it is written down.

    The public does not see it: it reads what is in minutes that are published here.
    """
    if not origin.strip():
        raise NotAllowed("Say where this is written down, such as “Minute 27, 25 January 2018”.")
    meeting = Meeting.objects.filter(panel=panel, date=made_on).first()
    return _create(
        by=by, panel=panel, kind=kind, origin=origin.strip(), made_on=made_on, text=text, meeting=meeting, **fields
    )


@transaction.atomic
def edit_recommendation(*, by: User, recommendation: Recommendation, version: int, **fields: Any) -> Recommendation:
    """Change what it says or belongs to. Once a notice is sent, its words and its recipient stay as they were sent.

    Raises StaleEdit if somebody saved since `version`, NotAllowed for what stands.
    """
    _check_fields(fields)
    current = lock(recommendation)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    if current.version != version:
        last = events_on(current).first()
        saved = {LABELS[name]: _shown(getattr(current, name)) for name in changed}
        raise StaleEdit(saved_by=last.by.full_name if last and last.by else "", saved=saved)
    _check_whole(changed)
    stands = [LABELS[name].lower() for name in sorted(changed.keys() & UNTIL_SENT)]
    if current.standing != Standing.NOT_SENT and stands:
        raise NotAllowed(
            f"The recipient has been told, so this stays as it was sent: {', '.join(stands)}. "
            "If it was wrong, close it as overtaken and make another of the resolution."
        )
    before = {name: _shown(getattr(current, name)) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    save(current)
    after = {name: _shown(value) for name, value in changed.items()}
    record(by=by, action="edit recommendation", on=current, before=before, after=after)
    return current


@transaction.atomic
def send_notice(
    *,
    by: User,
    recommendation: Recommendation,
    on: datetime.date,
    method: NoticeMethod,
    received_on: datetime.date | None = None,
    due_on: datetime.date | None = None,
    today: datetime.date | None = None,
) -> Recommendation:
    """Record that the recipient was given notice, and start the clock: two months from receipt, unless sooner is asked.

    The caller has the letter sent where the recipient has an address (panels.tasks.send_notice_letter).
    """
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.NOTICE)
    received = received_on or on
    due = due_on or last_day_to_respond(received)
    kind = RecipientKind(current.recipient.kind) if current.recipient else None
    check_notice(recipient=kind, sent=on, received=received, due=due)
    current.sent_on, current.sent_by, current.received_on, current.due_on = on, method, received, due
    return take(
        by=by, current=current, step=Step.NOTICE, became=became, on=on, today=today, due_on=due,
        text=f"By {NoticeMethod(method).label.lower()}" if method in (NoticeMethod.EMAIL, NoticeMethod.LETTER) else "",
        facts={"method": str(method), "received_on": received, "due_on": due},
    )  # fmt: skip


@transaction.atomic
def record_response(
    *,
    by: User,
    recommendation: Recommendation,
    on: datetime.date,
    answer: Answer,
    reason: str,
    action: str = "",
    by_recipient: bool = False,
    today: datetime.date | None = None,
) -> Recommendation:
    """Record what the recipient says: accepted, in part, or rejected, with the reason and what will be done.

    It is not public until somebody has looked at it: see publish_response.
    """
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.RESPOND)
    if not reason.strip():
        raise NotAllowed("Give the reason for the response: the panel reads it.")
    if answer != Answer.REJECTED and not action.strip():
        raise NotAllowed("Say what will be done, and by when: the response has to (Local Government Act 2000, s.9FE).")
    current.answer, current.answer_reason, current.answer_action = answer, reason.strip(), action.strip()
    current.answered_on = on
    return take(
        by=by, current=current, step=Step.RESPOND, became=became, on=on, today=today, by_recipient=by_recipient,
        text=str(Answer(answer).label), facts={"answer": str(answer), "reason": reason, "will_be_done": action},
    )  # fmt: skip


@transaction.atomic
def publish_response(*, by: User, recommendation: Recommendation) -> Recommendation:
    """Let the public read the response: the law asks for it where the report was published (LGA 2000, s.9FE)."""
    current = lock(recommendation)
    if not current.answered_on or current.is_request:
        raise NotAllowed("There is no response to publish yet.")
    if Recommendation.objects.exempt().filter(pk=current.pk).exists():
        raise NotAllowed("This recommendation is exempt, so its response is not published.")
    if current.answer_published_at:
        return current
    current.answer_published_at, current.answer_published_by = timezone.now(), by
    save(current)
    record(by=by, action="publish response", on=current)
    return current


@transaction.atomic
def report_progress(
    *, by: User, recommendation: Recommendation, on: datetime.date, text: str, by_recipient: bool = False,
    today: datetime.date | None = None,
) -> Recommendation:  # fmt: skip
    """Add what has been done since the response."""
    return tell(
        by, recommendation, Step.PROGRESS, on, text, today,
        missing="Say what has been done since.", by_recipient=by_recipient,
    )  # fmt: skip


@transaction.atomic
def put_to_panel(
    *, by: User, recommendation: Recommendation, on: datetime.date, text: str = "", today: datetime.date | None = None
) -> Recommendation:
    """Ask the panel to close it: it stands under that heading in the next monitoring report."""
    return tell(by, recommendation, Step.PUT, on, text, today)


@transaction.atomic
def keep_open(
    *, by: User, recommendation: Recommendation, on: datetime.date, text: str, today: datetime.date | None = None
) -> Recommendation:
    """Record that the panel would not close it yet, and why."""
    return tell(by, recommendation, Step.KEEP, on, text, today, missing="Say why the panel keeps it open.")


@transaction.atomic
def judge(
    *,
    by: User,
    recommendation: Recommendation,
    on: datetime.date,
    outcome: Outcome,
    note: str = "",
    today: datetime.date | None = None,
) -> Recommendation:
    """Record the panel's judgement, which closes it. What nobody has answered can only be not done or overtaken."""
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.JUDGE)
    done = outcome in (Outcome.DONE, Outcome.MADE_A_DIFFERENCE)
    if done and not current.answered_on:
        raise NotAllowed(
            "Nothing has come back on this yet, so it cannot be called done. Record the response first, or choose "
            "“Not done” or “Overtaken by events”."
        )
    if outcome in (Outcome.MADE_A_DIFFERENCE, Outcome.NOT_DONE, Outcome.OVERTAKEN) and not note.strip():
        raise NotAllowed("Say what the panel saw that makes it say so.")
    current.outcome, current.outcome_note, current.ended_on = outcome, note.strip(), on
    return take(
        by=by, current=current, step=Step.JUDGE, became=became, on=on, today=today, text=str(Outcome(outcome).label),
        facts={"outcome": str(outcome), "note": note},
    )  # fmt: skip


@transaction.atomic
def reopen(
    *, by: User, recommendation: Recommendation, on: datetime.date, text: str, today: datetime.date | None = None
) -> Recommendation:
    """Open one again that was closed, with the reason. The history keeps how it was closed."""
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.REOPEN)
    if not text.strip():
        raise NotAllowed("Say why it is opened again.")
    if not current.sent_on:
        became = Standing.NOT_SENT
    elif not current.answered_on and not current.is_request:
        became = Standing.WAITING
    current.outcome, current.outcome_note, current.ended_on = "", "", None
    if current.is_request:
        current.answered_on = None
    return take(by=by, current=current, step=Step.REOPEN, became=became, on=on, today=today, text=text.strip())


@transaction.atomic
def claim_letter(*, recommendation: Recommendation) -> bool:
    """Claim the letter of a notice before it is sent; False when it went, or another worker has it."""
    waiting = Recommendation.objects.filter(pk=recommendation.pk, mailed_at=None, sent_on__isnull=False)
    return bool(waiting.update(mailed_at=timezone.now()))


def give_back_letter(*, recommendation: Recommendation) -> None:
    """Say that a claimed letter was not sent, so that it is tried again."""
    Recommendation.objects.filter(pk=recommendation.pk).update(mailed_at=None)


def opening(resolved: str) -> str:
    """The words of a resolution as they begin a sentence of their own: without "That", with a full stop."""
    words = " ".join(resolved.split())
    if words.lower().startswith("that "):
        words = words[5:]
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "?", "!")) else f"{words}."


# --- Helpers ---------------------------------------------------------------------------------------------------


def _create(*, by: User, panel: Panel, kind: AskKind, **fields: Any) -> Recommendation:
    _check_fields(fields, also={"meeting", "resolution", "request", "origin"})
    _check_whole(fields)
    made = Recommendation.objects.create(
        panel=panel, kind=kind, created_at=timezone.now(), created_by=by, **{**fields, "text": fields["text"].strip()}
    )
    facts = {name: _shown(value) for name, value in fields.items()}
    record(by=by, action="make recommendation", on=made, kind=str(kind), panel=panel.name, **facts)
    return Recommendation.objects.with_row().get(pk=made.pk)


def _check_fields(fields: Any, also: set[str] | None = None) -> None:
    unknown = set(fields) - EDITABLE - UNTIL_SENT - (also or set())
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")


def _check_whole(fields: dict[str, Any]) -> None:
    if "text" in fields and not fields["text"].strip():
        raise NotAllowed("Say what the panel asks for.")


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
