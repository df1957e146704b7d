"""One recommendation or information request: its page, its steps, its evidence; and making one of a resolution."""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from panels.models import Evidence, Meeting, MeetingRequest, Recommendation, Resolution
from panels.operations import information, recommendations
from panels.operations.recipients import add_file, add_link
from panels.permissions import is_recipient, may_answer
from panels.reports.exemptions import withheld_parts
from panels.reports.recommendation import follow_up_report, minutes_address, offered, recommendation_report
from panels.rules import NotAllowed, StaleEdit
from panels.tasks import send_notice_letter
from panels.tracker_enums import Answer, AskKind, NoticeMethod, Outcome, Step
from panels.tracker_forms import FORMS, EarlierForm, EvidenceForm, RecommendationForm
from panels.tracker_rules import check_step, in_words, last_day_to_respond
from panels.views.calendar import get_panel
from panels.views.public import get_meeting
from performance.models import Indicator
from scrutiny.access import Permission, UserRequest, public, require_permission, signed_in
from scrutiny.files import kept

# Heading of the page, button, and what it does, for each step.
ABOUT: dict[Step, tuple[str, str, str]] = {
    Step.NOTICE: (
        "Record the notice",
        "Record the notice",
        "The time to respond runs from the day on which the recipient had it.",
    ),
    Step.RESPOND: (
        "Record the response",
        "Record the response",
        "The panel reads it in its next monitoring report. The public reads it once democratic services publish it.",
    ),
    Step.PROGRESS: ("Report progress", "Add the progress", "What has been done since the response."),
    Step.PUT: (
        "Put it to the panel",
        "Put it to the panel",
        "The next monitoring report asks the panel to close it.",
    ),
    Step.KEEP: ("Keep it open", "Keep it open", "The panel did not close it. Say why."),
    Step.JUDGE: ("Record the outcome", "Record the outcome and close", "The panel's own judgement closes it."),
    Step.REOPEN: ("Open it again", "Open it again", "The history keeps how it was closed. Say why it is opened again."),
    Step.ASK: ("Record that it was asked for", "Record it", "When the information was asked for, and by when."),
    Step.PROMISE: ("Record the promise", "Record the promise", "The day for which it is promised counts from then on."),
    Step.RECEIVE: ("Record that it came", "Record that it came", "The information has come. Add it as evidence too."),
    Step.CIRCULATE: ("Record that members have it", "Record that members have it", "This ends the request."),
}


@public
@require_safe
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, as this person may read it; for what is not public there is no such page."""
    found = _found(request, pk)
    holidays = list(found.panel.council.holidays.values_list("day", flat=True))
    report = recommendation_report(found, request.user, as_at=timezone.localdate(), extra_holidays=holidays)
    context = {
        "here": "recommendations",
        "report": report,
        "recommendation": found,
        "buttons": [(step, ABOUT[step][0]) for step in report.steps_offered],
        "links": _links(request, found),
    }
    return render(request, "panels/tracker/recommendation.html", context)


@require_permission(Permission.TRACK_RECOMMENDATIONS)
def edit(request: UserRequest, pk: int) -> HttpResponse:
    """What it says, to whom it goes, and what it belongs to."""
    found = _found(request, pk)
    names = [*sorted(recommendations.EDITABLE), *sorted(recommendations.UNTIL_SENT), "version"]
    start = {name: getattr(found, name) for name in names}
    form = RecommendationForm(request.POST or None, initial=start, panel=found.panel, stands=bool(found.sent_on))
    conflict = None
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        fields |= {name: _text(fields[name]) for name in ("text", "reason") if name in fields}
        try:
            recommendations.edit_recommendation(
                by=request.user, recommendation=found, version=form.cleaned_data["version"] or 0, **fields
            )
        except StaleEdit as stale:
            conflict = stale
            form.add_error(None, str(stale))
            form.renew(version=Recommendation.objects.get(pk=found.pk).version)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved {found.reference}.")
            return redirect(found)
    context = {"here": "recommendations", "form": form, "recommendation": found, "saved_meanwhile": conflict}
    return render(request, "panels/tracker/edit.html", context)


@require_permission(Permission.TRACK_RECOMMENDATIONS)
def add_earlier(request: UserRequest, panel: str) -> HttpResponse:
    """One that the panel made before the service had its minutes."""
    found = get_panel(panel)
    form = EarlierForm(request.POST or None, panel=found, initial={"kind": AskKind.RECOMMENDATION})
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            made = recommendations.enter_earlier(by=request.user, panel=found, **fields)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Added {made.reference}.")
            return redirect(made)
    context = {"here": "recommendations", "form": form, "panel": found}
    return render(request, "panels/tracker/earlier.html", context)


@signed_in
def step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    """One step: officers all that may follow, the recipient what is the recipient's."""
    found = _found(request, pk)
    if step not in Step.values or not may_answer(request.user, found):
        raise Http404
    wanted = Step(step)
    if wanted not in offered(found, request.user):
        messages.error(request, _why_not(found, wanted))
        return redirect(found)
    heading, button, about = ABOUT[wanted]
    today = timezone.localdate()
    start = {"on": today, "method": NoticeMethod.EMAIL if _address(found) else NoticeMethod.LETTER}
    form = FORMS[wanted](request.POST or None, recommendation=found, button=button, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            TAKE[wanted](request.user, found, form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.reference}: {wanted.label.lower()}.")
            if form.cleaned_data.get("method") == NoticeMethod.EMAIL:
                _send(request, found, form.cleaned_data["on"], today)
            return redirect(found)
    context = {
        "here": "recommendations",
        "form": form,
        "recommendation": found,
        "heading": heading,
        "about": about,
        "law_says": in_words(last_day_to_respond(today)) if wanted is Step.NOTICE else "",
        "mail_to": _address(found) if wanted in (Step.NOTICE, Step.ASK) else "",
    }
    return render(request, "panels/tracker/step.html", context)


@require_permission(Permission.TRACK_RECOMMENDATIONS)
@require_POST
def publish_response(request: UserRequest, pk: int) -> HttpResponse:
    """Let the public read the response."""
    found = _found(request, pk)
    try:
        recommendations.publish_response(by=request.user, recommendation=found)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The response is published.")
    return redirect(found)


@signed_in
def evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Add a file or a link."""
    found = _found(request, pk)
    if not may_answer(request.user, found):
        raise Http404
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        title, file = form.cleaned_data["title"], form.cleaned_data.get("file")
        try:
            if file and getattr(file, "is_too_large", False):
                raise NotAllowed(f"The file is larger than {settings.UPLOAD_LIMIT_MB} MB. Choose a smaller one.")
            if file:
                add_file(by=request.user, recommendation=found, title=title, content=file.read(), file_name=file.name)
            else:
                add_link(by=request.user, recommendation=found, title=title, link=form.cleaned_data["link"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Added “{title}”.")
            return redirect(found)
    context = {"here": "recommendations", "form": form, "recommendation": found}
    return render(request, "panels/tracker/evidence.html", context)


@signed_in
@require_safe
def evidence_file(request: UserRequest, pk: int, number: int) -> FileResponse:
    """A file of evidence, for officers and the recipient; always saved, never shown as a page of ours."""
    found = _found(request, pk)
    if not (request.user.can(Permission.VIEW_DRAFTS) or is_recipient(request.user, found)):
        raise Http404
    row = get_object_or_404(Evidence.objects.exclude(file=""), recommendation=found, pk=number)
    try:
        content = kept(row.file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type="application/octet-stream", as_attachment=True)
    return _named(response, row.file_name)


# --- What grows from a meeting ------------------------------------------------------------------------------------


@require_permission(Permission.TRACK_RECOMMENDATIONS)
@require_safe
def follow_up(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """What a meeting resolved and asked for, with a button beside each."""
    meeting = get_meeting(panel, date)
    report = follow_up_report(meeting, sees_exempt=request.user.can(Permission.VIEW_EXEMPT))
    context = {"here": "desk", "meeting": meeting, "report": report}
    return render(request, "panels/tracker/follow_up.html", context)


@require_permission(Permission.TRACK_RECOMMENDATIONS)
@require_POST
def recommend(request: UserRequest, pk: int) -> HttpResponse:
    """Make one of a resolution; the page that comes next asks to whom."""
    rows = Resolution.objects.select_related("minute__minutes__meeting__panel")
    resolution = get_object_or_404(rows, pk=pk)
    if resolution.minute.is_exempt and not request.user.can(Permission.VIEW_EXEMPT):
        raise Http404
    kind = AskKind.INFORMATION if request.POST.get("kind") == AskKind.INFORMATION else AskKind.RECOMMENDATION
    made = recommendations.recommend(by=request.user, resolution=resolution, kind=kind)
    messages.success(request, f"{made.reference} is made of minute {made.minute.removeprefix('Minute ')}.")
    return redirect("panels:edit_recommendation", made.pk)


@require_permission(Permission.TRACK_RECOMMENDATIONS)
@require_POST
def take_up(request: UserRequest, pk: int) -> HttpResponse:
    """Follow up what was noted at a meeting as asked for."""
    asked = get_object_or_404(MeetingRequest.objects.select_related("meeting__panel", "item"), pk=pk)
    if asked.item_id in withheld_parts(asked.meeting).items and not request.user.can(Permission.VIEW_EXEMPT):
        raise Http404
    try:
        made = recommendations.take_up_request(by=request.user, request=asked)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("panels:follow_up", *asked.meeting.key)
    messages.success(request, f"{made.reference} is made of it.")
    return redirect("panels:edit_recommendation", made.pk)


# --- Helpers ---------------------------------------------------------------------------------------------------


def _take_notice(by: Any, found: Recommendation, data: dict[str, Any]) -> None:
    recommendations.send_notice(
        by=by, recommendation=found, on=data["on"], method=NoticeMethod(data["method"]),
        received_on=data["received_on"], due_on=data["due_on"],
    )  # fmt: skip


def _take_ask(by: Any, found: Recommendation, data: dict[str, Any]) -> None:
    information.ask_for_information(
        by=by, recommendation=found, on=data["on"], method=NoticeMethod(data["method"]), due_on=data["due_on"]
    )


def _take_response(by: Any, found: Recommendation, data: dict[str, Any]) -> None:
    recommendations.record_response(
        by=by, recommendation=found, on=data["on"], answer=Answer(data["answer"]), reason=_text(data["reason"]),
        action=_text(data["action"]), by_recipient=is_recipient(by, found),
    )  # fmt: skip


def _take_promise(by: Any, found: Recommendation, data: dict[str, Any]) -> None:
    information.promise(
        by=by, recommendation=found, on=data["on"], due_on=data["due_on"], text=_text(data["text"]),
        by_recipient=is_recipient(by, found),
    )  # fmt: skip


def _take_judgement(by: Any, found: Recommendation, data: dict[str, Any]) -> None:
    recommendations.judge(
        by=by, recommendation=found, on=data["on"], outcome=Outcome(data["outcome"]), note=_text(data["note"])
    )


def _in_words_by(operation: Callable[..., Any], *, from_recipient: bool = False) -> Callable[..., None]:
    def take(by: Any, found: Recommendation, data: dict[str, Any]) -> None:
        more = {"by_recipient": is_recipient(by, found)} if from_recipient else {}
        operation(by=by, recommendation=found, on=data["on"], text=_text(data["text"]), **more)

    return take


TAKE: dict[Step, Callable[[Any, Recommendation, dict[str, Any]], None]] = {
    Step.NOTICE: _take_notice,
    Step.RESPOND: _take_response,
    Step.PROGRESS: _in_words_by(recommendations.report_progress, from_recipient=True),
    Step.PUT: _in_words_by(recommendations.put_to_panel),
    Step.KEEP: _in_words_by(recommendations.keep_open),
    Step.JUDGE: _take_judgement,
    Step.REOPEN: _in_words_by(recommendations.reopen),
    Step.ASK: _take_ask,
    Step.PROMISE: _take_promise,
    Step.RECEIVE: _in_words_by(information.receive_information, from_recipient=True),
    Step.CIRCULATE: _in_words_by(information.circulate),
}


def _found(request: HttpRequest, pk: int) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.user).with_row().select_related("panel__council")
    return get_object_or_404(rows, pk=pk)


def _why_not(found: Recommendation, step: Step) -> str:
    try:
        check_step(found.get_kind(), found.get_standing(), step)
    except NotAllowed as refusal:
        return str(refusal)
    return "This step is for democratic services to record."


def _address(found: Recommendation) -> str:
    return found.recipient.email if found.recipient else ""


def _send(request: HttpRequest, found: Recommendation, on: datetime.date, today: datetime.date) -> None:
    """Have the letter sent, where there is an address and the notice is of today: an old one went long ago."""
    if on == today and _address(found):
        send_notice_letter.enqueue(found.pk)
        messages.success(request, f"It goes to {_address(found)} by e-mail now.")


def _links(request: HttpRequest, found: Recommendation) -> dict[str, str]:
    """Ways to what it is about, where this person may follow them."""
    drafts = request.user.is_authenticated and request.user.can(Permission.VIEW_DRAFTS)
    links = {}
    if found.meeting:
        meeting = Meeting.objects.with_panel().get(pk=found.meeting.pk)
        links["meeting"] = meeting.get_absolute_url()
        if found.resolution and (minutes := minutes_address(meeting)):
            links["minute"] = f"{minutes}#minute-{found.resolution.minute.number}"
    if found.area and (drafts or found.area.is_public):
        links["area"] = found.area.get_absolute_url()
    if found.indicator and Indicator.objects.visible_to(request.user).filter(pk=found.indicator.pk).exists():
        links["indicator"] = reverse("performance:indicator", args=[found.indicator.dataset.slug, found.indicator.slug])
    return links


def _named(response: FileResponse, name: str) -> FileResponse:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _text(typed: str) -> str:
    return typed.replace("\r\n", "\n").replace("\r", "\n").strip()
