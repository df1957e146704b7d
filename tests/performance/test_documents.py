"""The printed dataset and glossary: real PDFs, looked at."""

import datetime
import io
import re
import tomllib

import pikepdf
import pytest

from performance.documents import render_dataset_document, render_glossary_document
from performance.operations import load_glossary, publish_release
from performance.reports import glossary_report, release_report
from scrutiny.documents.render import render_pdf
from tests.performance.conftest import FIXTURES

AS_AT = datetime.datetime(2018, 5, 30, tzinfo=datetime.UTC)


def test_the_table_repeats_its_header_and_has_one_cell_for_each_column(published):
    html = render_dataset_document(release_report(published, as_at=AS_AT), heading="Appendix 1")

    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) == 6
    for table in tables:
        rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
        assert {len(re.findall(r"<t[hd]\b", row)) for row in rows} == {3 + 13 + 5 + 3 + 3}
        assert "colspan" not in table
        assert "rowspan" not in table
        assert len(re.findall(r"<col\b", table)) == 27
    assert "Appendix 1" in html
    assert "Jane White" in html
    assert "Every child is assessed thoroughly" in html
    assert "<a " not in html


def test_the_printed_table_takes_no_query_once_the_report_is_there(published, django_assert_num_queries):
    report = release_report(published, as_at=AS_AT)

    with django_assert_num_queries(0):
        render_dataset_document(report)


def test_publishing_does_not_change_the_document_that_was_made_before(draft, publisher):
    """A pack is built, and then published as it was built."""
    before = render_dataset_document(release_report(draft, as_at=AS_AT))
    published = publish_release(by=publisher, release=draft, at=AS_AT)

    assert render_dataset_document(release_report(published, as_at=AS_AT)) == before


@pytest.mark.documents
def test_the_dataset_is_printed_on_a4_landscape_in_type_that_can_be_read(published):
    paper = render_pdf(render_dataset_document(release_report(published, as_at=AS_AT), heading="Appendix 1"))

    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        assert 5 <= len(pdf.pages) <= 8
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            assert (round(right - left), round(top - bottom)) == (842, 595)
            assert min(_type_sizes(page)) >= 6.99


@pytest.mark.documents
def test_the_glossary_is_printed_on_a4_portrait(council):
    load_glossary(by=None, council=council, terms=tomllib.loads((FIXTURES / "glossary.toml").read_text())["term"])

    paper = render_pdf(render_glossary_document(glossary_report(council), heading="Appendix 2"))

    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        assert all(float(page.mediabox[3]) > float(page.mediabox[2]) for page in pdf.pages)


def _type_sizes(page: pikepdf.Page) -> set[float]:
    """The sizes in points of all text on the page: font size times the scale that is in force."""
    sizes, scales, font = set(), [1.0], 0.0
    text_scale = 1.0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "q":
            scales.append(scales[-1])
        elif name == "Q":
            scales.pop()
        elif name == "cm":
            scales[-1] *= abs(float(operands[3]))
        elif name == "Tf":
            font = float(operands[1])
        elif name == "Tm":
            text_scale = abs(float(operands[3]))
        elif name in ("Tj", "TJ"):
            sizes.add(round(font * text_scale * scales[-1], 2))
    return sizes
