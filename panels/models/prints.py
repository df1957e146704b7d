"""Prints: other forms of a finished pack, each made once and kept."""

from django.db import models
from django.db.models import Q

from panels.enums import BuildState, PrintKind
from panels.models.packs import PackBuild
from scrutiny.models import User


class PackPrint(models.Model):
    """A finished pack in another form: some items of it, two pages a side, large print, the agenda, a file an item.

    `chosen` names what is in it where that is chosen: numbers of items as they stand in addresses, "agenda" for the
    front pages, split at commas, in the order of the pack. Made once from a build, which never changes. While it is
    made, its worker says so every few seconds (`beat_at`), as for a build; `attempt` says how often it was begun.
    """

    build = models.ForeignKey(PackBuild, on_delete=models.CASCADE, related_name="prints")
    kind = models.CharField(max_length=20, choices=PrintKind.choices)
    chosen = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=20, choices=BuildState.choices, default=BuildState.WAITING)
    requested_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    is_tagged = models.BooleanField(default=False, help_text="Whether it claims PDF/UA, as every file in it does")
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["build", "kind", "chosen"]
        constraints = [
            models.CheckConstraint(name="print_kind_is_known", condition=Q(kind__in=PrintKind.values)),
            models.CheckConstraint(name="print_state_is_known", condition=Q(state__in=BuildState.values)),
            models.UniqueConstraint(name="print_made_once", fields=["build", "kind", "chosen"]),
            models.CheckConstraint(
                name="print_ready_means_a_file",
                condition=(Q(state=BuildState.READY) & ~Q(file="")) | (~Q(state=BuildState.READY) & Q(file="")),
            ),
            models.CheckConstraint(
                name="print_failed_says_why", condition=~Q(state=BuildState.FAILED) | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.build}"

    def get_state(self) -> BuildState:
        """The state as the member of its enum, for badges."""
        return BuildState(self.state)
