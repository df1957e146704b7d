"""Writes that make things public or take them back: agenda, supplement, correction, withdrawal, confirmation."""

import datetime

from django.db import transaction
from django.utils import timezone

from panels.enums import EditionKind, PublicationKind
from panels.models import Edition, Meeting, PackBuild, PublicationRequest
from panels.operations.agenda import lock_agenda
from panels.operations.packs import request_combined
from panels.reports.exemptions import withheld_parts
from panels.reports.gate import Gate, gate
from panels.rules import NotAllowed, check_confirmation, check_publication, check_seen, check_withdrawal
from panels.search import index_edition
from performance.operations import publish_release
from performance.operations.packs import publish_pack
from scrutiny.history import record
from scrutiny.models import User


@transaction.atomic
def publish_agenda(
    *,
    by: User,
    meeting: Meeting,
    at: datetime.datetime,
    kind: PublicationKind | None = None,
    reason: str = "",
    late_reason: str = "",
    seen_version: int | None = None,
) -> Edition | PublicationRequest:
    """Publish the agenda as it stands, with the packs built of it. Raises NotAllowed with what is missing.

    `kind` is the agenda the first time and a correction afterwards, unless a supplement is asked for. Where the meeting
    holds exempt papers and the council wants a second person, this only asks: `confirm_publication` then publishes.
    The datasets in the pack are published with it, because the pack shows them. `seen_version` is that of the agenda
    which the person looked at: another one is not published unseen.
    """
    lock_agenda(meeting)
    meeting.refresh_from_db()
    check_seen(seen=seen_version, now=meeting.agenda_version)
    found = gate(meeting, today=timezone.localtime(at).date(), kind=kind)
    check_publication(found, reason=reason, late_reason=late_reason)
    if found.needs_second_person:
        PublicationRequest.objects.filter(meeting=meeting).delete()
        request = PublicationRequest.objects.create(
            meeting=meeting,
            kind=found.kind,
            agenda_version=meeting.agenda_version,
            asked_at=at,
            asked_by=by,
            reason=reason.strip(),
            late_reason=late_reason.strip(),
        )
        record(by=by, action="ask for publication", on=meeting, kind=str(found.kind), reason=request.reason)
        return request
    return _publish(by=by, meeting=meeting, at=at, found=found, reason=reason, late_reason=late_reason)


@transaction.atomic
def confirm_publication(
    *, by: User, meeting: Meeting, at: datetime.datetime, seen_version: int | None = None
) -> Edition:
    """Publish what somebody else asked to have published. The agenda must not have changed since.

    `seen_version` is that of the agenda which the person looked at: another one is not published unseen.
    """
    lock_agenda(meeting)
    meeting.refresh_from_db()
    request = PublicationRequest.objects.select_related("asked_by").filter(meeting=meeting).first()
    if request is None:
        raise NotAllowed("Nobody has asked for this agenda to be published.")
    check_seen(seen=seen_version, now=request.agenda_version)
    check_confirmation(
        asked_by=request.asked_by_id, by=by.pk, is_unchanged=request.agenda_version == meeting.agenda_version
    )
    found = gate(meeting, today=timezone.localtime(at).date(), kind=PublicationKind(request.kind))
    check_publication(found, reason=request.reason, late_reason=request.late_reason)
    edition = _publish(
        by=request.asked_by,
        confirmed_by=by,
        meeting=meeting,
        at=at,
        found=found,
        reason=request.reason,
        late_reason=request.late_reason,
    )
    request.delete()
    return edition


@transaction.atomic
def drop_publication_request(*, by: User, meeting: Meeting) -> None:
    """Take back, or refuse, the wish to publish."""
    if PublicationRequest.objects.filter(meeting=meeting).delete()[0]:
        record(by=by, action="drop publication request", on=meeting)


@transaction.atomic
def withdraw_agenda(*, by: User, meeting: Meeting, at: datetime.datetime, reason: str) -> Edition:
    """Take everything published of a meeting back, at once: readers find the reason in its place.

    The way to undo a mistake, and the first thing to do if something exempt went out. A correction puts the rest back.
    """
    lock_agenda(meeting)
    latest = meeting.latest_edition()
    check_withdrawal(latest_kind=latest.kind if latest else None, reason=reason)
    assert latest is not None
    edition = Edition.objects.create(
        meeting=meeting,
        number=latest.number + 1,
        kind=PublicationKind.WITHDRAWAL,
        agenda_version=meeting.agenda_version,
        published_at=at,
        published_by=by,
        reason=reason.strip(),
    )
    index_edition(edition)
    record(by=by, action="withdraw agenda", on=edition, meeting=str(meeting), number=edition.number, reason=reason)
    return edition


def _publish(
    *,
    by: User,
    meeting: Meeting,
    at: datetime.datetime,
    found: Gate,
    reason: str,
    late_reason: str,
    confirmed_by: User | None = None,
) -> Edition:
    build, members_build = _builds(meeting, at, found)
    edition = Edition.objects.create(
        meeting=meeting,
        number=found.next_number,
        kind=found.kind,
        agenda_version=meeting.agenda_version,
        published_at=at,
        published_by=by,
        confirmed_by=confirmed_by,
        reason=reason.strip(),
        late_reason=late_reason.strip(),
        build=build,
        members_build=members_build,
    )
    _publish_releases(by=by, meeting=meeting, at=at)
    index_edition(edition)
    if edition.kind == PublicationKind.SUPPLEMENT:
        _ask_for_combined(by=by, edition=edition)
    record(
        by=confirmed_by or by,
        action="publish agenda",
        on=edition,
        meeting=str(meeting),
        number=edition.number,
        kind=str(edition.kind),
        published_at=at,
        reason=edition.reason,
        late_reason=edition.late_reason,
        sha256=build.sha256,
    )
    return edition


def _ask_for_combined(*, by: User, edition: Edition) -> None:
    """Have the agenda and all its supplements joined in one file; the worker finds what waits."""
    request_combined(by=by, latest=edition, edition=EditionKind.PUBLIC)
    if any(found.members_build_id for found in edition.meeting.editions.in_order()):
        request_combined(by=by, latest=edition, edition=EditionKind.MEMBERS)


def _builds(meeting: Meeting, at: datetime.datetime, found: Gate) -> tuple[PackBuild, PackBuild | None]:
    dated, is_supplement = timezone.localtime(at).date(), found.kind is PublicationKind.SUPPLEMENT
    build = PackBuild.objects.current(meeting, EditionKind.PUBLIC, dated=dated, is_supplement=is_supplement)
    assert build is not None  # the gate looked
    if not found.holds_exempt:
        return build, None
    return build, PackBuild.objects.current(meeting, EditionKind.MEMBERS, dated=dated, is_supplement=is_supplement)


def _publish_releases(*, by: User, meeting: Meeting, at: datetime.datetime) -> None:
    """Publish the datasets and performance packs of open papers; what is withheld stays so."""
    hidden = withheld_parts(meeting)
    for item in (
        meeting.items.on_agenda()
        .exclude(pk__in=hidden.items)
        .prefetch_related("papers__release", "papers__performance_pack__release")
    ):
        for paper in item.papers.all():
            if paper.pk in hidden.papers:
                continue
            pack = paper.performance_pack
            if release := paper.release or (pack.release if pack else None):
                publish_release(by=by, release=release, at=max(at, release.imported_at))
            if pack:
                publish_pack(by=by, pack=pack, at=at, reason=f"Published with the agenda of {meeting}.")
