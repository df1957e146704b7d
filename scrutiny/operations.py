"""Writes to what all apps share: councils and accounts."""

import datetime
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from scrutiny.access import Role
from scrutiny.history import record
from scrutiny.models import Council, DailyRun, Holiday, JobWorker, ReminderMail, SentReminder, User
from scrutiny.reminders import Digest, unsaid

LEASE = datetime.timedelta(seconds=30)  # a worker that was silent for so long has died
MOST_ATTEMPTS = 3


@transaction.atomic
def create_council(*, by: User | None, name: str, short_name: str, slug: str, is_host: bool = False) -> Council:
    """Add a council. There is one host, whose service this is; the database refuses a second."""
    council = Council.objects.create(name=name, short_name=short_name, slug=slug, is_host=is_host)
    record(by=by, action="create council", on=council, name=name, is_host=is_host)
    return council


@transaction.atomic
def create_account(
    *, by: User | None, username: str, full_name: str, role: Role, password: str, email: str = ""
) -> User:
    """Give somebody an account. The history keeps who and which role, never the password."""
    user = User.objects.create_user(username, full_name=full_name, role=role, password=password, email=email)
    record(by=by, action="create account", on=user, username=user.username, role=str(role))
    return user


@transaction.atomic
def set_password(*, by: User | None, user: User, password: str) -> None:
    """Give an account a new password."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record(by=by, action="set password", on=user)


@transaction.atomic
def add_holiday(*, by: User, council: Council, day: datetime.date, name: str) -> bool:
    """Add a day on which the council is shut; False if it is in the list already."""
    holiday, is_new = Holiday.objects.get_or_create(council=council, day=day, defaults={"name": name})
    if is_new:
        record(by=by, action="add holiday", on=holiday, day=day, name=name)
    return is_new


@transaction.atomic
def remove_holiday(*, by: User, holiday: Holiday) -> None:
    """Take a day out of the council's holidays."""
    record(by=by, action="remove holiday", on=holiday, day=holiday.day, name=holiday.name)
    holiday.delete()


@transaction.atomic
def set_second_person(*, by: User, council: Council, confirms: bool) -> None:
    """Say whether a second person confirms before exempt papers are published."""
    if council.second_person_confirms_exempt != confirms:
        council.second_person_confirms_exempt = confirms
        council.save(update_fields=["second_person_confirms_exempt"])
        record(by=by, action="set second person", on=council, confirms=confirms)


# --- Reminders and daily work: no history, for nothing of the council's changes ------------------------------------


@transaction.atomic
def queue_once_a_day(*, task: str, day: datetime.date, enqueue: Callable[[], object]) -> bool:
    """Put a daily task into the queue, unless that was done for the day already; the two stand or fall together."""
    _, is_new = DailyRun.objects.get_or_create(task=task, day=day, defaults={"queued_at": timezone.now()})
    if is_new:
        enqueue()
    return is_new


def claim_digest(*, digest: Digest) -> tuple[ReminderMail, Digest] | None:
    """Take a person's letter of the day, with those of the reminders that never went out.

    None where there is nothing new to say, or the person has had the letter of this day: what is left waits for the
    next. Raises nothing when another worker is at the same letter: it has it then.
    """
    try:
        with transaction.atomic():
            if ReminderMail.objects.filter(to=digest.to, day=digest.on).exists():
                return None
            new = unsaid(digest)
            if not new.reminders:
                return None
            mail = ReminderMail.objects.create(to=digest.to, day=digest.on, claimed_at=timezone.now())
            SentReminder.objects.bulk_create(
                SentReminder(mail=mail, to=digest.to, key=reminder.key) for reminder in new.reminders
            )
    except IntegrityError:
        return None
    return mail, new


def close_digest(*, mail: ReminderMail) -> None:
    """The letter went out."""
    ReminderMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())


def give_back_digest(*, mail: ReminderMail) -> None:
    """The letter did not go out: let it be tried again."""
    mail.delete()


def give_back_lost_digests(*, before: datetime.datetime) -> int:
    """Letters that were taken before then and never sent, because the worker died between: let them be tried again."""
    return ReminderMail.objects.filter(sent_at=None, claimed_at__lt=before).delete()[0]


def note_worker(*, name: str, at: datetime.datetime) -> None:
    """Say that a worker of the queue is alive. Those that died long ago are forgotten."""
    JobWorker.objects.update_or_create(name=name, defaults={"beat_at": at})
    JobWorker.objects.filter(beat_at__lt=at - datetime.timedelta(days=1)).delete()


def forget_worker(*, name: str) -> None:
    """Say that a worker has stopped in good order."""
    JobWorker.objects.filter(name=name).delete()


def requeue_lost_jobs(*, at: datetime.datetime) -> int:
    """Give back to the queue what workers had in hand when they died; returns how many jobs that were.

    A job that was lost with three workers is given up: it is likely to be what kills them. Every job may be done twice,
    and is written so that this does no harm.
    """
    alive = set(JobWorker.objects.filter(beat_at__gte=at - LEASE).values_list("name", flat=True))
    requeued = 0
    for job in DBTaskResult.objects.running().filter(started_at__lt=at - LEASE).order_by("started_at"):
        if job.worker_ids and job.worker_ids[-1] in alive:
            continue
        # As we saw it: another worker may look at the same moment.
        same = DBTaskResult.objects.running().filter(pk=job.pk, started_at=job.started_at)
        if len(job.worker_ids) < MOST_ATTEMPTS:
            requeued += same.update(status=TaskResultStatus.READY)
        elif same.exists():
            job.set_failed(RuntimeError(f"lost with {MOST_ATTEMPTS} workers"))
    return requeued


def queue_once(work: Task, key: int | str) -> bool:
    """Put a job with this one argument into the queue unless it waits there or is being done; whether it was put."""
    same = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        task_path=work.module_path,
        args_kwargs={"args": [key], "kwargs": {}},
    )
    if same.exists():
        return False
    work.enqueue(key)
    return True


def is_given_up(work: Task, key: int | str, *, since: datetime.datetime) -> bool:
    """Whether such a job, asked for since then, has failed: it raised, or was lost with several workers."""
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, task_path=work.module_path, args_kwargs={"args": [key], "kwargs": {}}
    )
    return failed.filter(enqueued_at__gte=since).exists()


@transaction.atomic
def set_names_of_readers(*, by: User, council: Council, are_printed: bool) -> None:
    """Say whether the members' edition carries the name of whoever downloads it."""
    if council.names_readers_of_exempt != are_printed:
        council.names_readers_of_exempt = are_printed
        council.save(update_fields=["names_readers_of_exempt"])
        record(by=by, action="set names of readers", on=council, are_printed=are_printed)
