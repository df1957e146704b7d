"""What everybody can read of somebody else's PDF, page by page, and what keeps people from it: by real files."""

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from strange_pdfs import text, written

from panels.uploads.access import fault_lines, letter_to_author, pages_in_words
from scrutiny.documents.survey import Fault, Survey, survey

IMAGE = "q 595 0 0 842 0 0 cm /Im1 Do Q\n"


def looked_at(tmp_path: Path, content: bytes) -> Survey:
    file = tmp_path / "file.pdf"
    file.write_bytes(content)
    found = survey(file, source=file)
    assert found is not None
    return found


def with_picture(pdf: Pdf) -> None:
    picture = pdf.make_stream(
        b"\x40" * 12, Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )  # fmt: skip
    for page in pdf.pages:
        page.obj.Resources.XObject = Dictionary(Im1=picture)


def tagged(pdf: Pdf) -> None:
    """Tags for the first two of three pages: a picture without a description, a table without header cells."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(Grid=Name.Table)))
    parents: list[object] = []
    kids = []
    for place, kind in ((0, Name.Figure), (1, Name.Grid)):
        page = pdf.pages[place].obj
        page.StructParents = place
        element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=kind, P=root, Pg=page, K=Array([0])))
        kids.append(element)
        parents += (place, Array([element]))
    root.K = Array(kids)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(parents)))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en-GB")
    pdf.docinfo[Name.Title] = String("A plan")


def test_words_come_out_as_paragraphs_and_nothing_that_is_hidden_does(tmp_path: Path) -> None:
    page = (
        text("The plan", y=700) + text("has two lines.", y=686) + text("Another paragraph.", y=600)
        + text("Mrs Example", y=500) + "0 g 60 495 200 20 re f\n" + "1 g " + text("white words", y=400)
    )  # fmt: skip
    found = looked_at(tmp_path, written(page, ""))
    assert found.pages[0].text == "The plan has two lines.\n\nAnother paragraph."
    assert found.pages[1].text == ""
    assert set(found.faults) == {Fault.NO_TAGS, Fault.NO_LANGUAGE, Fault.NO_TITLE}
    assert [page.faults for page in found.pages] == [(Fault.NO_TAGS,)] * 2


def test_scans_are_told_from_pages_with_words(tmp_path: Path) -> None:
    behind = text("read by a program", before="3 Tr")
    found = looked_at(tmp_path, written(IMAGE, behind + IMAGE, change=with_picture))
    assert found.pages[0].faults == (Fault.NO_TAGS, Fault.NO_TEXT)
    assert found.pages[1].faults == (Fault.NO_TAGS, Fault.SCAN_TEXT)
    assert (found.pages[1].text, found.pages[1].is_scan) == ("read by a program", True)


def test_tags_that_lack_something_are_found_on_their_pages(tmp_path: Path) -> None:
    pages = ["/Figure <</MCID 0>> BDC 0 0 9 9 re f EMC", "/Grid <</MCID 0>> BDC 0 0 9 9 re f EMC", text("Left out")]
    found = looked_at(tmp_path, written(*pages, change=tagged))
    assert found.faults == ()
    assert [page.faults for page in found.pages] == [
        (Fault.NO_DESCRIPTION,), (Fault.NO_TABLE_HEADS,), (Fault.NO_TAGS,),
    ]  # fmt: skip


def test_a_tree_that_runs_in_circles_ends(tmp_path: Path) -> None:
    def circle(pdf: Pdf) -> None:
        tagged(pdf)
        first = pdf.Root.StructTreeRoot.K[0]
        first.K = Array([first, 0])

    assert len(looked_at(tmp_path, written("", "", text("x"), change=circle)).pages) == 3


def test_what_is_no_pdf_is_not_surveyed(tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(b"%PDF-1.7 nothing")
    assert survey(file, source=file) is None
    with pikepdf.new() as pdf:
        pdf.save(file)
    assert survey(file, source=file) == Survey((Fault.NO_TAGS, Fault.NO_LANGUAGE, Fault.NO_TITLE), ())


def test_faults_are_told_in_words_with_their_pages() -> None:
    pages = [(1, ["no_tags"]), (2, ["no_tags", "no_text"]), (3, ["no_tags"]), (4, ["no_tags", "no_text"])]
    lines = fault_lines(["no_tags", "no_title"], pages, is_tagged=False, claims_pdf_ua=False)
    assert [(line.words.what, line.where) for line in lines] == [
        ("No tags", "every page"),
        ("A picture of paper, without words", "pages 2 and 4"),
        ("No title", "the whole file"),
    ]
    letter = letter_to_author("A plan", lines)
    assert letter.startswith("“A plan” cannot be read by everybody")
    assert "pages 2 and 4" in letter
    assert "Document structure tags" in letter
    assert pages_in_words([1, 2, 3, 5, 7, 8]) == "pages 1 to 3, 5 and 7 to 8"
    assert pages_in_words([4]) == "page 4"
    assert fault_lines([], [(1, [])], is_tagged=True, claims_pdf_ua=True) == ()
    assert [line.where for line in fault_lines([], [], is_tagged=False, claims_pdf_ua=False)] == ["the whole file"]
    assert "PDF/UA" in fault_lines([], [], is_tagged=True, claims_pdf_ua=False)[0].words.what
