"""The editor for reports in a real browser: by keyboard, with a paste from Word, and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from panels.models import Report, ReportPart
from panels.operations.reports import add_picture, save_part
from panels.operations.word_import import read_word_file
from tests.helpers import Demo
from tests.panels.word_files import docx, paragraph, picture, png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """([area, html, text]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", text);
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<h1>Placements<o:p></o:p></h1><p class=MsoNormal><b>Costs</b> rose.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·</span>
<![endif]>One</p><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>
<span style='mso-list:Ignore'>a)</span>Below</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Two</p>
<table><tr><td>Year</td><td>Children</td></tr><tr><td>2017</td><td>522</td></tr></table>
<p><img src="file:///C:/chart.png"></p><!--EndFragment--></body></html>"""


@pytest.fixture
def report(demo: Demo) -> Report:
    return Report.objects.select_related("template").get(title="Children and Families - Performance")


def written(report: Report, key: str = "detail") -> str:
    return ReportPart.objects.get(report=report, part__key=key).text


def open_part(page: Page, report: Report, key: str = "detail") -> None:
    page.goto(f"/desk/reports/{report.pk}/{key}/")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()


def test_a_paste_from_word_keeps_headings_lists_and_tables(report, open_page):
    page = open_page("dso")
    open_part(page, report)
    area = page.get_by_role("textbox", name="Text")
    area.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.evaluate(PASTE, [area.element_handle(), FROM_WORD, "Placements"])
    expect(page.locator(".app-rich__said")).to_contain_text("A picture was left out")
    save(page)

    stored = written(report)
    assert stored.startswith("<h3>Placements</h3><p><strong>Costs</strong> rose.</p>")
    assert '<ul><li>One<ol type="a"><li>Below</li></ol></li><li>Two</li></ul>' in stored
    assert "<tbody><tr><td>2017</td><td>522</td></tr></tbody></table>" in stored
    expect(page.locator("main")).to_contain_text("Saved “Detail")


def test_everything_can_be_done_by_keyboard(report, open_page):
    page = open_page("dso")
    open_part(page, report, "brief-summary")
    area = page.get_by_role("textbox", name="Text")
    area.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("First")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Bold"
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(area).to_be_focused()
    page.keyboard.type("A bullet")
    expect(page.get_by_role("button", name="Bullets")).to_have_attribute("aria-pressed", "true")
    save(page)

    assert written(report, "brief-summary") == "<p>First</p><ul><li>A bullet</li></ul>"


def test_what_is_not_touched_does_not_change(report, open_page, demo):
    part = report.template.parts.get(key="detail")
    html = (
        '<p>a<br>b</p><p>H<sub>2</sub>O <a href="https://example.gov.uk/">x</a></p>'
        '<ol type="i"><li>c<ul><li>d</li></ul></li></ol>'
        '<table data-caption="Numbers"><thead><tr><th scope="col">Year</th><th scope="col">n</th></tr></thead>'
        "<tbody><tr><td>2018</td><td>5</td></tr></tbody></table><blockquote><p>q</p></blockquote><h3>H</h3><p>e</p>"
    )
    save_part(by=demo.user("dso"), report=report, part=part, html=html, version=1)
    add_picture(by=demo.user("dso"), report=report, part=part, content=png(), alternative="A navy bar")
    stored = written(report)
    page = open_page("dso")
    open_part(page, report)
    expect(page.get_by_alt_text("A navy bar")).to_be_visible()
    # A change and its undoing make the editor write everything out once.
    page.get_by_role("textbox", name="Text").focus()
    page.keyboard.press("ControlOrMeta+Home")
    page.keyboard.type("Z")
    page.keyboard.press("Backspace")
    save(page)

    assert written(report) == stored


def test_without_scripts_the_form_works_and_nothing_is_lost(report, open_page, demo):
    part = report.template.parts.get(key="detail")
    table = "<table><tr><th>Year</th></tr><tr><td>2018</td></tr></table>"
    save_part(by=demo.user("dso"), report=report, part=part, html=f"<p>One</p>{table}", version=1)
    page = open_page("dso", java_script_enabled=False)
    open_part(page, report)
    field = page.get_by_label("Text")
    assert field.input_value() == "One\n\n[Table 1: Year; 1 columns, 2 rows]"
    field.fill("One **bold**\n- a\n- b")
    save(page)

    assert written(report).startswith("<p>One <strong>bold</strong></p><ul><li>a</li><li>b</li></ul><table>")
    expect(page.locator("main")).to_contain_text("Table 1 was put back at the end")
    open_part(page, report)
    page.get_by_label("Text").fill("Only this")
    page.get_by_label("Take out the tables and pictures").check()
    save(page)
    assert written(report) == "<p>Only this</p>"


def test_a_conflict_keeps_what_was_typed_in_the_editor(report, open_page, demo):
    page = open_page("dso")
    open_part(page, report, "brief-summary")
    page.get_by_role("textbox", name="Text").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Mine")
    part = report.template.parts.get(key="brief-summary")
    save_part(by=demo.user("manager"), report=report, part=part, text="Theirs", version=1)
    save(page)

    expect(page.locator(".app-conflict")).to_contain_text("Theirs")
    expect(page.get_by_role("textbox", name="Text")).to_have_text("Mine")
    save(page)
    assert written(report, "brief-summary") == "<p>Mine</p>"


def drawn(page: Page) -> None:
    """Wait until the page is drawn again: the editor takes the focus back in the frame after a button's work."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def test_a_table_gets_rows_and_a_caption(report, open_page):
    page = open_page("dso")
    open_part(page, report, "brief-summary")
    area = page.get_by_role("textbox", name="Text")
    area.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.get_by_role("button", name="Table: Insert a table").click()
    heads = page.locator(".app-rich__area th")
    heads.first.click()
    page.keyboard.type("Year")
    expect(heads.first).to_have_text("Year")
    heads.nth(1).click()
    page.get_by_role("button", name="Delete column").click()
    expect(heads).to_have_count(2)
    page.get_by_role("button", name="Row below").click()
    drawn(page)
    caption = page.get_by_role("textbox", name="Caption of this table")
    caption.fill("Numbers")
    caption.press("Enter")
    save(page)

    stored = written(report, "brief-summary")
    assert 'data-caption="Numbers"' in stored
    assert stored.count("<th") == 3  # two columns and the heading row's own tag
    expect(page.get_by_text("Numbers", exact=True)).to_be_visible()


def test_a_picture_is_added_with_its_description(report, open_page):
    page = open_page("dso")
    open_part(page, report, "brief-summary")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and add a picture").click()
    file = {"name": "chart.txt", "mimeType": "text/plain", "buffer": png()}
    page.get_by_label("Picture", exact=True).set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_role("alert").first).to_contain_text(
        "Describe what the picture shows, or mark it as decoration."
    )
    page.get_by_label("Picture", exact=True).set_input_files(file)
    page.get_by_label("What the picture shows").fill("A navy bar")
    with page.expect_navigation():
        page.get_by_role("button", name="Add the picture").click()

    expect(page.get_by_alt_text("A navy bar")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_a_report_are_accessible(report, open_page, demo, width):
    content = docx(paragraph("Weather", style="Heading1"), paragraph("It rained."), picture("A bar"), image=png())
    word = read_word_file(by=demo.user("dso"), report=report, content=content, file_name="report.docx")
    page = open_page("dso", viewport={"width": width, "height": 900})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in (
        "",
        "detail/",
        "brief-summary/picture/",
        "word/file/",
        f"word/{word.pk}/",
        f"clearances/{report.clearances.first().pk}/",
    ):
        page.goto(f"/desk/reports/{report.pk}/{path}")
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert complaints == []  # the policy for scripts and styles held
