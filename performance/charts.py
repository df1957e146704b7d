"""Line charts as inline SVG: this file works out where everything goes, templates/performance/_chart.html draws it.

Drawn 360 units wide (small ones 330), so that text of 11 units is readable on a phone. The same drawing stands on the
page and in the PDF. Lines differ by dash and label, points by shape: nothing is told by colour alone, nothing is
transparent.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from performance.enums import SpecialCause
from performance.spc import Chart as ControlChart
from scrutiny.dates import Month

LEGEND_LINE = 17


@dataclass(frozen=True)
class Frame:
    """The size of a drawing, the edges of the field that its points lie in, and about how many steps and labels its
    axes have. Its axis starts at zero where the lowest figure is under `from_zero` of the highest.

    The legend starts at `legend`; 0 for a drawing without one, whose reader finds it elsewhere on the page.
    """

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    steps: int
    labels: int
    from_zero: float
    legend: int = 0


FULL = Frame(
    width=360, height=234, left=40, right=350, top=14, bottom=172, steps=4, labels=6, from_zero=0.6, legend=208
)
SMALL = Frame(width=330, height=132, left=40, right=312, top=12, bottom=108, steps=3, labels=4, from_zero=0.4)
"""For many charts on a page: half as high, with fewer labels, one legend for all of them."""


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its label."""

    at: float
    label: str

    @property
    def text_y(self) -> float:
        return round(self.at + 4, 1)

    @property
    def place(self) -> str:
        return f"{self.at:g}"

    @property
    def label_at(self) -> str:
        return f"{self.text_y:g}"


@dataclass(frozen=True)
class Dot:
    """One month's point; signals are drawn as open squares, nine wide."""

    x: float
    y: float
    is_signal: bool

    @property
    def left(self) -> float:
        return round(self.x - 4.5, 1)

    @property
    def top(self) -> float:
        return round(self.y - 4.5, 1)


@dataclass(frozen=True)
class Rule:
    """A line across the chart: the mean, a limit or the target. It runs from `x1` to `x2`."""

    kind: str
    y: float
    label: str
    x1: float
    x2: float


@dataclass(frozen=True)
class LegendEntry:
    """One kind of line or point with what it means; `x` and `y` are where its text line starts."""

    kind: str
    label: str
    x: float
    y: float

    @property
    def line_y(self) -> float:
        return self.y - 4

    @property
    def middle(self) -> float:
        return self.x + 9

    @property
    def box_x(self) -> float:
        return self.x + 4.5

    @property
    def box_y(self) -> float:
        return self.y - 8.5

    @property
    def text_x(self) -> float:
        return self.x + 24


@dataclass(frozen=True)
class Chart:
    """Everything the template draws. `title` is the whole sentence that stands for the picture."""

    title: str
    element_id: str
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    rules: tuple[Rule, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    legend: tuple[LegendEntry, ...]
    last: Dot | None
    last_label: str
    frame: Frame = FULL

    @property
    def width(self) -> int:
        return self.frame.width

    @property
    def height(self) -> int:
        return self.frame.height

    @property
    def left(self) -> int:
        return self.frame.left

    @property
    def right(self) -> int:
        return self.frame.right

    @property
    def top(self) -> int:
        return self.frame.top

    @property
    def bottom(self) -> int:
        return self.frame.bottom

    @property
    def x_label_y(self) -> int:
        return self.bottom + 15

    # What a small drawing is made of: one path for all marks of a kind costs a page a third of what each alone does.

    @property
    def grid(self) -> str:
        return "".join(f"M{self.left} {tick.place}H{self.right}" for tick in self.y_ticks)

    @property
    def means(self) -> str:
        return self._across("mean")

    @property
    def limits(self) -> str:
        return self._across("limit")

    @property
    def targets(self) -> str:
        return self._across("target")

    def _across(self, kind: str) -> str:
        return "".join(f"M{rule.x1:g} {rule.y:g}H{rule.x2:g}" for rule in self.rules if rule.kind == kind)

    @property
    def line(self) -> str:
        return "".join(f"M{run}" for run in self.lines)

    @property
    def signal_marks(self) -> str:
        return "".join(f"M{dot.left:g} {dot.top:g}h9v9h-9z" for dot in self.dots if dot.is_signal)

    @property
    def dot_marks(self) -> str:
        return "".join(f"M{dot.x:g} {dot.y:g}h0" for dot in self.dots if not dot.is_signal)

    @property
    def last_x(self) -> float:
        return min((self.last.x if self.last else 0.0) + 7, self.right)

    @property
    def last_y(self) -> float:
        """On the side of the point that the line does not come from, where there is room for it."""
        y = self.last.y if self.last else 0.0
        comes_down = len(self.dots) > 1 and self.dots[-2].y < y
        below = y + 17
        has_room = (below < self.bottom) if comes_down else (y <= self.top + 12)
        return round(below if has_room else y - 8, 1)


def draw(
    series: pd.Series,
    control: ControlChart,
    *,
    title: str,
    slug: str,
    is_percent: bool,
    decimals: int,
    target: float | None = None,
    target_label: str = "Target",
    frame: Frame = FULL,
) -> Chart:
    """The chart of one indicator: `series` by Month in order, NaN where a month has no figure (a gap in the line)."""
    values = [None if math.isnan(value) else float(value) for value in series]
    months: list[Month] = list(series.index)
    xs = [_between(at, max(len(months) - 1, 1), frame.left + 8, frame.right - 8) for at in range(len(months))]
    rules = _rules(control, target, target_label, _spans(control, months, xs, frame), frame)
    low, high, step = _scale([v for v in values if v is not None] + [rule.y for rule in rules], is_percent, frame)

    def y(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return round(frame.bottom - share * (frame.bottom - frame.top), 1)

    causes = {point.label: point.cause for point in control.points}
    dots = {
        at: Dot(xs[at], y(value), causes.get(months[at]) is not None)
        for at, value in enumerate(values)
        if value is not None
    }
    steps = round((high - low) / step)
    last = dots.get(len(values) - 1)
    return Chart(
        title=title,
        element_id=f"chart-{slug}",
        lines=_lines(dots, len(values)),
        dots=tuple(dots.values()),
        rules=tuple(replace(rule, y=y(rule.y)) for rule in rules),
        x_ticks=_x_ticks(months, xs, frame.labels),
        y_ticks=tuple(Tick(y(low + n * step), _number(low + n * step, is_percent)) for n in range(steps + 1)),
        legend=_legend(rules, any(cause is not None for cause in causes.values()), causes, frame),
        last=last,
        last_label=_number(values[-1], is_percent, decimals) if last and values[-1] is not None else "",
        frame=frame,
    )


def sparkline(values: Sequence[float | None], *, width: int = 88, height: int = 24) -> str:
    """The path of a small line through the values, with a gap where one is missing."""
    there = [value for value in values if value is not None]
    if len(there) < 2:
        return ""
    low, high = min(there), max(there)
    path, pen_up = [], True
    for at, value in enumerate(values):
        if value is None:
            pen_up = True
            continue
        x = _between(at, len(values) - 1, 2, width - 2)
        y = height / 2 if high == low else height - 3 - (value - low) / (high - low) * (height - 6)
        path.append(f"{'M' if pen_up else 'L'}{x:g} {y:.1f}")
        pen_up = False
    return "".join(path)


def _rules(
    control: ControlChart,
    target: float | None,
    target_label: str,
    spans: Sequence[tuple[float, float]],
    frame: Frame,
) -> list[Rule]:
    """The lines across the chart, their `y` still in the unit of the figures: mean and limits of every stretch."""
    found = []
    for stretch, (x1, x2) in zip(control.stretches, spans, strict=True):
        if stretch.mean is None or stretch.lower is None or stretch.upper is None:
            continue
        found.append(Rule("mean", stretch.mean, "Mean", x1, x2))
        if stretch.upper > stretch.lower:
            found.append(Rule("limit", stretch.lower, "Lower limit", x1, x2))
            found.append(Rule("limit", stretch.upper, "Upper limit", x1, x2))
    if target is not None:
        found.append(Rule("target", target, target_label, frame.left, frame.right))
    return found


def _spans(control: ControlChart, months: list[Month], xs: list[float], frame: Frame) -> list[tuple[float, float]]:
    """From where to where the lines of each stretch run: halfway to the months beside it, or to the edge."""
    places = {month: at for at, month in enumerate(months)}
    half = (xs[1] - xs[0]) / 2 if len(xs) > 1 else 0.0
    spans = []
    for stretch in control.stretches:
        first, last = places[stretch.first], places[stretch.last]  # type: ignore[index]
        start = frame.left if first == 0 else round(xs[first] - half, 1)
        end = frame.right if last == len(xs) - 1 else round(xs[last] + half, 1)
        spans.append((start, end))
    return spans


def _scale(values: list[float], is_percent: bool, frame: Frame) -> tuple[float, float, float]:
    """Lowest and highest value of the axis and the step between its labels.

    It starts at zero unless the figures keep far from it: small movements high up would vanish in a flat
    line. Nothing lies below zero, and no percentage above 100: limits beyond are drawn at the edge.
    """
    ceiling = 100.0 if is_percent else math.inf
    low, high = max(min(values, default=0.0), 0.0), min(max(values, default=1.0), ceiling)
    if low < frame.from_zero * high:
        low = 0.0
    elif high == low:
        low, high = low * 0.9, high * 1.1
    step = _nice_step((high - low) or max(high, 1.0), frame.steps)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return low, max(min(high, ceiling), low + step), step


def _nice_step(extent: float, steps: int) -> float:
    """1, 2 or 5 times a power of ten, so that about so many steps cover the extent."""
    raw = extent / steps
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if raw <= factor * power * 1.0001)


def _between(at: int, steps: int, start: float, end: float) -> float:
    return round(start + (end - start) * at / steps, 1)


def _lines(dots: dict[int, Dot], months: int) -> tuple[str, ...]:
    """A run of points a line: a missing month is a gap, never a bridge."""
    runs: list[list[Dot]] = [[]]
    for at in range(months):
        if at in dots:
            runs[-1].append(dots[at])
        elif runs[-1]:
            runs.append([])
    return tuple(" ".join(f"{dot.x:g},{dot.y:g}" for dot in run) for run in runs if len(run) > 1)


def _x_ticks(months: list[Month], xs: list[float], labels: int) -> tuple[Tick, ...]:
    """A label every so many months, counted back from the last, so that the newest always has one."""
    every = max(1, math.ceil((len(months) - 1) / labels))
    shown = range(len(months) - 1, -1, -every)
    return tuple(Tick(xs[at], months[at].label) for at in sorted(shown))


def _number(value: float, is_percent: bool, decimals: int = 0) -> str:
    places = decimals if decimals else 0 if math.isclose(value, round(value), abs_tol=1e-9) else 1
    return f"{value:,.{places}f}" + ("%" if is_percent else "")


def _legend(
    rules: list[Rule], has_signals: bool, causes: dict[object, SpecialCause | None], frame: Frame
) -> tuple[LegendEntry, ...]:
    """What each kind of mark means, only for those that are drawn, in two lines below the chart."""
    if not frame.legend:
        return ()
    kinds = {rule.kind for rule in rules}
    target = next((rule.label for rule in rules if rule.kind == "target"), "")
    columns = (frame.left, frame.left + 92, frame.left + 182)
    second = frame.legend + LEGEND_LINE
    legend = [
        (bool(causes), LegendEntry("point", "Month", columns[0], frame.legend)),
        ("mean" in kinds, LegendEntry("mean", "Mean", columns[1], frame.legend)),
        ("target" in kinds, LegendEntry("target", target, columns[2], frame.legend)),
        (has_signals, LegendEntry("signal", "Signal", columns[0], second)),
        ("limit" in kinds, LegendEntry("limit", "Limits of ordinary variation", columns[1], second)),
    ]
    return tuple(entry for is_drawn, entry in legend if is_drawn)
