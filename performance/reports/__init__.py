"""What the performance pages and documents say, as frozen dataclasses: templates only lay them out.

Reads the database in a fixed number of queries and nothing else: no clock (`as_at` is passed), no request, no writes.
"""

from performance.reports.dataset import (
    DatasetListing,
    DatasetReport,
    Group,
    MonthLink,
    control_chart,
    dataset_list,
    dataset_report,
    months_of,
    release_report,
)
from performance.reports.figures import Change, DatasetRow, Figure
from performance.reports.glossary import GlossaryReport, Letter, Term, glossary_report
from performance.reports.indicator import IndicatorReport, MonthFigure, indicator_report

__all__ = [
    "Change",
    "DatasetListing",
    "DatasetReport",
    "DatasetRow",
    "Figure",
    "GlossaryReport",
    "Group",
    "IndicatorReport",
    "Letter",
    "MonthFigure",
    "MonthLink",
    "Term",
    "control_chart",
    "dataset_list",
    "dataset_report",
    "glossary_report",
    "indicator_report",
    "months_of",
    "release_report",
]
