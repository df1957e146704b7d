"""Writes a plan to a file: the report as PDF, or the table as XLSX or CSV."""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from actions import exports
from actions.making import print_plan
from actions.management.commands.import_action_plan import find_plan
from actions.reports.plan_report import plan_report
from scrutiny.documents.errors import DocumentError
from scrutiny.files import put
from scrutiny.problems import Problem, ProblemsError


class Command(BaseCommand):
    help = "Export a plan as at a day, drafts included: the report as PDF, or the table as XLSX or CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", help="the inspection's short name in addresses, such as portsmouth-2014")
        parser.add_argument("--format", choices=("pdf", *exports.FORMATS), required=True)
        parser.add_argument("--output", required=True, help="the file to write")
        parser.add_argument("--as-at", help="the day, such as 2015-03-01 (default: today)")
        parser.add_argument("--public", action="store_true", help="only what is published")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = _content(options["plan"], options["format"], options["as_at"], options["public"])
            put(content, Path(options["output"]))
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from None
        self.stdout.write(f"The plan {options['plan']}: {options['output']}")


def _content(slug: str, format: str, day: str | None, published_only: bool) -> bytes:
    today = timezone.localdate()
    try:
        as_at = datetime.date.fromisoformat(day) if day else today
    except ValueError:
        raise ProblemsError([Problem(f"{day!r} is not a date.", mend="Write it as 2015-03-01.")]) from None
    if as_at > today:
        raise ProblemsError([Problem(f"{as_at} is still to come.", mend="Choose today or an earlier day.")])
    report = plan_report(find_plan(slug), as_at=as_at, published_only=published_only)
    if format != "pdf":
        return exports.export(report, format)
    try:
        return print_plan(report)[0]
    except DocumentError as error:
        raise ProblemsError([Problem(str(error))]) from error
