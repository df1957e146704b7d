"""The forms of what is data: frameworks with their scales, measures with their path, and a council's lights."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms

from actions.enums import Goal, Rag
from actions.forms.base import PlanForm, WhenField, long_text, short_text, version_field
from actions.models import Framework, LightRules, MeasureOfSuccess, Timescale
from actions.operations import AreaParts, TimescaleParts
from actions.rules import RuleError, When
from performance.models import Indicator
from scrutiny.dates import Month

TIMESCALE = re.compile(
    r"(?P<name>.+?)\s*:(?=.*[0-9])(\s*(?P<months>[0-9]{1,3}) months?)?(\s*(?P<days>[0-9]{1,4}) days?)?", re.IGNORECASE
)
KEY = re.compile(r"\s*\(key\)\s*$", re.IGNORECASE)


class FrameworkForm(PlanForm):
    """A framework as lists, one entry a line."""

    button = "Save the framework"

    version = version_field()
    inspectorate = short_text("Inspectorate", "Such as Ofsted.", required="Say who inspects.", longest=100)
    name = short_text("Name", required="Give the framework a name.")
    grades = long_text(
        "Grades", "One a line, the best first.", required="Write at least one grade, the best first.", rows=5
    )
    timescales = long_text(
        "Timescales",
        "One a line, with the months or days after publication: Within three months: 3 months. Without a number no "
        "date follows from it.",
        rows=5,
    )
    areas = long_text(
        "Areas and judgements",
        "An area on a line of its own, and below it each of its judgements after a hyphen. End a key judgement with "
        "(key).",
        rows=14,
    )
    notes = long_text("Notes", rows=3)

    def __init__(self, *args: Any, framework: Framework | None = None, **kwargs: Any) -> None:
        stored: dict[str, Any] = {"version": 0, "inspectorate": "Ofsted"}
        if framework:
            stored = framework_values(framework) | {"version": framework.version}
        kwargs.setdefault("initial", stored)
        super().__init__(*args, **kwargs)

    def clean_grades(self) -> list[str]:
        return _lines(self.cleaned_data["grades"])

    def clean_timescales(self) -> list[TimescaleParts]:
        parts = []
        for line in _lines(self.cleaned_data["timescales"]):
            if found := TIMESCALE.fullmatch(line):
                months, days = (int(count) if (count := found[unit]) else None for unit in ("months", "days"))
                parts.append(TimescaleParts(found["name"], months, days))
            elif ":" in line:
                raise forms.ValidationError(f"{line!r}: write months or days after the colon, such as 3 months.")
            else:
                parts.append(TimescaleParts(line))
        return parts

    def clean_areas(self) -> list[AreaParts]:
        areas: list[tuple[str, list[tuple[str, bool]]]] = []
        for line in _lines(self.cleaned_data["areas"]):
            if line[0] not in "-–•":
                areas.append((line, []))
            elif not areas:
                raise forms.ValidationError("The first line has to be an area; judgements come below it.")
            else:
                name = line[1:].strip()
                areas[-1][1].append((KEY.sub("", name), bool(KEY.search(name))))
        return [AreaParts(name, tuple(judgements)) for name, judgements in areas]


class MeasureForm(PlanForm):
    """A measure of success: in words, and if it can be measured with indicator, goal and path."""

    button = "Save the measure"
    places: ClassVar[dict[str, str]] = {"Measure": "text", "Start": "start", "Steps": "steps"}

    version = version_field()
    text = long_text("How one will know", rows=3, required="Say how one will know.")
    indicator = forms.ModelChoiceField(
        queryset=Indicator.objects.none(),
        label="Indicator",
        help_text="A figure of the monthly dataset that shows it. Only what is published is shown with the plan.",
        required=False,
        empty_label="None: it is described only",
    )
    better = forms.ChoiceField(
        label="The goal is reached when the figure is",
        choices=[("", "Not set"), *Goal.choices],
        required=False,
    )
    goal = short_text("Goal", "A number, such as 92 or 92.5. Percentages as 92, not 0.92.", longest=20)
    goal_month = WhenField(label="Month of the goal", help_text="Such as March 2019.", required=False)
    start = short_text(
        "Where it started", "A number. The path leads from here to the goal in a straight line.", longest=20
    )
    start_month = WhenField(label="Month of the start", required=False)
    steps = long_text("Steps on the way", "One a line if the path is not straight: September 2018: 90", rows=4)

    def __init__(self, *args: Any, user: Any, measure: MeasureOfSuccess | None = None, **kwargs: Any) -> None:
        stored: dict[str, Any] = {"version": 0}
        if measure:
            stored = measure_values(measure) | {"version": measure.version}
            stored |= {"indicator": measure.indicator_id, "better": measure.better}
        kwargs.setdefault("initial", stored)
        super().__init__(*args, **kwargs)
        choice = self.fields["indicator"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Indicator.objects.visible_to(user).order_by("dataset__name", "name")

    def clean_goal(self) -> Decimal | None:
        return _number(self.cleaned_data["goal"])

    def clean_start(self) -> Decimal | None:
        return _number(self.cleaned_data["start"])

    def clean_goal_month(self) -> Any:
        return _first_day(self.cleaned_data["goal_month"])

    def clean_start_month(self) -> Any:
        return _first_day(self.cleaned_data["start_month"])

    def clean_steps(self) -> list[tuple[Month, Decimal]]:
        steps = []
        for line in _lines(self.cleaned_data["steps"]):
            month, _, number = line.rpartition(":")
            try:
                value = _number(number)
                steps.append((Month.of(When.parse(month).day), value))
            except (RuleError, forms.ValidationError):
                value = None
            if value is None:
                raise forms.ValidationError(f"{line!r}: write a month and a number, such as September 2018: 90.")
        return [(month, value) for month, value in steps if value is not None]


class LightsForm(PlanForm):
    """What each status means at a council, and from when the rules warn."""

    button = "Save"

    version = version_field()
    due_soon_days = forms.IntegerField(
        label="Due soon: days before the date", help_text="From then on amber is suggested.", min_value=0, max_value=366
    )
    quiet_days = forms.IntegerField(
        label="Silence: days without an update", help_text="After them amber is suggested.", min_value=1, max_value=3660
    )
    many_moves = forms.IntegerField(
        label="Moved dates: how many are too many",
        help_text="From then on amber is suggested.",
        min_value=1,
        max_value=99,
    )
    tolerance = forms.DecimalField(
        label="Off the path: percent that are still amber",
        help_text="A measure further off its path than this is red.",
        min_value=0,
        max_value=100,
        decimal_places=1,
    )

    def __init__(self, *args: Any, rules: LightRules, definitions: dict[Rag, str], **kwargs: Any) -> None:
        stored: dict[str, Any] = {name: getattr(rules, name) for name in ("due_soon_days", "quiet_days", "many_moves")}
        stored |= {"version": rules.version if rules.pk else 0, "tolerance": rules.tolerance}
        stored |= {f"means_{status.value}": words for status, words in definitions.items()}
        kwargs.setdefault("initial", stored)
        super().__init__(*args, **kwargs)
        for status in Rag:
            self.fields[f"means_{status.value}"] = short_text(
                f"What {status.label} means", required=f"Say what {status.label} means.", longest=300
            )
        self.helper.layout = self.layout()

    def definitions(self) -> dict[Rag, str]:
        return {status: self.cleaned_data[f"means_{status.value}"] for status in Rag}

    def limits(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("due_soon_days", "quiet_days", "many_moves", "tolerance")}


def framework_values(framework: Framework) -> dict[str, str]:
    """The lists as a person would write them."""
    areas = []
    for area in framework.areas.all():
        areas.append(area.name)
        areas += [f"- {line.name}{' (key)' if line.is_key else ''}" for line in area.judgements.all()]
    return {
        "inspectorate": framework.inspectorate,
        "name": framework.name,
        "grades": "\n".join(grade.word for grade in framework.grades.all()),
        "timescales": "\n".join(_timescale(one) for one in framework.timescales.all()),
        "areas": "\n".join(areas),
        "notes": framework.notes,
    }


def measure_values(measure: MeasureOfSuccess) -> dict[str, str]:
    """The written fields as a person would write them."""
    return {
        "text": measure.text,
        "goal": _plain(measure.goal),
        "goal_month": Month.of(measure.goal_month).long if measure.goal_month else "",
        "start": _plain(measure.start),
        "start_month": Month.of(measure.start_month).long if measure.start_month else "",
        "steps": "\n".join(f"{Month.of(step.month).long}: {_plain(step.value)}" for step in measure.steps.all()),
    }


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in str(text).splitlines() if line.strip()]


def _number(text: Any) -> Decimal | None:
    words = str(text or "").replace(",", "").replace("%", "").strip()
    if not words:
        return None
    try:
        number = Decimal(words)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**9 or -int(number.as_tuple().exponent) > 8:
        raise forms.ValidationError(f"{str(text)[:40]!r} is not a number that we can use. Write it as 92 or 92.5.")
    return number


def _first_day(when: When | None) -> Any:
    return Month.of(when.day).first_day if when else None


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _timescale(one: Timescale) -> str:
    counts = [(one.months, "month"), (one.days, "day")]
    words = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count is not None]
    return f"{one.name}: {' '.join(words)}" if words else one.name
