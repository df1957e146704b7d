"""Rules of the library, the pack and its commentary that do not need the database. Pure."""

from collections.abc import Mapping

from performance.enums import CommentaryState

MOST_LINES_ON_FIRST_PAGE = 8
LONGEST_LINE = 600
LONGEST_COMMENTARY = 2_000


class NotAllowed(Exception):
    """The rule says no. `str()` is the sentence for the person who asked."""


class StaleEdit(Exception):
    """Somebody else saved first. Carries the version and the words that are saved now, so that nobody's are lost."""

    def __init__(self, *, version: int, saved: Mapping[str, str]) -> None:
        self.version = version
        self.saved = dict(saved)
        super().__init__(
            "Somebody else saved this while you were writing. Nothing of yours is lost: what you typed is still in "
            "the form, and what is saved now is shown beside it. Put the two together, then save again."
        )


COMMENTARY_STEPS: dict[CommentaryState, frozenset[CommentaryState]] = {
    CommentaryState.ASKED: frozenset({CommentaryState.SUBMITTED, CommentaryState.WITHDRAWN}),
    CommentaryState.SUBMITTED: frozenset(
        {CommentaryState.SIGNED_OFF, CommentaryState.RETURNED, CommentaryState.SUBMITTED, CommentaryState.WITHDRAWN}
    ),
    CommentaryState.RETURNED: frozenset({CommentaryState.SUBMITTED, CommentaryState.WITHDRAWN}),
    CommentaryState.SIGNED_OFF: frozenset({CommentaryState.RETURNED}),
    CommentaryState.WITHDRAWN: frozenset({CommentaryState.ASKED}),
}
"""Where an explanation may go from each state. A signed one goes back to its writer only by way of the manager."""


def check_step(before: CommentaryState, after: CommentaryState) -> None:
    """Whether an explanation may go from one state to the other; raises NotAllowed."""
    if after not in COMMENTARY_STEPS[before]:
        raise NotAllowed(
            f"This explanation is “{str(before.label).lower()}”, so it cannot become “{str(after.label).lower()}”."
        )


def check_sign_off(*, state: CommentaryState, is_writer: bool) -> None:
    """Whether a manager may sign an explanation off; raises NotAllowed. Nobody signs off their own words."""
    if is_writer:
        raise NotAllowed("You wrote this explanation, so somebody else signs it off.")
    check_step(state, CommentaryState.SIGNED_OFF)
