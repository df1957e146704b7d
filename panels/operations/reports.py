"""Writes to authored reports and the papers of an item."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from actions.models import Inspection
from panels.enums import PaperKind
from panels.models import (
    AgendaItem,
    Clearance,
    ClearanceKind,
    Minutes,
    Monitoring,
    Paper,
    Picture,
    PlanPaper,
    Report,
    ReportPart,
    ReportTemplate,
    TemplatePart,
)
from panels.operations.agenda import lock_agenda, touch_agenda
from panels.operations.clearance import check_may_change, lock_report, note_change
from panels.pictures import StoredPicture, take_in
from panels.reports.authored import PLAIN_STYLES
from panels.richtext import clean, from_plain, to_plain
from panels.rules import NotAllowed, StaleEdit
from performance.models import PerformancePack, Release
from scrutiny.history import record
from scrutiny.models import Council, User


@dataclass(frozen=True)
class Saved:
    """What came of saving a part: sentences on what was repaired, and the clearances that this reopened."""

    part: ReportPart
    repairs: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


@transaction.atomic
def start_report(
    *,
    by: User,
    item: AgendaItem,
    template: ReportTemplate,
    title: str,
    texts: Mapping[str, str] | None = None,
    html: Mapping[str, str] | None = None,
) -> Paper:
    """Put a report in the form of the template on an item, with what is known of its parts (by their keys).

    `texts` are plain text as officers type it; `html` is formatted text, made clean here. The report gets one clearance
    of each kind that its council asks for.
    """
    if item.papers.filter(place=0).exists():
        raise NotAllowed("This item has its report already. Edit that one.")
    report = Report.objects.create(template=template, title=title)
    parts = {part.key: part for part in template.parts.all()}
    written = {**(texts or {}), **(html or {})}
    unknown = written.keys() - parts.keys()
    if unknown:
        raise KeyError(f"the template {template} has no part {', '.join(sorted(unknown))}")
    now = timezone.now()
    for key in written:
        if html and key in html:
            stored = clean(html[key]).html
        else:
            stored = written[key] if parts[key].style in PLAIN_STYLES else from_plain(written[key])
        ReportPart.objects.create(report=report, part=parts[key], text=stored, saved_at=now, saved_by=by)
    record(by=by, action="start report", on=report, template=template.slug, parts=sorted(written))
    for kind in ClearanceKind.objects.filter(council=template.council):
        Clearance.objects.create(report=report, kind=kind)
    return _attach(by=by, item=item, kind=PaperKind.REPORT, title=title, report=report)


@transaction.atomic
def save_part(
    *,
    by: User,
    report: Report,
    part: TemplatePart,
    version: int,
    text: str = "",
    html: str | None = None,
    remove_missing: bool = False,
) -> Saved:
    """Save what stands under one heading: plain text as officers type it, or HTML from an editor, made clean here.

    `version` is 0 for a part that nobody has written yet. Tables and pictures whose line is no longer in a plain text
    are put back at its end, unless `remove_missing`. Raises StaleEdit if somebody saved since, and NotAllowed for a
    part that fills itself in or a report that is out of this person's hands.
    """
    if part.automatic:
        raise NotAllowed(f"“{part.heading}” is filled in from the papers attached to the report, so it is not edited.")
    report, current = _lock_part(by=by, report=report, part=part)
    before = current.text if current else ""
    stored, repairs = _stored(report, part, before, text, html, remove_missing)
    if current and before == stored:
        return Saved(current, repairs)
    if (current.version if current else 0) != version:
        raise StaleEdit(
            saved_by=current.saved_by.full_name if current else "",
            saved={"text": before if part.style in PLAIN_STYLES else to_plain(before).text},
        )
    current, reopened = write_part(by=by, report=report, part=part, current=current, stored=stored)
    return Saved(current, repairs, reopened)


@transaction.atomic
def add_picture(
    *,
    by: User,
    report: Report,
    part: TemplatePart,
    content: bytes,
    alternative: str = "",
    is_decorative: bool = False,
    caption: str = "",
) -> Saved:
    """Put a picture at the end of a part. It must be described, or marked as decoration (WCAG 1.1.1).

    Raises NotAllowed with the reason where it is no picture, too large, or neither described nor decorative.
    """
    if part.automatic or part.style in PLAIN_STYLES:
        raise NotAllowed(f"“{part.heading}” cannot hold a picture.")
    alternative = "" if is_decorative else " ".join(alternative.split())
    if not alternative and not is_decorative:
        raise NotAllowed("Describe what the picture shows, for readers who cannot see it, or mark it as decoration.")
    stored = take_in(content)
    report, current = _lock_part(by=by, report=report, part=part)
    picture = keep_picture(
        by=by, report=report, stored=stored, alternative=alternative, is_decorative=is_decorative, caption=caption
    )
    text = (current.text if current else "") + f'<figure data-picture="{picture.pk}"></figure>'
    current, reopened = write_part(by=by, report=report, part=part, current=current, stored=text)
    return Saved(current, (), reopened)


def keep_picture(
    *, by: User, report: Report, stored: StoredPicture, alternative: str, is_decorative: bool, caption: str = ""
) -> Picture:
    """Record a picture that is kept already. The caller puts it into a part, in the same transaction."""
    picture = Picture.objects.create(
        report=report,
        file=stored.file,
        sha256=stored.sha256,
        content_type=stored.content_type,
        width=stored.width,
        height=stored.height,
        alternative="" if is_decorative else alternative,
        is_decorative=is_decorative,
        caption=" ".join(caption.split())[:300],
        added_by=by,
        added_at=timezone.now(),
    )
    record(by=by, action="add picture", on=report, sha256=stored.sha256, alternative=alternative, caption=caption)
    return picture


def write_part(
    *, by: User, report: Report, part: TemplatePart, current: ReportPart | None, stored: str
) -> tuple[ReportPart, tuple[str, ...]]:
    """Store what stands under a part and reopen what was signed: the one place that does.

    Called with the agenda and the report locked, and with text that is clean.
    """
    before = current.text if current else ""
    if current is None:
        current = ReportPart(report=report, part=part, version=0)
    current.text, current.version = stored, current.version + 1
    current.saved_at, current.saved_by = timezone.now(), by
    current.save()
    touch_agenda(report.paper.item.meeting)
    record(by=by, action="save part", on=report, part=part.key, before=before, after=stored)
    return current, note_change(by=by, report=report, what=part.heading)


def attach_minutes(*, by: User, item: AgendaItem, minutes: Minutes, title: str) -> Paper:
    """Put the minutes of an earlier meeting on an item, for approval."""
    return _attach(by=by, item=item, kind=PaperKind.MINUTES, title=title, minutes=minutes)


def attach_dataset(*, by: User, item: AgendaItem, release: Release, title: str) -> Paper:
    """Attach the dataset of one month as the next appendix."""
    return _attach(by=by, item=item, kind=PaperKind.DATASET, title=title, release=release)


def attach_performance_pack(*, by: User, item: AgendaItem, pack: PerformancePack, title: str) -> Paper:
    """Attach the performance pack of a month: the item's own paper where it has none, else the next appendix."""
    return _attach(by=by, item=item, kind=PaperKind.PERFORMANCE_PACK, title=title, performance_pack=pack)


def attach_glossary(*, by: User, item: AgendaItem, council: Council, title: str) -> Paper:
    """Attach the council's glossary as the next appendix."""
    return _attach(by=by, item=item, kind=PaperKind.GLOSSARY, title=title, glossary_of=council)


def attach_monitoring(*, by: User, item: AgendaItem, monitoring: Monitoring, title: str) -> Paper:
    """Put the report on what became of recommendations on an item (see operations.monitoring, which makes it)."""
    return _attach(by=by, item=item, kind=PaperKind.MONITORING, title=title, monitoring=monitoring)


@transaction.atomic
def attach_action_plan(
    *, by: User, item: AgendaItem, inspection: Inspection, as_at: datetime.date, since: datetime.date | None = None
) -> Paper:
    """Put the report on an action plan as at a day on an item: its own paper, or the next appendix.

    It holds what is published of the plan. With `since` it says what changed from the end of that day.
    """
    plan = PlanPaper.objects.create(inspection=inspection, as_at=as_at, since=since)
    title = f"Action plan: {inspection.title}"[:300]
    return _attach(by=by, item=item, kind=PaperKind.ACTION_PLAN, title=title, plan=plan)


@transaction.atomic
def _attach(*, by: User, item: AgendaItem, kind: PaperKind, title: str, **source: object) -> Paper:
    lock_agenda(item.meeting)
    last = item.papers.aggregate(last=Max("place"))["last"]
    paper = Paper.objects.create(item=item, place=0 if last is None else last + 1, kind=kind, title=title, **source)
    touch_agenda(item.meeting)
    record(by=by, action="attach paper", on=item, paper=title, kind=str(kind), place=paper.place)
    return paper


def _lock_part(*, by: User, report: Report, part: TemplatePart) -> tuple[Report, ReportPart | None]:
    """The report and what stands under one part of it, held until the transaction ends; the agenda first."""
    lock_agenda(report.paper.item.meeting)
    locked = lock_report(report)
    check_may_change(by=by, report=locked)
    current = ReportPart.objects.select_for_update(of=("self",)).filter(report=locked, part=part)
    return locked, current.select_related("saved_by").first()


def _stored(
    report: Report, part: TemplatePart, before: str, text: str, html: str | None, remove_missing: bool
) -> tuple[str, tuple[str, ...]]:
    """What is to be stored, and what was repaired on the way."""
    if part.style in PLAIN_STYLES:
        return text, ()
    pictures = list(Picture.objects.filter(report=report).values_list("pk", flat=True))
    if html is not None:
        cleaned = clean(html, pictures=pictures)
        return cleaned.html, cleaned.repairs
    plain = to_plain(before)
    dropped = () if remove_missing else plain.dropped(text)
    lines = "".join(f"\n\n[{name}]" for name in dropped)
    repairs = tuple(
        f"{name} was put back at the end, because its line was missing. To take it out, tick the box under the text."
        for name in dropped
    )
    return from_plain(text + lines, kept=plain.kept, pictures=pictures), repairs
