"""More forms of the page at the meeting: who comes, goes and takes the chair, votes, exclusion of the public."""

import datetime
from typing import Any

from crispy_forms_gds.layout import HTML, Field, Fieldset, Fixed, Layout, Size
from django import forms
from django.utils.html import conditional_escape

from panels.enums import MemberKind, VoteChoice
from panels.fields import TimeText
from panels.operations import record, record_entries
from panels.record_forms import (
    NOT_OFFERED,
    DecisionForm,
    DeclarationForm,
    Place,
    RecordForm,
    RequestForm,
    SpeakerForm,
    count_field,
    item_field,
    lines,
    needed,
    text_field,
)
from scrutiny.models import User


class MovementForm(RecordForm):
    heading = "Coming or going"
    button = "Record it"
    member = forms.ChoiceField(label="Who", error_messages={"required": "Choose the member."})
    comes_in = forms.ChoiceField(choices=[("in", "Came in, late or again"), ("out", "Went out")], label="What happened")
    at = TimeText(required=False, label="At what time", help_text="Leave it empty for now.")

    def parts(self) -> list[Any]:
        return [Field.select("member"), Field.select("comes_in"), Field.text("at", field_width=Fixed.TEN)]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        record.add_movement(
            by=by,
            minutes=self.place.minutes,
            who=self.place.members[data["member"]],
            comes_in=data["comes_in"] == "in",
            at=needed(data["at"] or at),
            key=data["key"],
        )


class ChairForm(RecordForm):
    heading = "Another chair"
    button = "Take the chair"
    item = item_field()
    member = forms.ChoiceField(label="Who takes the chair", error_messages={"required": "Choose the member."})
    only = forms.BooleanField(required=False, label="For this item only; then the chair goes back")
    known = forms.CharField(required=False, widget=forms.HiddenInput)

    def parts(self) -> list[Any]:
        return [Field.select("item"), Field.select("member"), "only", "known"]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        item = self.chosen_item()
        assert item is not None
        known = data["known"]
        record.take_chair(
            by=by,
            minutes=self.place.minutes,
            item=item,
            who=self.place.members[data["member"]],
            known=int(known) if known.isdecimal() else None,
            only_this_item=data["only"],
            at=at,
            key=data["key"],
        )


class SubstituteForm(RecordForm):
    heading = "Substitute"
    button = "Add the substitute"
    title = forms.CharField(required=False, max_length=50, label="Title", initial="Councillor")
    name = text_field("Name", required="Write the name of the substitute.", long=False)
    member = forms.ChoiceField(label="In whose place", error_messages={"required": "Choose the member who is away."})

    def parts(self) -> list[Any]:
        return ["title", "name", Field.select("member")]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        instead_of = self.place.members[data["member"]]
        record.add_attendee(
            by=by,
            minutes=self.place.minutes,
            title=data["title"],
            name=data["name"],
            kind=MemberKind(instead_of.kind),
            instead_of=instead_of,
            key=data["key"],
        )


class ExclusionForm(RecordForm):
    heading = "Exclusion of the press and public"
    editable = ("excluded_at", "readmitted_at")
    button = "Record the exclusion"
    text = text_field("What was resolved", required="Write the resolution: it names the items and the grounds.")
    excluded_at = TimeText(required=False, label="From", help_text="Leave it empty for now.")
    readmitted_at = TimeText(required=False, label="Until", help_text="Leave it empty until they are back.")

    def parts(self) -> list[Any]:
        times = [Field.text(name, field_width=Fixed.TEN) for name in ("excluded_at", "readmitted_at")]
        return [Field.textarea("text", rows=4), *times] if "text" in self.fields else times

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        record_entries.exclude_public(
            by=by,
            minutes=self.place.minutes,
            resolution=lines(data["text"]),
            excluded_at=needed(data["excluded_at"] or at),
            readmitted_at=data["readmitted_at"],
            key=data["key"],
        )


class VoteForm(RecordForm):
    heading = "Vote"
    button = "Record the vote"
    item = item_field()
    resolution = forms.ChoiceField(
        required=False,
        label="On which resolution",
        help_text="Or write a motion below: if it is carried, it becomes a resolution.",
        error_messages={"invalid_choice": NOT_OFFERED},
    )
    motion = text_field("Motion")
    votes_for = count_field("For")
    votes_against = count_field("Against")
    abstentions = count_field("Abstained")
    casting = forms.ChoiceField(
        required=False,
        label="Casting vote of the chair",
        choices=[("", "None"), (VoteChoice.FOR.value, "For"), (VoteChoice.AGAINST.value, "Against")],
    )
    is_education = forms.BooleanField(
        required=False, label="An education question, so the co-opted members may vote as well"
    )
    at = TimeText(required=False, label="At what time", help_text="Leave it empty for now.")

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        self.named = {f"named_{key}": row for key, row in place.members.items()}
        super().__init__(*args, place=place, **kwargs)
        resolution = self.fields["resolution"]
        assert isinstance(resolution, forms.ChoiceField)
        offered = [
            (key, f"{row.minute.number} {row.numeral} {row.text[:80]}") for key, row in place.resolutions.items()
        ]
        resolution.choices = [("", "None of these"), *offered]

    def layout(self) -> Layout:
        for name, row in self.named.items():
            self.fields[name] = _named(conditional_escape(str(row.person)))
        return super().layout()

    def parts(self) -> list[Any]:
        counts = [Field.text(name, field_width=Fixed.TWO) for name in ("votes_for", "votes_against", "abstentions")]
        names = [Field.select(name) for name in self.named]
        fold = [
            HTML('<details class="govuk-details"><summary class="govuk-details__summary">'
                 '<span class="govuk-details__summary-text">Named vote</span></summary>'
                 '<div class="govuk-details__text">'),
            *names,
            HTML("</div></details>"),
        ] if names else []  # fmt: skip
        return [
            Field.select("item"),
            Field.select("resolution"),
            Field.textarea("motion", rows=2),
            Fieldset(*counts, legend="Numbers", legend_size=Size.SMALL),
            Field.select("casting"),
            "is_education",
            Field.text("at", field_width=Fixed.TEN),
            *fold,
        ]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        data = self.cleaned_data
        item = self.chosen_item()
        assert item is not None
        names = {row.pk: VoteChoice(data[name]) for name, row in self.named.items() if data.get(name)}
        record_entries.put_to_vote(
            by=by,
            minutes=self.place.minutes,
            item=item,
            motion=lines(data["motion"]),
            resolution=self.place.resolutions.get(data["resolution"]),
            votes_for=data["votes_for"] or 0,
            votes_against=data["votes_against"] or 0,
            abstentions=data["abstentions"] or 0,
            casting=data["casting"],
            names=names,
            is_education=data["is_education"],
            at=data["at"] or at,
            key=data["key"],
        )


class CloseForm(RecordForm):
    heading = "End of the meeting"
    button = "Record the end"
    at = TimeText(required=False, label="Ended at", help_text="Leave it empty for now.")

    def parts(self) -> list[Any]:
        return [Field.text("at", field_width=Fixed.TEN)]

    def put_on_record(self, *, by: User, at: datetime.time | None) -> None:
        record.close_meeting(by=by, minutes=self.place.minutes, at=needed(self.cleaned_data["at"] or at))


def _named(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, label=name, choices=[("", "–"), *VoteChoice.choices])


FORMS: dict[str, type[RecordForm]] = {
    "decision": DecisionForm,
    "speaker": SpeakerForm,
    "declaration": DeclarationForm,
    "vote": VoteForm,
    "request": RequestForm,
    "chair": ChairForm,
    "movement": MovementForm,
    "substitute": SubstituteForm,
    "exclusion": ExclusionForm,
    "close": CloseForm,
}
