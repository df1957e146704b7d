"""The performance pack as a paper of an agenda: attached by an officer, in the pack, public only with the agenda."""

import datetime

import pytest
from django.test import Client

from panels.enums import PaperKind
from panels.models import Paper
from panels.operations.reports import attach_performance_pack
from panels.papers import sheet_of
from performance.models import PerformancePack
from tests.helpers import Demo

NEXT = "/desk/children-and-families-scrutiny-panel/2018-07-26/items/{item}/figures/"


def test_an_officer_attaches_the_pack_and_it_says_what_the_page_says(demo: Demo, as_role):
    pack = PerformancePack.objects.get()
    meeting = demo.panel.meetings.get(date=datetime.date(2018, 7, 26))
    item = meeting.items.order_by("pk")[0]
    client: Client = as_role("dso")

    page = client.get(NEXT.format(item=item.pk))
    assert "Performance pack, April 2018" in page.content.decode()
    sent = client.post(NEXT.format(item=item.pk), {"what": f"pack-{pack.pk}"})
    assert sent.status_code == 302

    paper = Paper.objects.for_printing().get(kind=PaperKind.PERFORMANCE_PACK)
    sheet = sheet_of(paper)
    assert (paper.title, paper.item) == ("Performance pack, April 2018", item)
    for text in (sheet.document, sheet.body):
        assert "What these figures cannot tell" in text
    assert "All figures as the source prints them" in sheet.document
    assert sheet_of(paper) == sheet, "nothing in it depends on the time"


@pytest.mark.parametrize("what", ["pack-0", "dataset-x", ""])
def test_what_is_not_there_is_not_attached(demo: Demo, as_role, what):
    item = demo.panel.meetings.get(date=datetime.date(2018, 7, 26)).items.order_by("pk")[0]

    assert as_role("dso").post(NEXT.format(item=item.pk), {"what": what}).status_code == 400
    assert not Paper.objects.filter(kind=PaperKind.PERFORMANCE_PACK).exists()


def test_a_paper_is_made_from_one_thing(demo: Demo):
    item = demo.item(9)
    paper = attach_performance_pack(
        by=demo.user("dso"), item=item, pack=PerformancePack.objects.get(), title="Performance pack"
    )

    assert paper.place == 3
    assert paper.performance_pack is not None
