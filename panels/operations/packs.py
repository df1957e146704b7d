"""Writes about builds of packs: asking for one, its progress, and how it ended."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from panels.enums import BuildState, EditionKind
from panels.models import BuiltPaper, Edition, Meeting, PackBuild
from panels.operations.monitoring import refresh_monitoring
from panels.reports.published import published
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import User

LEASE = datetime.timedelta(seconds=30)  # a build whose worker has been silent for so long is another worker's
MOST_ATTEMPTS = 3


class BuildLost(Exception):
    """Another worker has taken the build over, because this one was silent for too long. What it made is not used."""


def request_build(
    *,
    by: User,
    meeting: Meeting,
    edition: EditionKind,
    dated: datetime.date,
    is_supplement: bool = False,
    double_sided: bool = True,
) -> PackBuild:
    """Ask for a pack of the agenda as it stands. Two people who ask for the same one share it.

    `dated` is the day of publication that the agenda prints: only a pack of that day can be published on it. A
    supplement holds what is not published yet and continues the numbering; NotAllowed where nothing is published.
    `double_sided` has blank pages fill it up, so that every paper starts on a right-hand page; numbers are the same
    without them. The caller hands the build to the queue, or makes it at once (panels.making.make).
    """
    with transaction.atomic():
        refresh_monitoring(by=by, meeting=meeting)
        meeting.refresh_from_db(fields=["agenda_version"])
        wanted = {
            "meeting": meeting,
            "edition": edition,
            "agenda_version": meeting.agenda_version,
            "dated": dated,
            "supplements": _continued_edition(meeting) if is_supplement else None,
            "combines": None,
            "double_sided": double_sided,
        }
        return _requested(by, wanted)


def request_combined(*, by: User, latest: Edition, edition: EditionKind, double_sided: bool = True) -> PackBuild:
    """Ask for the combined pack up to this edition: the agenda with all supplements, as published, under its numbers.

    It is made once: what is published never changes. Gives the finished one where there is one.
    """
    with transaction.atomic():
        made = PackBuild.objects.combined(latest, edition, double_sided=double_sided)
        if made:
            return made
        wanted = {
            "meeting": latest.meeting,
            "edition": edition,
            "agenda_version": latest.agenda_version,
            "dated": timezone.localdate(latest.published_at),
            "supplements": None,
            "combines": latest,
            "double_sided": double_sided,
        }
        return _requested(by, wanted)


@transaction.atomic
def start_build(build: PackBuild, *, papers: int) -> bool:
    """Claim a build for this worker: one that waits, or one whose worker has died. False for every other.

    A build that has cost several workers their lives fails, with a sentence: it would go on for ever.
    """
    now = timezone.now()
    waits = Q(state=BuildState.WAITING)
    claimed = PackBuild.objects.filter(waits | _abandoned(now), pk=build.pk, attempt__lt=MOST_ATTEMPTS).update(
        state=BuildState.BUILDING, started_at=now, beat_at=now, attempt=F("attempt") + 1,
        papers_total=papers, papers_done=0, pages_done=0,
    )  # fmt: skip
    if not claimed and PackBuild.objects.filter(_abandoned(now), pk=build.pk).exists():
        fail_build(build, problem=f"The building was cut short {MOST_ATTEMPTS} times. Tell democratic services.")
    build.refresh_from_db()
    return bool(claimed)


def note_progress(build: PackBuild, *, papers_done: int, pages_done: int = 0) -> None:
    """Say how many papers are rendered and how many pages they have, for the page that waits."""
    _mine(build).update(papers_done=papers_done, pages_done=pages_done, beat_at=timezone.now())


def note_alive(build: PackBuild) -> bool:
    """Say that its worker is still at it; False if the build is no longer this worker's."""
    return bool(_mine(build).update(beat_at=timezone.now()))


def abandoned_builds(*, now: datetime.datetime) -> list[PackBuild]:
    """Builds that nobody is making although somebody asked: their worker died, or nothing reached the queue."""
    lost = Q(state=BuildState.WAITING, requested_at__lt=now - LEASE) | _abandoned(now)
    return list(PackBuild.objects.filter(lost).order_by("pk"))


@transaction.atomic
def finish_build(
    build: PackBuild,
    *,
    file: str,
    sha256: str,
    size: int,
    front_pages: int,
    pages: int,
    agenda: Any,
    papers: Sequence[BuiltPaper],
    inputs: str = "",
) -> PackBuild:
    """Record a finished pack with its papers as they stand on screen. The file is whole and in its place already.

    `inputs` is the hash of what it was joined from.

    Raises BuildLost where the build has become another worker's.
    """
    build = _locked(build)
    build.state, build.finished_at = BuildState.READY, timezone.now()
    build.file, build.sha256, build.size, build.inputs = file, sha256, size, inputs
    build.front_pages, build.pages, build.agenda = front_pages, pages, agenda
    build.papers_done, build.pages_done = build.papers_total, pages
    build.save()
    for paper in papers:
        paper.build = build
    BuiltPaper.objects.bulk_create(papers)
    facts = {"edition": build.edition, "sha256": sha256, "pages": pages}
    record(by=build.requested_by, action="build pack", on=build, meeting=str(build.meeting), **facts)
    return build


@transaction.atomic
def fail_build(build: PackBuild, *, problem: str) -> None:
    """Record that a pack could not be made, with the sentence that says why. Raises BuildLost as `finish_build`."""
    build = _locked(build)
    build.state, build.finished_at, build.problem = BuildState.FAILED, timezone.now(), problem
    build.save()
    record(by=build.requested_by, action="fail pack", on=build, meeting=str(build.meeting), problem=problem)


def _requested(by: User, wanted: dict[str, Any]) -> PackBuild:
    same = PackBuild.objects.unfinished().filter(**wanted)
    if build := same.first():
        return build
    try:
        with transaction.atomic():
            build = PackBuild.objects.create(**wanted, requested_by=by, requested_at=timezone.now())
    except IntegrityError:
        # Somebody else asked between our look and our write.
        return same.get()
    record(by=by, action="request pack", on=build, meeting=str(build.meeting), edition=str(build.edition))
    return build


def _abandoned(now: datetime.datetime) -> Q:
    return Q(state=BuildState.BUILDING) & (Q(beat_at=None) | Q(beat_at__lt=now - LEASE))


def _mine(build: PackBuild) -> Any:
    return PackBuild.objects.filter(pk=build.pk, state=BuildState.BUILDING, attempt=build.attempt)


def _locked(build: PackBuild) -> PackBuild:
    found = PackBuild.objects.select_for_update().get(pk=build.pk)
    if found.state != BuildState.BUILDING or found.attempt != build.attempt:
        raise BuildLost(f"Build {build.pk} is no longer that of this worker.")
    return found


def _continued_edition(meeting: Meeting) -> Any:
    standing = published(meeting)
    if standing is None:
        raise NotAllowed("Nothing of this meeting is published, so there is nothing to supplement. Publish the agenda.")
    return standing.latest
