"""What uploaded files are, by their content; what Word documents and workbooks hide; and every refusal in words."""

import base64
import io
import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from strange_pdfs import text, written

from panels.enums import FindingWeight, UploadKind
from panels.uploads.codes import InOffice
from panels.uploads.findings import WORDS, words_of
from panels.uploads.inspection import Inspected, inspect
from panels.uploads.refusals import PDF_REFUSALS, Refused
from scrutiny.documents.intake import Observed, Refusal
from tests.panels.office_files import W, cells, paragraph, photograph, picture, relations, word, workbook, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture
def look(tmp_path: Path):
    """Looks into a file of this content and name."""

    def looked(content: bytes, name: str = "appendix.docx", pages: int = 300) -> Inspected:
        source, workspace = tmp_path / "sent", tmp_path / "work"
        source.write_bytes(content)
        workspace.mkdir(exist_ok=True)
        return inspect(source, file_name=name, workspace=workspace, page_limit=pages)

    return looked


@pytest.fixture
def refused(look):
    """The sentences with which a file is refused."""

    def sentences(content: bytes, name: str = "appendix.pdf", pages: int = 300) -> list[str]:
        with pytest.raises(Refused) as error:
            look(content, name, pages)
        return [str(problem) for problem in error.value.problems]

    return sentences


def of(inspected: Inspected, code: InOffice) -> list[tuple[str, str]]:
    return [(one.where, one.excerpt) for one in inspected.findings if one.code is code]


# --- What a file is ---------------------------------------------------------------------------------------------


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (png(), "This is a picture."),
        (b"<!DOCTYPE html><html><body>%PDF is a format</body></html>", "This is a web page."),
        (b"  <svg xmlns='x'><script>1</script></svg>", "This is a web page."),
        (b"{\\rtf1 text}", "This is in the old Rich Text format."),
        (b"MZ\x90\0" + b"\0" * 200, "This is a program."),
        (b"Name,Amount\r\nMrs Example,100\r\n" + b"x" * 100, "This is plain text."),
        (b"\x00\x01\x02\x03" * 40, "This is neither a PDF nor a Word document (.docx)."),
        (OLE, "old Word or Office format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (zipped({"readme.txt": "x"}), "a packed folder (zip), whatever its name says"),
        (zipped({"ppt/presentation.xml": "<x/>"}), "a presentation"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (zipped({"xl/workbook.bin": b"x"}), "a workbook"),
        (b"PK\x03\x04" + b"\0" * 60, "damaged"),
        (b"GIF89a" + b"\0" * 20 + b"%PDF-1.7 " + b"\0" * 20, "begins as a picture, with a PDF behind that"),
        (b"<html>" + b"%PDF-1.7\n" + b"\0" * 20, "begins as a web page, with a PDF behind that"),
        (b"%PDF-1.7 nothing more", "damaged and cannot be repaired"),
    ],
)  # fmt: skip
def test_what_is_no_paper_is_refused_by_its_content(refused, content, said):
    [sentence] = refused(content)
    assert said in sentence
    assert sentence.startswith("appendix.pdf: ")


def test_the_name_decides_nothing(look):
    document = look(word(paragraph("A Word document")), "really-a.pdf")
    assert document.kind is UploadKind.WORD
    assert of(document, InOffice.WRONG_NAME) == [("", "The file is called really-a.pdf, and is a Word document.")]
    pdf = look(written(text("A PDF")), "minutes.docx")
    assert pdf.kind is UploadKind.PDF
    assert [one.code for one in pdf.findings] == [InOffice.WRONG_NAME]


def test_a_few_bytes_before_a_pdf_are_repaired(look):
    assert look(b"\r\n\0\0" + written(text("x")), "scan.pdf").pages == 1


def test_every_kind_of_finding_and_refusal_has_its_words():
    assert set(WORDS) == {*Observed, *InOffice}
    assert set(PDF_REFUSALS) == set(Refusal)
    assert not {str(code) for code in Observed} & {str(code) for code in InOffice}
    for words in WORDS.values():
        assert words.what
        assert words.meaning.endswith(".")
        assert words.weight is not FindingWeight.DECIDE or words.todo.endswith(".")
    assert words_of("covered_text").weight is FindingWeight.DECIDE


# --- Word -------------------------------------------------------------------------------------------------------


def test_a_plain_document_becomes_our_own_text(look):
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Measure", "Value"), ("Visits", "12"))
    )
    named = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    styles = f"<w:styles {W}>{named}</w:styles>"
    document = look(
        word(
            paragraph("Background", properties='<w:pStyle w:val="Heading1"/>'),
            paragraph("Some words &amp; more", run="<w:b/>"),
            f"<w:tbl>{table}</w:tbl>",
            parts={"word/styles.xml": styles},
            links=(("rId9", "styles", "styles.xml"),),
        )
    )  # fmt: skip
    assert document.findings == ()
    assert "<h2>Background</h2>" in document.html
    assert "<strong>Some words &amp; more</strong>" in document.html
    assert '<th scope="col">Measure</th>' in document.html
    assert "<script" not in document.html


def test_tracked_changes_are_found_and_published_as_if_accepted(look):
    changed = (
        '<w:p><w:r><w:t xml:space="preserve">The cost is </w:t></w:r>'
        '<w:ins w:author="A. Writer"><w:r><w:t>£2m</w:t></w:r></w:ins>'
        '<w:del w:author="B. Reader"><w:r><w:delText>£9m, which is a scandal</w:delText></w:r></w:del></w:p>'
    )
    document = look(word(paragraph("First"), changed))
    assert of(document, InOffice.TRACKED_CHANGE) == [
        ("paragraph 2", "inserted by A. Writer: £2m"),
        ("paragraph 2", "deleted by B. Reader: £9m, which is a scandal"),
    ]
    assert "The cost is £2m" in document.html
    assert "scandal" not in document.html


def test_comments_properties_variables_and_stored_data_are_found_and_left_behind(look):
    comment = f'<w:comment w:author="C. Critic">{paragraph("SPY weak")}</w:comment>'
    document = look(
        word(
            paragraph("The text"),
            parts={
                "word/comments.xml": f"<w:comments {W}>{comment}</w:comments>",
                "docProps/core.xml": '<p xmlns:dc="d"><dc:creator>SPY Author</dc:creator><dc:title/></p>',
                "docProps/app.xml": "<Properties><Company>SPY Ltd</Company><Pages>3</Pages></Properties>",
                "docProps/custom.xml": '<Properties><property name="Case"><x>SPY 7</x></property></Properties>',
                "word/settings.xml": f'<w:settings {W}><w:docVar w:name="n" w:val="SPY var"/></w:settings>',
                "customXml/item1.xml": "<data><name>SPY data</name></data>",
                "customXml/itemProps1.xml": "<x/>",
                "word/vbaProject.bin": b"SPY",
                "word/embeddings/oleObject1.bin": b"SPY",
            },
            links=(("rId5", "image", "https://example.com/tracker.png"), ("rId6", "hyperlink", "https://example.gov.uk")),
        )
    )  # fmt: skip
    assert of(document, InOffice.WORD_COMMENT) == [("", "C. Critic: SPY weak")]
    assert of(document, InOffice.WORD_PROPERTIES) == [("", "author: SPY Author; company: SPY Ltd; Case: SPY 7")]
    assert of(document, InOffice.DOCUMENT_VARIABLE) == [("", "n: SPY var")]
    assert of(document, InOffice.CUSTOM_XML) == [("", "SPY data")]
    assert of(document, InOffice.MACRO) == [("", "")]
    assert of(document, InOffice.EMBEDDED_FILE) == [("", "oleObject1.bin")]
    assert of(document, InOffice.OUTSIDE_CONTENT) == [("", "image: https://example.com/tracker.png")]
    assert {WORDS[one.code].weight for one in document.findings} == {FindingWeight.REMOVED}
    assert "SPY" not in document.html


def test_hidden_text_is_left_out_also_when_a_style_hides_it(look):
    styles = (
        f'<w:styles {W}><w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Secret"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    document = look(
        word(
            paragraph("Seen"),
            paragraph("Hidden directly", run="<w:vanish/>"),
            paragraph("Hidden by style", run='<w:rStyle w:val="Secret"/>'),
            paragraph("Shown after all", run='<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>'),
            parts={"word/styles.xml": styles},
        )
    )
    assert of(document, InOffice.HIDDEN_WORD_TEXT) == [
        ("paragraph 2", "Hidden directly"), ("paragraph 3", "Hidden by style"),
    ]  # fmt: skip
    assert "Hidden" not in document.html
    assert "Shown after all" in document.html


def test_white_text_has_to_be_decided_unless_there_is_a_colour_behind_it(look):
    white = '<w:color w:val="FFFFFF"/>'
    shaded = '<w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>'
    rows = "".join(
        f"<w:tr><w:tc>{shade}{paragraph(words, run=white)}</w:tc></w:tr>"
        for shade, words in ((shaded, "A heading"), ("", "Nothing behind it"))
    )
    document = look(
        word(
            paragraph("White on white", run=white),
            paragraph("White on blue", run=f'{white}<w:shd w:fill="1F3864"/>'),
            f"<w:tbl>{rows}</w:tbl>",
        )
    )
    assert of(document, InOffice.WHITE_WORD_TEXT) == [
        ("paragraph 1", "White on white"), ("paragraph 4", "Nothing behind it"),
    ]  # fmt: skip


def test_numbers_of_several_levels_stay_as_members_cite_them(look):
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{label}"/></w:lvl>'
        for level, (form, label) in enumerate((("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")))
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def numbered(words: str, level: int) -> str:
        return paragraph(words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')

    document = look(
        word(
            numbered("One", 0), numbered("One one", 1), numbered("Two", 0), numbered("Two one", 1),
            numbered("Two two", 1), numbered("A", 2), numbered("B", 2), numbered("Two three", 1),
            parts={"word/numbering.xml": numbering}, links=(("rId3", "numbering", "numbering.xml"),),
        )
    )  # fmt: skip
    plain = re.sub(r"<[^>]+>", "|", document.html)
    for line in ("1. One", "1.1 One one", "2. Two", "2.1 Two one", "2.2 Two two", "(a) A", "(b) B", "2.3 Two three"):
        assert line in plain


def test_pictures_are_drawn_anew_without_their_place_and_as_cropped(look):
    document = look(
        word(
            picture("rId4", crop='l="50000"', description="A blue half"),
            parts={"word/media/image1.jpeg": photograph()},
            links=(("rId4", "image", "media/image1.jpeg"),),
        )
    )
    assert of(document, InOffice.WORD_PICTURE_LOCATION) == [("picture image1.jpeg", "")]
    assert of(document, InOffice.CROPPED_PICTURE) == [("", "")]
    found = re.search(r'<img alt="A blue half" src="data:image/jpeg;base64,([^"]+)"', document.html)
    assert found
    content = base64.b64decode(found[1])
    assert b"Exif" not in content
    kept = Image.open(io.BytesIO(content))
    assert kept.size == (20, 20)
    assert kept.getpixel((2, 10))[2] > 200  # the red half is gone


def test_what_cannot_be_kept_is_said(look):
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    chart = f'<w:p><w:r><w:drawing><a:graphicData xmlns:a="{drawing}" uri="x/chart"/></w:drawing></w:r></w:p>'
    header = f"<w:hdr {W}>{paragraph('Draft')}</w:hdr>"
    document = look(
        word(
            paragraph("Text"), chart, picture("rId4"),
            parts={"word/media/image1.jpeg": photograph(located=False), "word/header1.xml": header},
            links=(("rId4", "image", "media/image1.jpeg"),),
        )
    )  # fmt: skip
    losses = " ".join(document.losses)
    assert "chart" in losses
    assert "Headers and footers" in losses
    assert "no description" in losses


def test_hostile_and_damaged_documents_are_refused(refused):
    bomb = word(paragraph("x"), parts={"word/media/image1.png": b"\0" * (120 << 20)})
    assert "unpack to far more" in refused(bomb)[0]
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]><w:document ' + W + "><w:body>&a;</w:body></w:document>"
    entities = zipped({"[Content_Types].xml": "<x/>", "_rels/.rels": relations(), "word/document.xml": laughs})
    assert "used in attacks" in refused(entities)[0]
    broken = zipped({"[Content_Types].xml": "<x/>", "_rels/.rels": relations(), "word/document.xml": "<w:doc"})
    assert "damaged" in refused(broken)[0]
    assert "nothing in the document" in refused(word())[0]


def test_a_document_longer_than_the_limit_is_refused(refused):
    long = word(*(paragraph("A sentence that fills its line. " * 20) for _ in range(40)))
    assert "more than 1 pages" in refused(long, pages=1)[0]


# --- Workbooks --------------------------------------------------------------------------------------------------


def hiding_workbook() -> bytes:
    return workbook(
        {
            "Summary": (
                "",
                '<cols><col min="2" max="2" hidden="1"/></cols>'
                + cells(
                    (1, "", "Area|Name"),
                    (2, 'hidden="1"', "North|Mrs Example"),
                    (3, 'hidden="1"', "South|Mr Sample"),
                    (4, "", "Total|2"),
                ),
            ),
            "Names": ("veryHidden", cells((1, "", "Child A|2011"))),
        },
        more='<definedNames><definedName name="Wages" hidden="1">Names!$A$1</definedName></definedNames>',
        parts={
            "xl/pivotCache/pivotCacheRecords1.xml": '<pivotCacheRecords xmlns="x"><r/><r/></pivotCacheRecords>',
            "xl/externalLinks/externalLink1.xml": '<externalLink xmlns="x"/>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("r", "path", "file://server/pay.xlsx")),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "comments", "../comments1.xml")),
            "xl/comments1.xml": '<comments xmlns="x"><comment ref="B4"><text>not public</text></comment></comments>',
        },
    )  # fmt: skip


EXPECTED = {
    ("sheet “Summary”, rows 2 to 3", "North; Mrs Example; South; Mr Sample"),
    ("sheet “Summary”, column B", "Name; Mrs Example; Mr Sample; 2"),
    ("sheet “Summary”, cell B4", "not public"),
    ("sheet “Names”", "Child A; 2011"),
    ("name “Wages”", "Names!$A$1"),
    ("pivot table", "2 rows of source data"),
    ("another workbook", "file://server/pay.xlsx"),
}


def test_a_workbook_is_refused_with_everything_that_it_hides(refused):
    lead, *listed = refused(hiding_workbook(), "figures.xlsx")
    assert lead.startswith("figures.xlsx: The file is a workbook.")
    assert "export the part that the panel should see as a PDF" in lead
    assert len(listed) == len(EXPECTED)
    for where, excerpt in EXPECTED:
        assert any(line.startswith(f"figures.xlsx, {where}: ") and excerpt in line for line in listed)


def test_what_a_workbook_inside_a_document_hides_is_found(look):
    document = look(
        word(paragraph("With a chart"), parts={"word/embeddings/Microsoft_Excel_Sheet.xlsx": hiding_workbook()})
    )
    found = {
        (one.where.removeprefix("embedded workbook 1, "), one.excerpt)
        for one in document.findings
        if one.where.startswith("embedded workbook 1")
    }
    assert found == EXPECTED
    assert of(document, InOffice.EMBEDDED_FILE) == [("", "Microsoft_Excel_Sheet.xlsx")]
    assert "Mrs Example" not in document.html


def test_a_workbook_without_secrets_is_still_refused(refused):
    [sentence] = refused(workbook({"Sheet 1": ("", cells((1, "", "A|B")))}), "plain.xlsx")
    assert "because they hold more than they show." in sentence


# --- PDFs -------------------------------------------------------------------------------------------------------


def test_pdf_refusals_are_sentences_with_the_file_the_reason_and_the_mend(refused):
    [sentence] = refused(written("0 g", "0 g"), "plan.pdf", pages=1)
    assert sentence == (
        "plan.pdf: The PDF has 2 pages; the limit is 1. Ask the author for the part that the panel needs, or split it."
    )
    with pikepdf.open(io.BytesIO(written(text("x")))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(user="a", owner="b"))
    assert "locked with a password" in refused(out.getvalue())[0]


def test_findings_stand_in_the_order_of_their_weight(look):
    page = text("Under the box") + "0 g 60 690 300 30 re f"
    inspected = look(written(page, size=(1300, 1300)) + b"behind the end", "a.pdf")
    assert [WORDS[one.code].weight for one in inspected.findings] == [
        FindingWeight.DECIDE, FindingWeight.REMOVED, FindingWeight.NOTICE,
    ]  # fmt: skip
    assert inspected.findings[0].where == "page 1"
