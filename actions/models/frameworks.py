"""What inspectorates inspect by: frameworks with their areas, judgements, grades and timescales. All of it is data,
because scales and frameworks change: 2012 had "adequate" where later ones say "requires improvement".
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def with_parts(self) -> "FrameworkQuerySet":
        """With grades, timescales, areas and their judgements, in a fixed number of queries."""
        return self.prefetch_related("grades", "timescales", "areas__judgements")


class Framework(models.Model):
    """One way of inspecting: who inspects, what is judged, on which scale, and how soon the council must act."""

    inspectorate = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, unique=True)
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["inspectorate", "name", "pk"]
        constraints = [
            models.UniqueConstraint(name="framework_name_once_an_inspectorate", fields=["inspectorate", "name"]),
            models.CheckConstraint(name="framework_is_named", condition=~Q(name="") & ~Q(inspectorate="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actions:framework", args=[self.slug])


class Grade(models.Model):
    """One grade of a framework's scale. Position 1 is the best."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="grades")
    position = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=60)
    meaning = models.TextField(blank=True)

    class Meta:
        ordering = ["framework_id", "position"]
        constraints = [
            models.UniqueConstraint(name="grade_position_once_a_framework", fields=["framework", "position"]),
            models.UniqueConstraint(name="grade_word_once_a_framework", fields=["framework", "word"]),
            models.CheckConstraint(name="grade_has_a_word", condition=~Q(word="") & Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return self.word


class FrameworkArea(models.Model):
    """A part of a framework under which judgements stand, such as safeguarding services."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="areas")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["framework_id", "position"]
        constraints = [
            models.UniqueConstraint(name="framework_area_position_once", fields=["framework", "position"]),
            models.UniqueConstraint(name="framework_area_name_once", fields=["framework", "name"]),
            models.CheckConstraint(name="framework_area_is_named", condition=~Q(name="") & Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class FrameworkJudgement(models.Model):
    """One thing that inspectors judge. `is_key` marks those from which they form their overall view."""

    area = models.ForeignKey(FrameworkArea, on_delete=models.CASCADE, related_name="judgements")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    is_key = models.BooleanField(default=False)

    class Meta:
        ordering = ["area__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="framework_judgement_position_once", fields=["area", "position"]),
            models.UniqueConstraint(name="framework_judgement_name_once", fields=["area", "name"]),
            models.CheckConstraint(name="framework_judgement_is_named", condition=~Q(name="") & Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class Timescale(models.Model):
    """How soon an area has to be dealt with, counted from the publication of the inspection report.

    Months and days are added together; where both are empty no date follows from it ("other").
    """

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="timescales")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    months = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["framework_id", "position"]
        constraints = [
            models.UniqueConstraint(name="timescale_position_once_a_framework", fields=["framework", "position"]),
            models.UniqueConstraint(name="timescale_name_once_a_framework", fields=["framework", "name"]),
            models.CheckConstraint(name="timescale_is_named", condition=~Q(name="") & Q(position__gte=1)),
            models.CheckConstraint(
                name="timescale_is_short",
                condition=(Q(months__isnull=True) | Q(months__lte=120)) & (Q(days__isnull=True) | Q(days__lte=3660)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
