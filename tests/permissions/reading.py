"""Who may open what: the pack on screen, and private notes, which are their writer's alone."""

from typing import Any

from panels.models import PaperNote
from panels.operations.notes import add_note
from tests.helpers import Demo
from tests.permissions.rows import ALL, MEETING, MEMBERS, SIGN_IN, Row

PAPER = {**MEETING, "position": "3"}
PICTURE = {**PAPER, "number": "0"}
NOTE = {**MEETING, "pk": "{note}"}
READERS = (SIGN_IN, 200, 200, 200, 200)
SAVED = (SIGN_IN, 302, 302, 302, 302)
# The note is the councillor's: for officers and the scrutiny manager there is no such page.
HIS = (SIGN_IN, 404, 404, 404, 200)
WRITTEN = {"text": "Ask about this", "where": "page-5"}

ROWS = [
    Row("panels:read_pack", ALL, MEETING),
    Row("panels:members_read_pack", MEMBERS, MEETING),
    Row("panels:paper_picture", (404,) * 5, PICTURE),  # the paper has none
    Row("panels:members_paper_picture", (SIGN_IN, 404, 404, 404, 404), PICTURE),
    Row("panels:my_notes", READERS),
    Row("panels:meeting_notes", READERS, MEETING),
    Row("panels:add_note", READERS, PAPER),
    Row("panels:add_note", SAVED, PAPER, "post", WRITTEN),
    Row("panels:edit_note", HIS, NOTE),
    Row("panels:edit_note", (SIGN_IN, 404, 404, 404, 302), NOTE, "post", {"text": "Changed", "version": "1"}),
    Row("panels:delete_note", (SIGN_IN, 405, 405, 405, 405), NOTE),
    Row("panels:delete_note", (SIGN_IN, 404, 404, 404, 302), NOTE, "post"),
    Row("panels:delete_notes", READERS, MEETING),
    Row("panels:delete_notes", SAVED, MEETING, "post"),
]


def places(demo: Demo) -> dict[str, Any]:
    note = add_note(owner=demo.user("councillor"), meeting=demo.meeting, source=1, text="Mine")
    assert PaperNote.objects.count() == 1
    return {"note": note.pk}
