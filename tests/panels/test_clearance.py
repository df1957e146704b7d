"""The way of a report: drafted, cleared, handed over, given back, and what happens when it changes afterwards."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from panels.enums import ClearanceState, PartStyle, ReportState
from panels.models import Clearance, Report
from panels.operations.clearance import (
    hand_over,
    plan_clearance,
    return_report,
    send_for_clearance,
    set_clearance_kinds,
    sign_clearance,
)
from panels.operations.reports import add_picture, save_part, start_report
from panels.report_rules import TRANSITIONS, ReportMove, can_edit, can_hand_over, can_return, can_send, can_sign
from panels.reports.clearance import clearance_summaries, clearance_summary
from panels.rules import NotAllowed
from scrutiny.access import Role
from scrutiny.history import events_on
from tests.helpers import host_council, meeting_with, person, report_template
from tests.panels.word_files import png

TODAY = datetime.date(2031, 3, 1)
KINDS = [{"key": "legal", "name": "Legal"}, {"key": "finance", "name": "Finance"}]


@pytest.fixture
def dso(db):
    return person()


@pytest.fixture
def author(db):
    return person("author", Role.SERVICE_OFFICER)


@pytest.fixture
def report(dso) -> Report:
    """A complete report with a legal and a finance clearance."""
    set_clearance_kinds(by=dso, council=host_council(), kinds=KINDS)
    parts = [
        {"key": "detail", "style": PartStyle.NUMBERED},
        {"key": "subject", "style": PartStyle.FACT, "in_head": True},
    ]
    item = meeting_with(dso, ["Repairs"]).items.get()
    paper = start_report(
        by=dso, item=item, template=report_template(dso, parts), title="Repairs",
        texts={"detail": "One.\n\nTwo.", "subject": "Repairs"},
    )  # fmt: skip
    assert paper.report
    return paper.report


def sign_all(by, report) -> None:
    for clearance in report.clearances.in_order():
        sign_clearance(by=by, clearance=clearance, signed_by="Somebody")


def fresh(report) -> Report:
    return Report.objects.get(pk=report.pk)


def detail(report):
    return report.template.parts.get(key="detail")


def test_every_move_and_every_state_stands_in_the_table():
    assert set(TRANSITIONS) == set(ReportMove)
    assert {state for moves in TRANSITIONS.values() for state in (*moves, *moves.values())} == set(ReportState)


def test_a_report_goes_from_its_author_to_democratic_services(report, author):
    send_for_clearance(by=author, report=report)
    assert fresh(report).get_state() is ReportState.WITH_CLEARANCE
    sign_all(author, report)
    assert fresh(report).get_state() is ReportState.CLEARED
    hand_over(by=author, report=report)

    summary = clearance_summary(fresh(report), as_at=TODAY)
    assert summary.is_handed_over
    assert summary.owed == ()
    assert [line.signed_by for line in summary.lines] == ["Somebody", "Somebody"]
    actions = [event.action for event in events_on(report)]
    assert {"sign clearance", "report: send", "report: clear", "report: hand over"} <= set(actions)


def test_a_council_without_clearances_clears_at_once(dso):
    item = meeting_with(dso, ["Repairs"]).items.get()
    template = report_template(dso, [{"key": "detail", "style": PartStyle.PROSE}])
    report = start_report(by=dso, item=item, template=template, title="R", texts={"detail": "One."}).report

    assert send_for_clearance(by=dso, report=report).get_state() is ReportState.CLEARED


def test_an_empty_part_is_named_before_clearance(report, author, dso):
    save_part(by=author, report=report, part=detail(report), html="", version=1)

    with pytest.raises(NotAllowed, match="still empty: Part 1"):
        send_for_clearance(by=author, report=report)
    assert fresh(report).get_state() is ReportState.DRAFTING


def test_nothing_is_handed_over_before_all_have_signed(report, author):
    send_for_clearance(by=author, report=report)
    sign_clearance(by=author, clearance=report.clearances.in_order()[0], signed_by="A")

    with pytest.raises(NotAllowed, match="Not signed yet: Finance"):
        hand_over(by=author, report=report)


def test_a_change_to_a_signed_report_reopens_its_clearances(report, author):
    send_for_clearance(by=author, report=report)
    sign_all(author, report)
    saved = save_part(by=author, report=report, part=detail(report), text="One.\n\nOther.", version=1)

    assert saved.reopened == ("Legal", "Finance")
    summary = clearance_summary(fresh(report), as_at=TODAY)
    assert summary.state is ReportState.WITH_CLEARANCE
    assert {line.state for line in summary.lines} == {ClearanceState.REOPENED}
    assert {line.signed_by for line in summary.lines} == {""}
    assert "again, because the report changed" in summary.owed[0]
    sign_all(author, report)
    assert fresh(report).get_state() is ReportState.CLEARED


def test_a_picture_is_a_change_too(report, author):
    send_for_clearance(by=author, report=report)
    sign_all(author, report)

    assert add_picture(
        by=author, report=report, part=detail(report), content=png(), alternative="A bar"
    ).reopened  # fmt: skip


def test_saving_the_same_words_reopens_nothing(report, author):
    send_for_clearance(by=author, report=report)
    sign_all(author, report)

    assert save_part(by=author, report=report, part=detail(report), text="One.\n\nTwo.", version=1).reopened == ()
    assert fresh(report).get_state() is ReportState.CLEARED


def test_what_was_handed_over_its_author_cannot_change(report, author, dso):
    send_for_clearance(by=author, report=report)
    sign_all(author, report)
    hand_over(by=author, report=report)

    with pytest.raises(NotAllowed, match="handed over to democratic services"):
        save_part(by=author, report=report, part=detail(report), text="Other.", version=1)
    with pytest.raises(NotAllowed, match="Ask democratic services"):
        return_report(by=author, report=report, reason="I forgot something")
    with pytest.raises(NotAllowed, match="Say why"):
        return_report(by=dso, report=report, reason=" ")
    return_report(by=dso, report=report, reason="The year is wrong")
    assert fresh(report).state_reason == "The year is wrong"
    assert save_part(by=author, report=report, part=detail(report), text="Other.", version=1).reopened
    assert fresh(report).get_state() is ReportState.DRAFTING


def test_late_clearances_are_shown(report, author):
    legal = report.clearances.in_order()[0]
    plan_clearance(by=author, clearance=legal, owner="The solicitor", due=datetime.date(2031, 2, 28))
    send_for_clearance(by=author, report=report)

    on_the_day = clearance_summary(fresh(report), as_at=datetime.date(2031, 2, 28))
    after = clearance_summary(fresh(report), as_at=TODAY)
    assert not on_the_day.late
    assert [line.kind for line in after.late] == ["Legal"]
    assert after.owed[0] == "Legal clearance from The solicitor, due 28 February 2031 (late)."
    sign_clearance(by=author, clearance=legal)
    assert Clearance.objects.get(pk=legal.pk).signed_by == "The solicitor"
    assert not clearance_summary(fresh(report), as_at=TODAY).late


def test_a_clearance_is_signed_once_by_somebody_and_not_tomorrow(report, author):
    first = report.clearances.in_order()[0]
    with pytest.raises(NotAllowed, match="Only a report that is with clearance"):
        sign_clearance(by=author, clearance=first, signed_by="A")
    send_for_clearance(by=author, report=report)
    with pytest.raises(NotAllowed, match="Enter who gives the legal clearance"):
        sign_clearance(by=author, clearance=first)
    with pytest.raises(NotAllowed, match="future"):
        sign_clearance(by=author, clearance=first, signed_by="A", at=timezone.now() + datetime.timedelta(days=1))
    sign_clearance(by=author, clearance=first, signed_by="A")
    with pytest.raises(NotAllowed, match="signed already"):
        sign_clearance(by=author, clearance=first, signed_by="B")
    with pytest.raises(NotAllowed, match="signed already"):
        plan_clearance(by=author, clearance=first, owner="C", due=None)


@pytest.mark.parametrize(
    "half", [{"signed_by": "A"}, {"state": ClearanceState.SIGNED}, {"state": ClearanceState.SIGNED, "signed_by": "A"}]
)
def test_who_and_when_stand_together_in_the_database(report, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(report=report).update(**half)


def test_many_reports_cost_one_query(report, django_assert_num_queries):
    with django_assert_num_queries(1):
        clearance_summaries([report], as_at=TODAY)


@pytest.mark.parametrize("state", ReportState)
def test_the_pairs_agree_with_the_table(state):
    assert can_send(state=state, missing=()) == (state in TRANSITIONS[ReportMove.SEND])
    assert not can_send(state=state, missing=("Detail",))
    assert can_sign(state=state, is_signed=False) == (state in TRANSITIONS[ReportMove.CLEAR])
    assert can_hand_over(state=state, unsigned=()) == (state in TRANSITIONS[ReportMove.HAND_OVER])
    assert can_return(state=state, reason="x", may_receive=True) == (state in TRANSITIONS[ReportMove.RETURN])
    assert can_edit(state=state, may_receive=True)
    assert can_edit(state=state, may_receive=False) == (state is not ReportState.HANDED_OVER)
