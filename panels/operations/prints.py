"""Writes about prints: asking for another form of a finished pack, and how its making ended."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from panels.enums import BuildState, PrintKind
from panels.models import PackBuild, PackPrint
from panels.operations.packs import LEASE, MOST_ATTEMPTS, BuildLost
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import User

AGENDA = "agenda"  # stands for the front pages among what is chosen


@transaction.atomic
def request_print(
    *, by: User | None, build: PackBuild, kind: PrintKind, chosen: Sequence[str] = ()
) -> tuple[PackPrint, bool]:
    """Ask for another form of a finished pack; gives it, and whether it has to be made.

    It is made once: whoever asks again gets the same one. `by` is None for the public. `chosen` are numbers of items as
    in addresses, "agenda" for the front pages. Raises NotAllowed where they are not in the pack, none is chosen,
    or the pack is a combined one: the files that it joins have these forms.
    """
    if build.combines_id:
        raise NotAllowed("The combined pack has no other forms. Ask for those of the agenda pack and its supplements.")
    if build.state != BuildState.READY:
        raise NotAllowed("The pack itself is not ready yet. Ask again when it is.")
    names = _in_pack_order(build, chosen) if kind is PrintKind.CHOSEN else ""
    now = timezone.now()
    made, is_new = PackPrint.objects.select_for_update().get_or_create(
        build=build, kind=kind, chosen=names, defaults={"requested_by": by, "requested_at": now}
    )
    if not (is_new or made.state == BuildState.FAILED):
        return made, False
    if not is_new:
        made.state, made.problem, made.requested_by, made.requested_at = BuildState.WAITING, "", by, now
        made.attempt, made.started_at, made.finished_at, made.beat_at = 0, None, None, None
        made.save()
    record(by=by, action="request print", on=build, kind=str(kind), chosen=names, meeting=str(build.meeting))
    return made, True


@transaction.atomic
def start_print(made: PackPrint) -> bool:
    """Claim it for this worker: one that waits, or one whose worker has died. False for every other.

    A print that has cost several workers their lives fails, with a sentence: it would go on for ever.
    """
    now = timezone.now()
    waits = Q(state=BuildState.WAITING)
    claimed = PackPrint.objects.filter(waits | _abandoned(now), pk=made.pk, attempt__lt=MOST_ATTEMPTS).update(
        state=BuildState.BUILDING, started_at=now, beat_at=now, attempt=F("attempt") + 1
    )
    made.refresh_from_db()
    if not claimed and PackPrint.objects.filter(_abandoned(now), pk=made.pk).exists():
        fail_print(made, problem=f"The making was cut short {MOST_ATTEMPTS} times. Tell democratic services.")
    return bool(claimed)


def note_print_alive(made: PackPrint) -> bool:
    """Say that its worker is still at it; False if the print is no longer this worker's."""
    return bool(_mine(made).update(beat_at=timezone.now()))


def abandoned_prints(*, now: datetime.datetime) -> list[PackPrint]:
    """Prints that nobody is making although somebody asked: their worker died, or nothing reached the queue."""
    lost = Q(state=BuildState.WAITING, requested_at__lt=now - LEASE) | _abandoned(now)
    return list(PackPrint.objects.filter(lost).order_by("pk"))


@transaction.atomic
def finish_print(made: PackPrint, *, file: str, size: int, pages: int, is_tagged: bool) -> PackPrint:
    """Record that it is there. The file is whole and in its place already.

    Raises BuildLost where another worker has taken it over, because this one was silent for too long.
    """
    made = _locked(made)
    made.state, made.finished_at = BuildState.READY, timezone.now()
    made.file, made.size, made.pages, made.is_tagged = file, size, pages, is_tagged
    made.save()
    return made


@transaction.atomic
def fail_print(made: PackPrint, *, problem: str) -> PackPrint:
    """Record that it could not be made, with the sentence that says why. Raises BuildLost as `finish_print`."""
    made = _locked(made)
    made.state, made.finished_at, made.problem = BuildState.FAILED, timezone.now(), problem
    made.save()
    return made


def _abandoned(now: datetime.datetime) -> Q:
    return Q(state=BuildState.BUILDING) & (Q(beat_at=None) | Q(beat_at__lt=now - LEASE))


def _mine(made: PackPrint) -> QuerySet[PackPrint]:
    return PackPrint.objects.filter(pk=made.pk, state=BuildState.BUILDING, attempt=made.attempt)


def _locked(made: PackPrint) -> PackPrint:
    found = _mine(made).select_for_update().first()
    if found is None:
        raise BuildLost(f"Print {made.pk} is no longer that of this worker.")
    return found


def _in_pack_order(build: PackBuild, chosen: Sequence[str]) -> str:
    anchors = list(dict.fromkeys(build.papers.order_by("position").values_list("item_anchor", flat=True)))
    unknown = [name for name in chosen if name not in (AGENDA, *anchors)]
    if unknown:
        raise NotAllowed("Choose items that have papers in this pack.")
    names = [name for name in (AGENDA, *anchors) if name in chosen]
    if not names:
        raise NotAllowed("Choose at least one item, or the agenda.")
    return ",".join(names)
