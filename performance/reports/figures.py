"""Figures, changes and rows as they are shown: the parts that the dataset's and the indicator's reports share."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from performance import calculations, charts, spc, words
from performance.calculations import AVERAGED_MONTHS
from performance.enums import Assurance, Direction, Judgement, Mark, Polarity, Unit, Variation
from performance.models import Benchmark, Row, Target, Value
from scrutiny.dates import Month, financial_year


@dataclass(frozen=True)
class Figure:
    """One figure as it is shown. `value` is unrounded (percentages 81.0) and None where a mark stands."""

    text: str
    value: float | None = None
    mark: Mark = Mark.BLANK
    is_withheld_from_public: bool = False

    @property
    def is_withheld(self) -> bool:
        """Whether the reader may not see it."""
        return self.mark == Mark.WITHHELD

    @property
    def spoken(self) -> str:
        """What a screen reader should say where the text alone says nothing."""
        return "" if self.value is not None else str(self.mark.label)


NOTHING = Figure("")
WITHHELD = Figure(Mark.WITHHELD.printed, None, Mark.WITHHELD)
"""Stands for a figure that the reader may not see, and for all that would be worked out from one."""


@dataclass(frozen=True)
class Change:
    """A relative change: in percent and unrounded, as printed, and what it means. None and n/a without a base, None and
    c where one of the two figures is withheld from the reader."""

    value: float | None
    text: str
    direction: Direction
    judgement: Judgement

    @property
    def is_withheld(self) -> bool:
        return self.text == WITHHELD.text

    @property
    def is_judged(self) -> bool:
        """Whether it is known to be for the better or the worse."""
        return self.judgement in (Judgement.BETTER, Judgement.WORSE)

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
    def has_withheld(self) -> bool:
        """Whether the reader may not see one of the months."""
        return any_withheld(self.figures)

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
    figures = tuple(stored_figure(values.get(month.first_day), row) for month in months)
    last_12 = figures[-AVERAGED_MONTHS:]
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
        figures=figures,
        change_month=_change(analysis["change_month"], analysis["direction_month"], polarity, figures, 1),
        change_year=_change(analysis["change_year"], analysis["direction_year"], polarity, figures, 12),
        average=shown(analysis["average_12"], unit, row.decimals, of=last_12),
        maximum=shown(analysis["maximum_12"], unit, row.decimals, of=last_12),
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


def any_withheld(figures: Iterable[Figure]) -> bool:
    """Whether the reader may not see one of the figures, and so nothing that is worked out from them."""
    return any(figure.is_withheld for figure in figures)


def shown(value: float | None, unit: Unit, decimals: int, *, of: Iterable[Figure] = ()) -> Figure:
    """A worked-out figure, rounded as it is printed; n/a where there is none, c where one it rests on is withheld."""
    if any_withheld(of):
        return WITHHELD
    number = as_float(value)
    if number is None:
        return Figure("n/a", None, Mark.NOT_AVAILABLE)
    return Figure(words.figure(number, unit, decimals), number, Mark.FIGURE)


WITHHELD_LIMITS = "Some months are withheld so that no child can be identified, so no limits can be shown."


def without_limits(series: pd.Series) -> spc.Chart:
    """The chart of a series that the reader sees in part: its points, and nothing that is worked out from them."""
    points = tuple(spc.Point(label, float(value)) for label, value in series.dropna().items())
    return spc.Chart(points, None, None, None, Variation.UNKNOWN, Assurance.NO_TARGET, cautions=(WITHHELD_LIMITS,))


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
    text = words.figure(stored.value, Unit(row.unit), places)
    return Figure(text, float(stored.value), Mark.FIGURE, isinstance(stored, Value) and stored.withheld)


def _change(value: Any, direction: Direction, polarity: Polarity, figures: Sequence[Figure], months: int) -> Change:
    """The change of the last figure on the one so many months before."""
    if len(figures) > months and any_withheld((figures[-1], figures[-1 - months])):
        return Change(None, WITHHELD.text, Direction.UNKNOWN, Judgement.UNKNOWN)
    change = as_float(value)
    return Change(change, words.percent_change(change), direction, calculations.judgement(direction, polarity))
