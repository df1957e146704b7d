"""What a plan file would do to a plan: what is new, changed and missing, said before anything is done. A frozen object;
the preview shows it, and operations.importing does what it says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from actions.enums import Rag
from actions.importer.heads import Column, TakenColumn
from actions.importer.plan_file import ActionRow, AreaRows, PlanFile, plain, same
from actions.reports.state import ActionState, AreaState, PlanState
from actions.rules import RuleError, When, check_due
from scrutiny.problems import Problem, ProblemsError


@dataclass(frozen=True)
class FieldChange:
    """One field with what is stored and what the file says."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ActionChange:
    """One action of the file: new where `now` is None, unchanged where nothing differs."""

    row: ActionRow
    now: ActionState | None
    changes: tuple[FieldChange, ...]

    @property
    def is_new(self) -> bool:
        return self.now is None


@dataclass(frozen=True)
class AreaChange:
    """One area of the file with its actions, on the same terms."""

    rows: AreaRows
    now: AreaState | None
    changes: tuple[FieldChange, ...]
    new_measures: tuple[str, ...]
    actions: tuple[ActionChange, ...]

    @property
    def is_new(self) -> bool:
        return self.now is None

    @property
    def heading(self) -> str:
        if self.now is not None:
            return self.now.heading
        return f"Area {self.rows.number}" if self.rows.number else self.rows.text[:80]

    @property
    def does_something(self) -> bool:
        return self.is_new or bool(self.changes or self.new_measures or any(self.actions_that_change))

    @property
    def actions_that_change(self) -> tuple[ActionChange, ...]:
        return tuple(action for action in self.actions if action.is_new or action.changes)


@dataclass(frozen=True)
class ImportPreview:
    """The whole of it. What is missing from the file stays in the plan as it is."""

    areas: tuple[AreaChange, ...]
    missing_areas: tuple[AreaState, ...]
    missing_actions: tuple[ActionState, ...]
    columns: tuple[tuple[str, tuple[TakenColumn, ...]], ...]
    notes: tuple[str, ...]

    @property
    def new_areas(self) -> int:
        return sum(area.is_new for area in self.areas)

    @property
    def changed_areas(self) -> int:
        return sum(not area.is_new and bool(area.changes or area.new_measures) for area in self.areas)

    @property
    def new_actions(self) -> int:
        return sum(action.is_new for area in self.areas for action in area.actions)

    @property
    def changed_actions(self) -> int:
        return sum(bool(action.changes) for area in self.areas for action in area.actions)

    @property
    def same_actions(self) -> int:
        return sum(not action.is_new and not action.changes for area in self.areas for action in area.actions)

    @property
    def does_nothing(self) -> bool:
        return not any(area.does_something for area in self.areas)

    @property
    def sentence(self) -> str:
        """What it does, in one sentence."""
        counts = (
            (self.new_areas, "new area"),
            (self.changed_areas, "changed area"),
            (self.new_actions, "new action"),
            (self.changed_actions, "changed action"),
            (self.same_actions, "action as it was"),
        )
        found = [f"{count} {_plural(words, count)}" for count, words in counts if count]
        return f"{', '.join(found)}." if found else "Nothing."


def preview(
    file: PlanFile,
    state: PlanState,
    *,
    measures: Mapping[int, Collection[str]],
    timescales: Collection[str],
    started: When | None,
    can_close: bool,
) -> ImportPreview:
    """Compare a file with the plan as it stands. An empty cell says nothing, and changes nothing.

    `measures` are the texts by the key of their area, `timescales` the names that the framework has. Areas are found
    by number, or by their words where they have none; actions by the key of an export, or by their words. Raises
    ProblemsError with all that cannot be done, each with its row.
    """
    problems: list[Problem] = []
    of_area = state.of_area()
    by_key = {action.pk: action for action in state.actions}
    names = {plain(name): name for name in timescales}
    areas = []
    for rows in file.areas:
        now = _find_area(rows, state)
        if now is None and not rows.text:
            problems.append(
                Problem(
                    f"{rows.name.capitalize()} is new, and has no words.",
                    rows.where,
                    "Say under 'Area for improvement' what the inspectorate asked for.",
                )
            )
        if rows.timescale and plain(rows.timescale) not in names:
            known = ", ".join(timescales) or "none: choose the framework of the inspection first"
            problems.append(
                Problem(
                    f"{rows.timescale[:60]!r} is no timescale of this plan.",
                    rows.where,
                    f"The timescales are: {known}.",
                )
            )
        there = of_area.get(now.pk, []) if now else []
        actions = []
        for row in rows.actions:
            action = _find_action(row, there, by_key, problems)
            change = ActionChange(row, action, _action_changes(row, action) if action else ())
            _check(change, started, can_close, problems)
            actions.append(change)
        known_measures = measures.get(now.pk, ()) if now else ()
        areas.append(
            AreaChange(
                rows=rows,
                now=now,
                changes=_area_changes(rows, now, names) if now else (),
                new_measures=tuple(
                    text for text in rows.measures if not any(same(text, one) for one in known_measures)
                ),
                actions=tuple(actions),
            )
        )
    if problems:
        raise ProblemsError(problems)
    found_areas = {area.now.pk for area in areas if area.now}
    found_actions = {action.now.pk for area in areas for action in area.actions if action.now}
    return ImportPreview(
        areas=tuple(areas),
        missing_areas=tuple(area for area in state.areas if area.pk not in found_areas),
        missing_actions=tuple(
            action for action in state.actions if action.area.pk in found_areas and action.pk not in found_actions
        ),
        columns=file.columns,
        notes=file.notes,
    )


def _find_area(rows: AreaRows, state: PlanState) -> AreaState | None:
    for area in state.areas:
        if rows.number is not None and area.number == rows.number:
            return area
        if rows.number is None and same(area.text, rows.text):
            return area
    return None


def _find_action(
    row: ActionRow, there: list[ActionState], by_key: Mapping[int, ActionState], problems: list[Problem]
) -> ActionState | None:
    if row.key is None:
        return next((action for action in there if same(action.text, row.text)), None)
    found = by_key.get(row.key)
    if found is None:
        problems.append(
            Problem(
                f"Its key {row.key} is of no action in this plan.", row.where, "Empty the key, if the action is new."
            )
        )
    elif found not in there:
        problems.append(
            Problem(
                f"Its key {row.key} is of an action of {found.area.heading}.",
                row.where,
                "An action stays with its area. To add it here as a new one, empty the key.",
            )
        )
        return None
    return found


def _action_changes(row: ActionRow, now: ActionState) -> tuple[FieldChange, ...]:
    said_status = row.status if row.status != Rag.NOT_RECORDED else now.status
    pairs = (
        (Column.ACTION, now.text, row.text if row.key is not None else now.text),
        (Column.DUE, now.due.label, row.due.label),
        (Column.OWNER, now.owner, row.owner),
        (Column.STATUS, now.status.label, said_status.label),
        (Column.EVIDENCE, now.evidence, row.evidence or now.evidence),
        (Column.DONE, now.done, row.done or now.done),
    )
    return tuple(FieldChange(column.value, old, new) for column, old, new in pairs if _lines(old) != _lines(new))


def _area_changes(rows: AreaRows, now: AreaState, timescales: Mapping[str, str]) -> tuple[FieldChange, ...]:
    agencies = ", ".join(sorted(rows.agencies))
    pairs = (
        (Column.AREA, now.text, rows.text),
        (Column.LEAD, now.lead, rows.lead),
        (Column.TIMESCALE, now.timescale, timescales.get(plain(rows.timescale), "")),
        (Column.AGENCIES, ", ".join(sorted(now.agencies)), agencies),
        (Column.LINKED_PLANS, now.linked_plans, rows.linked_plans),
        (Column.OUTCOME, now.expected_outcome, rows.outcome),
    )
    return tuple(
        FieldChange(column.value, old, new) for column, old, new in pairs if new and _lines(old) != _lines(new)
    )


def _check(change: ActionChange, started: When | None, can_close: bool, problems: list[Problem]) -> None:
    row, now = change.row, change.now
    try:
        check_due(row.due, started)
    except RuleError as broken:
        problems.append(Problem(str(broken), row.where))
    if now is not None and not now.is_open:
        if change.changes:
            labels = ", ".join(one.label.lower() for one in change.changes)
            problems.append(
                Problem(
                    f"It is closed as complete, and the file has another {labels}.",
                    row.where,
                    "A reviewer opens it again on its page, or the file gives it as stored.",
                )
            )
    elif row.status == Rag.BLUE and not can_close:
        problems.append(
            Problem(
                "The file says that the action is complete, and only a reviewer closes one.",
                row.where,
                "Let a reviewer import the file, or choose another status.",
            )
        )


def _lines(text: str) -> list[str]:
    """Lines without their spaces: how a spreadsheet breaks them is no change."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _plural(words: str, count: int) -> str:
    if count == 1:
        return words
    return words.replace("action as it was", "actions as they were") if "as it was" in words else f"{words}s"
