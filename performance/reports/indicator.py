"""Everything about one indicator: the newest figure, the chart, every month known, benchmarks and targets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from performance import calculations, charts, spc, words
from performance.enums import Mark, Unit
from performance.models import Indicator, Release, Row, Value
from performance.permissions import PUBLIC, Viewer
from performance.reports.entries import NO_ENTRY, Entry, Link, entry_of
from performance.reports.figures import (
    NOTHING,
    DatasetRow,
    Figure,
    any_withheld,
    dataset_row,
    frame,
    span,
    stored_figure,
    target_of,
    without_limits,
)
from performance.reports.first_page import outlook
from performance.reports.rows import seen_by
from performance.reports.so_far import year_to_date
from performance.reports.standing import TargetStanding, beside, limits_in_words, mean_in_words, target_standing
from scrutiny.dates import Month, financial_year


@dataclass(frozen=True)
class MonthFigure:
    """One month in the table beside a chart, with why it is a signal where it is one."""

    month: Month
    figure: Figure
    signal: str = ""


@dataclass(frozen=True)
class IndicatorReport:
    """Everything about one indicator: the newest figures, the chart, and every month known."""

    council: str
    dataset: str
    dataset_slug: str
    month: Month
    row: DatasetRow
    comparators: tuple[str, ...]
    target_years: tuple[str, ...]
    benchmark_year: str
    months: tuple[MonthFigure, ...]
    year_to_date: Figure
    year_to_date_label: str
    control: spc.Chart
    chart: charts.Chart
    sentence: str
    is_draft: bool
    variation: str
    assurance: str
    cautions: tuple[str, ...] = ()
    entry: Entry = NO_ENTRY
    target: TargetStanding | None = None
    by_year: tuple[tuple[str, tuple[tuple[str, Figure], ...]], ...] = ()

    @property
    def polarity_sentence(self) -> str:
        return self.entry.polarity_sentence(self.row.polarity)

    @property
    def links(self) -> tuple[tuple[str, tuple[Link, ...]], ...]:
        """Other indicators that this one is made of, told with or related to."""
        single = (("Numerator", self.entry.numerator), ("Denominator", self.entry.denominator))
        found = [(label, (link,)) for label, link in single if link]
        return (*found, *((("See also", self.entry.related),) if self.entry.related else ()))

    @property
    def name(self) -> str:
        """How people call it."""
        return self.entry.short_name or self.row.name

    @property
    def others(self) -> list[tuple[str, Figure, str]]:
        """Everybody to compare with, with their figure, and where ours lies beside it."""
        return [(words.comparator_heading(who), figure, beside(self.row, figure)) for who, figure in self.benchmarks]

    @property
    def benchmarks(self) -> list[tuple[str, Figure]]:
        return list(zip(self.comparators, self.row.benchmarks, strict=True))

    @property
    def is_local(self) -> bool:
        """Whether it is marked throughout as a measure of the council's own."""
        return bool(self.row.benchmarks) and all(figure.mark == Mark.LOCAL for figure in self.row.benchmarks)

    @property
    def targets(self) -> list[tuple[str, Figure]]:
        return list(zip(self.target_years, self.row.targets, strict=True))

    @property
    def newest_first(self) -> tuple[MonthFigure, ...]:
        return self.months[::-1]

    @property
    def outlook(self) -> str:
        """How far the target is in months at the present trend, in words; empty without a target."""
        return outlook(self.target) if self.target else ""

    @property
    def has_signals(self) -> bool:
        return any(month.signal for month in self.months)

    @property
    def mean(self) -> str:
        return mean_in_words(self.control, self.row)

    @property
    def limits(self) -> str:
        """The lower and upper limit in words; empty without limits. Never below 0 nor above 100%."""
        return limits_in_words(self.control, self.row)


def indicator_report(indicator: Indicator, *, user: Any, viewer: Viewer = PUBLIC) -> IndicatorReport:
    """The indicator in the newest release that this person may see, with the months of all that they may see.

    A month that stands in several releases has the figure of the newest. Raises Row.DoesNotExist where there is none.
    """
    releases = Release.objects.filter(dataset=indicator.dataset_id).visible_to(user).current()
    rows = list(
        Row.objects.filter(indicator=indicator, release__in=list(releases.values_list("pk", flat=True)))
        .select_related("indicator", "release__dataset__council")
        .prefetch_related("values", "benchmarks", "targets")
        .order_by("release__month")
    )
    if not rows:
        raise Row.DoesNotExist(f"{indicator} stands in no release that may be shown.")
    rows = seen_by(viewer, rows)
    latest = rows[-1]
    newest = {value.month: value for row in rows for value in row.values.all()}
    own = span(value.month for value in latest.values.all())
    months = span(newest)
    comparators = tuple(benchmark.comparator for benchmark in latest.benchmarks.all())
    years = tuple(target.financial_year for target in latest.targets.all())
    analysis = calculations.analyse(frame([latest], own)).to_dict("index")[latest.pk]
    row = dataset_row(latest, analysis, own, comparators, years)
    shown_months = [_month(newest.get(m.first_day), m, row) for m in months]
    report = _indicator_report(latest, row, shown_months, years, comparators, entry_of(indicator))
    against = None if report.entry.is_yearly else target_standing(row, months=own, target_years=years)
    return replace(report, target=against, by_year=_by_year(rows, comparators))


def _indicator_report(
    latest: Row,
    row: DatasetRow,
    months: list[MonthFigure],
    years: tuple[str, ...],
    comparators: tuple[str, ...],
    entry: Entry,
) -> IndicatorReport:
    series = pd.Series([m.figure.value for m in months], index=[m.month for m in months], dtype="float64")
    month = latest.release.as_month
    # A target for a year's total says nothing of a month.
    target = None if entry.is_yearly else target_of(row, month, years)
    is_whole = not any_withheld(m.figure for m in months)
    control = (
        spc.chart(
            series,
            polarity=row.polarity,
            target=target,
            rebases={mark.month for mark in entry.rebases},
            baseline=entry.baseline_months,
        )
        if is_whole
        else without_limits(series)
    )
    signals = {point.label: words.SPECIAL_CAUSE[point.cause] for point in control.points if point.cause}
    said = sentence(row, month)
    so_far, label = year_to_date(row, month, [m.figure for m in months])
    return IndicatorReport(
        council=latest.release.dataset.council.name,
        dataset=latest.release.dataset.name,
        dataset_slug=latest.release.dataset.slug,
        month=month,
        row=row,
        comparators=comparators,
        target_years=years,
        benchmark_year=latest.release.benchmark_year,
        months=tuple(MonthFigure(m.month, m.figure, signals.get(m.month, "")) for m in months),
        year_to_date=so_far,
        year_to_date_label=label,
        control=control,
        chart=charts.draw(
            series,
            control,
            title=f"Line chart. {said}",
            slug=row.slug,
            is_percent=row.unit == Unit.PERCENT,
            decimals=row.decimals,
            target=target,
            target_label=f"Target {financial_year(month)}",
        ),
        sentence=said,
        is_draft=not latest.release.is_published,
        variation=words.VARIATION[control.variation] if is_whole else "",
        assurance=words.ASSURANCE[control.assurance],
        cautions=(*((entry.care,) if entry.care else ()), *control.cautions),
        entry=entry,
    )


def _by_year(rows: Sequence[Row], comparators: Sequence[str]) -> tuple[tuple[str, tuple[tuple[str, Figure], ...]], ...]:
    """What others' figures were in each year that a release gave, newest first; empty with fewer than two years."""
    years: dict[str, tuple[tuple[str, Figure], ...]] = {}
    for row in rows:  # oldest first: the newest word on a year counts
        found = {each.comparator: stored_figure(each, row) for each in row.benchmarks.all()}
        if row.release.benchmark_year and found:
            years[row.release.benchmark_year] = tuple((who, found.get(who, NOTHING)) for who in comparators)
    return tuple(sorted(years.items(), reverse=True)) if len(years) > 1 else ()


def _month(stored: Value | None, month: Month, row: DatasetRow) -> MonthFigure:
    if stored is None:
        return MonthFigure(month, NOTHING)
    if stored.value is None:
        return MonthFigure(month, Figure(Mark(stored.mark).printed, None, Mark(stored.mark)))
    text = words.figure(stored.value, row.unit, row.decimals)
    return MonthFigure(month, Figure(text, float(stored.value), Mark.FIGURE, stored.withheld))


def sentence(row: DatasetRow, month: Month) -> str:
    """The newest figure and how it moved, in words; the alternative text of the chart."""
    if row.has_withheld:
        return _sentence_of_some(row, month)
    if row.latest.value is None:
        return f"{row.name}: no figure for {month.long}."
    compared = [
        f"{row.figures[at].text} in {earlier.long} ({change.text}, {change.words})"
        for change, at, earlier in ((row.change_month, -2, month - 1), (row.change_year, -13, month - 12))
        if change.value is not None
    ]
    there = [figure for figure in row.figures if figure.value is not None]
    low = min(there, key=lambda figure: figure.value or 0.0)
    high = max(there, key=lambda figure: figure.value or 0.0)
    against = f", against {' and '.join(compared)}" if compared else ""
    return (
        f"{row.name}: {row.latest.text} in {month.long}{against}. "
        f"Over {len(there)} months it lay between {low.text} and {high.text}."
    )


def _sentence_of_some(row: DatasetRow, month: Month) -> str:
    """The same where the reader may not see all months: nothing that would rest on those."""
    latest = "withheld" if row.latest.is_withheld else row.latest.text or "no figure"
    months = sum(figure.is_withheld for figure in row.figures)
    of = "1 month is" if months == 1 else f"{months} months are"
    return (
        f"{row.name}: {latest} for {month.long}. Of {len(row.figures)} months, {of} withheld so that no child can be "
        "identified."
    )
