"""The feeds: meetings for calendar programs, publications for feed readers. Their addresses never change."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page

from panels.feeds import ATOM_TYPE, CALENDAR_TYPE, calendar_feed, calendar_meetings, edition_feed
from panels.models import Panel
from panels.reports.news import news
from scrutiny.access import public
from scrutiny.models import Council

ALL = "scrutiny meetings"


@public
@conditional_page
def calendar(request: HttpRequest, panel: str | None = None) -> HttpResponse:
    """The meetings of one panel, or of all, since the last municipal year began."""
    found = _panel(panel)
    meetings = calendar_meetings(today=timezone.localdate(), panel=found)
    name = found.name if found else _all()
    content = calendar_feed(meetings, name=name, absolute=request.build_absolute_uri)
    response = HttpResponse(content, content_type=CALENDAR_TYPE)
    response["Content-Disposition"] = f'inline; filename="{panel or "scrutiny"}.ics"'
    return response


@public
@conditional_page
def editions(request: HttpRequest, panel: str | None = None) -> HttpResponse:
    """What was published, for one panel or for all, with what changed."""
    found = _panel(panel)
    content = edition_feed(
        news(panel=found),
        title=f"{found.name}: agendas and papers" if found else f"{_all()}: agendas and papers",
        key=found.slug if found else "all",
        page=reverse("panels:panel", args=[found.slug]) if found else reverse("panels:home"),
        address=request.path,
        absolute=request.build_absolute_uri,
    )
    return HttpResponse(content, content_type=ATOM_TYPE)


def _panel(slug: str | None) -> Panel | None:
    return get_object_or_404(Panel, slug=slug) if slug else None


def _all() -> str:
    council = Council.objects.host()
    return f"{council.name} {ALL}" if council else ALL.capitalize()
