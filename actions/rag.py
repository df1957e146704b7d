"""What the rules suggest for a light, with every reason in words. Pure: the caller gathers the facts and names the day.

A suggestion never sets a status: the owner does, and says why where it differs.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from actions.enums import Goal, Rag
from actions.rules import When, days_late
from scrutiny.dates import Month

WORST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN)


@dataclass(frozen=True)
class Limits:
    """From when the rules warn: days before a date, days without an update, moves of a date, percent off the path."""

    due_soon_days: int = 28
    quiet_days: int = 60
    many_moves: int = 3
    tolerance: float = 5.0


@dataclass(frozen=True)
class Suggestion:
    """A status, and the reasons for it: whole sentences, the weightiest first."""

    status: Rag
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        return " ".join(self.reasons)


@dataclass(frozen=True)
class ActionFacts:
    """What the rules need to know of one action."""

    due: When
    status: Rag = Rag.NOT_RECORDED
    first_due: When | None = None
    moves: int = 0
    has_evidence: bool = False
    asks_to_close: bool = False
    last_update_on: datetime.date | None = None
    entered_on: datetime.date | None = None
    missed: tuple[str, ...] = ()
    """Milestones that are past their date and not reached, each with its date."""
    owner_left: bool = False


@dataclass(frozen=True)
class MeasureFacts:
    """What the rules need to know of one measure: its path as (month, value), earliest first, and the latest figure."""

    name: str
    better: Goal
    path: tuple[tuple[Month, float], ...]
    latest: tuple[Month, float] | None
    unit: str = ""
    """What follows a figure: "%" or nothing."""
    decimals: int = 1

    @property
    def goal(self) -> float:
        return self.path[-1][1]

    def wanted(self, month: Month) -> float | None:
        """Where the measure should be in a month: on the straight line between the steps around it.

        Before the path begins nothing is wanted; after its end the goal is.
        """
        if month < self.path[0][0]:
            return None
        for (start, low), (end, high) in zip(self.path, self.path[1:], strict=False):
            if month <= end:
                return low + (high - low) * month.months_since(start) / end.months_since(start)
        return self.goal

    @property
    def shortfall(self) -> float | None:
        """How far the latest figure is on the wrong side of its path; 0 or less is on it or better. None: unknown."""
        if self.latest is None:
            return None
        month, value = self.latest
        wanted = self.wanted(month)
        if wanted is None:
            return None
        return wanted - value if self.better == Goal.AT_LEAST else value - wanted

    @property
    def has_reached_goal(self) -> bool:
        if self.latest is None:
            return False
        value = self.latest[1]
        return value >= self.goal if self.better == Goal.AT_LEAST else value <= self.goal

    def shown(self, value: float) -> str:
        return f"{value:,.{self.decimals}f}{self.unit}"

    @property
    def distance(self) -> str:
        """How far it is off its path, in words; nothing where it is on it or nobody knows."""
        shortfall = self.shortfall
        if shortfall is None or round(shortfall, self.decimals) <= 0:
            return ""
        side = "below" if self.better == Goal.AT_LEAST else "above"
        amount = f"{shortfall:,.{self.decimals}f}"
        return f"{amount} {'percentage points ' if self.unit == '%' else ''}{side} its path"


def suggest_for_action(facts: ActionFacts, *, as_at: datetime.date, limits: Limits) -> Suggestion:
    """The status that the dates, the milestones, the evidence and the silence about an action speak for."""
    if facts.status == Rag.BLUE:
        return Suggestion(Rag.BLUE, ("It was closed as complete.",))
    found: list[tuple[Rag, str]] = []
    late = days_late(facts.due.day, as_at, facts.status)
    to_go = (facts.due.day - as_at).days
    if late and facts.asks_to_close:
        found.append(
            (Rag.AMBER, f"Its date was {facts.due.label}; the owner says it is done, and nobody has closed it.")
        )
    elif late:
        found.append((Rag.RED, f"It was due {_by(facts.due)} and is {_days(late)} late."))
    found += [
        (Rag.RED if len(facts.missed) > 1 else Rag.AMBER, f"A milestone was missed: {one}.") for one in facts.missed
    ]
    if not late and not facts.asks_to_close and to_go <= limits.due_soon_days:
        when = "today" if to_go == 0 else f"in {_days(to_go)}"
        found.append((Rag.AMBER, f"It is due {when}, and nobody has said that it is done."))
    if facts.asks_to_close and not facts.has_evidence:
        found.append((Rag.AMBER, "The owner says that it is done, but there is no evidence."))
    if facts.moves >= limits.many_moves and facts.first_due:
        found.append((Rag.AMBER, f"Its date was moved {_times(facts.moves)}; it was {facts.first_due.label} at first."))
    if facts.owner_left:
        found.append((Rag.AMBER, "The account of its owner is closed, so nobody looks after it."))
    heard = facts.last_update_on or facts.entered_on
    if heard and (as_at - heard).days > limits.quiet_days:
        since = (as_at - heard).days
        what = "The last update is" if facts.last_update_on else "There has been no update since it was entered,"
        found.append((Rag.AMBER, f"{what} {_days(since)} {'old' if facts.last_update_on else 'ago'}."))
    if not found:
        done = "The owner says that it is done." if facts.asks_to_close else f"It is due in {_days(to_go)}."
        return Suggestion(Rag.GREEN, (f"{done} Nothing speaks against it.",))
    return _worst(found)


def suggest_for_progress(actions: Sequence[ActionFacts], *, as_at: datetime.date, limits: Limits) -> Suggestion:
    """The light for the actions of one area together."""
    if not actions:
        return Suggestion(Rag.NOT_RECORDED, ("There are no actions yet.",))
    each = [suggest_for_action(facts, as_at=as_at, limits=limits) for facts in actions]
    count, closed = len(each), sum(one.status == Rag.BLUE for one in each)
    if closed == count:
        return Suggestion(Rag.BLUE, (f"All {count} actions are closed." if count > 1 else "The action is closed.",))
    late = [days_late(facts.due.day, as_at, facts.status) for facts in actions if not facts.asks_to_close]
    late = [days for days in late if days]
    reasons = []
    if late:
        reasons.append(
            f"{len(late)} of {_actions(count)} {'is' if len(late) == 1 else 'are'} late, "
            f"the longest by {_days(max(late))}."
        )
    at_risk = sum(one.status == Rag.AMBER for one in each)
    other_red = sum(one.status == Rag.RED for one in each) - len(late)
    if other_red > 0:
        reasons.append(f"{other_red} more {'has' if other_red == 1 else 'have'} missed milestones.")
    if at_risk:
        reasons.append(f"{at_risk} of {_actions(count)} {'is' if at_risk == 1 else 'are'} at risk.")
    if not reasons:
        return Suggestion(Rag.GREEN, (f"{closed} of {_actions(count)} closed, the others on course.",))
    return Suggestion(Rag.RED if late or other_red > 0 else Rag.AMBER, tuple(reasons))


def suggest_for_impact(measures: Sequence[MeasureFacts], *, limits: Limits) -> Suggestion:
    """The light for what is different for children: every linked measure against its path, at its latest figure."""
    if not measures:
        return Suggestion(
            Rag.NOT_RECORDED, ("No measure of success has an indicator and a goal, so the figures cannot say.",)
        )
    found: list[tuple[Rag, str]] = []
    for facts in measures:
        if facts.latest is None:
            found.append((Rag.AMBER, f"{facts.name}: there is no published figure."))
            continue
        month, value = facts.latest
        wanted = facts.wanted(month)
        said = f"{facts.name}: {facts.shown(value)} in {month.long}"
        if facts.has_reached_goal:
            found.append((Rag.GREEN, f"{said}, which reaches the goal of {facts.shown(facts.goal)}."))
        elif wanted is None:
            found.append((Rag.GREEN, f"{said}; its path begins in {facts.path[0][0].long}."))
        elif not facts.distance:
            found.append((Rag.GREEN, f"{said}, on its path to {facts.shown(facts.goal)}."))
        else:
            shortfall = facts.shortfall or 0.0
            far = abs(shortfall) > abs(wanted) * limits.tolerance / 100
            found.append((Rag.RED if far else Rag.AMBER, f"{said}, {facts.distance} ({facts.shown(wanted)} by then)."))
    return _worst(found)


def _worst(found: list[tuple[Rag, str]]) -> Suggestion:
    found = sorted(found, key=lambda one: WORST_FIRST.index(one[0]))
    return Suggestion(found[0][0], tuple(reason for _, reason in found))


def _by(due: When) -> str:
    return f"on {due.label}" if due.label[0].isdigit() else f"by the end of {due.label}"


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice", 3: "three times"}.get(count, f"{count} times")


def _actions(count: int) -> str:
    return f"{count} actions" if count != 1 else "1 action"
