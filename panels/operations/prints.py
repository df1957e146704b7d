"""Writes about prints: asking for another form of a finished pack, and how its making ended."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from panels.enums import BuildState, PrintKind
from panels.models import PackBuild, PackPrint
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import User

AGENDA = "agenda"  # stands for the front pages among what is chosen
# One that has been made for longer than this has lost its worker, and may be asked for again.
LONGEST_MAKING = datetime.timedelta(minutes=15)


@transaction.atomic
def request_print(
    *, by: User | None, build: PackBuild, kind: PrintKind, chosen: Sequence[str] = ()
) -> tuple[PackPrint, bool]:
    """Ask for another form of a finished pack; gives it, and whether it has to be made.

    It is made once: whoever asks again gets the same one. `by` is None for the public. `chosen` are numbers of items as
    in addresses, "agenda" for the front pages. Raises NotAllowed where they are not in the pack, or none is chosen.
    """
    if build.state != BuildState.READY:
        raise NotAllowed("The pack itself is not ready yet. Ask again when it is.")
    names = _in_pack_order(build, chosen) if kind is PrintKind.CHOSEN else ""
    now = timezone.now()
    made, is_new = PackPrint.objects.select_for_update().get_or_create(
        build=build, kind=kind, chosen=names, defaults={"requested_by": by, "requested_at": now}
    )
    is_lost = made.state == BuildState.BUILDING and made.started_at and made.started_at < now - LONGEST_MAKING
    waits_long = made.state == BuildState.WAITING and not is_new and made.requested_at < now - LONGEST_MAKING
    if not (is_new or is_lost or waits_long or made.state == BuildState.FAILED):
        return made, False
    if not is_new:
        made.state, made.problem, made.requested_by, made.requested_at = BuildState.WAITING, "", by, now
        made.save()
    record(by=by, action="request print", on=build, kind=str(kind), chosen=names, meeting=str(build.meeting))
    return made, True


@transaction.atomic
def start_print(made: PackPrint) -> bool:
    """Claim it for this worker; False if another has it or it has ended."""
    claimed = PackPrint.objects.filter(pk=made.pk, state=BuildState.WAITING).update(
        state=BuildState.BUILDING, started_at=timezone.now()
    )
    made.refresh_from_db()
    return bool(claimed)


@transaction.atomic
def finish_print(made: PackPrint, *, file: str, size: int, pages: int, is_tagged: bool) -> PackPrint:
    """Record that it is there. The file is whole and in its place already."""
    made.state, made.finished_at = BuildState.READY, timezone.now()
    made.file, made.size, made.pages, made.is_tagged = file, size, pages, is_tagged
    made.save()
    return made


@transaction.atomic
def fail_print(made: PackPrint, *, problem: str) -> PackPrint:
    """Record that it could not be made, with the sentence that says why."""
    made.state, made.finished_at, made.problem = BuildState.FAILED, timezone.now(), problem
    made.save()
    return made


def _in_pack_order(build: PackBuild, chosen: Sequence[str]) -> str:
    anchors = list(dict.fromkeys(build.papers.order_by("position").values_list("item_anchor", flat=True)))
    unknown = [name for name in chosen if name not in (AGENDA, *anchors)]
    if unknown:
        raise NotAllowed("Choose items that have papers in this pack.")
    names = [name for name in (AGENDA, *anchors) if name in chosen]
    if not names:
        raise NotAllowed("Choose at least one item, or the agenda.")
    return ",".join(names)
