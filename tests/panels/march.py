"""The meeting of 22 March 2018 as it stood before it was minuted, and what its published minutes say of it.

Facts (who, which offices, numbers, resolutions) come from the demonstration's source; the agenda items give what the
reports were about, in our own words.
"""

import datetime
import tomllib
from typing import Any

from panels.enums import ItemKind
from panels.models import AgendaItem, Meeting, Panel
from panels.operations.agenda import add_item
from panels.operations.phrases import set_phrases
from panels.operations.setup import appoint_members, schedule_meeting
from scrutiny.bootstrap import ROOT
from scrutiny.models import User

DAY = datetime.date(2018, 3, 22)
FIXTURES = ROOT / "fixtures" / "panels"
NATURE = "as college lecturers employed by educational establishments"
SEATS = [
    ("Councillor", "Keogh", "councillor", "chair"),
    ("Councillor", "Taggart", "councillor", "vice-chair"),
    ("Councillor", "Murphy", "councillor", "member"),
    ("Councillor", "O'Neill", "councillor", "member"),
    ("Councillor", "Painton", "councillor", "member"),
    ("Councillor", "Laurent", "councillor", "member"),
    ("Councillor", "Burke", "councillor", "member"),
    ("", "Catherine Hobbs", "co-opted", "member"),
    ("", "Rob Sanders", "co-opted", "member"),
]
AWAY = ("Burke", "Catherine Hobbs", "Rob Sanders")
ITEMS = [
    ("Apologies and changes in Panel membership (if any)", "", ItemKind.APOLOGIES),
    ("Disclosure of personal and pecuniary interests", "", ItemKind.PLAIN),
    ("Minutes of the previous meeting (including matters arising)", "", ItemKind.MINUTES),
    (
        "Post 16 education and training",
        "Report of the Associate Director for Economic Development and Skills on post 16 education and training in "
        "Southampton.",
        ItemKind.PLAIN,
    ),
    (
        "Children and Families - Performance",
        "Report of the Service Director, Legal and Governance on performance since December 2017.",
        ItemKind.PLAIN,
    ),
    (
        "Monitoring scrutiny recommendations",
        "Report of the Service Director, Legal and Governance on recommendations made at earlier meetings.",
        ItemKind.RECOMMENDATIONS,
    ),
]


def source() -> dict[str, Any]:
    """The published minutes, as the demonstration keeps them."""
    return tomllib.loads((FIXTURES / "minutes-2018-03-22.toml").read_text(encoding="utf-8"))


def phrases() -> dict[str, str]:
    return tomllib.loads((FIXTURES / "minutes-phrases.toml").read_text(encoding="utf-8"))["southampton"]


def march_meeting(by: User, panel: Panel) -> Meeting:
    """The meeting with its members of 2017/18 and its agenda, on a panel that has not minuted it."""
    seats = [{"title": title, "name": name, "kind": kind, "office": office} for title, name, kind, office in SEATS]
    appoint_members(by=by, panel=panel, municipal_year="2017/18", seats=seats)
    set_phrases(by=by, council=panel.council, phrases=phrases())
    meeting = schedule_meeting(by=by, panel=panel, date=DAY)
    for title, text, kind in ITEMS:
        add_item(by=by, meeting=meeting, title=title, text=text, kind=kind)
    return Meeting.objects.with_panel().get(pk=meeting.pk)


def item_of(meeting: Meeting, start: str) -> AgendaItem:
    """The item whose title starts so."""
    return AgendaItem.objects.get(meeting=meeting, title__startswith=start)


def minute_of(number: int) -> dict[str, Any]:
    """One published minute."""
    return next(minute for minute in source()["minutes"] if minute["number"] == number)


def notes_of(number: int) -> str:
    """What an officer types as notes for a minute: points where the source lists points, else paragraphs."""
    noted = [text.strip() for text in minute_of(number)["noted"]]
    return "\n".join(f"- {text}" for text in noted) if len(noted) > 1 else "\n\n".join(noted)
