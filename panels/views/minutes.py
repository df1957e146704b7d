"""Minutes from draft to signed, for officers; and the chair's own check."""

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.enums import EditionKind, MinutesState
from panels.minutes_docx import DOCX_TYPE, minutes_docx
from panels.minutes_forms import AmendForm, ApproveForm, MinuteForm, NumberForm, PhrasesForm, ReasonForm, start_of
from panels.minutes_rules import MOVES, can_move
from panels.models import AgendaItem, Meeting, Minute, Minutes, MinutesEdition
from panels.notifications import minutes_published
from panels.operations import minutes as writing
from panels.operations import minutes_states as states
from panels.operations.phrases import set_phrases
from panels.permissions import may_check_minutes
from panels.reports.minute_numbers import numbering_of
from panels.reports.minutes import minutes_report
from panels.reports.minutes_gate import minutes_gate
from panels.rules import NotAllowed, StaleEdit
from panels.tasks import make_minutes_files
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, check_permission, require_permission, signed_in
from scrutiny.models import Council

REASONS = {
    "back": ("What is to be changed", "Take the minutes back", "Whoever writes the minutes reads it."),
    "withdraw": (
        "Why they are withdrawn",
        "Withdraw the minutes now",
        "Readers find this in their place. Say nothing here that must not be known.",
    ),
    "publish": (
        "Why they are published again",
        "Publish as draft",
        "Only where they were published before: readers see it.",
    ),
}
DONE = {
    "send": "The minutes are with the chair.",
    "back": "The minutes are open to be written again.",
    "check": "The chair's check is recorded. The minutes can be published.",
    "publish": "The minutes are published as a draft. Their PDF and Word files are being made.",
    "withdraw": "The minutes are withdrawn. Readers find the reason in their place.",
}


@require_permission(Permission.TAKE_MINUTES)
def draft(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The minutes as they stand, what is missing, and what can be done with them next."""
    minutes = _get(panel, date)
    found = minutes_gate(minutes)
    context = {
        "here": "desk",
        "meeting": minutes.meeting,
        "minutes": minutes,
        "gate": found,
        "report": minutes_report(minutes, edition=EditionKind.MEMBERS),
        "numbering": numbering_of(minutes),
        "entries": list(Minute.objects.filter(minutes=minutes).order_by("number")),
        "unminuted": list(AgendaItem.objects.filter(meeting=minutes.meeting, minute=None).on_agenda()),
        "states": list(MinutesState),
        "moves": {move: can_move(minutes.get_state(), move) for move in MOVES},
        "editions": list(minutes.editions.order_by("-number").defer("content", "members_content", "body")),
        "is_open": minutes.state == MinutesState.DRAFT,
    }
    return render(request, "panels/minutes_draft.html", context)


@require_permission(Permission.TAKE_MINUTES)
@require_POST
def compile(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Write what the record says into the minutes; what was edited stays."""
    minutes = _get(panel, date)
    try:
        kept = writing.compile_minutes(by=request.user, minutes=minutes)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The minutes are compiled from the record.")
        if kept:
            which = ", ".join(str(entry.number) for entry in kept)
            messages.warning(
                request, f"What was edited by hand was left alone, although its record says other words now: {which}."
            )
    return redirect("panels:draft_minutes", *minutes.meeting.key)


@require_permission(Permission.TAKE_MINUTES)
@require_POST
def number(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    minutes = _get(panel, date)
    form = NumberForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(problem) for found in form.errors.values() for problem in found))
    else:
        try:
            writing.begin_at(by=request.user, minutes=minutes, first=form.cleaned_data["first"])
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The minutes are numbered.")
    return redirect("panels:draft_minutes", *minutes.meeting.key)


@require_permission(Permission.TAKE_MINUTES)
@require_POST
def add(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Give an item a minute although nothing is recorded on it."""
    minutes = _get(panel, date)
    item = get_object_or_404(AgendaItem, meeting=minutes.meeting, pk=pk)
    return _try(request, minutes, lambda: writing.add_minute(by=request.user, minutes=minutes, item=item))


@require_permission(Permission.TAKE_MINUTES)
@require_POST
def remove(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    minutes = _get(panel, date)
    minute = get_object_or_404(Minute, minutes=minutes, pk=pk)
    return _try(request, minutes, lambda: writing.remove_minute(by=request.user, minute=minute))


@require_permission(Permission.TAKE_MINUTES)
def edit(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """The words of one minute; of a published draft, as the next meeting amends it."""
    minutes = _get(panel, date)
    minute = get_object_or_404(Minute, minutes=minutes, pk=pk)
    is_amendment = minutes.state == MinutesState.PUBLISHED
    form_class = AmendForm if is_amendment else MinuteForm
    form = form_class(_sent(request), initial=start_of(minute))
    saved_meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            if is_amendment:
                agreed = form.cleaned_data["agreed"]
                states.amend_minute(by=request.user, minute=minute, text=agreed, **form.words)
            else:
                version = form.cleaned_data["version"]
                writing.edit_minute(by=request.user, minute=minute, version=version, **form.words)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            saved_meanwhile = conflict
            minute.refresh_from_db()
            form.renew(version=minute.version)
        else:
            messages.success(request, f"Minute {minute.number} is saved.")
            return _to_draft(minutes, minute.number)
    context = {
        "here": "desk",
        "meeting": minutes.meeting,
        "form": form,
        "heading": f"{'Amend' if is_amendment else 'Edit'} minute {minute.number}",
        "saved_meanwhile": saved_meanwhile,
        "lead": "",
    }
    return render(request, "panels/minutes_form.html", context)


@require_permission(Permission.TAKE_MINUTES)
def move(request: UserRequest, panel: str, date: datetime.date, move: str) -> HttpResponse:
    """Send to the chair, take back, record the check, publish, withdraw. Those that want a reason have a page."""
    minutes = _get(panel, date)
    if move not in DONE:
        raise Http404
    if move in ("publish", "withdraw"):
        check_permission(request.user, Permission.PUBLISH)
    form = None
    if move in REASONS:
        label, button, help_text = REASONS[move]
        form = ReasonForm(_sent(request), label=label, button=button, help_text=help_text)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _make_move(request, minutes, move, reason=form.cleaned_data["reason"] if form else "")
        except NotAllowed as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return _to_draft(minutes)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, DONE[move])
            return _to_draft(minutes)
    if form is None:
        return _to_draft(minutes)
    heading = form.button
    context = {"here": "desk", "meeting": minutes.meeting, "form": form, "heading": heading, "saved_meanwhile": None}
    return render(request, "panels/minutes_form.html", context | {"lead": ""})


@require_permission(Permission.TAKE_MINUTES)
def approve(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """A later meeting approved the minutes, and its chair signed them."""
    minutes = _get(panel, date)
    check_permission(request.user, Permission.PUBLISH)
    form = ApproveForm(_sent(request), minutes=minutes)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                edition = states.approve_minutes(by=request.user, minutes=minutes, at=timezone.now(), **form.chosen)
                _follow_up(edition)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The minutes are approved, signed and published.")
            return _to_draft(minutes)
    lead = "Record what the meeting amended first, at each minute. The approved minutes list the amendments."
    context = {"here": "desk", "meeting": minutes.meeting, "form": form, "heading": "Approve the minutes"}
    return render(request, "panels/minutes_form.html", context | {"saved_meanwhile": None, "lead": lead})


@require_permission(Permission.TAKE_MINUTES)
def draft_docx(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The draft as a Word file, with what is exempt, for the chair."""
    minutes = _get(panel, date)
    content = minutes_docx(minutes_report(minutes, edition=EditionKind.MEMBERS), made=timezone.now())
    response = HttpResponse(content, content_type=DOCX_TYPE)
    name = f"{panel}-{date.isoformat()}-draft-minutes.docx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_permission(Permission.MANAGE_RULES)
def phrases(request: UserRequest) -> HttpResponse:
    """The phrases of the council's minutes."""
    council = get_object_or_404(Council, is_host=True)
    form = PhrasesForm(_sent(request), council=council)
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_phrases(by=request.user, council=council, phrases=form.phrases)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The phrases are saved." if changed else "Nothing was changed.")
            return redirect("panels:minutes_phrases")
    context = {"here": "desk", "form": form, "heading": "Phrases of the minutes"}
    return render(request, "panels/minutes_phrases.html", context)


@signed_in
def chair_check(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The chair reads the draft, with what is exempt, and is content or asks for changes."""
    minutes = Minutes.objects.with_meeting().filter(meeting=get_meeting(panel, date)).first()
    if minutes is None or not may_check_minutes(request.user, minutes):
        raise Http404
    form = ReasonForm(
        _sent(request), label="What should be changed", button="Ask for changes", help_text="Officers read it."
    )
    if request.method == "POST" and form.is_valid():
        try:
            if "content" in request.POST:
                states.record_check(by=request.user, minutes=minutes, at=timezone.now())
            else:
                states.take_back(by=request.user, minutes=minutes, reason=form.cleaned_data["reason"])
        except NotAllowed as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "Thank you. Democratic services see your answer.")
            return redirect(minutes.meeting.get_absolute_url())
    report = minutes_report(minutes, edition=EditionKind.MEMBERS)
    context = {"here": "meetings", "meeting": minutes.meeting, "form": form, "report": report}
    return render(request, "panels/minutes_check.html", context)


def _make_move(request: UserRequest, minutes: Minutes, move: str, *, reason: str) -> None:
    by, at = request.user, timezone.now()
    if move == "send":
        states.send_to_chair(by=by, minutes=minutes)
    elif move == "back":
        states.take_back(by=by, minutes=minutes, reason=reason)
    elif move == "check":
        states.record_check(by=by, minutes=minutes, at=at)
    else:
        with transaction.atomic():
            operation: Any = states.publish_minutes if move == "publish" else states.withdraw_minutes
            _follow_up(operation(by=by, minutes=minutes, at=at, reason=reason))


def _follow_up(edition: MinutesEdition) -> None:
    """What publication sets going off the request: files, and e-mail to those who follow the panel."""
    make_minutes_files.enqueue(edition.pk)
    minutes_published(edition)


def _try(request: UserRequest, minutes: Minutes, operation: Any) -> HttpResponse:
    try:
        operation()
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return _to_draft(minutes)


def _sent(request: UserRequest) -> Any:
    """What a form was sent, an empty one too; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _get(panel: str, date: datetime.date) -> Minutes:
    meeting: Meeting = get_meeting(panel, date)
    return get_object_or_404(Minutes.objects.with_meeting(), meeting=meeting)


def _to_draft(minutes: Minutes, number: int | None = None) -> HttpResponse:
    response = redirect("panels:draft_minutes", *minutes.meeting.key)
    if number is not None:
        response["Location"] += f"#minute-row-{number}"
    return response
