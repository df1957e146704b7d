"""Work off the request. A task takes keys, finds what they mean, and calls what does it."""

from django_tasks import task

from actions.making import make
from actions.models import PlanPrint


@task()
def print_plan(wanted: int) -> None:
    """Make the PDF of a plan that somebody asked for; its progress and end are in its row."""
    found = PlanPrint.objects.filter(pk=wanted).select_related("inspection__council").first()
    if found is not None:
        make(found)
