"""`manage.py generated`: keeps the README's generated parts true."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from scrutiny.generated import rewrite


class Command(BaseCommand):
    help = "Write the generated parts of README.md anew. With --check, change nothing and fail if any is stale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether a part is stale")
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "README.md", help="the document")

    def handle(self, *, check: bool, file: Path, **options: Any) -> None:
        if not file.is_file():
            return
        text = file.read_text(encoding="utf-8")
        try:
            fresh = rewrite(text)
        except ValueError as error:
            self.stderr.write(f"{file.name}: {error}")
            sys.exit(1)
        if fresh == text:
            return
        if check:
            self.stderr.write(f"{file.name} is stale: run make fix, which writes its generated parts anew.")
            sys.exit(1)
        file.write_text(fresh, encoding="utf-8")
        self.stdout.write(f"Wrote the generated parts of {file.name}.")
