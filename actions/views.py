"""Pages of action plans. Thin: permission, form, operation, redirect; what pages say comes from reports.py."""

import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from actions import operations, reports
from actions.enums import RAG_DEFINITIONS, Rag
from actions.forms import ActionForm, MonitoringForm, action_values, monitoring_values
from actions.models import Action, AreaForImprovement
from actions.operations import ChangedMeanwhile
from scrutiny.access import Permission, public, require_permission, user_can
from scrutiny.models import User

BAD_DAY = "{} is not a date. Choose the day with the calendar, or write it as year, month and day: 2015-03-01."


@public
def home(request: HttpRequest) -> HttpResponse:
    """All inspections with the areas that the person may see."""
    return _page(request, "home.html", plans=reports.plans_for(request.user))


@public
def inspection(request: HttpRequest, inspection: str) -> HttpResponse:
    """One inspection with its areas."""
    plan = reports.plan_for(request.user, inspection)
    if plan is None:
        raise Http404
    return _page(request, "inspection.html", plan=plan)


@public
def area(request: HttpRequest, inspection: str, area: str) -> HttpResponse:
    """The page of one area, as at a day if `?as-at=` names one."""
    found = _area_or_404(request, inspection, area)
    as_at, as_at_text, problem = _as_at(request)
    return _page(
        request,
        "area.html",
        report=reports.area_report(found, as_at=as_at),
        definitions=RAG_DEFINITIONS,
        inspection=found.inspection,
        area_url=found.get_absolute_url(),
        can_edit=user_can(request.user, Permission.EDIT_ACTIONS),
        as_at_text=as_at_text,
        problem=problem,
    )


@require_permission(Permission.EDIT_ACTIONS)
def edit_action(request: HttpRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Change one action. Somebody else's save in between is shown, never overwritten unseen."""
    found = get_object_or_404(Action.objects.of_area(inspection, area), pk=action)
    form = ActionForm(request.POST or None, action=found)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            operations.update_action(by=cast(User, request.user), action=found, version=fields.pop("version"), **fields)
        except ChangedMeanwhile as changed:
            form, meanwhile = _conflict(request, changed, ActionForm, action=changed.current)
        else:
            messages.success(request, "The action is saved.")
            return redirect(found.area)
    return _page(
        request,
        "edit_action.html",
        form=form,
        action=found,
        area=found.area,
        meanwhile=meanwhile,
    )


@require_permission(Permission.EDIT_ACTIONS)
def edit_monitoring(request: HttpRequest, inspection: str, area: str) -> HttpResponse:
    """Change progress, impact and further action of an area."""
    found = _area_or_404(request, inspection, area)
    form = MonitoringForm(request.POST or None, area=found)
    meanwhile: tuple[tuple[str, Any], ...] = ()
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            operations.update_monitoring(
                by=cast(User, request.user), area=found, version=fields.pop("version"), **fields
            )
        except ChangedMeanwhile as changed:
            form, meanwhile = _conflict(request, changed, MonitoringForm, area=changed.current)
        else:
            messages.success(request, "Monitoring and impact are saved.")
            return redirect(found)
    return _page(request, "edit_monitoring.html", form=form, area=found, meanwhile=meanwhile)


def _area_or_404(request: HttpRequest, inspection: str, area: str) -> AreaForImprovement:
    visible = AreaForImprovement.objects.visible_to(request.user).with_plan()
    return get_object_or_404(visible, inspection__slug=inspection, slug=area)


def _as_at(request: HttpRequest) -> tuple[datetime.date | None, str, str]:
    """The day that was asked about, the text as it was given, and what is wrong with it."""
    text = request.GET.get("as-at", "").strip()
    if not text:
        return None, "", ""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date(), text, ""
    except ValueError:
        return None, "", BAD_DAY.format(text[:40])


def _conflict(request: HttpRequest, changed: ChangedMeanwhile, form_class: Any, **target: Any) -> tuple[Any, Any]:
    """The form again with the words just typed, ready to be saved over what is stored, which is shown beside it."""
    data = request.POST.copy()
    data["version"] = str(changed.current.version)
    form = form_class(data, **target)
    form.is_valid()
    form.add_error(None, str(changed))
    current = changed.current
    stored = action_values(current) if isinstance(current, Action) else monitoring_values(current)
    differing = tuple(
        (form.fields[name].label, Rag(value).label if name.endswith("status") else value)
        for name, value in stored.items()
        if " ".join(data.get(name, "").split()) != " ".join(value.split())
    )
    return form, differing


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"actions/{template}", {"here": "actions", **context})
