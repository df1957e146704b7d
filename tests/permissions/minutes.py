"""Who may open what: the record of a meeting, and its minutes from draft to signed."""

from typing import Any

from panels.enums import Attendance, RequestKind
from panels.models import MeetingAttendance, Minute
from panels.operations.record import open_record, set_attendance
from panels.operations.record_entries import ask, resolve
from tests.helpers import PANEL, Demo
from tests.permissions.rows import AGENDA, AGENDA_SAVED, ALL, MEETING, PUBLISHER, SIGN_IN, WRONG_METHOD, Row

# Minutes that are published: those of 22 March 2018. The record that is open is of 7 June.
MARCH = {"panel": PANEL, "date": "2018-03-22"}
ENTRY = {**MEETING, "kind": "request", "pk": "{asked}"}
MINUTE = {**MEETING, "pk": "{minute}"}
REFUSED_ON_PAGE = (SIGN_IN, 200, 403, 403, 403)

ROWS = [
    Row("panels:minutes", ALL, MARCH),
    Row("panels:minutes", (404,) * 5, MEETING),
    Row("panels:minutes_pdf", ALL, MARCH),
    Row("panels:minutes_docx", ALL, MARCH),
    # Nothing of the minutes of March is exempt, so there is no members' edition of them.
    Row("panels:members_minutes", (SIGN_IN, 404, 404, 404, 404), MARCH),
    # The draft of June is not with the chair; and only the chair's own account would find it.
    Row("panels:check_minutes", (SIGN_IN, 404, 404, 404, 404), MEETING),
    Row("panels:record", AGENDA, MEETING),
    Row("panels:start_record", WRONG_METHOD, MEETING),
    Row("panels:start_record", AGENDA_SAVED, MEETING, "post"),
    Row("panels:record_attendance", WRONG_METHOD, MEETING),
    Row("panels:record_attendance", AGENDA_SAVED, MEETING, "post"),
    Row("panels:record_note", WRONG_METHOD, {**MEETING, "pk": "{item}"}),
    Row("panels:record_note", AGENDA_SAVED, {**MEETING, "pk": "{item}"}, "post", {"text": "Words"}),
    Row("panels:add_record", AGENDA, {**MEETING, "kind": "decision"}),
    Row("panels:add_record", AGENDA, {**MEETING, "kind": "decision"}, "post"),  # without words: refused on the page
    Row("panels:change_record", AGENDA, ENTRY),
    Row("panels:change_record", AGENDA_SAVED, ENTRY, "post", {"kind": "action", "text": "Other", "version": "1"}),
    Row("panels:draft_minutes", AGENDA, MEETING),
    Row("panels:draft_minutes_docx", AGENDA, MEETING),
    Row("panels:compile_minutes", WRONG_METHOD, MEETING),
    Row("panels:compile_minutes", AGENDA_SAVED, MEETING, "post"),
    Row("panels:number_minutes", WRONG_METHOD, MEETING),
    Row("panels:number_minutes", AGENDA_SAVED, MEETING, "post", {"first": "1"}),
    Row("panels:edit_minute", AGENDA, MINUTE),
    Row("panels:edit_minute", AGENDA_SAVED, MINUTE, "post", {"title": "Other", "version": "1"}),
    Row("panels:add_minute", WRONG_METHOD, {**MEETING, "pk": "{item}"}),
    Row("panels:add_minute", AGENDA_SAVED, {**MEETING, "pk": "{item}"}, "post"),
    Row("panels:remove_minute", WRONG_METHOD, MINUTE),
    Row("panels:remove_minute", AGENDA_SAVED, MINUTE, "post"),  # it holds a resolution: the next page says so
    Row("panels:move_minutes", AGENDA_SAVED, {**MEETING, "move": "send"}, "post"),
    Row("panels:move_minutes", REFUSED_ON_PAGE, {**MARCH, "move": "withdraw"}),
    Row("panels:move_minutes", REFUSED_ON_PAGE, {**MARCH, "move": "withdraw"}, "post"),  # without a reason
    Row("panels:approve_minutes", PUBLISHER, MARCH),
    Row("panels:approve_minutes", PUBLISHER, MARCH, "post"),
    Row("panels:minutes_phrases", PUBLISHER),
    Row("panels:minutes_phrases", (SIGN_IN, 302, 403, 403, 403), {}, "post"),
]


def places(demo: Demo) -> dict[str, Any]:
    """The record of 7 June, open, with three members there and a resolution."""
    dso = demo.user("dso")
    minutes = open_record(by=dso, meeting=demo.meeting)
    rows = MeetingAttendance.objects.filter(minutes=minutes).order_by("position")[:3]
    set_attendance(by=dso, minutes=minutes, wanted={row.pk: (Attendance.PRESENT, False) for row in rows}, seen={})
    item = demo.item(8)
    resolve(by=dso, minutes=minutes, item=item, text="That it be noted")
    asked = ask(by=dso, minutes=minutes, item=item, kind=RequestKind.ACTION, text="Send the figures")
    assert asked is not None
    return {"asked": asked.pk, "minute": Minute.objects.get(item=item).pk}
