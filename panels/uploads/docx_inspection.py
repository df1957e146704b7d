"""What a Word document hides, and the document without it. No Django; used in the bounded child.

`hidden_in_document` only looks. `visible_document` gives a new .docx with nothing in it but the text that is seen: as
if every change were accepted, without hidden text, comments, properties and whatever else is embedded, and with the
numbers of its paragraphs as text (members cite "paragraph 3.2").
"""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

from panels.uploads.codes import Finding, InOffice
from panels.uploads.numbering import Numbering
from panels.uploads.package import Element, Package, UnsafePackage
from panels.uploads.xlsx_inspection import hidden_in_workbook, is_workbook
from scrutiny.documents.intake.observed import shortened
from scrutiny.documents.intake.pictures import clean_picture

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DOCUMENT = "word/document.xml"
TEXTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
PROPERTY_PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
PROPERTIES = {
    "creator": "author", "lastModifiedBy": "last changed by", "title": "title", "subject": "subject",
    "keywords": "keywords", "description": "description", "category": "category", "contentStatus": "status",
    "Company": "company", "Manager": "manager", "Template": "template", "HyperlinkBase": "link base",
}  # fmt: skip
CHANGES = {
    f"{W}ins": "inserted", f"{W}del": "deleted", f"{W}moveFrom": "moved from here", f"{W}moveTo": "moved to here",
}  # fmt: skip
KEPT_RELATIONS = {
    "officeDocument", "styles", "numbering", "footnotes", "endnotes", "image", "hyperlink", "fontTable", "theme",
}  # fmt: skip
MOST_OF_A_KIND = 60


def is_document(package: Package) -> bool:
    return DOCUMENT in package.names


def hidden_in_document(package: Package) -> list[Finding]:
    """Everything that readers of the printed document do not see, in its order; so many of a kind at most."""
    found: list[Finding] = []
    counts: dict[InOffice, int] = {}
    for finding in _all_hidden(package):
        assert isinstance(finding.code, InOffice)
        counts[finding.code] = counts.get(finding.code, 0) + 1
        if counts[finding.code] <= MOST_OF_A_KIND:
            found.append(finding)
    found += [
        Finding(code, "", f"and {count - MOST_OF_A_KIND} more places like this")
        for code, count in counts.items()
        if count > MOST_OF_A_KIND
    ]
    return found


def _all_hidden(package: Package) -> Iterator[Finding]:
    styles = Styles(package)
    for part in (*TEXTS, *package.parts("word/header", ".xml"), *package.parts("word/footer", ".xml")):
        tree = package.xml(part)
        if tree is not None:
            yield from _hidden_text(tree, "" if part == DOCUMENT else _called(part), styles)
    for part in package.parts("word/comments", ".xml"):
        tree = package.xml(part)
        for comment in tree.iter(f"{W}comment") if tree is not None else ():
            words = shortened("".join(comment.itertext()))
            yield Finding(InOffice.WORD_COMMENT, "", f"{comment.get(f'{W}author', 'somebody')}: {words}")
    yield from _properties(package)
    yield from _stored(package)
    yield from _embedded(package)
    for part in package.parts("word/media/"):
        picture = clean_picture(package.read(part))
        if picture.had_location:
            yield Finding(InOffice.WORD_PICTURE_LOCATION, f"picture {part.rsplit('/', 1)[-1]}")


def _hidden_text(tree: Element, called: str, styles: "Styles") -> Iterator[Finding]:
    """Changes, hidden text and white text, paragraph by paragraph."""
    for number, paragraph in enumerate(tree.iter(f"{W}p"), 1):
        where = f"{called}, paragraph {number}" if called else f"paragraph {number}"
        for node in paragraph.iter():
            if node.tag in CHANGES:
                words = shortened("".join(_texts(node)))
                what = CHANGES[node.tag]
                by = node.get(f"{W}author", "somebody")
                if words:
                    yield Finding(InOffice.TRACKED_CHANGE, where, f"{what} by {by}: {words}")
                elif node in (paragraph.find(f"{W}pPr/{W}rPr/{W}ins"), paragraph.find(f"{W}pPr/{W}rPr/{W}del")):
                    yield Finding(InOffice.TRACKED_CHANGE, where, f"paragraph mark {what} by {by}")
        hidden = [run for run in paragraph.iter(f"{W}r") if styles.is_hidden(run, paragraph)]
        if words := shortened("".join(text for run in hidden for text in _texts(run))):
            yield Finding(InOffice.HIDDEN_WORD_TEXT, where, words)
    for paragraph, number, shaded in _with_shading(tree):
        white = [run for run in paragraph.iter(f"{W}r") if not shaded and _is_white(run)]
        if words := shortened("".join(text for run in white for text in _texts(run))):
            where = f"{called}, paragraph {number}" if called else f"paragraph {number}"
            yield Finding(InOffice.WHITE_WORD_TEXT, where, words)


def _with_shading(tree: Element) -> Iterator[tuple[Element, int, bool]]:
    """Each paragraph with its number, and whether it or what is around it has a colour of its own behind it."""
    numbers = {id(paragraph): number for number, paragraph in enumerate(tree.iter(f"{W}p"), 1)}
    stack: list[tuple[Element, bool]] = [(tree, False)]
    found: list[tuple[Element, int, bool]] = []
    while stack:
        node, shaded = stack.pop()
        properties = {f"{W}tbl": f"{W}tblPr", f"{W}tc": f"{W}tcPr", f"{W}p": f"{W}pPr"}.get(node.tag)
        if properties is not None:
            shaded = shaded or _has_shade(node.find(properties))
            if node.tag == f"{W}tbl":
                style = node.find(f"{W}tblPr/{W}tblStyle")
                # A table style may colour its heading row; the style's own rules are not followed here.
                shaded = shaded or (style is not None and style.get(f"{W}val") not in ("TableGrid", "TableNormal"))
        if node.tag == f"{W}p":
            found.append((node, numbers[id(node)], shaded))
        stack += [(child, shaded) for child in reversed(list(node))]
    return iter(found)


def _is_white(run: Element) -> bool:
    properties = run.find(f"{W}rPr")
    colour = properties.find(f"{W}color") if properties is not None else None
    if colour is None or properties.find(f"{W}highlight") is not None or _has_shade(properties):
        return False
    value = colour.get(f"{W}val", "").upper()
    return value.startswith(("FFFFF", "FEFEFE")) or colour.get(f"{W}themeColor") in ("background1", "bg1")


def _has_shade(properties: Element | None) -> bool:
    shade = properties.find(f"{W}shd") if properties is not None else None
    return shade is not None and shade.get(f"{W}fill", "auto").upper() not in ("AUTO", "FFFFFF", "")


def _properties(package: Package) -> Iterator[Finding]:
    told = []
    for part in PROPERTY_PARTS:
        tree = package.xml(part)
        for entry in tree if tree is not None else ():
            name = entry.tag.rsplit("}", 1)[-1]
            words = "".join(entry.itertext()).strip()
            if words and part.endswith("custom.xml"):
                told.append(f"{entry.get('name', 'a property')}: {words}")
            elif words and name in PROPERTIES:
                told.append(f"{PROPERTIES[name]}: {words}")
    if told:
        yield Finding(InOffice.WORD_PROPERTIES, "", shortened("; ".join(told)))


def _stored(package: Package) -> Iterator[Finding]:
    settings = package.xml("word/settings.xml")
    for variable in settings.iter(f"{W}docVar") if settings is not None else ():
        words = f"{variable.get(f'{W}name', '')}: {variable.get(f'{W}val', '')}"
        yield Finding(InOffice.DOCUMENT_VARIABLE, "", shortened(words))
    for part in package.parts("customXml/", ".xml"):
        name = part.rsplit("/", 1)[-1]
        if name.startswith("item") and not name.startswith("itemProps"):
            tree = package.xml(part)
            words = shortened(" ".join("".join(tree.itertext()).split())) if tree is not None else ""
            if words:
                yield Finding(InOffice.CUSTOM_XML, "", words)
    if any(name.endswith("vbaProject.bin") for name in package.names):
        yield Finding(InOffice.MACRO)
    for part in [name for name in package.names if name.startswith("word/") and name.endswith(".xml")]:
        for _, kind, target, outside in package.relations(part):
            if outside and kind != "hyperlink":
                yield Finding(InOffice.OUTSIDE_CONTENT, "", shortened(f"{kind}: {target}"))


def _embedded(package: Package) -> Iterator[Finding]:
    for number, part in enumerate(package.parts("word/embeddings/"), 1):
        name = part.rsplit("/", 1)[-1]
        yield Finding(InOffice.EMBEDDED_FILE, "", name)
        try:
            with Package(io.BytesIO(package.read(part))) as inner:
                if is_workbook(inner):
                    yield from hidden_in_workbook(inner, inside=f"embedded workbook {number}")
        except UnsafePackage:
            continue  # some other kind of file: it stays behind whole


class Styles:
    """What the styles of a document hide."""

    def __init__(self, package: Package) -> None:
        tree = package.xml("word/styles.xml")
        self._styles = {
            style.get(f"{W}styleId", ""): style for style in (tree.iter(f"{W}style") if tree is not None else ())
        }

    def is_hidden(self, run: Element, paragraph: Element) -> bool:
        """Whether a run is hidden, by itself or by a style; the run's own word counts most."""
        properties = run.find(f"{W}rPr")
        own = _switch(properties)
        if own is not None:
            return own
        for node, name in ((properties, "rStyle"), (paragraph.find(f"{W}pPr"), "pStyle")):
            style = node.find(f"{W}{name}") if node is not None else None
            if style is not None and self._hides(style.get(f"{W}val", "")):
                return True
        return False

    def _hides(self, key: str) -> bool:
        seen = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            said = _switch(self._styles[key].find(f"{W}rPr"))
            if said is not None:
                return said
            based = self._styles[key].find(f"{W}basedOn")
            key = based.get(f"{W}val", "") if based is not None else ""
        return False


def _switch(properties: Element | None) -> bool | None:
    vanish = properties.find(f"{W}vanish") if properties is not None else None
    return None if vanish is None else vanish.get(f"{W}val", "1") not in ("0", "false", "off")


def _texts(node: Element) -> Iterator[str]:
    for below in node.iter():
        if below.tag in (f"{W}t", f"{W}delText"):
            yield below.text or ""
        elif below.tag in (f"{W}tab", f"{W}br", f"{W}p"):
            yield " "


def _called(part: str) -> str:
    return part.rsplit("/", 1)[-1].removesuffix(".xml")


def visible_document(package: Package) -> bytes:
    """A new .docx with the visible text and pictures of this one, and nothing else."""
    styles, numbering = Styles(package), Numbering(package)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("[Content_Types].xml", package.read("[Content_Types].xml"))
        new.writestr("_rels/.rels", _kept_relations(package, "_rels/.rels"))
        for part in ("word/styles.xml", "word/numbering.xml", *package.parts("word/media/")):
            if part in package.names:
                new.writestr(part, package.read(part))
        for part in TEXTS:
            tree = package.xml(part)
            if tree is None:
                continue
            _make_visible(tree, styles)
            if part == DOCUMENT:
                numbering.write_numbers(tree)
            new.writestr(part, ET.tostring(tree, encoding="utf-8", xml_declaration=True))
            relations = f"word/_rels/{part.rsplit('/', 1)[-1]}.rels"
            if relations in package.names:
                new.writestr(relations, _kept_relations(package, relations))
    return out.getvalue()


def _make_visible(tree: Element, styles: Styles) -> None:
    parents = {child: parent for parent in tree.iter() for child in parent}
    doomed = [node for node in tree.iter() if node.tag in (f"{W}del", f"{W}moveFrom")]
    for paragraph in tree.iter(f"{W}p"):
        doomed += [run for run in paragraph.iter(f"{W}r") if styles.is_hidden(run, paragraph)]
    for kind in ("commentReference", "commentRangeStart", "commentRangeEnd", "altChunk"):
        doomed += list(tree.iter(f"{W}{kind}"))
    for node in doomed:
        parent = parents.get(node)
        # The mark of a deleted paragraph stands in its properties: there it says nothing that is shown.
        if parent is not None and node in list(parent):
            parent.remove(node)


def _kept_relations(package: Package, name: str) -> bytes:
    tree = package.xml(name)
    assert tree is not None
    for entry in list(tree):
        kind = entry.get("Type", "").rsplit("/", 1)[-1]
        outside = entry.get("TargetMode") == "External"
        if kind not in KEPT_RELATIONS or (outside and kind != "hyperlink"):
            tree.remove(entry)
    content: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return content
