"""Text that readers do not see is found in PDFs of other people's making, and ordinary pages pass without a word."""

import pikepdf
import pytest
from intake_reading import NAME, codes, everything_in, found
from pikepdf import Array, Dictionary, Name, Pdf, String
from strange_pdfs import annotated, drawn, text, written

from scrutiny.documents.intake import Observed


def test_an_ordinary_paper_is_taken_in_without_a_word(take):
    page = text("An ordinary page") + "0.9 g 60 500 200 40 re f 0 g\n" + text("in a grey box", y=515)
    taken, result = take(written(page, page))
    assert taken.observations == ()
    assert (taken.pages, taken.sizes, taken.is_tagged, taken.claims_pdf_ua) == (2, ((595.0, 842.0, 2),), False, False)
    with pikepdf.open(result) as pdf:
        assert len(pdf.pages) == 2
        assert b"An ordinary page" in pdf.pages[0].obj.Contents.read_bytes()


def test_taking_in_the_same_file_twice_gives_the_same_bytes(take):
    content = written(text("The same"))
    first = take(content)[1].read_bytes()
    assert take(content)[1].read_bytes() == first


# --- Text that a reader does not see ----------------------------------------------------------------------------


def test_text_under_a_black_box_is_found(take):
    page = text("The child lives with ") + text(NAME, x=200) + "0 g 198 695 220 16 re f\n" + text("who agreed.", x=430)
    taken, _ = take(written(page))
    assert found(taken, Observed.COVERED_TEXT) == [NAME]


def test_one_covered_word_in_the_middle_of_a_line_is_found(take):
    # Twelve points, about 6.7 a letter: "Amount paid " is 12 letters, so the word starts at about 150.
    page = text("Amount paid SECRET in May") + "1 0 0 rg 148 697 48 14 re f"
    taken, _ = take(written(page))
    [excerpt] = found(taken, Observed.COVERED_TEXT)
    assert "SECRET" in excerpt
    assert "Amount" not in excerpt


def test_a_cover_may_be_a_thick_line_a_rough_shape_or_a_rotated_page_of_forms(take):
    line = text(NAME) + "16 w 70 704 m 400 704 l S"
    shape = text(NAME) + "0 g 60 690 m 420 692 l 418 716 l 240 730 l 62 715 l h f"
    taken, _ = take(written(line, shape))
    assert [one.page for one in taken.observations if one.code is Observed.COVERED_TEXT] == [1, 2]


def test_a_cover_inside_a_form_is_placed_where_the_form_is(take):
    def change(pdf: Pdf) -> None:
        box = pdf.make_stream(b"0 0 200 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 20]))
        pdf.pages[0].obj.Resources.XObject = Dictionary(Box=box)

    hidden, _ = take(written(text(NAME) + "q 1 0 0 1 70 695 cm /Box Do Q", change=change))
    beside, _ = take(written(text(NAME) + "q 1 0 0 1 70 300 cm /Box Do Q", change=change))
    assert found(hidden, Observed.COVERED_TEXT) == [NAME]
    assert beside.observations == ()


def test_a_form_that_draws_itself_ends(take):
    def change(pdf: Pdf) -> None:
        form = pdf.make_stream(b"/Me Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        form.Resources = Dictionary(XObject=Dictionary(Me=form))
        pdf.pages[0].obj.Resources.XObject = Dictionary(Me=form)

    taken, _ = take(written(text("Round") + "/Me Do", change=change))
    assert taken.pages == 1


def test_a_picture_over_text_hides_it(take):
    def change(pdf: Pdf) -> None:
        picture = pdf.make_stream(b"\xff" * 3, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
        pdf.pages[0].obj.Resources.XObject = Dictionary(P=picture)

    taken, _ = take(written(text(NAME) + "q 220 0 0 20 70 695 cm /P Do Q", change=change))
    assert found(taken, Observed.COVERED_TEXT) == [NAME]


def test_lines_through_text_tints_and_boxes_below_it_hide_nothing(take):
    page = (
        "0.8 1 0.8 rg 60 690 300 30 re f 0 g\n"
        + text("On a green box")
        + "0 g 60 703 200 1 re f 0.5 w 60 705 m 200 705 l S"
        " /Light gs 1 1 0 rg 60 690 300 30 re f"
    )
    taken, _ = take(written(page, ExtGState=Dictionary(Light=Dictionary(ca=0.3))))
    assert taken.observations == ()


def test_white_on_white_and_black_on_black_are_found_and_white_on_blue_is_not(take):
    white = text(NAME, before="1 g")
    black = "0 g 60 690 300 30 re f\n" + text("Black on black")
    blue = "0 0 0.5 rg 60 690 300 30 re f\n" + text("A heading", before="1 g")
    spot = text("Spot", before="/Spot cs 0 scn")
    space = Dictionary(Spot=Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, Dictionary(FunctionType=2)]))
    taken, _ = take(written(white, black, blue, spot, ColorSpace=space))
    assert [(one.page, one.excerpt) for one in taken.observations] == [
        (1, NAME), (2, "Black on black"), (4, "Spot"),
    ]  # fmt: skip
    assert codes(taken) == {Observed.BACKGROUND_TEXT}


def test_white_text_on_a_picture_is_left_to_the_eye(take):
    def change(pdf: Pdf) -> None:
        picture = pdf.make_stream(b"\0" * 3, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
        pdf.pages[0].obj.Resources.XObject = Dictionary(P=picture)

    taken, _ = take(written("q 220 0 0 20 70 695 cm /P Do Q " + text("Shown", before="1 g"), change=change))
    assert taken.observations == ()


def test_text_off_the_page_and_outside_the_crop_is_found(take):
    def change(pdf: Pdf) -> None:
        pdf.pages[1].obj.CropBox = Array([0, 100, 595, 842])

    taken, _ = take(written(text(NAME, x=700), text("Below the crop", y=50) + text("Seen"), change=change))
    assert [(one.code, one.page, one.excerpt) for one in taken.observations] == [
        (Observed.OFF_PAGE_TEXT, 1, NAME),
        (Observed.OFF_PAGE_TEXT, 2, "Below the crop"),
    ]


def test_clipped_tiny_and_invisible_text_is_found(take):
    clipped = "q 60 690 100 30 re W n " + text("Seen", y=700) + text("Cut off", x=300) + "Q"
    tiny = text("Very small print", size=0.5)
    scaled = "q 0.05 0 0 0.05 0 0 cm " + text("Scaled down", x=2000, y=9000) + "Q"
    invisible = text("Not drawn", before="3 Tr")
    clear = "/Clear gs " + text("Transparent")
    taken, _ = take(written(clipped, tiny, scaled, invisible, clear, ExtGState=Dictionary(Clear=Dictionary(ca=0))))
    assert [(one.page, one.code, one.excerpt) for one in taken.observations] == [
        (1, Observed.CLIPPED_TEXT, "Cut off"),
        (2, Observed.TINY_TEXT, "Very small print"),
        (3, Observed.TINY_TEXT, "Scaled down"),
        (4, Observed.INVISIBLE_TEXT, "Not drawn"),
        (5, Observed.INVISIBLE_TEXT, "Transparent"),
    ]


def scanned(content: str) -> bytes:
    def change(pdf: Pdf) -> None:
        picture = pdf.make_stream(b"\xee" * 3, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
        pdf.pages[0].obj.Resources.XObject = Dictionary(Scan=picture)

    return written(content, change=change)


@pytest.mark.parametrize("scan_first", [True, False])
def test_text_behind_a_scan_is_called_that(take, scan_first):
    scan, words = "q 595 0 0 842 0 0 cm /Scan Do Q ", text("Recognised words", before="3 Tr")
    taken, _ = take(scanned(scan + words if scan_first else words + scan))
    assert [(one.code, one.excerpt) for one in taken.observations] == [(Observed.SCAN_TEXT, "Recognised words")]


def test_a_box_on_a_scan_does_not_hide_the_recognised_words(take):
    page = "q 595 0 0 842 0 0 cm /Scan Do Q " + text(NAME, before="3 Tr") + "0 g 60 690 300 30 re f"
    taken, _ = take(scanned(page))
    assert found(taken, Observed.COVERED_TEXT) == [NAME]


def test_a_page_that_is_only_a_picture_is_said(take):
    taken, _ = take(scanned("q 595 0 0 842 0 0 cm /Scan Do Q"))
    assert codes(taken) == {Observed.PICTURE_PAGE}


@pytest.mark.parametrize("by_group", [True, False])
def test_text_in_a_layer_that_is_off_is_found(take, by_group):
    def change(pdf: Pdf) -> None:
        off = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Names")))
        on = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Map")))
        group = Dictionary(Type=Name.OCMD, OCGs=Array([off]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([off, on]), D=Dictionary(OFF=Array([off])))
        pdf.pages[0].obj.Resources.Properties = Dictionary(L0=group if by_group else off, L1=on)

    page = f"/OC /L0 BDC {text(NAME)} 0 0 50 50 re f EMC /OC /L1 BDC {text('Shown', y=600)} EMC"
    taken, _ = take(written(page, change=change))
    assert found(taken, Observed.HIDDEN_LAYER_TEXT) == [NAME]
    assert Observed.HIDDEN_LAYER in codes(taken)


def test_text_of_fonts_with_their_own_codes_is_read_by_their_tables(take):
    def change(pdf: Pdf) -> None:
        cmap = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0003> <0041> endbfrange"
        below = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.X, DW=600, W=Array([1, Array([700])])
        )
        pdf.pages[0].obj.Resources.Font.F2 = Dictionary(
            Type=Name.Font, Subtype=Name.Type0, Encoding=Name("/Identity-H"), DescendantFonts=Array([below]),
            ToUnicode=pdf.make_stream(cmap),
        )  # fmt: skip

    page = "BT /F2 12 Tf 3 Tr 72 700 Td <000100020003> Tj 0 -20 Td [<0003> -900 <0001>] TJ ET"
    taken, _ = take(written(page, change=change))
    assert found(taken, Observed.INVISIBLE_TEXT) == ["ABC C A"]


def test_a_redaction_that_was_never_applied_is_found(take):
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=Array([60, 690, 300, 715]))
    taken, _ = take(annotated(mark, content=text(NAME)))
    assert Observed.UNAPPLIED_REDACTION in codes(taken)


def test_a_black_box_drawn_as_a_comment_still_covers_and_is_found(take):
    def change(pdf: Pdf) -> None:
        box = Dictionary(
            Type=Name.Annot, Subtype=Name.Square, Rect=Array([60, 690, 300, 715]), F=4,
            AP=drawn(pdf, "0 g 0 0 240 25 re f", [0, 0, 240, 25]), T=String("An officer"), Contents=String("Take out"),
        )  # fmt: skip
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(box)])

    taken, result = take(written(text(NAME), change=change))
    assert found(taken, Observed.COVERED_TEXT) == [NAME]
    assert found(taken, Observed.COMMENT) == ["An officer: Take out"]
    assert b"Take out" not in everything_in(result)
    with pikepdf.open(result) as pdf:
        assert "/Annots" not in pdf.pages[0].obj


def test_a_page_that_paints_without_end_is_said_to_be_unread(take):
    taken, _ = take(written("0 0 1 1 re f\n" * 1_000_000, text("Calm")))
    assert [(one.code, one.page) for one in taken.observations] == [(Observed.UNINSPECTED_PAGE, 1)]
