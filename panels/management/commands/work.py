"""The worker: what pages leave for later, and what is done once a day."""

import logging
import threading
from typing import Any

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from panels.daily import queue_what_is_due

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 60


class Command(db_worker.Command):
    help = "Do the jobs in the queue until stopped, and put the work of each day into it: reminders in the morning."

    def handle(self, *args: Any, **options: Any) -> None:
        threading.Thread(target=keep_the_hours, name="daily work", daemon=True).start()
        super().handle(*args, **options)


def keep_the_hours(stop: threading.Event | None = None, seconds: float = SECONDS_BETWEEN_LOOKS) -> None:
    """Look every minute whether the work of the day is due, the first time after a minute. A job that is being done
    does not hold this up; a database that is away is met again a minute later.
    """
    stop = stop or threading.Event()
    while not stop.wait(seconds):
        close_old_connections()
        try:
            queue_what_is_due(timezone.now())
        except DatabaseError:
            logger.exception("The work of the day could not be put into the queue; it is tried again in a minute.")
        finally:
            connections.close_all()
