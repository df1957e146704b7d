"""Reading an action plan from a workbook: the heads that councils write, merged and missing cells, bad input."""

import datetime

import pytest
from plan_files import HEADS, ROW, workbook

from actions.enums import Precision, Rag
from actions.importer.heads import Column
from actions.importer.rows import PlanFile, read_plan_file
from performance.importer.workbook import read_workbook
from scrutiny.problems import ProblemsError


def read(*args, **kwargs) -> PlanFile:
    return read_plan_file(read_workbook(workbook(*args, **kwargs)))


def problems(*args, **kwargs) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read(*args, **kwargs)
    return [str(problem) for problem in caught.value.problems]


def test_a_plain_table_is_read_with_every_column_accounted_for():
    plan = read(
        [
            ROW,
            (1, "", "Tell the panel", "31/1/2031", "Panel Chair", "", ""),
            (2, "Second", "Do", "2031-03", "X", "b", "E"),
        ],
        heads=(*HEADS, "Colour of the folder"),
        above=[["Improvement plan"], []],
    )
    first, second = plan.areas

    assert (first.number, first.text, [action.text for action in first.actions]) == (
        *(1, "Visits are late"),
        ["Visit every child", "Tell the panel"],
    )
    assert [action.due.label for action in first.actions] == ["January 2031", "31 January 2031"]
    assert [action.status for action in (*first.actions, *second.actions)] == [Rag.AMBER, Rag.NOT_RECORDED, Rag.BLUE]
    ((sheet, columns),) = plan.columns
    assert sheet == "Plan"
    assert [(taken.letter, taken.column) for taken in columns][-2:] == [("G", Column.EVIDENCE), ("H", None)]
    assert Column.LEAD not in plan.said


def test_merged_and_empty_cells_belong_to_the_area_above_and_that_is_said():
    plan = read(
        [
            ("Leadership", None, None, None, None, None, None),
            ROW,
            (None, None, "Second", "Feb 2031", "A", "", ""),
            (None, None, "Third", None, "A", "", ""),
            HEADS,
            (2, "Other", "Fourth", "March 2031", "B", "", ""),
            (None, None, "Fifth", "March 2031", "B", "", ""),
        ],
        merge=["A2:G2", "A3:A5", "B3:B5", "D4:D5"],
    )

    assert [[action.text for action in area.actions] for area in plan.areas] == [
        ["Visit every child", "Second", "Third"],
        ["Fourth", "Fifth"],
    ]
    assert plan.areas[0].actions[2].due.label == "February 2031", "the date is merged over both rows"
    assert plan.notes == (
        "Sheet 'Plan', row 2 ('Leadership') is a heading over the whole table, and is left out.",
        "Sheet 'Plan', row 6 repeats the heads, and is left out.",
        "Sheet 'Plan', row 8: no area is named there, so the area above is taken.",
    )


@pytest.mark.parametrize(
    ("value", "number_format", "label", "precision"),
    [
        (datetime.date(2031, 1, 1), "mmm-yy", "January 2031", Precision.MONTH),
        (datetime.date(2031, 1, 1), "dd/mm/yyyy", "1 January 2031", Precision.DAY),
        (datetime.date(2031, 1, 31), "[$-809]d mmmm yyyy;@", "31 January 2031", Precision.DAY),
        ("  jan   2031", "General", "January 2031", Precision.MONTH),
    ],
)
def test_a_date_is_as_exact_as_the_sheet_shows_it(value, number_format, label, precision):
    due = read([(*ROW[:3], value, *ROW[4:])], formats={"D2": number_format}).areas[0].actions[0].due

    assert (due.label, due.precision) == (label, precision)


def test_all_that_an_area_can_say_is_read():
    heads = (
        *("Ref", "Recommendation", "Lead officer", "Timescale", "Partners"),
        *("Expected outcome (what will be different?)", "b) Measures of success", "What we will do", "Deadline"),
        *("Responsible", "Progress update", "Key"),
    )
    row = ("R11", "Words", "A. Lead", "3 months", "Police; Health", "Better", "- One\n- Two", "Do it", "May 2031", "X",
           "Begun", 12)  # fmt: skip
    (area,) = read([row], heads=heads).areas

    assert (area.number, area.lead, area.timescale, area.agencies) == (11, "A. Lead", "3 months", ("Police", "Health"))
    assert (area.outcome, area.measures) == ("Better", ("One", "Two"))
    assert (area.actions[0].done, area.actions[0].key, area.actions[0].owner) == ("Begun", 12, "X")


def test_a_plan_with_one_column_of_people_says_for_what_it_is_taken():
    plan = read([(1, "Words", "Do it", "May 2031", "A. Lead")], heads=("No", "Area", "Action", "By when", "Lead"))

    assert (plan.areas[0].lead, plan.areas[0].actions[0].owner) == ("A. Lead", "A. Lead")
    assert "is taken for who does its actions too" in plan.notes[0]


def test_all_problems_come_at_once_with_sheet_cell_and_how_to_mend_them():
    found = problems(
        [
            (None, None, "Nobody's", "May 2031", "A", "", ""),
            ("first", "Words", "Do", "May 2031", "A", "", ""),
            (1, "Words", "Do", "soon", "", "purple", ""),
            (1, "Other words", "Do more", "31 February 2031", "A", "Blue", ""),
            (1, "Words", "do.", "May 2031", "A", "", ""),
            (1, "Words", "", "May 2031", "", "", ""),
            (2, "W", "X" * 5001, "=1/0", "A", "", ""),
        ],
        title="Sheet one",
    )
    where = [problem.partition(": ")[0].removeprefix("Sheet 'Sheet one', ") for problem in found]

    assert where == ["cell A2", "cell A3", "cell D4", "cell E4", "cell F4", "cell B5", "cell D5", "cell F5",
                          "cell C7", "cell C8", "cell D8"]  # fmt: skip
    assert "'first' is not the number of an area. Write a whole number from 1 to 999." in found[1]
    assert "'soon' is not a date" in found[2]
    assert "There is no such date as 31 February 2031" in found[6]
    assert "there is no evidence" in found[7]
    assert "there is room for 5000. Shorten it." in found[9]


@pytest.mark.parametrize(
    ("rows", "kwargs", "said"),
    [
        ([ROW], {"heads": ("a", "b", "c")}, "No sheet has a row of heads"),
        ([], {}, "There is no action under the heads."),
        ([ROW], {"heads": ("x", "y", *HEADS[2:])}, "No column says which area an action belongs to."),
        ([ROW], {"heads": (*HEADS[:3], "x", *HEADS[4:])}, "No column says by when."),
        ([ROW], {"heads": (*HEADS[:4], "x", *HEADS[5:])}, "No column says by whom."),
        ([ROW], {"heads": (*HEADS[:6], "Status")}, "Column G is headed as 'Status', and so is an earlier one."),
        ([ROW, (1, "", "Visit every child.", "May 2031", "A", "", "")], {}, "The same action stands in row 2"),
    ],
)
def test_a_table_that_cannot_be_a_plan_is_refused_with_a_sentence(rows, kwargs, said):
    assert any(said in problem for problem in problems(rows, **kwargs))


def test_keys_of_an_export_stand_once():
    rows = [
        (1, "W", "One", "May 2031", "A", 7),
        (1, "W", "Two", "May 2031", "A", 7),
        (1, "W", "3", "May 2031", "A", "x"),
    ]
    found = problems(rows, heads=("No", "Area", "Action", "By when", "By whom", "Key"))

    assert "Its key 7 stands in row 2 too." in found[1]
    assert "'x' is not a key of an export" in found[0]


def test_two_hundred_problems_are_enough():
    found = problems([(1, "W", f"Action {number}", "soon", "A", "", "") for number in range(300)])

    assert len(found) == 201
    assert "There are 100 more." in found[-1]
