"""Forms of minutes: the words of one, what sends them back, how they are approved, and the council's phrases."""

from typing import Any

from crispy_forms_gds.layout import HTML, Button, Field, Fieldset, Fixed, Layout, Size
from django import forms

from panels.fields import DateText
from panels.item_forms import one_kind_of_line_end
from panels.minutes_phrases import PHRASES
from panels.models import Meeting, Minute, Minutes, Person
from panels.operations.minutes import LABELS
from panels.reports.minutes import phrases_of
from scrutiny.dates import municipal_year
from scrutiny.forms import GovukForm

PARAGRAPHS = "Leave a blank line between paragraphs, and start a line with a hyphen for a point."
LONG = ("considered", "noted", "note", "public_summary")


def _words(name: str, *, help_text: str = "") -> forms.CharField:
    is_long = name in LONG
    return forms.CharField(
        required=name == "title",
        max_length=100_000 if is_long else 200 if name.startswith("chair") else 300,
        label=LABELS[name],
        help_text=help_text,
        widget=forms.Textarea if is_long else forms.TextInput,
        error_messages={
            "required": "Give the minute a title.",
            "max_length": f"{LABELS[name]}: %(show_value)d characters. Shorten it to %(limit_value)d or fewer.",
        },
    )


class MinuteForm(GovukForm):
    """The words of one minute."""

    title = _words("title")
    chair_note = _words("chair_note", help_text="Printed under the title, where the chair changes hands.")
    considered = _words("considered")
    noted_lead_in = _words("noted_lead_in")
    noted = _words("noted", help_text=PARAGRAPHS)
    note = _words("note", help_text="Declarations, urgency, and what else stands below the resolutions.")
    chair_after = _words("chair_after", help_text="Printed at the end, where the chair goes back.")
    is_exempt = forms.BooleanField(required=False, label="This minute is exempt: the public has the summary only")
    public_title = _words("public_title")
    public_summary = _words(
        "public_summary",
        help_text="A fair and coherent record that discloses nothing exempt (LGA 1972, section 100C(2)).",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def layout(self) -> Layout:
        return Layout(
            *self.before(),
            "title",
            "chair_note",
            Field.textarea("considered", rows=4),
            "noted_lead_in",
            Field.textarea("noted", rows=10),
            Field.textarea("note", rows=4),
            "chair_after",
            Fieldset(
                "is_exempt",
                "public_title",
                Field.textarea("public_summary", rows=4),
                legend="Exempt",
                legend_size=Size.MEDIUM,
            ),
            "version",
            Button("submit", self.button),
        )

    def before(self) -> list[Any]:
        return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in LONG:
            if name in cleaned:
                cleaned[name] = one_kind_of_line_end(cleaned[name])
        return cleaned

    @property
    def words(self) -> dict[str, Any]:
        """What the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "agreed")}


class AmendForm(MinuteForm):
    """The same, with the sentence by which the next meeting amended the minute."""

    button = "Record the amendment"
    agreed = forms.CharField(
        label="What the meeting amended",
        help_text="In one sentence, such as: In minute 31, the third point to read “…”. The approved minutes list it.",
        widget=forms.Textarea,
        error_messages={"required": "Say in a sentence what the meeting amended: the approved minutes list it."},
    )

    def before(self) -> list[Any]:
        return [Field.textarea("agreed", rows=3)]


class ReasonForm(GovukForm):
    """Why minutes go back, are withdrawn, or are published again."""

    reason = forms.CharField(label="Reason", widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, label: str, button: str, help_text: str = "", **kwargs: Any) -> None:
        self.button = button
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text

    def layout(self) -> Layout:
        return Layout(Field.textarea("reason", rows=3), Button("submit", self.button))


class ApproveForm(GovukForm):
    """Which meeting approved the minutes, and who signed them when."""

    button = "Record the approval and publish"
    meeting = forms.ChoiceField(
        label="Approved at the meeting of", error_messages={"required": "Choose the meeting that approved them."}
    )
    signed_by = forms.ChoiceField(
        label="Signed by, in the chair of that meeting", error_messages={"required": "Choose who signed them."}
    )
    signed_on = DateText(label="Signed on", error_messages={"required": "Enter the day on which they were signed."})

    def __init__(self, *args: Any, minutes: Minutes, **kwargs: Any) -> None:
        of = minutes.meeting
        later = Meeting.objects.filter(panel=of.panel_id, date__gt=of.date, cancelled_at=None).order_by("date")[:12]
        self.meetings = {str(found.pk): found for found in later}
        years = {municipal_year(found.date) for found in self.meetings.values()}
        people = Person.objects.filter(memberships__panel=of.panel_id, memberships__municipal_year__in=years)
        self.people = {str(found.pk): found for found in people.distinct().order_by("name", "pk")}
        super().__init__(*args, **kwargs)
        for name, offered in (("meeting", self.meetings), ("signed_by", self.people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choose"), *((key, _shown(found)) for key, found in offered.items())]
        signed = self.fields["signed_on"]
        assert isinstance(signed, DateText)
        signed.year = max(years, default=municipal_year(of.date))

    def layout(self) -> Layout:
        signed = Field.text("signed_on", field_width=Fixed.TWENTY)
        return Layout(Field.select("meeting"), Field.select("signed_by"), signed, Button("submit", self.button))

    @property
    def chosen(self) -> dict[str, Any]:
        return {
            "meeting": self.meetings[self.cleaned_data["meeting"]],
            "signed_by": self.people[self.cleaned_data["signed_by"]],
            "signed_on": self.cleaned_data["signed_on"],
        }


class NumberForm(GovukForm):
    """With which number the minutes begin."""

    button = "Begin with this number"
    first = forms.IntegerField(
        required=False,
        min_value=1,
        label="The minutes begin with number",
        help_text="Leave it empty to run on from the meeting before.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Write a whole number, such as 29.", "min_value": "Minutes are numbered from 1."},
    )

    def layout(self) -> Layout:
        return Layout(Field.text("first", field_width=Fixed.FIVE), Button("submit", self.button))


class PhrasesForm(GovukForm):
    """Every phrase of the council's minutes."""

    button = "Save the phrases"

    def __init__(self, *args: Any, council: Any, **kwargs: Any) -> None:
        self.council = council
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        own = phrases_of(self.council)
        names = []
        for key, phrase in PHRASES.items():
            name = key.replace("-", "_")
            gaps = ", ".join(f"{{{gap}}}" for gap in sorted(phrase.fills))
            self.fields[name] = forms.CharField(
                required=False,
                max_length=1000,
                label=phrase.meaning,
                help_text=f"Filled in: {gaps}." if gaps else "",
                widget=forms.Textarea,
                initial=own[key],
            )
            names.append(Field.textarea(name, rows=2))
        note = HTML('<p class="govuk-body">An empty field goes back to the phrase that comes with the service.</p>')
        return Layout(note, *names, Button("submit", self.button))

    @property
    def phrases(self) -> dict[str, str]:
        return {key: one_kind_of_line_end(self.cleaned_data[key.replace("-", "_")]) for key in PHRASES}


def start_of(minute: Minute) -> dict[str, Any]:
    """What the form of a minute starts with."""
    names = [name for name in MinuteForm.base_fields if name != "version"]
    return {name: getattr(minute, name) for name in names} | {"version": minute.version}


def _shown(found: Meeting | Person) -> str:
    return f"{found.date.day} {found.date:%B %Y}" if isinstance(found, Meeting) else str(found)
