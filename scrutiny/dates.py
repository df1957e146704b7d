"""Calendar rules: months, clear days, working days, municipal and financial years. Pure; nothing reads the clock."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import holidays

MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month. `str()` gives 2018-04, `label` Apr-18, `long` April 2018."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 2200):
            raise ValueError(f"{self.year}-{self.month} is not a month. Write it as year and month, such as 2018-04.")

    @classmethod
    def of(cls, day: datetime.date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2018-04. Anything else raises ValueError with a sentence."""
        year, dash, month = text.strip().partition("-")
        if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
            raise ValueError(f"{text!r} is not a month. Write it as year and month, such as 2018-04.")
        return cls(int(year), int(month))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def __add__(self, months: int) -> "Month":
        years, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, month + 1)

    def __sub__(self, months: int) -> "Month":
        return self + -months

    def months_since(self, earlier: "Month") -> int:
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    @property
    def name(self) -> str:
        return MONTH_NAMES[self.month - 1]

    @property
    def label(self) -> str:
        return f"{self.name[:3]}-{self.year % 100:02}"

    @property
    def long(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month, 1)

    @property
    def last_day(self) -> datetime.date:
        return (self + 1).first_day - datetime.timedelta(days=1)


def financial_year(month: Month) -> str:
    """The financial year (April to March) that the month is in, as 2018-19."""
    start = month.year if month.month >= 4 else month.year - 1
    return f"{start}-{(start + 1) % 100:02}"


def municipal_year(day: datetime.date) -> str:
    """The municipal year that the day is in, as 2018/19.

    It runs from one annual council in May to the next (Local Government Act 1972, Schedule 12). Annual councils meet
    at different dates in May; panels do not meet between, so the first of May separates the years well enough.
    """
    start = day.year if day.month >= 5 else day.year - 1
    return f"{start}/{(start + 1) % 100:02}"


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[datetime.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: datetime.date, *, extra_holidays: Collection[datetime.date] = ()) -> bool:
    """Whether the day is no Saturday, Sunday or bank holiday of England, nor one that the council adds."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year) and day not in extra_holidays


def last_lawful_publication_day(
    meeting: datetime.date, *, clear_days: int = 5, extra_holidays: Collection[datetime.date] = ()
) -> datetime.date:
    """The last day on which the agenda may be published and still be public for the clear days before the meeting.

    A clear day excludes the day of publication, the day of the meeting, weekends and bank holidays (Local
    Government Act 1972, ss.100A and 100B, with five days by SI 2002/715). The answer is itself a working day:
    an office that is shut publishes nothing.
    """
    day, clear = meeting, 0
    while clear < clear_days:
        day -= datetime.timedelta(days=1)
        clear += is_working_day(day, extra_holidays=extra_holidays)
    day -= datetime.timedelta(days=1)
    while not is_working_day(day, extra_holidays=extra_holidays):
        day -= datetime.timedelta(days=1)
    return day


def clear_days_between(
    published: datetime.date, meeting: datetime.date, *, extra_holidays: Collection[datetime.date] = ()
) -> int:
    """How many clear days lie between publication and meeting: 5 or more is lawful for an agenda."""
    days = (meeting - published).days
    between = (published + datetime.timedelta(days=n) for n in range(1, days))
    return sum(is_working_day(day, extra_holidays=extra_holidays) for day in between)
