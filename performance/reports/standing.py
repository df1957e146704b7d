"""How each indicator of a month stands: its chart, its target and its place among others, in figures and in words.

Everything is worked out from the figures of a dataset report, which hold only what the reader may see.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from performance import distance, spc, words
from performance.enums import Mark, Polarity, Unit
from performance.reports.dataset import DatasetReport, anchor
from performance.reports.entries import NO_ENTRY, Entry
from performance.reports.figures import DatasetRow, Figure, any_withheld, finer, shown, without_limits
from scrutiny.dates import Month, financial_year

YEAR_END = 3  # March


@dataclass(frozen=True)
class TargetStanding:
    """A figure against the target of a financial year. `short` is what is missing, 0 or less where it is met.

    `months` is how far away it is at the present trend: 0 where it is met, infinity where it is out of reach, None
    where there is no steady trend to say. `pace` is what each month to the end of the year would have to bring.
    """

    year: str
    goal: Figure
    now: Figure
    short: float
    gap: str
    months: float | None = None
    when: str = ""
    pace: str = ""
    missed_months: int = 0

    @property
    def is_met(self) -> bool:
        return self.short <= 1e-9


@dataclass(frozen=True)
class Comparison:
    """One figure to compare with. `ahead` is above 0 where the other is better, or higher if neither way is good."""

    who: str
    figure: Figure
    ahead: float
    word: str
    months_worse: int


@dataclass(frozen=True)
class Standing:
    """One indicator at the end of the month. `months` and `figures` reach back over all earlier releases."""

    row: DatasetRow
    entry: Entry
    months: tuple[Month, ...]
    figures: tuple[Figure, ...]
    control: spc.Chart
    target: TargetStanding | None
    last_year: TargetStanding | None
    awaits_target: bool
    comparisons: tuple[Comparison, ...]

    @property
    def slug(self) -> str:
        return self.row.slug

    @property
    def name(self) -> str:
        """How a first page calls it."""
        return self.entry.short_name or self.row.name

    @property
    def group_slug(self) -> str:
        return anchor(self.row.group)

    @property
    def is_signal(self) -> bool:
        """Whether the newest month is a signal."""
        return self.row.latest.value is not None and self.control.latest_cause is not None

    @property
    def side(self) -> int:
        return self.control.points[-1].side if self.control.points else 0

    @property
    def series(self) -> pd.Series:
        return pd.Series([figure.value for figure in self.figures], index=list(self.months), dtype="float64")

    @property
    def limits(self) -> str:
        """The range of ordinary variation in words, never below 0 nor above 100%; empty without one."""
        return limits_in_words(self.control, self.row)

    @property
    def average(self) -> str:
        """The mean that its months lie around, in words; empty where there is none."""
        return mean_in_words(self.control, self.row)

    @property
    def months_worse_than_all(self) -> int:
        """For how many months on end it has been worse than everybody it is compared with. Counts depend on the size of
        a place, so for them it is 0."""
        if not self.comparisons or self.row.unit == Unit.COUNT:
            return 0
        return min(comparison.months_worse for comparison in self.comparisons)


def mean_in_words(control: spc.Chart, row: DatasetRow) -> str:
    """The mean of a chart; empty where there is none."""
    return "" if control.mean is None else shown(control.mean, row.unit, _places(control, row)).text


def limits_in_words(control: spc.Chart, row: DatasetRow) -> str:
    """Lower and upper limit as "982 to 1,141"; empty without limits. Never below 0 nor above 100%.

    Of whole numbers the lowest and the highest that lie between the limits: there is no tenth of a child.
    """
    if control.lower is None or control.upper is None:
        return ""
    low, high, places = max(control.lower, 0.0), control.upper, _places(control, row)
    if row.unit == Unit.PERCENT:
        high = min(high, 100.0)
    if row.unit == Unit.COUNT and not row.decimals:
        low, high, places = math.ceil(low - 1e-6), math.floor(high + 1e-6), 0
    return " to ".join(shown(edge, row.unit, places if edge else 0).text for edge in (low, high))


def _places(control: spc.Chart, row: DatasetRow) -> int:
    """Means and limits have one place more than the figures; a tenth tells nothing where there are hundreds."""
    is_large = control.upper is not None and control.upper >= 100 and row.unit != Unit.PERCENT
    return row.decimals if is_large else finer(row)


def standings(
    report: DatasetReport,
    entries: Mapping[str, Entry],
    earlier: Mapping[str, Mapping[Month, Figure]] | None = None,
) -> tuple[Standing, ...]:
    """Every indicator of the report in its order. `earlier` are figures of months before those of the report."""
    rows = report.rows
    if not rows:
        return ()
    own = report.months
    figures = pd.DataFrame(
        [[figure.value for figure in row.figures] for row in rows], columns=list(own), dtype="float64"
    )
    polarities = pd.Series([row.polarity for row in rows], dtype="object")
    trends = distance.trend(figures)
    goals = pd.Series([_goal(row, report.target_years, report.month) for row in rows], dtype="float64")
    latest = figures[report.month]
    short = distance.short_of(latest, goals, polarities)
    away = distance.months_away(short, trends, polarities)
    ahead = _ahead(rows, report, latest, polarities)
    found = []
    for at, row in enumerate(rows):
        entry = entries.get(row.slug, NO_ENTRY)
        months, all_figures = _with_earlier(row, own, (earlier or {}).get(row.slug, {}))
        monthly = not entry.is_yearly
        target = None
        if monthly and not math.isnan(short[at]):
            months_away = None if row.has_withheld or math.isnan(away[at]) else float(away[at])
            target = _against_target(row, own, report.target_years, float(short[at]), months_away)
        found.append(
            Standing(
                row=row,
                entry=entry,
                months=months,
                figures=all_figures,
                control=control_of(row, entry, months, all_figures, float(goals[at]) if monthly else math.nan),
                target=target,
                last_year=_last_year(row, entry, report),
                awaits_target=_awaits_target(row, report),
                comparisons=_comparisons(row, report, ahead.iloc[at]),
            )
        )
    return tuple(found)


def control_of(
    row: DatasetRow, entry: Entry, months: Sequence[Month], figures: Sequence[Figure], goal: float
) -> spc.Chart:
    """The XmR chart of one indicator as the library wants it; without limits where the reader may not see a month."""
    series = pd.Series([figure.value for figure in figures], index=list(months), dtype="float64")
    if any_withheld(figures):
        return without_limits(series)
    return spc.chart(
        series,
        polarity=row.polarity,
        target=None if math.isnan(goal) else goal,
        rebases={mark.month for mark in entry.rebases},
        baseline=entry.baseline_months,
    )


def _with_earlier(
    row: DatasetRow, own: Sequence[Month], earlier: Mapping[Month, Figure]
) -> tuple[tuple[Month, ...], tuple[Figure, ...]]:
    before = sorted(month for month in earlier if month < own[0])
    if not before:
        return tuple(own), row.figures
    gap = [before[0] + n for n in range(own[0].months_since(before[0]))]
    nothing = Figure("")
    return (*gap, *own), (*(earlier.get(month, nothing) for month in gap), *row.figures)


def beside(row: DatasetRow, benchmark: Figure) -> str:
    """What the newest figure is beside another: "59 above, worse"; empty where one of the two is not there."""
    if row.latest.value is None or benchmark.value is None:
        return ""
    more = row.latest.value - benchmark.value
    if abs(more) < 1e-9:
        return "the same"
    where = f"{words.amount(abs(more), row.unit, row.decimals)} {'above' if more > 0 else 'below'}"
    word = words.compared(more, row.polarity, row.unit)
    return f"{where}, {word}" if word in ("better", "worse") else where


def target_standing(row: DatasetRow, *, months: Sequence[Month], target_years: Sequence[str]) -> TargetStanding | None:
    """One indicator against the target of its newest month's year; None without a target, a figure, or a good way."""
    figures = pd.DataFrame([[figure.value for figure in row.figures]], columns=list(months), dtype="float64")
    polarities = pd.Series([row.polarity], dtype="object")
    goals = pd.Series([_goal(row, target_years, months[-1])], dtype="float64")
    short = distance.short_of(figures[months[-1]], goals, polarities)
    if math.isnan(short[0]):
        return None
    away = float(distance.months_away(short, distance.trend(figures), polarities)[0])
    return _against_target(
        row, months, target_years, float(short[0]), None if row.has_withheld or math.isnan(away) else away
    )


def _goal(row: DatasetRow, target_years: Sequence[str], month: Month) -> float:
    found = dict(zip(target_years, row.targets, strict=True)).get(financial_year(month))
    return math.nan if found is None or found.value is None else found.value


def _against_target(
    row: DatasetRow, months: Sequence[Month], target_years: Sequence[str], short: float, months_away: float | None
) -> TargetStanding:
    month = months[-1]
    year = financial_year(month)
    left = (YEAR_END - month.month) % 12
    pace = ""
    if short > 1e-9 and left and row.latest.value is not None:
        each = float(distance.pace_needed(pd.Series([short]), left).iloc[0])
        way = "rise" if row.polarity == Polarity.HIGH else "fall"
        march = month + left
        pace = f"a {way} of {words.amount(each, row.unit, max(row.decimals, 1))} a month until {march.long}"
    when = ""
    if months_away is not None and 0 < months_away < math.inf:
        when = (month + math.ceil(months_away)).long
    goals = pd.Series([_goal(row, target_years, each) for each in months], dtype="float64")
    figures = pd.Series([figure.value for figure in row.figures], dtype="float64")
    return TargetStanding(
        year=year,
        goal=dict(zip(target_years, row.targets, strict=True))[year],
        now=row.latest,
        short=short,
        gap=words.gap(short, row.polarity, row.unit, row.decimals),
        months=months_away,
        when=when,
        pace=pace,
        missed_months=distance.worse_than(figures, goals, row.polarity),
    )


def _last_year(row: DatasetRow, entry: Entry, report: DatasetReport) -> TargetStanding | None:
    """How the target of the financial year before came out: by its March, or by the total of its twelve months.

    None where there was none, a figure is missing or withheld, or March is no longer among the months shown.
    """
    march = report.month - ((report.month.month - YEAR_END - 1) % 12 + 1)
    goal = _goal(row, report.target_years, march)
    if math.isnan(goal) or march not in report.months or row.polarity == Polarity.NEUTRAL:
        return None
    at = report.months.index(march)
    used = row.figures[at - 11 : at + 1] if entry.is_yearly else row.figures[at : at + 1]
    if (entry.is_yearly and at < 11) or any(figure.value is None for figure in used):
        return None
    now = sum(figure.value or 0.0 for figure in used)
    short = float(
        distance.short_of(pd.Series([now]), pd.Series([goal]), pd.Series([row.polarity], dtype="object")).iloc[0]
    )
    year = financial_year(march)
    return TargetStanding(
        year=year,
        goal=dict(zip(report.target_years, row.targets, strict=True))[year],
        now=shown(now, row.unit, row.decimals) if entry.is_yearly else used[-1],
        short=short,
        gap=words.gap(short, row.polarity, row.unit, row.decimals),
    )


def _awaits_target(row: DatasetRow, report: DatasetReport) -> bool:
    """Whether this year's target is still to be confirmed."""
    found = dict(zip(report.target_years, row.targets, strict=True)).get(financial_year(report.month))
    return found is not None and found.mark == Mark.TO_BE_CONFIRMED


def _ahead(rows: Sequence[DatasetRow], report: DatasetReport, latest: pd.Series, polarities: pd.Series) -> pd.DataFrame:
    comparators = pd.DataFrame(
        [[figure.value for figure in row.benchmarks] for row in rows],
        columns=list(report.comparators),
        dtype="float64",
    )
    return distance.position(latest, comparators, polarities)


def _comparisons(row: DatasetRow, report: DatasetReport, ahead: pd.Series) -> tuple[Comparison, ...]:
    """Everybody with a figure, where there is one of our own."""
    figures = pd.Series([figure.value for figure in row.figures], dtype="float64")
    return tuple(
        Comparison(
            who=who,
            figure=figure,
            ahead=float(ahead[who]),
            word=words.compared((row.latest.value or 0.0) - figure.value, row.polarity, row.unit),
            months_worse=distance.worse_than(
                figures, pd.Series([figure.value] * len(figures), dtype="float64"), row.polarity
            ),
        )
        for who, figure in zip(report.comparators, row.benchmarks, strict=True)
        if figure.value is not None and not math.isnan(ahead[who])
    )
