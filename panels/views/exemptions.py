"""Keeping items and papers from the public, looking again, and releasing them; and the council's local rules."""

import datetime

from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.models import AgendaItem, Exemption, ExemptionGround, Meeting, Paper
from panels.operations.exemptions import mark_exempt, release_exemption
from panels.publish_forms import ExemptionForm, HolidayForm, ReleaseForm
from panels.reports.exempt_list import exempt_list
from panels.rules import NotAllowed
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.models import Council, Holiday
from scrutiny.operations import add_holiday, remove_holiday, set_names_of_readers, set_second_person


@require_permission(Permission.VIEW_EXEMPT)
def exempt(request: UserRequest) -> HttpResponse:
    """Everything that is kept from the public today, what is due for another look first."""
    report = exempt_list(today=timezone.localdate())
    return render(request, "panels/exempt.html", {"here": "desk", "report": report})


@require_permission(Permission.EDIT_AGENDA)
def exempt_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    return _mark(request, meeting, get_object_or_404(AgendaItem, meeting=meeting, removed_at=None, pk=pk))


@require_permission(Permission.EDIT_AGENDA)
def exempt_paper(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    papers = Paper.objects.select_related("item__meeting")
    return _mark(request, meeting, get_object_or_404(papers, item__meeting=meeting, item__removed_at=None, pk=pk))


@require_permission(Permission.EDIT_AGENDA)
def release(request: UserRequest, pk: int) -> HttpResponse:
    """Release something that is withheld: one recorded step, with the reason."""
    found = get_object_or_404(
        Exemption.objects.in_force().select_related("ground", "item__meeting__panel", "paper__item__meeting__panel"),
        pk=pk,
    )
    item = found.item or found.paper.item  # type: ignore[union-attr]
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        release_exemption(by=request.user, exemption=found, **form.cleaned_data)
        messages.success(request, "Released. It goes out with the next edition: publish a correction to show it.")
        return redirect("panels:editor", *item.meeting.key)
    context = {"here": "desk", "exemption": found, "meeting": item.meeting, "form": form}
    return render(request, "panels/release.html", context)


@require_permission(Permission.MANAGE_RULES)
def rules(request: UserRequest) -> HttpResponse:
    """The council's own holidays, whether a second person confirms exempt papers, and whose name copies carry."""
    council = get_object_or_404(Council, is_host=True)
    form = HolidayForm(request.POST if request.POST.get("submit") else None)
    if request.method == "POST":
        if "confirm" in request.POST:
            set_second_person(by=request.user, council=council, confirms=request.POST["confirm"] == "yes")
            messages.success(request, "Saved.")
            return redirect("panels:rules")
        if "readers" in request.POST:
            set_names_of_readers(by=request.user, council=council, are_printed=request.POST["readers"] == "yes")
            messages.success(request, "Saved.")
            return redirect("panels:rules")
        if form.is_valid():
            if add_holiday(by=request.user, council=council, **form.cleaned_data):
                messages.success(request, f"Added {form.cleaned_data['name']}.")
                return redirect("panels:rules")
            form.add_error("day", "This day is in the list already.")
    holidays = council.holidays.order_by("day")
    return render(request, "panels/rules.html", {"here": "desk", "host": council, "holidays": holidays, "form": form})


@require_permission(Permission.MANAGE_RULES)
@require_POST
def delete_holiday(request: UserRequest, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, council__is_host=True, pk=pk)
    remove_holiday(by=request.user, holiday=holiday)
    messages.success(request, f"Removed {holiday.name}.")
    return redirect("panels:rules")


def _mark(request: UserRequest, meeting: Meeting, subject: AgendaItem | Paper) -> HttpResponse:
    exemption = subject.exemptions.in_force().select_related("ground").first()
    initial = {}
    if exemption:
        initial = {
            "ground": exemption.ground_id,
            "reason": exemption.reason,
            "public_title": exemption.public_title,
            "review_on": exemption.review_on,
        }
    council = meeting.panel.council
    grounds = ExemptionGround.objects.filter(Q(council=None) | Q(council=council), is_offered=True).order_by(
        F("council").asc(nulls_first=True), "position"
    )
    form = ExemptionForm(request.POST or None, initial=initial, grounds=grounds)
    if request.method == "POST" and form.is_valid():
        try:
            mark_exempt(by=request.user, subject=subject, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{subject.title}” is kept from the public.")
            return redirect("panels:editor", *meeting.key)
    context = {
        "here": "desk",
        "meeting": meeting,
        "subject": subject,
        "exemption": exemption,
        "form": form,
        "is_item": isinstance(subject, AgendaItem),
        "is_published": meeting.latest_edition() is not None,
    }
    return render(request, "panels/exemption_form.html", context)
