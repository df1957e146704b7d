"""A small panel whose minutes hold resolutions, made by the real operations: for tests of what is followed up."""

import datetime
from typing import Any

from panels.models import Meeting, Panel, Recipient, Recommendation, Resolution
from panels.operations.information import ask_for_information
from panels.operations.recipients import add_recipient
from panels.operations.recommendations import recommend, record_response, send_notice
from panels.operations.setup import record_minutes, schedule_meeting
from panels.tracker_enums import Answer, AskKind, NoticeMethod, RecipientKind
from scrutiny.models import User
from tests.helpers import host_council, small_panel

MARCH = datetime.date(2018, 3, 22)
RESOLVED = (
    "That the panel would be given a brief update on apprenticeships",
    "That every visit be recorded within five days",
)


def day(text: str) -> datetime.date:
    """7 June 2018 from "2018-06-07"."""
    return datetime.date.fromisoformat(text)


def held(by: User, *, panel: Panel | None = None, date: datetime.date = MARCH, number: int = 31) -> Meeting:
    """A meeting whose minutes have two resolutions."""
    meeting = schedule_meeting(by=by, panel=panel or small_panel(by), date=date)
    resolutions = [{"numeral": f"({'i' * place})", "text": text} for place, text in enumerate(RESOLVED, 1)]
    record_minutes(
        by=by,
        meeting=meeting,
        present=[
            {"title": "Councillor", "name": "Ash", "office": "Chair"},
            {"title": "Councillor", "name": "Birch"},
            {"title": "Councillor", "name": "Cedar"},
        ],
        apologies=[{"title": "", "name": "Casey Elm"}],
        entries=[{"number": number, "title": "Education", "resolutions": resolutions}],
    )
    return Meeting.objects.with_panel().get(pk=meeting.pk)


def resolution_of(meeting: Meeting, place: int = 1) -> Resolution:
    return Resolution.objects.select_related("minute__minutes__meeting__panel").get(
        minute__minutes__meeting=meeting, position=place
    )


def director(by: User, **fields: Any) -> Recipient:
    """Somebody to answer."""
    given = {"name": "Director of Children's Services", "kind": RecipientKind.DIRECTOR, **fields}
    return add_recipient(by=by, council=host_council(), **given)


def made(by: User, meeting: Meeting, recipient: Recipient, **fields: Any) -> Recommendation:
    """A recommendation that nobody was told of yet."""
    fields = {"kind": AskKind.RECOMMENDATION, "recipient": recipient, **fields}
    return recommend(by=by, resolution=resolution_of(meeting), **fields)


def sent(by: User, recommendation: Recommendation, on: str = "2018-03-26", **fields: Any) -> Recommendation:
    """The same with its notice sent, or its information asked for."""
    if recommendation.is_request:
        return ask_for_information(by=by, recommendation=recommendation, on=day(on), **fields)
    return send_notice(by=by, recommendation=recommendation, on=day(on), method=NoticeMethod.LETTER, **fields)


def answered(by: User, recommendation: Recommendation, on: str = "2018-05-01", **fields: Any) -> Recommendation:
    given = {"answer": Answer.ACCEPTED, "reason": "It is right.", "action": "A form by June.", **fields}
    return record_response(by=by, recommendation=recommendation, on=day(on), **given)
