"""How far reports are on their way to democratic services, for the report's own page, the agenda and the gate."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from panels.enums import ClearanceState, ReportState
from panels.models import Clearance, Report


@dataclass(frozen=True)
class ClearanceLine:
    """One clearance. It is late when its due day has passed and nobody has signed."""

    pk: int
    kind: str
    owner: str
    due: datetime.date | None
    state: ClearanceState
    is_late: bool
    signed_by: str
    signed_at: datetime.datetime | None
    comment: str

    @property
    def is_signed(self) -> bool:
        return self.state is ClearanceState.SIGNED


@dataclass(frozen=True)
class ClearanceSummary:
    """Where a report stands: its state, every clearance, and what is still owed, in sentences."""

    report_pk: int
    title: str
    state: ReportState
    reason: str
    lines: tuple[ClearanceLine, ...]

    @property
    def is_cleared(self) -> bool:
        return self.state in {ReportState.CLEARED, ReportState.HANDED_OVER}

    @property
    def is_handed_over(self) -> bool:
        return self.state is ReportState.HANDED_OVER

    @property
    def waiting(self) -> tuple[ClearanceLine, ...]:
        """Those that have not signed, or whose signature no longer holds."""
        return tuple(line for line in self.lines if not line.is_signed)

    @property
    def late(self) -> tuple[ClearanceLine, ...]:
        return tuple(line for line in self.lines if line.is_late)

    @property
    def owed(self) -> tuple[str, ...]:
        """What keeps the report from democratic services, one sentence each; none once it is handed over."""
        if self.is_handed_over:
            return ()
        if self.state is ReportState.DRAFTING:
            return ("The report is still being drafted.",)
        if self.state is ReportState.CLEARED:
            return ("The report is cleared, but not handed over.",)
        return tuple(_owed(line) for line in self.waiting)


def clearance_summary(report: Report, *, as_at: datetime.date) -> ClearanceSummary:
    """Where one report stands. One query."""
    return clearance_summaries([report], as_at=as_at)[report.pk]


def clearance_summaries(reports: Iterable[Report], *, as_at: datetime.date) -> dict[int, ClearanceSummary]:
    """Where each of the reports stands, by its key. One query, however many reports there are."""
    wanted = {report.pk: report for report in reports}
    lines: dict[int, list[ClearanceLine]] = {pk: [] for pk in wanted}
    for clearance in Clearance.objects.filter(report__in=wanted).in_order():
        lines[clearance.report_id].append(_line(clearance, as_at))
    return {
        pk: ClearanceSummary(
            report_pk=pk,
            title=report.title,
            state=report.get_state(),
            reason=report.state_reason,
            lines=tuple(lines[pk]),
        )
        for pk, report in wanted.items()
    }


def _line(clearance: Clearance, as_at: datetime.date) -> ClearanceLine:
    state = ClearanceState(clearance.state)
    return ClearanceLine(
        pk=clearance.pk,
        kind=clearance.kind.name,
        owner=clearance.owner,
        due=clearance.due,
        state=state,
        is_late=state is not ClearanceState.SIGNED and clearance.due is not None and clearance.due < as_at,
        signed_by=clearance.signed_by,
        signed_at=clearance.signed_at,
        comment=clearance.comment,
    )


def _owed(line: ClearanceLine) -> str:
    from_whom = f" from {line.owner}" if line.owner else ""
    when = f", due {line.due.day} {line.due:%B %Y}" if line.due else ""
    late = " (late)" if line.is_late else ""
    again = " again, because the report changed after it was signed" if line.state is ClearanceState.REOPENED else ""
    return f"{line.kind} clearance{again}{from_whom}{when}{late}."
