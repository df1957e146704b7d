"""Status badges: every member of a status enum has one word, one shape and one colour. A missing member raises.

The shape carries the meaning for those who do not see the colour, and in black and white print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

COLOURS = {"grey", "green", "teal", "blue", "light-blue", "purple", "magenta", "red", "orange", "yellow"}
SHAPES = {"circle", "square", "diamond", "triangle-up", "triangle-down", "tick", "ring", "half", "none"}


@dataclass(frozen=True)
class Badge:
    """What a status looks like: its word, the colour of its tag, and a shape."""

    word: str
    colour: str
    shape: str = "none"

    def __post_init__(self) -> None:
        if self.colour not in COLOURS or self.shape not in SHAPES:
            raise ValueError(f"no such look: {self.colour} {self.shape}")


# By kind and name, because members of two text enums are equal when their texts are.
_badges: dict[tuple[type[Enum], str], Badge] = {}


def register(badges: Mapping[Enum, Badge]) -> None:
    """Give every member of an enum its badge; forgetting one is an error at once, not on a page later."""
    kinds = {type(member) for member in badges}
    for kind in kinds:
        missing = [member for member in kind if member not in badges]
        if missing:
            raise ValueError(f"{kind.__name__} has no badge for {', '.join(map(str, missing))}")
    _badges.update({(type(member), member.name): badge for member, badge in badges.items()})


def badge_of(member: Enum) -> Badge:
    """The badge of a status. Raises KeyError with the status where nobody registered one."""
    try:
        return _badges[type(member), member.name]
    except KeyError:
        raise KeyError(f"{member!r} has no badge: register one") from None
