"""Owners' commentary: asked for where the rules say so, written, signed off by somebody else, public only then."""

import datetime
import re

import pytest

from performance.documents import render_pack_page
from performance.enums import CommentaryState
from performance.models import Commentary, Indicator
from performance.operations.commentary import (
    ask_again,
    ask_for_commentary,
    return_commentary,
    sign_off_commentary,
    withdraw_commentary,
    write_commentary,
)
from performance.operations.packs import publish_pack, start_pack
from performance.reminders import due
from performance.reports.commentary import commentary_for, commentary_page, wanted_commentary
from performance.reports.pack import pack_report
from performance.rules import COMMENTARY_STEPS, NotAllowed, StaleEdit
from scrutiny.access import Role
from scrutiny.dates import Month
from scrutiny.history import events_on
from scrutiny.models import User
from tests.performance.conftest import SLUG

TODAY = datetime.date(2018, 5, 8)
DUE = datetime.date(2018, 5, 18)
MONTH = Month(2018, 4)


@pytest.fixture
def manager(db: None) -> User:
    return User.objects.create_user("manager", full_name="A Manager", role=Role.SCRUTINY_MANAGER)


@pytest.fixture
def children(published) -> Indicator:
    return Indicator.objects.get(name__startswith="Number of Looked after Children at end")


@pytest.fixture
def asked(children, officer, manager) -> Commentary:
    reasons = {children: "Off target."}
    [commentary] = ask_for_commentary(by=manager, month=MONTH, reasons=reasons, due=DUE, today=TODAY, asked_of=officer)
    return commentary


def test_the_rules_want_signals_target_misses_and_what_is_long_worse_explained(published):
    wanted = {each.name: each.because for each in wanted_commentary(published)}

    # Without a library a number and its share speak each for itself.
    assert len(wanted) == 9
    assert "521 against a target of 460" in wanted["Number of Looked after Children at end of period"]
    assert not any("pathway" in name.lower() for name in wanted), "an improvement need not be explained"


def test_nobody_is_asked_twice_nor_for_yesterday(asked, children, officer, manager, published):
    again = ask_for_commentary(by=manager, month=MONTH, reasons={children: "x"}, due=DUE, today=TODAY)

    assert again == ()
    assert asked.because == "Off target."
    assert len(wanted_commentary(published)) == 8
    with pytest.raises(NotAllowed, match="past"):
        ask_for_commentary(by=manager, month=MONTH, reasons={}, due=TODAY - datetime.timedelta(1), today=TODAY)
    with pytest.raises(NotAllowed, match="may not write"):
        ask_for_commentary(by=manager, month=MONTH, reasons={}, due=DUE, today=TODAY, asked_of=manager)


def test_an_explanation_is_written_returned_signed_off_and_public_only_with_the_pack(
    asked, officer, manager, publisher, published, children
):
    def said():
        return pack_report(pack, as_at=TODAY, edition=pack.editions.first()).row(children.slug).remark

    pack = start_pack(by=manager, release=published, on=TODAY)
    draft = write_commentary(by=officer, commentary=asked, version=1, text="First  words.", send=False)
    assert (draft.state, draft.text) == (CommentaryState.ASKED, "First words.")
    sent = write_commentary(by=officer, commentary=draft, version=2, text="Words.\n\nMore.", send=True)
    assert said() is None
    back = return_commentary(by=manager, commentary=sent, because="Which orders?")
    sent = write_commentary(by=officer, commentary=back, version=back.version, text="Better words.", send=True)
    publish_pack(by=publisher, pack=pack, at=datetime.datetime(2018, 5, 30, tzinfo=datetime.UTC))
    assert said() is None, "what is not signed off is not published"
    signed = sign_off_commentary(by=manager, commentary=sent, version=sent.version)
    assert said() is None, "what was published does not change"
    publish_pack(
        by=publisher, pack=pack, at=datetime.datetime(2018, 6, 1, tzinfo=datetime.UTC), reason="An explanation came"
    )
    assert said().text == "Better words."
    alone = render_pack_page(pack_report(pack, as_at=TODAY, edition=pack.editions.first()), children.slug)
    assert re.findall("<h[1-6]", alone) == ["<h1", "<h2"], "no level of headings is skipped"
    return_commentary(by=manager, commentary=signed, because="No longer true")
    assert said().text == "Better words."
    assert [event.action for event in events_on(asked)][:2] == ["returned commentary", "signed off commentary"]


def test_nobody_signs_off_their_own_words_nor_words_they_have_not_read(asked, officer, manager):
    mine = write_commentary(by=manager, commentary=asked, version=1, text="Words.", send=True)

    with pytest.raises(NotAllowed, match="somebody else"):
        sign_off_commentary(by=manager, commentary=mine, version=mine.version)
    theirs = write_commentary(by=officer, commentary=mine, version=2, text="Other words.", send=True)
    with pytest.raises(StaleEdit):
        sign_off_commentary(by=manager, commentary=theirs, version=2)


def test_what_is_sent_says_something_and_is_not_too_long(asked, officer):
    for text, match in ((" ", "Write"), ("x" * 2001, "at most 2,000")):
        with pytest.raises(NotAllowed, match=match):
            write_commentary(by=officer, commentary=asked, version=1, text=text, send=True)
    with pytest.raises(StaleEdit):
        write_commentary(by=officer, commentary=asked, version=7, text="Words.", send=True)
    assert Commentary.objects.get().version == 1


def test_a_request_can_be_withdrawn_and_asked_again(asked, officer, manager):
    gone = withdraw_commentary(by=manager, commentary=asked)
    with pytest.raises(NotAllowed, match="no longer needed"):
        write_commentary(by=officer, commentary=gone, version=2, text="Words.", send=True)
    again = ask_again(by=manager, commentary=gone, due=DUE, today=TODAY)

    assert again.state == CommentaryState.ASKED


def test_every_state_has_its_steps():
    assert set(COMMENTARY_STEPS) == set(CommentaryState)


def test_what_was_said_last_time_stands_beside_it_with_the_figures(asked, officer, manager, children):
    [earlier] = ask_for_commentary(by=manager, month=MONTH - 1, reasons={children: "x"}, due=DUE, today=TODAY)
    earlier = write_commentary(by=officer, commentary=earlier, version=1, text="As before.", send=True)
    sign_off_commentary(by=manager, commentary=earlier, version=2)

    report = commentary_page(asked, on=datetime.date(2018, 5, 19))

    assert (report.last.text, report.is_overdue) == ("As before.", True)
    assert report.row.standing.row.latest.text == "521"
    assert [line.commentary for line in commentary_for(officer, on=TODAY)] == [asked]


def test_reminders_go_to_the_writer_before_and_after_the_day_and_to_the_manager(asked, officer, manager):
    def keys(day):
        return {(each.to.username, each.key.split(", ")[-1], each.urgent) for each in due(day)}

    assert keys(DUE - datetime.timedelta(8)) == {("service", "asked", False)}
    assert keys(DUE - datetime.timedelta(3)) == {("service", "3 days before", False)}
    assert keys(DUE + datetime.timedelta(1)) == {("service", "overdue", True)}
    write_commentary(by=officer, commentary=asked, version=1, text="Words.", send=True)
    assert {to for to, _, _ in keys(DUE)} == {"manager"}


def test_the_page_takes_an_explanation_and_leads_the_manager_to_sign_it(asked, officer, manager, sign_in):
    page = f"/performance/commentary/{asked.pk}/"
    writer, boss = sign_in(officer), sign_in(manager)

    assert "521" in writer.get(page).content.decode()
    assert writer.post(page, {"send": "1", "version": "1", "text": ""}).status_code == 400
    assert writer.post(page, {"send": "1", "version": "1", "text": "Words <b>."}).status_code == 302
    clash = writer.post(page, {"save": "1", "version": "1", "text": "Late words."})
    assert clash.status_code == 400
    assert "Late words." in clash.content.decode()
    assert "Words &lt;b&gt;." in boss.get(page).content.decode()
    assert writer.post(page, {"do": "sign_off", "version": "2"}).status_code == 403
    assert boss.post(page, {"do": "sign_off", "version": "2"}).status_code == 302
    assert Commentary.objects.get().state == CommentaryState.SIGNED_OFF
    assert boss.get("/performance/commentary/").status_code == 200


def test_the_officers_page_asks_for_what_the_rules_want(published, officer, manager, sign_in):
    page = f"/performance/{SLUG}/2018-04/commentary/"
    client = sign_in(manager)
    slugs = [each.slug for each in wanted_commentary(published)]

    assert client.get(page).status_code == 200
    assert client.post(page, {"indicators": slugs[:2], "due": "soon"}).status_code == 400
    assert client.post(page, {"indicators": slugs[:2], "due": "2001-01-01"}).status_code == 400
    assert client.post(page, {"indicators": slugs[:2], "due": "2199-01-01", "asked_of": officer.pk}).status_code == 302
    assert Commentary.objects.filter(asked_of=officer).count() == 2
