"""Puts the statutory grounds for exempt and confidential papers into the database."""

from typing import Any

from django.core.management.base import BaseCommand

from panels.demo import sources
from panels.demo.load import FIXTURES
from panels.operations.exemptions import load_grounds


class Command(BaseCommand):
    help = "Load the statutory grounds on which papers may be kept from the public. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        grounds = sources.read(FIXTURES / "panels", "exemption-grounds")["statutory"]
        new = load_grounds(by=None, council=None, grounds=grounds)
        self.stdout.write(f"{new} new of {len(grounds)} statutory grounds.")
