"""Reminders: one letter a person and day, nothing said twice, nothing lost."""

import datetime
import io
import threading
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from panels.daily import queue_what_is_due
from panels.management.commands.work import keep_the_hours
from scrutiny.access import Role
from scrutiny.models import DailyRun, ReminderMail, SentReminder, User
from scrutiny.notifications import LOST_AFTER, open_digests, send_digests
from scrutiny.operations import add_holiday, claim_digest
from scrutiny.reminders import Reminder, digests, is_day_for_reminders
from tests.helpers import host_council, person

FRIDAY, MONDAY = datetime.date(2018, 6, 1), datetime.date(2018, 6, 4)


@pytest.fixture
def asha(db: None) -> User:
    host_council()
    return person("asha", full_name="Asha Verity", email="asha@example.gov.uk")


@pytest.fixture
def sam(db: None) -> User:
    return person("sam", Role.SERVICE_OFFICER, full_name="Sam Okafor", email="sam@example.gov.uk")


def reminder(to: User, key: str, *, urgent: bool = False) -> Reminder:
    return Reminder(key, to, f"About {key}", f"The sentence of {key}.", f"/pages/{key.replace(' ', '-')}/", urgent)


def test_each_person_gets_one_letter_a_day_with_the_urgent_first(asha: User, sam: User):
    due = [reminder(asha, "one"), reminder(sam, "one"), reminder(asha, "two", urgent=True), reminder(asha, "one")]
    sent = send_digests(due, FRIDAY).sent

    assert [(digest.to, len(digest.reminders)) for digest in sent] == [(asha, 2), (sam, 1)]
    first, second = mail.outbox
    assert first.to == ["asha@example.gov.uk"]
    assert first.subject == "2 reminders, 1 of them urgent"
    assert first.body.index("The sentence of two.") < first.body.index("The sentence of one.")
    assert "http://127.0.0.1:8000/pages/two/" in first.body
    assert "Westhaven City Council sends this at most once a day" in first.body
    assert second.subject == "About one"
    assert "Urgent" not in second.body


def test_what_was_said_is_not_said_again_and_what_is_new_waits_for_the_next_day(asha: User):
    send_digests([reminder(asha, "one")], FRIDAY)
    later = [reminder(asha, "one"), reminder(asha, "two")]

    assert send_digests(later, FRIDAY).sent == []
    assert [digest.reminders for digest in send_digests(later, MONDAY).sent] == [(later[1],)]
    assert send_digests(later, MONDAY + datetime.timedelta(days=1)).sent == []
    assert len(mail.outbox) == 2


def test_closed_accounts_get_nothing_and_a_missing_address_is_told(asha: User, sam: User):
    User.objects.filter(pk=sam.pk).update(is_active=False)
    nobody = person("nobody")
    due = [reminder(User.objects.get(pk=sam.pk), "one"), reminder(nobody, "one")]
    outcome = send_digests(due, FRIDAY)

    assert (outcome.sent, [digest.to for digest in outcome.without_address]) == ([], [nobody])
    assert not SentReminder.objects.exists(), "it is said once there is an address"


def test_a_line_break_in_a_subject_makes_no_header(asha: User):
    bad = Reminder("one", asha, "Late:\nBcc: somebody@example.com", "A sentence.", "/")
    send_digests([bad], FRIDAY)

    assert mail.outbox[0].subject == "Late: Bcc: somebody@example.com"


@pytest.mark.parametrize("wrong", [{"key": ""}, {"key": "x" * 201}, {"line": ""}, {"path": "pages/"}, {"subject": ""}])
def test_a_reminder_is_whole(wrong: dict[str, str]):
    with pytest.raises(ValueError, match="reminder"):
        Reminder(**{"key": "k", "to": User(), "subject": "s", "line": "l", "path": "/", **wrong})  # type: ignore[arg-type]


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
        monkeypatch.setattr("scrutiny.notifications.get_connection", lambda *_, **__: Refusing())
        monkeypatch.setattr(Refusing, "refused", frozenset(addresses))

    return refuse


def test_a_letter_that_was_refused_goes_out_later_and_the_others_once(asha: User, sam: User, refusing):
    due = [reminder(asha, "one"), reminder(sam, "one")]
    refusing("asha@example.gov.uk")
    outcome = send_digests(due, FRIDAY)
    assert ([d.to for d in outcome.sent], [d.to for d in outcome.refused]) == ([sam], [asha])
    refusing()

    assert [digest.to for digest in send_digests(due, FRIDAY).sent] == [asha]
    assert [letter.to[0] for letter in mail.outbox] == ["sam@example.gov.uk", "asha@example.gov.uk"]


def test_a_letter_whose_worker_died_is_sent_an_hour_later(asha: User):
    (digest,) = digests([reminder(asha, "one")], FRIDAY)
    assert claim_digest(digest=digest)
    assert send_digests(digest.reminders, FRIDAY).sent == [], "somebody may be sending it just now"
    ReminderMail.objects.update(claimed_at=timezone.now() - LOST_AFTER - datetime.timedelta(seconds=1))

    assert send_digests(digest.reminders, FRIDAY).sent == [digest]
    assert ReminderMail.objects.get().sent_at


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_letter():
    host_council()
    asha = person("asha", email="asha@example.gov.uk")
    start, sent = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        sent.extend(send_digests([reminder(asha, "one"), reminder(asha, "two")], FRIDAY).sent)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(sent) == 1
    assert SentReminder.objects.count() == 2


# --- Every day ---------------------------------------------------------------------------------------------------


@pytest.fixture
def due(asha: User, monkeypatch: pytest.MonkeyPatch) -> list[Reminder]:
    """What an app has to say, whatever the day."""
    found = [reminder(asha, "one", urgent=True)]
    monkeypatch.setattr("actions.reminders.due", lambda on: iter(found))
    return found


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("send_reminders", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_says_what_it_would_send_and_then_sends_it(due: list[Reminder]):
    code, said, _ = run("--date", "2018-06-01", "--dry-run")
    assert code == 0
    assert "Asha Verity (asha@example.gov.uk): would be sent\n  urgent: The sentence of one. /pages/one/" in said
    assert "1 letter would be due on 2018-06-01" in said
    assert not mail.outbox
    assert open_digests(due, FRIDAY)

    assert run("--date", "2018-06-01")[1].endswith("1 letter sent for 2018-06-01.\n")
    assert run("--date", "2018-06-02")[1] == "0 letters sent for 2018-06-02.\n"
    assert len(mail.outbox) == 1


def test_the_command_refuses_what_it_cannot_do(due: list[Reminder], refusing):
    assert run("--date", "1 June") == (1, "", "'1 June' is not a date. Write it as 2018-06-01.\n")
    code, _, said = run("--date", "2999-01-01")
    assert (code, "still to come" in said) == (1, True)
    assert run("--date", "2999-01-01", "--dry-run")[0] == 0
    refusing("asha@example.gov.uk")
    code, _, said = run("--date", "2018-06-01")
    assert code == 1
    assert "Asha Verity: the mail server did not take the letter" in said


def test_the_work_of_a_day_is_queued_once_from_seven_in_the_morning_local_time(asha: User):
    early = datetime.datetime(2018, 6, 1, 5, 59, tzinfo=datetime.UTC)  # 6.59 in summer time
    assert not queue_what_is_due(early)
    seven = early + datetime.timedelta(minutes=1)
    assert [queue_what_is_due(seven) for _ in range(3)] == [True, False, False]
    assert queue_what_is_due(seven + datetime.timedelta(days=1))
    assert DBTaskResult.objects.filter(task_path="panels.tasks.send_reminders").count() == 2


def test_nobody_is_reminded_while_the_office_is_shut(asha: User):
    assert is_day_for_reminders(FRIDAY)
    assert not is_day_for_reminders(FRIDAY + datetime.timedelta(days=1))
    assert not is_day_for_reminders(datetime.date(2018, 5, 28))
    add_holiday(by=asha, council=host_council(), day=FRIDAY, name="Office move")
    assert not is_day_for_reminders(FRIDAY)


@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_by_itself_and_sends(monkeypatch: pytest.MonkeyPatch):
    """The look puts the job into the queue, and the worker that was asked to do all jobs does it."""
    host_council()
    asha = person("asha", email="asha@example.gov.uk")
    monkeypatch.setattr("actions.reminders.due", lambda on: iter([reminder(asha, "one")]))
    monkeypatch.setattr("panels.daily.MORNING", datetime.time(0))
    monkeypatch.setattr("panels.tasks.is_day_for_reminders", lambda on: True)
    stop = threading.Event()
    looking = threading.Thread(target=keep_the_hours, args=(stop, 0.05))
    looking.start()
    for _ in range(200):
        if DailyRun.objects.exists():
            break
        stop.wait(0.05)
    stop.set()
    looking.join()
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)

    assert [letter.to for letter in mail.outbox] == [["asha@example.gov.uk"]]
