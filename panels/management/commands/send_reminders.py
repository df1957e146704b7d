"""Sends the reminders of a day from the command line; the worker does it by itself every morning."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from panels.daily import all_due, remind
from scrutiny.notifications import open_digests
from scrutiny.reminders import Digest


class Command(BaseCommand):
    help = "Send each person the reminders of a day in one e-mail. Nothing is said twice, however often it is run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", help="the day, such as 2018-06-01 (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent, and send nothing")

    def handle(self, *, date: str | None, dry_run: bool, **options: Any) -> None:
        today = timezone.localdate()
        try:
            on = datetime.date.fromisoformat(date) if date else today
        except ValueError:
            self.fail(f"{date!r} is not a date. Write it as 2018-06-01.")
        if on > today and not dry_run:
            self.fail(f"{on} is still to come. Use --dry-run to see what would be sent that day.")
        if dry_run:
            found = open_digests(all_due(on), on)
            for digest in found:
                self.say("would be sent" if digest.to.email else "has no e-mail address", digest)
            self.stdout.write(f"Nothing is sent. {_letters(len(found))} would be due on {on}.")
            return
        outcome = remind(on)
        for digest in outcome.sent:
            self.say("sent", digest)
        for digest in outcome.without_address:
            self.say("not sent: there is no e-mail address", digest)
        self.stdout.write(f"{_letters(len(outcome.sent))} sent for {on}.")
        if outcome.refused:
            for digest in outcome.refused:
                self.stderr.write(
                    f"{digest.to.full_name}: the mail server did not take the letter ({outcome.problem})."
                )
            self.fail("Run the command again when the mail server answers: only what is missing is sent.")

    def say(self, what: str, digest: Digest) -> None:
        self.stdout.write(f"{digest.to.full_name} ({digest.to.email or digest.to.username}): {what}")
        for reminder in digest.reminders:
            self.stdout.write(f"  {'urgent: ' if reminder.urgent else ''}{reminder.line} {reminder.path}")

    def fail(self, sentence: str) -> Any:
        self.stderr.write(sentence)
        raise SystemExit(1)


def _letters(count: int) -> str:
    return f"{count} letter{'' if count == 1 else 's'}"
