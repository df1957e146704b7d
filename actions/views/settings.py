"""The pages for what is data: frameworks with their scales, measures with their path, and what the lights mean."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from actions import operations
from actions.forms import FrameworkForm, LightsForm, MeasureForm, ReasonForm, framework_values, measure_values
from actions.models import Framework, LightRules, MeasureOfSuccess, definitions_of
from actions.operations import ChangedMeanwhile
from actions.views.base import conflict, get_area, page, show_problems
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.models import Council
from scrutiny.problems import ProblemsError

edits = require_permission(Permission.EDIT_ACTIONS)
reviews = require_permission(Permission.REVIEW_ACTIONS)


@require_permission(Permission.VIEW_DRAFTS)
def frameworks(request: UserRequest) -> HttpResponse:
    """Every framework with its scale."""
    return page(request, "frameworks.html", frameworks=Framework.objects.with_parts())


@reviews
def add_framework(request: UserRequest) -> HttpResponse:
    """Add a framework: the next scale is data, not code."""
    form = FrameworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            found = operations.create_framework(by=request.user, **values)
        except ProblemsError as error:
            show_problems(form, error)
        else:
            messages.success(request, f"{found.name} is added.")
            return redirect("actions:frameworks")
    return page(request, "edit_framework.html", form=form, framework=None, meanwhile=())


@reviews
def framework(request: UserRequest, framework: str) -> HttpResponse:
    """Change a framework. What an inspection uses stays."""
    found = get_object_or_404(Framework.objects.with_parts(), slug=framework)
    form = FrameworkForm(request.POST or None, framework=found)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            operations.update_framework(by=request.user, framework=found, **form.cleaned_data)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(Framework, changed.current)
            form, meanwhile = conflict(request, changed, FrameworkForm, framework_values(current), framework=current)
        else:
            messages.success(request, f"{found.name} is saved.")
            return redirect("actions:frameworks")
    return page(request, "edit_framework.html", form=form, framework=found, meanwhile=meanwhile)


@reviews
def lights(request: UserRequest, council: str) -> HttpResponse:
    """What each status means at a council, and from when the rules warn."""
    found = get_object_or_404(Council, slug=council)
    rules = LightRules.objects.filter(council=found).first() or LightRules(council=found)
    form = LightsForm(request.POST or None, rules=rules, definitions=definitions_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_lights(
                by=request.user,
                council=found,
                version=form.cleaned_data["version"],
                definitions=form.definitions(),
                **form.limits(),
            )
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            now = cast(LightRules, changed.current)
            form, _ = conflict(request, changed, LightsForm, {}, rules=now, definitions=definitions_of(found))
        else:
            messages.success(request, "What the lights mean is saved.")
            return redirect("actions:lights", found.slug)
    return page(request, "lights.html", form=form, council_of=found)


@edits
def add_measure(request: UserRequest, inspection: str, area: str) -> HttpResponse:
    """Add a measure of success."""
    found = get_area(request, inspection, area)
    form = MeasureForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            operations.create_measure(by=request.user, area=found, **values)
        except ProblemsError as error:
            show_problems(form, error)
        else:
            messages.success(request, "The measure is added.")
            return redirect(found)
    return page(request, "edit_measure.html", form=form, measure=None, area=found, meanwhile=())


@edits
def edit_measure(request: UserRequest, inspection: str, area: str, pk: int) -> HttpResponse:
    """Change a measure of success, its goal and its path."""
    found = _measure(inspection, area, pk)
    form = MeasureForm(request.POST or None, user=request.user, measure=found)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            operations.update_measure(by=request.user, measure=found, **form.cleaned_data)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(MeasureOfSuccess, changed.current)
            form, meanwhile = conflict(
                request, changed, MeasureForm, measure_values(current), user=request.user, measure=current
            )
        else:
            messages.success(request, "The measure is saved.")
            return redirect(found.area)
    return page(request, "edit_measure.html", form=form, measure=found, area=found.area, meanwhile=meanwhile)


@edits
@require_POST
def move_measure(request: UserRequest, inspection: str, area: str, pk: int) -> HttpResponse:
    """Move a measure up or down."""
    found = _measure(inspection, area, pk)
    steps = {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
    operations.move_measure(by=request.user, measure=found, steps=steps)
    return redirect(f"{found.area.get_absolute_url()}#measures")


@edits
def withdraw_measure(request: UserRequest, inspection: str, area: str, pk: int) -> HttpResponse:
    """Take a measure out of the plan, with the reason."""
    found = _measure(inspection, area, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.withdraw_measure(by=request.user, measure=found, **form.cleaned_data)
        messages.success(request, "The measure is withdrawn. It is kept, and you can put it back.")
        return redirect(found.area)
    return page(request, "withdraw.html", form=form, what="measure", text=found.text, back=found.area)


@edits
@require_POST
def restore_measure(request: UserRequest, inspection: str, area: str, pk: int) -> HttpResponse:
    """Put a withdrawn measure back."""
    found = _measure(inspection, area, pk)
    operations.restore_measure(by=request.user, measure=found)
    messages.success(request, "The measure is back in the plan.")
    return redirect(found.area)


def _measure(inspection: str, area: str, pk: int) -> MeasureOfSuccess:
    measures = MeasureOfSuccess.objects.with_path().select_related("area__inspection")
    return get_object_or_404(measures, area__inspection__slug=inspection, area__slug=area, pk=pk)
