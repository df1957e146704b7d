"""Who wants e-mail when something is published, and which publications have been told to them."""

import secrets

from django.db import models
from django.db.models import Q

from panels.models.minutes_editions import MinutesEdition
from panels.models.packs import Edition
from panels.models.people import Panel


def new_key() -> str:
    """What stands for a subscription in links: says nothing, and cannot be guessed."""
    return secrets.token_urlsafe(18)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.exclude(confirmed_at=None)

    def for_panel(self, panel: Panel) -> "SubscriptionQuerySet":
        """Those who hear of this panel: its own subscribers, and those of all panels."""
        return self.filter(Q(panel=panel) | Q(panel=None))


class Subscription(models.Model):
    """One address that wants e-mail about one panel, or about all where `panel` is empty.

    It holds nothing else about the person, and goes with the wish: on unsubscribing, or after a week without
    confirmation. The address is in lower case.
    """

    address = models.EmailField(max_length=254)
    panel = models.ForeignKey(Panel, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="subscription_once_a_panel", fields=["address", "panel"]),
            models.UniqueConstraint(name="subscription_once_for_all", fields=["address"], condition=Q(panel=None)),
        ]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"


class Announcement(models.Model):
    """That subscribers are told of an edition, or of one of minutes: once, whoever asks how often."""

    edition = models.OneToOneField(
        Edition, null=True, blank=True, on_delete=models.CASCADE, related_name="announcement"
    )
    minutes_edition = models.OneToOneField(
        MinutesEdition, null=True, blank=True, on_delete=models.CASCADE, related_name="announcement"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="announcement_is_of_one_publication",
                condition=Q(edition__isnull=False, minutes_edition=None)
                | Q(edition=None, minutes_edition__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Announcement of {self.edition or self.minutes_edition}"


class AnnouncementMail(models.Model):
    """One mail of an announcement; claimed before it is sent, so that nobody gets two. Deleted when all are sent."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="mails")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="announced_once", fields=["announcement", "subscription"])]

    def __str__(self) -> str:
        return f"Mail {self.pk}"
