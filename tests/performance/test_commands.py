"""import_dataset and export_dataset: exit codes, problems a line each, and what comes out."""

import csv
import io
import json

import openpyxl
import pytest
from django.core.management import call_command

from performance import exports
from performance.models import Release
from performance.reports import release_report
from tests.performance.conftest import WORKBOOK


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a management command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_import_then_again_then_dry(council):
    assert run("import_dataset", str(WORKBOOK), "--month", "2018-04")[0] == 0
    assert Release.objects.get().rows.count() == 53
    code, out, _ = run("import_dataset", str(WORKBOOK))
    assert (code, out.startswith("Nothing changed")) == (0, True)


def test_a_dry_run_says_what_it_would_do(council):
    code, out, err = run("import_dataset", str(WORKBOOK), "--dry-run")

    assert (code, err) == (0, "")
    assert "53 indicators for April 2018" in out
    assert not Release.objects.exists()


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_problems_come_one_a_line_and_the_exit_code_is_1(council, changed, tmp_path, everything, dry):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(changed({"F7": "x", "G9": 2}))
    before = everything()

    code, out, err = run("import_dataset", str(bad), *dry)

    assert (code, out) == (1, "")
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "Sheet 'Dataset', cell F7",
        "Sheet 'Dataset', cell G9",
    ]
    assert everything() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import_dataset", "no-such-file.xlsx"], "no-such-file.xlsx: no such file or directory."),
        (["import_dataset", str(WORKBOOK), "--month", "April"], "'April' is not a month."),
        (["import_dataset", str(WORKBOOK), "--month", "2018-05"], "cell Q5"),
        (["export_dataset", "2018-13", "--format", "csv"], "is not a month"),
        (["export_dataset", "2017-01", "--format", "csv"], "There are no figures for January 2017."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(council, arguments, said):
    code, out, err = run(*arguments)

    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.django_db
def test_without_a_council_there_is_nothing_to_import_into():
    code, _, err = run("import_dataset", str(WORKBOOK))

    assert code == 1
    assert "No council is set up." in err


def test_the_three_formats_hold_the_same_figures(draft, tmp_path):
    for kind in exports.FORMATS:
        assert run("export_dataset", "2018-04", "--format", kind, "--output", str(tmp_path / f"out.{kind}"))[0] == 0

    data = json.loads((tmp_path / "out.json").read_text())
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    heading, *cells = sheet.iter_rows(values_only=True)
    assert data["month"] == "2018-04"
    assert len(data["indicators"]) == len(rows) == len(cells) == 53
    assert list(heading) == list(rows[0])
    for indicator, row, line in zip(data["indicators"], rows, cells, strict=True):
        in_sheet = dict(zip(heading, line, strict=True))
        for month, figure in indicator["values"].items():
            expected = figure["mark"] if figure["value"] is None else figure["value"]
            assert in_sheet[month] == expected
            assert row[month] == ("" if expected is None else str(expected))
        assert in_sheet["average_12"] == pytest.approx(indicator["average_12"])
        assert row["spc_upper"] == str(indicator["spc"]["upper"])


def test_without_output_it_goes_to_standard_output(draft):
    code, out, _ = run("export_dataset", "2018-04", "--format", "json")

    assert code == 0
    assert json.loads(out)["indicators"][0]["values"]["2018-04"]["value"] == 1649


def test_a_file_that_cannot_be_written_is_said_and_leaves_nothing(draft, tmp_path):
    code, _, err = run("export_dataset", "2018-04", "--format", "csv", "--output", str(tmp_path / "no" / "x.csv"))

    assert code == 1
    assert "no such file or directory" in err
    assert [place.name for place in tmp_path.iterdir()] == ["files"]  # the workbook, kept when it was imported


def test_text_is_never_a_formula(council, officer, changed):
    from performance.operations import import_release

    content = changed({"A44": "=1+1", "C44": "@SUM(A1)", "B44": "+cmd|' /C calc'!A0"})
    # openpyxl would write the first as a formula: text that starts like one comes from careless hands, as text.
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.active["A44"].data_type = "s"
    file = io.BytesIO()
    book.save(file)
    release = import_release(by=officer, council=council, content=file.getvalue(), file_name="x.xlsx").release
    report = release_report(release, as_at=release.imported_at)

    text = exports.export(report, "csv").decode()
    sheet = openpyxl.load_workbook(io.BytesIO(exports.export(report, "xlsx"))).active

    row = next(row for row in csv.reader(io.StringIO(text)) if "=1+1" in row[0])
    assert (row[0], row[3]) == ("'=1+1", "'@SUM(A1)")
    assert row[1].startswith("'+cmd")
    cell = next(cell for cell in sheet["A"] if cell.value == "=1+1")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
