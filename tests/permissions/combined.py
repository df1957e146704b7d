"""Who may open what: the combined pack. It is there once there is a supplement: tests/panels/test_combined_pack.py."""

from tests.permissions.rows import AGENDA_SAVED, MEETING, SIGN_IN, WRONG_METHOD, Row

ROWS = [
    Row("panels:combined_pack", (404,) * 5, MEETING),
    Row("panels:members_combined_pack", (SIGN_IN, 404, 404, 404, 404), MEETING),
    Row("panels:request_combined", WRONG_METHOD, MEETING),
    Row("panels:request_combined", AGENDA_SAVED, MEETING, "post", {"edition": "public"}),
]
