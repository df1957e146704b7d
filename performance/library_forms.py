"""The forms of the indicator library: what may be sent, not what it does."""

from typing import Any

from django import forms

from performance.enums import Polarity, TargetBasis
from performance.models import Indicator
from scrutiny.dates import Month
from scrutiny.forms import GovukForm
from scrutiny.models import User


class EntryForm(GovukForm):
    """What the library says of an indicator."""

    button = "Save"

    version = forms.IntegerField(widget=forms.HiddenInput)
    short_name = forms.CharField(
        label="Short name", help_text="How the first page of a pack calls it.", max_length=100, required=False
    )
    definition = forms.CharField(
        label="What it counts",
        help_text="In plain words, for somebody who has never seen it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    why = forms.CharField(label="Why it matters", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    care = forms.CharField(
        label="What to mind when reading it", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    national_polarity = forms.ChoiceField(
        label="How the Department for Education treats it",
        help_text="Which way is good is the council’s choice and comes with the dataset. Where the two differ, "
        "pages say so.",
        choices=[("", "Not stated"), *Polarity.choices],
        required=False,
    )
    target_basis = forms.ChoiceField(label="What its target is held against", choices=TargetBasis.choices)
    numerator = forms.ModelChoiceField(
        label="Numerator", queryset=Indicator.objects.none(), required=False, empty_label="None in the dataset"
    )
    denominator = forms.ModelChoiceField(
        label="Denominator", queryset=Indicator.objects.none(), required=False, empty_label="None in the dataset"
    )
    told_with = forms.ModelChoiceField(
        label="Told with",
        help_text="Another indicator that says the same fact: the first page tells it once.",
        queryset=Indicator.objects.none(),
        required=False,
        empty_label="By itself",
    )
    related = forms.ModelMultipleChoiceField(
        label="Related indicators",
        queryset=Indicator.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8, "class": "app-choose-several"}),
    )
    explained_by = forms.ModelChoiceField(
        label="Who explains it",
        help_text="Explanations are asked of this person.",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody in particular",
    )
    baseline_months = forms.IntegerField(
        label="Months that mean and limits are worked out from",
        help_text="The first so many of each stretch. Leave it empty to take all of them.",
        min_value=2,
        max_value=120,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-3"}),
    )

    def __init__(self, *args: Any, indicator: Indicator, writers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Indicator.objects.filter(dataset=indicator.dataset_id).exclude(pk=indicator.pk).order_by("name")
        for name in ("numerator", "denominator", "told_with", "related"):
            self.fields[name].queryset = others  # type: ignore[attr-defined]
        self.fields["explained_by"].queryset = writers  # type: ignore[attr-defined]
        self.fields["explained_by"].label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]


class RebaseForm(GovukForm):
    """Starting the mean and limits of a chart afresh."""

    button = "Start the chart afresh"

    month = forms.CharField(
        label="First month that counts anew", help_text="Year and month, such as 2018-01.", max_length=20
    )
    reason = forms.CharField(label="Why", help_text="A known, lasting change. Readers see the reason.", max_length=300)

    def clean_month(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
