"""Papers that are hard to print: text in three scripts and two directions, and a page in A0."""

import io
import subprocess

import pytest
from checker import check
from pack_parts import assembled, scan
from pdf_reading import bookmarks_of, fonts_of, runs_of
from pikepdf import Pdf

from scrutiny.documents.assemble import assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.plan import Item, Paper, plan_pages
from scrutiny.documents.printing import render_cached

pytestmark = pytest.mark.documents

POLISH = "Zażółć gęślą jaźń: świadczenia dla dzieci"
ARABIC = "تقرير عن خدمات الأطفال"
URDU = "بچوں کی خدمات کی رپورٹ"


def test_polish_arabic_and_urdu_are_printed_tagged_and_bookmarked(document, store):
    content = (
        f'<h1>{POLISH}</h1><p>{POLISH}</p><h2 lang="ar" dir="rtl">{ARABIC}</h2><p lang="ar" dir="rtl">{ARABIC} 12</p>'
        f'<h2 lang="ur" dir="rtl">{URDU}</h2><p lang="ur" dir="rtl">{URDU}</p>'
    )
    paper = render_cached(document(content, URDU), store=store)
    plan = plan_pages(
        [Item("1", ARABIC, (Paper("a", URDU, paper.pages, banner="Nie do publikacji: §3"),))], duplex=False
    )
    pack = assemble(plan, {"a": paper.pdf}, title=f"{ARABIC}, {POLISH}", blank=blank_page(store=store).pdf)
    with Pdf.open(io.BytesIO(pack.pdf)) as pdf:
        found = check(pdf)
        assert (found.broken, found.short_of_ua) == ([], [])
        assert str(pdf.docinfo.Title) == f"{ARABIC}, {POLISH}"
        titles = [title for _, title, _ in bookmarks_of(pdf)]
        assert f"1. {ARABIC} (Page 1)" in titles
        assert any(URDU in title for title in titles)
        assert {name[:4] for name in fonts_of(pdf)} == {"Sour", "Noto"}
    out = subprocess.run(["pdftotext", "-", "-"], input=pack.pdf, capture_output=True, check=True).stdout.decode()
    assert POLISH in out


def test_a_page_in_a0_is_stamped_so_that_it_can_be_read_when_printed_small(store):
    _, result = assembled(store, scan(size=(2384, 3370)))
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        (foot,) = [run for run in runs_of(pdf.pages[0]) if run.text == "Page 1"]
        assert 1000 < foot.x < 1384
        assert foot.y > 80, "four times as large and as far from the edge as on A4"
