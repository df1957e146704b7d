"""The list that a count on the dashboard leads to: actions narrowed by what the address says, and the person's own."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.enums import Rag
from actions.reports import dashboard
from actions.reports.state import ActionState, AreaState, PlanState

ONLY: dict[str, tuple[str, Callable[[ActionState], bool]]] = {
    "late": ("late", lambda action: action.days_late > 0),
    "soon": (f"due within {dashboard.DUE_SOON_DAYS} days", dashboard.is_due_soon),
    "review": ("waiting for a reviewer", lambda action: action.is_open and action.asks_to_close),
    "moved": (
        f"with a date moved {dashboard.MANY_MOVES} times or more",
        lambda action: action.moves >= dashboard.MANY_MOVES,
    ),
    "quiet": (f"without a word for {dashboard.QUIET_DAYS} days", dashboard.is_quiet),
    "open": ("open", lambda action: action.is_open),
}


AREAS_NARROWED_BY = ("plan", "timescale", "lead", "agency", "progress", "impact")
NARROWED_BY = ("status", "only", *AREAS_NARROWED_BY)


@dataclass(frozen=True)
class Choice:
    """One value that the list can be narrowed by."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Narrowing:
    """One way to narrow the list, with its values."""

    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ActionList:
    """The list: what it is narrowed by, in words, and the actions, most pressing first."""

    as_at: datetime.date
    words: str
    narrowings: tuple[Narrowing, ...]
    is_narrowed: bool
    actions: tuple[ActionState, ...]


@dataclass(frozen=True)
class Mine:
    """What one person has to do with the plans: own actions, led areas, and what waits for a review."""

    as_at: datetime.date
    late: tuple[ActionState, ...]
    soon: tuple[ActionState, ...]
    later: tuple[ActionState, ...]
    done: tuple[ActionState, ...]
    waiting: tuple[ActionState, ...]
    led: tuple[tuple[AreaState, tuple[ActionState, ...]], ...]
    reviews: tuple[ActionState, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.soon or self.later or self.done or self.waiting or self.led or self.reviews)


@dataclass(frozen=True)
class AreaLine:
    """One area with how many of its actions there are, and how many are late."""

    area: AreaState
    actions: int
    late: int


@dataclass(frozen=True)
class AreaList:
    """The list of areas: what it is narrowed by, in words, and the areas in the order of their plans."""

    as_at: datetime.date
    words: str
    narrowings: tuple[Narrowing, ...]
    is_narrowed: bool
    areas: tuple[AreaLine, ...]


_STATUSES = {status.value: status.label for status in Rag}
_AREA_KEYS: dict[str, tuple[str, Callable[[AreaState], tuple[str, ...]], dict[str, str]]] = {
    "timescale": ("Timescale", lambda area: (dashboard.timescale_of(area),), {}),
    "lead": ("Lead", lambda area: (dashboard.lead_of(area),), {}),
    "agency": ("Partner agency", dashboard.agencies_of, {}),
    "progress": ("Progress of the area", lambda area: (area.progress.value,), _STATUSES),
    "impact": ("Impact of the area", lambda area: (area.impact.value,), _STATUSES),
}
_ACTION_KEYS: dict[str, tuple[str, Callable[[ActionState], tuple[str, ...]], dict[str, str]]] = {
    "status": ("Status", lambda one: (one.status.value,), _STATUSES),
    "only": (
        "Only those",
        lambda one: tuple(key for key, (_, test) in ONLY.items() if test(one)),
        {key: words for key, (words, _) in ONLY.items()},
    ),
}


def action_list(state: PlanState, query: Mapping[str, str], plans: tuple[tuple[str, str], ...]) -> ActionList:
    """The actions that the query asks for. A value that means nothing narrows to nothing, and is named."""
    keys: dict[str, Any] = {
        "plan": ("Plan", lambda one: (one.area.plan.slug,), dict(plans)),
        **_ACTION_KEYS,
        **{key: (label, _of_its_area(values), labels) for key, (label, values, labels) in _AREA_KEYS.items()},
    }
    found, words, narrowings = _narrowed(state.actions, query, keys)
    found.sort(key=lambda action: (not action.is_open, action.due.day, action.pk))
    return ActionList(state.as_at, words, narrowings, bool(words), tuple(found))


def area_list(state: PlanState, query: Mapping[str, str], plans: tuple[tuple[str, str], ...]) -> AreaList:
    """The areas that the query asks for, on the same terms."""
    keys: dict[str, Any] = {"plan": ("Plan", lambda area: (area.plan.slug,), dict(plans)), **_AREA_KEYS}
    found, words, narrowings = _narrowed(state.areas, query, keys)
    of_area = state.of_area()
    lines = (
        AreaLine(area, len(of_area.get(area.pk, ())), sum(one.days_late > 0 for one in of_area.get(area.pk, ())))
        for area in found
    )
    return AreaList(state.as_at, words, narrowings, bool(words), tuple(lines))


def _of_its_area(values: Callable[[AreaState], tuple[str, ...]]) -> Callable[[ActionState], tuple[str, ...]]:
    return lambda action: values(action.area)


def _narrowed(
    rows: Sequence[Any], query: Mapping[str, str], keys: Mapping[str, Any]
) -> tuple[list[Any], str, tuple[Narrowing, ...]]:
    """The rows that the query leaves, what it asks for in words, and the choices that there are."""
    found, said, narrowings = list(rows), [], []
    for key, (label, values, labels) in keys.items():
        chosen = query.get(key, "")
        there = {value for row in rows for value in values(row)}
        names = {value: labels.get(value, value) for value in labels or sorted(there, key=str.casefold)}
        if chosen:
            found = [row for row in found if chosen in values(row)]
            said.append(f"{label.lower()}: {names.get(chosen, chosen[:60])}")
        choices = tuple(
            Choice(value, name, value == chosen) for value, name in names.items() if value in there or value == chosen
        )
        narrowings.append(Narrowing(key, label, choices))
    return found, "; ".join(said), tuple(narrowings)


def mine(state: PlanState, *, account: int, reviews: bool) -> Mine:
    """What the person with this account owns and leads; with `reviews`, all that waits for a reviewer too."""
    own = sorted(
        (action for action in state.actions if action.owner_pk == account), key=lambda one: (one.due.day, one.pk)
    )
    open_ones = [action for action in own if action.is_open and not action.asks_to_close]
    of_area = state.of_area()
    return Mine(
        as_at=state.as_at,
        late=tuple(action for action in open_ones if action.days_late),
        soon=tuple(action for action in open_ones if dashboard.is_due_soon(action)),
        later=tuple(action for action in open_ones if action.days_left > dashboard.DUE_SOON_DAYS),
        done=tuple(action for action in own if not action.is_open),
        waiting=tuple(action for action in own if action.is_open and action.asks_to_close),
        led=tuple((area, tuple(of_area.get(area.pk, ()))) for area in state.areas if area.lead_pk == account),
        reviews=tuple(action for action in state.actions if action.is_open and action.asks_to_close) if reviews else (),
    )
