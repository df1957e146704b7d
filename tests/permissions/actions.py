"""Who may open what: action plans."""

from typing import Any

from actions import operations
from actions.enums import EvidenceKind, Rag
from actions.models import Action, Evidence
from actions.rules import When
from tests.helpers import Demo
from tests.permissions.rows import (
    ACTION,
    ACTIONS,
    ACTIONS_SAVED,
    ALL,
    AREA,
    OFFICERS,
    REVIEWED,
    REVIEWER,
    SIGN_IN,
    Row,
)

LINK = {**ACTION, "pk": "{evidence_link}"}
INSPECTION = {"inspection": "{inspection}"}
MEASURE = {**AREA, "pk": "{measure}"}
MILESTONE = {**ACTION, "pk": "{milestone}"}

ROWS = [
    Row("actions:home", ALL),
    Row("actions:inspection", ALL, INSPECTION),
    Row("actions:area", ALL, AREA),
    Row("actions:action", ALL, ACTION),
    Row("actions:table", ALL, INSPECTION),
    Row("actions:council", ALL, {"council": "portsmouth"}),
    Row("actions:frameworks", OFFICERS),
    Row("actions:add_framework", REVIEWER),
    Row("actions:framework", REVIEWER, {"framework": "ofsted-safeguarding-2012"}),
    Row("actions:lights", REVIEWER, {"council": "southampton"}),
    Row("actions:add_inspection", ACTIONS),
    Row("actions:edit_inspection", ACTIONS, INSPECTION),
    Row("actions:edit_judgements", ACTIONS, {"inspection": "southampton-2012"}),
    Row("actions:publish_inspection", REVIEWED, INSPECTION, "post"),
    Row("actions:add_area", ACTIONS, INSPECTION),
    Row("actions:edit_area", ACTIONS, AREA),
    Row("actions:move_area", ACTIONS_SAVED, AREA, "post"),
    Row("actions:withdraw_area", ACTIONS, AREA),
    Row("actions:restore_area", ACTIONS_SAVED, AREA, "post"),
    Row("actions:publish_area", REVIEWED, AREA, "post"),
    Row("actions:add_measure", ACTIONS, AREA),
    Row("actions:edit_measure", ACTIONS, MEASURE),
    Row("actions:move_measure", ACTIONS_SAVED, MEASURE, "post"),
    Row("actions:withdraw_measure", ACTIONS, MEASURE),
    Row("actions:restore_measure", ACTIONS_SAVED, MEASURE, "post"),
    Row("actions:edit_monitoring", ACTIONS, AREA),
    Row("actions:edit_monitoring", ACTIONS, AREA, "post"),
    Row("actions:add_action", ACTIONS, AREA),
    Row("actions:edit_action", ACTIONS, ACTION),
    Row("actions:edit_action", ACTIONS, ACTION, "post"),
    Row("actions:move_action", ACTIONS_SAVED, ACTION, "post"),
    Row("actions:withdraw_action", ACTIONS, ACTION),
    Row("actions:restore_action", ACTIONS_SAVED, ACTION, "post"),
    Row("actions:add_milestone", ACTIONS, ACTION),
    Row("actions:change_milestone", ACTIONS_SAVED, MILESTONE, "post"),
    # The owner too, whatever the role: tests/actions/test_updates.py.
    Row("actions:update_action", (SIGN_IN, 403, 200, 200, 403), ACTION),
    Row("actions:close_action", REVIEWER, ACTION),
    Row("actions:reopen_action", REVIEWER, ACTION),
    Row("actions:publish_updates", REVIEWED, ACTION, "post"),
    Row("actions:unpublish_evidence", REVIEWED, LINK, "post"),
    # A link is no file of ours; files are walked in tests/actions/test_evidence.py.
    Row("actions:evidence", (404,) * 5, LINK),
]


def places(demo: Demo) -> dict[str, Any]:
    """An action with an update, a piece of evidence and a milestone."""
    manager = demo.user("manager")
    action = Action.objects.select_related("area__inspection").get(position=1)
    milestone = operations.add_milestone(by=manager, action=action, text="A draft", due=When.parse("December 2014"))
    update = operations.post_update(
        by=manager,
        action=action,
        status=Rag.RED,
        done="Nothing yet",
        links=[("A page", "https://www.example.gov.uk/page")],
    )
    link = Evidence.objects.get(update=update, kind=EvidenceKind.LINK)
    measure = action.area.measures.order_by("position")[0]
    return {"measure": measure.pk, "milestone": milestone.pk, "evidence_link": link.pk}
