"""What the pages of action plans share: finding things, the day asked about, and what to do when two save at once."""

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection
from actions.operations import ChangedMeanwhile
from scrutiny.problems import ProblemsError

EARLIEST = datetime.date(1950, 1, 1)  # long before any plan: trends look back from the day, and months end somewhere
BAD_DAY = "{} is not a date. Choose the day with the calendar, or write it as year, month and day: 2015-03-01."


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"actions/{template}", {"here": "actions", **context}, status=status)


def get_inspection(request: HttpRequest, slug: str) -> Inspection:
    """The inspection, if this person may see it."""
    return get_object_or_404(Inspection.objects.visible_to(request.user).select_related("council"), slug=slug)


def get_area(request: HttpRequest, inspection: str, area: str) -> AreaForImprovement:
    """The area with its plan, if this person may see it."""
    visible = AreaForImprovement.objects.visible_to(request.user).with_plan()
    return get_object_or_404(visible, inspection__slug=inspection, slug=area)


def get_action(inspection: str, area: str, action: int) -> Action:
    """The action with its history; whether the person may see it is the caller's to ask."""
    return get_object_or_404(Action.objects.of_area(inspection, area).with_history(), pk=action)


def asked_day(request: HttpRequest) -> tuple[datetime.date | None, str, str]:
    """The day that was asked about, the text as it was given, and what is wrong with it."""
    text = request.GET.get("as-at", "").strip()
    if not text:
        return None, "", ""
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None, "", BAD_DAY.format(text[:40])
    if day < EARLIEST:
        return None, "", f"There were no plans on {text[:40]}. Choose a later day."
    return day, text, ""


def conflict(
    request: HttpRequest, changed: ChangedMeanwhile, form_class: Any, stored: dict[str, Any], **target: Any
) -> tuple[Any, tuple[tuple[str, Any], ...]]:
    """The form again with the words just typed, ready to be saved over what is stored, which is shown beside it."""
    data = request.POST.copy()
    data["version"] = str(changed.current.version)
    form = form_class(data, request.FILES or None, **target)
    form.is_valid()
    form.add_error(None, str(changed))
    differing = tuple(
        (form.fields[name].label, Rag(value).label if name.endswith("status") and value else value)
        for name, value in stored.items()
        if name in form.fields and " ".join(data.get(name, "").split()) != " ".join(str(value).split())
    )
    return form, differing


def show_problems(form: forms.Form, error: ProblemsError) -> None:
    """Put what an operation refused into the form: beside the field of that label, else above all of them."""
    labels = {str(field.label): name for name, field in form.fields.items()} | getattr(form, "places", {})
    for problem in error.problems:
        name = labels.get(problem.where)
        words = f"{problem.what} {problem.mend}".strip()
        if name and words in form.errors.get(name, ()):
            continue
        form.add_error(name, words if name else str(problem))
