"""Inspections, their areas for improvement, the plan for each area, and everything said about it since.

Reads are QuerySet methods; writes are in operations alone.
"""

from actions.models.areas import Agency, AreaForImprovement
from actions.models.frameworks import Framework, FrameworkArea, FrameworkJudgement, Grade, Timescale
from actions.models.inspections import Inspection, Judgement, StatedCount, shown_areas
from actions.models.lights import LightRules, RagDefinition, definitions_of, limits_of
from actions.models.plan import Action, MeasureOfSuccess, MeasureStep, Milestone
from actions.models.prints import PlanPrint
from actions.models.updates import ActionUpdate, Evidence, MonitoringUpdate

__all__ = [
    "Action",
    "ActionUpdate",
    "Agency",
    "AreaForImprovement",
    "Evidence",
    "Framework",
    "FrameworkArea",
    "FrameworkJudgement",
    "Grade",
    "Inspection",
    "Judgement",
    "LightRules",
    "MeasureOfSuccess",
    "MeasureStep",
    "Milestone",
    "MonitoringUpdate",
    "PlanPrint",
    "RagDefinition",
    "StatedCount",
    "Timescale",
    "definitions_of",
    "limits_of",
    "shown_areas",
]
