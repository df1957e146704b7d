"""The gate before publication: what is missing, what is lawful, and exactly what the public would see."""

import datetime
from dataclasses import dataclass

from panels.enums import EditionKind, PublicationKind
from panels.models import Edition, Meeting, PackBuild
from panels.reports.agenda import AgendaLine, agenda_lines
from panels.reports.exemptions import withheld_parts
from panels.reports.missing import missing_parts
from panels.reports.published import Published, published
from panels.reports.uploads import undecided
from scrutiny.dates import last_lawful_publication_day


@dataclass(frozen=True)
class Gate:
    """Everything that decides about publishing an agenda today.

    `lines` is the agenda as the public would read it. `build` and `members_build` are the packs of today's agenda, none
    while they have to be made. `changed_besides` says what a supplement would leave out.
    """

    kind: PublicationKind
    next_number: int
    lines: tuple[AgendaLine, ...]
    missing: tuple[str, ...]
    build: PackBuild | None
    members_build: PackBuild | None
    holds_exempt: bool
    needs_second_person: bool
    is_unchanged: bool
    changed_besides: tuple[str, ...]
    has_new_papers: bool
    last_lawful_day: datetime.date
    is_late: bool

    @property
    def has_builds(self) -> bool:
        """Whether every pack that publishing needs is there."""
        return self.build is not None and (self.members_build is not None or not self.holds_exempt)

    @property
    def is_supplement(self) -> bool:
        return self.kind is PublicationKind.SUPPLEMENT


def gate(meeting: Meeting, *, today: datetime.date, kind: PublicationKind | None = None) -> Gate:
    """Look at a meeting as the gate does. `kind` is chosen by the state of the meeting unless it is given."""
    editions = list(Edition.objects.filter(meeting=meeting).order_by("number"))
    standing = published(meeting)
    if kind is None or not editions:
        kind = PublicationKind.CORRECTION if editions else PublicationKind.AGENDA
    lines = agenda_lines(meeting, edition=EditionKind.PUBLIC)
    holds_exempt = bool(withheld_parts(meeting))
    council = meeting.panel.council
    holidays = list(council.holidays.values_list("day", flat=True))
    last_lawful = last_lawful_publication_day(meeting.date, extra_holidays=holidays)
    is_supplement = kind is PublicationKind.SUPPLEMENT

    def current(edition: EditionKind) -> PackBuild | None:
        return PackBuild.objects.current(meeting, edition, dated=today, is_supplement=is_supplement)

    return Gate(
        kind=kind,
        next_number=editions[-1].number + 1 if editions else 1,
        lines=lines,
        missing=(*missing_parts(meeting), *undecided(meeting)),
        build=current(EditionKind.PUBLIC),
        members_build=current(EditionKind.MEMBERS) if holds_exempt else None,
        holds_exempt=holds_exempt,
        needs_second_person=holds_exempt and council.second_person_confirms_exempt,
        is_unchanged=standing is not None and standing.latest.agenda_version == meeting.agenda_version,
        changed_besides=_changed_besides(lines, standing) if standing and is_supplement else (),
        has_new_papers=_has_new_papers(lines, standing),
        last_lawful_day=last_lawful,
        is_late=today > last_lawful,
    )


def _has_new_papers(lines: tuple[AgendaLine, ...], standing: Published | None) -> bool:
    known = standing.by_source if standing else {}
    return any(paper.pk not in known for line in lines for paper in line.papers)


def _changed_besides(lines: tuple[AgendaLine, ...], standing: Published) -> tuple[str, ...]:
    """What changed in the agenda besides new papers and items at its end: a supplement would not show it."""
    now = {line.pk: line for line in lines}
    changed = []
    for before in standing.items:
        line = now.get(before["pk"])
        if line is None:
            changed.append(f"item {before['number']} is gone")
        elif (line.number, line.title) != (before["number"], before["title"]):
            changed.append(f"item {before['number']} has another number or title")
        elif {paper["pk"] for paper in before["papers"]} - {paper.pk for paper in line.papers}:
            changed.append(f"item {before['number']} has lost a paper")
    return tuple(changed)
