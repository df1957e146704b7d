"""Writes to an agenda: its items, their order, and what each says."""

from django.db import transaction
from django.db.models import Case, F, Max, Value, When
from django.utils import timezone

from panels.models import AgendaItem, Meeting
from panels.rules import NotAllowed, StaleEdit
from scrutiny.history import events_on, record
from scrutiny.models import User

EDITABLE = frozenset({"title", "text"})
# Out of the way while items change places: the database allows no two at one place, not even for a moment.
PARKED = 1_000_000


@transaction.atomic
def add_item(*, by: User, meeting: Meeting, title: str, text: str = "", before: AgendaItem | None = None) -> AgendaItem:
    """Add an item at the end, or before another one that stands on the same agenda."""
    lock_agenda(meeting)
    order = _order(meeting)
    item = AgendaItem.objects.create(meeting=meeting, position=PARKED * 2, title=title, text=text)
    place = order.index(before.pk) if before else len(order)
    _put_in_order([*order[:place], item.pk, *order[place:]])
    touch_agenda(meeting)
    record(by=by, action="add item", on=item, meeting=str(meeting), title=title, text=text, number=place + 1)
    return AgendaItem.objects.get(pk=item.pk)


@transaction.atomic
def edit_item(*, by: User, item: AgendaItem, version: int, **fields: str) -> AgendaItem:
    """Change what an item says. Raises StaleEdit if it was saved by somebody since `version`; unknown fields raise."""
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
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
        raise StaleEdit(
            saved_by=last_editor(current), saved={name: getattr(current, name) for name in sorted(EDITABLE)}
        )
    before = {name: getattr(current, name) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    current.version += 1
    current.save(update_fields=[*changed, "version"])
    touch_agenda(current.meeting)
    record(by=by, action="edit item", on=current, before=before, after=changed)
    return current


@transaction.atomic
def move_item(*, by: User, item: AgendaItem, to: int) -> int:
    """Move an item to a number on the agenda (1 is the first; numbers beyond the ends mean the ends).

    Returns the number that it has now.
    """
    lock_agenda(item.meeting)
    order = _order(item.meeting)
    if item.pk not in order:
        raise NotAllowed("This item was removed from the agenda, so it cannot be moved. Put it back first.")
    old = order.index(item.pk) + 1
    new = min(max(to, 1), len(order))
    if new != old:
        order.remove(item.pk)
        order.insert(new - 1, item.pk)
        _put_in_order(order)
        touch_agenda(item.meeting)
        record(by=by, action="move item", on=item, title=item.title, number_before=old, number=new)
    return new


@transaction.atomic
def step_item(*, by: User, item: AgendaItem, steps: int) -> int:
    """Move an item up (-1) or down (+1) from wherever it stands now; returns its number."""
    lock_agenda(item.meeting)
    order = _order(item.meeting)
    if item.pk not in order:
        raise NotAllowed("This item was removed from the agenda, so it cannot be moved. Put it back first.")
    return move_item(by=by, item=item, to=order.index(item.pk) + 1 + steps)


@transaction.atomic
def remove_item(*, by: User, item: AgendaItem) -> None:
    """Take an item and its papers off the agenda. Nothing is destroyed: `restore_item` puts them back."""
    lock_agenda(item.meeting)
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if current.removed_at:
        return
    order = _order(item.meeting)
    current.removed_at, current.removed_by = timezone.now(), by
    current.save(update_fields=["removed_at", "removed_by"])
    _put_in_order([pk for pk in order if pk != current.pk])
    touch_agenda(item.meeting)
    record(by=by, action="remove item", on=current, title=current.title, number=order.index(current.pk) + 1)


@transaction.atomic
def restore_item(*, by: User, item: AgendaItem) -> int:
    """Put a removed item back where it stood, as nearly as the agenda allows; returns its number."""
    lock_agenda(item.meeting)
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    order = _order(item.meeting)
    if not current.removed_at:
        return order.index(current.pk) + 1
    place = min(current.position, len(order) + 1)
    current.removed_at = current.removed_by = None
    current.position = PARKED * 2
    current.save(update_fields=["removed_at", "removed_by", "position"])
    _put_in_order([*order[: place - 1], current.pk, *order[place - 1 :]])
    touch_agenda(item.meeting)
    record(by=by, action="restore item", on=current, title=current.title, number=place)
    return place


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


def _order(meeting: Meeting) -> list[int]:
    return list(AgendaItem.objects.filter(meeting=meeting).on_agenda().values_list("pk", flat=True))


def _put_in_order(order: list[int]) -> None:
    standing = AgendaItem.objects.filter(pk__in=order)
    highest = standing.aggregate(highest=Max("position"))["highest"] or 0
    standing.update(position=F("position") + highest + PARKED)
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(order, start=1)]
    if places:
        standing.update(position=Case(*places))
