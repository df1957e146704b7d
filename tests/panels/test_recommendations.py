"""Recommendations and information requests from the resolution to the outcome, by the operations."""

import datetime
import itertools

import pytest
from django.db import IntegrityError, transaction

from panels.models import MeetingRequest, Recommendation, RecommendationStep
from panels.operations.information import ask_for_information, circulate, promise, receive_information
from panels.operations.recipients import add_file, add_link, add_recipient, delete_view, edit_recipient, save_view
from panels.operations.recommendations import (
    edit_recommendation,
    enter_earlier,
    judge,
    keep_open,
    opening,
    publish_response,
    put_to_panel,
    recommend,
    reopen,
    report_progress,
    send_notice,
    take_up_request,
)
from panels.rules import NotAllowed, StaleEdit
from panels.tracker_enums import Answer, AskKind, NoticeMethod, Outcome, RecipientKind, Standing
from scrutiny.history import broken_links, events_on
from scrutiny.models import User
from tests.helpers import host_council, person
from tests.panels.tracker_helpers import answered, day, director, held, made, resolution_of, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def dso() -> User:
    return person()


def test_from_the_resolution_to_the_outcome_each_step_with_its_history(dso):
    found = made(dso, held(dso), director(dso))
    assert (found.text, found.made_on) == (
        "The panel would be given a brief update on apprenticeships.",
        day("2018-03-22"),
    )
    assert found.minute == "Minute 31(i)"
    found = sent(dso, found)
    assert (found.standing, found.due_on) == (Standing.WAITING, day("2018-05-25"))
    found = answered(dso, found, answer=Answer.PARTLY)
    found = report_progress(by=dso, recommendation=found, on=day("2018-06-01"), text="The form is there.")
    found = put_to_panel(by=dso, recommendation=found, on=day("2018-06-07"))
    found = keep_open(by=dso, recommendation=found, on=day("2018-06-07"), text="Figures are wanted.")
    found = put_to_panel(by=dso, recommendation=found, on=day("2018-07-26"))
    found = judge(
        by=dso, recommendation=found, on=day("2018-07-26"), outcome=Outcome.MADE_A_DIFFERENCE, note="Visits are up."
    )

    assert (found.standing, found.outcome, found.ended_on) == (
        Standing.CLOSED,
        Outcome.MADE_A_DIFFERENCE,
        day("2018-07-26"),
    )
    steps = list(found.steps.order_by("pk").values_list("step", "was", "became"))
    assert [step for step, _, _ in steps] == ["notice", "respond", "progress", "put", "keep", "put", "judge"]
    assert all(before == after for (_, _, before), (_, after, _) in itertools.pairwise(steps))
    assert events_on(found).count() == len(steps) + 1
    assert list(broken_links()) == []
    found = reopen(by=dso, recommendation=found, on=day("2018-09-27"), text="It fell back.")
    assert (found.standing, found.outcome, found.ended_on) == (Standing.IN_PROGRESS, "", None)


def test_a_request_is_asked_promised_received_and_circulated(dso):
    found = made(dso, held(dso), director(dso), kind=AskKind.INFORMATION)
    found = sent(dso, found, due_on=day("2018-04-20"))
    found = promise(by=dso, recommendation=found, on=day("2018-04-25"), due_on=day("2018-05-04"))
    assert (found.standing, found.due_on) == (Standing.PROMISED, day("2018-05-04"))
    with pytest.raises(NotAllowed, match="The information has not come yet"):
        circulate(by=dso, recommendation=found, on=day("2018-05-10"))
    found = receive_information(by=dso, recommendation=found, on=day("2018-05-11"))
    found = circulate(by=dso, recommendation=found, on=day("2018-05-12"))
    assert (found.standing, found.answered_on, found.ended_on) == (
        Standing.CIRCULATED,
        day("2018-05-11"),
        day("2018-05-12"),
    )
    found = reopen(by=dso, recommendation=found, on=day("2018-06-07"), text="Half of it was missing.")
    assert (found.standing, found.answered_on) == (Standing.ASKED, None)


def test_what_comes_too_early_is_refused_and_changes_nothing(dso):
    found = made(dso, held(dso), director(dso))
    before = (found.version, events_on(found).count())
    for attempt, sentence in (
        (lambda: answered(dso, found), "No notice of this recommendation has been sent"),
        (lambda: report_progress(by=dso, recommendation=found, on=day("2018-06-01"), text="x"), "No notice of this"),
        (lambda: sent(dso, found, "2018-03-21"), "asked for this on 22 March 2018"),
        (lambda: sent(dso, found, "2999-01-01"), "still to come"),
        (lambda: sent(dso, found, due_on=day("2018-05-26")), "two months from receipt, to 25 May 2018"),
        (lambda: ask_for_information(by=dso, recommendation=found, on=day("2018-04-01")), "This is a recommendation"),
        (
            lambda: judge(by=dso, recommendation=found, on=day("2018-04-01"), outcome=Outcome.DONE),
            "cannot be called done",
        ),
        (
            lambda: judge(by=dso, recommendation=found, on=day("2018-04-01"), outcome=Outcome.OVERTAKEN),
            "Say what the panel saw",
        ),
        (lambda: publish_response(by=dso, recommendation=found), "no response to publish"),
    ):
        with pytest.raises(NotAllowed, match=sentence):
            attempt()
    found = Recommendation.objects.get(pk=found.pk)
    assert (found.version, events_on(found).count()) == before
    assert not found.steps.exists()


def test_a_response_says_why_and_what_will_be_done(dso):
    found = sent(dso, made(dso, held(dso), director(dso)))
    with pytest.raises(NotAllowed, match="Give the reason"):
        answered(dso, found, reason=" ")
    with pytest.raises(NotAllowed, match="Say what will be done"):
        answered(dso, found, action="")
    with pytest.raises(NotAllowed, match="The step before this one was on 26 March 2018"):
        answered(dso, found, "2018-03-25")
    found = answered(dso, found, answer=Answer.REJECTED, action="")
    assert found.answer == Answer.REJECTED
    with pytest.raises(NotAllowed, match="recorded already"):
        answered(dso, found)


def test_the_database_itself_refuses_a_response_before_its_notice(dso):
    found = sent(dso, made(dso, held(dso), director(dso)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=found.pk).update(
            answered_on=day("2018-03-01"), answer="accepted", answer_reason="x"
        )


def test_several_come_of_one_resolution(dso):
    meeting = held(dso)
    resolution = resolution_of(meeting, 2)
    first = recommend(by=dso, resolution=resolution, kind=AskKind.RECOMMENDATION)
    second = recommend(by=dso, resolution=resolution, kind=AskKind.INFORMATION, text="How many visits were there?")
    assert resolution.recommendations.count() == 2
    assert first.text == "Every visit be recorded within five days."
    assert (second.kind, second.text) == (AskKind.INFORMATION, "How many visits were there?")
    assert opening("  that   it be so") == "It be so."


def test_words_stay_once_they_are_sent_and_nobody_overwrites_unseen(dso):
    found = made(dso, held(dso), director(dso))
    saved = edit_recommendation(by=dso, recommendation=found, version=found.version, reason="Figures fell.")
    with pytest.raises(StaleEdit) as conflict:
        edit_recommendation(by=dso, recommendation=found, version=found.version, reason="Other words.")
    assert conflict.value.saved == {"Why": "Figures fell."}
    saved = sent(dso, saved)
    with pytest.raises(NotAllowed, match="stays as it was sent: why"):
        edit_recommendation(by=dso, recommendation=saved, version=saved.version, reason="Other words.")
    exempt = edit_recommendation(by=dso, recommendation=saved, version=saved.version, is_exempt=True)
    assert exempt.is_exempt
    with pytest.raises(TypeError, match="not editable: standing"):
        edit_recommendation(by=dso, recommendation=saved, version=1, standing="closed")


def test_a_response_is_public_only_when_somebody_publishes_it(dso):
    found = answered(dso, sent(dso, made(dso, held(dso), director(dso))))
    assert found.answer_published_at is None
    found = publish_response(by=dso, recommendation=found)
    assert found.answer_published_by == dso
    hidden = made(dso, held(dso, date=day("2018-01-25"), panel=found.panel, number=21), found.recipient, is_exempt=True)
    hidden = answered(dso, sent(dso, hidden))
    with pytest.raises(NotAllowed, match="exempt"):
        publish_response(by=dso, recommendation=hidden)


def test_what_was_noted_at_a_meeting_is_followed_up_once(dso):
    meeting = held(dso)
    noted = MeetingRequest.objects.create(meeting=meeting, text="that figures be sent to members", kind="information")
    found = take_up_request(by=dso, request=noted, recipient=director(dso))
    assert (found.kind, found.text, found.minute) == (
        AskKind.INFORMATION,
        "Figures be sent to members.",
        "Asked at the meeting of 22 March 2018",
    )
    with pytest.raises(NotAllowed, match=f"already, as {found.reference}"):
        take_up_request(by=dso, request=noted)


def test_an_earlier_one_says_where_it_is_written(dso):
    panel = held(dso).panel
    asked = {"by": dso, "panel": panel, "kind": AskKind.RECOMMENDATION, "made_on": day("2017-11-23"), "text": "A plan."}
    with pytest.raises(NotAllowed, match="Say where this is written down"):
        enter_earlier(origin=" ", **asked)
    assert enter_earlier(origin="Minute 12, 23 November 2017", **asked).minute == "Minute 12, 23 November 2017"
    assert not Recommendation.objects.public().exists()


def test_recipients_are_the_councils_own_list(dso):
    first = director(dso)
    with pytest.raises(NotAllowed, match="in the list already"):
        add_recipient(by=dso, council=host_council(), name=f"  {first.name} ", kind=RecipientKind.PARTNER)
    saved = edit_recipient(by=dso, recipient=first, version=1, email="director@example.gov.uk")
    with pytest.raises(StaleEdit):
        edit_recipient(by=dso, recipient=first, version=1, email="other@example.gov.uk")
    assert saved.version == 2


def test_evidence_is_a_file_that_is_what_it_says_or_an_https_address(dso):
    found = made(dso, held(dso), director(dso))
    for title, link in (("x", "http://example.gov.uk/a"), ("x", "javascript:alert(1)"), ("x", "https://"), (" ", "")):
        with pytest.raises(NotAllowed):
            add_link(by=dso, recommendation=found, title=title, link=link)
    for name, content in (("a.pdf", b"<html>"), ("a.html", b"%PDF-1.7"), ("a.pdf", b""), ("a.exe", b"MZ")):
        with pytest.raises(NotAllowed):
            add_file(by=dso, recommendation=found, title="x", content=content, file_name=name)
    add_link(by=dso, recommendation=found, title="The new form", link="https://example.gov.uk/form")
    kept = add_file(by=dso, recommendation=found, title="Figures", content=b"%PDF-1.7 figures", file_name="figures.pdf")
    assert kept.file.endswith(".pdf")
    assert found.evidence.count() == 2


def test_views_are_kept_by_name_and_are_ones_own(dso):
    other = person("other")
    save_view(user=dso, name="Late", query="order=late")
    view = save_view(user=dso, name=" Late ", query="status=late")
    assert list(dso.saved_views.values_list("query", flat=True)) == ["status=late"]
    with pytest.raises(NotAllowed, match="somebody else"):
        delete_view(user=other, view=view)
    delete_view(user=dso, view=view)
    assert not dso.saved_views.exists()


def test_two_who_record_the_same_notice_leave_one(dso):
    found = made(dso, held(dso), director(dso))
    sent(dso, found)
    with pytest.raises(NotAllowed, match="The notice is recorded already"):
        send_notice(by=dso, recommendation=found, on=day("2018-03-27"), method=NoticeMethod.EMAIL)
    assert RecommendationStep.objects.filter(recommendation=found).count() == 1
    assert Recommendation.objects.get(pk=found.pk).sent_on == datetime.date(2018, 3, 26)
