"""The forms of what is said about an action: the owner's update, closing, opening again."""

from typing import Any, ClassVar

from crispy_forms_gds.layout import HTML, Button, Layout
from django import forms
from django.core.validators import URLValidator
from django.utils.html import escape

from actions.enums import Rag
from actions.forms.base import A_DATE, PlanForm, WhenField, long_text, short_text, status_field, version_field
from actions.models import Action, definitions_of
from actions.rules import check_due

OWNERS = (Rag.GREEN, Rag.AMBER, Rag.RED)
LINK = "Write the whole address, such as https://www.example.gov.uk/report."


class UpdateForm(PlanForm):
    """What the owner says, on one short page: how it stands and what was done first, everything else below."""

    button = "Send the update"
    places: ClassVar[dict[str, str]] = {"What was done": "done", "Status": "status", "Evidence": "evidence"}

    version = version_field()
    status = status_field("How does it stand?", offered=OWNERS)
    status_reason = short_text("Why this status", "Needed where it is another than the rules suggest.", longest=500)
    done = long_text("What was done?", rows=3, required="Say what was done, even if it is nothing yet.")
    next_step = short_text("Next step", longest=500)
    evidence = long_text("What shows it?", "In words, or as a file or link below.", rows=2)
    link = forms.CharField(
        label="Link",
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"class": "govuk-input"}),
        error_messages={"max_length": "The link is longer than 500 characters."},
    )
    file = forms.FileField(
        label="File",
        help_text="A PDF or a photograph. It stays private until a reviewer publishes it.",
        required=False,
        allow_empty_file=True,
    )
    file_title = short_text("What the file is", "Such as the minutes of the training day.")
    due = WhenField(label="New date", help_text=A_DATE, required=False)
    due_reason = short_text("Why the date moves", longest=500)
    asks_to_close = forms.BooleanField(label="It is done: ask a reviewer to close it", required=False)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        kwargs.setdefault("initial", update_values(action))
        super().__init__(*args, **kwargs)
        self.fields["status"] = status_field(
            "How does it stand?", definitions_of(action.area.inspection.council), offered=OWNERS
        )
        self.unfold()

    def layout(self) -> Layout:
        """What everybody fills in first; the rest is folded away, and unfolds where something in it is wrong."""
        return Layout(
            *("version", "status", "status_reason", "done", "next_step"),
            *self._folded("Show what was done: words, a link, a file", "evidence", "link", "file", "file_title"),
            *self._folded(f"Move the date, which is {escape(self.action.due.label)}", "due", "due_reason"),
            "asks_to_close",
            Button("submit", self.button),
        )

    def _folded(self, summary: str, *names: str) -> list[Any]:
        is_open = self.is_bound and any(self.errors.get(name) or self.data.get(name) for name in names)
        head = f'<details class="govuk-details"{" open" if is_open else ""}><summary class="govuk-details__summary">'
        text = f'<span class="govuk-details__summary-text">{summary}</span></summary>'
        return [HTML(f'{head}{text}<div class="govuk-details__text">'), *names, HTML("</div></details>")]

    def unfold(self) -> None:
        """Lay the form out anew, after an operation has put problems into it."""
        self.helper.layout = self.layout()

    def clean_link(self) -> str:
        text = str(self.cleaned_data["link"]).strip()
        if text:
            try:
                URLValidator(schemes=["https", "http"])(text)
            except forms.ValidationError:
                raise forms.ValidationError(LINK) from None
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("due"):
            self.check("due", check_due, cleaned["due"], self.action.area.inspection.started)
        return cleaned


class CloseForm(PlanForm):
    """What a reviewer closes an action on."""

    button = "Close as complete"

    version = version_field()
    evidence = long_text(
        "Evidence", "What shows that it is done. It is public with the area.", required="Say what the evidence is."
    )
    done = long_text("Comment", "Anything that a reader should know about the closing.", rows=3)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": action.version, "evidence": action.evidence})
        super().__init__(*args, **kwargs)


class ReopenForm(PlanForm):
    """Why a closed action is opened again, and by when it should be done now."""

    button = "Open it again"
    places: ClassVar[dict[str, str]] = {"Status": "status"}

    version = version_field()
    reason = long_text("Reason", required="Say why the action is opened again.")
    status = status_field("Status from now on", offered=OWNERS)
    due = WhenField(label="New date", help_text=f"Leave it empty to keep the date so far. {A_DATE}", required=False)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": action.version, "status": Rag.AMBER.value})
        super().__init__(*args, **kwargs)


def update_values(action: Action) -> dict[str, Any]:
    """What the form starts with: the status so far where an owner may give it, and whether closing was asked for."""
    status = action.status if action.status in OWNERS else None
    return {"version": action.version, "status": status, "asks_to_close": action.asks_to_close}
