"""Writes to the standing report on recommendations: put on its item, and brought up to date until it is published."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from panels.enums import PaperKind
from panels.models import AgendaItem, Meeting, Monitoring, Paper
from panels.operations.agenda import lock_agenda, touch_agenda
from panels.operations.reports import attach_monitoring
from panels.reports.monitoring import TITLE, monitoring_report
from panels.reports.published import published
from panels.rules import NotAllowed
from scrutiny.history import record
from scrutiny.models import User


@transaction.atomic
def start_monitoring(*, by: User, item: AgendaItem) -> Paper:
    """Put the report on the item that monitors recommendations. It fills itself from then on."""
    lock_agenda(item.meeting)
    if _papers(item.meeting).exists():
        raise NotAllowed("This agenda has its report on recommendations already.")
    meeting = Meeting.objects.with_panel().get(pk=item.meeting_id)
    report = monitoring_report(meeting, as_at=day_of(meeting))
    monitoring, _ = Monitoring.objects.update_or_create(
        meeting=meeting,
        defaults={"as_at": report.as_at, "content": report.content, "made_at": timezone.now()},
    )
    return attach_monitoring(by=by, item=item, monitoring=monitoring, title=TITLE)


@transaction.atomic
def refresh_monitoring(*, by: User, meeting: Meeting, even_if_published: bool = False) -> bool:
    """Bring the report of an agenda up to date; True where it changed, which the agenda then has too.

    What is published stays as it is, unless an officer asks for it: it is then part of a correction.
    """
    paper = _papers(meeting).select_related("monitoring").order_by("pk").first()
    if paper is None or paper.monitoring is None:
        return False
    if not even_if_published and is_published(meeting, paper):
        return False
    lock_agenda(meeting)
    meeting = Meeting.objects.with_panel().get(pk=meeting.pk)
    report = monitoring_report(meeting, as_at=day_of(meeting))
    kept = Monitoring.objects.select_for_update().get(pk=paper.monitoring.pk)
    if kept.content == report.content:
        return False
    kept.as_at, kept.content, kept.made_at = report.as_at, report.content, timezone.now()
    kept.save()
    touch_agenda(meeting)
    record(by=by, action="refresh monitoring", on=kept, meeting=str(meeting), as_at=report.as_at)
    return True


def is_published(meeting: Meeting, paper: Paper) -> bool:
    """Whether readers have this paper in an edition that stands."""
    standing = published(meeting)
    return standing is not None and paper.pk in standing.by_source


def _papers(meeting: Meeting) -> QuerySet[Paper]:
    return Paper.objects.filter(item__meeting=meeting, item__removed_at=None, kind=PaperKind.MONITORING)


def day_of(meeting: Meeting) -> datetime.date:
    """The day as at which a report for the meeting is made: today, but never after the meeting."""
    return min(timezone.localdate(), meeting.date)
