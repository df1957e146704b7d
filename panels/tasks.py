"""Work off the request. A task takes keys, finds what they mean, and calls the operation that does it."""

import datetime
from smtplib import SMTPException

from django.utils import timezone
from django_tasks import task

from panels.daily import remind
from panels.enums import PrintKind
from panels.making import make
from panels.minutes_files import make_files
from panels.models import Edition, MinutesEdition, PackBuild, PackPrint
from panels.notice_mail import send_notice_mail
from panels.notifications import announce, announce_minutes, send_confirmation
from panels.operations.packs import abandoned_builds
from panels.operations.prints import abandoned_prints, request_print
from panels.operations.subscriptions import forget_unconfirmed
from panels.operations.suggestions import forget_suggesters
from panels.printing import give_up, left_waiting, print_asked
from panels.prints import make_print
from scrutiny.operations import LEASE, is_given_up, queue_once
from scrutiny.reminders import is_day_for_reminders

MAIL_ATTEMPTS = 6  # after 10, 20, 40, 80 and 160 minutes: a mail server that is down for longer is somebody's work


@task()
def build_pack(build: int) -> None:
    """Make the pack that somebody asked for; its progress and end are in its row."""
    found = PackBuild.objects.filter(pk=build).select_related("meeting__panel__council").first()
    if found is not None:
        make(found)


@task()
def make_pack_print(made: int) -> None:
    """Make another form of a pack that somebody asked for; how it ends is in its row."""
    found = PackPrint.objects.filter(pk=made).first()
    if found is not None:
        make_print(found)


@task()
def prepare_prints(edition: int) -> None:
    """Make what readers of a new edition ask for most, before they do: the agenda alone, and large print."""
    found = Edition.objects.filter(pk=edition).with_builds().first()
    for build in filter(None, [found.build, found.members_build] if found else []):
        for kind in (PrintKind.AGENDA, PrintKind.LARGE):
            made, is_new = request_print(by=None, build=build, kind=kind)
            if is_new:
                make_print(made)


def resume_builds(*, now: datetime.datetime) -> int:
    """Put builds back into the queue that nobody is making although somebody asked; returns how many."""
    return sum(queue_once(build_pack, build.pk) for build in abandoned_builds(now=now))


def resume_prints(*, now: datetime.datetime) -> int:
    """The same for prints."""
    return sum(queue_once(make_pack_print, made.pk) for made in abandoned_prints(now=now))


def resume_documents(*, now: datetime.datetime) -> int:
    """The same for documents printed on demand. One that was lost with several workers is said to have failed."""
    resumed = 0
    for name, asked_at in left_waiting(before=now - LEASE):
        if is_given_up(print_document, name, since=asked_at):
            give_up(name)
        else:
            resumed += queue_once(print_document, name)
    return resumed


@task()
def make_minutes_files(edition: int) -> None:
    """Make the PDF and the Word file of minutes that were published."""
    found = MinutesEdition.objects.filter(pk=edition).first()
    if found is not None:
        make_files(found)


@task()
def announce_edition(edition: int, attempt: int = 1) -> None:
    """Tell the subscribers of an edition; what the mail server refuses is tried again later."""
    found = Edition.objects.filter(pk=edition).select_related("meeting__panel").first()
    if found is None:
        return
    try:
        announce(found)
    except (SMTPException, OSError):
        if attempt >= MAIL_ATTEMPTS:
            raise
        announce_edition.using(run_after=_later(attempt)).enqueue(edition, attempt + 1)


@task()
def announce_minutes_edition(edition: int, attempt: int = 1) -> None:
    """Tell the subscribers of minutes that were published or withdrawn."""
    found = MinutesEdition.objects.filter(pk=edition).select_related("minutes__meeting__panel").first()
    if found is None:
        return
    try:
        announce_minutes(found)
    except (SMTPException, OSError):
        if attempt >= MAIL_ATTEMPTS:
            raise
        later = timezone.now() + datetime.timedelta(minutes=10 * 2 ** (attempt - 1))
        announce_minutes_edition.using(run_after=later).enqueue(edition, attempt + 1)


@task()
def confirm_subscription(token: str) -> None:
    """Ask an address whether it wants what was asked for in its name. The token holds keys, not the address."""
    send_confirmation(token)


@task()
def forget_unconfirmed_subscriptions() -> None:
    """Put off for a week when somebody asks, so that an address that is never confirmed goes by itself."""
    forget_unconfirmed()


@task()
def send_reminders(attempt: int = 1) -> None:
    """Send the reminders of today, if the office is open; what the mail server refuses is tried again later."""
    today = timezone.localdate()
    forget_suggesters()
    if not is_day_for_reminders(today):
        return
    outcome = remind(today)
    if outcome.problem is None:
        return
    if attempt >= MAIL_ATTEMPTS:
        raise outcome.problem
    send_reminders.using(run_after=_later(attempt)).enqueue(attempt + 1)


def _later(attempt: int) -> datetime.datetime:
    """When to try again what a mail server refused, each time after twice as long."""
    return timezone.now() + datetime.timedelta(minutes=10 * 2 ** (attempt - 1))


@task()
def print_document(name: str) -> None:
    """Print a document that somebody waits for."""
    print_asked(name)


@task()
def send_notice_letter(recommendation: int, attempt: int = 1) -> None:
    """Send the notice of a recommendation; what the mail server refuses is tried again later."""
    try:
        send_notice_mail(recommendation)
    except (SMTPException, OSError):
        if attempt >= MAIL_ATTEMPTS:
            raise
        send_notice_letter.using(run_after=_later(attempt)).enqueue(recommendation, attempt + 1)
