"""Writes about packs: asking for a build, its progress and end, and publishing."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from panels.enums import BuildState, EditionKind
from panels.models import BuiltPaper, Edition, Meeting, PackBuild
from panels.operations.agenda import lock_agenda
from panels.reports.missing import missing_parts
from panels.rules import check_publication
from performance.operations import publish_release
from scrutiny.history import record
from scrutiny.models import User


def request_build(*, by: User, meeting: Meeting, edition: EditionKind, dated: datetime.date) -> PackBuild:
    """Ask for a pack of the agenda as it stands. Two people who ask for the same one share it.

    `dated` is the day of publication that the agenda prints: only a pack of that day can be published on it.

    The caller hands the build to the queue, or makes it at once (panels.pack.make).
    """
    with transaction.atomic():
        meeting.refresh_from_db(fields=["agenda_version"])
        same = PackBuild.objects.unfinished().filter(
            meeting=meeting, edition=edition, agenda_version=meeting.agenda_version, dated=dated
        )
        if build := same.first():
            return build
        try:
            with transaction.atomic():
                build = PackBuild.objects.create(
                    meeting=meeting,
                    edition=edition,
                    agenda_version=meeting.agenda_version,
                    dated=dated,
                    requested_by=by,
                    requested_at=timezone.now(),
                )
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
    record(
        by=build.requested_by, action="build pack", on=build, meeting=str(build.meeting), edition=build.edition,
        sha256=sha256, pages=pages,
    )  # fmt: skip
    return build


@transaction.atomic
def fail_build(build: PackBuild, *, problem: str) -> None:
    """Record that a pack could not be made, with the sentence that says why."""
    build = PackBuild.objects.select_for_update().get(pk=build.pk)
    build.state, build.finished_at, build.problem = BuildState.FAILED, timezone.now(), problem
    build.save()
    record(by=build.requested_by, action="fail pack", on=build, meeting=str(build.meeting), problem=problem)


@transaction.atomic
def publish_agenda(
    *, by: User, meeting: Meeting, at: datetime.datetime, reason: str = "", late_reason: str = ""
) -> Edition:
    """Publish the agenda as it stands, with the public pack built of it. Raises NotAllowed with what is missing.

    The datasets in the pack are published with it, because the pack shows them.
    """
    lock_agenda(meeting)
    meeting.refresh_from_db()
    latest = meeting.latest_edition()
    today = timezone.localtime(at).date()
    build = current_build(meeting, EditionKind.PUBLIC, dated=today)
    check_publication(
        item_count=meeting.items.on_agenda().count(),
        has_current_build=build is not None,
        missing=missing_parts(meeting),
        is_unchanged=latest is not None and latest.agenda_version == meeting.agenda_version,
        is_correction=latest is not None,
        reason=reason,
        late_reason=late_reason,
        today=today,
        meeting=meeting.date,
    )
    assert build is not None
    edition = Edition.objects.create(
        meeting=meeting,
        number=latest.number + 1 if latest else 1,
        agenda_version=meeting.agenda_version,
        published_at=at,
        published_by=by,
        reason=reason.strip(),
        late_reason=late_reason.strip(),
        build=build,
    )
    for item in meeting.items.on_agenda().prefetch_related("papers__release"):
        for paper in item.papers.all():
            if paper.release:
                publish_release(by=by, release=paper.release, at=max(at, paper.release.imported_at))
    record(
        by=by, action="publish agenda", on=edition, meeting=str(meeting), number=edition.number,
        published_at=at, reason=edition.reason, late_reason=edition.late_reason, sha256=build.sha256,
    )  # fmt: skip
    return edition


def current_build(meeting: Meeting, edition: EditionKind, *, dated: datetime.date) -> PackBuild | None:
    """The newest finished pack of the agenda as it stands now, dated that day; none if it has changed since.

    One that was published before is left out: it is an edition already.
    """
    return (
        PackBuild.objects.ready()
        .filter(
            meeting=meeting,
            edition=edition,
            agenda_version=meeting.agenda_version,
            dated=dated,
            published_as=None,
        )
        .order_by("-pk")
        .first()
    )
