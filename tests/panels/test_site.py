"""The pages of the public site that are of no one meeting, and what every public page has."""

import datetime
import itertools
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from urllib.robotparser import RobotFileParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panels.models import Edition, Meeting, Membership, Panel, Person
from panels.operations.calendar import cancel_meeting
from panels.operations.setup import appoint_members
from tests.helpers import MEETING_PATH, PANEL, Demo, text_of

PAGES = [
    "/", "/panels/", f"/panels/{PANEL}/", "/meetings/years/2018-19/", "/members/", "/members/years/2018-19/",
    "/search/", "/search/?q=children", "/subscribe/", "/subscribe/sent/", "/accessibility/", "/privacy/",
    f"/meetings/{MEETING_PATH}/", f"/meetings/{MEETING_PATH}/papers/1/",
]  # fmt: skip


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- Every page --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_what_it_is(demo: Demo, client: Client, address: str):
    page = client.get(address).content.decode()
    title = re.findall("<title>([^<]*)</title>", page)
    described = re.findall('<meta name="description" content="([^"]*)">', page)

    assert len(title) == len(described) == 1
    assert title[0].endswith("Southampton City Council")
    assert described[0].endswith(".")
    assert page.count("<h1") == 1
    assert len(page.encode()) < 100_000
    if address not in ("/", "/subscribe/sent/"):
        assert 'aria-label="Breadcrumb"' in page
    for link in ("/accessibility/", "/privacy/", "/subscribe/", "/panels/", "/members/", "/meetings/"):
        assert f'href="{link}"' in page.partition("<footer")[2]


def test_titles_tell_pages_apart(demo: Demo, client: Client):
    titles = [re.findall("<title>([^<]*)</title>", client.get(address).content.decode())[0] for address in PAGES]
    same = {"/members/", "/members/years/2018-19/"}

    assert len(set(titles)) == len(PAGES) - len(same) + 1


def test_headings_do_not_skip(demo: Demo, client: Client):
    for address in PAGES:
        levels = [int(level) for level in re.findall("<h([1-6])", client.get(address).content.decode())]
        assert levels[0] == 1, address
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), address


def test_a_page_that_is_not_there_helps(demo: Demo, client: Client):
    for address in ("/nothing/here/", f"/meetings/{PANEL}/2018-06-08/", "/members/99999/", "/meetings/years/1999-00/"):
        answer = client.get(address)
        assert answer.status_code == 404
        for way_on in ("/search/", "/meetings/", "/panels/", "/accounts/login/"):
            assert f'href="{way_on}' in answer.content.decode().partition("<main")[2]


def test_a_year_that_is_none_is_not_there(client: Client, db: None):
    for year in ("2018-20", "2018-18", "1818-19", "2018-2019"):
        assert client.get(f"/meetings/years/{year}/").status_code == 404
        assert client.get(f"/members/years/{year}/").status_code == 404


# --- Meetings ----------------------------------------------------------------------------------------------------


def test_meetings_lead_to_a_year_that_has_some(demo: Demo, client: Client):
    answer = client.get("/meetings/", follow=True)

    assert answer.redirect_chain == [("/meetings/years/2019-20/", 302)]
    Meeting.objects.bulk_create([Meeting(panel=demo.panel, date=datetime.date.today())])
    now = client.get("/meetings/").headers["Location"]
    assert now not in ("/", "/meetings/years/2019-20/")


def test_meetings_without_any_lead_home(client: Client, db: None):
    assert client.get("/meetings/").headers["Location"] == "/"
    assert client.get("/panels/").status_code == client.get("/members/").status_code == 200


def test_a_year_runs_from_may_to_april(demo: Demo, client: Client):
    days = [
        datetime.date(2018, 4, 30),
        datetime.date(2018, 5, 1),
        datetime.date(2019, 4, 30),
        datetime.date(2019, 5, 1),
    ]
    Meeting.objects.bulk_create(Meeting(panel=demo.panel, date=day) for day in days)
    page = client.get("/meetings/years/2018-19/").content.decode()

    assert [f"/meetings/{PANEL}/{day}/" in page for day in days] == [False, True, True, False]
    assert re.findall('href="/meetings/years/([^"]*)/"', page) == ["2019-20", "2017-18", "2014-15"]


def test_a_cancelled_meeting_keeps_its_place_with_the_reason(demo: Demo, client: Client):
    cancel_meeting(by=demo.user("dso"), meeting=demo.meeting, because="Snow on the roof")

    assert "Snow on the roof" in text_of(client.get("/meetings/years/2018-19/"))
    assert "Snow on the roof" in text_of(client.get(f"/meetings/{MEETING_PATH}/"))


# --- Members -----------------------------------------------------------------------------------------------------


def test_a_member_s_page_shows_seats_by_year(demo: Demo, client: Client):
    chair = Membership.objects.select_related("person").get(panel=demo.panel, office="chair")
    seat = {"title": chair.person.title, "name": chair.person.name, "kind": "councillor", "office": "member"}
    appoint_members(by=demo.user("dso"), panel=demo.panel, municipal_year="2019/20", seats=[seat])
    page = text_of(client.get(f"/members/{chair.person_id}/"))

    assert page.index("2019/20") < page.index("2018/19")
    assert "Chair" in page
    assert str(chair.person) in text_of(client.get("/members/"))
    assert "2019/20" in text_of(client.get("/members/"))


def test_only_who_has_a_seat_has_a_page(demo: Demo, client: Client):
    guest = Person.objects.create(title="Mr", name="Guest Speaker")

    assert client.get(f"/members/{guest.pk}/").status_code == 404
    assert "Guest Speaker" not in text_of(client.get("/members/"))


# --- However much there is ---------------------------------------------------------------------------------------


def more_meetings(demo: Demo, count: int) -> None:
    start = datetime.date(2018, 8, 1)
    panels = list(Panel.objects.order_by("pk"))
    others = [
        Panel(council=demo.panel.council, name=f"Panel {demo.panel.pk} {count} {place}", slug=f"panel-{count}-{place}")
        for place in range(count // 200 + 1)
    ]
    panels = Panel.objects.bulk_create(others)
    Meeting.objects.bulk_create(
        Meeting(
            panel=panels[place // 200], date=start + datetime.timedelta(days=place % 200), time="17:30", venue="Room"
        )
        for place in range(count)
    )


def more_members(demo: Demo, count: int) -> None:
    people = Person.objects.bulk_create(
        Person(title="Councillor", name=f"Name {count} {n}") for n in range(count // 10)
    )
    Membership.objects.bulk_create(
        Membership(panel=demo.panel, person=person, municipal_year="2018/19", kind="councillor", position=count + place)
        for place, person in enumerate(people)
    )


@pytest.mark.parametrize(
    ("address", "grow", "most"),
    [
        ("/", more_meetings, 12),
        ("/meetings/years/2018-19/", more_meetings, 6),
        ("/meetings/years/2018-19/?page=7", more_meetings, 6),
        ("/calendar.ics", more_meetings, 6),
        ("/editions.atom", more_meetings, 6),
        ("/sitemap.xml", more_meetings, 4),
        ("/members/", more_members, 5),
        ("/panels/", more_meetings, 4),
    ],
)
def test_a_page_costs_the_same_with_ten_and_with_two_thousand(
    demo: Demo, client: Client, address: str, grow: Callable[[Demo, int], None], most: int
):
    grow(demo, 10)
    few = queries(client, address)
    grow(demo, 2000)

    assert queries(client, address) == few <= most
    if address not in ("/calendar.ics", "/sitemap.xml"):
        assert len(client.get(address).content) < 100_000


# --- For machines ------------------------------------------------------------------------------------------------


def test_the_site_map_names_what_is_there_and_nothing_else(demo: Demo, client: Client):
    Meeting.objects.filter(panel=demo.panel, date=datetime.date(2018, 7, 26)).get()
    content = client.get("/sitemap.xml").content
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    places = [loc.text or "" for loc in ElementTree.fromstring(content).iter(f"{space}loc")]

    assert f"http://testserver/meetings/{MEETING_PATH}/" in places
    assert f"http://testserver/meetings/{PANEL}/2018-07-26/" not in places
    assert not any("/desk/" in place or "/search/" in place for place in places)
    for place in places:
        assert client.get(place.removeprefix("http://testserver")).status_code == 200
    Edition.objects.all().delete()
    assert b"/2018-06-07/" not in client.get("/sitemap.xml").content


def test_robots_are_kept_from_what_is_no_document(db: None, client: Client):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())

    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
    for address, is_open in (
        ("/", True),
        (f"/meetings/{MEETING_PATH}/", True),
        ("/desk/", False),
        ("/search/?q=x", False),
        ("/accounts/login/", False),
        ("/unsubscribe/x/", False),
    ):
        assert robots.can_fetch("*", address) is is_open


# --- What the law asks for ---------------------------------------------------------------------------------------


def test_the_accessibility_statement_holds_what_the_regulations_ask_for(demo: Demo, client: Client):
    page = text_of(client.get("/accessibility/"))

    for needed in (
        "complies in part with level AA of version 2.2",
        "What is not accessible",
        "no tags",
        "disproportionate burden",
        "in another form",
        "Equality Advisory and Support Service",
        "Equality and Human Rights Commission",
        "was last reviewed on",
        "@example.gov.uk",
    ):
        assert needed in page


def test_a_cancelled_meeting_promises_no_agenda(demo: Demo, client: Client):
    meeting = Meeting.objects.get(panel__slug=PANEL, date=datetime.date(2018, 11, 29))
    cancel_meeting(by=demo.user("dso"), meeting=meeting, because="No business")
    page = text_of(client.get(meeting.get_absolute_url()))

    assert "No agenda is published, because the meeting is cancelled." in page
    assert "Open to the public" not in page
