"""Work off the request. A task takes keys, finds what they mean, and calls what does it."""

import datetime

from django_tasks import task

from actions.making import make
from actions.models import PlanPrint
from actions.operations.prints import abandoned_prints
from scrutiny.operations import queue_once


@task()
def print_plan(wanted: int) -> None:
    """Make the PDF of a plan that somebody asked for; its progress and end are in its row."""
    found = PlanPrint.objects.filter(pk=wanted).select_related("inspection__council").first()
    if found is not None:
        make(found)


def resume_plan_prints(*, now: datetime.datetime) -> int:
    """Put prints back into the queue that nobody is making although somebody asked; returns how many."""
    return sum(queue_once(print_plan, wanted.pk) for wanted in abandoned_prints(now=now))
