"""Building packs, reading drafts of them, and publishing."""

import datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.enums import BuildState, EditionKind
from panels.forms import PublishForm
from panels.models import Meeting, PackBuild
from panels.operations.packs import publish_agenda, request_build
from panels.pack import open_pack
from panels.reports.desk import desk_report
from panels.rules import NotAllowed
from panels.tasks import build_pack
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission


@require_permission(Permission.BUILD_PACK)
@require_POST
def request_pack(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Ask for a pack; it is made off the request."""
    meeting = get_meeting(panel, date)
    edition = request.POST.get("edition", EditionKind.PUBLIC)
    if edition not in EditionKind.values:
        raise Http404
    build = request_build(by=request.user, meeting=meeting, edition=EditionKind(edition), dated=timezone.localdate())
    if build.state == BuildState.WAITING:
        build_pack.enqueue(build.pk)
    return redirect("panels:build", *meeting.key, build.pk)


@require_permission(Permission.VIEW_DRAFTS)
def build(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """How far a pack is; the page asks again by itself until it is done."""
    meeting, found = _build(panel, date, pk)
    is_current = found.agenda_version == meeting.agenda_version
    context = {"here": "desk", "meeting": meeting, "build": found, "is_current": is_current}
    return render(request, "panels/build.html", context)


@require_permission(Permission.VIEW_DRAFTS)
def build_progress(request: UserRequest, panel: str, date: datetime.date, pk: int) -> JsonResponse:
    """The same in few words, for the script on that page."""
    _, found = _build(panel, date, pk)
    said = f"{found.papers_done} of {found.papers_total} papers rendered" if found.papers_total else "Waiting to start"
    return JsonResponse(
        {
            "finished": found.finished_at is not None,
            "done": found.papers_done,
            "total": found.papers_total,
            "said": said,
        }
    )


@require_permission(Permission.VIEW_DRAFTS)
def build_pdf(request: UserRequest, panel: str, date: datetime.date, pk: int) -> FileResponse:
    """A finished pack, published or not, for those who may see drafts."""
    meeting, found = _build(panel, date, pk)
    if found.state != BuildState.READY:
        raise Http404
    name = f"{meeting.panel.slug}-{meeting.date.isoformat()}-draft-{found.pk}-{found.edition}.pdf"
    return FileResponse(open_pack(found), content_type="application/pdf", filename=name)


@require_permission(Permission.PUBLISH)
def publish(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Check what the public will see, then publish."""
    meeting = get_meeting(panel, date)
    report = desk_report(meeting, today=timezone.localdate())
    form = PublishForm(
        request.POST or None, is_correction=report.is_correction, is_late=report.is_late and not report.is_correction
    )
    if request.method == "POST" and form.is_valid():
        try:
            edition = publish_agenda(by=request.user, meeting=meeting, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Published: edition {edition.number}. It is on the public page now.")
            return redirect("panels:editor", *meeting.key)
    context = {"here": "desk", "meeting": meeting, "report": report, "form": form}
    return render(request, "panels/publish.html", context)


def _build(panel: str, date: datetime.date, pk: int) -> tuple[Meeting, PackBuild]:
    meeting = get_meeting(panel, date)
    return meeting, get_object_or_404(PackBuild.objects.select_related("requested_by"), meeting=meeting, pk=pk)
