"""Reminders about recommendations and requests. Reads only; scrutiny/reminders.py says how keys and days work.

What is owed is said to whoever has the account of the recipient ten and three working days before, on the day, and
each week that it is late; the officer who made it hears of what is late, was never sent, or is not published.
"""

import datetime
from collections.abc import Collection, Iterator

from panels.models import Recommendation
from panels.tracker_enums import Standing, Step
from panels.tracker_rules import OWED, in_words, working_days_before
from scrutiny.models import Council, User
from scrutiny.reminders import Reminder

BEFORE = (10, 3)  # working days
UNSENT_AFTER = datetime.timedelta(days=10)


def due(on: datetime.date) -> Iterator[Reminder]:
    """What is to be known on that day, for each person. Two queries, however many recommendations there are."""
    council = Council.objects.host()
    holidays = set(council.holidays.values_list("day", flat=True)) if council else set()
    rows = Recommendation.objects.select_related("recipient__account", "created_by", "panel").order_by("pk")
    farthest = on + datetime.timedelta(days=2 * max(BEFORE) + 14)
    for row in rows.filter(standing__in=OWED, due_on__isnull=False, due_on__lte=farthest):
        yield from _owed(row, on, holidays)
    unsent = rows.filter(standing=Standing.NOT_SENT, created_at__date__lte=on - UNSENT_AFTER)
    for row in unsent.filter(created_by__is_active=True):
        yield _to(
            row, row.created_by, "never sent",
            f"{row.reference} was made {(on - row.created_at.date()).days} days ago, and nobody has been told of it.",
        )  # fmt: skip
    unpublished = rows.filter(
        answered_on__isnull=False, answer_published_at=None, is_exempt=False, resolution__isnull=False
    ).exclude(answer="")
    for row in unpublished.filter(created_by__is_active=True):
        yield _to(
            row, row.created_by, "response not published",
            f"The response to {row.reference} is not published yet. Where the recommendation is public, it has to be.",
        )  # fmt: skip


def _owed(row: Recommendation, on: datetime.date, holidays: Collection[datetime.date]) -> Iterator[Reminder]:
    assert row.due_on is not None
    day = row.due_on
    what = "The information" if row.is_request else "The response"
    account = row.recipient.account if row.recipient and row.recipient.is_active else None
    if account and account.is_active:
        for count in BEFORE:
            if working_days_before(day, count, extra_holidays=holidays) <= on <= day:
                line = f"{what} for {row.reference} is due on {in_words(day)}."
                yield _to(row, account, f"due {day}, {count} working days before", line, answer=True)
        if on == day:
            line = f"{what} for {row.reference} is due today."
            yield _to(row, account, f"due {day}, on the day", line, urgent=True, answer=True)
        if weeks := _weeks_late(day, on):
            line = f"{what} for {row.reference} was due on {in_words(day)} and has not come."
            yield _to(row, account, f"due {day}, {weeks} weeks late", line, urgent=True, answer=True)
    if on > day and row.created_by.is_active:
        whom = row.recipient.name if row.recipient else "nobody in particular"
        line = f"{what} for {row.reference}, from {whom}, was due on {in_words(day)} and has not come."
        yield _to(row, row.created_by, f"due {day}, late", line, urgent=True)


def _weeks_late(day: datetime.date, on: datetime.date) -> int:
    """0 while it is not late, 1 in the first week after the day, and so on to 8: after that letters help no more."""
    late = (on - day).days
    return min(-(-late // 7), 8) if late > 0 else 0


def _to(
    row: Recommendation, to: User, occasion: str, line: str, *, urgent: bool = False, answer: bool = False
) -> Reminder:
    """Of what it is about nothing is said: mail is read on the way, and some of it is exempt."""
    path = row.get_absolute_url()
    if answer:
        step = {Standing.WAITING: Step.RESPOND}.get(row.get_standing(), Step.RECEIVE)
        path = f"{path}steps/{step}/"
    subject = f"{row.get_kind_display()} {row.reference} of the {row.panel.name}"
    return Reminder(f"recommendation {row.pk} {occasion}", to, subject, line, path, urgent)
