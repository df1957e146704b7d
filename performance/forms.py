"""The forms of the performance pages: what may be sent, not what it does."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from performance.importer.workbook import LARGEST_FILE
from performance.models import Dataset
from scrutiny.dates import Month
from scrutiny.forms import GovukForm


class ImportForm(GovukForm):
    """The upload of a monthly workbook."""

    button = "Check the workbook"

    workbook = forms.FileField(
        label="Monthly workbook",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv"}),
        help_text="An Excel workbook (.xlsx, .xlsm or .xls), an OpenDocument spreadsheet (.ods) or a plain table "
        f"(.csv) with the heading Indicator and the months. At most {LARGEST_FILE >> 20} MB.",
        error_messages={
            "required": "Choose the workbook to import.",
            "empty": "The workbook is empty. Check that it was saved and copied completely.",
        },
    )
    month = forms.CharField(
        label="Month, if you want it checked (optional)",
        help_text="Year and month, such as 2018-04. The import stops if the workbook is for another month.",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, datasets: Sequence[Dataset] = (), **kwargs: Any) -> None:
        """`datasets` are those to choose from; with one or none there is nothing to choose."""
        self.datasets = datasets
        super().__init__(*args, **kwargs)
        if len(datasets) > 1:
            self.fields["dataset"] = forms.ModelChoiceField(
                queryset=Dataset.objects.filter(pk__in=[dataset.pk for dataset in datasets]),
                label="Which dataset it belongs to",
                error_messages={"required": "Choose the dataset that the workbook belongs to."},
            )
            self.helper.layout = self.layout()

    def clean_workbook(self) -> UploadedFile:
        file = self.cleaned_data["workbook"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file has {file.size >> 20} MB; the limit is {LARGEST_FILE >> 20} MB. "
                "Remove pictures and sheets that do not belong to the dataset."
            )
        return file

    def clean_month(self) -> Month | None:
        text = self.cleaned_data["month"].strip()
        if not text:
            return None
        try:
            return Month.parse(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
