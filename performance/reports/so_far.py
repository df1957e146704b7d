"""The financial year so far: what a councillor sets beside a target for the year."""

from collections.abc import Sequence

import pandas as pd

from performance import calculations
from performance.enums import Unit
from performance.reports.figures import NOTHING, DatasetRow, Figure, finer, shown
from scrutiny.dates import Month, financial_year


def year_to_date(row: DatasetRow, month: Month, figures: Sequence[Figure]) -> tuple[Figure, str]:
    """The financial year so far and what to call it; no label in April, when it would say the month's figure again.

    `figures` has one a month, up to `month`. A count at the end of a period is a stock: it is averaged, as rates and
    percentages are.
    """
    into_year = (month.month - 4) % 12 + 1
    if into_year == 1:
        return NOTHING, ""
    adds_up = row.unit == Unit.COUNT and not is_stock(row.name)
    frame = pd.DataFrame([[figure.value for figure in figures]], dtype="float64")
    so_far = calculations.year_to_date(frame, months_into_year=into_year, additive=pd.Series([adds_up]))
    places = row.decimals if adds_up else finer(row)
    kind = "total" if adds_up else "average"
    of = figures[-into_year:]
    return shown(so_far.iloc[0], row.unit, places, of=of), f"Financial year {financial_year(month)} so far ({kind})"


def is_stock(name: str) -> bool:
    """Whether the name says that it counts what there is at a moment, which months must not be added up of."""
    text = name.lower()
    return any(
        phrase in text for phrase in ("at end of", "at the end of", "current ", "with an authorised", " at any point")
    )
