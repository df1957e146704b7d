"""Private notes in a browser: a passage is marked and written about, and found again; without scripts by a form."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import NARROW, WIDE, violations
from tests.helpers import MEETING_PATH

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAPER = f"/meetings/{MEETING_PATH}/papers/3/"
MINE = f"/my-notes/{MEETING_PATH}/"
SELECT = """words => {
    const walker = document.createTreeWalker(document.getElementById("paper"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        document.getSelection().removeAllRanges();
        document.getSelection().addRange(range);
        return true;
    }
    return false;
}"""


def select(page: Page, words: str) -> None:
    """As with the mouse or the keyboard."""
    assert page.evaluate(SELECT, words), words


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_a_passage_is_marked_and_written_about_and_both_are_found_again(site, size):
    page = site.page(as_="councillor", viewport=size)
    page.goto(PAPER)
    bar, said = page.get_by_role("region", name="Selected passage"), page.locator(".app-marking__said")
    expect(bar).to_be_hidden()

    select(page, "Director")
    expect(bar).to_contain_text("“Director”")
    assert violations(page) == []
    bar.get_by_role("button", name="Highlight").click()
    expect(said).to_have_text("Marked. “Director”")
    expect(page.locator("#paper mark")).to_have_text(["Director"])

    select(page, "Performance")
    bar.get_by_role("button", name="Add a note").click()
    expect(bar.get_by_label("Note on the selected passage")).to_be_focused()
    page.keyboard.type("Ask why it fell in May.")
    bar.get_by_role("button", name="Save the note").click()
    expect(said).to_have_text("The note is saved. “Performance”")
    expect(bar).to_be_hidden()

    page.reload()
    expect(page.locator("#paper mark")).to_have_count(2)
    expect(page.locator("#notes")).to_contain_text("Ask why it fell in May.")
    assert violations(page) == []
    page.goto(MINE)
    expect(page.locator(".app-note__quote")).to_have_count(2)
    expect(page.get_by_text("Ask why it fell in May.")).to_be_visible()
    assert violations(page) == []

    other = site.page(as_="officer")
    other.goto(PAPER)
    expect(other.locator("#paper mark")).to_have_count(0)


def test_what_was_written_stays_when_the_connection_fails(site):
    page = site.page(as_="councillor")
    page.goto(PAPER)
    select(page, "Director")
    bar = page.get_by_role("region", name="Selected passage")
    bar.get_by_role("button", name="Add a note").click()
    page.keyboard.type("Not to be lost")
    page.route("**/my-notes/**", lambda route: route.abort())
    bar.get_by_role("button", name="Save the note").click()
    expect(page.locator(".app-marking__said")).to_contain_text("Not saved: the connection failed.")
    expect(bar.get_by_label("Note on the selected passage")).to_have_value("Not to be lost")
    page.unroute("**/my-notes/**")
    bar.get_by_role("button", name="Save the note").click()
    expect(page.locator("#notes")).to_contain_text("Not to be lost")
    site.said[:] = [line for line in site.said if "ERR_FAILED" not in line]


def test_without_scripts_a_note_is_written_by_the_form_and_found_again(site):
    page = site.page(as_="councillor", java_script_enabled=False, viewport=NARROW)
    page.goto(PAPER)
    page.get_by_text("Write a note", exact=True).click()
    page.get_by_label("What it is about").select_option(index=1)
    page.get_by_label("Note", exact=True).fill("By hand")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("The note is saved. Only you can see it.")).to_be_visible()
    page.goto(PAPER)
    expect(page.locator("#notes")).to_contain_text("By hand")
    page.goto(MINE)
    expect(page.get_by_text("By hand")).to_be_visible()
