"""The pack on screen, as it was published: its front pages, then its papers one after the other, with page numbers.

For everybody, and for members with the exempt papers. Read from what was published, never from drafts.
"""

import base64
import datetime
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from panels.enums import EditionKind
from panels.models import Meeting, PaperNote
from panels.reports.published import Published, PublishedPaper, published
from panels.reports.reading import front, paper_at, paper_with_page, reading, way_through
from panels.richtext.onscreen import stored_picture
from panels.views.editions import named, names, paper_address, pdf_address
from panels.views.public import for_members, get_meeting
from scrutiny.access import UserRequest, public, signed_in


@public
def pack(request: HttpRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The whole pack to read: what the front pages say, every item and paper; and the way to a page by its number."""
    return _pack(request, get_meeting(panel, date), EditionKind.PUBLIC)


@public
def paper(request: HttpRequest, panel: str, date: datetime.date, position: int) -> HttpResponse:
    """A published paper on screen, with the page numbers that it has in the pack."""
    return _paper(request, get_meeting(panel, date), EditionKind.PUBLIC, position)


@public
def picture(request: HttpRequest, panel: str, date: datetime.date, position: int, number: int) -> HttpResponse:
    """A picture of a published paper."""
    return _picture(get_meeting(panel, date), EditionKind.PUBLIC, position, number)


@signed_in
def members_pack(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    return _pack(request, for_members(request, panel, date), EditionKind.MEMBERS)


@signed_in
def members_paper(request: UserRequest, panel: str, date: datetime.date, position: int) -> HttpResponse:
    return _paper(request, for_members(request, panel, date), EditionKind.MEMBERS, position)


@signed_in
def members_picture(request: UserRequest, panel: str, date: datetime.date, position: int, number: int) -> HttpResponse:
    return _picture(for_members(request, panel, date), EditionKind.MEMBERS, position, number)


def _pack(request: HttpRequest, meeting: Meeting, edition: EditionKind) -> HttpResponse:
    standing = published(meeting, edition=edition)
    if standing is None:
        raise Http404
    wanted = request.GET.get("page", "").strip()
    problem = ""
    if wanted:
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 else 0
        found = paper_with_page(standing, number)
        if found:
            address = paper_address(meeting, edition, found.row.position)
            return redirect(f"{address}?page={number}#page-{number}")
        problem = f"The pack has no page “{wanted[:20]}”. Its pages are 1 to {standing.last_page}."
    context = {
        "here": "meetings",
        "meeting": meeting,
        "is_members": edition is EditionKind.MEMBERS,
        "names": names(edition),
        "published": standing,
        "front": front(standing),
        "way": way_through(standing),
        "problem": problem,
        "wanted": wanted[:20],
    }
    return render(request, "panels/read/pack.html", context, status=404 if problem else 200)


def _paper(request: HttpRequest, meeting: Meeting, edition: EditionKind, position: int) -> HttpResponse:
    standing, shown = _published_paper(meeting, edition, position)
    is_withheld = bool(shown.row.withheld_as) and edition is EditionKind.PUBLIC
    supplement = standing.editions.index(shown.edition)
    report = reading(
        standing,
        shown,
        part=_number(request.GET.get("part")) or 1,
        page=_number(request.GET.get("page")),
        pdf_address=pdf_address(meeting, edition, supplement),
        picture_address=reverse(named(edition, "paper_picture"), args=[*meeting.key, position, 0]),
        notes=_own_notes(request, meeting, shown) if not is_withheld else (),
    )
    if report is None:
        raise Http404
    context = {
        "here": "meetings",
        "meeting": meeting,
        "is_members": edition is EditionKind.MEMBERS,
        "names": names(edition),
        "is_withheld": is_withheld,
        "report": report,
        "paper": report.paper,
        "pdf_url": pdf_address(meeting, edition, supplement),
        "keeps_notes": request.user.is_authenticated and not is_withheld,
        "key": uuid.uuid4(),
    }
    return render(request, "panels/paper.html", context)


def _picture(meeting: Meeting, edition: EditionKind, position: int, number: int) -> HttpResponse:
    _, shown = _published_paper(meeting, edition, position)
    found = stored_picture(shown.row.body, number)
    if found is None:
        raise Http404
    response = HttpResponse(base64.b64decode(found[1]), content_type=found[0])
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


def _published_paper(meeting: Meeting, edition: EditionKind, position: int) -> tuple[Published, PublishedPaper]:
    standing = published(meeting, edition=edition)
    shown = paper_at(standing, position) if standing else None
    if standing is None or shown is None:
        raise Http404
    return standing, shown


def _own_notes(request: HttpRequest, meeting: Meeting, shown: PublishedPaper) -> list[PaperNote]:
    """What the reader has written about the paper: nobody else's notes are ever read."""
    if not request.user.is_authenticated:
        return []
    return list(PaperNote.objects.of(request.user).on(meeting).filter(source=shown.row.source).order_by("start", "pk"))


def _number(wanted: str | None) -> int | None:
    return int(wanted) if wanted and wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 else None
