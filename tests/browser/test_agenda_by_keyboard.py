"""Southampton's agenda of June 2018, built from an empty meeting in a real browser by keyboard alone."""

import datetime

import pytest
from playwright.sync_api import expect

from panels.models import AgendaItem, Meeting
from panels.operations.setup import schedule_meeting
from panels.reports.agenda import agenda_lines
from tests.browser.keyboard import Keyboard
from tests.helpers import PANEL, Demo, agenda_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = datetime.date(2018, 5, 31)


def said_of(meeting: Meeting) -> list[tuple]:
    """What the agenda says, number by number, with its papers."""
    return [
        (line.number, line.title, line.text, tuple(paper.title for paper in line.papers))
        for line in agenda_lines(meeting)
    ]


def test_the_june_agenda_is_built_by_keyboard_alone(demo: Demo, open_page):
    """From signing in to nine items in order, with one moved, one removed and put back, one renamed, one inserted."""
    source = list(AgendaItem.objects.filter(meeting=demo.meeting).on_agenda().values("title", "text"))
    schedule_meeting(by=demo.user("dso"), panel=demo.panel, date=DAY)
    page = open_page()
    keys = Keyboard(page)

    page.goto("/desk/")
    keys.type("User name", "dso")
    keys.type("Password", demo.password("dso"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.press("Thursday 31 May 2018")
    expect(page.get_by_text("Nothing is on this agenda yet.")).to_be_visible()

    def add(place: int, *, title: str = "", link: str = "Add an item", kind: str = "") -> None:
        item = source[place - 1]
        keys.press(link)
        keys.type("Title", title or item["title"])
        keys.type("What the panel is asked to do", item["text"])
        if kind:
            keys.choose("What it is", kind)
        keys.press("Add the item")

    for place in (1, 2, 3, 4):
        add(place)
    add(6)
    add(7, title="Minutes of the last meeting", kind="Minutes")
    # Five was forgotten: it is inserted after four.
    add(5, link=f"Insert after item {source[3]['title']}")
    # Nine came before eight: it is moved down, and the page says where it is now.
    add(9)
    add(8)
    keys.press_here(f"Down item {source[8]['title']}")
    expect(page.locator("#reorder-said")).to_have_text(f"{source[8]['title']} is now item 9 of 9.")
    assert keys.focused() == f"Down item {source[8]['title']}"
    # Seven is renamed.
    keys.press("Edit item Minutes of the last meeting")
    keys.type("Title", source[6]["title"])
    keys.press("Save")
    # Six is removed by mistake, and put back at once.
    keys.press(f"Remove item {source[5]['title']}")
    expect(page.get_by_role("alert")).to_contain_text(f"“{source[5]['title']}” is off the agenda.")
    keys.press(f"Undo and put {source[5]['title']} back")

    built = Meeting.objects.with_panel().get(panel__slug=PANEL, date=DAY)
    june = [(number, title, text) for number, title, text, _ in said_of(demo.meeting)]
    assert [(number, title, text) for number, title, text, _ in said_of(built)] == june
    assert [number for number, *_ in june] == [str(number) for number in range(1, 10)]
    # The minutes that the June agenda approves came with their item.
    assert said_of(built)[6][3] == said_of(demo.meeting)[6][3] == ("Minutes of the meeting held on 22 March 2018",)


def test_sub_items_are_made_by_keyboard_and_announced(demo: Demo, open_page):
    page = open_page("dso")
    keys = Keyboard(page)
    page.goto(f"/desk/{PANEL}/2018-07-26/")
    titles = agenda_of(Meeting.objects.get(panel=demo.panel, date="2018-07-26"))

    keys.press_here(f"In as a sub-item: {titles[6]}")
    expect(page.locator("#reorder-said")).to_have_text(f"{titles[6]} is now item 6(a) of 7.")
    # The button that was pressed is gone; the one that undoes it has the focus.
    assert keys.focused() == f"Out as an item of its own: {titles[6]}"
    page.keyboard.press("Enter")
    expect(page.locator("#reorder-said")).to_have_text(f"{titles[6]} is now item 7 of 7.")
    assert keys.focused() == f"In as a sub-item: {titles[6]}"


def test_the_agenda_is_ordered_without_scripts(demo: Demo, open_page):
    page = open_page("dso", java_script_enabled=False)
    page.goto(f"/desk/{PANEL}/2018-07-26/")
    meeting = Meeting.objects.get(panel=demo.panel, date="2018-07-26")
    titles = agenda_of(meeting)

    page.get_by_role("button", name=f"Down item {titles[0]}").click()
    assert agenda_of(meeting) == [titles[1], titles[0], *titles[2:]]
    page.get_by_role("button", name=f"Remove item {titles[0]}").click()
    page.get_by_role("button", name=f"Undo and put {titles[0]} back").click()
    assert agenda_of(meeting) == [titles[1], titles[0], *titles[2:]]
