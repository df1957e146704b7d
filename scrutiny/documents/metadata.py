"""What a finished PDF says about itself: title, language, dates, and PDF/UA only where it is earned."""

from datetime import UTC, datetime
from xml.sax.saxutils import escape

from pikepdf import Dictionary, Name, Pdf, PdfError, String

PRODUCER = "Scrutiny"
PDF_UA = "http://www.aiim.org/pdfua/ns/id/"


def claims_pdf_ua(source: Pdf) -> bool:
    """Whether a part says of itself that it follows PDF/UA-1."""
    try:
        with source.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            return str(metadata.get(f"{{{PDF_UA}}}part", "")) == "1"
    except (PdfError, ValueError, NotImplementedError):
        return False


def write_pdf_ua_claim(pdf: Pdf) -> None:
    """Let a cleaned part go on claiming PDF/UA-1, and say nothing else about itself."""
    xmp = _xmp(title="", language=language_of(pdf), author="", created=None, pdf_ua=True)
    pdf.Root.Metadata = pdf.make_stream(xmp.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)


def language_of(source: Pdf) -> str:
    """The language that a part says it is in, or nothing."""
    language = source.Root.get("/Lang")
    return str(language) if isinstance(language, String) else ""


def write_metadata(pdf: Pdf, *, title: str, language: str, author: str, created: datetime | None, pdf_ua: bool) -> None:
    """Write XMP and the document information, which say the same, and how a reader is to open the file.

    `created` is the caller's: the clock is not read here, so that the same pack has the same bytes.
    """
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines
    pdf.docinfo[Name.Title] = String(title)
    pdf.docinfo[Name.Producer] = String(PRODUCER)
    if author:
        pdf.docinfo[Name.Author] = String(author)
    if created is not None:
        pdf.docinfo[Name.CreationDate] = String(created.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ"))
    xmp = _xmp(title=title, language=language, author=author, created=created, pdf_ua=pdf_ua)
    pdf.Root.Metadata = pdf.make_stream(xmp.encode("utf-8"), Type=Name.Metadata, Subtype=Name.XML)


def _xmp(*, title: str, language: str, author: str, created: datetime | None, pdf_ua: bool) -> str:
    facts = [
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>',
        f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>",
        "<dc:format>application/pdf</dc:format>",
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>",
    ]
    if author:
        facts.append(f"<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>")
    if created is not None:
        facts.append(f"<xmp:CreateDate>{created.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}</xmp:CreateDate>")
    if pdf_ua:
        facts.append("<pdfuaid:part>1</pdfuaid:part>")
    return "\n".join(
        [
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
            f' xmlns:pdfuaid="{PDF_UA}">',
            *facts,
            "</rdf:Description>",
            "</rdf:RDF>",
            "</x:xmpmeta>",
            '<?xpacket end="r"?>',
        ]
    )
