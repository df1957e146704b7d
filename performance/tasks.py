"""Work off the request. A task takes keys, finds what they mean, and has it made."""

from django.utils import timezone
from django_tasks import task

from performance import making
from performance.models import PackEdition, PerformancePack
from performance.permissions import OFFICER, PUBLIC
from performance.reports.pack import pack_report


@task()
def print_pack(pack: int, edition: int, pages: str, sees_small_numbers: bool) -> None:
    """Make the PDF of a pack, or of an edition of it where `edition` is its number; it is found by what it says."""
    found = PerformancePack.objects.filter(pk=pack).first()
    if found is None:
        return
    published = PackEdition.objects.filter(pack=found, number=edition).select_related("release__dataset__council")
    report = pack_report(
        found,
        as_at=timezone.now(),
        viewer=OFFICER if sees_small_numbers else PUBLIC,
        edition=published.first() if edition else None,
    )
    making.make(making.document(report, pages), title=report.title, author=report.council)
