"""Places in a paper's body, counted in letters: where printed pages begin, where a quoted passage stands. Pure.

A place is the number of letters before it, white space left out: what a renderer or a browser does to spaces and line
ends then makes no difference. Drawings are left out too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from panels.richtext.tree import Element, parse

ANCHORS = (60, 40, 25, 15)  # letters by which a place is recognised, the safest first
CONTEXT = 40  # letters kept on either side of a passage


@dataclass(frozen=True)
class Passage:
    """Some words of a paper, with the letters around them, by which they are found again in another version."""

    quote: str
    before: str = ""
    after: str = ""
    start: int = 0


@dataclass(frozen=True)
class Landmark:
    """Something in a paper that a reader can name: a numbered paragraph, a minute or a heading."""

    id: str
    label: str
    start: int
    end: int


def squeezed(text: str) -> str:
    """The letters alone."""
    return "".join(text.split())


def text_nodes(root: Element) -> Iterator[tuple[Element, str, str]]:
    """Every piece of text in order, as (element, "text" or "tail", the text), outside drawings."""
    if root.tag == "svg":
        return
    if root.text:
        yield root, "text", root.text
    for child in root:
        yield from text_nodes(child)
        if child.tail:
            yield child, "tail", child.tail


def letters(body: str) -> str:
    """All letters of a body, in order."""
    return "".join(squeezed(text) for _, _, text in text_nodes(parse(body))) if body else ""


def page_starts(body: str, pages: Sequence[str]) -> list[int]:
    """Where the second and every further printed page begins, from the letters of each page.

    Screen and paper need not say quite the same: a table's head is printed again on every page, a column may be in
    print only. Places come in order, and none is left out: one that cannot be recognised is put where the page's length
    suggests.
    """
    said = _folded(letters(body))
    folded = [_folded(page) for page in pages]
    starts: list[int] = []
    at = 0
    for page, following in pairwise(folded):
        at = min(max(_end_of_page(said, at, page, following), at), len(said))
        starts.append(at)
    return starts


def section_starts(body: str, name: str) -> list[int]:
    """Where each element of this class begins."""
    root = parse(body)
    found: list[int] = []
    count = 0

    def visit(element: Element) -> None:
        nonlocal count
        if name in element.get("class", "").split():
            found.append(count)
        if element.tag == "svg":
            return
        count += len(squeezed(element.text or ""))
        for child in element:
            visit(child)
            count += len(squeezed(child.tail or ""))

    visit(root)
    return found


def _folded(text: str) -> str:
    """Headings may be printed in capitals. One letter stays one letter, so that places stay places."""
    folded = text.lower()
    return folded if len(folded) == len(text) else text


def _end_of_page(said: str, at: int, page: str, following: str) -> int:
    for length in (30, 20, 12):
        seam = page[-length:] + following[:length]
        found = said.find(seam, at) if len(page) >= length <= len(following) else -1
        if found >= 0:
            return found + length
    end = _first(said, at, (page[-length:] for length in ANCHORS if len(page) >= length))
    start = _first(said, at + 1, (following[:length] for length in ANCHORS[:-1] if len(following) >= length))
    if end is None:
        return at + len(page) if start is None else start[0]
    # What lies between the two may be on screen only. Where it is printed, the page began with a table's head again.
    if start and start[0] > end[1] and said[end[1] : end[1] + ANCHORS[2]] not in following:
        return start[0]
    return end[1]


def _first(said: str, at: int, anchors: Iterator[str]) -> tuple[int, int] | None:
    for anchor in anchors:
        found = said.find(anchor, at)
        if found >= 0:
            return found, found + len(anchor)
    return None


def passage_at(body: str, start: int, end: int) -> Passage:
    """The passage between two places, with what is around it."""
    root = parse(body)
    said = letters(body)
    return Passage(
        quote=_words_between(root, start, end),
        before=said[max(start - CONTEXT, 0) : start],
        after=said[end : end + CONTEXT],
        start=start,
    )


def find_passage(said: str, passage: Passage) -> tuple[int, int] | None:
    """Where a passage stands among the letters of a body as it is now; None where its words are gone.

    Where they stand more than once, what is around them decides, then which is nearest to where they stood.
    """
    quote = squeezed(passage.quote)
    if not quote:
        return None
    best: tuple[int, int, int] | None = None
    at = said.find(quote)
    while at >= 0:
        end = at + len(quote)
        likeness = _shared_end(said[max(at - CONTEXT, 0) : at], passage.before) + _shared_start(
            said[end : end + CONTEXT], passage.after
        )
        rank = (likeness, -abs(at - passage.start), at)
        best = max(best, rank) if best else rank
        at = said.find(quote, at + 1)
    return (best[2], best[2] + len(quote)) if best else None


def landmarks(body: str) -> list[Landmark]:
    """What a reader can name, in order."""
    root = parse(body)
    found: list[Landmark] = []
    count = 0
    open_at: dict[Element, int] = {}

    def visit(element: Element) -> None:
        nonlocal count
        if element.tag == "svg":
            return
        open_at[element] = count
        count += len(squeezed(element.text or ""))
        for child in element:
            visit(child)
            count += len(squeezed(child.tail or ""))
        label = _label(element)
        if label and count > open_at[element]:
            found.append(Landmark(element.get("id", ""), label, open_at[element], count))

    visit(root)
    return sorted(found, key=lambda landmark: (landmark.start, -landmark.end))


def _label(element: Element) -> str:
    key = element.get("id", "")
    if key.startswith("paragraph-"):
        return f"Paragraph {key.removeprefix('paragraph-')}"
    if element.tag in ("h2", "h3"):
        return f"“{' '.join(''.join(element.itertext()).split())[:80]}”"
    return ""


def _words_between(root: Element, start: int, end: int) -> str:
    """The text between two places, with its spaces."""
    count = 0
    kept: list[str] = []
    for _, _, text in text_nodes(root):
        for sign in text:
            if start <= count < end or (count == end and kept and sign.isspace()):
                kept.append(sign)
            count += not sign.isspace()
        kept.append(" " if kept and count < end else "")
        if count > end:
            break
    return " ".join("".join(kept).split())


def _shared_end(one: str, other: str) -> int:
    return _shared_start(one[::-1], other[::-1])


def _shared_start(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
