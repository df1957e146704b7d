"""The forms of performance packs and their commentary: what may be sent, not what it does."""

import datetime
from typing import Any

from crispy_forms_gds.layout import Button, Layout
from django import forms

from performance.rules import LONGEST_COMMENTARY, LONGEST_LINE
from scrutiny.forms import GovukForm
from scrutiny.models import User


class AddLineForm(GovukForm):
    """A line of enquiry in an officer's own words."""

    button = "Add the line"

    text = forms.CharField(
        label="Question for the panel",
        help_text=f"State the fact, then ask. At most {LONGEST_LINE} characters. Write nothing from which a child "
        "could be identified.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write the question, or drop the line."},
    )


class LineForm(AddLineForm):
    """A line that is there, reworded."""

    button = "Save the line"

    version = forms.IntegerField(widget=forms.HiddenInput)


class PublishPackForm(GovukForm):
    """Publishing a pack: for the first time, or again with a reason."""

    button = "Publish the pack"

    reason = forms.CharField(
        label="Why it is published again",
        help_text="Readers see the reason. Leave it empty the first time.",
        required=False,
        max_length=300,
    )


class AskForm(GovukForm):
    """Asking owners for an explanation of some indicators."""

    button = "Ask for these explanations"

    indicators = forms.MultipleChoiceField(
        label="Indicators to explain",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one indicator."},
    )
    due = forms.DateField(
        label="Needed by",
        help_text="For example 2018-05-18.",
        error_messages={"required": "Say by when you need them.", "invalid": "Write the date as 2018-05-18."},
    )
    asked_of = forms.ModelChoiceField(
        label="Who should write",
        help_text="Leave it open to ask whoever the library names for each indicator.",
        queryset=User.objects.none(),
        required=False,
        empty_label="As the library says",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], writers: Any, due: datetime.date, **kwargs: Any):
        kwargs.setdefault("initial", {"due": due.isoformat(), "indicators": [value for value, _ in choices]})
        super().__init__(*args, **kwargs)
        self.fields["indicators"].choices = choices  # type: ignore[attr-defined]
        self.fields["asked_of"].queryset = writers  # type: ignore[attr-defined]
        self.fields["asked_of"].label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]


class CommentaryForm(GovukForm):
    """An owner's explanation: kept as a draft, or sent to the manager."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Your explanation",
        help_text=f"What happened, why, and what is being done. At most {LONGEST_COMMENTARY:,} characters; an empty "
        "line starts a new paragraph. The panel and the public will read it: write nothing from which a child could "
        "be identified.",
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
    )

    def layout(self) -> Layout:
        return Layout(
            "version",
            "text",
            Button("send", "Send to the manager"),
            Button.secondary("save", "Save as a draft"),
        )


class ReturnForm(GovukForm):
    """Giving an explanation back to its writer."""

    button = "Return it to the writer"

    because = forms.CharField(
        label="What is missing",
        help_text="The writer reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is missing: the writer reads it."},
    )

    def layout(self) -> Layout:
        return Layout("because", Button.secondary("submit", self.button))


class DueForm(GovukForm):
    """Asking again for an explanation that was withdrawn."""

    button = "Ask again"

    due = forms.DateField(label="Needed by", help_text="For example 2018-05-18.")
