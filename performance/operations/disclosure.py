"""Writes about small numbers: the rule, how figures follow from each other, who may read, and what is withheld.

`renew_withheld` is called inside every operation that changes figures, releases or the rule, so that what is withheld
is never older than what it is worked out from.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import pandas as pd
from django.db import models, transaction
from django.utils import timezone

from performance import disclosure
from performance.disclosure import Rate, Share, Sum
from performance.enums import RelationKind, SmallNumbers, Unit
from performance.models import (
    Dataset,
    Indicator,
    IndicatorEntry,
    Reader,
    Relation,
    RelationPart,
    Release,
    SmallNumbersRule,
    Value,
)
from performance.relations import find_relations
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError

CHUNK = 500


@transaction.atomic
def set_small_numbers(
    *,
    by: User | None,
    dataset: Dataset,
    kind: SmallNumbers,
    threshold: int = disclosure.DFE_UP_TO,
    reason: str = "",
    version: int | None = None,
) -> SmallNumbersRule:
    """Say what the public sees of the dataset's small counts, from now on and for every month.

    `version` is that of the rule which the officer saw, 0 where there was none. Raises ProblemsError if it changed
    meanwhile, if the threshold is not from 1 to 100, or if the rule is loosened without a reason.
    """
    Dataset.objects.select_for_update().get(pk=dataset.pk)
    rule = SmallNumbersRule.objects.select_for_update().filter(dataset=dataset).first()
    before = rule.up_to if rule else 0
    if version is not None and version != (rule.version if rule else 0):
        raise ProblemsError(
            [Problem("Somebody else changed the rule while you had it open.", mend="Look at it again, then save.")]
        )
    if not 1 <= threshold <= 100:
        raise ProblemsError(
            [Problem(f"The threshold {threshold} is not from 1 to 100.", "Threshold", "Choose another.")]
        )
    rule = rule or SmallNumbersRule(dataset=dataset, version=0)
    rule.kind, rule.threshold, rule.reason = kind, threshold, reason.strip()
    if rule.up_to < before and not rule.reason:
        raise ProblemsError(
            [Problem("More figures would become public.", "Reason", "Say why that can identify no child.")]
        )
    rule.version += 1
    rule.set_at, rule.set_by = timezone.now(), by
    rule.save()
    count = renew_withheld(dataset)
    record(
        by=by,
        action="set rule for small numbers",
        on=dataset,
        rule=str(rule.kind),
        withheld_up_to=rule.up_to,
        before=before,
        reason=rule.reason,
        figures_withheld=count,
    )
    return rule


@transaction.atomic
def drop_relation(*, by: User, relation: Relation, dropped: bool = True) -> None:
    """Say that a relation which was found is a coincidence, or that it holds after all."""
    if relation.dropped != dropped:
        relation.dropped = dropped
        relation.save(update_fields=["dropped"])
        renew_withheld(relation.dataset)
        action = "dropped relation of figures" if dropped else "took relation of figures up again"
        record(by=by, action=action, on=relation.dataset, result=relation.result.name, kind=relation.kind)


@transaction.atomic
def add_relation(
    *, by: User | None, dataset: Dataset, kind: RelationKind, result: Indicator, parts: Sequence[Indicator]
) -> Relation:
    """Say that an indicator follows from others. Raises ProblemsError with what does not fit."""
    problems = []
    fits, wanted = {
        RelationKind.SUM: (len(parts) > 1, "two or more indicators"),
        RelationKind.WHOLE: (len(parts) > 0, "one or more indicators"),
        RelationKind.SHARE: (len(parts) == 2, "two indicators"),
        RelationKind.RATE: (len(parts) == 1, "one indicator"),
    }[kind]
    if not fits:
        problems.append(Problem(f"This needs {wanted} to follow from.", "Follows from"))
    if result in parts or len(set(parts)) != len(parts):
        problems.append(Problem("An indicator stands there twice.", "Follows from", "Choose each once."))
    if problems:
        raise ProblemsError(problems)
    if kind == RelationKind.SHARE:
        parts = _counted_first(parts)
    relation = _keep_relation(dataset, kind, result.pk, [part.pk for part in parts], found=False)
    renew_withheld(dataset)
    record(
        by=by, action="added relation of figures", on=dataset, kind=str(kind), result=result.name,
        parts=[part.name for part in parts],
    )  # fmt: skip
    return relation


@transaction.atomic
def grant_reading(*, by: User, dataset: Dataset, user: User, reason: str) -> Reader:
    """Let a member see the figures that are withheld from the public. Raises ProblemsError without a reason."""
    if not reason.strip():
        raise ProblemsError([Problem("Say why this person needs the figures.", "Reason")])
    reader, is_new = Reader.objects.get_or_create(
        dataset=dataset,
        user=user,
        defaults={"reason": reason.strip()[:300], "granted_at": timezone.now(), "granted_by": by},
    )
    if is_new:
        record(by=by, action="granted reading of small numbers", on=dataset, to=user.username, reason=reader.reason)
    return reader


@transaction.atomic
def revoke_reading(*, by: User, reader: Reader) -> None:
    """Take the right back."""
    record(by=by, action="revoked reading of small numbers", on=reader.dataset, to=reader.user.username)
    reader.delete()


def keep_relations(dataset: Dataset, figures: pd.DataFrame, units: dict[int, Unit], names: dict[int, str]) -> int:
    """Look for relations in newly imported figures (an indicator's key a row) and keep those that are new."""
    there = {
        (relation.kind, relation.result_id, tuple(place.indicator_id for place in relation.places.all()))
        for relation in Relation.objects.filter(dataset=dataset).prefetch_related("places")
    }
    new = 0
    for found in find_relations(figures, units, names):
        kind, result, parts = _as_stored(found)
        if parts and (kind, result, tuple(parts)) not in there:
            _keep_relation(dataset, kind, result, parts, found=True)
            new += 1
    return new


def renew_withheld(dataset: Dataset, *, months: Collection[object] = ()) -> int:
    """Work out afresh which figures of the dataset are withheld, of these months (by default all); how many are.

    Figures of one month that stand in several published releases are looked at together: what one of them withholds
    the others do too. A draft follows what is published, and never the other way.
    """
    rule = SmallNumbersRule.objects.filter(dataset=dataset).first()
    values = Value.objects.filter(row__release__dataset=dataset)
    if months:
        values = values.filter(month__in=months)
    if rule is None or not rule.up_to:
        values.filter(withheld=True).update(withheld=False)
        return 0
    figures = list(
        values.exclude(value=None)
        .order_by("row__release__month", "row__release__revision", "pk")
        .values_list(
            "pk", "month", "value", "withheld", "row__release", "row__release__published_at", "row__indicator",
            "row__unit",
        )
    )  # fmt: skip
    cells: dict[object, dict[tuple[bool, int], dict[int, tuple[int, float]]]] = defaultdict(lambda: defaultdict(dict))
    counts, is_held = set(), {}
    for pk, month, value, held, release, published_at, indicator, unit in figures:
        assert value is not None
        cells[month][published_at is None, release][indicator] = (pk, float(value))
        is_held[pk] = held
        if unit == Unit.COUNT:
            counts.add(indicator)
    relations = _relations(dataset, pd.DataFrame(_newest(figures)).T)
    now: set[int] = set()
    for releases in cells.values():
        now |= _withheld_in_month(releases, counts, rule.up_to, relations)
    for held, changed in (
        (True, [pk for pk in now if not is_held[pk]]),
        (False, [pk for pk, was in is_held.items() if was and pk not in now]),
    ):
        for start in range(0, len(changed), CHUNK):
            Value.objects.filter(pk__in=changed[start : start + CHUNK]).update(withheld=held)
    return len(now)


def _withheld_in_month(
    releases: dict[tuple[bool, int], dict[int, tuple[int, float]]],
    counts: Collection[int],
    up_to: int,
    relations: Sequence[disclosure.Relation],
) -> set[int]:
    """The keys of the figures of one month that are withheld, over all releases that have the month."""
    published = [figures for (is_draft, _), figures in releases.items() if not is_draft]
    together: set[int] = set()
    while True:
        before = len(together)
        for figures in published:
            together |= _hold(figures, counts, up_to, relations, together)
        if len(together) == before:
            break
    held = {figures[key][0] for figures in published for key in together if key in figures}
    for (is_draft, _), figures in releases.items():
        if is_draft:
            held |= {figures[key][0] for key in _hold(figures, counts, up_to, relations, together)}
    return held


def _hold(
    figures: dict[int, tuple[int, float]],
    counts: Collection[int],
    up_to: int,
    relations: Sequence[disclosure.Relation],
    before: Collection[int],
) -> set[int]:
    values = {key: value for key, (_, value) in figures.items()}
    return disclosure.withheld(values, counts=counts, up_to=up_to, relations=relations, before=before)


def _newest(figures: Iterable[tuple]) -> dict[int, dict[object, float]]:
    """The newest figure of each month, by indicator."""
    newest: dict[int, dict[object, float]] = defaultdict(dict)
    for _, month, value, _, _, _, indicator, _ in figures:
        newest[indicator][month] = float(value)
    return newest


def _relations(dataset: Dataset, figures: pd.DataFrame) -> list[disclosure.Relation]:
    """The stored relations as disclosure.py wants them. What a rate counts for is read off the figures."""
    found: list[disclosure.Relation] = []
    for relation in Relation.objects.filter(dataset=dataset).standing().prefetch_related("places"):
        parts = [place.indicator_id for place in relation.places.all()]
        if relation.kind == RelationKind.SUM:
            found.append(Sum(relation.result_id, tuple(parts)))
        elif relation.kind == RelationKind.WHOLE:
            found.append(Sum(disclosure.WHOLE, (relation.result_id, *parts)))
        elif relation.kind == RelationKind.SHARE:
            found.append(Share(relation.result_id, parts[0], parts[1]))
        else:
            found.append(Rate(relation.result_id, parts[0], _per(figures, relation.result_id, parts[0])))
    entries = IndicatorEntry.objects.filter(indicator__dataset=dataset).exclude(denominator=None).order_by("pk")
    for result, above, below in entries.values_list("indicator", "numerator", "denominator"):
        assert below is not None
        found.append(Share(result, above, below))
    per = [rate.per for rate in found if isinstance(rate, Rate) and rate.per]
    paired = {rate.rate for rate in found if isinstance(rate, Rate)}
    alone = Indicator.objects.filter(dataset=dataset, name__icontains="per 10,000").exclude(pk__in=paired)
    if per:
        middle = float(pd.Series(per).median())
        found += [Rate(pk, None, middle) for pk in alone.order_by("pk").values_list("pk", flat=True)]
    return found


def _per(figures: pd.DataFrame, rate: int, count: int) -> float:
    """How many are counted for each 1 of the rate: the median over the months that have both."""
    if rate not in figures.index or count not in figures.index:
        return 0.0
    shown, counted = figures.loc[rate].to_numpy(dtype="float64"), figures.loc[count].to_numpy(dtype="float64")
    middle = pd.Series(counted[shown > 0] / shown[shown > 0]).median()
    return 0.0 if pd.isna(middle) else float(middle)


def _counted_first(parts: Sequence[Indicator]) -> list[Indicator]:
    """What is counted, then what it is counted in: the larger of the two by their figures."""
    means = dict(
        Value.objects.filter(row__indicator__in=parts, value__isnull=False)
        .order_by("row__indicator")
        .values_list("row__indicator")
        .annotate(mean=models.Avg("value"))
    )
    return sorted(parts, key=lambda part: means.get(part.pk) or 0)


def _as_stored(found: disclosure.Relation) -> tuple[RelationKind, int, list[int]]:
    if isinstance(found, Sum) and found.total == disclosure.WHOLE:
        return RelationKind.WHOLE, found.parts[0], list(found.parts[1:])
    if isinstance(found, Sum):
        return RelationKind.SUM, found.total, list(found.parts)
    if isinstance(found, Share):
        return RelationKind.SHARE, found.percentage, [key for key in (found.numerator, found.denominator) if key]
    return RelationKind.RATE, found.rate, [found.count] if found.count else []


def _keep_relation(dataset: Dataset, kind: RelationKind, result: int, parts: Sequence[int], *, found: bool) -> Relation:
    relation = Relation.objects.create(dataset=dataset, kind=kind, result_id=result, found=found)
    RelationPart.objects.bulk_create(
        RelationPart(relation=relation, indicator_id=part, position=at) for at, part in enumerate(parts, 1)
    )
    return relation


def months_of_release(release: Release) -> list[object]:
    """The months that stand in a release."""
    return list(Value.objects.filter(row__release=release).order_by("month").values_list("month", flat=True).distinct())
