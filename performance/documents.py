"""The performance app's printed documents as whole HTML pages, ready for scrutiny.documents. No PDF here."""

from django.template.loader import render_to_string

from performance.reports import DatasetReport, GlossaryReport


def render_dataset_document(report: DatasetReport, *, heading: str = "") -> str:
    """The full dataset table on A4 landscape pages. `heading` stands above the title, such as "Appendix 1"."""
    return render_to_string("performance/dataset_document.html", {"report": report, "heading": heading})


def render_glossary_document(report: GlossaryReport, *, heading: str = "") -> str:
    """The glossary, A to Z. `heading` stands above the title, such as "Appendix 2"."""
    return render_to_string("performance/glossary_document.html", {"report": report, "heading": heading})
