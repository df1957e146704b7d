"""The history of every change: append-only events, each carrying the hash of the one before.

`record` is called by operations, inside their own transaction, so that a change and its history stand or fall
together. Nothing else writes events, and nothing changes or deletes one.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from scrutiny.models import Event, HistoryHead, User


def record(*, by: User | None, action: str, on: models.Model, **facts: Any) -> Event:
    """Add one event: who did what to which object, with the facts that matter (old and new values, counts).

    `by` is None only where a command acts for nobody in particular. Raises if called outside a transaction:
    an event without its change, or a change without its event, would be worse than none.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the operation's transaction")
    HistoryHead.objects.get_or_create(pk=1)
    head = HistoryHead.objects.select_for_update().get(pk=1)
    event = Event(
        number=head.number + 1,
        at=timezone.now(),
        by=by,
        action=action,
        subject=on._meta.label_lower,
        subject_id=str(on.pk),
        facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
        previous_hash=head.hash,
    )
    event.hash = _hash(event)
    event.save(force_insert=True)
    head.number, head.hash = event.number, event.hash
    head.save()
    return event


def events_on(subject: models.Model) -> models.QuerySet[Event]:
    """The history of one object, newest first, with the people in it."""
    return (
        Event.objects.filter(subject=subject._meta.label_lower, subject_id=str(subject.pk))
        .select_related("by")
        .order_by("-number")
    )


def broken_links() -> Iterator[str]:
    """Every place where the chain does not hold, in words; nothing where the history is whole."""
    previous, number = "", 0
    for event in Event.objects.order_by("number").iterator():
        number += 1
        if event.number != number:
            yield f"Event {number} is missing: the next one there is {event.number}."
            number = event.number
        if event.previous_hash != previous:
            yield f"Event {event.number} does not follow from the one before it."
        if event.hash != _hash(event):
            yield f"Event {event.number} was changed after it was written."
        previous = event.hash
    head = HistoryHead.objects.filter(pk=1).first()
    if head and head.number != number:
        yield f"The history should end at event {head.number}, but ends at {number}."


def _hash(event: Event) -> str:
    content = [
        event.number,
        event.at.isoformat(timespec="microseconds"),
        event.by_id,
        event.action,
        event.subject,
        event.subject_id,
        event.facts,
        event.previous_hash,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
