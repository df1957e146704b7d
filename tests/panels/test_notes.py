"""Private notes: kept whatever happens to the paper or on another device, and seen by nobody but their writer."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from panels.models import PaperNote, Report, ReportPart
from panels.operations.notes import LONGEST_NOTE, add_note, change_note
from panels.operations.publishing import publish_agenda, withdraw_agenda
from panels.operations.reports import save_part
from panels.richtext.places import Passage
from panels.rules import NotAllowed
from scrutiny.models import Event
from tests.helpers import MEETING_PATH, Demo, built, noon, sign_in, text_of

PAPER = f"/meetings/{MEETING_PATH}/papers/3/"
ADD = f"/my-notes/{MEETING_PATH}/papers/3/"
MINE = f"/my-notes/{MEETING_PATH}/"
SECRET = "Quillfeather"
DAY = datetime.date(2018, 6, 1)
JSON = {"HTTP_ACCEPT": "application/json"}


def marked(client: Client, quote: str, **more: str) -> PaperNote:
    answer = client.post(ADD, {"quote": quote, "text": "", **more}, **JSON)
    assert answer.status_code == 200, answer.content
    return PaperNote.objects.get(pk=answer.json()["note"])


def published_again(demo: Demo, **changes: str) -> None:
    """The performance report changed, and a correction published."""
    dso = demo.user("dso")
    report = Report.objects.get(title="Children and Families - Performance")
    for key, text in changes.items():
        part = ReportPart.objects.select_related("part").get(report=report, part__key=key.replace("_", "-"))
        save_part(by=dso, report=report, part=part.part, text=text, version=part.version)
    built(dso, demo.meeting, dated=DAY)
    publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), reason="Some words were wrong.")


def test_a_note_is_read_by_nobody_else(demo: Demo) -> None:
    """Not by officers, the scrutiny manager, the public; not in the history, the search, or any page of theirs."""
    reader = sign_in("councillor")
    note = marked(reader, "Children and Families Scrutiny Panel", text=f"{SECRET} thinks so")
    assert SECRET in text_of(reader.get(PAPER))
    assert SECRET in text_of(reader.get(MINE))
    for who in ("dso", "manager", "officer", ""):
        other = sign_in(who) if who else Client()
        for address in (PAPER, MINE, "/my-notes/", "/search/?q=thinks", f"/desk/{MEETING_PATH}/"):
            assert SECRET not in other.get(address).content.decode()
        assert other.get(f"{MINE}{note.pk}/").status_code in (302, 404)
        other.post(f"{MINE}{note.pk}/", {"text": "Mine now", "version": "1"})
        other.post(f"{MINE}{note.pk}/delete/")
    note.refresh_from_db()
    assert note.text == f"{SECRET} thinks so"
    assert not Event.objects.filter(subject__contains="note").exists()
    assert not [event for event in Event.objects.order_by("pk") if SECRET in str(event.facts)]
    assert "app-mark" in reader.get(PAPER).content.decode()
    assert "app-mark" not in Client().get(PAPER).content.decode()


def test_a_passage_stays_marked_in_a_new_version_and_a_note_whose_words_are_gone_is_kept(demo: Demo) -> None:
    reader = sign_in("councillor")
    reader.post(ADD, {"where": "place-0", "text": "On the first heading"})
    stays = marked(reader, "Service Director – Legal and Governance")
    goes = marked(reader, "for scrutiny", before="presented", text="Why is this in?")
    report = Report.objects.get(title="Children and Families - Performance")
    summary = ReportPart.objects.get(report=report, part__key="brief-summary")
    goes.quote = "Words that the summary said before"
    goes.save()
    published_again(demo, brief_summary=f"<p>{'Something else entirely. ' * 30}</p>")
    assert summary.text
    page = reader.get(PAPER).content.decode()
    assert f'data-note="{stays.pk}"' in page
    assert f'data-note="{goes.pk}"' not in page
    mine = text_of(reader.get(MINE))
    assert "The paper has changed since" in mine
    assert all(words in mine for words in ("Why is this in?", goes.quote, "On the first heading", "9. Children"))


def test_two_devices_that_save_at_once_both_keep_their_words(demo: Demo) -> None:
    reader = sign_in("councillor")
    note = marked(reader, "Legal and Governance", text="First")
    address = f"{MINE}{note.pk}/"
    reader.post(address, {"text": "From the phone", "version": "1"})
    said = reader.post(
        address, {"text": "From the tablet", "version": "1", "source": note.source, "quote": note.quote}, follow=True
    )
    assert "Both are kept" in text_of(said)
    assert set(PaperNote.objects.values_list("text", flat=True)) == {"From the phone", "From the tablet"}
    reader.post(f"{address}delete/")
    reader.post(address, {"text": "After it was deleted", "version": "2", "source": note.source, "quote": "x"})
    assert set(PaperNote.objects.values_list("text", flat=True)) == {"From the tablet", "After it was deleted"}
    key = str(uuid.uuid4())
    for _ in range(2):
        reader.post(ADD, {"text": "Sent twice", "key": key})
    assert PaperNote.objects.filter(text="Sent twice").count() == 1


def test_a_note_on_what_was_withdrawn_shows_nothing_of_it(demo: Demo) -> None:
    """What went out by mistake must not live on in notes; what the reader wrote herself does."""
    reader = sign_in("councillor")
    quote = "Service Director – Legal and Governance"
    note = marked(reader, quote, text="My own words")
    assert quote in text_of(reader.get(MINE))
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="A name was not blacked out.")
    for address in (MINE, f"{MINE}{note.pk}/", "/my-notes/"):
        page = reader.get(address)
        assert page.status_code == 200
        assert quote not in page.content.decode()
        assert "Performance -" not in text_of(page)
    assert "My own words" in text_of(reader.get(MINE))
    assert reader.get(ADD).status_code == 404


def test_notes_are_in_the_order_of_the_agenda_with_their_pages(demo: Demo) -> None:
    reader = sign_in("councillor")
    for position, where in ((5, "page-14"), (3, "page-6"), (1, ""), (3, "place-3")):
        reader.post(f"/my-notes/{MEETING_PATH}/papers/{position}/", {"where": where, "text": f"On {position} {where}"})
    mine = text_of(reader.get(MINE))
    order = [mine.index(words) for words in ("On 1", "On 3 place-3", "On 5 page-14")]
    assert order == sorted(order)
    assert all(f"Page {page}" in mine for page in (5, 6, 14))
    assert "4 notes" in text_of(reader.get("/my-notes/"))
    assert text_of(reader.get(f"{MINE}delete/")).count("Delete your 4 notes") >= 1
    reader.post(f"{MINE}delete/")
    assert not PaperNote.objects.exists()


def test_what_cannot_be_kept_is_said_and_typed_words_stay(demo: Demo) -> None:
    reader = sign_in("councillor")
    for data, sentence in (
        ({"text": " "}, "Write something"),
        ({"text": "Fine", "where": "page-99"}, "Choose a page or paragraph"),
        ({"text": "Fine", "where": "place-9999"}, "Choose a page or paragraph"),
        ({"text": "Fine", "where": "nonsense"}, "Choose a page or paragraph"),
        ({"text": "x" * (LONGEST_NOTE + 1)}, "Keep it to 10,000"),
        ({"quote": "x" * 2_001}, "Mark at most 2,000"),
    ):
        answer = reader.post(ADD, data)
        assert answer.status_code == 400
        assert sentence in text_of(answer)
        assert data.get("text", "").strip() in answer.content.decode()
    assert not PaperNote.objects.exists()
    assert sign_in("councillor").post(ADD, {"quote": "x" * 2_001}, **JSON).json()["problem"]


def test_markup_in_a_note_is_words(demo: Demo) -> None:
    reader = sign_in("councillor")
    reader.post(ADD, {"text": "<script>alert(1)</script>", "quote": "<b>Children</b>"})
    for address in (PAPER, MINE):
        assert "<script>alert" not in reader.get(address).content.decode()


def test_the_page_of_a_paper_costs_the_same_however_many_notes_there_are(
    demo: Demo, django_assert_max_num_queries
) -> None:
    councillor, reader = demo.user("councillor"), sign_in("councillor")
    source = demo.item(9).papers.get(place=0).pk
    for number in range(40):
        add_note(
            owner=councillor, meeting=demo.meeting, source=source, text=f"Note {number}",
            passage=Passage("Children and Families", start=number),
        )  # fmt: skip
    for address, most in ((PAPER, 16), (MINE, 18), ("/my-notes/", 8)):
        reader.get(address)
        with django_assert_max_num_queries(most):
            assert reader.get(address).status_code == 200


def test_a_note_of_one_reader_cannot_be_changed_by_another(demo: Demo) -> None:
    note = add_note(owner=demo.user("councillor"), meeting=demo.meeting, source=1, text="Mine")
    change_note(owner=demo.user("dso"), note=note, text="Theirs", version=1)
    note.refresh_from_db()
    assert note.text == "Mine"
    with pytest.raises(NotAllowed):
        add_note(owner=demo.user("dso"), meeting=demo.meeting, source=1, text="", passage=Passage("  "))
    assert reverse("panels:my_notes") == "/my-notes/"
