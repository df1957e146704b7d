"""The agenda desk: where officers see what stands, what is missing, and put an agenda in order."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from panels.enums import EditionKind
from panels.models import AgendaItem, Meeting
from panels.reports.agenda import agenda_lines
from panels.reports.calendar import desk_calendar, quorum_note
from panels.reports.desk import desk_report
from panels.reports.exempt_list import due_for_review, waiting_for_confirmation
from panels.reports.plan import plan_lines
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.dates import municipal_year


@require_permission(Permission.VIEW_DRAFTS)
def home(request: UserRequest) -> HttpResponse:
    """The meetings of a municipal year with the state of each agenda."""
    today = timezone.localdate()
    context = {
        "here": "desk",
        "report": desk_calendar(today=today, year=request.GET.get("year", ""), page=request.GET.get("page", "1")),
        "waiting": waiting_for_confirmation() if request.user.can(Permission.CONFIRM_PUBLICATION) else (),
        "exempt_due": due_for_review(today=today) if request.user.can(Permission.VIEW_EXEMPT) else 0,
    }
    return render(request, "panels/desk.html", context)


@require_permission(Permission.VIEW_DRAFTS)
def editor(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """One agenda as it stands, with what can be done to it. `?removed=` offers to undo a removal."""
    meeting = get_meeting(panel, date)
    today = timezone.localdate()
    sees_exempt = request.user.can(Permission.VIEW_EXEMPT)
    report = desk_report(meeting, today=today, sees_exempt=sees_exempt)
    context = {
        "here": "desk",
        "meeting": meeting,
        "report": report,
        "plan": plan_lines(meeting, report.items, sees_exempt=sees_exempt, as_at=today),
        "quorum_note": quorum_note(meeting.panel, municipal_year(meeting.date)),
        "just_removed": _just_removed(meeting, request.GET.get("removed", "")) if sees_exempt else None,
    }
    return render(request, "panels/editor.html", context)


@require_permission(Permission.VIEW_DRAFTS)
def plan(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """On one page what is still missing for each item, who owes it, and since when."""
    meeting = get_meeting(panel, date)
    sees_exempt = request.user.can(Permission.VIEW_EXEMPT)
    lines = agenda_lines(meeting, edition=EditionKind.MEMBERS if sees_exempt else EditionKind.PUBLIC)
    context = {
        "here": "desk",
        "meeting": meeting,
        "plan": plan_lines(meeting, lines, sees_exempt=sees_exempt, as_at=timezone.localdate()),
        "quorum_note": quorum_note(meeting.panel, municipal_year(meeting.date)),
    }
    return render(request, "panels/plan.html", context)


def _just_removed(meeting: Meeting, pk: str) -> AgendaItem | None:
    """The item that the page before took off, while it is off; for the banner with Undo."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    return AgendaItem.objects.filter(meeting=meeting, pk=int(pk)).exclude(removed_at=None).first()
