"""The calendar's pages: a year's dates looked at and created, changes with their reasons, and old addresses."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panels.models import Meeting, Panel
from panels.operations.calendar import cancel_meeting, clone_meeting, create_meetings, move_meeting
from panels.operations.setup import appoint_members, schedule_meeting
from panels.operations.standing import add_standing_items
from scrutiny.models import User
from tests.helpers import Demo, agenda_of, person, sign_in, small_panel, text_of

JUNE, JULY = datetime.date(2031, 6, 5), datetime.date(2031, 7, 24)


@pytest.fixture
def dso(db: None) -> User:
    return person(full_name="Asha Verity")


@pytest.fixture
def panel(dso: User) -> Panel:
    made = small_panel(dso)
    add_standing_items(by=dso, panel=made, items=[{"title": "Apologies"}, {"title": "Minutes", "kind": "minutes"}])
    return made


@pytest.fixture
def meeting(dso: User, panel: Panel) -> Meeting:
    return create_meetings(by=dso, panel=panel, dates=[JUNE])[0]


@pytest.fixture
def client(dso: User) -> Client:
    return sign_in("dso")


def year_data(**changes: str) -> dict[str, str]:
    return {"year": "2031/32", "dates": "5 June\n24/7/2031", "time": "6pm", "venue": "Room 1", **changes}


DATES = "/desk/panels/housing-scrutiny-panel/dates/"
MEETING = "/desk/housing-scrutiny-panel/2031-06-05/"
PUBLIC = "/meetings/housing-scrutiny-panel/2031-06-05/"


# --- A year ------------------------------------------------------------------------------------------------------


def test_a_year_is_looked_at_first_and_created_then(client, dso, panel):
    seats = [{"title": "Councillor", "name": "Ames", "kind": "councillor", "office": "chair"}]
    appoint_members(by=dso, panel=panel, municipal_year="2031/32", seats=seats)
    preview = client.post(DATES, year_data(dates="5 June\n24/7/2031\nSat 6 Sept 2031"))
    said = text_of(preview)
    for words in ("Thursday 5 June 2031", "24/7/2031", "It is a Saturday.", "3 meetings at 6pm, Room 1"):
        assert words in said
    assert "The quorum is 3, and only 1 member has a seat on the panel for 2031/32." in said
    assert not Meeting.objects.exists()

    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.text))
    del hidden["csrfmiddlewaretoken"]
    assert hidden.keys() == {"year", "dates", "time", "venue"}
    changed = client.post(DATES, {**hidden, "step": "change"})
    assert "24/7/2031" in changed.text
    assert not Meeting.objects.exists()

    created = client.post(DATES, {**hidden, "step": "create"})
    assert created.url == "/desk/?year=2031%2F32"
    made = Meeting.objects.order_by("date")
    assert [made_meeting.date for made_meeting in made] == [JUNE, JULY, datetime.date(2031, 9, 6)]
    assert [agenda_of(made_meeting) for made_meeting in made] == [["Apologies", "Minutes"]] * 3
    assert "3 meetings are in the calendar." in text_of(client.get(created.url))


def test_every_wrong_date_is_said_at_once_and_nothing_is_created(client, panel, meeting):
    bad = "soon\n24 July\n24/7/31\n5 June\n7 June 2029"
    answer = client.post(DATES, year_data(dates=bad, time="late", venue="", step="create"))
    said = text_of(answer)
    for words in (
        "Line 1, “soon”: this is not a date.",
        "Line 3, “24/7/31”: it is on line 2 already.",
        "Line 4, “5 June”: the panel meets on Thursday 5 June 2031 already.",
        "Line 5, “7 June 2029”: it is in the municipal year 2029/30, not 2031/32.",
        "Time: this is not a time.",
        "Enter the place where the panel meets.",
    ):
        assert words in said
    assert "24/7/31" in answer.text
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("year", ["", "next", "2031", "2031/33", "31/32"])
def test_a_year_that_is_none_is_said(client, panel, year):
    answer = client.post(DATES, year_data(year=year, step="create"))
    assert answer.status_code == 200
    assert not Meeting.objects.exists()


def test_a_day_that_somebody_took_meanwhile_is_said(client, dso, panel):
    """Between the look and the creation another officer made a meeting."""
    client.post(DATES, year_data())
    create_meetings(by=dso, panel=panel, dates=[JULY])
    answer = client.post(DATES, year_data(step="create"))
    assert "the panel meets on Thursday 24 July 2031 already" in text_of(answer)
    assert Meeting.objects.count() == 1


def test_the_form_offers_the_year_after_the_last(client, panel, meeting):
    assert 'value="2032/33"' in client.get(DATES).text


# --- Changes and their public reasons ----------------------------------------------------------------------------


def test_a_cancellation_is_on_the_meetings_page_and_in_the_lists(client, meeting):
    assert "Say why the meeting is cancelled" in text_of(client.post(f"{MEETING}cancel/", {"because": ""}))
    client.post(f"{MEETING}cancel/", {"because": "Too few members can come."})

    for page in (PUBLIC, "/", "/panels/housing-scrutiny-panel/?year=2031/32"):
        said = text_of(Client().get(page))
        assert "ancelled" in said
        assert "Too few members can come." in said
    assert "Cancelled: Too few members can come." in text_of(client.get("/desk/?year=2031/32"))
    assert "cancelled already" in text_of(client.post(f"{MEETING}cancel/", {"because": "Again"}))

    client.post(f"{MEETING}reinstate/")
    assert "Too few members" not in text_of(Client().get(PUBLIC))


def test_a_moved_meeting_is_found_at_its_old_address_and_says_why(client, meeting):
    data = {"date": "12 June", "time": "10am", "venue": "Room 2", "because": "The room floods."}
    answer = client.post(f"{MEETING}move/", data)
    assert answer.url == "/desk/housing-scrutiny-panel/2031-06-12/"

    public = Client().get(PUBLIC, follow=True)
    assert public.redirect_chain == [("/meetings/housing-scrutiny-panel/2031-06-12/", 307)]
    said = text_of(public)
    assert "Moved from Thursday 5 June 2031, 6pm, Committee Room 1 The room floods." in said
    assert "Moved from 5 June 2031. The room floods." in text_of(Client().get("/"))
    # Everything below the address too, with its question and with what was being sent.
    assert client.get(f"{MEETING}plan/").url == "/desk/housing-scrutiny-panel/2031-06-12/plan/"
    assert client.get(f"{MEETING}?removed=1").url == "/desk/housing-scrutiny-panel/2031-06-12/?removed=1"
    sent = client.post(f"{MEETING}items/add/", {"title": "Words just typed"}, follow=True)
    assert "Added “Words just typed”." in text_of(sent)


def test_a_new_meeting_may_stand_at_the_old_address_and_says_where_the_other_went(client, dso, meeting):
    moved = move_meeting(by=dso, meeting=meeting, date=JULY, time=None, venue="Room 2", because="Half-term")
    create_meetings(by=dso, panel=meeting.panel, dates=[JUNE])
    answer = Client().get(PUBLIC)
    assert answer.status_code == 200
    assert "Another meeting was to be held on this day. It is moved to Thursday 24 July 2031" in text_of(answer)
    assert moved.get_absolute_url() in answer.text
    assert "was to be held on this day" not in text_of(Client().get(moved.get_absolute_url()))


def test_an_address_that_never_was_is_still_not_found(client, meeting):
    assert Client().get("/meetings/housing-scrutiny-panel/2031-06-06/").status_code == 404
    assert Client().get(f"{PUBLIC}pack.pdf").status_code == 404


def test_a_weekend_or_holiday_is_pointed_out_when_a_meeting_moves_or_is_cloned(client, meeting):
    data = {"date": "25 August 2031", "time": "10am", "venue": "Room 2", "because": "The room floods."}
    moved = client.post(f"{MEETING}move/", data, follow=True)
    assert "Mind the day, Monday 25 August 2031. It is a bank holiday." in text_of(moved)
    address = "/desk/housing-scrutiny-panel/2031-08-25/clone/"
    cloned = client.post(address, {**data, "date": "30 August 2031"}, follow=True)
    assert "Mind the day, Saturday 30 August 2031. It is a Saturday." in text_of(cloned)


def test_moving_says_what_is_wrong_and_keeps_the_words(client, dso, panel, meeting):
    create_meetings(by=dso, panel=panel, dates=[JULY])
    data = {"date": "24 July 2031", "time": "10am", "venue": "Room 2", "because": "The room floods."}
    answer = client.post(f"{MEETING}move/", data)
    assert "The panel meets on Thursday 24 July 2031 already." in text_of(answer)
    assert "The room floods." in answer.text
    answer = client.post(f"{MEETING}move/", {**data, "date": "the day after", "time": "x", "because": ""})
    for words in ("Day: this is not a date", "Time: this is not a time", "Say why"):
        assert words in text_of(answer)


def test_a_clone_is_an_additional_meeting_with_its_reason(client, meeting):
    data = {"date": "12/6/2031", "time": "10am", "venue": "Room 2", "because": "Business left over."}
    answer = client.post(f"{MEETING}clone/", data)
    assert answer.url == "/desk/housing-scrutiny-panel/2031-06-12/"
    said = text_of(Client().get("/meetings/housing-scrutiny-panel/2031-06-12/"))
    assert "Additional meeting Business left over." in said
    assert agenda_of(Meeting.objects.get(date="2031-06-12")) == ["Apologies", "Minutes"]


def test_cancelled_meetings_are_not_among_the_dates_that_packs_print(demo: Demo):
    from panels.reports.agenda import agenda_report

    july = Meeting.objects.get(panel=demo.panel, date="2018-07-26")
    assert july.date in agenda_report(demo.meeting, signed_on=None).meeting_dates
    cancel_meeting(by=demo.user("dso"), meeting=july, because="No business")
    assert july.date not in agenda_report(demo.meeting, signed_on=None).meeting_dates


# --- Standing items ----------------------------------------------------------------------------------------------


def test_standing_items_are_kept_by_the_officer_with_no_words_lost(client, dso, panel):
    address = "/desk/panels/housing-scrutiny-panel/standing-items/"
    client.post(f"{address}add/", {"title": "Party whip", "text": "One\r\n\r\nTwo", "kind": "plain"})
    item = panel.standing_items.get(title="Party whip")
    assert (item.position, item.text) == (3, "One\n\nTwo")
    client.post(f"{address}{item.pk}/", {"title": "The whip", "text": "One", "kind": "plain", "version": "1"})
    late = client.post(f"{address}{item.pk}/", {"title": "Whips", "kind": "plain", "version": "1"})
    assert "Saved meanwhile by Asha Verity" in text_of(late)
    assert 'value="Whips"' in late.text
    client.post(f"{address}{item.pk}/move/", {"direction": "up"})
    assert list(panel.standing_items.order_by("position").values_list("title", flat=True)) == [
        "Apologies",
        "The whip",
        "Minutes",
    ]
    client.post(f"{address}{item.pk}/remove/")
    assert panel.standing_items.count() == 2
    assert "Enter a title" in text_of(client.post(f"{address}add/", {"title": "", "kind": "plain"}))


# --- Ten meetings or two thousand --------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_ask_the_same_of_ten_meetings_and_of_two_thousand(client, dso, panel, meeting):
    """And stay short: lists are of a year, or of the next and the latest."""
    schedule_meeting(by=dso, panel=panel, date=datetime.date(2019, 12, 31))
    for month in range(1, 10):
        schedule_meeting(by=dso, panel=panel, date=datetime.date(2030, month, 3))
    for other in Meeting.objects.filter(date__year=2030).order_by("date")[:3]:
        cancel_meeting(by=dso, meeting=other, because="No business")
    move_meeting(by=dso, meeting=meeting, date=JULY, time=None, venue="Room 2", because="Half-term")
    clone_meeting(by=dso, meeting=meeting, date=JUNE, time=None, venue="", because="Left over")
    pages = [
        "/",
        "/desk/",
        "/desk/?year=2030/31",
        f"/panels/{panel.slug}/",
        f"/panels/{panel.slug}/?year=2030/31",
        DATES,
    ]
    few = [queries(client, page) for page in pages]

    first = datetime.date(2020, 1, 1)
    Meeting.objects.bulk_create(
        Meeting(panel=panel, date=first + datetime.timedelta(days=number), time=panel.usual_time, venue="A room")
        for number in range(1990)
    )
    assert [queries(client, page) for page in pages] == few
    assert max(few) <= 16
    assert max(client.get(page).text.count("2030-0") for page in pages[:3]) < 60
    busiest = client.get("/desk/?year=2022/23")
    assert busiest.text.count('<th scope="row"') == 50
    assert "Page 1 of 8" in text_of(busiest)
    for page in ("8", "0", "x", "99"):
        assert client.get(f"/desk/?year=2022/23&page={page}").status_code == 200
