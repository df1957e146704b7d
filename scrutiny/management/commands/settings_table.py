"""`manage.py settings_table`: the environment variables, for whoever sets up a service."""

from typing import Any

from django.core.management.base import BaseCommand

from scrutiny.generated import settings_table


class Command(BaseCommand):
    help = "Print every environment variable that the service reads, as a Markdown table."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(settings_table(), ending="")
