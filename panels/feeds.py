"""The calendar feed (RFC 5545) and the Atom feed (RFC 4287) as documents. Reads what it is given, changes nothing.

Identifiers are made of keys and the council's short name, never of the address: they stay when the host changes.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar, Component
from icalendar import Event as CalendarEvent

from panels.models import Meeting, Panel
from panels.reports.news import NewsItem
from scrutiny.dates import municipal_year
from scrutiny.models import Event

Absolute = Callable[[str], str]

CALENDAR_TYPE = "text/calendar; charset=utf-8"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
PRODUCT = "-//Scrutiny//Meetings//EN"
# No council says when a meeting will end. Two hours are kept free, and the entry says that this is a guess.
USUAL_LENGTH = datetime.timedelta(hours=2)
# What changes where or when a meeting is, or whether it is held at all: each raises SEQUENCE by one.
CHANGES = ("move meeting", "cancel meeting", "reinstate meeting")
LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Revision:
    """How often a meeting's entry changed, and when it last did or was made."""

    sequence: int
    at: datetime.datetime


def calendar_meetings(*, today: datetime.date, panel: Panel | None = None) -> tuple[Meeting, ...]:
    """The meetings of a calendar feed, those cancelled too: all to come, and those of this year and the one before.

    Where the latest meeting was longer ago, its year and the one before that. Three queries.
    """
    meetings = Meeting.objects.filter(panel=panel) if panel else Meeting.objects.all()
    latest = meetings.aggregate(latest=Max("date"))["latest"] or today
    start = int(municipal_year(min(latest, today))[:4]) - 1
    found = meetings.filter(date__gte=datetime.date(start, 5, 1)).with_panel().with_moves()
    return tuple(found.order_by("date", "time", "pk"))


def calendar_feed(meetings: Iterable[Meeting], *, name: str, absolute: Absolute) -> bytes:
    """The meetings as a calendar that programs subscribe to. `absolute` makes a whole address of a path. One query."""
    meetings = tuple(meetings)
    revisions = _revisions(meetings)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add_component(Component.from_ical(LONDON.replace("\n", "\r\n")))
    for meeting in meetings:
        calendar.add_component(_event(meeting, revisions.get(meeting.pk), absolute))
    return calendar.to_ical(sorted=False)


def edition_feed(
    items: Iterable[NewsItem], *, title: str, key: str, page: str, address: str, absolute: Absolute
) -> str:
    """The editions as an Atom feed. `key` names the feed for good; `page` and `address` are paths."""
    items = tuple(items)
    council = items[0].meeting.panel.council.name if items else title
    feed = Atom1Feed(
        title=title,
        link=absolute(page),
        description="",
        language="en-GB",
        subtitle="Agendas, supplements, corrections, minutes and withdrawals, and what changed with each.",
        feed_url=absolute(address),
        feed_guid=_name(f"feed/{key}"),
        author_name=council,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=absolute(item.address),
            description=render_to_string("panels/site/_news.html", {"item": item}).strip(),
            unique_id=_name(item.key),
            pubdate=item.published_at,
            updateddate=item.updated_at,
            categories=[str(item.kind.label)],
        )
    return feed.writeString("utf-8")


def _event(meeting: Meeting, revision: Revision | None, absolute: Absolute) -> CalendarEvent:
    event = CalendarEvent()
    changed = revision.at if revision else datetime.datetime(meeting.date.year, 1, 1, tzinfo=datetime.UTC)
    prefix = "Cancelled: " if meeting.is_cancelled else ""
    event.add("uid", f"meeting-{meeting.pk}@{meeting.panel.council.slug}.scrutiny")
    event.add("sequence", revision.sequence if revision else 0)
    event.add("dtstamp", changed.replace(microsecond=0))
    event.add("last-modified", changed.replace(microsecond=0))
    event.add("summary", f"{prefix}{meeting.panel.name}")
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    if meeting.time:
        london = timezone.get_default_timezone()
        event.add("dtstart", datetime.datetime.combine(meeting.date, meeting.time, tzinfo=london))
        event.add("duration", USUAL_LENGTH)
    else:
        event.add("dtstart", meeting.date)
    # A meeting that is not held takes nobody's time.
    event.add("transp", "TRANSPARENT" if meeting.is_cancelled or not meeting.time else "OPAQUE")
    if meeting.venue:
        event.add("location", meeting.venue)
    event.add("description", "\n".join(_description(meeting, absolute)))
    event.add("url", absolute(meeting.get_absolute_url()))
    return event


def _description(meeting: Meeting, absolute: Absolute) -> list[str]:
    lines = []
    if meeting.is_cancelled:
        lines.append(f"This meeting is cancelled. {meeting.cancelled_because}")
    for move in meeting.moves.all():
        lines.append(f"Moved from {move.date.day} {move.date:%B %Y}. {move.because}")
    if meeting.time_note:
        lines.append(meeting.time_note)
    lines.append(f"Agenda and papers: {absolute(meeting.get_absolute_url())}")
    if meeting.time and not meeting.is_cancelled:
        lines.append("The end is not fixed: two hours are a guess.")
    return lines


def _revisions(meetings: Iterable[Meeting]) -> Mapping[int, Revision]:
    """By meeting, how often it was moved, cancelled or reinstated since it was made, from the history."""
    keys = [str(meeting.pk) for meeting in meetings]
    events = Event.objects.filter(subject=Meeting._meta.label_lower, action__in=["schedule meeting", *CHANGES])
    rows = (
        events.filter(subject_id__in=keys)
        .values("subject_id", "action")
        .annotate(times=Count("pk"), last=Max("at"))
        .order_by("subject_id", "action")
    )
    found: dict[int, Revision] = {}
    for row in rows:
        before = found.get(int(row["subject_id"]), Revision(0, row["last"]))
        times = row["times"] if row["action"] in CHANGES else 0
        found[int(row["subject_id"])] = Revision(before.sequence + times, max(before.at, row["last"]))
    return found


def _name(what: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://scrutiny.invalid/{what}").urn
