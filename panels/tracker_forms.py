"""Forms of recommendations and requests: what they say, each step, recipients, evidence."""

import datetime
from typing import Any

from crispy_forms_gds.layout import Button, Field, Fixed, Layout, Size
from django import forms

from actions.models import AreaForImprovement
from panels.calendar_rules import HOW_TO_TYPE
from panels.fields import DateText
from panels.models import Panel, Person, Recipient, Recommendation
from panels.tracker_enums import Answer, AskKind, NoticeMethod, Outcome, RecipientKind, Step
from panels.tracker_rules import in_words, last_day_to_respond
from performance.models import Indicator
from scrutiny.dates import municipal_year
from scrutiny.forms import GovukForm
from scrutiny.models import Council, User


def _day(label: str, *, required: bool = True, hint: str = HOW_TO_TYPE) -> DateText:
    messages = {"required": f"{label}: enter the day."}
    return DateText(label=label, help_text=hint, required=required, error_messages=messages)


def _words(label: str, *, required: bool = True, hint: str = "", problem: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, widget=forms.Textarea,
        error_messages={"required": problem or f"{label}: write at least a sentence."},
    )  # fmt: skip


def area_label(obj: Any) -> str:
    return f"{obj.inspection.title}: {obj}"


class RecommendationForm(GovukForm):
    """What a recommendation or request says and belongs to."""

    kind = forms.ChoiceField(choices=AskKind.choices, label="What it is", widget=forms.RadioSelect)
    text = _words("What the panel asks for", problem="Say what the panel asks for.")
    reason = _words("Why", required=False, hint="What the panel saw or heard. The recipient reads it.")
    recipient = forms.ModelChoiceField(
        queryset=Recipient.objects.none(), required=False, label="To whom", empty_label="Not chosen yet"
    )
    made_on = _day("When the panel asked", hint="The day of the meeting, unless the panel asked earlier.")
    raised_by = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, label="Member who raised it", empty_label="Nobody in particular"
    )
    area = forms.ModelChoiceField(
        queryset=AreaForImprovement.objects.none(), required=False, label="Area for improvement", empty_label="None"
    )
    indicator = forms.ModelChoiceField(
        queryset=Indicator.objects.none(), required=False, label="Indicator", empty_label="None"
    )
    is_exempt = forms.BooleanField(
        required=False,
        label="It is exempt: the public sees nothing of it",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, panel: Panel, stands: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("recipient", Recipient.objects.filter(council=panel.council_id).in_use())
        members = Person.objects.filter(memberships__panel=panel) | Person.objects.filter(
            attendances__minutes__meeting__panel=panel
        )
        self._offer("raised_by", members.distinct().order_by("name", "title"))
        areas = AreaForImprovement.objects.filter(inspection__council=panel.council_id).select_related("inspection")
        self._offer("area", areas.order_by("inspection__title", "number"))
        self._offer("indicator", Indicator.objects.filter(dataset__council=panel.council_id).order_by("name", "pk"))
        made_on = self.fields["made_on"]
        assert isinstance(made_on, DateText)
        if isinstance(self.initial.get("made_on"), datetime.date):
            made_on.year = municipal_year(self.initial["made_on"])
        if stands:
            # What was sent stays as it was sent, so it is not offered.
            for name in ("kind", "text", "reason", "recipient", "made_on"):
                self.fields.pop(name)
            self.helper.layout = Layout("raised_by", "area", "indicator", "is_exempt", "version", self._button())

    def layout(self) -> Layout:
        return Layout(
            Field.radios("kind", legend_size=Size.SMALL, inline=True),
            Field.textarea("text", rows=4),
            Field.textarea("reason", rows=3),
            "recipient",
            Field.text("made_on", field_width=Fixed.TWENTY),
            "raised_by",
            "area",
            "indicator",
            "is_exempt",
            "version",
            self._button(),
        )

    def _button(self) -> Button:
        return Button("submit", self.button)

    def _offer(self, name: str, queryset: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset
        if name == "area":
            field.label_from_instance = area_label  # type: ignore[method-assign]


class EarlierForm(RecommendationForm):
    """One from before the service had the panel's minutes."""

    button = "Add it"

    origin = forms.CharField(
        max_length=200,
        label="Where it is written down",
        help_text="Such as: Minute 27, 25 January 2018",
        error_messages={"required": "Say where this is written down, such as “Minute 27, 25 January 2018”."},
    )

    def layout(self) -> Layout:
        return Layout("origin", *super().layout().fields)


class StepForm(GovukForm):
    """What every step has: the day on which it happened."""

    on = _day("Day", hint=f"The day on which it happened. {HOW_TO_TYPE}")

    def __init__(self, *args: Any, recommendation: Recommendation, button: str, **kwargs: Any) -> None:
        self.recommendation = recommendation
        self.button = button
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, DateText):
                field.year = municipal_year(recommendation.made_on)


class NoticeForm(StepForm):
    """How and when the recipient was told, and by when the answer is due."""

    on = _day("Day on which it was sent")
    method = forms.ChoiceField(choices=NoticeMethod.choices, label="How", widget=forms.RadioSelect)
    received_on = _day("Day on which it was received", required=False, hint="Leave empty if it is the same day.")
    due_on = _day("Respond by", required=False, hint="Leave empty for the two months that the law gives.")

    def layout(self) -> Layout:
        return Layout(
            Field.text("on", field_width=Fixed.TWENTY),
            Field.radios("method", legend_size=Size.SMALL),
            Field.text("received_on", field_width=Fixed.TWENTY),
            Field.text("due_on", field_width=Fixed.TWENTY),
            Button("submit", self.button),
        )

    def law(self) -> str:
        """What the law gives from the day that is typed, for the hint."""
        day = self.initial.get("on")
        return in_words(last_day_to_respond(day)) if isinstance(day, datetime.date) else ""


class AskForm(StepForm):
    """When the information was asked for, and by when it is wanted."""

    on = _day("Day on which it was asked for")
    method = forms.ChoiceField(choices=NoticeMethod.choices, label="How", widget=forms.RadioSelect)
    due_on = _day("Wanted by", required=False, hint="Leave empty if the panel named no day.")

    def layout(self) -> Layout:
        return Layout(
            Field.text("on", field_width=Fixed.TWENTY),
            Field.radios("method", legend_size=Size.SMALL),
            Field.text("due_on", field_width=Fixed.TWENTY),
            Button("submit", self.button),
        )


class RespondForm(StepForm):
    """The response: accepted, in part, or rejected, with the reason and what will be done."""

    on = _day("Day of the response")
    answer = forms.ChoiceField(
        choices=Answer.choices, label="Response", widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is accepted, accepted in part, or rejected."},
    )  # fmt: skip
    reason = _words("Reason", problem="Give the reason for the response: the panel reads it.")
    action = _words(
        "What will be done, and by when", required=False, hint="Needed unless the recommendation is rejected."
    )

    def layout(self) -> Layout:
        return Layout(
            Field.radios("answer", legend_size=Size.SMALL),
            Field.textarea("reason", rows=4),
            Field.textarea("action", rows=4),
            Field.text("on", field_width=Fixed.TWENTY),
            Button("submit", self.button),
        )


class WordsForm(StepForm):
    """A step that is told in words."""

    text = _words("In words", required=False)

    def layout(self) -> Layout:
        return Layout(
            Field.textarea("text", rows=4), Field.text("on", field_width=Fixed.TWENTY), Button("submit", self.button)
        )


class PromiseForm(StepForm):
    """For when the information is promised."""

    on = _day("Day of the promise")
    due_on = _day("Promised for")
    text = _words("In words", required=False)

    def layout(self) -> Layout:
        return Layout(
            Field.text("due_on", field_width=Fixed.TWENTY),
            Field.textarea("text", rows=3),
            Field.text("on", field_width=Fixed.TWENTY),
            Button("submit", self.button),
        )


class JudgeForm(StepForm):
    """The panel's judgement of the outcome."""

    on = _day("Day on which the panel judged it")
    outcome = forms.ChoiceField(
        choices=Outcome.choices, label="Outcome", widget=forms.RadioSelect,
        error_messages={"required": "Choose the outcome that the panel found."},
    )  # fmt: skip
    note = _words("What the panel saw", required=False, hint="Needed unless it is simply done. The public reads it.")

    def layout(self) -> Layout:
        return Layout(
            Field.radios("outcome", legend_size=Size.SMALL),
            Field.textarea("note", rows=4),
            Field.text("on", field_width=Fixed.TWENTY),
            Button("submit", self.button),
        )


FORMS: dict[Step, type[StepForm]] = {
    Step.NOTICE: NoticeForm,
    Step.RESPOND: RespondForm,
    Step.PROGRESS: WordsForm,
    Step.PUT: WordsForm,
    Step.KEEP: WordsForm,
    Step.JUDGE: JudgeForm,
    Step.REOPEN: WordsForm,
    Step.ASK: AskForm,
    Step.PROMISE: PromiseForm,
    Step.RECEIVE: WordsForm,
    Step.CIRCULATE: WordsForm,
}


class RecipientForm(GovukForm):
    """An office or person that panels may ask."""

    name = forms.CharField(
        max_length=200, label="Name of the office or person",
        error_messages={"required": "Give the name of the office or the person."},
    )  # fmt: skip
    kind = forms.ChoiceField(choices=RecipientKind.choices, label="What it is")
    email = forms.EmailField(
        required=False, max_length=254, label="E-mail address", help_text="Notices go there.",
        error_messages={"invalid": "Enter an e-mail address in the form name@example.com."},
    )  # fmt: skip
    account = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, label="Account", empty_label="None",
        help_text="Whoever has it can answer in the browser.",
    )  # fmt: skip
    is_active = forms.BooleanField(required=False, initial=True, label="Panels may choose it")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        self.council = council
        super().__init__(*args, **kwargs)
        account = self.fields["account"]
        assert isinstance(account, forms.ModelChoiceField)
        account.queryset = User.objects.filter(is_active=True).order_by("full_name", "username")


class EvidenceForm(GovukForm):
    """A file or a link that shows what was done."""

    button = "Add the evidence"

    title = forms.CharField(
        max_length=200, label="What it is", error_messages={"required": "Say in a few words what the evidence is."}
    )
    link = forms.CharField(
        max_length=500, required=False, label="Web address", help_text="One that starts with https://"
    )
    file = forms.FileField(
        required=False, label="Or a file", help_text="PDF, Word, Excel, PowerPoint, OpenDocument, PNG or JPEG."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("link")) == bool(cleaned.get("file")) and "file" not in self.errors:
            raise forms.ValidationError("Give either a web address or a file.")
        return cleaned
