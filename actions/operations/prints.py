"""Writes about PDFs of plans: asking for one, how far it is, and how it ended. No history: the plan does not change."""

import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from actions.enums import PrintState
from actions.models import Inspection, PlanPrint
from scrutiny.models import User
from scrutiny.operations import LEASE, MOST_ATTEMPTS


class PrintLost(Exception):
    """Another worker has taken the print over, because this one was silent for too long. What it made is not used."""


@transaction.atomic
def request_print(
    *, by: User, inspection: Inspection, as_at: datetime.date, since: datetime.date | None, published_only: bool
) -> tuple[PlanPrint, bool]:
    """Ask for the PDF; gives the row and whether it is new. The same one under way for the same person is enough."""
    same = PlanPrint.objects.select_for_update().filter(
        inspection=inspection, as_at=as_at, since=since, published_only=published_only, requested_by=by,
        state__in=[PrintState.WAITING, PrintState.PRINTING],
    )  # fmt: skip
    found = same.first()
    if found is not None:
        return found, False
    made = PlanPrint.objects.create(
        inspection=inspection, as_at=as_at, since=since, published_only=published_only, requested_by=by,
        requested_at=timezone.now(),
    )  # fmt: skip
    return made, True


@transaction.atomic
def start_print(*, wanted: PlanPrint, parts: int) -> bool:
    """Claim a print for this worker: one that waits, or one whose worker has died. False for every other.

    A print that has cost several workers their lives fails, with a sentence: it would go on for ever.
    """
    now = timezone.now()
    waits = Q(state=PrintState.WAITING)
    claimed = PlanPrint.objects.filter(waits | _abandoned(now), pk=wanted.pk, attempt__lt=MOST_ATTEMPTS).update(
        state=PrintState.PRINTING, parts_total=parts, parts_done=0, beat_at=now, attempt=F("attempt") + 1
    )
    wanted.refresh_from_db(fields=["state", "attempt"])
    if not claimed and PlanPrint.objects.filter(_abandoned(now), pk=wanted.pk).exists():
        fail_print(wanted=wanted, problem=f"The making was cut short {MOST_ATTEMPTS} times. Tell democratic services.")
    return bool(claimed)


def note_print(*, wanted: PlanPrint, parts_done: int) -> None:
    """Say how far it is."""
    _mine(wanted).update(parts_done=parts_done, beat_at=timezone.now())


def note_print_alive(*, wanted: PlanPrint) -> bool:
    """Say that its worker is still at it; False if the print is no longer this worker's."""
    return bool(_mine(wanted).update(beat_at=timezone.now()))


def abandoned_prints(*, now: datetime.datetime) -> list[PlanPrint]:
    """Prints that nobody is making although somebody asked: their worker died, or nothing reached the queue."""
    lost = Q(state=PrintState.WAITING, requested_at__lt=now - LEASE) | _abandoned(now)
    return list(PlanPrint.objects.filter(lost).order_by("pk"))


def finish_print(*, wanted: PlanPrint, file: str, pages: int, size: int) -> None:
    """Record that it is there. The file is whole and in its place already. Raises PrintLost."""
    _end(wanted, state=PrintState.READY, file=file, pages=pages, size=size)


def fail_print(*, wanted: PlanPrint, problem: str) -> None:
    """Record that it could not be made, with the sentence that says why. Raises PrintLost."""
    _end(wanted, state=PrintState.FAILED, problem=problem)


def _end(wanted: PlanPrint, **fields: object) -> None:
    if not _mine(wanted).update(**fields):
        raise PrintLost(f"Print {wanted.pk} is no longer that of this worker.")


def _abandoned(now: datetime.datetime) -> Q:
    return Q(state=PrintState.PRINTING) & (Q(beat_at=None) | Q(beat_at__lt=now - LEASE))


def _mine(wanted: PlanPrint) -> QuerySet[PlanPrint]:
    return PlanPrint.objects.filter(pk=wanted.pk, state=PrintState.PRINTING, attempt=wanted.attempt)
