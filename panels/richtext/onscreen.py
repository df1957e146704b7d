"""A paper's body on screen: printed page numbers in the margin, passages marked, long papers in parts. Pure.

What comes in is the body as it was frozen with the pack; nothing of its words is changed here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import groupby

import lxml.html

from panels.richtext.places import squeezed, text_nodes
from panels.richtext.tree import Element, parse

LONGEST_PART = 160_000  # characters of HTML; packed for sending that is a quarter of it or less
# A page's number stands before what begins with the page, not inside its first words.
BEFORE = frozenset({"blockquote", "div", "dl", "figure", "h1", "h2", "h3", "h4", "ol", "p", "section", "table", "ul"})
INLINE = frozenset({"a", "b", "em", "mark", "span", "strong", "sub", "sup"})
HOLDERS = frozenset({"article", "blockquote", "div", "li", "section", "td"})
SHELLS = frozenset({"div", "section", "table", "tbody", "ol", "ul"})
HEADS = frozenset({"caption", "colgroup", "thead"})
DATA_PICTURE = re.compile(r"data:(image/(?:png|jpeg));base64,(.+)", re.DOTALL)


@dataclass(frozen=True)
class Mark:
    """A passage that a reader has marked, from one place to another (panels.richtext.places), and its key."""

    key: int
    start: int
    end: int
    has_note: bool


@dataclass(frozen=True)
class PagePlace:
    """A printed page: its number, and where in the body it begins. `address` is where the PDF shows it, if asked."""

    number: int
    start: int
    address: str = ""


@dataclass(frozen=True)
class ScreenPart:
    """One part of a paper on screen: its HTML, the place where it begins, and the printed pages that begin in it."""

    html: str
    start: int
    pages: tuple[int, ...]


def laid_out(
    body: str,
    *,
    pages: Sequence[PagePlace],
    marks: Sequence[Mark] = (),
    picture: Callable[[int], str] | None = None,
) -> tuple[ScreenPart, ...]:
    """The body with its page numbers and marks, in as many parts as it needs; one for a short paper.

    `picture` gives the address of a picture by its place among those of the body: then they come when they are looked
    at, not with the page.
    """
    root = parse(body)
    if picture:
        for number, image in enumerate(_stored_pictures(root)):
            image.set("src", picture(number))
            image.set("loading", "lazy")
    _mark(root, marks)
    starts = _starts(root)
    for page in reversed(pages):
        _number(root, starts, page)
    return tuple(_parts(root, starts))


def stored_picture(body: str, number: int) -> tuple[str, str] | None:
    """The content type and the base64 content of a picture of the body, by its place among them."""
    images = _stored_pictures(parse(body))
    if not 0 <= number < len(images):
        return None
    found = DATA_PICTURE.match(images[number].get("src"))
    return (found[1], found[2]) if found else None


def _stored_pictures(root: Element) -> list[Element]:
    return [image for image in root.iter("img") if DATA_PICTURE.match(image.get("src", ""))]


# --- Page numbers ----------------------------------------------------------------------------------------------


def _starts(root: Element) -> dict[Element, int]:
    """How many letters stand before each element."""
    found: dict[Element, int] = {}
    count = 0

    def visit(element: Element) -> None:
        nonlocal count
        found[element] = count
        if element.tag == "svg":
            return
        count += len(squeezed(element.text or ""))
        for child in element:
            visit(child)
            count += len(squeezed(child.tail or ""))

    visit(root)
    return found


def _number(root: Element, starts: dict[Element, int], page: PagePlace) -> None:
    """Put the number of a page where it begins."""
    node = _node_at(root, page.start)
    if node is None:
        root.append(_sign(page.number))
        return
    element, kind, inside = node
    holder = element if kind == "text" else element.getparent()
    sign = _sign(page.number)
    if inside == 0 and (outer := _outermost(holder, starts, page.start)) is not None:
        outer.addprevious(sign)
        if page.address:
            sign.addnext(_link(page))
        _beside_cards(outer, sign, page.number)
        return
    if inside == 0:
        while holder.tag in INLINE and starts.get(holder) == page.start:
            element, kind, holder = holder, "", holder.getparent()
        if not kind:
            element.addprevious(sign)
            _beside_cards(element, sign, page.number)
            return
    _insert(element, kind, inside, sign)
    _beside_cards(holder, sign, page.number)


def _sign(number: int, *, is_target: bool = True) -> Element:
    """The number, drawn by the style sheet: it is no part of the text that a reader copies or marks."""
    sign = lxml.html.Element("span")
    sign.set("class", "app-page")
    sign.set("role", "doc-pagebreak separator")  # the second for those who do not know the first
    sign.set("aria-label", f"Page {number}")
    sign.set("data-page", str(number))
    if is_target:
        sign.set("id", f"page-{number}")
    return sign


def _link(page: PagePlace) -> Element:
    """The way to the page as it was sent to us."""
    line, link = lxml.html.Element("p"), lxml.html.Element("a")
    line.set("class", "app-page-link")
    link.set("class", "govuk-link")
    link.set("href", page.address)
    link.text = f"Page {page.number} in the PDF"
    line.append(link)
    return line


def _node_at(root: Element, place: int) -> tuple[Element, str, int] | None:
    """The piece of text in which the letter at this place stands, and how many signs of the piece are before it."""
    count = 0
    for element, kind, text in text_nodes(root):
        inside = len(squeezed(text))
        if count <= place < count + inside:
            return element, kind, _sign_index(text, place - count)
        count += inside
    return None


def _sign_index(text: str, letter: int) -> int:
    """Where in a text a letter stands when spaces are counted too; 0 also where only spaces are before it."""
    seen = 0
    for index, sign in enumerate(text):
        if sign.isspace():
            continue
        if seen == letter:
            return index if letter else 0
        seen += 1
    return len(text)


def _outermost(element: Element, starts: dict[Element, int], place: int) -> Element | None:
    """The largest block that begins at this place, and that a page's number may stand before."""
    found = None
    while element.getparent() is not None and starts.get(element) == place:
        above = element.getparent()
        if element.tag in BEFORE and above.tag in HOLDERS and not element.get("data-page"):
            found = element
        element = above
    return found


def _insert(element: Element, kind: str, index: int, new: Element) -> None:
    """Put an element into a piece of text before one of its signs."""
    if kind == "text":
        text = element.text or ""
        element.text, new.tail = text[:index], text[index:]
        element.insert(0, new)
    else:
        text = element.tail or ""
        element.tail = text[:index]
        new.tail = text[index:]
        element.getparent().insert(element.getparent().index(element) + 1, new)


def _beside_cards(element: Element, sign: Element, number: int) -> None:
    """A dataset is a table on a wide screen and cards on a narrow one: the page's number stands in both.

    What a link leads to must be there on either, so that it stands before the group.
    """
    table = next((above for above in element.iterancestors() if "app-dataset-wide" in above.get("class", "")), None)
    row = next((above for above in (element, *element.iterancestors()) if above.tag == "tr"), None)
    if table is None or row is None:
        return
    del sign.attrib["id"]
    target = lxml.html.Element("span")
    target.set("id", f"page-{number}")
    target.set("class", "app-page-target")
    first = table  # later pages are placed first, and the targets stand in order
    while (before := first.getprevious()) is not None and before.get("class") == "app-page-target":
        first = before
    first.addprevious(target)
    name = row.find("th/a")
    if name is None or table.getnext() is None:
        return
    for link in table.getnext().iter("a"):
        if link.get("href") == name.get("href"):
            link.getparent().insert(0, _sign(number, is_target=False))
            return


# --- Marked passages -------------------------------------------------------------------------------------------


def _mark(root: Element, marks: Sequence[Mark]) -> None:
    """Wrap every piece of text that lies in a marked passage. Where two overlap, the earlier one is shown."""
    if not marks:
        return
    count = 0
    pieces = []
    for element, kind, text in list(text_nodes(root)):
        inside = len(squeezed(text))
        if inside:
            pieces.append((element, kind, text, count))
        count += inside
    for element, kind, text, before in reversed(pieces):
        runs = _runs(text, before, marks)
        if any(mark for mark, _ in runs):
            _write_runs(element, kind, runs)


def _runs(text: str, before: int, marks: Sequence[Mark]) -> list[tuple[Mark | None, str]]:
    """The text in runs that share a mark."""
    place = before
    owners: list[Mark | None] = []
    for sign in text:
        # A space within a passage belongs to it; one before its first or after its last letter does not.
        inside = (mark for mark in marks if mark.start + sign.isspace() <= place < mark.end)
        owners.append(next(inside, None))
        place += not sign.isspace()
    return [
        (mark, "".join(sign for _, sign in run))
        for mark, run in groupby(zip(owners, text, strict=True), key=lambda pair: pair[0])
    ]


def _write_runs(element: Element, kind: str, runs: list[tuple[Mark | None, str]]) -> None:
    first = runs[0][1] if runs[0][0] is None else ""
    rest = runs[1:] if runs[0][0] is None else runs
    new: list[Element] = []
    for mark, text in rest:
        if mark is None:
            new[-1].tail = text
            continue
        wrapped = lxml.html.Element("mark")
        wrapped.set("class", "app-mark app-mark--note" if mark.has_note else "app-mark")
        wrapped.set("data-note", str(mark.key))
        wrapped.text = text
        new.append(wrapped)
    if kind == "text":
        element.text = first
        for place, wrapped in enumerate(new):
            element.insert(place, wrapped)
        return
    element.tail = first
    parent, place = element.getparent(), element.getparent().index(element) + 1
    for offset, wrapped in enumerate(new):
        parent.insert(place + offset, wrapped)


# --- Parts -----------------------------------------------------------------------------------------------------


@dataclass
class _Part:
    start: int
    root: Element = field(default_factory=lambda: lxml.html.Element("div"))
    size: int = 0
    open: list[tuple[Element, Element]] = field(default_factory=list)  # (as in the body, as in this part)

    def add(self, shells: tuple[Element, ...], leaf: Element, size: int) -> None:
        while len(self.open) > len(shells) or any(
            one is not other for (one, _), other in zip(self.open, shells, strict=False)
        ):
            self.open.pop()
        for shell in shells[len(self.open) :]:
            copy = _shell(shell)
            (self.open[-1][1] if self.open else self.root).append(copy)
            self.open.append((shell, copy))
        (self.open[-1][1] if self.open else self.root).append(leaf)
        self.size += size

    def finished(self) -> ScreenPart:
        return ScreenPart(_html(self.root), self.start, _pages_in(self.root))


def _parts(root: Element, starts: dict[Element, int]) -> Iterator[ScreenPart]:
    whole = _html(root)
    if len(whole) <= LONGEST_PART:
        yield ScreenPart(whole, 0, _pages_in(root))
        return
    part = _Part(0)
    start = 0
    for shells, leaf, size in list(_leaves(root, ())):
        start = starts.get(leaf, start)
        if part.size and part.size + size > LONGEST_PART:
            yield part.finished()
            part = _Part(start)
        part.add(shells, leaf, size)
    yield part.finished()


def _leaves(element: Element, shells: tuple[Element, ...]) -> Iterator[tuple[tuple[Element, ...], Element, int]]:
    """The largest pieces that fit into a part, each with the elements around it that may be opened again."""
    for child in element:
        size = len(lxml.html.tostring(child, encoding="unicode"))
        if size > LONGEST_PART // 2 and _may_be_split(child):
            yield from _leaves(child, (*shells, child))
        elif not (child.tag in HEADS and shells and shells[-1].tag == "table"):
            yield shells, child, size


def _may_be_split(element: Element) -> bool:
    """Whether it only holds other elements. The entries of a list get their numbers for good."""
    texts = [element.text, *(child.tail for child in element)]
    if element.tag not in SHELLS or not len(element) or any(text and text.strip() for text in texts):
        return False
    if element.tag == "ol":
        first = int(element.get("start") or 1)
        for place, entry in enumerate(child for child in element if child.tag == "li"):
            entry.set("value", str(first + place))
    return True


def _shell(shell: Element) -> Element:
    """An element opened again, in a later part: a table with its head. The first one has the id."""
    copy = lxml.html.Element(shell.tag)
    for name, value in shell.attrib.items():
        copy.set(name, value)
    shell.attrib.pop("id", None)
    if shell.tag == "table":
        copy.extend([deepcopy(head) for head in shell if head.tag in HEADS])
    return copy


def _pages_in(root: Element) -> tuple[int, ...]:
    numbers = [int(sign.get("data-page")) for sign in root.iter("span") if sign.get("data-page")]
    return tuple(dict.fromkeys(numbers))


def _html(root: Element) -> str:
    """What stands inside the root."""
    whole = lxml.html.tostring(root, encoding="unicode")
    return str(whole[whole.index(">") + 1 : whole.rindex("</")]) if len(root) or root.text else ""
