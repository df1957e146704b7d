"""The forms of a dataset's small numbers page: what may be sent, not what it does."""

from typing import Any

from django import forms

from performance.disclosure import DFE_UP_TO
from performance.enums import RelationKind, SmallNumbers
from performance.models import Dataset, Indicator, SmallNumbersRule
from scrutiny.access import Role
from scrutiny.forms import GovukForm
from scrutiny.models import User


class DatasetForm(GovukForm):
    """A form about one dataset; `do` says on the page which form was sent."""

    do = ""

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        self.dataset = dataset
        super().__init__(*args, auto_id=f"id_{self.do}_%s", **kwargs)


class RuleForm(DatasetForm):
    """The rule, its threshold and the reason for it."""

    do = "rule"
    button = "Save the rule"

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="What the public sees of counts that are small",
        choices=SmallNumbers.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a rule."},
    )
    threshold = forms.IntegerField(
        label="Threshold, if it is your own",
        help_text="The largest number that is withheld. 0 is always shown.",
        min_value=1,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-3"}),
    )
    reason = forms.CharField(
        label="Reason (required where more figures become public)", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    @classmethod
    def of(cls, dataset: Dataset) -> "RuleForm":
        rule = SmallNumbersRule.objects.filter(dataset=dataset).first()
        initial = {"version": 0, "threshold": DFE_UP_TO}
        if rule:
            initial = {"version": rule.version, "kind": rule.kind, "threshold": rule.threshold}  # type: ignore[dict-item]
        return cls(dataset=dataset, initial=initial)

    def clean_kind(self) -> SmallNumbers:
        return SmallNumbers(self.cleaned_data["kind"])

    def clean_threshold(self) -> int:
        return self.cleaned_data["threshold"] or DFE_UP_TO


class RelationForm(DatasetForm):
    """That one indicator follows from others."""

    do = "relation"
    button = "Add"

    result = forms.ModelChoiceField(queryset=Indicator.objects.none(), label="This indicator")
    kind = forms.ChoiceField(choices=RelationKind.choices, label="How it follows")
    parts = forms.ModelMultipleChoiceField(
        queryset=Indicator.objects.none(),
        label="From these",
        help_text="For a percentage: what is counted, and what it is counted in. Hold Control to choose several.",
        widget=forms.SelectMultiple(attrs={"size": 8, "class": "app-choose-several"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicators = Indicator.objects.filter(dataset=self.dataset)
        for name in ("result", "parts"):
            self.fields[name].queryset = indicators  # type: ignore[attr-defined]

    def clean_kind(self) -> RelationKind:
        return RelationKind(self.cleaned_data["kind"])

    def clean_parts(self) -> list[Indicator]:
        return list(self.cleaned_data["parts"])


class ReaderForm(DatasetForm):
    """A member who may see every figure, and why."""

    do = "reader"
    button = "Let this member see every figure"

    user = forms.ModelChoiceField(queryset=User.objects.none(), label="Member")
    reason = forms.CharField(label="Why they need the figures", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = User.objects.filter(role=Role.COUNCILLOR, is_active=True).order_by("full_name")
        self.fields["user"].queryset = members  # type: ignore[attr-defined]
