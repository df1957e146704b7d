"""Reads an action plan given as plain tables (a TOML file, say) into checked values, with every problem at once.

Nothing here touches the database: operations.load_plan does, and finds the names of frameworks and grades there.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from actions.enums import Priority, Rag, StatedOf
from actions.rules import RuleError, When, check_due, check_evidence, check_inspection_dates
from scrutiny.problems import Problem, ProblemsError


@dataclass(frozen=True)
class ActionSource:
    text: str
    due: When
    owner_name: str
    status: Rag
    evidence: str


@dataclass(frozen=True)
class AreaSource:
    number: int | None
    title: str
    slug: str
    text: str
    is_quotation: bool
    timescale: str
    priority: Priority
    lead_name: str
    lead_job_title: str
    agencies: tuple[str, ...]
    linked_plans: str
    expected_outcome: str
    published: bool
    measures: tuple[str, ...]
    actions: tuple[ActionSource, ...]


@dataclass(frozen=True)
class JudgementSource:
    """One line of the report's table, by the names of area, judgement and grades."""

    area: str
    name: str
    grade: str
    self_grade: str


@dataclass(frozen=True)
class StatedSource:
    """One count that the report states; at most one of the three names says of what part."""

    of: StatedOf
    count: int
    area: str
    grade: str
    timescale: str


@dataclass(frozen=True)
class PlanSource:
    council: str
    slug: str
    inspectorate: str
    title: str
    framework: str
    kind: str
    area_term: str
    started: When | None
    ended: When | None
    published: When | None
    self_assessed: When | None
    overall: str
    overall_words: str
    source: str
    notes: str
    is_public: bool
    recorded_on: datetime.date | None
    judgements: tuple[JudgementSource, ...]
    stated: tuple[StatedSource, ...]
    areas: tuple[AreaSource, ...]


def read_plan(source: dict[str, Any]) -> PlanSource:
    """Check a plan's tables: one `inspection`, its `judgements`, what is `stated`, and its `areas`.

    Raises ProblemsError with all that is wrong.
    """
    problems: list[Problem] = []
    table = source.get("inspection")
    if not isinstance(table, dict):
        raise ProblemsError([Problem("There is no inspection.", "Plan", "Add a table called inspection.")])
    inspection = _Reader(table, "Inspection", problems)
    started, ended, published = (inspection.when(key, or_year=True) for key in ("started", "ended", "published"))
    try:
        check_inspection_dates(started, ended, published)
    except RuleError as broken:
        problems.append(Problem(str(broken), "Inspection"))
    recorded = inspection.when("recorded_on")
    plan = PlanSource(
        council=inspection.text("council", required=True),
        slug=inspection.text("slug", required=True),
        inspectorate=inspection.text("inspectorate", required=True),
        title=inspection.text("title", required=True),
        framework=inspection.text("framework"),
        kind=inspection.text("kind"),
        area_term=inspection.text("area_term") or "Area for improvement",
        started=started,
        ended=ended,
        published=published,
        self_assessed=inspection.when("self_assessed"),
        overall=inspection.text("overall"),
        overall_words=inspection.text("overall_words"),
        source=inspection.text("source"),
        notes=inspection.text("notes"),
        is_public=bool(table.get("public", False)),
        recorded_on=recorded.day if recorded else None,
        judgements=tuple(
            _read_judgement(entry, f"Judgement {place}", problems)
            for place, entry in enumerate(source.get("judgements", ()), 1)
        ),
        stated=tuple(
            _read_stated(entry, f"Stated count {place}", problems)
            for place, entry in enumerate(source.get("stated", ()), 1)
        ),
        areas=tuple(
            _read_area(table, number, started, problems) for number, table in enumerate(source.get("areas", ()), 1)
        ),
    )
    for what in ("number", "slug"):
        seen = Counter(str(getattr(area, what)) for area in plan.areas if getattr(area, what) is not None)
        for twice in sorted(value for value, times in seen.items() if times > 1):
            problems.append(Problem(f"Two areas have the {what} {twice!r}.", "Areas", "Give each its own."))
    if problems:
        raise ProblemsError(problems)
    return plan


def _read_judgement(table: dict[str, Any], where: str, problems: list[Problem]) -> JudgementSource:
    entry = _Reader(table, where, problems)
    return JudgementSource(
        area=entry.text("area", required=True),
        name=entry.text("name", required=True),
        grade=entry.text("grade"),
        self_grade=entry.text("self"),
    )


def _read_stated(table: dict[str, Any], where: str, problems: list[Problem]) -> StatedSource:
    entry = _Reader(table, where, problems)
    of = entry.text("of", required=True)
    if of and of not in StatedOf.values:
        problems.append(Problem(f"{of!r} is not counted.", where, f"Write one of: {', '.join(StatedOf.values)}."))
        of = ""
    count = table.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= 9999:
        problems.append(Problem("Its count is not a whole number.", where, "Add the number that the report states."))
        count = 0
    return StatedSource(
        of=StatedOf(of or StatedOf.AREAS),
        count=count,
        area=entry.text("area"),
        grade=entry.text("grade"),
        timescale=entry.text("timescale"),
    )


def _read_area(table: dict[str, Any], place: int, started: When | None, problems: list[Problem]) -> AreaSource:
    number = table.get("number")
    title = table.get("title", "")
    is_number = isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 999
    if not is_number and not (number is None and title):
        problems.append(
            Problem(
                "Its number is not a whole number from 1 to 999.",
                f"Area {place}",
                "Add its number, or a short title if the source gives none.",
            )
        )
    where = f"Area {number if is_number else place}"
    area = _Reader(table, where, problems)
    priority = area.text("priority")
    if priority not in Priority.values:
        problems.append(Problem(f"{priority!r} is not a priority.", where, "Write high, medium or low."))
        priority = ""
    return AreaSource(
        number=int(number) if is_number and number is not None else None,
        title=area.text("title"),
        slug=area.text("slug", required=True),
        text=area.text("text", required=True),
        is_quotation=bool(table.get("is_quotation", False)),
        timescale=area.text("timescale"),
        priority=Priority(priority),
        lead_name=area.text("lead_name"),
        lead_job_title=area.text("lead_job_title"),
        agencies=area.texts("agencies"),
        linked_plans=area.text("linked_plans"),
        expected_outcome=area.text("expected_outcome"),
        published=bool(table.get("published", False)),
        measures=area.texts("measures"),
        actions=tuple(
            _read_action(action, f"{where}, action {position}", started, problems)
            for position, action in enumerate(table.get("actions", ()), 1)
        ),
    )


def _read_action(table: dict[str, Any], where: str, started: When | None, problems: list[Problem]) -> ActionSource:
    action = _Reader(table, where, problems)
    due = action.when("due", required=True)
    status_text = action.text("status") or Rag.NOT_RECORDED.value
    try:
        status = Rag(status_text)
    except ValueError:
        status = Rag.NOT_RECORDED
        known = ", ".join(Rag.values)
        problems.append(Problem(f"{status_text!r} is not a status.", where, f"Write one of: {known}."))
    evidence = action.text("evidence")
    try:
        check_evidence(status, evidence)
        if due:
            check_due(due, started)
    except RuleError as broken:
        problems.append(Problem(str(broken), where))
    return ActionSource(
        text=action.text("text", required=True),
        due=due or _UNREADABLE,
        owner_name=action.text("owner", required=True),
        status=status,
        evidence=evidence,
    )


class _Reader:
    """One table of the source: gives its values and notes what is wrong with them."""

    def __init__(self, table: dict[str, Any], where: str, problems: list[Problem]) -> None:
        self.table, self.where, self.problems = table, where, problems

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            self.problems.append(Problem(f"{key} is not text.", self.where, "Put it in quotation marks."))
            return ""
        if required and not value.strip():
            self.problems.append(Problem(f"{key} is missing.", self.where, "Add it."))
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(str(one).strip() for one in self.table.get(key, ()) if str(one).strip())

    def when(self, key: str, *, required: bool = False, or_year: bool = False) -> When | None:
        text = self.text(key, required=required)
        if not text:
            return None
        try:
            return When.parse(text, or_year=or_year)
        except RuleError as broken:
            self.problems.append(Problem(str(broken), f"{self.where}, {key}"))
            return None


# Stands in for a due date that could not be read; a plan with one is refused, so nobody ever sees it.
_UNREADABLE = When.parse("1900-01")
