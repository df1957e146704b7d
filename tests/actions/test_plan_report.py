"""The report on a whole plan as at a day, on screen, in print and as a table that the import reads again."""

import csv
import io
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from histories import action, day, inspection, said
from histories import area as make_area

from actions.documents import render_plan_body, render_plan_document
from actions.enums import Rag
from actions.exports import export
from actions.importer.rows import read_plan_file
from actions.models import AreaForImprovement, Inspection, PlanPrint
from actions.operations.prints import request_print
from actions.reports.plan_report import PlanReport, plan_report
from actions.tasks import print_plan
from performance.importer.workbook import read_workbook
from scrutiny.access import Role
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.render import render_pdf
from tests.helpers import person, sign_in, text_of


def report(of: Inspection, on: str, *, since: str = "", published_only: bool = True) -> PlanReport:
    found = Inspection.objects.select_related("council").get(pk=of.pk)
    return plan_report(found, as_at=day(on), since=day(since) if since else None, published_only=published_only)


def test_on_1_march_2015_three_of_portsmouths_five_were_late(area: AreaForImprovement):
    found = report(area.inspection, "2015-03-01")

    assert found.late_sentence == "3 of 5 actions were late, the latest by 29 days."
    assert [(one.due.label, one.days_late, one.owner) for one in found.late] == [
        ("January 2015", 29, "Stephen Kitchman"),
        ("January 2015", 29, "Stephen Kitchman"),
        ("February 2015", 1, "Hayden Ginns"),
    ]
    assert not found.trend.is_recorded, "the source gives no status, so there is no trend to draw"
    page = text_of(render_plan_body(found))
    assert "As at 1 March 2015" in page
    assert "Ensure this Improvement Plan is considered by Governance and Audit and Standards" in page


@pytest.fixture
def plan(db: None) -> Inspection:
    made = inspection()
    first = area_of(made, 1)
    late = action(first, "=HYPERLINK(0)", "2020-03-31", owner_name="@somebody")
    said(late, "2020-03-01", Rag.AMBER, done="Begun")
    said(late, "2020-04-10", Rag.RED, done="Not half done", due="2020-06-30")
    area_of(made, 2)
    return made


def area_of(made: Inspection, number: int) -> AreaForImprovement:
    return make_area(made, number, lead_name="A Lead", agencies=["Police", "Health"], expected_outcome="Better\nSooner")


def test_a_report_of_the_past_says_what_was_known_then(plan: Inspection):
    then, now = report(plan, "2020-04-01"), report(plan, "2020-07-01", since="2020-04-01")

    assert dict(then.statuses)[Rag.AMBER] == dict(now.statuses)[Rag.RED] == 1
    assert then.late_sentence == "The only action was late."
    assert then.late[0].days_late == 1
    assert "Not half done" not in render_plan_body(then)
    assert now.changes is not None
    assert now.changes.put_off == 1
    assert "Not half done" in render_plan_body(now)


def test_its_queries_do_not_grow(plan: Inspection, django_assert_max_num_queries):
    for number in range(3, 9):
        said(action(area_of(plan, number), "More", "2020-03-31"), "2020-03-01", Rag.RED, done="x")
    with django_assert_max_num_queries(28):
        report(plan, "2020-07-01", since="2020-04-01")


@pytest.mark.documents
def test_it_prints_as_an_accessible_document(plan: Inspection):
    html = render_plan_document(report(plan, "2020-07-01", since="2020-04-01"))

    assert render_pdf(html).pages >= 2


def test_a_workbook_holds_text_never_formulas_and_is_read_again(plan: Inspection):
    content = export(report(plan, "2020-07-01"), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Plan"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert cells["=HYPERLINK(0)"].data_type == "s"
    assert cells["=HYPERLINK(0)"].quotePrefix
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"

    again = read_plan_file(read_workbook(content))
    first = again.areas[0]
    assert (first.number, first.text, first.lead, first.agencies) == (1, "Area text 1", "A Lead", ("Health", "Police"))
    (row,) = first.actions
    assert (row.text, row.due.label, row.owner, row.status) == ("=HYPERLINK(0)", "30 June 2020", "@somebody", Rag.RED)
    assert row.key is not None
    assert again.areas[1].actions == []


def test_a_csv_holds_the_same_and_no_formula(plan: Inspection):
    rows = list(csv.DictReader(io.StringIO(export(report(plan, "2020-07-01"), "csv").decode())))

    assert rows[0]["Action"] == "'=HYPERLINK(0)"
    assert (rows[0]["By when"], rows[0]["First date"], rows[0]["Times moved"]) == ("30 June 2020", "31 March 2020", "1")
    assert (rows[1]["Number"], rows[1]["Action"]) == ("2", "")


# --- The PDF, off the request ------------------------------------------------------------------------------------


@pytest.fixture
def wanted(plan: Inspection) -> PlanPrint:
    manager = person("manager", Role.SCRUTINY_MANAGER)
    made, is_new = request_print(by=manager, inspection=plan, as_at=day("2020-07-01"), since=None, published_only=True)
    assert is_new
    return made


@pytest.mark.documents
def test_the_pdf_is_made_in_parts_off_the_request(plan: Inspection, wanted: PlanPrint, papers: Path, monkeypatch):
    monkeypatch.setattr("actions.making.AREAS_A_PART", 1)
    manager = sign_in("manager")
    address = f"/action-plans/{plan.slug}/report/pdf/{wanted.pk}/"
    assert "Waiting to start" in text_of(manager.get(address))
    assert manager.get(f"{address}plan.pdf").status_code == 404
    print_plan.call(wanted.pk)
    wanted.refresh_from_db()

    assert (wanted.state, wanted.parts_done, wanted.parts_total) == ("ready", 3, 3), wanted.problem
    assert manager.get(f"{address}progress/").json()["finished"]
    content = b"".join(manager.get(f"{address}plan.pdf").streaming_content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == wanted.pages >= 3
        assert str(pdf.docinfo.Title) == "Action plan: A made-up inspection, as at 1 July 2020"
        with pdf.open_outline() as outline:
            assert [entry.title.partition(" (")[0] for entry in outline.root] == [
                *("The plan as a whole", "Area for improvement 1", "Area for improvement 2"),
            ]
    print_plan.call(wanted.pk)  # a job that is run twice makes nothing twice
    again, is_new = request_print(
        by=wanted.requested_by, inspection=plan, as_at=wanted.as_at, since=None, published_only=True
    )
    assert is_new, "one that is ready is not in the way: the plan may have changed"
    assert request_print(
        by=wanted.requested_by, inspection=plan, as_at=wanted.as_at, since=None, published_only=True
    ) == (again, False)


def test_a_pdf_that_cannot_be_made_says_so(plan: Inspection, wanted: PlanPrint, monkeypatch):
    def fails(*args: object, **kwargs: object) -> None:
        raise DocumentError("A picture is missing.")

    monkeypatch.setattr("actions.making.print_plan", fails)
    print_plan.call(wanted.pk)

    page = text_of(sign_in("manager").get(f"/action-plans/{plan.slug}/report/pdf/{wanted.pk}/"))
    assert "The report could not be made" in page
    assert "A picture is missing." in page
