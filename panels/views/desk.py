"""The agenda desk: where officers see what stands, and put an agenda in order."""

import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.forms import ItemForm, NewItemForm
from panels.models import AgendaItem, Meeting
from panels.operations import agenda
from panels.reports.calendar import home_report
from panels.reports.desk import desk_report
from panels.rules import NotAllowed, StaleEdit
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission


@require_permission(Permission.VIEW_DRAFTS)
def home(request: UserRequest) -> HttpResponse:
    """Every meeting with the state of its agenda."""
    return render(request, "panels/desk.html", {"here": "desk", "report": home_report(today=timezone.localdate())})


@require_permission(Permission.VIEW_DRAFTS)
def editor(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """One agenda as it stands, with what can be done to it."""
    meeting = get_meeting(panel, date)
    report = desk_report(meeting, today=timezone.localdate())
    return render(request, "panels/editor.html", {"here": "desk", "meeting": meeting, "report": report})


@require_permission(Permission.EDIT_AGENDA)
def add_item(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    meeting = get_meeting(panel, date)
    standing = list(AgendaItem.objects.filter(meeting=meeting).on_agenda())
    places = [(str(item.pk), f"Before {number}. {item.title}") for number, item in enumerate(standing, start=1)]
    form = NewItemForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        before = next((item for item in standing if str(item.pk) == form.cleaned_data["before"]), None)
        item = agenda.add_item(
            by=request.user,
            meeting=meeting,
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            before=before,
        )
        messages.success(request, f"Added “{item.title}”.")
        return to_editor(meeting, item)
    context = {"here": "desk", "meeting": meeting, "form": form, "heading": "Add an item"}
    return render(request, "panels/item_form.html", context)


@require_permission(Permission.EDIT_AGENDA)
def edit_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    start = {"title": item.title, "text": item.text, "version": item.version}
    form = ItemForm(request.POST or None, initial=start)
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            agenda.edit_item(by=request.user, item=item, **form.cleaned_data)
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            saved_meanwhile = conflict
            # What the officer typed stays; saving again is then a choice made knowingly.
            item.refresh_from_db()
            form.renew(version=item.version)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved “{form.cleaned_data['title']}”.")
            return to_editor(meeting, item)
    context = {
        "here": "desk",
        "meeting": meeting,
        "form": form,
        "item": item,
        "heading": "Edit the item",
        "saved_meanwhile": saved_meanwhile,
    }
    return render(request, "panels/item_form.html", context)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def move_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Move an item one place, by its buttons. Answers a script with the new order, a browser with the page."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    steps = {"up": -1, "down": 1}.get(request.POST.get("direction", ""))
    try:
        if steps is None:
            raise NotAllowed("Say whether to move the item up or down.")
        number = agenda.step_item(by=request.user, item=item, steps=steps)
    except NotAllowed as refusal:
        if request.accepts("text/html"):
            messages.error(request, str(refusal))
            return to_editor(meeting)
        return JsonResponse({"problem": str(refusal)}, status=409)
    if not request.accepts("text/html"):
        order = list(AgendaItem.objects.filter(meeting=meeting).on_agenda().values_list("pk", flat=True))
        return JsonResponse({"order": order, "said": f"{item.title} is now item {number} of {len(order)}."})
    return to_editor(meeting, item)


@require_permission(Permission.EDIT_AGENDA)
def remove_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem.objects.prefetch_related("papers"), meeting=meeting, pk=pk)
    if request.method == "POST":
        agenda.remove_item(by=request.user, item=item)
        messages.success(request, f"Removed “{item.title}”. You can put it back from the list at the end of this page.")
        return to_editor(meeting)
    return render(request, "panels/item_remove.html", {"here": "desk", "meeting": meeting, "item": item})


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def restore_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    number = agenda.restore_item(by=request.user, item=item)
    messages.success(request, f"“{item.title}” is back on the agenda as item {number}.")
    return to_editor(meeting, item)


def to_editor(meeting: Meeting, item: AgendaItem | None = None) -> HttpResponse:
    address = reverse("panels:editor", args=meeting.key)
    return redirect(f"{address}#item-{item.pk}" if item else address)
