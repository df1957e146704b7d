"""The forms of action plans. They read what a person wrote; rules.py, rag.py and operations decide."""

from actions.forms.base import PlanForm, WhenField
from actions.forms.plan import (
    ActionForm,
    MilestoneForm,
    MonitoringForm,
    ReasonForm,
    action_values,
    monitoring_values,
)
from actions.forms.updates import CloseForm, ReopenForm, UpdateForm

__all__ = [
    "ActionForm",
    "CloseForm",
    "MilestoneForm",
    "MonitoringForm",
    "PlanForm",
    "ReasonForm",
    "ReopenForm",
    "UpdateForm",
    "WhenField",
    "action_values",
    "monitoring_values",
]
