"""Every change to inspections, areas and actions: one named function each, with its history. Rules are in rules.py."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone

from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection, MeasureOfSuccess
from actions.plan_source import read_plan
from actions.rules import RuleError, When, check_due, check_evidence, check_filled
from scrutiny.history import events_on, record
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError

EDITABLE_ACTION_FIELDS = ("text", "due", "owner_name", "status", "evidence")
EDITABLE_MONITORING_FIELDS = (
    "progress_status",
    "progress_commentary",
    "impact_status",
    "impact_commentary",
    "further_action",
)


Versioned = TypeVar("Versioned", Action, AreaForImprovement)


class ChangedMeanwhile(Exception):
    """Somebody saved the same thing after it was opened, so nothing was saved. `current` is what is stored now."""

    def __init__(self, current: Action | AreaForImprovement, by: User | None) -> None:
        self.current = current
        self.by = by
        super().__init__(
            f"{by.full_name if by else 'Somebody else'} saved this after you opened it, so yours is not saved yet. "
            "See below what is stored now. Save again to put yours in its place."
        )


@transaction.atomic
def create_inspection(
    *,
    by: User | None,
    council: Council,
    slug: str,
    inspectorate: str,
    title: str,
    framework: str = "",
    area_term: str = "Area for improvement",
    started: When | None = None,
    ended: When | None = None,
    published: When | None = None,
) -> Inspection:
    """Add an inspection. A date may be a month only; what is not known stays empty."""
    inspection = Inspection(
        council=council, slug=slug, inspectorate=inspectorate, title=title, framework=framework, area_term=area_term
    )
    for name, when in (("started", started), ("ended", ended), ("published", published)):
        _set_when(inspection, name, when)
    inspection.save(force_insert=True)
    record(by=by, action="inspection created", on=inspection, title=title, council=council.slug)
    return inspection


@transaction.atomic
def create_area(
    *,
    by: User | None,
    inspection: Inspection,
    number: int,
    slug: str,
    text: str,
    is_quotation: bool = False,
    lead_name: str = "",
    lead_job_title: str = "",
    linked_plan: str = "",
    expected_outcome: str = "",
) -> AreaForImprovement:
    """Add an area for improvement, not yet public. `is_quotation` says that the text is the inspectorate's own."""
    area = AreaForImprovement.objects.create(
        inspection=inspection,
        number=number,
        slug=slug,
        text=text,
        is_quotation=is_quotation,
        lead_name=lead_name,
        lead_job_title=lead_job_title,
        linked_plan=linked_plan,
        expected_outcome=expected_outcome,
    )
    record(by=by, action="area created", on=area, number=number, text=text)
    return area


@transaction.atomic
def publish_area(*, by: User | None, area: AreaForImprovement) -> AreaForImprovement:
    """Open the area's page to the public. Publishing twice changes nothing."""
    area = AreaForImprovement.objects.select_for_update().get(pk=area.pk)
    if area.published_at is None:
        area.published_at = timezone.now()
        area.save(update_fields=["published_at"])
        record(by=by, action="area published", on=area)
    return area


@transaction.atomic
def create_measure(*, by: User | None, area: AreaForImprovement, text: str) -> MeasureOfSuccess:
    """Add a measure of success after those that are there."""
    measure = MeasureOfSuccess.objects.create(area=area, position=_next_position(MeasureOfSuccess, area), text=text)
    record(by=by, action="measure created", on=measure, area=area.pk, text=text)
    return measure


@transaction.atomic
def create_action(
    *,
    by: User | None,
    area: AreaForImprovement,
    text: str,
    due: When,
    owner_name: str,
    status: Rag = Rag.NOT_RECORDED,
    evidence: str = "",
) -> Action:
    """Add an action after those that are there. Raises ProblemsError with all that is wrong with it."""
    action = Action(
        area=area, text=text.strip(), owner_name=owner_name.strip(), status=status, evidence=evidence.strip()
    )
    _set_when(action, "due", due)
    _refuse_problems_of(action)
    action.position = _next_position(Action, area)
    action.save(force_insert=True)
    record(
        by=by,
        action="action created",
        on=action,
        area=area.pk,
        text=text,
        due=due.label,
        owner=owner_name,
        status=status,
    )
    return action


@transaction.atomic
def update_action(*, by: User | None, action: Action, version: int | None = None, **fields: Any) -> Action:
    """Change an action's EDITABLE_ACTION_FIELDS and return it as stored.

    `version` is the one that the person saw (that of `action` unless given). Raises ChangedMeanwhile if another has
    been stored since, ProblemsError with all that is wrong, TypeError for a field that may not be edited.
    """
    _refuse_unknown(fields, EDITABLE_ACTION_FIELDS)
    current = Action.objects.select_for_update(of=("self",)).select_related("area__inspection").get(pk=action.pk)
    _refuse_stale(current, action.version if version is None else version)
    changes = _apply(current, fields)
    _refuse_problems_of(current)
    return _save_changes(current, changes, by=by, action="action updated")


@transaction.atomic
def update_monitoring(
    *, by: User | None, area: AreaForImprovement, version: int | None = None, **fields: Any
) -> AreaForImprovement:
    """Change an area's EDITABLE_MONITORING_FIELDS (progress, impact, further action), on the terms of update_action."""
    _refuse_unknown(fields, EDITABLE_MONITORING_FIELDS)
    current = AreaForImprovement.objects.select_for_update(of=("self",)).select_related("inspection").get(pk=area.pk)
    _refuse_stale(current, area.version if version is None else version)
    changes = _apply(current, fields)
    _refuse_broken(
        ("Progress", lambda: check_evidence(Rag(current.progress_status), current.progress_commentary)),
        ("Impact", lambda: check_evidence(Rag(current.impact_status), current.impact_commentary)),
    )
    return _save_changes(current, changes, by=by, action="monitoring updated")


@transaction.atomic
def load_plan(*, by: User | None, source: dict[str, Any]) -> Inspection:
    """Add a whole plan (see plan_source.py and fixtures/actions/). One that is there already is left as it is.

    Raises ProblemsError with everything that is wrong; then nothing is changed.
    """
    plan = read_plan(source)
    council = Council.objects.filter(slug=plan.council).first()
    if council is None:
        raise ProblemsError([Problem(f"There is no council {plan.council!r}.", "Inspection, council", "Add it first.")])
    existing = Inspection.objects.filter(slug=plan.slug).first()
    if existing:
        return existing
    inspection = create_inspection(
        by=by,
        council=council,
        slug=plan.slug,
        inspectorate=plan.inspectorate,
        title=plan.title,
        framework=plan.framework,
        area_term=plan.area_term,
        started=plan.started,
        ended=plan.ended,
        published=plan.published,
    )
    for entry in plan.areas:
        area = create_area(
            by=by,
            inspection=inspection,
            number=entry.number,
            slug=entry.slug,
            text=entry.text,
            is_quotation=entry.is_quotation,
            lead_name=entry.lead_name,
            lead_job_title=entry.lead_job_title,
            linked_plan=entry.linked_plan,
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
            )
        if entry.published:
            publish_area(by=by, area=area)
    return inspection


def _set_when(target: Model, name: str, when: When | None) -> None:
    setattr(target, f"{name}_on", when.day if when else None)
    setattr(target, f"{name}_precision", when.precision if when else "")


def _next_position(kind: type[Action] | type[MeasureOfSuccess], area: AreaForImprovement) -> int:
    # Two who add at once wait for each other here, so that no position is given twice.
    AreaForImprovement.objects.select_for_update().get(pk=area.pk)
    last = kind._default_manager.filter(area=area).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _refuse_unknown(fields: dict[str, Any], editable: tuple[str, ...]) -> None:
    if unknown := sorted(set(fields) - set(editable)):
        raise TypeError(f"not editable: {', '.join(unknown)} (editable: {', '.join(editable)})")


def _refuse_stale(current: Action | AreaForImprovement, version: int) -> None:
    if current.version != version:
        last = events_on(current).first()
        raise ChangedMeanwhile(current, last.by if last else None)


def _apply(target: Action | AreaForImprovement, fields: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Set the fields; returns (old, new) of those that differ, in words for the history."""
    changes = {}
    for name, value in fields.items():
        old = getattr(target, name)
        new = value.strip() if isinstance(value, str) and not isinstance(value, Rag) else value
        if old == new:
            continue
        if isinstance(new, When):
            changes[name] = (old.label, new.label)
            _set_when(target, name, new)
        else:
            changes[name] = (str(old), str(new))
            setattr(target, name, new)
    return changes


def _refuse_problems_of(action: Action) -> None:
    _refuse_broken(
        ("What is to be done", lambda: check_filled(action.text, "Say what is to be done.")),
        ("By whom", lambda: check_filled(action.owner_name, "Say who is to do it.")),
        ("By when", lambda: check_due(action.due, action.area.inspection.started)),
        ("Status", lambda: check_evidence(Rag(action.status), action.evidence)),
    )


def _refuse_broken(*rules: tuple[str, Callable[[], None]]) -> None:
    """Run every rule and raise ProblemsError with all that are broken, each with where it is."""
    problems = []
    for where, rule in rules:
        try:
            rule()
        except RuleError as broken:
            problems.append(Problem(str(broken), where))
    if problems:
        raise ProblemsError(problems)


def _save_changes(
    current: Versioned, changes: dict[str, tuple[str, str]], *, by: User | None, action: str
) -> Versioned:
    if changes:
        current.version += 1
        current.save()
        record(by=by, action=action, on=current, version=current.version, changes=changes)
    return current
