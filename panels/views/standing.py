"""The standing items of a panel: what every new agenda starts with."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from panels.calendar_forms import StandingItemForm
from panels.models import StandingItem
from panels.operations import standing
from panels.rules import StaleEdit
from panels.views.calendar import get_panel
from scrutiny.access import Permission, UserRequest, require_permission


@require_permission(Permission.EDIT_AGENDA)
def standing_items(request: UserRequest, panel: str) -> HttpResponse:
    found = get_panel(panel)
    items = list(found.standing_items.order_by("position"))
    return render(request, "panels/standing_items.html", {"here": "desk", "panel": found, "items": items})


@require_permission(Permission.EDIT_AGENDA)
def add(request: UserRequest, panel: str) -> HttpResponse:
    found = get_panel(panel)
    form = StandingItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in standing.EDITABLE}
        standing.add_standing_items(by=request.user, panel=found, items=[fields])
        messages.success(request, f"Added “{fields['title']}”. New agendas start with it.")
        return redirect("panels:standing_items", found.slug)
    context = {"here": "desk", "panel": found, "form": form, "heading": "Add a standing item"}
    return render(request, "panels/standing_form.html", context | {"saved_meanwhile": None})


@require_permission(Permission.EDIT_AGENDA)
def edit(request: UserRequest, panel: str, pk: int) -> HttpResponse:
    found = get_panel(panel)
    item = get_object_or_404(StandingItem, panel=found, pk=pk)
    start = {"title": item.title, "text": item.text, "kind": item.kind, "version": item.version}
    form = StandingItemForm(request.POST or None, initial=start)
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in standing.EDITABLE}
        version = form.cleaned_data["version"] or 0
        try:
            standing.edit_standing_item(by=request.user, item=item, version=version, **fields)
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            saved_meanwhile = conflict
            item.refresh_from_db()
            form.renew(version=item.version)
        else:
            messages.success(request, f"Saved “{fields['title']}”. Agendas that exist stay as they are.")
            return redirect("panels:standing_items", found.slug)
    context = {"here": "desk", "panel": found, "form": form, "heading": "Edit the standing item"}
    return render(request, "panels/standing_form.html", context | {"saved_meanwhile": saved_meanwhile})


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def move(request: UserRequest, panel: str, pk: int) -> HttpResponse:
    """Move one up or down; the page comes back at it."""
    item = get_object_or_404(StandingItem, panel=get_panel(panel), pk=pk)
    steps = {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
    place = standing.step_standing_item(by=request.user, item=item, steps=steps)
    messages.success(request, f"“{item.title}” is number {place} of the standing items.")
    return redirect("panels:standing_items", panel)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def remove(request: UserRequest, panel: str, pk: int) -> HttpResponse:
    item = get_object_or_404(StandingItem, panel=get_panel(panel), pk=pk)
    standing.remove_standing_item(by=request.user, item=item)
    messages.success(request, f"New agendas start without “{item.title}”. Agendas that exist stay as they are.")
    return redirect("panels:standing_items", panel)
