"""Writes to owners' commentary: it is asked for, written, sent back or signed off. One table of steps: rules.py."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from performance.enums import CommentaryState
from performance.models import Commentary, Indicator, IndicatorEntry
from performance.rules import LONGEST_COMMENTARY, NotAllowed, StaleEdit, check_sign_off, check_step
from scrutiny.access import Permission, user_can
from scrutiny.dates import Month
from scrutiny.history import record
from scrutiny.models import User


@transaction.atomic
def ask_for_commentary(
    *,
    by: User | None,
    month: Month,
    reasons: Mapping[Indicator, str],
    due: datetime.date,
    today: datetime.date,
    asked_of: User | None = None,
) -> tuple[Commentary, ...]:
    """Ask for an explanation of each of these indicators, for the reason given; those asked for before stay.

    `asked_of` is who should write; without it whoever the library names for the indicator, or nobody in particular.
    Raises NotAllowed for a day in the past, or somebody who may not write commentary.
    """
    if due < today:
        raise NotAllowed("The day by which it is needed lies in the past.")
    if asked_of is not None and not user_can(asked_of, Permission.WRITE_COMMENTARY):
        raise NotAllowed(f"{asked_of.full_name} may not write commentary. Ask a service officer.")
    writers = {
        entry.indicator_id: entry.explained_by
        for entry in IndicatorEntry.objects.filter(indicator__in=reasons).select_related("explained_by").order_by("pk")
    }
    there = set(
        Commentary.objects.select_for_update()
        .filter(indicator__in=reasons, month=month.first_day)
        .order_by("pk")
        .values_list("indicator", flat=True)
    )
    new = []
    for indicator, because in reasons.items():
        if indicator.pk in there:
            continue
        commentary = Commentary.objects.create(
            indicator=indicator,
            month=month.first_day,
            because=because,
            due=due,
            asked_at=timezone.now(),
            asked_by=by,
            asked_of=asked_of or writers.get(indicator.pk),
        )
        record(by=by, action="asked for commentary", on=commentary, indicator=indicator.name, month=str(month), due=due)
        new.append(commentary)
    return tuple(new)


@transaction.atomic
def write_commentary(*, by: User, commentary: Commentary, version: int, text: str, send: bool) -> Commentary:
    """Keep what the owner writes; with `send` it goes to the manager.

    Raises StaleEdit where somebody else saved first, NotAllowed where it is signed off or withdrawn, is empty when
    sent, or is too long.
    """
    commentary = _lock(commentary)
    if commentary.version != version:
        raise StaleEdit(version=commentary.version, saved={"text": commentary.text})
    check_step(commentary.get_state(), CommentaryState.SUBMITTED)
    text = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
    if send and not text:
        raise NotAllowed("Write the explanation before you send it.")
    if len(text) > LONGEST_COMMENTARY:
        raise NotAllowed(
            f"The explanation has {len(text):,} characters; at most {LONGEST_COMMENTARY:,} are read. Make it shorter."
        )
    before = commentary.text
    commentary.text, commentary.written_at, commentary.written_by = text, timezone.now(), by
    if send:
        commentary.state = CommentaryState.SUBMITTED
    elif commentary.state == CommentaryState.SUBMITTED:
        commentary.state = CommentaryState.ASKED
    return _saved(commentary, by, "sent commentary" if send else "wrote commentary", before=before, after=text)


@transaction.atomic
def sign_off_commentary(*, by: User, commentary: Commentary, version: int) -> Commentary:
    """Let the panel see it, once the pack is published. `version` is the one that the manager read."""
    commentary = _lock(commentary)
    if commentary.version != version:
        raise StaleEdit(version=commentary.version, saved={"text": commentary.text})
    check_sign_off(state=commentary.get_state(), is_writer=commentary.written_by_id == by.pk)
    commentary.state = CommentaryState.SIGNED_OFF
    commentary.signed_off_at, commentary.signed_off_by, commentary.returned_because = timezone.now(), by, ""
    return _saved(commentary, by, "signed off commentary", text=commentary.text)


@transaction.atomic
def return_commentary(*, by: User, commentary: Commentary, because: str) -> Commentary:
    """Give it back to its writer, who reads why. What was signed off counts no more until it is signed again."""
    commentary = _lock(commentary)
    check_step(commentary.get_state(), CommentaryState.RETURNED)
    if not because.strip():
        raise NotAllowed("Say what is missing: the writer reads it.")
    commentary.state, commentary.returned_because = CommentaryState.RETURNED, because.strip()
    commentary.signed_off_at = commentary.signed_off_by = None
    return _saved(commentary, by, "returned commentary", because=commentary.returned_because)


@transaction.atomic
def withdraw_commentary(*, by: User, commentary: Commentary) -> Commentary:
    """No longer ask for it. What was written is kept and shown nowhere."""
    commentary = _lock(commentary)
    check_step(commentary.get_state(), CommentaryState.WITHDRAWN)
    commentary.state = CommentaryState.WITHDRAWN
    return _saved(commentary, by, "withdrew request for commentary")


@transaction.atomic
def ask_again(*, by: User, commentary: Commentary, due: datetime.date, today: datetime.date) -> Commentary:
    """Ask once more for what was withdrawn."""
    commentary = _lock(commentary)
    check_step(commentary.get_state(), CommentaryState.ASKED)
    if due < today:
        raise NotAllowed("The day by which it is needed lies in the past.")
    commentary.state, commentary.due = CommentaryState.ASKED, due
    return _saved(commentary, by, "asked for commentary again", due=due)


def _saved(commentary: Commentary, by: User, action: str, **facts: object) -> Commentary:
    commentary.version += 1
    commentary.save()
    record(by=by, action=action, on=commentary, state=commentary.state, **facts)
    return commentary


def _lock(commentary: Commentary) -> Commentary:
    return Commentary.objects.select_for_update().get(pk=commentary.pk)
