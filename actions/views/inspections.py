"""The pages on which inspections, their judgements and their areas are entered, changed, published and withdrawn."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from actions import operations
from actions.forms import AreaForm, InspectionForm, JudgementsForm, ReasonForm, area_values, inspection_values
from actions.models import AreaForImprovement, Inspection
from actions.operations import ChangedMeanwhile, free_slug
from actions.views.base import conflict, get_area, get_inspection, page, show_problems
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.problems import ProblemsError

edits = require_permission(Permission.EDIT_ACTIONS)
reviews = require_permission(Permission.REVIEW_ACTIONS)


@edits
def add_inspection(request: UserRequest) -> HttpResponse:
    """Enter an inspection."""
    form = InspectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        year = next((when.day.year for name in ("ended", "published") if (when := values[name])), "")
        words = f"{values['council'].short_name} {year or values['title']}"
        slug = free_slug(words, Inspection.objects.order_by("pk").values_list("slug", flat=True))
        try:
            found = operations.create_inspection(by=request.user, slug=slug, **values)
        except ProblemsError as error:
            show_problems(form, error)
        else:
            messages.success(request, "The inspection is entered. The public does not see it yet.")
            return redirect(found)
    return page(request, "edit_inspection.html", form=form, inspection=None, meanwhile=())


@edits
def edit_inspection(request: UserRequest, inspection: str) -> HttpResponse:
    """Change what is known of an inspection."""
    found = get_inspection(request, inspection)
    form = InspectionForm(request.POST or None, inspection=found)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            operations.update_inspection(by=request.user, inspection=found, **form.cleaned_data)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(Inspection, changed.current)
            form, meanwhile = conflict(request, changed, InspectionForm, inspection_values(current), inspection=current)
        else:
            messages.success(request, "The inspection is saved.")
            return redirect(found)
    return page(request, "edit_inspection.html", form=form, inspection=found, meanwhile=meanwhile)


@edits
def edit_judgements(request: UserRequest, inspection: str) -> HttpResponse:
    """Every judgement beside the council's own, and what the report counts, on one page."""
    found = get_inspection(request, inspection)
    if found.framework_id is None:
        messages.warning(request, "Choose the framework of the inspection first: it gives the judgements and grades.")
        return redirect("actions:edit_inspection", found.slug)
    form = JudgementsForm(request.POST or None, inspection=found)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_judgements(
                by=request.user,
                inspection=found,
                version=form.cleaned_data["version"],
                judgements=form.judgements(),
                stated=form.stated(),
            )
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            form, _ = conflict(request, changed, JudgementsForm, {}, inspection=cast(Inspection, changed.current))
        else:
            messages.success(request, "The judgements are saved.")
            return redirect(found)
    return page(request, "edit_judgements.html", form=form, inspection=found)


@reviews
@require_POST
def publish_inspection(request: UserRequest, inspection: str) -> HttpResponse:
    """Show the inspection and its judgements to the public, or take them back."""
    found = get_inspection(request, inspection)
    if request.POST.get("publish") == "no":
        operations.unpublish_inspection(by=request.user, inspection=found)
        messages.success(request, "The public no longer sees the judgements. Areas that are published stay so.")
    else:
        operations.publish_inspection(by=request.user, inspection=found)
        messages.success(request, "The public sees the inspection and its judgements now.")
    return redirect(found)


@edits
def add_area(request: UserRequest, inspection: str) -> HttpResponse:
    """Add an area for improvement."""
    found = get_inspection(request, inspection)
    form = AreaForm(request.POST or None, inspection=found)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            area = operations.create_area(by=request.user, inspection=found, **values)
        except ProblemsError as error:
            show_problems(form, error)
        else:
            messages.success(request, "The area is added. The public does not see it yet.")
            return redirect(area)
    return page(request, "edit_area.html", form=form, area=None, inspection=found, meanwhile=())


@edits
def edit_area(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Change what an area says."""
    found = get_area(request, inspection, area)
    form = AreaForm(request.POST or None, inspection=found.inspection, area=found)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            operations.update_area(by=request.user, area=found, **form.cleaned_data)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(AreaForImprovement, changed.current)
            form, meanwhile = conflict(
                request, changed, AreaForm, area_values(current), inspection=current.inspection, area=current
            )
        else:
            messages.success(request, "The area is saved.")
            return redirect(found)
    return page(request, "edit_area.html", form=form, area=found, inspection=found.inspection, meanwhile=meanwhile)


@edits
@require_POST
def move_area(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Move an area up or down in its plan."""
    found = get_area(request, inspection, area)
    steps = {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
    operations.move_area(by=request.user, area=found, steps=steps)
    return redirect(found.inspection)


@edits
def withdraw_area(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Take an area out of the plan, with the reason."""
    found = get_area(request, inspection, area)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.withdraw_area(by=request.user, area=found, **form.cleaned_data)
        messages.success(request, "The area is withdrawn. Its plan and everything said about it is kept.")
        return redirect(found.inspection)
    return page(request, "withdraw.html", form=form, what="area", text=found.text, back=found)


@edits
@require_POST
def restore_area(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Put a withdrawn area back."""
    found = get_object_or_404(AreaForImprovement, inspection__slug=inspection, slug=area)
    operations.restore_area(by=request.user, area=found)
    messages.success(request, "The area is back in the plan.")
    return redirect("actions:area", inspection, area)


@reviews
@require_POST
def publish_area(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Show the area to the public, take it back, or publish its newest monitoring."""
    found = get_area(request, inspection, area)
    match request.POST.get("publish", ""):
        case "no":
            operations.unpublish_area(by=request.user, area=found)
            messages.success(request, "The public no longer sees this area.")
        case "monitoring":
            operations.publish_monitoring(by=request.user, area=found)
            messages.success(request, "The public sees the monitoring as it stands now.")
        case _:
            try:
                operations.publish_area(by=request.user, area=found)
            except ProblemsError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, "The public sees this area now. What owners say waits until you publish it.")
    return redirect(found)
