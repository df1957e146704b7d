"""Rules of the panels app, pure: each `check_…` raises an error whose text is the sentence that the person reads."""

import datetime

from scrutiny.dates import clear_days_between, last_lawful_publication_day


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


def check_publication(
    *,
    item_count: int,
    has_current_build: bool,
    missing: tuple[str, ...],
    is_unchanged: bool,
    is_correction: bool,
    reason: str,
    late_reason: str,
    today: datetime.date,
    meeting: datetime.date,
) -> None:
    """Whether the agenda may be published now; raises NotAllowed with what to do first.

    Late publication is possible and never silent: inside the five clear days (LGA 1972 s.100B) it needs the reason
    of urgency, which the chair must agree and the minutes must record (s.100B(4)(b)).
    """
    if not item_count:
        raise NotAllowed("The agenda has no items. Add at least one before you publish.")
    if missing:
        raise NotAllowed(
            f"These required parts of reports are empty: {'; '.join(missing)}. Write them before you publish."
        )
    if is_unchanged:
        raise NotAllowed("Nothing has changed since the agenda was published, so there is nothing to publish.")
    if not has_current_build:
        raise NotAllowed(
            "There is no pack of the agenda as it stands today. Build the public edition, look at it, then publish."
        )
    if is_correction and not reason.strip():
        raise NotAllowed("This agenda is already published. Say why it is published again: readers see the reason.")
    if is_late(today=today, meeting=meeting) and not is_correction and not late_reason.strip():
        raise NotAllowed(
            f"There are fewer than five clear days before the meeting; the last lawful day was "
            f"{_in_words(last_lawful_publication_day(meeting))}. Say why the meeting should be held all the same."
        )


def is_late(*, today: datetime.date, meeting: datetime.date) -> bool:
    """Whether an agenda published today is public for fewer than five clear days before the meeting."""
    return clear_days_between(today, meeting) < 5


def _in_words(day: datetime.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
