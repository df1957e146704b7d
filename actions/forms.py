"""The forms of action plans. They read what a person wrote; rules.py and operations.py decide."""

from collections.abc import Callable
from typing import Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.layout import Size
from django import forms

from actions.enums import Rag
from actions.models import Action, AreaForImprovement
from actions.rules import RuleError, When, check_due, check_evidence
from scrutiny.forms import GovukForm


class WhenField(forms.CharField):
    """A month or a day, written in words or figures; gives a When."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return When.parse(text)
        except RuleError as broken:
            raise forms.ValidationError(str(broken)) from None

    def run_validators(self, value: Any) -> None:
        """None beyond reading it: the text validators do not fit a When."""


def status_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[Choice(status.value, status.label, hint=status.definition) for status in Rag],
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose a status under {label!r}.",
            "invalid_choice": f"Choose one of the statuses offered under {label!r}.",
        },
    )


def long_text(label: str, hint: str = "", *, rows: int = 4, required: str = "") -> forms.CharField:
    """A text of several lines; `required` is the sentence shown where it is missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


class _PlanForm(GovukForm):
    """Labels and legends in bold, so that long forms can be scanned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.label_size = Size.SMALL
        self.helper.legend_size = Size.SMALL

    def check(self, field: str, rule: Callable[..., None], *values: Any) -> None:
        """Put what the rule says against beside the field."""
        try:
            rule(*values)
        except RuleError as broken:
            self.add_error(field, str(broken))


class ActionForm(_PlanForm):
    """One action, its fields in the order of the printed plan."""

    button = "Save the action"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = long_text("What is to be done", rows=3, required="Say what is to be done.")
    due = WhenField(
        label="By when",
        help_text="A month, such as January 2015, or a day, such as 31 January 2015. A month means its last day.",
        max_length=40,
        error_messages={"required": "Say by when: a month, such as January 2015, or a day."},
    )
    owner_name = forms.CharField(
        label="By whom",
        max_length=200,
        error_messages={
            "required": "Say who is to do it.",
            "max_length": "The name of the owner is longer than 200 characters. Shorten it.",
        },
    )
    status = status_field("Status")
    evidence = long_text("Evidence", "What shows that it was done, and where it can be found. Needed for Blue.")

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        kwargs.setdefault("initial", action_values(action) | {"version": action.version})
        super().__init__(*args, **kwargs)
        self.fields["due"].widget.attrs["class"] = "govuk-input--width-20"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "status" in cleaned:
            self.check("evidence", check_evidence, Rag(cleaned["status"]), cleaned.get("evidence", ""))
        if cleaned.get("due"):
            self.check("due", check_due, cleaned["due"], self.action.area.inspection.started)
        return cleaned


class MonitoringForm(_PlanForm):
    """Progress, impact and what should follow, for a whole area."""

    button = "Save"

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    progress_status = status_field("Progress of the action plan")
    progress_commentary = long_text("Progress in words", "What has been done, what has not, and why.")
    impact_status = status_field("Impact")
    impact_commentary = long_text("Impact in words", "What is different now, and which figures show it.")
    further_action = long_text("Recommendations for further action", "What should be done next, and by whom.")

    def __init__(self, *args: Any, area: AreaForImprovement, **kwargs: Any) -> None:
        kwargs.setdefault("initial", monitoring_values(area) | {"version": area.version})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for subject in ("progress", "impact"):
            if f"{subject}_status" in cleaned:
                status, commentary = Rag(cleaned[f"{subject}_status"]), cleaned.get(f"{subject}_commentary", "")
                self.check(f"{subject}_commentary", check_evidence, status, commentary)
        return cleaned


def action_values(action: Action) -> dict[str, str]:
    """The editable fields as a person would write them."""
    return {
        "text": action.text,
        "due": action.due.label,
        "owner_name": action.owner_name,
        "status": action.status,
        "evidence": action.evidence,
    }


def monitoring_values(area: AreaForImprovement) -> dict[str, str]:
    """The editable fields as a person would write them."""
    return {
        "progress_status": area.progress_status,
        "progress_commentary": area.progress_commentary,
        "impact_status": area.impact_status,
        "impact_commentary": area.impact_commentary,
        "further_action": area.further_action,
    }
