"""How lights changed from day to day, as stacked columns in inline SVG: this file works out where everything goes,
templates/actions/_trend.html draws it. Drawn 360 units wide. Each status has its letter and a pattern besides a colour.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.enums import Rag

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 360, 34, 354, 12, 176
LEGEND_TOP, LEGEND_LINE = 212, 18
TICKS = 4
LETTERS = {Rag.RED: "R", Rag.AMBER: "A", Rag.GREEN: "G", Rag.BLUE: "B", Rag.NOT_RECORDED: "–"}
COLOURS = {
    Rag.RED: "#f6d7d2",
    Rag.AMBER: "#ffe9c7",
    Rag.GREEN: "#bfdccd",
    Rag.BLUE: "#d2e2f1",
    Rag.NOT_RECORDED: "#ffffff",
}
PATTERNED = frozenset({Rag.RED, Rag.AMBER, Rag.BLUE})
# From the bottom up: what is done stands on the ground, what is off course on top, where a rise is seen first.
STACK = (Rag.BLUE, Rag.GREEN, Rag.NOT_RECORDED, Rag.AMBER, Rag.RED)


class _Looks:
    """How a status is drawn: its colour, and a pattern over it for those who do not see the colour."""

    status: Rag

    @property
    def colour(self) -> str:
        return COLOURS[self.status]

    @property
    def has_pattern(self) -> bool:
        return self.status in PATTERNED


@dataclass(frozen=True)
class Segment(_Looks):
    """One status on one day. `label` is its letter and count, empty where there is no room for it."""

    status: Rag
    x: float
    y: float
    width: float
    height: float
    label: str

    @property
    def text_x(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def text_y(self) -> float:
        return round(self.y + self.height / 2 + 3.9, 1)

    @property
    def label_width(self) -> float:
        return 6.4 * len(self.label) + 5

    @property
    def label_x(self) -> float:
        return round(self.text_x - self.label_width / 2, 1)

    @property
    def label_y(self) -> float:
        return round(self.y + self.height / 2 - 6.5, 1)


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its label."""

    at: float
    label: str

    @property
    def text_y(self) -> float:
        return round(self.at + 4, 1)


@dataclass(frozen=True)
class LegendEntry(_Looks):
    """One status with what its pattern means."""

    status: Rag
    label: str
    x: float
    y: float

    @property
    def box_y(self) -> float:
        return self.y - 10

    @property
    def text_x(self) -> float:
        return self.x + 19


@dataclass(frozen=True)
class Trend:
    """Everything the template draws. `title` is the whole sentence that stands for the picture."""

    title: str
    element_id: str
    segments: tuple[Segment, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    legend: tuple[LegendEntry, ...]
    height: int
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def stacked(columns: Sequence[tuple[str, Mapping[Rag, int]]], *, title: str, slug: str) -> Trend:
    """A column a day, in order: its label below, its counts by status stacked. What never occurs is left out."""
    highest = max((sum(counts.values()) for _, counts in columns), default=0)
    step = _step(highest)
    top = max(step, math.ceil(highest / step) * step)
    pitch = (RIGHT - LEFT) / max(len(columns), 1)
    width = min(pitch * 0.72, 54)
    segments: list[Segment] = []
    for at, (_, counts) in enumerate(columns):
        x, below = round(LEFT + pitch * (at + 0.5) - width / 2, 1), 0
        for status in STACK:
            count = counts.get(status, 0)
            if count:
                low, high = (BOTTOM - (BOTTOM - TOP) * value / top for value in (below, below + count))
                label = f"{LETTERS[status]} {count}" if low - high >= 14 and width >= 32 else ""
                segments.append(Segment(status, x, round(high, 1), round(width, 1), round(low - high, 1), label))
                below += count
    shown = [status for status in Rag if any(segment.status == status for segment in segments)]
    every = max(1, math.ceil(len(columns) / 6))
    return Trend(
        title=title,
        element_id=f"trend-{slug}",
        segments=tuple(segments),
        x_ticks=tuple(
            Tick(round(LEFT + pitch * (at + 0.5), 1), label)
            for at, (label, _) in enumerate(columns)
            if (len(columns) - 1 - at) % every == 0
        ),
        y_ticks=tuple(
            Tick(round(BOTTOM - (BOTTOM - TOP) * value / top, 1), str(value)) for value in range(0, top + 1, step)
        ),
        legend=_legend(shown),
        height=LEGEND_TOP + LEGEND_LINE * (0 if len(shown) <= 3 else 1) + 6,
    )


def _legend(shown: Sequence[Rag]) -> tuple[LegendEntry, ...]:
    places = (LEFT, LEFT + 100, LEFT + 200)
    return tuple(
        LegendEntry(status, f"{LETTERS[status]} {status.label}", places[at % 3], LEGEND_TOP + LEGEND_LINE * (at // 3))
        for at, status in enumerate(shown)
    )


def _step(highest: int) -> int:
    """1, 2 or 5 times a power of ten, so that about four steps reach the highest count."""
    raw = max(highest, 1) / TICKS
    power = 10 ** max(0, math.floor(math.log10(raw)))
    return next(factor * power for factor in (1, 2, 5, 10) if raw <= factor * power)
