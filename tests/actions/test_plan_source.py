"""Loading a whole plan: the demonstration's facts, running it twice, and every problem of a bad one at once."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from actions import demo, operations
from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection
from scrutiny.models import Council, Event
from scrutiny.problems import ProblemsError

FIXTURES = Path(__file__).parents[2] / "fixtures" / "actions"
SOURCE = tomllib.loads((FIXTURES / "portsmouth-2014.toml").read_text(encoding="utf-8"))


@pytest.fixture
def source() -> dict[str, Any]:
    return copy.deepcopy(SOURCE)


def test_recommendation_11_is_loaded_as_published(area: AreaForImprovement) -> None:
    assert (str(area), area.is_quotation, area.published_at is not None) == ("Recommendation 11", True, True)
    assert area.text.startswith("Ensure that elected members are properly trained")
    assert (area.lead_name, area.linked_plans) == ("Julian Wooster", "")
    assert area.inspection.started is not None
    assert area.inspection.started.label == "June 2014"
    assert area.measures.count() == 3
    assert [(action.due.label, action.owner_name) for action in area.actions.all()] == [
        ("January 2015", "Stephen Kitchman"),
        ("January 2015", "Stephen Kitchman"),
        ("February 2015", "Hayden Ginns"),
        ("March 2015", "Vicky Plytas"),
        ("April 2015", "Michael Lawther"),
    ]


def test_what_the_source_leaves_open_stays_open(area: AreaForImprovement) -> None:
    assert {action.status for action in area.actions.all()} == {Rag.NOT_RECORDED}
    assert (area.progress_status, area.impact_status) == (Rag.NOT_RECORDED, Rag.NOT_RECORDED)
    assert (area.progress_commentary, area.impact_commentary, area.further_action) == ("", "", "")
    assert (area.inspection.published, area.inspection.framework) == (None, None)


def test_loading_twice_changes_nothing_and_keeps_edits(area: AreaForImprovement, action: Action) -> None:
    operations.update_action(by=None, action=action, status=Rag.RED)
    before = Event.objects.count()
    demo.load_file(by=None, path=FIXTURES / "portsmouth-2014.toml")
    action.refresh_from_db()
    assert (action.status, Event.objects.count()) == (Rag.RED, before)
    assert (Inspection.objects.count(), AreaForImprovement.objects.count(), Action.objects.count()) == (1, 1, 5)


def test_every_problem_is_named_and_nothing_is_stored(portsmouth: Council, source: dict[str, Any]) -> None:
    source["inspection"]["title"] = ""
    source["inspection"]["ended"] = "2013-07"
    area = source["areas"][0]
    area["number"] = "eleven"
    area["actions"][0]["due"] = "whenever"
    area["actions"][1]["due"] = "2012-01"
    area["actions"][2]["status"] = "mauve"
    area["actions"][3]["owner"] = 7
    area["actions"][4]["status"] = "blue"
    del area["text"]
    with pytest.raises(ProblemsError) as refused:
        operations.load_plan(by=None, source=source)
    assert [problem.where for problem in refused.value.problems] == [
        "Inspection",  # ends before it starts
        "Inspection",  # no title
        "Area 1",  # its number
        "Area 1",  # no text
        "Area 1, action 1, due",
        "Area 1, action 2",
        "Area 1, action 3",
        "Area 1, action 4",
        "Area 1, action 5",
    ]
    assert Inspection.objects.count() == Event.objects.count() == 0


def test_two_areas_with_one_number_are_refused(portsmouth: Council, source: dict[str, Any]) -> None:
    source["areas"].append(copy.deepcopy(source["areas"][0]))
    with pytest.raises(ProblemsError) as refused:
        operations.load_plan(by=None, source=source)
    assert [problem.what for problem in refused.value.problems] == [
        "Two areas have the number '11'.",
        "Two areas have the slug 'recommendation-11'.",
    ]


def test_an_unknown_council_is_named(db: None, source: dict[str, Any]) -> None:
    with pytest.raises(ProblemsError, match="no council 'portsmouth'"):
        operations.load_plan(by=None, source=source)


def test_a_plan_without_an_inspection_is_refused(db: None) -> None:
    with pytest.raises(ProblemsError, match="no inspection"):
        operations.load_plan(by=None, source={})


def test_a_file_that_cannot_be_read_is_named(db: None, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[inspection\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"^broken\.toml: It cannot be read"):
        demo.load(by=None, folder=tmp_path)


def test_a_problem_in_a_file_names_the_file(db: None, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('[inspection]\ncouncil = "nowhere"\n', encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        demo.load(by=None, folder=tmp_path)
    assert {problem.where for problem in refused.value.problems} == {"other.toml, Inspection"}
