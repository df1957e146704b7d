"""Forms of the agenda editor: an item, and a new item with its place."""

from typing import Any

from crispy_forms_gds.layout import HTML, Button, Div, Field, Fieldset, Fixed, Layout, Size
from django import forms

from panels.enums import ItemKind
from panels.fields import TimeText
from panels.item_fields import LABELS
from panels.models import AgendaItem
from panels.running_order import attendees
from scrutiny.forms import GovukForm

PLACES = [("end", "At the end"), ("before", "Before the item chosen below"), ("after", "After the item chosen below"),
          ("under", "Under the item chosen below, as a sub-item such as 7(a)")]  # fmt: skip


class ItemForm(GovukForm):
    """Everything that an officer may say of an agenda item."""

    title = forms.CharField(
        max_length=300,
        label=LABELS["title"],
        error_messages={
            "required": "Enter a title: the agenda prints it beside the item's number.",
            "max_length": "The title has %(show_value)d characters. Shorten it to 300 or fewer.",
        },
    )
    text = forms.CharField(
        required=False,
        label=LABELS["text"],
        help_text=(
            "A sentence or two under the title. Leave a blank line between paragraphs, "
            "and start a line with a hyphen for a bullet."
        ),
        widget=forms.Textarea,
    )
    presenter = forms.CharField(
        required=False,
        max_length=200,
        label=LABELS["presenter"],
        help_text="The agenda prints this under the item.",
        error_messages={"max_length": "This has %(show_value)d characters. Shorten it to 200 or fewer."},
    )
    invited = forms.CharField(
        required=False,
        label=LABELS["invited"],
        help_text="One a line: the name, a comma, the organisation. The agenda prints this under the item.",
        widget=forms.Textarea,
    )
    starts_at = TimeText(
        required=False,
        label=LABELS["starts_at"],
        help_text="Only if the agenda gives timings. Leave it empty to let the running order work it out.",
    )
    duration = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=600,
        label=LABELS["duration"],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Minutes allowed: write a whole number, such as 20.",
            "min_value": "Minutes allowed: write 0 or more.",
            "max_value": "Minutes allowed: write 600 or fewer.",
        },
    )
    needs_report = forms.BooleanField(required=False, label=LABELS["needs_report"])
    needs_appendices = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=50,
        label=LABELS["needs_appendices"],
        help_text="How many appendices the item will have.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Appendices to come: write a whole number, such as 2.",
            "min_value": "Appendices to come: write 0 or more.",
            "max_value": "Appendices to come: write 50 or fewer.",
        },
    )
    may_be_exempt = forms.BooleanField(
        required=False,
        label=f"{LABELS['may_be_exempt']}: ask for the ground until one is given",
    )
    owed_by = forms.CharField(
        required=False,
        max_length=200,
        label=LABELS["owed_by"],
        help_text="The officer or service whom the plan names beside what is missing.",
        error_messages={"max_length": "This has %(show_value)d characters. Shorten it to 200 or fewer."},
    )
    officer_notes = forms.CharField(
        required=False,
        label=LABELS["officer_notes"],
        help_text="Never in a pack, and never on a public page.",
        widget=forms.Textarea,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def layout(self) -> Layout:
        return Layout(
            *self.agenda_fields(),
            *self.place_fields(),
            Div(
                Fieldset(
                    Field("needs_report"),
                    Field.text("needs_appendices", field_width=Fixed.TEN),
                    Field("may_be_exempt"),
                    Field.text("owed_by"),
                    Field.textarea("officer_notes", rows=3),
                    legend="For officers only",
                    legend_size=Size.MEDIUM,
                ),
                css_class="app-officers",
            ),
            *(["version"] if self.fields.get("version") else []),
            HTML('<p class="app-autosave" role="status" data-autosave-said></p>'),
            Button("submit", self.button),
        )

    def agenda_fields(self) -> list[Any]:
        """What the agenda prints."""
        return [
            Field.text("title"),
            Field.textarea("text", rows=4),
            Field.text("presenter"),
            Field.textarea("invited", rows=3),
            Fieldset(
                Field.text("starts_at", field_width=Fixed.TEN),
                Field.text("duration", field_width=Fixed.TEN),
                legend="Timings",
                legend_size=Size.SMALL,
            ),
        ]

    def place_fields(self) -> list[Any]:
        return []

    def clean_text(self) -> str:
        return one_kind_of_line_end(self.cleaned_data["text"])

    def clean_officer_notes(self) -> str:
        return one_kind_of_line_end(self.cleaned_data["officer_notes"])

    def clean_needs_appendices(self) -> int:
        return self.cleaned_data["needs_appendices"] or 0

    def clean_invited(self) -> str:
        people = attendees(self.cleaned_data["invited"])
        return "\n".join(f"{who.name}, {who.organisation}" if who.organisation else who.name for who in people)


class NewItemForm(ItemForm):
    """A new item and its place on the agenda."""

    button = "Add the item"
    version = None  # type: ignore[assignment]
    kind = forms.ChoiceField(
        choices=ItemKind.choices,
        required=False,
        label="What it is",
        help_text="The minutes of the previous meeting are put on their item when they are written.",
    )
    place = forms.ChoiceField(choices=PLACES, required=False, label="Where it goes")
    beside = forms.ChoiceField(required=False, label="Which item")

    def __init__(self, *args: Any, standing: list[tuple[str, AgendaItem]], **kwargs: Any) -> None:
        self.standing = {str(item.pk): (number, item) for number, item in standing}
        super().__init__(*args, **kwargs)
        beside = self.fields["beside"]
        assert isinstance(beside, forms.ChoiceField)
        choices = [(key, f"{number} {item.title}") for key, (number, item) in self.standing.items()]
        beside.choices = [("", "Choose an item"), *choices]

    def place_fields(self) -> list[Any]:
        beside = [Field.select("place"), Field.select("beside")] if self.standing else []
        return [Field.select("kind"), *beside]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or ItemKind.PLAIN

    def clean(self) -> dict[str, Any]:
        """`beside` names an item exactly where the place needs one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("place") in ("before", "after", "under") and not cleaned.get("beside"):
            self.add_error("beside", "Choose the item that the new one goes beside, or let it go at the end.")
        return cleaned

    def place_arguments(self) -> dict[str, Any]:
        """The place as `add_item` takes it."""
        place, beside = self.cleaned_data.get("place"), str(self.cleaned_data.get("beside"))
        return {place: self.standing[beside][1]} if place in ("before", "after", "under") else {}


def one_kind_of_line_end(text: str) -> str:
    """The text with one kind of line end, whatever the browser sent."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
