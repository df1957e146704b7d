"""Reads PDFs back for the tests: text with its place, bookmarks, and whether the structure tree holds together."""

from collections import Counter
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"'}


@dataclass(frozen=True)
class Run:
    """A piece of text, where it starts in the page's own coordinates, whether it is an artifact, its content mark."""

    text: str
    x: float
    y: float
    artifact: bool
    content: int | None = None


def text_of(page: Page) -> str:
    """All text of a page in the order it is drawn."""
    return "".join(run.text for run in runs_of(page))


def runs_of(page: Page) -> list[Run]:
    """Every piece of text of a page."""
    fonts = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
    decoders = {str(name): _decoder(font) for name, font in fonts.items()}
    runs, marks, states = [], [], []
    matrix, text, font = (1, 0, 0, 1, 0, 0), (1, 0, 0, 1, 0, 0), ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                states.append(matrix)
            case "Q":
                matrix = states.pop()
            case "cm":
                matrix = _times([float(number) for number in operands], matrix)
            case "BT":
                text = (1, 0, 0, 1, 0, 0)
            case "Tm":
                text = tuple(float(number) for number in operands)
            case "Tf":
                font = str(operands[0])
            case "BMC" | "BDC":
                properties = operands[1] if len(operands) > 1 else None
                number = properties.get("/MCID") if isinstance(properties, Dictionary) else None
                marks.append((str(operands[0]), number))
            case "EMC":
                marks.pop()
            case "Tj" | "TJ":
                pieces = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                shown = "".join(decoders[font](bytes(piece)) for piece in pieces if isinstance(piece, pikepdf.String))
                place = _times(text, matrix)
                is_artifact = any(kind == "/Artifact" for kind, _ in marks)
                tags = [int(number) for _, number in marks if number is not None]
                runs.append(Run(shown, place[4], place[5], is_artifact, tags[-1] if tags else None))
    return runs


def sizes_of(page: Page) -> dict[float, str]:
    """How large the letters of a page are, in points as printed, each with the first words of that size."""
    fonts = page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary())
    found: dict[float, str] = {}
    scale, text, size, font, states = 1.0, 1.0, 0.0, "", []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                states.append(scale)
            case "Q":
                scale = states.pop()
            case "cm":
                scale *= abs(float(operands[3]))
            case "BT":
                text = 1.0
            case "Tm":
                text = abs(float(operands[3]))
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tj" | "TJ":
                pieces = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                shown = (_decoder(fonts[font])(bytes(piece)) for piece in pieces if isinstance(piece, pikepdf.String))
                found.setdefault(round(size * scale * text, 2), "".join(shown))
    return found


def seen_at(page: Page, run: Run) -> tuple[float, float]:
    """Where a run stands on the page as read: from the left and from the bottom, as shares of its width and height."""
    media, crop = [float(edge) for edge in page.mediabox], [float(edge) for edge in page.cropbox]
    left, bottom = max(media[0], min(crop[0], crop[2])), max(media[1], min(crop[1], crop[3]))
    right, top = min(media[2], max(crop[0], crop[2])), min(media[3], max(crop[1], crop[3]))
    across, up = (run.x - left) / (right - left), (run.y - bottom) / (top - bottom)
    for _ in range(int(page.obj.get("/Rotate", 0)) % 360 // 90):
        across, up = up, 1 - across
    return across, up


def bookmarks_of(pdf: Pdf) -> list[tuple[int, str, int]]:
    """Every bookmark as (depth, title, index of the page it leads to)."""
    index = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found = []

    def walk(items, depth: int) -> None:
        for item in items:
            found.append((depth, item.title, index[item.destination[0].objgen]))
            walk(item.children, depth + 1)

    with pdf.open_outline(strict=True) as outline:
        walk(outline.root, 0)
    return found


def labels_of(pdf: Pdf) -> list[str]:
    """The label of every page, as a reader's page box shows it."""
    return [page.label for page in pdf.pages]


def links_of(page: Page) -> list[Object]:
    """The link annotations of a page."""
    return [link for link in page.obj.get("/Annots", []) if link.Subtype == Name.Link]


def fonts_of(pdf: Pdf) -> set[str]:
    """The names of all embedded fonts, without their subset tags."""
    return {
        str(obj.FontName).partition("+")[2] for obj in pdf.objects if isinstance(obj, Dictionary) and "/FontName" in obj
    }


def elements_of(pdf: Pdf) -> list[Object]:
    """Every structure element, in reading order; fails where one is met twice."""
    elements, seen, stack = [], set(), list(reversed(_kids(pdf.Root.StructTreeRoot)))
    while stack:
        element = stack.pop()
        assert element.objgen not in seen, "an element stands in the tree twice"
        seen.add(element.objgen)
        elements.append(element)
        stack.extend(reversed([kid for kid in _kids(element) if isinstance(kid, Dictionary) and "/S" in kid]))
    return elements


def tree_problems(pdf: Pdf) -> list[str]:
    """Whatever does not hold together between pages, structure tree, parent tree and IDs; empty when all does."""
    problems: list[str] = []
    root = pdf.Root.StructTreeRoot
    numbers = list(root.ParentTree.Nums)
    parents = dict(zip((int(key) for key in numbers[::2]), numbers[1::2], strict=True))
    if numbers[::2] != sorted(numbers[::2]) or len(parents) != len(numbers) // 2:
        problems.append("the parent tree's keys are not in order, or not unique")
    if any(key >= int(root.get("/ParentTreeNextKey", len(parents))) for key in parents):
        problems.append("the parent tree's next key is taken")

    owners: dict[tuple, Object] = {}
    annotated: dict[tuple, Object] = {}
    ids: Counter[bytes] = Counter()
    headers: set[bytes] = set()
    for element in [root, *elements_of(pdf)]:
        page = element.get("/Pg")
        for kid in _kids(element):
            if isinstance(kid, int):
                owners[page.objgen, kid] = element
            elif "/MCID" in kid:
                owners[kid.get("/Pg", page).objgen, int(kid.MCID)] = element
            elif "/Obj" in kid:
                annotated[kid.Obj.objgen] = element
            elif kid.get("/P", root).objgen != element.objgen:
                problems.append(f"{kid.S} has another parent than the one that holds it")
        if "/ID" in element:
            ids[bytes(element.ID)] += 1
        attributes = element.get("/A")
        for attribute in attributes if isinstance(attributes, Array) else [attributes]:
            if isinstance(attribute, Dictionary):
                headers.update(bytes(header) for header in attribute.get("/Headers", []))
    problems += [f"the ID {key!r} stands {count} times" for key, count in ids.items() if count > 1]
    if "/IDTree" in root and listed_ids(root) != sorted(ids):
        problems.append("the ID tree does not list the IDs in order")
    problems += [f"the header cell {key!r} does not exist" for key in sorted(headers - set(ids))]

    keys = Counter(int(page.obj.StructParents) for page in pdf.pages if "/StructParents" in page.obj)
    problems += [f"{count} pages share the key {key}" for key, count in keys.items() if count > 1]
    for number, page in enumerate(pdf.pages, 1):
        problems += [f"page {number}: {problem}" for problem in _page_problems(page, parents, owners)]
        for link in links_of(page):
            owner = annotated.get(link.objgen)
            back = parents.get(int(link.get("/StructParent", -1)))
            if owner is None or back is None or owner.objgen != back.objgen or str(owner.S) != "/Link":
                problems.append(f"page {number}: a link is not in the tree")
    return problems


def listed_ids(root: Object) -> list[bytes]:
    """The IDs in the order in which the ID tree lists them, branch by branch; each branch within its limits."""
    found: list[bytes] = []
    for branch in root.IDTree.Kids:
        names = [bytes(name) for name in list(branch.Names)[::2]]
        assert [bytes(limit) for limit in branch.Limits] == [names[0], names[-1]]
        found += names
    return found


def _page_problems(page: Page, parents: dict[int, Object], owners: dict[tuple, Object]) -> list[str]:
    problems, marks = [], []
    listed = parents.get(int(page.obj.get("/StructParents", -1)), [])
    for operands, operator in pikepdf.parse_content_stream(page):
        operator = str(operator)
        if operator in ("BMC", "BDC"):
            properties = operands[1] if operator == "BDC" else None
            number = properties.get("/MCID") if isinstance(properties, Dictionary) else None
            marks.append("artifact" if str(operands[0]) == "/Artifact" else "tagged" if number is not None else "")
            if {"artifact", "tagged"} <= set(marks):
                problems.append("an artifact inside tagged content, or the other way round")
            if number is not None:
                owner = owners.get((page.obj.objgen, int(number)))
                if owner is None or int(number) >= len(listed) or listed[int(number)].objgen != owner.objgen:
                    problems.append(f"the tree and the parent tree disagree on content {number}")
        elif operator == "EMC":
            marks.pop()
        elif operator in PAINTING and not any(marks):
            problems.append(f"{operator} paints what is neither tagged nor an artifact")
    return problems


def _kids(element: Object) -> list[Object]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _decoder(font: Object):
    if font.Subtype != Name.Type0:
        return lambda data: data.decode("latin-1")
    characters: dict[int, str] = {}
    for block in font.ToUnicode.read_bytes().decode("ascii").split("beginbfchar")[1:]:
        codes = block.partition("endbfchar")[0].replace("<", " ").replace(">", " ").split()
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            characters[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    assert characters, "the font has no map to Unicode"
    return lambda data: "".join(characters[int.from_bytes(data[at : at + 2])] for at in range(0, len(data), 2))


def _times(first, second) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
