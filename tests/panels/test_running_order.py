"""The numbers of items and sub-items, the times at which they are reached, and the people invited."""

import datetime

import pytest

from panels.running_order import Attendee, anchor, attendees, block, numbers, times

START = datetime.time(17, 30)


@pytest.mark.parametrize(
    ("depths", "expected"),
    [
        ([], ()),
        ([0, 0, 0], ("1", "2", "3")),
        ([0, 1, 1, 0, 1], ("1", "1(a)", "1(b)", "2", "2(a)")),
        ([1, 0, 1], ("1", "2", "2(a)")),
        ([1, 1], ("1", "1(a)")),
    ],
)
def test_numbers_come_of_places_and_depths(depths, expected):
    assert numbers(depths) == expected


def test_letters_go_on_after_z():
    found = numbers([0] + [1] * 53)
    assert found[26:29] == ("1(z)", "1(aa)", "1(ab)")
    assert found[-2:] == ("1(az)", "1(ba)")
    assert len(set(found)) == 54


def test_an_anchor_can_stand_in_an_address():
    assert (anchor("7"), anchor("7(a)")) == ("7", "7a")


def test_an_item_moves_with_its_sub_items():
    depths = [0, 1, 1, 0, 0]
    assert block(depths, 0) == range(3)
    assert block(depths, 1) == range(1, 2)
    assert block(depths, 4) == range(4, 5)


def test_no_timings_are_given_where_nobody_wants_any():
    assert times(START, [(None, None), (None, None)]) == (None, None)


def test_times_run_on_by_the_minutes_and_an_own_time_wins():
    found = times(START, [(None, 10), (None, 45), (datetime.time(18, 30), None), (None, 5), (datetime.time(19), 0)])
    assert found == (START, datetime.time(17, 40), datetime.time(18, 30), None, datetime.time(19))


def test_times_stop_at_midnight_and_need_a_start():
    assert times(datetime.time(23, 50), [(None, 20), (None, 5)]) == (datetime.time(23, 50), None)
    assert times(None, [(None, 20), (None, 5)]) == (None, None)


def test_people_are_read_one_a_line():
    found = attendees("Jane White, Service Lead – Children's Social Care, Southampton\n\n  Julien  Kramer \n, nobody")
    assert found == (
        Attendee("Jane White", "Service Lead – Children's Social Care, Southampton"),
        Attendee("Julien Kramer"),
    )
