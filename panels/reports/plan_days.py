"""The days on which a council's panels met: those that an action plan is compared with."""

import datetime
from dataclasses import dataclass

from panels.models import Meeting
from scrutiny.models import Council

MEETINGS_SHOWN = 8


@dataclass(frozen=True)
class MeetingDay:
    """One meeting that took place."""

    day: datetime.date
    panel: str


def meeting_days(council: Council, *, until: datetime.date) -> tuple[MeetingDay, ...]:
    """The meetings of the council's panels up to a day, the latest first; cancelled ones are none. One query."""
    meetings = Meeting.objects.filter(panel__council=council, date__lte=until, cancelled_at=None)
    rows = meetings.order_by("-date", "panel__name").values_list("date", "panel__name")
    return tuple(MeetingDay(day, panel) for day, panel in rows)
