"""Writes to frameworks: their grades, timescales, areas and judgements. What an inspection uses is never taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet

from actions.models import Framework, FrameworkArea, FrameworkJudgement, Grade, Timescale
from actions.operations.base import free_slug, refuse_broken, refuse_stale, renumber
from actions.rules import check_filled, check_framework
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError


@dataclass(frozen=True)
class TimescaleParts:
    """How soon, in words, and the months and days after publication; None and None where no date follows."""

    name: str
    months: int | None = None
    days: int | None = None


@dataclass(frozen=True)
class AreaParts:
    """One area of a framework with its judgements as (name, whether it is a key judgement)."""

    name: str
    judgements: tuple[tuple[str, bool], ...] = ()


def create_framework(
    *,
    by: User | None,
    inspectorate: str,
    name: str,
    grades: Sequence[str],
    timescales: Sequence[TimescaleParts] = (),
    areas: Sequence[AreaParts] = (),
    notes: str = "",
    slug: str = "",
) -> Framework:
    """Add a framework; `grades` are words, the best first. Raises ProblemsError with all that is wrong."""
    with transaction.atomic():
        slug = slug or free_slug(name, Framework.objects.values_list("slug", flat=True))
        framework = Framework(slug=slug, inspectorate=inspectorate.strip(), name=name.strip(), notes=notes.strip())
        _refuse_problems_of(framework, grades, timescales, areas)
        framework.save(force_insert=True)
        _set_parts(framework, grades, timescales, areas)
        record(by=by, action="framework created", on=framework, name=name, grades=list(grades))
        return framework


def update_framework(
    *,
    by: User | None,
    framework: Framework,
    version: int | None = None,
    inspectorate: str,
    name: str,
    grades: Sequence[str],
    timescales: Sequence[TimescaleParts] = (),
    areas: Sequence[AreaParts] = (),
    notes: str = "",
) -> Framework:
    """Put these parts in the place of the old ones; parts of the same name stay the same rows.

    Raises ChangedMeanwhile if another version has been stored since, and ProblemsError with all that is wrong, such as
    a grade that was given in an inspection and would be gone.
    """
    with transaction.atomic():
        current = Framework.objects.select_for_update().get(pk=framework.pk)
        refuse_stale(current, framework.version if version is None else version)
        current.inspectorate, current.name, current.notes = inspectorate.strip(), name.strip(), notes.strip()
        _refuse_problems_of(current, grades, timescales, areas)
        current.version += 1
        current.save()
        _set_parts(current, grades, timescales, areas)
        record(by=by, action="framework updated", on=current, version=current.version, grades=list(grades))
        return current


def _refuse_problems_of(
    framework: Framework,
    grades: Sequence[str],
    timescales: Sequence[TimescaleParts],
    areas: Sequence[AreaParts],
) -> None:
    lists = {
        "Grades": list(grades),
        "Timescales": [one.name for one in timescales],
        "Areas and judgements": [one.name for one in areas],
    }
    lists |= {f"Judgements of {one.name}": [name for name, _ in one.judgements] for one in areas}
    others = Framework.objects.filter(inspectorate=framework.inspectorate).exclude(pk=framework.pk)
    refuse_broken(
        ("Inspectorate", lambda: check_filled(framework.inspectorate, "Say who inspects.")),
        ("Name", lambda: check_filled(framework.name, "Give the framework a name.")),
        (
            "Name",
            lambda: check_filled(
                "" if others.filter(name=framework.name).exists() else "free",
                "There is a framework of this name already. Give this one another name.",
            ),
        ),
        ("Grades", lambda: check_filled("".join(grades), "Write at least one grade, the best first.")),
        *((where, lambda names=names: check_framework(names)) for where, names in lists.items()),
    )


def _set_parts(
    framework: Framework, grades: Sequence[str], timescales: Sequence[TimescaleParts], areas: Sequence[AreaParts]
) -> None:
    problems: list[Problem] = []
    _match(
        Grade.objects.filter(framework=framework), "word", {word: {} for word in grades}, problems, framework=framework
    )
    _match(
        Timescale.objects.filter(framework=framework),
        "name",
        {one.name: {"months": one.months, "days": one.days} for one in timescales},
        problems,
        framework=framework,
    )
    _match(
        FrameworkArea.objects.filter(framework=framework),
        "name",
        {one.name: {} for one in areas},
        problems,
        framework=framework,
    )
    stored = {area.name: area for area in FrameworkArea.objects.filter(framework=framework)}
    for one in areas:
        if area := stored.get(one.name):
            lines = {name: {"is_key": is_key} for name, is_key in one.judgements}
            _match(FrameworkJudgement.objects.filter(area=area), "name", lines, problems, area=area)
    if problems:
        raise ProblemsError(problems)


def _match(
    rows: "QuerySet[Any]", key: str, wanted: dict[str, dict[str, Any]], problems: list[Problem], **belongs: Model
) -> None:
    """Make the rows those that are wanted, in that order; those of the same name stay what they are."""
    there = {getattr(row, key): row for row in rows.order_by("position")}
    for name, row in there.items():
        if name not in wanted:
            try:
                with transaction.atomic():
                    row.delete()
            except ProtectedError:
                what = {"Grade": "grade", "Timescale": "timescale", "FrameworkArea": "area"}.get(
                    type(row).__name__, "judgement"
                )
                problems.append(
                    Problem(
                        f"The {what} {name!r} is used by an inspection, so it cannot be taken out or renamed.",
                        "Framework",
                        "Put it back, or add a new framework for later inspections.",
                    )
                )
    if problems:
        return  # nothing of this is kept, so that everything that is wrong can be said at once
    kept = {name: row for name, row in there.items() if name in wanted}
    renumber(rows, [row.pk for row in kept.values()])
    count = len(kept)
    keys = []
    for name, values in wanted.items():
        if row := kept.get(name):
            for field, value in values.items():
                setattr(row, field, value)
            rows.filter(pk=row.pk).update(**values) if values else None
        else:
            count += 1
            row = rows.model.objects.create(position=count, **{key: name}, **values, **belongs)
        keys.append(row.pk)
    renumber(rows, keys)
