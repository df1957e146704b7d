"""What the rules suggest for a light: every rule, its boundary days and words; measures on their path."""

import datetime
from dataclasses import replace

import pytest

from actions.enums import Goal, Rag
from actions.rag import (
    ActionFacts,
    Limits,
    MeasureFacts,
    suggest_for_action,
    suggest_for_impact,
    suggest_for_progress,
)
from actions.rules import When, due_after, grade_gap
from scrutiny.dates import Month

LIMITS = Limits()
DAY = datetime.date(2015, 3, 1)
FACTS = ActionFacts(due=When.parse("1 June 2015"), status=Rag.GREEN, last_update_on=DAY, entered_on=DAY)
PATH = MeasureFacts(
    name="In suitable accommodation",
    better=Goal.AT_LEAST,
    path=((Month(2018, 1), 80.0), (Month(2018, 11), 90.0)),
    latest=(Month(2018, 6), 85.0),
    unit="%",
)


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({}, Rag.GREEN, "It is due in 92 days. Nothing speaks against it."),
        ({"due": When.parse("29 March 2015")}, Rag.AMBER, "It is due in 28 days, and nobody has said that it is done."),
        ({"due": When.parse("30 March 2015")}, Rag.GREEN, "It is due in 29 days. Nothing speaks against it."),
        ({"due": When.on(DAY)}, Rag.AMBER, "It is due today, and nobody has said that it is done."),
        ({"due": When.parse("28 February 2015")}, Rag.RED, "It was due on 28 February 2015 and is 1 day late."),
        ({"due": When.parse("January 2015")}, Rag.RED, "It was due by the end of January 2015 and is 29 days late."),
        ({"missed": ("A draft, by May 2014",)}, Rag.AMBER, "A milestone was missed: A draft, by May 2014."),
        ({"missed": ("A", "B")}, Rag.RED, "A milestone was missed: A. A milestone was missed: B."),
        ({"asks_to_close": True}, Rag.AMBER, "The owner says that it is done, but there is no evidence."),
        (
            {"asks_to_close": True, "has_evidence": True},
            Rag.GREEN,
            "The owner says that it is done. Nothing speaks against it.",
        ),
        (
            {"asks_to_close": True, "has_evidence": True, "due": When.parse("January 2015")},
            Rag.AMBER,
            "Its date was January 2015; the owner says it is done, and nobody has closed it.",
        ),
        (
            {"moves": 3, "first_due": When.parse("January 2015")},
            Rag.AMBER,
            "Its date was moved three times; it was January 2015 at first.",
        ),
        ({"moves": 2, "first_due": When.parse("January 2015")}, Rag.GREEN, "It is due in 92 days."),
        ({"owner_left": True}, Rag.AMBER, "The account of its owner is closed, so nobody looks after it."),
        ({"last_update_on": datetime.date(2014, 12, 30)}, Rag.AMBER, "The last update is 61 days old."),
        ({"last_update_on": datetime.date(2014, 12, 31)}, Rag.GREEN, "It is due in 92 days."),
        ({"status": Rag.BLUE, "due": When.parse("January 2015")}, Rag.BLUE, "It was closed as complete."),
    ],
)
def test_each_rule_of_an_action(changes: dict, status: Rag, reason: str) -> None:
    found = suggest_for_action(replace(FACTS, **changes), as_at=DAY, limits=LIMITS)
    assert found.status == status
    assert reason in found.words


def test_the_weightiest_reason_comes_first_and_none_is_lost() -> None:
    facts = replace(FACTS, due=When.parse("January 2015"), owner_left=True, missed=("A draft, by May 2014",))
    found = suggest_for_action(facts, as_at=DAY, limits=LIMITS)
    assert found.status == Rag.RED
    assert [reason.split(" ")[0] for reason in found.reasons] == ["It", "A", "The"]


def test_the_limits_are_the_councils_own() -> None:
    facts = replace(FACTS, moves=1, first_due=When.parse("May 2015"))
    assert suggest_for_action(facts, as_at=DAY, limits=replace(LIMITS, many_moves=1)).status == Rag.AMBER
    assert suggest_for_action(FACTS, as_at=DAY, limits=replace(LIMITS, due_soon_days=92)).status == Rag.AMBER


def test_progress_counts_what_is_late_and_by_how_much() -> None:
    late = replace(FACTS, due=When.parse("January 2015"))
    closed = replace(FACTS, status=Rag.BLUE)
    found = suggest_for_progress([late, late, closed, FACTS], as_at=DAY, limits=LIMITS)
    assert (found.status, found.words) == (Rag.RED, "2 of 4 actions are late, the longest by 29 days.")
    assert suggest_for_progress([closed], as_at=DAY, limits=LIMITS).status == Rag.BLUE
    assert suggest_for_progress([closed, FACTS], as_at=DAY, limits=LIMITS).words == (
        "1 of 2 actions closed, the others on course."
    )
    assert suggest_for_progress([], as_at=DAY, limits=LIMITS).status == Rag.NOT_RECORDED


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({}, Rag.GREEN, "85.0% in June 2018, on its path to 90.0%."),
        ({"latest": (Month(2018, 6), 84.0)}, Rag.AMBER, "1.0 percentage points below its path (85.0% by then)."),
        ({"latest": (Month(2018, 6), 80.0)}, Rag.RED, "5.0 percentage points below its path (85.0% by then)."),
        ({"latest": (Month(2018, 6), 90.0)}, Rag.GREEN, "which reaches the goal of 90.0%."),
        ({"latest": (Month(2019, 2), 89.0)}, Rag.AMBER, "1.0 percentage points below its path (90.0% by then)."),
        ({"latest": (Month(2017, 12), 10.0)}, Rag.GREEN, "its path begins in January 2018."),
        ({"latest": None}, Rag.AMBER, "there is no published figure."),
        (
            {"better": Goal.AT_MOST, "path": ((Month(2018, 1), 30.0), (Month(2018, 11), 20.0)), "unit": ""},
            Rag.RED,
            "60.0 above its path (25.0 by then).",
        ),
    ],
)
def test_impact_holds_each_measure_against_its_path(changes: dict, status: Rag, words: str) -> None:
    found = suggest_for_impact([replace(PATH, **changes)], limits=LIMITS)
    assert found.status == status
    assert found.words.endswith(words)


def test_without_a_measure_the_figures_cannot_say() -> None:
    assert suggest_for_impact([], limits=LIMITS).status == Rag.NOT_RECORDED


@pytest.mark.parametrize(
    ("published", "months", "days", "due"),
    [
        ("13 June 2012", 0, None, "13 June 2012"),
        ("13 June 2012", 3, None, "13 September 2012"),
        ("13 June 2012", 6, None, "13 December 2012"),
        ("30 November 2012", 3, None, "28 February 2013"),
        ("13 June 2012", None, 70, "22 August 2012"),
        ("May 2019", 3, None, "August 2019"),
        ("13 June 2012", None, None, None),
        (None, 3, None, None),
        ("2016", 3, None, None),
    ],
)
def test_a_due_date_follows_from_the_publication(
    published: str | None, months: int | None, days: int | None, due: str | None
) -> None:
    when = When.parse(published, or_year=True) if published else None
    found = due_after(when, months, days)
    assert (found.label if found else None) == due


def test_a_gap_between_grades_is_said_in_words() -> None:
    assert grade_gap(2, 3)[1] == "1 grade lower"
    assert grade_gap(4, 2)[1] == "2 grades higher"
    assert grade_gap(2, 2)[1] == "Same grade"
    assert grade_gap(None, 2)[1] == ""
