"""Dates that may be only a month, lateness to the day, and what a status needs."""

import datetime

import pytest

from actions.enums import RAG_DEFINITIONS, Precision, Rag
from actions.rules import RuleError, When, check_due, check_evidence, days_late, is_late
from scrutiny.badges import badge_of
from scrutiny.dates import Month


@pytest.mark.parametrize("text", ["Jan 2015", "january 2015", "JANUARY  2015", "2015-01", "2015-1"])
def test_a_month_is_its_last_day(text: str) -> None:
    when = When.parse(text)
    assert when == When(datetime.date(2015, 1, 31), Precision.MONTH)
    assert when.label == "January 2015"


@pytest.mark.parametrize("text", ["28 February 2015", "28 Feb 2015", "28/2/2015", "28/02/2015", "2015-02-28"])
def test_a_day_stays_a_day_even_if_it_is_the_last_of_the_month(text: str) -> None:
    when = When.parse(text)
    assert when == When(datetime.date(2015, 2, 28), Precision.DAY)
    assert when.label == "28 February 2015"


def test_february_ends_on_the_29th_in_a_leap_year() -> None:
    assert When.parse("Feb 2016").day == datetime.date(2016, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "Ja 2015",
        "Smarch 2015",
        "2015",
        "30 February 2015",
        "31/4/2015",
        "2015-13",
        "0000-01",
        "1 Jan 15",
        "²015-01",
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RuleError) as refused:
        When.parse(text)
    assert text in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_month_cannot_be_kept_as_another_day() -> None:
    with pytest.raises(ValueError, match="last day"):
        When(datetime.date(2015, 1, 30), Precision.MONTH)


@pytest.mark.parametrize(
    ("as_at", "days"),
    [
        (datetime.date(2015, 1, 30), 0),
        (datetime.date(2015, 1, 31), 0),  # on the due day there is still time
        (datetime.date(2015, 2, 1), 1),
        (datetime.date(2015, 3, 1), 29),
    ],
)
def test_days_late_are_counted_from_the_due_day(as_at: datetime.date, days: int) -> None:
    due = When.during(Month(2015, 1)).day
    for status in set(Rag) - {Rag.BLUE}:
        assert days_late(due, as_at, status) == days
        assert is_late(due, as_at, status) is (days > 0)


def test_what_is_complete_is_never_late() -> None:
    assert not is_late(datetime.date(2015, 1, 31), datetime.date(2020, 1, 1), Rag.BLUE)
    assert days_late(datetime.date(2015, 1, 31), datetime.date(2020, 1, 1), Rag.BLUE) == 0


def test_only_blue_needs_evidence() -> None:
    for status in Rag:
        check_evidence(status, "Minute 12")
        if status == Rag.BLUE:
            with pytest.raises(RuleError, match="evidence"):
                check_evidence(status, "  ")
        else:
            check_evidence(status, "")


def test_nothing_is_due_before_the_inspection_began() -> None:
    june = When.during(Month(2014, 6))
    check_due(When.parse("1 June 2014"), june)
    check_due(When.parse("1900-01"), None)
    with pytest.raises(RuleError, match=r"31 May 2014 .* June 2014"):
        check_due(When.parse("31 May 2014"), june)


def test_every_status_has_a_definition_and_a_look_of_its_own() -> None:
    assert set(RAG_DEFINITIONS) == set(Rag)
    badges = [badge_of(status) for status in Rag]
    # The shape and the word each tell the statuses apart without the colour.
    assert len({badge.shape for badge in badges} - {"none"}) == len(Rag)
    assert len({badge.word for badge in badges}) == len(Rag)
