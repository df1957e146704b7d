"""How an action or an area stood on a day, read from what was said about it until then. No clock, no database: the
caller has the updates at hand and names the day.
"""

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.enums import Rag, UpdateKind
from actions.models import Action, ActionUpdate, AreaForImprovement, Milestone, MonitoringUpdate
from actions.rag import ActionFacts
from actions.rules import When

SAID_HOW_IT_STANDS = frozenset({UpdateKind.UPDATE, UpdateKind.EDITED, UpdateKind.CLOSED, UpdateKind.REOPENED})


@dataclass(frozen=True)
class Standing:
    """The state of one action: `since` is the day from which it has had this status without a break."""

    status: Rag
    status_reason: str
    since: datetime.date
    due: When
    first_due: When
    moves: int
    evidence: str
    evidence_items: int
    asks_to_close: bool
    entered_on: datetime.date
    last_update_on: datetime.date | None
    is_withdrawn: bool

    @property
    def has_evidence(self) -> bool:
        return bool(self.evidence or self.evidence_items)

    @property
    def moved_words(self) -> str:
        """How often its date was moved; nothing for a date that stands as it was."""
        times = {0: "", 1: "Moved once", 2: "Moved twice", 3: "Moved three times"}
        return times.get(self.moves, f"Moved {self.moves} times")


@dataclass(frozen=True)
class AreaStanding:
    """The two lights of one area, with what was written about each, and since when each has had its colour."""

    progress: Rag = Rag.NOT_RECORDED
    progress_reason: str = ""
    progress_commentary: str = ""
    progress_since: datetime.date | None = None
    impact: Rag = Rag.NOT_RECORDED
    impact_reason: str = ""
    impact_commentary: str = ""
    impact_since: datetime.date | None = None
    further_action: str = ""
    recorded_on: datetime.date | None = None


def standing_of(updates: Iterable[ActionUpdate], as_at: datetime.date | None = None) -> Standing | None:
    """The state that these updates leave on a day, or after all of them; None before the first.

    Give it only what the reader may see: then it says what that reader may know.
    """
    said = sorted(
        (update for update in updates if as_at is None or update.on <= as_at),
        key=lambda update: (update.on, update.number),
    )
    if not said:
        return None
    last, first = said[-1], min(said, key=lambda update: update.number)
    since, reason = last.on, ""
    for update in reversed(said):
        if update.status != last.status:
            break
        since, reason = update.on, reason or update.status_reason
    heard = [update.on for update in said if update.kind in SAID_HOW_IT_STANDS]
    return Standing(
        status=Rag(last.status),
        status_reason=reason,
        since=since,
        due=last.due,
        first_due=first.due,
        moves=sum(before.due != after.due for before, after in itertools.pairwise(said)),
        evidence=next((update.evidence for update in reversed(said) if update.evidence), ""),
        evidence_items=sum(len(update.evidence_items.all()) for update in said),
        asks_to_close=last.asks_to_close,
        entered_on=said[0].on,
        last_update_on=max(heard, default=None),
        is_withdrawn=last.kind == UpdateKind.WITHDRAWN,
    )


def area_standing(updates: Iterable[MonitoringUpdate], as_at: datetime.date | None = None) -> AreaStanding:
    """The two lights that these updates leave on a day, or after all of them; nothing recorded before the first."""
    said = sorted(
        (update for update in updates if as_at is None or update.on <= as_at),
        key=lambda update: (update.on, update.number),
    )
    if not said:
        return AreaStanding()
    last = said[-1]
    return AreaStanding(
        progress=Rag(last.progress_status),
        progress_reason=last.progress_reason,
        progress_commentary=last.progress_commentary,
        progress_since=_since(said, "progress_status"),
        impact=Rag(last.impact_status),
        impact_reason=last.impact_reason,
        impact_commentary=last.impact_commentary,
        impact_since=_since(said, "impact_status"),
        further_action=last.further_action,
        recorded_on=last.on,
    )


def facts_of(
    standing: Standing,
    *,
    as_at: datetime.date,
    milestones: Iterable[Milestone] = (),
    owner_left: bool = False,
) -> ActionFacts:
    """What the rules need to know of an action in this state on a day."""
    missed = tuple(
        f"{one.text}, by {one.due.label}"
        for one in milestones
        if one.due_on < as_at and (one.reached_on is None or one.reached_on > as_at)
    )
    return ActionFacts(
        due=standing.due,
        status=standing.status,
        first_due=standing.first_due,
        moves=standing.moves,
        has_evidence=standing.has_evidence,
        asks_to_close=standing.asks_to_close,
        last_update_on=standing.last_update_on,
        entered_on=standing.entered_on,
        missed=missed,
        owner_left=owner_left,
    )


def owner_left(action: Action) -> bool:
    """Whether the account beside the action is closed."""
    return action.owner_account is not None and not action.owner_account.is_active


def seen(updates: Iterable[ActionUpdate], *, published_only: bool) -> list[ActionUpdate]:
    """Of the updates at hand those that a reader may know: all of them, or what is published."""
    return [update for update in updates if update.published_at or not published_only]


def area_seen(area: AreaForImprovement, *, published_only: bool) -> list[MonitoringUpdate]:
    """Of the monitoring at hand what a reader may know: all of it, or what is published."""
    return [one for one in area.monitoring_updates.all() if one.published_at or not published_only]


def _since(said: Sequence[MonitoringUpdate], field: str) -> datetime.date:
    since = said[-1].on
    for update in reversed(said):
        if getattr(update, field) != getattr(said[-1], field):
            break
        since = update.on
    return since
