"""Minutes from the record to the signature: compiled, edited, checked, published, amended, approved, withdrawn."""

import datetime
import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pikepdf import Pdf

from panels.enums import Attendance, DeclarationConduct, DeclarationKind, MinutesState
from panels.minutes_docx import minutes_docx
from panels.minutes_files import make_files
from panels.minutes_phrases import PHRASES, phrase_problem
from panels.models import ExemptionGround, MeetingAttendance, Minute, Minutes, MinutesEdition, Person, SearchEntry
from panels.operations.exemptions import load_grounds, mark_exempt
from panels.operations.minutes import begin_at, compile_minutes, edit_minute, remove_minute
from panels.operations.minutes_states import (
    amend_minute,
    approve_minutes,
    publish_minutes,
    record_check,
    send_to_chair,
    take_back,
    withdraw_minutes,
)
from panels.operations.phrases import set_phrases
from panels.operations.record import open_record, save_note, set_attendance, take_chair
from panels.operations.record_entries import add_speaker, declare, exclude_public, put_to_vote, resolve
from panels.operations.setup import record_minutes, schedule_meeting
from panels.reports.minutes import minutes_report
from panels.reports.minutes_content import as_content, from_content
from panels.reports.minutes_gate import minutes_gate
from panels.reports.news import news
from panels.rules import NotAllowed, StaleEdit
from panels.search import reindex_all, search
from scrutiny.access import Role
from tests.helpers import noon, person, sign_in, small_panel, text_of
from tests.panels.march import AWAY, DAY, NATURE, SEATS, item_of, march_meeting, minute_of, notes_of

pytestmark = pytest.mark.django_db
PLANTED = "Zebrafinch"


@pytest.fixture
def dso():
    return person("dso")


@pytest.fixture
def meeting(dso):
    return march_meeting(dso, small_panel(dso))


@pytest.fixture
def minutes(dso, meeting):
    """The record of March: who was there, notes and resolutions; not compiled yet."""
    minutes = open_record(by=dso, meeting=meeting)
    rows = MeetingAttendance.objects.filter(minutes=minutes).select_related("person").order_by("position")
    wanted = {row.pk: (Attendance.APOLOGIES if row.person.name in AWAY else Attendance.PRESENT, False) for row in rows}
    set_attendance(by=dso, minutes=minutes, wanted=wanted, seen={})
    for start, number in (("Post 16", 31), ("Children", 32), ("Monitoring", 33)):
        note(dso, minutes, start, notes_of(number))
        for resolution in minute_of(number)["resolutions"]:
            resolve(by=dso, minutes=minutes, item=item_of(meeting, start), text=resolution["text"])
    return Minutes.objects.with_meeting().get(pk=minutes.pk)


def note(by, minutes, start: str, text: str) -> None:
    save_note(by=by, minutes=minutes, item=item_of(minutes.meeting, start), text=text, copy=1, version=0, window="w")


def row(minutes: Minutes, name: str) -> MeetingAttendance:
    return MeetingAttendance.objects.get(minutes=minutes, person__name=name)


def entry(minutes: Minutes, start: str) -> Minute:
    return Minute.objects.get(minutes=minutes, title__startswith=start)


def checked(by, minutes: Minutes) -> Minutes:
    compile_minutes(by=by, minutes=minutes)
    send_to_chair(by=by, minutes=minutes)
    return record_check(by=by, minutes=minutes, at=noon(DAY))


def public_words(minutes: Minutes) -> str:
    return text_of(Client().get(reverse("panels:minutes", args=minutes.meeting.key)))


# --- Compiled from the record, and edited ----------------------------------------------------------------------


def test_minutes_are_compiled_in_the_form_of_the_council(dso, meeting, minutes):
    members = [row(minutes, "Keogh"), row(minutes, "Taggart")]
    post16 = item_of(meeting, "Post 16")
    declare(
        by=dso, minutes=minutes, members=members, item=post16, kind=DeclarationKind.PECUNIARY, nature=NATURE,
        conduct=DeclarationConduct.LEFT_CHAIR,
    )  # fmt: skip
    take_chair(by=dso, minutes=minutes, item=post16, who=row(minutes, "O'Neill"), known=None, only_this_item=True)
    add_speaker(by=dso, minutes=minutes, item=post16, name="Amanda Percy", job_title="Post 16 Advisor")
    note(dso, minutes, "Apologies", "")
    compile_minutes(by=dso, minutes=minutes)
    report = minutes_report(minutes)
    (found,) = [one for one in report.entries if one.title.startswith("Post 16")]

    assert found.chair_note == "Councillor O'Neill in the chair"
    assert found.chair_after == "Councillor Keogh in the chair"
    assert found.considered[0].text.startswith("The Panel considered the report of the Associate Director for Economic")
    assert found.speakers_sentence.startswith("Amanda Percy, Post 16 Advisor; was present and with the consent")
    assert found.noted_lead_in == "The Panel particularly noted the following:"
    assert len(found.noted[0].entries) == 3
    assert found.note[0].text.endswith(
        f"in the matter set out in the report {NATURE}, and stepped aside from their positions of Chair and Vice-Chair "
        "of the Panel during its consideration. They remained in the meeting and took part in the discussion."
    )
    assert [one.chair_note + one.chair_after for one in report.entries if one is not found] == ["", ""]


def test_compiling_again_leaves_alone_what_was_edited_and_keeps_every_key(dso, meeting, minutes):
    compile_minutes(by=dso, minutes=minutes)
    before = list(Minute.objects.order_by("number").values_list("pk", "resolutions"))
    found = entry(minutes, "Post 16")
    edit_minute(by=dso, minute=found, version=found.version, noted="- In other words")
    note(dso, minutes, "Post 16", "- Something new")
    note(dso, minutes, "Monitoring", "Something else")
    kept = compile_minutes(by=dso, minutes=minutes)

    assert [one.pk for one in kept] == [found.pk]
    assert entry(minutes, "Post 16").noted == "- In other words"
    assert entry(minutes, "Monitoring").noted == "Something else"
    assert list(Minute.objects.order_by("number").values_list("pk", "resolutions")) == before
    with pytest.raises(StaleEdit):
        edit_minute(by=dso, minute=found, version=found.version, noted="Too late")
    with pytest.raises(NotAllowed, match="holds a resolution"):
        remove_minute(by=dso, minute=found)


def test_numbers_run_on_through_the_year_and_later_drafts_move_along(dso, meeting, minutes):
    begin_at(by=dso, minutes=minutes, first=31)
    april = schedule_meeting(by=dso, panel=meeting.panel, date=datetime.date(2018, 4, 26))
    later = open_record(by=dso, meeting=march_item(dso, april))
    resolve_first(dso, later)
    assert list(later.entries.values_list("number", flat=True)) == [34]
    with pytest.raises(NotAllowed, match="end with 33, so these begin with 34, not 40"):
        begin_at(by=dso, minutes=later, first=40)
    note(dso, minutes, "Disclosure", "None.")
    assert list(later.entries.values_list("number", flat=True)) == [35]
    compile_minutes(by=dso, minutes=later)
    assert "not published yet" in " ".join(minutes_gate(later).to_publish)


def march_item(by, meeting):
    from panels.operations.agenda import add_item

    add_item(by=by, meeting=meeting, title="Work programme")
    return meeting


def resolve_first(by, minutes: Minutes) -> None:
    rows = MeetingAttendance.objects.filter(minutes=minutes).order_by("position")[:3]
    set_attendance(by=by, minutes=minutes, wanted={one.pk: (Attendance.PRESENT, False) for one in rows}, seen={})
    resolve(by=by, minutes=minutes, item=minutes.meeting.items.get(), text="That it be agreed")


# --- From draft to signed --------------------------------------------------------------------------------------


def test_minutes_go_to_the_chair_and_out_only_in_their_order(dso, meeting, minutes):
    with pytest.raises(NotAllowed, match=r"record has changed since the minutes were compiled \(1, 2, 3\)"):
        send_to_chair(by=dso, minutes=minutes)
    compile_minutes(by=dso, minutes=minutes)
    for move in (record_check, publish_minutes):
        with pytest.raises(NotAllowed, match=r"not with the chair|has not checked"):
            move(by=dso, minutes=minutes, at=noon(DAY))
    send_to_chair(by=dso, minutes=minutes)
    with pytest.raises(NotAllowed, match=r"with the chair\. Take them back"):
        note(dso, minutes, "Post 16", "Late")
    take_back(by=dso, minutes=minutes, reason="Minute 1: the college is Richard Taunton")
    note(dso, minutes, "Post 16", "In time")
    checked(dso, minutes)
    approval = {"by": dso, "minutes": minutes, "meeting": meeting, "signed_on": DAY, "at": noon(DAY)}
    with pytest.raises(NotAllowed, match="not published as a draft yet"):
        approve_minutes(**approval, signed_by=Person.objects.get(name="Taggart"))
    assert Client().get(reverse("panels:minutes", args=meeting.key)).status_code == 404
    publish_minutes(by=dso, minutes=minutes, at=noon(DAY))
    assert "In time" in public_words(minutes)


def test_a_meeting_without_its_quorum_has_no_minutes(dso, meeting, minutes):
    rows = MeetingAttendance.objects.filter(minutes=minutes, attendance="present").order_by("position")[2:]
    set_attendance(by=dso, minutes=minutes, wanted={one.pk: (Attendance.ABSENT, False) for one in rows}, seen={})
    compile_minutes(by=dso, minutes=minutes)
    with pytest.raises(NotAllowed, match=r"never quorate: 2 of the 3 .* take that out"):
        send_to_chair(by=dso, minutes=minutes)
    with pytest.raises(NotAllowed, match="not quorate: 2 of the 3"):
        resolve(by=dso, minutes=minutes, item=item_of(meeting, "Post 16"), text="That it be noted")
    seats = [{"title": title, "name": name} for title, name, *_ in SEATS]
    old = schedule_meeting(by=dso, panel=meeting.panel, date=datetime.date(2017, 11, 30))
    words = {"number": 5, "title": "A", "resolutions": [{"numeral": "(i)", "text": "That"}]}
    for present, apologies, entries, said in (
        (seats[:2], [], [words], "not quorate: 2 of the 3"),
        (seats[:4], seats[3:], [words], "O'Neill cannot be present and send apologies"),
        (seats[:4], [], [words, words | {"number": 7}], "out of order or have a gap"),
    ):
        with pytest.raises(NotAllowed, match=said):
            record_minutes(by=dso, meeting=old, present=present, apologies=apologies, entries=entries)


def test_the_next_meeting_amends_approves_and_signs(dso, meeting, minutes):
    publish_minutes(by=dso, minutes=checked(dso, minutes), at=noon(DAY))
    found = entry(minutes, "Monitoring")
    amend_minute(by=dso, minute=found, text="In minute 3, “late” to read “not ready”", noted="It was not ready.")
    assert "not ready." not in public_words(minutes)

    june = schedule_meeting(by=dso, panel=meeting.panel, date=datetime.date(2018, 6, 7))
    taggart = Person.objects.get(name="Taggart")
    approval = {"by": dso, "minutes": minutes, "signed_by": taggart, "at": noon(june.date)}
    for at, signed_on, said in ((meeting, DAY, "later meeting"), (june, DAY, "cannot be signed before")):
        with pytest.raises(NotAllowed, match=said):
            approve_minutes(**approval, meeting=at, signed_on=signed_on)
    approve_minutes(**approval, meeting=june, signed_on=june.date)

    words = public_words(minutes)
    for said in (
        "It was not ready.",
        "Approved as a correct record on 7 June 2018.",
        "Amendments agreed before these minutes were approved In minute 3, “late” to read “not ready”",
        "Signed by Councillor Taggart in the chair on 7 June 2018.",
    ):
        assert said in words
    assert [item.title.split(":")[0] for item in news()] == ["Minutes approved", "Draft minutes published"]
    with pytest.raises(NotAllowed, match="approved and signed"):
        note(dso, minutes, "Post 16", "Later still")


def test_withdrawn_minutes_are_gone_at_once_and_come_back_with_a_reason(dso, minutes):
    publish_minutes(by=dso, minutes=checked(dso, minutes), at=noon(DAY))
    assert search("Apprenticeship Levy").total == 1
    with pytest.raises(NotAllowed, match="Say why"):
        withdraw_minutes(by=dso, minutes=minutes, at=noon(DAY), reason=" ")
    withdraw_minutes(by=dso, minutes=minutes, at=noon(DAY), reason="A name was in them")

    words = public_words(minutes)
    assert "A name was in them" in words
    assert "Apprenticeship" not in words
    assert search("Apprenticeship Levy").total == reindex_all() == 0
    assert Client().get(reverse("panels:minutes_pdf", args=minutes.meeting.key)).status_code == 404
    with pytest.raises(NotAllowed, match="Say why they go out again"):
        publish_minutes(by=dso, minutes=checked(dso, minutes), at=noon(DAY))


# --- Exempt minutes --------------------------------------------------------------------------------------------


@pytest.fixture
def exempt(dso, meeting, minutes):
    """The minutes with the item on performance exempt: a planted word stands in everything that must not get out."""
    load_grounds(by=dso, council=None, grounds=[{"kind": "exempt", "code": "paragraph 1", "text": "Any individual"}])
    item = item_of(meeting, "Children")
    mark_exempt(
        by=dso, subject=item, ground=ExemptionGround.objects.get(), reason="It names a child", public_title="A case"
    )
    note(dso, minutes, "Children", f"- {PLANTED} was taken into care")
    resolve(by=dso, minutes=minutes, item=item, text=f"That {PLANTED} be visited")
    add_speaker(by=dso, minutes=minutes, item=item, name=f"Parent of {PLANTED}")
    put_to_vote(by=dso, minutes=minutes, item=item, motion=f"That {PLANTED} go home", votes_for=1, votes_against=4)
    return minutes


def test_exempt_minutes_stay_exempt(dso, meeting, exempt, tmp_path):
    compile_minutes(by=dso, minutes=exempt)
    problems = " ".join(minutes_gate(exempt).to_publish)
    assert "Write a summary for the public" in problems
    assert "section 100A(4)" in problems
    exclude_public(by=dso, minutes=exempt, resolution="That they go", excluded_at=datetime.time(18))
    case = entry(exempt, "Children")
    with pytest.raises(NotAllowed, match="Release the exemption"):
        edit_minute(by=dso, minute=case, version=case.version, is_exempt=False)
    edit_minute(by=dso, minute=case, version=case.version, public_summary="A case was discussed.")
    checked(dso, exempt)
    with pytest.raises(NotAllowed, match="somebody else has to publish them"):
        publish_minutes(by=dso, minutes=exempt, at=noon(DAY))
    edition = publish_minutes(by=person("second"), minutes=exempt, at=noon(DAY))
    make_files(edition)
    edition.refresh_from_db()

    assert PLANTED in str(edition.members_content)
    public = Client()
    addresses = [
        reverse(f"panels:{name}", args=meeting.key) for name in ("minutes", "meeting", "minutes_docx", "minutes_pdf")
    ]
    addresses += [reverse("panels:editions"), "/search/?q=discussed", reverse("panels:home")]
    for address in addresses:
        response = public.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200
        assert PLANTED.encode() not in content, address
        if address.endswith(".docx"):
            words = "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
            assert "A case was discussed." in words
            assert PLANTED not in words
        if address.endswith(".pdf"):
            with Pdf.open(io.BytesIO(content)) as pdf:
                assert pdf.Root.MarkInfo.Marked
                assert str(pdf.Root.Lang) == "en-GB"
    assert search(PLANTED).total == 0
    words = public_words(exempt)
    assert "A case Not for publication: exempt information, paragraph 1. A case was discussed." in words
    members = reverse("panels:members_minutes", args=meeting.key)
    assert PLANTED in text_of(sign_in("dso").get(members))
    councillor = person("cllr", Role.COUNCILLOR)
    assert sign_in("cllr").get(members).status_code == 404
    Person.objects.filter(name="Murphy").update(account=councillor)
    assert PLANTED in text_of(sign_in("cllr").get(members))


def test_the_public_report_loads_nothing_exempt(dso, exempt, django_assert_max_num_queries):
    compile_minutes(by=dso, minutes=exempt)
    assert PLANTED not in str(as_content(minutes_report(exempt)))


# --- What it is made into --------------------------------------------------------------------------------------


def test_what_is_published_is_read_back_as_it_was(dso, minutes):
    report = minutes_report(minutes)
    assert from_content(as_content(report)) == report
    document = Document(io.BytesIO(minutes_docx(report, made=noon(DAY))))
    assert document.core_properties.language == "en-GB"
    styles = [(one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert [name for name, _ in styles] == ["Heading 1", "Heading 2", *["Heading 3"] * 3]
    assert styles[2][1] == "1. Post 16 education and training"
    bullets = [one.text for one in document.paragraphs if one.style.name == "List Bullet"]
    assert bullets == []  # nothing is compiled yet
    assert "(i)\tThat the Panel would be provided" in "\n".join(one.text for one in document.paragraphs)


def test_reports_make_the_same_queries_however_many_minutes(dso, minutes, django_assert_num_queries):
    compile_minutes(by=dso, minutes=minutes)
    with django_assert_num_queries(10):
        minutes_report(minutes)
    for number in range(5):
        resolve(by=dso, minutes=minutes, item=item_of(minutes.meeting, "Disclosure"), text=f"That {number}")
    with django_assert_num_queries(10):
        minutes_report(minutes)


def test_the_chair_reads_the_draft_and_is_content(dso, meeting, minutes):
    chair, other = person("chair", Role.COUNCILLOR), person("other", Role.COUNCILLOR)
    Person.objects.filter(name="Keogh").update(account=chair)
    Person.objects.filter(name="Murphy").update(account=other)
    address = reverse("panels:check_minutes", args=meeting.key)
    assert sign_in("chair").get(address).status_code == 404
    compile_minutes(by=dso, minutes=minutes)
    send_to_chair(by=dso, minutes=minutes)
    assert sign_in("other").get(address).status_code == 404
    assert "Apprenticeship" in text_of(sign_in("chair").get(address))
    assert "Say what is to be changed" in text_of(sign_in("chair").post(address))
    sign_in("chair").post(address, {"content": "yes"})
    minutes.refresh_from_db()
    assert (minutes.state, minutes.checked_by) == (MinutesState.CHECKED, chair)


def test_phrases_that_cannot_be_filled_in_are_refused(dso, meeting):
    assert [key for key, phrase in PHRASES.items() if phrase_problem(key, phrase.ours)] == []
    before = MinutesEdition.objects.count() + SearchEntry.objects.count()
    for text in ("{nobody} in the chair", "{person!r} in the chair", "{person in the chair", "{} in the chair"):
        with pytest.raises(NotAllowed, match="Another member takes the chair"):
            set_phrases(by=dso, council=meeting.panel.council, phrases={"chair": text, "note": "Note"})
    assert set_phrases(by=dso, council=meeting.panel.council, phrases={"chair": "{person} presiding"}) == ["chair"]
    assert before == 0
