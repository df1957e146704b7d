"""Inspections, their areas for improvement, and the plan for each area. Reads are QuerySet methods; writes are in
operations.py alone.
"""

from typing import Any

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse

from actions.enums import Precision, Rag
from actions.rules import When
from scrutiny.access import Permission, user_can
from scrutiny.models import Council


def _when_is_whole(prefix: str, name: str) -> models.CheckConstraint:
    """A date and how exactly it is known: both or neither."""
    day, precision = f"{prefix}_on", f"{prefix}_precision"
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{day}__isnull": True, precision: ""})
        | Q(**{f"{day}__isnull": False, f"{precision}__in": Precision.values}),
    )


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: Any) -> "InspectionQuerySet":
        """All for those who may see drafts; for others the inspections of which an area is published."""
        if user_can(user, Permission.VIEW_DRAFTS):
            return self
        return self.filter(pk__in=AreaForImprovement.objects.visible_to(user).values("inspection"))

    def with_areas_for(self, user: Any) -> "InspectionQuerySet":
        """With council, and with the areas that the person may see, their actions counted and at hand."""
        areas = AreaForImprovement.objects.visible_to(user).prefetch_related("actions")
        return self.select_related("council").prefetch_related(Prefetch("areas", queryset=areas, to_attr="shown_areas"))


class Inspection(models.Model):
    """An inspection of a council. What the source does not say stays empty."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="inspections")
    slug = models.SlugField(max_length=100, unique=True)
    inspectorate = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    framework = models.CharField(max_length=200, blank=True)
    area_term = models.CharField(max_length=60, default="Area for improvement")
    started_on = models.DateField(null=True)
    started_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    ended_on = models.DateField(null=True)
    ended_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    published_on = models.DateField(null=True)
    published_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("ended_on").desc(nulls_last=True), "title", "pk"]
        constraints = [
            _when_is_whole("started", "inspection_start_is_whole"),
            _when_is_whole("ended", "inspection_end_is_whole"),
            _when_is_whole("published", "inspection_publication_is_whole"),
            models.CheckConstraint(
                name="inspection_ends_after_it_starts",
                condition=Q(started_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(ended_on__gte=models.F("started_on")),
            ),
            models.CheckConstraint(
                name="inspection_is_named", condition=~Q(title="") & ~Q(inspectorate="") & ~Q(area_term="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("actions:inspection", args=[self.slug])

    @property
    def started(self) -> When | None:
        return _when(self.started_on, self.started_precision)

    @property
    def ended(self) -> When | None:
        return _when(self.ended_on, self.ended_precision)

    @property
    def published(self) -> When | None:
        return _when(self.published_on, self.published_precision)


class AreaQuerySet(models.QuerySet["AreaForImprovement"]):
    def visible_to(self, user: Any) -> "AreaQuerySet":
        """All for those who may see drafts; for others what is published."""
        return self if user_can(user, Permission.VIEW_DRAFTS) else self.filter(published_at__isnull=False)

    def with_plan(self) -> "AreaQuerySet":
        """With everything that the area's page says, in a fixed number of queries."""
        return self.select_related("inspection__council").prefetch_related("measures", "actions")


class AreaForImprovement(models.Model):
    """One thing that the inspectorate asked for, with the plan that answers it and how that is going."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="areas")
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField(max_length=100)
    text = models.TextField()
    is_quotation = models.BooleanField(default=False)
    lead_name = models.CharField(max_length=200, blank=True)
    lead_job_title = models.CharField(max_length=200, blank=True)
    linked_plan = models.CharField(max_length=200, blank=True)
    expected_outcome = models.TextField(blank=True)
    progress_status = models.CharField(max_length=12, choices=Rag.choices, default=Rag.NOT_RECORDED)
    progress_commentary = models.TextField(blank=True)
    impact_status = models.CharField(max_length=12, choices=Rag.choices, default=Rag.NOT_RECORDED)
    impact_commentary = models.TextField(blank=True)
    further_action = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["inspection_id", "number"]
        constraints = [
            models.UniqueConstraint(name="area_number_once_an_inspection", fields=["inspection", "number"]),
            models.UniqueConstraint(name="area_slug_once_an_inspection", fields=["inspection", "slug"]),
            models.CheckConstraint(name="area_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="area_has_text", condition=~Q(text="")),
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
        return f"{self.inspection.area_term} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("actions:area", args=[self.inspection.slug, self.slug])


class MeasureOfSuccess(models.Model):
    """How one will know that the outcome is there."""

    area = models.ForeignKey(AreaForImprovement, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["area_id", "position"]
        constraints = [
            models.UniqueConstraint(name="measure_position_once_an_area", fields=["area", "position"]),
            models.CheckConstraint(name="measure_positions_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="measure_has_text", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class ActionQuerySet(models.QuerySet["Action"]):
    def of_area(self, inspection_slug: str, area_slug: str) -> "ActionQuerySet":
        """The actions of one area, by its public address, with area and inspection."""
        return self.select_related("area__inspection__council").filter(
            area__inspection__slug=inspection_slug, area__slug=area_slug
        )


class Action(models.Model):
    """One thing to do: what, by when, by whom, and how it stands."""

    area = models.ForeignKey(AreaForImprovement, on_delete=models.CASCADE, related_name="actions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    due_on = models.DateField()
    due_precision = models.CharField(max_length=5, choices=Precision.choices)
    owner_name = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=Rag.choices, default=Rag.NOT_RECORDED)
    evidence = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["area_id", "position"]
        constraints = [
            models.UniqueConstraint(name="action_position_once_an_area", fields=["area", "position"]),
            models.CheckConstraint(name="action_positions_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(name="action_has_text_and_owner", condition=~Q(text="") & ~Q(owner_name="")),
            models.CheckConstraint(name="action_status_is_known", condition=Q(status__in=Rag.values)),
            models.CheckConstraint(name="action_precision_is_known", condition=Q(due_precision__in=Precision.values)),
            models.CheckConstraint(name="action_blue_has_evidence", condition=~Q(status=Rag.BLUE) | ~Q(evidence="")),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def due(self) -> When:
        return When(self.due_on, Precision(self.due_precision))


def _when(day: Any, precision: str) -> When | None:
    return When(day, Precision(precision)) if day else None
