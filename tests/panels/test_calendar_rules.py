"""Dates and times as people type them, and everything wrong with a list of them, at once."""

import datetime

import pytest

from panels.calendar_rules import bounds, quorum_warning, read_date, read_dates, read_time
from scrutiny.dates import municipal_year

JUNE = datetime.date(2018, 6, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "7 June 2018",
        "7th June 2018",
        "Thursday 7 June 2018",
        "Thursday, 7th of June, 2018",
        "thu 7 jun 2018",
        "07 JUNE 2018",
        "7-Jun-2018",
        "7 June",
        "7/6/2018",
        "07/06/2018",
        "7.6.2018",
        "7-6-18",
        "2018-06-07",
        "  7   June  2018. ",
    ],
)
def test_a_date_is_read_as_people_type_it(typed):
    assert read_date(typed, year="2018/19") == JUNE


def test_a_day_without_a_year_is_of_the_municipal_year():
    assert read_date("24 January", year="2018/19") == datetime.date(2019, 1, 24)
    assert read_date("1 May", year="2018/19") == datetime.date(2018, 5, 1)
    assert read_date("30 April", year="2018/19") == datetime.date(2019, 4, 30)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "not a date"),
        ("June", "not a date"),
        ("7 Juna 2018", "not a date"),
        ("32 June 2018", "no such day"),
        ("31/6/2018", "no such day"),
        ("2018-02-30", "no such day"),
        ("0/0/0000", "no such day"),
        ("6/7/8", "not a date"),
        ("٧ June 2018", "not a date"),
        ("Friday 7 June 2018", "Thursday 7 June 2018 is not a Friday"),
        ("7 June 2018 and 8 June 2018", "not a date"),
    ],
)
def test_what_is_no_date_is_said_with_how_to_write_one(typed, said):
    with pytest.raises(ValueError, match=said):
        read_date(typed, year="2018/19")


def test_all_problems_of_a_list_are_said_at_once_each_with_its_line():
    found = read_dates(
        "7 June 2018\nsoon\n\n7/6/2018\n26 July 2018\n7 June 2019",
        year="2018/19",
        taken={datetime.date(2018, 7, 26)},
    )

    assert [planned.date for planned in found.dates] == [JUNE]
    assert [str(problem).split(":")[0] for problem in found.problems] == [
        "Line 2, “soon”",
        "Line 4, “7/6/2018”",
        "Line 5, “26 July 2018”",
        "Line 6, “7 June 2019”",
    ]
    assert "not a date" in str(found.problems[0])
    assert "it is on line 1 already" in str(found.problems[1])
    assert "the panel meets on Thursday 26 July 2018 already" in str(found.problems[2])
    assert "municipal year 2019/20, not 2018/19" in str(found.problems[3])


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        ("9 June 2018", "It is a Saturday."),
        ("10 June 2018", "It is a Sunday."),
        ("27 August 2018", "It is a bank holiday."),
        ("28 December 2018", "The council's offices are shut on this day."),
    ],
)
def test_weekends_and_holidays_are_warnings_that_stop_nothing(typed, warning):
    found = read_dates(typed, year="2018/19", extra_holidays={datetime.date(2018, 12, 28)})

    assert found.problems == ()
    assert found.dates[0].warnings == (warning,)
    assert read_dates("7 June 2018", year="2018/19").dates[0].warnings == ()


def test_dates_come_back_in_order_and_an_empty_list_is_a_problem():
    found = read_dates("26 July\n7 June", year="2018/19")
    assert [planned.date.month for planned in found.dates] == [6, 7]
    assert "at least one date" in str(read_dates(" \n ", year="2018/19").problems[0])


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [("5.30pm", 17, 30), ("5:30 PM", 17, 30), ("17:30", 17, 30), ("17.30", 17, 30), ("6pm", 18, 0), ("9am", 9, 0),
     ("12.15am", 0, 15), ("12pm", 12, 0), ("midday", 12, 0), ("12 noon", 12, 0)],
)  # fmt: skip
def test_a_time_is_read_as_people_type_it(typed, hour, minute):
    assert read_time(typed) == datetime.time(hour, minute)


@pytest.mark.parametrize("typed", ["half past five", "5", "25:00", "13pm", "0am", "5.75pm", "17:60", "evening"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError, match=r"5\.30pm or 17:30"):
        read_time(typed)


@pytest.mark.parametrize("year", ["2017/18", "2018/19", "1999/00"])
def test_the_bounds_of_a_year_are_those_of_the_rule(year):
    first, end = bounds(year)
    assert municipal_year(first) == municipal_year(end - datetime.timedelta(days=1)) == year
    assert municipal_year(end) != year


def test_too_few_members_for_the_quorum_is_said_with_numbers():
    assert quorum_warning(quorum=3, seats=3, year="2018/19") == ""
    assert quorum_warning(quorum=None, seats=0, year="2018/19") == ""
    assert "only 2 members have a seat" in quorum_warning(quorum=3, seats=2, year="2018/19")
    assert "appoint 1 more" in quorum_warning(quorum=3, seats=2, year="2018/19")
    assert "no member has a seat on the panel for 2019/20" in quorum_warning(quorum=3, seats=0, year="2019/20")
