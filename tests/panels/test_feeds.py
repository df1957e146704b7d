"""The feeds, read by parsers that know nothing of us: icalendar for the calendars, ElementTree for Atom."""

import datetime
import xml.etree.ElementTree as ElementTree
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client

from panels.models import Meeting, Panel
from panels.operations.calendar import cancel_meeting, move_meeting, reinstate_meeting
from panels.operations.publishing import withdraw_agenda
from panels.operations.setup import schedule_meeting
from tests.helpers import MEETING_PATH, PANEL, Demo, noon

ATOM = "{http://www.w3.org/2005/Atom}"
LONDON = ZoneInfo("Europe/London")
CALENDARS = ["/calendar.ics", f"/panels/{PANEL}/calendar.ics"]
FEEDS = ["/editions.atom", f"/panels/{PANEL}/editions.atom"]


def calendar(address: str = "/calendar.ics") -> icalendar.Calendar:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def event_of(meeting: Meeting, address: str = "/calendar.ics") -> icalendar.Event:
    wanted = f"meeting-{meeting.pk}@"
    (found,) = [event for event in calendar(address).walk("VEVENT") if str(event["UID"]).startswith(wanted)]
    return found


def feed(address: str = "/editions.atom") -> ElementTree.Element:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def words(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


# --- Calendars ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", CALENDARS)
def test_a_calendar_is_one_by_the_standard(demo: Demo, address: str):
    content = Client().get(address).content
    found = calendar(address)

    assert found["VERSION"] == "2.0"
    assert found.errors == []
    assert [zone["TZID"] for zone in found.walk("VTIMEZONE")] == ["Europe/London"]
    assert all(event.errors == [] for event in found.walk("VEVENT"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    for event in found.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE", "URL"} <= set(event)


def test_the_time_zone_is_that_of_london(demo: Demo):
    """The rules that we write give the same offsets as the zone data of the computer, ten years through."""
    (zone,) = calendar().walk("VTIMEZONE")
    ours = zone.to_tz()
    day = datetime.datetime(2018, 1, 1, 12)
    while day.year < 2028:
        assert day.replace(tzinfo=ours).utcoffset() == day.replace(tzinfo=LONDON).utcoffset(), day
        day += datetime.timedelta(days=1)


def test_an_event_says_what_the_calendar_of_the_council_says(demo: Demo):
    event = event_of(demo.meeting)

    assert event.decoded("DTSTART") == datetime.datetime(2018, 6, 7, 17, 30, tzinfo=LONDON)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert str(event["SUMMARY"]) == demo.panel.name
    assert str(event["LOCATION"]) == demo.meeting.venue
    assert str(event["URL"]) == f"http://testserver/meetings/{MEETING_PATH}/"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["SEQUENCE"] == 0


def test_cancelling_moving_and_reinstating_are_changes_of_the_same_event(demo: Demo):
    dso, meeting = demo.user("dso"), demo.meeting
    first = event_of(meeting)
    cancel_meeting(by=dso, meeting=meeting, because="Snow; the building, all of it, is shut")
    cancelled = event_of(meeting)
    assert str(cancelled["STATUS"]) == "CANCELLED"
    assert str(cancelled["SUMMARY"]).startswith("Cancelled: ")
    assert "Snow; the building, all of it, is shut" in str(cancelled["DESCRIPTION"])
    reinstate_meeting(by=dso, meeting=meeting)
    again = event_of(meeting)
    assert str(again["STATUS"]) == "CONFIRMED"
    move_meeting(
        by=dso, meeting=meeting, date=datetime.date(2018, 6, 14), time=datetime.time(18), venue="Hall", because="Heat"
    )
    moved = event_of(meeting)

    assert moved.decoded("DTSTART") == datetime.datetime(2018, 6, 14, 18, tzinfo=LONDON)
    assert "Moved from 7 June 2018. Heat" in str(moved["DESCRIPTION"])
    events = (first, cancelled, again, moved)
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2, 3]
    assert len({str(event["UID"]) for event in events}) == 1
    stamps = [event.decoded("DTSTAMP") for event in events]
    assert stamps == sorted(stamps)


def test_a_meeting_without_a_time_lasts_all_day(demo: Demo):
    Meeting.objects.filter(pk=demo.meeting.pk).update(time=None, venue="")
    event = event_of(demo.meeting)

    assert event.decoded("DTSTART") == datetime.date(2018, 6, 7)
    assert "LOCATION" not in event
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_a_panel_s_calendar_is_of_that_panel(demo: Demo):
    other = Panel.objects.exclude(pk=demo.panel.pk).order_by("pk")[0]
    names = {str(event["SUMMARY"]) for event in calendar(f"/panels/{other.slug}/calendar.ics").walk("VEVENT")}

    assert names == {other.name}


def test_old_years_leave_the_calendar_and_keep_it_small(demo: Demo):
    schedule_meeting(by=demo.user("dso"), panel=demo.panel, date=datetime.date.today() + datetime.timedelta(days=40))
    days = [event.decoded("DTSTART").date() for event in calendar(CALENDARS[1]).walk("VEVENT")]

    assert len(days) == 1
    assert days[0] > datetime.date.today()


def test_it_is_not_sent_again_unchanged(demo: Demo, client: Client):
    for address in CALENDARS + FEEDS:
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_no_panel_no_feed(demo: Demo, client: Client):
    for address in ("/panels/no-such-panel/calendar.ics", "/panels/no-such-panel/editions.atom"):
        assert client.get(address).status_code == 404


# --- Atom --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_one_by_the_standard(demo: Demo, address: str):
    found = feed(address)
    ids = [words(entry, "id") for entry in found.findall(f"{ATOM}entry")]

    assert found.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert words(found, name)
    assert found.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{address}"
    assert ids
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("urn:uuid:") for name in ids)
    for entry in found.findall(f"{ATOM}entry"):
        assert words(entry, "title")
        for name in ("updated", "published"):
            assert datetime.datetime.fromisoformat(words(entry, name)).tzinfo
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert str(link.get("href")).startswith("http://testserver/meetings/")


def test_identifiers_are_those_of_the_edition_and_not_of_the_host(demo: Demo, settings):
    settings.ALLOWED_HOSTS = ["testserver", "scrutiny.example.gov.uk"]
    elsewhere = ElementTree.fromstring(Client().get(FEEDS[0], headers={"Host": "scrutiny.example.gov.uk"}).content)

    assert words(elsewhere, "id") == words(feed(), "id")
    assert [words(entry, "id") for entry in elsewhere.findall(f"{ATOM}entry")] == [
        words(entry, "id") for entry in feed().findall(f"{ATOM}entry")
    ]


def test_an_entry_says_what_came_out(demo: Demo):
    entry, minutes = sorted(feed(FEEDS[1]).findall(f"{ATOM}entry"), key=lambda found: words(found, "title"))

    assert words(minutes, "title") == f"Draft minutes published: {demo.panel.name}, 22 March 2018"
    assert words(entry, "title") == f"Agenda published: {demo.panel.name}, 7 June 2018"
    assert "Item 7. Minutes of the meeting held on 22 March 2018" in words(entry, "summary")
    assert "Appendix 2: Glossary" in words(entry, "summary")


def test_a_withdrawal_takes_the_titles_out_of_what_went_before(demo: Demo):
    before = next(
        found for found in feed(FEEDS[1]).findall(f"{ATOM}entry") if words(found, "title").startswith("Agenda")
    )
    at = noon(datetime.date(2018, 6, 1))
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=at, reason="A <name> stood in it")
    withdrawal, *others = feed(FEEDS[1]).findall(f"{ATOM}entry")
    agenda = next(found for found in others if words(found, "title").startswith("Agenda"))

    assert words(withdrawal, "title").startswith("Agenda withdrawn")
    assert "A &lt;name&gt; stood in it" in words(withdrawal, "summary")
    assert words(agenda, "id") == words(before, "id")
    assert words(agenda, "updated") > words(before, "updated")
    assert "Glossary" not in words(agenda, "summary")
    assert "Withdrawn on 1 June 2018" in words(agenda, "summary")
