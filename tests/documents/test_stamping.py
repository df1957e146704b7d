"""Stamps on pages of any size, rotation and crop: at the bottom and the top right of the page as it is read."""

import io

import pdf_reading
import pytest
from pack_parts import assembled, scan
from pikepdf import Pdf, parse_content_stream

pytestmark = pytest.mark.documents

A4, A4_LANDSCAPE, A0, A6 = (595, 842), (842, 595), (2384, 3370), (298, 420)


def stamped(store, content: bytes) -> Pdf:
    _, result = assembled(store, content)
    return Pdf.open(io.BytesIO(result.pdf))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("crop", [None, (50, 100, 550, 700), (500, 600, 100, 200)])
@pytest.mark.parametrize("size", [A4, A4_LANDSCAPE, A0])
def test_stamps_stand_where_the_reader_looks(store, rotate, crop, size):
    with stamped(store, scan(rotate=rotate, crop=crop, size=size)) as pdf:
        page = pdf.pages[0]
        foot, corner = pdf_reading.runs_of(page)
        assert (foot.text, corner.text) == ("Page 1", "Agenda Item 1")
        across, up = pdf_reading.seen_at(page, foot)
        assert 0.4 < across < 0.5
        assert 0.02 < up < 0.09
        across, up = pdf_reading.seen_at(page, corner)
        assert 0.5 < across < 0.92
        assert 0.9 < up < 0.99


def test_a_crop_box_outside_the_page_is_ignored(store):
    with stamped(store, scan(crop=(1000, 1000, 1500, 1500))) as pdf:
        foot, _ = pdf_reading.runs_of(pdf.pages[0])
        assert 0 < foot.x < 595
        assert 0 < foot.y < 60


def test_the_foot_is_centred(store):
    with stamped(store, scan(size=A4)) as pdf:
        foot, _ = pdf_reading.runs_of(pdf.pages[0])
        assert foot.x + 15 == pytest.approx(595 / 2, abs=4)


@pytest.mark.parametrize(("size", "factor"), [(A4, 1), ((612, 792), 1), (A0, 2384 / 595.28), (A6, 298 / 595.28)])
def test_stamps_keep_their_size_on_paper(store, size, factor):
    with stamped(store, scan(size=size)) as pdf:
        content = pdf.pages[0].obj.Contents[-1].read_bytes().decode()
    drawn = float(content.partition("/ScrutinyStamp ")[2].partition(" Tf")[0])
    assert drawn == pytest.approx(10.5 * factor, rel=0.01)


def test_user_units_are_allowed_for(store):
    with Pdf.open(io.BytesIO(scan(size=(297.5, 421)))) as pdf:
        pdf.pages[0].obj.UserUnit = 2
        out = io.BytesIO()
        pdf.save(out)
    with stamped(store, out.getvalue()) as pdf:
        content = pdf.pages[0].obj.Contents[-1].read_bytes().decode()
    assert "/ScrutinyStamp 5.25 Tf" in content


@pytest.mark.parametrize(
    "content",
    [
        b"q 0.5 0 0 0.5 0 0 cm q 1 0 0 1 9 9 cm",
        b"0.5 0 0 0.5 0 0 cm",
        b"Q Q 0.5 0 0 0.5 0 0 cm",
        b"/P BMC q 3 0 0 3 0 0 cm",
        b"BT 3 Tr 50 Tc 90 Ts",
    ],
)
def test_what_a_page_leaves_open_does_not_move_the_stamp(store, content):
    with stamped(store, scan(content=content)) as pdf:
        page = pdf.pages[0]
        foot, _ = pdf_reading.runs_of(page)
        assert foot.artifact
        assert foot.x + 15 == pytest.approx(595 / 2, abs=4)
        operators = [str(operator) for _, operator in parse_content_stream(page)]
        for opening, closing in (("q", "Q"), ("BT", "ET")):
            assert operators.count(opening) == operators.count(closing)
        assert operators.count("EMC") == operators.count("BMC") + operators.count("BDC")


def test_pages_without_content_or_resources_are_stamped(store):
    with Pdf.open(io.BytesIO(scan())) as pdf:
        for name in ("/Contents", "/Resources"):
            if name in pdf.pages[0].obj:
                del pdf.pages[0].obj[name]
        out = io.BytesIO()
        pdf.save(out)
    with stamped(store, out.getvalue()) as pdf:
        assert pdf_reading.text_of(pdf.pages[0]) == "Page 1Agenda Item 1"
