"""Builds an agenda pack from the command line."""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from panels.enums import EditionKind
from panels.making import open_pack
from panels.models import Meeting, Panel
from panels.pack import Pack, compose
from panels.reports.exemptions import withheld_parts
from panels.reports.published import published
from scrutiny.documents.errors import DocumentError
from scrutiny.files import put
from scrutiny.problems import Problem, ProblemsError


class Command(BaseCommand):
    help = "Build the agenda pack of a meeting: what is published, or a draft if nothing is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "panel", help="the panel's short name in addresses, such as children-and-families-scrutiny-panel"
        )
        parser.add_argument("date", help="the date of the meeting, such as 2018-06-07")
        parser.add_argument("--edition", choices=EditionKind.values, default=EditionKind.PUBLIC)
        parser.add_argument("--output", required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            meeting = find_meeting(options["panel"], options["date"])
            content, what = _content(meeting, EditionKind(options["edition"]))
            put(content, Path(options["output"]))
        except ProblemsError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from None
        self.stdout.write(f"{what}: {options['output']}")


def find_meeting(panel: str, date: str) -> Meeting:
    """The meeting that the arguments name. Raises ProblemsError saying which names there are."""
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        raise ProblemsError([Problem(f"{date!r} is not a date.", mend="Write it as 2018-06-07.")]) from None
    found = Panel.objects.filter(slug=panel).first()
    if found is None:
        known = ", ".join(Panel.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise ProblemsError([Problem(f"There is no panel {panel!r}.", mend=f"The panels are: {known}.")])
    meeting = Meeting.objects.with_panel().filter(panel=found, date=day).first()
    if meeting is None:
        dates = ", ".join(str(day) for day in found.meetings.order_by("date").values_list("date", flat=True)) or "none"
        raise ProblemsError([Problem(f"{found} does not meet on {day}.", mend=f"Its meetings are: {dates}.")])
    return meeting


def _content(meeting: Meeting, edition: EditionKind) -> tuple[bytes, str]:
    standing = published(meeting)
    whole = standing.editions[0] if standing else None
    if whole and whole.build and edition is EditionKind.PUBLIC:
        with open_pack(whole.build) as file:
            return file.read(), f"The published pack, edition {whole.number}, {whole.build.pages} sides"
    signed_on = timezone.localdate(whole.published_at) if whole else None
    try:
        pack = _draft(meeting, edition, signed_on)
    except DocumentError as error:
        raise ProblemsError([Problem(str(error))]) from error
    kind = "The members' edition" if edition is EditionKind.MEMBERS else "A draft of the public edition"
    return pack.assembled.pdf, f"{kind}, {pack.assembled.pages} sides"


def _draft(meeting: Meeting, edition: EditionKind, signed_on: datetime.date | None) -> Pack:
    """The pack as it stands. A withheld paper keeps its numbers: how many, the members' edition says."""
    sides: dict[int, int] = {}
    if edition is EditionKind.PUBLIC and withheld_parts(meeting):
        members = compose(meeting, EditionKind.MEMBERS, signed_on=signed_on)
        sides = {part.paper.pk: part.sides for part in members.parts}
    return compose(meeting, edition, signed_on=signed_on, withheld_sides=sides)
