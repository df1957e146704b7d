"""Statistical process control: the XmR chart, as the NHS guidance "Making Data Count" sets it out. Pure.

The chart separates ordinary month-to-month movement (common cause) from movement that is unlikely to be chance (special
cause). Limits are those of the process: they are never cut off at 0 or 100 here; a chart may draw less of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from performance.enums import Assurance, Polarity, SpecialCause, Variation

RANGE_SCREEN = 3.267
"""A moving range at or above this many times the mean range is left out, once (the D4 constant of pairs)."""
LIMIT_FACTOR = 2.66
"""Limits stand this many mean moving ranges from the mean (3 / 1.128)."""
RUN = 7
ENOUGH_POINTS = 12


@dataclass(frozen=True)
class Point:
    """One month on the chart. `side` is the way the special cause points: 1 high or rising, -1 low or falling."""

    label: object
    value: float
    cause: SpecialCause | None = None
    side: int = 0


@dataclass(frozen=True)
class Chart:
    """An XmR chart. `mean`, `lower` and `upper` are None when there are too few points to have a range."""

    points: tuple[Point, ...]
    mean: float | None
    lower: float | None
    upper: float | None
    variation: Variation
    assurance: Assurance
    cautions: tuple[str, ...] = ()


def chart(figures: pd.Series, *, polarity: Polarity, target: float | None = None) -> Chart:
    """The XmR chart of one stretch of months, in order; a month without a figure is NaN and has no point.

    A range counts only between two months that follow each other in the series: the step over a missing month is longer
    than the others. Runs are judged on the points there are.
    """
    there = figures.dropna()
    values = there.to_numpy(dtype="float64")
    limits = _limits(figures.to_numpy(dtype="float64"))
    causes = _causes(values, limits) if limits else [(None, 0)] * len(values)
    points = tuple(
        Point(label, float(value), cause, side)
        for label, value, (cause, side) in zip(there.index, values, causes, strict=True)
    )
    mean, lower, upper = limits or (None, None, None)
    return Chart(
        points=points,
        mean=mean,
        lower=lower,
        upper=upper,
        variation=_variation(points, polarity) if limits else Variation.UNKNOWN,
        assurance=_assurance(lower, upper, target, polarity),
        cautions=_cautions(values, limits),
    )


def _limits(values: np.ndarray) -> tuple[float, float, float] | None:
    """Mean, lower and upper limit; None when no two months follow each other."""
    ranges = np.abs(np.diff(values))
    ranges = ranges[~np.isnan(ranges)]
    if not len(ranges):
        return None
    kept = ranges[ranges < RANGE_SCREEN * ranges.mean()] if ranges.any() else ranges
    mean = float(np.nanmean(values))
    spread = LIMIT_FACTOR * float(kept.mean()) if len(kept) else 0.0
    return mean, mean - spread, mean + spread


def _causes(values: np.ndarray, limits: tuple[float, float, float]) -> list[tuple[SpecialCause | None, int]]:
    """The first rule that each point meets, and which way it points."""
    mean, lower, upper = limits
    # Without this a constant series would be "outside" limits that equal it but for the last bit.
    slack = 1e-9 * max(1.0, abs(mean), abs(upper))
    sides = np.where(values > mean + slack, 1, np.where(values < mean - slack, -1, 0))
    outside = np.where(values > upper + slack, 1, np.where(values < lower - slack, -1, 0))
    near = (upper - mean) * 2 / 3
    beyond = np.where(values > mean + near + slack, 1, np.where(values < mean - near - slack, -1, 0))
    rules: list[tuple[SpecialCause, Sequence[int] | np.ndarray]] = [
        (SpecialCause.OUTSIDE_LIMITS, outside),
        (SpecialCause.TREND, _trends(values, slack)),
        (SpecialCause.TWO_OF_THREE, _two_of_three(np.where(outside == 0, beyond, 0))),
        (SpecialCause.SHIFT, _runs(sides)),
    ]
    found: list[tuple[SpecialCause | None, int]] = []
    for at in range(len(values)):
        found.append(next(((rule, int(flags[at])) for rule, flags in rules if flags[at]), (None, 0)))
    return found


def _trends(values: np.ndarray, slack: float) -> list[int]:
    """Every point of seven or more that each rise, or each fall; two that are equal break it."""
    steps = np.where(np.diff(values) > slack, 1, np.where(np.diff(values) < -slack, -1, 0))
    flags = [0] * len(values)
    for start in range(len(values) - RUN + 1):
        taken = set(steps[start : start + RUN - 1].tolist())
        if taken in ({1}, {-1}):
            flags[start : start + RUN] = [taken.pop()] * RUN
    return flags


def _two_of_three(beyond: np.ndarray) -> list[int]:
    """The points beyond a near limit of which another, within three neighbours, is beyond the same one."""
    flags = [0] * len(beyond)
    for start in range(len(beyond) - 2):
        window = beyond[start : start + 3]
        for side in (1, -1):
            if (window == side).sum() >= 2:
                for at in range(start, start + 3):
                    flags[at] = side if beyond[at] == side else flags[at]
    return flags


def _runs(sides: np.ndarray) -> list[int]:
    """Every point of seven or more in a row on one side of the mean; one on the mean breaks it."""
    flags = [0] * len(sides)
    for start in range(len(sides) - RUN + 1):
        taken = set(sides[start : start + RUN].tolist())
        if taken in ({1}, {-1}):
            flags[start : start + RUN] = [taken.pop()] * RUN
    return flags


def _variation(points: tuple[Point, ...], polarity: Polarity) -> Variation:
    """What the latest point says, by which way is good."""
    latest = points[-1]
    if latest.cause is None:
        return Variation.COMMON_CAUSE
    if polarity == Polarity.NEUTRAL:
        return Variation.SPECIAL_HIGH if latest.side > 0 else Variation.SPECIAL_LOW
    improving = latest.side > 0 if polarity == Polarity.HIGH else latest.side < 0
    return Variation.IMPROVING if improving else Variation.CONCERNING


def _assurance(lower: float | None, upper: float | None, target: float | None, polarity: Polarity) -> Assurance:
    """The target against the limits: met by all ordinary months, by none, or by some."""
    if target is None or lower is None or upper is None or polarity == Polarity.NEUTRAL:
        return Assurance.NO_TARGET
    worst, best = (lower, upper) if polarity == Polarity.HIGH else (-upper, -lower)
    goal = target if polarity == Polarity.HIGH else -target
    if worst >= goal:
        return Assurance.PASSES
    return Assurance.FAILS if best < goal else Assurance.HIT_AND_MISS


def _cautions(values: np.ndarray, limits: tuple[float, float, float] | None) -> tuple[str, ...]:
    """What a reader must know before trusting the limits. Whole sentences."""
    found = []
    if limits is None:
        return ("There are not two months in a row with a figure, so no limits can be drawn.",)
    if len(values) < ENOUGH_POINTS:
        found.append(f"Only {len(values)} months have a figure; limits need at least {ENOUGH_POINTS} to be steady.")
    if limits[1] == limits[2]:
        found.append("The figure has hardly moved, so the limits lie on the mean.")
    elif _autocorrelation(values) > 2 / np.sqrt(len(values)):
        found.append(
            "Each month largely carries over from the one before, so these limits are narrower than they should be "
            "and show too many signals."
        )
    return tuple(found)


def _autocorrelation(values: np.ndarray) -> float:
    """The correlation of each month with the one before."""
    around = values - values.mean()
    spread = float((around**2).sum())
    return float((around[1:] * around[:-1]).sum()) / spread if spread else 0.0
