"""Writes about telling subscribers of an edition: which letters are to go out, which are taken, and when all are sent.

Called by the queue's worker, for nobody in particular; nothing of it is history, because the addresses must go again.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from panels.models import Announcement, AnnouncementMail, Edition, MinutesEdition, Subscription


@transaction.atomic
def open_announcement(*, edition: Edition | None = None, minutes_edition: MinutesEdition | None = None) -> Announcement:
    """The announcement of an edition, or of one of minutes; the first time, with a letter for each subscriber."""
    announcement, is_new = Announcement.objects.get_or_create(
        edition=edition, minutes_edition=minutes_edition, defaults={"started_at": timezone.now()}
    )
    meeting = edition.meeting if edition else minutes_edition.minutes.meeting if minutes_edition else None
    if is_new and meeting:
        subscribers = Subscription.objects.confirmed().for_panel(meeting.panel).order_by("pk")
        AnnouncementMail.objects.bulk_create(
            AnnouncementMail(announcement=announcement, subscription=subscriber)
            for subscriber in _one_an_address(subscribers)
        )
    return announcement


def claim_letter(*, letter: AnnouncementMail) -> bool:
    """Take a letter to send; False where another worker has it."""
    free = AnnouncementMail.objects.filter(pk=letter.pk, claimed_at=None)
    return bool(free.update(claimed_at=timezone.now()))


def give_back_letter(*, letter: AnnouncementMail) -> None:
    """The letter did not go out: let it be tried again."""
    AnnouncementMail.objects.filter(pk=letter.pk).update(claimed_at=None)


@transaction.atomic
def close_announcement(*, announcement: Announcement) -> None:
    """All is sent: who got it need not be known any longer."""
    announcement.mails.all().delete()
    Announcement.objects.filter(pk=announcement.pk).update(finished_at=timezone.now())


def _one_an_address(subscriptions: Iterable[Subscription]) -> Iterable[Subscription]:
    return {subscription.address: subscription for subscription in subscriptions}.values()
