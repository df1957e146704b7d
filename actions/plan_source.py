"""Reads an action plan given as plain tables (a TOML file, say) into checked values, with every problem at once.

Nothing here touches the database: operations.load_plan does.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from actions.enums import Rag
from actions.rules import RuleError, When, check_due, check_evidence
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
    number: int
    slug: str
    text: str
    is_quotation: bool
    lead_name: str
    lead_job_title: str
    linked_plan: str
    expected_outcome: str
    published: bool
    measures: tuple[str, ...]
    actions: tuple[ActionSource, ...]


@dataclass(frozen=True)
class PlanSource:
    council: str
    slug: str
    inspectorate: str
    title: str
    framework: str
    area_term: str
    started: When | None
    ended: When | None
    published: When | None
    areas: tuple[AreaSource, ...]


def read_plan(source: dict[str, Any]) -> PlanSource:
    """Check a plan's tables: one `inspection` and its `areas`. Raises ProblemsError with all that is wrong."""
    problems: list[Problem] = []
    table = source.get("inspection")
    if not isinstance(table, dict):
        raise ProblemsError([Problem("There is no inspection.", "Plan", "Add a table called inspection.")])
    inspection = _Reader(table, "Inspection", problems)
    started, ended = inspection.when("started"), inspection.when("ended")
    if started and ended and ended.day < started.day:
        problems.append(Problem(f"It ends in {ended.label}, before it starts.", "Inspection", "Check the two dates."))
    plan = PlanSource(
        council=inspection.text("council", required=True),
        slug=inspection.text("slug", required=True),
        inspectorate=inspection.text("inspectorate", required=True),
        title=inspection.text("title", required=True),
        framework=inspection.text("framework"),
        area_term=inspection.text("area_term") or "Area for improvement",
        started=started,
        ended=ended,
        published=inspection.when("published"),
        areas=tuple(
            _read_area(table, number, started, problems) for number, table in enumerate(source.get("areas", ()), 1)
        ),
    )
    for what in ("number", "slug"):
        seen = Counter(str(getattr(area, what)) for area in plan.areas)
        for twice in sorted(value for value, times in seen.items() if times > 1):
            problems.append(Problem(f"Two areas have the {what} {twice!r}.", "Areas", "Give each its own."))
    if problems:
        raise ProblemsError(problems)
    return plan


def _read_area(table: dict[str, Any], place: int, started: When | None, problems: list[Problem]) -> AreaSource:
    number = table.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 999:
        problems.append(Problem("Its number is not a whole number from 1 to 999.", f"Area {place}", "Add its number."))
        number = 0
    where = f"Area {number or place}"
    area = _Reader(table, where, problems)
    return AreaSource(
        number=number,
        slug=area.text("slug", required=True),
        text=area.text("text", required=True),
        is_quotation=bool(table.get("is_quotation", False)),
        lead_name=area.text("lead_name"),
        lead_job_title=area.text("lead_job_title"),
        linked_plan=area.text("linked_plan"),
        expected_outcome=area.text("expected_outcome"),
        published=bool(table.get("published", False)),
        measures=tuple(str(measure).strip() for measure in table.get("measures", ()) if str(measure).strip()),
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

    def when(self, key: str, *, required: bool = False) -> When | None:
        text = self.text(key, required=required)
        if not text:
            return None
        try:
            return When.parse(text)
        except RuleError as broken:
            self.problems.append(Problem(str(broken), f"{self.where}, {key}"))
            return None


# Stands in for a due date that could not be read; a plan with one is refused, so nobody ever sees it.
_UNREADABLE = When.parse("1900-01")
