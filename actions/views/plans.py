"""The pages that everybody reads: the list of plans, one inspection, one area, one action."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions import reports
from actions.models import Action
from actions.permissions import can_review, can_update, is_owner
from actions.views.base import asked_day, get_action, get_area, get_inspection, page
from scrutiny.access import Permission, public, user_can
from scrutiny.models import Council


@public
def home(request: HttpRequest) -> HttpResponse:
    """All inspections with the areas that the person may see."""
    return page(request, "home.html", plans=reports.plans_for(request.user))


@public
def inspection(request: HttpRequest, inspection: str) -> HttpResponse:
    """One inspection with its areas."""
    report = reports.inspection_report(request.user, inspection)
    if report is None:
        raise Http404
    return page(
        request,
        "inspection.html",
        report=report,
        plan=report.summary,
        can_edit=user_can(request.user, Permission.EDIT_ACTIONS),
        can_review=can_review(request.user),
    )


@public
def table(request: HttpRequest, inspection: str) -> HttpResponse:
    """The whole plan of one inspection as a table, as at a day if `?as-at=` names one."""
    found = get_inspection(request, inspection)
    as_at, as_at_text, problem = asked_day(request)
    return page(
        request,
        "table.html",
        report=reports.table_report(found, as_at=as_at, today=timezone.localdate(), user=request.user),
        inspection=found,
        as_at_text=as_at_text,
        problem=problem,
    )


@public
def council(request: HttpRequest, council: str) -> HttpResponse:
    """The inspections of one council, one after the other."""
    found = get_object_or_404(Council, slug=council)
    report = reports.council_report(request.user, found)
    if report is None:
        raise Http404
    return page(request, "council.html", report=report)


@public
def area(request: HttpRequest, inspection: str, area: str) -> HttpResponse:
    """The page of one area, as at a day if `?as-at=` names one."""
    found = get_area(request, inspection, area)
    as_at, as_at_text, problem = asked_day(request)
    return page(
        request,
        "area.html",
        report=reports.area_report(found, as_at=as_at, today=timezone.localdate(), user=request.user),
        inspection=found.inspection,
        area_url=found.get_absolute_url(),
        can_edit=user_can(request.user, Permission.EDIT_ACTIONS),
        can_review=can_review(request.user),
        waiting=reports.waiting_of(found, user=request.user),
        withdrawn=reports.withdrawn_of(found, user=request.user),
        as_at_text=as_at_text,
        problem=problem,
    )


@public
@require_safe
def action(request: HttpRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """One action with its timeline. Its owner sees it whole, whatever is published."""
    found = get_action(inspection, area, action)
    if not (is_owner(request.user, found) or Action.objects.visible_to(request.user).filter(pk=found.pk).exists()):
        raise Http404
    return page(
        request,
        "action.html",
        report=reports.action_report(found, user=request.user, today=timezone.localdate()),
        action=found,
        area=found.area,
        can_update=can_update(request.user, found),
        can_edit=user_can(request.user, Permission.EDIT_ACTIONS),
        can_review=can_review(request.user),
    )
