"""Rules of recommendations and information requests, pure: the one table of what may follow what, and the clock.

Each `check_…` raises NotAllowed with the sentence that the person reads; each `can_…` says whether it would.
"""

import calendar
import datetime
from collections.abc import Collection
from dataclasses import dataclass

from panels.rules import NotAllowed
from panels.tracker_enums import AskKind, RecipientKind, Standing, Step
from scrutiny.dates import is_working_day

# Those whom the law obliges: the authority and its executive (Local Government Act 2000, section 9FE). Everybody else
# is asked to answer in the same time.
BOUND_BY_LAW = frozenset(
    {RecipientKind.EXECUTIVE_MEMBER, RecipientKind.DIRECTOR, RecipientKind.CORPORATE_PARENTING_COMMITTEE}
)


@dataclass(frozen=True)
class Transition:
    """What a step may start from, and where it leads."""

    step: Step
    starts: frozenset[Standing]
    leads_to: Standing


def _table(*rows: tuple[Step, tuple[Standing, ...], Standing]) -> dict[Step, Transition]:
    return {step: Transition(step, frozenset(starts), leads_to) for step, starts, leads_to in rows}


_S = Standing

# The one table of what may follow what. Pages, operations and the generated page about it all read it here.
TRANSITIONS: dict[AskKind, dict[Step, Transition]] = {
    AskKind.RECOMMENDATION: _table(
        (Step.NOTICE, (_S.NOT_SENT,), _S.WAITING),
        (Step.RESPOND, (_S.WAITING,), _S.ANSWERED),
        (Step.PROGRESS, (_S.ANSWERED, _S.IN_PROGRESS), _S.IN_PROGRESS),
        (Step.PUT, (_S.ANSWERED, _S.IN_PROGRESS), _S.TO_CLOSE),
        (Step.KEEP, (_S.TO_CLOSE,), _S.IN_PROGRESS),
        (Step.JUDGE, (_S.NOT_SENT, _S.WAITING, _S.ANSWERED, _S.IN_PROGRESS, _S.TO_CLOSE), _S.CLOSED),
        (Step.REOPEN, (_S.CLOSED,), _S.IN_PROGRESS),
    ),
    AskKind.INFORMATION: _table(
        (Step.ASK, (_S.NOT_SENT,), _S.ASKED),
        (Step.PROMISE, (_S.ASKED, _S.PROMISED), _S.PROMISED),
        (Step.RECEIVE, (_S.ASKED, _S.PROMISED), _S.RECEIVED),
        (Step.CIRCULATE, (_S.RECEIVED,), _S.CIRCULATED),
        (Step.JUDGE, (_S.NOT_SENT, _S.ASKED, _S.PROMISED, _S.RECEIVED), _S.CLOSED),
        (Step.REOPEN, (_S.CLOSED, _S.CIRCULATED), _S.ASKED),
    ),
}

FIRST = Standing.NOT_SENT
# Where something is still owed by the recipient: past its day, it is late.
OWED = frozenset({_S.WAITING, _S.ASKED, _S.PROMISED})
ENDED = frozenset({_S.CLOSED, _S.CIRCULATED})
OPEN = frozenset(Standing) - ENDED

# What somebody tries who has the order wrong: step, where it stands, and what to say of it.
_WRONG_ORDER: dict[tuple[Step, Standing], str] = {
    (Step.RESPOND, _S.NOT_SENT): "No notice of this recommendation has been sent, so there can be no response to it. "
    "Record the notice first: the time to answer runs from the day on which it was received.",
    (Step.PROGRESS, _S.NOT_SENT): "No notice of this recommendation has been sent. Record the notice and the response "
    "before progress.",
    (Step.PROGRESS, _S.WAITING): "There is no response yet. Record the response before progress.",
    (Step.PUT, _S.WAITING): "There is no response yet. Record the response before the panel is asked to close it.",
    (Step.NOTICE, _S.WAITING): "The notice is recorded already.",
    (Step.RESPOND, _S.ANSWERED): "The response is recorded already. What has changed since is progress.",
    (Step.PROMISE, _S.NOT_SENT): "Nobody has asked for this information yet. Record when it was asked for first.",
    (Step.RECEIVE, _S.NOT_SENT): "Nobody has asked for this information yet. Record when it was asked for first.",
    (Step.CIRCULATE, _S.NOT_SENT): "Nobody has asked for this information yet. Record when it was asked for first.",
    (Step.CIRCULATE, _S.ASKED): "The information has not come yet. Record that it was received, then circulate it.",
    (Step.CIRCULATE, _S.PROMISED): "The information has not come yet. Record that it was received, then circulate it.",
}


def steps_from(kind: AskKind, standing: Standing) -> tuple[Step, ...]:
    """What may happen next, in the order of the table."""
    return tuple(step for step, found in TRANSITIONS[kind].items() if standing in found.starts)


def check_step(kind: AskKind, standing: Standing, step: Step) -> Standing:
    """Where the step leads; raises NotAllowed where it does not follow on from where it stands."""
    found = TRANSITIONS[kind].get(step)
    if found is None:
        raise NotAllowed(f"This is {_one(kind)}: “{step.label}” is not for it.")
    if standing not in found.starts:
        raise NotAllowed(
            _WRONG_ORDER.get((step, standing))
            or f"This {kind.label.lower()} stands at “{standing.label}”: “{step.label}” does not follow on from there."
        )
    return found.leads_to


def can_step(kind: AskKind, standing: Standing, step: Step) -> bool:
    """Whether the step may follow now."""
    try:
        check_step(kind, standing, step)
    except NotAllowed:
        return False
    return True


def last_day_to_respond(received: datetime.date, *, months: int = 2) -> datetime.date:
    """The last day of the time to respond: two months *beginning with* the day of receipt (LGA 2000, s.9FE).

    So what came on 22 March is answered by 21 May: the day of receipt is the first of the two months. Where the month
    has no such day, the time ends with the month: from 31 December it runs to the end of February.
    """
    index = received.year * 12 + received.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if received.day > last:
        return datetime.date(year, month, last)
    return datetime.date(year, month, received.day) - datetime.timedelta(days=1)


def check_dates(
    *,
    step: Step,
    on: datetime.date,
    made_on: datetime.date,
    latest_step_on: datetime.date | None,
    today: datetime.date,
) -> None:
    """Whether a step may have happened on that day: not before the panel asked or the last step, nor to come."""
    if on > today:
        raise NotAllowed(f"{in_words(on)} is still to come. Enter the day on which it happened.")
    if on < made_on:
        raise NotAllowed(f"The panel asked for this on {in_words(made_on)}. Nothing can have come of it before.")
    if latest_step_on and on < latest_step_on:
        raise NotAllowed(
            f"The step before this one was on {in_words(latest_step_on)}. “{step.label}” cannot be earlier: "
            "check the day."
        )


def check_notice(
    *, recipient: RecipientKind | None, sent: datetime.date, received: datetime.date, due: datetime.date
) -> None:
    """Whether a notice holds together: somebody to answer it, and time to, but no more than the law gives."""
    if recipient is None:
        raise NotAllowed("Choose first who is to answer this: a notice needs somebody to receive it.")
    if received < sent:
        raise NotAllowed("The notice cannot have been received before it was sent. Check the two days.")
    law = last_day_to_respond(received)
    if due < received:
        raise NotAllowed("The day by which to respond is before the notice was received. Give a later day.")
    if recipient in BOUND_BY_LAW and due > law:
        raise NotAllowed(
            f"The law gives two months from receipt, to {in_words(law)} (Local Government Act 2000, section 9FE). "
            "Give that day or an earlier one."
        )


def is_late(standing: Standing, due: datetime.date | None, *, on: datetime.date) -> bool:
    """Whether something owed by a day is still owed after it."""
    return standing in OWED and due is not None and due < on


def working_days_between(
    start: datetime.date, end: datetime.date, *, extra_holidays: Collection[datetime.date] = ()
) -> int:
    """How many working days come after `start` up to and with `end`; negative where `end` is the earlier one."""
    if end < start:
        return -working_days_between(end, start, extra_holidays=extra_holidays)
    days = (start + datetime.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, extra_holidays=extra_holidays) for day in days)


def working_days_before(
    day: datetime.date, count: int, *, extra_holidays: Collection[datetime.date] = ()
) -> datetime.date:
    """The working day that is so many working days before another day."""
    while count:
        day -= datetime.timedelta(days=1)
        count -= is_working_day(day, extra_holidays=extra_holidays)
    return day


def in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _one(kind: AskKind) -> str:
    return "an information request" if kind is AskKind.INFORMATION else "a recommendation"
