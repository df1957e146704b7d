"""One inspection as its page says it: what is known, the council's own assessment beside the inspectors' grades, and
what the report states against what is here. And the inspections of one council one after the other.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from actions.enums import Gap, StatedOf
from actions.models import Inspection, Judgement, StatedCount, shown_areas
from actions.reports.area import period
from actions.reports.plans import InspectionSummary, inspection_summary
from actions.rules import due_after, grade_gap
from scrutiny.access import Permission, user_can
from scrutiny.models import Council


@dataclass(frozen=True)
class JudgementLine:
    """One line of the table: what the council thought, what the inspectors found, and how far apart they are."""

    area: str
    name: str
    is_key: bool
    self_grade: str
    grade: str
    gap: Gap
    gap_words: str
    commentary: str


@dataclass(frozen=True)
class JudgementArea:
    """The lines of one area of the framework; `stated` is how many the report says there are, None if it does not."""

    name: str
    lines: tuple[JudgementLine, ...]
    stated: int | None


@dataclass(frozen=True)
class GradeLine:
    """How often each grade was given: by the council to itself, by the inspectors, and as the report counts them."""

    word: str
    self_count: int
    count: int
    stated: int | None


@dataclass(frozen=True)
class TimescaleLine:
    """How many areas fall under a timescale, as the report states and as they stand here; the date that follows."""

    name: str
    stated: int | None
    here: int
    due: str

    @property
    def missing(self) -> int:
        return max((self.stated or 0) - self.here, 0)


@dataclass(frozen=True)
class InspectionReport:
    """The page of one inspection. What the reader may not know is empty, and `tells` is false."""

    summary: InspectionSummary
    tells: bool
    framework: str
    scale: tuple[str, ...]
    kind: str
    published: str
    self_assessed: str
    overall: str
    overall_words: str
    source: str
    notes: str
    areas: tuple[JudgementArea, ...]
    grades: tuple[GradeLine, ...]
    gaps: tuple[tuple[Gap, int], ...]
    timescales: tuple[TimescaleLine, ...]
    stated_areas: int | None
    stated_judgements: int | None
    differences: tuple[str, ...]
    """Where the report states other numbers of judgements than it lists, in sentences."""
    area_difference: str
    """That it counts other areas than there are here, in a sentence."""

    @property
    def listed(self) -> int:
        return sum(len(area.lines) for area in self.areas)


@dataclass(frozen=True)
class Step:
    """One inspection in the row of a council's inspections."""

    url: str
    title: str
    dates: str
    framework: str
    overall: str
    grades: tuple[tuple[str, int], ...]
    areas: int | None
    areas_here: int


@dataclass(frozen=True)
class Comparison:
    """One judgement over the inspections that made it: for each the grades, and whether it went up or down since."""

    area: str
    name: str
    cells: tuple[JudgementLine | None, ...]
    movement: Gap
    movement_words: str


@dataclass(frozen=True)
class CouncilReport:
    """The inspections of one council, the earliest first, and every judgement over those that made any."""

    council: str
    steps: tuple[Step, ...]
    columns: tuple[str, ...]
    comparisons: tuple[Comparison, ...]


def inspection_report(user: Any, slug: str) -> InspectionReport | None:
    """One inspection for one reader; None where there is nothing for that person. A fixed number of queries."""
    found = Inspection.objects.visible_to(user).with_areas_for(user).with_judgements().filter(slug=slug).first()
    if found is None:
        return None
    tells = found.published_at is not None or user_can(user, Permission.VIEW_DRAFTS)
    stated: list[StatedCount] = list(found.stated.all()) if tells else []
    judgements = list(found.judgements.all()) if tells else []
    areas = _judgement_areas(judgements, stated)
    total = _total(stated, StatedOf.JUDGEMENTS)
    here = shown_areas(found)
    return InspectionReport(
        summary=inspection_summary(found, user),
        tells=tells,
        framework=found.framework.name if found.framework else "",
        scale=tuple(grade.word for grade in found.framework.grades.all()) if found.framework else (),
        kind=found.kind if tells else "",
        published=found.published.label if found.published and tells else "",
        self_assessed=found.self_assessed.label if found.self_assessed and tells else "",
        overall=found.overall_grade.word if found.overall_grade and tells else "",
        overall_words=found.overall_words if tells else "",
        source=found.source if tells else "",
        notes=found.notes if tells else "",
        areas=areas,
        grades=_grade_lines(found, judgements, stated),
        gaps=_gaps(areas),
        timescales=_timescale_lines(found, stated),
        stated_areas=_total(stated, StatedOf.AREAS),
        stated_judgements=total,
        differences=tuple(_differences(areas, judgements, stated, total)),
        area_difference=_area_difference(_total(stated, StatedOf.AREAS), len(here)),
    )


def council_report(user: Any, council: Council) -> CouncilReport | None:
    """The inspections of one council that this person may see, in the order of time; None where there are none."""
    found = list(Inspection.objects.visible_to(user).of_council(council).with_areas_for(user).with_judgements())
    if not found:
        return None
    sees_drafts = user_can(user, Permission.VIEW_DRAFTS)
    told = [one for one in found if one.published_at is not None or sees_drafts]
    judged = [one for one in told if one.judgements.all()]
    return CouncilReport(
        council=council.name,
        steps=tuple(_step(one, one in told) for one in found),
        columns=tuple(f"{period(one) or one.title}" for one in judged),
        comparisons=tuple(_comparisons(judged)),
    )


def judgement_line(judgement: Judgement) -> JudgementLine:
    """One judgement with the gap between what the council thought and what the inspectors found."""
    gap, words = grade_gap(
        judgement.self_grade.position if judgement.self_grade else None,
        judgement.grade.position if judgement.grade else None,
    )
    return JudgementLine(
        area=judgement.line.area.name,
        name=judgement.line.name,
        is_key=judgement.line.is_key,
        self_grade=judgement.self_grade.word if judgement.self_grade else "",
        grade=judgement.grade.word if judgement.grade else "",
        gap=gap,
        gap_words=words,
        commentary=judgement.commentary,
    )


def _judgement_areas(judgements: Sequence[Judgement], stated: Iterable[StatedCount]) -> tuple[JudgementArea, ...]:
    counts = {one.area_id: one.count for one in stated if one.area_id}
    groups = itertools.groupby(judgements, key=lambda one: one.line.area)
    return tuple(
        JudgementArea(area.name, tuple(judgement_line(one) for one in lines), counts.get(area.pk))
        for area, lines in groups
    )


def _grade_lines(
    inspection: Inspection, judgements: Sequence[Judgement], stated: Iterable[StatedCount]
) -> tuple[GradeLine, ...]:
    if inspection.framework is None or not judgements:
        return ()
    own = Counter(one.self_grade_id for one in judgements)
    given = Counter(one.grade_id for one in judgements)
    counts = {one.grade_id: one.count for one in stated if one.grade_id}
    return tuple(
        GradeLine(grade.word, own[grade.pk], given[grade.pk], counts.get(grade.pk))
        for grade in inspection.framework.grades.all()
    )


def _timescale_lines(inspection: Inspection, stated: Iterable[StatedCount]) -> tuple[TimescaleLine, ...]:
    if inspection.framework is None:
        return ()
    counts = {one.timescale_id: one.count for one in stated if one.timescale_id}
    here = Counter(area.timescale_id for area in shown_areas(inspection))
    lines = []
    for timescale in inspection.framework.timescales.all():
        if counts.get(timescale.pk) or here[timescale.pk]:
            due = due_after(inspection.published, timescale.months, timescale.days)
            lines.append(
                TimescaleLine(timescale.name, counts.get(timescale.pk), here[timescale.pk], due.label if due else "")
            )
    return tuple(lines)


def _gaps(areas: Iterable[JudgementArea]) -> tuple[tuple[Gap, int], ...]:
    counted = Counter(line.gap for area in areas for line in area.lines)
    return tuple((gap, counted[gap]) for gap in Gap if counted[gap])


def _total(stated: Iterable[StatedCount], of: StatedOf) -> int | None:
    for one in stated:
        if one.of == of and not (one.area_id or one.grade_id or one.timescale_id):
            return one.count
    return None


def _differences(
    areas: Sequence[JudgementArea],
    judgements: Sequence[Judgement],
    stated: Sequence[StatedCount],
    total: int | None,
) -> Iterable[str]:
    listed = len(judgements)
    if total is not None and total != listed:
        parts = [
            f"{area.name} {area.stated} stated, {len(area.lines)} listed"
            for area in areas
            if area.stated is not None and area.stated != len(area.lines)
        ]
        where = f" ({'; '.join(parts)})" if parts else ""
        yield f"The report states {total} judgements and its table lists {listed}{where}. All that it lists is here."
    given = Counter(one.grade_id for one in judgements)
    for one in stated:
        if one.grade is not None and judgements and one.count != given[one.grade_id]:
            yield (
                f"It counts {one.count} judgements as {one.grade.word.lower()}; "
                f"{given[one.grade_id]} of those listed are."
            )


def _area_difference(stated: int | None, here: int) -> str:
    if stated is None or stated == here:
        return ""
    told = f"{here} of them {'is' if here == 1 else 'are'} here"
    return f"The report counts {stated} areas for improvement; {told}. The text of the others is not in the source."


def _step(inspection: Inspection, tells: bool) -> Step:
    given = Counter(one.grade.word for one in inspection.judgements.all() if one.grade) if tells else Counter[str]()
    scale = [grade.word for grade in inspection.framework.grades.all()] if inspection.framework else []
    return Step(
        url=inspection.get_absolute_url(),
        title=inspection.title,
        dates=period(inspection),
        framework=inspection.framework.name if inspection.framework else "",
        overall=inspection.overall_grade.word if inspection.overall_grade and tells else "",
        grades=tuple((word, given[word]) for word in scale if given[word]),
        areas=_total(inspection.stated.all(), StatedOf.AREAS) if tells else None,
        areas_here=len(shown_areas(inspection)),
    )


def _comparisons(judged: Sequence[Inspection]) -> Iterable[Comparison]:
    """Judgements of the same name under an area of the same name belong together, whatever the framework."""
    rows: dict[tuple[str, str], list[Judgement | None]] = {}
    for column, inspection in enumerate(judged):
        for one in inspection.judgements.all():
            key = (one.line.area.name, one.line.name)
            rows.setdefault(key, [None] * len(judged))[column] = one
    for (area, name), cells in rows.items():
        there = [one for one in cells if one is not None and one.grade is not None]
        movement, words = Gap.UNKNOWN, ""
        if len(there) > 1:
            before, last = there[-2].grade, there[-1].grade
            assert before is not None
            assert last is not None
            if before.framework_id == last.framework_id:
                movement, words = grade_gap(before.position, last.position)
            else:
                words = "Another scale"
        yield Comparison(area, name, tuple(judgement_line(one) if one else None for one in cells), movement, words)
