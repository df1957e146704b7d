"""Clear days, years and months: the cases that the law and the real meetings give."""

import datetime

import pytest

from scrutiny.dates import (
    Month,
    clear_days_between,
    financial_year,
    is_working_day,
    last_lawful_publication_day,
    municipal_year,
)

Date = datetime.date

# Meeting, and the last lawful day for its agenda. The first two are real: Southampton's pack and West Sussex's.
CASES = [
    (Date(2018, 6, 7), Date(2018, 5, 30)),
    (Date(2019, 4, 15), Date(2019, 4, 5)),
    (Date(2025, 5, 29), Date(2025, 5, 20)),
    (Date(2025, 6, 5), Date(2025, 5, 28)),
    (Date(2026, 1, 8), Date(2025, 12, 30)),
    (Date(2026, 4, 9), Date(2026, 3, 30)),
]


@pytest.mark.parametrize(("meeting", "last_day"), CASES)
def test_the_last_lawful_day_leaves_five_clear_days(meeting, last_day):
    assert last_lawful_publication_day(meeting) == last_day
    assert clear_days_between(last_day, meeting) == 5


@pytest.mark.parametrize(("meeting", "last_day"), CASES)
def test_one_working_day_later_is_too_late(meeting, last_day):
    later = last_day + datetime.timedelta(days=1)
    while not is_working_day(later):
        later += datetime.timedelta(days=1)

    assert clear_days_between(later, meeting) == 4


def test_neither_the_day_of_publication_nor_that_of_the_meeting_is_clear():
    assert clear_days_between(Date(2018, 6, 4), Date(2018, 6, 5)) == 0
    assert clear_days_between(Date(2018, 6, 4), Date(2018, 6, 6)) == 1


def test_days_after_the_meeting_are_no_clear_days():
    assert clear_days_between(Date(2018, 6, 8), Date(2018, 6, 7)) == 0


def test_a_holiday_that_the_council_adds_is_no_clear_day():
    """A day of mourning between publication and meeting moves the last lawful day back by one."""
    extra = {Date(2018, 6, 1)}

    assert last_lawful_publication_day(Date(2018, 6, 7), extra_holidays=extra) == Date(2018, 5, 29)
    assert clear_days_between(Date(2018, 5, 30), Date(2018, 6, 7), extra_holidays=extra) == 4


def test_other_numbers_of_clear_days_can_be_asked_for():
    assert last_lawful_publication_day(Date(2018, 6, 7), clear_days=3) == Date(2018, 6, 1)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (Date(2018, 6, 1), True),
        (Date(2018, 6, 2), False),  # Saturday
        (Date(2018, 6, 3), False),  # Sunday
        (Date(2018, 5, 28), False),  # spring bank holiday
        (Date(2022, 9, 19), False),  # the funeral of Queen Elizabeth II, once only
        (Date(2022, 6, 3), False),  # the Platinum Jubilee
        (Date(2021, 12, 27), False),  # Christmas Day moved from a Saturday
        (Date(2018, 3, 19), True),  # a holiday in Northern Ireland, not in England
    ],
)
def test_working_days_are_those_of_england(day, is_working):
    assert is_working_day(day) is is_working


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (Date(2018, 4, 30), "2017/18"),
        (Date(2018, 5, 1), "2018/19"),
        (Date(2018, 6, 7), "2018/19"),
        (Date(2019, 3, 28), "2018/19"),
        (Date(1999, 12, 31), "1999/00"),
    ],
)
def test_the_municipal_year_runs_from_may(day, year):
    assert municipal_year(day) == year


@pytest.mark.parametrize(
    ("month", "year"), [("2018-03", "2017-18"), ("2018-04", "2018-19"), ("2019-03", "2018-19"), ("1999-04", "1999-00")]
)
def test_the_financial_year_runs_from_april(month, year):
    assert financial_year(Month.parse(month)) == year


def test_a_month_says_itself_in_three_ways():
    april = Month.parse("2018-04")

    assert (str(april), april.label, april.long) == ("2018-04", "Apr-18", "April 2018")
    assert Month.of(Date(2018, 4, 30)) == april


def test_months_count_across_years():
    april = Month(2018, 4)

    assert [str(april - months) for months in (0, 3, 4, 12)] == ["2018-04", "2018-01", "2017-12", "2017-04"]
    assert str(april + 9) == "2019-01"
    assert april.months_since(Month(2017, 4)) == 12
    assert sorted([april, april - 12, april + 1]) == [Month(2017, 4), april, Month(2018, 5)]
    assert len({april, Month.parse("2018-04")}) == 1


def test_the_first_and_last_day_of_a_month():
    assert (Month(2020, 2).first_day, Month(2020, 2).last_day) == (Date(2020, 2, 1), Date(2020, 2, 29))
    assert Month(2018, 12).last_day == Date(2018, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["", "2018", "2018-4", "2018-13", "2018-00", "18-04", "April 2018", "2018-04-01", "٢٠١٨-٠٤"],
)
def test_what_is_no_month_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"is not a month. Write it as year and month, such as 2018-04"):
        Month.parse(text)
