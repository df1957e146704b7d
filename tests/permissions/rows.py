"""What a row of the table is, and what several files of it share."""

from dataclasses import dataclass, field

from tests.helpers import PANEL

ROLES = ("public", "dso", "manager", "officer", "councillor")
SIGN_IN = "sign in"  # the sign-in page, with the way back

MEETING = {"panel": PANEL, "date": "2018-06-07"}
STANDING = {"panel": PANEL, "pk": "{standing}"}
ANOTHER_DAY = {"date": "14 June 2018", "time": "6pm", "venue": "Committee Room 2", "because": "The room is closed"}
PART = {"pk": "{report}", "key": "brief-summary"}
CLEARANCE = {"pk": "{report}", "clearance": "{clearance}"}
UPLOADED = {**MEETING, "pk": "{upload}"}
DATASET = {"dataset": "children-and-families-monthly-dataset"}
AREA = {"inspection": "{inspection}", "area": "{area}"}


@dataclass(frozen=True)
class Row:
    """One address, one method, and what each role gets, in the order of ROLES."""

    name: str
    expected: tuple[int | str, ...]
    kwargs: dict[str, str] = field(default_factory=dict)
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


ALL = (200,) * 5
OFFICERS = (SIGN_IN, 200, 200, 200, 403)
WRITERS = (SIGN_IN, 200, 200, 200, 403)
AGENDA = (SIGN_IN, 200, 200, 403, 403)
AGENDA_SAVED = (SIGN_IN, 302, 302, 403, 403)
PUBLISHER = (SIGN_IN, 200, 403, 403, 403)
WRONG_METHOD = (SIGN_IN, 405, 405, 403, 403)
# A councillor needs a seat on the panel; a service officer's role does not reach exempt papers. 404, never 403: whether
# there is anything to read is not for everybody to know.
MEMBERS = (SIGN_IN, 200, 200, 404, 404)
ACTIONS = (SIGN_IN, 403, 200, 200, 403)
ACTIONS_SAVED = (SIGN_IN, 403, 302, 302, 403)
ACTION = {**AREA, "action": "{action}"}
REVIEWER = (SIGN_IN, 403, 200, 403, 403)
REVIEWED = (SIGN_IN, 403, 302, 403, 403)
