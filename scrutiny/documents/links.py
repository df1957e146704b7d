"""Links of a pack: `item:7` becomes a link to the first page of item 7, `page:12` one to the page of that number, names
of a part become pages of the pack.

Every link gets a description, which PDF/UA asks for and a screen reader announces.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from scrutiny.documents.destinations import Destinations, Target
from scrutiny.documents.errors import UnknownItem
from scrutiny.documents.plan import PagePlan, PlannedItem
from scrutiny.documents.stamp import sight

ITEM_SCHEME = "item:"
PAGE_SCHEME = "page:"


def top_of(page: Page) -> Array:
    """A destination at the top left of a page as it is read, at whatever zoom the reader has."""
    view = sight(page)
    across, up = view.point(0, view.height)
    return Array([page.obj, Name.XYZ, round(across, 3), round(up, 3), 0])


@dataclass(frozen=True)
class PartLink:
    """A link on a copied page: where its original leads within the part, and whether it lacks a description."""

    annotation: Object
    target: Target | None
    is_bare: bool


def links_of(source: Pdf, pages: Sequence[Page], destinations: Destinations) -> list[PartLink]:
    """The links of a part, read from the original, with their copies. Nothing of the original is held."""
    return [
        PartLink(link, destinations.of(original), _is_bare(original))
        for index, page in enumerate(pages)
        for original, link in zip(_annotations(source.pages[index]), _annotations(page), strict=False)
        if link.get("/Subtype") == Name.Link
    ]


def join_links(
    links: Sequence[PartLink],
    pages: Sequence[Page],
    *,
    plan: PagePlan,
    item_page: Callable[[PlannedItem], Page],
    labels: Sequence[str],
    numbered: Callable[[int], Page],
) -> None:
    """Point the links of a part's copied pages into the pack.

    `labels` names each page of the part ("page 12"); `numbered` gives the page of the pack that carries a number.
    Raises UnknownItem for `item:` links to items without papers.
    """
    for found in links:
        link, address = found.annotation, _address(found.annotation)
        if address.startswith(ITEM_SCHEME):
            number = address.removeprefix(ITEM_SCHEME)
            item = plan.item(number)
            if item is None or not item.papers:
                raise UnknownItem(number)
            _lead(link, top_of(item_page(item)))
            link.Contents = String(f"Agenda item {item.number}, {item.title}, page {item.first}")
        elif address.startswith(PAGE_SCHEME):
            number = address.removeprefix(PAGE_SCHEME)
            _lead(link, top_of(numbered(int(number))))
            link.Contents = String(f"Go to page {number}")
        elif found.target is not None:
            _lead(link, Array([pages[found.target[0]].obj, *found.target[1]]))
            if found.is_bare:
                link.Contents = String(f"Go to {labels[found.target[0]]}")
        elif address and (not str(link.get("/Contents", "")) or found.is_bare):
            link.Contents = String(_described(address))


def _annotations(page: Page) -> list[Object]:
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, Array):
        return []
    return [annotation for annotation in annotations if isinstance(annotation, Dictionary)]


def _address(link: Object) -> str:
    action = link.get("/A")
    if isinstance(action, Dictionary) and action.get("/S") == Name.URI:
        return str(action.get("/URI", ""))
    return ""


def _lead(link: Object, destination: Array) -> None:
    if "/A" in link:
        del link["/A"]
    link.Dest = destination


def _is_bare(link: Object) -> bool:
    """Whether a link's description is missing, or no more than the address itself, as the renderer writes it."""
    contents = link.get("/Contents")
    if contents is None or not str(contents):
        return True
    return str(contents) in (_address(link), str(link.get("/Dest", "")))


def _described(address: str) -> str:
    scheme, _, rest = address.partition(":")
    if scheme == "mailto":
        return f"E-mail to {rest}"
    if scheme == "tel":
        return f"Telephone {rest}"
    return f"Web page {rest.removeprefix('//').rstrip('/')}" if scheme in ("http", "https") else address
