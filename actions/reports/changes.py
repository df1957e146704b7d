"""What changed in a plan between two days, such as two meetings: what got better and worse, is new, closed or put off,
and what was said meanwhile. Made of the two states and the updates between them.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from actions.enums import Rag, UpdateKind
from actions.models import ActionUpdate, Inspection
from actions.reports.state import ActionState, AreaState, PlanState, plan_state

MOST_SAID = 2
# From best to worst. What is not recorded is neither better nor worse than anything.
ORDER = (Rag.BLUE, Rag.GREEN, Rag.AMBER, Rag.RED)


@dataclass(frozen=True)
class Said:
    """One thing that was said about an action between the days."""

    on: datetime.date
    by: str
    done: str
    next_step: str
    due_reason: str
    status_reason: str


@dataclass(frozen=True)
class ActionChange:
    """One action that is not as it was: what changed in words, whether for the better, and what was said meanwhile."""

    action: ActionState
    before: ActionState | None
    direction: str
    """better, worse, or nothing."""
    words: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def newest(self) -> tuple[Said, ...]:
        """The last things said, the newest first; the page of the action has the rest."""
        return self.said[: -MOST_SAID - 1 : -1]

    @property
    def more(self) -> int:
        """How many things were said before those."""
        return max(0, len(self.said) - MOST_SAID)


@dataclass(frozen=True)
class AreaChange:
    """An area with what changed in it: its lights in words, and its actions."""

    area: AreaState
    words: tuple[str, ...]
    actions: tuple[ActionChange, ...]


@dataclass(frozen=True)
class ChangesReport:
    """The whole page: from the end of one day to the end of another."""

    since: datetime.date
    until: datetime.date
    areas: tuple[AreaChange, ...]
    withdrawn: tuple[ActionState, ...]
    better: int
    worse: int
    new: int
    closed: int
    put_off: int
    newly_late: int
    untouched: int

    @property
    def lines(self) -> tuple[tuple[AreaChange, ActionChange | None], ...]:
        """One line an action that changed, with its area; one for an area whose lights alone did."""
        return tuple((area, change) for area in self.areas for change in area.actions or (None,))

    def of_lines(self, lines: Iterable[tuple[AreaChange, ActionChange | None]]) -> "ChangesReport":
        """The report with these lines only, for a page of it. What it says in one sentence stays that of the whole."""
        areas: dict[int, AreaChange] = {}
        for area, change in lines:
            so_far = areas.get(area.area.pk) or replace(area, actions=())
            areas[area.area.pk] = replace(so_far, actions=(*so_far.actions, *([change] if change else [])))
        return replace(self, areas=tuple(areas.values()))

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        if not self.areas and not self.withdrawn:
            return "Nothing has changed."
        found = [
            (self.closed, "closed as complete"),
            (self.better, "got better"),
            (self.worse, "got worse"),
            (self.newly_late, "became late"),
            (self.put_off, "put off to a later date"),
            (self.new, "new"),
            (len(self.withdrawn), "withdrawn"),
        ]
        parts = [f"{count} {words}" for count, words in found if count]
        still = f"Nothing was said about {self.untouched} of the open actions." if self.untouched else ""
        return " ".join(part for part in (f"Actions: {', '.join(parts)}." if parts else "", still) if part)


def changes_between(
    inspections: "QuerySet[Inspection]", since: datetime.date, after: PlanState, *, published_only: bool
) -> ChangesReport:
    """What lies between the end of `since` and the state `after`. Nine queries.

    The public is told what was done; who wrote it stands there for officers only.
    """
    before = plan_state(inspections, as_at=since, published_only=published_only)
    updates = ActionUpdate.objects.filter(
        on__gt=since, on__lte=after.as_at, action__area__in=[area.pk for area in after.areas]
    )
    if published_only:
        updates = updates.filter(published_at__isnull=False)
    return changes(before, after, updates, shows_people=not published_only)


def changes(
    before: PlanState, after: PlanState, updates: "QuerySet[ActionUpdate]", *, shows_people: bool
) -> ChangesReport:
    """What lies between two states; `updates` are those between them that the reader may see. One query."""
    said = _said(updates, shows_people)
    earlier = {action.pk: action for action in before.actions}
    areas_before = {area.pk: area for area in before.areas}
    found: dict[int, list[ActionChange]] = defaultdict(list)
    untouched = 0
    for action in after.actions:
        change = _change(action, earlier.get(action.pk), said.get(action.pk, ()))
        if change.words or change.said:
            found[action.area.pk].append(change)
        elif action.is_open:
            untouched += 1
    areas = []
    for area in after.areas:
        words = _area_words(area, areas_before.get(area.pk))
        if words or found[area.pk]:
            areas.append(AreaChange(area, words, tuple(found[area.pk])))
    all_changes = [change for changes in found.values() for change in changes]
    there = {action.pk for action in after.actions}
    return ChangesReport(
        since=before.as_at,
        until=after.as_at,
        areas=tuple(areas),
        withdrawn=tuple(action for action in before.actions if action.pk not in there),
        better=sum(change.direction == "better" and change.action.is_open for change in all_changes),
        worse=sum(change.direction == "worse" for change in all_changes),
        new=sum(change.before is None for change in all_changes),
        closed=sum(
            not change.action.is_open and (change.before is None or change.before.is_open) for change in all_changes
        ),
        put_off=sum(
            change.before is not None and change.action.due.day > change.before.due.day for change in all_changes
        ),
        newly_late=sum(_became_late(change.action, change.before) for change in all_changes),
        untouched=untouched,
    )


def _change(action: ActionState, before: ActionState | None, said: tuple[Said, ...]) -> ActionChange:
    words = []
    if before is None:
        words.append(f"New, {action.status.label.lower()}, due {action.due.label}")
    else:
        if before.status != action.status:
            verb = "Opened again" if not before.is_open else "Closed as complete" if not action.is_open else "Status"
            words.append(f"{verb}: from {before.status.label.lower()} to {action.status.label.lower()}")
        if before.due != action.due:
            words.append(f"Date moved from {before.due.label} to {action.due.label}")
        if _became_late(action, before):
            words.append(f"Became late: it was due {action.due.label}")
        if action.asks_to_close and not before.asks_to_close:
            words.append("Done, says its owner; a reviewer is asked to close it")
    return ActionChange(action, before, _direction(before, action), tuple(words), said)


def _became_late(action: ActionState, before: ActionState | None) -> bool:
    return before is not None and action.days_late > 0 and not before.days_late


def _direction(before: ActionState | None, after: ActionState) -> str:
    if before is None or before.status not in ORDER or after.status not in ORDER or before.status == after.status:
        return ""
    return "better" if ORDER.index(after.status) < ORDER.index(before.status) else "worse"


def _area_words(area: AreaState, before: AreaState | None) -> tuple[str, ...]:
    words = []
    for name in ("progress", "impact"):
        was = getattr(before, name) if before else Rag.NOT_RECORDED
        now = getattr(area, name)
        if was != now:
            words.append(f"{name.capitalize()}: from {was.label.lower()} to {now.label.lower()}")
    return tuple(words)


def _said(updates: "QuerySet[ActionUpdate]", shows_people: bool) -> dict[int, tuple[Said, ...]]:
    found: dict[int, list[Said]] = defaultdict(list)
    rows = updates.exclude(kind=UpdateKind.CREATED).order_by("action_id", "number")
    for row in rows.values_list("action_id", "on", "by__full_name", "done", "next_step", "due_reason", "status_reason"):
        if any(row[3:]):
            by = (row[2] or "") if shows_people else ""
            found[row[0]].append(Said(row[1], by, *row[3:]))
    return {key: tuple(said) for key, said in found.items()}
