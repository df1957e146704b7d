"""The printed documents of action plans, as HTML for the renderer. What they say comes from reports.py."""

from django.template.loader import render_to_string

from actions.reports import AreaReport
from actions.reports.plan_report import PlanReport


def render_area_document(report: AreaReport) -> str:
    """The page of one area for improvement as a whole HTML document for paper; it offers nothing to edit."""
    return render_to_string(
        "actions/documents/area.html",
        {"report": report, "can_edit": False, "area_url": ""},
    )


def render_plan_document(report: PlanReport) -> str:
    """The report on a whole plan as a whole HTML document for paper."""
    return render_to_string("actions/documents/plan.html", {"report": report, "printing": True, "without_areas": False})


def render_plan_part(report: PlanReport, *, is_first: bool) -> str:
    """A part of a long report for paper: what the whole comes to, or the areas that the report holds."""
    context = {"report": report, "is_first": is_first, "printing": True}
    return render_to_string("actions/documents/plan_part.html", context)


def render_plan_body(report: PlanReport) -> str:
    """The same for the screen."""
    return render_to_string(
        "actions/_plan_report_body.html", {"report": report, "printing": False, "without_areas": False}
    )
