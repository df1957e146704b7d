"""Pages of the pack as a reader prints them from the browser."""

import io
import subprocess

import pikepdf
import pytest

from tests.helpers import MEETING_PATH

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def words(pdf: bytes) -> str:
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(out.stdout.decode().split())


def test_a_report_is_printed_without_the_site_around_it_and_with_its_page_numbers(site):
    page = site.page()
    page.goto(f"/meetings/{MEETING_PATH}/papers/3/")
    pdf = page.pdf(format="A4")
    said = words(pdf)
    for part in ("5 Children and Families - Performance", "6 Legal implications", "Pages 5 to 6 of the agenda pack"):
        assert part in said
    for part in ("/meetings/", "Sign in", "Go to page", "Privacy and cookies", "Next paper"):
        assert part not in said


def test_a_dataset_is_printed_with_every_month_on_pages_on_their_side(site):
    page = site.page()
    page.goto(f"/meetings/{MEETING_PATH}/papers/4/")
    pdf = page.pdf(prefer_css_page_size=True)
    assert "Target" in words(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for sheet in opened.pages:
            left, bottom, right, top = (float(edge) for edge in sheet.mediabox)
            assert right - left > top - bottom
    boxes = subprocess.run(["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True)
    lines = boxes.stdout.decode().splitlines()
    heads = [float(line.split('xMax="')[1].split('"')[0]) for line in lines if ">Target</word>" in line]
    assert heads
    assert max(heads) < 842 - 20, "the last column is on the paper"


def test_what_is_folded_on_screen_is_open_on_paper(site):
    page = site.page()
    page.goto(f"/meetings/{MEETING_PATH}/pack/")
    said = words(page.pdf(format="A4"))
    assert "Terms of reference" in said
    assert "Read from the first paper" not in said
