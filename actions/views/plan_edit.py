"""The pages on which a plan is changed: its actions with their order and milestones, and the monitoring."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from actions import operations
from actions.enums import Rag
from actions.forms import ActionForm, MilestoneForm, MonitoringForm, ReasonForm, action_values, monitoring_values
from actions.models import Action, AreaForImprovement, Milestone
from actions.operations import ChangedMeanwhile
from actions.views.base import conflict, get_action, get_area, page, show_problems
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.problems import ProblemsError

edits = require_permission(Permission.EDIT_ACTIONS)


@edits
def add_action(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Add an action to an area."""
    found = get_area(request, inspection, area)
    form = ActionForm(request.POST or None, area=found)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        values["status"] = Rag(values["status"])
        try:
            operations.create_action(by=request.user, area=found, **values)
        except ProblemsError as error:
            show_problems(form, error)
        else:
            messages.success(request, "The action is added.")
            return redirect(found)
    return page(request, "edit_action.html", form=form, action=None, area=found, meanwhile=())


@edits
def edit_action(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Change one action. Somebody else's save in between is shown, never overwritten unseen."""
    found = get_object_or_404(Action.objects.of_area(inspection, area), pk=action)
    form = ActionForm(request.POST or None, action=found, area=found.area)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values["status"] = Rag(values["status"])
        try:
            operations.update_action(by=request.user, action=found, **values)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(Action, changed.current)
            stored = action_values(current)
            form, meanwhile = conflict(request, changed, ActionForm, stored, action=current, area=current.area)
        else:
            messages.success(request, "The action is saved.")
            return redirect(found.area)
    return page(request, "edit_action.html", form=form, action=found, area=found.area, meanwhile=meanwhile)


@edits
@require_POST
def move_action(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Move an action up or down."""
    found = get_action(inspection, area, action)
    steps = {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
    operations.move_action(by=request.user, action=found, steps=steps)
    return redirect(f"{found.area.get_absolute_url()}#actions")


@edits
def withdraw_action(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Take an action out of the plan, with the reason."""
    found = get_action(inspection, area, action)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.withdraw_action(by=request.user, action=found, **form.cleaned_data)
        messages.success(request, "The action is withdrawn. Everything that was said about it is kept.")
        return redirect(found.area)
    return page(request, "withdraw.html", form=form, what="action", text=found.text, back=found.area)


@edits
@require_POST
def restore_action(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Put a withdrawn action back."""
    found = get_action(inspection, area, action)
    operations.restore_action(by=request.user, action=found)
    messages.success(request, "The action is back in the plan.")
    return redirect(found)


@edits
def add_milestone(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Add a step on the way of an action."""
    found = get_action(inspection, area, action)
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_milestone(by=request.user, action=found, **form.cleaned_data)
        except ProblemsError as error:
            show_problems(form, error)
        else:
            messages.success(request, "The milestone is added.")
            return redirect(found)
    return page(request, "add_milestone.html", form=form, action=found, area=found.area)


@edits
@require_POST
def change_milestone(request: UserRequest, inspection: str, area: str, action: int, pk: int) -> HttpResponse:
    """Say that a milestone is reached, or not after all, or take it out."""
    found = get_action(inspection, area, action)
    milestone = get_object_or_404(Milestone, action=found, pk=pk)
    match request.POST.get("change", ""):
        case "reached" | "not reached" as word:
            operations.reach_milestone(by=request.user, milestone=milestone, reached=word == "reached")
        case "remove":
            operations.remove_milestone(by=request.user, milestone=milestone)
            messages.success(request, f"The milestone “{milestone.text}” is taken out.")
    return redirect(found)


@edits
def edit_monitoring(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Change progress, impact and further action of an area."""
    found = get_area(request, inspection, area)
    form = MonitoringForm(request.POST or None, area=found)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values |= {name: Rag(values[name]) for name in ("progress_status", "impact_status")}
        try:
            operations.update_monitoring(by=request.user, area=found, **values)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(AreaForImprovement, changed.current)
            form, meanwhile = conflict(request, changed, MonitoringForm, monitoring_values(current), area=current)
        else:
            messages.success(request, "Monitoring and impact are saved.")
            return redirect(found)
    progress, impact = operations.suggestions_for(found, as_at=timezone.localdate())
    return page(
        request, "edit_monitoring.html", form=form, area=found, meanwhile=meanwhile, progress=progress, impact=impact
    )
