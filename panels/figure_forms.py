"""The form by which performance figures become a paper of an item."""

from collections.abc import Sequence
from typing import Any

from django import forms

from scrutiny.forms import GovukForm


class FiguresForm(GovukForm):
    """What to attach: a performance pack, a dataset or the glossary, each by its key."""

    button = "Attach it"

    what = forms.ChoiceField(
        label="What to attach",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to attach."},
    )
    title = forms.CharField(
        label="Title in the agenda (optional)",
        help_text="Leave it empty for the usual one.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]
