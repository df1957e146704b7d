"""The tracker on the demonstration: what who sees, filters and files; the report that monitors; the letter."""

import csv
import datetime
import io

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from panels.enums import EditionKind, PaperKind
from panels.models import Minutes, Monitoring, Paper, Recommendation, Resolution
from panels.notice_mail import send_notice_mail
from panels.operations.information import receive_information
from panels.operations.minutes_states import withdraw_minutes
from panels.operations.monitoring import refresh_monitoring
from panels.operations.publishing import publish_agenda, withdraw_agenda
from panels.operations.recipients import add_file, add_link
from panels.operations.recommendations import (
    edit_recommendation,
    publish_response,
    recommend,
    record_response,
    send_notice,
)
from panels.printing import print_asked
from panels.reminders import due
from panels.reports.monitoring import monitoring_report, restored
from panels.tracker_enums import Answer, AskKind, NoticeMethod
from scrutiny.access import Role
from scrutiny.operations import create_account
from tests.documents.pdf_reading import text_of as text_of_page
from tests.helpers import PASSWORD, Demo, built, noon, sign_in, text_of
from tests.panels.tracker_helpers import answered, day, director, held, made, sent

LATE = "The information about the Educational Attainment of Looked After Children"
INDICATOR = "The LAC indicator in the performance report would include"
UPDATE = "A brief update on developments relating to Apprenticeships."


def ask(number: int) -> Recommendation:
    """What the demonstration follows up of a minute."""
    return Recommendation.objects.get(resolution__minute__number=number)


# --- Who sees what -----------------------------------------------------------------------------------------------


def test_the_demonstration_follows_up_three_resolutions_and_invents_nothing(demo: Demo):
    rows = Recommendation.objects.order_by("pk")

    assert [row.minute for row in rows] == ["Minute 31(i)", "Minute 32(i)", "Minute 33(i)"]
    assert [row.standing for row in rows] == ["asked", "not_sent", "asked"]
    assert not rows.exclude(answered_on=None).exists()
    page = text_of(Client().get("/recommendations/"))
    assert page.index(LATE) < page.index(INDICATOR)
    assert "years late" in page
    assert page.count(" late ") >= 1


def take_back(demo: Demo) -> None:
    """The minutes of March, and the pack of June that has them: either would keep them published."""
    at = noon(day("2018-06-01"))
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=at, reason="A mistake")
    minutes = Minutes.objects.get(meeting__date=day("2018-03-22"))
    withdraw_minutes(by=demo.user("dso"), minutes=minutes, at=at, reason="A mistake")


def test_the_public_reads_what_is_in_published_minutes_and_nothing_exempt(demo: Demo):
    dso, public = demo.user("dso"), Client()
    resolution = Resolution.objects.select_related("minute__minutes__meeting__panel").get(minute__number=31)
    hidden = recommend(by=dso, resolution=resolution, kind=AskKind.RECOMMENDATION, text="Secret.", is_exempt=True)
    draft = recommend(by=dso, resolution=_unpublished(demo), kind=AskKind.RECOMMENDATION, text="Draft words.")
    for address in ("/recommendations/", "/recommendations/list.csv", "/recommendations/?words=secret"):
        page = public.get(address).content.decode()
        assert "Secret." not in page
        assert "Draft words." not in page
    for row in (hidden, draft):
        assert public.get(row.get_absolute_url()).status_code == 404
        assert sign_in("councillor").get(row.get_absolute_url()).status_code == 404
        assert sign_in("dso").get(row.get_absolute_url()).status_code == 200
    assert "Secret." not in sign_in("officer").get("/recommendations/").content.decode()
    take_back(demo)
    assert LATE not in text_of(public.get("/recommendations/"))
    assert public.get(ask(33).get_absolute_url()).status_code == 404


def test_a_response_reaches_the_public_when_it_is_published(demo: Demo):
    dso, row = demo.user("dso"), ask(32)
    send_notice(by=dso, recommendation=row, on=day("2018-06-11"), method=NoticeMethod.LETTER)
    record_response(
        by=dso,
        recommendation=row,
        on=day("2018-07-02"),
        answer=Answer.PARTLY,
        reason="Only from July.",
        action="A row.",
    )
    for address in (row.get_absolute_url(), "/recommendations/list.csv"):
        assert "Only from July." not in Client().get(address).content.decode()
        assert "Only from July." in sign_in("manager").get(address).content.decode()
    publish_response(by=dso, recommendation=row)
    page = text_of(Client().get(row.get_absolute_url()))
    assert "Only from July." in page
    assert "Accepted in part" in page
    assert "recorded by" not in page


def test_evidence_is_for_officers_and_the_recipient(demo: Demo):
    row = ask(33)
    add_link(by=demo.user("dso"), recommendation=row, title="The figures", link="https://example.gov.uk/figures")
    kept = add_file(by=demo.user("dso"), recommendation=row, title="Table", content=b"%PDF-1.7 x", file_name="a b.pdf")
    address = f"{row.get_absolute_url()}evidence/{kept.pk}/"
    assert "The figures" not in text_of(Client().get(row.get_absolute_url()))
    assert "The figures" in text_of(sign_in("officer").get(row.get_absolute_url()))
    answer = sign_in("officer").get(address)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer) == b"%PDF-1.7 x"
    assert sign_in("councillor").get(address).status_code == 404


# --- Filters, files ----------------------------------------------------------------------------------------------


def test_filters_in_the_address_each_alone_and_removable(demo: Demo):
    client = Client()
    for query, found in (
        ("kind=information", {LATE, UPDATE}),
        ("status=late", {LATE}),
        ("status=not_sent", {INDICATOR}),
        ("status=ended", set()),
        ("year=2017/18", {LATE, UPDATE, INDICATOR}),
        ("year=2018/19", set()),
        ("age=12", {LATE, UPDATE, INDICATOR}),
        ("words=apprenticeships", {UPDATE}),
        (f"recipient={ask(31).recipient_id}", {UPDATE}),
        (f"panel={demo.panel.slug}&kind=recommendation", {INDICATOR}),
        # What cannot be read is left out.
        ("status=x&year=x&age=x&page=x&member=x&order=x&words=%00", {LATE, UPDATE, INDICATOR}),
    ):
        page = text_of(client.get(f"/recommendations/?{query}"))
        assert {words for words in (LATE, UPDATE, INDICATOR) if words in page} == found, query
    page = client.get("/recommendations/?kind=information&status=late&order=newest").content.decode()
    assert 'href="?status=late&amp;order=newest"' in page
    assert 'href="?kind=information&amp;order=newest"' in page


def test_files_hold_the_rows_with_formulas_neutralised(demo: Demo):
    row = ask(32)
    edit_recommendation(
        by=demo.user("dso"), recommendation=row, version=row.version, text='=HYPERLINK("http://x")', reason="+1"
    )
    rows = list(
        csv.DictReader(io.StringIO(Client().get("/recommendations/list.csv?kind=recommendation").content.decode()))
    )
    assert [(found["Text"], found["Why"]) for found in rows] == [('\'=HYPERLINK("http://x")', "'+1")]
    book = load_workbook(io.BytesIO(Client().get("/recommendations/list.xlsx").content))
    cells = {cell.value: cell for line in book.active.iter_rows() for cell in line}
    assert cells['=HYPERLINK("http://x")'].data_type == "s"
    assert book.active.max_row == 4


@pytest.mark.documents
@pytest.mark.usefixtures("own_papers")
def test_the_pdf_is_printed_off_the_request_and_only_for_who_may_read_it(demo: Demo, settings):
    from pikepdf import Pdf

    client = Client()
    assert client.get("/recommendations/list.pdf").status_code == 202
    (waiting,) = (settings.SCRUTINY_DATA / "cache" / "printing").glob("*.html")
    print_asked(waiting.stem)
    answer = client.get("/recommendations/list.pdf")
    assert answer["Content-Type"] == "application/pdf"
    with Pdf.open(io.BytesIO(answer.content)) as pdf:
        words = "".join("".join(text_of_page(page)) for page in pdf.pages).replace(" ", "")
        assert pdf.Root.MarkInfo.Marked
    assert "EducationalAttainment" in words
    # Withdrawn since: the same address prints another document, and the old one is not handed out.
    take_back(demo)
    assert client.get("/recommendations/list.pdf").status_code == 202


def test_the_list_costs_the_same_queries_with_many_rows(demo: Demo):
    def queries(client: Client) -> int:
        client.get("/recommendations/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/recommendations/").status_code == 200
        return len(captured)

    first, now = ask(31), timezone.now()
    few = {who: queries(sign_in(who) if who else Client()) for who in ("", "dso")}
    Recommendation.objects.bulk_create(
        Recommendation(
            panel=first.panel, kind=first.kind, meeting=first.meeting, resolution=first.resolution, text=f"Row {place}",
            made_on=first.made_on, recipient=first.recipient, created_at=now, created_by=first.created_by,
        )
        for place in range(200)
    )  # fmt: skip
    assert {who: queries(sign_in(who) if who else Client()) for who in ("", "dso")} == few
    assert few[""] <= 8


def test_views_are_kept_and_lead_back(demo: Demo):
    client = sign_in("councillor")
    client.post("/recommendations/views/", {"name": "Late ones", "query": "status=late&evil=1"})
    assert "status=late" in client.get("/recommendations/").content.decode()
    assert "evil" not in client.get("/recommendations/").content.decode()
    assert "Late ones" not in text_of(sign_in("dso").get("/recommendations/"))


# --- The steps on pages -------------------------------------------------------------------------------------------


def test_the_recipient_answers_in_the_browser_and_no_more(demo: Demo):
    recipient, row = sign_in("officer"), ask(32)
    send_notice(by=demo.user("dso"), recommendation=row, on=day("2018-06-11"), method=NoticeMethod.LETTER)
    address = f"{row.get_absolute_url()}steps/"
    refused = recipient.post(f"{address}respond/", {"answer": "accepted", "reason": "", "on": "1 July 2018"})
    assert "Give the reason for the response" in text_of(refused)
    early = {"answer": "accepted", "reason": "Right.", "action": "A row.", "on": "1 June 2018"}
    assert "The step before this one was on 11 June 2018" in text_of(recipient.post(f"{address}respond/", early))
    assert recipient.post(f"{address}respond/", {**early, "on": "2 July 2018"}).status_code == 302
    row = ask(32)
    assert (row.answer, row.steps.get(step="respond").by_recipient) == ("accepted", True)
    assert recipient.post(f"{address}judge/", {"outcome": "done", "on": "2 July 2018"}).status_code == 302
    assert ask(32).outcome == ""
    other = create_account(by=None, username="other", full_name="Another", role=Role.COUNCILLOR, password=PASSWORD)
    assert other.pk
    assert sign_in("other").post(f"{address}progress/", {"text": "x", "on": "3 July 2018"}).status_code == 404


def test_one_click_makes_one_of_a_resolution_and_the_next_page_asks_to_whom(demo: Demo):
    dso = sign_in("dso")
    page = dso.get(f"/desk/{demo.panel.slug}/2018-03-22/follow-up/")
    assert text_of(page).count("Make another recommendation") == 3
    assert text_of(page).count("Make a recommendation") == 1
    resolution = ask(31).resolution
    answer = dso.post(f"/desk/resolutions/{resolution.pk}/recommend/", {"kind": "information"})
    made_now = Recommendation.objects.latest("pk")
    assert answer["Location"] == f"/recommendations/{made_now.pk}/edit/"
    assert resolution.recommendations.count() == 2


# --- The standing report ------------------------------------------------------------------------------------------


def test_the_report_is_on_each_agenda_by_itself_and_lists_the_three(demo: Demo):
    papers = Paper.objects.filter(kind=PaperKind.MONITORING)
    assert papers.count() == 5
    july = demo.panel.meetings.with_panel().get(date="2018-07-26")
    report = restored(Monitoring.objects.get(meeting=july))

    assert (report.as_at, report.since) == (day("2018-07-26"), day("2018-06-07"))
    assert [line.text.startswith(LATE) for line in report.late] == [True]
    assert report.late[0].days_late == 126
    assert {line.minute for line in report.others} == {"Minute 31(i), 22 March 2018", "Minute 32(i), 22 March 2018"}
    assert monitoring_report(july, as_at=day("2018-03-21")).late == ()


def test_the_report_keeps_what_the_panel_had_and_is_renewed_until_it_is_published(demo: Demo):
    dso = demo.user("dso")
    july = demo.panel.meetings.with_panel().get(date="2018-07-26")
    build = built(dso, july, dated=day("2018-07-18"))
    assert not build.problem
    july.refresh_from_db()
    assert LATE in build.papers.get(kind=PaperKind.MONITORING).body
    receive_information(by=dso, recommendation=ask(33), on=day("2018-07-17"))
    assert built(dso, july, dated=day("2018-07-18")).agenda_version == build.agenda_version + 1
    publish_agenda(by=dso, meeting=july, at=noon(day("2018-07-18")))
    before = Monitoring.objects.get(meeting=july).content
    assert before["answered"][0]["news"] == [["Received", "2018-07-17", ""]]
    receive = ask(31)
    receive_information(by=dso, recommendation=receive, on=day("2018-07-20"))
    assert not refresh_monitoring(by=dso, meeting=july)
    assert Monitoring.objects.get(meeting=july).content == before
    page = text_of(Client().get(f"/meetings/{demo.panel.slug}/2018-07-26/papers/1/"))
    assert "Answered since the last meeting" in page
    assert refresh_monitoring(by=dso, meeting=july, even_if_published=True)


def test_what_is_exempt_is_not_in_the_open_report(demo: Demo):
    row = ask(31)
    edit_recommendation(by=demo.user("dso"), recommendation=row, version=row.version, is_exempt=True)
    july = demo.panel.meetings.with_panel().get(date="2018-07-26")
    report = monitoring_report(july, as_at=july.date)
    assert UPDATE not in str(report.content)
    address = f"/desk/{demo.panel.slug}/2018-07-26/monitoring/"
    assert "1 exempt recommendation of this panel is open" in text_of(sign_in("dso").get(address))
    assert "exempt recommendation" not in text_of(sign_in("officer").get(address))
    assert EditionKind.PUBLIC


# --- Letters and reminders ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_notice_is_sent_once_and_says_nothing_that_is_exempt():
    from tests.helpers import person

    dso = person()
    recipient = director(dso, email="director@example.gov.uk")
    meeting = held(dso)
    row = sent(dso, made(dso, meeting, recipient))
    assert send_notice_mail(row.pk)
    assert not send_notice_mail(row.pk)
    (letter,) = mail.outbox
    assert letter.to == ["director@example.gov.uk"]
    assert "respond by 25 May 2018" in letter.body
    assert row.text in letter.body
    hidden = sent(dso, made(dso, meeting, recipient, is_exempt=True))
    assert send_notice_mail(hidden.pk)
    assert hidden.text not in mail.outbox[1].body + mail.outbox[1].subject


@pytest.mark.django_db
def test_reminders_go_to_the_recipient_before_and_to_the_officer_after():
    from tests.helpers import person

    dso, boss = person(), person("boss", Role.SERVICE_OFFICER)
    row = sent(dso, made(dso, held(dso), director(dso, account=boss)))  # due on Friday 25 May 2018

    def keys(on: str) -> set[tuple[str, str]]:
        return {(found.to.username, found.key.partition(" due ")[2]) for found in due(day(on)) if " due " in found.key}

    assert keys("2018-05-10") == set()
    assert keys("2018-05-11") == {("boss", "2018-05-25, 10 working days before")}
    assert ("boss", "2018-05-25, 3 working days before") in keys("2018-05-22")
    assert ("boss", "2018-05-25, on the day") in keys("2018-05-25")
    assert keys("2018-05-29") == {("boss", "2018-05-25, 1 weeks late"), ("dso", "2018-05-25, late")}
    assert keys("2018-06-04") == {("boss", "2018-05-25, 2 weeks late"), ("dso", "2018-05-25, late")}
    for found in due(day("2018-05-29")):
        assert row.text not in found.line + found.subject
        assert found.urgent
    answered(dso, row, "2018-06-01")
    assert keys("2018-06-05") == set()
    assert [found.key for found in due(day("2018-06-05"))] == [f"recommendation {row.pk} response not published"]
    assert datetime.date(2018, 5, 25) == row.due_on


def _unpublished(demo: Demo) -> Resolution:
    """A resolution of minutes that nobody has published."""
    meeting = held(demo.user("dso"), panel=demo.panel, date=day("2018-02-22"), number=27)
    return (
        Resolution.objects.select_related("minute__minutes__meeting__panel")
        .filter(minute__minutes__meeting=meeting)
        .order_by("pk")[0]
    )
