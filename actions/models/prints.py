"""Reports on whole plans that somebody asked for as a PDF: made off the request, with their progress."""

from django.db import models
from django.db.models import F, Q

from actions.enums import PrintState
from actions.models.inspections import Inspection
from scrutiny.models import User


class PlanPrint(models.Model):
    """One PDF of one plan as at a day. `published_only` says whether it holds what the public may see, and no more."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="prints")
    as_at = models.DateField()
    since = models.DateField(null=True)
    published_only = models.BooleanField()
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PrintState.choices, default=PrintState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    parts_total = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    file = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="plan_print_state_is_known", condition=Q(state__in=PrintState.values)),
            models.CheckConstraint(
                name="plan_print_since_before_its_day", condition=Q(since=None) | Q(since__lt=F("as_at"))
            ),
            models.CheckConstraint(
                name="plan_print_is_ready_with_a_file", condition=~Q(state=PrintState.READY) | ~Q(file="")
            ),
            models.CheckConstraint(
                name="plan_print_fails_with_a_reason", condition=~Q(state=PrintState.FAILED) | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection} as at {self.as_at}"

    def get_state(self) -> PrintState:
        """The state as the member of its enum, for badges."""
        return PrintState(self.state)

    @property
    def is_finished(self) -> bool:
        return self.state in {PrintState.READY, PrintState.FAILED}
