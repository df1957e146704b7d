"""Choosing, comparing and taking away: explore, compare, and the open data with its dictionary."""

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from performance import exports, reports
from performance.models import Dataset, Indicator, Release, Row
from performance.permissions import viewer_of
from performance.reports.dictionary import DictionaryReport, dictionary_report
from performance.reports.explore import Selection, comparison, selection
from scrutiny.access import public
from scrutiny.dates import Month
from scrutiny.middleware import echoes_nothing

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@public
@require_safe
def explore(request: HttpRequest, dataset: str) -> HttpResponse:
    """Choose indicators, months and a comparator. A plain form: the address says what was chosen."""
    found = _dataset_or_404(dataset)
    chosen = _selection(request, found)
    return _page(request, "explore.html", selection=chosen)


@public
@require_safe
def explore_file(request: HttpRequest, dataset: str, format: str) -> HttpResponse:
    """The selection as a file, under the address that the page has for it."""
    if format not in exports.FORMATS:
        raise Http404
    found = _dataset_or_404(dataset)
    content = exports.export_selection(_selection(request, found), format)
    return file_answer(request, content, name=f"{dataset}-selection", format=format)


@public
@require_safe
def compare(request: HttpRequest, dataset: str) -> HttpResponse:
    """Two indicators, or one and a comparator."""
    found = _dataset_or_404(dataset)
    chosen = _selection(request, found)
    slugs = [choice.slug for _, choices in chosen.choices for choice in choices]
    first, second = (request.GET.get(name, "") for name in ("first", "second"))
    comparator = second[3:] if second.startswith("to:") else ""
    report = None
    if first in slugs:
        one = get_object_or_404(Indicator, dataset=found, slug=first)
        other = get_object_or_404(Indicator, dataset=found, slug=second) if second in slugs else None
        try:
            report = comparison(
                one, other, comparator=comparator, user=request.user, viewer=viewer_of(request.user, found)
            )
        except Row.DoesNotExist:
            raise Http404 from None
    return _page(request, "compare.html", selection=chosen, report=report, first=first, second=second)


@public
@echoes_nothing
@require_safe
def data(request: HttpRequest, dataset: str) -> HttpResponse:
    """What the data is, under which addresses it stands, and what each field means."""
    return _page(request, "data.html", report=_dictionary(request, dataset))


@public
@require_safe
def data_dictionary(request: HttpRequest, dataset: str) -> HttpResponse:
    """The same for programs."""
    content = json.dumps(_dictionary(request, dataset).as_data(), indent=2, ensure_ascii=False).encode() + b"\n"
    return file_answer(request, content, name=f"{dataset}-dictionary", format="json")


@public
@require_safe
def latest(request: HttpRequest, dataset: str, format: str) -> HttpResponse:
    """The newest month, under an address that stays."""
    if format not in exports.FORMATS:
        raise Http404
    releases = Release.objects.filter(dataset__slug=dataset).visible_to(request.user).current()
    release = releases.select_related("dataset__council").first()
    if release is None:
        raise Http404
    report = reports.release_report(release, as_at=timezone.now(), viewer=viewer_of(request.user, release.dataset_id))
    return file_answer(request, exports.export(report, format), name=f"{dataset}-{release.as_month}", format=format)


@public
@require_safe
def indicator_file(request: HttpRequest, dataset: str, indicator: str, format: str) -> HttpResponse:
    """Every month of one indicator."""
    if format not in exports.FORMATS:
        raise Http404
    found = _dataset_or_404(dataset)
    chosen = selection(found, user=request.user, viewer=viewer_of(request.user, found), slugs=[indicator])
    if not chosen.rows:
        raise Http404
    return file_answer(request, exports.export_selection(chosen, format), name=indicator, format=format)


def file_answer(request: HttpRequest, content: bytes, *, name: str, format: str) -> HttpResponse:
    """A file of figures. For the public it has a tag, so that who has it need not fetch it again.

    It is asked for again each time, and never kept unasked: when a rule for small numbers is tightened, the figures
    must be gone at once. What somebody gets who has signed in is for nobody else, and has no tag.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}.{format}"'}
    if request.user.is_authenticated:
        return HttpResponse(content, content_type=CONTENT_TYPES[format], headers=headers)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers |= {"ETag": tag, "Cache-Control": "public, no-cache", "Access-Control-Allow-Origin": "*"}
    if tag in [known.strip().removeprefix("W/") for known in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "public, no-cache"})
    return HttpResponse(content, content_type=CONTENT_TYPES[format], headers=headers)


def _dataset_or_404(slug: str) -> Dataset:
    return get_object_or_404(Dataset.objects.select_related("council"), slug=slug)


def _dictionary(request: HttpRequest, slug: str) -> DictionaryReport:
    try:
        return dictionary_report(_dataset_or_404(slug), user=request.user, root=settings.SITE_URL)
    except Release.DoesNotExist:
        raise Http404 from None


def _selection(request: HttpRequest, dataset: Dataset) -> Selection:
    try:
        return selection(
            dataset,
            user=request.user,
            viewer=viewer_of(request.user, dataset),
            slugs=request.GET.getlist("indicator"),
            start=_month(request.GET.get("from", "")),
            end=_month(request.GET.get("to", "")),
            comparator=request.GET.get("comparator", ""),
        )
    except Release.DoesNotExist:
        raise Http404 from None


def _month(text: str) -> Month | None:
    """The month in an address; what is none chooses nothing."""
    try:
        return Month.parse(text)
    except ValueError:
        return None


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, f"performance/{template}", {"here": "performance", **context})
