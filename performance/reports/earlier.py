"""Figures of months before those of a release, out of earlier ones; and what a release revised."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min

from performance.models import Release, Row, Value
from performance.permissions import Viewer
from performance.reports.figures import Figure, stored_figure
from performance.reports.rows import seen_by
from scrutiny.dates import Month


@dataclass(frozen=True)
class Revision:
    """A figure that this release gives another value than the one before it did."""

    name: str
    month: Month
    was: str
    now: str


@dataclass(frozen=True)
class Earlier:
    """`figures` by the indicator's slug and month, only of months before the release's own; `revisions` in print order.

    `since` is the month of the release that the revisions are against; None where it is the first.
    """

    figures: dict[str, dict[Month, Figure]]
    revisions: tuple[Revision, ...]
    since: Month | None


def earlier_than(
    release: Release, *, viewer: Viewer, drafts: bool = False, before: datetime.datetime | None = None
) -> Earlier:
    """What the dataset's earlier releases add to this one. Six queries at most, whatever their number.

    Of each month the newest release that has it counts. Only published ones are read, but for `drafts`; `before` leaves
    out what was published later, so that a published pack stays as it was.
    """
    releases = Release.objects.filter(dataset=release.dataset_id, month__lt=release.month)
    releases = releases if drafts else releases.published()
    if before is not None:
        releases = releases.filter(published_at__lte=before)
    known = list(releases.current())
    if not known:
        return Earlier({}, (), None)
    first = dict(
        Value.objects.filter(row__release__in=[*known, release])
        .values_list("row__release")
        .annotate(first=Min("month"))
        .order_by("row__release")
    )
    needed = _covering(known, first, first.get(release.pk, release.month))
    # The one just before is always read: it says what was revised.
    wanted = list({each.pk: each for each in [known[0], *needed]}.values())
    rows = list(Row.objects.filter(release__in=wanted).with_figures().order_by("release__month", "position"))
    own = {row.indicator_id: row for row in release.rows.with_figures().in_print_order()}
    seen_by(viewer, rows)
    seen_by(viewer, list(own.values()))
    own_first = first.get(release.pk, release.month)
    figures: dict[str, dict[Month, Figure]] = {}
    for row in rows:
        months = figures.setdefault(row.indicator.slug, {})
        for value in row.values.all():
            if value.month < own_first:
                months[Month.of(value.month)] = stored_figure(value, row)
    revisions = _revisions([row for row in rows if row.release_id == known[0].pk], own)
    return Earlier(figures, revisions, known[0].as_month)


def _covering(known: Sequence[Release], first: dict[int, datetime.date], start: datetime.date) -> list[Release]:
    """As few releases as have all the months before `start`, newest first."""
    chosen: list[Release] = []
    for release in known:  # newest first
        begins = first.get(release.pk)
        following = next((each for each in known if each.month < release.month), None)
        if begins is None or begins >= start:
            continue
        # It is needed unless the next one back reaches up to what is covered already.
        if following is not None and following.month >= (Month.of(start) - 1).first_day:
            continue
        chosen.append(release)
        start = begins
    return chosen


def _revisions(before: Sequence[Row], own: dict[int, Row]) -> tuple[Revision, ...]:
    """Months that both have, with other figures; what is withheld from the reader on either side says nothing."""
    found = []
    for old in before:
        new = own.get(old.indicator_id)
        if new is None:
            continue
        now = {value.month: value for value in new.values.all()}
        for value in old.values.all():
            other = now.get(value.month)
            if other is None or value.value == other.value:
                continue
            was, is_now = stored_figure(value, old), stored_figure(other, new)
            if not (was.is_withheld or is_now.is_withheld):
                found.append(Revision(new.name, Month.of(value.month), was.text or "none", is_now.text or "none"))
    order = {row.name: row.position for row in own.values()}
    return tuple(sorted(found, key=lambda revision: (order[revision.name], revision.month)))
