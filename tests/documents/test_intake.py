"""PDFs of other people's making: what is hidden is found, what acts is taken out, what is unusable is refused."""

import io
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from strange_pdfs import annotated, drawn, javascript, revised, saved, text, with_catalogue, written

from scrutiny.documents.intake import Bounds, Observed, Refusal, TakenIn, UnusablePdf, take_in

Take = Callable[..., tuple[TakenIn, Path]]
NAME = "Mrs Example of 3 Sample Street"


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Takes a PDF in; gives what was found, and the copy."""

    def taken(content: bytes, **bounds: int) -> tuple[TakenIn, Path]:
        source, result = tmp_path / "source.pdf", tmp_path / "result.pdf"
        source.write_bytes(content)
        return take_in(source, result, bounds=Bounds(**bounds)), result

    return taken


def found(taken: TakenIn, code: Observed) -> list[str]:
    return [one.excerpt for one in taken.observations if one.code is code]


def codes(taken: TakenIn) -> set[Observed]:
    return {one.code for one in taken.observations}


def everything_in(path: Path) -> bytes:
    """All of a file's objects and the content of all its streams, as one text to search."""
    parts = []
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            parts.append(repr(thing).encode())
            if isinstance(thing, Stream):
                parts.append(thing.read_raw_bytes())
                if thing.get("/Filter") in (None, Name.FlateDecode):
                    parts.append(thing.read_bytes())
    return b"\n".join(parts)


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


# --- What acts, tells or carries --------------------------------------------------------------------------------


def hostile() -> bytes:
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


def test_everything_that_acts_is_removed_and_listed(take):
    taken, result = take(hostile())
    assert b"SPY" not in everything_in(result)
    assert {
        Observed.SCRIPT, Observed.ACTION, Observed.OUTSIDE_LINK, Observed.ATTACHMENT, Observed.COMMENT,
        Observed.MULTIMEDIA, Observed.HIDDEN_FIELD, Observed.PROPERTIES, Observed.PRIVATE_DATA,
    } <= codes(taken)  # fmt: skip
    assert found(taken, Observed.HIDDEN_FIELD) == ["SPY-field"]
    assert found(taken, Observed.COMMENT) == ["A. Writer: SPY-note"]
    assert "SPY-wages.xlsx" in found(taken, Observed.ATTACHMENT)
    assert any("SPY-author" in line for line in found(taken, Observed.PROPERTIES))


def test_plain_links_stay(take):
    _, result = take(hostile())
    with pikepdf.open(result) as pdf:
        [link] = pdf.pages[0].obj.Annots
        assert str(link.A.URI) == "https://example.gov.uk/plain"
        assert str(pdf.Root.Outlines.First.Title) == "Part 1"
        assert set(pdf.Root.keys()) <= {"/Type", "/Pages", "/Outlines", "/Version"}
        assert "/Info" not in pdf.trailer or not pdf.docinfo.keys()


def test_filled_in_forms_become_part_of_the_page(take):
    def change(pdf: Pdf) -> None:
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("Filled in"), F=4,
            Rect=Array([72, 600, 300, 620]), AP=drawn(pdf, "BT /F1 12 Tf 2 4 Td (Filled in) Tj ET", [0, 0, 228, 20]),
        )  # fmt: skip
        field.AP.N.Resources = Dictionary(Font=pdf.pages[0].obj.Resources.Font)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].obj.Annots[0]]))

    taken, result = take(written(text("A form"), change=change))
    assert found(taken, Observed.FORM_FIELDS) == ["1 field"]
    assert b"Filled in" in everything_in(result)
    with pikepdf.open(result) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/Annots" not in pdf.pages[0].obj


def test_earlier_versions_are_dropped_and_said(take):
    content = revised(text("The name of the child"), text("The child"))
    assert b"The name of" in content
    taken, result = take(content)
    assert found(taken, Observed.EARLIER_VERSIONS) == ["1"]
    assert b"The name of" not in everything_in(result)


def test_data_behind_the_end_of_the_file_is_dropped(take):
    taken, result = take(written(text("A page")) + b"PK\x03\x04 a zip behind it")
    assert Observed.TRAILING_DATA in codes(taken)
    assert b"a zip behind it" not in result.read_bytes()


def test_a_photograph_loses_its_place_on_earth(take):
    from PIL import Image

    picture = Image.new("RGB", (8, 8), "red")
    exif = picture.getexif()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SPY-comment")
    assert b"Exif" in out.getvalue()

    def change(pdf: Pdf) -> None:
        image = pdf.make_stream(out.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
        image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceRGB, 8, Name.DCTDecode
        pdf.pages[0].obj.Resources.XObject = Dictionary(P=image)

    taken, result = take(written(text("A photograph") + "q 90 0 0 90 9 9 cm /P Do Q", change=change))
    assert codes(taken) == {Observed.PICTURE_LOCATION}
    kept = everything_in(result)
    assert b"Exif" not in kept
    assert b"SPY" not in kept
    with pikepdf.open(result) as pdf:
        raw = pdf.pages[0].obj.Resources.XObject.P.read_raw_bytes()
        assert Image.open(io.BytesIO(raw)).getpixel((4, 4))[0] > 200


# --- Tags -------------------------------------------------------------------------------------------------------


def test_our_own_tagged_papers_stay_tagged_and_keep_their_claim(take, document, store):
    from scrutiny.documents.render import render_cached

    html = document('<h1>An appendix</h1><p>See <a href="https://example.gov.uk">the page</a>.</p>', "An appendix")
    taken, result = take(render_cached(html, store=store).pdf)
    assert (taken.is_tagged, taken.claims_pdf_ua) == (True, True)
    with pikepdf.open(result) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert len(pdf.pages[0].obj.Annots) == 1


def test_a_structure_tree_in_a_circle_ends(take):
    from pack_parts import tagged_paper

    def circle(pdf: Pdf, root: Dictionary) -> None:
        element = root.K[0]
        element.K = Array([0, element])

    taken, _ = take(tagged_paper(circle))
    assert taken.is_tagged


# --- Refusals ---------------------------------------------------------------------------------------------------


def refusal(take: Take, content: bytes, **bounds: int) -> UnusablePdf:
    with pytest.raises(UnusablePdf) as error:
        take(content, **bounds)
    return error.value


def refusal_or_none(take: Take, content: bytes) -> Refusal | None:
    try:
        take(content)
    except UnusablePdf as error:
        return error.refusal
    return None


def encrypted(*, user: str, owner: str) -> bytes:
    with pikepdf.open(io.BytesIO(written(text("Locked")))) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(user=user, owner=owner))


def test_a_password_is_refused_and_an_owner_password_is_taken_off(take, tmp_path):
    assert refusal(take, encrypted(user="a", owner="b")).refusal is Refusal.PASSWORD
    assert not (tmp_path / "result.pdf").exists()
    taken, result = take(encrypted(user="", owner="b"))
    assert codes(taken) == {Observed.OWNER_PASSWORD}
    with pikepdf.open(result) as pdf:
        assert not pdf.is_encrypted


def test_damage_is_repaired_and_said_or_refused(take):
    whole = written(text("A page"))
    no_table = whole[: whole.rindex(b"startxref")]
    taken, _ = take(no_table)
    assert Observed.REPAIRED in codes(taken)
    assert refusal(take, whole[:60]).refusal is Refusal.DAMAGED
    assert refusal(take, b"%PDF-1.7\n" + b"\0\xff" * 500).refusal is Refusal.DAMAGED


def test_no_pages_and_too_many_pages_are_refused(take):
    with pikepdf.new() as pdf:
        assert refusal(take, saved(pdf)).refusal is Refusal.NO_PAGES
    too_many = refusal(take, written(*["0 g"] * 6), pages=5)
    assert (too_many.refusal, too_many.detail) == (Refusal.TOO_MANY_PAGES, "6")


def test_pages_that_lead_in_a_circle_are_refused(take):
    assert refusal(take, LOOP).refusal in {Refusal.DAMAGED, Refusal.NO_PAGES}


LOOP = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type/Pages/Count 1/Kids[2 0 R]/Parent 2 0 R>>\nendobj\ntrailer\n<</Root 1 0 R/Size 3>>\n%%EOF\n"
)


def test_huge_object_numbers_and_too_many_objects_are_refused(take):
    # A table that announces a thousand million objects.
    liar = written(text("A page")).replace(b"startxref", b"xref\n0 999999999\ntrailer <</Size 999999999>>\nstartxref")
    assert refusal_or_none(take, liar) in {None, Refusal.DAMAGED, Refusal.TOO_LARGE, Refusal.TOO_MANY_OBJECTS}
    assert refusal(take, written(*["0 g"] * 50), objects=20).refusal is Refusal.TOO_MANY_OBJECTS


def test_portfolios_and_forms_for_one_program_are_refused(take):
    assert refusal(take, with_catalogue(Collection=Dictionary(Type=Name.Collection))).refusal is Refusal.PORTFOLIO
    form = with_catalogue(AcroForm=Dictionary(XFA=String("x")), NeedsRendering=True)
    assert refusal(take, form).refusal is Refusal.FORM_ONLY


def test_large_pages_are_taken_in_and_said_and_pages_without_a_size_refused(take):
    taken, _ = take(written(text("A plan"), size=(2384, 3370)))
    assert found(taken, Observed.LARGE_PAGE) == ["841 by 1189 mm"]
    assert (
        refusal(
            take, written("0 g", change=lambda pdf: pdf.pages[0].obj.__setitem__("/MediaBox", Array([0, 0, 1, 1])))
        ).refusal
        is Refusal.DAMAGED
    )


def test_a_slow_file_is_stopped_in_time_and_leaves_nothing(take, tmp_path):
    page = "0 0 1 1 re f 1 0 0 1 0 0 cm\n" * 500_000
    before = time.monotonic()
    assert refusal(take, written(page, page, page, page), seconds=1).refusal is Refusal.TOO_SLOW
    assert time.monotonic() - before < 10
    assert not (tmp_path / "result.pdf").exists()


def test_a_file_that_unpacks_to_gigabytes_is_stopped_by_its_bound(take):
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        import zlib

        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(b" " * (8 << 20)) for _ in range(150)) + packer.flush()
        bomb = pdf.make_stream(b"")
        bomb.write(packed, filter=Name.FlateDecode)
        page.obj.Contents = bomb
        content = saved(pdf)
    assert len(content) < 3 << 20
    error = refusal(take, content, megabytes=512)
    assert error.refusal is Refusal.TOO_LARGE
