"""The places of the items on an agenda, read and written anew. The operations that use this hold the lock."""

from typing import NamedTuple

from django.db.models import Case, F, Max, Value, When

from panels.models import AgendaItem, Meeting

# Out of the way while items change places: the database allows no two at one place, not even for a moment.
PARKED = 1_000_000


class Row(NamedTuple):
    """An item in the order of the agenda: its key, and 1 where it is a sub-item."""

    pk: int
    depth: int


def rows_of(meeting: Meeting) -> list[Row]:
    """The items that stand, in order."""
    standing = AgendaItem.objects.filter(meeting=meeting).on_agenda()
    return [Row(*row) for row in standing.values_list("pk", "depth")]


def parent_of(rows: list[Row], place: int) -> int:
    """The place of the item that the one at `place` belongs to: its own where it is no sub-item."""
    while place and rows[place].depth:
        place -= 1
    return place


def save_rows(rows: list[Row]) -> None:
    """Write places and depths as they stand in the list. The first item is no sub-item: there is nothing above it."""
    if not rows:
        return
    rows[0] = Row(rows[0].pk, 0)
    standing = AgendaItem.objects.filter(pk__in=[row.pk for row in rows])
    highest = standing.aggregate(highest=Max("position"))["highest"] or 0
    standing.update(position=F("position") + highest + PARKED)
    standing.update(
        position=Case(*(When(pk=row.pk, then=Value(place)) for place, row in enumerate(rows, start=1))),
        depth=Case(When(pk__in=[row.pk for row in rows if row.depth], then=Value(1)), default=Value(0)),
    )
