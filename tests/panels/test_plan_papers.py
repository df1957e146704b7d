"""The report on an action plan as a paper of the agenda: as at a past day, frozen when built, public parts alone."""

import datetime

import pytest
from django.test import Client

from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection
from panels.models import Paper
from panels.operations.reports import attach_action_plan
from panels.papers import sheet_of
from tests.helpers import MEETING, MEETING_PATH, Demo, built, sign_in, text_of

DAY = datetime.date(2015, 3, 1)


@pytest.fixture
def portsmouth(demo: Demo) -> Inspection:
    return Inspection.objects.get(slug="portsmouth-2014")


def test_an_officer_adds_it_and_it_stands_in_the_pack(demo: Demo, portsmouth: Inspection, client: Client):
    address = f"/desk/{MEETING_PATH}/items/{demo.item(8).pk}/action-plan/"
    officer = sign_in("dso")
    assert officer.get(address).status_code == 200
    for wrong, words in (
        ({"as_at": "2015-03-01"}, "Choose the plan."),
        ({"inspection": portsmouth.pk, "as_at": "2999-01-01"}, "still to come"),
        ({"inspection": portsmouth.pk, "as_at": "soon"}, "That is not a date."),
        ({"inspection": portsmouth.pk, "as_at": "2015-03-01", "since": "2015-03-01"}, "before the one of the report"),
    ):
        answer = officer.post(address, wrong)
        assert (answer.status_code, words in text_of(answer)) == (400, True), wrong
    done = officer.post(address, {"inspection": portsmouth.pk, "as_at": "2015-03-01"}, follow=True)
    assert "Added “Action plan: Inspection of Safeguarding and Looked After Children”, as at 1 March 2015." in text_of(
        done
    )
    paper = Paper.objects.get(kind="action_plan")

    build = built(demo.user("dso"), demo.meeting, dated=MEETING)
    frozen = build.papers.get(source=paper.pk)
    assert "3 of 5 actions were late, the latest by 29 days." in text_of(frozen.body)
    Action.objects.filter(area__inspection=portsmouth).update(text="Changed afterwards")
    frozen.refresh_from_db()
    assert "Changed afterwards" not in frozen.body
    assert client.get(f"/meetings/{MEETING_PATH}/").content.decode().count("Action plan: Inspection") == 0

    removed = officer.post(f"/desk/{MEETING_PATH}/papers/{paper.pk}/remove/", follow=True)
    assert "You can put it back" in text_of(removed)
    officer.post(f"/desk/{MEETING_PATH}/papers/{paper.pk}/restore/")
    assert Paper.objects.filter(pk=paper.pk).exists()


def test_it_says_only_what_is_published(demo: Demo, portsmouth: Inspection):
    paper = attach_action_plan(by=demo.user("dso"), item=demo.item(8), inspection=portsmouth, as_at=DAY)
    Action.objects.filter(position=1).update(status=Rag.RED)
    sheet = sheet_of(Paper.objects.for_printing().get(pk=paper.pk))
    assert "Annual report on Looked After Children" in sheet.document
    assert 'href="/' not in sheet.document, "paper has no addresses of pages to follow"

    AreaForImprovement.objects.filter(inspection=portsmouth).update(published_at=None)
    sheet = sheet_of(Paper.objects.for_printing().get(pk=paper.pk))
    assert "Annual report on Looked After Children" not in sheet.document + sheet.body
