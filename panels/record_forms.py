"""Forms of the page at the meeting, one for each kind of entry. All of them take the record's items and members."""

import datetime
from dataclasses import dataclass
from typing import Any

from crispy_forms_gds.layout import Button, Field, Fixed, Layout, Size
from django import forms

from panels.enums import DeclarationConduct, DeclarationKind, RequestKind, SpeakerKind
from panels.fields import DateText, TimeText
from panels.item_forms import one_kind_of_line_end
from panels.models import AgendaItem, MeetingAttendance, Minutes, Resolution
from panels.operations import record_entries
from panels.reports.record import known_speakers
from panels.rules import NotAllowed
from scrutiny.dates import municipal_year
from scrutiny.forms import GovukForm
from scrutiny.models import User

NOT_OFFERED = "Choose one of those in the list: this one is not of this meeting."


@dataclass(frozen=True)
class Place:
    """What the forms of one meeting choose from."""

    minutes: Minutes
    items: dict[str, tuple[str, AgendaItem]]
    members: dict[str, MeetingAttendance]
    resolutions: dict[str, Resolution]

    @classmethod
    def of(cls, minutes: Minutes, items: list[tuple[str, AgendaItem]]) -> "Place":
        rows = MeetingAttendance.objects.filter(minutes=minutes).select_related("person", "minutes__meeting__panel")
        resolved = Resolution.objects.filter(minute__minutes=minutes, vote=None).select_related("minute")
        return cls(
            minutes,
            {str(item.pk): (number, item) for number, item in items},
            {str(row.pk): row for row in rows.order_by("position")},
            {str(row.pk): row for row in resolved.order_by("minute__number", "position")},
        )

    @property
    def item_choices(self) -> list[tuple[str, str]]:
        return [(key, f"{number} {item.title}") for key, (number, item) in self.items.items()]

    @property
    def member_choices(self) -> list[tuple[str, str]]:
        return [(key, str(row.person)) for key, row in self.members.items()]


class RecordForm(GovukForm):
    """An entry of the record. `key` is the page's own, so that an entry sent twice is taken once."""

    heading = ""
    button = "Record"
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # What of an entry that is there can be changed.
    editable: tuple[str, ...] = ()

    def __init__(self, *args: Any, place: Place, editing: bool = False, **kwargs: Any) -> None:
        self.place, self.editing = place, editing
        super().__init__(*args, **kwargs)
        for name, choices in (("item", place.item_choices), ("member", place.member_choices)):
            if name in self.fields:
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)
                field.choices = [("", "Choose"), *choices]
                field.error_messages["invalid_choice"] = NOT_OFFERED

    def layout(self) -> Layout:
        if not self.editing:
            return Layout(*self.parts(), "key", "version", Button("submit", self.button))
        for name in self.fields.keys() - {*self.editable, "version"}:
            del self.fields[name]
        return Layout(*self.editable, "version", Button("submit", "Save"))

    def parts(self) -> list[Any]:
        return [name for name in self.fields if name not in ("key", "version")]

    def chosen_item(self) -> AgendaItem | None:
        found = self.place.items.get(self.cleaned_data.get("item") or "")
        return found[1] if found else None

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        """Record it. `at` is the time now, while the meeting is held; None afterwards."""
        raise NotImplementedError


def item_field(required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=required, label="Item", error_messages={"required": "Choose the item that this is about."}
    )


def text_field(label: str, *, help_text: str = "", required: str = "", long: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=20_000 if long else 200,
        widget=forms.Textarea if long else forms.TextInput,
        error_messages={"required": required, "max_length": "This has %(show_value)d characters, which is too long."},
    )


def count_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        min_value=0,
        max_value=200,
        label=label,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": f"{label}: write a whole number.", "min_value": f"{label}: write 0 or more."},
    )


class DecisionForm(RecordForm):
    heading = "Decision"
    editable = ("text",)
    button = "Record the decision"
    item = item_field()
    text = text_field(
        "What was resolved",
        help_text="In the panel's words, beginning with “That”. Words that begin with a small “that” run on from "
        "RESOLVED without a number.",
        required="Write what was resolved.",
    )
    at = TimeText(required=False, label="At what time", help_text="Leave it empty for now.")

    def parts(self) -> list[Any]:
        return ["item", Field.textarea("text", rows=3), Field.text("at", field_width=Fixed.TEN)]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        item = self.chosen_item()
        assert item is not None
        record_entries.resolve(
            by=by,
            minutes=self.place.minutes,
            item=item,
            text=lines(data["text"]),
            at=data["at"] or at,
            key=data["key"],
        )


class SpeakerForm(RecordForm):
    heading = "Speaker"
    editable = ("name", "job_title", "organisation", "kind")
    button = "Add the speaker"
    item = item_field()
    name = text_field("Name", required="Write who spoke.", long=False)
    job_title = text_field("Job title", long=False)
    organisation = text_field("Organisation", help_text="Leave it empty for the council's own officers.", long=False)
    kind = forms.ChoiceField(choices=SpeakerKind.choices, label="Who it is", initial=SpeakerKind.OFFICER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"list": "known-speakers", "autocomplete": "off"}

    def parts(self) -> list[Any]:
        return ["item", "name", "job_title", "organisation", Field.select("kind")]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        item = self.chosen_item()
        assert item is not None
        if data["kind"] == SpeakerKind.OFFICER and not (data["job_title"] or data["organisation"]):
            # Whoever spoke before need not be described again.
            known = {name: (title, place) for name, title, place in known_speakers(self.place.minutes)}
            data["job_title"], data["organisation"] = known.get(data["name"], ("", ""))
        record_entries.add_speaker(
            by=by,
            minutes=self.place.minutes,
            item=item,
            name=data["name"],
            job_title=data["job_title"],
            organisation=data["organisation"],
            kind=SpeakerKind(data["kind"]),
            key=data["key"],
        )


class DeclarationForm(RecordForm):
    heading = "Declaration"
    editable = ("kind", "nature", "conduct", "left_at", "returned_at")
    button = "Record the declaration"
    item = item_field(required=False)
    members = forms.MultipleChoiceField(
        label="Who declared it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Say which member declared it.",
            "invalid_choice": "Only a member or substitute of this meeting can declare an interest.",
        },
    )
    kind = forms.ChoiceField(choices=DeclarationKind.choices, label="What was declared")
    nature = text_field(
        "Its nature",
        help_text="As the sentence goes on: “as college lecturers employed by educational establishments”.",
        required="Write the nature of the interest or of the whip.",
    )
    conduct = forms.ChoiceField(
        choices=DeclarationConduct.choices,
        label="What they then did",
        help_text="With a disclosable pecuniary interest a member takes no part and does not vote, unless there is a "
        "dispensation (Localism Act 2011, sections 31 and 33).",
    )
    left_at = TimeText(required=False, label="Left the room at")
    returned_at = TimeText(required=False, label="Came back at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = self.fields.get("members")
        if isinstance(members, forms.MultipleChoiceField):
            members.choices = self.place.member_choices

    def parts(self) -> list[Any]:
        return [
            "item",
            Field.checkboxes("members", legend_size=Size.SMALL, small=True),
            Field.select("kind"),
            Field.textarea("nature", rows=2),
            Field.select("conduct"),
            Field.text("left_at", field_width=Fixed.TEN),
            Field.text("returned_at", field_width=Fixed.TEN),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        left, back = cleaned.get("left_at"), cleaned.get("returned_at")
        if (left or back) and cleaned.get("conduct") != DeclarationConduct.LEFT_ROOM:
            self.add_error("left_at", "Times of leaving belong to a member who left the room.")
        elif back and (not left or back <= left):
            self.add_error("returned_at", "The member came back before leaving. Check the times.")
        return cleaned

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        record_entries.declare(
            by=by,
            minutes=self.place.minutes,
            members=[self.place.members[key] for key in data["members"]],
            item=self.chosen_item(),
            kind=DeclarationKind(data["kind"]),
            nature=lines(data["nature"]),
            conduct=DeclarationConduct(data["conduct"]),
            left_at=data["left_at"],
            returned_at=data["returned_at"],
            key=data["key"],
        )


class RequestForm(RecordForm):
    heading = "Action or information"
    editable = ("kind", "text", "asked_of", "due_on")
    button = "Record the request"
    item = item_field(required=False)
    kind = forms.ChoiceField(choices=RequestKind.choices, label="What is asked for", initial=RequestKind.INFORMATION)
    text = text_field("What exactly", required="Write what is asked for.")
    asked_of = text_field("Of whom", long=False)
    due_on = DateText(required=False, label="By when", help_text="For example 26 July.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.fields["due_on"]
        assert isinstance(due, DateText)
        due.year = municipal_year(self.place.minutes.meeting.date)

    def parts(self) -> list[Any]:
        due = Field.text("due_on", field_width=Fixed.TWENTY)
        return ["item", Field.select("kind"), Field.textarea("text", rows=2), "asked_of", due]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        record_entries.ask(
            by=by,
            minutes=self.place.minutes,
            item=self.chosen_item(),
            kind=RequestKind(data["kind"]),
            text=lines(data["text"]),
            asked_of=data["asked_of"],
            due_on=data["due_on"],
            key=data["key"],
        )


def lines(text: str) -> str:
    return one_kind_of_line_end(text).strip()


def needed(at: datetime.time | None) -> datetime.time:
    if at is None:
        raise NotAllowed("Give the time: the meeting is not held now.")
    return at
