"""Writes to an agenda: its items and what each says. Their order is in order.py."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from panels.item_fields import EDITABLE, FOR_OFFICERS, LABELS, StaleItem, as_text
from panels.models import AgendaItem, Meeting
from panels.operations.places import PARKED, Row, parent_of, rows_of, save_rows
from panels.operations.withheld import keep_withheld, withheld_from_above
from panels.rules import NotAllowed
from panels.running_order import block, numbers
from scrutiny.history import events_on, record
from scrutiny.models import User


@transaction.atomic
def add_item(
    *,
    by: User,
    meeting: Meeting,
    title: str,
    text: str = "",
    before: AgendaItem | None = None,
    after: AgendaItem | None = None,
    under: AgendaItem | None = None,
    **fields: Any,
) -> AgendaItem:
    """Add an item: at the end; before or after another, as deep as that one; or under one, as its last sub-item.

    `fields` are others of the item's own. Raises NotAllowed where the item to stand beside is on the agenda no more.
    """
    _check_fields(fields.keys() - {"kind"})
    lock_agenda(meeting)
    rows = rows_of(meeting)
    place, depth = _place(rows, before=before, after=after, under=under)
    owed = {"owed_since": timezone.now()} if fields.get("owed_by") else {}
    item = AgendaItem.objects.create(
        meeting=meeting, position=PARKED * 2, title=title, text=text, depth=depth, **fields, **owed
    )
    rows.insert(place, Row(item.pk, depth))
    save_rows(rows)
    touch_agenda(meeting)
    facts = {name: as_text(value) for name, value in fields.items() if value}
    number = numbers(row.depth for row in rows)[place]
    record(by=by, action="add item", on=item, meeting=str(meeting), title=title, text=text, number=number, **facts)
    return AgendaItem.objects.get(pk=item.pk)


@transaction.atomic
def edit_item(*, by: User, item: AgendaItem, version: int, **fields: Any) -> AgendaItem:
    """Change what an item says. Unknown fields raise.

    Raises StaleItem if somebody saved other words since `version`: nothing of theirs is ever overwritten unseen.
    """
    _check_fields(fields.keys())
    lock_agenda(item.meeting)
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if current.removed_at:
        raise NotAllowed(
            "This item was removed from the agenda while you were writing. Put it back first, then save again."
        )
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    if current.version != version:
        _check_not_stale(current, version, fields)
        return current
    before = {name: as_text(getattr(current, name)) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    if "owed_by" in changed:
        current.owed_since = timezone.now() if current.owed_by else None
    current.version += 1
    current.save(update_fields=[*changed, "owed_since", "version"])
    if changed.keys() - FOR_OFFICERS:
        touch_agenda(current.meeting)
    after = {name: as_text(value) for name, value in changed.items()}
    record(by=by, action="edit item", on=current, before=before, after=after, version=current.version)
    return current


@transaction.atomic
def remove_item(*, by: User, item: AgendaItem) -> None:
    """Take an item, its sub-items and all their papers off the agenda. Nothing is destroyed: see `restore_item`."""
    lock_agenda(item.meeting)
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if current.removed_at:
        return
    rows = rows_of(item.meeting)
    place = [row.pk for row in rows].index(current.pk)
    taken = block([row.depth for row in rows], place)
    number = numbers(row.depth for row in rows)[place]
    along = [rows[taken_place].pk for taken_place in taken[1:]]
    withheld = withheld_from_above(item.meeting)
    now = timezone.now()
    AgendaItem.objects.filter(pk=current.pk).update(removed_at=now, removed_by=by)
    AgendaItem.objects.filter(pk__in=along).update(removed_at=now, removed_by=by, removed_with=current)
    save_rows(rows[: taken.start] + rows[taken.stop :])
    keep_withheld(by=by, meeting=item.meeting, before=withheld, besides=along)
    touch_agenda(item.meeting)
    record(by=by, action="remove item", on=current, title=current.title, number=number, sub_items=along)


@transaction.atomic
def restore_item(*, by: User, item: AgendaItem) -> str:
    """Put a removed item back where it stood, as nearly as the agenda allows, with the sub-items that went with it.

    Returns its number.
    """
    lock_agenda(item.meeting)
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    rows = rows_of(item.meeting)
    if not current.removed_at:
        return numbers(row.depth for row in rows)[[row.pk for row in rows].index(current.pk)]
    along = list(AgendaItem.objects.filter(removed_with=current).order_by("position").values_list("pk", "depth"))
    back = [Row(current.pk, current.depth), *(Row(pk, depth) for pk, depth in along)]
    place = min(current.position - 1, len(rows))
    while not current.depth and place < len(rows) and rows[place].depth:
        place += 1  # not between an item and its sub-items
    for number, row in enumerate(back):
        AgendaItem.objects.filter(pk=row.pk).update(
            removed_at=None, removed_by=None, removed_with=None, position=PARKED * 2 + number
        )
    rows[place:place] = back
    save_rows(rows)
    touch_agenda(item.meeting)
    number_now = numbers(row.depth for row in rows)[place]
    record(by=by, action="restore item", on=current, title=current.title, number=number_now)
    return number_now


def lock_agenda(meeting: Meeting) -> None:
    """Let one change to an agenda happen at a time: the meeting's row is held until the transaction ends."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)


def touch_agenda(meeting: Meeting) -> None:
    """Say that the agenda, or a paper on it, is no longer what it was."""
    Meeting.objects.filter(pk=meeting.pk).update(agenda_version=F("agenda_version") + 1)


def last_editor(subject: AgendaItem) -> str:
    """Who last changed this, as the history has it; nobody's name where it has none."""
    event = events_on(subject).first()
    return event.by.full_name if event and event.by else ""


def _check_fields(names: Any) -> None:
    unknown = set(names) - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")


def _check_not_stale(current: AgendaItem, version: int, fields: Mapping[str, Any]) -> None:
    """Raise StaleItem unless the person changed nothing since the version that they had before them."""
    saved = {name: as_text(getattr(current, name)) for name in LABELS}
    base = dict(saved)
    editors = []
    for event in events_on(current).filter(action="edit item"):
        if event.facts["version"] <= version:
            break
        base |= event.facts["before"]
        editors.append(event.by.full_name if event.by else "")
    typed = {name: as_text(value) for name, value in fields.items()}
    if any(typed[name] not in (base[name], saved[name]) for name in typed):
        raise StaleItem(saved_by=next(iter(editors), ""), version=current.version, base=base, saved=saved, typed=typed)


def _place(
    rows: list[Row], *, before: AgendaItem | None, after: AgendaItem | None, under: AgendaItem | None
) -> tuple[int, int]:
    """The place, counted from 0, and the depth of a new item."""
    beside = before or after or under
    if beside is None:
        return len(rows), 0
    order = [row.pk for row in rows]
    if beside.pk not in order:
        raise NotAllowed(f"“{beside.title}” was taken off the agenda meanwhile, so choose another place.")
    place = order.index(beside.pk)
    if before:
        return place, rows[place].depth
    if under:
        place = parent_of(rows, place)
        return block([row.depth for row in rows], place).stop, 1
    return block([row.depth for row in rows], place).stop, rows[place].depth
