"""The page of one area for improvement, as a frozen object: everything that it says, on screen and on paper."""

import datetime
from dataclasses import dataclass
from typing import Any

from actions.enums import EvidenceKind, Precision, Priority, Rag
from actions.files import hidden_in
from actions.models import Action, AreaForImprovement, Evidence, Inspection, MeasureOfSuccess, definitions_of, limits_of
from actions.rag import ActionFacts, Limits, Suggestion, suggest_for_action, suggest_for_impact, suggest_for_progress
from actions.reports.figures import Reading, readings
from actions.reports.standing import Standing, area_seen, area_standing, facts_of, owner_left, seen, standing_of
from actions.rules import When, days_late, is_late
from scrutiny.access import Permission, user_can

NOT_IN_SOURCE = "Not in the source"


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence that the reader may open."""

    pk: int
    title: str
    url: str
    kind: EvidenceKind
    pages: int
    is_published: bool
    hidden: tuple[str, ...] = ()
    """What its file hides, in words; for officers only."""


@dataclass(frozen=True)
class MilestoneLine:
    """A step on the way, and whether it was reached by the day of the report."""

    pk: int
    text: str
    due: str
    reached_on: datetime.date | None
    is_missed: bool


@dataclass(frozen=True)
class ActionLine:
    """One row of the table of actions. `days_late` is 0 where it is not late, or no day was asked about.

    `first_due` is empty while the date stands as it was first given. An action that came into the plan later than the
    day of the report has `in_plan` false and says nothing else.
    """

    pk: int
    position: int
    url: str
    update_url: str
    text: str
    due: str
    first_due: str
    moved: str
    owner: str
    owner_left: bool
    status: Rag
    status_reason: str
    since: datetime.date | None
    days_since: int
    evidence: str
    evidence_items: tuple[EvidenceLine, ...]
    milestones: tuple[MilestoneLine, ...]
    asks_to_close: bool
    days_late: int
    days_to_go: int | None
    suggestion: Suggestion | None
    in_plan: bool

    @property
    def late_words(self) -> str:
        return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late" if self.days_late else ""

    @property
    def distance_words(self) -> str:
        """How far a red one is from its date: days late, or days to go."""
        if self.status != Rag.RED or self.days_late or self.days_to_go is None:
            return ""
        if self.days_to_go == 0:
            return "due today"
        return f"{self.days_to_go} day{'' if self.days_to_go == 1 else 's'} to go"

    @property
    def since_words(self) -> str:
        """Since when it has had this status, and how many days that is."""
        return _since_words(self.status, self.since, self.days_since)

    @property
    def differs(self) -> bool:
        """Whether the status is another than the rules suggest."""
        return _differs(self.status, self.suggestion)


@dataclass(frozen=True)
class Light:
    """Progress or impact: the status, what was written about it, what the rules suggest and why."""

    status: Rag
    commentary: str
    reason: str = ""
    since: datetime.date | None = None
    days_since: int = 0
    suggestion: Suggestion | None = None

    @property
    def since_words(self) -> str:
        return _since_words(self.status, self.since, self.days_since)

    @property
    def differs(self) -> bool:
        return _differs(self.status, self.suggestion)


@dataclass(frozen=True)
class MeasureLine:
    """One measure of success: its words, and what its indicator shows where it has one."""

    pk: int
    text: str
    reading: Reading | None
    better: str


@dataclass(frozen=True)
class AreaReport:
    """The whole page of one area for improvement."""

    heading: str
    council: str
    inspectorate: str
    inspection: str
    inspection_dates: str
    framework: str
    text: str
    is_quotation: bool
    timescale: str
    due: str
    days_to_due: int | None
    priority: str
    lead_name: str
    lead_job_title: str
    agencies: tuple[str, ...]
    linked_plans: tuple[str, ...]
    expected_outcome: tuple[str, ...]
    measures: tuple[MeasureLine, ...]
    actions: tuple[ActionLine, ...]
    progress: Light
    impact: Light
    further_action: str
    definitions: tuple[tuple[Rag, str], ...]
    is_published: bool
    is_withdrawn: bool
    withdrawn_reason: str
    as_at: datetime.date | None

    @property
    def late(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.actions if line.days_late)

    @property
    def readings(self) -> tuple[MeasureLine, ...]:
        """The measures that figures speak of."""
        return tuple(line for line in self.measures if line.reading)

    @property
    def late_sentence(self) -> str:
        """How many are late, for the head of the table; nothing where no day was asked about."""
        if self.as_at is None:
            return ""
        late, count = len(self.late), sum(line.in_plan for line in self.actions)
        if not count:
            return "There are no actions yet." if not self.actions else "No action was in the plan yet."
        if not late:
            return "No action was late."
        if late == count:
            return "The only action was late." if count == 1 else f"All {count} actions were late."
        return f"{late} of the {count} actions {'was' if late == 1 else 'were'} late."


def area_report(
    area: AreaForImprovement,
    *,
    as_at: datetime.date | None = None,
    today: datetime.date | None = None,
    user: Any = None,
    read: dict[int, Reading] | None = None,
) -> AreaReport:
    """The page of an area for one reader; `area` comes from AreaForImprovement.objects.with_plan().

    With `as_at` it says how everything stood on that day, from what had been said by then, and which actions were late.
    Without, it says how things stand, and with `today` how far that is from the dates where a status is recorded.
    `read` are the readings of its measures where the caller has read those of many areas at once.
    The public reads what is published: statuses and dates out of updates that nobody has published yet are not told.
    """
    inspection = area.inspection
    day = as_at or today
    published_only = not user_can(user, Permission.VIEW_DRAFTS)
    limits = limits_of(inspection.council)
    measures = list(area.measures.all())
    read = readings(measures, as_at=as_at) if read is None else read
    lines, facts = [], []
    for action in area.actions.all():
        standing = standing_of(seen(action.updates.all(), published_only=published_only), as_at)
        line_facts = (
            facts_of(
                standing,
                as_at=day,
                milestones=action.milestones.all(),
                owner_left=owner_left(action) and not published_only,
            )
            if standing and day
            else None
        )
        facts += [line_facts] if line_facts else []
        lines.append(
            action_line(
                action, standing, line_facts, as_at=as_at, day=day, limits=limits, published_only=published_only
            )
        )
    lights = area_standing(area_seen(area, published_only=published_only), as_at)
    speaks = as_at is not None or any(line.status != Rag.NOT_RECORDED for line in lines)
    progress = suggest_for_progress(facts, as_at=day, limits=limits) if day and speaks else None
    figures = [said.facts for one in measures if (said := read.get(one.pk)) and said.facts]
    impact = suggest_for_impact(figures, limits=limits) if day and figures else None
    due = area.due
    return AreaReport(
        heading=str(area),
        council=inspection.council.name,
        inspectorate=inspection.inspectorate,
        inspection=inspection.title,
        inspection_dates=period(inspection),
        framework=inspection.framework.name if inspection.framework else "",
        text=area.text,
        is_quotation=area.is_quotation,
        timescale=area.timescale.name if area.timescale else "",
        due=due.label if due else "",
        days_to_due=(due.day - day).days if due and day else None,
        priority=Priority(area.priority).label if area.priority else "",
        lead_name=area.lead_name,
        lead_job_title=area.lead_job_title,
        agencies=tuple(agency.name for agency in area.agencies.all()),
        linked_plans=text_lines(area.linked_plans),
        expected_outcome=text_lines(area.expected_outcome),
        measures=tuple(_measure_line(measure, read.get(measure.pk)) for measure in measures),
        actions=tuple(lines),
        progress=Light(
            lights.progress,
            lights.progress_commentary,
            lights.progress_reason,
            lights.progress_since,
            _days(lights.progress_since, day),
            progress,
        ),
        impact=Light(
            lights.impact,
            lights.impact_commentary,
            lights.impact_reason,
            lights.impact_since,
            _days(lights.impact_since, day),
            impact,
        ),
        further_action=lights.further_action,
        definitions=tuple(definitions_of(inspection.council).items()),
        is_published=area.published_at is not None,
        is_withdrawn=area.withdrawn_at is not None,
        withdrawn_reason=area.withdrawn_reason,
        as_at=as_at,
    )


def period(inspection: Inspection) -> str:
    """June to July 2014; one date where start and end read the same; nothing where neither is known."""
    started, ended = _label(inspection.started), _label(inspection.ended)
    if not (started and ended) or started == ended:
        return started or ended
    if inspection.ended and inspection.ended.precision == Precision.MONTH and started.endswith(f" {ended}"):
        return f"from {started}"
    if inspection.started and inspection.ended and inspection.started.day.year == inspection.ended.day.year:
        started = started.removesuffix(f" {inspection.started.day.year}")
    return f"{started} to {ended}"


def text_lines(text: str) -> tuple[str, ...]:
    """The lines of a text, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def evidence_line(item: Evidence, action: Action, *, published_only: bool = True) -> EvidenceLine:
    """A piece of evidence as a line; the address is made without a query."""
    item.update.action = action
    return EvidenceLine(
        pk=item.pk,
        title=item.title,
        url=item.get_absolute_url(),
        kind=EvidenceKind(item.kind),
        pages=item.pages,
        is_published=item.published_at is not None,
        hidden=() if published_only else tuple(hidden_in(item.findings)),
    )


def action_line(
    action: Action,
    standing: Standing | None,
    facts: ActionFacts | None,
    *,
    as_at: datetime.date | None,
    day: datetime.date | None,
    limits: Limits,
    published_only: bool,
) -> ActionLine:
    """One action in this state as the table shows it; see ActionLine."""
    status = standing.status if standing else Rag.NOT_RECORDED
    due = standing.due if standing else action.first_due
    # Where nobody ever recorded a status, the page of today does not call an old action late: nobody knows.
    tells = standing is not None and (as_at is not None or status != Rag.NOT_RECORDED)
    late = tells and day is not None and is_late(due.day, day, status)
    return ActionLine(
        pk=action.pk,
        position=action.position,
        url=action.get_absolute_url(),
        update_url=action.get_update_url(),
        text=action.text,
        due=due.label,
        first_due=standing.first_due.label if standing and standing.moves else "",
        moved=standing.moved_words if standing else "",
        owner=action.owner_name,
        owner_left=owner_left(action) and not published_only,
        status=status,
        status_reason=standing.status_reason if standing else "",
        since=standing.since if standing else None,
        days_since=_days(standing.since if standing else None, day),
        evidence=standing.evidence if standing else "",
        evidence_items=tuple(
            evidence_line(item, action, published_only=published_only)
            for update in seen(action.updates.all(), published_only=published_only)
            if as_at is None or update.on <= as_at
            for item in update.evidence_items.all()
            if item.published_at or not published_only
        ),
        milestones=tuple(
            MilestoneLine(
                one.pk,
                one.text,
                one.due.label,
                one.reached_on if one.reached_on and (day is None or one.reached_on <= day) else None,
                bool(day and one.due_on < day and (one.reached_on is None or one.reached_on > day)),
            )
            for one in action.milestones.all()
        ),
        asks_to_close=bool(standing and standing.asks_to_close),
        days_late=days_late(due.day, day, status) if late and day else 0,
        days_to_go=max((due.day - day).days, 0) if day and tells and status != Rag.BLUE else None,
        suggestion=suggest_for_action(facts, as_at=day, limits=limits) if facts and day and tells else None,
        in_plan=standing is not None,
    )


def _measure_line(measure: MeasureOfSuccess, reading: Reading | None) -> MeasureLine:
    return MeasureLine(measure.pk, measure.text, reading, measure.get_better_display() if measure.better else "")


def _since_words(status: Rag, since: datetime.date | None, days: int) -> str:
    if since is None or status == Rag.NOT_RECORDED:
        return ""
    count = f", {days:,} day{'' if days == 1 else 's'}" if days and status != Rag.BLUE else ""
    return f"{status.label} since {since.day} {since:%B %Y}{count}"


def _differs(status: Rag, suggestion: Suggestion | None) -> bool:
    return bool(suggestion and Rag.NOT_RECORDED not in (status, suggestion.status) and status != suggestion.status)


def _days(since: datetime.date | None, day: datetime.date | None) -> int:
    return (day - since).days if since and day else 0


def _label(when: When | None) -> str:
    return when.label if when else ""
