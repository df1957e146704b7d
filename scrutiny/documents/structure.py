"""Structure trees: those of all parts joined into one, so that a screen reader reads the pack as one document.

Works on pages and trees that are already copied into the pack. Trees may come from anybody's software: they may be
damaged or run in circles, and then lose a branch, never the pack.
"""

from collections.abc import Iterator, Sequence

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


class StructureTree:
    """The structure tree of a pack: one Document, under it one Part for each paper added, in order."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._parts: list[Object] = []
        self._parents: list[Object | int] = []
        self._next_key = 0
        self._ids: dict[bytes, Object] = {}
        self._role_map: dict[str, str] = {}  # types to types, both with their slash
        self._class_map: dict[str, Object] = {}
        self._namespaces: list[Object] = []

    def add(self, source: Pdf, pages: Sequence[Page], *, title: str = "", language: str = "") -> None:
        """Add the tree of a tagged part whose pages, `pages`, have just been copied from it."""
        if not source.Root.StructTreeRoot.is_indirect:
            source.Root.StructTreeRoot = source.make_indirect(source.Root.StructTreeRoot)
        tree = self._pdf.copy_foreign(source.Root.StructTreeRoot)
        prefix = f"p{len(self._parts) + 1}-"
        self._walk(tree, prefix, self._merge_roles(tree), self._merge_classes(tree, prefix))
        self._renumber(tree, pages)
        self._namespaces.extend(_listed(tree.get("/Namespaces")))

        part = self._part_of(tree)
        part.P = self._document
        if title:
            part.T = String(title)
        if language:
            part.Lang = String(language)
        self._parts.append(part)

    def add_untagged(self, pages: Sequence[Page]) -> None:
        """Take note of pages without structure: any pointers they hold would lead into somebody else's tree."""
        for holder, key in _structured_objects(pages):
            del holder[key]

    def finish(self) -> None:
        """Write the joined tree into the pack."""
        root, document = self._root, self._document
        document.K = Array(self._parts)
        document.P = root
        root.K = Array([document])
        root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._parents)))
        root.ParentTreeNextKey = self._next_key
        if self._ids:
            names: list[Object] = []
            for key in sorted(self._ids):
                names += (String(key), self._ids[key])
            root.IDTree = self._pdf.make_indirect(Dictionary(Names=Array(names)))
        if self._role_map:
            root.RoleMap = Dictionary({name: Name(target) for name, target in self._role_map.items()})
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

    def _walk(self, tree: Object, prefix: str, roles: dict[str, str], classes: dict[str, str]) -> None:
        """Rename what is named only within its own part, and cut branches that lead back into the tree."""
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
                    self._ids.setdefault(name, kid)
                if "/A" in kid:
                    _prefix_headers(kid.A, prefix, attributes_seen)
                if classes and "/C" in kid:
                    kid.C = _renamed_classes(kid.C, classes)
            if len(kept) != len(kids):
                parent.K = Array(kept)

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

    def _merge_roles(self, tree: Object) -> dict[str, str]:
        """Take over the part's role map; gives the types that must get another name, by their old one."""
        roles = tree.get("/RoleMap")
        if not isinstance(roles, Dictionary):
            return {}
        own = {str(name): str(target) for name, target in roles.items() if isinstance(target, Name)}
        renames: dict[str, str] = {}
        for name, target in own.items():
            free, count = name, 2
            while free in STANDARD_TYPES or self._role_map.get(free, target) != target:
                free = f"{name}-{count}"
                count += 1
            if free != name:
                renames[name] = free
        for name, target in own.items():
            # What a renamed standard type is mapped to is that type's standard meaning, unless it is renamed as well.
            self._role_map[renames.get(name, name)] = (
                target if target in STANDARD_TYPES else renames.get(target, target)
            )
        return renames

    def _merge_classes(self, tree: Object, prefix: str) -> dict[str, str]:
        """Take over the part's attribute classes under names of their own; gives the new names by the old."""
        classes = tree.get("/ClassMap")
        if not isinstance(classes, Dictionary):
            return {}
        renames = {str(name): f"/{prefix}{str(name)[1:]}" for name in classes}
        for name, attributes in classes.items():
            self._class_map[renames[str(name)]] = attributes
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


def _structured_objects(pages: Sequence[Page]) -> Iterator[tuple[Object, str]]:
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
