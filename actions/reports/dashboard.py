"""The dashboard of action plans: counts by status, timescale, lead and agency, each leading to the list it counts; what
is late, due soon, waiting or silent; and the oldest reds. All from a PlanState, as frozen objects.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from actions.enums import Rag
from actions.reports.state import ActionState, AreaState, PlanState, days

NOBODY, NO_TIMESCALE, NO_AGENCY = "Nobody named", "No timescale", "No partner agency"
DUE_SOON_DAYS, QUIET_DAYS, MANY_MOVES, OLDEST = 28, 60, 3, 10


@dataclass(frozen=True)
class Cell:
    """A count with the query that lists what it counts."""

    count: int
    query: str


@dataclass(frozen=True)
class CountRow:
    """One line of a table of counts: a name, a cell a status in the order of the enum, how many are late, and all."""

    name: str
    of_status: tuple[tuple[Rag, Cell], ...]
    late: Cell
    total: Cell


@dataclass(frozen=True)
class CountTable:
    """Counts of actions by something. `key` is its name in queries; an action of two agencies counts for both."""

    key: str
    title: str
    head: str
    rows: tuple[CountRow, ...]
    note: str = ""


@dataclass(frozen=True)
class Light:
    """How many areas have one status, as progress and as impact."""

    status: Rag
    progress: Cell
    impact: Cell


@dataclass(frozen=True)
class Figure:
    """One number at the top of the page, with what it counts in words."""

    count: int
    words: str
    query: str
    is_bad: bool = False


@dataclass(frozen=True)
class OldRed:
    """One red action with how long, how far, and how often it was put off."""

    action: ActionState
    since: datetime.date
    days_red: int

    @property
    def red_words(self) -> str:
        return f"red for {days(self.days_red)}" if self.days_red else "red since today"


@dataclass(frozen=True)
class Dashboard:
    """The whole page."""

    as_at: datetime.date
    plans: tuple[tuple[str, str], ...]
    plan: str
    areas: int
    actions: int
    statuses: tuple[Rag, ...]
    status_cells: tuple[tuple[Rag, Cell], ...]
    figures: tuple[Figure, ...]
    lights: tuple[Light, ...]
    tables: tuple[CountTable, ...]
    oldest_reds: tuple[OldRed, ...]
    reds: int


def dashboard(
    state: PlanState, *, since: dict[int, datetime.date], plans: tuple[tuple[str, str], ...], plan: str = ""
) -> Dashboard:
    """The page from the state of some plans. `since` says from when reds have been red (state.red_since), `plans` are
    (slug, title) of all that the person may see, and `plan` the slug of the one that is looked at, or nothing.
    """
    base = {"plan": plan} if plan else {}
    actions = state.actions

    by_status = Counter(action.status for action in actions)
    reds = [action for action in actions if action.status == Rag.RED]
    return Dashboard(
        as_at=state.as_at,
        plans=plans,
        plan=plan,
        areas=len(state.areas),
        actions=len(actions),
        statuses=tuple(Rag),
        status_cells=tuple(
            (status, Cell(by_status[status], urlencode({**base, "status": status.value}))) for status in Rag
        ),
        figures=_figures(actions, base),
        lights=tuple(
            Light(
                status,
                Cell(sum(area.progress == status for area in state.areas), urlencode({**base, "progress": status})),
                Cell(sum(area.impact == status for area in state.areas), urlencode({**base, "impact": status})),
            )
            for status in Rag
        ),
        tables=(
            _table("timescale", "By timescale", "Timescale", actions, base, lambda one: (timescale_of(one.area),)),
            _table("lead", "By lead", "Lead", actions, base, lambda action: (lead_of(action.area),)),
            _table(
                "agency", "By partner agency", "Agency", actions, base, lambda action: agencies_of(action.area),
                note="An action on which several agencies work counts once for each.",
            ),
        ),
        oldest_reds=oldest_reds(reds, since)[:OLDEST],
        reds=len(reds),
    )  # fmt: skip


def oldest_reds(reds: Iterable[ActionState], since: dict[int, datetime.date]) -> tuple[OldRed, ...]:
    """Those that have been red longest first; of the same day those that are latest."""
    found = [
        OldRed(action, since[action.pk], (action.as_at - since[action.pk]).days)
        for action in reds
        if action.pk in since
    ]
    return tuple(sorted(found, key=lambda red: (red.since, -red.action.days_late, red.action.pk)))


def timescale_of(area: AreaState) -> str:
    return area.timescale or NO_TIMESCALE


def lead_of(area: AreaState) -> str:
    return area.lead or NOBODY


def agencies_of(area: AreaState) -> tuple[str, ...]:
    return area.agencies or (NO_AGENCY,)


def is_due_soon(action: ActionState) -> bool:
    return action.is_open and 0 <= action.days_left <= DUE_SOON_DAYS


def is_quiet(action: ActionState) -> bool:
    """Nobody has said anything about it for a long time."""
    return action.is_open and (action.as_at - action.said_on).days >= QUIET_DAYS


def _figures(actions: tuple[ActionState, ...], base: dict[str, str]) -> tuple[Figure, ...]:
    def figure(words: str, wanted: Callable[[ActionState], bool], key: str, *, is_bad: bool = False) -> Figure:
        count = sum(1 for action in actions if wanted(action))
        return Figure(count, words, urlencode({**base, "only": key}), is_bad and count > 0)

    return (
        figure("late", lambda action: action.days_late > 0, "late", is_bad=True),
        figure(f"due within {DUE_SOON_DAYS} days", is_due_soon, "soon"),
        figure("wait for a reviewer", lambda action: action.is_open and action.asks_to_close, "review"),
        figure(f"date moved {MANY_MOVES} times or more", lambda action: action.moves >= MANY_MOVES, "moved"),
        figure(f"no word for {QUIET_DAYS} days", is_quiet, "quiet"),
    )


def _table(
    key: str,
    title: str,
    head: str,
    actions: tuple[ActionState, ...],
    base: dict[str, str],
    names: Callable[[ActionState], tuple[str, ...]],
    note: str = "",
) -> CountTable:
    counts: dict[str, Counter[Rag]] = {}
    late: Counter[str] = Counter()
    for action in actions:
        for name in names(action):
            counts.setdefault(name, Counter())[action.status] += 1
            late[name] += action.days_late > 0
    unnamed = {NOBODY, NO_TIMESCALE, NO_AGENCY}
    rows = []
    for name in sorted(counts, key=lambda name: (name in unnamed, name.casefold())):
        query = {**base, key: name}
        rows.append(
            CountRow(
                name=name,
                of_status=tuple(
                    (status, Cell(counts[name][status], urlencode({**query, "status": status.value}))) for status in Rag
                ),
                late=Cell(late[name], urlencode({**query, "only": "late"})),
                total=Cell(counts[name].total(), urlencode(query)),
            )
        )
    return CountTable(key, title, head, tuple(rows), note)
