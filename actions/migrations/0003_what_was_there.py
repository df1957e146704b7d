"""Plans of before get what later ones have: first dates, places, frameworks, and the first entry of every timeline."""

from typing import Any

from django.db import migrations
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify


def fill(apps: Any, schema_editor: Any) -> None:
    action_model = apps.get_model("actions", "Action")
    update_model = apps.get_model("actions", "ActionUpdate")
    area_model = apps.get_model("actions", "AreaForImprovement")
    monitoring_model = apps.get_model("actions", "MonitoringUpdate")
    inspection_model = apps.get_model("actions", "Inspection")
    framework_model = apps.get_model("actions", "Framework")
    event_model = apps.get_model("scrutiny", "Event")
    area_model.objects.update(position=F("number"))
    action_model.objects.update(first_due_on=F("due_on"), first_due_precision=F("due_precision"))
    for inspection in inspection_model.objects.exclude(framework_name="").order_by("pk"):
        framework, _ = framework_model.objects.get_or_create(
            inspectorate=inspection.inspectorate,
            name=inspection.framework_name,
            defaults={"slug": f"{slugify(inspection.framework_name)[:80]}-{inspection.pk}"},
        )
        inspection.framework = framework
        inspection.save(update_fields=["framework"])
    now = timezone.now()
    for action in action_model.objects.order_by("pk"):
        entered = event_model.objects.filter(subject="actions.action", subject_id=str(action.pk)).order_by("number").first()
        at = entered.at if entered else now
        update_model.objects.create(
            action=action,
            number=1,
            kind="created",
            on=timezone.localdate(at),
            at=at,
            by=entered.by if entered else None,
            status=action.status,
            due_on=action.due_on,
            due_precision=action.due_precision,
            evidence=action.evidence,
            published_at=at,
        )
    for area in area_model.objects.order_by("pk"):
        said = (area.progress_commentary, area.impact_commentary, area.further_action)
        if any(said) or {area.progress_status, area.impact_status} != {"not_recorded"}:
            monitoring_model.objects.create(
                area=area,
                number=1,
                on=timezone.localdate(now),
                at=now,
                progress_status=area.progress_status,
                progress_commentary=area.progress_commentary,
                impact_status=area.impact_status,
                impact_commentary=area.impact_commentary,
                further_action=area.further_action,
                published_at=now,
            )


class Migration(migrations.Migration):
    dependencies = [("actions", "0002_plan_and_updates"), ("scrutiny", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
