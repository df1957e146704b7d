"""What is done once a day, by the queue's worker or by a command: reminders of all apps."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

import actions.reminders
import panels.reminders
import performance.reminders
from scrutiny.notifications import Outcome, send_digests
from scrutiny.operations import queue_once_a_day
from scrutiny.reminders import Reminder

MORNING = datetime.time(7)  # local time: reminders are there when people start to work


def all_due(on: datetime.date) -> Iterator[Reminder]:
    """What all apps have to say that day."""
    for app in (panels.reminders, actions.reminders, performance.reminders):
        yield from app.due(on)


def remind(on: datetime.date) -> Outcome:
    """Send the reminders of a day."""
    return send_digests(all_due(on), on)


def queue_what_is_due(now: datetime.datetime) -> bool:
    """Put the work of the day into the queue once its hour has come; True the first time. Any worker may ask, often."""
    from panels.tasks import send_reminders  # the task calls this module

    local = timezone.localtime(now)
    if local.time() < MORNING:
        return False
    return queue_once_a_day(task="send_reminders", day=local.date(), enqueue=send_reminders.enqueue)
