"""The combined pack: the agenda with all its supplements in one file, as it was published."""

import datetime

from django.http import FileResponse, Http404, HttpRequest

from panels.enums import EditionKind
from panels.models import Meeting, PackBuild
from panels.reports.published import published
from panels.views.files import handed_out
from panels.views.public import for_members, get_meeting
from scrutiny.access import UserRequest, public, signed_in


@public
def combined(request: HttpRequest, panel: str, date: datetime.date) -> FileResponse:
    """The combined pack of what the public may read."""
    return _file(request, get_meeting(panel, date), EditionKind.PUBLIC)


@signed_in
def members_combined(request: UserRequest, panel: str, date: datetime.date) -> FileResponse:
    """The same for those who may read the exempt papers."""
    return _file(request, for_members(request, panel, date), EditionKind.MEMBERS)


def _file(request: HttpRequest, meeting: Meeting, edition: EditionKind) -> FileResponse:
    standing = published(meeting, edition=edition)
    build = PackBuild.objects.combined(standing.latest, edition) if standing else None
    if build is None:
        raise Http404
    for_members_only = "-members" if edition is EditionKind.MEMBERS else ""
    name = f"{meeting.panel.slug}-{meeting.date.isoformat()}-combined-pack{for_members_only}.pdf"
    return handed_out(request, meeting, edition, build.file, name=name)
