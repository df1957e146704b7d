"""Forms for bringing in a Word report: the file, then where each of its sections goes."""

import re
from collections.abc import Sequence
from typing import Any

from crispy_forms_gds.layout import Button, Field, Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile

from panels.docx import Choice, WordReport
from panels.docx.guard import LARGEST_FILE
from panels.docx.match import LEAVE_OUT, writable
from panels.enums import PartStyle
from panels.models import TemplatePart
from panels.operations.word_import import PictureChoice
from scrutiny.forms import GovukForm


class WordFileForm(GovukForm):
    """The Word file."""

    button = "Read the file"

    file = forms.FileField(
        label="Word file",
        help_text="A .docx file of 30 MB or less. Nothing in the report changes before you have seen what goes where.",
        error_messages={
            "required": "Choose the Word file.",
            "empty": "The file is empty. Check that it was saved and copied completely.",
        },
    )
    take_changes = forms.BooleanField(required=False, label="If it has tracked changes, take all of them as accepted")

    def layout(self) -> Layout:
        return Layout(Field("file"), "take_changes", Button("submit", self.button))

    def clean_file(self) -> UploadedFile:
        """Too large a file is refused by its size, before anybody reads it into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file has {(file.size or 0) >> 20} MB; the limit is {LARGEST_FILE >> 20} MB. Make its pictures "
                "smaller (in Word: Picture Format, Compress Pictures), or attach it as an appendix."
            )
        return file


# What a short answer cannot hold.
LAID_OUT = re.compile(r"<(table|ul|ol|figure|img)\b")


class WhereForm(forms.Form):
    """Where each section of a Word report goes, and what its pictures show. Laid out by its own template."""

    def __init__(
        self, *args: Any, found: WordReport, choices: Sequence[Choice], parts: Sequence[TemplatePart], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.short = {part.key: part.heading for part in parts if part.style == PartStyle.FACT}
        places = [("", "Choose where it goes"), *((part.key, part.heading) for part in writable(parts))]
        places.append((LEAVE_OUT, "Leave it out"))
        for number, (section, choice) in enumerate(zip(found.sections, choices, strict=True)):
            name = section.heading or "the beginning of the document"
            self.fields[f"section-{number}"] = forms.ChoiceField(
                choices=places,
                initial=choice.key,
                label=f"Where “{name}” goes",
                error_messages={"required": f"Say where “{name}” goes, or leave it out."},
                widget=forms.Select(attrs={"class": "govuk-select"}),
            )
        for number, picture in enumerate(found.pictures, start=1):
            self.fields[f"picture-{number}"] = forms.CharField(
                required=False,
                initial=picture.alternative,
                label=f"What picture {number} shows",
                widget=forms.TextInput(attrs={"class": "govuk-input"}),
            )
            self.fields[f"decorative-{number}"] = forms.BooleanField(
                required=False, label="It is decoration", widget=_checkbox()
            )
            self.fields[f"without-{number}"] = forms.BooleanField(
                required=False, label="Leave this picture out", widget=_checkbox()
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number, section in enumerate(self.found.sections):
            part = self.short.get(data.get(f"section-{number}", ""))
            if part and LAID_OUT.search(section.html):
                name = section.heading or "the beginning of the document"
                self.add_error(
                    f"section-{number}",
                    f"“{part}” takes one short answer, but “{name}” holds a table, a list or a picture, which would be "
                    "lost there. Choose another place for it, or leave it out.",
                )
        for number in range(1, len(self.found.pictures) + 1):
            said = [
                data.get(f"picture-{number}", "").strip(),
                data.get(f"decorative-{number}"),
                data.get(f"without-{number}"),
            ]
            if not any(said):
                self.add_error(
                    f"picture-{number}",
                    f"Describe what picture {number} shows, mark it as decoration, or leave it out.",
                )
        return data

    @property
    def keys(self) -> list[str]:
        return [self.cleaned_data[f"section-{number}"] for number in range(len(self.found.sections))]

    @property
    def pictures(self) -> dict[int, PictureChoice]:
        data = self.cleaned_data
        return {
            number: PictureChoice(
                alternative="" if data[f"decorative-{number}"] else data[f"picture-{number}"],
                is_decorative=data[f"decorative-{number}"],
                leave_out=data[f"without-{number}"],
            )
            for number in range(1, len(self.found.pictures) + 1)
        }


def _checkbox() -> forms.CheckboxInput:
    return forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"})
