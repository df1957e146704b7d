"""Everything that can be wrong with a workbook: said with its cell, all at once, and the database as it was."""

import datetime
import io
import re
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.comments import Comment

from performance.importer.checks import keeps_fractions, read_figure, unit_of
from performance.importer.layout import lay_out
from performance.importer.workbook import LARGEST_FILE, read_workbook
from performance.models import Release
from performance.operations import import_release
from scrutiny.dates import Month
from scrutiny.models import Council, User
from scrutiny.problems import ProblemsError
from tests.performance.conftest import WORKBOOK
from tests.performance.workbooks import parts, zipped


@pytest.fixture
def problems_of(council: Council, officer: User, draft: Release, everything: Callable[[], dict]):
    """The problems with a file, as lines; checks that nothing at all changed in a database with figures in it."""

    def find(content: bytes, month: Month | None = None) -> list[str]:
        before = everything()
        with pytest.raises(ProblemsError) as raised:
            import_release(by=officer, council=council, content=content, file_name="upload.xlsx", month=month)
        assert everything() == before
        return [str(problem) for problem in raised.value.problems]

    return find


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"Code,Indicator\n1,2\n", "No header row was found"),
        (b"Code,Indicator\0\n" * 2, "none of these: Excel workbooks"),
        (b"%PDF-1.7\n\x00\x01\x02", "none of these: Excel workbooks"),
        (OLE + b"\0" * 600, "an Office file of an old kind, but no workbook"),
        (OLE + b"\0" * 600 + "EncryptedPackage\0".encode("utf-16-le"), "protected with a password"),
        (OLE + b"\0" * 600 + "Workbook\0".encode("utf-16-le"), "cannot be read as one"),
        (b"PK\x03\x04 and then nothing of use", "damaged"),
        (zipped({"word/document.xml": b"<w/>"}), "none of these"),
        (zipped({"xl/workbook.bin": b"x"}), "binary workbook (.xlsb)"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), "no spreadsheet"),
        (
            zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<not a sheet"}),
            "cannot be read as one",
        ),
        (zipped({"xl/workbook.xml": b"<not a workbook"}), "cannot be read as one"),
        (zipped({f"xl/{n}": b"" for n in range(1001)} | {"xl/workbook.xml": b""}), "unpack to far more"),
        (zipped({"xl/workbook.xml": b"\0" * 5_000_000}), "unpack to far more"),
        (b"PK" + b"\0" * LARGEST_FILE, "the limit is 20 MB"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_reason(problems_of, content, said):
    (problem,) = problems_of(content)

    assert said in problem
    assert problem.endswith(".")


def test_a_truncated_workbook_is_damaged(problems_of):
    (problem,) = problems_of(WORKBOOK.read_bytes()[:9000])

    assert "damaged" in problem


def test_entities_in_the_workbook_are_not_expanded(problems_of):
    files = parts(WORKBOOK.read_bytes())
    bomb = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    files["xl/workbook.xml"] = bomb + files["xl/workbook.xml"].partition(b"?>")[2].replace(b"Dataset", b"&b;")

    (problem,) = problems_of(zipped(files))

    assert "cannot be read" in problem


def test_a_sheet_without_header_row_is_said_with_its_name(problems_of):
    book = openpyxl.Workbook()
    book.active.title = "Staffing"
    book.active["A1"] = "Nothing of use"
    file = io.BytesIO()
    book.save(file)

    (problem,) = problems_of(file.getvalue())

    assert problem.startswith("Sheet 'Staffing', cell A1: No header row was found")


def test_two_header_rows_are_both_named(problems_of, changed):
    def again(sheet):
        for column in range(1, 30):
            sheet.cell(70, column).value = sheet.cell(5, column).value

    problems = problems_of(changed(do=again))

    assert [problem.split(":")[0] for problem in problems] == [
        "Sheet 'Dataset', cell A5",
        "Sheet 'Dataset', cell A70",
    ]


def test_a_header_without_indicators_is_said(problems_of, changed):
    (problem,) = problems_of(changed(do=lambda sheet: sheet.delete_rows(6, 100)))

    assert "There is no indicator below the header row" in problem


def test_the_month_asked_for_must_be_the_last_one(problems_of):
    (problem,) = problems_of(WORKBOOK.read_bytes(), Month(2018, 5))

    assert problem.startswith(
        "Sheet 'Dataset', cell Q5: The last month in the sheet is April 2018, but May 2018 was asked for."
    )


@pytest.mark.parametrize("text", ["Position at end of: March 2018", "Position at end of: the spring"])
def test_the_cell_that_names_the_month_must_agree(problems_of, changed, text):
    (problem,) = problems_of(changed({"A2": text}))

    assert problem.startswith("Sheet 'Dataset', cell A2: ")


WRONG_HEADINGS = [
    ({"G5": datetime.datetime(2017, 5, 1)}, ["G5: May 2017 stands twice.", "H5: June 2017 is missing"]),
    ({"P5": "Apr-18", "Q5": "Mar-18", "A2": None}, ["P5: March 2018 is missing", "Q5: March 2018 stands after"]),
    ({"H5": "Sept-19"}, ["H5: July 2017 is missing", "I5: August 2017 stands after September 2019"]),
    ({"H5": "Jly-17"}, ["H5: 'Jly-17' stands among the months but is not one.", "I5: July 2017 is missing"]),
    ({"Q5": "Smarch-18"}, ["Q5: The heading 'Smarch-18' is neither a month", "A2: The sheet says"]),
    ({"AB5": "Target soon"}, ["AB5: 'Target soon' names no financial year."]),
    ({"Z5": "England"}, ["Z5: The heading 'England' stands twice."]),
]


@pytest.mark.parametrize(("cells", "said"), WRONG_HEADINGS)
def test_headings_that_are_wrong_are_said_with_their_cells(problems_of, changed, cells, said):
    problems = problems_of(changed(cells))

    assert [line for line in said if not any(f"cell {line}" in problem for problem in problems)] == []


@pytest.mark.parametrize(
    ("address", "value", "said"),
    [
        ("F7", "about 40", "the text 'about 40' where a number belongs"),
        ("F7", "1278", "stored as text"),
        ("F7", "#DIV/0!", "the error #DIV/0!"),
        ("F7", datetime.datetime(2018, 4, 3), "a date (2018-04-03) where a number belongs"),
        ("F7", datetime.time(9, 30), "a time (09:30:00)"),
        ("F7", True, "TRUE where a number belongs"),
        ("F7", "=E7*2", "a formula whose result was never stored"),
        ("F7", -3, "-3 is below zero"),
        ("F7", 10**12, "too large to be right"),
        ("F9", 85, "8500% is more than 100%"),
        ("F9", "120%", "120% is more than 100%"),
        ("F9", -0.1, "-10% is below zero"),
        ("Y8", "lots", "the text 'lots'"),
        ("AB44", "#REF!", "the error #REF!"),
        ("T44", "sideways", "does not say which way is good"),
        ("W44", "maybe", "does not say whether the indicator is a percentage"),
        ("B44", None, "This row has figures but no indicator"),
        ("B44", "x" * 501, "the limit is 500"),
        ("A44", "x" * 51, "the limit is 50"),
        ("A6", "x" * 201, "more than 200 characters"),
    ],
)
def test_a_cell_that_is_wrong_is_named_with_a_sentence(problems_of, changed, address, value, said):
    (problem,) = problems_of(changed({address: value}))

    where, _, what = problem.partition(": ")
    assert said in what
    if address != "A6":
        assert where == f"Sheet 'Dataset', cell {'B44' if address == 'B44' else address}"
    assert problem.endswith(".")


def test_percentages_that_are_not_formatted_as_such_are_not_guessed(problems_of, changed):
    def plain(sheet):
        for cell in sheet["E9:Q9"][0]:
            cell.number_format = "General"
        sheet["F10"].number_format = "0%"

    problems = problems_of(changed(do=plain))

    assert len(problems) == 13 + 1
    assert "cell E9: It is not clear whether 0.191 means 0.191% or 19.1%." in problems[0]
    assert "cell F10: The cell is formatted as a percentage, but the indicator is not one." in problems[-1]


def test_one_cell_without_format_is_read_like_its_neighbours(changed):
    row = lay_out(read_workbook(changed(do=lambda sheet: setattr(sheet["F9"], "number_format", "General")))).rows[2]

    assert read_figure(row.months[1][1], unit_of(row), fractions=keeps_fractions(row)).value == Decimal("20.7")


def test_percentages_may_be_text_or_percentage_points(changed):
    row = lay_out(read_workbook(changed({"F9": "20.7%", "G9": 22.6}, do=_general("G9")))).rows[2]

    values = [read_figure(cell, unit_of(row), fractions=True).value for _, cell in row.months[1:3]]
    assert values == [Decimal("20.7"), Decimal("22.6")]


def _general(address):
    return lambda sheet: setattr(sheet[address], "number_format", "General")


def test_an_indicator_that_stands_twice_is_said_with_both_rows(problems_of, changed):
    name = "Number of Single Assessments (SA) completed"
    (problem,) = problems_of(changed({"B18": name.upper(), "A18": "EH9"}))

    assert "cell B18: " in problem
    assert "row 17 already" in problem


def test_all_problems_are_said_at_once_from_top_to_bottom(problems_of, changed):
    problems = problems_of(changed({"F7": "x", "G9": 2, "H11": "#N/A", "Q60": "y"}), Month(2019, 1))

    assert [problem.split(":")[0].rpartition(" ")[2] for problem in problems] == ["Q5", "F7", "G9", "H11", "Q60"]


def test_a_stray_cell_in_the_far_corner_costs_nothing(changed):
    content = changed(do=lambda sheet: setattr(sheet["XFD1048576"], "number_format", "0.0%"))

    assert len(lay_out(read_workbook(content)).rows) == 53


def test_too_many_cells_are_refused(problems_of, changed):
    def fill(sheet):
        for row in range(100, 400):
            for column in range(1, 701):
                sheet.cell(row, column).value = 1

    (problem,) = problems_of(changed(do=fill))

    assert "too large to be read" in problem


def test_hidden_sheets_comments_and_notes_below_do_no_harm(changed):
    def decorate(sheet):
        other = sheet.parent.create_sheet("Old")
        sheet["F7"].comment = Comment("check this", "somebody")
        for column in range(1, 30):
            other.cell(1, column).value = sheet.cell(5, column).value
        other.sheet_state = "hidden"
        sheet["A66"] = "Figures for February are provisional"

    layout = lay_out(read_workbook(changed(do=decorate)))

    assert len(layout.rows) == 53
    assert layout.notes == ("Benchmarking updated Nov-17, using 2016-17 data", "Figures for February are provisional")


def test_months_may_be_written_as_text(changed):
    layout = lay_out(read_workbook(changed({"E5": "Apr-17", "F5": "May 2017", "G5": "2017-06", "J5": "Sept 17"})))

    assert [str(month) for month, _ in layout.months][:6] == [
        "2017-04",
        "2017-05",
        "2017-06",
        "2017-07",
        "2017-08",
        "2017-09",
    ]


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (b'<c r="F7"><f>E7*2</f><v>2556</v></c>', "number", "2556"),
        (b'<c r="F7" t="str"><f>IF(E7=0,"-","x")</f><v>-</v></c>', "text", "-"),
        (b'<c r="F7" t="str"><f>IF(E7=0,"-","")</f><v></v></c>', "empty", ""),
        (b'<c r="F7" t="e"><f>E7/0</f><v>#DIV/0!</v></c>', "error", "#DIV/0!"),
        (b'<c r="F7" t="b"><f>E7=0</f><v>1</v></c>', "truth", "True"),
        (b'<c r="F7"><f t="array" ref="F7">SUM(E7:E7)</f><v>9</v></c>', "number", "9"),
        (b'<c r="F7"><f>E7*2</f></c>', "formula", ""),
        (b'<c r="F7"><f>E7*2</f><v/></c>', "formula", ""),
        (b'<c r="F7" t="inlineStr"><is><r><t>TB</t></r><r><t>C</t></r></is></c>', "text", "TBC"),
    ],
)
def test_a_cell_is_read_as_the_spreadsheet_program_stored_it(changed, cell, kind, text):
    """Only a spreadsheet program stores results, so they are written into the file's own XML."""
    files = parts(changed())
    sheet, places = re.subn(rb'<c r="F7".*?</c>', cell, files["xl/worksheets/sheet1.xml"], count=1)
    assert places == 1

    (found,) = [sheet.cell(7, 6) for sheet in read_workbook(zipped(files | {"xl/worksheets/sheet1.xml": sheet}))]

    assert (found.kind, found.text) == (kind, text)
