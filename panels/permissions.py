"""Who may read what is kept from the public."""

from typing import Any

from django.db.models import Q

from panels.enums import MinutesState, Office
from panels.models import ChairTurn, Exemption, Meeting, Membership, Minutes, Recommendation, Report
from panels.reports.exemptions import withheld_parts
from scrutiny.access import Permission, Role, user_can
from scrutiny.dates import municipal_year
from scrutiny.history import events_on


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


def may_work_on_report(user: Any, report: Report) -> bool:
    """Whether an officer may open the draft of a report.

    One that is withheld is for those who may see what is exempt, and for whoever has written in it: its author is often
    not of democratic services.
    """
    if user_can(user, Permission.VIEW_EXEMPT):
        return True
    of_report = Q(paper__report=report) | Q(item__papers__report=report) | Q(item__taken_along__papers__report=report)
    item = report.paper.item
    is_withheld = Exemption.objects.in_force().filter(of_report).exists()
    if not is_withheld and item.pk not in withheld_parts(item.meeting).items:
        return True
    return events_on(report).filter(by=user).exists()


def may_answer(user: Any, recommendation: Recommendation) -> bool:
    """Officers who track recommendations, and whoever has the account of the recipient; nobody else answers for it."""
    if user_can(user, Permission.TRACK_RECOMMENDATIONS):
        return user_can(user, Permission.VIEW_EXEMPT) or not recommendation.is_exempt
    return is_recipient(user, recommendation)


def is_recipient(user: Any, recommendation: Recommendation) -> bool:
    """Whether the person has the account of the office that has to answer."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or recommendation.recipient is None:
        return False
    return recommendation.recipient.is_active and recommendation.recipient.account_id == user.pk


def may_check_minutes(user: Any, minutes: Minutes) -> bool:
    """The account of whoever was in the chair, while the draft is with the chair: the panel's, or one who took it."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or minutes.state != MinutesState.WITH_CHAIR:
        return False
    meeting = minutes.meeting
    chairs = Membership.objects.filter(
        panel=meeting.panel_id,
        municipal_year=municipal_year(meeting.date),
        office=Office.CHAIR,
        person__account=user.pk,
    )
    took = ChairTurn.objects.filter(minutes=minutes, attendance__person__account=user.pk)
    return chairs.exists() or took.exists()
