"""Who may read what is kept from the public."""

from typing import Any

from panels.models import Meeting, Membership
from scrutiny.access import Permission, Role, user_can
from scrutiny.dates import municipal_year


def may_read_members_edition(user: Any, meeting: Meeting) -> bool:
    """Officers who work on the agendas, and the members of this panel in the year of the meeting. Nobody else.

    A councillor of another panel has no right to it by the office alone: deny by default.
    """
    if user_can(user, Permission.VIEW_EXEMPT):
        return True
    if not getattr(user, "is_authenticated", False) or not user.is_active or user.role != Role.COUNCILLOR:
        return False
    return Membership.objects.filter(
        panel=meeting.panel_id, person__account=user.pk, municipal_year=municipal_year(meeting.date)
    ).exists()
