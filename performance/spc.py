"""Statistical process control: the XmR chart, as the NHS guidance "Making Data Count" sets it out. Pure.

The chart separates ordinary month-to-month movement (common cause) from movement that is unlikely to be chance (special
cause). Each step and where it comes from:

1. The series is cut into stretches where the council rebased it; each stretch is judged by itself.
2. The mean of a stretch is that of its baseline: all its months, or the first so many ("Making Data Count").
3. Moving ranges are the steps between neighbouring months; those at or above 3.267 times their mean are left out, once
   (Nelson 1982, Journal of Quality Technology 14(3); the guidance's spreadsheet leaves this out and gets wider limits
   where one month stands out).
4. Limits are the mean and 2.66 mean moving ranges (3 / 1.128, Shewhart); near limits stand two thirds of that away.
   They are those of the process: never cut off at 0 or 100 here; a chart may draw less of them.
5. Special causes, the first that fits: outside a limit; seven points that each rise or each fall; two of three beyond
   the same near limit; seven in a row on one side of the mean.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
class Stretch:
    """The months from one rebase to the next, `first` and `last` included, with the limits that hold for them.

    `mean`, `lower` and `upper` are None where there are too few points to have a range.
    """

    first: object
    last: object
    mean: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Chart:
    """An XmR chart. `mean`, `lower` and `upper` are those of the newest stretch; None with too few points for a range.

    `points` are those of all stretches, in order.
    """

    points: tuple[Point, ...]
    mean: float | None
    lower: float | None
    upper: float | None
    variation: Variation
    assurance: Assurance
    cautions: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = ()

    @property
    def latest_cause(self) -> SpecialCause | None:
        """Why the latest point is a signal; None where it is not, or where there is no point."""
        return self.points[-1].cause if self.points else None

    @property
    def signals(self) -> int:
        return sum(point.cause is not None for point in self.points)


def chart(
    figures: pd.Series,
    *,
    polarity: Polarity,
    target: float | None = None,
    rebases: Collection[object] = (),
    baseline: int | None = None,
) -> Chart:
    """The XmR chart of a series of months, in order; a month without a figure is NaN and has no point.

    `rebases` are the labels at which a new stretch starts; those that are no label of the series change nothing.
    `baseline` is the number of months of each stretch that its limits are worked out from; None takes them all.

    A range counts only between two months that follow each other in the series: the step over a missing month is longer
    than the others. Runs are judged on the points there are. Variation and assurance are those of the newest stretch.
    """
    values = figures.to_numpy(dtype="float64")
    labels = list(figures.index)
    starts = [at for at, label in enumerate(labels) if at == 0 or label in rebases]
    points: list[Point] = []
    stretches: list[Stretch] = []
    newest, limits = values[:0], None
    for start, end in pairwise([*starts, len(values)]):
        part = values[start:end]
        there = ~np.isnan(part)
        if not there.any():
            continue
        newest, limits = part[there], _limits(part[:baseline] if baseline else part)
        causes = _causes(newest, limits) if limits else [(None, 0)] * len(newest)
        known = [label for label, is_there in zip(labels[start:end], there, strict=True) if is_there]
        points += [
            Point(label, float(value), cause, side)
            for label, value, (cause, side) in zip(known, newest, causes, strict=True)
        ]
        stretches.append(Stretch(labels[start], labels[end - 1], *(limits or (None, None, None))))
    mean, lower, upper = limits or (None, None, None)
    return Chart(
        points=tuple(points),
        mean=mean,
        lower=lower,
        upper=upper,
        variation=_variation(points, polarity) if limits else Variation.UNKNOWN,
        assurance=_assurance(lower, upper, target, polarity),
        cautions=_cautions(newest, limits),
        stretches=tuple(stretches),
    )


def blind_sides(control: Chart, *, is_percent: bool) -> tuple[str, ...]:
    """Where the limits lie beyond what the figure can reach, so that it could never give a signal. Whole sentences."""
    found = []
    if control.lower is not None and control.lower < 0:
        found.append("The lower limit lies below zero, so a single low month can never stand out.")
    if is_percent and control.upper is not None and control.upper > 100:
        found.append("The upper limit lies above 100%, so a single high month can never stand out.")
    return tuple(found)


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
    outside = _signs(values, lower, upper, slack)
    near = (upper - mean) * 2 / 3
    beyond = np.where(outside == 0, _signs(values, mean - near, mean + near, slack), 0)
    rules: list[tuple[SpecialCause, Sequence[int]]] = [
        (SpecialCause.OUTSIDE_LIMITS, outside.tolist()),
        (SpecialCause.TREND, _trends(values, slack)),
        (SpecialCause.TWO_OF_THREE, _two_of_three(beyond.tolist())),
        (SpecialCause.SHIFT, _runs(_signs(values, mean, mean, slack).tolist(), RUN)),
    ]
    found: list[tuple[SpecialCause | None, int]] = [(None, 0)] * len(values)
    for rule, flags in reversed(rules):
        for at, side in enumerate(flags):
            if side:
                found[at] = (rule, side)
    return found


def _signs(values: np.ndarray, low: float, high: float, slack: float) -> np.ndarray:
    """1 above `high`, -1 below `low`, 0 between."""
    return (values > high + slack).astype(int) - (values < low - slack).astype(int)


def _trends(values: np.ndarray, slack: float) -> list[int]:
    """Every point of seven or more that each rise, or each fall; two that are equal break it."""
    steps = np.diff(values)
    flags = [0] * len(values)
    for at, side in enumerate(_runs(_signs(steps, 0.0, 0.0, slack).tolist(), RUN - 1)):
        if side:
            # A step is between two points; where a rise ends in a fall, the point belongs to what comes after.
            flags[at + 1] = side
            flags[at] = side
    return flags


def _two_of_three(beyond: list[int]) -> list[int]:
    """The points beyond a near limit of which another, within three neighbours, is beyond the same one.

    The third may lie anywhere (the Western Electric rule, and the guidance's words). NHSRplotthedots wants it on the
    same side of the mean too, and so finds fewer.
    """
    near = [0, 0, *beyond, 0, 0]
    return [
        side if side and side in (near[at], near[at + 1], near[at + 3], near[at + 4]) and len(beyond) >= 3 else 0
        for at, side in enumerate(beyond)
    ]


def _runs(sides: list[int], length: int) -> list[int]:
    """The side of every point that is one of so many or more in a row on it; a 0 breaks a run."""
    flags = [0] * len(sides)
    start = 0
    for at in range(len(sides) + 1):
        if at == len(sides) or sides[at] != sides[start]:
            if at - start >= length:
                flags[start:at] = sides[start:at]
            start = at
    return flags


def _variation(points: Sequence[Point], polarity: Polarity) -> Variation:
    """What the latest point says, by which way is good."""
    latest = points[-1]
    if latest.cause is None:
        return Variation.COMMON_CAUSE
    if polarity == Polarity.NEUTRAL:
        return Variation.SPECIAL_HIGH if latest.side > 0 else Variation.SPECIAL_LOW
    improving = latest.side > 0 if polarity == Polarity.HIGH else latest.side < 0
    return Variation.IMPROVING if improving else Variation.CONCERNING


def _assurance(lower: float | None, upper: float | None, target: float | None, polarity: Polarity) -> Assurance:
    """The target against the limits: met by all ordinary months, by none, or by some.

    A limit that lies on the target meets it.
    """
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
    elif is_carried_over(values):
        found.append(
            "Each month largely carries over from the one before, so these limits are narrower than they should be "
            "and show too many signals."
        )
    return tuple(found)


def is_carried_over(values: np.ndarray) -> bool:
    """Whether each month is so much like the one before that the limits come out too narrow.

    The correlation of each month with the one before, against what chance leaves in 95 of 100 series (2 / root n).
    """
    if len(values) < 3:
        return False
    around = values - values.mean()
    spread = float((around**2).sum())
    return bool(spread) and float((around[1:] * around[:-1]).sum()) / spread > 2 / np.sqrt(len(values))
