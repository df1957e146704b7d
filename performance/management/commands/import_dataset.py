"""Imports a monthly workbook from the command line. Does nothing that operations.import_release does not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from performance.operations import import_release
from scrutiny.dates import Month
from scrutiny.models import Council
from scrutiny.problems import Problem, ProblemsError


class Command(BaseCommand):
    help = "Import a monthly workbook as a draft. Exits with 1 and every problem with its cell if it cannot."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the workbook (.xlsx)")
        parser.add_argument("--month", help="the month that it must be for, such as 2018-04")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done, or what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = import_release(
                by=None,
                council=host_council(),
                content=_content(Path(options["file"])),
                file_name=Path(options["file"]).name,
                month=parse_month(options["month"]) if options["month"] else None,
                dry_run=options["dry_run"],
            )
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from None
        self.stdout.write(result.sentence)


def host_council() -> Council:
    """The council whose service this is. Raises ProblemsError where none is set up."""
    council = Council.objects.host()
    if council is None:
        raise ProblemsError(
            [Problem("No council is set up.", mend="Run load_demo first, or add the council whose service this is.")]
        )
    return council


def parse_month(text: str) -> Month:
    """The month that the option names. Raises ProblemsError with a sentence."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise ProblemsError([Problem(str(error))]) from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise ProblemsError([Problem(f"{path}: {reason}.", mend="Check the path and your right to read it.")]) from None
