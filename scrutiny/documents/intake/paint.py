"""Reads what a page paints, in order: each letter with its place and colour, and each opaque shape or picture.

It follows the graphics state as far as hiding needs it: transformations, clipping (as a rectangle), fill colours,
opacity, layers, forms within forms. What it does not follow errs towards being seen as hidden, which an officer then
looks at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream, String

from scrutiny.documents.intake.fonts import Font, number_of, numbers

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Point = tuple[float, float]
Colour = tuple[float, float, float] | None  # None: not known (a pattern, a picture)

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
DEEPEST = 12
MOST_POINTS = 3_000
OPAQUE, TRANSPARENT = 0.8, 0.08
THICK = 4.0  # points: a line as thick as this can hide a word
LONGEST_CONTENT = 8 << 20  # bytes of one page or form; some hundred times what a full page needs
LARGEST_MASK = 4_000_000  # pixels


class TooMuch(Exception):
    """The page paints more than may be looked at."""


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


@dataclass
class Painter:
    """Walks the content of one page. `budget` is the number of operators left for the whole file."""

    hidden_layers: set[tuple[int, int]]
    budget: list[int]
    marks: list[Letter | Cover] = field(default_factory=list)
    hides_drawings: bool = False
    _fonts: dict[tuple[int, int], Font] = field(default_factory=dict)

    def page(self, page: pikepdf.Page) -> list[Letter | Cover]:
        """Everything painted on the page, in order. Raises TooMuch, or PdfError where it cannot be read."""
        self.marks = []
        resources = page.obj.get("/Resources")
        self._run(page, resources if isinstance(resources, Dictionary) else Dictionary(), State(), (), False)
        return self.marks

    def _run(
        self, content: Object | pikepdf.Page, resources: Dictionary, state: State, above: tuple, hidden: bool
    ) -> None:
        stack: list[State] = []
        layers: list[bool] = []
        path: list[list[Point]] = []
        clips = False
        here: Point = (0.0, 0.0)
        text: Matrix = IDENTITY
        line: Matrix = IDENTITY
        if _length(content) > LONGEST_CONTENT:
            raise TooMuch
        instructions = pikepdf.parse_content_stream(content)
        self.budget[0] -= len(instructions)
        if self.budget[0] < 0:
            raise TooMuch
        for instruction in instructions:
            operator = str(instruction.operator)
            operands: Any = instruction.operands
            in_hidden = hidden or any(layers)
            match operator:
                case "q":
                    stack.append(replace(state))
                    if len(stack) > 500:
                        raise TooMuch
                case "Q":
                    state = stack.pop() if stack else state
                case "cm":
                    state.matrix = multiply(_matrix(operands), state.matrix)
                case "w":
                    state.width = _number(operands, 0)
                case "gs":
                    self._graphics_state(state, _resource(resources, "/ExtGState", operands))
                case "g" | "rg" | "k":
                    state.fill, state.fill_space = _colour(operands), "/Device"
                case "G" | "RG" | "K":
                    state.stroke, state.stroke_space = _colour(operands), "/Device"
                case "cs":
                    state.fill_space, state.fill = _space(resources, operands)
                case "CS":
                    state.stroke_space, state.stroke = _space(resources, operands)
                case "sc" | "scn":
                    state.fill = _space_colour(state.fill_space, operands)
                case "SC" | "SCN":
                    state.stroke = _space_colour(state.stroke_space, operands)
                case "m":
                    here = _at(state, operands, 0)
                    path.append([here])
                case "l":
                    here = _at(state, operands, 0)
                    _extend(path, [here])
                case "c" | "v" | "y":
                    count = len(operands) // 2
                    points = [_at(state, operands, 2 * place) for place in range(count)]
                    if operator == "v":
                        points.insert(0, here)
                    elif operator == "y":
                        points.append(points[-1])
                    if len(points) == 3:
                        _extend(path, _curve(here, *points))
                        here = points[-1]
                case "h":
                    if path and path[-1]:
                        here = path[-1][0]
                case "re":
                    x, y, wide, high = (_number(operands, place) for place in range(4))
                    corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
                    path.append([transform(state.matrix, corner) for corner in corners])
                    here = path[-1][0]
                case "W" | "W*":
                    clips = True
                case "n" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s":
                    if operator in {"f", "F", "f*", "B", "B*", "b", "b*"}:
                        self._fill(path, state, in_hidden)
                    elif operator in {"S", "s"}:
                        self._stroke(path, state, in_hidden)
                    if clips and path:
                        state.clip = intersection(state.clip, box_of([point for part in path for point in part]))
                    path, clips = [], False
                case "sh":
                    self._cover(state.clip, None, None, state, in_hidden)
                case "Do":
                    self._draw(_resource(resources, "/XObject", operands), resources, state, above, in_hidden)
                case "INLINE IMAGE":
                    self._inline(operands, state, in_hidden)
                case "BDC" | "BMC":
                    is_layer = operator == "BDC" and len(operands) > 1 and operands[0] == Name.OC
                    layers.append(is_layer and self._is_hidden(_property(resources, operands[1])))
                    if len(layers) > 5_000:
                        raise TooMuch
                case "EMC":
                    if layers:
                        layers.pop()
                case "BT":
                    text = line = IDENTITY
                case "Tf":
                    state.font = self._font(_resource(resources, "/Font", operands))
                    state.size = _number(operands, 1)
                case "Tc":
                    state.letter_space = _number(operands, 0)
                case "Tw":
                    state.word_space = _number(operands, 0)
                case "Tz":
                    state.stretch = _number(operands, 0) / 100
                case "TL":
                    state.leading = _number(operands, 0)
                case "Ts":
                    state.rise = _number(operands, 0)
                case "Tr":
                    state.mode = int(_number(operands, 0))
                case "Td" | "TD":
                    if operator == "TD":
                        state.leading = -_number(operands, 1)
                    text = line = multiply((1, 0, 0, 1, _number(operands, 0), _number(operands, 1)), line)
                case "Tm":
                    text = line = _matrix(operands)
                case "T*":
                    text = line = multiply((1, 0, 0, 1, 0, -state.leading), line)
                case "Tj" | "TJ" | "'" | '"':
                    if operator in {"'", '"'}:
                        if operator == '"':
                            state.word_space, state.letter_space = _number(operands, 0), _number(operands, 1)
                        text = line = multiply((1, 0, 0, 1, 0, -state.leading), line)
                    text = self._show(operands, state, text, in_hidden)

    def _show(self, operands: Sequence[Object], state: State, text: Matrix, hidden: bool) -> Matrix:
        """Place every letter of a text operator; gives the text matrix after it."""
        shown = operands[-1] if operands else None
        parts: list[Any] = list(shown) if isinstance(shown, Array) else [shown]
        font = state.font or Font(None)
        draws = state.mode not in (3, 7)
        if state.mode in (1, 5):
            colour, alpha = state.stroke, state.stroke_alpha
        else:
            colour, alpha = state.fill, state.alpha
        is_drawn = draws and alpha > TRANSPARENT
        for part in parts:
            if not isinstance(part, String):
                shift = -(number_of(part) or 0.0) / 1000 * state.size * state.stretch
                text = multiply((1, 0, 0, 1, shift, 0), text)
                continue
            for letters, width, is_space in font.glyphs(bytes(part)):
                matrix = multiply((state.size * state.stretch, 0, 0, state.size, 0, state.rise), text)
                matrix = multiply(matrix, state.matrix)
                start, end = transform(matrix, (0, 0)), transform(matrix, (width, 0))
                low, high = transform(matrix, (width / 2, 0.1)), transform(matrix, (width / 2, 0.5))
                size = ((matrix[2] ** 2 + matrix[3] ** 2) ** 0.5) if state.size else 0.0
                if all(abs(value) < 1e7 for point in (start, end, low, high) for value in point):
                    self.marks.append(
                        Letter(letters, low, high, start, end, size, colour, is_drawn, hidden, state.clip)
                    )
                advance = width * state.size + state.letter_space + (state.word_space if is_space else 0.0)
                text = multiply((1, 0, 0, 1, advance * state.stretch, 0), text)
        if len(self.marks) > 400_000:
            raise TooMuch
        return text

    def _fill(self, path: list[list[Point]], state: State, hidden: bool) -> None:
        for box, outline in _shapes(path):
            self._cover(intersection(box, state.clip), outline, state.fill, state, hidden)

    def _stroke(self, path: list[list[Point]], state: State, hidden: bool) -> None:
        """Thick straight lines hide like boxes."""
        scale = abs(state.matrix[0] * state.matrix[3] - state.matrix[1] * state.matrix[2]) ** 0.5
        half = state.width * scale / 2
        if half * 2 < THICK or state.stroke_alpha < OPAQUE:
            return
        for part in path[:200]:
            for (x0, y0), (x1, y1) in pairwise(part):
                if abs(x0 - x1) < 0.1 or abs(y0 - y1) < 0.1:
                    box = box_of([(x0, y0), (x1, y1)])
                    across = abs(x0 - x1) >= abs(y0 - y1)
                    box = (
                        box[0] - (0 if across else half), box[1] - (half if across else 0),
                        box[2] + (0 if across else half), box[3] + (half if across else 0),
                    )  # fmt: skip
                    stroked = replace(state, alpha=state.stroke_alpha)
                    self._cover(intersection(box, state.clip), None, state.stroke, stroked, hidden)

    def _cover(
        self, box: Box, outline: list[list[Point]] | None, colour: Colour, state: State, hidden: bool,
        *, is_picture: bool = False, is_opaque: bool = True,
    ) -> None:  # fmt: skip
        hides = is_opaque and state.alpha >= OPAQUE and state.is_plain
        if hidden:
            self.hides_drawings = True
        elif box[0] < box[2] and box[1] < box[3] and state.alpha > TRANSPARENT:
            self.marks.append(Cover(box, outline, colour if hides else None, is_picture, hides))

    def _draw(self, drawn: Object | None, resources: Dictionary, state: State, above: tuple, hidden: bool) -> None:
        if not isinstance(drawn, Stream):
            return
        hidden = hidden or self._is_hidden(drawn.get("/OC"))
        if drawn.get("/Subtype") == Name.Image:
            outline = [transform(state.matrix, corner) for corner in ((0, 0), (1, 0), (1, 1), (0, 1))]
            box, shape = next(_shapes([outline]))
            colour = state.fill if drawn.get("/ImageMask") is True else None
            self._cover(
                intersection(box, state.clip), shape, colour, state, hidden,
                is_picture=True, is_opaque=_is_opaque(drawn),
            )  # fmt: skip
            return
        if drawn.get("/Subtype") != Name.Form or drawn.objgen in above or len(above) >= DEEPEST:
            return
        inner = replace(state, matrix=multiply(_matrix(drawn.get("/Matrix")), state.matrix))
        edges = numbers(drawn.get("/BBox"))
        if len(edges) == 4:
            corners = [(edges[x], edges[y]) for x, y in ((0, 1), (2, 1), (2, 3), (0, 3))]
            inner.clip = intersection(inner.clip, box_of([transform(inner.matrix, corner) for corner in corners]))
        own = drawn.get("/Resources")
        self._run(drawn, own if isinstance(own, Dictionary) else resources, inner, (*above, drawn.objgen), hidden)

    def _inline(self, operands: Sequence[Object], state: State, hidden: bool) -> None:
        picture = operands[0] if operands else None
        if isinstance(picture, pikepdf.PdfInlineImage) and not picture.image_mask:
            outline = [transform(state.matrix, corner) for corner in ((0, 0), (1, 0), (1, 1), (0, 1))]
            box, shape = next(_shapes([outline]))
            self._cover(intersection(box, state.clip), shape, None, state, hidden, is_picture=True)

    def _graphics_state(self, state: State, found: Object | None) -> None:
        if not isinstance(found, Dictionary):
            return
        if (alpha := number_of(found.get("/ca"))) is not None:
            state.alpha = alpha
        if (alpha := number_of(found.get("/CA"))) is not None:
            state.stroke_alpha = alpha
        if (width := number_of(found.get("/LW"))) is not None:
            state.width = width
        if "/BM" in found or "/SMask" in found:
            modes = found.get("/BM", Name.Normal)
            mode = modes[0] if isinstance(modes, Array) and len(modes) else modes
            state.is_plain = mode in (Name.Normal, Name.Compatible) and found.get("/SMask", Name("/None")) == "/None"
        font = found.get("/Font")
        if isinstance(font, Array) and len(font) == 2:
            state.font, state.size = self._font(font[0]), number_of(font[1]) or 0.0

    def _font(self, found: Object | None) -> Font:
        if isinstance(found, Dictionary) and found.is_indirect:
            if found.objgen not in self._fonts:
                self._fonts[found.objgen] = Font(found)
            return self._fonts[found.objgen]
        return Font(found)

    def _is_hidden(self, layer: Object | None) -> bool:
        """Whether a layer, or a group of layers, is switched off when the file is opened."""
        if not isinstance(layer, Dictionary):
            return False
        if layer.get("/Type") != Name.OCMD:
            return layer.is_indirect and layer.objgen in self.hidden_layers
        several = layer.get("/OCGs")
        groups: list[Any] = list(several) if isinstance(several, Array) else [several]
        states = [group.objgen not in self.hidden_layers for group in groups[:500] if isinstance(group, Dictionary)]
        policy = str(layer.get("/P", "/AnyOn"))
        if not states:
            return False
        shown = {"/AllOn": all(states), "/AnyOff": not all(states), "/AllOff": not any(states)}
        return not shown.get(policy, any(states))


def _length(content: Object | pikepdf.Page) -> int:
    """How many bytes of operators there are, unpacked."""
    found = content.obj.get("/Contents") if isinstance(content, pikepdf.Page) else content
    streams: list[Any] = list(found) if isinstance(found, Array) else [found]
    return sum(len(stream.read_bytes()) for stream in streams if isinstance(stream, Stream))


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The transformation that does the first, then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def transform(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    return (a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f)


def box_of(points: Sequence[Point]) -> Box:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return (min(xs), min(ys), max(xs), max(ys))


def intersection(first: Box, second: Box) -> Box:
    """Empty boxes have their right edge left of their left one."""
    return (max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3]))


def _shapes(path: list[list[Point]]) -> Iterator[tuple[Box, list[list[Point]] | None]]:
    """A path as upright rectangles where it is made of these, else as one outline."""
    parts = [part for part in path if len(part) > 2]
    if parts and all(_is_upright(part) for part in parts) and len(parts) < 500:
        for part in parts:
            yield box_of(part), None
        return
    points = [point for part in parts for point in part]
    if points and len(points) <= MOST_POINTS:
        yield box_of(points), parts


def _is_upright(part: list[Point]) -> bool:
    corners = part[:-1] if len(part) == 5 and _near(part[0], part[-1]) else part
    if len(corners) != 4:
        return False
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    return all(abs(x0 - x1) < 0.05 or abs(y0 - y1) < 0.05 for (x0, y0), (x1, y1) in sides)


def _near(first: Point, second: Point) -> bool:
    return abs(first[0] - second[0]) < 0.05 and abs(first[1] - second[1]) < 0.05


def _curve(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
    points = []
    for step in (0.2, 0.4, 0.6, 0.8, 1.0):
        rest = 1 - step
        weights = (rest**3, 3 * rest * rest * step, 3 * rest * step * step, step**3)
        points.append(
            (
                sum(weight * point[0] for weight, point in zip(weights, (start, one, two, end), strict=True)),
                sum(weight * point[1] for weight, point in zip(weights, (start, one, two, end), strict=True)),
            )
        )
    return points


def _extend(path: list[list[Point]], points: list[Point]) -> None:
    if path:
        path[-1].extend(points)


def _at(state: State, operands: Sequence[Object], place: int) -> Point:
    return transform(state.matrix, (_number(operands, place), _number(operands, place + 1)))


def _number(operands: Sequence[Object], place: int) -> float:
    return (number_of(operands[place]) or 0.0) if place < len(operands) else 0.0


def _matrix(operands: object) -> Matrix:
    values = [number_of(value) or 0.0 for value in operands] if operands is not None else []  # type: ignore[attr-defined]
    return (values[0], values[1], values[2], values[3], values[4], values[5]) if len(values) == 6 else IDENTITY


def _resource(resources: Dictionary, kind: str, operands: Sequence[Object]) -> Object | None:
    found = resources.get(kind)
    name = operands[0] if operands else None
    return found.get(str(name)) if isinstance(found, Dictionary) and isinstance(name, Name) else None


def _property(resources: Dictionary, operand: Object) -> Object | None:
    return _resource(resources, "/Properties", [operand]) if isinstance(operand, Name) else operand


def _colour(operands: Sequence[Object]) -> Colour:
    values = [min(max(number_of(value) or 0.0, 0.0), 1.0) for value in operands]
    if len(values) == 1:
        return (values[0],) * 3
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        return tuple((1 - ink) * (1 - values[3]) for ink in values[:3])  # type: ignore[return-value]
    return None


def _space(resources: Dictionary, operands: Sequence[Object]) -> tuple[str, Colour]:
    """A colour space as what matters here: how its numbers are read, and the colour that it starts with."""
    name = operands[0] if operands else None
    if name in (Name.DeviceGray, Name.DeviceRGB, Name.DeviceCMYK, Name.G, Name.RGB, Name.CMYK):
        return "/Device", BLACK
    found = _resource(resources, "/ColorSpace", operands)
    kind = str(found[0]) if isinstance(found, Array) and len(found) else str(found if found is not None else name)
    if kind in ("/ICCBased", "/CalRGB", "/CalGray", "/DeviceGray", "/DeviceRGB", "/DeviceCMYK"):
        return "/Device", BLACK
    return kind, None


def _space_colour(space: str, operands: Sequence[Object]) -> Colour:
    if space.startswith("/Device"):
        return _colour(operands)
    values = [number_of(value) for value in operands]
    # A spot colour without any ink is the paper.
    return WHITE if space in ("/Separation", "/DeviceN") and values and not any(values) else None


def _is_opaque(picture: Stream) -> bool:
    """Whether a picture hides what is below it."""
    wide, high = number_of(picture.get("/Width")) or 0, number_of(picture.get("/Height")) or 0
    is_stencil = picture.get("/ImageMask") is True
    mask = picture if is_stencil else picture.get("/SMask")
    if mask is None:
        return not isinstance(picture.get("/Mask"), Array | Stream)
    if not isinstance(mask, Stream) or wide * high > LARGEST_MASK:
        return False
    try:
        content = mask.read_bytes()
    except PdfError:
        return False
    if is_stencil:
        inverted = numbers(picture.get("/Decode"))[:1] == [1.0]
        return not content.strip(b"\xff" if inverted else b"\x00")
    return bool(content) and min(content) >= 250
