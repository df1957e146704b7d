"""How a report moves from its author to democratic services: one table, and the rules around it. Pure.

Each `check_…` raises NotAllowed with the sentence that the person reads; the `can_…` beside it only says yes or no.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from panels.enums import ReportState
from panels.rules import NotAllowed


class ReportMove(StrEnum):
    """What can happen to a report as a whole."""

    SEND = "send"
    CLEAR = "clear"
    REOPEN = "reopen"
    HAND_OVER = "hand over"
    RETURN = "return"


TRANSITIONS: dict[ReportMove, dict[ReportState, ReportState]] = {
    ReportMove.SEND: {ReportState.DRAFTING: ReportState.WITH_CLEARANCE},
    ReportMove.CLEAR: {ReportState.WITH_CLEARANCE: ReportState.CLEARED},
    # Somebody changed a report that was signed, or is about to be.
    ReportMove.REOPEN: {
        ReportState.WITH_CLEARANCE: ReportState.WITH_CLEARANCE,
        ReportState.CLEARED: ReportState.WITH_CLEARANCE,
        ReportState.HANDED_OVER: ReportState.WITH_CLEARANCE,
        ReportState.DRAFTING: ReportState.DRAFTING,
    },
    ReportMove.HAND_OVER: {ReportState.CLEARED: ReportState.HANDED_OVER},
    ReportMove.RETURN: {
        ReportState.WITH_CLEARANCE: ReportState.DRAFTING,
        ReportState.CLEARED: ReportState.DRAFTING,
        ReportState.HANDED_OVER: ReportState.DRAFTING,
    },
}

_FIRST = {
    ReportMove.SEND: "Only a report that is being drafted can be sent for clearance.",
    ReportMove.CLEAR: "Only a report that is with clearance can be signed.",
    ReportMove.HAND_OVER: "Only a cleared report can be handed over.",
    ReportMove.RETURN: "This report is being drafted already.",
}


def next_state(move: ReportMove, state: ReportState) -> ReportState:
    """Where the move leads. Raises NotAllowed where the table has no such move."""
    try:
        return TRANSITIONS[move][state]
    except KeyError:
        raise NotAllowed(f"{_FIRST[move]} It is now: {state.label.lower()}.") from None


def check_send(*, state: ReportState, missing: Sequence[str]) -> None:
    """Whether the report may go to clearance: every required part is written."""
    next_state(ReportMove.SEND, state)
    if missing:
        raise NotAllowed(
            f"These required parts are still empty: {'; '.join(missing)}. Write them, then send the report."
        )


def check_sign(*, state: ReportState, is_signed: bool) -> None:
    """Whether a clearance may be signed now."""
    next_state(ReportMove.CLEAR, state)
    if is_signed:
        raise NotAllowed("This clearance is signed already.")


def check_hand_over(*, state: ReportState, unsigned: Sequence[str]) -> None:
    """Whether the report may be handed over to democratic services."""
    if unsigned and state is ReportState.WITH_CLEARANCE:
        raise NotAllowed(f"Not signed yet: {', '.join(unsigned)}. The report can be handed over when all have signed.")
    next_state(ReportMove.HAND_OVER, state)


def check_return(*, state: ReportState, reason: str, may_receive: bool) -> None:
    """Whether the report may go back to drafting. What democratic services hold, only they give back."""
    next_state(ReportMove.RETURN, state)
    if state is ReportState.HANDED_OVER and not may_receive:
        raise NotAllowed("This report was handed over. Ask democratic services to give it back.")
    if not reason.strip():
        raise NotAllowed("Say why the report goes back to drafting: its author reads the reason.")


def check_edit(*, state: ReportState, may_receive: bool) -> None:
    """Whether this person may change the report's words now."""
    if state is ReportState.HANDED_OVER and not may_receive:
        raise NotAllowed(
            "This report was handed over to democratic services. Ask them to give it back before you change it."
        )


def refusal(check: Callable[..., None], **facts: Any) -> str:
    """The sentence with which the check says no; empty where it says yes."""
    try:
        check(**facts)
    except NotAllowed as no:
        return str(no)
    return ""


def can_send(**facts: Any) -> bool:
    return not refusal(check_send, **facts)


def can_sign(**facts: Any) -> bool:
    return not refusal(check_sign, **facts)


def can_hand_over(**facts: Any) -> bool:
    return not refusal(check_hand_over, **facts)


def can_return(**facts: Any) -> bool:
    return not refusal(check_return, **facts)


def can_edit(**facts: Any) -> bool:
    return not refusal(check_edit, **facts)
