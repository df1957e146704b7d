"""Inspections as their pages tell them: the 2012 table beside its self-assessment, counts that differ, scales as data,
measures against published figures, and the pages on which all of it is entered.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from actions import demo, operations
from actions.enums import Gap, Goal, Rag
from actions.models import AreaForImprovement, Framework, Inspection
from actions.operations import AreaParts, ChangedMeanwhile, GivenJudgement, TimescaleParts
from actions.reports import area_report, council_report, inspection_report
from actions.rules import When
from performance.models import Dataset, Indicator, Release, Row, Value
from scrutiny.access import Role
from scrutiny.models import Council
from scrutiny.problems import ProblemsError
from tests.actions.conftest import FIXTURES
from tests.actions.test_views import words

SignIn = Callable[[Role], Client]


@pytest.fixture
def councils(db: None) -> dict[str, Council]:
    """Every inspection of the demonstration, loaded."""
    names = {"southampton": "Southampton City Council", "portsmouth": "Portsmouth City Council"}
    names["west-sussex"] = "West Sussex County Council"
    made = {slug: Council.objects.create(name=name, short_name=name[:9], slug=slug) for slug, name in names.items()}
    demo.load(by=None, folder=FIXTURES)
    return made


def test_the_table_of_2012_is_complete_and_what_it_states_besides_is_said(
    councils: dict[str, Council], client: Client
) -> None:
    report = inspection_report(None, "southampton-2012")
    assert report is not None
    lines = [line for area in report.areas for line in area.lines]
    assert (report.listed, report.stated_judgements) == (len(lines), 22) == (21, 22)
    assert [(area.name, len(area.lines), area.stated) for area in report.areas] == [
        ("Safeguarding services", 10, 10),
        ("Children looked after services", 11, 12),
    ]
    assert dict(report.gaps) == {Gap.SAME: 5, Gap.LOWER: 16}
    assert [(grade.word, grade.self_count, grade.count, grade.stated) for grade in report.grades] == [
        ("Outstanding", 0, 0, None),
        ("Good", 15, 1, 1),
        ("Adequate", 6, 17, 18),
        ("Inadequate", 0, 3, 3),
    ]
    assert sum(line.is_key for line in lines) == 4
    assert {line.grade for line in lines if line.is_key} == {"Adequate"}
    worst = next(line for line in lines if line.gap_words == "2 grades lower")
    assert (worst.name, worst.self_grade, worst.grade) == ("Quality of provision", "Good", "Inadequate")
    page = words(client.get("/action-plans/southampton-2012/").text)
    assert "states 22 judgements and its table lists 21 (Children looked after services 12 stated, 11 listed)" in page
    assert "It counts 18 judgements as adequate; 17 of those listed are." in page
    assert "The report counts 17 areas for improvement; 3 of them are here." in page
    for row in (
        "Immediately 13 June 2012 3 3",
        "Within three months 13 September 2012 10 0 The text of 10 is not in the source",
        "Within six months 13 December 2012 4 0 The text of 4 is not in the source",
    ):
        assert row in page


def test_the_others_say_what_their_sources_do_not(councils: dict[str, Council], client: Client) -> None:
    south = words(client.get("/action-plans/southampton-2014/").text)
    assert "Requires improvement to be good" in south
    assert "The report counts 47 areas for improvement; 2 of them are here." in south
    assert "“Ensure that Members robustly and consistently champion" in south
    assert "Report published Not in the source" in south
    west = words(client.get("/action-plans/west-sussex-2019/").text)
    assert "25 February to 8 March 2019" in west
    assert "have not been sufficiently rigorous" in west
    leavers = words(client.get("/action-plans/southampton-care-leavers/").text)
    assert "Overall result Not in the source" in leavers
    steps = council_report(None, councils["west-sussex"])
    assert steps is not None
    assert [(step.dates, step.overall) for step in steps.steps] == [
        ("2016", "Requires improvement to be good"),
        ("25 February to 8 March 2019", ""),
    ]
    assert client.get("/action-plans/councils/southampton/").status_code == 200


def test_the_public_sees_judgements_only_of_published_inspections(
    councils: dict[str, Council], client: Client, signed_in: SignIn
) -> None:
    reviewer, url = signed_in(Role.SCRUTINY_MANAGER), "/action-plans/southampton-2012/"
    reviewer.post(f"{url}publish/", {"publish": "no"})
    for address in (url, "/action-plans/councils/southampton/", "/action-plans/"):
        text = words(client.get(address).text)
        assert "Quality of social work" in text or address != url, "its areas stay public"
        for secret in ("Inadequate", "22 judgements", "four overall key judgements", "1 good, 17 adequate"):
            assert secret not in text
    assert "Inadequate" in reviewer.get(url).text
    AreaForImprovement.objects.filter(inspection__slug="southampton-2012").update(published_at=None)
    assert client.get(url).status_code == 404


def test_the_next_scale_is_data(db: None) -> None:
    five = ["Exceptional", "Strong", "Expected", "Needs attention", "Urgent"]
    areas = [AreaParts("Leadership", (("Scrutiny", True), ("Workforce", False)))]
    framework = operations.create_framework(
        by=None, inspectorate="Ofsted", name="Next", grades=five, areas=areas, timescales=[TimescaleParts("Soon", 1)]
    )
    council = Council.objects.create(name="A", short_name="A", slug="a")
    made = operations.create_inspection(
        by=None, council=council, slug="next", inspectorate="Ofsted", title="Next", framework=framework
    )
    line = framework.areas.get().judgements.get(name="Scrutiny")
    best, worst = framework.grades.get(position=1), framework.grades.get(position=5)
    operations.set_judgements(by=None, inspection=made, judgements=[GivenJudgement(line, worst, best)])
    operations.publish_inspection(by=None, inspection=made)
    report = inspection_report(None, "next")
    assert report is not None
    assert report.areas[0].lines[0].gap_words == "4 grades lower"
    made.refresh_from_db()
    with pytest.raises(ProblemsError) as refused:
        operations.update_framework(
            by=None,
            framework=framework,
            inspectorate="Ofsted",
            name="Next",
            grades=five[:4],
            areas=[AreaParts("Other")],
        )
    assert [problem.what for problem in refused.value.problems] == [
        "The grade 'Urgent' is used by an inspection, so it cannot be taken out or renamed.",
        "The area 'Leadership' is used by an inspection, so it cannot be taken out or renamed.",
    ]
    assert framework.grades.count() == 5
    # What nothing uses may go, and what stays is the same row.
    changed = operations.update_framework(
        by=None, framework=framework, inspectorate="Ofsted", name="Next", grades=[*reversed(five)], areas=areas
    )
    assert (changed.grades.get(word="Urgent").pk, changed.grades.get(word="Urgent").position) == (worst.pk, 1)
    assert changed.timescales.count() == 0
    with pytest.raises(ChangedMeanwhile):
        operations.update_framework(by=None, framework=framework, inspectorate="O", name="N", grades=["A"])
    other = operations.create_framework(by=None, inspectorate="Ofsted", name="Other", grades=["Good"])
    with pytest.raises(ProblemsError, match="no grade of this inspection's framework"):
        operations.update_inspection(by=None, inspection=made, overall_grade=other.grades.get())
    with pytest.raises(ProblemsError, match="Take them out first"):
        operations.update_inspection(by=None, inspection=made, framework=other)
    with pytest.raises(ProblemsError) as wrong:
        operations.create_framework(by=None, inspectorate="", name="", grades=["A", "A"])
    assert [problem.where for problem in wrong.value.problems] == ["Inspectorate", "Name", "Grades"]


def test_dates_before_the_inspection_are_refused(db: None) -> None:
    council = Council.objects.create(name="A", short_name="A", slug="a")
    common = {"by": None, "council": council, "inspectorate": "Ofsted", "title": "One"}
    for dates in (
        {"started": When.parse("May 2018"), "ended": When.parse("April 2018")},
        {"started": When.parse("May 2018"), "published": When.parse("April 2018")},
    ):
        with pytest.raises(ProblemsError, match="before it starts"):
            operations.create_inspection(slug="one", **common, **dates)  # type: ignore[arg-type]
    with pytest.raises(ProblemsError, match="the address of another page"):
        operations.create_inspection(slug="frameworks", **common)  # type: ignore[arg-type]
    assert Inspection.objects.count() == 0


def test_an_inspection_is_entered_with_all_it_has_in_the_browser(
    councils: dict[str, Council], signed_in: SignIn, client: Client
) -> None:
    """From the framework to a measure: every form of the plan once, as a manager fills it in."""
    manager = signed_in(Role.SCRUTINY_MANAGER)
    framework = {
        "version": 0,
        "inspectorate": "Ofsted",
        "name": "The next one",
        "grades": "Strong\nExpected\nUrgent",
        "timescales": "At once: 0 days\nBy summer: 6 months\nOther",
        "areas": "Help\n- Early help (key)\n- Front door",
    }
    assert manager.post("/action-plans/frameworks/new/", framework | {"grades": ""}).status_code == 200
    assert manager.post("/action-plans/frameworks/new/", framework).status_code == 302
    made = Framework.objects.with_parts().get(name="The next one")
    assert "Early help (key)" in manager.get(made.get_absolute_url()).text
    entered = {
        "version": 0,
        "council": councils["portsmouth"].pk,
        "title": "An inspection",
        "inspectorate": "Ofsted",
        "framework": made.pk,
        "area_term": "Priority action",
        "started": "May 2030",
        "ended": "June 2030",
        "published": "1 July 2030",
        "overall_grade": made.grades.get(word="Expected").pk,
    }
    assert "before it starts" in words(manager.post("/action-plans/new/", entered | {"published": "2029"}).text)
    assert manager.post("/action-plans/new/", entered).status_code == 302
    found = Inspection.objects.get(title="An inspection")
    home = found.get_absolute_url()
    assert client.get(home).status_code == 404
    line, grade = made.areas.get().judgements.get(name="Early help"), made.grades.get(word="Urgent")
    data = {"version": 1, f"grade_{line.pk}": grade.pk, f"self_{line.pk}": made.grades.get(word="Strong").pk}
    assert manager.post(f"{home}judgements/", data | {"stated_judgements": 3}).status_code == 302
    assert "saved this after you opened it" in words(manager.post(f"{home}judgements/", data).text)
    page = words(manager.get(home).text)
    assert "2 grades lower" in page
    assert "states 3 judgements and its table lists 1." in page
    timescale = made.timescales.get(name="By summer")
    area = {"version": 0, "number": 1, "text": "Open the door", "timescale": timescale.pk, "agencies": "Police\nHealth"}
    assert manager.post(f"{home}add/", area | {"number": "", "title": ""}).status_code == 200
    assert manager.post(f"{home}add/", area).status_code == 302
    stored = AreaForImprovement.objects.with_plan().get(inspection=found)
    assert (str(stored), stored.due and stored.due.label) == ("Priority action 1", "1 January 2031")
    url = stored.get_absolute_url()
    assert "Police" in words(manager.get(url).text)
    assert manager.post(f"{url}measures/add/", {"version": 0, "text": "Calls", "goal": "x"}).status_code == 200
    assert manager.post(f"{url}measures/add/", {"version": 0, "text": "Calls are answered"}).status_code == 302
    action = {"version": 0, "text": "Answer", "due": "May 2031", "owner_name": "A Person", "status": "not_recorded"}
    assert manager.post(f"{url}actions/add/", action).status_code == 302
    assert manager.post(f"{url}publish/").status_code == 302
    assert "Calls are answered" in client.get(url).text
    assert "Urgent" not in client.get(home).text
    assert manager.post(f"{url}withdraw/", {"reason": "Counted twice"}).status_code == 302
    assert client.get(url).status_code == 404


def test_a_measure_shows_the_figure_of_that_month_against_its_path(
    area: AreaForImprovement, portsmouth: Council
) -> None:
    """The published figures of a made-up indicator, one of them withheld for being small."""
    dataset = Dataset.objects.create(council=portsmouth, name="Dataset", slug="dataset")
    indicator = Indicator.objects.create(dataset=dataset, slug="one", name="In suitable accommodation")
    release = Release.objects.create(
        dataset=dataset,
        month="2018-04-01",
        file_name="a.xlsx",
        file_sha256="0" * 64,
        imported_at=timezone.now(),
        published_at=timezone.now(),
    )
    row = Row.objects.create(
        release=release, indicator=indicator, position=1, name=indicator.name, unit="percent", decimals=1
    )
    for month, value, withheld in ((2, "80.0", False), (3, "86.0", False), (4, "3.0", True)):
        Value.objects.create(row=row, month=datetime.date(2018, month, 1), value=Decimal(value), withheld=withheld)
    operations.create_measure(
        by=None,
        area=area,
        text="Care leavers live well",
        indicator=indicator,
        better=Goal.AT_LEAST,
        goal=Decimal(90),
        goal_month=datetime.date(2018, 6, 1),
        start=Decimal(80),
        start_month=datetime.date(2018, 1, 1),
    )

    def reading(day: datetime.date) -> tuple[str, str, Rag]:
        report = area_report(AreaForImprovement.objects.with_plan().get(), as_at=day)
        (line,) = report.readings
        assert line.reading is not None
        assert report.impact.suggestion is not None
        return line.reading.latest, line.reading.standing, report.impact.suggestion.status

    assert reading(datetime.date(2018, 3, 15)) == ("80.0%", "2.0 percentage points below its path", Rag.AMBER)
    assert reading(datetime.date(2018, 4, 15)) == ("86.0%", "On its path", Rag.GREEN)
    later = reading(datetime.date(2018, 5, 1))
    assert later == ("86.0%", "The figure of April 2018 is withheld, because it is small", Rag.GREEN)
    Release.objects.update(published_at=None)
    assert reading(datetime.date(2018, 5, 1)) == ("", "No published figure", Rag.AMBER)
    with pytest.raises(ProblemsError) as refused:
        operations.create_measure(by=None, area=area, text="", goal=Decimal(1), start=Decimal(2))
    assert [problem.where for problem in refused.value.problems] == ["Measure", "Goal", "Start"]
