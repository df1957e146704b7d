"""What can happen once an agenda is public: supplement, correction, withdrawal, release, and the second person."""

import datetime
import io

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from panels.enums import BuildState, PublicationKind
from panels.models import Edition, ExemptionGround, PublicationRequest
from panels.operations.agenda import add_item, edit_item
from panels.operations.calendar import cancel_meeting
from panels.operations.exemptions import mark_exempt, release_exemption
from panels.operations.publishing import (
    confirm_publication,
    drop_publication_request,
    publish_agenda,
    withdraw_agenda,
)
from panels.operations.reports import attach_glossary, save_part
from panels.reports.gate import gate
from panels.rules import NotAllowed
from scrutiny.models import Council
from scrutiny.operations import add_holiday, set_second_person
from tests.documents.pdf_reading import labels_of, text_of
from tests.helpers import MEETING_PATH, Demo, built, noon

DAY = datetime.date(2018, 6, 1)

pytestmark = pytest.mark.documents


def page(address: str) -> tuple[int, str]:
    answer = Client().get(address)
    return answer.status_code, answer.content.decode()


def file(address: str) -> tuple[int, bytes]:
    answer = Client().get(address)
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    return answer.status_code, content


def late_paper(demo: Demo) -> None:
    """One more appendix of the last item, as papers that come late do."""
    attach_glossary(by=demo.user("dso"), item=demo.item(9), council=demo.panel.council, title="Late appendix")


def supplement(demo: Demo) -> Edition:
    built(demo.user("dso"), demo.meeting, dated=DAY, is_supplement=True)
    done = publish_agenda(
        by=demo.user("dso"),
        meeting=demo.meeting,
        at=noon(DAY),
        kind=PublicationKind.SUPPLEMENT,
        late_reason="It came on Thursday",
    )
    assert isinstance(done, Edition)
    return done


def test_a_supplement_holds_the_late_papers_and_continues_the_numbers(demo: Demo) -> None:
    before = demo.meeting.latest_edition()
    assert before is not None
    assert before.build is not None
    last = max(before.build.papers.values_list("last_page", flat=True))
    late_paper(demo)
    edition = supplement(demo)
    assert edition.build is not None
    (paper,) = edition.build.papers.all()
    assert (paper.title, paper.label, paper.first_page) == ("Late appendix", "Appendix 3", last + 1)
    status, words = page(f"/meetings/{MEETING_PATH}/")
    assert status == 200
    assert all(part in words for part in ("Supplement 1 (PDF)", "It came on Thursday", "Late appendix"))
    with pikepdf.open(io.BytesIO(file(f"/meetings/{MEETING_PATH}/supplement-1.pdf")[1])) as pdf:
        assert f"Page {last + 1}" in text_of(pdf.pages[2])
        assert str(last + 1) in labels_of(pdf)
    assert page(f"/meetings/{MEETING_PATH}/papers/{paper.position}/")[0] == 200
    assert file(f"/meetings/{MEETING_PATH}/pack.pdf")[0] == 200


def test_a_supplement_cannot_hide_other_changes(demo: Demo) -> None:
    late_paper(demo)
    item = demo.item(2)
    edit_item(by=demo.user("dso"), item=item, version=item.version, title="Apologies for absence")
    with pytest.raises(NotAllowed, match="item 2 has changed"):
        supplement(demo)


def test_a_supplement_needs_new_papers_and_says_why_it_is_urgent(demo: Demo) -> None:
    dso = demo.user("dso")
    add_item(by=dso, meeting=demo.meeting, title="Any other business")
    with pytest.raises(NotAllowed, match="no new papers"):
        supplement(demo)
    late_paper(demo)
    built(dso, demo.meeting, dated=DAY, is_supplement=True)
    with pytest.raises(NotAllowed, match="urgent"):
        publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), kind=PublicationKind.SUPPLEMENT)


def test_withdrawn_means_gone_and_the_reason_stands_in_its_place(demo: Demo) -> None:
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="A name was not blacked out.")
    status, words = page(f"/meetings/{MEETING_PATH}/")
    assert status == 200
    assert "A name was not blacked out." in words
    assert "Election of Vice-Chair" not in words
    assert page(f"/meetings/{MEETING_PATH}/papers/1/")[0] == 404
    assert file(f"/meetings/{MEETING_PATH}/pack.pdf")[0] == 404
    assert "Agenda of Thursday 7 June 2018" not in page("/")[1]
    with pytest.raises(NotAllowed, match="withdrawn already"):
        withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="Again")


def test_a_correction_brings_back_what_was_withdrawn(demo: Demo) -> None:
    dso = demo.user("dso")
    withdraw_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="A name was not blacked out.")
    built(dso, demo.meeting, dated=DAY)
    with pytest.raises(NotAllowed, match="why it is published again"):
        publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY))
    done = publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="The name is gone")
    assert isinstance(done, Edition)
    assert (done.number, done.kind) == (3, PublicationKind.CORRECTION)
    words = page(f"/meetings/{MEETING_PATH}/")[1]
    assert "Election of Vice-Chair" in words
    assert all(part in words for part in ("The name is gone", "A name was not blacked out.", "What changed"))


def test_withdrawing_needs_a_reason_and_something_to_withdraw(demo: Demo) -> None:
    with pytest.raises(NotAllowed, match="Say why"):
        withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason=" ")
    other = demo.panel.meetings.get(date="2018-07-26")
    with pytest.raises(NotAllowed, match="nothing to withdraw"):
        withdraw_agenda(by=demo.user("dso"), meeting=other, at=noon(DAY), reason="A mistake")


def exempt_correction(demo: Demo) -> PublicationRequest:
    dso = demo.user("dso")
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=demo.item(8), ground=ground, reason="A contract is being let")
    built(dso, demo.meeting, dated=DAY)
    done = publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="Item 8 is exempt")
    assert isinstance(done, PublicationRequest)
    return done


def test_exempt_papers_wait_for_a_second_person(demo: Demo) -> None:
    exempt_correction(demo)
    assert "Exempt item" not in page(f"/meetings/{MEETING_PATH}/")[1]
    assert "press and public are excluded" not in page(f"/meetings/{MEETING_PATH}/")[1]
    with pytest.raises(NotAllowed, match="yourself"):
        confirm_publication(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY))
    done = confirm_publication(by=demo.user("manager"), meeting=demo.meeting, at=noon(DAY))
    assert (done.published_by, done.confirmed_by) == (demo.user("dso"), demo.user("manager"))
    assert "Exempt item" in page(f"/meetings/{MEETING_PATH}/")[1]
    assert "unless the press and public are excluded" in page(f"/meetings/{MEETING_PATH}/")[1]
    with pytest.raises(NotAllowed, match="Nobody has asked"):
        confirm_publication(by=demo.user("manager"), meeting=demo.meeting, at=noon(DAY))


def test_what_is_confirmed_is_what_was_asked_for(demo: Demo) -> None:
    exempt_correction(demo)
    add_item(by=demo.user("dso"), meeting=demo.meeting, title="Slipped in")
    with pytest.raises(NotAllowed, match="has changed since"):
        confirm_publication(by=demo.user("manager"), meeting=demo.meeting, at=noon(DAY))
    drop_publication_request(by=demo.user("manager"), meeting=demo.meeting)
    assert not PublicationRequest.objects.exists()


def test_a_council_may_do_without_the_second_person(demo: Demo) -> None:
    set_second_person(by=demo.user("dso"), council=demo.panel.council, confirms=False)
    dso = demo.user("dso")
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 1")
    mark_exempt(by=dso, subject=demo.item(8), ground=ground, reason="It names a child")
    built(dso, demo.meeting, dated=DAY)
    assert isinstance(publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="Item 8 is exempt"), Edition)


def test_an_exemption_needs_the_reason_of_the_public_interest(demo: Demo) -> None:
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 1")
    with pytest.raises(NotAllowed, match="public interest"):
        mark_exempt(by=demo.user("dso"), subject=demo.item(8), ground=ground, reason=" ")
    assert not demo.item(8).exemptions.exists()


def test_released_papers_go_out_with_the_next_edition(demo: Demo) -> None:
    exempt_correction(demo)
    confirm_publication(by=demo.user("manager"), meeting=demo.meeting, at=noon(DAY))
    dso = demo.user("dso")
    exemption = demo.item(8).exemptions.get()
    with pytest.raises(NotAllowed, match="Say why it may be released"):
        release_exemption(by=dso, exemption=exemption, reason="")
    release_exemption(by=dso, exemption=exemption, reason="The contract is signed")
    assert "Exempt item" in page(f"/meetings/{MEETING_PATH}/")[1]
    built(dso, demo.meeting, dated=DAY)
    publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="The report is released")
    words = page(f"/meetings/{MEETING_PATH}/")[1]
    assert "Children and Families Services" in words
    assert "Exclusion of the press and public" not in words.split("What changed")[0]


def test_the_councils_own_holidays_are_no_clear_days(demo: Demo) -> None:
    council = Council.objects.get(is_host=True)
    assert gate(demo.meeting, today=DAY).last_lawful_day == datetime.date(2018, 5, 30)
    add_holiday(by=demo.user("dso"), council=council, day=datetime.date(2018, 6, 4), name="Offices shut")
    assert gate(demo.meeting, today=DAY).last_lawful_day == datetime.date(2018, 5, 29)


def test_the_desk_leads_through_marking_publishing_and_confirming(demo: Demo, as_role) -> None:
    """The pages, not the operations: mark item 8, build, ask, confirm as the manager."""
    dso, manager = as_role("dso"), as_role("manager")
    item = demo.item(8)
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    address = reverse("panels:exempt_item", args=[*demo.meeting.key, item.pk])
    wrong = dso.post(address, {"ground": "", "reason": "", "review_on": "31/31/2018"})
    words = wrong.content.decode()
    assert all(part in words for part in ("Choose the ground", "public interest", "Write the review date"))
    dso.post(address, {"ground": ground.pk, "reason": "A contract is being let", "review_on": "7 June 2019"})
    assert "Exclusion of the press and public" in dso.get(f"/desk/{MEETING_PATH}/").content.decode()
    today = datetime.date.today()
    built(demo.user("dso"), demo.meeting, dated=today)
    dso.post(f"/desk/{MEETING_PATH}/publish/", {"reason": "Item 8 is exempt"})
    assert PublicationRequest.objects.count() == 1
    assert "asked by Asha Verity" in manager.get("/desk/").content.decode()
    assert "Waiting for a second person" in manager.get(f"/desk/{MEETING_PATH}/").content.decode()
    manager.post(f"/desk/{MEETING_PATH}/publish/confirm/", {"decision": "confirm"})
    assert "Exempt item" in page(f"/meetings/{MEETING_PATH}/")[1]
    assert "A contract is being let" not in page(f"/meetings/{MEETING_PATH}/")[1]
    due = dso.get("/desk/exempt/").content.decode()
    assert "Time to look again" in due


def test_a_supplement_cannot_hide_a_changed_report(demo: Demo) -> None:
    late_paper(demo)
    report = demo.item(8).papers.get().report
    assert report is not None
    part = report.template.parts.get(key="brief-summary")
    version = report.parts.get(part=part).version
    save_part(by=demo.user("dso"), report=report, part=part, text="<p>Something else</p>", version=version)
    build = built(demo.user("dso"), demo.meeting, dated=DAY, is_supplement=True)
    assert build.state == BuildState.FAILED
    assert "“Children and Families Services” (item 8)" in build.problem
    assert "Publish a correction" in build.problem


def test_what_stands_below_an_exempt_item_is_exempt_with_it(demo: Demo) -> None:
    dso = demo.user("dso")
    add_item(by=dso, meeting=demo.meeting, title="The tenders one by one", under=demo.item(8))
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=demo.item(8), ground=ground, reason="A contract is being let")
    lines = gate(demo.meeting, today=DAY).lines
    assert [line.number for line in lines if line.withheld_as] == ["9", "9(a)"]
    assert "The tenders one by one" not in str(lines)


def test_an_agenda_of_a_cancelled_meeting_is_not_published(demo: Demo) -> None:
    dso = demo.user("dso")
    cancel_meeting(by=dso, meeting=demo.meeting, because="The building is closed")
    built(dso, demo.meeting, dated=DAY)
    with pytest.raises(NotAllowed, match="is cancelled"):
        publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="Again")
