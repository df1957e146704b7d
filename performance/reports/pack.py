"""The performance pack of a month: one frozen object for the page, the PDF and the paper inside an agenda pack.

What officers wrote (lines of enquiry, commentary, definitions) is the draft's, or that of a published edition; figures
are always those of the release, as the reader may see them.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from performance import charts, distance, enquiry, spc, words
from performance.enums import Mark, Unit
from performance.models import PackEdition, PerformancePack, Release
from performance.permissions import PUBLIC, Viewer
from performance.reports.content import NO_CONTENT, Content, Remark, content_from, content_of
from performance.reports.dataset import DatasetReport, Group, release_report
from performance.reports.earlier import Earlier, earlier_than
from performance.reports.entries import entries_of
from performance.reports.figures import Figure
from performance.reports.first_page import FirstPage, first_page, outlook
from performance.reports.glossary import GlossaryReport, glossary_report
from performance.reports.group_table import GroupLine, group_lines
from performance.reports.indicator import sentence
from performance.reports.so_far import year_to_date
from performance.reports.standing import Standing, standings
from scrutiny.dates import Month, financial_year


@dataclass(frozen=True)
class PackRow:
    """One indicator in its group: its chart, what it shows in words, and what its owner says."""

    standing: Standing
    chart: charts.Chart
    sentence: str
    reading: tuple[str, ...]
    remark: Remark | None
    earlier_remark: Remark | None

    @property
    def table(self) -> list[tuple[Month, Figure]]:
        """The last thirteen months with their figures."""
        return list(zip(self.standing.months, self.standing.figures, strict=True))[-13:]

    @property
    def full_chart(self) -> charts.Chart:
        """The chart in full size, with its legend, for a page of its own."""
        return _chart(self.standing, self.sentence, slug=f"page-{self.standing.slug}", frame=charts.FULL)

    @property
    def polarity_sentence(self) -> str:
        return self.standing.entry.polarity_sentence(self.standing.row.polarity)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to mind when reading the chart, whole sentences."""
        standing = self.standing
        own = (standing.entry.care,) if standing.entry.care else ()
        blind = spc.blind_sides(standing.control, is_percent=standing.row.unit == Unit.PERCENT)
        return (*own, *standing.control.cautions, *blind)


@dataclass(frozen=True)
class PackGroup:
    """The indicators under one heading."""

    name: str
    slug: str
    rows: tuple[PackRow, ...]
    lines: tuple[GroupLine, ...]

    @property
    def has_withheld(self) -> bool:
        return any(row.standing.row.has_withheld for row in self.rows)


@dataclass(frozen=True)
class PackReport:
    """Everything that the performance pack of a month says."""

    table: DatasetReport
    edition: int
    published_at: datetime.datetime | None
    reason: str
    first: FirstPage
    lines: tuple[str, ...]
    groups: tuple[PackGroup, ...]
    glossary: GlossaryReport
    notes: tuple[str, ...]
    revisions: Earlier

    @property
    def council(self) -> str:
        return self.table.council

    @property
    def month(self) -> Month:
        return self.table.month

    @property
    def month_before(self) -> Month:
        return self.month - 1

    @property
    def group_months(self) -> tuple[Month, ...]:
        """The months in the table of a group."""
        return (self.month, self.month_before, self.table.year_before)

    @property
    def financial_year(self) -> str:
        return financial_year(self.month)

    @property
    def title(self) -> str:
        return f"Performance pack, {self.month.long}"

    @property
    def is_draft(self) -> bool:
        return self.edition == 0

    @property
    def rows(self) -> tuple[PackRow, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    def row(self, slug: str) -> PackRow:
        """The indicator of that address. Raises KeyError where there is none."""
        for row in self.rows:
            if row.standing.slug == slug:
                return row
        raise KeyError(slug)

    def group(self, slug: str) -> PackGroup:
        """The group of that address. Raises KeyError where there is none."""
        for group in self.groups:
            if group.slug == slug:
                return group
        raise KeyError(slug)


def pack_report(
    pack: PerformancePack,
    *,
    as_at: datetime.datetime | datetime.date,
    viewer: Viewer = PUBLIC,
    edition: PackEdition | None = None,
) -> PackReport:
    """The pack as it stands, or as the edition was published. A fixed number of queries, whatever the months."""
    if edition is not None:
        return _report(edition.release, content_from(edition.content), as_at=as_at, viewer=viewer, edition=edition)
    release = Release.objects.select_related("dataset__council").get(pk=pack.release_id)
    return _report(release, content_of(pack), as_at=as_at, viewer=viewer, edition=None)


def month_standings(release: Release, *, viewer: Viewer = PUBLIC) -> tuple[DatasetReport, tuple[Standing, ...]]:
    """The table of a release and how its indicators stand, for what the rules suggest. As the public sees it."""
    report = release_report(release, as_at=release.imported_at, viewer=viewer)
    earlier = earlier_than(release, viewer=viewer, drafts=not release.is_published)
    return report, standings(report, entries_of(release.dataset_id), earlier.figures)


def row_of(release: Release, slug: str, *, viewer: Viewer = PUBLIC) -> PackRow | None:
    """One indicator of a release as a pack would show it, without anybody's words; None where it has none."""
    report, stand = month_standings(release, viewer=viewer)
    standing = next((each for each in stand if each.slug == slug), None)
    return _row(standing, report, NO_CONTENT) if standing else None


def pack_of(release: Release, *, user: Any) -> PerformancePack | None:
    """The pack of the release's month, where there is one that this person may see. One query."""
    packs = PerformancePack.objects.filter(dataset=release.dataset_id, month=release.month)
    return packs.visible_to(user).select_related("dataset").first()


def newest_pack(user: Any) -> PerformancePack | None:
    """The newest pack that this person may see. One query."""
    return PerformancePack.objects.visible_to(user).select_related("dataset").order_by("-month").first()


def _report(
    release: Release,
    content: Content,
    *,
    as_at: datetime.datetime | datetime.date,
    viewer: Viewer,
    edition: PackEdition | None,
) -> PackReport:
    table = release_report(release, as_at=as_at, viewer=viewer)
    earlier = earlier_than(
        release,
        viewer=viewer,
        drafts=edition is None and not release.is_published,
        before=edition.published_at if edition else None,
    )
    stand = standings(table, content.entries, earlier.figures)
    by_slug = {standing.slug: standing for standing in stand}
    return PackReport(
        table=table,
        edition=edition.number if edition else 0,
        published_at=edition.published_at if edition else None,
        reason=edition.reason if edition else "",
        first=first_page(table, stand),
        lines=content.lines,
        groups=tuple(
            _group(group, [by_slug[row.slug] for row in group.rows], table, content) for group in table.groups
        ),
        glossary=glossary_report(release.dataset.council),
        notes=tuple(_notes(table, stand)),
        revisions=earlier,
    )


def _group(group: Group, stand: Sequence[Standing], table: DatasetReport, content: Content) -> PackGroup:
    rows = tuple(_row(standing, table, content) for standing in stand)
    return PackGroup(group.name, group.slug, rows, group_lines(stand, table))


def _row(standing: Standing, table: DatasetReport, content: Content) -> PackRow:
    said = sentence(standing.row, table.month)
    return PackRow(
        standing=standing,
        chart=_chart(standing, said, slug=f"pack-{standing.slug}", frame=charts.SMALL),
        sentence=said,
        reading=tuple(_reading(standing, table.month)),
        remark=content.remarks.get(standing.slug),
        earlier_remark=content.earlier_remarks.get(standing.slug),
    )


def _chart(standing: Standing, said: str, *, slug: str, frame: charts.Frame) -> charts.Chart:
    target = standing.target
    return charts.draw(
        standing.series,
        standing.control,
        title=f"Line chart. {said}",
        slug=slug,
        is_percent=standing.row.unit == Unit.PERCENT,
        decimals=standing.row.decimals,
        target=target.goal.value if target else None,
        target_label=f"Target {target.year}" if target else "",
        frame=frame,
    )


def _reading(standing: Standing, month: Month) -> list[str]:
    """What the chart tells, in sentences: variation, the year so far, target, place among others."""
    found = [_variation(standing)]
    so_far, label = year_to_date(standing.row, month, standing.figures)
    if so_far.value is not None:
        found.append(f"{label}: {so_far.text}.")
    target = standing.target
    if target is not None and target.is_met:
        found.append(f"The target for {target.year} ({target.goal.text}) is met.")
    elif target is not None:
        found.append(f"Target for {target.year}: {target.goal.text}, so it is {target.gap}; {outlook(target)}.")
    if standing.comparisons:
        beside = "; ".join(
            f"{each.word} {'as' if each.ahead == 0 else 'than'} {words.comparator(each.who)} ({each.figure.text})"
            for each in standing.comparisons
        )
        found.append(f"{beside[:1].upper()}{beside[1:]}.")
    return found


def _variation(standing: Standing) -> str:
    """The newest figure beside what was to be expected."""
    row, control = standing.row, standing.control
    if row.latest.value is None:
        return "Withheld this month." if row.latest.is_withheld else "No figure this month."
    if not standing.limits:
        return control.cautions[0] if control.cautions else ""
    if standing.is_signal and control.latest_cause is not None:
        seen = enquiry.seen(control.latest_cause, standing.side, standing.average)
        return f"Signal: {row.latest.text} is {seen} ({standing.limits})."
    return f"{row.latest.text} is within its ordinary range ({standing.limits})."


def _notes(table: DatasetReport, stand: Sequence[Standing]) -> list[str]:
    """What is known of the quality of these figures, one sentence each."""
    found = [f"{note.rstrip('.')}." for note in table.notes if "key to" not in note.lower()]
    found += _missing(table, stand)
    found += _disagreements(table, stand)
    for standing in stand:
        found += [
            f"{standing.name}: mean and limits start afresh in {mark.month.long} ({mark.reason.rstrip('.')})."
            for mark in standing.entry.rebases
        ]
    return found


def _missing(table: DatasetReport, stand: Sequence[Standing]) -> list[str]:
    found = []
    for standing in stand:
        gaps = [
            month.long
            for month, figure in zip(table.months, standing.row.figures, strict=True)
            if figure.value is None and figure.mark != Mark.WITHHELD
        ]
        if gaps:
            found.append(f"{standing.name}: no figure for {_few(gaps)}.")
    return found


def _few(names: Sequence[str], most: int = 4) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (
        f" and {rest} other months" if rest > 1 else f", {names[most]}" if rest == 1 else ""
    )


def _disagreements(table: DatasetReport, stand: Sequence[Standing]) -> list[str]:
    """Percentages that their own numbers do not give, for those indicators whose two numbers are in the dataset."""
    by_slug = {standing.slug: standing for standing in stand}
    found = []
    for standing in stand:
        above, below = standing.entry.numerator, standing.entry.denominator
        if not (above and below and above.slug in by_slug and below.slug in by_slug):
            continue
        own, top, base = (
            by_slug[slug].series.reindex(list(table.months)) for slug in (standing.slug, above.slug, below.slug)
        )
        odd = distance.disagreements(own, top, base, decimals=_places(own))
        shown = [
            f"{month.long} {words.figure(printed, Unit.PERCENT, standing.row.decimals)}, by its numbers "
            f"{words.figure(worked_out, Unit.PERCENT, standing.row.decimals)}"
            for month, printed, worked_out in zip(table.months, own, odd, strict=True)
            if not math.isnan(worked_out)
        ]
        if shown:
            found.append(f"{standing.name}: {'; '.join(shown[:3])}{' and others' if len(shown) > 3 else ''}.")
    return found


def _places(printed: pd.Series) -> int:
    """How many decimals the source prints at most: a whole 72% is not wrong by half a point."""
    there = printed.dropna()
    return next((places for places in range(4) if ((there - there.round(places)).abs() < 1e-9).all()), 4)
