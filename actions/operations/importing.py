"""Takes a plan file into a plan: first only said, then done in one transaction, with everything that it changed in the
history. What the file does not have stays as it is; nothing is ever removed by an import.
"""

import io
from collections import defaultdict
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.enums import Rag, UpdateKind
from actions.importer.plan_file import ActionRow, plain
from actions.importer.rows import read_plan_file
from actions.models import Action, AreaForImprovement, Inspection, MeasureOfSuccess, Timescale
from actions.operations.areas import create_area, update_area
from actions.operations.measures import create_measure
from actions.operations.plan import create_action, update_action
from actions.operations.updates import lock_action, say
from actions.permissions import can_review
from actions.reports.plan_import import ActionChange, AreaChange, ImportPreview, preview
from actions.reports.state import plan_state
from performance.importer.workbook import read_workbook
from scrutiny.files import keep, name_of
from scrutiny.history import record
from scrutiny.models import User
from scrutiny.problems import Problem, ProblemsError

FOLDER = "plan-imports"


def preview_import(*, by: User | None, inspection: Inspection, content: bytes) -> ImportPreview:
    """What the file would do to the plan as it stands; nothing is done. Raises ProblemsError with all that is wrong."""
    file = read_plan_file(read_workbook(content))
    state = plan_state(Inspection.objects.filter(pk=inspection.pk), as_at=timezone.localdate(), published_only=False)
    measures: dict[int, list[str]] = defaultdict(list)
    standing = MeasureOfSuccess.objects.standing().filter(area__inspection=inspection).order_by("pk")
    for area, text in standing.values_list("area_id", "text"):
        measures[area].append(text)
    return preview(
        file,
        state,
        measures=measures,
        timescales=list(_timescales(inspection)),
        started=inspection.started,
        can_close=by is None or can_review(by),
    )


def keep_import(content: bytes) -> str:
    """Keep a plan file that somebody sent, for the second step and as the record of it; returns its hash."""
    digest = sha256(content).hexdigest()
    keep(io.BytesIO(content), name=kept_name(digest))
    return digest


def kept_name(digest: str) -> str:
    return name_of(digest, folder=FOLDER, ending="xlsx")


def fingerprint(inspection: Inspection) -> str:
    """What the plan looks like now: another one than before means that somebody has changed it meanwhile."""
    areas = AreaForImprovement.objects.filter(inspection=inspection).order_by("pk").values_list("pk", "version")
    actions = Action.objects.filter(area__inspection=inspection).order_by("pk").values_list("pk", "version")
    return sha256(repr((list(areas), list(actions))).encode()).hexdigest()


def import_plan(
    *,
    by: User | None,
    inspection: Inspection,
    content: bytes,
    file_name: str,
    reason: str = "",
    seen: str | None = None,
) -> ImportPreview:
    """Do what `preview_import` says, all or nothing, and say what was done.

    `reason` stands beside every date and status that the file moves; it names the file unless given. `seen` is the
    `fingerprint` of the plan that the person looked at. Raises ProblemsError with all that is wrong, also where
    somebody has changed the plan since.
    """
    reason = reason.strip() or f"Taken over from the file {file_name}"
    digest = keep_import(content)
    with transaction.atomic():
        current = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
        if seen is not None and seen != fingerprint(current):
            raise ProblemsError(
                [Problem("Somebody has changed the plan since you looked at what the file would do.",
                         mend="Look at it again below: it is compared with the plan as it is now.")]
            )  # fmt: skip
        found = preview_import(by=by, inspection=current, content=content)
        timescales = _timescales(current)
        for area in found.areas:
            _take_over(by, current, area, timescales, reason)
        record(
            by=by,
            action="plan imported",
            on=current,
            file_name=file_name,
            sha256=digest,
            new_areas=found.new_areas,
            changed_areas=found.changed_areas,
            new_actions=found.new_actions,
            changed_actions=found.changed_actions,
        )
    return found


def _timescales(inspection: Inspection) -> dict[str, Timescale]:
    if inspection.framework_id is None:
        return {}
    found = Timescale.objects.filter(framework=inspection.framework_id).order_by("position")
    return {timescale.name: timescale for timescale in found}


def _take_over(
    by: User | None, inspection: Inspection, change: AreaChange, timescales: dict[str, Timescale], reason: str
) -> None:
    rows = change.rows
    timescale = next((one for name, one in timescales.items() if plain(name) == plain(rows.timescale)), None)
    if change.now is None:
        area = create_area(
            by=by,
            inspection=inspection,
            number=rows.number,
            title="" if rows.number else _title(rows.text),
            text=rows.text,
            timescale=timescale,
            lead_name=rows.lead,
            agencies=rows.agencies,
            linked_plans=rows.linked_plans,
            expected_outcome=rows.outcome,
        )
    else:
        area = AreaForImprovement.objects.select_related("inspection").get(pk=change.now.pk)
        if change.changes:
            said = {
                "text": rows.text,
                "lead_name": rows.lead,
                "timescale": timescale,
                "linked_plans": rows.linked_plans,
                "expected_outcome": rows.outcome,
            }
            fields: dict[str, Any] = {name: value for name, value in said.items() if value}
            area = update_area(by=by, area=area, agencies=rows.agencies or None, **fields)
    for text in change.new_measures:
        create_measure(by=by, area=area, text=text)
    for action in change.actions:
        if action.now is None:
            _add(by, area, action.row)
        elif action.changes:
            _change(by, action, reason)


def _add(by: User | None, area: AreaForImprovement, row: ActionRow) -> None:
    action = create_action(
        by=by, area=area, text=row.text, due=row.due, owner_name=row.owner, status=row.status, evidence=row.evidence
    )
    if row.done:
        say(by=by, action=lock_action(action), kind=UpdateKind.UPDATE, done=row.done)


def _change(by: User | None, change: ActionChange, reason: str) -> None:
    row, now = change.row, change.now
    assert now is not None
    action = Action.objects.get(pk=now.pk)
    fields: dict[str, Any] = {"due": row.due, "owner_name": row.owner}
    if row.key is not None:
        fields["text"] = row.text
    if row.status != Rag.NOT_RECORDED:
        fields["status"] = row.status
    if row.evidence:
        fields["evidence"] = row.evidence
    action = update_action(by=by, action=action, due_reason=reason, status_reason=reason, **fields)
    if row.done and row.done != now.done:
        say(by=by, action=lock_action(action), kind=UpdateKind.UPDATE, done=row.done)


def _title(text: str) -> str:
    """The first words of an area without a number."""
    words = " ".join(text.split())
    return words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0]
