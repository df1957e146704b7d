"""Which figures of a month the public may not see, so that none that is too small can be read or worked out. Pure.

The rule is that of the Department for Education for its own releases: counts from 1 to 5 are replaced by "c", 0 is
shown, and where a figure that was replaced could be worked out from others, another is replaced too (secondary
suppression). See "Children looked after in England: methodology", section on confidentiality; for why one more cell is
needed, Hundepool and others, Statistical Disclosure Control (2012), chapter 4.

An indicator is known by a number of the caller's (`Key`); the cells of a month are its figures by indicator.
Percentages are 81.0, not 0.81.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

DFE_UP_TO = 5

Key = int

WHOLE: Key = 0
"""Stands for 100%, where percentages make up a whole."""


@dataclass(frozen=True)
class Sum:
    """One count is the sum of others in every month, or one percentage (or WHOLE) the sum of other percentages."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Share:
    """One percentage is a count in a count; the one above the line need not be an indicator of its own."""

    percentage: Key
    numerator: Key | None
    denominator: Key


@dataclass(frozen=True)
class Rate:
    """One rate is a count of the dataset times a constant; `per` is how many it counts for each 1 of the rate.

    `count` is None where the dataset has no such count, but the population is known from another rate.
    """

    rate: Key
    count: Key | None
    per: float


Relation = Sum | Share | Rate


def withheld(
    cells: Mapping[Key, float],
    *,
    counts: Collection[Key],
    up_to: int,
    relations: Iterable[Relation],
    before: Collection[Key] = (),
) -> set[Key]:
    """The indicators whose figure of this month is withheld.

    `cells` holds the figures there are; `counts` says which indicators count something; `up_to` is the largest count
    that is withheld, 0 for a dataset that shows everything. `before` are those withheld for this month in another
    release: they stay so, because the two could be laid side by side.
    """
    if up_to < 1:
        return set()
    puzzle = _Puzzle(cells, counts, up_to, list(relations))
    puzzle.hold(key for key in before if key in cells)
    while puzzle.hold_what_follows() or puzzle.hold_one_more():
        pass
    return {key for key in puzzle.held if key in cells}


class _Puzzle:
    """One month as somebody sees it who knows every figure that is shown and every relation.

    Keys below zero stand for counts that are not in the dataset but follow from a percentage: those counted, and the
    others of them.
    """

    def __init__(
        self, cells: Mapping[Key, float], counts: Collection[Key], up_to: int, relations: list[Relation]
    ) -> None:
        self.values = {WHOLE: 100.0, **cells}
        self.up_to = up_to
        self.shares = [r for r in relations if isinstance(r, Share) and r.percentage in cells]
        self.rates = [r for r in relations if isinstance(r, Rate) and r.rate in cells]
        sums = [(r.total, r.parts) for r in relations if isinstance(r, Sum)]
        self.implied = {share.percentage: self._implied(share) for share in self.shares}
        sums += [
            (share.denominator, self.implied[share.percentage])
            for share in self.shares
            if self.implied[share.percentage]
        ]
        # A sum one of whose figures is missing tells nothing.
        self.sums = [(total, parts) for total, parts in sums if all(key in self.values for key in (total, *parts))]
        # A percentage that is withheld must not follow from those that make up a whole with it.
        self.summed = {
            part for total, parts in self.sums for part in (total, *parts) if part not in counts and part > 0
        }
        small = {key for key in self.values if (key < 0 or key in counts) and self._is_small(self.values[key])}
        self.secret = set(small)
        self.held = set(small)

    def _is_small(self, value: float) -> bool:
        return 0 < value < self.up_to + 0.5

    def _implied(self, share: Share) -> tuple[Key, ...]:
        """Those counted and those not counted, as counts that can be worked out from the percentage."""
        base = self.values.get(share.denominator)
        if base is None:
            return ()
        counted, others = -2 * share.percentage - 1, -2 * share.percentage - 2
        if share.numerator is not None and share.numerator in self.values:
            counted = share.numerator
        else:
            self.values[counted] = float(round(self.values[share.percentage] * base / 100))
        self.values[others] = base - self.values[counted]
        return counted, others

    def hold(self, keys: Iterable[Key]) -> None:
        self.held.update(keys)

    def hold_what_follows(self) -> bool:
        """Withhold percentages and rates that give a count away, and counts that a rate would; whether any was new."""
        before = len(self.held)
        for share in self.shares:
            bases = {share.denominator, *self.implied[share.percentage]}
            if share.numerator is not None:
                bases.add(share.numerator)
            if bases & self.held:
                self.held.add(share.percentage)
            if share.percentage in self.held:
                # Without the percentage, what follows from it alone is not known either.
                self.held.update(key for key in self.implied[share.percentage] if key < 0)
        for rate in self.rates:
            if rate.count is None or rate.count not in self.values:
                if self._is_small(round(self.values[rate.rate] * rate.per)):
                    self.held.add(rate.rate)
            elif {rate.rate, rate.count} & self.held:
                self.held |= {rate.rate, rate.count}
        return len(self.held) > before

    def hold_one_more(self) -> bool:
        """Withhold one figure more where one that is secret could be worked out; whether that was so."""
        for key in sorted(self.secret | (self.summed & self.held)):
            if self._can_be_worked_out(key):
                chosen = self._companion(key)
                if chosen is not None:
                    self.held.add(chosen)
                    return True
        return False

    def _companion(self, key: Key) -> Key | None:
        """What to withhold besides: in a sum with the figure, the smallest part that is not 0, else the total."""
        near, seen = [key], {key}
        for at in near:  # grows: sums that hang together through what is withheld already
            for total, parts in self.sums:
                if at in (total, *parts):
                    choices = [part for part in parts if part > 0 and part not in self.held]
                    there = sorted((part for part in choices if self.values[part]), key=lambda k: (self.values[k], k))
                    rest = [total] if total not in self.held and total > 0 else []
                    for choice in (*there, *rest, *choices):
                        return choice
                    near += [other for other in (total, *parts) if other in self.held and other not in seen]
                    seen.update(near)
        return None

    def _can_be_worked_out(self, key: Key) -> bool:
        if self._by_equations(key):
            return True
        sums = [(total, parts) for total, parts in self.sums if key in (total, *parts)]
        return key in self.secret and any(self._by_bounds(key, total, parts) for total, parts in sums)

    def _by_equations(self, key: Key) -> bool:
        """Whether all sums together leave one value only: whether the figure is a combination of known ones."""
        unknown = sorted(self.held)
        rows = []
        for total, parts in self.sums:
            row = [0.0] * len(unknown)
            for cell, sign in ((total, -1.0), *((part, 1.0) for part in parts)):
                if cell in self.held:
                    row[unknown.index(cell)] += sign
            if any(row):
                rows.append(row)
        if not rows:
            return False
        wanted = [1.0 if cell == key else 0.0 for cell in unknown]
        return bool(np.linalg.matrix_rank(np.array([*rows, wanted])) == np.linalg.matrix_rank(np.array(rows)))

    def _by_bounds(self, key: Key, total: Key, parts: tuple[Key, ...]) -> bool:
        """Whether one sum leaves one value only, given that what is withheld for being small is 1 to the threshold."""
        cells = [(total, -1.0), *((part, 1.0) for part in parts)]
        known = sum(sign * self.values[cell] for cell, sign in cells if cell not in self.held)
        low = high = -known
        own = 1.0
        for cell, sign in cells:
            if cell == key:
                own = sign
            elif cell in self.held:
                most = float(self.up_to) if cell in self.secret else math.inf
                least, largest = sorted((sign * 1.0, sign * most))
                low, high = low - largest, high - least
        bounds = sorted((low / own, high / own))
        return min(bounds[1], self.up_to) - max(bounds[0], 1.0) < 0.5
