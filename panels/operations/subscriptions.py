"""Writes about who wants e-mail. Each person's own doing: the history of the service keeps nothing of it.

An address is held for a wish and goes with it: on unsubscribing, and after a week without confirmation. A history
that nobody can delete from is no place for addresses, so nothing here is recorded there.
"""

import datetime
import hashlib
from collections.abc import Collection

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from panels.models import Panel, Subscription
from panels.rules import NotAllowed

LINK_LASTS = datetime.timedelta(days=7)
CONFIRM = "panels.subscriptions.confirm"
UNSUBSCRIBE = "panels.subscriptions.unsubscribe"
# Somebody who types another's address again and again must not fill that person's letterbox,
MAILS_AN_HOUR = 3
# and nobody may fill the database, or the mail server's queue, with addresses.
WAITING_AN_HOUR = 200


@transaction.atomic
def ask_to_subscribe(*, address: str, panels: Collection[Panel], at: datetime.datetime) -> str | None:
    """Note that an address wants e-mail about these panels, about all where there are none; nothing is sent yet.

    Returns the token of the link that confirms it, for the one mail to that address; None when the address has had
    enough mails for now. Whoever asks sees the same either way, and the same whether or not it is subscribed.
    Raises NotAllowed when far more is asked than people would ask.
    """
    forget_unconfirmed(at=at)
    hour_ago = at - datetime.timedelta(hours=1)
    if Subscription.objects.filter(confirmed_at=None, asked_at__gt=hour_ago).count() >= WAITING_AN_HOUR:
        raise NotAllowed("Too many people are subscribing just now. Nothing was saved: please try again in an hour.")
    address = address.strip().lower()
    keys = []
    for panel in panels or (None,):
        wish, _ = Subscription.objects.get_or_create(address=address, panel=panel, defaults={"asked_at": at})
        if wish.confirmed_at is None:
            wish.asked_at = at
            wish.save(update_fields=["asked_at"])
        keys.append(wish.key)
    return signing.dumps(keys, salt=CONFIRM) if _may_be_mailed(address) else None


def wishes_of_token(token: str) -> list[Subscription]:
    """What a link would confirm; empty when it is broken, older than a week, or its wishes are gone."""
    try:
        keys = signing.loads(token, salt=CONFIRM, max_age=LINK_LASTS)
    except signing.BadSignature:
        return []
    return list(Subscription.objects.filter(key__in=keys).select_related("panel").order_by("panel__name", "pk"))


@transaction.atomic
def confirm_subscriptions(*, token: str, at: datetime.datetime) -> list[Subscription]:
    """Do what the link asks for; returns what is confirmed now. Safe to do twice.

    Whoever hears of all panels needs no subscription to one: those are dropped, so that one link ends the mails.
    """
    wishes = wishes_of_token(token)
    if not wishes:
        return []
    address = wishes[0].address
    Subscription.objects.filter(pk__in=[wish.pk for wish in wishes], confirmed_at=None).update(confirmed_at=at)
    confirmed = Subscription.objects.filter(address=address).confirmed()
    if confirmed.filter(panel=None).exists():
        confirmed.exclude(panel=None).delete()
    return list(confirmed.select_related("panel").order_by("panel__name", "pk"))


def unsubscribe_token(subscription: Subscription) -> str:
    """What stands in the link that ends a subscription. It does not expire: an old mail must still end it."""
    return signing.Signer(salt=UNSUBSCRIBE).sign(subscription.key)


def subscription_of_token(token: str) -> Subscription | None:
    """The subscription that a link would end; None when the link is broken, or it has ended already."""
    try:
        key = signing.Signer(salt=UNSUBSCRIBE).unsign(token)
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(key=key).select_related("panel").first()


@transaction.atomic
def unsubscribe(*, token: str, everything: bool = False) -> None:
    """Delete the subscription, or all of its address. A link used twice has nothing left to do."""
    found = subscription_of_token(token)
    if found is None:
        return
    ended = (
        Subscription.objects.filter(address=found.address) if everything else Subscription.objects.filter(pk=found.pk)
    )
    ended.delete()


def forget_unconfirmed(*, at: datetime.datetime | None = None) -> int:
    """Delete the addresses that nobody confirmed within a week; the number of wishes."""
    before = (at or timezone.now()) - LINK_LASTS
    return Subscription.objects.filter(confirmed_at=None, asked_at__lt=before).delete()[0]


def _may_be_mailed(address: str) -> bool:
    """Whether the address has had fewer mails than its share this hour; counts this one."""
    name = f"subscribe:{hashlib.sha256(address.encode()).hexdigest()}"
    cache.add(name, 0, timeout=3600)
    return cache.incr(name) <= MAILS_AN_HOUR
