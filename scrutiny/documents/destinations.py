"""Where the links and bookmarks of one part lead: names resolved to pages of that part, before it joins the pack."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

# A page of the part, counted from 0, and how it is shown: ("/XYZ", 72, 720, 0).
Target = tuple[int, tuple[object, ...]]


class Destinations:
    """The destinations of one part, looked up in its own name tree. Damaged ones are None, never an error."""

    def __init__(self, source: Pdf) -> None:
        self._pages = {page.obj.objgen: index for index, page in enumerate(source.pages)}
        self._named: dict[bytes, Object] = {}
        names = source.Root.get("/Names")
        if isinstance(names, Dictionary):
            self._named.update(_name_tree(names.get("/Dests")))
        old_names = source.Root.get("/Dests")
        if isinstance(old_names, Dictionary):
            self._named.update({key[1:].encode(): value for key, value in old_names.items()})

    def target(self, destination: Object | None) -> Target | None:
        """The page that an explicit or named destination leads to."""
        for _ in range(3):  # a name, a dictionary around the array, the array
            if isinstance(destination, String):
                destination = self._named.get(bytes(destination))
            elif isinstance(destination, Name):
                destination = self._named.get(str(destination)[1:].encode())
            elif isinstance(destination, Dictionary):
                destination = destination.get("/D")
        if not isinstance(destination, Array) or not destination:
            return None
        page = destination[0]
        if not isinstance(page, Dictionary) or page.objgen not in self._pages:
            return None
        # Plain values: an object of the source would hold all of it in memory.
        view = (Name(str(part)) if isinstance(part, Name) else part for part in list(destination)[1:])
        return self._pages[page.objgen], tuple(part for part in view if not isinstance(part, Dictionary | Array))

    def named(self, name: str) -> Target | None:
        """The page of a named destination: an element's `id` in the HTML it was rendered from."""
        return self.target(String(name))

    def places(self) -> dict[str, Target]:
        """Every named destination with its page."""
        found = ((name, self.target(place)) for name, place in self._named.items())
        return {name.decode("latin-1"): target for name, target in found if target}

    def of(self, holder: Object) -> Target | None:
        """The page that a bookmark or link leads to, by its destination or its go-to action."""
        action = holder.get("/A")
        if "/Dest" in holder:
            return self.target(holder.Dest)
        if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
            return self.target(action.get("/D"))
        return None


def _name_tree(tree: Object | None) -> Iterator[tuple[bytes, Object]]:
    seen: set[tuple[int, int]] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        entries, kids = node.get("/Names"), node.get("/Kids")
        if isinstance(entries, Array):
            flat = list(entries)
            for key, value in zip(flat[::2], flat[1::2], strict=False):
                if isinstance(key, String):
                    yield bytes(key), value
        if isinstance(kids, Array):
            stack.extend(kids)
