"""What the performance pages and documents say, as frozen dataclasses: templates only lay them out.

Reads the database in a fixed number of queries and nothing else: no clock (`as_at` is passed), no request, no writes.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from django.utils.text import slugify

from performance import calculations, charts, spc, words
from performance.enums import Direction, Judgement, Mark, Polarity, Unit
from performance.models import Benchmark, Dataset, GlossaryTerm, Indicator, Release, Row, Target, Value
from scrutiny.dates import Month, financial_year
from scrutiny.models import Council


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
    """A relative change: in percent and unrounded, as printed, and what it means. None and n/a where there is no base."""

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


@dataclass(frozen=True)
class Group:
    """Indicators under one heading of the dataset."""

    name: str
    slug: str
    rows: tuple[DatasetRow, ...]


@dataclass(frozen=True)
class DatasetReport:
    """The whole dataset as at the end of one month, as the source prints it."""

    council: str
    dataset: str
    dataset_slug: str
    month: Month
    as_at: datetime.datetime | datetime.date
    revision: int
    published_at: datetime.datetime | None
    months: tuple[Month, ...]
    comparators: tuple[str, ...]
    target_years: tuple[str, ...]
    benchmark_year: str
    notes: tuple[str, ...]
    groups: tuple[Group, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.dataset}, {self.month.long}"

    @property
    def rows(self) -> tuple[DatasetRow, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def year_before(self) -> Month:
        return self.month - 12

    def count(self, judgement: Judgement) -> int:
        """How many indicators moved this way on the same month of the year before, where one way is good."""
        return sum(row.change_year.judgement == judgement for row in self.rows if row.polarity != Polarity.NEUTRAL)

    @property
    def better(self) -> int:
        return self.count(Judgement.BETTER)

    @property
    def worse(self) -> int:
        return self.count(Judgement.WORSE)

    @property
    def similar(self) -> int:
        return self.count(Judgement.SIMILAR)

    @property
    def without_polarity(self) -> int:
        return sum(row.polarity == Polarity.NEUTRAL for row in self.rows)


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
    def has_signals(self) -> bool:
        return any(month.signal for month in self.months)

    @property
    def mean(self) -> Figure:
        return _shown(self.control.mean, self.row.unit, _finer(self.row))

    @property
    def limits(self) -> str:
        """The lower and upper limit in words; empty without limits. Never below 0 nor above 100%."""
        if self.control.lower is None or self.control.upper is None:
            return ""
        top = min(self.control.upper, 100.0) if self.row.unit == Unit.PERCENT else self.control.upper
        low, high = (_shown(edge, self.row.unit, _finer(self.row)).text for edge in (max(self.control.lower, 0.0), top))
        return f"{low} and {high}"


@dataclass(frozen=True)
class Term:
    """One glossary entry. `related` are (slug, term) of others."""

    slug: str
    term: str
    also_known_as: str
    paragraphs: tuple[str, ...]
    related: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Letter:
    """The terms that start with one letter."""

    letter: str
    terms: tuple[Term, ...] = field(default=())


@dataclass(frozen=True)
class GlossaryReport:
    """The council's glossary under its letters."""

    council: str
    letters: tuple[Letter, ...]

    @property
    def title(self) -> str:
        return "Glossary"

    @property
    def count(self) -> int:
        return sum(len(letter.terms) for letter in self.letters)


@dataclass(frozen=True)
class MonthLink:
    """A month of a dataset that can be opened."""

    month: Month
    url: str
    is_draft: bool
    published_at: datetime.datetime | None = None


@dataclass(frozen=True)
class DatasetListing:
    """A dataset and its months, newest first; `groups` are those of the newest: heading, anchor, indicators in it."""

    name: str
    council: str
    months: tuple[MonthLink, ...]
    groups: tuple[tuple[str, str, int], ...]

    @property
    def indicators(self) -> int:
        return sum(count for _, _, count in self.groups)


def dataset_list(user: Any) -> tuple[DatasetListing, ...]:
    """Every dataset with the months that this person may see. Two queries."""
    found: dict[int, list[Release]] = {}
    releases = Release.objects.visible_to(user).current().select_related("dataset__council")
    for release in releases.order_by("dataset__name", "dataset", "-month"):
        found.setdefault(release.dataset_id, []).append(release)
    newest = [months[0] for months in found.values()]
    headings: dict[int, list[str]] = {}
    for release_id, group in Row.objects.filter(release__in=newest).in_print_order().values_list("release", "group"):
        headings.setdefault(release_id, []).append(group)
    return tuple(
        DatasetListing(
            name=months[0].dataset.name,
            council=months[0].dataset.council.name,
            months=tuple(_month_link(release) for release in months),
            groups=_counted(headings.get(months[0].pk, [])),
        )
        for months in found.values()
    )


def months_of(dataset: Dataset, *, user: Any) -> tuple[MonthLink, ...]:
    """The months of the dataset that this person may see, newest first. One query."""
    releases = Release.objects.filter(dataset=dataset).visible_to(user).current().select_related("dataset")
    return tuple(_month_link(release) for release in releases)


def dataset_report(
    dataset: Dataset, month: Month, *, as_at: datetime.datetime | datetime.date, drafts: bool = False
) -> DatasetReport:
    """The dataset's published figures for the month; with `drafts` the newest, published or not.

    Raises Release.DoesNotExist where there are none.
    """
    releases = Release.objects.filter(dataset=dataset).of_month(month)
    release = (releases if drafts else releases.published()).current().select_related("dataset__council").first()
    if release is None:
        raise Release.DoesNotExist(f"{dataset} has no {'' if drafts else 'published '}figures for {month.long}.")
    return release_report(release, as_at=as_at)


def release_report(release: Release, *, as_at: datetime.datetime | datetime.date) -> DatasetReport:
    """What one release says. Four queries, whatever the number of months and indicators."""
    rows = list(release.rows.in_print_order().with_figures())
    months = _span(value.month for row in rows for value in row.values.all())
    comparators = _in_first_order(
        (benchmark.position, benchmark.comparator) for row in rows for benchmark in row.benchmarks.all()
    )
    years = tuple(sorted({target.financial_year for row in rows for target in row.targets.all()}))
    analysis = calculations.analyse(_frame(rows, months)) if months else pd.DataFrame()
    shown = [_dataset_row(row, analysis.loc[row.pk], months, comparators, years) for row in rows]
    names = list(dict.fromkeys(row.group for row in shown))
    marks = {figure.mark for row in shown for figure in (*row.figures, *row.benchmarks, *row.targets)}
    return DatasetReport(
        council=release.dataset.council.name,
        dataset=release.dataset.name,
        dataset_slug=release.dataset.slug,
        month=release.as_month,
        as_at=as_at,
        revision=release.revision,
        published_at=release.published_at,
        months=months,
        comparators=comparators,
        target_years=years,
        benchmark_year=release.benchmark_year,
        notes=tuple(release.notes),
        groups=tuple(
            Group(name, _anchor(name), tuple(row for row in shown if row.group == name))
            for name in names
        ),
        marks=tuple(mark for mark in Mark if mark in marks and mark != Mark.FIGURE),
    )


def indicator_report(indicator: Indicator, *, user: Any) -> IndicatorReport:
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
    latest = rows[-1]
    newest = {value.month: value for row in rows for value in row.values.all()}
    own = _span(value.month for value in latest.values.all())
    months = _span(newest)
    comparators = tuple(benchmark.comparator for benchmark in latest.benchmarks.all())
    years = tuple(target.financial_year for target in latest.targets.all())
    analysis = calculations.analyse(_frame([latest], own)).loc[latest.pk]
    row = _dataset_row(latest, analysis, own, comparators, years)
    return _indicator_report(latest, row, [_month(newest.get(m.first_day), m, row) for m in months], years, comparators)


def glossary_report(council: Council) -> GlossaryReport:
    """The council's glossary, A to Z. Two queries."""
    terms = GlossaryTerm.objects.filter(council=council).prefetch_related("related").order_by("term")
    letters: dict[str, list[Term]] = {}
    for term in sorted(terms, key=lambda term: term.term.casefold()):
        related = sorted((other.slug, other.term) for other in term.related.all())
        letters.setdefault(term.term[:1].upper(), []).append(
            Term(term.slug, term.term, term.also_known_as, tuple(term.explanation.split("\n\n")), tuple(related))
        )
    return GlossaryReport(council.name, tuple(Letter(letter, tuple(found)) for letter, found in letters.items()))


def control_chart(row: DatasetRow, months: Sequence[Month], target_years: Sequence[str]) -> spc.Chart:
    """The XmR chart of a row's months, against the target of the last month's financial year."""
    series = pd.Series([figure.value for figure in row.figures], index=list(months), dtype="float64")
    return spc.chart(series, polarity=row.polarity, target=_target(row, months[-1], target_years))


def _indicator_report(
    latest: Row, row: DatasetRow, months: list[MonthFigure], years: tuple[str, ...], comparators: tuple[str, ...]
) -> IndicatorReport:
    series = pd.Series([m.figure.value for m in months], index=[m.month for m in months], dtype="float64")
    month = latest.release.as_month
    target = _target(row, month, years)
    control = spc.chart(series, polarity=row.polarity, target=target)
    signals = {point.label: words.SPECIAL_CAUSE[point.cause] for point in control.points if point.cause}
    sentence = _sentence(row, month)
    so_far, label = _year_to_date(row, month, months)
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
            title=f"Line chart. {sentence}",
            slug=row.slug,
            is_percent=row.unit == Unit.PERCENT,
            decimals=row.decimals,
            target=target,
            target_label=f"Target {financial_year(month)}",
        ),
        sentence=sentence,
        is_draft=not latest.release.is_published,
        variation=words.VARIATION[control.variation],
        assurance=words.ASSURANCE[control.assurance],
        cautions=control.cautions,
    )


def _dataset_row(
    row: Row, analysis: pd.Series, months: Sequence[Month], comparators: Sequence[str], years: Sequence[str]
) -> DatasetRow:
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
        figures=tuple(_figure(values.get(month.first_day), row) for month in months),
        change_month=_change(analysis["change_month"], analysis["direction_month"], polarity),
        change_year=_change(analysis["change_year"], analysis["direction_year"], polarity),
        average=_shown(analysis["average_12"], unit, row.decimals),
        maximum=_shown(analysis["maximum_12"], unit, row.decimals),
        benchmarks=tuple(_figure(benchmarks.get(comparator), row) for comparator in comparators),
        targets=tuple(_figure(targets.get(year), row) for year in years),
    )


def _frame(rows: Sequence[Row], months: Sequence[Month]) -> pd.DataFrame:
    """The rows' figures as calculations.py wants them: a column a month, none left out."""
    figures = []
    for row in rows:
        values = {value.month: value.value for value in row.values.all()}
        figures.append([_float(values.get(month.first_day)) for month in months])
    return pd.DataFrame(figures, index=[row.pk for row in rows], columns=list(months), dtype="float64")


def _span(days: Iterable[datetime.date]) -> tuple[Month, ...]:
    """Every month from the first day to the last, also those without a figure."""
    there = sorted(set(days))
    if not there:
        return ()
    first, last = Month.of(there[0]), Month.of(there[-1])
    return tuple(first + n for n in range(last.months_since(first) + 1))


def _counted(headings: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    return tuple((name, _anchor(name), headings.count(name)) for name in dict.fromkeys(headings))


def _anchor(group: str) -> str:
    return slugify(group) or "indicators"


def _month_link(release: Release) -> MonthLink:
    return MonthLink(release.as_month, release.get_absolute_url(), not release.is_published, release.published_at)


def _in_first_order(positioned: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """Names in the order of their columns, each once."""
    return tuple(dict.fromkeys(name for _, name in sorted(set(positioned))))


def _figure(stored: Value | Benchmark | Target | None, row: Row) -> Figure:
    if stored is None:
        return NOTHING
    if stored.value is None:
        mark = Mark(stored.mark)
        return Figure(mark.printed, None, mark)
    # A benchmark of 7.1% beside figures such as 8% keeps its own place.
    places = max(row.decimals, min(2, -int(stored.value.normalize().as_tuple().exponent)))
    return Figure(words.figure(stored.value, Unit(row.unit), places), float(stored.value), Mark.FIGURE)


def _shown(value: float | None, unit: Unit, decimals: int) -> Figure:
    number = _float(value)
    if number is None:
        return Figure("n/a", None, Mark.NOT_AVAILABLE)
    return Figure(words.figure(number, unit, decimals), number, Mark.FIGURE)


def _finer(row: DatasetRow) -> int:
    """Limits and means of whole numbers are shown with one place."""
    return max(row.decimals, 1)


def _change(value: Any, direction: Direction, polarity: Polarity) -> Change:
    change = _float(value)
    return Change(change, words.percent_change(change), direction, calculations.judgement(direction, polarity))


def _float(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _month(stored: Value | None, month: Month, row: DatasetRow) -> MonthFigure:
    if stored is None:
        return MonthFigure(month, NOTHING)
    if stored.value is None:
        return MonthFigure(month, Figure(Mark(stored.mark).printed, None, Mark(stored.mark)))
    return MonthFigure(
        month, Figure(words.figure(stored.value, row.unit, row.decimals), float(stored.value), Mark.FIGURE)
    )


def _target(row: DatasetRow, month: Month, years: Sequence[str]) -> float | None:
    found = dict(zip(years, row.targets, strict=True)).get(financial_year(month))
    return found.value if found else None


def _year_to_date(row: DatasetRow, month: Month, months: list[MonthFigure]) -> tuple[Figure, str]:
    """The financial year so far; no label in April, when it would say the month's figure again.

    A count at the end of a period is a stock: it is averaged, as rates and percentages are.
    """
    into_year = (month.month - 4) % 12 + 1
    if into_year == 1:
        return NOTHING, ""
    adds_up = row.unit == Unit.COUNT and not is_stock(row.name)
    frame = pd.DataFrame([[m.figure.value for m in months]], dtype="float64")
    so_far = calculations.year_to_date(frame, months_into_year=into_year, additive=pd.Series([adds_up]))
    places = row.decimals if adds_up else _finer(row)
    kind = "total" if adds_up else "average"
    return _shown(so_far.iloc[0], row.unit, places), f"Financial year {financial_year(month)} so far ({kind})"


def is_stock(name: str) -> bool:
    """Whether the name says that it counts what there is at a moment, which months must not be added up of."""
    text = name.lower()
    return any(phrase in text for phrase in ("at end of", "at the end of", "current ", "with an authorised", " at any point"))


def _sentence(row: DatasetRow, month: Month) -> str:
    """The newest figure and how it moved, in words; the alternative text of the chart."""
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
