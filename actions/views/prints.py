"""A whole plan as PDF: asking for it, seeing how far it is, opening it. For those who work on plans; the public has the
page, the tables and what is published with an agenda.
"""

from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from actions.enums import PrintState
from actions.models import PlanPrint
from actions.operations.prints import request_print
from actions.tasks import print_plan
from actions.views.base import get_inspection, page
from actions.views.boards import board_day
from actions.views.whole_plan import since_day
from scrutiny.access import Permission, require_permission
from scrutiny.files import kept
from scrutiny.models import User


@require_permission(Permission.VIEW_DRAFTS)
@require_POST
def ask(request: HttpRequest, inspection: str) -> HttpResponse:
    """Have the PDF made, as at the day of the report that was open."""
    found = get_inspection(request, inspection)
    as_at, _, problem = board_day(request)
    since, _, since_problem = since_day(request, as_at)
    if problem or since_problem:
        return redirect("actions:report", found.slug)
    wanted, is_new = request_print(
        by=cast(User, request.user), inspection=found, as_at=as_at, since=since,
        published_only="public" in request.POST,
    )  # fmt: skip
    if is_new:
        print_plan.enqueue(wanted.pk)
    return redirect("actions:print", found.slug, wanted.pk)


@require_permission(Permission.VIEW_DRAFTS)
@require_safe
def show(request: HttpRequest, inspection: str, pk: int) -> HttpResponse:
    """How far the PDF is, and where it is when it is ready."""
    wanted = _print(inspection, pk)
    return page(request, "print.html", wanted=wanted, plan=inspection, plan_title=wanted.inspection.title)


@require_permission(Permission.VIEW_DRAFTS)
@require_safe
def progress(request: HttpRequest, inspection: str, pk: int) -> JsonResponse:
    """The same in few words, for the script on that page."""
    wanted = _print(inspection, pk)
    said = f"{wanted.parts_done} of {wanted.parts_total} parts ready" if wanted.parts_total else "Waiting to start"
    facts = {"finished": wanted.is_finished, "done": wanted.parts_done, "total": wanted.parts_total, "said": said}
    return JsonResponse(facts)


@require_permission(Permission.VIEW_DRAFTS)
@require_safe
def file(request: HttpRequest, inspection: str, pk: int) -> FileResponse:
    """The PDF."""
    wanted = _print(inspection, pk)
    if wanted.state != PrintState.READY:
        raise Http404
    try:
        content = kept(wanted.file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type="application/pdf")
    name = f"action-plan-{inspection}-{wanted.as_at:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


def _print(inspection: str, pk: int) -> PlanPrint:
    return get_object_or_404(PlanPrint.objects.select_related("inspection"), inspection__slug=inspection, pk=pk)
