"""Writes about exempt business: grounds, marking something as exempt, changing why, and releasing it."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from panels.models import AgendaItem, Exemption, ExemptionGround, Meeting, Paper
from panels.operations.agenda import lock_agenda, touch_agenda
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import Council, User


@transaction.atomic
def load_grounds(*, by: User | None, council: Council | None, grounds: Iterable[Mapping[str, Any]]) -> int:
    """Give a council these grounds, or everybody the statutory ones (`council` None). Returns how many were new.

    A ground that is there already, by its code, is left as it is.
    """
    new = 0
    for position, ground in enumerate(grounds, start=1):
        found, is_new = ExemptionGround.objects.get_or_create(
            council=council,
            code=ground["code"],
            defaults={"kind": ground["kind"], "text": ground["text"].strip(), "position": position},
        )
        if is_new:
            new += 1
            record(by=by, action="add ground", on=found, code=found.code)
    return new


@transaction.atomic
def mark_exempt(
    *,
    by: User,
    subject: AgendaItem | Paper,
    ground: ExemptionGround,
    reason: str,
    public_title: str = "",
    review_on: datetime.date | None = None,
) -> Exemption:
    """Keep an item with all its papers, or one paper, from the public; or change on which ground and why.

    The reason is that of the public interest (Schedule 12A, paragraph 10). What is published already stays published
    until it is withdrawn or corrected: the page that calls this says so.
    """
    meeting = _meeting(subject)
    lock_agenda(meeting)
    if not reason.strip():
        raise NotAllowed("Say why the public interest in keeping it outweighs that in disclosing it.")
    fields = {
        "ground": ground,
        "reason": reason.strip(),
        "public_title": public_title.strip(),
        "review_on": review_on,
    }
    exemption = Exemption.objects.in_force().filter(**_owner(subject)).first()
    before = _facts(exemption) if exemption else None
    if exemption is None:
        exemption = Exemption(**_owner(subject), marked_at=timezone.now(), marked_by=by)
    for name, value in fields.items():
        setattr(exemption, name, value)
    exemption.save()
    if before != _facts(exemption):
        touch_agenda(meeting)
        record(by=by, action="mark exempt", on=exemption, before=before, after=_facts(exemption))
    return exemption


@transaction.atomic
def release_exemption(*, by: User, exemption: Exemption, reason: str) -> Exemption:
    """Let the public have what was withheld: one recorded step. It goes out with the next edition."""
    meeting = _meeting(exemption.item or exemption.paper)
    lock_agenda(meeting)
    exemption = Exemption.objects.select_for_update().get(pk=exemption.pk)
    if exemption.released_at:
        return exemption
    if not reason.strip():
        raise NotAllowed("Say why it may be released now: the history keeps it.")
    exemption.released_at, exemption.released_by, exemption.release_reason = timezone.now(), by, reason.strip()
    exemption.save()
    touch_agenda(meeting)
    record(by=by, action="release exempt", on=exemption, ground=exemption.ground.code, reason=exemption.release_reason)
    return exemption


def _owner(subject: AgendaItem | Paper) -> dict[str, Any]:
    return {"item": subject} if isinstance(subject, AgendaItem) else {"paper": subject}


def _meeting(subject: AgendaItem | Paper | None) -> Meeting:
    assert subject is not None
    return subject.meeting if isinstance(subject, AgendaItem) else subject.item.meeting


def _facts(exemption: Exemption) -> dict[str, Any]:
    return {
        "ground": exemption.ground.code,
        "reason": exemption.reason,
        "public_title": exemption.public_title,
        "review_on": exemption.review_on,
    }
