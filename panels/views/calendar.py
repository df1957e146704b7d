"""The calendar at the desk: a year's dates, and meetings cancelled, moved, cloned and held after all."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.calendar_forms import CancelForm, WhenAndWhereForm, YearForm
from panels.calendar_rules import in_words, warnings
from panels.models import Meeting, Panel
from panels.operations import calendar
from panels.reports.calendar import quorum_note, years_of
from panels.rules import NotAllowed
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.dates import municipal_year
from scrutiny.problems import ProblemsError


@require_permission(Permission.EDIT_AGENDA)
def plan_year(request: UserRequest, panel: str) -> HttpResponse:
    """All dates of a municipal year: entered, looked at as the service understands them, then created in one go."""
    found = get_panel(panel)
    start = {"year": _next_year(found), "time": found.usual_time, "venue": found.venue}
    form = YearForm(request.POST or None, initial=start, panel=found)
    context = {
        "here": "desk",
        "panel": found,
        "form": form,
        "standing": list(found.standing_items.order_by("position")),
    }
    if request.method != "POST" or request.POST.get("step") == "change" or not form.is_valid():
        if request.POST.get("step") == "change":
            context["form"] = YearForm(initial=request.POST.dict(), panel=found)
        return render(request, "panels/year.html", context)
    if request.POST.get("step") == "create":
        try:
            made = calendar.create_meetings(
                by=request.user,
                panel=found,
                dates=form.days,
                time=form.cleaned_data["time"],
                venue=form.cleaned_data["venue"],
            )
        except ProblemsError as error:
            # Somebody else put one of these days into the calendar while this page was open.
            for problem in error.problems:
                form.add_error("dates", str(problem))
            return render(request, "panels/year.html", context)
        messages.success(request, f"{len(made)} meeting{'s are' if len(made) > 1 else ' is'} in the calendar.")
        return redirect(reverse("panels:desk", query={"year": form.cleaned_data["year"]}))
    context |= {"quorum_note": quorum_note(found, form.cleaned_data["year"]), "dates": form.read.dates}
    return render(request, "panels/year_preview.html", context)


@require_permission(Permission.EDIT_AGENDA)
def cancel(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Cancel a meeting, with the reason that the public reads."""
    meeting = get_meeting(panel, date)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            calendar.cancel_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The meeting is cancelled. The public page says so, and why.")
            return redirect("panels:editor", *meeting.key)
    return _change_page(request, meeting, form, "Cancel the meeting", CANCELLING)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def reinstate(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Hold a cancelled meeting after all."""
    meeting = get_meeting(panel, date)
    calendar.reinstate_meeting(by=request.user, meeting=meeting)
    messages.success(request, "The meeting is held after all. The public page no longer says that it is cancelled.")
    return redirect("panels:editor", *meeting.key)


@require_permission(Permission.EDIT_AGENDA)
def move(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Move a meeting to another day, time or place."""
    meeting = get_meeting(panel, date)
    start = {"date": meeting.date, "time": meeting.time, "venue": meeting.venue}
    form = WhenAndWhereForm(
        request.POST or None, initial=start, meeting=meeting, button="Move the meeting", why="Why it is moved"
    )
    if request.method == "POST" and form.is_valid():
        try:
            moved = calendar.move_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The meeting is moved. Its old address leads here.")
            _warn_of_day(request, moved)
            return redirect("panels:editor", *moved.key)
    return _change_page(request, meeting, form, "Move the meeting", MOVING)


@require_permission(Permission.EDIT_AGENDA)
def clone(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Call another meeting with the business of this one."""
    meeting = get_meeting(panel, date)
    start = {"time": meeting.time, "venue": meeting.venue}
    form = WhenAndWhereForm(
        request.POST or None, initial=start, meeting=meeting, button="Create the meeting", why="Why it is held"
    )
    if request.method == "POST" and form.is_valid():
        try:
            made, left_out = calendar.clone_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The meeting is in the calendar, with the business of the other one.")
            _warn_of_day(request, made)
            if left_out:
                said = "; ".join(left_out)
                messages.warning(request, f"Exempt items are not copied. Add them with their grounds: {said}.")
            return redirect("panels:editor", *made.key)
    return _change_page(request, meeting, form, "Clone the meeting", CLONING)


CANCELLING = (
    "The meeting keeps its page, its agenda and its papers. The page and the list of meetings say that it is "
    "cancelled, and why."
)
MOVING = (
    "The agenda and its papers move with the meeting, and the old address leads to the new one. If the agenda is "
    "published, publish it again afterwards: its front page names the day and the place."
)
CLONING = (
    "A new meeting starts with the items of this one. Reports and other papers, officers’ notes and exempt items stay "
    "with this meeting."
)


def get_panel(panel: str) -> Panel:
    """The panel of an address, or the page that says there is none."""
    return get_object_or_404(Panel.objects.select_related("council"), slug=panel)


def _warn_of_day(request: UserRequest, meeting: Meeting) -> None:
    """Say what should be known of the day that was chosen: a weekend, a holiday."""
    holidays = meeting.panel.council.holidays.values_list("day", flat=True)
    for warning in warnings(meeting.date, extra_holidays=set(holidays)):
        messages.warning(request, f"Mind the day, {in_words(meeting.date)}. {warning}")


def _change_page(
    request: UserRequest, meeting: Meeting, form: CancelForm | WhenAndWhereForm, heading: str, what_happens: str
) -> HttpResponse:
    context = {"here": "desk", "meeting": meeting, "form": form, "heading": heading, "what_happens": what_happens}
    return render(request, "panels/meeting_change.html", context)


def _next_year(panel: Panel) -> str:
    """The municipal year after the last with meetings; this year where there are none."""
    years = years_of(Meeting.objects.filter(panel=panel))
    if not years:
        return municipal_year(timezone.localdate())
    start = int(years[0][:4]) + 1
    return municipal_year(datetime.date(start, 5, 1))
