"""Writes about builds of packs: asking for one, its progress, and how it ended."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from panels.enums import BuildState, EditionKind
from panels.models import BuiltPaper, Meeting, PackBuild
from panels.reports.published import published
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import User


def request_build(
    *, by: User, meeting: Meeting, edition: EditionKind, dated: datetime.date, is_supplement: bool = False
) -> PackBuild:
    """Ask for a pack of the agenda as it stands. Two people who ask for the same one share it.

    `dated` is the day of publication that the agenda prints: only a pack of that day can be published on it. A
    supplement holds what is not published yet and continues the numbering; NotAllowed where nothing is published.
    The caller hands the build to the queue, or makes it at once (panels.making.make).
    """
    with transaction.atomic():
        meeting.refresh_from_db(fields=["agenda_version"])
        wanted = {
            "meeting": meeting,
            "edition": edition,
            "agenda_version": meeting.agenda_version,
            "dated": dated,
            "supplements": _continued_edition(meeting) if is_supplement else None,
        }
        same = PackBuild.objects.unfinished().filter(**wanted)
        if build := same.first():
            return build
        try:
            with transaction.atomic():
                build = PackBuild.objects.create(**wanted, requested_by=by, requested_at=timezone.now())
        except IntegrityError:
            # Somebody else asked between our look and our write.
            return same.get()
        record(by=by, action="request pack", on=build, meeting=str(meeting), edition=str(edition))
        return build


@transaction.atomic
def start_build(build: PackBuild, *, papers: int) -> bool:
    """Claim a waiting build for this worker; False if another has it or it has ended."""
    claimed = PackBuild.objects.filter(pk=build.pk, state=BuildState.WAITING).update(
        state=BuildState.BUILDING, started_at=timezone.now(), papers_total=papers
    )
    build.refresh_from_db()
    return bool(claimed)


def note_progress(build: PackBuild, *, papers_done: int) -> None:
    """Say how many papers are rendered, for the page that waits."""
    PackBuild.objects.filter(pk=build.pk, state=BuildState.BUILDING).update(papers_done=papers_done)


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
) -> PackBuild:
    """Record a finished pack with its papers as they stand on screen. The file is whole and in its place already."""
    build = PackBuild.objects.select_for_update().get(pk=build.pk)
    build.state, build.finished_at = BuildState.READY, timezone.now()
    build.file, build.sha256, build.size = file, sha256, size
    build.front_pages, build.pages, build.agenda = front_pages, pages, agenda
    build.papers_done = build.papers_total
    build.save()
    for paper in papers:
        paper.build = build
    BuiltPaper.objects.bulk_create(papers)
    facts = {"edition": build.edition, "sha256": sha256, "pages": pages}
    record(by=build.requested_by, action="build pack", on=build, meeting=str(build.meeting), **facts)
    return build


@transaction.atomic
def fail_build(build: PackBuild, *, problem: str) -> None:
    """Record that a pack could not be made, with the sentence that says why."""
    build = PackBuild.objects.select_for_update().get(pk=build.pk)
    build.state, build.finished_at, build.problem = BuildState.FAILED, timezone.now(), problem
    build.save()
    record(by=build.requested_by, action="fail pack", on=build, meeting=str(build.meeting), problem=problem)


def _continued_edition(meeting: Meeting) -> Any:
    standing = published(meeting)
    if standing is None:
        raise NotAllowed("Nothing of this meeting is published, so there is nothing to supplement. Publish the agenda.")
    return standing.latest
