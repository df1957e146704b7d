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
    REVIEWED,
    REVIEWER,
    SIGN_IN,
    Row,
)

LINK = {**ACTION, "pk": "{evidence_link}"}
MILESTONE = {**ACTION, "pk": "{milestone}"}

ROWS = [
    Row("actions:home", ALL),
    Row("actions:inspection", ALL, {"inspection": "{inspection}"}),
    Row("actions:area", ALL, AREA),
    Row("actions:action", ALL, ACTION),
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
    return {"milestone": milestone.pk, "evidence_link": link.pk}
