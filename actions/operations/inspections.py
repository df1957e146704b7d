"""Writes to inspections: what is known of them, their judgements, what their report counts, who sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.enums import StatedOf
from actions.models import (
    Framework,
    FrameworkArea,
    FrameworkJudgement,
    Grade,
    Inspection,
    Judgement,
    StatedCount,
    Timescale,
)
from actions.operations.base import (
    apply,
    check_slug,
    refuse_broken,
    refuse_stale,
    refuse_unknown,
    save_changes,
    set_when,
)
from actions.rules import RuleError, When, check_filled, check_inspection_dates
from scrutiny.history import record
from scrutiny.models import Council, User

EDITABLE_INSPECTION_FIELDS = (
    *("inspectorate", "title", "framework", "kind", "area_term", "started", "ended", "published", "self_assessed"),
    *("overall_grade", "overall_words", "source", "notes"),
)


@dataclass(frozen=True)
class GivenJudgement:
    """What is recorded of one line of the framework. A grade that is not known stays empty."""

    line: FrameworkJudgement
    grade: Grade | None = None
    self_grade: Grade | None = None
    commentary: str = ""


@dataclass(frozen=True)
class Stated:
    """How many the report states: all judgements or areas together, or those of one area, grade or timescale."""

    of: StatedOf
    count: int
    area: FrameworkArea | None = None
    grade: Grade | None = None
    timescale: Timescale | None = None


@transaction.atomic
def create_inspection(
    *,
    by: User | None,
    council: Council,
    slug: str,
    inspectorate: str,
    title: str,
    framework: Framework | None = None,
    kind: str = "",
    area_term: str = "Area for improvement",
    started: When | None = None,
    ended: When | None = None,
    published: When | None = None,
    self_assessed: When | None = None,
    overall_grade: Grade | None = None,
    overall_words: str = "",
    source: str = "",
    notes: str = "",
) -> Inspection:
    """Add an inspection, not yet public. A date may be a month or a year only; what is not known stays empty.

    Raises ProblemsError with all that is wrong.
    """
    inspection = Inspection(
        council=council,
        slug=slug,
        inspectorate=inspectorate.strip(),
        title=title.strip(),
        framework=framework,
        kind=kind.strip(),
        area_term=area_term.strip(),
        overall_grade=overall_grade,
        overall_words=overall_words.strip(),
        source=source.strip(),
        notes=notes.strip(),
    )
    for name, when in (("started", started), ("ended", ended), ("published", published)):
        set_when(inspection, name, when)
    set_when(inspection, "self_assessed", self_assessed)
    _refuse_problems_of(inspection)
    inspection.save(force_insert=True)
    record(by=by, action="inspection created", on=inspection, title=title, council=council.slug)
    return inspection


@transaction.atomic
def update_inspection(
    *, by: User | None, inspection: Inspection, version: int | None = None, **fields: Any
) -> Inspection:
    """Change an inspection's EDITABLE_INSPECTION_FIELDS and return it as stored.

    `version` is the one that the person saw (that of `inspection` unless given). Raises ChangedMeanwhile if another has
    been stored since, ProblemsError with all that is wrong, TypeError for a field that may not be edited.
    """
    refuse_unknown(fields, EDITABLE_INSPECTION_FIELDS)
    current = Inspection.objects.select_for_update(of=("self",)).select_related("council").get(pk=inspection.pk)
    refuse_stale(current, inspection.version if version is None else version)
    changes = apply(current, fields)
    _refuse_problems_of(current)
    return save_changes(current, changes, by=by, action="inspection updated")


@transaction.atomic
def set_judgements(
    *,
    by: User | None,
    inspection: Inspection,
    judgements: Sequence[GivenJudgement],
    stated: Sequence[Stated] | None = None,
    version: int | None = None,
) -> Inspection:
    """Put these judgements in the place of those that are stored; `stated` too, unless it is None.

    A line without grade, self-assessment and words is not kept. Raises ChangedMeanwhile if another version has been
    stored since, and ProblemsError where a grade or line is not of the inspection's framework.
    """
    current = Inspection.objects.select_for_update(of=("self",)).select_related("council").get(pk=inspection.pk)
    refuse_stale(current, inspection.version if version is None else version)
    grades = set(Grade.objects.filter(framework=current.framework).values_list("pk", flat=True))
    lines = FrameworkJudgement.objects.filter(area__framework=current.framework).in_bulk()
    refuse_broken(
        *(
            (f"{one.line.area.name}, {one.line.name}", lambda one=one: _check_judgement(one, grades, set(lines)))
            for one in judgements
        )
    )
    kept = {one.line.pk: one for one in judgements if one.grade or one.self_grade or one.commentary.strip()}
    before = {row.line_id: row for row in current.judgements.select_related("grade", "self_grade", "line")}
    changes = {}
    for key, row in before.items():
        if key not in kept:
            changes[str(row.line)] = (_words(row.grade, row.self_grade), "")
            row.delete()
    for key, one in kept.items():
        row = before.get(key) or Judgement(inspection=current, line=one.line)
        old, new = _words(row.grade, row.self_grade), _words(one.grade, one.self_grade)
        if row.pk is None or old != new or row.commentary != one.commentary.strip():
            row.grade, row.self_grade, row.commentary = one.grade, one.self_grade, one.commentary.strip()
            row.save()
            changes[str(one.line)] = (old if key in before else "", new)
    if stated is not None and _set_stated(current, stated):
        changes["stated"] = ("", "; ".join(f"{one.count} {one.of}" for one in stated))
    return save_changes(current, changes, by=by, action="judgements set")


@transaction.atomic
def publish_inspection(*, by: User | None, inspection: Inspection) -> Inspection:
    """Open the inspection's page, with its judgements, to the public. Its areas are published one by one."""
    current = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if current.published_at is None:
        current.published_at = timezone.now()
        current.save(update_fields=["published_at"])
        record(by=by, action="inspection published", on=current)
    return current


@transaction.atomic
def unpublish_inspection(*, by: User | None, inspection: Inspection) -> Inspection:
    """Take the inspection's judgements back from the public. Areas that are published stay so."""
    current = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if current.published_at is not None:
        current.published_at = None
        current.save(update_fields=["published_at"])
        record(by=by, action="inspection unpublished", on=current)
    return current


def _refuse_problems_of(inspection: Inspection) -> None:
    known = set(Grade.objects.filter(framework=inspection.framework).values_list("pk", flat=True))
    refuse_broken(
        ("Title", lambda: check_filled(inspection.title, "Give the inspection a title.")),
        ("Inspectorate", lambda: check_filled(inspection.inspectorate, "Say who inspected.")),
        ("What an area is called", lambda: check_filled(inspection.area_term, "Say what its areas are called.")),
        ("Address", lambda: check_slug(inspection.slug)),
        ("Dates", lambda: check_inspection_dates(inspection.started, inspection.ended, inspection.published)),
        ("Overall result", lambda: _check_grade(inspection.overall_grade, known)),
        ("Framework", lambda: _check_framework_fits(inspection)),
    )


def _check_grade(grade: Grade | None, known: set[int]) -> None:
    if grade is not None and grade.pk not in known:
        raise RuleError(f"{grade.word!r} is no grade of this inspection's framework. Choose one of its own.")


def _check_framework_fits(inspection: Inspection) -> None:
    """Judgements and timescales belong to a framework: it stays while they are there."""
    if inspection.pk is None:
        return
    foreign = inspection.judgements.exclude(line__area__framework=inspection.framework)
    timed = inspection.areas.filter(timescale__isnull=False).exclude(timescale__framework=inspection.framework)
    if foreign.exists() or timed.exists():
        raise RuleError(
            "Judgements or timescales of the framework so far are recorded. Take them out first, then change it."
        )


def _check_judgement(one: GivenJudgement, grades: set[int], lines: set[int]) -> None:
    if one.line.pk not in lines:
        raise RuleError("This judgement is not part of the inspection's framework.")
    _check_grade(one.grade, grades)
    _check_grade(one.self_grade, grades)


def _set_stated(inspection: Inspection, stated: Sequence[Stated]) -> bool:
    before = [_key(row) for row in inspection.stated.all()]
    if before == [_key(one) for one in stated]:
        return False
    inspection.stated.all().delete()
    for position, one in enumerate(stated, start=1):
        StatedCount.objects.create(
            inspection=inspection,
            position=position,
            of=one.of,
            count=one.count,
            area=one.area,
            grade=one.grade,
            timescale=one.timescale,
        )
    return True


def _key(one: StatedCount | Stated) -> tuple[Any, ...]:
    parts: Mapping[str, Any] = {name: getattr(one, name) for name in ("area", "grade", "timescale")}
    return (one.of, one.count, *(part.pk if part else None for part in parts.values()))


def _words(grade: Grade | None, self_grade: Grade | None) -> str:
    return f"inspectors: {grade or 'not recorded'}; the council: {self_grade or 'not recorded'}"
