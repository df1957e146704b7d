"""The table that stands before the charts of a group: each indicator in a line, and what its chart shows in a word."""

from collections.abc import Sequence
from dataclasses import dataclass

from performance.reports.dataset import DatasetReport
from performance.reports.figures import NOTHING, Figure
from performance.reports.first_page import meaning
from performance.reports.standing import Standing
from scrutiny.dates import financial_year


@dataclass(frozen=True)
class GroupLine:
    """One indicator. `target` is this year's as it is printed: a figure, "TBC", or nothing."""

    name: str
    slug: str
    latest: Figure
    month_before: Figure
    year_before: Figure
    average: Figure
    target: Figure
    shows: str


def group_lines(standings: Sequence[Standing], table: DatasetReport) -> tuple[GroupLine, ...]:
    """A line for each of the standings, in their order; figures as the reader may see them."""
    return tuple(_line(standing, table) for standing in standings)


def _line(standing: Standing, table: DatasetReport) -> GroupLine:
    row = standing.row
    figures = dict(zip(table.months, row.figures, strict=True))
    targets = dict(zip(table.target_years, row.targets, strict=True))
    return GroupLine(
        name=standing.name,
        slug=standing.slug,
        latest=row.latest,
        month_before=figures.get(table.month - 1, NOTHING),
        year_before=figures.get(table.year_before, NOTHING),
        average=row.average,
        target=NOTHING if standing.entry.is_yearly else targets.get(financial_year(table.month), NOTHING),
        shows=_shows(standing),
    )


def _shows(standing: Standing) -> str:
    if standing.row.latest.value is None:
        return "Withheld" if standing.row.latest.is_withheld else "No figure"
    if standing.is_signal:
        return f"Signal: {meaning(standing).lower()}"
    return "Ordinary" if standing.limits else "Not known"
