"""Word documents and workbooks made by hand: the parts that a test is about, and nothing else."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def relations(*entries: tuple[str, str, str]) -> str:
    """A .rels part of (key, kind, target); a target with :// is outside the file."""
    outside = ' TargetMode="External"'
    lines = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"{outside if "://" in target else ""}/>'
        for key, kind, target in entries
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text: str, *, run: str = "", properties: str = "") -> str:
    before = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p>{before}<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def word(
    *body: str, parts: Mapping[str, str | bytes] | None = None, links: tuple[tuple[str, str, str], ...] = ()
) -> bytes:
    """A .docx with this body; `links` are the relations of its text."""
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": f'<w:document {W} xmlns:r="{R}"><w:body>{"".join(body)}</w:body></w:document>',
            "word/_rels/document.xml.rels": relations(*links),
            **(parts or {}),
        }
    )


def picture(key: str, *, crop: str = "", description: str = "") -> str:
    """A paragraph with the picture of a relation."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="p" descr="{description}"/><a:graphic xmlns:a="{drawing}/main">'
        f'<a:graphicData uri="{drawing}/picture"><pic:pic xmlns:pic="{drawing}/picture"><pic:blipFill>'
        f'<a:blip r:embed="{key}"/>{f"<a:srcRect {crop}/>" if crop else ""}</pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def photograph(*, located: bool = True) -> bytes:
    """A JPEG, red on the left and blue on the right, with the place where it was taken."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (20, 0, 40, 20))
    exif = image.getexif()
    if located:
        exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def workbook(
    sheets: Mapping[str, tuple[str, str]], *, parts: Mapping[str, str | bytes] | None = None, more: str = ""
) -> bytes:
    """An .xlsx: for each sheet its state ("" if shown) and its content as XML; `more` stands in the workbook part."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" state="{state or "visible"}" r:id="rId{number}"/>'
        for number, (name, (state, _)) in enumerate(sheets.items(), 1)
    )
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{R}"><sheets>{listed}</sheets>{more}</workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                *(
                    (f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml")
                    for number in range(1, len(sheets) + 1)
                )
            ),
            **{
                f"xl/worksheets/sheet{number}.xml": f'<worksheet xmlns="{main}">{content}</worksheet>'
                for number, (_, content) in enumerate(sheets.values(), 1)
            },
            **(parts or {}),
        }
    )


def cells(*rows: tuple[int, str, str]) -> str:
    """Rows of (number, attributes, value of column A; of column B after a |)."""
    lines = []
    for number, attributes, values in rows:
        inside = "".join(
            f'<c r="{"AB"[place]}{number}" t="str"><v>{value}</v></c>' for place, value in enumerate(values.split("|"))
        )
        lines.append(f'<row r="{number}" {attributes}>{inside}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"
