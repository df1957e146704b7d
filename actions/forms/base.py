"""Parts that the forms of action plans share: dates in words, statuses with their meaning, long texts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.layout import Size
from django import forms

from actions.enums import RAG_DEFINITIONS, Rag
from actions.rules import RuleError, When
from scrutiny.access import Role
from scrutiny.forms import GovukForm
from scrutiny.models import User

A_DATE = "A month, such as January 2015, or a day, such as 31 January 2015. A month means its last day."


class WhenField(forms.CharField):
    """A month or a day, written in words or figures (with `or_year` a year too); gives a When."""

    def __init__(self, *args: Any, or_year: bool = False, **kwargs: Any) -> None:
        self.or_year = or_year
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)
        self.widget.attrs["class"] = "govuk-input--width-20"

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return When.parse(text, or_year=self.or_year)
        except RuleError as broken:
            raise forms.ValidationError(str(broken)) from None

    def run_validators(self, value: Any) -> None:
        """None beyond reading it: the text validators do not fit a When."""


class AccountField(forms.ModelChoiceField):
    """An account of somebody who works here, or nobody."""

    def __init__(self, *, label: str, hint: str = "") -> None:
        super().__init__(
            queryset=User.objects.filter(is_active=True).order_by("full_name", "username"),
            label=label,
            help_text=hint,
            required=False,
            empty_label="Nobody",
            error_messages={"invalid_choice": "Choose an account from the list: this one is closed or not there."},
        )

    def label_from_instance(self, obj: User) -> str:
        role = Role(obj.role).label.lower()
        return f"{obj.full_name} ({role if obj.is_active else 'account closed'})"

    def keep(self, account: User | None) -> None:
        """Offer this account too: somebody who left stays named, and saving something else is not refused for it."""
        if account is not None and not account.is_active:
            assert self.queryset is not None
            self.queryset = self.queryset | User.objects.filter(pk=account.pk)


def status_field(
    label: str, definitions: Mapping[Rag, str] | None = None, offered: Iterable[Rag] = tuple(Rag)
) -> forms.ChoiceField:
    """A status, each with what it means at the council."""
    meaning = definitions or RAG_DEFINITIONS
    return forms.ChoiceField(
        label=label,
        choices=[Choice(status.value, status.label, hint=meaning[status]) for status in offered],
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose a status under {label!r}.",
            "invalid_choice": f"Choose one of the statuses offered under {label!r}.",
        },
    )


def long_text(label: str, hint: str = "", *, rows: int = 4, required: str = "") -> forms.CharField:
    """A text of several lines; `required` is the sentence shown where it is missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


def short_text(label: str, hint: str = "", *, required: str = "", longest: int = 200) -> forms.CharField:
    """A text of one line; `required` is the sentence shown where it is missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        error_messages={
            "required": required,
            "max_length": f"{label} is longer than {longest} characters. Shorten it.",
        },
    )


class PlanForm(GovukForm):
    """Labels and legends in bold, so that long forms can be scanned."""

    # Which field a problem of an operation belongs to, where the operation calls it otherwise than the label does.
    places: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.label_size = Size.SMALL
        self.helper.legend_size = Size.SMALL

    def check(self, field: str, rule: Callable[..., None], *values: Any) -> None:
        """Put what the rule says against beside the field."""
        try:
            rule(*values)
        except RuleError as broken:
            self.add_error(field, str(broken))


def version_field() -> forms.IntegerField:
    """Which version the person saw; hidden."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def words_of(value: Any) -> str:
    """A stored value as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, When):
        return value.label
    return str(value)
