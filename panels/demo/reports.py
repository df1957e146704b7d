"""The demonstration's reports of other councils, each in its own form on its own panel, and the clearances of ours."""

import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from panels.demo import sources
from panels.enums import EditionKind, HeadForm
from panels.making import make
from panels.models import Meeting, Panel, Report
from panels.operations import clearance
from panels.operations.agenda import add_item
from panels.operations.packs import request_build
from panels.operations.publishing import publish_agenda
from panels.operations.reports import start_report
from panels.operations.setup import create_panel, create_report_template, schedule_meeting
from scrutiny.models import Council, User
from scrutiny.problems import Problem, ProblemsError

REPORTS = ("report-portsmouth-scrutiny-of-childrens-services", "report-west-sussex-ofsted-inspection")


def load(*, by: User, folder: Path) -> None:
    """Portsmouth's report of 24 November 2014 and West Sussex's of 15 May 2019, published as they once were."""
    for name in REPORTS:
        source = sources.read(folder, name)
        if not Panel.objects.filter(slug=source["panel"]["slug"]).exists():
            with transaction.atomic():
                _meeting(by, source, folder)
        _publish(by, source)


def ask_clearances(*, by: User, council: Council, folder: Path) -> None:
    """Say which clearances the council's reports need; reports begun before have none."""
    if not council.clearance_kinds.exists():
        clearance.set_clearance_kinds(by=by, council=council, kinds=sources.read(folder, "clearances")[council.slug])


@transaction.atomic
def clear(*, by: User, meeting: Meeting, folder: Path) -> None:
    """Take the reports of a meeting through clearance to democratic services."""
    signed = sources.read(folder, "clearances")["signed"]
    at = datetime.datetime.combine(signed["on"], datetime.time(15), tzinfo=timezone.get_default_timezone())
    for report in Report.objects.filter(paper__item__meeting=meeting).order_by("pk"):
        clearance.send_for_clearance(by=by, report=report)
        for one in report.clearances.in_order():
            clearance.sign_clearance(by=by, clearance=one, signed_by=signed[one.kind.key], at=at)
        clearance.hand_over(by=by, report=report)


def _meeting(by: User, source: dict[str, Any], folder: Path) -> None:
    council = Council.objects.get(slug=source["council"])
    form = sources.read(folder, source["template"])
    template = create_report_template(
        by=by,
        council=council,
        name=form["name"],
        slug=form["slug"],
        head=HeadForm(form["head_form"]),
        parts=sources.template_parts(form),
    )
    panel = create_panel(by=by, council=council, **source["panel"])
    meeting = schedule_meeting(by=by, panel=panel, date=source["meeting"]["date"])
    # The source shows one paper, not the agenda that it was on: the item is all that is known of it.
    item = add_item(by=by, meeting=meeting, title=source["item"]["title"])
    parts = source["parts"]
    start_report(
        by=by,
        item=item,
        template=template,
        title=source["item"]["title"],
        texts={sources.part_key(key): part["text"].strip() for key, part in parts.items() if "text" in part},
        html={sources.part_key(key): part["html"] for key, part in parts.items() if "html" in part},
    )
    clear(by=by, meeting=meeting, folder=folder)


def _publish(by: User, source: dict[str, Any]) -> None:
    meeting = Meeting.objects.with_panel().get(panel__slug=source["panel"]["slug"], date=source["meeting"]["date"])
    if meeting.editions.exists():
        return
    day = source["meeting"]["published_on"]
    at = datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_default_timezone())
    build = make(request_build(by=by, meeting=meeting, edition=EditionKind.PUBLIC, dated=day))
    if build.problem:
        raise ProblemsError([Problem(build.problem)])
    publish_agenda(by=by, meeting=meeting, at=at)
