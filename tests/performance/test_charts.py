"""Charts: geometry by hand, and the drawing as pages and documents use it."""

import math
import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from django.template.loader import render_to_string

from performance import charts, spc
from performance.enums import Polarity
from scrutiny.dates import Month

SVG = "{http://www.w3.org/2000/svg}"


def draw(values: list[float], *, is_percent: bool = False, target: float | None = None) -> charts.Chart:
    series = pd.Series(values, index=[Month(2017, 4) + n for n in range(len(values))], dtype="float64")
    control = spc.chart(series, polarity=Polarity.HIGH, target=target)
    return charts.draw(
        series,
        control,
        title="Line chart. Referrals: 12 in June 2017 & <more>.",
        slug="referrals",
        is_percent=is_percent,
        decimals=1 if is_percent else 0,
        target=target,
        target_label="Target 2017-18",
    )


def svg(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("performance/_chart.html", {"chart": chart}).strip())


def test_the_title_is_the_first_child_and_names_the_picture():
    root = svg(draw([10.0, 11.0, 12.0]))

    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Line chart. Referrals: 12 in June 2017 & <more>."
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == root[0].get("id") == "chart-referrals-title"


def test_it_is_drawn_360_wide_without_style_or_transparency():
    html = render_to_string("performance/_chart.html", {"chart": draw([10.0, 11.0, 12.0], target=11.0)})

    assert 'viewBox="0 0 360 ' in html
    assert not re.search(r"style=|opacity|rgba|<script", html)


def test_a_missing_month_is_a_gap_in_the_line():
    chart = draw([10.0, 11.0, math.nan, 12.0, 13.0])

    assert len(chart.lines) == 2
    assert len(chart.dots) == 4


def test_a_month_alone_between_gaps_is_a_point_without_a_line():
    chart = draw([10.0, math.nan, 11.0, math.nan, 12.0, 13.0])

    assert (len(chart.lines), len(chart.dots)) == (1, 4)


def test_higher_figures_stand_higher_and_later_months_further_right():
    dots = draw([10.0, 20.0, 15.0]).dots

    assert dots[1].y < dots[2].y < dots[0].y
    assert dots[0].x < dots[1].x < dots[2].x


@pytest.mark.parametrize(
    ("values", "is_percent", "lowest", "highest"),
    [
        ([3.0, 19.0, 26.0, 7.0], False, "0", None),
        ([81.0, 83.0, 82.0, 99.0], True, None, "100%"),
        ([0.0, 0.0, 0.0], False, "0", None),
        ([100.0, 100.0, 100.0], True, None, "100%"),
        ([math.nan, math.nan], False, "0", None),
    ],
)
def test_axes_never_go_below_zero_nor_above_100_percent(values, is_percent, lowest, highest):
    labels = [tick.label for tick in draw(values, is_percent=is_percent).y_ticks]

    assert len(labels) >= 2
    assert not any(label.startswith(("-", "−")) for label in labels)
    if lowest:
        assert labels[0] == lowest
    if highest:
        assert labels[-1] == highest


def test_everything_stands_inside_the_picture():
    chart = draw([0.0, 4.0, 0.0, 400.0, 0.0, 4.0], target=900.0)

    for y in [dot.y for dot in chart.dots] + [rule.y for rule in chart.rules]:
        assert chart.top <= y <= chart.bottom


def test_the_newest_month_always_has_its_label():
    for months in (2, 7, 13, 24, 30):
        assert draw([1.0] * months).x_ticks[-1].label == (Month(2017, 4) + (months - 1)).label


def test_lines_differ_without_colour_and_the_legend_names_only_what_is_drawn():
    with_target = draw([10.0, 12.0, 16.0, 15.0, 12.0, 7.0], target=14.0)
    without = draw([10.0, 12.0, 16.0, 15.0, 12.0, 7.0])

    assert [entry.label for entry in with_target.legend] == [
        "Month",
        "Mean",
        "Target 2017-18",
        "Limits of ordinary variation",
    ]
    assert "Target 2017-18" not in [entry.label for entry in without.legend]
    drawn = {path.get("stroke-dasharray") for path in svg(with_target).iter(f"{SVG}path")}
    assert {None, "5 4", "1.5 3"} <= drawn


def test_signals_are_squares_and_other_months_circles():
    # Two of three beyond a near limit: the ninth month and the eleventh, as in the tests of the limits.
    chart = draw([10.0, 9, 10, 9, 10, 9, 10, 11, 12, 11, 12, 11, 10, 9, 10, 9, 10, 9, 10, 9])
    root = svg(chart)

    assert [at for at, dot in enumerate(chart.dots) if dot.is_signal] == [8, 10]
    # One more of each in the legend.
    assert len(root.findall(f"{SVG}rect")) == 2 + 1
    assert len(root.findall(f"{SVG}circle")) == 18 + 1


def test_a_sparkline_has_a_gap_where_a_month_is_missing():
    assert charts.sparkline([1.0, 2.0, None, 3.0, 4.0]).count("M") == 2
    assert charts.sparkline([None, 1.0, None]) == ""
    assert "nan" not in charts.sparkline([5.0, 5.0, 5.0])


def test_each_stretch_has_its_own_mean_and_limits_and_they_meet_between_the_months():
    months = [Month(2017, 4) + n for n in range(12)]
    series = pd.Series([10.0, 12.0] * 3 + [30.0, 34.0] * 3, index=months)
    control = spc.chart(series, polarity=Polarity.HIGH, rebases=[months[6]])
    chart = charts.draw(series, control, title="x", slug="x", is_percent=False, decimals=0)

    means = [rule for rule in chart.rules if rule.kind == "mean"]
    assert means[0].x1 == chart.left
    assert means[0].x2 == pytest.approx(means[1].x1, abs=0.2)
    assert means[1].x2 == chart.right
    assert means[0].y > means[1].y
