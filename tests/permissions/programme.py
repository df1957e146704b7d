"""Who may open what: the work programme, suggestions from the public, members' learning, the annual report."""

import datetime
from typing import Any

from panels.operations.programme import add_learning_event
from panels.operations.suggestions import suggest
from panels.tracker_enums import LearningKind
from tests.helpers import PANEL, Demo, noon
from tests.permissions.rows import AGENDA, AGENDA_SAVED, ALL, SIGN_IN, WRONG_METHOD, Row

TOPIC = {"pk": "{topic}"}
SIGNAL = {"source": "indicator", "key": "children-and-families-monthly-dataset~{indicator}"}
YEAR = {"panel": PANEL, "year": "2018/19"}
WAITING_FOR_PDF = (SIGN_IN, 202, 202, 403, 403)
EVENT = {"kind": "visit", "title": "A visit", "date": "1 June 2018"}


def places(demo: Demo) -> dict[str, Any]:
    """A topic, a suggestion, a visit."""
    day = datetime.date(2018, 6, 1)
    found = suggest(panel=demo.panel, title="Buses", why="They are late.", place="192.0.2.1", at=noon(day))
    visit = add_learning_event(
        by=demo.user("dso"), panel=demo.panel, kind=LearningKind.VISIT, title="The contact centre", date=day
    )
    return {"topic": demo.panel.topics.get().pk, "suggestion": found.pk, "visit": visit.pk}


ROWS = [
    Row("panels:programme", ALL, {"panel": PANEL}),
    Row("panels:suggest_topic", ALL),
    Row("panels:suggest_topic", ALL, {}, "post", {"title": "Buses"}),  # refused on the page
    Row("panels:suggestion_sent", ALL),
    Row("panels:suggestions", AGENDA),
    Row("panels:adopt_suggestion", WRONG_METHOD, {"pk": "{suggestion}"}),
    Row("panels:adopt_suggestion", AGENDA_SAVED, {"pk": "{suggestion}"}, "post"),
    Row("panels:decline_suggestion", AGENDA, {"pk": "{suggestion}"}),
    Row("panels:decline_suggestion", AGENDA_SAVED, {"pk": "{suggestion}"}, "post", {"because": "A single case"}),
    Row("panels:add_topic", AGENDA, {"panel": PANEL}),
    Row("panels:add_topic", AGENDA, {"panel": PANEL}, "post"),
    Row("panels:edit_topic", AGENDA, TOPIC),
    Row("panels:edit_topic", AGENDA, TOPIC, "post"),
    Row("panels:topic_of_signal", WRONG_METHOD, SIGNAL),
    Row("panels:topic_of_signal", AGENDA_SAVED, SIGNAL, "post"),
    Row("panels:topic_of_signal", AGENDA_SAVED, {"source": "area", "key": "{inspection}~{area}"}, "post"),
    Row("panels:score_topic", AGENDA, TOPIC),
    Row("panels:score_topic", AGENDA_SAVED, TOPIC, "post", {"submit": "Save"}),
    Row("panels:plan_topic", AGENDA, TOPIC),
    Row("panels:plan_topic", AGENDA_SAVED, TOPIC, "post", {"month": "2018-09"}),
    Row("panels:drop_topic", AGENDA, TOPIC),
    Row("panels:drop_topic", AGENDA_SAVED, TOPIC, "post", {"because": "Not now"}),
    Row("panels:move_topic", WRONG_METHOD, {**TOPIC, "move": "publish"}),
    Row("panels:move_topic", AGENDA_SAVED, {**TOPIC, "move": "publish"}, "post"),
    Row("panels:criteria", AGENDA, {"panel": PANEL}),
    Row("panels:criteria", AGENDA, {"panel": PANEL}, "post"),
    Row("panels:add_learning", AGENDA, {"panel": PANEL}),
    Row("panels:add_learning", AGENDA_SAVED, {"panel": PANEL}, "post", EVENT),
    Row("panels:edit_learning", AGENDA, {"panel": PANEL, "pk": "{visit}"}),
    Row("panels:edit_learning", AGENDA_SAVED, {"panel": PANEL, "pk": "{visit}"}, "post", {**EVENT, "version": "1"}),
    Row("panels:annual_report", AGENDA, YEAR),
    Row("panels:edit_annual_report", AGENDA, YEAR),
    Row("panels:edit_annual_report", AGENDA_SAVED, YEAR, "post", {"foreword": "A good year.", "version": "0"}),
    Row("panels:annual_report_pdf", WAITING_FOR_PDF, YEAR),
]
