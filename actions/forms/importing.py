"""The form with which an existing plan is sent."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from performance.importer.workbook import LARGEST_FILE
from scrutiny.forms import GovukForm


class PlanFileForm(GovukForm):
    """The upload of a plan."""

    button = "Show what it would change"

    workbook = forms.FileField(
        label="Workbook with the plan",
        help_text="An Excel workbook (.xlsx) with a row of heads, such as Number, Area for improvement, Action, "
        f"By when, By whom, Status, Evidence. At most {LARGEST_FILE >> 20} MB.",
        error_messages={
            "required": "Choose the workbook.",
            "empty": "The workbook is empty. Check that it was saved and copied completely.",
        },
    )

    def clean_workbook(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["workbook"]
        if file.size is not None and file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file has {file.size >> 20} MB; the limit is {LARGEST_FILE >> 20} MB. "
                "Remove pictures and the sheets that are not needed."
            )
        return file
