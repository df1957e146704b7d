"""Writes to the indicator library: what an indicator means, and where its chart starts afresh."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from performance.models import Dataset, Indicator, IndicatorEntry, Rebase
from performance.operations.disclosure import renew_withheld
from performance.rules import NotAllowed, StaleEdit
from scrutiny.dates import Month
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError

TEXTS = ("short_name", "definition", "why", "care", "national_polarity", "target_basis")
LINKS = ("numerator", "denominator", "told_with")
EDITABLE = frozenset({*TEXTS, *LINKS, "related", "explained_by", "baseline_months"})


@transaction.atomic
def save_entry(*, by: User | None, indicator: Indicator, version: int, **fields: Any) -> IndicatorEntry:
    """Write what the library says of an indicator; only the fields given change. Saving the same changes nothing.

    `version` is the one that the person saw (0 where there was no entry yet). Raises StaleEdit where somebody else
    saved first, and NotAllowed for a link to the indicator itself or to one of another dataset.
    """
    unknown = sorted(set(fields) - EDITABLE)
    if unknown:
        raise TypeError(f"not fields of the library: {', '.join(unknown)}")
    # The indicator's row is the lock: two people who write its first entry follow each other.
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    entry = IndicatorEntry.objects.filter(indicator=indicator).first() or IndicatorEntry(indicator=indicator, version=0)
    if entry.version != version:
        raise StaleEdit(version=entry.version, saved={name: getattr(entry, name) for name in TEXTS})
    related = fields.pop("related", None)
    _check_links(indicator, [*(fields.get(name) for name in LINKS), *(related or ())])
    before = _facts(entry)
    for name, value in fields.items():
        setattr(entry, name, value.strip() if isinstance(value, str) else value)
    before_related = sorted(entry.related.values_list("slug", flat=True)) if entry.pk else []
    after_related = before_related if related is None else sorted(other.slug for other in related)
    changes = {name: [old, new] for name, new in _facts(entry).items() if (old := before[name]) != new}
    if before_related != after_related:
        changes["related"] = [before_related, after_related]
    if not changes and entry.pk:
        return entry
    entry.version += 1
    entry.save()
    if related is not None:
        entry.related.set(related)
    record(by=by, action="changed indicator entry", on=indicator, indicator=indicator.name, changes=changes)
    if {"numerator", "denominator"} & set(changes):
        # A percentage may tell a small number of what it is counted in.
        renew_withheld(indicator.dataset)
    return entry


@transaction.atomic
def add_rebase(*, by: User, indicator: Indicator, month: Month, reason: str) -> Rebase:
    """Start the mean and limits of an indicator's chart afresh with this month, for a reason that readers see."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if not reason.strip():
        raise NotAllowed("Say why the chart starts afresh: readers see the reason.")
    if indicator.rebases.filter(month=month.first_day).exists():
        raise NotAllowed(f"The chart starts afresh in {month.long} already.")
    rebase = Rebase.objects.create(
        indicator=indicator, month=month.first_day, reason=reason.strip(), added_at=timezone.now(), added_by=by
    )
    record(by=by, action="rebased chart", on=indicator, month=str(month), reason=rebase.reason)
    return rebase


@transaction.atomic
def remove_rebase(*, by: User, rebase: Rebase) -> None:
    """Join the two stretches again. What stood there is in the history."""
    month, reason = str(Month.of(rebase.month)), rebase.reason
    record(by=by, action="took rebase back", on=rebase.indicator, month=month, reason=reason)
    rebase.delete()


@transaction.atomic
def load_library(*, by: User | None, dataset: Dataset, entries: Sequence[Mapping[str, Any]]) -> int:
    """Give the dataset's indicators these entries; each has `key`, `name` and what save_entry takes, links by key.

    Raises ProblemsError naming every entry whose indicator or link is not there. Returns how many were new or changed.
    """
    by_name = {indicator.name: indicator for indicator in dataset.indicators.order_by("pk")}
    by_key = {entry["key"]: by_name.get(entry["name"]) for entry in entries}
    problems = [
        Problem(f"The dataset has no indicator “{entry['name']}”.", where=entry["key"], mend="Mend the name.")
        for entry in entries
        if entry["name"] not in by_name
    ] + [
        Problem(f"It refers to “{key}”, which is no entry.", where=entry["key"], mend="Mend the key, or add the entry.")
        for entry in entries
        for key in _keys(entry)
        if key not in by_key
    ]
    if problems:
        raise ProblemsError(problems)
    versions = dict(
        IndicatorEntry.objects.filter(indicator__dataset=dataset).order_by("pk").values_list("indicator", "version")
    )
    changed = 0
    for entry in entries:
        fields = {name: entry[name] for name in TEXTS if name in entry}
        fields |= {name: by_key[entry[name]] for name in LINKS if name in entry}
        if "related" in entry:
            fields["related"] = [by_key[key] for key in entry["related"]]
        indicator = by_name[entry["name"]]
        version = versions.get(indicator.pk, 0)
        changed += save_entry(by=by, indicator=indicator, version=version, **fields).version != version
    return changed


def _keys(entry: Mapping[str, Any]) -> Iterable[str]:
    return [*(entry[name] for name in LINKS if name in entry), *entry.get("related", ())]


def _check_links(indicator: Indicator, others: Iterable[Indicator | None]) -> None:
    for other in others:
        if other is not None and other.pk == indicator.pk:
            raise NotAllowed("An indicator cannot be linked to itself.")
        if other is not None and other.dataset_id != indicator.dataset_id:
            raise NotAllowed(f"“{other}” belongs to another dataset.")


def _facts(entry: IndicatorEntry) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(entry, name) for name in (*TEXTS, "baseline_months")}
    facts |= {name: str(getattr(entry, name)) if getattr(entry, f"{name}_id") else "" for name in LINKS}
    facts["explained_by"] = entry.explained_by.username if entry.explained_by else ""
    return facts
