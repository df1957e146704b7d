"""What is kept from the public today, for the officers who have to look at it again."""

import datetime
from dataclasses import dataclass

from panels.models import Exemption, PublicationRequest


@dataclass(frozen=True)
class ExemptList:
    """The exemptions in force: those whose review date has come, and the others by that date."""

    due: tuple[Exemption, ...]
    others: tuple[Exemption, ...]


def due_for_review(*, today: datetime.date) -> int:
    """How many things are withheld whose review date has come. One query."""
    return Exemption.objects.in_force().filter(review_on__lte=today).count()


def waiting_for_confirmation() -> tuple[PublicationRequest, ...]:
    """The publications with exempt papers that wait for a second person, oldest first. One query."""
    found = PublicationRequest.objects.select_related("meeting__panel", "asked_by").order_by("asked_at", "pk")
    return tuple(found)


def exempt_list(*, today: datetime.date) -> ExemptList:
    """Everything withheld, earliest review date first. One query."""
    found = list(
        Exemption.objects.in_force()
        .select_related("ground", "item__meeting__panel", "paper__item__meeting__panel", "marked_by")
        .order_by("review_on", "pk")
    )
    due = [exemption for exemption in found if exemption.review_on and exemption.review_on <= today]
    return ExemptList(tuple(due), tuple(exemption for exemption in found if exemption not in due))
