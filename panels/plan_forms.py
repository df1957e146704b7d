"""The form with which the report on an action plan becomes a paper of an item."""

import datetime
from typing import Any

from django import forms

from actions.models import Inspection
from scrutiny.forms import GovukForm

DAY = "Write the day as year, month and day: 2015-03-01."


def _day_field(label: str, hint: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"required": f"Choose the day. {DAY}", "invalid": f"That is not a date. {DAY}"},
    )


class _PlanField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Inspection) -> str:
        return f"{obj.title} ({obj.council.short_name})"


class PlanPaperForm(GovukForm):
    """Which plan, as at which day, and since when the changes are told."""

    button = "Add the report"

    inspection = _PlanField(
        queryset=Inspection.objects.none(),
        label="Action plan",
        empty_label="Choose a plan",
        help_text="The report says what is published of the plan, and nothing else.",
        error_messages={"required": "Choose the plan.", "invalid_choice": "Choose one of the plans in the list."},
    )
    as_at = _day_field("As at", "What was recorded by the end of that day counts.", required=True)
    since = _day_field("What changed since (optional)", "Such as the day of the last meeting.", required=False)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        plans: Any = self.fields["inspection"]
        plans.queryset = Inspection.objects.visible_to(None).select_related("council")

    def clean_as_at(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["as_at"]
        if day > self.today:
            raise forms.ValidationError("That day is still to come. Choose today or an earlier day.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        as_at, since = cleaned.get("as_at"), cleaned.get("since")
        if as_at and since and since >= as_at:
            self.add_error("since", "Choose a day before the one of the report, or leave it empty.")
        return cleaned
