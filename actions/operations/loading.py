"""A whole plan, or a framework, from plain tables (see plan_source.py and fixtures/actions/) through the operations."""

from typing import Any

from django.db import transaction

from actions.models import Framework, FrameworkJudgement, Grade, Inspection, Timescale
from actions.operations.areas import create_area, publish_area
from actions.operations.frameworks import AreaParts, TimescaleParts, create_framework
from actions.operations.inspections import (
    GivenJudgement,
    Stated,
    create_inspection,
    publish_inspection,
    set_judgements,
)
from actions.operations.measures import create_measure
from actions.operations.plan import create_action
from actions.plan_source import AreaSource, PlanSource, read_plan
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError


@transaction.atomic
def load_framework(*, by: User | None, source: dict[str, Any]) -> Framework:
    """Add a framework from a table with inspectorate, name, slug, grades, timescales and areas. One that is there
    already is left as it is. Raises ProblemsError."""
    existing = Framework.objects.filter(slug=str(source.get("slug", ""))).first()
    if existing:
        return existing
    return create_framework(
        by=by,
        slug=source["slug"],
        inspectorate=source["inspectorate"],
        name=source["name"],
        notes=source.get("notes", ""),
        grades=source.get("grades", ()),
        timescales=[
            TimescaleParts(entry["name"], entry.get("months"), entry.get("days"))
            for entry in source.get("timescales", ())
        ],
        areas=[
            AreaParts(
                entry["name"],
                tuple((name, name in entry.get("key", ())) for name in entry.get("judgements", ())),
            )
            for entry in source.get("areas", ())
        ],
    )


@transaction.atomic
def load_plan(*, by: User | None, source: dict[str, Any]) -> Inspection:
    """Add a whole plan with its inspection. One that is there already is left as it is.

    Raises ProblemsError with everything that is wrong; then nothing is changed.
    """
    plan = read_plan(source)
    council = Council.objects.filter(slug=plan.council).first()
    if council is None:
        raise ProblemsError([Problem(f"There is no council {plan.council!r}.", "Inspection, council", "Add it first.")])
    existing = Inspection.objects.filter(slug=plan.slug).first()
    if existing:
        return existing
    names = _Names(plan)
    inspection = create_inspection(
        by=by,
        council=council,
        slug=plan.slug,
        inspectorate=plan.inspectorate,
        title=plan.title,
        framework=names.framework,
        kind=plan.kind,
        area_term=plan.area_term,
        started=plan.started,
        ended=plan.ended,
        published=plan.published,
        self_assessed=plan.self_assessed,
        overall_grade=names.grade(plan.overall),
        overall_words=plan.overall_words,
        source=plan.source,
        notes=plan.notes,
    )
    judgements = [
        GivenJudgement(names.line(one.area, one.name), names.grade(one.grade), names.grade(one.self_grade))
        for one in plan.judgements
    ]
    stated = [
        Stated(one.of, one.count, names.area(one.area), names.grade(one.grade), names.timescale(one.timescale))
        for one in plan.stated
    ]
    names.refuse()
    if judgements or stated:
        set_judgements(by=by, inspection=inspection, judgements=judgements, stated=stated)
    for entry in plan.areas:
        _load_area(by, inspection, entry, names, plan)
    if plan.is_public:
        publish_inspection(by=by, inspection=inspection)
    return inspection


def _load_area(by: User | None, inspection: Inspection, entry: AreaSource, names: "_Names", plan: PlanSource) -> None:
    timescale = names.timescale(entry.timescale)
    names.refuse()
    area = create_area(
        by=by,
        inspection=inspection,
        number=entry.number,
        title=entry.title,
        slug=entry.slug,
        text=entry.text,
        is_quotation=entry.is_quotation,
        timescale=timescale,
        priority=entry.priority,
        lead_name=entry.lead_name,
        lead_job_title=entry.lead_job_title,
        agencies=entry.agencies,
        linked_plans=entry.linked_plans,
        expected_outcome=entry.expected_outcome,
    )
    for measure in entry.measures:
        create_measure(by=by, area=area, text=measure)
    for action in entry.actions:
        create_action(
            by=by,
            area=area,
            text=action.text,
            due=action.due,
            owner_name=action.owner_name,
            status=action.status,
            evidence=action.evidence,
            on=plan.recorded_on,
        )
    if entry.published:
        publish_area(by=by, area=area)


class _Names:
    """Finds the rows of the plan's framework by the names that the source uses, and notes those that are not there."""

    def __init__(self, plan: PlanSource) -> None:
        self.problems: list[Problem] = []
        self.framework = Framework.objects.with_parts().filter(slug=plan.framework).first()
        if plan.framework and self.framework is None:
            self.problems.append(
                Problem(f"There is no framework {plan.framework!r}.", "Inspection, framework", "Add it first.")
            )
        areas = list(self.framework.areas.all()) if self.framework else []
        self.grades = {row.word: row for row in self.framework.grades.all()} if self.framework else {}
        self.timescales = {row.name: row for row in self.framework.timescales.all()} if self.framework else {}
        self.areas = {row.name: row for row in areas}
        self.lines = {(row.name, line.name): line for row in areas for line in row.judgements.all()}

    def grade(self, word: str) -> Grade | None:
        return self._found("grade", word, self.grades)

    def timescale(self, name: str) -> Timescale | None:
        return self._found("timescale", name, self.timescales)

    def area(self, name: str) -> Any:
        return self._found("area", name, self.areas)

    def line(self, area: str, name: str) -> FrameworkJudgement:
        found = self.lines.get((area, name))
        if found is None:
            self.problems.append(
                Problem(f"The framework has no judgement {name!r} under {area!r}.", "Judgements", "Write its name.")
            )
            return FrameworkJudgement()
        return found

    def refuse(self) -> None:
        """Raise ProblemsError with every name that was not found."""
        if self.problems:
            raise ProblemsError(self.problems)

    def _found(self, what: str, name: str, rows: dict[str, Any]) -> Any:
        if name and name not in rows:
            self.problems.append(
                Problem(f"The framework has no {what} {name!r}.", "Plan", f"Write one of: {', '.join(rows)}.")
            )
        return rows.get(name)
