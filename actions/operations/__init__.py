"""Every change to inspections, areas, plans and what is said about them: one named function each, with its history.

Rules are in rules.py and rag.py, who may do what in permissions.py.
"""

from actions.operations.areas import (
    EDITABLE_AREA_FIELDS,
    create_area,
    move_area,
    publish_area,
    restore_area,
    unpublish_area,
    update_area,
    withdraw_area,
)
from actions.operations.base import ChangedMeanwhile, free_slug
from actions.operations.frameworks import AreaParts, TimescaleParts, create_framework, update_framework
from actions.operations.inspections import (
    EDITABLE_INSPECTION_FIELDS,
    GivenJudgement,
    Stated,
    create_inspection,
    publish_inspection,
    set_judgements,
    unpublish_inspection,
    update_inspection,
)
from actions.operations.lights import set_lights
from actions.operations.loading import load_framework, load_plan
from actions.operations.measures import (
    create_measure,
    move_measure,
    restore_measure,
    update_measure,
    withdraw_measure,
)
from actions.operations.monitoring import (
    EDITABLE_MONITORING_FIELDS,
    publish_monitoring,
    suggestions_for,
    update_monitoring,
)
from actions.operations.plan import (
    EDITABLE_ACTION_FIELDS,
    add_milestone,
    create_action,
    move_action,
    reach_milestone,
    remove_milestone,
    restore_action,
    update_action,
    withdraw_action,
)
from actions.operations.updates import (
    close_action,
    post_update,
    publish_updates,
    reopen_action,
    suggestion_for,
    unpublish_evidence,
)

__all__ = [
    "EDITABLE_ACTION_FIELDS",
    "EDITABLE_AREA_FIELDS",
    "EDITABLE_INSPECTION_FIELDS",
    "EDITABLE_MONITORING_FIELDS",
    "AreaParts",
    "ChangedMeanwhile",
    "GivenJudgement",
    "Stated",
    "TimescaleParts",
    "add_milestone",
    "close_action",
    "create_action",
    "create_area",
    "create_framework",
    "create_inspection",
    "create_measure",
    "free_slug",
    "load_framework",
    "load_plan",
    "move_action",
    "move_area",
    "move_measure",
    "post_update",
    "publish_area",
    "publish_inspection",
    "publish_monitoring",
    "publish_updates",
    "reach_milestone",
    "remove_milestone",
    "reopen_action",
    "restore_action",
    "restore_area",
    "restore_measure",
    "set_judgements",
    "set_lights",
    "suggestion_for",
    "suggestions_for",
    "unpublish_area",
    "unpublish_evidence",
    "unpublish_inspection",
    "update_action",
    "update_area",
    "update_framework",
    "update_inspection",
    "update_measure",
    "update_monitoring",
    "withdraw_action",
    "withdraw_area",
    "withdraw_measure",
]
