"""XmR charts against the published tests of independent implementations. Figures only; each with where it stands.

- NHSRplotthedots 0.2.0 (R, by the NHS-R Community; github.com/nhs-r-community/NHSRplotthedots, commit 050b07d).
- nhspy-plotthedots (Python, by the NHS Python Community; github.com/nhs-pycom/nhspy-plotthedots, commit 6aa6c7d).
- qicharts2 (R, by J. Anhøj; github.com/anhoej/qicharts2, commit 1b9487e), of an example in D. C. Montgomery's
  "Introduction to Statistical Quality Control".
"""

import pandas as pd
import pytest

from performance import spc
from performance.enums import Assurance, Polarity, SpecialCause, Variation

# R's set.seed(123); rnorm(20), the data of NHSRplotthedots' own tests (their snapshot prints the first five).
NORMAL = [
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123),
    *(-0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314),
    *(0.49785048, -1.96661716, 0.70135590, -0.47279141),
]


def chart(values: list[float], polarity: Polarity = Polarity.HIGH, **options) -> spc.Chart:
    return spc.chart(pd.Series(values, dtype="float64"), polarity=polarity, **options)


def limits(result: spc.Chart) -> tuple[float | None, float | None, float | None]:
    return result.mean, result.lower, result.upper


def sides(values: list[float], cause: SpecialCause) -> list[int]:
    return [point.side if point.cause == cause else 0 for point in chart(values).points]


# --- Limits ----------------------------------------------------------------------------------------------------


def test_nhsr_limits_of_twenty_normal_values():
    """tests/testthat/_snaps/ptd_spc_standard.md, first snapshot; and ptd_spc.md: 20 common causes of 20."""
    result = chart(NORMAL)

    assert limits(result) == pytest.approx((0.1416238, -3.01138, 3.294627), rel=1e-6)
    assert result.signals == 0


def test_nhsr_limits_with_one_outlier_screened():
    """The same file, second snapshot: the fifteenth value is 10, and its two moving ranges are left out."""
    values = [*NORMAL[:14], 10.0, *NORMAL[15:]]

    assert limits(chart(values)) == pytest.approx((0.6694159, -2.383666, 3.722497), rel=1e-6)


def test_nhsr_limits_of_two_halves():
    """_snaps/ptd_spc.md, two facets of ten: a rebase at the eleventh value judges the halves alike."""
    result = chart(NORMAL, rebases=[10])

    assert [(s.first, s.last) for s in result.stretches] == [(0, 9), (10, 19)]
    first, second = ((s.mean, s.lower, s.upper) for s in result.stretches)
    assert first == pytest.approx((0.0746, -2.60, 2.75), abs=0.005)
    assert second == pytest.approx((0.209, -3.28, 3.70), abs=0.005)
    assert limits(result) == second


def test_nhsr_one_signal_of_eighteen():
    """vignettes/deviations.Rmd: limits 4.6 and -0.72 around 1.94, and one special cause of improvement."""
    result = chart([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])

    assert limits(result) == pytest.approx((1.94, -0.72, 4.60), abs=0.006)
    assert [point.side for point in result.points] == [0] * 4 + [1] + [0] * 13


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (list(range(1, 11)), (5.5, 2.84, 8.16)),
        (list(range(10, 0, -1)), (5.5, 2.84, 8.16)),
        ([1, 2, 3, 4, 5, 4, 3, 2, 1, 2], (2.7, 0.04, 5.36)),
        ([1, 2, 3], (2.0, -0.66, 4.66)),
        (list(range(20)), (9.5, 6.84, 12.16)),
        ([3, 1, 4, 1, 5, 9, 2], (3.5714285714285716, -6.625238095238096, 13.768095238095238)),
        ([1, 2, 3, 2, 1, 2, 3, 4, 5, 6, 7, 4, 3, 2, 1, 2], (3.0, -0.014666666666666828, 6.014666666666667)),
        ([-1, -2, -3, -2, -1, -2, -3, -4, -5, -6, -7, -4, -3, -2, -1, -2], (-3.0, -6.014666666666667, 0.0146666667)),
    ],
)
def test_nhspy_limits(values, expected):
    """tests/unittests/test_limits_calculations.py, every case with figures."""
    assert limits(chart(values)) == pytest.approx(expected, rel=1e-8)


def test_nhspy_worked_example_of_nhs_england():
    """tests/unittests/test_pandas_spc_x_calc.py, after the film of NHS England's tool: one month outside of fifteen."""
    result = chart([89, 86, 75, 77, 81, 74, 72, 78, 76, 82, 77, 54, 66, 77, 86])

    assert limits(result) == pytest.approx((76.67, 57, 96), abs=0.5)
    assert [point.cause for point in result.points] == [None] * 11 + [SpecialCause.OUTSIDE_LIMITS] + [None] * 3


def test_qicharts2_example_of_montgomery_with_a_baseline():
    """tests/testthat/ex_6.5_3.rds: costs of forty weeks, limits of the first twenty; they divide by 1.128 exactly."""
    costs = [
        *(310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304),
        *(305, 282, 305, 296, 314, 295, 287, 301, 298, 311, 310, 292, 305, 299, 304, 310, 304, 305, 333, 328),
    ]

    result = chart(costs, baseline=20)

    assert limits(result) == pytest.approx((300.5, 279.783315, 321.216685), abs=0.004)
    assert [n for n, p in enumerate(result.points, 1) if p.cause == SpecialCause.OUTSIDE_LIMITS] == [39, 40]


# --- Special causes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4, 5, 6], [0] * 6),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
        # Far values before and after keep the limits wide, so that the trend is what is seen.
        ([9, -9, 9, -9, 9, -9, 2, 1, 2, 3, 4, 5, 6, 7, 3, -9], [0] * 7 + [1] * 7 + [0] * 2),
        ([9, -9, 9, -9, 9, -9, 2, 7, 6, 5, 4, 3, 2, 1, 3, -9], [0] * 7 + [-1] * 7 + [0] * 2),
    ],
)
def test_nhsr_trends_of_seven(values, expected):
    """tests/testthat/test-ptd_calculate_point_type.R: ptd_seven_point_trend, with ptd_part_of_seven_trend."""
    assert sides(values, SpecialCause.TREND) == expected


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ([1] * 6, [0] * 6),
        ([1] * 6 + [-1], [0] * 7),
        ([1] * 8 + [-1], [1] * 8 + [0]),
        ([-1] * 8 + [1], [-1] * 8 + [0]),
    ],
)
def test_nhsr_seven_on_one_side_of_the_mean(signs, expected):
    """The same file: ptd_seven_point_one_side_mean. The signs are made into steps of two sizes around a mean of 0."""
    # Distances alternate, so that no trend is seen; what follows brings the mean back to 0 and breaks every run.
    start = [sign * (1.0 + at % 2) for at, sign in enumerate(signs)]
    rest = -sum(start)
    tail = [rest + 20 if rest >= 0 else rest - 20, *([-20.0] if rest >= 0 else [20.0])]
    values = start + tail

    assert chart(values).mean == pytest.approx(0.0)
    assert [p.side if p.cause == SpecialCause.SHIFT else 0 for p in chart(values).points][: len(signs)] == expected


TWO_OF_THREE = [
    ([1, 0, 1], [1, 0, 1]),
    ([0, 1, 1], [0, 1, 1]),
    ([1, 1, 0], [1, 1, 0]),
    ([0, 0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 0, 0]),
    ([1, 0, 0, 1], [0, 0, 0, 0]),
    ([1, 0, 0, 1, 1], [0, 0, 0, 1, 1]),
]


@pytest.mark.parametrize(("close", "expected"), TWO_OF_THREE)
def test_nhsr_two_of_three_near_a_limit(close, expected):
    """The same file: ptd_part_of_two_in_three, all on one side of the mean; the pattern as points of a chart."""
    # Far points stand at 2.4 and near ones at 0.1 above a mean of 0; small steps below bring the mean back.
    values = [2.4 if is_close else 0.1 for is_close in close] + [-1.2, 0.0] * 30
    result = chart(values + _spread(-sum(values)))
    near = (result.upper - result.mean) * 2 / 3

    assert 0.1 < near < 2.4 - result.mean < result.upper - result.mean, "the pattern lies where it is meant to"
    found = [int(p.cause == SpecialCause.TWO_OF_THREE) for p in result.points][: len(close)]
    assert found == expected


def test_where_we_differ_two_of_three_with_the_third_across_the_mean():
    """The same file wants no signal here; we give one, as the guidance's words do: the third may lie anywhere."""
    values = [2.4, -0.1, 2.4] + [-1.2, 0.0] * 30
    result = chart(values + _spread(-sum(values)))

    assert [point.cause for point in result.points][:3] == [SpecialCause.TWO_OF_THREE, None, SpecialCause.TWO_OF_THREE]


def _spread(rest: float) -> list[float]:
    """What brings a sum back to 0, in steps too small to be signals."""
    steps = max(1, round(abs(rest)))
    return [rest / steps, 0.0] * steps


def test_nhsr_two_near_opposite_limits_are_common_causes():
    """tests/testthat/test-ptd_spc_standard.R: 1 and -1 in turn, then 5.5 and -5.5."""
    result = chart([1, -1] * 7 + [5.5, -5.5])

    assert [point.cause for point in result.points][-2:] == [None, None]


# --- Icons -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("polarity", "expected"),
    [
        (Polarity.HIGH, (Assurance.FAILS, Assurance.PASSES, Assurance.HIT_AND_MISS)),
        (Polarity.LOW, (Assurance.PASSES, Assurance.FAILS, Assurance.HIT_AND_MISS)),
        (Polarity.NEUTRAL, (Assurance.NO_TARGET,) * 3),
    ],
)
def test_nhsr_assurance(polarity, expected):
    """tests/testthat/test-ptd_calculate_assurance_type.R: limits 1 to 3, 5 to 7 and 1 to 5 against a target of 4."""
    found = []
    for lower, upper in ((1, 3), (5, 7), (1, 5)):
        step = (upper - lower) / 2 / 2.66
        middle = (upper + lower) / 2
        result = chart([middle - step / 2, middle + step / 2] * 6, polarity, target=4.0)
        assert limits(result) == pytest.approx((middle, lower, upper))
        found.append(result.assurance)
    assert tuple(found) == expected


def test_nhsr_variation_of_an_outlier():
    """ptd_point_type: a high special cause improves, concerns or is neutral, by the direction of improvement."""
    values = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 10]

    assert chart(values, Polarity.HIGH).variation == Variation.IMPROVING
    assert chart(values, Polarity.LOW).variation == Variation.CONCERNING
    assert chart(values, Polarity.NEUTRAL).variation == Variation.SPECIAL_HIGH
