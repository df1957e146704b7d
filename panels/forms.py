"""Forms of the panels app."""

from typing import Any

from crispy_forms_gds.layout import Button, Field, Layout
from django import forms

from panels.enums import PartStyle
from panels.models import TemplatePart
from scrutiny.forms import GovukForm


class ItemForm(GovukForm):
    """What an agenda item says."""

    title = forms.CharField(
        max_length=300,
        label="Title",
        error_messages={
            "required": "Enter a title: the agenda prints it beside the item's number.",
            "max_length": "The title has %(show_value)d characters. Shorten it to 300 or fewer.",
        },
    )
    text = forms.CharField(
        required=False,
        label="What the panel is asked to do",
        help_text=(
            "A sentence or two under the title. Leave a blank line between paragraphs, "
            "and start a line with a hyphen for a bullet."
        ),
        widget=forms.Textarea,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def layout(self) -> Layout:
        return Layout(Field("title"), Field.textarea("text", rows=5), "version", Button("submit", self.button))


class NewItemForm(ItemForm):
    """A new item and its place on the agenda."""

    button = "Add the item"
    version = None  # type: ignore[assignment]
    before = forms.ChoiceField(required=False, label="Where it goes")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)
        before = self.fields["before"]
        assert isinstance(before, forms.ChoiceField)
        before.choices = [("", "At the end"), *places]

    def layout(self) -> Layout:
        return Layout(Field("title"), Field.textarea("text", rows=5), Field("before"), Button("submit", self.button))


class PartForm(GovukForm):
    """What stands under one heading of a report."""

    text = forms.CharField(required=False, widget=forms.Textarea, strip=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, part: TemplatePart, **kwargs: Any) -> None:
        self.part = part
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        style = PartStyle(self.part.style)
        self.fields["text"].label = "Answer" if style is PartStyle.FACT else "Text"
        self.fields["text"].help_text = HOW_TO_TYPE[style]
        rows = {PartStyle.FACT: 2, PartStyle.CONTACT: 3}.get(style, 14)
        return Layout(Field.textarea("text", rows=rows), "version", Button("submit", self.button))

    def clean_text(self) -> str:
        """Line ends as one kind, and no spaces left over at the ends of lines."""
        lines = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if self.part.required and not text.strip():
            raise forms.ValidationError(
                f"Enter the {self.part.heading.lower()}. If there is nothing to say, write None."
            )
        return text


HOW_TO_TYPE = {
    PartStyle.PROSE: "Leave a blank line between paragraphs. Start a line with a hyphen for a bullet.",
    PartStyle.NUMBERED: (
        "Leave a blank line between paragraphs: each gets the next number of the report by itself. "
        "Start a line with a hyphen for a bullet."
    ),
    PartStyle.RECOMMENDATIONS: "Leave a blank line between recommendations: (i), (ii) and so on are added.",
    PartStyle.LIST: "Leave a blank line between entries: 1, 2 and so on are added.",
    PartStyle.FACT: "One short answer.",
    PartStyle.CONTACT: "Three lines: the name, the telephone number, the e-mail address.",
    PartStyle.GROUP: "",
}
