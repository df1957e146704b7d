"""Areas for improvement: what the inspectorate asked for, who leads, how soon, and how it is going as a whole."""

from typing import Any

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse

from actions.enums import Precision, Priority, Rag
from actions.models.dates import stored_when, when_is_whole
from actions.models.frameworks import Timescale
from actions.models.inspections import Inspection
from actions.rules import When, due_after
from scrutiny.access import Permission, user_can
from scrutiny.models import Council, User


class Agency(models.Model):
    """A body that works with the council on areas for improvement, such as the police or a health trust."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["council_id", "name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(name="agency_once_a_council", fields=["council", "name"]),
            models.CheckConstraint(name="agency_is_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class AreaQuerySet(models.QuerySet["AreaForImprovement"]):
    def visible_to(self, user: Any) -> "AreaQuerySet":
        """All for those who may see drafts; for others what is published and stands."""
        if user_can(user, Permission.VIEW_DRAFTS):
            return self
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)

    def standing(self) -> "AreaQuerySet":
        """Those that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_plan(self) -> "AreaQuerySet":
        """With everything that the area's page says, in a fixed number of queries. Withdrawn parts are left out."""
        from actions.models.plan import Action, MeasureOfSuccess
        from actions.models.updates import MonitoringUpdate

        return self.select_related(
            "inspection__council__light_rules", "inspection__framework", "timescale", "lead_account"
        ).prefetch_related(
            "agencies",
            "inspection__council__rag_definitions",
            Prefetch("monitoring_updates", queryset=MonitoringUpdate.objects.select_related("by")),
            Prefetch("measures", queryset=MeasureOfSuccess.objects.standing().with_path()),
            Prefetch("actions", queryset=Action.objects.standing().with_history()),
        )


class AreaForImprovement(models.Model):
    """One thing that the inspectorate asked for, with the plan that answers it and how that is going.

    `number` is the inspectorate's own, and empty where the source does not give it; then a short title names the area.
    The statuses are those of the newest monitoring update, which are kept whole (actions.models.updates).
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="areas")
    position = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=120, blank=True)
    slug = models.SlugField(max_length=100)
    text = models.TextField()
    is_quotation = models.BooleanField(default=False)
    timescale = models.ForeignKey(Timescale, null=True, on_delete=models.PROTECT, related_name="+")
    own_due_on = models.DateField(null=True)
    own_due_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    priority = models.CharField(max_length=6, choices=Priority.choices, blank=True)
    lead_name = models.CharField(max_length=200, blank=True)
    lead_job_title = models.CharField(max_length=200, blank=True)
    lead_account = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="areas_led")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="areas")
    linked_plans = models.TextField(blank=True, help_text="One a line")
    expected_outcome = models.TextField(blank=True)
    progress_status = models.CharField(max_length=12, choices=Rag.choices, default=Rag.NOT_RECORDED)
    progress_reason = models.TextField(blank=True)
    progress_commentary = models.TextField(blank=True)
    impact_status = models.CharField(max_length=12, choices=Rag.choices, default=Rag.NOT_RECORDED)
    impact_reason = models.TextField(blank=True)
    impact_commentary = models.TextField(blank=True)
    further_action = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["inspection_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="area_number_once_an_inspection", fields=["inspection", "number"]),
            models.UniqueConstraint(name="area_slug_once_an_inspection", fields=["inspection", "slug"]),
            models.CheckConstraint(name="area_numbers_from_one", condition=Q(number__isnull=True) | Q(number__gte=1)),
            models.CheckConstraint(name="area_has_number_or_title", condition=Q(number__isnull=False) | ~Q(title="")),
            models.CheckConstraint(name="area_has_text", condition=~Q(text="")),
            when_is_whole("own_due", "area_own_date_is_whole"),
            models.CheckConstraint(name="area_priority_is_known", condition=Q(priority__in=Priority.values)),
            models.CheckConstraint(
                name="area_withdrawn_with_a_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
            ),
            models.CheckConstraint(
                name="area_statuses_are_known",
                condition=Q(progress_status__in=Rag.values, impact_status__in=Rag.values),
            ),
            models.CheckConstraint(
                name="area_blue_has_commentary",
                condition=(~Q(progress_status=Rag.BLUE) | ~Q(progress_commentary=""))
                & (~Q(impact_status=Rag.BLUE) | ~Q(impact_commentary="")),
            ),
        ]

    def __str__(self) -> str:
        term = self.inspection.area_term
        return f"{term} {self.number}" if self.number else f"{term}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("actions:area", args=[self.inspection.slug, self.slug])

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: published, and not withdrawn since."""
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def own_due(self) -> When | None:
        return stored_when(self.own_due_on, self.own_due_precision)

    @property
    def due(self) -> When | None:
        """The date given for this area, or else the one that follows from its timescale and the publication."""
        own = self.own_due
        if own or self.timescale is None:
            return own
        return due_after(self.inspection.published, self.timescale.months, self.timescale.days)
