"""The agenda editor's pages: the item form, saving while typing, moving, undo, the plan, and what only officers see."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from panels.enums import EditionKind
from panels.models import AgendaItem, ExemptionGround, Meeting
from panels.operations.agenda import add_item, edit_item, remove_item
from panels.operations.exemptions import mark_exempt
from panels.operations.publishing import publish_agenda
from panels.reports.agenda import agenda_report
from panels.reports.missing import missing_parts
from scrutiny.models import User
from tests.helpers import Demo, agenda_of, built, meeting_with, noon, person, sign_in, text_of

MARK = "Zyxquill"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def dso(db: None) -> User:
    return person(full_name="Asha Verity")


@pytest.fixture
def meeting(dso: User) -> Meeting:
    return meeting_with(dso, ["Apologies", "Minutes", "Performance"])


@pytest.fixture
def client(dso: User) -> Client:
    return sign_in("dso")


def desk(meeting: Meeting, rest: str = "") -> str:
    return f"/desk/{meeting.panel.slug}/{meeting.date}/{rest}"


def item_of(meeting: Meeting, title: str) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, title=title)


def form_of(item: AgendaItem, **changes: object) -> dict[str, object]:
    return {"title": item.title, "text": item.text, "version": item.version, **changes}


# --- Adding and editing ------------------------------------------------------------------------------------------


def test_an_item_is_added_with_everything_that_can_be_said_of_it(client, meeting):
    minutes = item_of(meeting, "Minutes")
    answer = client.post(
        desk(meeting, "items/add/"),
        {
            "title": "Post-16 education",
            "presenter": "Service Director",
            "invited": "Sarah Hill,  City College\n\nAndrew Ball",
            "starts_at": "5.45pm",
            "duration": "20",
            "needs_report": "on",
            "needs_appendices": "2",
            "owed_by": "Sam Okafor",
            "officer_notes": "Ask twice",
            "place": "before",
            "beside": str(minutes.pk),
        },
    )

    item = item_of(meeting, "Post-16 education")
    assert answer.url == desk(meeting, f"#item-{item.pk}")
    assert agenda_of(meeting) == ["Apologies", "Post-16 education", "Minutes", "Performance"]
    assert (item.presenter, item.invited) == ("Service Director", "Sarah Hill, City College\nAndrew Ball")
    assert (item.starts_at, item.duration) == (datetime.time(17, 45), 20)
    assert (item.needs_report, item.needs_appendices, item.owed_by) == (True, 2, "Sam Okafor")
    assert item.owed_since is not None


def test_a_form_with_mistakes_says_them_all_and_keeps_every_word(client, meeting):
    answer = client.post(
        desk(meeting, "items/add/"),
        {"title": "", "text": "Kept words", "starts_at": "soon", "duration": "x", "place": "after"},
    )

    said = text_of(answer)
    for sentence in ("Enter a title", "Starts at: this is not a time", "Minutes allowed: write a whole number"):
        assert sentence in said
    assert "Choose the item that the new one goes beside" in said
    assert "Kept words" in answer.text
    assert len(agenda_of(meeting)) == 3


def test_stored_words_never_become_markup(client, dso, meeting):
    bad = "<script>alert(1)</script>"
    add_item(by=dso, meeting=meeting, title=bad, presenter=bad, invited=f"{bad}, {bad}", officer_notes=bad)
    for address in (desk(meeting), desk(meeting, "plan/"), desk(meeting, "items/add/")):
        assert bad not in client.get(address).text


def test_the_form_shows_times_as_people_type_them(client, dso, meeting):
    item = item_of(meeting, "Minutes")
    edit_item(by=dso, item=item, version=1, starts_at=datetime.time(17, 45), needs_report=True)
    page = client.get(desk(meeting, f"items/{item.pk}/")).text
    assert 'value="5.45pm"' in page
    assert page.count("checked") == 1


# --- Saving while typing -----------------------------------------------------------------------------------------


def test_the_script_saves_by_the_same_door(client, meeting):
    item = item_of(meeting, "Minutes")
    answer = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item, presenter="The Chair"), **JSON)

    assert answer.json()["version"] == 2
    assert answer.json()["said"].startswith("Saved at ")
    item.refresh_from_db()
    assert item.presenter == "The Chair"
    # Nothing new, nothing saved.
    again = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item, presenter="The Chair"), **JSON)
    assert again.json()["version"] == 2


def test_the_script_is_told_what_is_wrong(client, meeting):
    item = item_of(meeting, "Minutes")
    answer = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item, title="", starts_at="soon"), **JSON)
    assert answer.status_code == 422
    assert "Enter a title" in answer.json()["problem"]
    assert "not a time" in answer.json()["problem"]

    remove_item(by=User.objects.get(), item=item)
    gone = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item, title="Other"), **JSON)
    assert gone.status_code == 409
    assert "Put it back first" in gone.json()["problem"]


def test_the_script_is_shown_what_changed_by_whom_and_what_may_be_taken_over(client, meeting):
    item = item_of(meeting, "Minutes")
    manager = person("manager", full_name="Morgan Blythe")
    edit_item(by=manager, item=item, version=1, text="Morgan's", presenter="The Chair")

    answer = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item, text="Mine"), **JSON)
    found = answer.json()
    assert (answer.status_code, found["by"], found["version"]) == (409, "Morgan Blythe", 2)
    assert [(change["name"], change["saved"], change["clash"]) for change in found["changes"]] == [
        ("text", "Morgan's", True),
        ("presenter", "The Chair", False),
    ]
    item.refresh_from_db()
    assert item.text == "Morgan's"


def test_the_page_shows_the_same_and_saving_again_is_a_choice_made_knowingly(client, meeting):
    item = item_of(meeting, "Minutes")
    manager = person("manager", full_name="Morgan Blythe")
    edit_item(by=manager, item=item, version=1, text="Morgan's", presenter="The Chair", needs_report=True)

    page = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item, text="Mine"))
    said = text_of(page)
    assert "Saved meanwhile by Morgan Blythe" in said
    assert "you changed it too, and your words are in the form Morgan's" in said
    shown = page.context["form"]
    assert (shown["text"].value(), shown["presenter"].value(), shown["version"].value()) == ("Mine", "The Chair", "2")
    assert shown["needs_report"].value() is True

    sent = {name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False)}
    client.post(desk(meeting, f"items/{item.pk}/"), sent)
    item.refresh_from_db()
    assert (item.text, item.presenter, item.needs_report) == ("Mine", "The Chair", True)


def test_an_old_page_without_changes_of_its_own_overwrites_nothing(client, dso, meeting):
    item = item_of(meeting, "Minutes")
    edit_item(by=dso, item=item, version=1, title="Minutes of March")
    answer = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item), **JSON)
    assert answer.json()["version"] == 2
    assert item_of(meeting, "Minutes of March")


# --- Moving, removing, undoing -----------------------------------------------------------------------------------


def test_a_move_answers_a_script_with_the_new_order_in_words(client, meeting):
    item = item_of(meeting, "Performance")
    move = desk(meeting, f"items/{item.pk}/move/")
    answer = client.post(move, {"direction": "in"}, **JSON).json()
    assert [row["number"] for row in answer["items"]] == ["1", "2", "2(a)"]
    assert answer["said"] == "Performance is now item 2(a) of 3."
    first = item_of(meeting, "Apologies")
    answer = client.post(desk(meeting, f"items/{first.pk}/move/"), {"direction": "up"}, **JSON).json()
    assert answer["said"] == "Apologies is still item 1 of 3."
    answer = client.post(move, {"before": str(first.pk)}, **JSON).json()
    assert answer["said"] == "Performance is now item 1 of 3."
    assert client.post(move, {"before": ""}, **JSON).json()["said"] == "Performance is now item 3 of 3."


@pytest.mark.parametrize("data", [{}, {"direction": "sideways"}, {"before": "x"}, {"before": "²"}])
def test_a_move_that_says_nothing_is_refused_in_words(client, meeting, data):
    item = item_of(meeting, "Performance")
    answer = client.post(desk(meeting, f"items/{item.pk}/move/"), data, **JSON)
    assert (answer.status_code, "Say whether" in answer.json()["problem"]) == (409, True)
    followed = client.post(desk(meeting, f"items/{item.pk}/move/"), data, follow=True)
    assert "Say whether to move the item" in text_of(followed)


def test_removing_offers_undo_at_once_and_the_list_keeps_it(client, meeting):
    item = item_of(meeting, "Minutes")
    page = client.post(desk(meeting, f"items/{item.pk}/remove/"), follow=True)
    assert "“Minutes” is off the agenda. Undo" in text_of(page)
    assert "Removed from the agenda" in text_of(page)

    restored = client.post(desk(meeting, f"items/{item.pk}/restore/"), follow=True)
    assert "“Minutes” is back on the agenda as item 2." in text_of(restored)
    # An old address of the banner shows nothing any more, and nothing that is typed into it breaks the page.
    for value in (str(item.pk), "x", "9" * 40, "²"):
        assert "is off the agenda" not in text_of(client.get(desk(meeting, f"?removed={value}")))


# --- The plan ----------------------------------------------------------------------------------------------------


def test_the_plan_says_what_is_missing_who_owes_it_and_since_when(client, dso, meeting):
    item = item_of(meeting, "Performance")
    edit_item(
        by=dso, item=item, version=1, needs_report=True, needs_appendices=2, may_be_exempt=True, owed_by="Sam Okafor"
    )
    said = text_of(client.get(desk(meeting, "plan/")))

    assert "Missing. There is no report yet" in said
    assert "Missing. 0 of 2 there" in said
    assert "Missing. The ground is not given yet" in said
    assert "Owed by Sam Okafor Since" in said
    assert "The quorum is 3, and no member has a seat" in said
    assert "the ground on which part of “Performance” is exempt" in missing_parts(meeting)


def test_the_plan_of_june_is_complete_and_reads_clearance_and_grounds(demo: Demo):
    item = demo.item(8)
    dso = demo.user("dso")
    edit_item(by=dso, item=item, version=item.version, may_be_exempt=True)
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=item, ground=ground, reason="Prices")
    said = text_of(sign_in("dso").get(f"/desk/{demo.panel.slug}/2018-06-07/plan/"))
    assert "Missing." not in said
    assert "Minutes attached" in said
    assert "Cleared and handed over" in said
    assert "Not for publication: exempt information, Schedule 12A, paragraph 3" in said


# --- What only officers see --------------------------------------------------------------------------------------


def test_officers_notes_reach_no_document_no_public_page_and_no_councillor(demo: Demo):
    """In the pack, in the frozen edition, and on every public page: nothing of what is for officers."""
    dso, day = demo.user("dso"), datetime.date(2018, 5, 31)
    for item in AgendaItem.objects.filter(meeting=demo.meeting).on_agenda():
        edit_item(
            by=dso, item=item, version=item.version, presenter="The Presenter", officer_notes=f"{MARK} note",
            owed_by=f"{MARK} owes",
        )  # fmt: skip
    builds = [built(dso, demo.meeting, dated=day, edition=edition) for edition in EditionKind]
    edition = publish_agenda(by=dso, meeting=demo.meeting, at=noon(day), reason="Presenters are named")

    assert MARK not in repr(agenda_report(demo.meeting, signed_on=None))
    assert [MARK in repr(build.agenda) for build in builds] == [False, False]
    assert "The Presenter" in repr(edition.build.agenda)
    assert MARK not in "".join(edition.build.papers.order_by("position").values_list("body", flat=True))
    address = f"/meetings/{demo.panel.slug}/2018-06-07/"
    for reader in (Client(), sign_in("councillor")):
        for page in (address, "/", f"/panels/{demo.panel.slug}/", f"{address}papers/1/"):
            assert MARK not in reader.get(page).text
        assert "Presented by: The Presenter" in text_of(reader.get(address))
    # An officer finds it: a mark that is nowhere would prove nothing.
    assert f"{MARK} note" in text_of(sign_in("dso").get(f"/desk/{demo.panel.slug}/2018-06-07/"))


def test_a_note_leaves_the_agenda_and_its_pack_as_they_are(dso, meeting):
    item = item_of(meeting, "Minutes")
    version = Meeting.objects.get(pk=meeting.pk).agenda_version
    edit_item(by=dso, item=item, version=1, officer_notes="Ask Sam", owed_by="Sam", needs_report=True)
    assert Meeting.objects.get(pk=meeting.pk).agenda_version == version
    edit_item(by=dso, item=item, version=2, presenter="The Chair")
    assert Meeting.objects.get(pk=meeting.pk).agenda_version == version + 1


def test_notes_on_an_exempt_item_are_not_for_officers_without_the_right_to_it(demo: Demo):
    item, dso = demo.item(8), demo.user("dso")
    edit_item(by=dso, item=item, version=item.version, officer_notes=f"{MARK} note", owed_by=f"{MARK} owes")
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=item, ground=ground, reason="Prices", public_title="A contract")
    for page in ("", "plan/"):
        address = f"/desk/{demo.panel.slug}/2018-06-07/{page}"
        assert MARK in sign_in("dso").get(address).text
        assert MARK not in sign_in("officer").get(address).text


# --- Query counts ------------------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("page", ["", "plan/", "items/add/"])
def test_the_editor_asks_the_same_of_five_items_and_of_sixty(client, dso, meeting, page):
    for number in range(2):
        add_item(by=dso, meeting=meeting, title=f"Item {number}", presenter="A", invited="B, C", officer_notes="D")
    few = queries(client, desk(meeting, page))
    for number in range(55):
        add_item(by=dso, meeting=meeting, title=f"More {number}", needs_report=True, owed_by="Sam")
    assert queries(client, desk(meeting, page)) == few
    assert few <= 45


def test_saving_asks_the_same_of_five_items_and_of_sixty(client, dso, meeting):
    item = item_of(meeting, "Minutes")

    def save(words: str) -> int:
        item.refresh_from_db()
        with CaptureQueriesContext(connection) as found:
            answer = client.post(desk(meeting, f"items/{item.pk}/"), form_of(item, presenter=words), **JSON)
            assert answer.status_code == 200
        return len(found)

    few = save("One")
    for number in range(57):
        add_item(by=dso, meeting=meeting, title=f"More {number}")
    assert save("Two") == few
    assert few <= 25
