"""What people send that cannot be imported, at both doors: the page and the command say it all, and nothing changes."""

import datetime
import html
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from performance.enums import UploadState
from performance.models import Release, Upload
from tests.performance.conftest import WORKBOOK
from tests.performance.test_commands import run
from tests.performance.workbooks import as_old_excel, as_opendocument, as_table, may_2018, parts, zipped

IMPORT = "/performance/import/"
MANY = 1_000_000


def with_rows(content: bytes, rows: bytes) -> bytes:
    """The workbook with rows below its own, as XML."""
    files = parts(content)
    sheet = files["xl/worksheets/sheet1.xml"]
    return zipped(files | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", rows + b"</sheetData>")})


def no_dataset() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Staffing"
    book.active["A1"] = "Posts that are filled"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def second_header(sheet) -> None:
    for column in range(1, 30):
        sheet.cell(70, column).value = sheet.cell(5, column).value


WRONG_ALL_OVER = {
    "F7": -3, "G9": 85, "H10": datetime.datetime(2018, 4, 3), "I11": "#N/A", "J12": "about 40", "H23": 500,
}  # fmt: skip


def said_of(sheet: str, *, date: str) -> list[str]:
    """What is said of a workbook that is wrong all over; a plain table says of a date what it shows of it."""
    wrong = {
        "F7": "-3 is below zero",
        "G9": "8500% is more than 100%",
        "H10": f"The cell holds a date ({date}) where a number belongs",
        "I11": "The cell holds the error #N/A",
        "J12": "The cell holds the text 'about 40' where a number belongs",
        "H23": "500 in July 2017 is more than",
    }
    return [f"Sheet '{sheet}', cell {cell}: {what}" for cell, what in wrong.items()]


# By the name of the file, which is an Excel workbook unless it says otherwise.
CASES: dict[str, tuple[Callable[[Callable], bytes], list[str]]] = {
    "wrong sheet": (lambda _: no_dataset(), ["Sheet 'Staffing', cell A1: No header row was found"]),
    "two header rows": (
        lambda changed: changed(do=second_header),
        ["Sheet 'Dataset', cell A5: This is one of", "Sheet 'Dataset', cell A70: This is one of"],
    ),
    "months out of order, twice and wrong": (
        lambda changed: changed({"G5": datetime.datetime(2017, 5, 1), "P5": "Apr-18", "Q5": "Mar-18", "A2": None}),
        [
            "Sheet 'Dataset', cell G5: May 2017 stands twice.",
            "Sheet 'Dataset', cell H5: June 2017 is missing",
            "Sheet 'Dataset', cell P5: March 2018 is missing",
            "Sheet 'Dataset', cell Q5: March 2018 stands after",
        ],
    ),
    "wrong all over": (lambda changed: changed(WRONG_ALL_OVER), said_of("Dataset", date="2018-04-03")),
    "wrong all over.ods": (
        lambda changed: as_opendocument(changed(WRONG_ALL_OVER)),
        said_of("Dataset", date="2018-04-03"),
    ),
    "wrong all over.xls": (
        lambda changed: as_old_excel(changed(WRONG_ALL_OVER)),
        said_of("Dataset", date="2018-04-03"),
    ),
    "wrong all over.csv": (lambda changed: as_table(changed(WRONG_ALL_OVER)), said_of("Table", date="Apr-18")),
    "a zip bomb": (lambda _: zipped({"xl/workbook.xml": b"\0" * 30_000_000}), ["would unpack to far more"]),
    "a bomb in the sheet": (
        lambda changed: with_rows(changed(), b'<row s="1"><c s="1"/></row>' * MANY),
        ["would unpack to far more"],
    ),
    "cut off": (lambda _: WORKBOOK.read_bytes()[:9_000], ["The file is damaged: it cannot be unpacked."]),
    "cut off.xls": (lambda _: as_old_excel(WORKBOOK.read_bytes())[:9_000], ["The file is damaged: it ends too early."]),
    "a binary workbook.xlsb": (lambda _: zipped({"xl/workbook.bin": b"x"}), ["is a binary workbook (.xlsb)"]),
    "a letter.docx": (lambda _: zipped({"word/document.xml": b"<w/>"}), ["is none of these: Excel workbooks"]),
    "nothing at all.csv": (lambda _: b" ", ["No header row was found"]),
}


def files() -> dict[str, bytes]:
    """Every file that the service keeps, the unfinished ones too."""
    root = Path(settings.MEDIA_ROOT)
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_what_cannot_be_imported_is_said_in_full_at_both_doors_and_changes_nothing(
    officer, draft, sign_in, changed, everything, tmp_path
):
    client = sign_in(officer)
    before, stored, uploads = everything(), files(), Upload.objects.count()
    failed = []
    for name, (make, said) in CASES.items():
        content, file = make(changed), tmp_path / (name if "." in name else f"{name}.xlsx")
        file.write_bytes(content)

        page = client.post(IMPORT, {"workbook": SimpleUploadedFile(file.name, content)})
        code, out, err = run("import_dataset", str(file))
        dry, _, err_dry = run("import_dataset", str(file), "--dry-run")

        text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())
        lines = [line for line in said if line not in err]
        # On the page sheet and cell have a column of their own.
        words = [line.partition(": ")[2] or line for line in said]
        words += [line.partition(": ")[0] for line in said if ": " in line]
        lines += [line for line in words if line not in text]
        # Nothing that is right is called wrong.
        count = len(page.context.get("problems", ()))
        if (page.status_code, code, out, dry, count) != (400, 1, "", 1, len(said)) or lines or err != err_dry:
            failed.append((name, page.status_code, code, count, lines, err))
    assert failed == []
    assert (everything(), Upload.objects.count(), files()) == (before, uploads, stored)


def test_a_macro_workbook_is_read_at_both_doors_and_its_macros_are_said(council, officer, sign_in, changed, tmp_path):
    content = zipped(parts(changed()) | {"xl/vbaProject.bin": b"Sub Auto_Open"})
    (tmp_path / "macros.xlsm").write_bytes(content)

    page = sign_in(officer).post(IMPORT, {"workbook": SimpleUploadedFile("macros.xlsm", content)}, follow=True)
    code, out, _ = run("import_dataset", str(tmp_path / "macros.xlsm"), "--dry-run")

    assert page.status_code == 200
    assert "holds macros" in page.content.decode()
    assert code == 0
    assert "holds macros" in out
    assert Upload.objects.get().file.endswith(".xlsm")


def test_a_million_rows_that_are_only_formatted_are_read_past(officer, draft, sign_in, tmp_path, changed):
    """As a spreadsheet program writes them: each with its number, height and style, and styled cells."""
    rows = b"".join(
        b'<row r="%d" s="1" customFormat="1" ht="15"><c r="A%d" s="1"/></row>' % (n, n) for n in range(200, 200 + MANY)
    )
    content = with_rows(may_2018(), rows)
    (tmp_path / "long.xlsx").write_bytes(content)

    page = sign_in(officer).post(IMPORT, {"workbook": SimpleUploadedFile("long.xlsx", content)}, follow=True)
    code, out, _ = run("import_dataset", str(tmp_path / "long.xlsx"))

    assert page.status_code == 200
    assert page.context["preview"].indicators == 52
    assert Upload.objects.filter(state=UploadState.WAITING).count() == 1
    assert (code, "Imported 52 indicators for May 2018" in out) == (0, True)
    assert Release.objects.get(month="2018-05-01").rows.count() == 52
