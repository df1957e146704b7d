"""Which indicator a row of a workbook is: by the names that the dataset's indicators have, and ever had."""

from collections.abc import Mapping
from dataclasses import dataclass

from performance.importer.layout import IndicatorRow
from performance.models import Dataset, Indicator, Row


@dataclass(frozen=True)
class Known:
    """The indicators of a dataset by every name that they ever had in it, in small letters."""

    newest: dict[str, list[Indicator]]
    ever: dict[str, list[Indicator]]


def names_of(dataset: Dataset | None) -> Known:
    """The dataset's indicators by name. Two queries."""
    newest: dict[str, list[Indicator]] = {}
    ever: dict[str, list[Indicator]] = {}
    if dataset is None or dataset.pk is None:
        return Known(newest, ever)
    indicators = {indicator.pk: indicator for indicator in dataset.indicators.order_by("pk")}
    for indicator in indicators.values():
        newest.setdefault(indicator.name.casefold(), []).append(indicator)
    rows = Row.objects.filter(release__dataset=dataset).order_by("indicator", "name").values_list("indicator", "name")
    for pk, name in rows.distinct():
        if indicators[pk] not in ever.setdefault(name.casefold(), []):
            ever[name.casefold()].append(indicators[pk])
    return Known(newest, ever)


def find(known: Known, row: IndicatorRow, renamed: Mapping[str, str]) -> Indicator | None:
    """The indicator of a row: by name and code, else by name, else by a name that it once had."""
    name = renamed.get(row.name, row.name).casefold()
    for indicators in (known.newest.get(name, []), known.ever.get(name, [])):
        if indicators:
            return next((one for one in indicators if one.code == row.code), indicators[0])
    return None
