"""Writes to a panel's standing items: what every new agenda starts with."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from panels.models import Panel, StandingItem
from panels.operations.places import PARKED
from panels.rules import StaleEdit
from scrutiny.history import events_on, record
from scrutiny.models import User

EDITABLE = frozenset({"title", "text", "kind"})


@transaction.atomic
def add_standing_items(*, by: User, panel: Panel, items: Iterable[Mapping[str, str]]) -> list[StandingItem]:
    """Add items after those that are there. Each has a `title`, and may have `text` and `kind`."""
    count = len(_order(panel))
    added = []
    for place, fields in enumerate(items, start=count + 1):
        _check_fields(fields)
        item = StandingItem.objects.create(panel=panel, position=place, **fields)
        record(by=by, action="add standing item", on=item, panel=panel.name, **fields)
        added.append(item)
    return added


@transaction.atomic
def edit_standing_item(*, by: User, item: StandingItem, version: int, **fields: str) -> StandingItem:
    """Change one; agendas that exist stay as they are. Raises StaleEdit if it was saved by somebody since `version`."""
    _check_fields(fields)
    _order(item.panel)
    current = StandingItem.objects.get(pk=item.pk)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    if current.version != version:
        event = events_on(current).first()
        raise StaleEdit(
            saved_by=event.by.full_name if event and event.by else "",
            saved={"title": current.title, "text": current.text, "kind": current.get_kind_display()},
        )
    before = {name: getattr(current, name) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    record(by=by, action="edit standing item", on=current, before=before, after=changed)
    return current


@transaction.atomic
def step_standing_item(*, by: User, item: StandingItem, steps: int) -> int:
    """Move one up (-1) or down (+1); returns its place from 1."""
    order = _order(item.panel)
    old = order.index(item.pk)
    new = min(max(old + steps, 0), len(order) - 1)
    if new != old:
        order.insert(new, order.pop(old))
        _put_in_order(order)
        record(by=by, action="move standing item", on=item, title=item.title, place_before=old + 1, place=new + 1)
    return new + 1


@transaction.atomic
def remove_standing_item(*, by: User, item: StandingItem) -> None:
    """Start new agendas without it. The history keeps what it said; agendas that exist stay as they are."""
    order = _order(item.panel)
    if item.pk not in order:
        return
    record(
        by=by, action="remove standing item", on=item, panel=item.panel.name, title=item.title, text=item.text,
        kind=item.kind,
    )  # fmt: skip
    StandingItem.objects.filter(pk=item.pk).delete()
    _put_in_order([pk for pk in order if pk != item.pk])


def _order(panel: Panel) -> list[int]:
    """The keys in order, with the panel's row held until the transaction ends, so that one change happens at a time."""
    Panel.objects.select_for_update().get(pk=panel.pk)
    return list(StandingItem.objects.filter(panel=panel).order_by("position").values_list("pk", flat=True))


def _put_in_order(order: list[int]) -> None:
    StandingItem.objects.filter(pk__in=order).update(position=F("position") + PARKED)
    for place, pk in enumerate(order, start=1):
        StandingItem.objects.filter(pk=pk).update(position=place)


def _check_fields(fields: Iterable[str]) -> None:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
