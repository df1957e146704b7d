"""Workbooks made for tests from the real one of April 2018, always the same. The May figures in them are made up."""

import datetime
import io
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import xlwt

from performance.calculations import round_half_up
from tests.performance.conftest import WORKBOOK

FIRST, LAST = 5, 17  # the columns of the months, E to Q
OLD_NAME = (
    "Number of children open to the authority who have been missing at any point in the period (count of children)"
)
NEW_NAME = "Children missing from home or care at any point in the period (count of children)"
DROPPED = "Number of in-house foster carers at the end of period"
CHILDREN = "Number of Looked after Children at end of period"
CONTACTS = "Number of contacts received (includes contacts that become referrals)"
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="Dataset">{rows}
<table:table-row table:number-rows-repeated="1040000"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


@cache
def may_2018() -> bytes:
    """The month rolled on, with two revised figures (Mar-18 and Jan-18), one indicator renamed and one dropped.

    Its own columns are worked out from its months, so nothing in them differs.
    """
    book = openpyxl.load_workbook(WORKBOOK)
    sheet = book.active
    sheet["A2"] = "Position at end of: May 2018"
    for number, column in enumerate(range(FIRST, LAST + 1)):
        sheet.cell(5, column).value = datetime.datetime(2017 + (4 + number) // 12, (4 + number) % 12 + 1, 1)
    dropped = 0
    for row in range(6, 65):
        name = sheet.cell(row, 2).value
        if not name:
            continue
        dropped = row if name == DROPPED else dropped
        _roll_on(sheet, row)
        if name == OLD_NAME:
            sheet.cell(row, 2).value = NEW_NAME
        if name == CHILDREN:
            sheet.cell(row, LAST - 2).value = 519  # March 2018: it was 522
        if name == CONTACTS:
            sheet.cell(row, LAST - 4).value = 1425  # January 2018: it was 1,421
        _work_out(sheet, row)
    sheet.delete_rows(dropped)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _roll_on(sheet, row: int) -> None:
    """Each month one column to the left; May as far from April as April from March, within what is possible."""
    for column in range(FIRST, LAST):
        sheet.cell(row, column).value = sheet.cell(row, column + 1).value
        sheet.cell(row, column).number_format = sheet.cell(row, column + 1).number_format
    march, april = sheet.cell(row, LAST - 2).value, sheet.cell(row, LAST - 1).value
    if isinstance(march, int | float) and isinstance(april, int | float):
        may = max(0, 2 * april - march)
        is_percent = sheet.cell(row, 23).value == "P"
        sheet.cell(row, LAST).value = round(min(may, 1), 3) if is_percent else round(may)


def _work_out(sheet, row: int) -> None:
    """Change, average and maximum, rounded as the source prints them; n/a where there is no base."""
    months = [sheet.cell(row, column).value for column in range(FIRST, LAST + 1)]
    for column, base in ((18, months[-2]), (19, months[0])):
        has_both = isinstance(base, int | float) and isinstance(months[-1], int | float) and base
        sheet.cell(row, column).value = round(months[-1] / base - 1, 6) if has_both else "n/a"
        sheet.cell(row, column).number_format = "0%"
    there = [value for value in months[1:] if isinstance(value, int | float)]
    is_percent = sheet.cell(row, 23).value == "P"
    for column, value in ((21, sum(there) / len(there)), (22, max(there))):
        sheet.cell(row, column).value = float(round_half_up(value, 6 if is_percent else 0))
        sheet.cell(row, column).number_format = "0.0%" if is_percent else "0"


def as_table(content: bytes) -> bytes:
    """The first sheet as a spreadsheet program saves it as .csv, percentages and dates as they are shown."""
    import csv

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    text = io.StringIO()
    writer = csv.writer(text)
    for row in sheet.iter_rows():
        writer.writerow([_as_shown(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _as_shown(cell) -> str:
    value = cell.value
    if isinstance(value, datetime.datetime):
        return value.strftime("%b-%y")
    if isinstance(value, int | float) and "%" in cell.number_format:
        return f"{round_half_up(value * 100, cell.number_format.count('0') - 1)}%"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def as_old_excel(content: bytes, *, do: Callable[[xlwt.Worksheet], None] | None = None) -> bytes:
    """The first sheet of a workbook as Excel 97 to 2003 keep it (.xls), then changed by a function of the sheet.

    What stands in it as #N/A, #REF! and the like is an error, as it would be in a workbook of Excel's.
    """
    sheet, book = openpyxl.load_workbook(io.BytesIO(content)).active, xlwt.Workbook()
    other = book.add_sheet(sheet.title, cell_overwrite_ok=True)
    formats = {}
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
        style = formats.setdefault(cell.number_format, xlwt.XFStyle())
        style.num_format_str = cell.number_format
        if cell.data_type == "e":
            code = 42 if cell.value == "#N/A" else cell.value  # whose words the writer does not know
            other.row(cell.row - 1).set_cell_error(cell.column - 1, code, style)
        else:
            other.write(cell.row - 1, cell.column - 1, cell.value, style)
    if do:
        do(other)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_opendocument(content: bytes) -> bytes:
    """The first sheet of a workbook as an OpenDocument spreadsheet."""
    rows = []
    for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows():
        rows.append("<table:table-row>" + "".join(_ods_cell(cell) for cell in row) + "</table:table-row>")
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS.format(rows="".join(rows)).encode(),
        }
    )


def _ods_cell(cell) -> str:
    value = cell.value
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        kind = "percentage" if "%" in cell.number_format else "float"
        shown = f"{value * 100:.1f}%" if kind == "percentage" else f"{value}"
        start = f'<table:table-cell office:value-type="{kind}" office:value="{value}">'
        return f"{start}<text:p>{shown}</text:p></table:table-cell>"
    if hasattr(value, "isoformat"):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    text = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """What is packed in a workbook, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}
