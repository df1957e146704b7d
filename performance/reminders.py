"""Reminders about indicators and datasets. Reads only; scrutiny/reminders.py says how keys and days work."""

import datetime
from collections.abc import Iterator

from performance.enums import CommentaryState
from performance.models import Commentary
from performance.reports.commentary import short_name_of
from scrutiny.access import ROLE_PERMISSIONS, Permission
from scrutiny.models import User
from scrutiny.reminders import Reminder

DAYS_BEFORE = 3


def due(on: datetime.date) -> Iterator[Reminder]:
    """What is to be known on that day, for each person: explanations to write, and explanations to sign off.

    Nothing of the figures stands in a reminder: it may be read outside the service.
    """
    waiting = Commentary.objects.filter(
        state__in=[CommentaryState.ASKED, CommentaryState.RETURNED, CommentaryState.SUBMITTED]
    ).select_related("indicator__entry", "indicator__dataset", "asked_of")
    managers: list[User] | None = None
    writers: list[User] | None = None
    for commentary in waiting.order_by("due", "pk"):
        if commentary.state == CommentaryState.SUBMITTED:
            managers = _holders(Permission.SIGN_OFF_COMMENTARY) if managers is None else managers
            yield from (_to_sign(commentary, manager) for manager in managers if manager.pk != commentary.written_by_id)
        elif commentary.asked_of is not None:
            yield from _to_write(commentary, commentary.asked_of, on)
        else:
            writers = _holders(Permission.WRITE_COMMENTARY) if writers is None else writers
            for writer in writers:
                yield from _to_write(commentary, writer, on)


def _to_write(commentary: Commentary, writer: User, on: datetime.date) -> Iterator[Reminder]:
    """That it is asked for, at once; that its day comes near; that it has passed; that the manager wants more."""
    name, month = short_name_of(commentary), commentary.as_month.long
    by_when = f"{commentary.due.day} {commentary.due:%B %Y}"
    near = commentary.due - datetime.timedelta(days=DAYS_BEFORE)

    def reminder(occasion: str, subject: str, line: str, *, urgent: bool = False) -> Reminder:
        return Reminder(
            key=f"commentary {commentary.pk} due {commentary.due}, {occasion}",
            to=writer,
            subject=subject,
            line=line,
            path=commentary.get_absolute_url(),
            urgent=urgent,
        )

    if commentary.state == CommentaryState.RETURNED:
        yield reminder(
            f"returned {commentary.version}",
            f"More is needed: {name}",
            f"The manager asks for more in your explanation of “{name}” for {month}.",
        )
    elif on < near:  # later the day itself is what matters, and one line says it
        yield reminder(
            "asked",
            f"An explanation is asked for: {name}",
            f"Please explain “{name}” for {month} by {by_when}.",
        )
    if near <= on <= commentary.due:
        yield reminder(
            f"{DAYS_BEFORE} days before",
            f"Due soon: {name}",
            f"Your explanation of “{name}” for {month} is needed by {by_when}.",
        )
    elif on > commentary.due:
        yield reminder(
            "overdue",
            f"Overdue: {name}",
            f"Your explanation of “{name}” for {month} was needed by {by_when}.",
            urgent=True,
        )


def _to_sign(commentary: Commentary, manager: User) -> Reminder:
    name = short_name_of(commentary)
    return Reminder(
        key=f"commentary {commentary.pk} version {commentary.version}, to sign off",
        to=manager,
        subject=f"To sign off: {name}",
        line=f"An explanation of “{name}” for {commentary.as_month.long} waits for your signature.",
        path=commentary.get_absolute_url(),
    )


def _holders(permission: Permission) -> list[User]:
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    return list(User.objects.filter(role__in=roles, is_active=True).order_by("pk"))
