"""PDFs as other people's software, and other people's intentions, make them: written by hand, a few lines each."""

import io
from collections.abc import Callable, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

A4 = (595, 842)

# A page tree in which the only child of a node is the node.
LOOP = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Count 1/Kids[2 0 R]/Parent 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R/Size 3>>\n%%EOF\n"
)


def written(
    *contents: str, size: tuple[float, float] = A4, change: Callable[[Pdf], None] | None = None, **resources: object
) -> bytes:
    """A PDF with one page for each content stream, the font F1 at hand; `change` does the rest."""
    with pikepdf.new() as pdf:
        for content in contents:
            page = pdf.add_blank_page(page_size=size)
            page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font())), **resources)
            page.obj.Contents = pdf.make_stream(content.encode("latin-1"))
        if change:
            change(pdf)
        return saved(pdf)


def font() -> Dictionary:
    """Every letter is 556 wide: ten of them at 12 points are about 67 points long."""
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding, FirstChar=32,
        Widths=Array([278] + [556] * 94),
    )  # fmt: skip


def text(words: str, x: float = 72, y: float = 700, *, size: float = 12, before: str = "") -> str:
    """The operators that show some words."""
    return f"BT /F1 {size} Tf {before} {x} {y} Td ({words}) Tj ET\n"


def saved(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def annotated(*annotations: Dictionary, content: str = "") -> bytes:
    """One page with these annotations."""

    def change(pdf: Pdf) -> None:
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(annotation) for annotation in annotations])

    return written(content or text("An appendix"), change=change)


def drawn(pdf: Pdf, operators: str, box: Sequence[float]) -> Dictionary:
    """The appearance of an annotation."""
    form = pdf.make_stream(operators.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array(list(box)))
    return Dictionary(N=form)


def with_catalogue(**entries: object) -> bytes:
    """One page, and these entries in the catalogue."""

    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return written(text("An appendix"), change=change)


def revised(before: str, after: str) -> bytes:
    """A file that was saved twice by appending: the first content is still in it."""
    with pikepdf.open(io.BytesIO(written(before))) as pdf:
        first = saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    with pikepdf.open(io.BytesIO(first)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
        size = int(pdf.trailer.Size)
        root = pdf.Root.objgen[0]
    start = int(first.rsplit(b"startxref", 1)[1].split()[0])
    content = after.encode()
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(content), content)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        number, len(first), size, root, start, len(first) + len(body),
    )  # fmt: skip
    return first + body + table


def attachment(pdf: Pdf, name: str, content: bytes) -> None:
    pdf.attachments[name] = content


def javascript(code: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(code))


def encrypted(*, user: str, owner: str) -> bytes:
    with pikepdf.open(io.BytesIO(written(text("Locked")))) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(user=user, owner=owner))


def hostile() -> bytes:
    """Whatever acts, tells or carries, all in one file; each says SPY. Its bookmarks run in a circle."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        pdf.Root.OpenAction = javascript("app.alert('SPY-open')")
        pdf.Root.AA = Dictionary(WC=javascript("SPY-close"))
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("SPY-name"), javascript("SPY-tree")])))
        pdf.attachments["SPY-wages.xlsx"] = b"SPY-attached"
        page.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("SPY-program.exe")))
        page.PieceInfo = Dictionary(Other=Dictionary(Private=String("SPY-private")))
        page.Thumb = pdf.make_stream(b"SPY-thumbnail")
        rect = Array([0, 0, 9, 9])
        kinds = [
            {"Subtype": Name.Link, "Rect": rect, "A": Dictionary(S=Name.Launch, F=String("SPY-launch.exe"))},
            {"Subtype": Name.Link, "Rect": rect, "A": Dictionary(S=Name.URI, URI=String("file:///SPY"))},
            {
                "Subtype": Name.Link, "Rect": rect, "A": Dictionary(S=Name.URI, URI=String("https://example.gov.uk/plain")),
                "PA": Dictionary(S=Name.URI, URI=String("SPY-pa")),
            },
            {"Subtype": Name.Text, "Rect": rect, "Contents": String("SPY-note"), "T": String("A. Writer")},
            {"Subtype": Name.Popup, "Rect": rect, "Contents": String("SPY-popup")},
            {"Subtype": Name.RichMedia, "Rect": rect, "RichMediaContent": Dictionary(A=String("SPY-film"))},
            {"Subtype": Name.FileAttachment, "Rect": rect, "FS": Dictionary(F=String("SPY-file"))},
            {"Subtype": Name.Widget, "Rect": rect, "FT": Name.Tx, "F": 2, "V": String("SPY-field"), "T": String("a")},
        ]  # fmt: skip
        page.Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, **kind)) for kind in kinds])
        pdf.Root.AcroForm = Dictionary(Fields=Array([page.Annots[7]]), XFA=pdf.make_stream(b"SPY-xfa"))
        pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines))
        mark = pdf.make_indirect(Dictionary(Title=String("Part 1"), Parent=pdf.Root.Outlines, A=javascript("SPY-mark")))
        mark.Next = mark
        pdf.Root.Outlines.First = pdf.Root.Outlines.Last = mark
        pdf.docinfo["/Author"] = String("SPY-author")
        pdf.docinfo["/Creator"] = String("SPY-program")
        pdf.Root.Metadata = pdf.make_stream(b"<x>SPY-xmp</x>", Type=Name.Metadata, Subtype=Name.XML)
        font = page.Resources.Font.F1
        font.Metadata = pdf.make_stream(b"SPY-font")
        pdf.Root.SPYkey = String("SPY-root")

    return written(text("An appendix"), change=change)
