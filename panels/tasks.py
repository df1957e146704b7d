"""Work off the request. A task takes keys, finds what they mean, and calls the operation that does it."""

from django_tasks import task

from panels.making import make
from panels.models import PackBuild


@task()
def build_pack(build: int) -> None:
    """Make the pack that somebody asked for; its progress and end are in its row."""
    found = PackBuild.objects.filter(pk=build).select_related("meeting__panel__council").first()
    if found is not None:
        make(found)
