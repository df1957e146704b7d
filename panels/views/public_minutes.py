"""Published minutes, as everybody may read them, and what members of the panel read besides."""

import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from panels.minutes_docx import DOCX_TYPE
from panels.models import Meeting, MinutesEdition
from panels.permissions import may_read_members_edition
from panels.reports.published_minutes import latest_minutes, published_report, standing_minutes
from panels.views.public import get_meeting
from scrutiny.access import UserRequest, public, signed_in
from scrutiny.files import kept


@public
def minutes(request: HttpRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The minutes as published; after a withdrawal, why they are gone."""
    meeting = get_meeting(panel, date)
    edition = standing_minutes(meeting)
    latest = edition or latest_minutes(meeting)
    if latest is None:
        raise Http404
    offers = bool(edition and edition.members_content) and may_read_members_edition(request.user, meeting)
    return _page(request, meeting, latest, body=edition.body if edition else "", offers_members=offers)


@signed_in
def members_minutes(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The minutes with what is exempt; for whoever has no right to them there is no such page."""
    meeting = get_meeting(panel, date)
    edition = standing_minutes(meeting)
    if edition is None or not edition.members_content or not may_read_members_edition(request.user, meeting):
        raise Http404
    context = {"here": "meetings", "meeting": meeting, "report": published_report(edition, for_members=True)}
    return render(request, "panels/minutes_members.html", context)


@public
def minutes_pdf(request: HttpRequest, panel: str, date: datetime.date) -> FileResponse:
    return _file(get_meeting(panel, date), "pdf")


@public
def minutes_docx(request: HttpRequest, panel: str, date: datetime.date) -> FileResponse:
    return _file(get_meeting(panel, date), "docx")


def _page(
    request: HttpRequest, meeting: Meeting, edition: MinutesEdition, *, body: str, offers_members: bool
) -> HttpResponse:
    context = {
        "here": "meetings",
        "meeting": meeting,
        "edition": edition,
        "body": body,
        "offers_members": offers_members,
    }
    return render(request, "panels/minutes.html", context)


def _file(meeting: Meeting, ending: str) -> FileResponse:
    """A file of the edition that stands, under a name that says what it is; 404 until it is made."""
    edition = standing_minutes(meeting)
    name = getattr(edition, ending, "") if edition else ""
    if not name:
        raise Http404
    shown = f"{meeting.panel.slug}-{meeting.date.isoformat()}-minutes.{ending}"
    kind = "application/pdf" if ending == "pdf" else DOCX_TYPE
    return FileResponse(kept(name).open("rb"), content_type=kind, filename=shown)
