"""Uploaded papers at the desk: adding files to an item, deciding about what they hide, replacing, ordering, removing.

The page for adding works as a plain form with several files; its script sends them one by one and asks for JSON.
"""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from panels.enums import PaperKind, UploadKind
from panels.models import AgendaItem, Meeting, Paper, Upload
from panels.operations import uploads
from panels.reports.uploads import item_papers, upload_report
from panels.rules import NotAllowed
from panels.uploads.refusals import size_problem
from panels.uploads.words_in_print import body_of
from panels.views.public import get_meeting
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.files import kept
from scrutiny.problems import Problem, ProblemsError

MOST_FILES = 20
REMOVABLE = (PaperKind.UPLOAD, PaperKind.ACTION_PLAN)


@require_permission(Permission.EDIT_AGENDA)
def add(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Add files to an item. The good ones are kept, the others named with every reason."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem, meeting=meeting, removed_at=None, pk=pk)
    kept: list[Upload] = []
    problems: list[Problem] = []
    if request.method == "POST":
        kept, problems = _take_in(request, item)
        if not request.accepts("text/html"):
            return _as_json(meeting, kept, problems)
        if not problems:
            for upload in kept:
                messages.success(request, f"Added “{upload.paper.title}”. {_to_do(upload)}".strip())
            return redirect("panels:add_uploads", *meeting.key, item.pk)
    context = {
        "here": "desk",
        "meeting": meeting,
        "item": item,
        "papers": item_papers(item),
        "kept": kept,
        "problems": problems,
        "limit_mb": settings.UPLOAD_LIMIT_MB,
        "limit_pages": settings.UPLOAD_PAGE_LIMIT,
        "most_files": MOST_FILES,
    }
    return render(request, "panels/upload_add.html", context, status=400 if problems else 200)


@require_permission(Permission.EDIT_AGENDA)
@require_safe
def paper(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """One uploaded paper: what it is, what was found in it, and what can be done."""
    meeting, found = _paper(panel, date, pk)
    return _paper_page(request, meeting, found)


@require_permission(Permission.EDIT_AGENDA)
@require_safe
def file(request: UserRequest, panel: str, date: datetime.date, pk: int) -> FileResponse:
    """Our clean copy of a PDF, as it goes into the pack."""
    _, found = _paper(panel, date, pk)
    if found.upload.kind != UploadKind.PDF:
        raise Http404
    try:
        content = kept(found.upload.file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{found.title}.pdf") or "inline"
    return response


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def decide(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Record that what is hidden may be published, and why."""
    meeting, found = _paper(panel, date, pk)
    chosen = [int(key) for key in request.POST.getlist("finding") if key.isdecimal() and len(key) < 19]
    reason = request.POST.get("reason", "")
    try:
        count = uploads.resolve_findings(by=request.user, upload=found.upload, findings=chosen, reason=reason)
    except NotAllowed as refusal:
        field = "#reason" if chosen and not reason.strip() else "#findings"
        typed = {"chosen": chosen, "reason": reason}
        return _paper_page(request, meeting, found, problems=[(field, str(refusal))], typed=typed)
    messages.success(request, f"Decided: {count} {'finding' if count == 1 else 'findings'} may be published.")
    return redirect("panels:upload", *meeting.key, found.pk)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def rename(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting, found = _paper(panel, date, pk)
    try:
        uploads.rename_upload(by=request.user, paper=found, title=request.POST.get("title", ""))
    except NotAllowed as refusal:
        return _paper_page(request, meeting, found, problems=[("#title", str(refusal))], typed={"title": ""})
    messages.success(request, "The title is saved.")
    return redirect("panels:upload", *meeting.key, found.pk)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def replace(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Another file in the place of this one."""
    meeting, found = _paper(panel, date, pk)
    sent = request.FILES.get("file")
    if sent is None:
        problem = ("#file", "Choose the file that takes the place of this one.")
        return _paper_page(request, meeting, found, problems=[problem])
    try:
        uploads.replace_upload(by=request.user, paper=found, source=_path(sent), file_name=_name(sent))
    except ProblemsError as error:
        problems = [("#file", str(problem)) for problem in error.problems]
        return _paper_page(request, meeting, found, problems=problems)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("panels:editor", *meeting.key)
    messages.success(request, "The file is replaced. The title, the place and any exemption stay as they were.")
    return redirect("panels:upload", *meeting.key, found.pk)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def move(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Move an appendix of any kind up or down among those of its item."""
    meeting = get_meeting(panel, date)
    found = get_object_or_404(Paper.objects.select_related("item__meeting"), item__meeting=meeting, pk=pk)
    steps = {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
    try:
        number = uploads.move_paper(by=request.user, paper=found, steps=steps)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{found.title}” is Appendix {number} now.")
    return redirect("panels:add_uploads", *meeting.key, found.item_id)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def remove(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    found = get_object_or_404(Paper.everything, item__meeting=meeting, kind__in=REMOVABLE, pk=pk)
    uploads.remove_upload(by=request.user, paper=found)
    messages.success(request, f"Took “{found.title}” off the item. You can put it back from the list on this page.")
    return redirect("panels:add_uploads", *meeting.key, found.item_id)


@require_permission(Permission.EDIT_AGENDA)
@require_POST
def restore(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting = get_meeting(panel, date)
    found = get_object_or_404(Paper.everything, item__meeting=meeting, kind__in=REMOVABLE, pk=pk)
    uploads.restore_upload(by=request.user, paper=found)
    messages.success(request, f"“{found.title}” is back.")
    return redirect("panels:add_uploads", *meeting.key, found.item_id)


def _take_in(request: UserRequest, item: AgendaItem) -> tuple[list[Upload], list[Problem]]:
    """Every file that was sent, one after the other."""
    sent = request.FILES.getlist("files")
    if not sent:
        return [], [Problem("Choose at least one file.")]
    if len(sent) > MOST_FILES:
        return [], [Problem(f"{len(sent)} files were sent.", mend=f"Send at most {MOST_FILES} at once.")]
    as_main = request.POST.get("as") == "main"
    kept: list[Upload] = []
    problems: list[Problem] = []
    for one in sent:
        name = _name(one)
        if getattr(one, "is_too_large", False):
            problems.append(size_problem(name, one.size or 0, settings.UPLOAD_LIMIT_MB))
            continue
        try:
            kept.append(
                uploads.add_upload(
                    by=request.user, item=item, source=_path(one), file_name=name, as_main=as_main and not kept
                )
            )
        except ProblemsError as error:
            problems += error.problems
        except NotAllowed as refusal:
            problems.append(Problem(str(refusal), name))
    return kept, problems


def _as_json(meeting: Meeting, kept: list[Upload], problems: list[Problem]) -> JsonResponse:
    lines = [
        {
            "title": upload.paper.title,
            "address": reverse("panels:upload", args=[*meeting.key, upload.paper.pk]),
            "note": _to_do(upload),
        }
        for upload in kept
    ]
    return JsonResponse({"kept": lines, "problems": [str(problem) for problem in problems]}, status=200)


def _to_do(upload: Upload) -> str:
    count = upload.findings.undecided().count()
    if not count:
        return ""
    things = "1 hidden thing was found in it" if count == 1 else f"{count} hidden things were found in it"
    return f"{things}: it cannot be published before somebody has decided."


def _paper_page(
    request: UserRequest,
    meeting: Meeting,
    found: Paper,
    *,
    problems: list[tuple[str, str]] | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    report = upload_report(found)
    is_word = report.upload.kind == UploadKind.WORD
    context = {
        "here": "desk",
        "meeting": meeting,
        "report": report,
        "problems": problems or [],
        "chosen": (typed or {}).get("chosen", []),
        "reason": (typed or {}).get("reason", ""),
        "title": (typed or {}).get("title", found.title),
        "body": _as_section(body_of(found.title, report.upload.html)) if is_word else "",
        "limit_mb": settings.UPLOAD_LIMIT_MB,
    }
    return render(request, "panels/upload.html", context, status=400 if problems else 200)


def _as_section(body: str) -> str:
    """The paper inside a page that has its own h1."""
    return body.replace("<h1", "<h2").replace("</h1>", "</h2>")


def _paper(panel: str, date: datetime.date, pk: int) -> tuple[Meeting, Any]:
    meeting = get_meeting(panel, date)
    papers = Paper.objects.filter(item__removed_at=None, kind=PaperKind.UPLOAD)
    return meeting, get_object_or_404(papers.select_related("item__meeting", "upload"), item__meeting=meeting, pk=pk)


def _path(sent: UploadedFile) -> Path:
    assert isinstance(sent, TemporaryUploadedFile)
    if getattr(sent, "is_too_large", False):
        raise ProblemsError([size_problem(_name(sent), sent.size or 0, settings.UPLOAD_LIMIT_MB)])
    return Path(sent.temporary_file_path())


def _name(sent: UploadedFile) -> str:
    """The file's name for people: printable, and not too long. Nothing is ever decided by it."""
    name = "".join(sign for sign in (sent.name or "") if sign.isprintable()).strip()
    return name[-200:] or "file"
