"""Forms of publishing and of exempt business."""

from typing import Any

from crispy_forms_gds.layout import Button, Field, Layout
from django import forms

from panels.enums import PublicationKind
from panels.models import ExemptionGround
from panels.reports.gate import Gate
from scrutiny.forms import GovukForm


class PublishForm(GovukForm):
    """The last step before an agenda is public: the reasons that this publication needs."""

    reason = forms.CharField(
        required=False,
        label="Why it is published again",
        help_text="Readers see this beside the new edition.",
        widget=forms.Textarea,
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    late_reason = forms.CharField(
        required=False,
        label="Why it is published late",
        help_text=(
            "The special circumstances for which the chair agrees that the business is urgent. "
            "Readers see them, and the minutes say them."
        ),
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, found: Gate, **kwargs: Any) -> None:
        self.wanted = []
        if found.kind is PublicationKind.CORRECTION:
            self.wanted.append("reason")
        if found.is_supplement or (found.kind is PublicationKind.AGENDA and found.is_late):
            self.wanted.append("late_reason")
        self.button = "Ask for confirmation" if found.needs_second_person else "Publish now"
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        for name in {"reason", "late_reason"} - set(self.wanted):
            del self.fields[name]
        return Layout(
            *(Field.textarea(name, rows=3) for name in self.wanted), "seen_version", Button("submit", self.button)
        )


class WithdrawForm(GovukForm):
    """Taking back what is published."""

    button = "Withdraw now"
    reason = forms.CharField(
        label="Why it is withdrawn",
        help_text="Readers find this in the agenda's place. Say nothing here that must not be known.",
        widget=forms.Textarea,
        error_messages={"required": "Say why it is withdrawn: readers find the reason in its place."},
    )

    def layout(self) -> Layout:
        return Layout(Field.textarea("reason", rows=3), Button.warning("submit", self.button))


class ExemptionForm(GovukForm):
    """Why an item or a paper is kept from the public."""

    button = "Keep it from the public"
    ground = forms.ModelChoiceField(
        queryset=ExemptionGround.objects.none(),
        label="Ground",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the ground on which it is kept from the public."},
    )
    reason = forms.CharField(
        label="Why the public interest in keeping it outweighs that in disclosing it",
        help_text="Officers and members of the panel see this; the public never does.",
        widget=forms.Textarea,
        error_messages={"required": "Say why the public interest in keeping it outweighs that in disclosing it."},
    )
    public_title = forms.CharField(
        required=False,
        max_length=300,
        label="Title for the public (optional)",
        help_text="Printed in place of its own title. Without one the public reads no more than that it is exempt.",
    )
    review_on = forms.DateField(
        required=False,
        widget=forms.TextInput,
        label="When to look again whether it may be released (optional)",
        help_text="Such as 7 June 2019",
        input_formats=["%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"invalid": "Write the review date as day, month and year, such as 7 June 2019."},
    )

    def __init__(self, *args: Any, grounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = grounds

    def layout(self) -> Layout:
        return Layout(
            Field.radios("ground"),
            Field.textarea("reason", rows=4),
            "public_title",
            "review_on",
            Button("submit", self.button),
        )


class ReleaseForm(GovukForm):
    """Giving the public what was withheld."""

    button = "Release it"
    reason = forms.CharField(
        label="Why it may be released now",
        help_text="The history keeps this.",
        widget=forms.Textarea,
        error_messages={"required": "Say why it may be released now: the history keeps it."},
    )

    def layout(self) -> Layout:
        return Layout(Field.textarea("reason", rows=3), Button("submit", self.button))


class HolidayForm(GovukForm):
    """A day on which the council is shut besides the bank holidays."""

    button = "Add the day"
    day = forms.DateField(
        widget=forms.TextInput,
        label="Day",
        help_text="Such as 24 December 2026",
        input_formats=["%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%Y-%m-%d"],
        error_messages={
            "required": "Enter the day on which the council is shut.",
            "invalid": "Write the day as day, month and year, such as 24 December 2026.",
        },
    )
    name = forms.CharField(
        max_length=100, label="What it is", error_messages={"required": "Say what it is, such as Christmas closing."}
    )
