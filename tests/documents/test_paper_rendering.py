"""Papers from HTML to PDF: what may be fetched, what must not be left out, and what is kept."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pdf_reading
import pytest
from pikepdf import Pdf

from scrutiny.documents.assets import fingerprint, resolve
from scrutiny.documents.blank import blank_page
from scrutiny.documents.errors import (
    DocumentError,
    ForbiddenResource,
    MissingResource,
    PoorDocument,
    UnprintableCharacters,
)
from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import cache_key, render_pdf
from scrutiny.documents.store import keep_paper

pytestmark = pytest.mark.documents

HEAD = '<!doctype html><html lang="en-GB"><title>A paper</title><link rel="stylesheet" href="asset:css/document.css">'


def opened(pdf: bytes) -> Pdf:
    return Pdf.open(io.BytesIO(pdf))


def test_a_paper_is_tagged_and_says_what_it_is(document):
    paper = render_pdf(document("<h1>Heading</h1><p>Some text.</p>", "Minutes"))
    with opened(paper.pdf) as pdf:
        assert len(pdf.pages) == paper.pages == 1
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title) == "Minutes"
        assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()
        assert pdf_reading.tree_problems(pdf) == []
        assert [str(element.S) for element in pdf_reading.elements_of(pdf)][:2] == ["/Document", "/H1"]


def test_only_our_own_fonts_are_used(document):
    paper = render_pdf(document('<p style="font-family: DejaVu Serif, serif">Zażółć <span lang="ur">اردو</span></p>'))
    with opened(paper.pdf) as pdf:
        names = pdf_reading.fonts_of(pdf)
    assert names
    assert all(name.startswith(("Source-Sans-3", "Vazirmatn")) for name in names), names


def test_the_same_input_gives_the_same_bytes_elsewhere(document, tmp_path):
    html = document("<h1>Heading</h1><p>Text with <em>four</em> <strong>fonts</strong>.</p>")
    (tmp_path / "paper.html").write_text(html, encoding="utf-8")
    program = (
        "import sys, django, hashlib, pathlib; django.setup();"
        "from scrutiny.documents.render import render_pdf;"
        "sys.stdout.write(hashlib.sha256(render_pdf(pathlib.Path(sys.argv[1]).read_text('utf-8')).pdf).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "paper.html")],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "scrutiny.settings",
            "TZ": "Pacific/Auckland",
            "PYTHONHASHSEED": "1",
            "LC_ALL": "C",
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout == sha256(render_pdf(html).pdf).hexdigest()


@pytest.mark.parametrize(
    "address",
    [
        "http://example.gov.uk/crest.png",
        "https://example.gov.uk/crest.png",
        "file:///etc/passwd",
        "ftp://example.gov.uk/crest.png",
        "asset:../settings.py",
        "asset:fonts/../../settings.py",
        "asset:/etc/passwd",
        "asset:css/scrutiny.css",
        "asset:fonts/%2e%2e/%2e%2e/package.json",
    ],
)
def test_nothing_else_is_fetched(document, address):
    with pytest.raises(ForbiddenResource) as error:
        render_pdf(document(f'<p><img src="{address}" alt="Crest"></p>'))
    assert error.value.name == address.removeprefix("asset:").replace("%2e", ".")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('<img src="asset:icons/crest.svg" alt="Crest">', "icons/crest.svg"),
        ('<style>p { background: url("asset:images/wash.png") }</style><p>Text</p>', "images/wash.png"),
        ('<style>@import url("asset:css/document.css/more.css");</style><p>Text</p>', "css/document.css/more.css"),
        (
            '<style>@font-face { font-family: "Other"; src: url("asset:fonts/Other.ttf") }</style><p>Text</p>',
            "fonts/Other.ttf",
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Crest</title>'
            '<image href="asset:icons/crest.png" width="9" height="9"/></svg>',
            "icons/crest.png",
        ),
    ],
)
def test_what_is_missing_is_named(document, content, name):
    with pytest.raises(MissingResource, match=name) as error:
        render_pdf(document(content))
    assert error.value.name == name


def test_a_font_that_was_not_built_is_named(document, assets):
    (assets / "fonts" / "SourceSans3_700Bold.ttf").unlink()
    with pytest.raises(MissingResource, match="SourceSans3_700Bold"):
        render_pdf(document("<p>Text</p>"), assets=assets)


def test_a_damaged_font_is_named(document, assets):
    (assets / "fonts" / "SourceSans3_700Bold.ttf").write_bytes(b"not a font")
    with pytest.raises(PoorDocument, match="Source Sans 3"):
        render_pdf(document("<p>Text</p>"), assets=assets)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (HEAD + "<style>p { colour: red; }</style><p>Text", "colour"),
        (HEAD + '<p><img src="data:image/png;base64,AAAA" alt="Crest">', "Failed to load image"),
        (HEAD + '<p><a href="#nowhere">Text</a>', "nowhere"),
        (HEAD + '<p><img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">', "alt"),
        (HEAD.replace(' lang="en-GB"', "") + "<p>Text", "lang"),
    ],
)
def test_whatever_the_renderer_leaves_out_is_an_error(html, said):
    with pytest.raises(PoorDocument, match=said):
        render_pdf(html)


def test_a_document_needs_a_title(document):
    with pytest.raises(DocumentError, match="no title"):
        render_pdf(document("<p>Text</p>", ""))


def test_characters_that_no_font_has_are_named(document):
    with pytest.raises(UnprintableCharacters, match=r"U\+4E2D") as error:
        render_pdf(document("<p>The child’s name is 中文.</p>"))
    assert set(error.value.characters) == {"中", "文"}


def test_invisible_characters_do_no_harm(document):
    assert render_pdf(document("<p>co\u00adoperate\u200b and\u2060 \ufeffmore</p>")).pages == 1


def test_long_words_and_long_tables_stay_on_the_page(document):
    rows = "".join(f'<tr><th scope="row">{"x" * 40}</th><td>{row}</td></tr>' for row in range(300))
    head = '<thead><tr><th scope="col">Word</th><th scope="col">Number</th></tr></thead>'
    paper = render_pdf(document(f"<h1>Long</h1><table>{head}<tbody>{rows}</tbody></table>"))
    with opened(paper.pdf) as pdf:
        text = [pdf_reading.text_of(page) for page in pdf.pages]
        assert all(page.startswith(("Long", "Word")) for page in text), "the header row is not repeated"
        for page in pdf.pages:
            edge = float(page.mediabox[2])
            assert all(0 < run.x < edge for run in pdf_reading.runs_of(page))
        assert pdf_reading.tree_problems(pdf) == []


def test_the_blank_page_says_so(store):
    paper = blank_page(store=store)
    with opened(paper.pdf) as pdf:
        assert paper.pages == 1
        assert pdf_reading.text_of(pdf.pages[0]) == "This page is intentionally left blank"
        assert pdf_reading.tree_problems(pdf) == []


def test_a_kept_paper_is_used_again(document, tmp_path):
    html = document("<p>Kept</p>")
    keep_paper(tmp_path, cache_key(html), b"what was kept", 7)
    paper = render_cached(html, store=tmp_path)
    assert (paper.pdf, paper.pages) == (b"what was kept", 7)


@pytest.mark.parametrize(
    "spoil", [lambda kept: kept[:-1], lambda kept: b"", lambda kept: kept.replace(b"1 ", b"2 ", 1)]
)
def test_a_damaged_kept_paper_is_rendered_again(document, tmp_path, spoil):
    html = document("<p>Kept</p>")
    first = render_cached(html, store=tmp_path)
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert render_cached(html, store=tmp_path) == first
    assert file.read_bytes() == whole


def test_what_a_paper_depends_on_is_in_its_key(document, assets):
    html = document("<p>Text</p>")
    keys = [cache_key(html, assets=assets), cache_key(html + " ", assets=assets)]
    for name in ("css/document.css", "fonts/SourceSans3_400Regular.ttf"):
        path = assets / name
        path.write_bytes(path.read_bytes() + b"\n")
        keys.append(cache_key(html, assets=assets))
    assert len(set(keys)) == len(keys)


def test_the_web_pages_styles_are_no_part_of_the_key(document, assets):
    before = fingerprint(assets)
    (assets / "css" / "scrutiny.css").write_text("body { color: red }")
    assert fingerprint(assets) == before


def test_callers_in_parallel_get_the_same_paper(document, tmp_path):
    html = document("<h1>Together</h1>" + "<p>Text</p>" * 50)
    with ThreadPoolExecutor(4) as pool:
        papers = list(pool.map(lambda _: render_cached(html, store=tmp_path), range(4)))
    assert len(set(papers)) == 1
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".paper"]


def test_one_callers_error_is_not_anothers(document):
    good, poor = document("<p>Text</p>" * 40), document('<p><a href="#nowhere">Text</a></p>' * 40)

    def outcome(html: str) -> type:
        try:
            return type(render_pdf(html))
        except PoorDocument as error:
            return type(error)

    with ThreadPoolExecutor(4) as pool:
        outcomes = [kind.__name__ for kind in pool.map(outcome, [good, poor] * 4)]
    assert outcomes == ["RenderedPaper", "PoorDocument"] * 4


def test_a_paper_that_cannot_be_kept_is_still_made(document, tmp_path, caplog):
    (tmp_path / "store").write_text("a file where the folder should be")
    assert render_cached(document("<p>Text</p>"), store=tmp_path / "store").pages == 1
    assert "could not be kept" in caplog.text


def test_assets_are_found_inside_their_folder_only(assets, tmp_path):
    (tmp_path / "secret.ttf").write_text("secret")
    (assets / "fonts" / "link.ttf").symlink_to(tmp_path / "secret.ttf")
    with pytest.raises(ForbiddenResource):
        resolve("asset:fonts/link.ttf", assets=assets)
    assert resolve("asset:fonts/SourceSans3_400Regular.ttf", assets=assets).is_file()
