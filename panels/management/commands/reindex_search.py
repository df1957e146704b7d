"""Fills the search afresh. Publishing keeps it true by itself: this is for after a change of its rules."""

from typing import Any

from django.core.management.base import BaseCommand

from panels.search import reindex_all


class Command(BaseCommand):
    help = "Fill the search afresh from everything that is published now."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reindex_all()} entries.")
