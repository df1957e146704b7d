"""Writes to authored reports and the papers of an item."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from panels.enums import PaperKind
from panels.models import AgendaItem, Minutes, Paper, Report, ReportPart, ReportTemplate, TemplatePart
from panels.operations.agenda import lock_agenda, touch_agenda
from panels.rules import NotAllowed, StaleEdit
from performance.models import Release
from scrutiny.history import record
from scrutiny.models import Council, User


@transaction.atomic
def start_report(
    *, by: User, item: AgendaItem, template: ReportTemplate, title: str, texts: Mapping[str, str] | None = None
) -> Paper:
    """Put a report in the form of the template on an item, with what is known of its parts (by their keys)."""
    if item.papers.filter(place=0).exists():
        raise NotAllowed("This item has its report already. Edit that one.")
    report = Report.objects.create(template=template, title=title)
    parts = {part.key: part for part in template.parts.all()}
    unknown = (texts or {}).keys() - parts.keys()
    if unknown:
        raise KeyError(f"the template {template} has no part {', '.join(sorted(unknown))}")
    now = timezone.now()
    for key, text in (texts or {}).items():
        ReportPart.objects.create(report=report, part=parts[key], text=text, saved_at=now, saved_by=by)
    return _attach(by=by, item=item, kind=PaperKind.REPORT, title=title, report=report)


@transaction.atomic
def save_part(*, by: User, report: Report, part: TemplatePart, text: str, version: int) -> ReportPart:
    """Save what stands under one heading. `version` is 0 for a part that nobody has written yet.

    Raises StaleEdit if somebody saved since, and NotAllowed for a part that fills itself in.
    """
    if part.automatic:
        raise NotAllowed(f"“{part.heading}” is filled in from the papers attached to the report, so it is not edited.")
    meeting = report.paper.item.meeting
    lock_agenda(meeting)
    current = ReportPart.objects.select_for_update().filter(report=report, part=part).select_related("saved_by").first()
    if current and current.text == text:
        return current
    if (current.version if current else 0) != version:
        raise StaleEdit(
            saved_by=current.saved_by.full_name if current else "", saved={"text": current.text if current else ""}
        )
    before = current.text if current else ""
    if current is None:
        current = ReportPart(report=report, part=part, version=0)
    current.text, current.version = text, current.version + 1
    current.saved_at, current.saved_by = timezone.now(), by
    current.save()
    touch_agenda(meeting)
    record(by=by, action="save part", on=report, part=part.key, before=before, after=text)
    return current


def attach_minutes(*, by: User, item: AgendaItem, minutes: Minutes, title: str) -> Paper:
    """Put the minutes of an earlier meeting on an item, for approval."""
    return _attach(by=by, item=item, kind=PaperKind.MINUTES, title=title, minutes=minutes)


def attach_dataset(*, by: User, item: AgendaItem, release: Release, title: str) -> Paper:
    """Attach the dataset of one month as the next appendix."""
    return _attach(by=by, item=item, kind=PaperKind.DATASET, title=title, release=release)


def attach_glossary(*, by: User, item: AgendaItem, council: Council, title: str) -> Paper:
    """Attach the council's glossary as the next appendix."""
    return _attach(by=by, item=item, kind=PaperKind.GLOSSARY, title=title, glossary_of=council)


@transaction.atomic
def _attach(*, by: User, item: AgendaItem, kind: PaperKind, title: str, **source: object) -> Paper:
    lock_agenda(item.meeting)
    last = item.papers.aggregate(last=Max("place"))["last"]
    paper = Paper.objects.create(item=item, place=0 if last is None else last + 1, kind=kind, title=title, **source)
    touch_agenda(item.meeting)
    record(by=by, action="attach paper", on=item, paper=title, kind=str(kind), place=paper.place)
    return paper
