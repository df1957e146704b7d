"""Writes to information requests: asked, promised, received, circulated. See recommendations.py for the rest."""

import datetime

from django.db import transaction

from panels.models import Recommendation
from panels.operations.steps import lock, take
from panels.rules import NotAllowed
from panels.tracker_enums import NoticeMethod, Step
from panels.tracker_rules import check_step
from scrutiny.models import User


@transaction.atomic
def ask_for_information(
    *,
    by: User,
    recommendation: Recommendation,
    on: datetime.date,
    method: NoticeMethod = NoticeMethod.AT_THE_MEETING,
    due_on: datetime.date | None = None,
    today: datetime.date | None = None,
) -> Recommendation:
    """Record that the information was asked for, and by when the panel wants it; no day where it named none."""
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.ASK)
    if current.recipient is None:
        raise NotAllowed("Choose first who is to give this information.")
    if due_on and due_on < on:
        raise NotAllowed("The day by which it is wanted is before the day on which it was asked. Give a later day.")
    current.sent_on, current.sent_by, current.received_on, current.due_on = on, method, on, due_on
    return take(
        by=by, current=current, step=Step.ASK, became=became, on=on, today=today, due_on=due_on,
        facts={"method": str(method), "due_on": due_on},
    )  # fmt: skip


@transaction.atomic
def promise(
    *,
    by: User,
    recommendation: Recommendation,
    on: datetime.date,
    due_on: datetime.date,
    text: str = "",
    by_recipient: bool = False,
    today: datetime.date | None = None,
) -> Recommendation:
    """Record that the information was promised for a day, which is the day that counts from then on."""
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.PROMISE)
    if due_on < on:
        raise NotAllowed("The day for which it is promised is before the promise. Give a later day.")
    current.due_on = due_on
    return take(
        by=by, current=current, step=Step.PROMISE, became=became, on=on, today=today, due_on=due_on, text=text.strip(),
        by_recipient=by_recipient, facts={"due_on": due_on},
    )  # fmt: skip


@transaction.atomic
def receive_information(
    *, by: User, recommendation: Recommendation, on: datetime.date, text: str = "", by_recipient: bool = False,
    today: datetime.date | None = None,
) -> Recommendation:  # fmt: skip
    """Record that the information came; how late it was stays on record."""
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.RECEIVE)
    current.answered_on = on
    return take(
        by=by, current=current, step=Step.RECEIVE, became=became, on=on, today=today, text=text.strip(),
        by_recipient=by_recipient,
    )  # fmt: skip


@transaction.atomic
def circulate(
    *, by: User, recommendation: Recommendation, on: datetime.date, text: str = "", today: datetime.date | None = None
) -> Recommendation:
    """Record that members have the information: the request has done its work."""
    current = lock(recommendation)
    became = check_step(current.get_kind(), current.get_standing(), Step.CIRCULATE)
    current.ended_on = on
    return take(by=by, current=current, step=Step.CIRCULATE, became=became, on=on, today=today, text=text.strip())
