"""What the agenda desk shows of one meeting: the agenda, what is missing, the packs, and what publishing would do."""

import datetime
from dataclasses import dataclass

from panels.enums import AgendaState, EditionKind, PublicationKind
from panels.models import AgendaItem, Edition, Meeting, PackBuild, PublicationRequest
from panels.reports.agenda import AgendaLine, agenda_lines
from panels.reports.gate import Gate, gate, look_at
from panels.rules import NotAllowed, check_ready


@dataclass(frozen=True)
class DeskReport:
    """One agenda as its officer sees it. `refusal` says why it cannot be published yet; empty when it can.

    `supplement` is the gate as a supplement would find it, where something is published that one could continue.
    """

    state: AgendaState
    items: tuple[AgendaLine, ...]
    removed: tuple[AgendaItem, ...]
    editions: tuple[Edition, ...]
    builds: tuple[PackBuild, ...]
    gate: Gate
    refusal: str
    supplement: Gate | None
    request: PublicationRequest | None

    @property
    def has_supplements(self) -> bool:
        """Whether what is published stands in several files, which can be had as one."""
        latest = next((one for one in self.editions), None)
        return latest is not None and latest.kind == PublicationKind.SUPPLEMENT

    @property
    def missing(self) -> tuple[str, ...]:
        return self.gate.missing

    @property
    def last_lawful_day(self) -> datetime.date:
        return self.gate.last_lawful_day

    @property
    def is_late(self) -> bool:
        return self.gate.is_late

    @property
    def is_correction(self) -> bool:
        return self.gate.kind is PublicationKind.CORRECTION

    @property
    def offers_supplement(self) -> bool:
        """Whether a supplement would show all that changed: new papers, and nothing besides."""
        found = self.supplement
        return found is not None and found.has_new_papers and not found.changed_besides and not found.is_unchanged


def desk_report(meeting: Meeting, *, today: datetime.date, sees_exempt: bool = True) -> DeskReport:
    """The state of one agenda. The same number of queries however many items stand on it.

    Officers without the right to exempt papers see the agenda as the public would.
    """
    editions = tuple(
        Edition.objects.filter(meeting=meeting).select_related("published_by", "build").order_by("-number")
    )
    look = look_at(meeting, sees_exempt=sees_exempt)
    found = gate(meeting, today=today, look=look)
    builds = PackBuild.objects.filter(meeting=meeting).newest_first()
    if not sees_exempt:
        builds = builds.filter(edition=EditionKind.PUBLIC)
        if look.holds_exempt:
            builds = builds.filter(agenda_version=meeting.agenda_version)
    items = agenda_lines(meeting, edition=EditionKind.MEMBERS if sees_exempt else EditionKind.PUBLIC)
    is_published = bool(editions) and editions[0].kind != PublicationKind.WITHDRAWAL
    return DeskReport(
        state=_state(items, editions, meeting),
        items=items,
        removed=tuple(AgendaItem.objects.filter(meeting=meeting).removed()) if sees_exempt else (),
        editions=editions,
        builds=tuple(builds[:5]),
        gate=found,
        refusal=_refusal(found),
        supplement=gate(meeting, today=today, kind=PublicationKind.SUPPLEMENT, look=look) if is_published else None,
        request=PublicationRequest.objects.select_related("asked_by").filter(meeting=meeting).first(),
    )


def _state(items: tuple[AgendaLine, ...], editions: tuple[Edition, ...], meeting: Meeting) -> AgendaState:
    if meeting.is_cancelled:
        return AgendaState.CANCELLED
    if not editions:
        return AgendaState.DRAFT if items else AgendaState.NOT_STARTED
    if editions[0].kind == PublicationKind.WITHDRAWAL:
        return AgendaState.WITHDRAWN
    unchanged = editions[0].agenda_version == meeting.agenda_version
    return AgendaState.PUBLISHED if unchanged else AgendaState.CHANGED


def _refusal(found: Gate) -> str:
    try:
        check_ready(found)
    except NotAllowed as refusal:
        return str(refusal)
    return ""
