"""Rules of the year's calendar, pure: reading dates as people type them, and what is wrong with a list of them."""

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from panels.writing import joined
from scrutiny.dates import MONTH_NAMES, is_working_day, municipal_year
from scrutiny.problems import Problem

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOW_TO_TYPE = "Write it like 7 June 2018, 7/6/2018 or 2018-06-07."

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{2}|\d{4})", re.ASCII)
_WORDS = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9})[\s,]+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>[a-z]{3,9})"
    r"(?:[\s,-]+(?P<year>\d{4}))?",
    re.ASCII,
)

_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?P<half>am|pm)?", re.ASCII)


@dataclass(frozen=True)
class PlannedDate:
    """A date as it was typed, with what the officer should know about it. Warnings stop nothing."""

    line: int
    typed: str
    date: datetime.date
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class DatesRead:
    """A list of dates as read: those that can be used, in order, and everything wrong with the others."""

    dates: tuple[PlannedDate, ...]
    problems: tuple[Problem, ...]


def read_dates(
    text: str, *, year: str, taken: Collection[datetime.date] = (), extra_holidays: Collection[datetime.date] = ()
) -> DatesRead:
    """Read a list of dates, one a line, for a municipal year such as 2018/19; every problem at once.

    `taken` are the days on which the panel meets already. A day without a year is of the municipal year. Weekends and
    holidays are warnings, because a panel may meet on one.
    """
    found: list[PlannedDate] = []
    problems: list[Problem] = []
    seen: dict[datetime.date, int] = {}
    for line, typed in enumerate(text.splitlines(), start=1):
        typed = " ".join(typed.split())
        if not typed:
            continue
        where = f"Line {line}, “{typed}”"
        try:
            date = read_date(typed, year=year)
        except ValueError as error:
            problems.append(Problem(str(error), where=where))
            continue
        if date in seen:
            problems.append(Problem(f"it is on line {seen[date]} already.", where, "Take one of the two out."))
        elif municipal_year(date) != year:
            mend = "Correct the date, or enter it with the dates of its own year."
            problems.append(Problem(f"it is in the municipal year {municipal_year(date)}, not {year}.", where, mend))
        elif date in taken:
            mend = "Take it out, or change the meeting that is there."
            problems.append(Problem(f"the panel meets on {in_words(date)} already.", where, mend))
        else:
            found.append(PlannedDate(line, typed, date, warnings(date, extra_holidays=extra_holidays)))
        seen.setdefault(date, line)
    if not found and not problems:
        problems.append(Problem("Enter at least one date.", mend=HOW_TO_TYPE))
    return DatesRead(tuple(sorted(found, key=lambda planned: planned.date)), tuple(problems))


def read_date(typed: str, *, year: str) -> datetime.date:
    """One date as people type it; ValueError with a sentence where it is none. `year` completes 7 June."""
    typed = " ".join(typed.lower().split()).strip(" ,.;")
    if match := _ISO.fullmatch(typed) or _NUMBERS.fullmatch(typed):
        century = 2000 if len(match["year"]) == 2 else 0
        return _date(int(match["year"]) + century, int(match["month"]), int(match["day"]))
    match = _WORDS.fullmatch(typed)
    month = _starts_with(match["month"], MONTH_NAMES) if match else None
    if match is None or month is None:
        raise ValueError(f"this is not a date. {HOW_TO_TYPE}")
    start = int(year[:4])
    date = _date(int(match["year"] or (start if month >= 5 else start + 1)), month, int(match["day"]))
    if match["weekday"] and _starts_with(match["weekday"], DAY_NAMES) != date.weekday() + 1:
        raise ValueError(f"{in_words(date)} is not a {match['weekday'].capitalize()}. Check which of the two is right.")
    return date


def read_time(typed: str) -> datetime.time:
    """A time as people type it; ValueError with a sentence where it is none."""
    typed = typed.lower().replace(" ", "").replace("noon", "midday")
    if typed in ("midday", "12midday"):
        return datetime.time(12)
    match = _TIME.fullmatch(typed)
    if match:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if match["half"] and 1 <= hour <= 12 and minute < 60:
            return datetime.time(hour % 12 + (12 if match["half"] == "pm" else 0), minute)
        if not match["half"] and match["minute"] and hour < 24 and minute < 60:
            return datetime.time(hour, minute)
    raise ValueError("this is not a time. Write it like 5.30pm or 17:30.")


def warnings(date: datetime.date, *, extra_holidays: Collection[datetime.date] = ()) -> tuple[str, ...]:
    """What the officer should know about a day before choosing it."""
    if date.weekday() >= 5:
        return (f"It is a {DAY_NAMES[date.weekday()]}.",)
    if date in extra_holidays:
        return ("The council's offices are shut on this day.",)
    if not is_working_day(date):
        return ("It is a bank holiday.",)
    return ()


def quorum_warning(*, quorum: int | None, seats: int, year: str) -> str:
    """Why the panel cannot lawfully meet with the members it has that year; empty when it can.

    A panel whose quorum is not known here gets no warning.
    """
    if quorum is None or seats >= quorum:
        return ""
    filled = "no member has" if not seats else f"only {seats} member{'s have' if seats > 1 else ' has'}"
    return (
        f"The quorum is {quorum}, and {filled} a seat on the panel for {year}. "
        f"The council has to appoint {quorum - seats} more before the panel can meet."
    )


def is_municipal_year(text: str) -> bool:
    """Whether this is a municipal year as we write it, 2018/19."""
    is_written_so = re.fullmatch(r"[0-9]{4}/[0-9]{2}", text) is not None
    return is_written_so and 1900 <= int(text[:4]) <= 2200 and (int(text[:4]) + 1) % 100 == int(text[5:])


def year_of(slug: str) -> str:
    """The municipal year of an address: 2018-19 is 2018/19. ValueError where it is none."""
    year = slug.replace("-", "/")
    if not is_municipal_year(year):
        raise ValueError(f"{slug} is not a municipal year")
    return year


def bounds(year: str) -> tuple[datetime.date, datetime.date]:
    """The first day of a municipal year, and the first of the next: see scrutiny.dates.municipal_year."""
    start = int(year[:4])
    return datetime.date(start, 5, 1), datetime.date(start + 1, 5, 1)


def in_words(date: datetime.date) -> str:
    """Thursday 7 June 2018."""
    return f"{date:%A} {date.day} {date:%B %Y}"


def listed(dates: Iterable[datetime.date]) -> str:
    """Days in a sentence: 7 June 2018 and 26 July 2018."""
    return joined([f"{date.day} {date:%B %Y}" for date in dates])


def _date(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValueError(f"there is no such day in the calendar. {HOW_TO_TYPE}") from None


def _starts_with(word: str, names: Collection[str]) -> int | None:
    """The number, from 1, of the name that the word is, or is short for."""
    for number, name in enumerate(names, start=1):
        if len(word) >= 3 and name.lower().startswith(word):
            return number
    return None
