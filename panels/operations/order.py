"""Writes to the order of an agenda: up, down, in, out, and to any place. An item moves with its sub-items."""

from collections.abc import Callable

from django.db import transaction

from panels.models import AgendaItem
from panels.operations.agenda import lock_agenda, touch_agenda
from panels.operations.places import Row, parent_of, rows_of, save_rows
from panels.operations.withheld import keep_withheld, withheld_from_above
from panels.rules import NotAllowed
from panels.running_order import block, numbers
from scrutiny.history import record
from scrutiny.models import User

Change = Callable[[list[Row], int], list[Row]]


def step_item(*, by: User, item: AgendaItem, steps: int) -> str:
    """Move an item one place up (-1) or down (+1) from wherever it stands now; returns its number.

    An item steps over another with all its sub-items. A sub-item steps out of one item into the next.
    """
    return _move(by, item, _up if steps < 0 else _down)


def indent_item(*, by: User, item: AgendaItem) -> str:
    """Make an item a sub-item of the one above it, with its own sub-items; returns its number, such as 7(a)."""
    return _move(by, item, _indent)


def outdent_item(*, by: User, item: AgendaItem) -> str:
    """Make a sub-item an item of its own, after the item that it belonged to; returns its number."""
    return _move(by, item, _outdent)


def place_item(*, by: User, item: AgendaItem, before: AgendaItem | None) -> str:
    """Move an item to stand before another, or at the end where there is none; returns its number.

    Among the sub-items of another it becomes one itself.
    """

    def place(rows: list[Row], old: int) -> list[Row]:
        moved, rest = _take(rows, old)
        if before is None:
            return rest + moved
        order = [row.pk for row in rest]
        if before.pk in {row.pk for row in moved}:
            return rows
        if before.pk not in order:
            raise NotAllowed(f"“{before.title}” was taken off the agenda meanwhile. Choose another place.")
        new = order.index(before.pk)
        if rest[new].depth:
            moved = [Row(row.pk, 1) for row in moved]
        return [*rest[:new], *moved, *rest[new:]]

    return _move(by, item, place)


@transaction.atomic
def _move(by: User, item: AgendaItem, change: Change) -> str:
    lock_agenda(item.meeting)
    rows = rows_of(item.meeting)
    order = [row.pk for row in rows]
    if item.pk not in order:
        raise NotAllowed("This item was removed from the agenda, so it cannot be moved. Put it back first.")
    old = order.index(item.pk)
    number_before = numbers(row.depth for row in rows)[old]
    new_rows = change(list(rows), old)
    new_rows[0] = Row(new_rows[0].pk, 0)
    number = numbers(row.depth for row in new_rows)[[row.pk for row in new_rows].index(item.pk)]
    if new_rows != rows:
        withheld = withheld_from_above(item.meeting)
        save_rows(new_rows)
        keep_withheld(by=by, meeting=item.meeting, before=withheld)
        touch_agenda(item.meeting)
        record(by=by, action="move item", on=item, title=item.title, number_before=number_before, number=number)
    return number


def _take(rows: list[Row], place: int) -> tuple[list[Row], list[Row]]:
    """The rows that move together, and the rest."""
    moving = block([row.depth for row in rows], place)
    return rows[moving.start : moving.stop], rows[: moving.start] + rows[moving.stop :]


def _up(rows: list[Row], place: int) -> list[Row]:
    if not place:
        return rows
    moved, rest = _take(rows, place)
    new = place - 1 if rows[place].depth else parent_of(rows, place - 1)
    return [*rest[:new], *moved, *rest[new:]]


def _down(rows: list[Row], place: int) -> list[Row]:
    moved, rest = _take(rows, place)
    if place >= len(rest):
        return rows
    new = place + 1 if rows[place].depth else block([row.depth for row in rest], place).stop
    return [*rest[:new], *moved, *rest[new:]]


def _indent(rows: list[Row], place: int) -> list[Row]:
    if not place:
        raise NotAllowed("The first item has none above it to belong to, so it cannot be a sub-item.")
    rows[place] = Row(rows[place].pk, 1)
    return rows


def _outdent(rows: list[Row], place: int) -> list[Row]:
    if not rows[place].depth:
        return rows
    end = block([row.depth for row in rows], parent_of(rows, place)).stop
    row = Row(rows[place].pk, 0)
    return [*rows[:place], *rows[place + 1 : end], row, *rows[end:]]
