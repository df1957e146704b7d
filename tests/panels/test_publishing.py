"""The rules of publishing an agenda, and that what is published stays as it was."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from panels.models import Edition, ReportPart
from panels.operations.agenda import add_item, edit_item, remove_item
from panels.operations.publishing import publish_agenda
from panels.operations.reports import save_part
from panels.rules import NotAllowed
from performance.models import Release
from scrutiny.history import events_on
from tests.helpers import MEETING, Demo, built, meeting_with, noon, sign_in, text_of

DAY = datetime.date(2018, 5, 30)
LATE = datetime.date(2018, 6, 1)


def changed(demo: Demo) -> None:
    item = demo.item(1)
    edit_item(by=demo.user("dso"), item=item, version=item.version, title="Election of the Vice-Chair")


def public_page(client, demo: Demo) -> str:
    return text_of(client.get(f"/meetings/{'/'.join(demo.meeting.key)}/"))


def public_pack(client, demo: Demo) -> bytes:
    return client.get(f"/meetings/{'/'.join(demo.meeting.key)}/pack.pdf").getvalue()


def test_an_agenda_without_items_is_not_published(demo):
    meeting = meeting_with(demo.user("dso"), [], date=MEETING)

    with pytest.raises(NotAllowed, match="The agenda has no items"):
        publish_agenda(by=demo.user("dso"), meeting=meeting, at=noon(DAY))


def test_nothing_is_published_without_a_pack_of_the_agenda_as_it_stands(demo):
    changed(demo)
    with pytest.raises(NotAllowed, match="There is no pack of the agenda as it stands today"):
        publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="A name was wrong")

    built(demo.user("dso"), demo.meeting, dated=DAY)
    add_item(by=demo.user("dso"), meeting=demo.meeting, title="One more")
    with pytest.raises(NotAllowed, match="There is no pack of the agenda as it stands today"):
        publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="A name was wrong")


def test_a_pack_is_published_on_the_day_that_it_prints(demo):
    changed(demo)
    built(demo.user("dso"), demo.meeting, dated=DAY)

    with pytest.raises(NotAllowed, match="as it stands today"):
        publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(LATE), reason="A name was wrong")


def test_required_parts_must_be_written(demo):
    ReportPart.objects.filter(part__key="brief-summary").update(text="")
    changed(demo)
    built(demo.user("dso"), demo.meeting, dated=DAY)

    with pytest.raises(NotAllowed, match=r"Still missing: .*Children and Families"):
        publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="A name was wrong")


def test_what_has_not_changed_is_not_published_again(demo):
    with pytest.raises(NotAllowed, match="Nothing has changed"):
        publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="Again")


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_needs_a_reason(demo, reason):
    changed(demo)
    built(demo.user("dso"), demo.meeting, dated=DAY)

    with pytest.raises(NotAllowed, match="Say why it is published again"):
        publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason=reason)


def test_a_late_agenda_needs_the_reason_of_urgency(demo):
    dso = demo.user("dso")
    meeting = meeting_with(dso, ["A matter"], date=MEETING)
    built(dso, meeting, dated=LATE)

    with pytest.raises(NotAllowed, match="the last lawful day was Wednesday 30 May 2018"):
        publish_agenda(by=dso, meeting=meeting, at=noon(LATE))
    edition = publish_agenda(by=dso, meeting=meeting, at=noon(LATE), late_reason="A court order of 31 May.")
    assert edition.late_reason == "A court order of 31 May."


def test_the_last_lawful_day_itself_is_in_time(demo):
    dso = demo.user("dso")
    meeting = meeting_with(dso, ["A matter"], date=MEETING)
    built(dso, meeting, dated=DAY)

    assert publish_agenda(by=dso, meeting=meeting, at=noon(DAY)).late_reason == ""


def test_the_day_is_that_of_britain(demo):
    """Half past eleven at night in Greenwich time is the next day at a British desk in summer."""
    dso = demo.user("dso")
    meeting = meeting_with(dso, ["A matter"], date=MEETING)
    built(dso, meeting, dated=DAY)

    with pytest.raises(NotAllowed):
        publish_agenda(by=dso, meeting=meeting, at=datetime.datetime(2018, 5, 30, 23, 30, tzinfo=datetime.UTC))


def test_publishing_is_recorded_with_who_when_and_which_file(demo):
    edition = demo.meeting.latest_edition()
    event = events_on(edition)[0]

    assert (event.action, event.by) == ("publish agenda", demo.user("dso"))
    assert event.facts["sha256"] == edition.build.sha256
    assert event.facts["number"] == 1


def test_publishing_makes_the_datasets_of_the_pack_public(demo):
    assert Release.objects.get().published_at is not None


def test_an_edition_number_is_given_once(demo):
    edition = demo.meeting.latest_edition()
    edition.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()


def test_what_is_published_is_frozen_until_it_is_published_again(demo, client):
    """Titles, order, papers, page and file: nothing that an officer does reaches readers before publication."""
    dso = demo.user("dso")
    page, pack = public_page(client, demo), public_pack(client, demo)
    paper = text_of(client.get(f"/meetings/{'/'.join(demo.meeting.key)}/papers/3/"))

    changed(demo)
    add_item(by=dso, meeting=demo.meeting, title="A matter of urgency", before=demo.item(3))
    part = ReportPart.objects.get(report__title="Children and Families - Performance", part__key="brief-summary")
    save_part(by=dso, report=part.report, part=part.part, text="Quite other words.", version=part.version)
    remove_item(by=dso, item=demo.item(9))
    built(dso, demo.meeting, dated=DAY)

    assert public_page(client, demo) == page
    assert public_pack(client, demo) == pack
    assert text_of(client.get(f"/meetings/{'/'.join(demo.meeting.key)}/papers/3/")) == paper

    publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="A matter came up")
    assert "A matter of urgency" in public_page(client, demo)
    assert "A matter came up" in public_page(client, demo)
    assert public_pack(client, demo) != pack
    assert [edition.number for edition in Edition.objects.filter(meeting=demo.meeting).order_by("number")] == [1, 2]


def test_the_desk_says_what_stands_in_the_way(demo):
    changed(demo)
    client = sign_in("dso")

    assert "There is no pack of the agenda as it stands today" in text_of(
        client.get(f"/desk/{'/'.join(demo.meeting.key)}/publish/")
    )


def test_the_public_page_of_a_meeting_to_come_says_when_its_agenda_is_due(client, demo):
    meeting = meeting_with(demo.user("dso"), ["Not yet public"], date=datetime.date(2031, 3, 13))
    page = text_of(client.get(meeting.get_absolute_url()))

    assert "by Wednesday 5 March 2031 at the latest" in page
    assert "Not yet public" not in page
