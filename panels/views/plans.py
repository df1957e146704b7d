"""Action plans seen from the panel's meetings: what changed since one, and how the lights developed since.
The days are the panel's; what is said of them is the reports' of action plans.
"""

import datetime
from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.exports import changes_csv
from actions.models import Inspection
from actions.reports.changes import ChangesReport, changes_between
from actions.reports.state import plan_state, sees_published_only
from actions.reports.trend import first_recorded, month_ends, trend
from actions.views.base import get_inspection
from actions.views.boards import ROWS_A_PAGE
from actions.views.whole_plan import CONTENT_TYPES, since_day
from panels.models import AgendaItem
from panels.operations.reports import attach_action_plan
from panels.plan_forms import PlanPaperForm
from panels.reports.plan_days import MEETINGS_SHOWN, MeetingDay, meeting_days
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, public, require_permission


@public
@require_safe
def changes(request: HttpRequest, inspection: str) -> HttpResponse:
    """What changed since the last meeting, or since the meeting or day that `?since=` names."""
    found = get_inspection(request, inspection)
    whole, meetings, text, problem = _changes(request, found)
    shown = Paginator(whole.lines, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "actions",
        "plan": found.slug,
        "printing": False,
        "plan_title": found.title,
        "changes": whole.of_lines(shown.object_list),
        "shown": shown,
        "query": urlencode({"since": whole.since}),
        "meetings": meetings[:MEETINGS_SHOWN],
        "meeting": next((meeting for meeting in meetings if meeting.day == whole.since), None),
        "since_text": text,
        "problem": problem,
    }
    return render(request, "panels/plan_changes.html", context)


@public
@require_safe
def changes_file(request: HttpRequest, inspection: str) -> HttpResponse:
    """All of what changed, as a table."""
    found = get_inspection(request, inspection)
    whole, _, _, problem = _changes(request, found)
    if problem:
        return HttpResponse(problem, status=400, content_type="text/plain; charset=utf-8")
    disposition = {"Content-Disposition": f'attachment; filename="changes-{found.slug}-since-{whole.since}.csv"'}
    return HttpResponse(changes_csv(whole), content_type=CONTENT_TYPES["csv"], headers=disposition)


def _changes(request: HttpRequest, found: Inspection) -> tuple[ChangesReport, Sequence[MeetingDay], str, str]:
    """What changed to today since the day asked for, the meetings before today, and the day as given with its fault."""
    today = timezone.localdate()
    meetings = meeting_days(found.council, until=today - datetime.timedelta(days=1))
    since, text, problem = since_day(request, today)
    if since is None:
        since = meetings[0].day if meetings else today - datetime.timedelta(days=92)
    published_only = sees_published_only(request.user)
    inspections = Inspection.objects.filter(pk=found.pk)
    after = plan_state(inspections, as_at=today, published_only=published_only)
    return changes_between(inspections, since, after, published_only=published_only), meetings, text, problem


@public
@require_safe
def trend_of_plan(request: HttpRequest, inspection: str) -> HttpResponse:
    """The lights at the panel's last meetings and today; at the ends of months where it has not met."""
    found = get_inspection(request, inspection)
    today = timezone.localdate()
    published_only = sees_published_only(request.user)
    inspections = Inspection.objects.filter(pk=found.pk)
    first = first_recorded(inspections, published_only=published_only) or today
    meetings = [one for one in meeting_days(found.council, until=today) if one.day >= first][:MEETINGS_SHOWN]
    days = [meeting.day for meeting in meetings] or [day for day in month_ends(today) if day >= first]
    report = trend(inspections, [*days, today], published_only=published_only)
    context = {
        "here": "actions",
        "plan": found.slug,
        "plan_title": found.title,
        "trend": report,
        "meetings": meetings,
    }
    return render(request, "panels/plan_trend.html", context)


@require_permission(Permission.EDIT_AGENDA)
def attach(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Put the report on an action plan on an item, as at a day, today at the latest."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, removed_at=None, pk=pk)
    today = timezone.localdate()
    before = [one.day for one in meeting_days(meeting.panel.council, until=meeting.date) if one.day < meeting.date]
    latest = min(today, meeting.date)
    sent = request.POST if request.method == "POST" else None
    form = PlanPaperForm(sent, today=today, initial={"as_at": latest, "since": next(iter(before), None)})
    if request.method == "POST" and form.is_valid():
        paper = attach_action_plan(by=request.user, item=item, **form.cleaned_data)
        messages.success(request, f"Added “{paper.title}”, as at {form.cleaned_data['as_at']:%-d %B %Y}.")
        return redirect("panels:add_uploads", *meeting.key, item.pk)
    context = {"here": "desk", "meeting": meeting, "item": item, "form": form}
    return render(request, "panels/attach_action_plan.html", context, status=400 if form.errors else 200)
