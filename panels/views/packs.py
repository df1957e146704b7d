"""Building packs, reading drafts of them, and publishing."""

import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from panels.enums import BuildState, EditionKind, PublicationKind
from panels.making import open_pack
from panels.models import Edition, Exemption, Meeting, PackBuild, PublicationRequest
from panels.notifications import edition_published
from panels.operations.packs import request_build, request_combined
from panels.operations.publishing import (
    confirm_publication,
    drop_publication_request,
    publish_agenda,
    withdraw_agenda,
)
from panels.publish_forms import PublishForm, WithdrawForm
from panels.reports.gate import Gate, gate
from panels.reports.published import published
from panels.rules import NotAllowed, check_ready
from panels.tasks import build_pack, prepare_prints
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, check_permission, require_permission
from scrutiny.templatetags.scrutiny_tags import uk_time


@require_permission(Permission.BUILD_PACK)
@require_POST
def request_pack(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Ask for a pack; it is made off the request."""
    meeting = get_meeting(panel, date)
    edition = request.POST.get("edition", EditionKind.PUBLIC)
    if edition not in EditionKind.values:
        raise Http404
    if edition == EditionKind.MEMBERS:
        check_permission(request.user, Permission.VIEW_EXEMPT)
    try:
        build = request_build(
            by=request.user,
            meeting=meeting,
            edition=EditionKind(edition),
            dated=timezone.localdate(),
            is_supplement=bool(request.POST.get("supplement")),
            double_sided=not request.POST.get("single_sided"),
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("panels:editor", *meeting.key)
    if build.requested_by_id != request.user.pk:
        messages.info(
            request,
            f"{build.requested_by.full_name} asked for this pack already, at {uk_time(build.requested_at)}: you will "
            "get the same one.",
        )
    if build.state == BuildState.WAITING:
        build_pack.enqueue(build.pk)
    return redirect("panels:build", *meeting.key, build.pk)


@require_permission(Permission.BUILD_PACK)
@require_POST
def ask_combined(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Have the agenda and its supplements, as published, joined to one file; what is made already is shown at once."""
    meeting = get_meeting(panel, date)
    edition = request.POST.get("edition", EditionKind.PUBLIC)
    if edition not in EditionKind.values:
        raise Http404
    if edition == EditionKind.MEMBERS:
        check_permission(request.user, Permission.VIEW_EXEMPT)
    standing = published(meeting, edition=EditionKind(edition))
    if standing is None:
        messages.error(request, "Nothing of this meeting is published, so there is nothing to combine.")
        return redirect("panels:editor", *meeting.key)
    build = request_combined(by=request.user, latest=standing.latest, edition=EditionKind(edition))
    if build.state == BuildState.WAITING:
        build_pack.enqueue(build.pk)
    return redirect("panels:build", *meeting.key, build.pk)


@require_permission(Permission.VIEW_DRAFTS)
def build(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """How far a pack is; the page asks again by itself until it is done."""
    meeting, found = find_build(request, panel, date, pk)
    is_current = found.agenda_version == meeting.agenda_version
    context = {
        "here": "desk",
        "meeting": meeting,
        "build": found,
        "is_current": is_current,
        "said": _progress(found),
        "published_as": Edition.objects.filter(Q(build=found) | Q(members_build=found)).order_by("number").last(),
        "last_good": None if found.state == BuildState.READY else _last_good(request, meeting, found),
    }
    return render(request, "panels/build.html", context)


@require_permission(Permission.VIEW_DRAFTS)
def build_progress(request: UserRequest, panel: str, date: datetime.date, pk: int) -> JsonResponse:
    """The same in few words, for the script on that page."""
    _, found = find_build(request, panel, date, pk)
    said = _progress(found)
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
    meeting, found = find_build(request, panel, date, pk)
    if found.state != BuildState.READY:
        raise Http404
    name = f"{meeting.panel.slug}-{meeting.date.isoformat()}-draft-{found.pk}-{found.edition}.pdf"
    return FileResponse(open_pack(found), content_type="application/pdf", filename=name)


@require_permission(Permission.PUBLISH)
def publish(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Check what the public will see, then publish, or ask the second person to."""
    meeting = get_meeting(panel, date)
    wanted = request.GET.get("kind")
    kind = PublicationKind.SUPPLEMENT if wanted == PublicationKind.SUPPLEMENT else None
    version = meeting.agenda_version
    found = gate(meeting, today=timezone.localdate(), kind=kind)
    form = PublishForm(request.POST or None, found=found, initial={"seen_version": version})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                done = publish_agenda(
                    by=request.user, meeting=meeting, at=timezone.now(), kind=kind, **form.cleaned_data
                )
                _announce(done)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            # The page shows the agenda as it is now.
            form.renew(seen_version=version)
        else:
            messages.success(request, _said(done))
            return redirect("panels:editor", *meeting.key)
    context = {"here": "desk", "meeting": meeting, "gate": found, "form": form, "refusal": _refusal(found)}
    return render(request, "panels/publish.html", context)


@require_permission(Permission.CONFIRM_PUBLICATION)
def confirm(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The second person looks, and confirms or refuses."""
    meeting = get_meeting(panel, date)
    asked = get_object_or_404(PublicationRequest.objects.select_related("asked_by"), meeting=meeting)
    found = gate(meeting, today=timezone.localdate(), kind=PublicationKind(asked.kind))
    if request.method == "POST":
        try:
            if request.POST.get("decision") == "refuse":
                drop_publication_request(by=request.user, meeting=meeting)
                messages.success(request, "Not published. The agenda is back with its officer.")
            else:
                with transaction.atomic():
                    seen = request.POST.get("seen_version", "")
                    done = confirm_publication(
                        by=request.user,
                        meeting=meeting,
                        at=timezone.now(),
                        seen_version=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 18 else None,
                    )
                    _announce(done)
                messages.success(request, _said(done))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect("panels:editor", *meeting.key)
    context = {
        "here": "desk",
        "meeting": meeting,
        "asked": asked,
        "gate": found,
        "refusal": _refusal(found),
        "is_own": asked.asked_by_id == request.user.pk,
    }
    return render(request, "panels/confirm.html", context)


@require_permission(Permission.PUBLISH)
def withdraw(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """Take everything published of a meeting back, with the reason."""
    meeting = get_meeting(panel, date)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                done = withdraw_agenda(by=request.user, meeting=meeting, at=timezone.now(), **form.cleaned_data)
                _announce(done)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Withdrawn. Readers find your reason in its place.")
            return redirect("panels:editor", *meeting.key)
    return render(request, "panels/withdraw.html", {"here": "desk", "meeting": meeting, "form": form})


def _progress(found: PackBuild) -> str:
    """How far it is, in words."""
    if not found.started_at:
        return "Waiting to start"
    if found.papers_total and found.papers_done == found.papers_total:
        return f"All {found.papers_total} papers rendered, {found.pages_done} pages. Joining them to one file"
    papers = f"{found.papers_done} of {found.papers_total} papers rendered"
    return f"{papers}, {found.pages_done} page{'' if found.pages_done == 1 else 's'} so far"


def _last_good(request: UserRequest, meeting: Meeting, found: PackBuild) -> PackBuild | None:
    """The newest finished pack of the same kind, to be had while this one is made or after it failed."""
    good = (
        PackBuild.objects.ready()
        .filter(meeting=meeting, edition=found.edition, supplements=found.supplements_id, combines=None)
        .order_by("-pk")
        .first()
    )
    if good and _may_show_exempt(meeting, good) and not request.user.can(Permission.VIEW_EXEMPT):
        return None
    return good


def _announce(done: Edition | PublicationRequest) -> None:
    """Have subscribers told, and the supplements joined to their pack, in the transaction that made it public."""
    if isinstance(done, Edition):
        edition_published(done)
        if done.build_id:
            prepare_prints.enqueue(done.pk)
        for combined in done.combined_builds.unfinished().order_by("pk"):
            build_pack.enqueue(combined.pk)


def _refusal(found: Gate) -> str:
    try:
        check_ready(found)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def _said(done: Edition | PublicationRequest) -> str:
    if isinstance(done, PublicationRequest):
        return "Asked for. Exempt papers are in it, so a second person confirms before anything is public."
    return f"Published: edition {done.number}. It is on the public page now."


def find_build(request: UserRequest, panel: str, date: datetime.date, pk: int) -> tuple[Meeting, PackBuild]:
    """A build of this meeting that this officer may see."""
    meeting = get_meeting(panel, date)
    found = get_object_or_404(PackBuild.objects.select_related("requested_by"), meeting=meeting, pk=pk)
    if _may_show_exempt(meeting, found):
        check_permission(request.user, Permission.VIEW_EXEMPT)
    return meeting, found


def _may_show_exempt(meeting: Meeting, found: PackBuild) -> bool:
    """Whether it may show what is exempt: one made before something was marked does."""
    is_stale = found.agenda_version != meeting.agenda_version
    return found.edition == EditionKind.MEMBERS or (
        is_stale and Exemption.objects.in_force().of_meeting(meeting).exists()
    )
