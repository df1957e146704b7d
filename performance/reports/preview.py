"""What an import would change, before it changes anything: the dry run, on screen and in the command line."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import NamedTuple

import pandas as pd

from performance import words
from performance.disclosure import Share
from performance.enums import Mark, Polarity, RelationKind, Unit
from performance.importer import checks
from performance.importer.consistency import counts_exceed_what_they_are_counted_in, value_of
from performance.importer.layout import IndicatorRow, Layout
from performance.importer.names import Known, find
from performance.importer.notices import notices
from performance.importer.reconcile import Difference, reconcile
from performance.importer.workbook import Book
from performance.models import Dataset, IndicatorEntry, Relation, Release, Row, SmallNumbersRule, Value
from performance.relations import find_shares
from scrutiny.dates import Month
from scrutiny.problems import Problem

ALIKE = 0.75  # of two names, by difflib's measure
ENOUGH_MONTHS = 6
NEW = "New: "  # before the name of an indicator that an import brought


@dataclass(frozen=True)
class Revision:
    """A figure of an earlier month that the workbook gives otherwise than the newest figures there are."""

    indicator: str
    month: Month
    now: str
    was: str
    cell: str

    @property
    def change(self) -> str:
        return f"{self.month.label}: {self.now or 'blank'} was {self.was or 'blank'}"

    def __str__(self) -> str:
        return f"{self.indicator}: {self.change} ({self.cell})"


@dataclass(frozen=True)
class NewIndicator:
    """An indicator that the dataset does not have; `suggested` is the one whose new name it may be, and why."""

    name: str
    cell: str
    suggested: int | None = None
    suggested_name: str = ""
    because: str = ""


@dataclass(frozen=True)
class LabelChange:
    """Something other than a figure that the workbook says otherwise of an indicator."""

    indicator: str
    what: str
    now: str
    was: str

    def __str__(self) -> str:
        return f"{self.indicator}: {self.what} {self.now or 'empty'} was {self.was or 'empty'}"


@dataclass(frozen=True)
class Preview:
    """All that an import would do, and what an officer should look at. `seen` stands for the state that it rests on."""

    month: Month
    dataset: str
    compared_with: str
    indicators: int
    values: int
    figures: int
    new: tuple[NewIndicator, ...]
    missing: tuple[tuple[int, str], ...]
    renamed: tuple[tuple[str, str], ...]
    label_changes: tuple[LabelChange, ...]
    revisions: tuple[Revision, ...]
    differences: tuple[Difference, ...]
    notices: tuple[str, ...]
    small: int
    small_rule: str
    seen: str
    is_known: bool = False
    revision: int = 1

    @property
    def differing_rows(self) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
        """The differences by indicator."""
        names = dict.fromkeys(difference.indicator for difference in self.differences)
        return tuple((name, tuple(d for d in self.differences if d.indicator == name)) for name in names)

    @property
    def agreeing(self) -> int:
        """How many indicators have no difference."""
        return self.indicators - len(self.differing_rows)

    @property
    def findings(self) -> str:
        """What an officer should look at, counted; empty if there is nothing."""
        renamed = sum(new.suggested is not None for new in self.new)
        suggested = {new.suggested for new in self.new}
        counts = (
            (renamed, "indicator perhaps renamed", "indicators perhaps renamed"),
            (len(self.new) - renamed, "new indicator", "new indicators"),
            (sum(pk not in suggested for pk, _ in self.missing), "missing indicator", "missing indicators"),
            (len(self.revisions), "revised figure", "revised figures"),
            (len(self.label_changes), "changed label", "changed labels"),
        )
        return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in counts if number)

    @property
    def new_names(self) -> tuple[str, ...]:
        return tuple(new.name for new in self.new)

    @property
    def changes(self) -> list[str]:
        """What the import changes, in sentences to keep."""
        return [
            *(f"{NEW}{new.name}" for new in self.new),
            *(f"Missing: {name}" for _, name in self.missing),
            *(f"Renamed: {now}, was {was}" for now, was in self.renamed),
            *(f"Changed: {change}" for change in self.label_changes),
            *(f"Revised: {revision}" for revision in self.revisions),
        ]

    @property
    def lines(self) -> list[str]:
        """The whole preview as lines of text."""
        suggested = [
            f"Perhaps renamed: '{new.name}' may be the new name of '{new.suggested_name}' ({new.because})."
            for new in self.new
            if new.suggested
        ]
        rows = len(self.differing_rows)
        agreed = (
            f"Reconciliation: {self.indicators - rows} of {self.indicators} indicators agree with the workbook's own"
        )
        return [
            f"Compared with {self.compared_with}." if self.compared_with else "These would be the first figures.",
            *(f"{line}" for line in self.changes),
            *suggested,
            f"{agreed} columns{', all but these:' if rows else '.'}",
            *(str(difference) for difference in self.differences),
            *(f"Note: {notice}" for notice in self.notices),
        ]


class _StoredFigure(NamedTuple):
    month: datetime.date
    value: Decimal | None
    mark: str


class _Stored(NamedTuple):
    """A row of the release that is compared with, and its figures by month."""

    row: Row
    figures: list[_StoredFigure]


def base_of(dataset: Dataset | None, month: Month) -> Release | None:
    """The release that a month's workbook is compared with: that month's newest, else that of the month before it."""
    if dataset is None:
        return None
    return dataset.releases.up_to(month).order_by("-month", "-revision").first()


def preview(
    book: Book, layout: Layout, dataset: Dataset | None, known: Known, renamed: Mapping[str, str], sha256: str
) -> Preview:
    """What importing the workbook would change. `renamed` gives for a new name the old one. Fixed queries."""
    month = layout.last_month
    base = base_of(dataset, month)
    stored = _stored(base)
    pairs = [(row, find(known, row, renamed)) for row in layout.rows]
    there = {indicator.pk for _, indicator in pairs if indicator}
    missing = tuple((pk, one.row.name) for pk, one in stored.items() if pk not in there)
    new = [row for row, indicator in pairs if indicator is None]
    same = base if base and base.as_month == month else None
    readings = {row.number: _readings(row) for row in layout.rows}
    rule = SmallNumbersRule.objects.filter(dataset=dataset).first() if dataset else None
    return Preview(
        month=month,
        dataset=dataset.name if dataset else "",
        compared_with=str(base) if base else "",
        indicators=len(layout.rows),
        values=len(layout.rows) * len(layout.months),
        figures=sum(figure.value is not None for row in readings.values() for figure in row.values()),
        new=tuple(_new(row, readings[row.number], [stored[pk] for pk, _ in missing]) for row in new),
        missing=missing,
        renamed=tuple(
            (row.name, stored[i.pk].row.name) for row, i in pairs if i and row.name in renamed and i.pk in stored
        ),
        label_changes=tuple(
            change for row, i in pairs if i and i.pk in stored for change in _label_changes(row, stored[i.pk].row)
        ),
        revisions=tuple(
            revision
            for row, i in pairs
            if i and i.pk in stored
            for revision in _revisions(row, readings[row.number], stored[i.pk])
        ),
        differences=reconcile(layout),
        notices=notices(book, layout),
        small=sum(_is_small(row, readings[row.number], rule) for row in layout.rows),
        small_rule="" if rule is None else rule.kind,
        seen=f"{base.pk}-{base.file_sha256[:12]}-{base.is_published}" if base else "",
        is_known=bool(same and same.file_sha256 == sha256),
        revision=0 if same is None else same.revision + (1 if same.is_published else 0),
    )


def inconsistencies(
    layout: Layout, dataset: Dataset | None, known: Known, renamed: Mapping[str, str]
) -> Iterator[Problem]:
    """Counts that are more than what they are a part of, by what the dataset is known to hold, or the sheet shows."""
    if dataset is None:
        yield from _inconsistent_by_itself(layout)
        return
    counts = [row for row in layout.rows if checks.unit_of(row) == Unit.COUNT]
    rows = {i.pk: row for row in counts if (i := find(known, row, renamed))}
    relations = Relation.objects.filter(dataset=dataset, kind=RelationKind.SHARE).standing().prefetch_related("places")
    parts = [(r.result_id, [place.indicator_id for place in r.places.all()]) for r in relations]
    shares = [Share(result, of[0], of[1]) for result, of in parts if len(of) == 2]
    entries = IndicatorEntry.objects.filter(indicator__dataset=dataset).exclude(denominator=None)
    for result, above, below in entries.order_by("pk").values_list("indicator", "numerator", "denominator"):
        assert below is not None
        shares.append(Share(result, above, below))
    yield from counts_exceed_what_they_are_counted_in(rows, shares)


def _inconsistent_by_itself(layout: Layout) -> Iterator[Problem]:
    """The same for a first workbook: what is a part of what is read off its percentages."""
    rows = dict(enumerate(layout.rows))
    units = {key: checks.unit_of(row) for key, row in rows.items()}
    figures = {
        key: [value_of(row, cell) for _, cell in row.months] for key, row in rows.items() if units[key] != Unit.RATE
    }
    frame = pd.DataFrame.from_dict(figures, orient="index", dtype="float64")
    yield from counts_exceed_what_they_are_counted_in(rows, find_shares(frame, units))


def _stored(base: Release | None) -> dict[int, _Stored]:
    """What the release has, by indicator. Two queries, and no object for each figure: there are many."""
    if base is None:
        return {}
    figures: dict[int, list[_StoredFigure]] = {}
    values = Value.objects.filter(row__release=base).order_by("row", "month")
    for row, at, value, mark in values.values_list("row", "month", "value", "mark"):
        figures.setdefault(row, []).append(_StoredFigure(at, value, mark))
    return {row.indicator_id: _Stored(row, figures.get(row.pk, [])) for row in base.rows.in_print_order()}


def _readings(row: IndicatorRow) -> dict[Month, checks.Figure]:
    return {month: checks.figure_of(row, cell) for month, cell in row.months}


def _new(row: IndicatorRow, readings: Mapping[Month, checks.Figure], missing: list[_Stored]) -> NewIndicator:
    """A new indicator, and which of those that are missing it most likely is."""
    best: tuple[float, Row, str] | None = None
    for other in missing:
        score, because = _likeness(row, readings, other)
        if because and (best is None or score > best[0]):
            best = (score, other.row, because)
    where = row.labels["name"].address
    return (
        NewIndicator(row.name, where, best[1].indicator_id, best[1].name, best[2])
        if best
        else NewIndicator(row.name, where)
    )


def _likeness(row: IndicatorRow, readings: Mapping[Month, checks.Figure], other: _Stored) -> tuple[float, str]:
    values = {Month.of(value.month): value.value for value in other.figures if value.value is not None}
    shared = [(readings[month].value, value) for month, value in values.items() if month in readings]
    same = sum(now == was for now, was in shared)
    if len(shared) >= ENOUGH_MONTHS and same >= 0.8 * len(shared) and len(set(values.values())) > 1:
        return 2 + same / len(shared), f"the same figures in {same} of {len(shared)} months"
    if row.code and row.code == other.row.code:
        return 1.5, f"the same code {row.code}"
    alike = SequenceMatcher(None, row.name.casefold(), other.row.name.casefold()).ratio()
    return (alike, "a similar name") if alike >= ALIKE else (0.0, "")


def _label_changes(row: IndicatorRow, old: Row) -> Iterator[LabelChange]:
    unit, polarity = checks.unit_of(row), checks.polarity_of(row)
    for what, now, was in (
        ("unit", str(unit.label), str(Unit(old.unit).label)),
        ("which way is good", str(polarity.label), str(Polarity(old.polarity).label)),
        ("code", row.code, old.code),
        ("group", row.group, old.group),
        ("owner", row.labels["owner"].text if "owner" in row.labels else old.owner, old.owner),
    ):
        if now != was:
            yield LabelChange(row.name, what, now, was)


def _revisions(row: IndicatorRow, readings: Mapping[Month, checks.Figure], old: _Stored) -> Iterator[Revision]:
    cells = dict(row.months)
    for value in old.figures:
        month = Month.of(value.month)
        now = readings.get(month)
        if now is not None and (now.value, now.mark) != (value.value, value.mark):
            yield Revision(
                row.name,
                month,
                _written(now.value, now.mark, old.row),
                _written(value.value, Mark(value.mark), old.row),
                cells[month].address,
            )


def _written(value: Decimal | None, mark: Mark, row: Row) -> str:
    if value is None:
        return mark.printed
    places = max(row.decimals, min(2, -int(value.normalize().as_tuple().exponent)))
    return words.figure(value, Unit(row.unit), places)


def _is_small(row: IndicatorRow, readings: Mapping[Month, checks.Figure], rule: SmallNumbersRule | None) -> int:
    """How many of the row's figures are small counts, by the dataset's rule, or from 1 to 5 where there is none yet."""
    if checks.unit_of(row) != Unit.COUNT:
        return 0
    most = rule.up_to if rule else 5
    return sum(figure.value is not None and 0 < figure.value <= most for figure in readings.values())
