"""Some pages of a finished pack as a file of their own: same numbers, same tags, bookmarks to what is in it.

Works in place on a copy of the pack: what is left out is unhooked from every tree and list, so nothing leads to it any
more and it is not written.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Page, Pdf

from scrutiny.documents.errors import UnreadablePaper
from scrutiny.documents.metadata import language_of, write_metadata

Keys = set[tuple[int, int]]


def extract(pack: Path | bytes, pages: Sequence[int], *, title: str, pdf_ua: bool) -> bytes:
    """The pages of a pack with these places (from 0), in its order. The same input gives the same bytes.

    `pdf_ua` is the caller's word that every paper in it earns the claim. Links to pages that are left out become plain
    text. Raises UnreadablePaper where the pack's file is gone or damaged.
    """
    try:
        with pikepdf.open(io.BytesIO(pack) if isinstance(pack, bytes) else pack) as pdf:
            wanted = set(pages)
            kept = {pdf.pages[place].obj.objgen for place in wanted}
            labels = [_label(pdf.pages[place], place) for place in sorted(wanted)]
            _keep_bookmarks(pdf, kept)
            for place in reversed(range(len(pdf.pages))):
                if place not in wanted:
                    del pdf.pages[place]
            _cut_links(pdf, kept)
            _prune_tree(pdf, kept)
            _write_labels(pdf, labels)
            author = str(pdf.docinfo.get("/Author", ""))
            language = language_of(pdf) or "en-GB"
            write_metadata(pdf, title=title, language=language, author=author, created=None, pdf_ua=pdf_ua)
            out = io.BytesIO()
            pdf.save(
                out,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
            )
            return out.getvalue()
    except (pikepdf.PdfError, OSError) as error:
        raise UnreadablePaper(title, f"the pack's file cannot be read ({error})") from error


# --- Labels and bookmarks ----------------------------------------------------------------------------------------


def _label(page: Page, place: int) -> tuple[str, int]:
    """The style and the number of a page's label: its printed number, or its place in the front matter."""
    label = str(page.label)
    return ("D", int(label)) if label.isdecimal() else ("r", place + 1)


def _write_labels(pdf: Pdf, labels: Sequence[tuple[str, int]]) -> None:
    ranges: list[object] = []
    expected: tuple[str, int] | None = None
    for place, (style, number) in enumerate(labels):
        if (style, number) != expected:
            ranges += (place, Dictionary(S=Name(f"/{style}"), St=number))
        expected = (style, number + 1)
    pdf.Root.PageLabels = Dictionary(Nums=Array(ranges))


def _keep_bookmarks(pdf: Pdf, kept: Keys) -> None:
    with pdf.open_outline(strict=False) as outline:
        outline.root[:] = _kept_items(outline.root, kept)


def _kept_items(items: Sequence[OutlineItem], kept: Keys) -> list[OutlineItem]:
    found = []
    for item in items:
        below = _kept_items(item.children, kept)
        if _target(item.destination) in kept:
            item.children[:] = below
            found.append(item)
        else:
            found += below
    return found


def _target(destination: object) -> tuple[int, int] | None:
    if isinstance(destination, Array) and len(destination) and isinstance(destination[0], Dictionary):
        return destination[0].objgen
    return None


# --- Links and tags ----------------------------------------------------------------------------------------------


def _cut_links(pdf: Pdf, kept: Keys) -> None:
    """Take out links to pages that are not there. Their words stay, as plain text."""
    tree = pdf.Root.get("/StructTreeRoot")
    parents = dict(_entries(tree)) if isinstance(tree, Dictionary) else {}
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, Array):
            continue
        left = []
        for link in annotations:
            target = _target(link.get("/Dest")) if isinstance(link, Dictionary) else None
            if target is None or target in kept:
                left.append(link)
            elif isinstance(element := parents.get(int(link.get("/StructParent", -1))), Dictionary):
                _unlink(element, link)
        page.obj.Annots = Array(left)


def _unlink(element: Dictionary, link: Object) -> None:
    kids = [
        kid
        for kid in _listed(element.get("/K"))
        if not (isinstance(kid, Dictionary) and "/Obj" in kid and kid.Obj.objgen == link.objgen)
    ]
    element.K = Array(kids)
    if element.get("/S") == Name.Link and not any(isinstance(kid, Dictionary) and "/Obj" in kid for kid in kids):
        element.S = Name.Span
    link.StructParent = -1


def _prune_tree(pdf: Pdf, kept: Keys) -> None:
    """Keep the parts of the structure tree that are about pages still there, with what points at them."""
    tree = pdf.Root.get("/StructTreeRoot")
    if not isinstance(tree, Dictionary):
        return
    document = next((kid for kid in _listed(tree.get("/K")) if isinstance(kid, Dictionary)), None)
    if document is None:
        return
    parts = [part for part in _listed(document.get("/K")) if _first_page(part) in kept]
    document.K = Array(parts)
    owners = {part.objgen for part in parts}
    entries: list[object] = []
    live = _live_keys(pdf)
    for key, value in _entries(tree):
        first = next((one for one in _listed(value) if isinstance(one, Dictionary)), None)
        if key in live and first is not None and _owner(first, document) in owners:
            entries += (key, value)
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(entries)))
    if isinstance(tree.get("/IDTree"), Dictionary):
        tree.IDTree.Kids = Array(
            [ids for ids in _listed(tree.IDTree.get("/Kids")) if _first_owner(ids, document) in owners]
        )


def _live_keys(pdf: Pdf) -> set[int]:
    """The keys of the parent tree that something on the pages still points at; forms within forms as well."""
    keys: set[int] = set()
    seen: Keys = set()
    for page in pdf.pages:
        keys.add(int(page.obj.get("/StructParents", -1)))
        for annotation in _listed(page.obj.get("/Annots")):
            if isinstance(annotation, Dictionary):
                keys.add(int(annotation.get("/StructParent", -1)))
        stack = [page.obj.get("/Resources")]
        while stack:
            resources = stack.pop()
            drawn = resources.get("/XObject") if isinstance(resources, Dictionary) else None
            for form in drawn.values() if isinstance(drawn, Dictionary) else ():
                if form.objgen in seen:
                    continue
                seen.add(form.objgen)
                keys |= {int(form.get(name, -1)) for name in ("/StructParents", "/StructParent")}
                stack.append(form.get("/Resources"))
    return keys


def _first_page(element: Object) -> tuple[int, int] | None:
    """The page of the first content of an element."""
    stack, seen = [element], 0
    while stack and seen < 100_000:
        now = stack.pop()
        seen += 1
        if not isinstance(now, Dictionary):
            continue
        if isinstance(page := now.get("/Pg"), Dictionary):
            return page.objgen
        stack.extend(reversed(_listed(now.get("/K"))))
    return None


def _first_owner(ids: Object, document: Object) -> tuple[int, int] | None:
    """The part whose IDs these are: a pack lists them part by part."""
    names = _listed(ids.get("/Names")) if isinstance(ids, Dictionary) else []
    return _owner(names[1], document) if len(names) > 1 and isinstance(names[1], Dictionary) else None


def _owner(element: Object, document: Object) -> tuple[int, int] | None:
    """The part under the document in which an element stands."""
    for _ in range(200):
        above = element.get("/P")
        if not isinstance(above, Dictionary):
            return None
        if above.objgen == document.objgen:
            return element.objgen
        element = above
    return None


def _entries(tree: Dictionary) -> Iterator[tuple[int, Object]]:
    """The parent tree of a pack: one flat list, as it is assembled."""
    flat = _listed(tree.get("/ParentTree", Dictionary()).get("/Nums"))
    for key, value in zip(flat[::2], flat[1::2], strict=False):
        yield int(key), value


def _listed(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]
