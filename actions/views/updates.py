"""What owners say, and what reviewers do about it: updates with evidence, closing, opening again, publishing."""

import tempfile
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from actions import operations, reports
from actions.enums import EvidenceKind, Rag
from actions.files import CleanFile, inspect_file, media_type_of
from actions.forms import CloseForm, ReopenForm, UpdateForm
from actions.models import Action, Evidence
from actions.operations import ChangedMeanwhile
from actions.permissions import can_see_evidence, check_update
from actions.views.base import conflict, get_action, page, show_problems
from scrutiny.access import Permission, UserRequest, public, require_permission, signed_in
from scrutiny.files import kept
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError


@signed_in
def update_action(request: HttpRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """The owner's page: how the action stands, in a minute. The link in the e-mail leads here."""
    user = cast(User, request.user)
    found = get_action(inspection, area, action)
    if not Action.objects.visible_to(user).filter(pk=found.pk).exists() and found.owner_account_id != user.pk:
        raise Http404
    check_update(user, found)
    form = UpdateForm(request.POST or None, request.FILES or None, action=found)
    meanwhile: tuple[tuple[str, object], ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            _post(user, found, form)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(Action, changed.current)
            stored = {"status": current.status, "due": current.due.label}
            form, meanwhile = conflict(request, changed, UpdateForm, stored, action=current)
        else:
            messages.success(request, "Your update is sent. Thank you.")
            return redirect(found)
    if form.errors:
        form.unfold()
    suggestion = reports.suggestion_of(found, as_at=timezone.localdate())
    return page(
        request,
        "update.html",
        status=400 if form.errors else 200,
        form=form,
        action=found,
        area=found.area,
        meanwhile=meanwhile,
        suggestion=suggestion,
    )


@require_permission(Permission.REVIEW_ACTIONS)
def close_action(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Close an action as complete, on evidence."""
    found = get_action(inspection, area, action)
    form = CloseForm(request.POST or None, action=found)
    meanwhile: tuple[tuple[str, object], ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_action(by=request.user, action=found, **form.cleaned_data)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            current = cast(Action, changed.current)
            stored = {"status": current.status, "evidence": current.evidence}
            form, meanwhile = conflict(request, changed, CloseForm, stored, action=current)
        else:
            messages.success(request, "The action is closed as complete.")
            return redirect(found)
    return page(request, "close.html", form=form, action=found, area=found.area, meanwhile=meanwhile)


@require_permission(Permission.REVIEW_ACTIONS)
def reopen_action(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Open a closed action again, with the reason."""
    found = get_action(inspection, area, action)
    form = ReopenForm(request.POST or None, action=found)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "status": Rag(form.cleaned_data["status"])}
        try:
            operations.reopen_action(by=request.user, action=found, **values)
        except ProblemsError as error:
            show_problems(form, error)
        except ChangedMeanwhile as changed:
            form, _ = conflict(request, changed, ReopenForm, {}, action=cast(Action, changed.current))
        else:
            messages.success(request, "The action is open again.")
            return redirect(found)
    return page(request, "reopen.html", form=form, action=found, area=found.area)


@require_permission(Permission.REVIEW_ACTIONS)
@require_POST
def publish_updates(request: UserRequest, inspection: str, area: str, action: int) -> HttpResponse:
    """Make the chosen updates, and the chosen pieces of their evidence, public with the area."""
    found = get_action(inspection, area, action)
    chosen = set(request.POST.getlist("update"))
    named = set(request.POST.getlist("evidence"))
    updates = [one for one in found.updates.all() if str(one.pk) in chosen]
    evidence = [item for one in found.updates.all() for item in one.evidence_items.all() if str(item.pk) in named]
    count = operations.publish_updates(by=request.user, updates=updates, evidence=evidence)
    if count:
        messages.success(request, f"Published: {count} {'entry' if count == 1 else 'entries'}.")
    else:
        messages.warning(request, "Nothing was chosen that is not public already.")
    return redirect(found)


@require_permission(Permission.REVIEW_ACTIONS)
@require_POST
def unpublish_evidence(request: UserRequest, inspection: str, area: str, action: int, pk: int) -> HttpResponse:
    """Take one piece of evidence back from the public at once."""
    found = get_action(inspection, area, action)
    item = get_object_or_404(Evidence, update__action=found, pk=pk)
    operations.unpublish_evidence(by=request.user, evidence=item)
    messages.success(request, f"“{item.title}” is private again.")
    return redirect(found)


@public
@require_safe
def evidence(request: HttpRequest, inspection: str, area: str, action: int, pk: int) -> FileResponse:
    """Our clean copy of a file: for officers and the owner, and for the public once it is published with its area."""
    found = get_action(inspection, area, action)
    items = Evidence.objects.exclude(kind=EvidenceKind.LINK).filter(update__action=found)
    if not can_see_evidence(request.user, found):
        if not Action.objects.visible_to(request.user).filter(pk=found.pk).exists():
            raise Http404
        items = items.filter(published_at__isnull=False, update__published_at__isnull=False)
    item = get_object_or_404(items, pk=pk)
    try:
        content = kept(item.file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    ending = item.file.rsplit(".", 1)[-1]
    response = FileResponse(content, content_type=media_type_of(item.file))
    response["Content-Disposition"] = content_disposition_header(False, f"{item.title[:100]}.{ending}") or "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _post(user: User, action: Action, form: UpdateForm) -> None:
    """Look into the file, if one came, then store everything together."""
    values = dict(form.cleaned_data)
    link, sent, title = values.pop("link"), values.pop("file"), values.pop("file_title")
    with tempfile.TemporaryDirectory(prefix="scrutiny-evidence-") as workspace:
        files: list[CleanFile] = [_taken_in(sent, title, Path(workspace))] if sent else []
        operations.post_update(
            by=user,
            action=action,
            status=Rag(values.pop("status")),
            links=[(link, link)] if link else [],
            files=files,
            **values,
        )


def _taken_in(sent: UploadedFile, title: str, workspace: Path) -> CleanFile:
    name = "".join(sign for sign in (sent.name or "") if sign.isprintable()).strip()[-200:] or "file"
    if getattr(sent, "is_too_large", False):
        limit = settings.UPLOAD_LIMIT_MB
        problem = f"{name} is larger than {limit} MB. Send only the part that shows what was done."
        raise ProblemsError([Problem(problem, "File")])
    if not isinstance(sent, TemporaryUploadedFile):
        raise PermissionDenied
    try:
        return inspect_file(Path(sent.temporary_file_path()), file_name=name, title=title, workspace=workspace)
    except ProblemsError as error:
        said = [Problem(f"{one.where}: {one.what}", "File", one.mend) for one in error.problems]
        raise ProblemsError(said) from None
