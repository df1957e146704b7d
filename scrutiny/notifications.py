"""Letters to people with an account: one digest a person and day. What they are reminded of, the apps say."""

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone

from scrutiny.models import Council
from scrutiny.operations import claim_digest, close_digest, give_back_digest, give_back_lost_digests
from scrutiny.reminders import Digest, Reminder, digests, unsaid

logger = logging.getLogger(__name__)

LOST_AFTER = datetime.timedelta(hours=1)  # a letter takes seconds: who took it longer ago died on the way


@dataclass
class Outcome:
    """What became of the reminders of a day. `refused` are those whose letter the mail server did not take."""

    sent: list[Digest] = field(default_factory=list)
    without_address: list[Digest] = field(default_factory=list)
    refused: list[Digest] = field(default_factory=list)
    problem: Exception | None = None


def send_digests(reminders: Iterable[Reminder], on: datetime.date) -> Outcome:
    """Send each person what is new for that person, in one letter; safe to call twice and at once.

    Closed accounts get nothing. Who has no address is named in the outcome, and gets it once there is one. A letter
    that the mail server refuses is given back, so that the next call sends it.
    """
    give_back_lost_digests(before=timezone.now() - LOST_AFTER)
    outcome = Outcome()
    council = Council.objects.host()
    with get_connection() as connection:
        for digest in open_digests(reminders, on):
            if not digest.to.email:
                outcome.without_address.append(digest)
                continue
            claimed = claim_digest(digest=digest)
            if claimed is None:
                continue
            mail, new = claimed
            try:
                letter(new, council, connection).send()
            except (SMTPException, OSError) as error:
                logger.warning("Reminders for account %s could not be sent: %s", new.to.pk, type(error).__name__)
                outcome.refused.append(new)
                outcome.problem = error
                give_back_digest(mail=mail)
            except BaseException:
                give_back_digest(mail=mail)
                raise
            else:
                close_digest(mail=mail)
                outcome.sent.append(new)
    return outcome


def open_digests(reminders: Iterable[Reminder], on: datetime.date) -> list[Digest]:
    """What is still to say that day to people who have an open account; nothing is claimed."""
    new = (unsaid(digest) for digest in digests(reminders, on) if digest.to.is_active)
    return [digest for digest in new if digest.reminders]


def letter(digest: Digest, council: Council | None, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The letter, as plain text."""
    context = {"digest": digest, "council": council, "site": settings.SITE_URL.rstrip("/")}
    return EmailMessage(
        subject=digest.subject,
        body=render_to_string("reminders/mail.txt", context),
        to=[digest.to.email],
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )
