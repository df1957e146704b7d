"""What everybody may read: meetings, panels, and agendas and papers as they were published."""

import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from panels.models import Edition, Meeting, Panel
from panels.pack import open_pack
from panels.reports.agenda import panel_report
from panels.reports.calendar import home_report
from scrutiny.access import public
from scrutiny.dates import last_lawful_publication_day


@public
def home(request: HttpRequest) -> HttpResponse:
    """The next meetings, and those that were."""
    today = timezone.localdate()
    return render(request, "panels/home.html", {"here": "meetings", "report": home_report(today=today)})


@public
def panel(request: HttpRequest, panel: str) -> HttpResponse:
    """What a panel is for, who is on it, and when it meets."""
    found = get_object_or_404(Panel.objects.select_related("council"), slug=panel)
    report = panel_report(found, today=timezone.localdate())
    return render(request, "panels/panel.html", {"here": "meetings", "panel": found, "report": report})


@public
def meeting(request: HttpRequest, panel: str, date: datetime.date) -> HttpResponse:
    """One meeting with its published agenda; before that, when the agenda is due."""
    found = get_meeting(panel, date)
    editions = list(found.editions.select_related("build").order_by("-number"))
    context = {
        "here": "meetings",
        "meeting": found,
        "edition": editions[0] if editions else None,
        "editions": editions,
        "due": last_lawful_publication_day(found.date),
        "today": timezone.localdate(),
    }
    return render(request, "panels/meeting.html", context)


@public
def paper(request: HttpRequest, panel: str, date: datetime.date, position: int) -> HttpResponse:
    """A published paper on screen, with the page numbers that it has in the pack."""
    found = get_meeting(panel, date)
    edition = get_edition(found)
    papers = list(edition.build.papers.defer("body").order_by("position"))
    shown = next((paper for paper in papers if paper.position == position), None)
    if shown is None:
        raise Http404
    place = papers.index(shown)
    context = {
        "here": "meetings",
        "meeting": found,
        "edition": edition,
        "paper": shown,
        "previous": papers[place - 1] if place else None,
        # Readers of PDFs count from the first side of the file, the unnumbered front pages too.
        "pdf_page": shown.first_page + edition.build.front_pages,
        "next": papers[place + 1] if place + 1 < len(papers) else None,
    }
    return render(request, "panels/paper.html", context)


@public
def pack(request: HttpRequest, panel: str, date: datetime.date) -> FileResponse:
    """The published pack as PDF: the latest edition, whole."""
    found = get_meeting(panel, date)
    return pdf_response(get_edition(found))


def get_meeting(panel: str, date: datetime.date) -> Meeting:
    """The meeting of an address, or the page that says there is none."""
    return get_object_or_404(Meeting.objects.at(panel, date).with_panel())


def get_edition(meeting: Meeting) -> Edition:
    """The latest published edition, with its build; 404 before the first."""
    edition = meeting.editions.select_related("build").order_by("-number").first()
    if edition is None:
        raise Http404
    return edition


def pdf_response(edition: Edition) -> FileResponse:
    """The edition's file under a name that says what it is."""
    meeting = edition.meeting
    name = f"{meeting.panel.slug}-{meeting.date.isoformat()}-agenda-pack.pdf"
    return FileResponse(open_pack(edition.build), content_type="application/pdf", filename=name)
