"""Workbooks of Excel 97 to 2003 (.xls): the same figures as from .xlsx, and what is damaged, locked or no workbook."""

import datetime
import io
import random

import pytest
import xlwt

from performance.importer.layout import lay_out
from performance.importer.workbook import Sheet, read_book, read_workbook
from performance.models import Upload
from performance.operations import import_release
from performance.operations.imports import read_release
from scrutiny.problems import ProblemsError
from tests.performance.conftest import WORKBOOK
from tests.performance.test_formats import values_of
from tests.performance.workbooks import as_old_excel

LOCKED = "The workbook is protected with a password, so it cannot be read."
APRIL = as_old_excel(WORKBOOK.read_bytes())


def read(do) -> Sheet:
    """The sheet of April 2018 with something changed."""
    (sheet,) = read_workbook(as_old_excel(WORKBOOK.read_bytes(), do=do))
    return sheet


def test_the_same_figures_come_from_it_and_it_is_kept_as_it_came(council, officer):
    assert values_of(APRIL) == values_of(WORKBOOK.read_bytes())

    result = import_release(by=officer, council=council, content=APRIL, file_name="April 2018.xls")

    assert (result.indicators, str(result.month)) == (53, "2018-04")
    assert Upload.objects.get().file.endswith(".xls")
    # Its own columns differ where those of the .xlsx do: see test_uploads.
    assert len(result.preview.differing_rows) == 5
    assert result.preview.notices == ()


def test_what_stands_in_its_cells_is_known_by_its_kind():
    percent, day, clock = xlwt.XFStyle(), xlwt.XFStyle(), xlwt.XFStyle()
    percent.num_format_str, day.num_format_str, clock.num_format_str = "0.0%", "d-mmm-yy", "h:mm:ss"

    def fill(sheet):
        for column, (value, *style) in enumerate(
            [
                (0.207, percent),
                (datetime.date(2018, 4, 3), day),
                (0.5, clock),
                (9e9, day),
                (True,),
                ("  TBC ",),
                (0.1 + 0.2,),
            ]
        ):
            sheet.write(6, column + 4, value, *style)
        sheet.row(6).set_cell_error(11, "#DIV/0!")
        sheet.row(6).set_cell_blank(12, percent)

    row = [cell for cell in read(fill).row(7) if cell.column > 4]

    assert [(cell.address, cell.kind, cell.text, cell.number_format) for cell in row[:9]] == [
        ("E7", "number", "0.207", "0.0%"),
        ("F7", "date", "2018-04-03", "d-mmm-yy"),
        ("G7", "time", "12:00:00", "h:mm:ss"),
        ("H7", "error", "#VALUE!", "d-mmm-yy"),
        ("I7", "truth", "True", "General"),
        ("J7", "text", "TBC", "General"),
        ("K7", "number", "0.3", "General"),
        ("L7", "error", "#DIV/0!", "General"),
        ("N7", "number", "1421", "General"),
    ]


def test_what_is_hidden_and_merged_is_known(council):
    def hide(sheet):
        sheet.row(19).hidden = True
        sheet.col(4).hidden = True
        sheet.merge(44, 46, 2, 2)
        sheet.parent.add_sheet("Old figures").visibility = 1
        sheet.parent.add_sheet("Contacts list")
        sheet.write(44, 2, "One Owner")

    notices = read_release(council=council, content=as_old_excel(WORKBOOK.read_bytes(), do=hide)).preview.notices

    for part in ("'Old figures'", "'Contacts list'", "rows were read like the others: 20", "E (April 2017)"):
        assert any(part in notice for notice in notices), part
    rows = {row.number: row for row in lay_out(read_workbook(as_old_excel(WORKBOOK.read_bytes(), do=hide))).rows}
    assert [rows[number].labels["owner"].text for number in (45, 46, 47)] == ["One Owner"] * 3

    with pytest.raises(ProblemsError, match="The cells F7 to G7 are merged"):
        read_release(
            council=council,
            content=as_old_excel(WORKBOOK.read_bytes(), do=lambda sheet: sheet.merge(6, 6, 5, 6)),
        )


def test_formulas_are_read_as_they_were_last_worked_out_and_never_as_nothing():
    """The writer leaves each formula an empty text, as programs do that work nothing out; a result is put in here."""
    formula = as_old_excel(WORKBOOK.read_bytes(), do=lambda sheet: sheet.write(6, 5, xlwt.Formula("E7*2")))
    nothing = b"\x03\0\0\0\0\0\xff\xff"
    assert formula.count(nothing) == 1

    (never,) = read_workbook(formula)
    (worked_out,) = read_workbook(formula.replace(nothing, b"\0\0\0\0\0\xf8\xa3\x40"))  # 2,556 as a double
    (failed,) = read_workbook(formula.replace(nothing, b"\x02\0\x07\0\0\0\xff\xff"))

    assert [(sheet.cell(7, 6).kind, sheet.cell(7, 6).text) for sheet in (never, worked_out, failed)] == [
        ("formula", ""),
        ("number", "2556"),
        ("error", "#DIV/0!"),
    ]
    assert all(sheet.cell(7, 6).is_formula for sheet in (never, worked_out, failed))


def locked() -> bytes:
    """With the record that says how the rest is encrypted: nothing after it is looked at."""
    book = xlwt.Workbook()
    book.add_sheet("Dataset")
    stream = book.get_biff_data()
    end = 4 + int.from_bytes(stream[2:4], "little")
    file = io.BytesIO()
    record = b"\x2f\0\x36\0\x01\0\x01\0\x01\0" + bytes(48)
    xlwt.CompoundDoc.XlsDoc().save(file, stream[:end] + record + stream[end:])
    return file.getvalue()


def document() -> bytes:
    """An old Word document, by the name of its stream."""
    return APRIL.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (locked(), LOCKED),
        (APRIL.replace("Workbook\0".encode("utf-16-le"), "EncryptedPackage\0".encode("utf-16-le")), LOCKED),
        (document(), "is an Office file of an old kind, but no workbook"),
        (APRIL[:512], "is damaged: it ends too early"),
        (APRIL[:-512], "is damaged: it ends too early"),
        (APRIL[: len(APRIL) // 2], "is damaged: it ends too early"),
        (APRIL[:4_096] + bytes(8_192) + APRIL[12_288:], "cannot be read as one"),
    ],
)
def test_what_is_locked_damaged_or_no_workbook_is_refused_with_the_reason(content, said):
    with pytest.raises(ProblemsError) as raised:
        read_book(content)

    (problem,) = raised.value.problems
    assert said in str(problem)


def test_macros_are_known_by_the_name_of_their_folder():
    name = "_VBA_PROJECT_CUR\0".encode("utf-16-le").ljust(512, b"\0")

    assert (read_book(APRIL).kind.has_macros, read_book(APRIL + name).kind.has_macros) == (False, True)


def test_bytes_that_are_wrong_anywhere_end_in_a_sentence_or_a_sheet():
    """Never in an error of the library's."""
    dice, read, refused = random.Random(5), 0, 0  # noqa: S311 - the same bytes each time
    for _ in range(40):
        content = bytearray(APRIL)
        for _ in range(3):
            content[dice.randrange(len(content))] = dice.randrange(256)
        try:
            read_book(bytes(content))
            read += 1
        except ProblemsError:
            refused += 1
    assert (read > 0, refused > 0) == (True, True)
