"""Takes out of an opened PDF everything that acts, tells or carries, and notes what it took.

What stays is listed here, and nothing else does: pages with their content, tags, bookmarks and plain links. Forms and
drawn comments become part of the page, looking as they did.
"""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream, String

from scrutiny.documents.intake.observed import Notes, Observed
from scrutiny.documents.intake.pictures import clean_picture

KEPT_IN_CATALOGUE = {
    "/Type", "/Version", "/Pages", "/StructTreeRoot", "/MarkInfo", "/Lang", "/OCProperties", "/Outlines", "/Dests",
}  # fmt: skip
KEPT_ON_PAGES = {
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate",
    "/Contents", "/Group", "/StructParents", "/Tabs", "/UserUnit", "/Annots",
}  # fmt: skip
KEPT_ON_LINKS = {
    "/Type", "/Subtype", "/Rect", "/Border", "/BS", "/C", "/H", "/QuadPoints", "/Dest", "/A", "/F", "/StructParent",
    "/P", "/Contents",
}  # fmt: skip
# Wherever they stand, these act, carry files or hold what other programs left behind.
NEVER_KEPT = (
    "/JS", "/AA", "/OpenAction", "/EmbeddedFiles", "/JavaScript", "/XFA", "/AF", "/PieceInfo", "/Metadata", "/Thumb",
    "/LastModified", "/Collection", "/RichMediaContent", "/EF", "/Threads", "/B", "/SpiderInfo", "/PresSteps",
)  # fmt: skip
NEVER_KEPT_ON_STREAMS = ("/F", "/FFilter", "/FDecodeParms", "/OPI", "/Alternates", "/Measure")
PLAIN_SCHEMES = ("http://", "https://", "mailto:", "tel:")
DRAWN = {
    "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly",
    "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Watermark", "/Widget", "/Redact",
}  # fmt: skip
MULTIMEDIA = {"/Movie", "/Sound", "/Screen", "/3D", "/RichMedia"}
HIDDEN, NO_VIEW = 2, 32
PROPERTY_NAMES = {
    "/Author": "author", "/Creator": "program", "/Producer": "made with", "/Title": "title", "/Subject": "subject",
    "/Keywords": "keywords", "/Company": "company", "/Manager": "manager", "/SourceModified": "source",
}  # fmt: skip
MOST_BOOKMARKS = 20_000


def clean(pdf: Pdf, notes: Notes) -> bool:
    """Clean the whole file; says whether its look had to be changed (a form or drawn comments became page content)."""
    _note_catalogue(pdf, notes)
    is_changed = _flatten(pdf, notes)
    for key in list(pdf.Root.keys()):
        if key not in KEPT_IN_CATALOGUE and key != "/Names":
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary) and "/Dests" in names:
        pdf.Root.Names = Dictionary(Dests=names.Dests)
    elif "/Names" in pdf.Root:
        del pdf.Root["/Names"]
    _clean_bookmarks(pdf, notes)
    for number, page in enumerate(pdf.pages, 1):
        _clean_page(page.obj, number, notes)
    _prune_tags(pdf)
    _sweep(pdf, notes)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    return is_changed


def _note_catalogue(pdf: Pdf, notes: Notes) -> None:
    root = pdf.Root
    try:
        info = {key: str(value) for key, value in pdf.docinfo.items() if isinstance(value, String)}
    except (PdfError, TypeError, ValueError, AttributeError):
        info = {}
    told = [f"{PROPERTY_NAMES.get(key, key[1:])}: {value}" for key, value in info.items() if value.strip()]
    told = [line for line in told if not line.startswith(("CreationDate", "ModDate", "Trapped"))]
    if "/Metadata" in root and not told:
        told.append("a description in XMP")
    if told:
        notes.note(Observed.PROPERTIES, 0, "; ".join(told))
    for name in list(pdf.attachments)[:100]:
        notes.note(Observed.ATTACHMENT, 0, name)
    names = root.get("/Names")
    if isinstance(names, Dictionary) and "/JavaScript" in names:
        notes.note(Observed.SCRIPT, 0, "runs when the file is opened")
    if "/OpenAction" in root and not isinstance(root.OpenAction, Array):
        _note_action(root.OpenAction, 0, notes, "when the file is opened")
    if "/AA" in root:
        _note_actions(root.AA, 0, notes)
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary):
        if "/XFA" in form:
            notes.note(Observed.SCRIPT, 0, "an XFA form")
        if any(True for _ in _signatures(form)):
            notes.note(Observed.SIGNATURE)


def _signatures(form: Dictionary) -> Iterator[Object]:
    fields = form.get("/Fields")
    for entry in list(fields)[:5_000] if isinstance(fields, Array) else []:
        if isinstance(entry, Dictionary) and entry.get("/FT") == Name.Sig and "/V" in entry:
            yield entry


def _flatten(pdf: Pdf, notes: Notes) -> bool:
    """Take comments off the pages, make what is drawn part of the page, and keep plain links."""
    links: list[tuple[pikepdf.Page, list[Dictionary]]] = []
    drawn = fields = 0
    for number, page in enumerate(pdf.pages, 1):
        annotations = page.obj.get("/Annots")
        kept: list[Dictionary] = []
        flat: list[Dictionary] = []
        for annotation in list(annotations) if isinstance(annotations, Array) else []:
            if not isinstance(annotation, Dictionary):
                continue
            kind = str(annotation.get("/Subtype", ""))
            if kind == "/Link":
                if _clean_link(annotation, number, notes):
                    kept.append(annotation)
            elif _note_annotation(annotation, kind, number, notes) and kind in DRAWN:
                flat.append(annotation)
                fields += kind == "/Widget"
            else:
                _empty(annotation)
        links.append((page, kept))
        drawn += len(flat)
        if flat:
            page.obj.Annots = Array(flat)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]
    if fields:
        notes.note(Observed.FORM_FIELDS, 0, f"{fields} field{'s' if fields > 1 else ''}")
    if drawn:
        form = pdf.Root.get("/AcroForm")
        if isinstance(form, Dictionary) and "/XFA" in form:
            del form["/XFA"]
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("screen")
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]
    for page, kept in links:
        if kept:
            page.obj.Annots = Array(kept)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]
    return bool(drawn)


def _note_annotation(annotation: Dictionary, kind: str, page: int, notes: Notes) -> bool:
    """Note what an annotation says and does; says whether a reader sees it."""
    flags = annotation.get("/F", 0)
    is_seen = not (int(flags) & (HIDDEN | NO_VIEW)) if isinstance(flags, int) else True
    for key in ("/A", "/AA"):
        if key in annotation:
            (_note_action if key == "/A" else _note_actions)(annotation[key], page, notes)
    if kind == "/FileAttachment":
        notes.note(Observed.ATTACHMENT, page, _text(annotation.get("/Contents")) or "attached to the page")
    elif kind in MULTIMEDIA:
        notes.note(Observed.MULTIMEDIA, page, kind[1:])
    elif kind == "/Redact":
        notes.note(Observed.UNAPPLIED_REDACTION, page, _text(annotation.get("/OverlayText")))
    elif kind == "/Widget":
        value = _text(annotation.get("/V")) or _text(_parent(annotation).get("/V"))
        if not is_seen and value:
            notes.note(Observed.HIDDEN_FIELD, page, value)
    elif kind != "/Popup":
        said = _text(annotation.get("/Contents"))
        author = _text(annotation.get("/T"))
        if said or author or kind == "/Text":
            notes.note(Observed.COMMENT, page, ": ".join(filter(None, (author, said))) or "an empty note")
    return is_seen


def _parent(annotation: Dictionary) -> Dictionary:
    parent = annotation.get("/Parent")
    return parent if isinstance(parent, Dictionary) else Dictionary()


def _clean_link(link: Dictionary, page: int, notes: Notes) -> bool:
    """Make a link plain; False where it is not one that a reader of a paper should follow."""
    action = link.get("/A")
    if "/AA" in link:
        _note_actions(link.AA, page, notes)
    if action is not None and not is_plain_action(action):
        _note_action(action, page, notes, "behind a link")
        _empty(link)
        return False
    if action is not None:
        link.A = plain_action(action)
    for key in list(link.keys()):
        if key not in KEPT_ON_LINKS:
            del link[key]
    return "/Dest" in link or "/A" in link


def is_plain_action(action: Object) -> bool:
    """Whether an action goes to a place in this file, or to a page on the web, and does nothing else."""
    if not isinstance(action, Dictionary) or "/Next" in action:
        return False
    if action.get("/S") == Name.GoTo:
        return "/D" in action
    return action.get("/S") == Name.URI and _text(action.get("/URI")).lower().startswith(PLAIN_SCHEMES)


def plain_action(action: Object) -> Dictionary:
    """The same action with nothing else in it."""
    if action.get("/S") == Name.GoTo:
        return Dictionary(S=Name.GoTo, D=action.D)
    return Dictionary(S=Name.URI, URI=action.URI)


def _note_actions(actions: Object, page: int, notes: Notes) -> None:
    if isinstance(actions, Dictionary):
        for key in list(actions.keys())[:50]:
            _note_action(actions[key], page, notes)


def _note_action(action: Object, page: int, notes: Notes, when: str = "") -> None:
    if not isinstance(action, Dictionary):
        return
    kind = str(action.get("/S", "/an unknown action"))[1:]
    if kind == "JavaScript" or "/JS" in action:
        notes.note(Observed.SCRIPT, page, when)
    elif kind == "URI":
        notes.note(Observed.OUTSIDE_LINK, page, _text(action.get("/URI")))
    elif kind != "GoTo":
        target = _text(action.get("/F")) if isinstance(action.get("/F"), String) else ""
        notes.note(Observed.ACTION, page, " ".join(filter(None, (kind, target, when))))


def _clean_bookmarks(pdf: Pdf, notes: Notes) -> None:
    """Bookmarks lead to pages; those that do something else keep their words only."""
    top = pdf.Root.get("/Outlines")
    if not isinstance(top, Dictionary):
        if "/Outlines" in pdf.Root:
            del pdf.Root["/Outlines"]
        return
    seen: set[tuple[int, int]] = set()
    stack = [top.get("/First")]
    while stack:
        entry = stack.pop()
        if not isinstance(entry, Dictionary) or entry.objgen in seen:
            continue
        seen.add(entry.objgen)
        if len(seen) > MOST_BOOKMARKS:
            del pdf.Root["/Outlines"]
            return
        action = entry.get("/A")
        if action is not None:
            if is_plain_action(action) and action.get("/S") == Name.GoTo:
                entry.A = plain_action(action)
            else:
                _note_action(action, 0, notes, "behind a bookmark")
                del entry["/A"]
        stack += [entry.get("/First"), entry.get("/Next")]


def _clean_page(page: Object, number: int, notes: Notes) -> None:
    if "/AA" in page:
        _note_actions(page.AA, number, notes)
    if "/PieceInfo" in page:
        notes.note(Observed.PRIVATE_DATA, number)
    for key in list(page.keys()):
        if key not in KEPT_ON_PAGES:
            del page[key]
    rotation = page.get("/Rotate", 0)
    if not isinstance(rotation, int) or rotation % 90:
        page.Rotate = 0


def _prune_tags(pdf: Pdf) -> None:
    """Cut what the tags hold on to of annotations that are gone, and every branch that leads back."""
    tree = pdf.Root.get("/StructTreeRoot")
    if not isinstance(tree, Dictionary):
        return
    seen: set[tuple[int, int]] = set()
    stack: list[Object] = [tree]
    while stack:
        element = stack.pop()
        kids = element.get("/K")
        if isinstance(kids, Dictionary):
            kids = Array([kids])
        if not isinstance(kids, Array):
            continue
        kept: list[Object] = []
        for kid in kids:
            if isinstance(kid, Dictionary):
                target = kid.get("/Obj")
                if isinstance(target, Dictionary) and "/Obj" in kid and len(target.keys()) == 0:
                    continue
                if "/S" in kid:
                    if kid.is_indirect and kid.objgen in seen:
                        continue
                    seen.add(kid.objgen)
                    stack.append(kid)
            kept.append(kid)
        if len(kept) != len(kids):
            element.K = Array(kept)


def _sweep(pdf: Pdf, notes: Notes) -> None:
    """Go through every object that is left and take out what must not stand anywhere."""
    for thing in list(pdf.objects):
        if isinstance(thing, Stream):
            _sweep_stream(thing, notes)
        stack, steps = [thing], 0
        while stack and steps < 50_000:
            steps += 1
            found = stack.pop()
            if isinstance(found, Dictionary | Stream):
                for key in NEVER_KEPT:
                    # /B is an article's bead on a page, and a colour or a border elsewhere: only pages lose it, above.
                    if key in found and key != "/B":
                        if key == "/PieceInfo":
                            notes.note(Observed.PRIVATE_DATA)
                        del found[key]
                stack += [value for key, value in found.items() if _is_within(value)]
            elif isinstance(found, Array):
                stack += [value for value in found if _is_within(value)]


def _is_within(value: object) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _sweep_stream(stream: Stream, notes: Notes) -> None:
    for key in NEVER_KEPT_ON_STREAMS:
        if key in stream:
            del stream[key]
    if stream.get("/Subtype") != Name.Image or stream.get("/Filter") not in (Name.DCTDecode, Array([Name.DCTDecode])):
        return
    picture = clean_picture(stream.read_raw_bytes())
    if picture.had_location:
        notes.note(Observed.PICTURE_LOCATION)
    elif picture.had_details:
        notes.note(Observed.PICTURE_DETAILS)
    if picture.had_details:
        parameters = stream.get("/DecodeParms")
        stream.write(
            picture.content,
            filter=Name.DCTDecode,
            decode_parms=parameters if isinstance(parameters, Dictionary | Array) else None,
        )


def _empty(annotation: Dictionary) -> None:
    """The tags of the file may still point to it: leave nothing there to find."""
    for key in list(annotation.keys()):
        del annotation[key]


def _text(value: object) -> str:
    return str(value) if isinstance(value, String | Name) else ""
