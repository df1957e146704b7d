"""Figures, changes and rows as they are shown: the parts that the dataset's and the indicator's reports share."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from performance import calculations, charts, words
from performance.enums import Direction, Judgement, Mark, Polarity, Unit
from performance.models import Benchmark, Row, Target, Value
from scrutiny.dates import Month, financial_year


@dataclass(frozen=True)
class Figure:
    """One figure as it is shown. `value` is unrounded (percentages 81.0) and None where a mark stands."""

    text: str
    value: float | None = None
    mark: Mark = Mark.BLANK

    @property
    def spoken(self) -> str:
        """What a screen reader should say where the text alone says nothing."""
        return "" if self.value is not None else str(self.mark.label)


NOTHING = Figure("")


@dataclass(frozen=True)
class Change:
    """A relative change: in percent and unrounded, as printed, and what it means. None and n/a without a base."""

    value: float | None
    text: str
    direction: Direction
    judgement: Judgement

    @property
    def words(self) -> str:
        return words.moved(self.direction, self.judgement)


@dataclass(frozen=True)
class DatasetRow:
    """One indicator in the table. `figures` has one for each of the report's months, `benchmarks` one for each
    comparator and `targets` one for each target year, in their order."""

    slug: str
    name: str
    code: str
    group: str
    owner: str
    outcome: str
    unit: Unit
    decimals: int
    polarity: Polarity
    figures: tuple[Figure, ...]
    change_month: Change
    change_year: Change
    average: Figure
    maximum: Figure
    benchmarks: tuple[Figure, ...]
    targets: tuple[Figure, ...]

    @property
    def latest(self) -> Figure:
        return self.figures[-1]

    @property
    def polarity_word(self) -> str:
        return words.POLARITY[self.polarity]

    @property
    def sparkline(self) -> str:
        """The months as the points of a small line, 88 by 24, for decoration beside the figures."""
        return charts.sparkline([figure.value for figure in self.figures])


def dataset_row(
    row: Row, analysis: Mapping[Any, Any], months: Sequence[Month], comparators: Sequence[str], years: Sequence[str]
) -> DatasetRow:
    """A stored row as it is shown; `analysis` is its line of calculations.analyse."""
    unit, polarity = Unit(row.unit), Polarity(row.polarity)
    values = {value.month: value for value in row.values.all()}
    benchmarks = {benchmark.comparator: benchmark for benchmark in row.benchmarks.all()}
    targets = {target.financial_year: target for target in row.targets.all()}
    return DatasetRow(
        slug=row.indicator.slug,
        name=row.name,
        code=row.code,
        group=row.group,
        owner=row.owner,
        outcome=row.outcome,
        unit=unit,
        decimals=row.decimals,
        polarity=polarity,
        figures=tuple(stored_figure(values.get(month.first_day), row) for month in months),
        change_month=_change(analysis["change_month"], analysis["direction_month"], polarity),
        change_year=_change(analysis["change_year"], analysis["direction_year"], polarity),
        average=shown(analysis["average_12"], unit, row.decimals),
        maximum=shown(analysis["maximum_12"], unit, row.decimals),
        benchmarks=tuple(stored_figure(benchmarks.get(comparator), row) for comparator in comparators),
        targets=tuple(stored_figure(targets.get(year), row) for year in years),
    )


def frame(rows: Sequence[Row], months: Sequence[Month]) -> pd.DataFrame:
    """The rows' figures as calculations.py wants them: a column a month, none left out."""
    figures = []
    for row in rows:
        values = {value.month: value.value for value in row.values.all()}
        figures.append([as_float(values.get(month.first_day)) for month in months])
    return pd.DataFrame(figures, index=[row.pk for row in rows], columns=list(months), dtype="float64")


def span(days: Iterable[datetime.date]) -> tuple[Month, ...]:
    """Every month from the first day to the last, also those without a figure."""
    there = sorted(set(days))
    if not there:
        return ()
    first, last = Month.of(there[0]), Month.of(there[-1])
    return tuple(first + n for n in range(last.months_since(first) + 1))


def shown(value: float | None, unit: Unit, decimals: int) -> Figure:
    """A worked-out figure, rounded as it is printed; n/a where there is none."""
    number = as_float(value)
    if number is None:
        return Figure("n/a", None, Mark.NOT_AVAILABLE)
    return Figure(words.figure(number, unit, decimals), number, Mark.FIGURE)


def finer(row: DatasetRow) -> int:
    """Limits and means of whole numbers are shown with one place."""
    return max(row.decimals, 1)


def target_of(row: DatasetRow, month: Month, years: Sequence[str]) -> float | None:
    """The target of the month's financial year; None where none is set."""
    found = dict(zip(years, row.targets, strict=True)).get(financial_year(month))
    return found.value if found else None


def as_float(value: Any) -> float | None:
    """The number, or None for what is missing in the database (None) or in pandas (NaN)."""
    return None if value is None or pd.isna(value) else float(value)


def stored_figure(stored: Value | Benchmark | Target | None, row: Row) -> Figure:
    if stored is None:
        return NOTHING
    if stored.value is None:
        mark = Mark(stored.mark)
        return Figure(mark.printed, None, mark)
    # A benchmark of 7.1% beside figures such as 8% keeps its own place.
    places = max(row.decimals, min(2, -int(stored.value.normalize().as_tuple().exponent)))
    return Figure(words.figure(stored.value, Unit(row.unit), places), float(stored.value), Mark.FIGURE)


def _change(value: Any, direction: Direction, polarity: Polarity) -> Change:
    change = as_float(value)
    return Change(change, words.percent_change(change), direction, calculations.judgement(direction, polarity))
