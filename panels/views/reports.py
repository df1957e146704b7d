"""Where the authors of reports write: the parts of a report, one page each, and the report as it will be read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from panels.enums import PartStyle
from panels.forms import PartForm
from panels.models import Report
from panels.operations.reports import save_part
from panels.reports import authored_report
from panels.rules import NotAllowed, StaleEdit
from scrutiny.access import Permission, UserRequest, require_permission


@require_permission(Permission.VIEW_DRAFTS)
def report(request: UserRequest, pk: int) -> HttpResponse:
    """The report as it stands, with a link to change each part."""
    found = _report(pk)
    return render(
        request,
        "panels/report.html",
        {"here": "desk", "report": authored_report(found), "source": found, "meeting": found.paper.item.meeting},
    )


@require_permission(Permission.EDIT_REPORT)
def part(request: UserRequest, pk: int, key: str) -> HttpResponse:
    """Write one part of a report."""
    found = _report(pk)
    part = get_object_or_404(found.template.parts, key=key)
    if part.style == PartStyle.GROUP or part.automatic:
        raise Http404
    written = found.parts.filter(part=part).select_related("saved_by").first()
    start = {"text": written.text if written else "", "version": written.version if written else 0}
    form = PartForm(request.POST or None, initial=start, part=part)
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            save_part(by=request.user, report=found, part=part, **form.cleaned_data)
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            saved_meanwhile = conflict
            written = found.parts.select_related("saved_by").get(part=part)
            form.renew(version=written.version)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved “{part.heading}”.")
            address = reverse("panels:report", args=[found.pk])
            return redirect(f"{address}#part-{part.key}")
    context = {
        "here": "desk",
        "source": found,
        "meeting": found.paper.item.meeting,
        "part": part,
        "written": written,
        "form": form,
        "saved_meanwhile": saved_meanwhile,
    }
    return render(request, "panels/report_part.html", context)


def _report(pk: int) -> Report:
    reports = Report.objects.select_related("template__council", "paper__item__meeting__panel__council")
    return get_object_or_404(reports, pk=pk)
