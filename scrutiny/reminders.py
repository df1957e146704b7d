"""What a person is to be reminded of, and the one letter a day that says it. No clock and no sending in here.

Each app has a `reminders.py` with `due(on: datetime.date) -> Iterator[Reminder]`, which only reads. It yields all that
is to be known on that day, also what could have been said earlier: nothing is lost on a day on which no letter went
out, and the key keeps a reminder from going out twice.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scrutiny.dates import is_working_day
from scrutiny.models import Council, SentReminder, User


@dataclass(frozen=True)
class Reminder:
    """One thing that somebody is to be reminded of.

    `key` is stable and names the thing and the occasion ("action 12 due 2018-06-01, 7 days before"): to one person it
    goes out once, ever. `line` is a whole sentence that the person may read outside the service, so nothing exempt
    stands in it. `path` is the address of the page, without the host; the page itself asks for a sign-in.
    """

    key: str
    to: User
    subject: str
    line: str
    path: str
    urgent: bool = False

    def __post_init__(self) -> None:
        if not (self.key and self.subject and self.line and self.path.startswith("/")):
            raise ValueError(f"a reminder needs a key, a subject, a sentence and a path: {self.key!r}")
        if len(self.key) > 200:
            raise ValueError(f"the key of a reminder has at most 200 characters: {self.key!r}")


@dataclass(frozen=True)
class Digest:
    """All that one person is reminded of on one day, the urgent first, each otherwise in the order it came."""

    to: User
    on: datetime.date
    reminders: tuple[Reminder, ...]

    @property
    def urgent(self) -> tuple[Reminder, ...]:
        return tuple(reminder for reminder in self.reminders if reminder.urgent)

    @property
    def others(self) -> tuple[Reminder, ...]:
        return tuple(reminder for reminder in self.reminders if not reminder.urgent)

    @property
    def subject(self) -> str:
        """The reminder's own subject where there is one; else how many, and how many of them are urgent."""
        if len(self.reminders) == 1:
            return " ".join(self.reminders[0].subject.split())
        count = f"{len(self.reminders)} reminders"
        return f"{count}, {len(self.urgent)} of them urgent" if self.urgent else count


def digests(reminders: Iterable[Reminder], on: datetime.date) -> tuple[Digest, ...]:
    """One digest a person, by name. A key that comes twice for the same person is kept once, the first time."""
    of_person: dict[int, dict[str, Reminder]] = {}
    for reminder in reminders:
        of_person.setdefault(reminder.to.pk, {}).setdefault(reminder.key, reminder)
    found = []
    for kept in of_person.values():
        ordered = sorted(kept.values(), key=lambda reminder: not reminder.urgent)
        found.append(Digest(ordered[0].to, on, tuple(ordered)))
    return tuple(sorted(found, key=lambda digest: (digest.to.full_name, digest.to.pk)))


def unsaid(digest: Digest) -> Digest:
    """The digest without what the person has been reminded of before."""
    keys = [reminder.key for reminder in digest.reminders]
    said = set(SentReminder.objects.filter(to=digest.to, key__in=keys).values_list("key", flat=True))
    return replace(digest, reminders=tuple(reminder for reminder in digest.reminders if reminder.key not in said))


def is_day_for_reminders(on: datetime.date) -> bool:
    """Whether the office is open: on other days nobody is reminded, and what was due is said on the next."""
    council = Council.objects.host()
    closed = set(council.holidays.values_list("day", flat=True)) if council else set()
    return is_working_day(on, extra_holidays=closed)
