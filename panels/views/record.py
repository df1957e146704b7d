"""At the meeting: the page on which officers minute, and the doors by which it saves.

Every address answers a browser with a page and a script (`Accept: application/json`) with the same in few words.
"""

import datetime
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.enums import Attendance
from panels.item_forms import one_kind_of_line_end
from panels.meeting_forms import FORMS
from panels.models import (
    AgendaItem,
    ChairTurn,
    Declaration,
    Exclusion,
    Meeting,
    MeetingAttendance,
    MeetingRequest,
    Minutes,
    Movement,
    Resolution,
    Speaker,
    Vote,
)
from panels.operations import record, record_entries
from panels.record_forms import Place, RecordForm
from panels.reports.agenda import agenda_lines
from panels.reports.calendar import minutes_due
from panels.reports.minutes_draft import approval_text
from panels.reports.record import known_speakers, meeting_record
from panels.rules import NotAllowed, StaleEdit
from panels.running_order import numbers
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.templatetags.scrutiny_tags import uk_time

# What each kind of entry is kept as. Those without fields to change are taken out and recorded anew.
MODELS: dict[str, type[models.Model]] = {
    "decision": Resolution,
    "speaker": Speaker,
    "declaration": Declaration,
    "request": MeetingRequest,
    "exclusion": Exclusion,
    "vote": Vote,
    "chair": ChairTurn,
    "movement": Movement,
    "substitute": MeetingAttendance,
}
MOST_LETTERS = 100_000
# By item, beside its notes; the others are about the meeting as a whole.
ON_ITEMS = ("decision", "speaker", "declaration", "vote", "request", "chair")


@require_permission(Permission.TAKE_MINUTES)
def page(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The record of a meeting. Nothing is begun by looking at it: that is a button."""
    meeting = get_meeting(panel, date)
    minutes = _find(meeting)
    context: dict[str, Any] = {"here": "desk", "meeting": meeting, "minutes": minutes}
    if minutes is None:
        return render(request, "panels/record_start.html", context)
    found = meeting_record(minutes, user=request.user)
    if _is_script(request):
        return JsonResponse(_parts(request, minutes))
    place = Place.of(minutes, _items(meeting))
    forms = {kind: _form(kind, place) for kind in FORMS}
    context |= {
        "record": found,
        "forms": forms,
        "on_items": [(kind, FORMS[kind].heading) for kind in ON_ITEMS],
        "speakers": known_speakers(minutes),
        "approval": approval_text(minutes, minutes_due(meeting)),
        "attendances": Attendance,
        "is_open": minutes.state == "draft",
    }
    return render(request, "panels/record.html", context)


@require_permission(Permission.TAKE_MINUTES)
@require_POST
def start(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    meeting = get_meeting(panel, date)
    try:
        record.open_record(by=request.user, meeting=meeting)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("panels:editor", *meeting.key)
    return redirect("panels:record", *meeting.key)


@require_permission(Permission.TAKE_MINUTES)
@require_POST
def note(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Keep the notes of the officer at the page on one item."""
    meeting = get_meeting(panel, date)
    minutes = _get(meeting)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    # PostgreSQL keeps no NUL, and a script may send anything.
    text = one_kind_of_line_end(request.POST.get("text", "")).replace("\x00", "")
    if len(text) > MOST_LETTERS:
        return _refused(request, meeting, f"These notes are longer than {MOST_LETTERS:,} letters. Shorten them.")
    numbers_sent = [request.POST.get(name, "") for name in ("copy", "version")]
    copy, version = (int(sent) if sent.isdecimal() and len(sent) < 5 else 0 for sent in numbers_sent)
    try:
        saved = record.save_note(
            by=request.user,
            minutes=minutes,
            item=item,
            text=text,
            copy=max(copy, 1),
            version=version,
            window=request.POST.get("window", "").replace("\x00", ""),
        )
    except NotAllowed as refusal:
        return _refused(request, meeting, str(refusal))
    if _is_script(request):
        was_kept_beside = saved.copy != max(copy, 1)
        said = {"version": saved.version, "copy": saved.copy, "beside": was_kept_beside}
        return JsonResponse({**said, "said": f"Saved at {uk_time(timezone.now())}."})
    messages.success(request, f"Your notes on “{item.title}” are saved.")
    return redirect(f"{reverse('panels:record', args=meeting.key)}#record-{item.pk}")


@require_permission(Permission.TAKE_MINUTES)
@require_POST
def attendance(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Who is present, sent apologies, or is not there; and when the meeting ended."""
    meeting = get_meeting(panel, date)
    minutes = _get(meeting)
    wanted, seen = {}, {}
    for pk in MeetingAttendance.objects.filter(minutes=minutes).order_by("position").values_list("pk", flat=True):
        chosen = request.POST.get(f"attendance-{pk}", "")
        if chosen in Attendance.values:
            wanted[pk] = (Attendance(chosen), f"remote-{pk}" in request.POST)
            seen[pk] = request.POST.get(f"was-{pk}", "")
    try:
        told = record.set_attendance(by=request.user, minutes=minutes, wanted=wanted, seen=seen)
    except NotAllowed as refusal:
        return _refused(request, meeting, str(refusal))
    return _done(request, minutes, " ".join(told) or "Attendance saved.", is_problem=bool(told))


@require_permission(Permission.TAKE_MINUTES)
def add(request: UserRequest, panel: str, date: datetime.date, kind: str) -> HttpResponse:
    """Record something new. A problem comes back with the form, and everything that was typed."""
    meeting = get_meeting(panel, date)
    minutes = _get(meeting)
    if kind not in FORMS:
        raise Http404
    place = Place.of(minutes, _items(meeting))
    form = _form(kind, place, data=request.POST if request.method == "POST" else None, item=request.GET.get("item"))
    if request.method == "POST" and form.is_valid():
        try:
            form.put_on_record(by=request.user, at=_now(meeting))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, minutes, f"{form.heading}: recorded.", item=form.chosen_item())
    if request.method == "POST" and _is_script(request):
        return JsonResponse({"problem": _problems(form)}, status=422)
    return _form_page(request, meeting, form, heading=f"Record: {form.heading.lower()}", entry=None)


@require_permission(Permission.TAKE_MINUTES)
def change(request: UserRequest, panel: str, date: datetime.date, kind: str, pk: int) -> HttpResponse:
    """Change an entry of the record, or take it out."""
    meeting = get_meeting(panel, date)
    minutes = _get(meeting)
    entry = _entry(minutes, kind, pk)
    form_class = FORMS[kind]
    start = {name: getattr(entry, name) for name in form_class.editable}
    version = getattr(entry, "version", 1)
    place = Place.of(minutes, _items(meeting))
    form = form_class(
        request.POST if request.method == "POST" else None,
        initial=start | {"version": version},
        place=place,
        editing=True,
    )
    saved_meanwhile = None
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                _remove(request, entry)
                return _done(request, minutes, f"Taken out of the record: {form.heading.lower()}.")
            if form_class.editable and form.is_valid():
                fields = {name: form.cleaned_data[name] for name in form_class.editable}
                sent = form.cleaned_data["version"] or 0
                record_entries.edit_entry(by=request.user, entry=entry, version=sent, **fields)
                return _done(request, minutes, f"{form.heading}: saved.")
        except NotAllowed as refusal:
            if "remove" in request.POST:
                messages.error(request, str(refusal))
                return redirect("panels:record", *meeting.key)
            form.add_error(None, str(refusal))
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            saved_meanwhile = conflict
            entry.refresh_from_db()
            form.renew(version=getattr(entry, "version", 1))
    heading = f"Change: {form.heading.lower()}"
    return _form_page(request, meeting, form, heading=heading, entry=entry, saved_meanwhile=saved_meanwhile)


def _form_page(
    request: UserRequest, meeting: Meeting, form: RecordForm, *, heading: str, entry: Any, saved_meanwhile: Any = None
) -> HttpResponse:
    context = {
        "here": "desk",
        "meeting": meeting,
        "form": form,
        "heading": heading,
        "entry": entry,
        "can_change": entry is None or bool(form.editable),
        "saved_meanwhile": saved_meanwhile,
        "speakers": known_speakers(form.place.minutes),
    }
    return render(request, "panels/record_form.html", context)


def _form(kind: str, place: Place, *, data: Any = None, item: str | None = None) -> RecordForm:
    start: dict[str, Any] = {"item": item} if item else {}
    if kind == "exclusion":
        start["text"] = _exclusion_text(place.minutes.meeting)
    return FORMS[kind](data, place=place, initial=start, auto_id=f"{kind}-%s")


def _exclusion_text(meeting: Meeting) -> str:
    """The resolution that the agenda proposes, as one that was passed."""
    for line in agenda_lines(meeting):
        if line.is_exclusion:
            words = " ".join(block.text for block in line.text)
            return words.replace("To resolve that", "That", 1)
    return ""


def _items(meeting: Meeting) -> list[tuple[str, AgendaItem]]:
    standing = list(AgendaItem.objects.filter(meeting=meeting).on_agenda())
    return list(zip(numbers(item.depth for item in standing), standing, strict=True))


def _now(meeting: Meeting) -> datetime.time | None:
    """The time, on the day of the meeting; afterwards nobody knows when something happened unless they say so."""
    now = timezone.localtime()
    return now.time().replace(second=0, microsecond=0) if now.date() == meeting.date else None


def _entry(minutes: Minutes, kind: str, pk: int) -> Any:
    if kind not in MODELS:
        raise Http404
    entry = get_object_or_404(MODELS[kind], pk=pk)
    if record_entries.minutes_of(entry) != minutes:
        raise Http404
    return entry


def _remove(request: UserRequest, entry: Any) -> None:
    if isinstance(entry, Movement):
        record.remove_movement(by=request.user, movement=entry)
    elif isinstance(entry, ChairTurn):
        record.remove_chair_turn(by=request.user, turn=entry)
    elif isinstance(entry, MeetingAttendance):
        record.remove_attendee(by=request.user, row=entry)
    else:
        record_entries.remove_entry(by=request.user, entry=entry)


def _find(meeting: Meeting) -> Minutes | None:
    return Minutes.objects.with_meeting().filter(meeting=meeting).first()


def _get(meeting: Meeting) -> Minutes:
    minutes = _find(meeting)
    if minutes is None:
        raise Http404
    return minutes


def _done(
    request: UserRequest, minutes: Minutes, said: str, *, item: AgendaItem | None = None, is_problem: bool = False
) -> HttpResponse:
    if _is_script(request):
        answer = _parts(request, minutes) | {"said": said}
        return JsonResponse(answer | ({"problem": said} if is_problem else {}), status=409 if is_problem else 200)
    (messages.error if is_problem else messages.success)(request, said)
    anchor = f"#record-{item.pk}" if item else ""
    return redirect(f"{reverse('panels:record', args=minutes.meeting.key)}{anchor}")


def _refused(request: UserRequest, meeting: Meeting, said: str) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"problem": said}, status=422)
    messages.error(request, said)
    return redirect("panels:record", *meeting.key)


def _parts(request: UserRequest, minutes: Minutes) -> dict[str, Any]:
    """The parts of the page that change when something is recorded, by the keys of their places."""
    found = meeting_record(minutes, user=request.user)
    context = {"meeting": minutes.meeting, "minutes": minutes, "record": found, "is_open": minutes.state == "draft"}
    parts = {"room": render_to_string("panels/_record_room.html", context, request)}
    for item in found.items:
        parts[f"lines-{item.pk}"] = render_to_string("panels/_record_lines.html", context | {"item": item}, request)
    parts["general"] = render_to_string("panels/_record_general.html", context, request)
    resolutions = Resolution.objects.filter(minute__minutes=minutes, vote=None).select_related("minute")
    offered = [
        [row.pk, f"{row.minute.number} {row.numeral} {row.text[:80]}"]
        for row in resolutions.order_by("minute__number", "position")
    ]
    known = {str(item.pk): item.chair_pk or "" for item in found.items}
    return {"parts": parts, "resolutions": offered, "turns": known}


def _problems(form: RecordForm) -> str:
    return " ".join(str(problem) for found in form.errors.values() for problem in found)


def _is_script(request: UserRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
