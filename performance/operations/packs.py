"""Writes to performance packs: their lines of enquiry, and their publication."""

import datetime
import json

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from performance.enums import CommentaryState
from performance.models import Commentary, EnquiryLine, Indicator, PackEdition, PerformancePack, Release
from performance.reports.content import content_of
from performance.reports.first_page import suggested_lines
from performance.reports.pack import month_standings
from performance.rules import LONGEST_LINE, NotAllowed, StaleEdit
from scrutiny.history import record
from scrutiny.models import User


@transaction.atomic
def start_pack(*, by: User | None, release: Release, on: datetime.date) -> PerformancePack:
    """The pack of the release's month, begun with the lines that the rules suggest; the one there is if there is one.

    `on` is the day, by which explanations that were asked for are overdue.
    """
    Release.objects.select_for_update().get(pk=release.pk)
    pack = PerformancePack.objects.filter(dataset=release.dataset_id, month=release.month).first()
    if pack is not None:
        return pack
    pack = PerformancePack.objects.create(
        dataset=release.dataset, month=release.month, release=release, started_at=timezone.now(), started_by=by
    )
    added = _add_suggestions(pack, on=on)
    record(by=by, action="started performance pack", on=pack, month=str(pack.as_month), lines=added)
    return pack


@transaction.atomic
def renew_pack(*, by: User, pack: PerformancePack, release: Release, on: datetime.date) -> tuple[str, ...]:
    """Take the newest revision of the month's figures, and ask the rules again. Returns the lines that are new.

    What an officer wrote, edited or dropped stays. A line that nobody touched says what the rule now says, and goes
    where the rule no longer speaks.
    """
    pack = _lock(pack)
    if release.dataset_id != pack.dataset_id or release.month != pack.month:
        raise NotAllowed("These figures are of another month.")
    pack.release = release
    untouched = [line for line in pack.lines.standing() if line.rule and not line.is_edited]
    for line in untouched:
        line.delete()
    new = _add_suggestions(pack, on=on)
    _touch(pack)
    record(
        by=by,
        action="renewed performance pack",
        on=pack,
        revision=release.revision,
        before=[line.text for line in untouched],
        lines=new,
    )
    return tuple(text for text in new if text not in {line.text for line in untouched})


@transaction.atomic
def edit_line(*, by: User, line: EnquiryLine, version: int, text: str) -> EnquiryLine:
    """Reword a line. Raises StaleEdit where somebody else did first, NotAllowed where nothing is left or it is too
    long."""
    line = _lock_line(line)
    if line.version != version:
        raise StaleEdit(version=line.version, saved={"text": line.text})
    text = _checked(text)
    if text == line.text:
        return line
    before, line.text, line.version = line.text, text, line.version + 1
    line.save()
    _touch(line.pack)
    record(by=by, action="edited line of enquiry", on=line.pack, line=line.pk, before=before, after=text)
    return line


@transaction.atomic
def drop_line(*, by: User, line: EnquiryLine) -> EnquiryLine:
    """Leave a line out of the pack; it can be put back."""
    return _set_dropped(by, line, True)


@transaction.atomic
def restore_line(*, by: User, line: EnquiryLine) -> EnquiryLine:
    """Put a line back into the pack."""
    return _set_dropped(by, line, False)


@transaction.atomic
def add_line(*, by: User, pack: PerformancePack, text: str, indicator: Indicator | None = None) -> EnquiryLine:
    """Add a line of one's own at the end."""
    pack = _lock(pack)
    line = EnquiryLine.objects.create(pack=pack, position=_end(pack), text=_checked(text), indicator=indicator)
    _touch(pack)
    record(by=by, action="added line of enquiry", on=pack, line=line.pk, text=line.text)
    return line


@transaction.atomic
def move_line(*, by: User, line: EnquiryLine, places: int) -> EnquiryLine:
    """Move a line up (-1) or down (1) among those that stand; at either end nothing happens."""
    pack = _lock(line.pack)
    standing = list(pack.lines.standing())
    at = next((n for n, other in enumerate(standing) if other.pk == line.pk), None)
    if at is None or not 0 <= at + places < len(standing):
        return line
    standing.insert(at + places, standing.pop(at))
    dropped = list(pack.lines.filter(dropped=True).order_by("position", "pk"))
    for position, other in enumerate([*standing, *dropped]):
        if other.position != position:
            other.position = position
            other.save(update_fields=["position"])
    _touch(pack)
    record(by=by, action="moved line of enquiry", on=pack, line=line.pk, order=[other.pk for other in standing])
    line.refresh_from_db()
    return line


@transaction.atomic
def publish_pack(*, by: User | None, pack: PerformancePack, at: datetime.datetime, reason: str = "") -> PackEdition:
    """Make the pack public as it stands: figures of its release, lines, and what owners have had signed off.

    Raises NotAllowed where the figures are not published, and for a later edition that does not say why it replaces the
    one before. Publishing again what is published already changes nothing.
    """
    pack = _lock(pack)
    release = Release.objects.get(pk=pack.release_id)
    if not release.is_published:
        raise NotAllowed(f"The figures for {pack.as_month.long} are not published yet. Publish them first.")
    # As the database gives it back: lists, where the objects have tuples.
    content = json.loads(json.dumps(content_of(pack).as_data))
    latest = pack.editions.first()
    if latest is not None and latest.release_id == release.pk and latest.content == content:
        return latest
    if latest is not None and not reason.strip():
        raise NotAllowed("This pack was published before. Say why it is published again: readers see the reason.")
    edition = PackEdition.objects.create(
        pack=pack,
        number=latest.number + 1 if latest else 1,
        release=release,
        content=content,
        reason=reason.strip() if latest else "",
        published_at=at,
        published_by=by,
    )
    record(
        by=by,
        action="published performance pack",
        on=pack,
        edition=edition.number,
        revision=release.revision,
        reason=edition.reason,
    )
    return edition


def _add_suggestions(pack: PerformancePack, *, on: datetime.date) -> list[str]:
    """Add what the rules suggest, but for what they suggested before; returns the words. For the public's eyes."""
    report, stand = month_standings(pack.release)
    overdue = (
        Commentary.objects.filter(indicator__dataset=pack.dataset_id, month=pack.month, due__lt=on)
        .filter(state__in=[CommentaryState.ASKED, CommentaryState.RETURNED])
        .order_by("indicator__name")
        .values_list("indicator__slug", flat=True)
    )
    names = {standing.slug: standing.name for standing in stand}
    lines = suggested_lines(report, stand, unexplained=[names[slug] for slug in overdue if slug in names])
    known = set(pack.lines.order_by("pk").values_list("rule", "indicator__slug"))
    indicators = {each.slug: each for each in Indicator.objects.filter(dataset=pack.dataset_id).order_by("pk")}
    position = _end(pack)
    new = [line for line in lines if (str(line.rule), line.slug or None) not in known]
    for n, line in enumerate(new):
        EnquiryLine.objects.create(
            pack=pack,
            position=position + n,
            text=line.text,
            suggested=line.text,
            rule=line.rule,
            indicator=indicators.get(line.slug),
        )
    return [line.text for line in new]


def _set_dropped(by: User, line: EnquiryLine, dropped: bool) -> EnquiryLine:
    line = _lock_line(line)
    if line.dropped == dropped:
        return line
    line.dropped = dropped
    line.save()
    _touch(line.pack)
    action = "dropped line of enquiry" if dropped else "put line of enquiry back"
    record(by=by, action=action, on=line.pack, line=line.pk, text=line.text)
    return line


def _checked(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise NotAllowed("Write the question, or drop the line.")
    if len(text) > LONGEST_LINE:
        raise NotAllowed(
            f"The line has {len(text)} characters; at most {LONGEST_LINE} fit the first page. Make it shorter."
        )
    return text


def _lock(pack: PerformancePack) -> PerformancePack:
    return PerformancePack.objects.select_for_update().get(pk=pack.pk)


def _lock_line(line: EnquiryLine) -> EnquiryLine:
    """The pack is locked first: whoever moves lines holds it."""
    _lock(line.pack)
    return EnquiryLine.objects.select_related("pack").get(pk=line.pk)


def _touch(pack: PerformancePack) -> None:
    pack.version += 1
    pack.save()


def _end(pack: PerformancePack) -> int:
    last: int | None = pack.lines.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
