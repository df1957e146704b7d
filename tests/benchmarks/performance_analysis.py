"""The analysis of indicators, in seconds of processor time: 500 of them over ten years, and the charts of one month."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

INDICATORS, MONTHS, CHARTS = 500, 120, 55


def measure(line: Callable[[str, str], None]) -> None:
    """Analyse made-up figures and draw charts of them; a tenth of the figures is missing."""
    from performance import calculations, distance, spc
    from performance.enums import Polarity
    from scrutiny.dates import Month

    chance = np.random.default_rng(2018)
    values = chance.normal(100.0, 12.0, (INDICATORS, MONTHS))
    values[chance.random(values.shape) < 0.1] = np.nan
    months = [Month(2008, 5) + n for n in range(MONTHS)]
    figures = pd.DataFrame(values, columns=months)
    polarities = pd.Series([list(Polarity)[n % 3] for n in range(INDICATORS)], dtype="object")
    goals = pd.Series(105.0, index=figures.index)

    def analyse() -> list[spc.Chart]:
        calculations.analyse(figures)
        short = distance.short_of(figures[months[-1]], goals, polarities)
        distance.months_away(short, distance.trend(figures), polarities)
        others = pd.DataFrame({"others": goals})
        distance.position(figures[months[-1]], others, polarities)
        return [
            spc.chart(figures.loc[n], polarity=polarities[n], target=105.0, rebases={months[60]}) for n in figures.index
        ]

    controls, seconds = _spent(analyse)
    line(f"Analysis of {INDICATORS} indicators over ten years", f"{seconds:6.2f} s of processor time (at most 1)")
    series = [figures.loc[n].iloc[-13:] for n in range(CHARTS)]
    recent = [spc.chart(each, polarity=Polarity.HIGH) for each in series]
    _drawn(series[:1], recent[:1])  # reads the templates, which a service that has been up for a while has done
    _, seconds = _spent(lambda: _drawn(series, recent))
    line(f"{CHARTS} charts of 13 months", f"{seconds:6.2f} s of processor time (at most 0.3)")
    assert len(controls) == INDICATORS


def _drawn(series: list[pd.Series], controls: list) -> list[str]:
    from django.template.loader import get_template

    from performance import charts

    template = get_template("performance/_small_chart.html")
    return [
        template.render(
            {
                "chart": charts.draw(
                    each, control, title="A chart", slug=str(n), is_percent=False, decimals=0, frame=charts.SMALL
                )
            }
        )
        for n, (each, control) in enumerate(zip(series, controls, strict=True))
    ]


def _spent(action: Callable[[], list]) -> tuple[list, float]:
    """What it gave, and the least processor time of three runs: the others had company."""
    times = []
    for _ in range(3):
        start = time.process_time()
        result = action()
        times.append(time.process_time() - start)
    return result, min(times)
