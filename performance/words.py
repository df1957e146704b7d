"""How figures, changes and statuses are written for people. No rules: what a figure means is decided elsewhere."""

from decimal import Decimal

from performance.calculations import round_half_up
from performance.enums import (
    Assurance,
    CommentaryState,
    Direction,
    Judgement,
    Polarity,
    SpecialCause,
    Unit,
    UploadState,
    Variation,
)
from scrutiny import badges
from scrutiny.badges import Badge

POLARITY = {Polarity.HIGH: "High", Polarity.LOW: "Low", Polarity.NEUTRAL: "–"}

SPECIAL_CAUSE = {
    SpecialCause.OUTSIDE_LIMITS: "outside the limits",
    SpecialCause.TREND: "seven or more months, each above the one before, or each below it",
    SpecialCause.TWO_OF_THREE: "two of three months near the same limit",
    SpecialCause.SHIFT: "seven or more months on one side of the mean",
}

VARIATION = {
    Variation.COMMON_CAUSE: "The latest month is within the ordinary variation of this measure.",
    Variation.IMPROVING: "The latest month is a signal of improvement, unlikely to be chance.",
    Variation.CONCERNING: "The latest month is a signal of concern, unlikely to be chance.",
    Variation.SPECIAL_HIGH: "The latest month is unusually high, unlikely to be chance.",
    Variation.SPECIAL_LOW: "The latest month is unusually low, unlikely to be chance.",
    Variation.UNKNOWN: "There are too few figures to tell ordinary variation from a signal.",
}

ASSURANCE = {
    Assurance.PASSES: "As things run now, the target is met in every ordinary month.",
    Assurance.FAILS: "As things run now, the target is out of reach without a change.",
    Assurance.HIT_AND_MISS: "As things run now, the target is met in some months and missed in others, by chance.",
    Assurance.NO_TARGET: "",
}


def register() -> None:
    """Give every status of this app its badge. Called once, when the app starts."""
    badges.register(
        {
            Judgement.BETTER: Badge("Better", "green", "tick"),
            Judgement.WORSE: Badge("Worse", "red", "diamond"),
            Judgement.SIMILAR: Badge("Similar", "grey", "circle"),
            Judgement.NEUTRAL: Badge("Changed", "blue", "ring"),
            Judgement.UNKNOWN: Badge("Not known", "grey", "none"),
        }
    )
    badges.register(
        {
            Direction.INCREASE: Badge("Up", "blue", "triangle-up"),
            Direction.SIMILAR: Badge("Similar", "grey", "circle"),
            Direction.DECREASE: Badge("Down", "blue", "triangle-down"),
            Direction.UNKNOWN: Badge("Not known", "grey", "none"),
        }
    )
    badges.register(
        {
            Polarity.HIGH: Badge("Good to be high", "teal", "triangle-up"),
            Polarity.LOW: Badge("Good to be low", "teal", "triangle-down"),
            Polarity.NEUTRAL: Badge("Neither way is better", "grey", "ring"),
        }
    )
    badges.register(
        {
            Variation.COMMON_CAUSE: Badge("Ordinary variation", "grey", "circle"),
            Variation.IMPROVING: Badge("Signal: improving", "green", "tick"),
            Variation.CONCERNING: Badge("Signal: concern", "orange", "diamond"),
            Variation.SPECIAL_HIGH: Badge("Signal: high", "blue", "triangle-up"),
            Variation.SPECIAL_LOW: Badge("Signal: low", "blue", "triangle-down"),
            Variation.UNKNOWN: Badge("Too few figures", "grey", "ring"),
        }
    )
    badges.register(
        {
            Assurance.PASSES: Badge("Meets target", "green", "tick"),
            Assurance.FAILS: Badge("Misses target", "orange", "diamond"),
            Assurance.HIT_AND_MISS: Badge("Hit and miss", "grey", "half"),
            Assurance.NO_TARGET: Badge("No target", "grey", "none"),
        }
    )
    badges.register(
        {
            CommentaryState.ASKED: Badge("Asked for", "yellow", "ring"),
            CommentaryState.SUBMITTED: Badge("With the manager", "blue", "half"),
            CommentaryState.RETURNED: Badge("Returned to the writer", "orange", "diamond"),
            CommentaryState.SIGNED_OFF: Badge("Signed off", "green", "tick"),
            CommentaryState.WITHDRAWN: Badge("No longer needed", "grey", "none"),
        }
    )
    badges.register(
        {
            UploadState.WAITING: Badge("Waiting", "yellow", "ring"),
            UploadState.IMPORTED: Badge("Imported", "green", "tick"),
            UploadState.DISCARDED: Badge("Discarded", "grey", "none"),
            UploadState.UNDONE: Badge("Undone", "orange", "half"),
        }
    )


def figure(value: float | Decimal, unit: Unit, decimals: int) -> str:
    """A value as it is printed: 1,278 or 81.0%; a whole 100% without places, which saves its column a sixth."""
    if unit == Unit.PERCENT and value == 100:
        return "100%"
    return f"{round_half_up(value, decimals):,}" + ("%" if unit == Unit.PERCENT else "")


def percent_change(change: float | None) -> str:
    """A change as the source prints it, in whole percent with its sign; n/a where there is no base."""
    if change is None:
        return "n/a"
    whole = round_half_up(change, 0)
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return f"{sign}{abs(whole):,}%"


def moved(direction: Direction, judgement: Judgement) -> str:
    """What a change means, in one word: better or worse where it is known which way is good, else which way it went."""
    if judgement in (Judgement.BETTER, Judgement.WORSE):
        return judgement.value
    return {
        Direction.INCREASE: "up",
        Direction.DECREASE: "down",
        Direction.SIMILAR: "similar",
        Direction.UNKNOWN: "",
    }[direction]


def amount(value: float, unit: Unit, decimals: int) -> str:
    """A difference between two figures: 61, or 2.6 percentage points."""
    rounded = round_half_up(value, decimals)
    if unit != Unit.PERCENT:
        return f"{rounded:,}"
    return f"{rounded:,} percentage point{'' if rounded == 1 else 's'}"


def gap(short: float, polarity: Polarity, unit: Unit, decimals: int) -> str:
    """How far a figure is from its target, and on which side: "61 above", "2.6 percentage points below", "on it"."""
    if abs(short) < 1e-9:
        return "on it"
    above = (short < 0) == (polarity == Polarity.HIGH)
    return f"{amount(abs(short), unit, decimals)} {'above' if above else 'below'}"


def compared(more: float, polarity: Polarity, unit: Unit) -> str:
    """What we are beside another who has so much less, in one word. Where neither way is good, and for numbers, which
    depend on the size of a place: higher or lower."""
    if abs(more) < 1e-9:
        return "the same"
    if polarity == Polarity.NEUTRAL or unit == Unit.COUNT:
        return "higher" if more > 0 else "lower"
    return "better" if (more > 0) == (polarity == Polarity.HIGH) else "worse"


def comparator_heading(name: str) -> str:
    """A comparator as the head of a column, or in a list."""
    written = comparator(name).removeprefix("the ")
    return f"{written[:1].upper()}{written[1:]}"


def comparator(name: str) -> str:
    """A comparator as a sentence says it: the source's short hand written out."""
    return {
        "stat. neighbour": "statistical neighbours",
        "sn": "statistical neighbours",
        "se region": "the South East",
    }.get(name.lower(), name)
