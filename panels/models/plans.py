"""What a paper on an action plan is made from: which plan, and as at which day."""

from django.db import models
from django.db.models import F, Q

from actions.models import Inspection


class PlanPaper(models.Model):
    """The report on an action plan as at the end of a day; with `since`, what changed from the end of that day.

    It says what is published of the plan, and nothing else, so that it can stand in a public pack.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="+")
    as_at = models.DateField()
    since = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_paper_since_before_its_day", condition=Q(since=None) | Q(since__lt=F("as_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection} as at {self.as_at}"
