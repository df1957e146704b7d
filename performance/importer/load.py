"""Writes a checked dataset into the database, in the caller's transaction. Judges nothing: what comes here has passed.

Called by operations.import_release only.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
from django.utils.text import slugify

from performance.enums import Mark, Unit
from performance.importer import checks
from performance.importer.insert import insert
from performance.importer.layout import IndicatorRow, Layout
from performance.importer.names import find, names_of
from performance.models import Benchmark, Indicator, Release, Row, Target, Value


@dataclass(frozen=True)
class Loaded:
    """What a load wrote: counts, the names of the indicators that the dataset did not have, and the figures by the
    keys of the indicators with their units and names, as relations.find_relations wants them."""

    indicators: int
    new_indicators: tuple[str, ...]
    values: int
    figures: tuple[pd.DataFrame, dict[int, Unit], dict[int, str]]


def load(release: Release, layout: Layout, *, is_newest: bool, renamed: Mapping[str, str]) -> Loaded:
    """Give the release the rows and figures of the layout, in place of any it had.

    Indicators are found by name and code, else by name alone, else by a name that they once had, else made; `renamed`
    gives for a new name the old one. Only the newest month names them: an older workbook that arrives late does not
    bring old names and codes back.
    """
    known = names_of(release.dataset)
    slugs = set(Indicator.objects.filter(dataset=release.dataset).order_by("pk").values_list("slug", flat=True))
    release.rows.all().delete()
    new: list[str] = []
    pairs = []
    for sheet_row in layout.rows:
        indicator = find(known, sheet_row, renamed)
        if indicator is None:
            slug = _free_slug(sheet_row.name, slugs)
            indicator = Indicator.objects.create(
                dataset=release.dataset, slug=slug, code=sheet_row.code, name=sheet_row.name
            )
            new.append(sheet_row.name)
        elif is_newest and (indicator.code, indicator.name) != (sheet_row.code, sheet_row.name):
            indicator.code, indicator.name = sheet_row.code, sheet_row.name
            indicator.save(update_fields=["code", "name"])
        pairs.append((sheet_row, indicator))
    rows = Row.objects.bulk_create(
        _row(release, position, sheet_row, indicator) for position, (sheet_row, indicator) in enumerate(pairs, 1)
    )
    values, figures = _load_figures(list(zip(layout.rows, rows, strict=True)))
    return Loaded(len(rows), tuple(new), values, _by_indicator(rows, figures))


def _by_indicator(
    rows: Sequence[Row], figures: dict[int, dict[datetime.date, float]]
) -> tuple[pd.DataFrame, dict[int, Unit], dict[int, str]]:
    frame = pd.DataFrame.from_dict(figures, orient="index", dtype="float64")
    units = {row.indicator_id: Unit(row.unit) for row in rows}
    return frame[sorted(frame.columns)], units, {row.indicator_id: row.name for row in rows}


def _free_slug(name: str, taken: set[str]) -> str:
    """A short address for the indicator, cut at a word, that no other has."""
    words = slugify(name)[:81].rsplit("-", 1)[0] if len(slugify(name)) > 80 else slugify(name)
    base = words or "indicator"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


def _row(release: Release, position: int, row: IndicatorRow, indicator: Indicator) -> Row:
    def label(field: str) -> str:
        return row.labels[field].text if field in row.labels else ""

    return Row(
        release=release,
        indicator=indicator,
        position=position,
        group=row.group,
        code=row.code,
        name=row.name,
        owner=label("owner"),
        outcome=label("outcome"),
        unit=checks.unit_of(row),
        decimals=_decimals(row),
        polarity=checks.polarity_of(row),
    )


def _decimals(row: IndicatorRow) -> int:
    """How many places the figures are shown with: those of the cells' format, else those that the figures have."""
    places = [0]
    for _, cell in row.months:
        if cell.kind == "number":
            shown = cell.number_format.split(";")[0].strip("%")
            _, point, digits = shown.partition(".")
            if cell.number_format == "General" and isinstance(cell.value, Decimal):
                places.append(max(0, -int(cell.value.normalize().as_tuple().exponent)))
            elif point:
                places.append(sum(sign in "0#" for sign in digits))
    return min(max(places), 2)


def _load_figures(rows: list[tuple[IndicatorRow, Row]]) -> tuple[int, dict[int, dict[datetime.date, float]]]:
    """Write the figures; how many months have one or a mark, and the figures by indicator and month."""
    values, benchmarks, targets = [], [], []
    figures: dict[int, dict[datetime.date, float]] = {}
    for sheet_row, row in rows:
        by_month = figures[row.indicator_id] = {}
        for month, cell in sheet_row.months:
            figure = checks.figure_of(sheet_row, cell)
            values.append((row.pk, month.first_day, figure.value, figure.mark, False))
            if figure.value is not None:
                by_month[month.first_day] = float(figure.value)
        for position, (comparator, cell) in enumerate(sheet_row.comparators, 1):
            figure = checks.figure_of(sheet_row, cell)
            if figure.mark != Mark.BLANK:
                benchmarks.append((row.pk, position, comparator, figure.value, figure.mark))
        for year, cell in sheet_row.targets:
            figure = checks.figure_of(sheet_row, cell)
            if figure.mark != Mark.BLANK:
                targets.append((row.pk, year, figure.value, figure.mark))
    insert(Value, ("row", "month", "value", "mark", "withheld"), values)
    insert(Benchmark, ("row", "position", "comparator", "value", "mark"), benchmarks)
    insert(Target, ("row", "financial_year", "value", "mark"), targets)
    return len(values), figures
