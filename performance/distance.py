"""How far a figure is from its target and from others, and how long it has been there. Pure: pandas in, pandas out.

A frame of figures has one row an indicator and one column a month, in order and with none left out; a month without a
figure is NaN. Polarities, targets and comparators are series by the same index. Nothing here is a rule of the source:
each step is stated, so that a reader can work it out again.
"""

import numpy as np
import pandas as pd

from performance.enums import Polarity

TREND_MONTHS = 12
LEAST_FOR_A_TREND = 6
STEADY_SHARE = 0.33
"""Of the movement of the trend's months, the share that a straight line must account for before anybody projects it.

With twelve months that is about where a slope differs from none at the 95% level (Student's t of 2.2 with 10 degrees of
freedom gives a share of 0.33).
"""
FARTHEST_MONTHS = 60
"""Nobody plans by a trend for more than five years: what lies farther is said to be out of reach."""


def way(polarities: pd.Series) -> pd.Series:
    """1 where high is good, -1 where low is, 0 where neither way is."""
    ways = {Polarity.HIGH: 1.0, Polarity.LOW: -1.0, Polarity.NEUTRAL: 0.0}
    return pd.Series([ways[polarity] for polarity in polarities], index=polarities.index, dtype="float64")


def short_of(latest: pd.Series, goals: pd.Series, polarities: pd.Series) -> pd.Series:
    """What is missing to the goal, in the unit of the figure; 0 or less where it is met.

    NaN where a figure or goal is missing, or neither way is good.
    """
    ways = way(polarities)
    return ((goals - latest) * ways).where(ways != 0)


def trend(figures: pd.DataFrame) -> pd.DataFrame:
    """How the last 12 months move: columns `slope` (units a month) and `share` (0 to 1).

    The slope is that of the straight line with the least squared error through the months there are; the share is how
    much of their movement the line accounts for (R squared; 0 for a constant series). NaN with fewer than six months.
    """
    recent = figures.iloc[:, -TREND_MONTHS:].to_numpy(dtype="float64")
    there = ~np.isnan(recent)
    count = there.sum(axis=1)
    months = np.where(there, np.arange(recent.shape[1], dtype="float64"), np.nan)
    enough = count >= LEAST_FOR_A_TREND
    # Rows that are too short would divide by nothing: they are given a harmless line and blanked at the end.
    x = _centred(np.where(enough[:, None], months, 0.0))
    y = _centred(np.where(enough[:, None], recent, 0.0))
    xx, xy, yy = (x * x).sum(axis=1), (x * y).sum(axis=1), (y * y).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = xy / xx
        share = np.where(yy > 1e-12, xy * xy / (xx * yy), 0.0)
    return pd.DataFrame(
        {"slope": np.where(enough, slope, np.nan), "share": np.where(enough, share, np.nan)}, index=figures.index
    )


def months_away(short: pd.Series, trends: pd.DataFrame, polarities: pd.Series) -> pd.Series:
    """Months until the goal is met at the present trend, unrounded; 0 where it is met.

    Infinity where the figure stands still, moves away, or would take more than five years. NaN where nothing can be
    said: no goal, too few months, or no steady trend to go by.
    """
    pace = trends["slope"] * way(polarities)
    steady = trends["share"] >= STEADY_SHARE
    months = (short / pace.where(pace > 0)).where(pace > 0, np.inf)
    months = months.where(months <= FARTHEST_MONTHS, np.inf)
    return months.where(steady & short.notna()).where(~(short <= 0), 0.0)


def pace_needed(short: pd.Series, months_left: int) -> pd.Series:
    """Units a month by which the figure must move its good way to meet the goal in so many months; NaN without any."""
    if months_left < 1:
        return pd.Series(np.nan, index=short.index, dtype="float64")
    return short.clip(lower=0.0) / months_left


def worse_than(figures: pd.Series, goals: pd.Series, polarity: Polarity) -> int:
    """For how many months on end, up to the last, one indicator has been worse than its goal.

    `goals` has one goal a month (a target changes with the year; a comparator may stay). A month without a figure or
    goal ends the count: nobody knows. 0 where neither way is good.
    """
    if polarity == Polarity.NEUTRAL:
        return 0
    count = 0
    for figure, goal in zip(reversed(figures.to_list()), reversed(goals.to_list()), strict=True):
        is_worse = figure < goal if polarity == Polarity.HIGH else figure > goal
        if not is_worse:  # NaN compares as false
            break
        count += 1
    return count


def position(latest: pd.Series, comparators: pd.DataFrame, polarities: pd.Series) -> pd.DataFrame:
    """What each comparator is ahead by, in the unit of the figure: a column a comparator, NaN without a figure.

    Above 0 the comparator is better, below 0 worse; where neither way is good, above 0 it is merely higher.
    """
    ways = way(polarities).replace(0.0, 1.0)
    return comparators.sub(latest, axis=0).mul(ways, axis=0)


def disagreements(shares: pd.Series, numerators: pd.Series, denominators: pd.Series, *, decimals: int) -> pd.Series:
    """Of each month, the share that numerator and denominator give, where it is not the one that is printed.

    In percent; NaN where they agree within the rounding of the print, or one of the three is missing.
    """
    worked_out = numerators / denominators.where(denominators != 0) * 100
    allowed = 0.5 * 10.0**-decimals + 1e-9
    return worked_out.where((worked_out - shares).abs() > allowed)


def _centred(rows: np.ndarray) -> np.ndarray:
    """Each row around its own mean, with 0 in the place of what is missing."""
    return np.nan_to_num(rows - np.nanmean(rows, axis=1, keepdims=True))
