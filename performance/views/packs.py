"""The performance pack of a month: its pages and its PDF for everybody, its lines of enquiry for officers."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from performance import making
from performance.models import EnquiryLine, PackEdition, PerformancePack
from performance.operations import packs as operations
from performance.pack_forms import AddLineForm, LineForm, PublishPackForm
from performance.permissions import viewer_of
from performance.reports.pack import PackReport, pack_report
from performance.rules import NotAllowed, StaleEdit
from performance.tasks import print_pack
from performance.views.shared import officer, pack_or_404, page, release_or_404
from scrutiny.access import Permission, public, require_permission
from scrutiny.middleware import echoes_nothing


@public
@echoes_nothing
@require_safe
def pack(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """The first page of the pack, and the way to all the others."""
    found, edition = pack_or_404(request, dataset, month)
    report = _report(request, found, edition)
    return page(request, "pack.html", report=report, pack=found, latest=found.editions.first(), form=PublishPackForm())


@public
@echoes_nothing
@require_safe
def group(request: HttpRequest, dataset: str, month: str, group: str) -> HttpResponse:
    """The indicators of one group with their charts and the owners' words."""
    found, edition = pack_or_404(request, dataset, month)
    report = _report(request, found, edition)
    try:
        shown = report.group(group)
    except KeyError:
        raise Http404 from None
    return page(request, "pack_group.html", report=report, group=shown)


@public
@require_safe
def pdf(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """The pack as PDF: `?pages=all` with a page an indicator, or `?pages=` and an indicator's address for that alone.

    It is printed off the request: until it is there, the page says so (and a script is told, as JSON).
    """
    found, edition = pack_or_404(request, dataset, month)
    report = _report(request, found, edition)
    pages = request.GET.get("pages", "")
    try:
        html = making.document(report, pages)
    except KeyError:
        raise Http404 from None
    content = making.made(html)
    is_script = request.headers.get("Accept", "") == "application/json"
    if content is None:
        if not is_script and making.ask(html):
            sees = viewer_of(request.user, found.dataset_id).sees_small_numbers
            with transaction.atomic():
                print_pack.enqueue(found.pk, edition.number if edition else 0, pages, sees)
        said = {"finished": False, "done": 0, "total": 1, "said": "The PDF is being made."}
        return JsonResponse(said) if is_script else page(request, "pack_waiting.html", status=202, report=report)
    if is_script:
        return JsonResponse({"finished": True, "done": 1, "total": 1, "said": "The PDF is ready."})
    name = f"performance-pack-{month}{f'-{pages}' if pages else ''}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_permission(Permission.EDIT_PERFORMANCE_PACK)
@require_POST
def start(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """Begin the month's pack with the lines that the rules suggest; or let it take a newer revision."""
    release = release_or_404(request, dataset, month)
    today = timezone.localdate()
    found = operations.start_pack(by=officer(request), release=release, on=today)
    if found.release_id != release.pk or "renew" in request.POST:
        new = operations.renew_pack(by=officer(request), pack=found, release=release, on=today)
        messages.success(request, f"The rules were asked again: {len(new)} new line{'' if len(new) == 1 else 's'}.")
    return redirect("performance:pack_lines", dataset, month)


@require_permission(Permission.EDIT_PERFORMANCE_PACK)
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """The lines of enquiry as officers work on them; sending the form adds one."""
    found, _ = pack_or_404(request, dataset, month)
    form = AddLineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_line(by=officer(request), pack=found, text=form.cleaned_data["text"])
        except NotAllowed as no:
            form.add_error("text", str(no))
        else:
            messages.success(request, "The line was added at the end.")
            return redirect("performance:pack_lines", dataset, month)
    standing = list(found.lines.standing().select_related("indicator"))
    dropped = list(found.lines.filter(dropped=True).order_by("position", "pk"))
    context = {"pack": found, "lines": standing, "dropped": dropped, "form": form}
    return page(request, "pack_lines.html", status=400 if form.errors else 200, **context)


@require_permission(Permission.EDIT_PERFORMANCE_PACK)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Reword one line. What the rule said stands beside it."""
    found = get_object_or_404(EnquiryLine.objects.select_related("pack__dataset"), pk=pk)
    form = LineForm(request.POST or None, initial={"text": found.text, "version": found.version})
    saved = None
    if request.method == "POST" and form.is_valid():
        try:
            operations.edit_line(by=officer(request), line=found, **form.cleaned_data)
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            form.renew(version=conflict.version)
            saved = conflict.saved["text"]
        except NotAllowed as no:
            form.add_error("text", str(no))
        else:
            messages.success(request, "The line was saved.")
            return redirect(_lines_of(found.pack))
    context = {"line": found, "pack": found.pack, "form": form, "saved": saved}
    return page(request, "pack_line.html", status=400 if form.errors else 200, **context)


@require_permission(Permission.EDIT_PERFORMANCE_PACK)
@require_POST
def line_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a line, put it back, or move it up or down."""
    found = get_object_or_404(EnquiryLine.objects.select_related("pack__dataset"), pk=pk)
    by = officer(request)
    match request.POST.get("do"):
        case "drop":
            operations.drop_line(by=by, line=found)
            messages.success(request, "The line was dropped. It stands below and can be put back.")
        case "restore":
            operations.restore_line(by=by, line=found)
            messages.success(request, "The line is back.")
        case "up":
            operations.move_line(by=by, line=found, places=-1)
        case "down":
            operations.move_line(by=by, line=found, places=1)
        case _:
            messages.error(request, "Choose what to do with the line.")
    return redirect(f"{_lines_of(found.pack)}#line-{found.pk}")


@require_permission(Permission.PUBLISH)
@require_POST
def publish(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """Make the pack public as it stands, and have its PDF printed."""
    found, _ = pack_or_404(request, dataset, month)
    form = PublishPackForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        edition = operations.publish_pack(by=officer(request), pack=found, at=timezone.now(), reason=reason)
    except NotAllowed as no:
        messages.error(request, str(no))
    else:
        with transaction.atomic():
            print_pack.enqueue(found.pk, edition.number, "", False)
        messages.success(request, f"{found} is published.")
    return redirect(found.get_absolute_url())


def _report(request: HttpRequest, found: PerformancePack, edition: PackEdition | None) -> PackReport:
    viewer = viewer_of(request.user, found.dataset_id)
    return pack_report(found, as_at=timezone.now(), viewer=viewer, edition=edition)


def _lines_of(found: PerformancePack) -> str:
    return reverse("performance:pack_lines", args=[found.dataset.slug, str(found.as_month)])
