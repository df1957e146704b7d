"""The printed documents of action plans, as HTML for the renderer. What they say comes from reports.py."""

from django.template.loader import render_to_string

from actions.reports import AreaReport


def render_area_document(report: AreaReport) -> str:
    """The page of one area for improvement as a whole HTML document for paper; it offers nothing to edit."""
    return render_to_string(
        "actions/documents/area.html",
        {"report": report, "can_edit": False, "area_url": ""},
    )
