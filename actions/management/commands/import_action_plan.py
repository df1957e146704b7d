"""Imports a plan from a workbook. Does nothing that operations.importing does not."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from actions.models import Inspection
from actions.operations.importing import import_plan, preview_import
from actions.reports.plan_import import ImportPreview
from scrutiny.problems import Problem, ProblemsError


class Command(BaseCommand):
    help = "Import a plan from a workbook (.xlsx) into an inspection. Exits with 1 and every problem if it cannot."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the workbook")
        parser.add_argument("--plan", help="the inspection's short name in addresses, such as portsmouth-2014")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done, or what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            inspection, content = find_plan(options["plan"]), _content(path)
            if options["dry_run"]:
                done = preview_import(by=None, inspection=inspection, content=content)
            else:
                done = import_plan(by=None, inspection=inspection, content=content, file_name=path.name)
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from None
        self._say(done, "Nothing is changed yet. It would be: " if options["dry_run"] else "Imported: ")

    def _say(self, done: ImportPreview, start: str) -> None:
        self.stdout.write(f"{start}{done.sentence}")
        for area in done.areas:
            for change in area.changes:
                self.stdout.write(f"  {area.heading}, {change.label}: {change.old!r} becomes {change.new!r}")
            for action in area.actions:
                if action.is_new:
                    self.stdout.write(f"  {action.row.where}: new action {action.row.text!r}")
                for change in action.changes:
                    self.stdout.write(f"  {action.row.where}, {change.label}: {change.old!r} becomes {change.new!r}")
        for gone in done.missing_actions:
            self.stdout.write(f"  Not in the file, and stays: {gone.text!r} ({gone.area.heading})")
        for left in done.missing_areas:
            self.stdout.write(f"  Not in the file, and stays: {left.heading} with its actions")
        for note in done.notes:
            self.stdout.write(f"  {note}")


def find_plan(slug: str | None) -> Inspection:
    """The inspection of that name, or the only one there is. Raises ProblemsError saying which names there are."""
    plans = Inspection.objects.select_related("council").order_by("slug")
    found = list(plans.filter(slug=slug) if slug else plans)
    if len(found) == 1:
        return found[0]
    known = ", ".join(plan.slug for plan in plans) or "none yet"
    what = f"There is no plan {slug!r}." if slug else "It is not said into which plan."
    raise ProblemsError([Problem(what, mend=f"Say --plan and one of these: {known}.")])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise ProblemsError([Problem(f"{path}: {reason}.", mend="Check the path and your right to read it.")]) from None
