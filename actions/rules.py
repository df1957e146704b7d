"""The rules of action plans: dates that may be only a month, lateness, and what a status needs. Pure: no database,
no clock; whoever asks says as at which day.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from actions.enums import Gap, Precision, Rag
from scrutiny.dates import MONTH_NAMES, Month


class RuleError(ValueError):
    """A rule is broken. The text is the sentence that the person at the screen reads."""


@dataclass(frozen=True)
class When:
    """A day, or a month or a year of which no day is known. It means its last day: "Jan 2015" runs until 31 January."""

    day: datetime.date
    precision: Precision

    def __post_init__(self) -> None:
        if self.precision == Precision.MONTH and self.day != Month.of(self.day).last_day:
            raise ValueError(f"a month is kept as its last day, and {self.day} is not one")
        if self.precision == Precision.YEAR and (self.day.month, self.day.day) != (12, 31):
            raise ValueError(f"a year is kept as its last day, and {self.day} is not one")

    @classmethod
    def on(cls, day: datetime.date) -> Self:
        return cls(day, Precision.DAY)

    @classmethod
    def during(cls, month: Month) -> Self:
        return cls(month.last_day, Precision.MONTH)

    @classmethod
    def in_year(cls, year: int) -> Self:
        return cls(datetime.date(year, 12, 31), Precision.YEAR)

    @classmethod
    def parse(cls, text: str, *, or_year: bool = False) -> Self:
        """Read what a person writes: January 2015, Jan 2015, 2015-01, 31 January 2015, 31/1/2015 or 2015-01-31.

        With `or_year` a year alone will do. Raises RuleError with a sentence for anything else, a day that the month
        does not have included.
        """
        words = " ".join(text.split())
        if or_year and re.fullmatch("(19|20|21)[0-9]{2}", words):
            return cls.in_year(int(words))
        for pattern in _PATTERNS:
            if found := pattern.fullmatch(words):
                parts = found.groupdict()
                month = _month_number(parts["month"])
                if month is None:
                    break
                try:
                    if "day" in parts:
                        return cls.on(datetime.date(int(parts["year"]), month, int(parts["day"])))
                    return cls.during(Month(int(parts["year"]), month))
                except ValueError:
                    raise RuleError(
                        f"There is no such date as {words}. Check the day, the month and the year."
                    ) from None
        raise RuleError(
            f"{words!r} is not a date that we can read. Write a month, such as January 2015, or a day, "
            "such as 31 January 2015."
        )

    @property
    def label(self) -> str:
        """January 2015, 31 January 2015, or 2015."""
        month = Month.of(self.day).long
        if self.precision == Precision.YEAR:
            return str(self.day.year)
        return month if self.precision == Precision.MONTH else f"{self.day.day} {month}"


def due_after(published: When | None, months: int | None, days: int | None) -> When | None:
    """The date that follows from a timescale, counted from the publication of the report; None where none follows.

    Three months after 30 November end on the last day of February. A publication of which only the month is known gives
    a month, and one of which only the year is known nothing.
    """
    if published is None or (months is None and days is None) or published.precision == Precision.YEAR:
        return None
    month = Month.of(published.day) + (months or 0)
    if published.precision == Precision.MONTH and not days:
        return When.during(month)
    day = datetime.date(month.year, month.month, min(published.day.day, month.last_day.day))
    day += datetime.timedelta(days=days or 0)
    return When.during(Month.of(day)) if published.precision == Precision.MONTH else When.on(day)


def is_late(due: datetime.date, as_at: datetime.date, status: Rag) -> bool:
    """Whether the last day to do it has passed and it is not complete. On the due day itself it is not late."""
    return status != Rag.BLUE and as_at > due


def days_late(due: datetime.date, as_at: datetime.date, status: Rag) -> int:
    """Calendar days since the due day; 0 for what is complete or not yet due."""
    return (as_at - due).days if is_late(due, as_at, status) else 0


def grade_gap(before: int | None, after: int | None) -> tuple[Gap, str]:
    """How a grade stands to an earlier one of the same scale, by their positions (1 is the best), and in words."""
    if before is None or after is None:
        return Gap.UNKNOWN, ""
    steps = after - before
    if not steps:
        return Gap.SAME, "Same grade"
    count = f"{abs(steps)} grade{'' if abs(steps) == 1 else 's'}"
    return (Gap.LOWER, f"{count} lower") if steps > 0 else (Gap.HIGHER, f"{count} higher")


def check_filled(text: str, otherwise: str) -> None:
    """There is more than blanks. Raises RuleError with the sentence `otherwise`."""
    if not text.strip():
        raise RuleError(otherwise)


def check_length(text: str, longest: int) -> None:
    """There is room for it. Raises RuleError otherwise."""
    if len(text.strip()) > longest:
        raise RuleError(f"This is longer than {longest} characters. Shorten it.")


def check_framework(names: Sequence[str], longest: int = 200) -> None:
    """The names of a list that stands in a framework: each there, none twice, none too long. Raises RuleError."""
    for place, name in enumerate(names, start=1):
        check_filled(name, f"Line {place} has no name.")
        if len(name) > longest:
            raise RuleError(f"{name[:40]!r}… is longer than {longest} characters. Shorten it.")
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise RuleError(f"{twice[0]!r} stands there twice. Give each its own name.")


def check_inspection_dates(started: When | None, ended: When | None, published: When | None) -> None:
    """It ends after it starts, and its report is published after it began. Raises RuleError otherwise."""
    if started and ended and ended.day < started.day:
        raise RuleError(f"It ends in {ended.label}, before it starts. Check the two dates.")
    if started and published and published.day < started.day:
        raise RuleError(f"Its report is published in {published.label}, before it starts. Check the two dates.")


def check_evidence(status: Rag, evidence: str) -> None:
    """Blue says complete with evidence, so there has to be some. Raises RuleError otherwise."""
    if status == Rag.BLUE and not evidence.strip():
        raise RuleError("Blue means complete with evidence. Say what the evidence is, or choose another status.")


def check_open(is_closed: bool, is_withdrawn: bool) -> None:
    """Nothing more is said about an action that is closed or withdrawn. Raises RuleError."""
    if is_closed:
        raise RuleError("This action is closed as complete. A reviewer can open it again; then it can be updated.")
    if is_withdrawn:
        raise RuleError("This action was withdrawn from the plan. Put it back first.")


def check_reason_for_moving(old: When | None, new: When, reason: str) -> None:
    """A date that was promised moves only with a reason. Raises RuleError otherwise."""
    if old is not None and old != new and not reason.strip():
        raise RuleError(f"The date moves from {old.label} to {new.label}. Say why.")


def check_reason_for_differing(chosen: Rag, suggested: Rag, reason: str) -> None:
    """Whoever sets another status than the rules suggest says why. Raises RuleError otherwise.

    Not recorded needs no reason, nor does anything where the rules have nothing to say.
    """
    if chosen != suggested and Rag.NOT_RECORDED not in (chosen, suggested) and not reason.strip():
        raise RuleError(f"The rules suggest {suggested.label}. Say why {chosen.label} is right.")


def check_due(due: When, inspection_started: When | None) -> None:
    """An action that answers an inspection falls due no earlier than the inspection began. Raises RuleError."""
    if inspection_started and due.day < Month.of(inspection_started.day).first_day:
        raise RuleError(
            f"{due.label} is before the inspection, which began in {Month.of(inspection_started.day).long}. "
            "Check the year."
        )


_PATTERNS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[A-Za-z]+) (?P<year>[0-9]{4})"),
    re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]+) (?P<year>[0-9]{4})"),
)


def _month_number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    wanted = text.lower()
    for number, name in enumerate(MONTH_NAMES, start=1):
        if len(wanted) >= 3 and name.lower().startswith(wanted):
            return number
    return None
