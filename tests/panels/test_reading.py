"""The pack on screen: every printed page's number where that page begins, and the way from page to page."""

import re

import lxml.html
import pytest
from django.test import Client
from pikepdf import Pdf

from panels.making import open_pack
from panels.models import BuiltPaper
from panels.richtext.onscreen import LONGEST_PART, Mark, PagePlace, laid_out, stored_picture
from panels.richtext.places import Passage, find_passage, letters, page_starts, passage_at
from tests.documents.pdf_reading import runs_of
from tests.helpers import MEETING_PATH, Demo

PAGES = f"/meetings/{MEETING_PATH}/papers"


def words(text: str) -> str:
    return "".join(text.split()).lower()


def said_from_each_page(html: str) -> dict[int, str]:
    """The letters that follow each page's number on screen, up to the next number."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    said: dict[int, str] = {}
    now = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if event == "start" and element.get("data-page"):
            now = int(element.get("data-page"))
        text = element.text if event == "start" else element.tail
        if now and text:
            said[now] = said.get(now, "") + words(text)
    return said


def test_every_printed_page_has_its_number_where_it_begins(demo: Demo) -> None:
    """Read back from the published file: what stands first on a page in print follows its number on screen."""
    edition = demo.meeting.latest_edition()
    assert edition is not None
    assert edition.build is not None
    build, checked = edition.build, 0
    with open_pack(build) as file, Pdf.open(file) as pdf:
        for paper in build.papers.exclude(kind="dataset").order_by("position"):
            said = said_from_each_page(Client().get(f"{PAGES}/{paper.position}/").content.decode())
            assert list(said) == list(range(paper.first_page, paper.first_page + paper.sides))
            for page in said:
                side = pdf.pages[build.front_pages + page - 1]
                printed = words("".join(run.text for run in runs_of(side) if not run.artifact))
                if page > paper.first_page:
                    assert said[page][:40] == printed[:40], (paper.title, page)
                    checked += 1
    assert checked >= 7


def test_a_dataset_says_its_pages_in_the_table_and_in_the_cards(demo: Demo) -> None:
    """The head of the table is printed again on each page: the number stands at the row with which it goes on."""
    page = Client().get(f"{PAGES}/4/").content.decode()
    root = lxml.html.fromstring(page)
    for number in range(7, 13):
        assert root.xpath(f'//*[@id="page-{number}"]'), number
        signs = root.xpath(f'//*[@data-page="{number}"]')
        assert len(signs) in (1, 2)
        rows = [row for sign in signs for row in sign.iterancestors("tr")]
        cards = [card for sign in signs for card in sign.iterancestors("li")]
        assert len(rows) == len(cards)
        for row, card in zip(rows, cards, strict=True):
            assert row.find("th/a").text == card.find("h3/a").text


def test_a_page_is_found_by_its_number(demo: Demo, client: Client) -> None:
    found = client.get(f"/meetings/{MEETING_PATH}/pack/?page=8")
    assert found.headers["Location"] == f"{PAGES}/4/?page=8#page-8"
    assert client.get(f"{PAGES}/4/?page=8").status_code == 200
    for wrong in ("0", "19", "99999", "999999999999", "x", "-1", "<b>", "²"):
        answer = client.get(f"/meetings/{MEETING_PATH}/pack/", {"page": wrong})
        assert answer.status_code == 404
        assert "Its pages are 1 to 18" in answer.content.decode()
    for wrong in ("?part=2", "?part=99999"):
        assert client.get(f"{PAGES}/3/{wrong}").status_code == 404


def test_the_pack_is_read_from_its_beginning_to_its_end(demo: Demo, client: Client) -> None:
    """By the links for the next paper alone, in the order of the page numbers, each one click from its item."""
    first = client.get(f"/meetings/{MEETING_PATH}/pack/").content.decode()
    assert "Councillor Taggart (Chair)" in first
    address, seen = f"{PAGES}/1/", []
    while address:
        page = client.get(address).content.decode()
        seen += [int(number) for number in re.findall(r'id="page-(\d+)"', page)]
        assert re.search(r'href="/meetings/[^"]+/#item-\w+"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1] if following else ""
    assert seen == list(range(1, 19))


# --- Pure: places and layout -------------------------------------------------------------------------------------


def test_pages_are_found_although_screen_and_paper_differ() -> None:
    body = (
        "<h2>The First</h2><p>alpha beta gamma delta</p><div>only on screen, forty letters or more</div>"
        "<p>epsilon zeta eta theta iota kappa lambda</p>"
    )
    printed = ["THEFIRSTalphabetagammadelta", "epsilonzetaetathetaiotakappalambda"]
    (start,) = page_starts(body, printed)
    assert letters(body)[start:].startswith("epsilon")
    assert page_starts(body, ["nothing", "of", "this"]) == [7, 9]  # nothing is known: as long as printed
    assert page_starts("", ["a", "b"]) == [0]


def test_a_long_paper_comes_in_parts_and_loses_nothing() -> None:
    rows = "".join(f"<tr><th scope='row'>Row {n}</th><td>{'x' * 400}</td></tr>" for n in range(900))
    entries = "".join(f"<li>Entry {n} {'y' * 300}</li>" for n in range(700))
    body = (
        "<div class='doc-form'><h1>Long</h1><table id='big'><caption>Big</caption><thead><tr><th scope='col'>A</th>"
        f"<th scope='col'>B</th></tr></thead><tbody>{rows}</tbody></table><ol start='5'>{entries}</ol></div>"
    )
    said = letters(body)
    pages = [PagePlace(number, (number - 1) * 5_000) for number in range(1, len(said) // 5_000)]
    parts = laid_out(body, pages=pages)
    assert len(parts) > 3
    assert all(len(part.html) < LONGEST_PART * 1.3 for part in parts)
    assert [number for part in parts for number in part.pages] == [page.number for page in pages]
    whole = "".join(part.html for part in parts)
    rows_said = words(lxml.html.fromstring(f"<div>{whole}</div>").text_content())
    assert all(f"row{n}x" in rows_said for n in range(900))
    listed = lxml.html.fromstring(f"<div>{whole}</div>").iter("li")
    assert [(entry.get("value"), entry.text_content().split()[1]) for entry in listed] == [
        (str(n + 5), str(n)) for n in range(700)
    ]
    assert whole.count('id="big"') == 1
    heads = [part for part in parts if "<tr><th" in part.html and "Row" in part.html]
    assert all("<caption>Big</caption>" in part.html for part in heads)
    for part in parts[1:]:
        first = words(lxml.html.fromstring(f"<div>{part.html}</div>").text_content())
        assert words(said[part.start : part.start + 12]) in first


def test_marks_wrap_words_across_elements_and_leave_the_text_alone() -> None:
    body = "<p>One two <strong>three</strong> four.</p><p>Five six.</p>"
    said = letters(body)
    start = said.index("two")
    (part,) = laid_out(body, pages=[], marks=[Mark(7, start, said.index("six"), has_note=True)])
    assert letters(part.html) == said
    assert re.findall(r'data-note="7">([^<]+)<', part.html) == ["two ", "three", " four.", "Five"]


def test_a_passage_is_found_again_and_the_right_one_of_several() -> None:
    before = "<p>The rate rose.</p><p>Costs: the rate rose again.</p>"
    at = letters(before).rindex("therate")
    passage = passage_at(before, at, at + len("theraterose"))
    assert passage.quote == "the rate rose"
    after = "<p>New words here. The rate rose.</p><ul><li>Costs:  the\nrate rose again.</li></ul>"
    span = find_passage(letters(after), passage)
    assert span is not None
    assert letters(after)[: span[0]].endswith("Costs:")
    assert find_passage(letters("<p>It fell.</p>"), passage) is None
    assert find_passage("abc", Passage(" ")) is None


PIXEL = "data:image/png;base64,iVBORw0KGgo="


def test_pictures_come_when_they_are_looked_at() -> None:
    body = f'<p>One</p><img alt="A bar" src="{PIXEL}"><svg><text>9</text></svg>'
    (part,) = laid_out(body, pages=[PagePlace(1, 0)], picture=lambda number: f"/picture/{number}/")
    assert 'src="/picture/0/"' in part.html
    assert "base64" not in part.html
    assert stored_picture(body, 0) == ("image/png", "iVBORw0KGgo=")
    assert stored_picture(body, 1) is None
    assert stored_picture(body.replace("png", "svg+xml"), 0) is None


@pytest.fixture
def with_picture(demo: Demo) -> BuiltPaper:
    paper = BuiltPaper.objects.get(build__meeting=demo.meeting, build__edition="public", position=3)
    paper.body += f'<img alt="A bar" src="{PIXEL}">'
    paper.save()
    return paper


def test_a_picture_of_a_paper_is_served_as_nothing_but_a_picture(with_picture: BuiltPaper, client: Client) -> None:
    answer = client.get(f"{PAGES}/3/pictures/0/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert f'src="{PAGES}/3/pictures/0/"' in client.get(f"{PAGES}/3/").content.decode()
    assert client.get(f"{PAGES}/3/pictures/1/").status_code == 404
