"""Distance, trend, pace and position, by figures worked out on paper."""

import math

import numpy as np
import pandas as pd
import pytest

from performance import distance
from performance.enums import Polarity

NAN = math.nan
HIGH, LOW, NEUTRAL = Polarity.HIGH, Polarity.LOW, Polarity.NEUTRAL


def series(*values: float) -> pd.Series:
    return pd.Series(values, dtype="float64")


def polarities(*values: Polarity) -> pd.Series:
    return pd.Series(values, dtype="object")


def rows(*values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(list(values), dtype="float64")


def test_what_is_missing_to_the_goal_counts_in_the_good_way():
    short = distance.short_of(
        series(521, 90.4, 95.0, 5, NAN), series(460, 93.0, 93.0, 4, 1), polarities(LOW, HIGH, HIGH, NEUTRAL, HIGH)
    )

    assert short.to_list()[:3] == pytest.approx([61, 2.6, -2.0])
    assert short.isna().to_list() == [False, False, False, True, True]


def test_the_trend_is_the_least_squares_line_of_the_last_twelve_months():
    # The second row over months 0 to 5, around means of 2.5 and 2: products sum to 11, squares to 17.5 and 10.
    found = distance.trend(rows([99.0, *[10.0 + 2 * n for n in range(12)]], [NAN] * 7 + [0.0, 2, 1, 3, 2, 4]))

    assert found["slope"].to_list() == pytest.approx([2.0, 11 / 17.5])
    assert found["share"].to_list() == pytest.approx([1.0, 11.0**2 / (17.5 * 10)])


def test_a_gap_leaves_the_line_where_it_is_and_a_constant_series_has_no_movement():
    found = distance.trend(rows([*[float(n) for n in range(5)], NAN, *[float(n) for n in range(6, 12)]], [3.0] * 12))

    assert found["slope"].to_list() == pytest.approx([1.0, 0.0])
    assert found["share"].to_list() == pytest.approx([1.0, 0.0])


def test_fewer_than_six_months_have_no_trend():
    found = distance.trend(rows([NAN] * 8 + [1.0, 2.0, 3.0, 4.0, 5.0], [NAN] * 13))

    assert found.isna().all(axis=None)


def test_months_away_at_the_present_trend():
    trends = pd.DataFrame({"slope": [0.5, -0.5, 0.5, 0.5, 0.01, 0.5], "share": [0.9, 0.9, 0.9, 0.1, 0.9, 0.9]})
    short = series(2.6, 2.6, -1.0, 2.6, 2.6, NAN)

    months = distance.months_away(short, trends, polarities(HIGH, HIGH, HIGH, HIGH, HIGH, HIGH))

    assert months.to_list()[:3] == pytest.approx([5.2, math.inf, 0.0])
    assert np.isnan(months[3]), "a trend that is not steady is no trend to go by"
    assert math.isinf(months[4]), "260 months are out of reach"
    assert np.isnan(months[5])


def test_where_low_is_good_a_fall_comes_nearer():
    trends = pd.DataFrame({"slope": [-2.0, 2.0], "share": [1.0, 1.0]})

    assert distance.months_away(series(10, 10), trends, polarities(LOW, LOW)).to_list() == [5.0, math.inf]


def test_the_pace_needed_by_the_end_of_the_year():
    assert distance.pace_needed(series(61, -3), 11).to_list() == pytest.approx([61 / 11, 0.0])
    assert distance.pace_needed(series(61), 0).isna().all()


@pytest.mark.parametrize(
    ("figures", "goals", "polarity", "months"),
    [
        ([5, 4, 3], [4.5] * 3, HIGH, 2),
        ([5, 4, 3], [2.0] * 3, LOW, 3),
        ([3, NAN, 3], [4.0] * 3, HIGH, 1),
        ([3, 3, 3], [4.0, NAN, 4.0], HIGH, 1),
        ([4, 4, 4], [4.0] * 3, HIGH, 0),
        ([3, 3, 3], [4.0] * 3, NEUTRAL, 0),
        ([3, 3, 3], [4.0, 2.0, 4.0], HIGH, 1),
    ],
)
def test_for_how_long_it_has_been_worse(figures, goals, polarity, months):
    assert distance.worse_than(series(*figures), series(*goals), polarity) == months


def test_the_position_against_others_counts_in_the_good_way():
    ahead = distance.position(
        series(65, 35.2, 65), rows([77.0, 80.1], [21.1, NAN], [54.0, 70.0]), polarities(HIGH, LOW, NEUTRAL)
    )

    assert ahead[0].to_list() == pytest.approx([12.0, 14.1, -11.0])
    assert ahead[1].to_list() == pytest.approx([15.1, NAN, 5.0], nan_ok=True)


def test_a_share_that_its_own_numbers_do_not_give_is_found():
    found = distance.disagreements(
        series(64.8, 70.0, NAN, 50.0), series(83, 83, 83, 1), series(128, 128, 128, 0), decimals=1
    )

    assert found.to_list() == pytest.approx([NAN, 64.84375, NAN, NAN], nan_ok=True)
