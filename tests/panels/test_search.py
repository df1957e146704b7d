"""The search: what it finds and marks, what it must never find, and that nothing typed into it breaks it.

All of it runs on SQLite and on PostgreSQL, which index in their own ways behind one interface.
"""

import datetime
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panels.enums import EditionKind, PublicationKind, SearchKind
from panels.models import Edition, ExemptionGround, PackBuild, Panel, SearchEntry
from panels.operations.agenda import edit_item
from panels.operations.exemptions import mark_exempt
from panels.operations.publishing import publish_agenda, withdraw_agenda
from panels.operations.reports import attach_glossary
from panels.search import NEWEST, OLDEST, SHOWN, Filters, index_edition, plain_text, search
from panels.search_query import MAX_TERMS, parse_query
from scrutiny.operations import set_second_person
from tests.helpers import MEETING_PATH, Demo, built, noon, text_of

DAY = datetime.date(2018, 6, 1)


def titles(text: str, **wanted) -> list[str]:
    return [re.sub("</?mark>", "", hit.title) for hit in search(text, **wanted).hits]


def entries_of(demo: Demo, texts: dict[str, str]) -> None:
    """Entries with these titles and texts, as if a paper each were published; position counts from 100."""
    edition = Edition.objects.filter(meeting=demo.meeting).order_by("-number")[0]
    SearchEntry.objects.bulk_create(
        SearchEntry(
            meeting=demo.meeting, edition=edition, kind=SearchKind.REPORT, position=100 + place, title=title, text=text
        )
        for place, (title, text) in enumerate(texts.items())
    )


# --- What is typed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("care leavers", ("care", "leavers")),
        ('"care leavers" housing', ("care leavers", "housing")),
        ("“care leavers”", ("care leavers",)),
        ('"care leavers', ("care leavers",)),
        ("section-47 2018/19 children's", ("section 47", "2018 19", "children s")),
        ("the care of children", ("care", "children")),
        ('"head of service"', ("head of service",)),
        ("care care CARE", ("care",)),
        ("* ( ) ^ : -", ()),
        ("", ()),
        ("naïve_test", ("naïve test",)),
    ],
)
def test_words_and_phrases_are_read(typed: str, terms: tuple[str, ...]):
    assert parse_query(typed).terms == terms


def test_words_that_are_everywhere_are_said_to_be():
    assert parse_query("of the").is_too_common
    assert not parse_query("of the panel").is_too_common
    assert not parse_query("???").is_too_common


def test_a_query_has_an_end():
    assert len(parse_query(" ".join(f"word{number}" for number in range(50))).terms) == MAX_TERMS
    assert len(parse_query("a" * 5000).text) == 200


# --- What is found -----------------------------------------------------------------------------------------------


def test_publishing_fills_the_search(demo: Demo):
    found = search("looked after children")

    assert {hit.address for hit in found.hits} >= {
        f"/meetings/{MEETING_PATH}/papers/1/",
        f"/meetings/{MEETING_PATH}/papers/4/",
    }
    assert all("<mark>" in hit.title + hit.snippet for hit in found.hits)


def test_an_agenda_is_found_by_its_items(demo: Demo):
    (hit,) = search("Vice-Chair", filters=Filters(kind=SearchKind.AGENDA, panel=demo.panel)).hits

    assert hit.address == f"/meetings/{MEETING_PATH}/"
    assert hit.date == datetime.date(2018, 6, 7)


def test_all_words_must_be_there_in_any_form(demo: Demo):
    entries_of(demo, {"One": "zebras were juggled", "Two": "a zebra crossing", "Three": "juggling with ostriches"})

    assert set(titles("zebra")) == set(titles("ZEBRAS")) == {"One", "Two"}
    assert titles("zebra juggling") == ["One"]
    assert titles("zebra ostrich") == []


def test_a_phrase_must_stand_as_it_is(demo: Demo):
    entries_of(demo, {"Apart": "zebra then a crossing", "Together": "at the zebra crossing"})

    assert set(titles("zebra crossing")) == {"Apart", "Together"}
    assert titles('"zebra crossing"') == ["Together"]
    assert titles("zebra-crossing") == ["Together"]


def test_a_word_in_the_title_comes_first(demo: Demo):
    filler = "nothing of the kind " * 40
    entries_of(demo, {"In passing": f"{filler} zebra {filler}", "Zebra": filler, "Not at all": filler})

    assert titles("zebra") == ["Zebra", "In passing"]


def test_the_newest_or_the_oldest_meeting_first(demo: Demo):
    newest = [hit.date for hit in search("children", order=NEWEST).hits]
    oldest = [hit.date for hit in search("children", order=OLDEST).hits]

    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)
    assert newest[0] != oldest[0]


def test_filters_narrow(demo: Demo):
    every = search("children").total
    other = Panel.objects.exclude(pk=demo.panel.pk).order_by("pk")[0]
    by_panel = search("children", filters=Filters(panel=demo.panel))

    assert 0 < by_panel.total < every
    assert {hit.panel for hit in by_panel.hits} == {demo.panel.name}
    assert demo.panel.name not in {hit.panel for hit in search("children", filters=Filters(panel=other)).hits}
    assert {hit.kind for hit in search("children", filters=Filters(kind=SearchKind.MINUTES)).hits} == {
        SearchKind.MINUTES
    }
    since = search("children", filters=Filters(since=datetime.date(2018, 6, 8)))
    until = search("children", filters=Filters(until=datetime.date(2018, 6, 7)))
    assert since.total + until.total == every
    assert all(hit.date >= datetime.date(2018, 6, 8) for hit in since.hits)


def test_results_come_in_pages(demo: Demo):
    entries_of(demo, {f"Paper {number:02}": "zebra" for number in range(SHOWN * 2 + 3)})
    pages = [search("zebra", page=page) for page in (1, 2, 3)]
    seen = [hit.title for found in pages for hit in found.hits]

    assert [len(found.hits) for found in pages] == [SHOWN, SHOWN, 3]
    assert len(set(seen)) == pages[0].total == SHOWN * 2 + 3
    assert search("zebra", page=99).page == 3
    assert search("zebra", page=-4).page == 1


# --- What is never found -----------------------------------------------------------------------------------------


@pytest.mark.documents
def test_a_correction_takes_the_place_of_what_it_corrects(demo: Demo):
    item = demo.item(2)
    edit_item(by=demo.user("dso"), item=item, version=item.version, title="Zebra crossings")
    assert search("zebra").total == 0, "a draft is not in the search"
    built(demo.user("dso"), demo.meeting, dated=DAY)
    publish_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="Another item")

    (hit,) = search("zebra").hits
    assert hit.kind is SearchKind.AGENDA
    assert SearchEntry.objects.filter(meeting=demo.meeting, kind=SearchKind.AGENDA).count() == 1


@pytest.mark.documents
def test_a_supplement_is_found_beside_the_pack(demo: Demo):
    attach_glossary(by=demo.user("dso"), item=demo.item(9), council=demo.panel.council, title="Zebra appendix")
    built(demo.user("dso"), demo.meeting, dated=DAY, is_supplement=True)
    publish_agenda(
        by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), kind=PublicationKind.SUPPLEMENT, late_reason="Late"
    )
    (hit,) = search("zebra", filters=Filters(kind=SearchKind.OTHER)).hits

    assert hit.address == f"/meetings/{MEETING_PATH}/papers/6/"
    assert search("apologies", filters=Filters(panel=demo.panel, kind=SearchKind.AGENDA)).total == 1


def test_what_is_withdrawn_is_out_at_once(demo: Demo):
    assert search("glossary", filters=Filters(panel=demo.panel)).total
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="A name stood in it")

    # The minutes of March are published on the page of their own meeting, and stand.
    left = search("children", filters=Filters(panel=demo.panel)).hits
    assert [hit.address for hit in left] == [f"/meetings/{demo.panel.slug}/2018-03-22/minutes/"]


@pytest.mark.documents
def test_nothing_exempt_is_in_the_search(demo: Demo):
    """The members' build holds the word; no entry does, of text or of title."""
    dso = demo.user("dso")
    set_second_person(by=dso, council=demo.panel.council, confirms=False)
    item = demo.item(9)
    word = "zebra"
    edit_item(by=dso, item=item, version=item.version, title=f"The {word} contract", text=f"On the {word}.")
    paper = demo.item(8).papers.order_by("place")[0]
    ground = ExemptionGround.objects.filter(is_offered=True).order_by("pk")[0]
    for subject in (demo.item(9), paper):
        mark_exempt(by=dso, subject=subject, ground=ground, reason=f"It is about the {word}")
    for edition in (EditionKind.PUBLIC, EditionKind.MEMBERS):
        built(dso, demo.meeting, dated=DAY, edition=edition)
    publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="Exempt now")

    members = PackBuild.objects.filter(edition=EditionKind.MEMBERS).order_by("-pk")[0]
    assert word in str(members.agenda)
    assert search(word).total == 0
    assert not SearchEntry.objects.filter(meeting=demo.meeting, position__in=[2, 3, 4, 5]).exists()
    assert search("apologies", filters=Filters(panel=demo.panel)).total


# --- Marks and markup --------------------------------------------------------------------------------------------


def test_what_a_paper_says_is_escaped_and_only_the_words_are_marked(demo: Demo, client: Client):
    entries_of(demo, {"<script>alert(1)</script> zebra": 'a < b & "zebra" <img src=x onerror=alert(1)> zebras'})
    page = client.get("/search/", {"q": "zebra"}).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert page.count("<mark>") == page.count("</mark>") >= 2
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<h1>One</h1><p>Two <b>th</b>ree</p>", "One Two three"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("<style>p{}</style><script>x()</script>Said<svg><title>Chart</title></svg> too", "Said too"),
        ("A &amp; B\x00\x02 C", "A & B C"),
    ],
)
def test_plain_text_is_what_a_reader_reads(html: str, said: str):
    assert plain_text(html) == said


def test_a_text_of_any_length_is_taken(demo: Demo):
    """PostgreSQL refuses to index more than a megabyte; publishing must not fail by that."""
    paper = demo.meeting.editions.get().build.papers.get(position=2)
    distinct = " ".join(f"مجلس{number}" for number in range(150_000))
    paper.body = f"<p>zebra {distinct}</p>"
    paper.save()
    edition = demo.meeting.latest_edition()
    assert edition is not None
    index_edition(edition)

    assert [hit.address for hit in search("zebra").hits] == [f"/meetings/{MEETING_PATH}/papers/2/"]


# --- The page ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "'", '"', '""', "\\", "\\'", "%", "%s", "_", ";", "--", "/*", "' OR 1=1 --", "') UNION SELECT 1,2,3 --",
    "NEAR(a b)", "a AND", "OR", "NOT a", "title:x", "{title text}: x", "^x", "x*", "x + y", "a:*", "!a", "a & | b",
    "a <-> b", "<b>", "\0", "a\0b", "\ud7ff", "😀", "ﬁ", "ß" * 300, "a" * 10_000, "word " * 500, "\x02mark\x03",
    "عربي", "{{ 7 }}", "$1", "((",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_breaks_the_page(demo: Demo, client: Client, typed: str):
    page = client.get("/search/", {"q": typed})

    assert page.status_code == 200
    assert "<b>" not in page.content.decode().partition("<main")[2]


@pytest.mark.parametrize("name", ["panel", "kind", "since", "until", "order", "page"])
def test_nothing_in_the_address_breaks_the_page(demo: Demo, client: Client, name: str):
    for value in HOSTILE:
        assert client.get("/search/", {"q": "children", name: value}).status_code == 200


def test_a_date_that_cannot_be_read_is_said_and_left_out(demo: Demo, client: Client):
    page = text_of(client.get("/search/", {"q": "children", "since": "31/6/2018", "until": "7 June 2018"}))

    assert "The first date is not one that can be read" in page
    assert "To: 7 June 2018" in page
    assert "From:" not in page


def test_each_filter_can_be_taken_off(demo: Demo, client: Client):
    asked = {"q": "children", "panel": demo.panel.slug, "kind": "minutes", "since": "1/1/2018", "page": "1", "x": "y"}
    page = client.get("/search/", asked).content.decode()

    links = re.findall(r'class="app-tags__tag" href="([^"]*)"', page)
    assert links == [
        "?q=children&amp;kind=minutes&amp;since=1%2F1%2F2018",
        f"?q=children&amp;panel={demo.panel.slug}&amp;since=1%2F1%2F2018",
        f"?q=children&amp;panel={demo.panel.slug}&amp;kind=minutes",
    ]


def test_nothing_found_says_what_to_do(demo: Demo, client: Client):
    page = client.get("/search/", {"q": "children zebra", "kind": "minutes"})

    assert "Nothing found" in text_of(page)
    for way_out in ("?q=children+zebra", "?q=children", "?q=zebra"):
        assert f'href="{way_out}"' in page.content.decode()
    assert "in nearly every paper" in text_of(client.get("/search/", {"q": "of the"}))
    assert "no letters or digits" in text_of(client.get("/search/", {"q": "***"}))


def test_the_page_costs_the_same_however_much_is_found(demo: Demo, client: Client):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/search/", {"q": "zebra"})
        return len(captured)

    entries_of(demo, {"One": "zebra"})
    one = queries()
    SearchEntry.objects.filter(title="One").delete()
    entries_of(demo, {f"Paper {number}": "zebra " * 50 for number in range(60)})
    page = client.get("/search/", {"q": "zebra"})

    assert queries() == one <= 8
    assert len(page.content) < 100_000


# --- Filling it afresh -------------------------------------------------------------------------------------------


def test_filling_afresh_gives_the_same(demo: Demo, capsys: pytest.CaptureFixture):
    fields = ("meeting", "edition", "kind", "position", "item", "label", "title", "text")

    def entries() -> list[tuple]:
        return list(SearchEntry.objects.order_by("meeting", "position", "title").values_list(*fields))

    before = entries()
    SearchEntry.objects.filter(kind=SearchKind.REPORT).delete()
    call_command("reindex_search")

    assert entries() == before
    assert capsys.readouterr().out == f"{len(before)} entries.\n"


def test_indexing_twice_changes_nothing(demo: Demo):
    edition = demo.meeting.latest_edition()
    assert edition is not None
    before = SearchEntry.objects.count()

    assert index_edition(edition) == index_edition(edition)
    assert SearchEntry.objects.count() == before
    assert len(titles("glossary")) == len(set(titles("glossary")))
