"""The indicator library: the list for everybody, the page where an entry is written, and rebases."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from performance.library_forms import EntryForm, RebaseForm
from performance.models import Indicator, IndicatorEntry, Rebase, Release
from performance.operations import library as operations
from performance.reports.library import library_report
from performance.rules import NotAllowed, StaleEdit
from performance.views.commentary import writers
from performance.views.shared import number_of, officer, page
from scrutiny.access import Permission, public, require_permission
from scrutiny.middleware import echoes_nothing

START = ("short_name", "definition", "why", "care", "national_polarity", "target_basis", "baseline_months")


@public
@echoes_nothing
@require_safe
def library(request: HttpRequest, dataset: str) -> HttpResponse:
    """Every indicator of the newest release that this person may see, with what it means."""
    release = (
        Release.objects.filter(dataset__slug=dataset)
        .visible_to(request.user)
        .current()
        .select_related("dataset__council")
        .first()
    )
    if release is None:
        raise Http404
    return page(request, "library.html", report=library_report(release))


@require_permission(Permission.EDIT_LIBRARY)
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, dataset: str, indicator: str) -> HttpResponse:
    """Write what the library says of an indicator."""
    found = get_object_or_404(Indicator.objects.select_related("dataset"), dataset__slug=dataset, slug=indicator)
    form = EntryForm(request.POST or None, indicator=found, writers=writers(), initial=_initial(found))
    saved = None
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            operations.save_entry(by=officer(request), indicator=found, version=fields.pop("version"), **fields)
        except StaleEdit as conflict:
            form.add_error(None, str(conflict))
            form.renew(version=conflict.version)
            saved = conflict.saved
        except NotAllowed as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, "The entry was saved.")
            return redirect(found.get_absolute_url())
    return _entry_page(request, found, form, RebaseForm(), saved)


@require_permission(Permission.EDIT_LIBRARY)
@require_POST
def rebase(request: HttpRequest, dataset: str, indicator: str) -> HttpResponse:
    """Start a chart's mean and limits afresh, or (with `remove`) join two stretches again."""
    found = get_object_or_404(Indicator.objects.select_related("dataset"), dataset__slug=dataset, slug=indicator)
    remove = request.POST.get("remove", "")
    if remove:
        mark = get_object_or_404(Rebase, indicator=found, pk=number_of(remove))
        operations.remove_rebase(by=officer(request), rebase=mark)
        messages.success(request, "The two stretches are one again.")
        return redirect("performance:entry", dataset, indicator)
    form = RebaseForm(request.POST)
    if form.is_valid():
        try:
            operations.add_rebase(by=officer(request), indicator=found, **form.cleaned_data)
        except NotAllowed as no:
            form.add_error("month", str(no))
        else:
            messages.success(request, "The chart starts afresh from that month.")
            return redirect("performance:entry", dataset, indicator)
    entry_form = EntryForm(indicator=found, writers=writers(), initial=_initial(found))
    return _entry_page(request, found, entry_form, form, None)


def _entry_page(
    request: HttpRequest, found: Indicator, form: EntryForm, rebase_form: RebaseForm, saved: dict[str, str] | None
) -> HttpResponse:
    context = {
        "indicator": found,
        "form": form,
        "rebase_form": rebase_form,
        "rebases": list(found.rebases.order_by("month")),
        "saved": saved,
    }
    status = 400 if form.errors or rebase_form.errors else 200
    return page(request, "entry_form.html", status=status, **context)


def _initial(found: Indicator) -> dict[str, object]:
    entry = IndicatorEntry.objects.filter(indicator=found).first()
    if entry is None:
        return {"version": 0, "target_basis": "month"}
    initial: dict[str, object] = {name: getattr(entry, name) for name in START}
    initial |= {name: getattr(entry, f"{name}_id") for name in ("numerator", "denominator", "told_with")}
    related = list(entry.related.order_by("pk").values_list("pk", flat=True))
    return initial | {"version": entry.version, "explained_by": entry.explained_by_id, "related": related}
