"""Forms for writing reports: their parts, pictures, clearances, and Word files."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms_gds.layout import Button, Field, Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile

from panels.enums import PartStyle
from panels.fields import DateText
from panels.models import Clearance, ReportTemplate, TemplatePart
from panels.pictures import LARGEST_FILE
from panels.reports.authored import PLAIN_STYLES
from panels.richtext import Plain, is_blank
from panels.richtext.clean import LARGEST
from scrutiny.forms import GovukForm

AND_PICTURE = "and_picture"  # the name of the second button


class PartForm(GovukForm):
    """What stands under one heading of a report.

    Without scripts `text` is plain text; with them the editor puts HTML into it and says so in `format`.
    """

    text = forms.CharField(required=False, widget=forms.Textarea, strip=False)
    format = forms.ChoiceField(
        required=False, choices=[("plain", "plain"), ("html", "html")], widget=forms.HiddenInput, initial="plain"
    )
    remove_missing = forms.BooleanField(
        required=False, label="Take out the tables and pictures whose line in square brackets I deleted"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        part: TemplatePart,
        html: str = "",
        plain: Plain | None = None,
        pictures: Mapping[int, Mapping[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.part, self.html, self.plain, self.pictures = part, html, plain or Plain(""), pictures or {}
        self.is_rich = part.style not in PLAIN_STYLES
        super().__init__(*args, **kwargs)
        if not self.is_rich:
            return
        typed = self.data.get("text", "") if self.data.get("format") == "html" else None
        self.fields["text"].widget.attrs |= {
            "data-rich": "",
            "data-html": typed if typed is not None else html,
            "data-pictures": json.dumps(self.pictures),
            "data-hint": HOW_TO_EDIT[PartStyle(part.style)],
        }

    def layout(self) -> Layout:
        style = PartStyle(self.part.style)
        self.fields["text"].label = "Answer" if style is PartStyle.FACT else "Text"
        rows = {PartStyle.FACT: 2, PartStyle.CONTACT: 3}.get(style, 16)
        if not self.is_rich:
            self.fields["text"].help_text = HOW_TO_TYPE[style]
            del self.fields["format"], self.fields["remove_missing"]
            return Layout(Field.textarea("text", rows=rows), "version", Button("submit", self.button))
        self.fields["text"].help_text = f"{HOW_TO_TYPE[style]} {MORE_HABITS}"
        keeps = ["remove_missing"] if self.plain.kept else []
        if not keeps:
            del self.fields["remove_missing"]
        return Layout(
            Field.textarea("text", rows=rows),
            *keeps,
            "format",
            "version",
            Button("submit", self.button),
            Button.secondary(AND_PICTURE, "Save and add a picture"),
        )

    def clean_text(self) -> str:
        """Line ends as one kind, and no spaces left over at the ends of lines."""
        text = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > LARGEST:
            raise forms.ValidationError(
                f"The text has {len(text):,} characters; one part may have {LARGEST:,}. Attach the rest as an appendix."
            )
        if self.data.get("format") == "html" and self.is_rich:
            is_empty = is_blank(text)
        else:
            text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
            is_empty = not text.strip()
        if self.part.required and is_empty and not self.wants_picture:
            raise forms.ValidationError(
                f"Enter the {self.part.heading.lower()}. If there is nothing to say, write None."
            )
        return text

    @property
    def wants_picture(self) -> bool:
        return AND_PICTURE in self.data

    @property
    def changes(self) -> dict[str, Any]:
        """What `save_part` takes."""
        if self.is_rich and self.cleaned_data.get("format") == "html":
            return {"html": self.cleaned_data["text"], "version": self.cleaned_data["version"]}
        return {
            "text": self.cleaned_data["text"],
            "version": self.cleaned_data["version"],
            "remove_missing": self.cleaned_data.get("remove_missing", False),
        }


class StartReportForm(GovukForm):
    """A new report on an item."""

    button = "Begin the report"

    title = forms.CharField(
        max_length=300, label="Title of the report", error_messages={"required": "Enter the title of the report."}
    )
    template = forms.ChoiceField(label="Form of the report")

    def __init__(self, *args: Any, templates: Sequence[ReportTemplate], **kwargs: Any) -> None:
        self.templates = {str(template.pk): template for template in templates}
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, template.name) for key, template in self.templates.items()]

    def layout(self) -> Layout:
        return Layout(Field("title"), Field("template"), Button("submit", self.button))

    def clean_template(self) -> ReportTemplate:
        return self.templates[self.cleaned_data["template"]]


class PictureForm(GovukForm):
    """A picture for a part of a report."""

    button = "Add the picture"

    picture = forms.FileField(
        label="Picture",
        help_text="A PNG or JPEG file of 10 MB or less. Save a chart or a drawing as PNG.",
        error_messages={
            "required": "Choose the file of the picture.",
            "empty": "The file is empty. Choose another.",
        },
    )
    alternative = forms.CharField(
        required=False,
        label="What the picture shows",
        help_text="One or two sentences for readers who cannot see it; for a chart, what it says.",
        widget=forms.Textarea,
    )
    is_decorative = forms.BooleanField(required=False, label="The picture is decoration: it says nothing")
    caption = forms.CharField(
        required=False, max_length=300, label="Caption (optional)", help_text="Printed under the picture."
    )

    def layout(self) -> Layout:
        return Layout(
            Field("picture"),
            Field.textarea("alternative", rows=3),
            "is_decorative",
            Field("caption"),
            Button("submit", self.button),
        )

    def clean_picture(self) -> UploadedFile:
        """Too large a file is refused by its size, before anybody reads it into memory."""
        file: UploadedFile = self.cleaned_data["picture"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                f"The picture has {(file.size or 0) >> 20} MB; the limit is {LARGEST_FILE >> 20} MB. Save it smaller."
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("alternative", "").strip() and not data.get("is_decorative"):
            self.add_error("alternative", "Describe what the picture shows, or mark it as decoration.")
        if data.get("alternative", "").strip() and data.get("is_decorative"):
            self.add_error("is_decorative", "A picture that is described is not decoration. Choose one of the two.")
        return data


class ClearanceForm(GovukForm):
    """Who clears a report, and by when."""

    owner = forms.CharField(required=False, max_length=200, label="Who clears it")
    due = DateText(required=False, label="Due", help_text="For example, 31 May 2018.")

    def layout(self) -> Layout:
        return Layout(Field("owner"), Field("due"), Button("submit", self.button))


class SignForm(GovukForm):
    """A clearance that was given."""

    button = "Record the clearance"

    signed_by = forms.CharField(max_length=200, label="Who gives the clearance")
    comment = forms.CharField(
        required=False,
        label="Comment (optional)",
        help_text="Officers see it; it is never published.",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, clearance: Clearance, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"signed_by": clearance.owner})
        super().__init__(*args, **kwargs)
        self.fields["signed_by"].error_messages["required"] = (
            f"Enter who gives the {clearance.kind.name.lower()} clearance."
        )

    def layout(self) -> Layout:
        return Layout(Field("signed_by"), Field.textarea("comment", rows=3), Button("submit", self.button))


class ReturnForm(GovukForm):
    """Why a report goes back to its author."""

    button = "Give the report back"

    reason = forms.CharField(
        label="Why it goes back to drafting",
        help_text="The author reads this at the top of the report.",
        widget=forms.Textarea,
        error_messages={"required": "Say why the report goes back to drafting: its author reads the reason."},
    )

    def layout(self) -> Layout:
        return Layout(Field.textarea("reason", rows=3), Button("submit", self.button))


HOW_TO_TYPE = {
    PartStyle.PROSE: "Leave a blank line between paragraphs.",
    PartStyle.NUMBERED: "Leave a blank line between paragraphs: each gets the next number of the report by itself.",
    PartStyle.SECTIONS: (
        "Start a line with # for the heading of a section: it gets the next section number. Leave a blank line between "
        "paragraphs: they are numbered 1.1, 1.2 by themselves."
    ),
    PartStyle.SECTION: "Leave a blank line between paragraphs: they are numbered within the section by themselves.",
    PartStyle.RECOMMENDATIONS: "Leave a blank line between recommendations: (i), (ii) and so on are added.",
    PartStyle.LIST: "Leave a blank line between entries: 1, 2 and so on are added.",
    PartStyle.FACT: "One short answer.",
    PartStyle.CONTACT: "Three lines: the name, the telephone number, the e-mail address.",
    PartStyle.GROUP: "",
}
MORE_HABITS = (
    "Start a line with a hyphen for a bullet, with a) or (i) for a list of that kind, with # for a heading and with > "
    "for a quotation. Lines in square brackets stand for tables and pictures: leave them as they are, or move them."
)
HOW_TO_EDIT = {
    PartStyle.PROSE: "Paste from Word if you like: headings, lists and tables stay. Pictures are added one by one.",
    PartStyle.NUMBERED: "Paragraphs are numbered through the report: type no numbers. You can paste from Word.",
    PartStyle.SECTIONS: (
        "Each heading gets the next section number, its paragraphs 1.1, 1.2 by themselves: type no numbers. You can "
        "paste from Word."
    ),
    PartStyle.SECTION: "Paragraphs are numbered within the section: type no numbers. You can paste from Word.",
    PartStyle.RECOMMENDATIONS: "One paragraph a recommendation: (i), (ii) and so on are added.",
    PartStyle.LIST: "One paragraph an entry: 1, 2 and so on are added.",
}
