"""Forms of the calendar: a year's dates, a meeting cancelled, moved or cloned, and standing items."""

import datetime
from typing import Any

from crispy_forms_gds.layout import Button, Field, Fixed, Layout
from django import forms

from panels.calendar_rules import HOW_TO_TYPE, DatesRead, is_municipal_year, read_dates
from panels.enums import ItemKind
from panels.fields import DateText, TimeText
from panels.models import Meeting, Panel
from scrutiny.dates import municipal_year
from scrutiny.forms import GovukForm

REASON_HELP = "The public reads this on the meeting’s page and in the list of meetings."


class YearForm(GovukForm):
    """All dates of a panel for a municipal year, as people type them."""

    button = "Check the dates"

    year = forms.CharField(label="Municipal year", help_text="From May to the next April, such as 2018/19.")
    dates = forms.CharField(
        label="Dates",
        help_text="One a line, like 7 June 2018, 7/6/2018 or 2018-06-07. The year may be left out.",
        widget=forms.Textarea,
        strip=False,
        error_messages={"required": "Enter at least one date, one a line."},
    )
    time = TimeText(label="Time", error_messages={"required": "Enter the time at which the meetings start."})
    venue = forms.CharField(
        label="Place", max_length=200, error_messages={"required": "Enter the place where the panel meets."}
    )

    read: DatesRead

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        self.panel = panel
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        return Layout(
            Field.text("year", field_width=Fixed.TEN),
            Field.textarea("dates", rows=10),
            Field.text("time", field_width=Fixed.TEN),
            Field.text("venue"),
            Button("submit", self.button),
        )

    def clean_year(self) -> str:
        year = self.cleaned_data["year"].replace(" ", "").replace("-", "/")
        if not is_municipal_year(year):
            raise forms.ValidationError("Write the municipal year as its two years, such as 2018/19.")
        return year

    def clean(self) -> dict[str, Any]:
        """Reads the dates, with everything that is wrong with them; `read` keeps what was found."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("year") and cleaned.get("dates"):
            taken = Meeting.objects.filter(panel=self.panel).values_list("date", flat=True)
            holidays = self.panel.council.holidays.values_list("day", flat=True)
            self.read = read_dates(
                cleaned["dates"], year=cleaned["year"], taken=set(taken), extra_holidays=set(holidays)
            )
            for problem in self.read.problems:
                self.add_error("dates", str(problem))
        return cleaned

    @property
    def days(self) -> list[datetime.date]:
        return [planned.date for planned in self.read.dates]


class CancelForm(GovukForm):
    """Why a meeting is not held."""

    button = "Cancel the meeting"
    because = forms.CharField(
        label="Why it is cancelled",
        help_text=REASON_HELP,
        widget=forms.Textarea,
        error_messages={"required": "Say why the meeting is cancelled: the public reads it on the meeting's page."},
    )

    def layout(self) -> Layout:
        return Layout(Field.textarea("because", rows=3), Button.warning("submit", self.button))


class WhenAndWhereForm(GovukForm):
    """A day, time and place, with the reason: for a meeting that is moved, or one that is held besides."""

    date = DateText(label="Day", help_text=HOW_TO_TYPE, error_messages={"required": "Enter the day of the meeting."})
    time = TimeText(label="Time", error_messages={"required": "Enter the time at which the meeting starts."})
    venue = forms.CharField(
        label="Place", max_length=200, error_messages={"required": "Enter the place of the meeting."}
    )
    because = forms.CharField(
        label="Why",
        help_text=REASON_HELP,
        widget=forms.Textarea,
        error_messages={"required": "Say why: the public reads it on the meeting's page."},
    )

    def __init__(self, *args: Any, meeting: Meeting, button: str, why: str, **kwargs: Any) -> None:
        self.button = button
        super().__init__(*args, **kwargs)
        date = self.fields["date"]
        assert isinstance(date, DateText)
        date.year = municipal_year(meeting.date)
        self.fields["because"].label = why

    def layout(self) -> Layout:
        return Layout(
            Field.text("date"),
            Field.text("time", field_width=Fixed.TEN),
            Field.text("venue"),
            Field.textarea("because", rows=3),
            Button("submit", self.button),
        )


class StandingItemForm(GovukForm):
    """An item that every new agenda of the panel starts with."""

    title = forms.CharField(
        max_length=300,
        label="Title",
        error_messages={
            "required": "Enter a title: every new agenda prints it.",
            "max_length": "The title has %(show_value)d characters. Shorten it to 300 or fewer.",
        },
    )
    text = forms.CharField(required=False, label="What the panel is asked to do", widget=forms.Textarea)
    kind = forms.ChoiceField(
        choices=ItemKind.choices,
        label="What it is",
        help_text="The minutes of the previous meeting are put on their item as soon as a new agenda starts.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def layout(self) -> Layout:
        return Layout(
            Field.text("title"),
            Field.textarea("text", rows=4),
            Field.select("kind"),
            "version",
            Button("submit", self.button),
        )

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
