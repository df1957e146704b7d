"""Who may be asked, and the report on recommendations at the desk."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from panels.models import AgendaItem, Meeting, Paper, Recipient
from panels.operations import recipients
from panels.operations.monitoring import day_of, is_published, refresh_monitoring, start_monitoring
from panels.reports.exemptions import withheld_parts
from panels.reports.monitoring import left_out, monitoring_report, restored
from panels.rules import NotAllowed, StaleEdit
from panels.tracker_forms import RecipientForm
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.models import Council

FIELDS = ("name", "kind", "email", "account", "is_active")


@require_permission(Permission.TRACK_RECOMMENDATIONS)
def recipient_list(request: UserRequest) -> HttpResponse:
    """The offices and people whom panels may ask, and a form for another."""
    council = _council()
    form = RecipientForm(request.POST or None, council=council, initial={"is_active": True})
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in FIELDS if name != "is_active"}
        try:
            made = recipients.add_recipient(by=request.user, council=council, **fields)
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"Added “{made.name}”.")
            return redirect("panels:recipients")
    rows = Recipient.objects.filter(council=council).select_related("account").order_by("-is_active", "name")
    context = {"here": "recommendations", "form": form, "recipients": list(rows)}
    return render(request, "panels/tracker/recipients.html", context)


@require_permission(Permission.TRACK_RECOMMENDATIONS)
def edit_recipient(request: UserRequest, pk: int) -> HttpResponse:
    council = _council()
    found = get_object_or_404(Recipient, council=council, pk=pk)
    start = {name: getattr(found, name) for name in (*FIELDS, "version")}
    form = RecipientForm(request.POST or None, council=council, initial=start)
    conflict = None
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in FIELDS}
        version = form.cleaned_data["version"] or 0
        try:
            saved = recipients.edit_recipient(by=request.user, recipient=found, version=version, **fields)
        except StaleEdit as stale:
            conflict = stale
            form.add_error(None, str(stale))
            form.renew(version=Recipient.objects.get(pk=pk).version)
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"Saved “{saved.name}”.")
            return redirect("panels:recipients")
    context = {"here": "recommendations", "form": form, "recipient": found, "saved_meanwhile": conflict}
    return render(request, "panels/tracker/recipient.html", context)


# --- The report on recommendations --------------------------------------------------------------------------------


@require_permission(Permission.VIEW_DRAFTS)
@require_safe
def monitoring(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The report of an agenda as it stands, what would change today, and what can be done."""
    meeting = get_meeting(panel, date)
    paper = _paper(meeting)
    if paper is None or (withheld_parts(meeting).holds(paper) and not request.user.can(Permission.VIEW_EXEMPT)):
        raise Http404
    kept = paper.monitoring
    assert kept is not None
    now = monitoring_report(meeting, as_at=day_of(meeting))
    report = restored(kept)
    context = {
        "here": "desk",
        "meeting": meeting,
        "body": render_to_string("panels/_monitoring_body.html", {"report": report, "printing": False}),
        "kept": kept,
        "is_published": is_published(meeting, paper),
        "is_stale": now.content != kept.content,
        "left_out": left_out(meeting) if request.user.can(Permission.VIEW_EXEMPT) else 0,
    }
    return render(request, "panels/tracker/monitoring.html", context)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def refresh(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Bring the report up to date now; where it is published, that is part of a correction."""
    meeting = get_meeting(panel, date)
    if refresh_monitoring(by=request.user, meeting=meeting, even_if_published=True):
        messages.success(request, "The report on recommendations is up to date.")
    else:
        messages.success(request, "Nothing has changed since: the report is up to date.")
    return redirect("panels:monitoring", *meeting.key)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def attach(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Put the report on an item that has none yet."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, removed_at=None, pk=pk)
    try:
        start_monitoring(by=request.user, item=item)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("panels:editor", *meeting.key)
    messages.success(request, "The report on recommendations is on the agenda. It fills itself.")
    return redirect("panels:monitoring", *meeting.key)


def _paper(meeting: Meeting) -> Paper | None:
    papers = Paper.objects.filter(item__meeting=meeting, item__removed_at=None, monitoring__isnull=False)
    return papers.select_related("monitoring").order_by("pk").first()


def _council() -> Council:
    council = Council.objects.host()
    if council is None:
        raise Http404
    return council
