"""An officer's afternoon: signs in, changes the agenda and a report, builds the pack, publishes it; the public reads.

Everything happens twice: with scripts, and without them.
"""

import io
import re

import pytest
from pikepdf import Pdf
from playwright.sync_api import Page, expect

from tests.documents.pdf_reading import text_of
from tests.helpers import MEETING_PATH, PANEL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = f"/desk/{MEETING_PATH}/"


def item(page: Page, title: str):
    """The row of an item at the desk."""
    return page.locator(".app-editor__item", has=page.get_by_role("heading", name=title, exact=True))


def titles(page: Page) -> list[str]:
    return page.locator(".app-editor__item h3").all_inner_texts()


def words_of_pack(content: bytes) -> str:
    """Everything a PDF says, without spaces, which a PDF may leave out."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        return re.sub(r"\s+", "", "".join(text_of(page) for page in pdf.pages))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_signing_in_to_the_published_page(site, make_packs, scripts):
    page = site.page(java_script_enabled=scripts)

    # Signs in by hand and opens the meeting.
    page.goto(DESK)
    page.get_by_label("User name").fill("dso")
    page.get_by_label("Password").fill(site.demo.password("dso"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thursday 7 June 2018")

    # Changes an item.
    item(page, "Election of Vice-Chair").get_by_role("link", name="Edit").click()
    page.get_by_label("Title").fill("Election of the Vice-Chair")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(item(page, "Election of the Vice-Chair")).to_be_visible()

    # Adds one.
    page.get_by_role("link", name="Add an item").click()
    page.get_by_label("Title").fill("Visit to the contact centre")
    page.get_by_role("button", name="Add the item").click()
    expect(item(page, "Visit to the contact centre")).to_be_visible()
    assert titles(page)[-1] == "Visit to the contact centre"

    # Moves it by keyboard.
    up = item(page, "Visit to the contact centre").get_by_role("button", name="Up")
    up.focus()
    page.keyboard.press("Enter")
    if scripts:
        expect(page.locator("#reorder-said")).to_contain_text("Visit to the contact centre")
        expect(page.locator("#reorder-said")).to_contain_text("9")
        expect(up).to_be_focused()
    else:
        page.wait_for_load_state()
    expect(page.locator(".app-editor__item h3").nth(8)).to_have_text("Visit to the contact centre")

    # Takes one off and puts it back.
    item(page, "Statement from the Chair").get_by_role("button", name="Remove").click()
    expect(item(page, "Statement from the Chair")).to_have_count(0)
    removed = page.locator(".app-removed li", has_text="Statement from the Chair")
    removed.get_by_role("button", name="Put back").click()
    expect(item(page, "Statement from the Chair")).to_be_visible()
    assert titles(page)[5] == "Statement from the Chair"

    # Builds the pack, which a worker makes meanwhile, and reads it.
    page.goto(DESK)
    page.get_by_role("button", name="Build the public edition").click()
    page.wait_for_url(re.compile(r"/packs/\d+/$"))
    make_packs()
    if not scripts:
        page.reload()
    pack = page.get_by_role("link", name="Open the pack (PDF)")
    expect(pack).to_be_visible()
    draft = page.request.get(pack.get_attribute("href"))
    assert draft.ok
    assert draft.headers["content-type"] == "application/pdf"
    words = words_of_pack(draft.body())
    assert "ElectionoftheVice-Chair" in words
    assert "Visittothecontactcentre" in words

    # Publishes it; the public reads it.
    page.get_by_role("link", name="Back to the agenda").click()
    page.get_by_role("link", name=re.compile("Check and publish")).click()
    page.get_by_label("Why it is published again").fill("An item was added")
    page.get_by_role("button", name="Publish now").click()
    public = site.page(java_script_enabled=scripts)
    public.goto(f"/meetings/{MEETING_PATH}/")
    expect(public.get_by_role("heading", name="Visit to the contact centre")).to_be_visible()
    expect(public.get_by_text("An item was added")).to_be_visible()
    published = public.request.get(f"/meetings/{MEETING_PATH}/pack.pdf").body()
    assert published == draft.body()


def test_a_section_of_a_report_is_written_without_scripts(site):
    """With scripts the field is an editor, which has tests of its own."""
    page = site.page(as_="dso", java_script_enabled=False)
    page.goto(DESK)
    name = "Children and Families - Performance"
    item(page, name).get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name=re.compile("Change.*reasons for report", re.IGNORECASE)).click()
    page.locator("#id_text").fill("So that Members can ask good questions.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("So that Members can ask good questions.")).to_be_visible()


def test_two_officers_at_one_item_are_told_and_lose_nothing(site):
    hers, his = (site.page(as_=username, java_script_enabled=False) for username in ("dso", "manager"))
    for page in (hers, his):
        page.goto(DESK)
        item(page, "Statement from the Chair").get_by_role("link", name="Edit").click()
    hers.get_by_label("Title").fill("Her title")
    hers.get_by_role("button", name="Save", exact=True).click()
    his.get_by_label("Title").fill("His title")
    his.get_by_role("button", name="Save", exact=True).click()

    expect(his.get_by_text("Saved meanwhile by Asha Verity")).to_be_visible()
    expect(his.get_by_text("Her title")).to_be_visible()
    assert his.get_by_label("Title").input_value() == "His title"


def test_the_menu_opens_on_a_telephone(site):
    page = site.page(viewport={"width": 390, "height": 844})
    page.goto("/")
    menu = page.get_by_role("button", name="Menu")
    expect(menu).to_have_attribute("aria-expanded", "false")
    menu.press("Enter")
    page.get_by_role("link", name="Action plans", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/action-plans/")


def test_the_first_tab_leads_past_the_navigation(site):
    page = site.page()
    page.goto(f"/panels/{PANEL}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")
