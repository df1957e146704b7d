"""The plan of a meeting: for each item what is still missing, who owes it, and since when. For officers alone."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from panels.enums import ItemKind
from panels.models import AgendaItem, Meeting, Report
from panels.reports.agenda import AgendaLine
from panels.reports.calendar import minutes_due
from panels.reports.clearance import ClearanceSummary, clearance_summaries
from panels.reports.missing import missing_by_report
from panels.writing import joined


@dataclass(frozen=True)
class Check:
    """One thing that an item may need: what there is to say, and whether something is missing. No words: not needed."""

    words: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class PlanLine:
    """An item with everything that it still needs. `since` is the day from which its papers are owed."""

    line: AgendaLine
    report: Check = Check()
    clearance: Check = Check()
    appendices: Check = Check()
    ground: Check = Check()
    owed_by: str = ""
    since: datetime.datetime | None = None
    notes: str = ""
    is_hidden: bool = False
    offers_minutes: datetime.date | None = None
    offers_monitoring: bool = False

    @property
    def checks(self) -> tuple[tuple[str, Check], ...]:
        return (
            ("Report", self.report),
            ("Clearance", self.clearance),
            ("Appendices", self.appendices),
            ("Exempt ground", self.ground),
        )

    @property
    def is_missing_something(self) -> bool:
        return any(check.is_missing for _, check in self.checks)


def plan_lines(
    meeting: Meeting, lines: tuple[AgendaLine, ...], *, sees_exempt: bool, as_at: datetime.date
) -> tuple[PlanLine, ...]:
    """The plan beside the lines of the agenda. Nine queries at most, however many items there are.

    Of an item that is withheld from this person only its line is given.
    """
    items = AgendaItem.objects.filter(meeting=meeting, removed_at=None).in_bulk()
    reports = Report.objects.in_bulk([paper.report_pk for line in lines for paper in line.papers if paper.report_pk])
    summaries = clearance_summaries(reports.values(), as_at=as_at)
    empty = missing_by_report(meeting)
    wants_minutes = any(item.kind == ItemKind.MINUTES for item in items.values())
    minutes = minutes_due(meeting) if wants_minutes else None

    def plan(line: AgendaLine) -> PlanLine:
        item = items.get(line.pk)
        if item is None or (line.withheld_as and not sees_exempt):
            return PlanLine(line, is_hidden=not line.is_exclusion)
        own = [paper for paper in line.papers if not paper.label]
        is_minutes = item.kind == ItemKind.MINUTES
        found = PlanLine(
            line,
            report=_report(item, line, empty),
            clearance=_clearance([summaries[paper.report_pk] for paper in line.papers if paper.report_pk]),
            appendices=_appendices(item, len(line.papers) - len(own)),
            ground=_ground(item, line),
            notes=item.officer_notes,
            offers_minutes=minutes.meeting.date if minutes and is_minutes and not own else None,
            offers_monitoring=item.kind == ItemKind.RECOMMENDATIONS and not line.papers,
        )
        if not (item.owed_by or found.is_missing_something):
            return found
        since = item.owed_since or item.created_at
        return PlanLine(**{**vars(found), "owed_by": item.owed_by, "since": since})

    return tuple(plan(line) for line in lines)


def _report(item: AgendaItem, line: AgendaLine, empty: Mapping[int, tuple[str, ...]]) -> Check:
    own = [paper for paper in line.papers if not paper.label]
    if item.kind == ItemKind.MINUTES:
        return Check("Minutes attached") if own else Check("The minutes are not attached yet", is_missing=True)
    if not own:
        return Check("There is no report yet", is_missing=True) if item.needs_report else Check()
    parts = empty.get(own[0].report_pk or 0, ())
    return Check(f"Still empty: {joined(parts)}", is_missing=True) if parts else Check("There")


def _clearance(summaries: list[ClearanceSummary]) -> Check:
    if not summaries:
        return Check()
    owed = [sentence for summary in summaries for sentence in summary.owed]
    return Check(" ".join(owed), is_missing=True) if owed else Check("Cleared and handed over")


def _appendices(item: AgendaItem, there: int) -> Check:
    if there < item.needs_appendices:
        return Check(f"{there} of {item.needs_appendices} there", is_missing=True)
    return Check(f"{there} there") if there else Check()


def _ground(item: AgendaItem, line: AgendaLine) -> Check:
    grounds = dict.fromkeys(filter(None, [line.withheld_as, *(paper.withheld_as for paper in line.papers)]))
    if grounds:
        return Check("; ".join(grounds))
    return Check("The ground is not given yet", is_missing=True) if item.may_be_exempt else Check()
