"""Pages cost the same however much there is on them."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panels.models import Meeting
from panels.operations.agenda import add_item
from panels.operations.publishing import publish_agenda
from tests.helpers import Demo, built, noon, sign_in


def queries(client: Client, address: str) -> int:
    client.get(address)  # whatever is read once a process is read now
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def many_meetings(demo: Demo, count: int) -> None:
    """Bulk rows: two hundred operations with their history would only cost time here."""
    start = datetime.date(2030, 6, 3)
    Meeting.objects.bulk_create(
        Meeting(panel=demo.panel, date=start + datetime.timedelta(days=place), time="17:30", venue="Room")
        for place in range(count)
    )


def many_items(demo: Demo, count: int) -> None:
    for place in range(count):
        add_item(by=demo.user("dso"), meeting=demo.meeting, title=f"Item {place}", text="To note.\n- a\n- b")


MEETING_ADDRESS = "children-and-families-scrutiny-panel/2018-06-07"
MOST = 16
AT_THE_DESK = 52  # the editor looks at the gate twice: for the agenda or a correction, and for a supplement


@pytest.mark.parametrize(
    ("who", "address", "grow"),
    [
        ("", "/", many_meetings),
        ("dso", "/", many_meetings),
        ("", "/panels/children-and-families-scrutiny-panel/", many_meetings),
        ("dso", "/desk/", many_meetings),
        ("dso", f"/desk/{MEETING_ADDRESS}/", many_items),
        ("dso", f"/desk/{MEETING_ADDRESS}/items/add/", many_items),
        ("dso", f"/desk/{MEETING_ADDRESS}/publish/", many_items),
    ],
)
def test_a_page_costs_the_same_with_ten_and_with_two_hundred(demo: Demo, who: str, address: str, grow: Callable):
    client = sign_in(who) if who else Client()
    grow(demo, 10)
    few = queries(client, address)
    if grow is many_items:
        many_items(demo, 30)
    else:
        Meeting.objects.filter(date__gte="2030-01-01").delete()
        many_meetings(demo, 200)

    assert queries(client, address) == few
    assert few <= (AT_THE_DESK if who else MOST)


def test_the_public_page_costs_the_same_with_many_items(demo: Demo):
    few = queries(Client(), f"/meetings/{MEETING_ADDRESS}/")
    many_items(demo, 40)
    day = datetime.date(2018, 5, 30)
    built(demo.user("dso"), demo.meeting, dated=day)
    publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(day), reason="More business")

    assert queries(Client(), f"/meetings/{MEETING_ADDRESS}/") == few
    assert few <= MOST


@pytest.mark.parametrize(
    "address", [f"/meetings/{MEETING_ADDRESS}/papers/4/", f"/meetings/{MEETING_ADDRESS}/papers/1/"]
)
def test_a_published_paper_is_read_not_made(demo: Demo, address: str):
    """The dataset's page reads one stored body: no figure is looked up for it."""
    assert queries(Client(), address) <= MOST
