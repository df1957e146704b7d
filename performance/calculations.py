"""The analysis of monthly figures: pandas in, pandas out. Pure: no database, no clock, no display text.

A frame of figures has one row an indicator and one column a month, in order and with none left out; figures are
floats and a month without a figure is NaN. Percentages are in percentage points (81.0). Changes come in percent.
"""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from performance.enums import Direction, Judgement, Polarity

SIMILAR_BELOW = 10.0
"""Percent. The source's key: "Similar: change of less than 10%", either way."""

AVERAGED_MONTHS = 12


def change(figures: pd.DataFrame, *, months: int) -> pd.Series:
    """The relative change of the last month on the one so many months before, in percent and unrounded.

    Relative for percentages too, as the source does it: from 50% to 55% is a change of 10%. NaN where there is no base:
    either figure missing, the base 0, or the frame too short to hold it.
    """
    if figures.shape[1] <= months:
        return pd.Series(np.nan, index=figures.index, dtype="float64")
    latest, base = figures.iloc[:, -1], figures.iloc[:, -1 - months]
    return (latest - base) / base.where(base != 0) * 100


def direction(changes: pd.Series) -> pd.Series:
    """The Direction of each change (percent) by the source's rule: under 10% either way is similar.

    It is judged on the unrounded change, so 9.7% is similar although it prints as 10%.
    """
    # A change of exactly 10% may come out of floating point a hair below it.
    steady = changes.round(9)
    names = np.select(
        [steady.isna(), steady >= SIMILAR_BELOW, steady <= -SIMILAR_BELOW],
        [Direction.UNKNOWN, Direction.INCREASE, Direction.DECREASE],
        default=Direction.SIMILAR,
    )
    return pd.Series([Direction(name) for name in names], index=changes.index, dtype="object")


def judgement(moved: Direction, polarity: Polarity) -> Judgement:
    """What a direction means, given which way is good: an increase is worse where low is good."""
    if moved in (Direction.UNKNOWN, Direction.SIMILAR):
        return Judgement(moved.value)
    if polarity == Polarity.NEUTRAL:
        return Judgement.NEUTRAL
    good = Direction.INCREASE if polarity == Polarity.HIGH else Direction.DECREASE
    return Judgement.BETTER if moved == good else Judgement.WORSE


def average(figures: pd.DataFrame) -> pd.Series:
    """The mean of the last 12 months, over the figures there are; NaN where there is none."""
    return figures.iloc[:, -AVERAGED_MONTHS:].mean(axis=1)


def maximum(figures: pd.DataFrame) -> pd.Series:
    """The highest of the last 12 months, over the figures there are; NaN where there is none."""
    return figures.iloc[:, -AVERAGED_MONTHS:].max(axis=1)


def year_to_date(figures: pd.DataFrame, *, months_into_year: int, additive: pd.Series) -> pd.Series:
    """The financial year so far, April to the last month: a sum where `additive` is true, else a mean.

    Only counts of what happened in a month add up; a percentage, a rate or a count at the end of a period does not.
    `months_into_year` is 1 for April and 12 for March. NaN where the year has no figure yet.
    """
    so_far = figures.iloc[:, -months_into_year:]
    return so_far.sum(axis=1, min_count=1).where(additive.astype(bool), so_far.mean(axis=1))


def analyse(figures: pd.DataFrame) -> pd.DataFrame:
    """Everything the source prints beside the months, one row an indicator.

    Columns: change_month and change_year (percent, unrounded), direction_month and direction_year (Direction),
    average_12 and maximum_12 (in the indicator's unit, unrounded).
    """
    month, year = change(figures, months=1), change(figures, months=12)
    return pd.DataFrame(
        {
            "change_month": month,
            "change_year": year,
            "direction_month": direction(month),
            "direction_year": direction(year),
            "average_12": average(figures),
            "maximum_12": maximum(figures),
        }
    )


def round_half_up(number: float | Decimal, decimals: int) -> Decimal:
    """Round as the source prints: half away from zero, so 38.5 is 39 (the default of Excel, not of Python).

    A float is first cut to 12 significant digits, because 0.285 is stored a hair under its half.
    """
    exact = number if isinstance(number, Decimal) else Decimal(f"{float(number):.12g}")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded
