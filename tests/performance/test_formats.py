"""Workbooks as they come: other formats, macros, what is hidden, merged, empty but formatted, wrong between cells."""

import csv
import io

import pytest
from openpyxl.utils import get_column_letter

from performance.importer import warm
from performance.importer.layout import lay_out
from performance.importer.workbook import read_book, read_workbook
from performance.operations.imports import read_release
from scrutiny.problems import ProblemsError
from tests.performance.conftest import WORKBOOK
from tests.performance.workbooks import ODS, as_opendocument, as_table, parts, zipped


def values_of(content: bytes) -> list[tuple]:
    """Every figure as it would be stored."""
    from performance.importer.checks import keeps_fractions, read_figure, unit_of

    return [
        (row.name, str(month), str(figure.value and figure.value.normalize()), figure.mark)
        for row in lay_out(read_workbook(content)).rows
        for month, cell in row.months
        for figure in [read_figure(cell, unit_of(row), fractions=keeps_fractions(row))]
    ]


def test_a_plain_table_and_an_opendocument_spreadsheet_give_the_same_figures():
    expected = values_of(WORKBOOK.read_bytes())

    assert values_of(as_table(WORKBOOK.read_bytes())) == expected
    assert values_of(as_opendocument(WORKBOOK.read_bytes())) == expected
    tabs = "\n".join(
        "\t".join(row) for row in csv.reader(io.StringIO(as_table(WORKBOOK.read_bytes()).decode("utf-8-sig")))
    )
    assert values_of(tabs.encode("utf-16")) == expected


def test_what_an_officer_should_know_is_noted(council, changed):
    def hide(sheet):
        sheet.row_dimensions[20].hidden = True
        sheet.column_dimensions["E"].hidden = True
        sheet.parent.create_sheet("Old figures").sheet_state = "hidden"
        sheet.parent.create_sheet("Contacts list")
        sheet["A45"] = "LAC1"

    files = parts(changed(do=hide))

    notices = read_release(
        council=council, content=zipped(files | {"xl/vbaProject.bin": b"Sub Auto_Open"})
    ).preview.notices

    assert len(notices) == 6
    for part in (
        "holds macros",
        "'Old figures'",
        "'Contacts list'",
        "rows were read like the others: 20",
        "E (April 2017)",
    ):
        assert any(part in notice for notice in notices), part
    assert any("'LAC1'" in notice for notice in notices)


def test_cells_that_are_only_formatted_do_not_count(changed):
    files = parts(changed())
    columns = [get_column_letter(number) for number in range(1, 81)]
    rows = [
        f'<row r="{n}" s="1">' + "".join(f'<c r="{c}{n}" s="1"/>' for c in columns) + "</row>"
        for n in range(100, 2_700)
    ]
    sheet = files["xl/worksheets/sheet1.xml"]
    files["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", "".join(rows).encode() + b"</sheetData>")

    assert len(rows) * len(columns) > warm.MOST_CELLS
    assert len(lay_out(read_workbook(zipped(files))).rows) == 53


def test_figures_that_are_merged_belong_to_no_month(council, changed):
    def merge(sheet):
        sheet.merge_cells("F7:G7")
        sheet.merge_cells("C45:C47")
        sheet["C45"] = "One Owner"

    with pytest.raises(ProblemsError) as raised:
        read_release(council=council, content=changed(do=merge))

    (problem,) = raised.value.problems
    assert str(problem).startswith("Sheet 'Dataset', cell F7: The cells F7 to G7 are merged")
    rows = {row.number: row for row in lay_out(read_workbook(changed(do=merge))).rows}
    assert [rows[number].labels["owner"].text for number in (45, 46, 47)] == ["One Owner"] * 3


def test_a_count_that_is_more_than_what_it_is_counted_in_is_said_with_both_cells(council, changed):
    # Assessments completed in 45 days (row 23) are a part of those completed (row 17).
    with pytest.raises(ProblemsError) as raised:
        read_release(council=council, content=changed({"H23": 500}))

    said = [str(problem) for problem in raised.value.problems]
    assert len(said) == 1
    assert "cell H23: 500 in July 2017 is more than" in said[0]
    assert "in H17" in said[0]


def test_the_reading_process_comes_back_when_it_is_gone():
    read_book(WORKBOOK.read_bytes())
    warm._process.kill()

    assert len(lay_out(read_workbook(WORKBOOK.read_bytes())).rows) == 53


@pytest.mark.parametrize("text", ["01/04/2017", "Apr-17", "2017-04"])
def test_months_of_a_plain_table_may_be_written_in_several_ways(text):
    table = as_table(WORKBOOK.read_bytes()).decode("utf-8-sig").replace("Apr-17", text, 1)

    assert str(lay_out(read_workbook(table.encode())).months[0][0]) == "2017-04"


def test_an_ods_bomb_of_repeated_cells_is_refused(council):
    row = (
        '<table:table-row table:number-rows-repeated="900000"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="16000"/></table:table-row>'
    )
    bomb = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ODS.format(rows=row).encode(),
    }

    with pytest.raises(ProblemsError, match="too large to be read"):
        read_release(council=council, content=zipped(bomb))
