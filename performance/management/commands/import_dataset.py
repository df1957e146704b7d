"""Imports a monthly workbook from the command line. Does nothing that operations.import_release does not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from performance.importer.layout import FIELDS, Columns, UnclearError
from performance.models import Dataset
from performance.operations import import_release
from scrutiny.dates import Month
from scrutiny.models import Council
from scrutiny.problems import Problem, ProblemsError


class Command(BaseCommand):
    help = "Import a monthly workbook as a draft. Exits with 1 and every problem with its cell if it cannot."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the workbook (.xlsx, .xlsm, .xls, .ods or .csv)")
        parser.add_argument("--month", help="the month that it must be for, such as 2018-04")
        parser.add_argument("--dataset", help="the address of the dataset, where the council has more than one")
        parser.add_argument(
            "--renamed", nargs=2, action="append", default=[], metavar=("NEW", "OLD"),
            help="say that an indicator of the workbook is one of the dataset under a new name",
        )  # fmt: skip
        parser.add_argument(
            "--column", nargs=2, action="append", default=[], metavar=("HEADING", "MEANING"),
            help=f"say what a heading means ({', '.join(FIELDS)}); remembered with the dataset",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done, or what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = import_release(
                by=None,
                council=host_council(),
                content=_content(Path(options["file"])),
                file_name=Path(options["file"]).name,
                month=parse_month(options["month"]) if options["month"] else None,
                dataset=_dataset(options["dataset"]),
                renamed=dict(options["renamed"]),
                columns=_columns(options["column"]),
                dry_run=options["dry_run"],
            )
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            if isinstance(error, UnclearError) and error.headings:
                headings = ", ".join(f"'{heading.text}'" for heading in error.headings if heading.meaning == "ignored")
                self.stderr.write(
                    f"Or say which heading names the indicators: --column HEADING name. One of {headings}."
                )
            raise SystemExit(1) from None
        self.stdout.write(result.sentence)
        if options["dry_run"] and result.preview and result.changed:
            for line in result.preview.lines:
                self.stdout.write(line)


def _dataset(slug: str | None) -> Dataset | None:
    if not slug:
        return None
    found = Dataset.objects.of_council(host_council()).filter(slug=slug).first()
    if found is None:
        raise ProblemsError([Problem(f"There is no dataset '{slug}'.", "--dataset", "Give its address.")])
    return found


def _columns(given: list[list[str]]) -> Columns | None:
    mend = f"Use one of {', '.join(FIELDS)}."
    unknown = [meaning for _, meaning in given if meaning not in FIELDS]
    if unknown:
        raise ProblemsError(
            [Problem(f"'{meaning}' is no meaning of a column.", "--column", mend) for meaning in unknown]
        )
    return Columns(meanings={heading.strip().lower(): meaning for heading, meaning in given}) if given else None


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
