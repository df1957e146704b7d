"""The forms of action plans. They read what a person wrote; rules.py, rag.py and operations decide."""

from actions.forms.base import PlanForm, WhenField
from actions.forms.inspections import AreaForm, InspectionForm, JudgementsForm, area_values, inspection_values
from actions.forms.plan import (
    ActionForm,
    MilestoneForm,
    MonitoringForm,
    ReasonForm,
    action_values,
    monitoring_values,
)
from actions.forms.settings import FrameworkForm, LightsForm, MeasureForm, framework_values, measure_values
from actions.forms.updates import CloseForm, ReopenForm, UpdateForm

__all__ = [
    "ActionForm",
    "AreaForm",
    "CloseForm",
    "FrameworkForm",
    "InspectionForm",
    "JudgementsForm",
    "LightsForm",
    "MeasureForm",
    "MilestoneForm",
    "MonitoringForm",
    "PlanForm",
    "ReasonForm",
    "ReopenForm",
    "UpdateForm",
    "WhenField",
    "action_values",
    "area_values",
    "framework_values",
    "inspection_values",
    "measure_values",
    "monitoring_values",
]
