"""The whole dataset as at the end of a month, and the lists of what there is."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.utils.text import slugify

from performance import calculations, spc
from performance.enums import Judgement, Mark, Polarity
from performance.models import Dataset, Release, Row
from performance.permissions import PUBLIC, Viewer
from performance.reports.figures import DatasetRow, dataset_row, frame, span, target_of, without_limits
from performance.reports.rows import rows_of
from scrutiny.dates import Month


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
    def has_withheld(self) -> bool:
        """Whether the reader may not see one of the figures."""
        return any(row.has_withheld for row in self.rows)

    @property
    def shows_withheld(self) -> bool:
        """Whether one of the figures is here that the public may not see."""
        return any(figure.is_withheld_from_public for row in self.rows for figure in row.figures)

    @property
    def without_polarity(self) -> int:
        return sum(row.polarity == Polarity.NEUTRAL for row in self.rows)


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
    slug: str
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
            slug=months[0].dataset.slug,
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
    dataset: Dataset,
    month: Month,
    *,
    as_at: datetime.datetime | datetime.date,
    drafts: bool = False,
    viewer: Viewer = PUBLIC,
) -> DatasetReport:
    """The dataset's published figures for the month; with `drafts` the newest, published or not.

    Raises Release.DoesNotExist where there are none.
    """
    releases = Release.objects.filter(dataset=dataset).of_month(month)
    release = (releases if drafts else releases.published()).current().select_related("dataset__council").first()
    if release is None:
        raise Release.DoesNotExist(f"{dataset} has no {'' if drafts else 'published '}figures for {month.long}.")
    return release_report(release, as_at=as_at, viewer=viewer)


def release_report(
    release: Release, *, as_at: datetime.datetime | datetime.date, viewer: Viewer = PUBLIC
) -> DatasetReport:
    """What one release says to the viewer. Four queries, whatever the number of months and indicators."""
    rows = rows_of(release, viewer)
    months = span(value.month for row in rows for value in row.values.all())
    comparators = _in_first_order(
        (benchmark.position, benchmark.comparator) for row in rows for benchmark in row.benchmarks.all()
    )
    years = tuple(sorted({target.financial_year for row in rows for target in row.targets.all()}))
    analysis = calculations.analyse(frame(rows, months)).to_dict("index") if months else {}
    shown = [dataset_row(row, analysis[row.pk], months, comparators, years) for row in rows]
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
        groups=tuple(Group(name, anchor(name), tuple(row for row in shown if row.group == name)) for name in names),
        marks=tuple(mark for mark in Mark if mark in marks and mark != Mark.FIGURE),
    )


def control_chart(row: DatasetRow, months: Sequence[Month], target_years: Sequence[str]) -> spc.Chart:
    """The XmR chart of a row's months, against the target of the last month's financial year."""
    series = pd.Series([figure.value for figure in row.figures], index=list(months), dtype="float64")
    if row.has_withheld:
        return without_limits(series)
    return spc.chart(series, polarity=row.polarity, target=target_of(row, months[-1], target_years))


def _in_first_order(positioned: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """Names in the order of their columns, each once."""
    return tuple(dict.fromkeys(name for _, name in sorted(set(positioned))))


def _counted(headings: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    return tuple((name, anchor(name), headings.count(name)) for name in dict.fromkeys(headings))


def anchor(group: str) -> str:
    """The address of a group within its page."""
    return slugify(group) or "indicators"


def _month_link(release: Release) -> MonthLink:
    return MonthLink(release.as_month, release.get_absolute_url(), not release.is_published, release.published_at)
