"""The rules of action plans: dates that may be only a month, lateness, and what a status needs. Pure: no database,
no clock; whoever asks says as at which day.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Self

from actions.enums import Precision, Rag
from scrutiny.dates import MONTH_NAMES, Month


class RuleError(ValueError):
    """A rule is broken. The text is the sentence that the person at the screen reads."""


@dataclass(frozen=True)
class When:
    """A day, or a month of which no day is known. A month means its last day: "Jan 2015" is kept until 31 January."""

    day: datetime.date
    precision: Precision

    def __post_init__(self) -> None:
        if self.precision == Precision.MONTH and self.day != Month.of(self.day).last_day:
            raise ValueError(f"a month is kept as its last day, and {self.day} is not one")

    @classmethod
    def on(cls, day: datetime.date) -> Self:
        return cls(day, Precision.DAY)

    @classmethod
    def during(cls, month: Month) -> Self:
        return cls(month.last_day, Precision.MONTH)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person writes: January 2015, Jan 2015, 2015-01, 31 January 2015, 31/1/2015 or 2015-01-31.

        Raises RuleError with a sentence for anything else, a day that the month does not have included.
        """
        words = " ".join(text.split())
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
        """January 2015, or 31 January 2015."""
        month = Month.of(self.day).long
        return month if self.precision == Precision.MONTH else f"{self.day.day} {month}"


def is_late(due: datetime.date, as_at: datetime.date, status: Rag) -> bool:
    """Whether the last day to do it has passed and it is not complete. On the due day itself it is not late."""
    return status != Rag.BLUE and as_at > due


def days_late(due: datetime.date, as_at: datetime.date, status: Rag) -> int:
    """Calendar days since the due day; 0 for what is complete or not yet due."""
    return (as_at - due).days if is_late(due, as_at, status) else 0


def check_filled(text: str, otherwise: str) -> None:
    """There is more than blanks. Raises RuleError with the sentence `otherwise`."""
    if not text.strip():
        raise RuleError(otherwise)


def check_evidence(status: Rag, evidence: str) -> None:
    """Blue says complete with evidence, so there has to be some. Raises RuleError otherwise."""
    if status == Rag.BLUE and not evidence.strip():
        raise RuleError("Blue means complete with evidence. Say what the evidence is, or choose another status.")


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
