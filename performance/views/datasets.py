"""The datasets, a month's table, an indicator, the glossary, and publishing. Imports are in imports.py."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from performance import exports, operations, reports
from performance.models import Indicator, Release, Row
from performance.permissions import viewer_of
from performance.reports.library import recognise, terms_of
from performance.reports.pack import newest_pack, pack_of
from performance.views.explore import file_answer
from performance.views.shared import officer, page, release_or_404
from scrutiny.access import Permission, public, require_permission
from scrutiny.middleware import echoes_nothing
from scrutiny.models import Council


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The datasets with their months, newest first."""
    return page(request, "home.html", datasets=reports.dataset_list(request.user), pack=newest_pack(request.user))


@public
@require_safe
def newest(request: HttpRequest, dataset: str) -> HttpResponse:
    """The dataset without a month: to the newest one there is."""
    release = Release.objects.filter(dataset__slug=dataset).visible_to(request.user).current().first()
    if release is None:
        raise Http404
    return redirect("performance:dataset", dataset, str(release.as_month))


@public
@echoes_nothing
@require_safe
def dataset(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """The whole table of one month."""
    release = release_or_404(request, dataset, month)
    return page(
        request,
        "dataset.html",
        report=reports.release_report(
            release, as_at=timezone.now(), viewer=viewer_of(request.user, release.dataset_id)
        ),
        release=release,
        pack=pack_of(release, user=request.user),
        others=reports.months_of(release.dataset, user=request.user),
    )


@public
@require_safe
def download(request: HttpRequest, dataset: str, month: str, format: str) -> HttpResponse:
    """The month's figures as a file."""
    if format not in exports.FORMATS:
        raise Http404
    release = release_or_404(request, dataset, month)
    viewer = viewer_of(request.user, release.dataset_id)
    content = exports.export(reports.release_report(release, as_at=timezone.now(), viewer=viewer), format)
    return file_answer(request, content, name=f"{dataset}-{month}", format=format)


@public
@echoes_nothing
@require_safe
def indicator(request: HttpRequest, dataset: str, indicator: str) -> HttpResponse:
    """One indicator: chart, figures, benchmarks and targets."""
    found = get_object_or_404(
        Indicator.objects.select_related("dataset__council"), dataset__slug=dataset, slug=indicator
    )
    try:
        viewer = viewer_of(request.user, found.dataset_id)
        report = reports.indicator_report(found, user=request.user, viewer=viewer)
    except Row.DoesNotExist:
        raise Http404 from None
    terms = terms_of(found.dataset.council)
    return page(
        request,
        "indicator.html",
        report=report,
        definition=recognise(report.entry.definition, terms),
        why=recognise(report.entry.why, terms),
    )


@public
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The host council's glossary."""
    council = Council.objects.host()
    if council is None:
        raise Http404
    return page(request, "glossary.html", report=reports.glossary_report(council))


@require_permission(Permission.PUBLISH)
@require_POST
def publish(request: HttpRequest, dataset: str, month: str) -> HttpResponse:
    """Make the month's figures public."""
    release = release_or_404(request, dataset, month)
    operations.publish_release(by=officer(request), release=release, at=timezone.now())
    messages.success(request, f"The figures for {release.as_month.long} are published.")
    return redirect(release.get_absolute_url())
