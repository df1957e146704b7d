"""The report on a whole plan, on screen and as a file."""

import datetime
from dataclasses import replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from actions import exports
from actions.models import Inspection
from actions.reports.plan_report import PlanReport, plan_report
from actions.reports.state import sees_published_only
from actions.views.base import get_inspection, page
from actions.views.boards import board_day
from scrutiny.access import public

AREAS_A_PAGE = 5  # on screen; the files have all
MOST_LATE = CHANGES_A_PAGE = 20  # on screen; the lists have all
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@public
@require_safe
def report(request: HttpRequest, inspection: str) -> HttpResponse:
    """The report as the agenda pack prints it, as at today or `?as-at=`, with what changed since `?since=`."""
    found = get_inspection(request, inspection)
    as_at, as_at_text, problem = board_day(request)
    since, since_text, since_problem = since_day(request, as_at)
    whole = _report(request, found, as_at, since)
    # A plan of more areas than a page holds has the overview on a first page of its own, as if it were areas too.
    overview = (None,) * AREAS_A_PAGE if len(whole.areas) > AREAS_A_PAGE else ()
    shown = Paginator((*overview, *whole.areas), AREAS_A_PAGE).get_page(request.GET.get("page"))
    changes = whole.changes
    changed = Paginator(changes.lines if changes else (), CHANGES_A_PAGE).get_page(request.GET.get("changes"))
    days = {key: value for key, value in (("as-at", as_at_text), ("since", since_text)) if value}
    return page(
        request,
        "report.html",
        printing=False,
        without_areas=bool(overview) and shown.number == 1,
        report=replace(
            whole,
            areas=tuple(area for area in shown.object_list if area is not None),
            changes=changes.of_lines(changed.object_list) if changes else None,
        ),
        shown=shown,
        changed=changed,
        most_late=MOST_LATE,
        without_overview=shown.number > 1,
        plan=found.slug,
        as_at_text=as_at_text,
        since_text=since_text,
        problem=problem or since_problem,
        problem_at="since" if since_problem and not problem else "as-at",
        query="" if problem or since_problem else urlencode(days),
    )


@public
@require_safe
def download(request: HttpRequest, inspection: str, format: str) -> HttpResponse:
    """The plan as a table, as at a day."""
    if format not in CONTENT_TYPES:
        raise Http404
    found = get_inspection(request, inspection)
    as_at, _, problem = board_day(request)
    if problem:
        return HttpResponse(problem, status=400, content_type="text/plain; charset=utf-8")
    content = exports.export(_report(request, found, as_at, None), format)
    name = f"action-plan-{found.slug}-{as_at}.{format}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[format], headers=disposition)


def since_day(request: HttpRequest, until: datetime.date) -> tuple[datetime.date | None, str, str]:
    """The earlier day to compare with, the text as given, and what is wrong with it."""
    text = request.GET.get("since", "").strip()
    if not text:
        return None, "", ""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None, "", f"{text[:40]!r} is not a date. Write it as year, month and day: 2015-03-01."
    if day >= until:
        return None, text, "Choose a day before the one of the report."
    return day, text, ""


def _report(
    request: HttpRequest, inspection: Inspection, as_at: datetime.date, since: datetime.date | None
) -> PlanReport:
    return plan_report(inspection, as_at=as_at, since=since, published_only=sees_published_only(request.user))
