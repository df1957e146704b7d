"""What scripts add to the agenda desk: dragging, saving while typing, and two officers at one item."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from panels.models import Meeting
from panels.operations.agenda import edit_item
from tests.helpers import PANEL, Demo, agenda_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

JULY = f"/desk/{PANEL}/2018-07-26/"


def july(demo: Demo) -> Meeting:
    return Meeting.objects.get(panel=demo.panel, date="2018-07-26")


def test_an_item_is_dragged_to_its_place(demo: Demo, open_page):
    page = open_page("dso", viewport={"width": 1280, "height": 2400})
    page.goto(JULY)
    titles = agenda_of(july(demo))
    handles = page.locator(".app-drag")
    box, target = handles.nth(5).bounding_box(), page.locator(".app-editor__item").nth(1).bounding_box()

    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 60, steps=8)
    page.mouse.move(target["x"] + 20, target["y"] + 4, steps=4)
    page.mouse.up()

    expect(page.locator("#reorder-said")).to_have_text(f"{titles[5]} is now item 2 of 7.")
    assert agenda_of(july(demo)) == [titles[0], titles[5], *titles[1:5], titles[6]]
    expect(page.locator(".app-editor__item h3").nth(1)).to_have_text(titles[5])


def test_what_is_typed_is_saved_by_itself(demo: Demo, open_page):
    item = july(demo).items.on_agenda()[4]
    page = open_page("dso")
    page.goto(f"{JULY}items/{item.pk}/")

    page.get_by_label("Presented by").press_sequentially("Councillor Taggart")
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    item.refresh_from_db()
    assert (item.presenter, item.version) == ("Councillor Taggart", 2)

    # What is not right is said, and stays on the page; the button still works once it is right.
    page.get_by_label("Title").fill("")
    expect(page.get_by_role("status")).to_contain_text("Not saved yet. Enter a title")
    page.get_by_label("Title").fill("Statement of the Chair")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{JULY}*")
    item.refresh_from_db()
    assert (item.title, item.presenter) == ("Statement of the Chair", "Councillor Taggart")


def test_the_second_officer_sees_what_changed_and_keeps_the_words_just_typed(demo: Demo, open_page):
    item = july(demo).items.on_agenda()[4]
    page = open_page("dso")
    page.goto(f"{JULY}items/{item.pk}/")
    edit_item(by=demo.user("manager"), item=item, version=1, text="Morgan’s words", presenter="Morgan’s choice")

    page.get_by_label("What the panel is asked to do").fill("The words just typed")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Saved meanwhile by Morgan Blythe")
    expect(notice).to_contain_text("Morgan’s words")
    expect(page.get_by_label("What the panel is asked to do")).to_have_value("The words just typed")
    # What only the other changed is in the form now, so that saving does not undo it.
    expect(page.get_by_label("Presented by")).to_have_value("Morgan’s choice")
    item.refresh_from_db()
    assert (item.text, item.version) == ("Morgan’s words", 2)

    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{JULY}*")
    item.refresh_from_db()
    assert (item.text, item.presenter) == ("The words just typed", "Morgan’s choice")


PAGES = [
    "/desk/",
    JULY,
    f"{JULY}plan/",
    f"{JULY}items/add/",
    f"{JULY}cancel/",
    f"{JULY}move/",
    f"{JULY}clone/",
    f"/desk/panels/{PANEL}/dates/",
    f"/desk/panels/{PANEL}/standing-items/",
    f"/panels/{PANEL}/?year=2017/18",
]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible_and_fit(demo: Demo, open_page, width: int):
    edit_item(
        by=demo.user("dso"), item=july(demo).items.on_agenda()[6], version=1, needs_report=True, officer_notes="x"
    )
    page = open_page("dso", viewport={"width": width, "height": 900})
    for address in PAGES:
        page.goto(address)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, (address, found.generate_report())
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide == 0, address
        assert page.locator("h1").count() == 1, address
