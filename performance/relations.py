"""Finds which indicators follow from others, by their figures alone: what a careful reader would find as well. Pure.

Sums, percentages and rates that hold in every month. A coincidence that is taken for a relation withholds more than it
must, and an officer can say so; one that is missed lets a small number be worked out.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from performance.disclosure import WHOLE, Key, Rate, Relation, Share, Sum
from performance.enums import Unit

ENOUGH_MONTHS = 6
MOST_IN_TRIPLES = 60  # above it a sum of three parts would take too long to look for
LONGEST_RUN = 8  # percentages that stand below each other and make up a whole


def find_relations(figures: pd.DataFrame, units: Mapping[Key, Unit], names: Mapping[Key, str]) -> list[Relation]:
    """Every relation among the rows of a frame (an indicator a row, a month a column; NaN where there is no figure).

    Percentages and rates may be rounded as they are printed. What could hold by chance, because hardly any month has a
    figure or nothing moves, is left out.
    """
    counts = _moving(figures.loc[[key for key in figures.index if units[key] == Unit.COUNT]])
    percentages = figures.loc[[key for key in figures.index if units[key] == Unit.PERCENT]]
    rates = figures.loc[[key for key in figures.index if units[key] == Unit.RATE]]
    found: list[Relation] = [*_sums(counts), *_wholes(percentages), *_shares(percentages, counts)]
    paired = list(_rates(rates, counts))
    return [*found, *paired, *_rates_alone(rates, paired, names)]


def find_shares(figures: pd.DataFrame, units: Mapping[Key, Unit]) -> list[Share]:
    """The percentages among the rows of a frame that are one count in another."""
    counts = _moving(figures.loc[[key for key in figures.index if units[key] == Unit.COUNT]])
    return list(_shares(figures.loc[[key for key in figures.index if units[key] == Unit.PERCENT]], counts))


def _moving(counts: pd.DataFrame) -> pd.DataFrame:
    """Those with figures in enough months, and not the same one in all of them."""
    enough = counts.notna().sum(axis=1) >= ENOUGH_MONTHS
    return counts[enough & (counts.nunique(axis=1) > 1)]


def _sums(counts: pd.DataFrame) -> Iterator[Sum]:
    """Totals of two counts, and of three where there are not too many to try."""
    values, keys = counts.to_numpy(dtype="float64"), list(counts.index)
    for size in (2, 3):
        if size == 3 and len(keys) > MOST_IN_TRIPLES:
            return
        # Most sums fail in the newest months: only the others are looked at further.
        for parts in _candidates(values, size):
            total = values[list(parts)].sum(axis=0)
            for (at,) in _agreeing(values, total, 1e-9):
                if at not in parts:
                    yield Sum(keys[at], tuple(keys[part] for part in parts))


def _candidates(values: np.ndarray, size: int) -> Iterator[tuple[int, ...]]:
    """Which rows could add up to another, by their two newest figures; a figure that is missing fits anything."""
    combinations = _combinations(len(values), size)
    fits = np.ones(len(combinations), dtype=bool)
    for month in (-1, -2):
        column = values[:, month]
        totals = column[combinations].sum(axis=1)
        is_open = np.isnan(totals) | np.isnan(column).any()
        fits &= is_open | np.isin(np.round(totals, 6), np.round(column, 6))
    for parts in combinations[fits]:
        yield tuple(int(part) for part in parts)


@lru_cache(maxsize=4)  # from month to month the dataset has as many counts as before
def _combinations(count: int, size: int) -> np.ndarray:
    return np.array(list(itertools.combinations(range(count), size)), dtype="int64").reshape(-1, size)


def _wholes(percentages: pd.DataFrame) -> Iterator[Sum]:
    """Percentages below each other, in the order of the frame, that make up 100% or another percentage."""
    values, keys = percentages.to_numpy(dtype="float64"), [_key(key) for key in percentages.index]
    slack = [_rounding(row) for row in values]
    totals = np.vstack([np.full((1, values.shape[1]), 100.0), values]) if len(keys) else values
    for start in range(len(keys) - 1):
        together = values[start : start + LONGEST_RUN].cumsum(axis=0)[1:]
        slacks = np.array([sum(slack[start:end]) + max(slack[start:end]) for end in _ends(start, len(keys))])
        for run, at in _agreeing(totals, together[:, np.newaxis], slacks[:, np.newaxis, np.newaxis]):
            total, parts = WHOLE if at == 0 else keys[at - 1], keys[start : start + 2 + run]
            if total not in parts:
                yield Sum(total, tuple(parts))


def _ends(start: int, size: int) -> range:
    return range(start + 2, min(start + LONGEST_RUN, size) + 1)


def _shares(percentages: pd.DataFrame, counts: pd.DataFrame) -> Iterator[Share]:
    """Percentages that are one count in another, as exactly as they are printed."""
    values, keys = counts.to_numpy(dtype="float64"), list(counts.index)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = values / values[:, np.newaxis] * 100  # of every count in every other: the one below the line first
    # More than all of it is a slip in one of the two, and no reason to think that they are not related.
    shares[shares > 100.0001] = np.nan
    for percentage, shown in zip(percentages.index, percentages.to_numpy(dtype="float64"), strict=True):
        for below, above in _agreeing(shares, shown, _rounding(shown)):
            if above != below:
                yield Share(_key(percentage), keys[above], keys[below])


def _rates(rates: pd.DataFrame, counts: pd.DataFrame) -> Iterator[Rate]:
    """Rates that are one count times a constant, as exactly as they are printed."""
    values, keys = counts.to_numpy(dtype="float64"), list(counts.index)
    for rate, shown in zip(rates.index, rates.to_numpy(dtype="float64"), strict=True):
        slack = _rounding(shown)
        there = ~np.isnan(shown) & (values > 0)
        fits = (there.sum(axis=1) >= ENOUGH_MONTHS) & ~(there & (shown == 0)).any(axis=1)
        # What the constant may be for each month, given how the rate is rounded: is there one for all?
        least = np.where(there, values / (shown + slack), -np.inf).max(axis=1, initial=-np.inf)
        most = np.where(there, values / np.maximum(shown - slack, 1e-9), np.inf).min(axis=1, initial=np.inf)
        for at in np.flatnonzero(fits & (least <= most * 1.02)):
            yield Rate(_key(rate), keys[at], float((least[at] + most[at]) / 2))


def _rates_alone(rates: pd.DataFrame, paired: Sequence[Rate], names: Mapping[Key, str]) -> Iterator[Rate]:
    """Rates without a count of their own, for the population that another rate gives away."""
    of_population = [pair.per for pair in paired if "10,000" in names[pair.rate]]
    if not of_population:
        return
    known = {pair.rate for pair in paired}
    for rate in rates.index:
        if rate not in known and "10,000" in names[_key(rate)]:
            yield Rate(_key(rate), None, float(np.median(of_population)))


def _agreeing(candidates: np.ndarray, shown: np.ndarray, slack: float | np.ndarray) -> list[list[int]]:
    """Where the candidates are what is shown in every month that both have, and in enough of them.

    Months are the last axis; the answer is one position on each of the other axes.
    """
    gaps = np.abs(candidates - shown)
    there = np.isfinite(gaps)
    agrees = ((gaps <= slack * 1.001) | ~there).all(axis=-1)
    found = np.argwhere(agrees)
    enough = there[tuple(found.T)].sum(axis=-1) >= ENOUGH_MONTHS
    return [[int(at) for at in place] for place in found[enough]]


def _rounding(shown: np.ndarray) -> float:
    """How far a printed figure may be from the exact one: half of its last place."""
    there = shown[~np.isnan(shown)]
    for places in range(5):
        rounded = np.round(there, places)
        if (np.abs(there - rounded) <= 1e-9 + 1e-5 * np.abs(rounded)).all():
            break
    else:
        places = 5
    return float(0.5 * 10.0**-places)


def _key(label: object) -> Key:
    assert isinstance(label, int | np.integer)
    return int(label)
