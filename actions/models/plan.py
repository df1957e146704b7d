"""The plan for an area: measures of success with their path to a goal, actions with their dates, and milestones."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from actions.enums import Goal, Precision, Rag
from actions.models.areas import AreaForImprovement
from actions.models.dates import when_is_whole
from actions.rules import When
from performance.models import Indicator
from scrutiny.access import Permission, user_can
from scrutiny.models import User

if TYPE_CHECKING:
    import datetime


def _withdrawn_with_a_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
        | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
    )


class MeasureQuerySet(models.QuerySet["MeasureOfSuccess"]):
    def standing(self) -> "MeasureQuerySet":
        """Those that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_path(self) -> "MeasureQuerySet":
        """With the indicator and the steps of the path."""
        return self.select_related("indicator__dataset__council").prefetch_related("steps")


class MeasureOfSuccess(models.Model):
    """How one will know that the outcome is there: in words, and where it can be measured by an indicator with a goal.

    The path leads from the start value over the steps to the goal, in straight lines between its months. Figures are
    kept as the dataset keeps them (81.0 for 81%); months as their first days.
    """

    area = models.ForeignKey(AreaForImprovement, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    indicator = models.ForeignKey(Indicator, null=True, on_delete=models.PROTECT, related_name="measures_of_success")
    better = models.CharField(max_length=8, choices=Goal.choices, blank=True)
    goal = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    goal_month = models.DateField(null=True)
    start = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    start_month = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["area_id", "position"]
        constraints = [
            models.UniqueConstraint(
                name="measure_position_once_an_area", fields=["area", "position"], condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="measure_positions_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="measure_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="measure_goal_is_whole",
                condition=Q(goal__isnull=True, goal_month__isnull=True, better="")
                | Q(goal__isnull=False, goal_month__isnull=False, better__in=Goal.values, indicator__isnull=False),
            ),
            models.CheckConstraint(
                name="measure_start_is_whole",
                condition=Q(start__isnull=True, start_month__isnull=True)
                | Q(start__isnull=False, start_month__lt=F("goal_month")),
            ),
            _withdrawn_with_a_reason("measure_withdrawn_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.text


class MeasureStep(models.Model):
    """Where a measure should be on its way to the goal, at the end of a month."""

    measure = models.ForeignKey(MeasureOfSuccess, on_delete=models.CASCADE, related_name="steps")
    month = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        ordering = ["measure_id", "month"]
        constraints = [
            models.UniqueConstraint(name="measure_step_once_a_month", fields=["measure", "month"]),
            models.CheckConstraint(name="measure_step_month_is_a_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}: {self.value.normalize()}"


class ActionQuerySet(models.QuerySet["Action"]):
    def of_area(self, inspection_slug: str, area_slug: str) -> "ActionQuerySet":
        """The actions of one area, by its public address, with area and inspection."""
        return self.select_related("area__inspection__council__light_rules", "owner_account").filter(
            area__inspection__slug=inspection_slug, area__slug=area_slug
        )

    def standing(self) -> "ActionQuerySet":
        """Those that nobody has withdrawn, in areas that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True, area__withdrawn_at__isnull=True)

    def visible_to(self, user: Any) -> "ActionQuerySet":
        """All for those who may see drafts; for others what stands in a published area."""
        if user_can(user, Permission.VIEW_DRAFTS):
            return self
        return self.standing().filter(area__published_at__isnull=False)

    def owned_by(self, user: Any) -> "ActionQuerySet":
        """The standing actions whose owner has this account."""
        return self.standing().filter(owner_account=user)

    def open(self) -> "ActionQuerySet":
        """Those that are not closed as complete."""
        return self.exclude(status=Rag.BLUE)

    def waiting_for_review(self) -> "ActionQuerySet":
        """Those whose owner says that they are done, and which nobody has closed yet."""
        return self.standing().open().filter(asks_to_close=True)

    def late(self, on: "datetime.date") -> "ActionQuerySet":
        """Those whose last day has passed and that are not complete, by what is recorded now."""
        return self.standing().open().filter(due_on__lt=on)

    def with_newest_for(self, user: Any) -> "ActionQuerySet":
        """With the newest update that the person may see, as `newest`: a list of one, or of none."""
        from actions.models.updates import ActionUpdate

        updates = ActionUpdate.objects.visible_to(user).newest_of_each().order_by("pk")
        return self.prefetch_related(Prefetch("updates", queryset=updates, to_attr="newest"))

    def with_history(self) -> "ActionQuerySet":
        """With owner, milestones and the whole timeline with its evidence, in a fixed number of queries."""
        from actions.models.updates import ActionUpdate

        return self.select_related("owner_account").prefetch_related(
            "milestones", Prefetch("updates", queryset=ActionUpdate.objects.with_evidence())
        )


class Action(models.Model):
    """One thing to do: what, by when, by whom, and how it stands.

    Status, date and evidence are those of the newest update: whoever changes one adds an update. `first_due_on` is the
    date first promised and never changes; `moves` counts how often the date was moved since.
    """

    area = models.ForeignKey(AreaForImprovement, on_delete=models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    due_on = models.DateField()
    due_precision = models.CharField(max_length=5, choices=Precision.choices)
    first_due_on = models.DateField()
    first_due_precision = models.CharField(max_length=5, choices=Precision.choices)
    moves = models.PositiveSmallIntegerField(default=0)
    owner_name = models.CharField(max_length=200)
    owner_account = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="actions_owned")
    status = models.CharField(max_length=12, choices=Rag.choices, default=Rag.NOT_RECORDED)
    status_reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    asks_to_close = models.BooleanField(default=False)
    last_update_on = models.DateField(null=True, help_text="When somebody last said how it stands")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["area_id", "position"]
        indexes = [
            models.Index(fields=["due_on"], name="action_by_due"),
            models.Index(fields=["status"], name="action_by_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="action_position_once_an_area", fields=["area", "position"], condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="action_positions_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="action_has_text_and_owner", condition=~Q(text="") & ~Q(owner_name="")),
            models.CheckConstraint(name="action_status_is_known", condition=Q(status__in=Rag.values)),
            models.CheckConstraint(
                name="action_precision_is_known",
                condition=Q(due_precision__in=Precision.values, first_due_precision__in=Precision.values),
            ),
            models.CheckConstraint(name="action_blue_has_evidence", condition=~Q(status=Rag.BLUE) | ~Q(evidence="")),
            models.CheckConstraint(
                name="action_closed_asks_no_more", condition=~Q(status=Rag.BLUE) | Q(asks_to_close=False)
            ),
            _withdrawn_with_a_reason("action_withdrawn_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("actions:action", args=self.key)

    def get_update_url(self) -> str:
        """Where its owner says how it stands; the link that goes out by e-mail."""
        return reverse("actions:update_action", args=self.key)

    @property
    def key(self) -> tuple[str, str, int]:
        """What its addresses are made of."""
        return self.area.inspection.slug, self.area.slug, self.pk

    @property
    def due(self) -> When:
        return When(self.due_on, Precision(self.due_precision))

    @property
    def first_due(self) -> When:
        return When(self.first_due_on, Precision(self.first_due_precision))

    @property
    def is_closed(self) -> bool:
        return self.status == Rag.BLUE


class Milestone(models.Model):
    """A step on the way of one action, with its own date."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    due_precision = models.CharField(max_length=5, choices=Precision.choices)
    reached_on = models.DateField(null=True)

    class Meta:
        ordering = ["action_id", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="milestone_has_text", condition=~Q(text="")),
            when_is_whole("due", "milestone_date_is_whole"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def due(self) -> When:
        return When(self.due_on, Precision(self.due_precision))
