"""Word reports: what is read out of a file, what is refused, and how it comes into a report."""

import io
import zipfile

import pytest

from panels.docx import read_docx, suggest
from panels.docx.match import LEAVE_OUT, compose, renumbered
from panels.enums import PartStyle
from panels.models import Picture, Report, ReportPart, TemplatePart
from panels.operations.reports import save_part, start_report
from panels.operations.word_import import PictureChoice, apply_word_file, read_word_file
from panels.reports import authored_report
from panels.rules import NotAllowed
from panels.word_forms import WhereForm
from scrutiny.problems import ProblemsError
from tests.helpers import meeting_with, person, report_template, sign_in, text_of
from tests.panels.word_files import DRAWING, docx, paragraph, picture, png, run, table

TRACKED = (
    "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>struck</w:delText></w:r></w:del>"
    "<w:ins><w:r><w:t>added</w:t></w:r></w:ins></w:p>"
)
TEXT_BOX = (
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
)
WEST_SUSSEX = (
    paragraph("Our report", style="Title"),
    table(("Committee:", "Select Committee"), ("Date", "15 May 2019")),
    paragraph("Report by: the Director"),
    paragraph("SUMMARY", bold=True),
    paragraph("It is short."),
    picture("A navy bar"),
    paragraph("Proposal", style="Heading1"),
    paragraph("Background", style="Heading2", number=1),
    paragraph("First", style="OurPara"),
    paragraph("Second", number=1, level=1),
    paragraph("Point", number=2),
    paragraph("Nested point", number=2, level=1),
    paragraph("Letter", number=3),
    paragraph("Position", style="Heading2", number=1),
    paragraph("Third", number=1, level=1),
    table(("Year", "Children"), ("2018", "522")),
    paragraph("Consultation", style="Heading1"),
    paragraph("7.1\tNobody was asked."),
    paragraph("Weather", style="Heading1"),
    paragraph("It rained."),
)
PARTS = [
    {"key": "committee", "heading": "Committee", "style": PartStyle.FACT, "in_head": True},
    {"key": "date", "heading": "Date", "style": PartStyle.FACT, "in_head": True},
    {"key": "report-by", "heading": "Report by", "style": PartStyle.FACT, "in_head": True},
    {"key": "summary", "heading": "Summary", "style": PartStyle.PROSE},
    {"key": "proposal", "heading": "Proposal", "style": PartStyle.SECTIONS},
    {"key": "consultation", "heading": "Consultees", "style": PartStyle.SECTION, "synonyms": ["Consultation"]},
    {"key": "appendices", "heading": "Appendices", "style": PartStyle.LIST, "automatic": True},
]  # fmt: skip


def section(found, heading):
    return next(one for one in found.sections if one.heading == heading)


def refusal(content: bytes, **options) -> str:
    with pytest.raises(ProblemsError) as raised:
        read_docx(content, **options)
    return " ".join(map(str, raised.value.problems))


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_numbers_are_those_that_word_showed():
    found = read_docx(docx(*WEST_SUSSEX, image=png()))

    background = section(found, "Background")
    assert background.number == "1"
    assert background.paragraphs == (("1.1", "First"), ("1.2", "Second"))
    assert section(found, "Position").paragraphs == (("2.1", "Third"),)
    assert section(found, "Consultation").paragraphs == (("7.1", "Nobody was asked."),)
    assert "7.1" not in section(found, "Consultation").html


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ([paragraph(f"p{n}", number=4) for n in range(3)], ["5", "6", "7"]),
        ([paragraph("a", number=1), paragraph("b", number=1, level=1), paragraph("c", number=1)], ["1", "1.1", "2"]),
        ([paragraph("a", number=1, level=1), paragraph("b", number=1, level=1)], ["1.1", "1.2"]),
        ([paragraph("1. a"), paragraph("2. b"), paragraph("2018 was dry")], ["1", "2", ""]),
        ([paragraph("a", number=1), table(("x", "y"), ("z", "w")), paragraph("b", number=1)], ["1", "2"]),
    ],
)
def test_numbering(body, numbers):
    found = read_docx(docx(paragraph("Detail", style="Heading1"), *body))

    assert [number for number, _ in section(found, "Detail").paragraphs] == numbers


def test_a_third_level_is_said_and_becomes_letters():
    found = read_docx(docx(paragraph("Detail", style="Heading1"), *(
        paragraph("x", number=1, level=level) for level in (0, 1, 2)
    )))  # fmt: skip

    assert '<ol type="a"><li>x</li></ol>' in section(found, "Detail").html
    assert any("1.1.1" in loss for loss in found.losses)


def test_lists_nest_and_keep_their_kind():
    html = section(read_docx(docx(*WEST_SUSSEX, image=png())), "Background").html

    assert "<ul><li>Point<ul><li>Nested point</li></ul></li></ul>" in html
    assert '<ol type="a"><li>Letter</li></ol>' in html


def test_labels_of_the_head_are_facts():
    found = read_docx(docx(*WEST_SUSSEX, image=png()))

    assert {one.heading: text_of(one.html) for one in found.sections if one.is_fact} == {
        "Committee": "Select Committee", "Date": "15 May 2019", "Report by": "the Director",
    }  # fmt: skip


def test_southamptons_head_is_read_with_its_contacts():
    """Labels alone in a row, answers over two rows, names and numbers in one line: as the council lays it out."""
    head = table(
        ("DECISION-MAKER:", "The Panel", "", ""),
        ("SUBJECT:", "Scrutiny", "", ""),
        ("CONTACT DETAILS", "", "", ""),
        ("AUTHOR:", "Name:", "Mark Pirnie", "Tel: 01632 960886"),
        ("", "E-mail:", "mark.pirnie@example.gov.uk", ""),
        ("STATEMENT OF CONFIDENTIALITY", "", "", ""),
        ("None", "", "", ""),
    )
    found = read_docx(docx(head, paragraph("BRIEF SUMMARY", bold=True), paragraph("Short.")))
    facts = {one.heading: text_of(one.html) for one in found.sections if one.is_fact}

    assert facts["DECISION-MAKER"] == "The Panel"
    assert facts["STATEMENT OF CONFIDENTIALITY"] == "None"
    author = TemplatePart(key="author", heading="Author", style=PartStyle.CONTACT, in_head=True)
    place = [one.heading for one in found.sections].index("AUTHOR")
    keys = ["author" if number == place else LEAVE_OUT for number in range(len(found.sections))]
    assert compose(found.sections, keys, [author], {}) == {
        "author": "Mark Pirnie\n01632 960886\nmark.pirnie@example.gov.uk"
    }


def test_what_cannot_be_kept_is_said():
    body = [
        paragraph("Detail", style="Heading1"),
        TEXT_BOX,
        paragraph("Note", runs='<w:r><w:footnoteReference w:id="2"/></w:r>'),
        paragraph("Open ", runs=run("secret", hidden=True)),
        paragraph("Said", runs='<w:r><w:commentReference w:id="1"/></w:r>'),
        paragraph("Object", runs="<w:r><w:object/></w:r>"),
    ]
    found = read_docx(docx(*body, extra={"word/header1.xml": b"<w:hdr><w:t>Header</w:t></w:hdr>"}))

    said = " ".join(found.losses)
    for words in ("In a box", "Footnote 1", "annual report", "Hidden text", "comment", "embedded object", "headers"):
        assert words in said
    everything = " ".join(one.html for one in found.sections)
    for gone in ("In a box", "secret", "annual report"):
        assert gone not in everything


def test_tracked_changes_are_refused_or_taken_as_accepted():
    content = docx(paragraph("Detail", style="Heading1"), TRACKED)

    assert "2 tracked changes" in refusal(content)
    found = read_docx(content, take_changes=True)
    assert text_of(section(found, "Detail").html) == "Kept added"
    assert any("taken as accepted" in loss for loss in found.losses)


def zip_of(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "is a PDF"),
        (b"Plain text", "not a Word document"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word format"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (docx(paragraph("x"))[:400], "damaged"),
        (zip_of(**{"xl/workbook.xml": b"<x/>"}), "an Excel workbook"),
        (zip_of(**{"other.txt": b"x"}), "not a Word document"),
        (zip_of(**{"word/document.xml": b"0" * 30_000_000, "[Content_Types].xml": b""}), "far more than a report"),
        (zip_of(**{"word/document.xml": b"<w:document", "[Content_Types].xml": b""}), "damaged"),
        (
            zip_of(**{
                "word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
                "[Content_Types].xml": b"",
            }),
            "holds something that no Word document holds",
        ),
        (b"PK" + b"\0" * (31 << 20), "the limit is 30 MB"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(content, said):
    assert said in refusal(content)


def test_a_drawing_whose_picture_is_missing_is_said():
    found = read_docx(docx(paragraph("Detail", style="Heading1"), f"<w:p>{DRAWING.format(alternative='x')}</w:p>"))

    assert found.pictures == ()
    assert any("picture" in loss for loss in found.losses)


# --- Into a report ----------------------------------------------------------------------------------------------------


@pytest.fixture
def author(db):
    return person()


@pytest.fixture
def report(author) -> Report:
    item = meeting_with(author, ["Inspection"]).items.get()
    template = report_template(author, PARTS)
    paper = start_report(by=author, item=item, template=template, title="Inspection", texts={"summary": "Old."})
    assert paper.report
    return paper.report


@pytest.fixture
def word(author, report):
    return read_word_file(by=author, report=report, content=docx(*WEST_SUSSEX, image=png()), file_name="r.docx")


def suggested(report, content=None):
    found = read_docx(content or docx(*WEST_SUSSEX, image=png()))
    return found, suggest(found.sections, list(report.template.parts.order_by("position")))


def test_headings_find_their_parts(report):
    found, choices = suggested(report)

    assert {one.heading: choice.key for one, choice in zip(found.sections, choices, strict=True)} == {
        "Committee": "committee", "Date": "date", "Report by": "report-by", "SUMMARY": "summary",
        "Proposal": "proposal", "Background": "proposal", "Position": "proposal", "Consultation": "consultation",
        "Weather": "",
    }  # fmt: skip


def test_paragraphs_that_get_another_number_are_listed(report):
    found, choices = suggested(report)
    parts = list(report.template.parts.order_by("position"))

    changed = renumbered(found.sections, [choice.key for choice in choices], parts, existing={})
    assert [(line.word, line.here) for line in changed] == [("7.1", "3.1")]


def test_everything_goes_in_at_once(author, report, word):
    _found, choices = suggested(report)
    keys = [choice.key or LEAVE_OUT for choice in choices]
    written = apply_word_file(by=author, word=word, keys=keys)

    assert "Proposal" in written
    as_read = authored_report(report)
    numbers = [item.number for one in as_read.sections for block in one.blocks for item in block.items]
    assert numbers == ["1.1", "1.2", "2.1", "3.1", "1"]  # the last is that of the appendices
    assert [fact.text for fact in as_read.facts] == ["Select Committee", "15 May 2019", "the Director"]
    assert Picture.objects.get(report=report).alternative == "A navy bar"
    assert "Weather" not in str(as_read)
    with pytest.raises(NotAllowed, match="already"):
        apply_word_file(by=author, word=word, keys=keys)


def test_nothing_changes_where_anything_is_wrong(author, report, word):
    _found, choices = suggested(report)
    keys = [choice.key or LEAVE_OUT for choice in choices]
    before = list(ReportPart.objects.order_by("pk").values())
    for refused, said in (
        ({"keys": keys[:-1]}, "every section"),
        ({"keys": [*keys[:-1], "appendices"]}, "every section"),
        ({"keys": keys, "pictures": {1: PictureChoice()}}, "Describe what picture 1 shows"),
    ):
        with pytest.raises(NotAllowed, match=said):
            apply_word_file(by=author, word=word, **refused)
    save_part(by=author, report=report, part=report.template.parts.get(key="date"), text="Today", version=0)
    with pytest.raises(NotAllowed, match="Somebody has written meanwhile: Date"):
        apply_word_file(by=author, word=word, keys=keys)

    assert list(ReportPart.objects.exclude(part__key="date").order_by("pk").values()) == before
    assert not Picture.objects.exists()


def test_the_browser_shows_what_goes_where_and_puts_it_in(author, report):
    client = sign_in("dso")
    file = io.BytesIO(docx(*WEST_SUSSEX, image=png()))
    file.name = "report.docx"
    response = client.post(f"/desk/reports/{report.pk}/word/file/", {"file": file}, follow=True)
    page = text_of(response)
    assert "No part of the council’s form was found for: Weather" in page
    assert "This replaces what is written under: Summary" in page
    assert "7.1 3.1 Nobody was asked." in page

    address = response.request["PATH_INFO"]
    form = response.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data = {name: value for name, value in data.items() if value not in {"", False}}
    refused = client.post(address, data)
    assert "Say where “Weather” goes, or leave it out." in text_of(refused)
    weather = next(name for name, field in form.fields.items() if "Weather" in str(field.label))
    done = client.post(address, {**data, weather: LEAVE_OUT}, follow=True)
    assert "Brought in: Committee, Date, Report by, Summary, Proposal, Consultees." in text_of(done)


def test_the_browser_says_why_a_file_is_refused(author, report):
    client = sign_in("dso")
    file = io.BytesIO(docx(TRACKED))
    file.name = "tracked.docx"
    page = text_of(client.post(f"/desk/reports/{report.pk}/word/file/", {"file": file}))

    assert "2 tracked changes" in page
    assert not report.word_imports.exists()


def test_a_short_answer_takes_no_table():
    found = read_docx(docx(paragraph("Key decision", style="Heading1"), table(("Year", "Carers"), ("2017", "210"))))
    part = TemplatePart(key="key-decision", heading="Key decision", style=PartStyle.FACT)
    choices = suggest(found.sections, [part])
    keys = {f"section-{place}": "key-decision" for place in range(len(found.sections))}
    form = WhereForm(keys, found=found, choices=choices, parts=[part])
    assert not form.is_valid()
    assert "would be lost there" in str(form.errors)
