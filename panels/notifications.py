"""E-mail to those who subscribed: composes the letters and hands them to the mail server, from the queue's worker.

A letter is claimed in the database before it is sent, so that an address gets one a publication, whoever asks how
often and whatever breaks between. Letters are plain text, and say nothing that the public pages do not say.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from panels.models import Announcement, AnnouncementMail, Edition, MinutesEdition
from panels.operations.announcements import claim_letter, close_announcement, give_back_letter, open_announcement
from panels.operations.subscriptions import forget_unconfirmed, unsubscribe_token, wishes_of_token
from panels.reports.news import NewsItem, news_of, news_of_minutes
from scrutiny.models import Council

logger = logging.getLogger(__name__)


def edition_published(edition: Edition) -> None:
    """Have subscribers told of an edition, off the request; a withdrawal is an edition too. Safe to call twice.

    Call it where the edition is published: in its transaction, or by `transaction.on_commit`.
    """
    from panels.tasks import announce_edition  # the task calls this module

    announce_edition.enqueue(edition.pk)


def announce(edition: Edition) -> int:
    """Send what is still to send about an edition; returns how many letters went out.

    Those who are subscribed when it is first announced get one; whoever subscribes later does not. A letter that the
    mail server refuses for now is tried again at the next call; raises SMTPException after the others are sent.
    """
    forget_unconfirmed()
    return _announce(open_announcement(edition=edition), news_of(edition))


def minutes_published(edition: MinutesEdition) -> None:
    """The same for minutes that were published, approved or withdrawn."""
    from panels.tasks import announce_minutes_edition  # the task calls this module

    announce_minutes_edition.enqueue(edition.pk)


def announce_minutes(edition: MinutesEdition) -> int:
    """As `announce`, for minutes."""
    forget_unconfirmed()
    return _announce(open_announcement(minutes_edition=edition), news_of_minutes(edition))


def _announce(announcement: Announcement, item: NewsItem) -> int:
    if announcement.finished_at:
        return 0
    waiting = announcement.mails.filter(claimed_at=None).select_related("subscription__panel").order_by("pk")
    sent, problem = 0, None
    with get_connection() as connection:
        for mail in waiting:
            try:
                sent += _send(mail, item, connection)
            except (SMTPException, OSError) as error:
                logger.warning("Announcement %s: a letter could not be sent: %s", announcement.pk, type(error).__name__)
                give_back_letter(letter=mail)
                problem = error
    if problem:
        raise problem
    close_announcement(announcement=announcement)
    return sent


def send_confirmation(token: str) -> None:
    """Ask an address whether it wants what somebody asked for in its name. Nothing happens without its answer."""
    wishes = wishes_of_token(token)
    if not wishes:
        return
    context = {
        "council": Council.objects.host(),
        "panels": [wish.panel for wish in wishes if wish.panel],
        "confirm": site_address(reverse("panels:confirm_subscription", args=[token])),
        "home": site_address("/"),
    }
    EmailMessage(
        subject="Confirm that you want e-mail about scrutiny meetings",
        body=render_to_string("panels/site/confirm_mail.txt", context),
        to=[wishes[0].address],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def site_address(path: str) -> str:
    """A whole address for a letter, where there is no request to take the host from."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _send(mail: AnnouncementMail, item: NewsItem, connection: BaseEmailBackend) -> bool:
    """Claim one letter and send it; False when another worker has it."""
    if not claim_letter(letter=mail):
        return False
    unsubscribe = site_address(reverse("panels:unsubscribe", args=[unsubscribe_token(mail.subscription)]))
    context = {
        "item": item,
        "meeting": site_address(item.address),
        "unsubscribe": unsubscribe,
        "panel": mail.subscription.panel,
        "council": item.meeting.panel.council,
    }
    EmailMessage(
        subject=" ".join(item.title.split()),
        body=render_to_string("panels/site/news_mail.txt", context),
        to=[mail.subscription.address],
        connection=connection,
        headers={
            "Auto-Submitted": "auto-generated",
            # RFC 8058: the button that mail programs show sends this address a POST.
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    ).send()
    return True
