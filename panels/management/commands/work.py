"""The worker: what pages leave for later, what is done once a day, and what other workers left when they died."""

import logging
import threading
from typing import Any

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from actions.making import beat_plan_prints
from actions.tasks import resume_plan_prints
from panels.daily import queue_what_is_due
from panels.making import beat
from panels.prints import beat_prints
from panels.tasks import resume_builds, resume_documents, resume_prints
from scrutiny.documents.printing import PRINTERS
from scrutiny.operations import forget_worker, note_worker, requeue_lost_jobs

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 60
SECONDS_BETWEEN_BEATS = 5


class Command(db_worker.Command):
    help = (
        "Do the jobs in the queue until stopped, take up those of a worker that was killed, and put the work of each "
        "day into the queue: reminders in the morning."
    )

    def handle(self, *args: Any, worker_id: str, **options: Any) -> None:
        threading.Thread(target=keep_the_hours, name="daily work", daemon=True).start()
        note_worker(name=worker_id, at=timezone.now())
        stop = threading.Event()
        heart = threading.Thread(target=look_after_jobs, args=(worker_id, stop), name="heart", daemon=True)
        heart.start()
        PRINTERS.warm()
        try:
            super().handle(*args, worker_id=worker_id, **options)
        finally:
            stop.set()
            heart.join(SECONDS_BETWEEN_BEATS)
            forget_worker(name=worker_id)
            PRINTERS.end()


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


def look_after_jobs(worker: str, stop: threading.Event, seconds: float = SECONDS_BETWEEN_BEATS) -> None:
    """Say every few seconds that this worker is alive and at its builds; give back to the queue what dead ones had."""
    while True:
        close_old_connections()
        try:
            now = timezone.now()
            note_worker(name=worker, at=now)
            beat()
            beat_prints()
            beat_plan_prints()
            requeue_lost_jobs(at=now)
            resume_builds(now=now)
            resume_prints(now=now)
            resume_plan_prints(now=now)
            resume_documents(now=now)
        except DatabaseError:
            logger.exception("The worker could not look after the queue; it tries again in a moment.")
        finally:
            connections.close_all()
        if stop.wait(seconds):
            return
