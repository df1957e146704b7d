"""What is published of the minutes of a meeting: the latest edition, unless it was withdrawn."""

from panels.models import Meeting, MinutesEdition
from panels.reports.minutes import MinutesReport
from panels.reports.minutes_content import from_content


def latest_minutes(meeting: Meeting) -> MinutesEdition | None:
    """The latest edition of the minutes, a withdrawal too; None where nothing was published. One query."""
    editions = MinutesEdition.objects.filter(minutes__meeting=meeting).defer("content", "members_content", "body")
    return editions.order_by("-number").first()


def standing_minutes(meeting: Meeting) -> MinutesEdition | None:
    """The edition that readers have, with what it says; None before the first and after a withdrawal. One query."""
    found = MinutesEdition.objects.filter(minutes__meeting=meeting).order_by("-number").first()
    return found if found and not found.is_withdrawal else None


def published_report(edition: MinutesEdition, *, for_members: bool = False) -> MinutesReport:
    """What the edition says; for members with what is exempt, where something is."""
    content = edition.members_content if for_members and edition.members_content else edition.content
    return from_content(content or {})
