"""The rules that suggest lines of enquiry, in plain words. Pure: what is known of an indicator in, a question out.

A line states the fact first, with its figures, and then asks. It never says why something happened, nor whose fault it
is: that is for the panel to find out. Officers may reword, drop and reorder what the rules suggest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from performance.enums import EnquiryRule, SpecialCause

LONG = 3
"""Months on end for which something has to be worse than all others before the rules call it long."""


@dataclass(frozen=True)
class Line:
    """A suggested question. `slug` is the indicator it is about; empty where it is about several."""

    rule: EnquiryRule
    text: str
    slug: str = ""


def signal(
    *, slug: str, name: str, now: str, month: str, cause: SpecialCause, side: int, average: str, better: bool | None
) -> Line:
    """The newest month is unlikely to be chance. `better` is None where neither way is marked as good.

    Special causes as in the NHS guidance "Making Data Count": outside a limit, a trend, two of three, a shift.
    """
    fact = f"{name}: {now} in {month}, {seen(cause, side, average)}."
    if better is None:
        return Line(EnquiryRule.CHANGED, f"{fact} What changed, and what does it mean for children?", slug)
    if better:
        return Line(EnquiryRule.IMPROVED, f"{fact} What made it better, and will it last?", slug)
    return Line(EnquiryRule.CONCERN, f"{fact} What changed, and what is being done?", slug)


def seen(cause: SpecialCause, side: int, average: str) -> str:
    """What a special cause looks like, in words that follow the figure. `average` is the one that a shift keeps to one
    side of."""
    high = side > 0
    match cause:
        case SpecialCause.OUTSIDE_LIMITS:
            return f"{'above' if high else 'below'} its ordinary range"
        case SpecialCause.TREND:
            return f"after six or more {'rises' if high else 'falls'} in a row"
        case SpecialCause.TWO_OF_THREE:
            return f"near the {'top' if high else 'bottom'} of its ordinary range in two of the last three months"
        case SpecialCause.SHIFT:
            return f"{'above' if high else 'below'} its average of {average} for seven months or more"


def off_target(*, slug: str, name: str, now: str, goal: str, year: str, when: str, has_trend: bool) -> Line:
    """A target of this year that is missed. `when` is the month in which the present trend would meet it, empty where
    it would not within five years; `has_trend` is false where the last 12 months show no steady movement."""
    fact = f"{name}: {now} against a target of {goal} for {year}"
    if when:
        return Line(
            EnquiryRule.OFF_TARGET,
            f"{fact}; at the present trend it is met in {when}. What has made the difference, and what could stop it?",
            slug,
        )
    trend = "at the present trend it is not met within five years" if has_trend else "with no steady move towards it"
    return Line(
        EnquiryRule.OFF_TARGET,
        f"{fact}, {trend}. What will be different from now on, and is the target still the right one?",
        slug,
    )


def long_worse(*, slug: str, name: str, now: str, months: int, of_months: int, before: str) -> Line:
    """Worse than all it is compared with, for months on end. `before` is the last month that was not, with its figure
    ("87.2% in December 2017"); empty where there is none."""
    fact = f"{name}: {now}, worse than all it is compared with for {how_long(months, of_months)}"
    ask = (
        f"; it was {before}. What has happened since, and when will it be back?"
        if before
        else ". What explains the difference, and what has been learned from those who do better?"
    )
    return Line(EnquiryRule.LONG_WORSE, f"{fact}{ask}", slug)


def how_long(months: int, of_months: int) -> str:
    """ "4 months in a row", or "all 13 months shown" """
    return f"all {of_months} months shown" if months >= of_months else f"{months} months in a row"


def no_target(*, awaited: Sequence[str], year: str) -> Line:
    """Targets that are still to be confirmed."""
    many = len(awaited) > 1
    return Line(
        EnquiryRule.NO_TARGET,
        f"The target{'s' if many else ''} for {year} {'are' if many else 'is'} still to be confirmed for: "
        f"{'; '.join(awaited)}. When will {'they' if many else 'it'} be set, and what is steered by until then?",
    )


def unexplained(*, names: Sequence[str]) -> Line:
    """Explanations that were asked for and did not come by their date."""
    return Line(
        EnquiryRule.UNEXPLAINED,
        f"An explanation was asked for and has not come: {'; '.join(names)}. What is the reason?",
    )


def missing(*, slug: str, name: str, month: str) -> Line:
    """No figure for the newest month, where there was one in most months before."""
    return Line(EnquiryRule.MISSING, f"{name}: no figure for {month}. Why not, and when will it be known?", slug)


ORDER = tuple(EnquiryRule)
"""In this order the rules speak: concern first, then targets and others, then what is merely different."""


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines by their rules' order; those of one rule stay in theirs."""
    return tuple(sorted(lines, key=lambda line: ORDER.index(line.rule)))
