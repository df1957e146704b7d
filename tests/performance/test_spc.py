"""XmR charts, by vectors worked out on paper."""

import math

import pandas as pd
import pytest

from performance import spc
from performance.enums import Assurance, Polarity, SpecialCause, Variation


def chart(values: list[float], polarity: Polarity = Polarity.HIGH, target: float | None = None) -> spc.Chart:
    return spc.chart(pd.Series(values, dtype="float64"), polarity=polarity, target=target)


def causes(result: spc.Chart) -> list[SpecialCause | None]:
    return [point.cause for point in result.points]


def test_limits_are_the_mean_and_two_point_66_mean_moving_ranges():
    result = chart([10.0, 12.0, 16.0, 15.0, 12.0, 7.0])

    # Ranges 2 4 1 3 5, mean 3; mean of the values 12; 2.66 x 3 = 7.98.
    assert (result.mean, result.lower, result.upper) == pytest.approx((12.0, 4.02, 19.98))
    assert result.variation == Variation.COMMON_CAUSE


def test_a_range_of_3_267_times_the_mean_range_or_more_is_left_out_once():
    # Eleven ranges: ten of 1 and one of 30. Their mean is 40/11 = 3.636, so 30 is over 3.267 x that (11.88): left out.
    values = [10.0, 11.0, 10.0, 11.0, 10.0, 11.0, 41.0, 40.0, 41.0, 40.0, 41.0, 40.0]
    mean = sum(values) / 12

    result = chart(values)

    assert (result.mean, result.lower, result.upper) == pytest.approx((mean, mean - 2.66, mean + 2.66))


def test_the_screen_runs_once_only():
    # Ranges: nine of 1, then 8 and 100. Mean 117/11 = 10.64: 100 goes (34.75), 8 stays although it is now far above.
    values = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 9.0, 109.0]

    result = chart(values)

    assert result.upper - result.mean == pytest.approx(2.66 * 17 / 10)


def test_a_point_outside_a_limit_is_a_signal():
    result = chart([10.0, 11.0, 10.0, 9.0, 10.0, 11.0, 10.0, 9.0, 10.0, 11.0, 10.0, 30.0])

    assert causes(result)[-1] == SpecialCause.OUTSIDE_LIMITS
    assert result.variation == Variation.IMPROVING


def test_seven_rising_points_are_a_signal_and_six_are_not():
    wide = [50.0, 20.0, 50.0, 20.0, 50.0, 20.0]

    seven = chart([*wide, 30.0, 31.0, 32.0, 33.0, 34.0, 35.0])
    six = chart([*wide, 19.0, 31.0, 32.0, 33.0, 33.0, 34.0, 35.0])

    assert causes(seven)[5:] == [SpecialCause.TREND] * 7
    assert causes(six) == [None] * 13


def test_a_tie_breaks_a_trend():
    wide = [50.0, 20.0, 50.0, 20.0, 50.0, 30.0]

    assert SpecialCause.TREND not in causes(chart([*wide, 31.0, 32.0, 33.0, 33.0, 34.0, 35.0, 36.0]))


def test_two_of_three_beyond_the_same_near_limit_are_a_signal():
    # Every range is 1 and the mean 10: limits 2.66 away, near limits 1.773. A distance of 2 lies between.
    values = [10.0, 9, 10, 9, 10, 9, 10, 11, 12, 11, 12, 11, 10, 9, 10, 9, 10, 9, 10, 9]
    result = chart(values)

    assert (result.mean, result.upper) == pytest.approx((10.0, 12.66))
    assert {at for at, cause in enumerate(causes(result)) if cause} == {8, 10}
    assert causes(result)[8] == SpecialCause.TWO_OF_THREE


def test_two_of_three_on_opposite_sides_are_no_signal():
    # Twenty ranges of 1 and two of 2: the limits are 2.66 x 24/22 = 2.9 from the mean of 10, the near limits 1.93.
    values = [*[10.0, 11, 10, 9] * 4, 10, 11, 12, 10, 8, 9, 10]
    result = chart(values)

    assert (result.mean, result.upper) == pytest.approx((10.0, 10 + 2.66 * 24 / 22))
    assert causes(result) == [None] * 23


def test_seven_on_one_side_of_the_mean_are_a_signal_and_the_mean_itself_breaks_it():
    up, down = [11.0, 12.0] * 3, [8.0, 9.0, 7.0]

    seven = chart([*up, 11.0, *down, 9.0, 7.0])
    broken = chart([1.0, 3.0, 1.0, 2.0, 3.0, 1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 2.0])

    assert causes(seven)[:7] == [SpecialCause.SHIFT] * 7
    assert causes(broken) == [None] * 12


def test_the_first_rule_that_fits_is_the_one_that_is_named():
    rising = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]

    assert causes(chart(rising))[0] == SpecialCause.OUTSIDE_LIMITS
    assert causes(chart(rising))[3] == SpecialCause.TREND


@pytest.mark.parametrize(
    ("polarity", "variation"),
    [
        (Polarity.HIGH, Variation.IMPROVING),
        (Polarity.LOW, Variation.CONCERNING),
        (Polarity.NEUTRAL, Variation.SPECIAL_HIGH),
    ],
)
def test_variation_follows_from_the_latest_point_and_the_polarity(polarity, variation):
    values = [10.0, 11.0, 10.0, 9.0, 10.0, 11.0, 10.0, 9.0, 10.0, 11.0, 10.0, 30.0]

    assert chart(values, polarity).variation == variation


@pytest.mark.parametrize(
    ("polarity", "target", "assurance"),
    [
        (Polarity.HIGH, 4.0, Assurance.PASSES),
        (Polarity.HIGH, 12.0, Assurance.HIT_AND_MISS),
        (Polarity.HIGH, 20.0, Assurance.FAILS),
        (Polarity.LOW, 20.0, Assurance.PASSES),
        (Polarity.LOW, 12.0, Assurance.HIT_AND_MISS),
        (Polarity.LOW, 4.0, Assurance.FAILS),
        (Polarity.NEUTRAL, 12.0, Assurance.NO_TARGET),
        (Polarity.HIGH, None, Assurance.NO_TARGET),
    ],
)
def test_assurance_is_the_target_against_the_limits(polarity, target, assurance):
    # Limits 4.02 and 19.98, as above.
    assert chart([10.0, 12.0, 16.0, 15.0, 12.0, 7.0], polarity, target).assurance == assurance


def test_a_missing_month_has_no_point_and_no_range_over_it():
    with_gap = chart([10.0, 12.0, math.nan, 30.0, 32.0])

    assert [point.label for point in with_gap.points] == [0, 1, 3, 4]
    assert with_gap.upper - with_gap.mean == pytest.approx(2.66 * 2)


def test_a_constant_series_has_limits_on_its_mean_and_no_signal():
    result = chart([0.1 + 0.2] * 13)

    assert result.mean == result.lower == result.upper == pytest.approx(0.3)
    assert causes(result) == [None] * 13
    assert "hardly moved" in result.cautions[0]


@pytest.mark.parametrize("values", [[], [5.0], [5.0, math.nan, 6.0], [math.nan] * 13])
def test_without_two_months_in_a_row_there_are_no_limits(values):
    result = chart(values)

    assert (result.mean, result.lower, result.upper) == (None, None, None)
    assert result.variation == Variation.UNKNOWN
    assert len(result.cautions) == 1


def test_fewer_than_twelve_points_are_said():
    assert "Only 6 months" in chart([10.0, 12.0, 16.0, 15.0, 12.0, 7.0]).cautions[0]


def test_a_stock_that_carries_over_is_said():
    stock = [277.0, 255, 277, 266, 294, 290, 296, 305, 312, 329, 327, 326, 325]

    assert any("carries over" in caution for caution in chart(stock).cautions)


def test_limits_are_not_cut_at_zero():
    assert chart([0.0, 4.0, 0.0, 4.0, 0.0, 4.0]).lower < 0


def test_a_rebase_starts_mean_limits_and_runs_afresh():
    before, after = [10.0, 12.0, 10.0, 12.0, 10.0, 12.0], [30.0, 34.0, 30.0, 34.0, 30.0, 34.0]
    whole = chart(before + after)
    result = spc.chart(pd.Series(before + after), polarity=Polarity.HIGH, target=20.0, rebases=[6])

    assert whole.signals == 12
    assert result.signals == 0
    assert [(s.first, s.last, s.mean) for s in result.stretches] == [(0, 5, 11.0), (6, 11, 32.0)]
    assert (result.mean, result.upper) == pytest.approx((32.0, 32.0 + 2.66 * 4))
    assert result.assurance == Assurance.PASSES
    assert "Only 6 months" in result.cautions[0]


def test_a_rebase_outside_the_series_or_into_a_gap_changes_nothing():
    values = pd.Series([10.0, 12.0, 10.0, math.nan])
    plain = spc.chart(values, polarity=Polarity.HIGH)

    assert spc.chart(values, polarity=Polarity.HIGH, rebases=[99]) == plain
    assert spc.chart(values, polarity=Polarity.HIGH, rebases=[3]).mean == plain.mean


def test_limits_that_no_month_can_pass_are_said():
    low = chart([0.0, 4.0] * 6)
    high = chart([99.0, 90.0] * 6)

    assert "below zero" in spc.blind_sides(low, is_percent=False)[0]
    assert "above 100%" in spc.blind_sides(high, is_percent=True)[0]
    assert spc.blind_sides(high, is_percent=False) == ()
