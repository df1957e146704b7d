"""Word files made by hand for the tests: the few parts that a .docx needs, and nothing of Word's."""

import io
import zipfile
from html import escape

from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NAMESPACES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="s1" Type="{RELATION}/styles" Target="styles.xml"/>'
    f'<Relationship Id="n1" Type="{RELATION}/numbering" Target="numbering.xml"/>'
    f'<Relationship Id="f1" Type="{RELATION}/footnotes" Target="footnotes.xml"/>'
    f'<Relationship Id="p1" Type="{RELATION}/image" Target="media/chart.png"/></Relationships>'
)
STYLES = (
    f"<w:styles {W}>"
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="OurPara"><w:name w:val="Our Para"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    "</w:styles>"
)


def _level(number: int, kind: str, text: str) -> str:
    how = f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{escape(text)}"/>'
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/>{how}</w:lvl>'


# Number 1: 1, 1.1, 1.1.1. Number 2: bullets. Number 3: a), (i). Number 4: as 1, starting at 5.
NUMBERING = (
    f"<w:numbering {W}>"
    f'<w:abstractNum w:abstractNumId="0">{_level(0, "decimal", "%1.")}{_level(1, "decimal", "%1.%2")}'
    f"{_level(2, 'decimal', '%1.%2.%3')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{_level(0, "bullet", "•")}{_level(1, "bullet", "o")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{_level(0, "lowerLetter", "%1)")}{_level(1, "lowerRoman", "(%2)")}'
    "</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="3">{_level(0, "decimal", "%1.")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="3"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    "</w:numbering>"
)
NOTE = "<w:p><w:r><w:t>See the annual report.</w:t></w:r></w:p>"
FOOTNOTES = f'<w:footnotes {W}><w:footnote w:id="2">{NOTE}</w:footnote></w:footnotes>'
DRAWING = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Chart" descr="{alternative}"/><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="p1"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def run(text: str, *, bold: bool = False, hidden: bool = False) -> str:
    marks = ("<w:b/>" if bold else "") + ("<w:vanish/>" if hidden else "")
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    text: str = "", *, style: str = "", number: int = 0, level: int = 0, bold: bool = False, runs: str = ""
) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text, bold=bold) if text else ''}{runs}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl>{cells}</w:tbl>"


def picture(alternative: str = "") -> str:
    return f"<w:p>{DRAWING.format(alternative=escape(alternative, quote=True))}</w:p>"


def docx(*body: str, image: bytes = b"", extra: dict[str, bytes] | None = None) -> bytes:
    """A whole .docx with this body."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/_rels/document.xml.rels", DOCUMENT_RELATIONS)
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/numbering.xml", NUMBERING)
        archive.writestr("word/footnotes.xml", FOOTNOTES)
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>")
        if image:
            archive.writestr("word/media/chart.png", image)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()


def png(width: int = 300, height: int = 100, colour: str = "navy") -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()
