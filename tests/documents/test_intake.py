"""PDFs of other people's making: what acts is taken out, what is unusable is refused, what is huge is stopped."""

import io
import time
import zlib

import pikepdf
import pytest
from intake_reading import Take, codes, everything_in, found
from pikepdf import Array, Dictionary, Name, Pdf, String
from strange_pdfs import LOOP, drawn, encrypted, hostile, revised, saved, text, with_catalogue, written

from scrutiny.documents.intake import Observed, Refusal, UnusablePdf

# --- What acts, tells or carries --------------------------------------------------------------------------------


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
    from scrutiny.documents.printing import render_cached

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

        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(b" " * (8 << 20)) for _ in range(150)) + packer.flush()
        bomb = pdf.make_stream(b"")
        bomb.write(packed, filter=Name.FlateDecode)
        page.obj.Contents = bomb
        content = saved(pdf)
    assert len(content) < 3 << 20
    error = refusal(take, content, megabytes=512)
    assert error.refusal is Refusal.TOO_LARGE
