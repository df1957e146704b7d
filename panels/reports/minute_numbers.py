"""What the numbers of a meeting's minutes have to fit: those before and after it in the municipal year."""

import datetime

from django.db.models import Max, Min

from panels.calendar_rules import bounds
from panels.enums import MinutesState
from panels.minutes_rules import Numbering
from panels.models import Minutes
from scrutiny.dates import municipal_year

FIXED = (MinutesState.PUBLISHED, MinutesState.APPROVED)


def numbering_of(minutes: Minutes) -> Numbering:
    """Two queries. Meetings of the year without minutes here leave no gap: they may be from before the service."""
    meeting = minutes.meeting
    start, end = bounds(municipal_year(meeting.date))
    of_year = Minutes.objects.filter(
        meeting__panel=meeting.panel_id, meeting__date__gte=start, meeting__date__lt=end, entries__isnull=False
    )
    wanted = ("meeting__date", "state", "number")
    earlier = of_year.filter(meeting__date__lt=meeting.date).annotate(number=Max("entries__number"))
    later = of_year.filter(meeting__date__gt=meeting.date).exclude(state=MinutesState.DRAFT)
    later = later.annotate(number=Min("entries__number"))
    before = earlier.order_by("-meeting__date").values_list(*wanted).first()
    after = later.order_by("meeting__date").values_list(*wanted).first()
    return Numbering(
        last_before=before[2] if before else None,
        before=_day(before[0]) if before else "",
        are_before_fixed=before is None or before[1] in FIXED,
        first_after=after[2] if after else None,
        after=_day(after[0]) if after else "",
    )


def _day(date: datetime.date) -> str:
    return f"{date.day} {date:%B %Y}"
