"""The items of an agenda, one at a time: adding, editing, ordering, removing, and putting back.

Every address answers a browser with a page and a script (`Accept: application/json`) with the same in few words.
"""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.enums import ItemKind
from panels.item_fields import StaleItem, as_text
from panels.item_forms import ItemForm, NewItemForm
from panels.models import AgendaItem, Meeting, Paper
from panels.operations import agenda, order
from panels.operations.calendar import attach_previous_minutes
from panels.operations.monitoring import start_monitoring
from panels.reports.agenda import agenda_lines
from panels.rules import NotAllowed
from panels.running_order import numbers
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.templatetags.scrutiny_tags import uk_time


@require_permission(Permission.EDIT_AGENDA)
def add_item(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """A new item: at the end, or beside the one that `?after=` names."""
    meeting = get_meeting(panel, date)
    standing = _numbered(meeting)
    after = request.GET.get("after", "")
    beside = after if after in {str(item.pk) for _, item in standing} else ""
    start = {"place": "after" if beside else "end", "beside": beside}
    form = NewItemForm(request.POST or None, initial=start, standing=standing)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name not in ("place", "beside")}
        try:
            item = agenda.add_item(by=request.user, meeting=meeting, **form.place_arguments(), **fields)
        except NotAllowed as refusal:
            form.add_error("beside", str(refusal))
        else:
            paper = _own_paper(request, item)
            messages.success(request, f"Added “{item.title}”{f', with “{paper.title}”' if paper else ''}.")
            return to_editor(meeting, item)
    context = {"here": "desk", "meeting": meeting, "form": form, "heading": "Add an item", "conflict": None}
    return render(request, "panels/item_form.html", context | {"autosave": False})


@require_permission(Permission.EDIT_AGENDA)
def edit_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """What an item says. The script saves by the same door while the officer types."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    start = {name: getattr(item, name) for name in ItemForm.base_fields}
    form = ItemForm(request.POST or None, initial=start)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = agenda.edit_item(by=request.user, item=item, **form.cleaned_data)
        except StaleItem as found:
            if _is_script(request):
                return JsonResponse(_said_of(found), status=409)
            conflict = found
            form.add_error(None, str(found))
            # What the officer typed stays, and what only the other changed is taken over: saving again is then a
            # choice made knowingly.
            form.renew(version=found.version, **found.to_take_over)
        except NotAllowed as refusal:
            if _is_script(request):
                return JsonResponse({"problem": str(refusal)}, status=409)
            form.add_error(None, str(refusal))
        else:
            if _is_script(request):
                return JsonResponse({"version": saved.version, "said": f"Saved at {uk_time(timezone.now())}."})
            messages.success(request, f"Saved “{saved.title}”.")
            return to_editor(meeting, saved)
    if request.method == "POST" and _is_script(request):
        problems = [str(problem) for found in form.errors.values() for problem in found]
        return JsonResponse({"problem": f"Not saved yet. {' '.join(problems)}"}, status=422)
    context = {"here": "desk", "meeting": meeting, "form": form, "item": item, "heading": "Edit the item"}
    return render(request, "panels/item_form.html", context | {"conflict": conflict, "autosave": True})


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def move_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Move an item by its buttons (`direction`), or to stand before another (`before`; empty for the end)."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    old = dict(_number_by_key(meeting)).get(item.pk, "")
    try:
        number = _move(request, meeting, item)
    except NotAllowed as refusal:
        if _is_script(request):
            return JsonResponse({"problem": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return to_editor(meeting, item)
    if _is_script(request):
        now = "is still" if number == old else "is now"
        items = [{"pk": key, "number": shown} for key, shown in _number_by_key(meeting)]
        return JsonResponse({"items": items, "said": f"{item.title} {now} item {number} of {len(items)}."})
    return to_editor(meeting, item)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def remove_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Take an item off at once; the next page offers to undo it."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    agenda.remove_item(by=request.user, item=item)
    return redirect(f"{reverse('panels:editor', args=meeting.key)}?removed={item.pk}")


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def restore_item(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    number = agenda.restore_item(by=request.user, item=item)
    messages.success(request, f"“{item.title}” is back on the agenda as item {number}.")
    return to_editor(meeting, item)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def attach_minutes(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Put the minutes of the previous meeting on the item that approves them."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, pk=pk)
    try:
        paper = attach_previous_minutes(by=request.user, item=item)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        if paper:
            messages.success(request, f"“{paper.title}” is on the agenda.")
        else:
            messages.error(request, "The minutes of the previous meeting are not written yet.")
    return to_editor(meeting, item)


def _own_paper(request: UserRequest, item: AgendaItem) -> Paper | None:
    """The paper that an item of this kind gets by itself; none while there is nothing to put on it."""
    try:
        if item.kind == ItemKind.MINUTES:
            return attach_previous_minutes(by=request.user, item=item)
        if item.kind == ItemKind.RECOMMENDATIONS:
            return start_monitoring(by=request.user, item=item)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return None


def to_editor(meeting: Meeting, item: AgendaItem | None = None) -> HttpResponse:
    address = reverse("panels:editor", args=meeting.key)
    return redirect(f"{address}#item-{item.pk}" if item else address)


def _move(request: UserRequest, meeting: Meeting, item: AgendaItem) -> str:
    direction = request.POST.get("direction", "")
    if direction in ("up", "down"):
        return order.step_item(by=request.user, item=item, steps=-1 if direction == "up" else 1)
    if direction == "in":
        return order.indent_item(by=request.user, item=item)
    if direction == "out":
        return order.outdent_item(by=request.user, item=item)
    wanted = request.POST.get("before")
    if wanted is None or not (wanted == "" or (wanted.isascii() and wanted.isdigit() and len(wanted) < 18)):
        raise NotAllowed("Say whether to move the item up, down, in or out.")
    before = get_object_or_404(AgendaItem, meeting=meeting, pk=int(wanted)) if wanted else None
    return order.place_item(by=request.user, item=item, before=before)


def _numbered(meeting: Meeting) -> list[tuple[str, AgendaItem]]:
    standing = list(AgendaItem.objects.filter(meeting=meeting).on_agenda())
    return list(zip(numbers(item.depth for item in standing), standing, strict=True))


def _number_by_key(meeting: Meeting) -> list[tuple[int, str]]:
    """The items that stand, in order: key and number as the editor shows it, with the exclusion item counted in."""
    return [(line.pk, line.number) for line in agenda_lines(meeting)]


def _is_script(request: HttpRequest) -> bool:
    return not request.accepts("text/html")


def _said_of(conflict: StaleItem) -> dict[str, object]:
    """A conflict as the script shows it: what somebody else changed, and which fields the page takes over."""
    return {
        "conflict": str(conflict),
        "by": conflict.saved_by,
        "version": conflict.version,
        "changes": [
            {"name": change.name, "label": change.label, "saved": as_text(change.saved), "clash": change.is_clash}
            for change in conflict.changes
        ],
    }
