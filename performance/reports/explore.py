"""A choice of indicators over a choice of months, and two indicators (or one and a comparator) side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from performance import charts, words
from performance.enums import Unit
from performance.models import Dataset, Indicator, Release, Row, Value
from performance.permissions import PUBLIC, Viewer
from performance.reports.figures import NOTHING, Figure, stored_figure, without_limits
from performance.reports.indicator import IndicatorReport, MonthFigure, indicator_report
from performance.reports.rows import seen_by
from scrutiny.dates import Month


@dataclass(frozen=True)
class Choice:
    """An indicator that can be chosen. `group` is the heading that it stands under."""

    slug: str
    name: str
    group: str


@dataclass(frozen=True)
class SelectionRow:
    """One chosen indicator; `figures` has one for each of the selection's months, `benchmark` its comparator's."""

    slug: str
    code: str
    name: str
    group: str
    unit: Unit
    figures: tuple[Figure, ...]
    benchmark: Figure

    @property
    def sparkline(self) -> str:
        return charts.sparkline([figure.value for figure in self.figures])


@dataclass(frozen=True)
class Selection:
    """What somebody chose of a dataset, and what there was to choose from."""

    dataset: str
    dataset_slug: str
    months: tuple[Month, ...]
    comparator: str
    rows: tuple[SelectionRow, ...]
    all_months: tuple[Month, ...]
    comparators: tuple[str, ...]
    choices: tuple[tuple[str, tuple[Choice, ...]], ...]
    is_draft: bool = False

    @property
    def last(self) -> Month:
        return self.months[-1]

    @property
    def chosen(self) -> set[str]:
        return {row.slug for row in self.rows}

    @property
    def groups(self) -> list[tuple[str, tuple[Choice, ...], bool]]:
        """The headings with what can be chosen under them, and whether something is."""
        return [
            (group, choices, any(choice.slug in self.chosen for choice in choices)) for group, choices in self.choices
        ]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The comparators as they are asked for, and as they are written."""
        return [(name, words.comparator_heading(name)) for name in self.comparators]

    @property
    def other(self) -> str:
        """The chosen comparator as it is written."""
        return words.comparator_heading(self.comparator)

    @property
    def has_withheld(self) -> bool:
        return any(figure.is_withheld for row in self.rows for figure in row.figures)


@dataclass(frozen=True)
class Comparison:
    """One indicator beside another, or beside a comparator. `months` has the months of both, newest first."""

    first: IndicatorReport
    second: IndicatorReport | None
    comparator: str
    benchmark: Figure
    charts: tuple[charts.Chart, ...]
    sentence: str
    months: tuple[tuple[Month, Figure, Figure], ...]

    @property
    def names(self) -> tuple[str, str]:
        """How both are called."""
        other = words.comparator_heading(self.comparator) or "Others"
        return self.first.name, self.second.name if self.second else other


def selection(
    dataset: Dataset,
    *,
    user: Any,
    viewer: Viewer = PUBLIC,
    slugs: Sequence[str] = (),
    start: Month | None = None,
    end: Month | None = None,
    comparator: str = "",
) -> Selection:
    """The chosen indicators with the newest figure of each month. What does not exist is left out. Fixed queries.

    Raises Release.DoesNotExist where this person may see no month of the dataset.
    """
    releases = list(Release.objects.filter(dataset=dataset).visible_to(user).current())
    if not releases:
        raise Release.DoesNotExist(f"{dataset} has no figures that may be shown.")
    newest = releases[0]
    listed = list(newest.rows.in_print_order().select_related("indicator"))
    choices: dict[str, list[Choice]] = {}
    for row in listed:
        choices.setdefault(row.group, []).append(Choice(row.indicator.slug, row.name, row.group))
    wanted = [row.indicator_id for row in listed if row.indicator.slug in set(slugs)]
    stored = (
        Row.objects.filter(indicator__in=wanted, release__in=[release.pk for release in releases])
        .select_related("indicator")
        .prefetch_related("values", "benchmarks")
        .order_by("release__month")
    )
    rows = seen_by(viewer, list(stored))
    oldest = Value.objects.filter(row__release=releases[-1]).order_by("month").values_list("month", flat=True).first()
    all_months = _months_between(Month.of(oldest) if oldest else newest.as_month, newest.as_month)
    months = tuple(m for m in all_months if (not start or _reaches(m, start)) and (not end or _reaches(end, m)))
    comparators = tuple(dict.fromkeys(b.comparator for row in rows for b in row.benchmarks.all()))
    return Selection(
        dataset=dataset.name,
        dataset_slug=dataset.slug,
        months=months or all_months,
        comparator=comparator if comparator in comparators else "",
        rows=tuple(
            _row(pk, [row for row in rows if row.indicator_id == pk], months or all_months, comparator) for pk in wanted
        ),
        all_months=all_months,
        comparators=comparators or _comparators(newest),
        choices=tuple((group, tuple(found)) for group, found in choices.items()),
        is_draft=not newest.is_published,
    )


def comparison(
    first: Indicator, second: Indicator | None, *, comparator: str = "", user: Any, viewer: Viewer = PUBLIC
) -> Comparison:
    """Two indicators of one dataset, or one and a comparator. Raises Row.DoesNotExist where one may not be shown."""
    one = indicator_report(first, user=user, viewer=viewer)
    if second is not None:
        two = indicator_report(second, user=user, viewer=viewer)
        pictures = tuple(report.chart for report in (one, two))
        return Comparison(one, two, "", NOTHING, pictures, _together(one, two), _side_by_side(one.months, two.months))
    benchmarks = dict(one.benchmarks)
    chosen = comparator or next((name for name, figure in benchmarks.items() if figure.value is not None), "")
    benchmark = benchmarks.get(chosen, NOTHING)
    sentence = _against(one, chosen, benchmark)
    months = tuple((month.month, month.figure, benchmark) for month in one.newest_first)
    return Comparison(one, None, chosen, benchmark, (_chart(one, chosen, benchmark, sentence),), sentence, months)


def _chart(report: IndicatorReport, name: str, benchmark: Figure, sentence: str) -> charts.Chart:
    series = pd.Series([m.figure.value for m in report.months], index=[m.month for m in report.months], dtype="float64")
    return charts.draw(
        series,
        without_limits(series),
        title=f"Line chart. {sentence}",
        slug=report.row.slug,
        is_percent=report.row.unit == Unit.PERCENT,
        decimals=report.row.decimals,
        target=benchmark.value,
        target_label=words.comparator_heading(name),
    )


def _against(report: IndicatorReport, name: str, benchmark: Figure) -> str:
    """The newest figure and the comparator's, in words. Months that are withheld are not counted."""
    latest, who = report.row.latest, words.comparator(name) or "others"
    if benchmark.value is None:
        return f"{report.name}: there is no figure of {who} to compare with."
    year = f" ({report.benchmark_year})" if report.benchmark_year else ""
    if latest.value is None:
        told = f"{words.comparator_heading(name)}{year}: {benchmark.text}."
        return f"{report.name}: no figure to compare for {report.month.long}. {told}"
    way = "above" if latest.value > benchmark.value else "below" if latest.value < benchmark.value else "the same as"
    there = [m.figure.value for m in report.months if m.figure.value is not None]
    above = sum(value > benchmark.value for value in there)
    return (
        f"{report.name}: {latest.text} in {report.month.long}, {way} {who}{year}, {benchmark.text}. "
        f"Of {len(there)} months shown, {above} {'was' if above == 1 else 'were'} above it."
    )


def _together(one: IndicatorReport, two: IndicatorReport) -> str:
    """In how many month steps both moved the same way. It says nothing of why."""
    first = {m.month: m.figure.value for m in one.months}
    second = {m.month: m.figure.value for m in two.months}
    same = opposite = 0
    for month in first:
        values = [series.get(at) for series in (first, second) for at in (month - 1, month)]
        if any(value is None for value in values):
            continue
        before, now, other_before, other_now = (float(value or 0) for value in values)
        moved = (now - before) * (other_now - other_before)
        same += moved > 0
        opposite += moved < 0
    if not same + opposite:
        return "There are not two months in a row in which both have a figure and moved."
    return (
        f"Of {same + opposite} steps from one month to the next in which both moved, they moved the same way in {same} "
        f"and opposite ways in {opposite}. That alone does not show that one causes the other."
    )


def _side_by_side(
    first: Sequence[MonthFigure], second: Sequence[MonthFigure]
) -> tuple[tuple[Month, Figure, Figure], ...]:
    ours, theirs = ({month.month: month.figure for month in months} for months in (first, second))
    months = sorted({*ours, *theirs}, key=str, reverse=True)
    return tuple((month, ours.get(month, NOTHING), theirs.get(month, NOTHING)) for month in months)


def _row(pk: int, rows: Sequence[Row], months: Sequence[Month], comparator: str) -> SelectionRow:
    """The indicator as its newest release prints it, with each month's newest figure."""
    latest = rows[-1]
    newest = {Month.of(value.month): value for row in rows for value in row.values.all()}
    benchmarks = {benchmark.comparator: benchmark for benchmark in latest.benchmarks.all()}
    return SelectionRow(
        slug=latest.indicator.slug,
        code=latest.code,
        name=latest.name,
        group=latest.group,
        unit=Unit(latest.unit),
        figures=tuple(stored_figure(newest.get(month), latest) for month in months),
        benchmark=stored_figure(benchmarks.get(comparator), latest) if comparator else NOTHING,
    )


def _comparators(release: Release) -> tuple[str, ...]:
    found = release.rows.in_print_order().prefetch_related("benchmarks").first()
    return tuple(benchmark.comparator for benchmark in found.benchmarks.all()) if found else ()


def _months_between(first: Month, last: Month) -> tuple[Month, ...]:
    return tuple(first + n for n in range(last.months_since(first) + 1))


def _reaches(later: Month, earlier: Month) -> bool:
    return later.months_since(earlier) >= 0
