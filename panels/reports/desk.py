"""What the agenda desk shows of one meeting: the agenda, what is missing, the packs, and what publishing would do."""

import datetime
from dataclasses import dataclass

from panels.enums import AgendaState, EditionKind
from panels.models import AgendaItem, Edition, Meeting, PackBuild
from panels.reports.agenda import AgendaLine, agenda_lines
from panels.reports.missing import missing_parts
from panels.rules import NotAllowed, check_publication, is_late
from scrutiny.dates import last_lawful_publication_day


@dataclass(frozen=True)
class DeskReport:
    """One agenda as its officer sees it. `refusal` says why it cannot be published yet; empty when it can."""

    state: AgendaState
    items: tuple[AgendaLine, ...]
    removed: tuple[AgendaItem, ...]
    missing: tuple[str, ...]
    editions: tuple[Edition, ...]
    builds: tuple[PackBuild, ...]
    current: PackBuild | None
    last_lawful_day: datetime.date
    is_late: bool
    is_correction: bool
    refusal: str

    @property
    def is_building(self) -> bool:
        return any(build.finished_at is None for build in self.builds)


def desk_report(meeting: Meeting, *, today: datetime.date) -> DeskReport:
    """The state of one agenda. The same number of queries however many items stand on it."""
    items = agenda_lines(meeting)
    missing = missing_parts(meeting)
    editions = tuple(meeting.editions.select_related("published_by", "build").order_by("-number"))
    builds = tuple(PackBuild.objects.filter(meeting=meeting).newest_first()[:5])
    current = next(
        (
            build
            for build in builds
            if (build.agenda_version, build.dated, build.edition) == (meeting.agenda_version, today, EditionKind.PUBLIC)
            and build.file
        ),
        None,
    )
    unchanged = bool(editions) and editions[0].agenda_version == meeting.agenda_version
    late = is_late(today=today, meeting=meeting.date)
    return DeskReport(
        state=_state(bool(items), bool(editions), unchanged),
        items=items,
        removed=tuple(AgendaItem.objects.filter(meeting=meeting).removed()),
        missing=missing,
        editions=editions,
        builds=builds,
        current=current,
        last_lawful_day=last_lawful_publication_day(meeting.date),
        is_late=late,
        is_correction=bool(editions),
        refusal=_refusal(
            item_count=len(items), has_current_build=current is not None, missing=missing, is_unchanged=unchanged,
            today=today, meeting=meeting.date,
        ),
    )  # fmt: skip


def _state(has_items: bool, is_published: bool, is_unchanged: bool) -> AgendaState:
    if is_published:
        return AgendaState.PUBLISHED if is_unchanged else AgendaState.CHANGED
    return AgendaState.DRAFT if has_items else AgendaState.NOT_STARTED


def _refusal(
    *,
    item_count: int,
    has_current_build: bool,
    missing: tuple[str, ...],
    is_unchanged: bool,
    today: datetime.date,
    meeting: datetime.date,
) -> str:
    try:
        check_publication(
            item_count=item_count,
            has_current_build=has_current_build,
            missing=missing,
            is_unchanged=is_unchanged,
            is_correction=False,
            reason="",
            late_reason="given on the next page",
            today=today,
            meeting=meeting,
        )
    except NotAllowed as refusal:
        return str(refusal)
    return ""
