"""Who may have which other forms of a pack."""

from typing import Any

from panels.enums import PrintKind
from panels.operations.prints import request_print
from panels.prints import make_print
from tests.helpers import Demo
from tests.permissions.rows import AGENDA_SAVED, ALL, MEETING, MEMBERS, OFFICERS, SIGN_IN, WRONG_METHOD, Row

BUILD = {**MEETING, "pk": "{build}"}
ALONE = {**MEETING, "pk": "{agenda_print}"}
TWO_UP = {**MEETING, "pk": "{two_up_print}"}
ASK = {"kind": "agenda"}

ROWS = [
    Row("panels:prints", ALL, MEETING),
    Row("panels:prints", (302,) * 5, MEETING, "post", ASK),
    Row("panels:prints", (302,) * 5, MEETING, "post", {"kind": "chosen", "item": "8"}),
    Row("panels:prints", (404,) * 5, MEETING, "post", {"kind": "two_up"}),  # for officers and members
    Row("panels:prints", (404,) * 5, MEETING, "post", {"kind": "files"}),
    Row("panels:prints", (404,) * 5, MEETING, "post", {"kind": "agenda", "supplement": "1"}),
    Row("panels:print_pdf", ALL, ALONE),
    Row("panels:print_pdf", (404,) * 5, TWO_UP),
    Row("panels:members_prints", MEMBERS, MEETING),
    Row("panels:members_prints", (SIGN_IN, 302, 302, 404, 404), MEETING, "post", {"kind": "two_up"}),
    Row("panels:members_print_pdf", MEMBERS, TWO_UP),
    Row("panels:build_prints", OFFICERS, BUILD),
    Row("panels:request_build_print", WRONG_METHOD, BUILD),
    Row("panels:request_build_print", AGENDA_SAVED, BUILD, "post", {"kind": "two_up"}),
    Row("panels:build_print_pdf", OFFICERS, {**BUILD, "print_pk": "{two_up_print}"}),
]


def places(demo: Demo) -> dict[str, Any]:
    edition = demo.meeting.latest_edition()
    assert edition is not None
    assert edition.build is not None
    found = {}
    for kind in (PrintKind.AGENDA, PrintKind.TWO_UP):
        made, _ = request_print(by=None, build=edition.build, kind=kind)
        assert not make_print(made).problem
        found[f"{kind}_print"] = made.pk
    return found
