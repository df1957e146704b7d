"""Writes the figures of a month to a file or to standard output. Does nothing that exports.py does not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from performance import exports
from performance.management.commands.import_dataset import host_council, parse_month
from performance.models import Dataset, Release
from performance.permissions import OFFICER, PUBLIC, Viewer
from performance.reports import dataset_report
from scrutiny.dates import Month
from scrutiny.files import put
from scrutiny.problems import Problem, ProblemsError


class Command(BaseCommand):
    help = "Export the figures of a month as the public may see them, drafts included, as CSV, XLSX or JSON."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="the month, such as 2018-04")
        parser.add_argument("--format", choices=exports.FORMATS, required=True)
        parser.add_argument(
            "--every-figure", action="store_true", help="also those that are withheld from the public: for officers"
        )
        parser.add_argument("--output", help="the file to write; standard output without it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            viewer = OFFICER if options["every_figure"] else PUBLIC
            content = _export(parse_month(options["month"]), options["format"], viewer)
            if options["output"]:
                put(content, Path(options["output"]))
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from None
        if not options["output"]:
            self._print(content)

    def _print(self, content: bytes) -> None:
        """Bytes as they are where standard output takes them; a workbook is no text."""
        raw = getattr(self.stdout._out, "buffer", None)
        if raw is not None:
            raw.write(content)
            raw.flush()
        else:
            self.stdout.write(content.decode("utf-8", errors="surrogateescape"), ending="")


def _export(month: Month, format: str, viewer: Viewer) -> bytes:
    releases = Release.objects.filter(dataset__council=host_council()).of_month(month)
    datasets = list(Dataset.objects.filter(releases__in=releases).distinct())
    if not datasets:
        raise ProblemsError(
            [Problem(f"There are no figures for {month.long}.", mend="Import that month's workbook first.")]
        )
    if len(datasets) > 1:
        names = ", ".join(dataset.name for dataset in datasets)
        raise ProblemsError([Problem(f"More than one dataset has figures for {month.long}: {names}.")])
    return exports.export(dataset_report(datasets[0], month, as_at=timezone.now(), drafts=True, viewer=viewer), format)
