"""Writes about PDFs of plans: asking for one, how far it is, and how it ended. No history: the plan does not change."""

import datetime

from django.db import transaction
from django.utils import timezone

from actions.enums import PrintState
from actions.models import Inspection, PlanPrint
from scrutiny.models import User

# Who asks again within that time is shown the one that is under way; a worker that died is not waited for longer.
UNDER_WAY = datetime.timedelta(minutes=15)


@transaction.atomic
def request_print(
    *, by: User, inspection: Inspection, as_at: datetime.date, since: datetime.date | None, published_only: bool
) -> tuple[PlanPrint, bool]:
    """Ask for the PDF; gives the row and whether it is new. The same one under way for the same person is enough."""
    now = timezone.now()
    same = PlanPrint.objects.select_for_update().filter(
        inspection=inspection, as_at=as_at, since=since, published_only=published_only, requested_by=by,
        requested_at__gt=now - UNDER_WAY, state__in=[PrintState.WAITING, PrintState.PRINTING],
    )  # fmt: skip
    found = same.first()
    if found is not None:
        return found, False
    made = PlanPrint.objects.create(
        inspection=inspection, as_at=as_at, since=since, published_only=published_only, requested_by=by,
        requested_at=now,
    )  # fmt: skip
    return made, True


def start_print(*, wanted: PlanPrint, parts: int) -> bool:
    """Take a print to make; False where another worker has it."""
    waiting = PlanPrint.objects.filter(pk=wanted.pk, state=PrintState.WAITING)
    return bool(waiting.update(state=PrintState.PRINTING, parts_total=parts))


def note_print(*, wanted: PlanPrint, parts_done: int) -> None:
    PlanPrint.objects.filter(pk=wanted.pk).update(parts_done=parts_done)


def finish_print(*, wanted: PlanPrint, file: str, pages: int, size: int) -> None:
    PlanPrint.objects.filter(pk=wanted.pk).update(state=PrintState.READY, file=file, pages=pages, size=size)


def fail_print(*, wanted: PlanPrint, problem: str) -> None:
    PlanPrint.objects.filter(pk=wanted.pk).update(state=PrintState.FAILED, problem=problem)
