"""The performance app's printed documents as whole HTML pages, ready for scrutiny.documents. No PDF here."""

from collections.abc import Collection

from django.template.loader import render_to_string

from performance.reports import DatasetReport, GlossaryReport
from performance.reports.pack import PackReport


def render_dataset_document(report: DatasetReport, *, heading: str = "") -> str:
    """The full dataset table on A4 landscape pages. `heading` stands above the title, such as "Appendix 1"."""
    return render_to_string("performance/dataset_document.html", {"report": report, "heading": heading})


def render_glossary_document(report: GlossaryReport, *, heading: str = "") -> str:
    """The glossary, A to Z. `heading` stands above the title, such as "Appendix 2"."""
    return render_to_string("performance/glossary_document.html", {"report": report, "heading": heading})


def render_pack_document(report: PackReport, *, pages: Collection[str] = ()) -> str:
    """The performance pack to print: first page, groups, notes, the full table, the glossary.

    `pages` are the addresses of indicators that get a page of their own; one that is not in the pack raises KeyError.
    """
    wanted = [report.row(slug) for slug in pages]
    return render_to_string("performance/pack_document.html", {"report": report, "pages": wanted})


def render_pack_page(report: PackReport, slug: str) -> str:
    """One indicator of the pack as a document of its own. Raises KeyError where there is none of that address."""
    return render_to_string("performance/pack_page_document.html", {"report": report, "row": report.row(slug)})


def render_pack_body(report: PackReport) -> str:
    """The pack on screen as a paper of an agenda: all of it but the full table and the glossary."""
    return render_to_string("performance/_pack_body.html", {"report": report, "screen": True})
