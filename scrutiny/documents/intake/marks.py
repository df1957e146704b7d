"""What is on a page once it is painted: letters, and what may cover them; and the state in which they are painted."""

from dataclasses import dataclass

from scrutiny.documents.intake.colours import BLACK, Colour
from scrutiny.documents.intake.fonts import Font
from scrutiny.documents.intake.geometry import EVERYWHERE, IDENTITY, Box, Matrix, Point


@dataclass(slots=True)
class Letter:
    """One letter: its middle line from left to right as two points, its height, and how it is drawn."""

    text: str
    low: Point
    high: Point
    start: Point
    end: Point
    size: float
    colour: Colour
    is_drawn: bool
    in_hidden_layer: bool
    clip: Box


@dataclass(slots=True)
class Cover:
    """A shape or picture: its box, its outline where it is no upright rectangle, its colour, and whether it hides."""

    box: Box
    outline: list[list[Point]] | None
    colour: Colour
    is_picture: bool
    hides: bool = True


@dataclass
class State:
    """The graphics state."""

    matrix: Matrix = IDENTITY
    clip: Box = EVERYWHERE
    fill: Colour = BLACK
    stroke: Colour = BLACK
    fill_space: str = "/DeviceGray"
    stroke_space: str = "/DeviceGray"
    alpha: float = 1.0
    stroke_alpha: float = 1.0
    is_plain: bool = True  # neither a blend mode nor a soft mask
    width: float = 1.0
    font: Font | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
