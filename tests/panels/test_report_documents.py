"""Reports in print: three councils' forms, and everything that authors may put into them, as tagged PDF."""

import io
import re
import subprocess

import pikepdf
import pytest

from panels.models import Paper, Report
from panels.operations.reports import add_picture, save_part
from panels.papers import sheet_of
from panels.reports import authored_report
from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import RenderedPaper
from tests.helpers import Demo
from tests.panels.word_files import png

pytestmark = pytest.mark.documents

LONG_WORD = "Kinderbetreuungsangebotsverordnungsgesetze"
PORTSMOUTH, WEST_SUSSEX = "Scrutiny of Children's Services", "Ofsted Inspection of Children's Social Care Services"


def printed(report: Report, papers) -> RenderedPaper:
    paper = Paper.objects.select_related("report__template__council").get(report=report)
    return render_cached(sheet_of(paper).document, store=papers)


def lines_of(pdf: bytes) -> list[str]:
    """The lines of a PDF as they stand on its pages."""
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def tags_of(pdf: bytes) -> set[str]:
    found: set[str] = set()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for one in opened.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem":
                found.add(str(one["/S"]))
    return found


def report_of(title: str) -> Report:
    return Report.objects.select_related("template__council").get(title=title)


def test_portsmouths_report_has_its_own_form(demo: Demo, papers):
    lines = lines_of(printed(report_of(PORTSMOUTH), papers).pdf)

    assert lines[:6] == [
        PORTSMOUTH,
        "Details of the report",  # for those who listen
        "Report To ECYP Scrutiny Panel",
        "Report From Julian Wooster, DCAS",
        "Report Date 24 November 2014",
        f"Report Title {PORTSMOUTH}",
    ]
    at = [next(place for place, line in enumerate(lines) if line.startswith(f"{number}. ")) for number in range(1, 8)]
    assert at == sorted(at)
    headings = [lines.index(heading) for heading in ("Background", "Ofsted", "Proposed Way Forward")]
    assert headings[0] < at[0] < headings[1] < at[2] < headings[2] < at[5]
    assert [line[:2] for line in lines if re.match(r"[a-d]\) (Children|Minutes|Youth)", line)] == [
        "a)",
        "b)",
        "c)",
        "d)",
    ]
    assert "Action By when By whom" in lines


def test_west_sussexs_report_has_its_own_form(demo: Demo, papers):
    lines = lines_of(printed(report_of(WEST_SUSSEX), papers).pdf)

    assert lines[:4] == [
        "Children and Young People's Services Select Committee",
        "15 May 2019",
        WEST_SUSSEX,
        "Report by the Director of Law and Assurance and the Director of Children's Services",
    ]
    numbers = [match[1] for line in lines if (match := re.match(r"(\d{1,2}\.\d?) ", line))]
    assert numbers == [
        "1.", "1.1", "1.2", "1.3", "1.4", "2.", "2.1", "2.2", "2.3", "2.4", "3.", "3.1", "3.2", "3.3",
        "4.", "4.1", "4.2", "4.3", "4.4", "5.", "5.1", "6.", "6.1", "6.2", "7.", "7.1", "8.", "8.1", "9.", "9.1",
        "10.", "10.1", "11.", "11.1", "1.", "2.",
    ]  # fmt: skip
    for heading in ("Summary", "The focus for scrutiny", "Proposal", "5. Consultation", "8. Equality Duty", "Contact"):
        assert heading in lines


@pytest.mark.parametrize("title", [PORTSMOUTH, WEST_SUSSEX])
def test_reports_of_other_councils_are_published_in_their_form(demo: Demo, client, title):
    paper = Paper.objects.select_related("item__meeting__panel").get(title=title)
    page = client.get(f"{paper.item.meeting.get_absolute_url()}papers/1/")

    assert page.status_code == 200
    assert f'class="doc-form doc-form--{paper.report.template.slug}"' in page.content.decode()
    assert authored_report(paper.report).missing == ()


def test_wide_long_and_unruly_tables_stay_on_the_page(demo: Demo, papers):
    report = report_of(WEST_SUSSEX)
    part = report.template.parts.get(key="summary")

    def table(columns: int, rows: int, cell: str) -> str:
        heads = "".join(f"<th>Heading {number}</th>" for number in range(columns))
        row = f"<tr>{columns * f'<td>{cell}</td>'}</tr>"
        return f"<table><tr>{heads}</tr>{row * rows}</table>"

    html = "<p>a</p>" + table(2, 300, "Words") + table(8, 3, LONG_WORD) + table(14, 3, LONG_WORD)
    html += f"<p>{LONG_WORD * 6}</p>" + table(3, 1, "Tall cell. " * 1500)
    save_part(by=demo.user("dso"), report=report, part=part, html=html, version=1)
    pdf = printed(report, papers)

    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf.pdf, capture_output=True, check=True).stdout
    width = 0.0
    for line in boxes.decode().splitlines():
        if match := re.search(r'<page width="([\d.]+)"', line):
            width = float(match[1])
        if match := re.search(r'xMin="([\d.-]+)".*xMax="([\d.]+)"', line):
            assert float(match[1]) > 0
            assert float(match[2]) <= width - 20
    assert lines_of(pdf.pdf).count("Words Words") == 300
    assert {"/Table", "/TH", "/TD", "/Caption"} <= tags_of(pdf.pdf)


def test_pictures_are_in_print_described_or_as_decoration(demo: Demo, papers):
    report = report_of(PORTSMOUTH)
    part = report.template.parts.get(key="extract")
    dso = demo.user("dso")
    add_picture(by=dso, report=report, part=part, content=png(), alternative="A navy bar", caption="The bar")
    before = tags_of(printed(report, papers).pdf)
    add_picture(by=dso, report=report, part=part, content=png(colour="red"), is_decorative=True)
    pdf = printed(report, papers).pdf

    assert "/Figure" in before
    assert "The bar" in lines_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        figures = [
            one for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem" and one["/S"] == "/Figure"
        ]  # fmt: skip
        assert [str(figure["/Alt"]) for figure in figures if "/Alt" in figure] == ["A navy bar"]


def test_the_published_paper_holds_its_pictures_itself(demo: Demo):
    report = report_of(PORTSMOUTH)
    part = report.template.parts.get(key="extract")
    add_picture(by=demo.user("dso"), report=report, part=part, content=png(), alternative="A navy bar")
    body = sheet_of(Paper.objects.select_related("report__template__council").get(report=report)).body

    assert 'src="data:image/png;base64,' in body
    assert "/desk/" not in body
    assert "style=" not in body


def test_a_report_costs_four_queries_however_long(demo: Demo, django_assert_num_queries):
    report = report_of(WEST_SUSSEX)
    with django_assert_num_queries(4):
        authored_report(report)
    part = report.template.parts.get(key="summary")
    save_part(by=demo.user("dso"), report=report, part=part, text="\n\n".join("More." for _ in range(200)), version=1)
    with django_assert_num_queries(4):
        authored_report(report)
