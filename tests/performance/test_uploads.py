"""A workbook in two steps: kept, looked at, confirmed; its findings; and what is remembered."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from performance.enums import UploadState
from performance.importer import recent
from performance.importer.workbook import read_book
from performance.models import Indicator, Release, Row, SheetColumns, Upload, Value
from performance.operations import import_release
from performance.operations.imports import read_release
from performance.operations.undo import undo_import
from performance.operations.uploads import import_upload, keep_upload
from scrutiny.files import kept
from scrutiny.problems import ProblemsError
from tests.performance.conftest import SLUG, WORKBOOK
from tests.performance.test_commands import run
from tests.performance.workbooks import CHILDREN, CONTACTS, DROPPED, NEW_NAME, OLD_NAME, may_2018

IMPORT = "/performance/import/"
MAY = f"/performance/{SLUG}/2018-05/"

FIVE_ROWS = {
    "Percentage of Single Assessments (SA) completed within 11-25 days": "rounded",
    "Percentage of Single Assessments (SA) completed over 45 days": "rounded",
    "Rate per 10,000 Initial Child Protection Conferences (ICPCs)": "rounded",
    "Percentage of Initial Child Protection Conferences (ICPCs) held within timescales (based on count of children)": (
        "rounded"
    ),
    "Percentage of referrals which are re-referrals within one year of a closure assessment": (
        "April 2017 cannot be read in it (cell E12)"
    ),
}


def upload(content: bytes, name: str = "may.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_reconciliation_names_the_five_rows_whose_printed_figures_do_not_follow(council):
    found = read_release(council=council, content=WORKBOOK.read_bytes()).preview

    assert {name for name, _ in found.differing_rows} == set(FIVE_ROWS)
    for difference in found.differences:
        assert FIVE_ROWS[difference.indicator] in difference.explanation
    unreadable = [d for d in found.differences if "cannot be read" in d.explanation]
    assert [(d.cell, d.theirs, d.ours) for d in unreadable] == [("S12", "-23%".replace("-", "−"), "n/a")] or [
        (d.cell, d.ours) for d in unreadable
    ] == [("S12", "n/a")]


def test_a_printed_figure_that_nothing_explains_is_said_so(council, changed):
    found = read_release(council=council, content=changed({"R44": 0.5, "U44": 700, "V44": "n/a"})).preview

    causes = {d.cell: d.explanation for d in found.differences if d.indicator == CHILDREN}
    assert "look at the formula" in causes["R44"]
    assert "look at the formula" in causes["U44"]
    assert "says that there is none" in causes["V44"]


def test_may_follows_april_with_exactly_four_findings(council, officer, draft, everything):
    before = everything()

    found = read_release(council=council, content=may_2018()).preview

    assert everything() == before
    assert found.compared_with == str(draft)
    assert [(new.name, new.suggested_name) for new in found.new] == [(NEW_NAME, OLD_NAME)]
    assert "the same figures in 12 of 12 months" in found.new[0].because
    assert found.findings == "1 indicator perhaps renamed, 1 missing indicator, 2 revised figures"
    assert {name for _, name in found.missing} == {OLD_NAME, DROPPED}
    assert {(r.indicator, r.change) for r in found.revisions} == {
        (CHILDREN, "Mar-18: 519 was 522"),
        (CONTACTS, "Jan-18: 1,425 was 1,421"),
    }
    assert (found.differences, found.label_changes) == ((), ())

    confirmed = import_release(
        by=officer, council=council, content=may_2018(), file_name="may.xlsx", renamed={NEW_NAME: OLD_NAME}
    )
    assert [line.partition(":")[0] for line in confirmed.upload.changes] == ["Missing", "Renamed", "Revised", "Revised"]
    assert Indicator.objects.count() == 53
    assert Indicator.objects.get(name=NEW_NAME).rows.count() == 2


def test_what_was_renamed_once_is_known_by_both_names(council, officer, draft, changed):
    import_release(by=officer, council=council, content=may_2018(), file_name="m.xlsx", renamed={NEW_NAME: OLD_NAME})

    late = read_release(council=council, content=changed({"F7": 1600})).preview
    again = read_release(council=council, content=may_2018()).preview

    assert (late.new, again.new) == ((), ())
    assert again.is_known


class TestOnScreen:
    def test_nothing_changes_before_it_is_confirmed(self, council, officer, draft, sign_in, everything: Callable):
        client = sign_in(officer)
        before = {model: rows for model, rows in everything().items() if model != "Event"}

        shown = client.post(IMPORT, {"workbook": upload(may_2018())}, follow=True)

        page = shown.content.decode()
        kept_upload = Upload.objects.get(state=UploadState.WAITING)
        assert shown.redirect_chain == [(f"{IMPORT}uploads/{kept_upload.pk}/", 302)]
        assert {model: rows for model, rows in everything().items() if model != "Event"} == before
        assert "Mar-18: 519 was 522" in page
        assert f"It may be the new name of “{OLD_NAME}”" in page
        assert kept(kept_upload.file).read_bytes() == may_2018()

        seen = shown.context["preview"].seen
        old = Indicator.objects.get(name=OLD_NAME)
        answers = {"do": "import", "seen": seen, "new-1": NEW_NAME, "same-1": str(old.pk)}
        done = client.post(kept_upload.get_absolute_url(), answers, follow=True)

        assert done.redirect_chain == [(MAY, 302)]
        old.refresh_from_db()
        kept_upload.refresh_from_db()
        assert (old.name, kept_upload.state, kept_upload.decided_by) == (NEW_NAME, UploadState.IMPORTED, officer)
        history = client.get(f"{IMPORT}uploads/").content.decode()
        assert history.index("may.xlsx") < history.index(WORKBOOK.name)
        told = client.get(kept_upload.get_absolute_url()).content.decode()
        assert kept_upload.sha256 in told
        assert f"Renamed: {NEW_NAME}, was {OLD_NAME}" in told
        assert client.get(f"{kept_upload.get_absolute_url()}file/").getvalue() == may_2018()

    def test_a_process_that_never_read_it_imports_the_same(self, council, officer, sign_in, monkeypatch):
        client = sign_in(officer)
        first = keep_upload(by=officer, council=council, content=WORKBOOK.read_bytes(), file_name="april.xlsx")
        seen = client.get(first.get_absolute_url()).context["preview"].seen
        read = []
        monkeypatch.setattr(recent, "read_book", lambda content: read.append(len(content)) or read_book(content))

        import_upload(by=officer, upload=first, renamed={}, seen=seen)
        figures = list(Value.objects.order_by("pk").values_list("row__name", "month", "value", "mark"))
        undo_import(by=officer, upload=first)
        recent.forget()
        again = keep_upload(by=officer, council=council, content=WORKBOOK.read_bytes(), file_name="april.xlsx")
        recent.forget()
        import_upload(by=officer, upload=again, renamed={}, seen=seen)

        assert read == [len(WORKBOOK.read_bytes())] * 2
        assert list(Value.objects.order_by("pk").values_list("row__name", "month", "value", "mark")) == figures

    def test_what_changed_meanwhile_is_looked_at_again(self, council, officer, draft, sign_in, changed):
        client = sign_in(officer)
        first = keep_upload(by=officer, council=council, content=may_2018(), file_name="may.xlsx")
        seen = client.get(first.get_absolute_url()).context["preview"].seen
        import_release(by=officer, council=council, content=changed({"F7": 1600}), file_name="x.xlsx")

        answer = client.post(first.get_absolute_url(), {"do": "import", "seen": seen})

        assert answer.status_code == 400
        assert "has changed since you looked" in answer.content.decode()
        assert not Release.objects.filter(month="2018-05-01").exists()

    def test_it_can_be_discarded_and_then_nothing_more_can_be_done_with_it(self, council, officer, sign_in):
        client = sign_in(officer)
        waiting = keep_upload(by=officer, council=council, content=WORKBOOK.read_bytes(), file_name="april.xlsx")

        client.post(waiting.get_absolute_url(), {"do": "discard"})

        assert client.post(waiting.get_absolute_url(), {"do": "import", "seen": ""}).status_code == 400
        assert not Release.objects.exists()
        assert client.post(waiting.get_absolute_url(), {"do": "nonsense"}).status_code == 404

    def test_columns_with_other_headings_are_asked_for_once_and_remembered(self, council, officer, sign_in, changed):
        odd = changed({"B5": "What we count", "C5": "Accountable", "Z5": "Region"})
        client = sign_in(officer)

        asked = client.post(IMPORT, {"workbook": upload(odd, "odd.xlsx")}, follow=True)
        waiting = Upload.objects.get()
        assert "Say where the dataset is" in asked.content.decode()
        # What headings tell by themselves is filled in; targets need no word at all.
        headings = {letter: (text, meaning) for letter, text, meaning in asked.context["headings"]}
        assert [headings[letter][1] for letter in ("A", "B", "C", "R", "T", "X", "Z")] == [
            "code", "ignored", "ignored", "change_month", "polarity", "comparator", "comparator",
        ]  # fmt: skip
        assert "AA" not in headings
        said = {"do": "columns", "sheet": "Dataset"}
        for letter, (heading, meaning) in headings.items():
            said |= {f"heading-{letter}": heading, f"meaning-{letter}": meaning}
        nameless = client.post(waiting.get_absolute_url(), said)
        assert (nameless.status_code, "No column is said to hold" in nameless.content.decode()) == (400, True)
        shown = client.post(waiting.get_absolute_url(), said | {"meaning-B": "name", "meaning-C": "owner"}, follow=True)
        assert shown.context["preview"].indicators == 53
        assert len(shown.context["preview"].differing_rows) == 5
        client.post(waiting.get_absolute_url(), {"do": "import", "seen": ""})

        assert Row.objects.get(code="LAC1").owner == "Jane White"
        assert SheetColumns.objects.get().meanings["what we count"] == "name"
        again = changed({"B5": "What we count", "C5": "Accountable", "F7": 1600})
        assert read_release(council=council, content=again).preview.new == ()

    def test_one_of_several_sheets_is_chosen(self, council, officer, sign_in, changed):
        def copy(sheet):
            sheet.parent.copy_worksheet(sheet).title = "Draft of it"

        client = sign_in(officer)
        client.post(IMPORT, {"workbook": upload(changed(do=copy))})
        waiting = Upload.objects.get()

        shown = client.post(waiting.get_absolute_url(), {"do": "columns", "sheet": "Dataset"}, follow=True)

        assert "Not read: &#x27;Draft of it&#x27;" in shown.content.decode()

    def test_two_at_once_decide_once(self, council, officer, draft):
        waiting = keep_upload(by=officer, council=council, content=may_2018(), file_name="may.xlsx")
        seen = read_release(council=council, content=may_2018()).preview.seen
        import_upload(by=officer, upload=waiting, renamed={}, seen=seen)

        with pytest.raises(ProblemsError, match="dealt with"):
            import_upload(by=officer, upload=waiting, renamed={}, seen=seen)


class TestByCommand:
    def test_the_dry_run_says_it_all_in_lines(self, draft, tmp_path):
        (tmp_path / "may.xlsx").write_bytes(may_2018())

        code, out, _ = run("import_dataset", str(tmp_path / "may.xlsx"), "--dry-run", "--renamed", NEW_NAME, OLD_NAME)

        lines = out.splitlines()
        assert code == 0
        assert f"Renamed: {NEW_NAME}, was {OLD_NAME}" in lines
        assert f"Missing: {DROPPED}" in lines
        assert any(line.startswith(f"Revised: {CHILDREN}: Mar-18: 519 was 522 (O") for line in lines)
        assert "Reconciliation: 52 of 52 indicators agree with the workbook's own columns." in lines

    def test_an_unknown_heading_is_asked_for_and_said_in_an_option(self, council, changed, tmp_path):
        (tmp_path / "odd.xlsx").write_bytes(changed({"B5": "What we count"}))

        code, _, err = run("import_dataset", str(tmp_path / "odd.xlsx"))
        again, out, _ = run("import_dataset", str(tmp_path / "odd.xlsx"), "--column", "What we count", "name")

        assert (code, "--column HEADING name. One of 'What we count'." in err) == (1, True)
        assert (again, "Imported 53 indicators" in out) == (0, True)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--renamed", "No such", OLD_NAME], "'No such' is not in the sheet."),
            (["--renamed", NEW_NAME, "No such"], "'No such' is not in the dataset."),
            (["--renamed", NEW_NAME, CHILDREN], "would stand for two indicators"),
            (["--column", "Owner", "boss"], "'boss' is no meaning of a column."),
            (["--dataset", "elsewhere"], "There is no dataset 'elsewhere'."),
        ],
    )
    def test_what_does_not_fit_is_said(self, draft, tmp_path, options, said):
        (tmp_path / "may.xlsx").write_bytes(may_2018())

        code, _, err = run("import_dataset", str(tmp_path / "may.xlsx"), *options)

        assert (code, said in err) == (1, True), err


def test_the_made_workbook_is_the_same_each_time():
    one, other = (openpyxl.load_workbook(io.BytesIO(may_2018.__wrapped__())).active for _ in range(2))

    assert [[c.value for c in row] for row in one] == [[c.value for c in row] for row in other]
