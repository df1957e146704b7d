"""Papers that are hard to print: text in three scripts and two directions, and a page in A0."""

import io
import re
import subprocess
import unicodedata

import pytest
from checker import check
from pack_parts import assembled, scan
from pdf_reading import bookmarks_of, fonts_of, runs_of, text_of
from pikepdf import Pdf

from scrutiny.documents.assemble import assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.plan import Item, Paper, plan_pages
from scrutiny.documents.printing import render_cached

pytestmark = pytest.mark.documents

POLISH = "Zażółć gęślą jaźń: świadczenia dla dzieci"
ARABIC = "تقرير عن خدمات الأطفال"
URDU = "بچوں کی خدمات کی رپورٹ"
# Of Arabic, Persian, Urdu, Pashto and Kurdish.
LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٹپچڈڑژکگںھہیےټډړږښڼېۍڕڵۆە"
JOINED = "الأطفال بلا لإدارة الآن"
VOWELS = "ًٌٍَُِّْ"


def read_by_others(pdf: bytes) -> str:
    """What Poppler reads, without its signs of direction; one character for two joined letters is as good as two."""
    out = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return unicodedata.normalize("NFKC", re.sub("[\u200e\u200f\u202a-\u202c]", "", out))


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
        assert {name[:4] for name in fonts_of(pdf)} == {"Sour", "Vazi"}
    words = read_by_others(pack.pdf)
    for line in (POLISH, ARABIC, URDU):
        assert words.count(line) >= 2, line


def test_every_letter_of_the_arabic_script_is_read_back_in_each_of_its_shapes(document, store):
    """Alone, at the start, in the middle and at the end of a word; with vowel signs, and joined to another letter."""
    words = [f"{letter} {letter}ب ب{letter}ب ب{letter}" for letter in LETTERS]
    vowels = "قَالَ مُحَمَّدٌ لِلطِّفْلِ"
    content = "<h1>Letters</h1>" + "".join(f'<p lang="ur" dir="rtl">{line}</p>' for line in [*words, JOINED, vowels])
    paper = render_cached(document(content), store=store).pdf
    read = read_by_others(paper).splitlines()
    assert [line for line in [*words, JOINED] if line not in read] == []
    with Pdf.open(io.BytesIO(paper)) as pdf:
        assert check(pdf).short_of_ua == []
        # Readers differ in where they put the signs of vowels, so these are counted.
        drawn = "".join(text_of(page) for page in pdf.pages)
    assert {sign: drawn.count(sign) for sign in VOWELS} == {sign: vowels.count(sign) for sign in VOWELS}


def test_a_page_in_a0_is_stamped_so_that_it_can_be_read_when_printed_small(store):
    _, result = assembled(store, scan(size=(2384, 3370)))
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        (foot,) = [run for run in runs_of(pdf.pages[0]) if run.text == "Page 1"]
        assert 1000 < foot.x < 1384
        assert foot.y > 80, "four times as large and as far from the edge as on A4"
