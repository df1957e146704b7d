"""Forms of the work programme: topics, their scores and places, suggestions, members' learning, the annual report."""

import datetime
from typing import Any

from crispy_forms_gds.layout import HTML, Button, Field, Fixed, Layout, Size
from django import forms

from actions.models import AreaForImprovement
from panels.calendar_rules import HOW_TO_TYPE
from panels.fields import DateText
from panels.models import Criterion, Meeting, Panel, Person
from panels.tracker_enums import LearningKind, TopicMethod, TopicSource
from panels.tracker_forms import area_label
from performance.models import Indicator
from scrutiny.dates import Month
from scrutiny.forms import GovukForm

POINTS = [("", "Not scored"), ("0", "0: not at all"), ("1", "1: a little"), ("2", "2: much"), ("3", "3: very much")]


class TopicForm(GovukForm):
    """What a topic says."""

    title = forms.CharField(max_length=200, label="Title", error_messages={"required": "Give the topic a title."})
    why_now = forms.CharField(required=False, label="Why now", widget=forms.Textarea)
    source = forms.ChoiceField(choices=TopicSource.choices, label="Where it comes from")
    source_note = forms.CharField(
        required=False, max_length=300, label="Which one", help_text="Such as the entry of the forward plan."
    )
    method = forms.ChoiceField(choices=TopicMethod.choices, label="How to look into it", widget=forms.RadioSelect)
    raised_by = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, label="Member who raised it", empty_label="Nobody in particular"
    )
    area = forms.ModelChoiceField(
        queryset=AreaForImprovement.objects.none(), required=False, label="Area for improvement", empty_label="None"
    )
    indicator = forms.ModelChoiceField(
        queryset=Indicator.objects.none(), required=False, label="Indicator", empty_label="None"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = AreaForImprovement.objects.filter(inspection__council=panel.council_id).select_related("inspection")
        offers: dict[str, Any] = {
            "raised_by": Person.objects.filter(memberships__panel=panel).distinct().order_by("name", "title"),
            "area": areas.order_by("inspection__title", "number"),
            "indicator": Indicator.objects.filter(dataset__council=panel.council_id).order_by("name", "pk"),
        }
        for name, queryset in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
            if name == "area":
                field.label_from_instance = area_label  # type: ignore[method-assign]

    def layout(self) -> Layout:
        return Layout(
            "title",
            Field.textarea("why_now", rows=4),
            "source",
            "source_note",
            Field.radios("method", legend_size=Size.SMALL),
            "raised_by",
            "area",
            "indicator",
            "version",
            Button("submit", self.button),
        )


class ScoreForm(GovukForm):
    """The points of a topic by each of the council's criteria, each with a reason or none."""

    button = "Save the points"

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        self.criteria = criteria
        self.base_fields = {}  # type: ignore[misc]
        for criterion in criteria:
            self.base_fields[f"points_{criterion.pk}"] = forms.ChoiceField(
                choices=POINTS,
                required=False,
                label=f"{criterion.name} (counts {criterion.weight} times)",
                help_text=criterion.question,
            )
            self.base_fields[f"note_{criterion.pk}"] = forms.CharField(
                required=False, max_length=300, label=f"Because ({criterion.name})"
            )
        super().__init__(*args, **kwargs)

    def points(self) -> dict[Criterion, tuple[int, str]]:
        """What was given; criteria left unscored are left out."""
        given = {}
        for criterion in self.criteria:
            if points := self.cleaned_data[f"points_{criterion.pk}"]:
                given[criterion] = (int(points), self.cleaned_data[f"note_{criterion.pk}"])
        return given


class PlaceForm(GovukForm):
    """A meeting, or a month for what is no item of one."""

    button = "Plan it"

    meeting = forms.ModelChoiceField(
        queryset=Meeting.objects.none(), required=False, label="Meeting", empty_label="No meeting"
    )
    month = forms.CharField(
        required=False, label="Or a month", help_text="For a task group or a briefing. Write it as 2018-09."
    )

    def __init__(self, *args: Any, panel: Panel, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        assert isinstance(field, forms.ModelChoiceField)
        to_come = Meeting.objects.filter(panel=panel, cancelled_at=None).order_by("-date")
        field.queryset = to_come
        field.label_from_instance = lambda obj: f"{obj.date.day} {obj.date:%B %Y}"  # type: ignore[method-assign]

    def layout(self) -> Layout:
        return Layout("meeting", Field.text("month", field_width=Fixed.TEN), Button("submit", self.button))

    def clean_month(self) -> datetime.date | None:
        typed = self.cleaned_data["month"]
        if not typed:
            return None
        try:
            return Month.parse(typed).first_day
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("meeting")) == bool(cleaned.get("month")):
            raise forms.ValidationError("Choose a meeting, or type the month: one of the two.")
        return cleaned


class BecauseForm(GovukForm):
    """A reason that others read."""

    because = forms.CharField(
        label="Why", widget=forms.Textarea, error_messages={"required": "Say why: others read it."}
    )

    def __init__(self, *args: Any, button: str, hint: str = "", **kwargs: Any) -> None:
        self.button = button
        super().__init__(*args, **kwargs)
        self.fields["because"].help_text = hint

    def layout(self) -> Layout:
        return Layout(Field.textarea("because", rows=3), Button("submit", self.button))


class SuggestionForm(GovukForm):
    """What somebody asks a panel to look into. `homepage` is a trap: nobody sees it, programs fill it in."""

    button = "Send the suggestion"

    panel = forms.ModelChoiceField(
        queryset=Panel.objects.none(), to_field_name="slug", label="Panel", empty_label=None,
        error_messages={"required": "Choose the panel.", "invalid_choice": "Choose a panel from the list."},
    )  # fmt: skip
    title = forms.CharField(
        max_length=200, label="What should the panel look into?",
        error_messages={"required": "Say in a few words what the panel should look into."},
    )  # fmt: skip
    why = forms.CharField(
        max_length=3000, label="Why, and why now?", widget=forms.Textarea,
        help_text="Please name no child and no family: a panel cannot look into single cases.",
        error_messages={
            "required": "Say why the panel should look into it.",
            "max_length": "This has %(show_value)d characters. Shorten it to 3,000 or fewer.",
        },
    )  # fmt: skip
    name = forms.CharField(required=False, max_length=100, label="Your name (if you like)")
    email = forms.EmailField(
        required=False, max_length=254, label="Your e-mail address (if you want an answer)",
        error_messages={"invalid": "Enter an e-mail address in the form name@example.com, or leave it empty."},
    )  # fmt: skip
    homepage = forms.CharField(
        required=False, label="Web address (leave this empty)", widget=forms.TextInput(attrs={"tabindex": "-1"})
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["panel"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Panel.objects.filter(council__is_host=True).order_by("name")
        for name in ("name", "email", "homepage"):
            self.fields[name].widget.attrs["autocomplete"] = {"homepage": "off"}.get(name, name)

    def layout(self) -> Layout:
        return Layout(
            "panel", "title", Field.textarea("why", rows=6), "name", "email",
            HTML('<div class="app-honey" aria-hidden="true">'), "homepage", HTML("</div>"),
            "token", Button("submit", self.button),
        )  # fmt: skip


class LearningForm(GovukForm):
    """A training, briefing or visit, and who came."""

    kind = forms.ChoiceField(choices=LearningKind.choices, label="What it was")
    title = forms.CharField(max_length=200, label="Title", error_messages={"required": "Give it a title."})
    date = DateText(label="Day", help_text=HOW_TO_TYPE, error_messages={"required": "Enter the day."})
    place = forms.CharField(required=False, max_length=200, label="Place")
    note = forms.CharField(required=False, label="What members saw or learned", widget=forms.Textarea)
    people = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(), required=False, label="Who came", widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, panel: Panel, year: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, date = self.fields["people"], self.fields["date"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        assert isinstance(date, DateText)
        people.queryset = Person.objects.filter(memberships__panel=panel).distinct().order_by("name", "title")
        date.year = year

    def layout(self) -> Layout:
        return Layout(
            "kind", "title", Field.text("date", field_width=Fixed.TWENTY), "place", Field.textarea("note", rows=3),
            Field.checkboxes("people", legend_size=Size.SMALL), "version", Button("submit", self.button),
        )  # fmt: skip


class CriteriaForm(GovukForm):
    """The criteria, one a line: name, weight, question; and how many topics a meeting holds."""

    criteria = forms.CharField(
        label="Criteria", widget=forms.Textarea,
        help_text="One a line: name | weight from 1 to 5 | question. Topics keep the points of criteria that stay.",
        error_messages={"required": "Keep at least one criterion: topics are weighed by them."},
    )  # fmt: skip
    capacity = forms.IntegerField(
        min_value=1, max_value=20, label="Topics that one meeting can hold",
        error_messages={"required": "Enter a whole number from 1 to 20.", "invalid": "Enter a whole number."},
    )  # fmt: skip

    def layout(self) -> Layout:
        return Layout(
            Field.textarea("criteria", rows=7), Field.text("capacity", field_width=Fixed.THREE),
            Button("submit", self.button),
        )  # fmt: skip

    def clean_criteria(self) -> list[dict[str, Any]]:
        found, problems = [], []
        for number, line in enumerate(self.cleaned_data["criteria"].splitlines(), 1):
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split("|")]
            if len(parts) != 3 or not all(parts) or not parts[1].isdecimal() or not 1 <= int(parts[1][:3]) <= 5:
                problems.append(f"Line {number}: write it as name | weight from 1 to 5 | question.")
            elif len(parts[0]) > 100 or len(parts[2]) > 300:
                problems.append(f"Line {number}: at most 100 characters for the name and 300 for the question.")
            else:
                found.append({"name": parts[0], "weight": int(parts[1]), "question": parts[2]})
        if problems:
            raise forms.ValidationError(problems)
        return found


class AnnualReportForm(GovukForm):
    """What stands around the figures."""

    foreword = forms.CharField(required=False, label="From the Chair", widget=forms.Textarea)
    highlights = forms.CharField(required=False, label="What made a difference", widget=forms.Textarea)
    looking_ahead = forms.CharField(required=False, label="The year to come", widget=forms.Textarea)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def layout(self) -> Layout:
        return Layout(
            Field.textarea("foreword", rows=6), Field.textarea("highlights", rows=6),
            Field.textarea("looking_ahead", rows=6), "version", Button("submit", self.button),
        )  # fmt: skip
