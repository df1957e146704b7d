"""Rules of the panels app, pure: each `check_…` raises an error whose text is the sentence that the person reads."""

import datetime
from typing import TYPE_CHECKING

from panels.enums import PublicationKind
from scrutiny.dates import clear_days_between

if TYPE_CHECKING:
    from panels.reports.gate import Gate


class NotAllowed(Exception):
    """The rule says no. `str()` is the sentence for the person who asked."""


class StaleEdit(Exception):
    """Somebody else saved first. Carries what is saved now, so that nobody's words are lost."""

    def __init__(self, *, saved_by: str, saved: dict[str, str]) -> None:
        self.saved_by = saved_by
        self.saved = saved
        super().__init__(
            f"{saved_by or 'Somebody else'} saved this while you were writing. Nothing of yours is lost: "
            "what you typed is still in the form, and what is saved now is shown beside it. "
            "Put the two together, then save again."
        )


def check_publication(found: "Gate", *, reason: str, late_reason: str) -> None:
    """Whether the agenda may be published now; raises NotAllowed with what to do first.

    Late publication is possible and never silent: inside the five clear days (LGA 1972 s.100B) it needs the reason
    of urgency, which the chair must agree and the minutes must record (s.100B(4)(b)).
    """
    check_ready(found)
    if found.kind is PublicationKind.CORRECTION and not reason.strip():
        raise NotAllowed("This agenda was published before. Say why it is published again: readers see the reason.")
    if found.is_supplement and not late_reason.strip():
        raise NotAllowed("Say why these papers are urgent: the chair has to agree, and the minutes say it.")
    if found.kind is PublicationKind.AGENDA and found.is_late and not late_reason.strip():
        raise NotAllowed(
            "There are fewer than five clear days before the meeting; the last lawful day was "
            f"{_in_words(found.last_lawful_day)}. Say why the meeting should be held all the same."
        )


def check_ready(found: "Gate") -> None:
    """Whether everything is in place but the reasons, which are asked for last."""
    if found.is_cancelled:
        raise NotAllowed("The meeting is cancelled. Hold it after all before you publish an agenda of it.")
    if not found.lines:
        raise NotAllowed("The agenda has no items. Add at least one before you publish.")
    if found.missing:
        raise NotAllowed(f"Still missing: {'; '.join(found.missing)}. See to these before you publish.")
    if found.is_unchanged:
        raise NotAllowed("Nothing has changed since the agenda was published, so there is nothing to publish.")
    if found.is_supplement and found.changed_besides:
        raise NotAllowed(
            f"More has changed than a supplement can show: {'; '.join(found.changed_besides)}. Publish a correction."
        )
    if found.is_supplement and not found.has_new_papers:
        raise NotAllowed("There are no new papers to put into a supplement. Publish a correction.")
    if not found.has_builds:
        pack = "supplement" if found.is_supplement else "pack"
        raise NotAllowed(f"There is no {pack} of the agenda as it stands today. Build it, look at it, then publish.")


def check_confirmation(*, asked_by: int, by: int, is_unchanged: bool) -> None:
    """Whether this person may confirm a publication that somebody asked for."""
    if asked_by == by:
        raise NotAllowed(
            "You asked for this yourself. Because exempt papers are in it, somebody else has to confirm it."
        )
    if not is_unchanged:
        raise NotAllowed("The agenda has changed since it was asked for. Look at it again, and ask again.")


def check_seen(*, seen: int | None, now: int) -> None:
    """Whether the agenda is still the one that the person had on the page. None: nobody looked at a page."""
    if seen is not None and seen != now:
        raise NotAllowed(
            "The agenda has changed since you opened this page. Look at what the public will see now, then decide."
        )


def check_withdrawal(*, latest_kind: str | None, reason: str) -> None:
    """Whether there is something to withdraw, and a reason for those who come looking for it."""
    if latest_kind is None:
        raise NotAllowed("Nothing of this meeting is published, so there is nothing to withdraw.")
    if latest_kind == PublicationKind.WITHDRAWAL:
        raise NotAllowed("The agenda is withdrawn already.")
    if not reason.strip():
        raise NotAllowed("Say why it is withdrawn: readers find the reason in its place.")


def is_late(*, today: datetime.date, meeting: datetime.date) -> bool:
    """Whether an agenda published today is public for fewer than five clear days before the meeting."""
    return clear_days_between(today, meeting) < 5


def _in_words(day: datetime.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
