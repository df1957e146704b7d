"""Making the packs that were asked for, and keeping their files. Called by the queue's worker and by commands."""

import hashlib
import io
from dataclasses import asdict
from typing import IO, Any

from panels.combined import compose_combined
from panels.enums import BuildState, EditionKind
from panels.models import BuiltPaper, PackBuild, Paper
from panels.operations.packs import (
    BuildLost,
    fail_build,
    finish_build,
    note_alive,
    note_progress,
    request_build,
    start_build,
)
from panels.pack import Pack, Part, compose, paper_store
from panels.papers import places_of_pages
from panels.reports.agenda import front_matter
from panels.reports.exemptions import withheld_parts
from panels.reports.published import published
from scrutiny.documents.assemble import AssembledPack
from scrutiny.documents.bounds import within_bounds
from scrutiny.documents.errors import DocumentError
from scrutiny.files import keep, kept, name_of

# What this process is making: the worker says for each that it is still at it (`beat`).
_in_hand: dict[int, PackBuild] = {}

OUR_SIDE = "Something went wrong on our side. Try again; if it happens again, tell democratic services."


def make(build: PackBuild) -> PackBuild:
    """Make the pack that was asked for, and record how it ended. A build that another worker has is left to it."""
    total = Paper.objects.filter(item__meeting=build.meeting, item__removed_at=None).count()
    if not start_build(build, papers=total):
        return build
    try:
        _in_hand[build.pk] = build
        return _combined(build) if build.combines_id else _made(build)
    except BuildLost:
        # Its new worker says how it ends.
        build.refresh_from_db()
        return build
    finally:
        _in_hand.pop(build.pk, None)


def beat() -> None:
    """Say of every build in this process that it is still being made. Called every few seconds, in a thread."""
    for build in list(_in_hand.values()):
        note_alive(build)


def _made(build: PackBuild) -> PackBuild:
    meeting, edition = build.meeting, EditionKind(build.edition)
    try:
        with within_bounds():
            pack = compose(
                meeting,
                edition,
                signed_on=build.dated,
                withheld_sides=_withheld_sides(build),
                continues=published(meeting, edition=edition) if build.supplements_id else None,
                double_sided=build.double_sided,
                progress=lambda papers, pages: note_progress(build, papers_done=papers, pages_done=pages),
                joined_before=lambda inputs: _joined_before(build, inputs),
            )
        digest = hashlib.sha256(pack.assembled.pdf).hexdigest()
        rows = _built_papers(pack)
        file = keep(io.BytesIO(pack.assembled.pdf), name=name_of(digest, folder="packs"))
    except BuildLost:
        raise
    except DocumentError as error:
        fail_build(build, problem=str(error))
        build.refresh_from_db()
        return build
    except Exception:
        # Told to whoever watches the service; the officer gets a sentence and the chance to try again.
        fail_build(build, problem=OUR_SIDE)
        raise
    return finish_build(
        build,
        file=file,
        sha256=digest,
        size=len(pack.assembled.pdf),
        front_pages=pack.plan.front_pages + pack.plan.front_blanks,
        pages=pack.assembled.pages,
        agenda={
            "items": [asdict(line) for line in pack.agenda.items],
            "untagged": _untagged(pack),
            "front": front_matter(pack.agenda),
        },
        papers=rows,
        inputs=pack.inputs,
    )


def _joined_before(build: PackBuild, inputs: str) -> AssembledPack | None:
    """The file of an earlier build of this edition that was joined from the same inputs, if it is there and whole."""
    earlier = PackBuild.objects.joined_from(inputs, build.meeting, EditionKind(build.edition))
    if earlier is None:
        return None
    try:
        pdf = kept(earlier.file).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(pdf).hexdigest() != earlier.sha256:
        return None
    return AssembledPack(pdf, earlier.pages, tuple(str(paper["pk"]) for paper in earlier.agenda["untagged"]), ())


def _combined(build: PackBuild) -> PackBuild:
    """Make a combined pack, of what is published."""
    latest, edition = build.combines, EditionKind(build.edition)
    assert latest is not None
    try:
        with within_bounds():
            assembled, plan, agenda = compose_combined(latest, edition)
        digest = hashlib.sha256(assembled.pdf).hexdigest()
        file = keep(io.BytesIO(assembled.pdf), name=name_of(digest, folder="packs"))
    except DocumentError as error:
        fail_build(build, problem=str(error))
        build.refresh_from_db()
        return build
    except Exception:
        fail_build(build, problem=OUR_SIDE)
        raise
    return finish_build(
        build,
        file=file,
        sha256=digest,
        size=len(assembled.pdf),
        front_pages=plan.front_pages + plan.front_blanks,
        pages=assembled.pages,
        agenda=agenda,
        papers=[],
    )


def open_pack(build: PackBuild) -> IO[bytes]:
    """The file of a finished build."""
    return kept(build.file).open("rb")


def _withheld_sides(build: PackBuild) -> dict[int, int]:
    """How long each withheld paper is, from the members' edition, which is made first: numbers only, no papers."""
    if build.edition != EditionKind.PUBLIC or not withheld_parts(build.meeting):
        return {}
    members = PackBuild.objects.current(
        build.meeting, EditionKind.MEMBERS, dated=build.dated, is_supplement=build.supplements_id is not None
    ) or make(
        request_build(
            by=build.requested_by,
            meeting=build.meeting,
            edition=EditionKind.MEMBERS,
            dated=build.dated,
            is_supplement=build.supplements_id is not None,
            double_sided=build.double_sided,
        )
    )
    if members.state != BuildState.READY:
        raise DocumentError(members.problem or "The members' edition is being made. Try again in a minute.")
    return dict(members.papers.values_list("source", "sides"))


def _untagged(pack: Pack) -> list[dict[str, Any]]:
    """The papers for which the pack does not claim PDF/UA: those without tags, or whose tags claim nothing."""
    keys = {*pack.assembled.untagged, *pack.assembled.unmarked}
    return [{"pk": part.paper.pk, "title": part.paper.title} for part in pack.parts if str(part.paper.pk) in keys]


def _built_papers(pack: Pack) -> list[BuiltPaper]:
    places = {paper.pk: (line, paper) for line, paper in pack.agenda.papers}
    rows = []
    for part in pack.parts:
        line, paper = places[part.paper.pk]
        rows.append(
            BuiltPaper(
                source=paper.pk,
                position=paper.position,
                kind=paper.kind,
                item_number=line.number,
                item_anchor=line.anchor,
                item_title=line.title,
                title=paper.title,
                label=paper.label,
                first_page=paper.first_page,
                last_page=paper.last_page,
                sides=part.sides,
                withheld_as=paper.withheld_as,
                body=part.body,
                page_starts=_page_starts(part),
            )
        )
    return rows


def _page_starts(part: Part) -> list[int]:
    if part.is_placeholder:
        return []
    return places_of_pages(part.pdf, part.body, kind=part.paper.kind, store=paper_store())
