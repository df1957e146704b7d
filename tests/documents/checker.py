"""Our own check of a PDF: what it must have to be sound, and what PDF/UA-1 (ISO 14289-1) asks beyond that.

With pikepdf only, from the file as a reader gets it. `broken` is wrong in any document of ours; `short_of_ua` is what
keeps it from being PDF/UA, which is allowed where the file does not claim to be (an uploaded paper without tags). What
needs a person's judgement is not here: whether a description is a good one, or the order of reading the best.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from letters_shown import unread_glyphs
from pdf_reading import PAINTING, bookmarks_of, elements_of, links_of, tree_problems
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, parse_content_stream

ACTIVE_KEYS = {"/JS", "/AA", "/OpenAction", "/JavaScript", "/EmbeddedFiles", "/XFA", "/RichMediaContent", "/Launch"}
ACTIVE_KINDS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Rendition"}
SCHEMES = ("http://", "https://", "mailto:", "tel:")
ROWS, CELLS = {"/THead", "/TBody", "/TFoot"}, {"/TH", "/TD"}
# What may stand directly in what. A type that is not a key may hold anything.
INSIDE = {
    "/Table": {"/TR", "/Caption", *ROWS},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": CELLS,
    "/L": {"/LI", "/L", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
}
ONLY_IN = {
    "/TR": {"/Table", *ROWS}, "/TH": {"/TR"}, "/TD": {"/TR"}, "/LI": {"/L"}, "/LBody": {"/LI"},
    "/THead": {"/Table"}, "/TBody": {"/Table"}, "/TFoot": {"/Table"},
}  # fmt: skip
LONG = 20  # pages; beyond that a reader needs bookmarks


@dataclass
class Checked:
    """What was found. `claims_ua`: the file says of itself that it is PDF/UA-1."""

    claims_ua: bool
    broken: list[str] = field(default_factory=list)
    short_of_ua: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """All that is wrong with a file that says of itself what this one says."""
        return [*self.broken, *(self.short_of_ua if self.claims_ua else [])]


def check(pdf: Pdf) -> Checked:
    """Look at the whole file."""
    metadata = pdf.Root.get("/Metadata")
    xmp = metadata.read_bytes().decode() if isinstance(metadata, Stream) else ""
    checked = Checked(claims_ua=bool(re.search(r'pdfuaid:part\s*(="1"|>\s*1\s*<)', xmp)))
    for rule in (_active, _outline, _labels, _syntax):
        checked.broken += rule(pdf)
    checked.short_of_ua += _document(pdf, xmp)
    tagged = isinstance(pdf.Root.get("/StructTreeRoot"), Dictionary)
    untagged = [number for number, page in enumerate(pdf.pages, 1) if not tagged or _is_untagged(page)]
    checked.short_of_ua += [f"page {number} has no tags" for number in untagged]
    for rule in (_fonts, unread_glyphs, _annotations):
        checked.short_of_ua += rule(pdf)
    if tagged:
        problems = tree_problems(pdf)
        without = tuple(f"page {number}: " for number in untagged)
        checked.broken += [problem for problem in problems if not (without and problem.startswith(without))]
        for tree_rule in TREE_RULES:
            checked.short_of_ua += tree_rule(pdf, elements_of(pdf))
    return checked


def _document(pdf: Pdf, xmp: str) -> Iterator[str]:
    root = pdf.Root
    mark = root.get("/MarkInfo")
    if not isinstance(mark, Dictionary) or mark.get("/Marked") is not True:
        yield "it does not say that its content is marked"
    elif mark.get("/Suspects") is True:
        yield "it says that its tags are suspect"
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", str(root.get("/Lang", ""))):
        yield "it does not say which language it is in"
    title = re.search(r"<dc:title>.*?<rdf:li[^>]*>\s*([^<]+?)\s*</rdf:li>", xmp, re.DOTALL)
    if not title:
        yield "its metadata has no title"
    view = root.get("/ViewerPreferences")
    if not isinstance(view, Dictionary) or view.get("/DisplayDocTitle") is not True:
        yield "a reader shows its file name and not its title"
    layers = root.get("/OCProperties")
    if isinstance(layers, Dictionary) and ("/Name" not in layers.D or "/AS" in layers.D):
        yield "its layers have no name, or change by themselves"


def _active(pdf: Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "it is encrypted"
    for thing in pdf.objects:
        if not isinstance(thing, Dictionary | Stream):
            continue
        yield from (f"it holds {key}" for key in ACTIVE_KEYS & set(thing.keys()))
        for action in (thing, thing.get("/A"), thing.get("/OpenAction")):
            if isinstance(action, Dictionary) and str(action.get("/S", "")) in ACTIVE_KINDS:
                yield f"it holds an action {action.S}"
            if isinstance(action, Dictionary) and action.get("/S") == Name.URI:
                address = str(action.get("/URI", ""))
                if not address.startswith(SCHEMES):
                    yield f"a link leads to {address[:60]}"


def _outline(pdf: Pdf) -> Iterator[str]:
    try:
        marks = bookmarks_of(pdf)
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        yield f"a bookmark leads nowhere ({type(error).__name__})"
        return
    if not marks and len(pdf.pages) > LONG:
        yield f"it has {len(pdf.pages)} pages and no bookmarks"
    yield from ("a bookmark has no words" for _, title, _ in marks if not title.strip())
    for (before, _, _), (depth, title, _) in pairwise(marks):
        if depth > before + 1:
            yield f"the bookmark “{title}” stands two levels below the one before"


def _labels(pdf: Pdf) -> Iterator[str]:
    labels = pdf.Root.get("/PageLabels")
    if isinstance(labels, Dictionary):
        starts = [int(entry) for entry in list(labels.Nums)[::2]]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)) or starts[-1] >= len(pdf.pages):
            yield "its page labels do not cover its pages in order"


def _syntax(pdf: Pdf) -> Iterator[str]:
    yield from (f"syntax: {problem}" for problem in pdf.check_pdf_syntax())


def _is_untagged(page: Object) -> bool:
    """Whether a page paints something although nothing on it is part of the structure.

    Marks alone are no tags: a program that takes the structure out of a file may leave them.
    """
    if "/StructParents" in page.obj:
        return False
    marks: list[str] = []
    for operands, operator in parse_content_stream(page):
        match str(operator):
            case "BMC" | "BDC":
                marks.append(str(operands[0]))
            case "EMC" if marks:
                marks.pop()
            case other if other in PAINTING and "/Artifact" not in marks:
                return True
    return False


def _fonts(pdf: Pdf) -> Iterator[str]:
    seen = set()
    for thing in pdf.objects:
        if not isinstance(thing, Dictionary) or thing.get("/Type") != Name.Font or thing.objgen in seen:
            continue
        seen.add(thing.objgen)
        kind, name = str(thing.get("/Subtype", "")), str(thing.get("/BaseFont", ""))
        if kind in ("/CIDFontType0", "/CIDFontType2", "/Type3"):
            continue
        below = thing.DescendantFonts[0] if kind == "/Type0" else thing
        descriptor = below.get("/FontDescriptor")
        is_embedded = isinstance(descriptor, Dictionary) and any(
            isinstance(descriptor.get(key), Stream) for key in ("/FontFile", "/FontFile2", "/FontFile3")
        )
        if not is_embedded:
            yield f"the font {name} is not embedded"
        if "/ToUnicode" not in thing and kind == "/Type0":
            yield f"the font {name} does not say which letters its glyphs are"


def _annotations(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        notes = page.obj.get("/Annots", Array())
        if len(notes) and page.obj.get("/Tabs") != Name.S:
            yield f"page {number}: the keyboard does not follow the order of reading"
        yield from (f"page {number}: an annotation {note.Subtype}" for note in notes if note.Subtype != Name.Link)
        for link in links_of(page):
            if not str(link.get("/Contents", "")).strip():
                yield f"page {number}: a link does not say where it leads"
            if "/A" not in link and "/Dest" not in link:
                yield f"page {number}: a link leads nowhere"


# --- The tree ---------------------------------------------------------------------------------------------------


def _headings(pdf: Pdf, elements: list[Object]) -> Iterator[str]:
    before = 0
    for element in elements:
        found = re.fullmatch(r"/H([1-6])", _kind(pdf, element))
        if found:
            level = int(found[1])
            if level > before + 1:
                yield f"a heading of level {level} follows one of level {before}"
            before = level
    if not before:
        yield "it has no heading"


def _nesting(pdf: Pdf, elements: list[Object]) -> Iterator[str]:
    for element in elements:
        kind = _kind(pdf, element)
        kids = [_kind(pdf, kid) for kid in _children(element)]
        if kind in INSIDE:
            yield from (f"{kid} stands in {kind}" for kid in kids if kid not in INSIDE[kind])
        for kid in kids:
            if kid in ONLY_IN and kind not in ONLY_IN[kid]:
                yield f"{kid} stands in {kind}"
        if kind == "/Table" and kids.count("/Caption") > 1:
            yield "a table has two captions"


def _tables(pdf: Pdf, elements: list[Object]) -> Iterator[str]:
    for number, table in enumerate((element for element in elements if _kind(pdf, element) == "/Table"), 1):
        rows = list(_rows(pdf, table))
        cells = [cell for row in rows for cell in row]
        heads = [cell for cell in cells if _kind(pdf, cell) == "/TH"]
        if not heads:
            yield f"table {number} has no header cells"
            continue
        yield from (
            f"table {number}: a header cell does not say what it heads"
            for cell in heads
            if not _attribute(cell, "/Scope") and "/ID" not in cell
        )
        widths = sorted(set(_widths(rows)))
        if len(widths) > 1:
            yield f"table {number} has rows of {widths} cells"
        scopes = {str(_attribute(cell, "/Scope")) for cell in heads}
        for cell in cells:
            if _kind(pdf, cell) == "/TD" and not _attribute(cell, "/Headers") and not scopes & _SCOPES:
                yield f"table {number}: a cell has no header"
                break


_SCOPES = {"/Row", "/Column", "/Both"}


def _widths(rows: list[list[Object]]) -> Iterator[int]:
    """How many columns each row fills, with the cells that hang down into it from above."""
    hanging: list[tuple[int, int]] = []  # rows left, columns
    for row in rows:
        width = sum(columns for _, columns in hanging)
        hanging = [(left - 1, columns) for left, columns in hanging if left > 1]
        for cell in row:
            columns, deep = int(_attribute(cell, "/ColSpan") or 1), int(_attribute(cell, "/RowSpan") or 1)
            width += columns
            if deep > 1:
                hanging.append((deep - 1, columns))
        yield width


def _figures(pdf: Pdf, elements: list[Object]) -> Iterator[str]:
    for element in elements:
        kind = _kind(pdf, element)
        if kind in ("/Figure", "/Formula") and not str(element.get("/Alt", element.get("/ActualText", ""))).strip():
            yield f"{kind[1:]} without a description"
        if kind == "/Note" and "/ID" not in element:
            yield "a note without an ID"


def _kinds(pdf: Pdf, elements: list[Object]) -> Iterator[str]:
    from scrutiny.documents.structure import STANDARD_TYPES

    yield from sorted(
        {f"{element.S} is no kind of element" for element in elements if _kind(pdf, element) not in STANDARD_TYPES}
    )
    tops = [_kind(pdf, kid) for kid in _children(pdf.Root.StructTreeRoot)]
    if tops != ["/Document"]:
        yield f"on top stand {tops}, not one document"


TREE_RULES: tuple[Callable[[Pdf, list[Object]], Iterator[str]], ...] = (
    _headings,
    _nesting,
    _tables,
    _figures,
    _kinds,
)


def _kind(pdf: Pdf, element: Object) -> str:
    roles, kind = pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary()), str(element.S)
    for _ in range(8):
        if kind not in roles:
            break
        kind = str(roles[kind])
    return kind


def _children(element: Object) -> list[Object]:
    kids = element.get("/K")
    listed = [] if kids is None else list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in listed if isinstance(kid, Dictionary) and "/S" in kid]


def _rows(pdf: Pdf, table: Object) -> Iterator[list[Object]]:
    for part in _children(table):
        kind = _kind(pdf, part)
        if kind == "/TR":
            yield _children(part)
        elif kind in ROWS:
            yield from (_children(row) for row in _children(part))


def _attribute(element: Object, name: str) -> Object | None:
    attributes = element.get("/A")
    for one in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(one, Dictionary) and name in one:
            return one[name]
    return None
