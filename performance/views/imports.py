"""Workbooks: uploaded, looked at before anything changes, imported, and undone."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from performance.enums import UploadState
from performance.forms import ImportForm
from performance.importer.layout import FIELDS, UnclearError
from performance.models import Dataset, Upload
from performance.operations import undo, uploads
from performance.reports.preview import NEW, Preview
from performance.views.shared import number_of
from scrutiny.access import Permission, require_permission
from scrutiny.files import kept
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError


@require_permission(Permission.IMPORT_DATASET)
@require_http_methods(["GET", "HEAD", "POST"])
def import_dataset(request: HttpRequest) -> HttpResponseBase:
    """Upload a monthly workbook. Problems are listed with their cells, and then nothing was changed."""
    council = Council.objects.host()
    datasets = list(Dataset.objects.of_council(council)) if council else []
    form = ImportForm(request.POST or None, request.FILES or None, datasets=datasets)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES, datasets=datasets)
    if request.method != "POST" or not form.is_valid() or council is None:
        return _page(request, "import.html", form=form, status=400 if form.errors else 200)
    file = form.cleaned_data["workbook"]
    try:
        upload = uploads.keep_upload(
            by=_officer(request),
            council=council,
            content=file.read(),
            file_name=file.name,
            month=form.cleaned_data["month"],
            dataset=form.cleaned_data.get("dataset"),
        )
    except ProblemsError as error:
        form = ImportForm(datasets=datasets)
        return _page(request, "import.html", form=form, problems=error.problems, file_name=file.name, status=400)
    return redirect(upload)


@require_permission(Permission.IMPORT_DATASET)
@require_safe
def upload_list(request: HttpRequest) -> HttpResponse:
    """Every workbook that was uploaded, newest first, and what became of it."""
    return _page(request, "uploads.html", uploads=list(Upload.objects.newest_first()[:200]))


@require_permission(Permission.IMPORT_DATASET)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One upload: what its import would change, or what it did; confirm, discard, undo."""
    found = get_object_or_404(Upload.objects.newest_first(), pk=pk)
    if request.method != "POST":
        return _upload_page(request, found)
    try:
        return _act(request, found)
    except ProblemsError as error:
        found.refresh_from_db()
        return _upload_page(request, found, problems=error.problems, status=400)


@require_permission(Permission.IMPORT_DATASET)
@require_safe
def upload_file(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook as it was uploaded."""
    found = get_object_or_404(Upload, pk=pk)
    try:
        return FileResponse(kept(found.file).open("rb"), as_attachment=True, filename=found.file_name)
    except OSError:
        raise Http404 from None


def _act(request: HttpRequest, found: Upload) -> HttpResponse:
    """Do what the button says. Raises ProblemsError, and then nothing was changed."""
    by = _officer(request)
    match request.POST.get("do"):
        case "import":
            result = uploads.import_upload(
                by=by, upload=found, renamed=_renamed(request, found), seen=request.POST.get("seen", "")
            )
            assert result.release is not None
            messages.success(request, result.sentence)
            return redirect(result.release.get_absolute_url())
        case "columns":
            meanings = {
                str(request.POST.get(f"heading-{name[8:]}", "")): str(value)
                for name, value in request.POST.items()
                if name.startswith("meaning-") and value in FIELDS
            }
            uploads.say_columns(by=by, upload=found, sheet=request.POST.get("sheet", ""), meanings=meanings)
            if meanings and "name" not in meanings.values():  # what was said stays said
                mend = f"Choose ‘{FIELDS['name']}’ for one of them."
                raise ProblemsError([Problem("No column is said to hold the indicators’ names.", "Columns", mend)])
        case "discard":
            uploads.discard_upload(by=by, upload=found)
            messages.success(request, f"{found.file_name} was discarded. It changed nothing.")
            return redirect("performance:uploads")
        case "undo":
            release = undo.undo_import(by=by, upload=found)
            now = "The figures are as they were before it." if release else "The month has no figures any more."
            messages.success(request, f"The import of {found.file_name} was undone. {now}")
        case _:
            raise Http404
    return redirect(found)


def _renamed(request: HttpRequest, found: Upload) -> dict[str, str]:
    """The old name for each new one that the officer says is the same indicator."""
    names = dict(found.dataset.indicators.order_by("pk").values_list("pk", "name")) if found.dataset else {}
    chosen = {}
    for name, value in request.POST.items():
        if name.startswith("same-") and (pk := number_of(str(value))) in names:
            chosen[request.POST.get(f"new-{name[5:]}", "")] = names[pk]
    return chosen


def _upload_page(
    request: HttpRequest, found: Upload, *, problems: Sequence[Problem] = (), status: int = 200
) -> HttpResponse:
    preview: Preview | None = None
    unclear: UnclearError | None = None
    headings: list[tuple[str, str, str]] = []
    if found.state == UploadState.WAITING:
        try:
            reading = uploads.read_upload(found)
            preview = reading.preview
            headings = [(h.letter, h.text, h.meaning) for h in reading.layout.headings if h.meaning != "target"]
        except UnclearError as error:
            unclear = error
            headings = [(h.letter, h.text, h.meaning) for h in error.headings]
        except ProblemsError as error:
            problems = (*problems, *error.problems)
    stays_because = _why_not_undone(found) if found.state == UploadState.IMPORTED else None
    can_be_undone = found.state == UploadState.IMPORTED and stays_because is None
    return _page(
        request,
        "upload.html",
        upload=found,
        preview=preview,
        unclear=unclear,
        headings=headings,
        fields=FIELDS.items(),
        brought=[change.removeprefix(NEW) for change in found.changes if change.startswith(NEW)],
        changed=[change for change in found.changes if not change.startswith(NEW)],
        problems=problems,
        stays_because=stays_because,
        goes_with=undo.goes_with(found) if can_be_undone else "",
        status=status,
    )


def _why_not_undone(found: Upload) -> Problem | None:
    """Why an import that stands cannot be undone; nothing where it can be, or where there is nothing to undo."""
    try:
        undo.check_undo(found)
    except ProblemsError as error:
        return error.problems[0]
    return None


def _officer(request: HttpRequest) -> User:
    """The person who is signed in; the permission decorator let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, f"performance/{template}", {"here": "performance", **context}, status=status)
