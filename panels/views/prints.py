"""Other forms of a pack: at the desk of any finished build, for readers of what is published.

A page lists them, a button asks for one, and it is made off the request, once for everybody.
"""

import datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from panels.enums import BuildState, EditionKind, PrintKind
from panels.models import Meeting, PackBuild, PackPrint
from panels.operations.prints import request_print
from panels.reports.prints import FOR_EVERYBODY, print_file
from panels.reports.published import build_for, published
from panels.rules import NotAllowed
from panels.tasks import make_pack_print
from panels.views.editions import named, names
from panels.views.files import handed_out
from panels.views.packs import find_build
from panels.views.public import for_members, get_meeting
from scrutiny.access import Permission, UserRequest, public, require_permission, signed_in

ALREADY = "It is being made already: you will get the same one."
STARTED = "It is being made. That takes some seconds, large print of a long pack a minute or two: look again here."


@public
def prints(request: HttpRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The forms of the published pack that everybody may have, and asking for one."""
    return _published(request, get_meeting(panel, date), EditionKind.PUBLIC)


@public
@require_safe
def print_pdf(request: HttpRequest, panel: str, date: datetime.date, pk: int) -> FileResponse:
    return _file(request, get_meeting(panel, date), EditionKind.PUBLIC, pk)


@signed_in
def members_prints(request: UserRequest, panel: str, date: datetime.date) -> HttpResponse:
    """The forms of the members' edition, for those who may read it."""
    return _published(request, for_members(request, panel, date), EditionKind.MEMBERS)


@signed_in
@require_safe
def members_print_pdf(request: UserRequest, panel: str, date: datetime.date, pk: int) -> FileResponse:
    return _file(request, for_members(request, panel, date), EditionKind.MEMBERS, pk)


@require_permission(Permission.VIEW_DRAFTS)
@require_safe
def build_prints(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    """The forms of a finished build at the desk."""
    meeting, build = _ready(request, panel, date, pk)
    context = {
        "here": "desk",
        "meeting": meeting,
        "build": build,
        "files": [print_file(build, for_everybody=False)],
        "may_choose": True,
        "may_ask": request.user.can(Permission.BUILD_PACK),
        "is_desk": True,
        "is_members": build.edition == EditionKind.MEMBERS,
    }
    return render(request, "panels/prints.html", context)


@require_permission(Permission.BUILD_PACK)
@require_POST
def request_build_print(request: UserRequest, panel: str, date: datetime.date, pk: int) -> HttpResponse:
    meeting, build = _ready(request, panel, date, pk)
    _ask(request, build, by_everybody=False)
    return redirect("panels:build_prints", *meeting.key, build.pk)


@require_permission(Permission.VIEW_DRAFTS)
@require_safe
def build_print_pdf(request: UserRequest, panel: str, date: datetime.date, pk: int, print_pk: int) -> FileResponse:
    """A print at the desk, as it was made: no name is written into officers' working copies."""
    meeting, build = _ready(request, panel, date, pk)
    made = get_object_or_404(PackPrint, build=build, pk=print_pk, state=BuildState.READY)
    return handed_out(request, meeting, EditionKind.PUBLIC, made.file, name=_name(meeting, made, f"draft-{build.pk}"))


def _published(request: HttpRequest, meeting: Meeting, edition: EditionKind) -> HttpResponse:
    standing = published(meeting, edition=edition)
    if standing is None:
        raise Http404
    for_everybody = edition is EditionKind.PUBLIC
    builds = [build_for(found, edition) for found in standing.editions]
    if request.method == "POST":
        wanted = request.POST.get("supplement", "0")
        place = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 else -1
        if not 0 <= place < len(builds):
            raise Http404
        _ask(request, builds[place], by_everybody=for_everybody)
        return redirect(named(edition, "prints"), *meeting.key)
    context = {
        "here": "meetings",
        "meeting": meeting,
        "names": names(edition),
        "build": None,
        "files": [
            print_file(build, supplement=number, for_everybody=for_everybody) for number, build in enumerate(builds)
        ],
        "may_choose": not for_everybody,
        "may_ask": True,
        "is_desk": False,
        "is_members": edition is EditionKind.MEMBERS,
    }
    return render(request, "panels/prints.html", context)


def _file(request: HttpRequest, meeting: Meeting, edition: EditionKind, pk: int) -> FileResponse:
    """A finished print of what is published now; of nothing else."""
    standing = published(meeting, edition=edition)
    builds = [build_for(found, edition).pk for found in standing.editions] if standing else []
    made = get_object_or_404(PackPrint, build__in=builds, pk=pk, state=BuildState.READY)
    if edition is EditionKind.PUBLIC and not _is_for_everybody(PrintKind(made.kind), made.chosen.split(",")):
        raise Http404
    what = "members" if edition is EditionKind.MEMBERS else "public"
    return handed_out(request, meeting, edition, made.file, name=_name(meeting, made, what))


def _ask(request: HttpRequest, build: PackBuild, *, by_everybody: bool) -> None:
    """Ask for what the form says. Raises Http404 for what is not offered to this reader."""
    kind, chosen = request.POST.get("kind", ""), request.POST.getlist("item")
    if kind not in PrintKind.values or (by_everybody and not _is_for_everybody(PrintKind(kind), chosen)):
        raise Http404
    by = request.user if request.user.is_authenticated else None
    try:
        made, is_new = request_print(by=by, build=build, kind=PrintKind(kind), chosen=chosen)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return
    if is_new:
        make_pack_print.enqueue(made.pk)
        messages.info(request, STARTED)
    elif made.state != BuildState.READY:
        messages.info(request, ALREADY)


def _is_for_everybody(kind: PrintKind, chosen: list[str]) -> bool:
    """The agenda, large print, and single items: so few that asking for all of them costs little."""
    return kind in FOR_EVERYBODY or (kind is PrintKind.CHOSEN and len(chosen) == 1)


def _ready(request: UserRequest, panel: str, date: datetime.date, pk: int) -> tuple[Meeting, PackBuild]:
    meeting, build = find_build(request, panel, date, pk)
    if build.state != BuildState.READY or build.combines_id:
        raise Http404
    return meeting, build


def _name(meeting: Meeting, made: PackPrint, what: str) -> str:
    items = f"item-{made.chosen.replace(',', '-')}"[:60]
    kind = items if made.kind == PrintKind.CHOSEN else made.kind.replace("_", "-")
    ending = "zip" if made.kind == PrintKind.FILES else "pdf"
    return f"{meeting.panel.slug}-{meeting.date.isoformat()}-{kind}-{what}.{ending}"
