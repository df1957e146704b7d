"""What the pages and documents of action plans say, as frozen objects. They hold everything; templates only lay it out.

Nothing here reads the clock: the caller says as at which day. What the reader may not know is not in them.
"""

from actions.reports.area import ActionLine, AreaReport, Light, MeasureLine, area_report, period
from actions.reports.inspection import CouncilReport, InspectionReport, council_report, inspection_report
from actions.reports.plans import AreaSummary, InspectionSummary, plan_for, plans_for
from actions.reports.standing import Standing, area_standing, facts_of, standing_of
from actions.reports.table import TableReport, table_report, waiting_of, withdrawn_of
from actions.reports.timeline import ActionReport, action_report, suggestion_of

__all__ = [
    "ActionLine",
    "ActionReport",
    "AreaReport",
    "AreaSummary",
    "CouncilReport",
    "InspectionReport",
    "InspectionSummary",
    "Light",
    "MeasureLine",
    "Standing",
    "TableReport",
    "action_report",
    "area_report",
    "area_standing",
    "council_report",
    "facts_of",
    "inspection_report",
    "period",
    "plan_for",
    "plans_for",
    "standing_of",
    "suggestion_of",
    "table_report",
    "waiting_of",
    "withdrawn_of",
]
