"""Points, boxes and paths on a page, in points from its lower left corner. Pure."""

from collections.abc import Iterator, Sequence

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
MOST_POINTS = 3_000


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


def shapes(path: list[list[Point]]) -> Iterator[tuple[Box, list[list[Point]] | None]]:
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


def curve(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
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
