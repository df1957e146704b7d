"""The annual report of a panel, a draft for the chair: on screen, as PDF, and the words around its figures."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from panels.models import AnnualReport, Panel
from panels.operations.programme import edit_annual_report
from panels.programme_forms import AnnualReportForm
from panels.reports.annual import AnnualReportReport, annual_report
from panels.rules import StaleEdit
from panels.views.calendar import get_panel
from panels.views.tracker import print_page
from scrutiny.access import Permission, UserRequest, require_permission

TEXTS = ("foreword", "highlights", "looking_ahead")


@require_permission(Permission.PLAN_WORK)
@require_safe
def annual(request: UserRequest, panel: str, year: str) -> HttpResponse:
    """The draft on screen."""
    found = _panel(panel)
    report = _report(found, year)
    body = render_to_string("panels/_annual_body.html", {"report": report})
    context = {"here": "meetings", "panel": found, "year": year, "report": report, "body": body}
    return render(request, "panels/programme/annual.html", context)


@require_permission(Permission.PLAN_WORK)
@never_cache
@require_safe
def annual_pdf(request: UserRequest, panel: str, year: str) -> HttpResponse:
    """The draft as a tagged PDF, printed off the request."""
    found = _panel(panel)
    html = render_to_string("panels/documents/annual.html", {"report": _report(found, year)})
    name = f"{found.slug}-annual-report-{year.replace('/', '-')}.pdf"
    return print_page(request, html, name=name, title="Annual report as PDF")


@require_permission(Permission.PLAN_WORK)
def edit(request: UserRequest, panel: str, year: str) -> HttpResponse:
    """The words around the figures."""
    found = _panel(panel)
    _report(found, year)
    written = AnnualReport.objects.filter(panel=found, municipal_year=year).first()
    start = {name: getattr(written, name, "") for name in TEXTS} | {"version": written.version if written else 0}
    form = AnnualReportForm(request.POST or None, initial=start)
    conflict = None
    if request.method == "POST" and form.is_valid():
        texts = {name: form.cleaned_data[name].replace("\r\n", "\n") for name in TEXTS}
        version = form.cleaned_data["version"] or 0
        try:
            edit_annual_report(by=request.user, panel=found, year=year, version=version, **texts)
        except StaleEdit as stale:
            conflict = stale
            form.add_error(None, str(stale))
            form.renew(version=AnnualReport.objects.get(panel=found, municipal_year=year).version)
        else:
            messages.success(request, "Saved the annual report.")
            return redirect("panels:annual_report", found.slug, year)
    context = {"here": "meetings", "panel": found, "year": year, "form": form, "saved_meanwhile": conflict}
    return render(request, "panels/programme/annual_edit.html", context)


def _panel(slug: str) -> Panel:
    return get_panel(slug)


def _report(panel: Panel, year: str) -> AnnualReportReport:
    written = AnnualReport.objects.filter(panel=panel, municipal_year=year).first()
    report = annual_report(panel, year, as_at=timezone.localdate(), written=written)
    if not (report.meetings or report.to_come or report.cancelled or written):
        raise Http404  # a year in which the panel neither met nor was to meet
    return report
