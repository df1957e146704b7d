"""E-mail to readers: asking, confirming, letters about what is published, and the end of it, by the outbox."""

import datetime
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from panels.models import Announcement, AnnouncementMail, Edition, Panel, Subscription
from panels.notifications import announce, edition_published
from panels.operations.publishing import withdraw_agenda
from panels.operations.subscriptions import (
    LINK_LASTS,
    MAILS_AN_HOUR,
    WAITING_AN_HOUR,
    ask_to_subscribe,
    confirm_subscriptions,
    forget_unconfirmed,
    unsubscribe_token,
)
from panels.rules import NotAllowed
from tests.helpers import MEETING_PATH, Demo, noon, text_of

ADDRESS = "a.reader@example.com"


def work() -> None:
    """The queue's worker does what is due, and nothing of it fails."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )
    while (due := DBTaskResult.objects.ready().order_by("enqueued_at").first()) is not None:
        due.claim("tests")
        worker.run_task(due)
        due.refresh_from_db()
        assert not due.traceback, due.traceback


def ask(client: Client, *, address: str = ADDRESS, panels: str | list[str] = "all") -> str:
    """Ask on the page; what the page then says."""
    answer = client.post("/subscribe/", {"address": address, "panels": panels}, follow=True)
    assert answer.status_code == 200
    work()
    return text_of(answer)


def tell(edition: Edition) -> None:
    edition_published(edition)
    work()


def link_in(letter: mail.EmailMessage, path: str) -> str:
    """The path of the link in a letter that starts with this one."""
    found = re.search(rf"^(?:Unsubscribe: )?(https?://\S+{path}\S*)$", str(letter.body), re.MULTILINE)
    assert found, letter.body
    return urlsplit(found[1]).path


def subscribed(address: str = ADDRESS, panel: Panel | None = None) -> Subscription:
    """Somebody who asked and confirmed."""
    token = ask_to_subscribe(address=address, panels=[panel] if panel else [], at=timezone.now())
    assert token
    confirm_subscriptions(token=token, at=timezone.now())
    return Subscription.objects.get(address=address, panel=panel)


def edition_of(demo: Demo) -> Edition:
    edition = demo.meeting.latest_edition()
    assert edition is not None
    return edition


# --- Asking and confirming ---------------------------------------------------------------------------------------


def test_the_whole_life_of_a_subscription(demo: Demo, client: Client):
    assert "Look into your e-mail" in ask(client, panels=demo.panel.slug)
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert demo.panel.name in letter.body
    assert not Subscription.objects.confirmed().exists()

    link = link_in(letter, "/subscribe/confirm/")
    for _ in range(3):  # programs that look through mail open links
        page = client.get(link)
        assert "Confirm your subscription" in text_of(page)
        assert "no-store" in page.headers["Cache-Control"]
    assert not Subscription.objects.confirmed().exists()
    assert "You are subscribed" in text_of(client.post(link))
    assert Subscription.objects.confirmed().get().panel == demo.panel

    mail.outbox.clear()
    tell(edition_of(demo))
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject == f"Agenda published: {demo.panel.name}, 7 June 2018"
    assert f"/meetings/{MEETING_PATH}/" in letter.body

    link = link_in(letter, "/unsubscribe/")
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"{link}>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "End these e-mails" in text_of(client.get(link))
    assert Subscription.objects.exists(), "opening the link ends nothing"
    assert "You are unsubscribed" in text_of(client.post(link))
    assert not Subscription.objects.exists()
    assert "nothing to end" in text_of(client.get(link))


def test_mail_programs_end_it_by_a_post_without_a_cookie(demo: Demo):
    wish = subscribed()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/unsubscribe/{unsubscribe_token(wish)}/", {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_all_panels_of_an_address_can_be_ended_at_once(demo: Demo, client: Client):
    panels = list(Panel.objects.order_by("pk")[:2])
    for panel in panels:
        subscribed(panel=panel)
    keep = subscribed("somebody.else@example.com", panels[0])
    link = f"/unsubscribe/{unsubscribe_token(Subscription.objects.order_by('pk')[0])}/"

    client.post(link, {"everything": "1"})
    assert list(Subscription.objects.all()) == [keep]


def test_whoever_wants_all_needs_no_panel_besides(demo: Demo):
    subscribed(panel=demo.panel)
    subscribed()

    assert Subscription.objects.get().panel is None


def test_no_page_says_whether_an_address_is_subscribed(demo: Demo, client: Client):
    subscribed()
    known = ask(client)
    strange = ask(client, address="nobody@example.com")

    assert known == strange
    assert len(mail.outbox) == 2
    wordings = {re.sub(r"https?://\S+", "", letter.body) for letter in mail.outbox}
    assert len(wordings) == 1, "nor does a letter"


@pytest.mark.parametrize(
    ("address", "panels", "said"),
    [
        ("", "all", "Enter your e-mail address."),
        ("no address", "all", "in the form name@example.com"),
        ("a@example.com\nBcc: b@example.com", "all", "in the form name@example.com"),
        (ADDRESS, [], "Choose all panels"),
        (ADDRESS, "no-such-panel", "one of those sent is not among them"),
    ],
)
def test_what_is_wrong_is_said(demo: Demo, client: Client, address: str, panels: str | list[str], said: str):
    assert said in text_of(client.post("/subscribe/", {"address": address, "panels": panels}))
    assert not Subscription.objects.exists()
    assert not mail.outbox


def test_a_link_that_is_broken_or_old_confirms_nothing(demo: Demo, client: Client):
    before = timezone.now() - LINK_LASTS - datetime.timedelta(minutes=1)
    ask(client)
    link = link_in(mail.outbox[0], "/subscribe/confirm/")
    other = link[:-3] + ("aa/" if not link.endswith("aa/") else "bb/")
    for broken in (other, "/subscribe/confirm/x/", "/subscribe/confirm/:::/"):
        assert "This link has ended" in text_of(client.get(broken))
        assert "This link has ended" in text_of(client.post(broken))
    Subscription.objects.update(asked_at=before)
    forget_unconfirmed()
    assert "This link has ended" in text_of(client.post(link))
    assert not Subscription.objects.exists()


def test_the_link_of_one_thing_is_no_key_to_another(demo: Demo, client: Client):
    wish = subscribed()
    assert "This link has ended" in text_of(client.post(f"/subscribe/confirm/{unsubscribe_token(wish)}/"))
    token = ask_to_subscribe(address=ADDRESS, panels=[], at=timezone.now())
    client.post(f"/unsubscribe/{token}/")

    assert Subscription.objects.filter(pk=wish.pk).exists()


def test_what_is_not_confirmed_in_a_week_is_forgotten(demo: Demo):
    asked = timezone.now()
    ask_to_subscribe(address=ADDRESS, panels=[], at=asked)
    kept = subscribed("kept@example.com")

    assert forget_unconfirmed(at=asked + LINK_LASTS) == 0
    assert forget_unconfirmed(at=asked + LINK_LASTS + datetime.timedelta(seconds=1)) == 1
    assert list(Subscription.objects.all()) == [kept]


def test_forgetting_needs_nobody_to_ask_again(demo: Demo, client: Client):
    """Asking puts the forgetting off for a week in the queue; it is not due before."""
    ask(client)
    (later,) = DBTaskResult.objects.filter(status="READY", run_after__gt=timezone.now() + datetime.timedelta(days=6))
    Subscription.objects.update(asked_at=timezone.now() - LINK_LASTS - datetime.timedelta(minutes=1))
    assert Subscription.objects.exists()
    DBTaskResult.objects.filter(pk=later.pk).update(run_after=timezone.now())
    work()

    assert not Subscription.objects.exists()


# --- Too much of it ----------------------------------------------------------------------------------------------


def test_an_address_gets_only_so_many_letters_an_hour(demo: Demo, client: Client):
    pages = {ask(client, address=address) for address in [ADDRESS, ADDRESS.upper()] * MAILS_AN_HOUR}

    assert len(mail.outbox) == MAILS_AN_HOUR
    assert len(pages) == 1, "the page stays the same"


def test_the_database_cannot_be_filled_with_addresses(demo: Demo, client: Client):
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(address=f"{number}@example.com", asked_at=now) for number in range(WAITING_AN_HOUR)
    )
    assert "try again in an hour" in ask(client)
    assert not mail.outbox
    with pytest.raises(NotAllowed):
        ask_to_subscribe(address=ADDRESS, panels=[], at=now)
    later = now + datetime.timedelta(hours=1, seconds=1)
    assert ask_to_subscribe(address=ADDRESS, panels=[], at=later)


# --- Letters -----------------------------------------------------------------------------------------------------


def test_one_letter_an_edition_and_address_whoever_asks_how_often(demo: Demo):
    subscribed()
    subscribed("second@example.com", demo.panel)
    subscribed("other@example.com", Panel.objects.exclude(pk=demo.panel.pk).order_by("pk")[0])
    edition = edition_of(demo)
    for _ in range(3):
        tell(edition)

    assert sorted(letter.to[0] for letter in mail.outbox) == [ADDRESS, "second@example.com"]
    subscribed("late@example.com")
    tell(edition)
    assert len(mail.outbox) == 2
    assert Announcement.objects.get().finished_at
    assert not AnnouncementMail.objects.exists(), "who got it need not be known any longer"


def test_nobody_hears_anything_before_confirming(demo: Demo):
    ask_to_subscribe(address=ADDRESS, panels=[], at=timezone.now())
    tell(edition_of(demo))

    assert not mail.outbox


def test_a_withdrawal_is_told_without_what_was_withdrawn(demo: Demo):
    subscribed()
    edition = withdraw_agenda(
        by=demo.user("dso"), meeting=demo.meeting, at=noon(datetime.date(2018, 6, 1)), reason="A name stood in it"
    )
    tell(edition)
    (letter,) = mail.outbox

    assert letter.subject.startswith("Agenda withdrawn")
    assert "A name stood in it" in letter.body
    assert "Papers:" not in letter.body


def test_an_edition_withdrawn_before_the_letter_goes_out_is_not_described(demo: Demo):
    subscribed()
    first = edition_of(demo)
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(datetime.date(2018, 6, 1)), reason="A name")
    announce(first)
    (letter,) = mail.outbox

    assert "Withdrawn on 1 June 2018" in letter.body
    assert "Glossary" not in letter.body


class Refusing(EmailBackend):
    """A mail server that takes no letters for some."""

    refused: frozenset[str] = frozenset()

    def send_messages(self, messages) -> int:  # type: ignore[no-untyped-def]
        if any(set(message.to) & self.refused for message in messages):
            raise OSError("no route to the mail server")
        return super().send_messages(messages)


@pytest.fixture
def refusing(settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"

    def refuse(*addresses: str) -> None:
        monkeypatch.setattr("django.core.mail.get_connection", lambda *_, **__: Refusing())
        monkeypatch.setattr("panels.notifications.get_connection", lambda *_, **__: Refusing())
        monkeypatch.setattr(Refusing, "refused", frozenset(addresses))

    return refuse


def test_a_letter_that_was_refused_goes_out_later_and_the_others_once(demo: Demo, refusing: Callable[..., None]):
    for address in ("a@example.com", "b@example.com", "c@example.com"):
        subscribed(address)
    edition = edition_of(demo)
    refusing("b@example.com")
    with pytest.raises(OSError, match="no route"):
        announce(edition)
    assert [letter.to[0] for letter in mail.outbox] == ["a@example.com", "c@example.com"]
    refusing()

    assert announce(edition) == 1
    assert announce(edition) == 0
    assert [letter.to[0] for letter in mail.outbox] == ["a@example.com", "c@example.com", "b@example.com"]


def test_the_queue_tries_again_later(demo: Demo, refusing: Callable[..., None]):
    subscribed()
    refusing(ADDRESS)
    tell(edition_of(demo))
    assert not mail.outbox
    again = DBTaskResult.objects.get(status="READY", run_after__gt=timezone.now() + datetime.timedelta(minutes=9))
    refusing()
    DBTaskResult.objects.filter(pk=again.pk).update(run_after=timezone.now())
    work()

    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]
