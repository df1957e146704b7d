"""The clock of two months, and the one table of what may follow what."""

import datetime

import pytest

from panels.rules import NotAllowed
from panels.tracker_enums import AskKind, RecipientKind, Standing, Step
from panels.tracker_rules import (
    ENDED,
    FIRST,
    OWED,
    TRANSITIONS,
    can_step,
    check_dates,
    check_notice,
    check_step,
    is_late,
    last_day_to_respond,
    steps_from,
    working_days_before,
    working_days_between,
)
from tests.panels.tracker_helpers import day


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2018-03-22", "2018-05-21"),  # the day of receipt is the first day of the two months
        ("2018-03-01", "2018-04-30"),
        ("2018-12-31", "2019-02-28"),  # no 31 February: the time ends with the month
        ("2018-12-30", "2019-02-28"),
        ("2018-12-29", "2019-02-28"),
        ("2018-12-28", "2019-02-27"),
        ("2019-12-29", "2020-02-28"),
        ("2019-12-30", "2020-02-29"),  # a leap year has one more
        ("2018-07-31", "2018-09-30"),
        ("2018-08-31", "2018-10-30"),
        ("2018-11-15", "2019-01-14"),
    ],
)
def test_two_months_begin_with_the_day_of_receipt(received, last):
    assert last_day_to_respond(day(received)) == day(last)


def test_the_table_reaches_every_standing_and_leaves_no_dead_end():
    for kind, table in TRANSITIONS.items():
        reached, frontier = {FIRST}, [FIRST]
        while frontier:
            standing = frontier.pop()
            for step in steps_from(kind, standing):
                after = check_step(kind, standing, step)
                assert can_step(kind, standing, step)
                if after not in reached:
                    reached.add(after)
                    frontier.append(after)
        known = {start for found in table.values() for start in found.starts} | {f.leads_to for f in table.values()}
        assert reached == known
        assert all(steps_from(kind, standing) for standing in reached)
        assert reached & ENDED
        assert reached & OWED
    used = {standing for table in TRANSITIONS.values() for found in table.values() for standing in found.starts}
    assert used == set(Standing)
    assert {step for table in TRANSITIONS.values() for step in table} == set(Step)


def test_every_refusal_is_a_sentence():
    for kind in AskKind:
        for standing in Standing:
            for step in Step:
                if not can_step(kind, standing, step):
                    with pytest.raises(NotAllowed, match=r"^[A-Z].{20,}\.$"):
                        check_step(kind, standing, step)


def test_a_response_before_the_notice_is_refused_with_the_reason():
    with pytest.raises(NotAllowed, match="No notice of this recommendation has been sent"):
        check_step(AskKind.RECOMMENDATION, Standing.NOT_SENT, Step.RESPOND)


def test_days_are_in_order_and_not_to_come():
    asked = {"step": Step.RESPOND, "made_on": day("2018-03-22"), "today": day("2018-06-07")}
    check_dates(on=day("2018-05-01"), latest_step_on=day("2018-05-01"), **asked)
    with pytest.raises(NotAllowed, match="8 June 2018 is still to come"):
        check_dates(on=day("2018-06-08"), latest_step_on=None, **asked)
    with pytest.raises(NotAllowed, match="asked for this on 22 March 2018"):
        check_dates(on=day("2018-03-21"), latest_step_on=None, **asked)
    with pytest.raises(NotAllowed, match="The step before this one was on 3 May 2018"):
        check_dates(on=day("2018-05-02"), latest_step_on=day("2018-05-03"), **asked)


def test_a_notice_gives_what_the_law_gives():
    dates = {"sent": day("2018-03-22"), "received": day("2018-03-22")}
    check_notice(recipient=RecipientKind.EXECUTIVE_MEMBER, due=day("2018-05-21"), **dates)
    check_notice(recipient=RecipientKind.PARTNER, due=day("2018-07-01"), **dates)
    with pytest.raises(NotAllowed, match="two months from receipt, to 21 May 2018"):
        check_notice(recipient=RecipientKind.EXECUTIVE_MEMBER, due=day("2018-05-22"), **dates)
    with pytest.raises(NotAllowed, match="before the notice was received"):
        check_notice(recipient=RecipientKind.PARTNER, due=day("2018-03-21"), **dates)
    with pytest.raises(NotAllowed, match="Choose first who is to answer"):
        check_notice(recipient=None, due=day("2018-05-21"), **dates)
    with pytest.raises(NotAllowed, match="received before it was sent"):
        check_notice(
            recipient=RecipientKind.PARTNER, sent=day("2018-03-22"), received=day("2018-03-21"), due=day("2018-05-01")
        )


def test_late_is_after_the_day_and_only_while_something_is_owed():
    due = day("2018-05-21")
    assert not is_late(Standing.WAITING, due, on=due)
    assert is_late(Standing.WAITING, due, on=due + datetime.timedelta(days=1))
    assert not is_late(Standing.ANSWERED, due, on=day("2019-01-01"))
    assert not is_late(Standing.ASKED, None, on=day("2019-01-01"))


def test_working_days_leave_out_weekends_and_holidays():
    assert working_days_between(day("2018-05-04"), day("2018-05-08")) == 1  # a weekend and the early May holiday
    assert working_days_between(day("2018-05-08"), day("2018-05-04")) == -1
    assert working_days_between(day("2018-06-07"), day("2018-06-11"), extra_holidays=[day("2018-06-08")]) == 1
    assert working_days_before(day("2018-05-08"), 1) == day("2018-05-04")
    assert working_days_before(day("2018-06-11"), 1, extra_holidays=[day("2018-06-08")]) == day("2018-06-07")
