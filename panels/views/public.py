"""What everybody may read of a meeting, as it was published, and what members of the panel may read besides.

Both are read from what was published (reports/published.py), never from what officers are working on.
"""

import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from panels.enums import EditionKind
from panels.models import Edition, Meeting, Minutes, PackBuild, Panel
from panels.permissions import may_check_minutes, may_read_members_edition
from panels.reports.agenda import panel_report
from panels.reports.calendar import home_report
from panels.reports.published import Published, build_for, published
from panels.reports.published_minutes import latest_minutes
from panels.views.editions import names
from panels.views.files import handed_out
from scrutiny.access import UserRequest, public, signed_in
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
    report = panel_report(found, today=timezone.localdate(), year=request.GET.get("year", ""))
    return render(request, "panels/panel.html", {"here": "meetings", "panel": found, "report": report})


@public
def meeting(request: HttpRequest, panel: str, date: datetime.date) -> HttpResponse:
    """One meeting with its published agenda; before that, when the agenda is due."""
    found = get_meeting(panel, date)
    return _meeting(request, found, EditionKind.PUBLIC)


@public
def pack(request: HttpRequest, panel: str, date: datetime.date) -> FileResponse:
    """The published pack as PDF: the latest edition, whole."""
    return _pdf(request, get_meeting(panel, date), EditionKind.PUBLIC, supplement=0)


@public
def supplement(request: HttpRequest, panel: str, date: datetime.date, number: int) -> FileResponse:
    """A published supplement as PDF, by its place behind the pack."""
    return _pdf(request, get_meeting(panel, date), EditionKind.PUBLIC, supplement=number)


@signed_in
def members_meeting(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The same meeting with its exempt papers, for those who have a right to them."""
    return _meeting(request, for_members(request, panel, date), EditionKind.MEMBERS)


@signed_in
def members_pack(request: UserRequest, panel: str, date: datetime.date) -> FileResponse:
    return _pdf(request, for_members(request, panel, date), EditionKind.MEMBERS, supplement=0)


@signed_in
def members_supplement(request: UserRequest, panel: str, date: datetime.date, number: int) -> FileResponse:
    return _pdf(request, for_members(request, panel, date), EditionKind.MEMBERS, supplement=number)


def get_meeting(panel: str, date: datetime.date) -> Meeting:
    """The meeting of an address, or the page that says there is none."""
    return get_object_or_404(Meeting.objects.at(panel, date).with_panel())


def for_members(request: UserRequest, panel: str, date: datetime.date) -> Meeting:
    """The meeting, for those who may read its members' edition; for everybody else there is no such page."""
    found = get_meeting(panel, date)
    if not may_read_members_edition(request.user, found):
        raise Http404
    return found


def _meeting(request: HttpRequest, meeting: Meeting, edition: EditionKind) -> HttpResponse:
    editions = list(Edition.objects.filter(meeting=meeting).order_by("-number"))
    holidays = list(meeting.panel.council.holidays.values_list("day", flat=True))
    standing = published(meeting, edition=edition)
    context = {
        "here": "meetings",
        "meeting": meeting,
        "names": names(edition),
        "is_members": edition is EditionKind.MEMBERS,
        "offers_members": edition is EditionKind.PUBLIC
        and any(found.members_build_id for found in editions)
        and may_read_members_edition(request.user, meeting),
        "published": standing,
        "minutes": latest_minutes(meeting),
        "checks_minutes": _checks_minutes(request, meeting),
        "files": _files(standing, edition) if standing else [],
        "combined": PackBuild.objects.combined(standing.latest, edition)
        if standing and len(standing.editions) > 1
        else None,
        "editions": editions,
        "due": last_lawful_publication_day(meeting.date, extra_holidays=holidays),
        "today": timezone.localdate(),
    }
    return render(request, "panels/meeting.html", context)


def _checks_minutes(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether the draft of the minutes waits for whoever is at the page."""
    if not request.user.is_authenticated:
        return False
    minutes = Minutes.objects.filter(meeting=meeting).first()
    return minutes is not None and may_check_minutes(request.user, minutes)


def _files(standing: Published, edition: EditionKind) -> list[dict[str, object]]:
    """The PDF files to download: the pack, then its supplements by their numbers."""
    return [
        {"number": number, "edition": found, "build": build_for(found, edition)}
        for number, found in enumerate(standing.editions)
    ]


def _pdf(request: HttpRequest, meeting: Meeting, edition: EditionKind, *, supplement: int) -> FileResponse:
    """The file of the pack (0) or of a supplement (1, 2 …), under a name that says what it is."""
    standing = published(meeting, edition=edition)
    if standing is None or not 0 <= supplement < len(standing.editions):
        raise Http404
    build = build_for(standing.editions[supplement], edition)
    what = f"supplement-{supplement}" if supplement else "agenda-pack"
    for_members = "-members" if edition is EditionKind.MEMBERS else ""
    name = f"{meeting.panel.slug}-{meeting.date.isoformat()}-{what}{for_members}.pdf"
    return handed_out(request, meeting, edition, build.file, name=name)
