"""The numbers that readers see beside items, 7 and 7(a), and the times at which items are reached. Pure.

Neither is stored: both come of the order of the items, their depth, and the minutes that the officer allows for each.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase


@dataclass(frozen=True)
class Attendee:
    """Somebody invited for an item, and for which organisation, as the agenda prints them."""

    name: str
    organisation: str = ""


def numbers(depths: Iterable[int]) -> tuple[str, ...]:
    """The number of each item in order: 1, 2 for depth 0, and 2(a), 2(b) for depth 1 below item 2.

    A sub-item with nothing above it to belong to counts as an item of its own.
    """
    found = []
    whole, part = 0, 0
    for depth in depths:
        if depth and whole:
            part += 1
            found.append(f"{whole}({_letters(part)})")
        else:
            whole, part = whole + 1, 0
            found.append(str(whole))
    return tuple(found)


def anchor(number: str) -> str:
    """The number as it can stand in an address: 7(a) gives 7a."""
    return "".join(letter for letter in number if letter.isalnum())


def block(depths: Sequence[int], place: int) -> range:
    """The places, counted from 0, that move together with the one at `place`: an item with its sub-items."""
    end = place + 1
    if not depths[place]:
        while end < len(depths) and depths[end]:
            end += 1
    return range(place, end)


def times(
    start: datetime.time | None, plan: Iterable[tuple[datetime.time | None, int | None]]
) -> tuple[datetime.time | None, ...]:
    """When each item is reached, from the start of the meeting and the plan: each item's own time, and its minutes.

    An item's own time wins. Nothing is known after an item without minutes, until one has a time of its own; and
    where no item has either, the officer wants no timings, so every answer is None.
    """
    plan = tuple(plan)
    if not any(own or minutes for own, minutes in plan):
        return tuple(None for _ in plan)
    reached = []
    now = start
    for own, minutes in plan:
        now = own or now
        reached.append(now)
        now = _later(now, minutes) if now and minutes is not None else None
    return tuple(reached)


def attendees(lines: str) -> tuple[Attendee, ...]:
    """The people of a text with one a line: the name, then after the first comma the organisation."""
    found = []
    for line in lines.splitlines():
        name, _, organisation = line.partition(",")
        if name.strip():
            found.append(Attendee(" ".join(name.split()), " ".join(organisation.split())))
    return tuple(found)


def _later(time: datetime.time, minutes: int) -> datetime.time | None:
    """The time so many minutes on; none past midnight, which no running order needs."""
    total = time.hour * 60 + time.minute + minutes
    return datetime.time(total // 60, total % 60) if total < 24 * 60 else None


def _letters(count: int) -> str:
    """a to z, then aa to zz."""
    first, last = divmod(count - 1, 26)
    return (ascii_lowercase[(first - 1) % 26] if first else "") + ascii_lowercase[last]
