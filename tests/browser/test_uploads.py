"""Adding files to an item in a browser: several at once with progress, without scripts, and deciding about one."""

import pytest
from playwright.sync_api import Page, expect
from strange_pdfs import text, written

from tests.browser.test_pages import violations
from tests.helpers import MEETING_PATH
from tests.panels.office_files import paragraph, word

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = f"/desk/{MEETING_PATH}/"
BOXED = written(text("The name of the child") + "0 g 60 690 300 30 re f")
FILES = [
    {"name": "Good paper.pdf", "mimeType": "application/pdf", "buffer": written(text("An ordinary page"))},
    {"name": "Site plan.pdf", "mimeType": "application/pdf", "buffer": BOXED},
    {"name": "Words.docx", "mimeType": "application/x-word", "buffer": word(paragraph("The words of the appendix"))},
    {"name": "zip called.pdf", "mimeType": "application/pdf", "buffer": b"PK\x05\x06" + b"\0" * 18},
]


def papers_of_an_item(page: Page) -> None:
    page.goto(DESK)
    page.get_by_role("link", name="Papers of item Children and Families - Performance").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Papers of")


def test_several_files_are_sent_one_by_one_with_progress(site):
    page = site.page(as_="dso")
    papers_of_an_item(page)
    assert violations(page) == []
    page.get_by_label("PDF and Word files").set_input_files(FILES)
    page.evaluate(
        """() => {
            window.steps = [];
            const said = document.querySelector("[data-said]");
            new MutationObserver(() => window.steps.push(said.textContent)).observe(said, {childList: true});
        }"""
    )
    page.get_by_role("button", name="Add the files").click()
    said = page.locator("[data-said]")
    expect(said).to_have_text("3 of 4 files added. 1 not added: the reasons are in the list.", timeout=60_000)
    steps = page.evaluate("window.steps")
    assert steps[:2] == ["File 1 of 4: Good paper.pdf", "File 2 of 4: Site plan.pdf"]
    assert said.get_attribute("aria-live") == "polite"
    expect(page.locator("[data-files] li")).to_have_count(4)
    expect(page.locator("[data-files] li").nth(1)).to_contain_text("1 hidden thing was found in it")
    expect(page.locator("[data-files] li").nth(3)).to_contain_text("a packed folder (zip), whatever its name says")
    assert violations(page) == []

    page.get_by_role("link", name="Show the papers of this item").click()
    expect(page.get_by_role("link", name="Words")).to_be_visible()
    page.get_by_role("link", name="Site plan").click()
    expect(page.get_by_text("The name of the child")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_the_form_sends_all_and_a_decision_is_made(site, width):
    page = site.page(as_="dso", java_script_enabled=False, viewport={"width": width, "height": 900})
    papers_of_an_item(page)
    page.get_by_label("PDF and Word files").set_input_files([FILES[1], FILES[3]])
    page.get_by_role("button", name="Add the files").click()
    expect(page.get_by_role("heading", name="Some files were not added")).to_be_visible()
    site.said[:] = [line for line in site.said if "400" not in line]  # the answer to a form with a mistake
    page.get_by_role("main").get_by_role("link", name="Site plan").last.click()
    page.get_by_role("checkbox", name="Text under a box or picture, page 1").check()
    page.get_by_label("Why it may be published").fill("It is the heading of a form")
    page.get_by_role("button", name="I have looked at it: it may be published").click()
    expect(page.get_by_role("heading", name="Hidden in the file: decided")).to_be_visible()
    expect(page.get_by_text("It is the heading of a form")).to_be_visible()


def test_a_file_over_the_limit_is_not_even_sent(site, settings):
    settings.UPLOAD_LIMIT_MB = 1
    page = site.page(as_="dso")
    papers_of_an_item(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    large = {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"x" * (2 << 20)}
    page.get_by_label("PDF and Word files").set_input_files([large])
    page.get_by_role("button", name="Add the files").click()
    expect(page.locator("[data-files]")).to_contain_text("large.pdf: The file has 3 MB; the limit is 1 MB.")
    assert "POST" not in sent
