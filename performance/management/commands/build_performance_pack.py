"""Builds the performance pack of a month as PDF from the command line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from performance import making
from performance.management.commands.import_dataset import host_council, parse_month
from performance.models import PerformancePack, Release
from performance.operations.packs import start_pack
from performance.reports.pack import pack_report
from scrutiny.dates import Month
from scrutiny.documents.errors import DocumentError
from scrutiny.files import put
from scrutiny.problems import Problem, ProblemsError


class Command(BaseCommand):
    help = "Build the performance pack of a month: what is published, or a draft if nothing is. As the public sees it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="the month, such as 2018-04")
        parser.add_argument("--output", required=True, help="the file to write")
        parser.add_argument("--indicator-pages", action="store_true", help="with a page of its own for every indicator")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pages = making.ALL if options["indicator_pages"] else ""
            content, what = _content(parse_month(options["month"]), pages)
            put(content, Path(options["output"]))
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from None
        self.stdout.write(f"{what}: {options['output']}")


def _content(month: Month, pages: str) -> tuple[bytes, str]:
    pack = _pack(month)
    edition = pack.editions.select_related("release__dataset__council").first()
    report = pack_report(pack, as_at=timezone.now(), edition=edition)
    try:
        content = making.make(making.document(report, pages), title=report.title, author=report.council)
    except DocumentError as error:
        raise ProblemsError([Problem(str(error))]) from error
    what = f"{report.title}, edition {edition.number}" if edition else f"{report.title}, a draft"
    return content, what


def _pack(month: Month) -> PerformancePack:
    """The pack that there is; else it is begun with what the rules suggest. Raises ProblemsError without figures."""
    council = host_council()
    pack = PerformancePack.objects.filter(dataset__council=council, month=month.first_day).first()
    if pack is not None:
        return pack
    release = (
        Release.objects.filter(dataset__council=council).of_month(month).current().select_related("dataset").first()
    )
    if release is None:
        raise ProblemsError(
            [Problem(f"There are no figures for {month.long}.", mend="Import that month's workbook first.")]
        )
    return start_pack(by=None, release=release, on=timezone.localdate())
