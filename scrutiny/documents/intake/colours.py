"""The colours that a page paints with, as far as they can be known, and whether a picture lets anything through."""

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream

from scrutiny.documents.intake.fonts import number_of, numbers

Colour = tuple[float, float, float] | None  # None: not known (a pattern, a picture)

BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
LARGEST_MASK = 4_000_000  # pixels


def colour_of(operands: Sequence[Object]) -> Colour:
    values = [min(max(number_of(value) or 0.0, 0.0), 1.0) for value in operands]
    if len(values) == 1:
        return (values[0],) * 3
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        return tuple((1 - ink) * (1 - values[3]) for ink in values[:3])  # type: ignore[return-value]
    return None


def space_of(resources: Dictionary, operands: Sequence[Object]) -> tuple[str, Colour]:
    """A colour space as what matters here: how its numbers are read, and the colour that it starts with."""
    name = operands[0] if operands else None
    if name in (Name.DeviceGray, Name.DeviceRGB, Name.DeviceCMYK, Name.G, Name.RGB, Name.CMYK):
        return "/Device", BLACK
    found = resource(resources, "/ColorSpace", operands)
    kind = str(found[0]) if isinstance(found, Array) and len(found) else str(found if found is not None else name)
    if kind in ("/ICCBased", "/CalRGB", "/CalGray", "/DeviceGray", "/DeviceRGB", "/DeviceCMYK"):
        return "/Device", BLACK
    return kind, None


def colour_in(space: str, operands: Sequence[Object]) -> Colour:
    if space.startswith("/Device"):
        return colour_of(operands)
    values = [number_of(value) for value in operands]
    # A spot colour without any ink is the paper.
    return WHITE if space in ("/Separation", "/DeviceN") and values and not any(values) else None


def is_opaque(picture: Stream) -> bool:
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


def resource(resources: Dictionary, kind: str, operands: Sequence[Object]) -> Object | None:
    """What a page calls by a name."""
    found = resources.get(kind)
    name = operands[0] if operands else None
    return found.get(str(name)) if isinstance(found, Dictionary) and isinstance(name, Name) else None
