"""The forms of inspections, their judgements and their areas. They read what a person wrote; operations decide."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from actions.enums import Priority, StatedOf
from actions.forms.base import A_DATE, AccountField, PlanForm, WhenField, long_text, short_text, version_field, words_of
from actions.models import AreaForImprovement, Framework, Grade, Inspection, Timescale
from actions.operations import GivenJudgement, Stated
from scrutiny.forms import GovukForm
from scrutiny.models import Council

SOME_DATE = "A day, a month or a year. Leave it empty if the source does not say."


class FrameworkField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Framework) -> str:
        return f"{obj.inspectorate}: {obj.name}"


class GradeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Grade) -> str:
        return f"{obj.word} ({obj.framework.name})"


class InspectionForm(PlanForm):
    """What is known of an inspection; everything but who, what and whose may stay empty."""

    button = "Save the inspection"
    places: ClassVar[dict[str, str]] = {"Dates": "ended", "What an area is called": "area_term"}

    version = version_field()
    council = forms.ModelChoiceField(
        queryset=Council.objects.order_by("-is_host", "name"),
        label="Council",
        error_messages={"required": "Choose the council that was inspected."},
    )
    title = short_text("Title", required="Give the inspection a title.")
    inspectorate = short_text("Inspectorate", "Such as Ofsted.", required="Say who inspected.", longest=100)
    framework = FrameworkField(
        queryset=Framework.objects.order_by("inspectorate", "name"),
        label="Framework",
        help_text="It gives the grades, the areas that are judged and the timescales.",
        required=False,
        empty_label="Not in the source",
    )
    kind = short_text("Kind", "Such as announced, unannounced or focused visit.", longest=100)
    area_term = short_text(
        "What it calls an area for improvement",
        "As the inspectorate says it: area for improvement, recommendation, priority action.",
        required="Say what its areas are called.",
        longest=60,
    )
    started = WhenField(label="Began", help_text=SOME_DATE, required=False, or_year=True)
    ended = WhenField(label="Ended", help_text=SOME_DATE, required=False, or_year=True)
    published = WhenField(
        label="Report published",
        help_text="Due dates are counted from this day. Leave it empty if the source does not say.",
        required=False,
        or_year=True,
    )
    self_assessed = WhenField(label="The council's self-assessment", help_text=SOME_DATE, required=False, or_year=True)
    overall_grade = GradeField(
        queryset=Grade.objects.select_related("framework").order_by("framework__name", "position"),
        label="Overall result",
        required=False,
        empty_label="Not in the source",
    )
    overall_words = long_text("Overall result in words", rows=2)
    source = long_text("Source", "Which document this is taken from.", rows=2)
    notes = long_text("Notes", "What a reader of the source should know.", rows=3)

    def __init__(self, *args: Any, inspection: Inspection | None = None, **kwargs: Any) -> None:
        stored: dict[str, Any] = {"version": 0, "area_term": "Area for improvement", "inspectorate": "Ofsted"}
        if inspection:
            stored = inspection_values(inspection) | {"version": inspection.version}
            stored |= {"framework": inspection.framework_id, "overall_grade": inspection.overall_grade_id}
        kwargs.setdefault("initial", stored)
        super().__init__(*args, **kwargs)
        if inspection:
            del self.fields["council"]
            self.helper.layout = self.layout()


class JudgementsForm(GovukForm):
    """Every line of the framework with two grades, and what the report counts. Laid out by its own template."""

    version = version_field()

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inspection = inspection
        self.fields["version"].initial = inspection.version
        framework = Framework.objects.with_parts().get(pk=inspection.framework_id or 0)
        self.grades = list(framework.grades.all())
        self.timescales = list(framework.timescales.all())
        self.areas = list(framework.areas.all())
        choices = [("", "Not in the source"), *((str(grade.pk), grade.word) for grade in self.grades)]
        stored = {row.line_id: row for row in inspection.judgements.all()}
        for area in self.areas:
            for line in area.judgements.all():
                row = stored.get(line.pk)
                for name, whose in (("self", "the council's own grade"), ("grade", "the inspectors' grade")):
                    grade = {"self": row.self_grade_id, "grade": row.grade_id}[name] if row else None
                    self.fields[f"{name}_{line.pk}"] = _select(f"{area.name}, {line.name}: {whose}", choices, grade)
        counts = {_stated_key(one): one.count for one in inspection.stated.all()}
        for key, label in self._countable():
            self.fields[f"stated_{key}"] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=9999,
                initial=counts.get(key),
                widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-4"}),
                error_messages={"invalid": f"{label}: write a whole number, or leave it empty."},
            )

    def rows(self) -> Iterator[tuple[str, list[tuple[str, bool, Any, Any]]]]:
        """The areas with their lines: name, whether it is a key judgement, and the two fields."""
        for area in self.areas:
            yield (
                area.name,
                [
                    (line.name, line.is_key, self[f"self_{line.pk}"], self[f"grade_{line.pk}"])
                    for line in area.judgements.all()
                ],
            )

    def counts(self) -> list[Any]:
        """The fields of what the report states."""
        return [self[f"stated_{key}"] for key, _ in self._countable()]

    def judgements(self) -> list[GivenJudgement]:
        """What was chosen, for set_judgements. Words that stand beside a line are kept."""
        grades = {str(grade.pk): grade for grade in self.grades}
        words = {row.line_id: row.commentary for row in self.inspection.judgements.all()}
        return [
            GivenJudgement(
                line,
                grades.get(self.cleaned_data[f"grade_{line.pk}"]),
                grades.get(self.cleaned_data[f"self_{line.pk}"]),
                words.get(line.pk, ""),
            )
            for area in self.areas
            for line in area.judgements.all()
        ]

    def stated(self) -> list[Stated]:
        """What the report counts, for set_judgements."""
        parts: dict[str, Any] = {
            **{f"area_{row.pk}": row for row in self.areas},
            **{f"grade_{row.pk}": row for row in self.grades},
            **{f"timescale_{row.pk}": row for row in self.timescales},
        }
        found = []
        for key, _ in self._countable():
            count = self.cleaned_data[f"stated_{key}"]
            if count is None:
                continue
            kind = key.partition("_")[0]
            of = StatedOf.AREAS if kind in ("areas", "timescale") else StatedOf.JUDGEMENTS
            part = {kind: parts[key]} if key in parts else {}
            found.append(Stated(of, count, **part))
        return found

    def _countable(self) -> list[tuple[str, str]]:
        return [
            ("judgements", "Judgements altogether"),
            *((f"area_{row.pk}", f"Judgements of {row.name.lower()}") for row in self.areas),
            *((f"grade_{row.pk}", f"Judgements that are {row.word.lower()}") for row in self.grades),
            ("areas", "Areas for improvement altogether"),
            *((f"timescale_{row.pk}", f"Areas for improvement: {row.name.lower()}") for row in self.timescales),
        ]


class AreaForm(PlanForm):
    """One area for improvement: what it says, how soon, who leads, and what will be different."""

    button = "Save the area"
    places: ClassVar[dict[str, str]] = {"Text": "text", "Number or title": "title", "Date": "own_due"}

    version = version_field()
    number = forms.IntegerField(
        label="Number",
        help_text="As the inspectorate gave it. Leave it empty if the source gives none; then a title is needed.",
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={"invalid": "Write the number as a whole number, or leave it empty."},
    )
    title = short_text("Short title", "Only needed where there is no number.", longest=120)
    text = long_text("What is to be improved", required="Say what is to be improved.")
    is_quotation = forms.BooleanField(label="These are the inspectorate's own words", required=False)
    timescale = forms.ModelChoiceField(
        queryset=Timescale.objects.none(),
        label="Timescale",
        help_text="The date follows from it, counted from the publication of the report.",
        required=False,
        empty_label="Not in the source",
    )
    own_due = WhenField(
        label="Or by a date of its own", help_text=f"It takes the place of the timescale's. {A_DATE}", required=False
    )
    priority = forms.ChoiceField(label="Priority", choices=Priority.choices, required=False)
    lead_name = short_text("Lead officer")
    lead_job_title = short_text("Job title of the lead officer")
    lead_account = AccountField(label="Account of the lead officer", hint="Who hears of it by e-mail.")
    agencies = long_text("Partner agencies", "One a line.", rows=3)
    linked_plans = long_text("Linked plans", "One a line.", rows=2)
    expected_outcome = long_text("Expected outcome", "What will be different. One a line.")

    def __init__(
        self, *args: Any, inspection: Inspection, area: AreaForImprovement | None = None, **kwargs: Any
    ) -> None:
        stored: dict[str, Any] = {"version": 0}
        if area:
            stored = area_values(area) | {"version": area.version, "is_quotation": area.is_quotation}
            stored |= {"timescale": area.timescale_id, "lead_account": area.lead_account_id, "priority": area.priority}
        kwargs.setdefault("initial", stored)
        super().__init__(*args, **kwargs)
        lead = self.fields["lead_account"]
        assert isinstance(lead, AccountField)
        lead.keep(area.lead_account if area else None)
        choice = self.fields["timescale"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Timescale.objects.filter(framework=inspection.framework).order_by("position")

    def clean_agencies(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["agencies"]).splitlines() if line.strip()]

    def clean_priority(self) -> Priority:
        return Priority(self.cleaned_data["priority"])


def inspection_values(inspection: Inspection) -> dict[str, str]:
    """The written fields as a person would write them."""
    names = ("title", "inspectorate", "kind", "area_term", "started", "ended", "published", "self_assessed")
    return {name: words_of(getattr(inspection, name)) for name in (*names, "overall_words", "source", "notes")}


def area_values(area: AreaForImprovement) -> dict[str, str]:
    """The written fields as a person would write them."""
    names = ("number", "title", "text", "own_due", "lead_name", "lead_job_title", "linked_plans", "expected_outcome")
    values = {name: words_of(getattr(area, name)) for name in names}
    return values | {"agencies": "\n".join(agency.name for agency in area.agencies.all())}


def _select(label: str, choices: list[tuple[str, str]], key: int | None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        initial=str(key) if key else "",
        widget=forms.Select(attrs={"class": "govuk-select plan-judgements__select", "aria-label": label}),
        error_messages={"invalid_choice": f"{label}: choose one of the grades offered."},
    )


def _stated_key(one: Any) -> str:
    for name in ("area", "grade", "timescale"):
        if key := getattr(one, f"{name}_id"):
            return f"{name}_{key}"
    return re.sub("[^a-z]", "", one.of)
