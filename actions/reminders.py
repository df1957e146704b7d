"""Reminders about action plans: owners before and after a date, leads once a week, and what nobody does about it to the
scrutiny manager. Reads only; scrutiny/reminders.py says how keys and days work.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256

from actions.models import Action, AreaForImprovement
from scrutiny.access import ROLE_PERMISSIONS, Permission, Role
from scrutiny.models import User
from scrutiny.reminders import Reminder

# Days before the date on which an owner is reminded, and days after it; then again every so many.
BEFORE = (14, 3)
AFTER = (1, 7, 21)
AGAIN_EVERY = 28
ESCALATED_AFTER = 14


def due(on: datetime.date) -> Iterator[Reminder]:
    """What owners, leads, reviewers and the scrutiny manager are to know on that day. Four queries."""
    soon = on + datetime.timedelta(days=max(BEFORE))
    actions = list(
        Action.objects.standing()
        .open()
        .filter(due_on__lte=soon)
        .select_related("area__inspection__council", "area__lead_account", "owner_account")
        .order_by("due_on", "pk")
    )
    yield from _to_owners(actions, on)
    yield from _to_leads(actions, on)
    yield from _to_managers(actions, on)
    yield from _to_reviewers()


def stage(days_left: int) -> str:
    """The occasion, in words that stand in the key: the last one that has come. Nothing while the date is far away."""
    if days_left < 0:
        late = -days_left
        rounds = [*AFTER, *range(max(AFTER) + AGAIN_EVERY, late + 1, AGAIN_EVERY)]
        return f"{max(number for number in rounds if number <= late)} days after"
    if days_left == 0:
        return "the day"
    reached = [number for number in BEFORE if days_left <= number]
    return f"{min(reached)} days before" if reached else ""


def _to_owners(actions: Iterable[Action], on: datetime.date) -> Iterator[Reminder]:
    """Whoever says that it is done waits for the reviewer, and is left in peace."""
    for action in actions:
        days_left = (action.due_on - on).days
        occasion = stage(days_left)
        owner = action.owner_account
        if owner is None or not owner.is_active or action.asks_to_close or not occasion:
            continue
        what = f"{_short(action.text)} ({action.area})"
        if days_left < 0:
            subject, line = f"Late: {what}", f"{what} is {_days(-days_left)} late: it was due {action.due.label}."
        elif days_left == 0:
            subject, line = f"Due today: {what}", f"{what} is due today."
        else:
            subject = f"Due in {_days(days_left)}: {what}"
            line = f"{what} is due {action.due.label}, in {_days(days_left)}."
        yield Reminder(
            key=f"action {action.pk} due {action.due_on}, {occasion}",
            to=owner,
            subject=subject,
            line=f"{line} Say how it stands.",
            path=action.get_update_url(),
            urgent=days_left <= 0,
        )


def _to_leads(actions: Iterable[Action], on: datetime.date) -> Iterator[Reminder]:
    """One line a week for each area that somebody leads and in which something is late or due soon."""
    of_area: dict[AreaForImprovement, list[Action]] = defaultdict(list)
    for action in actions:
        if action.area.lead_account and action.area.lead_account.is_active:
            of_area[action.area].append(action)
    year, week, _ = on.isocalendar()
    for area, found in of_area.items():
        late = sum(action.due_on < on for action in found)
        soon = len(found) - late
        words = [f"{late} late" if late else "", f"{soon} due within {_days(max(BEFORE))}" if soon else ""]
        assert area.lead_account is not None
        yield Reminder(
            key=f"area {area.pk}, lead, week {year}-{week:02}",
            to=area.lead_account,
            subject=f"{area}: actions {' and '.join(filter(None, words))}",
            line=f"{area} of {area.inspection}, which you lead, has actions {' and '.join(filter(None, words))}.",
            path=area.get_absolute_url(),
            urgent=bool(late),
        )


def _to_managers(actions: Iterable[Action], on: datetime.date) -> Iterator[Reminder]:
    """Of the host council's plans: what has long been late, once a month while it stays so, and what nobody owns."""
    managers = list(User.objects.filter(role=Role.SCRUTINY_MANAGER, is_active=True).order_by("pk"))
    ours = [action for action in actions if action.area.inspection.council.is_host]
    long_late: dict[AreaForImprovement, list[Action]] = defaultdict(list)
    for action in ours:
        if (on - action.due_on).days >= ESCALATED_AFTER:
            long_late[action.area].append(action)
    for manager in managers:
        for area, found in long_late.items():
            oldest = found[0]
            count = "1 action is" if len(found) == 1 else f"{len(found)} actions are"
            late = _days((on - oldest.due_on).days)
            yield Reminder(
                key=f"area {area.pk} escalated {on:%Y-%m}, actions {_digest(found)}",
                to=manager,
                subject=f"{area}: {count} more than {_days(ESCALATED_AFTER)} late",
                line=f"{area} of {area.inspection}: {count} more than {_days(ESCALATED_AFTER)} late. The oldest, "
                f"{_short(oldest.text)} ({oldest.owner_name}), is {late} late.",
                path=area.get_absolute_url(),
                urgent=True,
            )
        for action in ours:
            if action.owner_account is None or not action.owner_account.is_active:
                why = "has no account" if action.owner_account is None else "has left: the account is closed"
                when = "was" if action.due_on < on else "is"
                yield Reminder(
                    key=f"action {action.pk} due {action.due_on}, nobody is reminded",
                    to=manager,
                    subject=f"Nobody is reminded: {_short(action.text)} ({action.area})",
                    line=f"{_short(action.text)} ({action.area}) {when} due {action.due.label}, and its owner "
                    f"{action.owner_name} {why}. Choose an account, so that somebody is reminded.",
                    path=action.get_absolute_url(),
                )


def _to_reviewers() -> Iterator[Reminder]:
    """What owners hold to be done, to everybody who may close it, once for each time of asking."""
    waiting = Action.objects.waiting_for_review().select_related("area__inspection").order_by("pk")
    roles = [role for role, held in ROLE_PERMISSIONS.items() if Permission.REVIEW_ACTIONS in held]
    reviewers = list(User.objects.filter(role__in=roles, is_active=True).order_by("pk"))
    for action in waiting:
        for reviewer in reviewers:
            yield Reminder(
                key=f"action {action.pk} asks to be closed, {action.last_update_on}",
                to=reviewer,
                subject=f"To review: {_short(action.text)} ({action.area})",
                line=f"{_short(action.text)} ({action.area}) is done, says {action.owner_name}. Look at the "
                "evidence, then close it or say what is missing.",
                path=action.get_absolute_url(),
            )


def _short(text: str) -> str:
    """The words of an action in a letter, in quotation marks, cut at a word."""
    words = " ".join(text.split())
    if len(words) > 90:
        words = words[:90].rsplit(" ", 1)[0] + "…"
    return f"“{words}”"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _digest(actions: Iterable[Action]) -> str:
    """Which actions, short enough for a key: another one among them is another occasion."""
    keys = ",".join(str(action.pk) for action in sorted(actions, key=lambda action: action.pk))
    return keys if len(keys) <= 60 else sha256(keys.encode()).hexdigest()[:32]
