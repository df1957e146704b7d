"""Commentary as writers and managers see it: what is asked of whom, with figures and last time's words beside it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from performance.enums import CommentaryState, EnquiryRule
from performance.models import Commentary, Dataset, Release
from performance.permissions import OFFICER, PUBLIC
from performance.reports.first_page import suggested_lines
from performance.reports.pack import PackRow, month_standings, row_of
from performance.reports.standing import Standing
from performance.rules import COMMENTARY_STEPS
from scrutiny.access import Permission, user_can
from scrutiny.dates import Month

EXPLAINED = frozenset({EnquiryRule.CONCERN, EnquiryRule.OFF_TARGET, EnquiryRule.LONG_WORSE, EnquiryRule.CHANGED})
"""The rules whose findings an owner is asked to explain."""

HIDDEN = (
    "This month is a signal or misses its target, in figures that are withheld from the public. Write nothing from "
    "which a child could be identified."
)


@dataclass(frozen=True)
class Wanted:
    """An explanation that the rules say should be asked for."""

    slug: str
    name: str
    because: str


@dataclass(frozen=True)
class CommentaryLine:
    """One explanation in a list. `is_overdue`: its day has passed and it has not been sent."""

    commentary: Commentary
    name: str
    is_overdue: bool


@dataclass(frozen=True)
class CommentaryPage:
    """What stands on the page where an explanation is written."""

    commentary: Commentary
    name: str
    row: PackRow | None
    last: Commentary | None
    is_overdue: bool

    def _may(self, step: CommentaryState) -> bool:
        return step in COMMENTARY_STEPS[self.commentary.get_state()]

    @property
    def may_write(self) -> bool:
        return self._may(CommentaryState.SUBMITTED)

    @property
    def may_sign_off(self) -> bool:
        return self._may(CommentaryState.SIGNED_OFF)

    @property
    def may_return(self) -> bool:
        return self._may(CommentaryState.RETURNED)

    @property
    def may_withdraw(self) -> bool:
        return self._may(CommentaryState.WITHDRAWN)

    @property
    def may_ask_again(self) -> bool:
        return self._may(CommentaryState.ASKED)


def wanted_commentary(release: Release) -> tuple[Wanted, ...]:
    """Of which indicators an explanation should be asked for, and why, leaving out those asked for already.

    The reasons are those that the public may read. Where only an officer can see that something calls for one, the
    reason says that and nothing of the figures.
    """
    asked = set(
        Commentary.objects.filter(indicator__dataset=release.dataset_id, month=release.month)
        .order_by("pk")
        .values_list("indicator__slug", flat=True)
    )
    report, stand = month_standings(release, viewer=PUBLIC)
    found: dict[str, Wanted] = {}
    names = {standing.slug: standing.name for standing in stand}
    for line in suggested_lines(report, stand):
        if line.rule in EXPLAINED and line.slug and line.slug not in found:
            found[line.slug] = Wanted(line.slug, names[line.slug], line.text)
    if any(standing.row.has_withheld for standing in stand):
        for slug in _only_officers_see(release, stand):
            found.setdefault(slug, Wanted(slug, names[slug], HIDDEN))
    return tuple(each for each in found.values() if each.slug not in asked)


def commentary_of_month(dataset: Dataset, month: Month, *, on: datetime.date) -> tuple[CommentaryLine, ...]:
    """Every explanation asked for of that month, by indicator."""
    return _lines(Commentary.objects.filter(indicator__dataset=dataset, month=month.first_day), on)


def commentary_for(user: Any, *, on: datetime.date) -> tuple[CommentaryLine, ...]:
    """What waits for this person: what a writer is asked (or nobody in particular), what a manager is to sign off."""
    waiting = Commentary.objects.none()
    if user_can(user, Permission.WRITE_COMMENTARY):
        waiting |= Commentary.objects.open().filter(asked_of=user)
        waiting |= Commentary.objects.open().filter(asked_of=None)
    if user_can(user, Permission.SIGN_OFF_COMMENTARY):
        waiting |= Commentary.objects.filter(state=CommentaryState.SUBMITTED)
    return _lines(waiting, on)


def commentary_page(commentary: Commentary, *, on: datetime.date) -> CommentaryPage:
    """The explanation with the chart and figures that it is about, and what was said the last time."""
    indicator = commentary.indicator
    release = (
        Release.objects.filter(dataset=indicator.dataset_id, month=commentary.month)
        .current()
        .select_related("dataset__council")
        .first()
    )
    last = (
        Commentary.objects.filter(indicator=indicator, month__lt=commentary.month)
        .signed_off()
        .order_by("-month")
        .first()
    )
    row = row_of(release, indicator.slug, viewer=OFFICER) if release else None
    return CommentaryPage(commentary, short_name_of(commentary), row, last, _is_overdue(commentary, on))


def _only_officers_see(release: Release, public: Sequence[Standing]) -> list[str]:
    partly = {standing.slug for standing in public if standing.row.has_withheld}
    _, whole = month_standings(release, viewer=OFFICER)
    return [
        standing.slug
        for standing in whole
        if standing.slug in partly
        and (standing.is_signal or (standing.target is not None and not standing.target.is_met))
    ]


def _lines(commentaries: Any, on: datetime.date) -> tuple[CommentaryLine, ...]:
    found = commentaries.select_related("indicator__entry", "indicator__dataset", "asked_of", "written_by")
    return tuple(
        CommentaryLine(each, short_name_of(each), _is_overdue(each, on))
        for each in found.order_by("due", "indicator__name", "pk")
    )


def short_name_of(commentary: Commentary) -> str:
    """How a first page calls the indicator."""
    entry = getattr(commentary.indicator, "entry", None)
    return (entry.short_name if entry else "") or commentary.indicator.name


def _is_overdue(commentary: Commentary, on: datetime.date) -> bool:
    return commentary.due < on and commentary.get_state() in (CommentaryState.ASKED, CommentaryState.RETURNED)
