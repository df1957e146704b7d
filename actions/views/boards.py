"""The pages that look over whole plans: the dashboard, the lists that its counts lead to, and "my actions"."""

import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import Inspection
from actions.permissions import can_review
from actions.reports import lists
from actions.reports.dashboard import dashboard as dashboard_report
from actions.reports.state import PlanState, plan_state, red_since, sees_published_only
from actions.views.base import asked_day, page
from scrutiny.access import public, signed_in
from scrutiny.models import User

ROWS_A_PAGE = 50


@public
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """All plans that the person may see, or the one that `?plan=` names, as they stand or stood on `?as-at=`."""
    plans, chosen = plan_choices(request)
    day, text, problem = board_day(request)
    state = _state(request, chosen, day)
    since = red_since(state.actions, published_only=sees_published_only(request.user))
    report = dashboard_report(state, since=since, plans=plans, plan=chosen)
    return page(
        request, "dashboard.html", report=report, plan_title=dict(plans).get(chosen, ""), as_at_text=text,
        problem=problem, is_today=not text or bool(problem),
    )  # fmt: skip


@public
@require_safe
def action_list(request: HttpRequest) -> HttpResponse:
    """The actions that a count leads to, fifty a page, the most pressing first."""
    plans, chosen = plan_choices(request)
    day, text, problem = board_day(request)
    asked = {key: request.GET.get(key, "")[:200] for key in lists.NARROWED_BY}
    report = lists.action_list(_state(request, chosen, day), asked, plans)
    shown = Paginator(report.actions, ROWS_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return page(
        request, "list.html", report=report, shown=shown, query=query.urlencode(), as_at_text=text, problem=problem,
        plan=chosen, plan_title=dict(plans).get(chosen, ""),
    )  # fmt: skip


@public
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """The areas that a count of lights leads to."""
    plans, chosen = plan_choices(request)
    day, text, problem = board_day(request)
    asked = {key: request.GET.get(key, "")[:200] for key in lists.AREAS_NARROWED_BY}
    report = lists.area_list(_state(request, chosen, day), asked, plans)
    return page(
        request, "areas.html", report=report, as_at_text=text, problem=problem, plan=chosen,
        plan_title=dict(plans).get(chosen, ""),
    )  # fmt: skip


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person owns and leads, and what waits for the person's review."""
    user = cast(User, request.user)
    state = plan_state(Inspection.objects.all(), as_at=timezone.localdate(), published_only=False, words=False)
    return page(request, "mine.html", report=lists.mine(state, account=user.pk, reviews=can_review(user)))


def plan_choices(request: HttpRequest) -> tuple[tuple[tuple[str, str], ...], str]:
    """The plans that the person may see, as (slug, title), and the one that the address names; 404 if there is none."""
    plans = tuple(
        (slug, f"{title} ({council})")
        for slug, title, council in _visible(request).values_list("slug", "title", "council__short_name")
    )
    chosen = request.GET.get("plan", "")
    if chosen and chosen not in dict(plans):
        raise Http404
    return plans, chosen


def board_day(request: HttpRequest) -> tuple[datetime.date, str, str]:
    """The day to look at, today unless another is asked for; the text as given; and what is wrong with it."""
    today = timezone.localdate()
    day, text, problem = asked_day(request)
    if day is not None and day > today:
        return today, text, f"{text} is still to come. Choose today or an earlier day."
    return day or today, text, problem


def _visible(request: HttpRequest) -> "QuerySet[Inspection]":
    found: Any = Inspection.objects.visible_to(request.user)
    return found


def _state(request: HttpRequest, chosen: str, day: datetime.date) -> PlanState:
    inspections = _visible(request)
    if chosen:
        inspections = inspections.filter(slug=chosen)
    return plan_state(inspections, as_at=day, published_only=sees_published_only(request.user), words=False)
