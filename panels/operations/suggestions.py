"""Writes about what the public suggests. The history says that something came and what was decided, never by whom.

Whoever suggests a topic may leave a name and an address. They are held until half a year after the decision, for an
answer, and then forgotten: a history that nobody can delete from is no place for them.
"""

import datetime
import hashlib

from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from panels.models import Panel, Suggestion, Topic
from panels.operations.programme import add_topic
from panels.rules import NotAllowed
from panels.tracker_enums import SuggestionState, TopicSource
from scrutiny.history import record
from scrutiny.models import User

SALT = "panels.suggestions"
QUICKEST = 3  # seconds in which nobody reads the page and writes something
LONGEST = 60 * 60 * 12
FROM_ONE_PLACE_AN_HOUR = 5
WAITING_AT_ONCE = 200
KEPT_AFTER_DECISION = datetime.timedelta(days=183)


def form_token(*, at: datetime.datetime) -> str:
    """What the form carries, so that the time between seeing and sending is known."""
    return signing.dumps(at.timestamp(), salt=SALT)


def check_human(*, token: str, trap: str, at: datetime.datetime) -> None:
    """Refuse what a program sent: a field that nobody sees was filled in, or nobody could have written so fast."""
    if trap:
        raise NotAllowed(
            "This could not be taken. Leave the field that asks for a web address empty, and send it again."
        )
    try:
        shown = signing.loads(token, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        raise NotAllowed("This page was open too long. Nothing is lost: press the button once more.") from None
    if at.timestamp() - shown < QUICKEST:
        raise NotAllowed("That was very quick. Look it through, then press the button once more.")


@transaction.atomic
def suggest(
    *, panel: Panel, title: str, why: str, name: str = "", email: str = "", place: str, at: datetime.datetime
) -> Suggestion:
    """Take in a suggestion. `place` is where it comes from (an address of the network), counted and never kept.

    Raises NotAllowed when far more comes than people would send.
    """
    title, why = " ".join(title.split())[:200], why.strip()
    if not title or not why:
        raise NotAllowed("Say what the panel should look into, and why.")
    if Suggestion.objects.filter(state=SuggestionState.WAITING).count() >= WAITING_AT_ONCE:
        raise NotAllowed("Very many suggestions are waiting to be read. Please try again in a few days.")
    if not _may_send(place):
        raise NotAllowed("Several suggestions have come from you in the last hour. Please send the next one later.")
    found = Suggestion.objects.create(panel=panel, title=title, why=why, name=name[:100], email=email, received_at=at)
    record(by=None, action="receive suggestion", on=found, panel=panel.name)
    return found


@transaction.atomic
def adopt_suggestion(*, by: User, suggestion: Suggestion) -> Topic:
    """Make a topic of a suggestion, in the words that it came in; the officer edits them from there."""
    current = _waiting(suggestion)
    current.state, current.decided_at, current.decided_by = SuggestionState.ADOPTED, timezone.now(), by
    current.save()
    record(by=by, action="adopt suggestion", on=current)
    return add_topic(
        by=by, panel=current.panel, title=current.title, source=TopicSource.PUBLIC, why_now=current.why,
        suggestion=current,
    )  # fmt: skip


@transaction.atomic
def decline_suggestion(*, by: User, suggestion: Suggestion, because: str) -> Suggestion:
    """Say that a suggestion is not taken up, and why."""
    current = _waiting(suggestion)
    if not because.strip():
        raise NotAllowed("Say why it is not taken up, so that whoever asks can be told.")
    current.state, current.decided_because = SuggestionState.DECLINED, because.strip()
    current.decided_at, current.decided_by = timezone.now(), by
    current.save()
    record(by=by, action="decline suggestion", on=current, because=because)
    return current


def forget_suggesters(*, at: datetime.datetime | None = None) -> int:
    """Forget names and addresses of those whose suggestion was decided half a year ago; how many."""
    before = (at or timezone.now()) - KEPT_AFTER_DECISION
    old = Suggestion.objects.filter(decided_at__lt=before).exclude(name="", email="")
    return old.update(name="", email="")


def _waiting(suggestion: Suggestion) -> Suggestion:
    current = Suggestion.objects.select_for_update(of=("self",)).select_related("panel").get(pk=suggestion.pk)
    if current.state != SuggestionState.WAITING:
        raise NotAllowed("This suggestion has been decided already.")
    return current


def _may_send(place: str) -> bool:
    """Whether this place has sent fewer than its share this hour; counts this one."""
    name = f"suggest:{hashlib.sha256(place.encode()).hexdigest()}"
    cache.add(name, 0, timeout=3600)
    return cache.incr(name) <= FROM_ONE_PLACE_AN_HOUR
