"""What is published of a meeting now: the latest whole pack with the supplements that continue it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from panels.enums import EditionKind, PublicationKind
from panels.models import BuiltPaper, Edition, Meeting, PackBuild
from panels.reports.agenda import EXCLUSION


@dataclass(frozen=True)
class PublishedPaper:
    """A paper as published: its row without the body, and the edition that it came with."""

    row: BuiltPaper
    edition: Edition
    build: PackBuild

    @property
    def pdf_page(self) -> int:
        """The side of its PDF file on which it starts: readers count the unnumbered front pages too."""
        before = [paper for paper in self.build_rows if paper.position < self.row.position]
        return self.build.front_pages + 1 + sum(_sides_in_file(self.build, paper) for paper in before)

    build_rows: tuple[BuiltPaper, ...] = ()


@dataclass(frozen=True)
class Published:
    """What readers of one edition (public or members') see: `editions` is the whole pack and then its supplements."""

    editions: tuple[Edition, ...]
    papers: tuple[PublishedPaper, ...]
    items: list[dict[str, Any]]

    @property
    def latest(self) -> Edition:
        return self.editions[-1]

    @property
    def has_exclusion(self) -> bool:
        """Whether the agenda asks the panel to exclude the press and public from part of the meeting."""
        return any(item["pk"] == EXCLUSION for item in self.items)

    @property
    def last_page(self) -> int:
        return max((paper.row.last_page for paper in self.papers), default=0)

    @property
    def last_position(self) -> int:
        return max((paper.row.position for paper in self.papers), default=0)

    @property
    def by_source(self) -> dict[int, PublishedPaper]:
        """The papers by the key of what they were made from."""
        return {paper.row.source: paper for paper in self.papers}


def published(meeting: Meeting, *, edition: EditionKind = EditionKind.PUBLIC) -> Published | None:
    """What is published of the meeting now; None before the first edition and after a withdrawal. Two queries.

    Public readers get public builds only. For members the build made for them stands in its place, where there is one.
    """
    editions = list(Edition.objects.filter(meeting=meeting).with_builds().in_order())
    if not editions or editions[-1].kind == PublicationKind.WITHDRAWAL:
        return None
    start = max(place for place, found in enumerate(editions) if found.is_whole)
    standing = [found for found in editions[start:] if found.build]
    builds = {found.pk: build_for(found, edition) for found in standing}
    rows: dict[int, list[BuiltPaper]] = {build.pk: [] for build in builds.values()}
    for row in BuiltPaper.objects.filter(build__in=list(rows)).defer("body").order_by("position"):
        rows[row.build_id].append(row)
    papers = tuple(
        PublishedPaper(row, found, builds[found.pk], tuple(rows[builds[found.pk].pk]))
        for found in standing
        for row in rows[builds[found.pk].pk]
    )
    return Published(tuple(standing), papers, builds[standing[-1].pk].agenda["items"])


def build_for(found: Edition, edition: EditionKind) -> PackBuild:
    """The build that readers of this kind get of an edition that is no withdrawal."""
    build = found.members_build if edition is EditionKind.MEMBERS and found.members_build else found.build
    assert build is not None
    return build


def places_in_file(build: PackBuild, rows: Sequence[BuiltPaper]) -> dict[int, range]:
    """Which sides of the build's file (from 0) each of its papers takes, by the key of the row."""
    found, at = {}, build.front_pages
    for row in sorted(rows, key=lambda row: row.position):
        sides = _sides_in_file(build, row)
        found[row.pk] = range(at, at + sides)
        at += sides
    return found


def _sides_in_file(build: PackBuild, paper: BuiltPaper) -> int:
    """How many sides of the PDF the paper takes: a withheld one is a single page and, double-sided, its back."""
    is_placeholder = bool(paper.withheld_as and not paper.body)
    if not build.double_sided:
        return 1 if is_placeholder else paper.sides
    numbered = paper.last_page - paper.first_page + 1
    return min(numbered, 2) if is_placeholder else numbered
