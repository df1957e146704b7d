"""Judges what is painted on a page: which letters a reader cannot see, and why."""

from collections.abc import Iterator, Sequence

from scrutiny.documents.intake.colours import WHITE, Colour
from scrutiny.documents.intake.fonts import UNREADABLE
from scrutiny.documents.intake.geometry import Box, Point, intersection
from scrutiny.documents.intake.marks import Cover, Letter
from scrutiny.documents.intake.observed import Notes, Observed

CELL = 24.0
MOST_CELLS = 400
TINY = 1.5  # points
SCAN = 0.5  # of the page: a picture as large as this is a scan
SAME_COLOUR = 1.2  # contrast ratio below which nobody can read


def note_hidden_text(notes: Notes, number: int, marks: Sequence[Letter | Cover], page: Box) -> bool:
    """Note every run of letters on page `number` that cannot be seen. Says whether any text can be read at all."""
    scan = _is_scan(marks, page)
    reasons = _reasons(marks, page, scan)
    for reason, text in _runs(marks, reasons):
        if reason and any(sign.isalnum() or sign == UNREADABLE for sign in text):
            notes.note(reason, number, _words(text))
    # Text behind a scan is read out by screen readers, hidden though it is.
    readable = {None, Observed.SCAN_TEXT}
    return any(
        reasons.get(place) in readable and mark.text.strip()
        for place, mark in enumerate(marks)
        if isinstance(mark, Letter)
    )


def readable_letters(marks: Sequence[Letter | Cover], page: Box) -> tuple[list[Letter], bool]:
    """The letters that a reader sees, or that a program read in a scan; and whether the page is a scan."""
    scan = _is_scan(marks, page)
    reasons = _reasons(marks, page, scan)
    readable = {None, Observed.SCAN_TEXT}
    letters = [mark for place, mark in enumerate(marks) if isinstance(mark, Letter) and reasons.get(place) in readable]
    return letters, scan


def _reasons(marks: Sequence[Letter | Cover], page: Box, scan: bool) -> dict[int, Observed]:
    """Why letters are not seen, by their place among the marks."""
    reasons: dict[int, Observed] = {}
    letters: dict[tuple[int, int], list[int]] = {}
    covers = _Covers()
    for place, mark in enumerate(marks):
        if isinstance(mark, Letter):
            reason = _reason(mark, page, covers, scan)
            if reason:
                reasons[place] = reason
            if reason in (None, Observed.SCAN_TEXT, Observed.INVISIBLE_TEXT):
                letters.setdefault(_cell(mark.low), []).append(place)
            continue
        # What is drawn later hides what is below. A picture over the whole of a scanned page is the scan itself.
        is_scan = scan and mark.is_picture and _area(intersection(mark.box, page)) >= SCAN * _area(page)
        for cell in _cells(mark.box, letters) if mark.hides else ():
            left = []
            for below in letters[cell]:
                letter = marks[below]
                assert isinstance(letter, Letter)
                if _contains(mark, letter.low) and _contains(mark, letter.high):
                    reasons[below] = Observed.SCAN_TEXT if is_scan else Observed.COVERED_TEXT
                    if is_scan:
                        left.append(below)
                else:
                    left.append(below)
            letters[cell] = left
        covers.add(mark)
    return reasons


def _reason(letter: Letter, page: Box, covers: "_Covers", scan: bool) -> Observed | None:
    middle = ((letter.low[0] + letter.high[0]) / 2, (letter.low[1] + letter.high[1]) / 2)
    if letter.in_hidden_layer:
        return Observed.HIDDEN_LAYER_TEXT
    if not _inside(middle, page, 1.0):
        return Observed.OFF_PAGE_TEXT
    if not letter.is_drawn:
        return Observed.SCAN_TEXT if scan else Observed.INVISIBLE_TEXT
    if not _inside(middle, letter.clip, 1.0):
        return Observed.CLIPPED_TEXT
    if 0 < letter.size < TINY:
        return Observed.TINY_TEXT
    background = covers.colour_at(middle)
    if letter.colour and background and contrast(letter.colour, background) < SAME_COLOUR:
        return Observed.BACKGROUND_TEXT
    return None


def contrast(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    """The contrast ratio of two colours as WCAG defines it: 1 is none, 21 black on white."""
    bright, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[float, float, float]) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


class _Covers:
    """The shapes painted so far, found by place."""

    def __init__(self) -> None:
        self._large: list[tuple[int, Cover]] = []
        self._small: dict[tuple[int, int], list[tuple[int, Cover]]] = {}
        self._count = 0

    def add(self, cover: Cover) -> None:
        self._count += 1
        left, bottom, right, top = (int(edge // CELL) for edge in cover.box)
        if (right - left + 1) * (top - bottom + 1) > MOST_CELLS:
            self._large.append((self._count, cover))
            return
        for column in range(left, right + 1):
            for row in range(bottom, top + 1):
                self._small.setdefault((column, row), []).append((self._count, cover))

    def colour_at(self, point: Point) -> Colour:
        """The colour of what was painted there last; white where nothing was, None where nobody can tell."""
        found: tuple[int, Cover] | None = None
        for several in (self._small.get(_cell(point), []), self._large):
            for number, cover in reversed(several[-200:]):
                if found and number < found[0]:
                    break
                if _contains(cover, point):
                    found = (number, cover)
                    break
        return found[1].colour if found else WHITE


def _is_scan(marks: Sequence[Letter | Cover], page: Box) -> bool:
    """Whether most of the page is pictures."""
    painted = sum(_area(intersection(mark.box, page)) for mark in marks if isinstance(mark, Cover) and mark.is_picture)
    return painted >= SCAN * _area(page)


def _runs(marks: Sequence[Letter | Cover], reasons: dict[int, Observed]) -> Iterator[tuple[Observed | None, str]]:
    """Letters one after another that share a fate, as text with the spaces that a reader would see."""
    reason: Observed | None = None
    text = ""
    before: Letter | None = None
    for place, mark in enumerate(marks):
        if not isinstance(mark, Letter):
            continue
        now = reasons.get(place)
        if not mark.text.strip() and text:
            now = reason  # a space goes with the word before it
        if now is not reason and text:
            yield reason, text
            text = ""
        elif before and text:
            text += _gap(before, mark)
        reason = now
        text += mark.text
        before = mark
    if text:
        yield reason, text


def _gap(before: Letter, after: Letter) -> str:
    away = ((after.start[0] - before.end[0]) ** 2 + (after.start[1] - before.end[1]) ** 2) ** 0.5
    return " " if away > 0.2 * max(before.size, 1.0) else ""


def _words(text: str) -> str:
    unreadable = text.count(UNREADABLE)
    if unreadable > len(text.strip()) / 2:
        return f"({unreadable} signs whose font does not say which letters they are)"
    return text


def _cells(box: Box, filled: dict[tuple[int, int], list[int]]) -> list[tuple[int, int]]:
    left, bottom, right, top = (int(edge // CELL) for edge in box)
    if (right - left + 1) * (top - bottom + 1) > len(filled):
        return [cell for cell in filled if left <= cell[0] <= right and bottom <= cell[1] <= top]
    return [
        (column, row) for column in range(left, right + 1) for row in range(bottom, top + 1) if (column, row) in filled
    ]


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // CELL), int(point[1] // CELL)


def _inside(point: Point, box: Box, slack: float) -> bool:
    return box[0] - slack <= point[0] <= box[2] + slack and box[1] - slack <= point[1] <= box[3] + slack


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _contains(cover: Cover, point: Point) -> bool:
    if not _inside(point, cover.box, 0.0):
        return False
    if cover.outline is None:
        return True
    # Even-odd: how often a ray to the right leaves the shape.
    inside = False
    x, y = point
    for part in cover.outline:
        for (x0, y0), (x1, y1) in zip(part, [*part[1:], part[0]], strict=True):
            if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
                inside = not inside
    return inside
