"""The form with which somebody asks for e-mail."""

from collections.abc import Sequence
from typing import Any

from crispy_forms_gds.layout import Button, Field, Layout, Size
from django import forms

from panels.models import Panel
from scrutiny.forms import GovukForm

ALL = "all"


class SubscribeForm(GovukForm):
    """An address, and the panels that it wants to hear of."""

    button = "Send me the confirmation e-mail"

    address = forms.EmailField(
        max_length=254,
        label="E-mail address",
        help_text="Used for these e-mails and nothing else, and deleted when you unsubscribe.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address in the form name@example.com.",
            "max_length": "Enter an e-mail address of 254 characters or fewer.",
        },
    )
    panels = forms.MultipleChoiceField(
        label="What you want to hear of",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose all panels, or at least one of them.",
            "invalid_choice": "Choose from the panels on this page: one of those sent is not among them.",
        },
    )

    def __init__(self, *args: Any, choices: Sequence[Panel], **kwargs: Any) -> None:
        self.by_slug = {panel.slug: panel for panel in choices}
        super().__init__(*args, **kwargs)
        panels = self.fields["panels"]
        assert isinstance(panels, forms.MultipleChoiceField)
        panels.choices = [(ALL, "All panels"), *((panel.slug, panel.name) for panel in choices)]

    def layout(self) -> Layout:
        return Layout(
            Field.text("address"),
            Field.checkboxes("panels", legend_size=Size.SMALL),
            Button("submit", self.button),
        )

    def wanted_panels(self) -> list[Panel]:
        """The panels chosen; none means all."""
        chosen = self.cleaned_data["panels"]
        return [] if ALL in chosen else [self.by_slug[slug] for slug in chosen]
