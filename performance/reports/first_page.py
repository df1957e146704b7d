"""The first page of a performance pack: what a councillor should know after three minutes, and ask.

Four questions, each answered from the figures alone: what changed that is real, what is off target and by how much,
what has been worse for long, and what the figures cannot tell.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from performance import enquiry, spc, words
from performance.enums import Direction, Polarity, Unit, Variation
from performance.reports.dataset import DatasetReport
from performance.reports.figures import Figure
from performance.reports.standing import Standing, TargetStanding
from scrutiny.dates import Month, financial_year

FEW = 20
"""Under so many a single child moves a percentage by more than five points."""


@dataclass(frozen=True)
class Signal:
    """An indicator whose newest month is unlikely to be chance. `also` are others that tell the same fact."""

    standing: Standing
    seen: str
    meaning: str
    caution: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """An indicator with a target for this year, in the words of the first page."""

    standing: Standing
    target: TargetStanding
    outlook: str


@dataclass(frozen=True)
class LongWorse:
    """An indicator that has been worse than all others for months on end. `counted` is "21 of 36", where a share's
    numbers are known."""

    standing: Standing
    months: int
    of_months: int
    beside: tuple[tuple[str, Figure], ...]
    counted: str = ""

    @property
    def how_long(self) -> str:
        return (
            f"all {self.of_months} months shown" if self.months >= self.of_months else f"{self.months} months in a row"
        )


@dataclass(frozen=True)
class FirstPage:
    """What the first page says. `arrows` counts changes of 10% or more on the month, `arrows_real` those of them that
    are signals, `arrows_unclear` those of figures without limits."""

    month: Month
    indicators: int
    signals: tuple[Signal, ...]
    arrows: int
    arrows_real: int
    arrows_unclear: int
    targets: tuple[Target, ...]
    last_year: tuple[tuple[Standing, TargetStanding], ...]
    awaited: tuple[Standing, ...]
    long_worse: tuple[LongWorse, ...]
    cannot_tell: tuple[str, ...]
    comparators: tuple[str, ...]

    @property
    def missed(self) -> tuple[Target, ...]:
        return tuple(target for target in self.targets if not target.target.is_met)

    @property
    def arrows_ordinary(self) -> int:
        return self.arrows - self.arrows_real - self.arrows_unclear

    @property
    def missed_last_year(self) -> tuple[tuple[Standing, TargetStanding], ...]:
        return tuple(each for each in self.last_year if not each[1].is_met)

    @property
    def met_last_year(self) -> tuple[tuple[Standing, TargetStanding], ...]:
        return tuple(each for each in self.last_year if each[1].is_met)

    @property
    def has_neighbours(self) -> bool:
        """Whether statistical neighbours are among the others, which need a word of explanation."""
        return "Statistical neighbours" in self.comparators

    @property
    def choices(self) -> tuple[str, ...]:
        """Where the way that is good is the council's choice against the national view, a sentence each."""
        return tuple(
            f"{worse.standing.name}: that {worse.standing.row.polarity.value} is good is the council’s choice; the "
            "Department for Education treats this figure as neither good nor bad in itself."
            for worse in self.long_worse
            if worse.standing.entry.national_polarity == Polarity.NEUTRAL
        )

    @property
    def concerns(self) -> int:
        return sum(signal.standing.control.variation == Variation.CONCERNING for signal in self.signals)


def first_page(report: DatasetReport, standings: Sequence[Standing]) -> FirstPage:
    """What the standings of a month amount to."""
    by_slug = {standing.slug: standing for standing in standings}
    signalling = [standing for standing in standings if standing.is_signal]
    arrowed = [
        standing
        for standing in standings
        if standing.row.change_month.direction in (Direction.INCREASE, Direction.DECREASE)
    ]
    return FirstPage(
        month=report.month,
        indicators=len(standings),
        signals=tuple(_signals(signalling, by_slug)),
        arrows=len(arrowed),
        arrows_real=sum(standing.is_signal for standing in arrowed),
        arrows_unclear=sum(not standing.limits for standing in arrowed),
        targets=tuple(
            Target(standing, standing.target, outlook(standing.target)) for standing in standings if standing.target
        ),
        last_year=tuple((standing, standing.last_year) for standing in standings if standing.last_year)
        if report.month.month in (4, 5, 6)
        else (),
        awaited=tuple(standing for standing in standings if standing.awaits_target),
        long_worse=tuple(_long_worse(standings, report.comparators)),
        cannot_tell=tuple(_cannot_tell(report, standings)),
        comparators=tuple(words.comparator_heading(name) for name in report.comparators),
    )


def suggested_lines(
    report: DatasetReport, standings: Sequence[Standing], *, unexplained: Sequence[str] = ()
) -> tuple[enquiry.Line, ...]:
    """The lines of enquiry that the rules suggest for this month, in their order."""
    page = first_page(report, standings)
    lines = [_signal_line(signal.standing, report.month) for signal in page.signals]
    for target in page.missed:
        standing, goal = target.standing, target.target
        lines.append(
            enquiry.off_target(
                slug=standing.slug,
                name=standing.name,
                now=goal.now.text,
                goal=goal.goal.text,
                year=goal.year,
                when=goal.when,
                has_trend=goal.months is not None,
            )
        )
    for worse in page.long_worse:
        standing = worse.standing
        lines.append(
            enquiry.long_worse(
                slug=standing.slug,
                name=standing.name,
                now=f"{standing.row.latest.text} ({worse.counted})" if worse.counted else standing.row.latest.text,
                months=worse.months,
                of_months=worse.of_months,
                before=_before(worse, report),
            )
        )
    if page.awaited:
        lines.append(
            enquiry.no_target(
                awaited=[_awaited(standing) for standing in page.awaited], year=financial_year(report.month)
            )
        )
    if unexplained:
        lines.append(enquiry.unexplained(names=unexplained))
    lines += [
        enquiry.missing(slug=standing.slug, name=standing.name, month=report.month.long)
        for standing in standings
        if _is_missing(standing)
    ]
    return enquiry.in_order(lines)


def outlook(target: TargetStanding) -> str:
    """What the present trend says of a target, in a few words."""
    if target.is_met:
        return "met"
    if target.months is None:
        return "no steady trend"
    if math.isinf(target.months):
        return "not within five years at the present trend"
    months = max(1, math.ceil(target.months))
    return f"about {months} month{'' if months == 1 else 's'} away at the present trend ({target.when})"


def meaning(standing: Standing) -> str:
    """What a signal means, by which way is good, in a word or two."""
    return {
        Variation.IMPROVING: "Better",
        Variation.CONCERNING: "Worse",
        Variation.SPECIAL_HIGH: "Higher",
        Variation.SPECIAL_LOW: "Lower",
    }.get(standing.control.variation, "")


def _signals(signalling: Sequence[Standing], by_slug: dict[str, Standing]) -> list[Signal]:
    """Each fact once, worst first: what is told with another indicator that signals too is named there."""
    told: dict[str, list[str]] = {}
    for standing in signalling:
        other = standing.entry.told_with
        if other and other.slug in by_slug and by_slug[other.slug].is_signal:
            told.setdefault(other.slug, []).append(f"{standing.name}: {standing.row.latest.text}")
    hidden = {
        standing.slug for standing in signalling if standing.entry.told_with and standing.entry.told_with.slug in told
    }
    order = (Variation.CONCERNING, Variation.SPECIAL_HIGH, Variation.SPECIAL_LOW, Variation.IMPROVING)
    shown = sorted(
        (standing for standing in signalling if standing.slug not in hidden),
        key=lambda standing: order.index(standing.control.variation),
    )
    found = []
    for standing in shown:
        cause = standing.control.latest_cause
        assert cause is not None
        carried = any("carries over" in caution for caution in standing.control.cautions)
        found.append(
            Signal(
                standing=standing,
                seen=enquiry.seen(cause, standing.side, standing.average),
                meaning=meaning(standing),
                caution="Weaker evidence: each month follows from the last." if carried else "",
                also=tuple(told.get(standing.slug, ())),
            )
        )
    return found


def _signal_line(standing: Standing, month: Month) -> enquiry.Line:
    cause = standing.control.latest_cause
    assert cause is not None
    better = {Variation.IMPROVING: True, Variation.CONCERNING: False}.get(standing.control.variation)
    return enquiry.signal(
        slug=standing.slug,
        name=standing.name,
        now=standing.row.latest.text,
        month=month.long,
        cause=cause,
        side=standing.side,
        average=standing.average,
        better=better,
    )


def _before(worse: LongWorse, report: DatasetReport) -> str:
    """The last month in which it was not worse than all, with its figure; empty where that is not shown."""
    at = len(report.months) - worse.months - 1
    if at < 0 or worse.standing.row.figures[at].value is None:
        return ""
    return f"{worse.standing.row.figures[at].text} in {report.months[at].long}"


def _beside(standing: Standing, comparators: Sequence[str]) -> tuple[tuple[str, Figure], ...]:
    return tuple(zip(map(words.comparator_heading, comparators), standing.row.benchmarks, strict=True))


def _long_worse(standings: Sequence[Standing], comparators: Sequence[str]) -> list[LongWorse]:
    """Those worse than all others for three months or more, the longest first; each fact once."""
    long = {s.slug: s for s in standings if s.months_worse_than_all >= enquiry.LONG}
    shown = [s for s in long.values() if not (s.entry.told_with and s.entry.told_with.slug in long)]
    by_slug = {standing.slug: standing for standing in standings}
    found = [
        LongWorse(s, s.months_worse_than_all, len(s.row.figures), _beside(s, comparators), _counted(s, by_slug))
        for s in shown
    ]
    return sorted(found, key=lambda worse: -worse.months)


def _counted(standing: Standing, by_slug: dict[str, Standing]) -> str:
    """The numbers that a share of the newest month is made of, "21 of 36"; empty where they do not give it."""
    pair = (standing.entry.numerator, standing.entry.denominator)
    above, below = (by_slug[each.slug].row.latest if each and each.slug in by_slug else None for each in pair)
    share = standing.row.latest.value
    if above is None or below is None or above.value is None or not below.value or share is None:
        return ""
    agrees = abs(100 * above.value / below.value - share) <= 0.5  # the source may print whole percents
    return f"{above.text} of {below.text}" if agrees else ""


def _awaited(standing: Standing) -> str:
    last = standing.last_year
    if last is None:
        return standing.name
    ended = "met its target of" if last.is_met else f"ended {last.gap} its target of"
    return f"{standing.name} ({last.year} {ended} {last.goal.text})"


def _is_missing(standing: Standing) -> bool:
    """No figure this month, and one the month before; what is withheld is not missing."""
    figures = standing.row.figures
    if len(figures) < 2 or standing.row.has_withheld:
        return False
    return figures[-1].value is None and figures[-2].value is not None


def _cannot_tell(report: DatasetReport, standings: Sequence[Standing]) -> list[str]:
    """The limits of these figures, worked out from them."""
    count = len(standings)
    found = ["They count work and time. No figure here says whether children are safer for it."]
    alone = sum(not standing.comparisons for standing in standings)
    no_goal = sum(standing.target is None for standing in standings)
    found.append(
        f"{alone} of {count} indicators have nothing to compare with, and {no_goal} have no target for "
        f"{financial_year(report.month)}, by which to judge them."
    )
    neutral = sum(standing.row.polarity == Polarity.NEUTRAL for standing in standings)
    if neutral:
        found.append(
            f"For {neutral}, the dataset does not say which way is good: a change there is neither good nor bad news."
        )
    blind = sum(bool(spc.blind_sides(s.control, is_percent=s.row.unit == Unit.PERCENT)) for s in standings)
    if blind:
        found.append(
            f"{blind} go up and down so much that one very low or very high month would not stand out: no news is not "
            "good news."
        )
    few = _resting_on_few(standings)
    if few:
        found.append(f"Shares of fewer than {FEW} children jump with a single child: {'; '.join(few)}.")
    if len(report.months) < 24:
        found.append(f"{len(report.months)} months are too few to tell a season from a change.")
    withheld = sum(standing.row.has_withheld for standing in standings)
    if withheld:
        found.append(
            f"{withheld} have months that are withheld so that no child can be identified; nothing is worked out from "
            "them here."
        )
    return found


def _resting_on_few(standings: Sequence[Standing]) -> list[str]:
    by_slug = {standing.slug: standing for standing in standings}
    found = []
    for standing in standings:
        below = standing.entry.denominator
        base = by_slug[below.slug].row.latest.value if below and below.slug in by_slug else None
        if standing.row.latest.value is not None and base is not None and base < FEW:
            found.append(standing.name)
    return found
