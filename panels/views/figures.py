"""Attaching performance figures to an item: a month's pack, its dataset, or the glossary."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from panels.figure_forms import FiguresForm
from panels.models import AgendaItem, Paper
from panels.operations.reports import attach_dataset, attach_glossary, attach_performance_pack
from panels.reports.exemptions import withheld_parts
from panels.views.items import to_editor
from panels.views.public import get_meeting
from performance.models import PerformancePack, Release
from scrutiny.access import Permission, UserRequest, require_permission
from scrutiny.models import Council, User

GLOSSARY = "glossary"


@require_permission(Permission.EDIT_AGENDA)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """Choose what to attach; drafts are offered too, and become public with the agenda."""
    meeting = get_meeting(panel, date)
    item = get_object_or_404(AgendaItem.objects.on_agenda(), meeting=meeting, pk=pk)
    if item.pk in withheld_parts(meeting).items and not request.user.can(Permission.VIEW_EXEMPT):
        raise Http404
    council = meeting.panel.council
    packs = {f"pack-{each.pk}": each for each in PerformancePack.objects.filter(dataset__council=council)}
    releases = Release.objects.filter(dataset__council=council).current().select_related("dataset")
    datasets = {f"dataset-{each.pk}": each for each in releases}
    choices = [
        *((key, str(each)) for key, each in packs.items()),
        *((key, f"{each}: the full table") for key, each in datasets.items()),
        (GLOSSARY, "Glossary of terms"),
    ]
    form = FiguresForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        key, title = form.cleaned_data["what"], form.cleaned_data["title"] or dict(choices)[form.cleaned_data["what"]]
        paper = _attach(request.user, item, key, title, packs, datasets, council)
        messages.success(request, f"Attached “{paper.title}”.")
        return to_editor(meeting, item)
    context = {"here": "desk", "meeting": meeting, "item": item, "form": form}
    return render(request, "panels/figures_add.html", context, status=400 if form.errors else 200)


def _attach(
    by: User,
    item: AgendaItem,
    key: str,
    title: str,
    packs: dict[str, PerformancePack],
    datasets: dict[str, Release],
    council: Council,
) -> Paper:
    if key in packs:
        return attach_performance_pack(by=by, item=item, pack=packs[key], title=title)
    if key in datasets:
        return attach_dataset(by=by, item=item, release=datasets[key], title=title.removesuffix(": the full table"))
    return attach_glossary(by=by, item=item, council=council, title=title)
