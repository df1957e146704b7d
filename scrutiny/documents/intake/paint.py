"""Reads what a page paints, in order: each letter with its place and colour, and each opaque shape or picture.

It follows the graphics state as far as hiding needs it: transformations, clipping (as a rectangle), fill colours,
opacity, layers, forms within forms. What it does not follow errs towards being seen as hidden, which an officer then
looks at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from scrutiny.documents.intake.colours import Colour, colour_in, colour_of, is_opaque, resource, space_of
from scrutiny.documents.intake.fonts import Font, number_of, numbers
from scrutiny.documents.intake.geometry import (
    IDENTITY,
    Box,
    Matrix,
    Point,
    box_of,
    curve,
    intersection,
    multiply,
    shapes,
    transform,
)  # fmt: skip
from scrutiny.documents.intake.marks import Cover, Letter, State

DEEPEST = 12
OPAQUE, TRANSPARENT = 0.8, 0.08
THICK = 4.0  # points: a line as thick as this can hide a word
LONGEST_CONTENT = 8 << 20  # bytes of one page or form; some hundred times what a full page needs


class TooMuch(Exception):
    """The page paints more than may be looked at."""


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
                    self._graphics_state(state, resource(resources, "/ExtGState", operands))
                case "g" | "rg" | "k":
                    state.fill, state.fill_space = colour_of(operands), "/Device"
                case "G" | "RG" | "K":
                    state.stroke, state.stroke_space = colour_of(operands), "/Device"
                case "cs":
                    state.fill_space, state.fill = space_of(resources, operands)
                case "CS":
                    state.stroke_space, state.stroke = space_of(resources, operands)
                case "sc" | "scn":
                    state.fill = colour_in(state.fill_space, operands)
                case "SC" | "SCN":
                    state.stroke = colour_in(state.stroke_space, operands)
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
                        _extend(path, curve(here, *points))
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
                    self._draw(resource(resources, "/XObject", operands), resources, state, above, in_hidden)
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
                    state.font = self._font(resource(resources, "/Font", operands))
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
        for box, outline in shapes(path):
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
            box, shape = next(shapes([outline]))
            colour = state.fill if drawn.get("/ImageMask") is True else None
            self._cover(
                intersection(box, state.clip), shape, colour, state, hidden,
                is_picture=True, is_opaque=is_opaque(drawn),
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
            box, shape = next(shapes([outline]))
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


def _property(resources: Dictionary, operand: Object) -> Object | None:
    return resource(resources, "/Properties", [operand]) if isinstance(operand, Name) else operand
