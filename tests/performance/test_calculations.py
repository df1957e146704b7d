"""The analysis, by hand-computed figures."""

import math

import pandas as pd
import pytest

from performance import calculations
from performance.calculations import round_half_up
from performance.enums import Direction, Judgement, Polarity

NAN = math.nan


def frame(*rows: list[float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), dtype="float64")


def test_change_is_relative_and_unrounded():
    figures = frame([1376.0, 1649.0], [50.0, 55.0])

    assert calculations.change(figures, months=1).tolist() == pytest.approx([19.840116279, 10.0])


@pytest.mark.parametrize("row", [[0.0, 3.0], [NAN, 3.0], [3.0, NAN]])
def test_change_without_a_base_or_a_figure_is_none(row):
    assert calculations.change(frame(row), months=1).isna().all()


def test_change_reaches_no_further_than_the_months_there_are():
    assert calculations.change(frame([1.0, 2.0]), months=12).isna().all()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (10.0, Direction.INCREASE),
        (9.99, Direction.SIMILAR),
        (0.0, Direction.SIMILAR),
        (-9.99, Direction.SIMILAR),
        (-10.0, Direction.DECREASE),
        (NAN, Direction.UNKNOWN),
    ],
)
def test_under_ten_percent_either_way_is_similar(change, expected):
    assert calculations.direction(pd.Series([change])).tolist() == [expected]


@pytest.mark.parametrize("base", [0.1, 0.7, 8.1, 81.0, 123.4])
def test_exactly_ten_percent_counts_whatever_floating_point_makes_of_it(base):
    figures = frame([base, base * 1.1], [base, base * 0.9])

    assert calculations.direction(calculations.change(figures, months=1)).tolist() == [
        Direction.INCREASE,
        Direction.DECREASE,
    ]


@pytest.mark.parametrize(
    ("moved", "polarity", "expected"),
    [
        (Direction.INCREASE, Polarity.HIGH, Judgement.BETTER),
        (Direction.DECREASE, Polarity.HIGH, Judgement.WORSE),
        (Direction.INCREASE, Polarity.LOW, Judgement.WORSE),
        (Direction.DECREASE, Polarity.LOW, Judgement.BETTER),
        (Direction.INCREASE, Polarity.NEUTRAL, Judgement.NEUTRAL),
        (Direction.SIMILAR, Polarity.HIGH, Judgement.SIMILAR),
        (Direction.UNKNOWN, Polarity.LOW, Judgement.UNKNOWN),
    ],
)
def test_better_and_worse_depend_on_which_way_is_good(moved, polarity, expected):
    assert calculations.judgement(moved, polarity) == expected


def test_average_and_maximum_are_over_the_last_12_months_and_the_figures_there_are():
    figures = frame([999.0, *range(1, 13)], [999.0, NAN, 4.0, *[2.0] * 10], [999.0, *[NAN] * 12])

    assert calculations.average(figures).tolist()[:2] == pytest.approx([6.5, 24 / 11])
    assert calculations.maximum(figures).tolist()[:2] == [12.0, 4.0]
    assert calculations.average(figures).isna().tolist() == [False, False, True]
    assert calculations.maximum(figures).isna().tolist() == [False, False, True]


def test_year_to_date_runs_from_april_and_adds_up_only_what_adds_up():
    figures = frame([9.0, 1.0, 2.0, NAN], [9.0, 10.0, 20.0, NAN], [9.0, NAN, NAN, NAN])

    result = calculations.year_to_date(figures, months_into_year=3, additive=pd.Series([True, False, True]))

    assert result.tolist()[:2] == [3.0, 15.0]
    assert math.isnan(result[2])


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (38.5, 0, "39"),
        (156.5, 0, "157"),
        (-0.4, 0, "0"),
        (-2.5, 0, "-3"),
        (0.285 * 100, 0, "29"),
        (22.85, 1, "22.9"),
        (1.005, 2, "1.01"),
    ],
)
def test_halves_round_away_from_zero(number, decimals, expected):
    assert str(round_half_up(number, decimals)) == expected
