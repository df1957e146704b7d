"""Inspections of a council: when, by what framework, with what result; the judgements beside the council's own; and
what the report counts, so that nothing is lost where its table lists less than it states.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse

from actions.enums import Precision, StatedOf
from actions.models.dates import stored_when, when_is_whole
from actions.models.frameworks import Framework, FrameworkArea, FrameworkJudgement, Grade, Timescale
from actions.rules import When
from scrutiny.access import Permission, user_can
from scrutiny.models import Council

if TYPE_CHECKING:
    from actions.models.areas import AreaForImprovement


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: Any) -> "InspectionQuerySet":
        """All for those who may see drafts; for others those that are public, and those of which an area is."""
        if user_can(user, Permission.VIEW_DRAFTS):
            return self
        from actions.models.areas import AreaForImprovement

        shown = AreaForImprovement.objects.visible_to(user).values("inspection")
        return self.filter(Q(published_at__isnull=False) | Q(pk__in=shown))

    def with_areas_for(self, user: Any) -> "InspectionQuerySet":
        """With council, and with the areas that the person may see, their standing actions at hand."""
        from actions.models.areas import AreaForImprovement
        from actions.models.plan import Action

        areas = (
            AreaForImprovement.objects.visible_to(user)
            .standing()
            .select_related("timescale")
            .prefetch_related(Prefetch("actions", queryset=Action.objects.standing().with_newest_for(user)))
        )
        return self.select_related("council", "framework", "overall_grade").prefetch_related(
            Prefetch("areas", queryset=areas, to_attr="shown_areas")
        )

    def with_judgements(self) -> "InspectionQuerySet":
        """With the framework's scale and timescales, every judgement, and what the report counts."""
        judgements = Judgement.objects.select_related("line__area", "grade", "self_grade")
        stated = StatedCount.objects.select_related("grade")
        return self.prefetch_related(
            "framework__grades",
            "framework__timescales",
            Prefetch("judgements", queryset=judgements),
            Prefetch("stated", queryset=stated),
        )

    def of_council(self, council: Council) -> "InspectionQuerySet":
        """The inspections of one council, the earliest first; those without a date stand last."""
        return self.filter(council=council).order_by(
            models.F("ended_on").asc(nulls_last=True), models.F("published_on").asc(nulls_last=True), "pk"
        )


class Inspection(models.Model):
    """An inspection of a council. What the source does not say stays empty.

    `published_on` is the day on which the inspectorate published its report; `published_at` says since when the public
    sees the inspection here. Its areas are made public one by one.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="inspections")
    slug = models.SlugField(max_length=100, unique=True)
    inspectorate = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    framework = models.ForeignKey(Framework, null=True, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=100, blank=True, help_text="Such as announced, or focused visit")
    area_term = models.CharField(max_length=60, default="Area for improvement")
    started_on = models.DateField(null=True)
    started_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    ended_on = models.DateField(null=True)
    ended_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    published_on = models.DateField(null=True)
    published_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    self_assessed_on = models.DateField(null=True)
    self_assessed_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    overall_grade = models.ForeignKey(Grade, null=True, on_delete=models.PROTECT, related_name="+")
    overall_words = models.TextField(blank=True)
    source = models.TextField(blank=True, help_text="Which document this is taken from")
    notes = models.TextField(blank=True, help_text="What a reader of the source should know")
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("ended_on").desc(nulls_last=True), "title", "pk"]
        constraints = [
            when_is_whole("started", "inspection_start_is_whole"),
            when_is_whole("ended", "inspection_end_is_whole"),
            when_is_whole("published", "inspection_publication_is_whole"),
            when_is_whole("self_assessed", "inspection_self_assessment_is_whole"),
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
        return stored_when(self.started_on, self.started_precision)

    @property
    def ended(self) -> When | None:
        return stored_when(self.ended_on, self.ended_precision)

    @property
    def published(self) -> When | None:
        return stored_when(self.published_on, self.published_precision)

    @property
    def self_assessed(self) -> When | None:
        return stored_when(self.self_assessed_on, self.self_assessed_precision)


class Judgement(models.Model):
    """What inspectors judged of one line of the framework, and what the council had thought of itself before."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="judgements")
    line = models.ForeignKey(FrameworkJudgement, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, null=True, on_delete=models.PROTECT, related_name="+")
    self_grade = models.ForeignKey(Grade, null=True, on_delete=models.PROTECT, related_name="+")
    commentary = models.TextField(blank=True)

    class Meta:
        ordering = ["inspection_id", "line__area__position", "line__position", "pk"]
        constraints = [
            models.UniqueConstraint(name="judgement_once_an_inspection", fields=["inspection", "line"]),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.grade or 'not recorded'}"


class StatedCount(models.Model):
    """How many judgements or areas the report states: all together, or those of one part, grade or timescale."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="stated")
    position = models.PositiveSmallIntegerField()
    of = models.CharField(max_length=12, choices=StatedOf.choices)
    count = models.PositiveSmallIntegerField()
    area = models.ForeignKey(FrameworkArea, null=True, on_delete=models.PROTECT, related_name="+")
    grade = models.ForeignKey(Grade, null=True, on_delete=models.PROTECT, related_name="+")
    timescale = models.ForeignKey(Timescale, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["inspection_id", "position"]
        constraints = [
            models.UniqueConstraint(name="stated_position_once_an_inspection", fields=["inspection", "position"]),
            models.CheckConstraint(
                name="stated_of_one_thing",
                condition=Q(area__isnull=True, grade__isnull=True, timescale__isnull=True)
                | Q(area__isnull=False, grade__isnull=True, timescale__isnull=True, of=StatedOf.JUDGEMENTS)
                | Q(area__isnull=True, grade__isnull=False, timescale__isnull=True, of=StatedOf.JUDGEMENTS)
                | Q(area__isnull=True, grade__isnull=True, timescale__isnull=False, of=StatedOf.AREAS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.get_of_display().lower()}"


def shown_areas(inspection: Inspection) -> "list[AreaForImprovement]":
    """The areas that `with_areas_for` found."""
    areas: list[AreaForImprovement] = inspection.shown_areas  # type: ignore[attr-defined]
    return areas
