"""Who may open what: action plans."""

from tests.permissions.rows import ACTIONS, ALL, AREA, Row

ROWS = [
    Row("actions:home", ALL),
    Row("actions:inspection", ALL, {"inspection": "{inspection}"}),
    Row("actions:area", ALL, AREA),
    Row("actions:edit_monitoring", ACTIONS, AREA),
    Row("actions:edit_monitoring", ACTIONS, AREA, "post"),
    Row("actions:edit_action", ACTIONS, {**AREA, "action": "{action}"}),
    Row("actions:edit_action", ACTIONS, {**AREA, "action": "{action}"}, "post"),
]
