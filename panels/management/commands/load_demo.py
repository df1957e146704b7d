"""Loads the demonstration council."""

from typing import Any

from django.core.management.base import BaseCommand

from panels.demo import load
from scrutiny.problems import ProblemsError


class Command(BaseCommand):
    help = "Load the demonstration council. Safe to run twice: what is there already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            accounts = load(say=lambda step: self.stdout.write(f"  {step}"))
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from None
        self.stdout.write("The demonstration council is loaded. Accounts:")
        for account in accounts:
            self.stdout.write(f"  {account.work:<28} user name {account.username:<12} password {account.password}")
