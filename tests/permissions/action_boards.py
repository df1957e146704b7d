"""Who may open what: the pages that look over whole action plans."""

from typing import Any

from actions.models import Inspection
from actions.operations.prints import request_print
from tests.helpers import MEETING as MEETING_DAY
from tests.helpers import Demo
from tests.permissions.rows import ACTIONS, AGENDA, ALL, MEETING, OFFICERS, SIGN_IN, Row

PLAN = {"inspection": "{inspection}"}
MISSING = (404,) * 5
PRINT = {**PLAN, "pk": "{print}"}

ROWS = [
    Row("actions:dashboard", ALL),
    Row("actions:list", ALL),
    Row("actions:areas", ALL),
    Row("actions:mine", (SIGN_IN, 200, 200, 200, 200)),
    Row("actions:report", ALL, PLAN),
    Row("actions:download", ALL, {**PLAN, "format": "xlsx"}),
    Row("actions:download", ALL, {**PLAN, "format": "csv"}),
    Row("actions:download", MISSING, {**PLAN, "format": "docx"}),
    Row("actions:ask_print", (SIGN_IN, 302, 302, 302, 403), PLAN, "post"),
    Row("actions:print", OFFICERS, PRINT),
    Row("actions:print_progress", OFFICERS, PRINT),
    Row("actions:print_file", (SIGN_IN, 404, 404, 404, 403), PRINT),
    Row("actions:import_plan", ACTIONS, PLAN),
    Row("actions:import_plan", (SIGN_IN, 403, 400, 400, 403), PLAN, "post"),
    Row("actions:import_plan", (SIGN_IN, 403, 400, 400, 403), PLAN, "post", {"token": "forged"}),
    Row("panels:attach_action_plan", AGENDA, {**MEETING, "pk": "{item}"}),
    Row("panels:attach_action_plan", (SIGN_IN, 400, 400, 403, 403), {**MEETING, "pk": "{item}"}, "post"),
    Row("panels:plan_changes", ALL, PLAN),
    Row("panels:plan_changes_file", ALL, PLAN),
    Row("panels:plan_trend", ALL, PLAN),
]


def places(demo: Demo) -> dict[str, Any]:
    """A PDF of the plan that waits to be made."""
    plan = Inspection.objects.get(slug="portsmouth-2014")
    wanted, _ = request_print(by=demo.user("dso"), inspection=plan, as_at=MEETING_DAY, since=None, published_only=True)
    return {"print": wanted.pk}
