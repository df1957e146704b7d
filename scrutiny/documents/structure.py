"""Structure trees: those of all parts joined into one, so that a screen reader reads the pack as one document.

First every part by itself (`settle_names`): what is named only within it gets names that are nobody else's. Its result
can be kept, because nothing in it depends on the pack. Then the trees are joined (`StructureTree`), which is copying.
Trees may come from anybody's software: they may be damaged or run in circles, and then lose a branch, never the pack.
"""

from collections.abc import Iterable, Iterator, Sequence

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

# ISO 32000-1, 14.8.4: a part that maps one of these to something else must not change what it means in the others.
_STANDARD = """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl
    LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu
    WT WP Figure Formula Form
"""
STANDARD_TYPES = frozenset(f"/{name}" for name in _STANDARD.split())


def is_tagged(source: Pdf) -> bool:
    """Whether a PDF has a structure tree with something in it and says that its content is marked."""
    mark = source.Root.get("/MarkInfo")
    tree = source.Root.get("/StructTreeRoot")
    marked = isinstance(mark, Dictionary) and bool(mark.get("/Marked", False))
    return marked and isinstance(tree, Dictionary) and bool(_kids(tree)) and "/ParentTree" in tree


def settle_names(source: Pdf, prefix: str) -> None:
    """Make the tree of a tagged part ready to stand beside others, in place.

    IDs, the header cells that point to them and attribute classes begin with `prefix`, types say what they stand for
    ("Absatz-P"), and branches that lead back into the tree are cut.
    """
    tree = source.Root.StructTreeRoot
    if not tree.is_indirect:
        tree = source.Root.StructTreeRoot = source.make_indirect(tree)
    ids = _walk(tree, prefix, _settle_roles(tree), _settle_classes(tree, prefix))
    if "/IDTree" in tree:
        del tree["/IDTree"]
    if ids:
        names: list[Object] = []
        for key in sorted(ids):
            names += (String(key), ids[key])
        limits = Array([names[0], names[-2]])
        tree.IDTree = source.make_indirect(Dictionary(Limits=limits, Names=Array(names)))


def drop_pointers(pages: Iterable[Page]) -> None:
    """Take from pages without structure every pointer to one: it would lead into somebody else's tree."""
    for holder, key in _structured_objects(pages):
        del holder[key]


class StructureTree:
    """The structure tree of a pack: one Document, under it one Part for each paper added, in order."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._parts: list[Object] = []
        self._parents: list[Object | int] = []
        self._next_key = 0
        self._ids: dict[bytes, Object] = {}  # by the first ID of each part
        self._role_map: dict[str, Object] = {}
        self._class_map: dict[str, Object] = {}
        self._namespaces: list[Object] = []

    def add(self, source: Pdf, pages: Sequence[Page], *, title: str = "", language: str = "") -> None:
        """Add the tree of a tagged part, its names settled, whose pages, `pages`, have just been copied from it."""
        tree = self._pdf.copy_foreign(source.Root.StructTreeRoot)
        self._renumber(tree, pages)
        if "/IDTree" in tree:
            self._ids[bytes(tree.IDTree.Limits[0])] = tree.IDTree
        # Equal names mean the same in every part, or are used in one part only.
        self._role_map.update(tree.get("/RoleMap", Dictionary()).items())
        self._class_map.update(tree.get("/ClassMap", Dictionary()).items())
        self._namespaces.extend(_listed(tree.get("/Namespaces")))

        part = self._part_of(tree)
        part.P = self._document
        if title:
            part.T = String(title)
        if language:
            part.Lang = String(language)
        self._parts.append(part)

    def finish(self) -> None:
        """Write the joined tree into the pack."""
        root, document = self._root, self._document
        document.K = Array(self._parts)
        document.P = root
        root.K = Array([document])
        root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._parents)))
        root.ParentTreeNextKey = self._next_key
        if self._ids:
            # The IDs of a part lie together, because they begin alike: its own list is a branch of the pack's.
            kids = Array([self._ids[first] for first in sorted(self._ids)])
            root.IDTree = self._pdf.make_indirect(Dictionary(Kids=kids))
        if self._role_map:
            root.RoleMap = Dictionary(self._role_map)
        if self._class_map:
            root.ClassMap = Dictionary(self._class_map)
        if self._namespaces:
            root.Namespaces = Array(self._namespaces)
        self._pdf.Root.StructTreeRoot = root
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _part_of(self, tree: Object) -> Object:
        """The part's own Document element turned into a Part, or a new Part around what stands on top."""
        tops = [kid for kid in _kids(tree) if _is_element(kid)]
        if len(tops) == 1 and tops[0].get("/S") == Name.Document and tops[0].is_indirect:
            tops[0].S = Name.Part
            return tops[0]
        part = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Part, K=Array(tops)))
        for top in tops:
            top.P = part
        return part

    def _renumber(self, tree: Object, pages: Sequence[Page]) -> None:
        """Shift the part's keys of the parent tree, and every pointer to them, past those already used."""
        offset, keys = self._next_key, set()
        for key, value in sorted(_number_tree(tree.get("/ParentTree")), key=lambda entry: entry[0]):
            if key in keys or key < 0:
                continue
            keys.add(key)
            self._parents += (key + offset, value)
        for holder, name in _structured_objects(pages):
            if int(holder[name]) in keys:
                holder[name] = int(holder[name]) + offset
            else:
                del holder[name]
        self._next_key = offset + max(keys, default=-1) + 1


def _walk(tree: Object, prefix: str, roles: dict[str, str], classes: dict[str, str]) -> dict[bytes, Object]:
    """Rename what is named only within its own part, cut branches that lead back; gives the elements by their IDs."""
    ids: dict[bytes, Object] = {}
    seen = {tree.objgen}
    attributes_seen: set[tuple[int, int]] = set()
    stack = [tree]
    while stack:
        parent = stack.pop()
        kids = _kids(parent)
        kept: list[Object] = []
        for kid in kids:
            if not _is_element(kid):
                if isinstance(kid, int) or (isinstance(kid, Dictionary) and ("/MCID" in kid or "/Obj" in kid)):
                    kept.append(kid)
                continue
            if kid.is_indirect:
                if kid.objgen in seen:
                    continue
                seen.add(kid.objgen)
            kept.append(kid)
            stack.append(kid)
            above = kid.get("/P")
            if above is None or above.objgen != parent.objgen:
                kid.P = parent
            if roles and str(kid.S) in roles:
                kid.S = Name(roles[str(kid.S)])
            if "/ID" in kid:
                name = prefix.encode() + bytes(kid.ID)
                kid.ID = String(name)
                ids.setdefault(name, kid)
            if "/A" in kid:
                _prefix_headers(kid.A, prefix, attributes_seen)
            if classes and "/C" in kid:
                kid.C = _renamed_classes(kid.C, classes)
        if len(kept) != len(kids):
            parent.K = Array(kept)
    return ids


def _settle_roles(tree: Object) -> dict[str, str]:
    """Say in the name of each type of the part's own what it stands for; gives the new names by the old ones.

    So one name never means two things, and a part that redefines a standard type does so for itself only.
    """
    roles = tree.get("/RoleMap")
    if not isinstance(roles, Dictionary):
        return {}
    own = {str(name): str(target) for name, target in roles.items() if isinstance(target, Name)}
    renames, settled = {}, Dictionary()
    for name in own:
        meaning, steps = own[name], 0
        # What a standard type is mapped to is that type's own meaning.
        while meaning not in STANDARD_TYPES and meaning in own and steps < len(own):
            meaning, steps = own[meaning], steps + 1
        if meaning in STANDARD_TYPES and meaning != name:
            renames[name] = f"{name}-{meaning[1:]}"
            settled[renames[name]] = Name(meaning)
    del tree["/RoleMap"]
    if renames:
        tree.RoleMap = settled
    return renames


def _settle_classes(tree: Object, prefix: str) -> dict[str, str]:
    """Give the part's attribute classes names of their own; gives the new names by the old ones."""
    classes = tree.get("/ClassMap")
    if not isinstance(classes, Dictionary):
        return {}
    renames = {str(name): f"/{prefix}{str(name)[1:]}" for name in classes}
    tree.ClassMap = Dictionary({renames[str(name)]: attributes for name, attributes in classes.items()})
    return renames


def _kids(element: Object) -> list[Object]:
    return _listed(element.get("/K"))


def _listed(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _is_element(kid: Object) -> bool:
    return isinstance(kid, Dictionary) and isinstance(kid.get("/S"), Name)


def _prefix_headers(attributes: Object, prefix: str, seen: set[tuple[int, int]]) -> None:
    """Table cells name their header cells by ID, so these follow the IDs."""
    for attribute in _listed(attributes):
        if not isinstance(attribute, Dictionary) or "/Headers" not in attribute:
            continue
        if attribute.is_indirect:
            if attribute.objgen in seen:
                continue
            seen.add(attribute.objgen)
        headers = [header for header in _listed(attribute.Headers) if isinstance(header, String)]
        attribute.Headers = Array([String(prefix.encode() + bytes(header)) for header in headers])


def _renamed_classes(classes: Object, renames: dict[str, str]) -> Object:
    renamed = [Name(renames.get(str(name), str(name))) if isinstance(name, Name) else name for name in _listed(classes)]
    return Array(renamed) if isinstance(classes, Array) else renamed[0]


def _number_tree(tree: Object | None) -> Iterator[tuple[int, Object]]:
    """The entries of a number tree, each node once however its links run."""
    seen: set[tuple[int, int]] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        entries = _listed(node.get("/Nums"))
        for key, value in zip(entries[::2], entries[1::2], strict=False):
            if isinstance(key, int):
                yield int(key), value
        stack.extend(reversed(_listed(node.get("/Kids"))))


def _structured_objects(pages: Iterable[Page]) -> Iterator[tuple[Object, str]]:
    """Every object of these pages that points into the parent tree, with the name of its pointer."""
    seen: set[tuple[int, int]] = set()
    for page in pages:
        if "/StructParents" in page.obj:
            yield page.obj, "/StructParents"
        for annotation in _listed(page.obj.get("/Annots")):
            if isinstance(annotation, Dictionary) and "/StructParent" in annotation:
                if annotation.is_indirect:
                    if annotation.objgen in seen:
                        continue
                    seen.add(annotation.objgen)
                yield annotation, "/StructParent"
        yield from _structured_forms(page.obj.get("/Resources"), seen)


def _structured_forms(resources: Object | None, seen: set[tuple[int, int]]) -> Iterator[tuple[Object, str]]:
    stack = [resources]
    while stack:
        found = stack.pop()
        if not isinstance(found, Dictionary) or (found.is_indirect and found.objgen in seen):
            continue
        if found.is_indirect:
            seen.add(found.objgen)
        drawn = found.get("/XObject")
        for xobject in drawn.values() if isinstance(drawn, Dictionary) else ():
            if not isinstance(xobject, Stream) or xobject.objgen in seen:
                continue
            seen.add(xobject.objgen)
            for name in ("/StructParents", "/StructParent"):
                if name in xobject:
                    yield xobject, name
            stack.append(xobject.get("/Resources"))
