"""The gate before publication: what is missing, what is lawful, and exactly what the public would see."""

import datetime
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from panels.enums import EditionKind, PublicationKind
from panels.models import Edition, Meeting, PackBuild
from panels.reports.agenda import AgendaLine, agenda_lines
from panels.reports.exemptions import withheld_parts
from panels.reports.missing import missing_parts, uncleared
from panels.reports.published import Published, published
from panels.reports.uploads import UntaggedPaper, undecided, untagged_papers
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
    uncleared: tuple[str, ...]
    untagged: tuple[UntaggedPaper, ...]
    build: PackBuild | None
    members_build: PackBuild | None
    holds_exempt: bool
    needs_second_person: bool
    is_unchanged: bool
    changed_besides: tuple[str, ...]
    has_new_papers: bool
    last_lawful_day: datetime.date
    is_late: bool
    is_cancelled: bool

    @property
    def has_builds(self) -> bool:
        """Whether every pack that publishing needs is there."""
        return self.build is not None and (self.members_build is not None or not self.holds_exempt)

    @property
    def is_supplement(self) -> bool:
        return self.kind is PublicationKind.SUPPLEMENT


@dataclass(frozen=True)
class Look:
    """What of a meeting decides, whatever kind of publication it is for. Read once, for one gate or two."""

    editions: tuple[Edition, ...]
    standing: Published | None
    lines: tuple[AgendaLine, ...]
    missing: tuple[str, ...]
    uncleared: tuple[str, ...]
    untagged: tuple[UntaggedPaper, ...]
    holds_exempt: bool
    holidays: tuple[datetime.date, ...]


def look_at(meeting: Meeting, *, sees_exempt: bool = True) -> Look:
    """Read what the gate looks at. The same number of queries however long the agenda is.

    Who may not see what is exempt is not told what is missing in it.
    """
    withheld = withheld_parts(meeting)
    hidden = None if sees_exempt else withheld
    return Look(
        editions=tuple(Edition.objects.filter(meeting=meeting).order_by("number")),
        standing=published(meeting),
        lines=agenda_lines(meeting, edition=EditionKind.PUBLIC),
        missing=(*missing_parts(meeting, hidden=hidden), *undecided(meeting, hidden=hidden)),
        uncleared=uncleared(meeting),
        untagged=untagged_papers(meeting, hidden=hidden),
        holds_exempt=bool(withheld),
        holidays=tuple(meeting.panel.council.holidays.values_list("day", flat=True)),
    )


def gate(
    meeting: Meeting, *, today: datetime.date, kind: PublicationKind | None = None, look: Look | None = None
) -> Gate:
    """Look at a meeting as the gate does. `kind` is chosen by the state of the meeting unless it is given."""
    look = look or look_at(meeting)
    if kind is None or not look.editions:
        kind = PublicationKind.CORRECTION if look.editions else PublicationKind.AGENDA
    standing = look.standing
    last_lawful = last_lawful_publication_day(meeting.date, extra_holidays=look.holidays)
    is_supplement = kind is PublicationKind.SUPPLEMENT

    def current(edition: EditionKind) -> PackBuild | None:
        return PackBuild.objects.current(meeting, edition, dated=today, is_supplement=is_supplement)

    return Gate(
        kind=kind,
        next_number=look.editions[-1].number + 1 if look.editions else 1,
        lines=look.lines,
        missing=look.missing,
        uncleared=look.uncleared,
        untagged=look.untagged,
        build=current(EditionKind.PUBLIC),
        members_build=current(EditionKind.MEMBERS) if look.holds_exempt else None,
        holds_exempt=look.holds_exempt,
        needs_second_person=look.holds_exempt and meeting.panel.council.second_person_confirms_exempt,
        is_unchanged=standing is not None and standing.latest.agenda_version == meeting.agenda_version,
        changed_besides=_changed_besides(look.lines, standing) if standing and is_supplement else (),
        has_new_papers=_has_new_papers(look.lines, standing),
        last_lawful_day=last_lawful,
        is_late=today > last_lawful,
        is_cancelled=meeting.is_cancelled,
    )


def _has_new_papers(lines: tuple[AgendaLine, ...], standing: Published | None) -> bool:
    known = standing.by_source if standing else {}
    return any(paper.pk not in known for line in lines for paper in line.papers)


def _changed_besides(lines: tuple[AgendaLine, ...], standing: Published) -> tuple[str, ...]:
    """What changed in the agenda besides new papers and items at its end: a supplement would not show it.

    Changes within papers are found when the supplement is built (panels.pack).
    """
    now = {line.pk: line for line in lines}
    changed = []
    for before in standing.items:
        line = now.get(before["pk"])
        if line is None:
            changed.append(f"item {before['number']} is gone")
        elif _words(asdict(line)) != _words(before):
            changed.append(f"item {before['number']} has changed")
        elif {paper["pk"] for paper in before["papers"]} - {paper.pk for paper in line.papers}:
            changed.append(f"item {before['number']} has lost a paper")
    return tuple(changed)


def _words(line: dict[str, Any]) -> str:
    """What a line of the agenda says, apart from its papers and their pages, in a form that compares."""
    left = {name: value for name, value in line.items() if name not in {"papers", "first_page", "last_page"}}
    return json.dumps(left, sort_keys=True, cls=DjangoJSONEncoder)
