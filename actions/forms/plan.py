"""The forms of actions and of monitoring. They read what a person wrote; rules.py and operations decide."""

from typing import Any, ClassVar

from django import forms

from actions.enums import Rag
from actions.forms.base import (
    A_DATE,
    AccountField,
    PlanForm,
    WhenField,
    long_text,
    short_text,
    status_field,
    version_field,
    words_of,
)
from actions.models import Action, AreaForImprovement
from actions.rules import check_due, check_evidence
from scrutiny.forms import GovukForm

BECAUSE = "Needed where the date moves. Readers see it, and the first date stays in sight."
DIFFERS = "Needed where it is another than the rules suggest."


class ActionForm(PlanForm):
    """One action, its fields in the order of the printed plan. Without `action` it is for a new one of `area`."""

    button = "Save the action"

    version = version_field()
    text = long_text("What is to be done", rows=3, required="Say what is to be done.")
    due = WhenField(
        label="By when",
        help_text=A_DATE,
        error_messages={"required": "Say by when: a month, such as January 2015, or a day."},
    )
    due_reason = short_text("Why the date moves", BECAUSE, longest=500)
    owner_name = forms.CharField(
        label="By whom",
        max_length=200,
        error_messages={
            "required": "Say who is to do it.",
            "max_length": "The name of the owner is longer than 200 characters. Shorten it.",
        },
    )
    owner_account = AccountField(
        label="Account of the owner", hint="Who is reminded, and may say how it stands from the link in the e-mail."
    )
    status = status_field("Status")
    status_reason = short_text("Why this status", DIFFERS, longest=500)
    evidence = long_text("Evidence", "What shows that it was done, and where it can be found. Needed for Blue.")

    def __init__(self, *args: Any, action: Action | None = None, area: AreaForImprovement, **kwargs: Any) -> None:
        self.action, self.area = action, area
        stored = (
            action_values(action) | {"version": action.version} if action else {"version": 0, "status": "not_recorded"}
        )
        if action and action.owner_account_id:
            stored["owner_account"] = action.owner_account_id
        kwargs.setdefault("initial", stored)
        super().__init__(*args, **kwargs)
        if action is None:
            for name in ("due_reason", "status_reason"):
                del self.fields[name]
            self.helper.layout = self.layout()
        else:
            field = self.fields["owner_account"]
            assert isinstance(field, AccountField)
            field.keep(action.owner_account)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "status" in cleaned:
            self.check("evidence", check_evidence, Rag(cleaned["status"]), cleaned.get("evidence", ""))
        if cleaned.get("due"):
            self.check("due", check_due, cleaned["due"], self.area.inspection.started)
        return cleaned


class MonitoringForm(PlanForm):
    """Progress, impact and what should follow, for a whole area."""

    button = "Save"
    places: ClassVar[dict[str, str]] = {"Progress": "progress_status", "Impact": "impact_status"}

    version = version_field()
    progress_status = status_field("Progress of the action plan")
    progress_reason = short_text("Why this progress", DIFFERS, longest=500)
    progress_commentary = long_text("Progress in words", "What has been done, what has not, and why.")
    impact_status = status_field("Impact")
    impact_reason = short_text("Why this impact", DIFFERS, longest=500)
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


class ReasonForm(GovukForm):
    """A reason, for what is taken out of a plan."""

    button = "Withdraw"

    reason = long_text("Reason", "It stays with what is withdrawn, and can be read there.", rows=3, required="Say why.")


class MilestoneForm(PlanForm):
    """A step on the way of an action."""

    button = "Add the milestone"
    places: ClassVar[dict[str, str]] = {"Milestone": "text"}

    text = short_text("What is reached", required="Say what is reached.", longest=300)
    due = WhenField(label="By when", help_text=A_DATE, error_messages={"required": "Say by when."})


def action_values(action: Action) -> dict[str, Any]:
    """The editable fields as a person would write them."""
    return {
        "text": action.text,
        "due": action.due.label,
        "owner_name": action.owner_name,
        "status": action.status,
        "evidence": action.evidence,
    }


def monitoring_values(area: AreaForImprovement) -> dict[str, Any]:
    """The editable fields as a person would write them."""
    return {
        name: words_of(getattr(area, name))
        for name in (
            *("progress_status", "progress_reason", "progress_commentary"),
            *("impact_status", "impact_reason", "impact_commentary", "further_action"),
        )
    }
