"""A report on its way: sent for clearance, signed, handed over, given back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from panels.models import Clearance
from panels.operations import clearance as operations
from panels.report_forms import ClearanceForm, ReturnForm, SignForm
from panels.rules import NotAllowed
from panels.views.reports import get_report
from scrutiny.access import Permission, UserRequest, require_permission

DONE = {
    "send": "Sent for clearance.",
    "hand-over": "Handed over to democratic services.",
}


@require_permission(Permission.EDIT_REPORT)
@require_POST
def move(request: UserRequest, pk: int, move: str) -> HttpResponse:
    """Send a report for clearance, or hand it over."""
    found = get_report(request, pk)
    operation = {"send": operations.send_for_clearance, "hand-over": operations.hand_over}.get(move)
    if operation is None:
        raise Http404
    try:
        operation(by=request.user, report=found)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        messages.success(request, DONE[move])
    return redirect("panels:report", found.pk)


@require_permission(Permission.EDIT_REPORT)
def give_back(request: UserRequest, pk: int) -> HttpResponse:
    """Give a report back to its author, with the reason."""
    found = get_report(request, pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.return_report(by=request.user, report=found, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "The report is back with its author.")
            return redirect("panels:report", found.pk)
    return _page(request, found.pk, form, heading="Give the report back to its author")


@require_permission(Permission.EDIT_REPORT)
def plan(request: UserRequest, pk: int, clearance: int) -> HttpResponse:
    """Say who clears the report, and by when."""
    found = _clearance(request, pk, clearance)
    form = ClearanceForm(request.POST or None, initial={"owner": found.owner, "due": found.due})
    if request.method == "POST" and form.is_valid():
        try:
            operations.plan_clearance(by=request.user, clearance=found, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"Saved: {found.kind.name.lower()} clearance.")
            return redirect("panels:report", pk)
    return _page(request, pk, form, heading=f"{found.kind.name} clearance")


@require_permission(Permission.EDIT_REPORT)
def sign(request: UserRequest, pk: int, clearance: int) -> HttpResponse:
    """Record that a clearance was given."""
    found = _clearance(request, pk, clearance)
    form = SignForm(request.POST or None, clearance=found)
    if request.method == "POST" and form.is_valid():
        try:
            operations.sign_clearance(by=request.user, clearance=found, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, f"Recorded: {found.kind.name.lower()} clearance.")
            return redirect("panels:report", pk)
    return _page(request, pk, form, heading=f"{found.kind.name} clearance is given")


def _page(request: UserRequest, pk: int, form: object, *, heading: str) -> HttpResponse:
    found = get_report(request, pk)
    context = {"here": "desk", "source": found, "meeting": found.paper.item.meeting, "form": form, "heading": heading}
    return render(request, "panels/report_step.html", context)


def _clearance(request: UserRequest, pk: int, clearance: int) -> Clearance:
    clearances = Clearance.objects.select_related("kind", "report")
    return get_object_or_404(clearances, report=get_report(request, pk), pk=clearance)
