"""Datasets, their monthly releases, what each release says of each indicator, and the glossary.

A release is a frozen snapshot: its rows and figures are its own, so that a later month, a revision or a new name never
changes what was published, and no draft shines through. Figures are stored exactly, percentages as 81.0. Calculations
are not here (calculations.py), nor writes (operations.py).
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from performance.enums import Mark, Polarity, Unit
from scrutiny.access import Permission, user_can
from scrutiny.dates import Month
from scrutiny.models import Council, User


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def visible_to(self, user: Any) -> "DatasetQuerySet":
        """Datasets with a release that this person may see."""
        return self.filter(Q(releases__in=Release.objects.visible_to(user))).distinct()

    def of_council(self, council: Council) -> "DatasetQuerySet":
        return self.filter(council=council)


class Dataset(models.Model):
    """A set of indicators that arrives every month as one workbook."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="datasets")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="dataset_name_once_a_council", fields=["council", "name"]),
            models.CheckConstraint(name="dataset_has_a_name", condition=~Q(name="") & ~Q(slug="")),
        ]

    def __str__(self) -> str:
        return self.name


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: Any) -> "ReleaseQuerySet":
        """The releases that this person may see: officers with drafts all, everybody else what is published."""
        return self if user_can(user, Permission.VIEW_DRAFTS) else self.published()

    def published(self) -> "ReleaseQuerySet":
        return self.filter(published_at__isnull=False)

    def of_month(self, month: Month) -> "ReleaseQuerySet":
        return self.filter(month=month.first_day)

    def up_to(self, month: Month) -> "ReleaseQuerySet":
        return self.filter(month__lte=month.first_day)

    def current(self) -> "ReleaseQuerySet":
        """Of each month the latest revision among these, newest month first."""
        later = self.filter(dataset=models.OuterRef("dataset"), month=models.OuterRef("month"))
        return self.filter(revision=models.Subquery(later.order_by("-revision").values("revision")[:1])).order_by(
            "-month"
        )


class Release(models.Model):
    """The dataset as at the end of one month, as one workbook gave it. Not public until published.

    A draft that is imported again is replaced; once published it stays, and a corrected workbook becomes the next
    revision.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="releases")
    month = models.DateField(help_text="The first day of the month")
    revision = models.PositiveSmallIntegerField(default=1)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    notes = models.JSONField(default=list, help_text="What the sheet says above and below the table, a string each")
    benchmark_year = models.CharField(max_length=7, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-revision"]
        constraints = [
            models.UniqueConstraint(name="release_revision_once_a_month", fields=["dataset", "month", "revision"]),
            models.UniqueConstraint(
                name="release_one_draft_a_month",
                fields=["dataset", "month"],
                condition=Q(published_at__isnull=True),
            ),
            models.CheckConstraint(name="release_month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(name="release_revisions_from_one", condition=Q(revision__gte=1)),
            models.CheckConstraint(
                name="release_publisher_only_if_published",
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.as_month.long}"

    def get_absolute_url(self) -> str:
        return reverse("performance:dataset", args=[self.dataset.slug, str(self.as_month)])

    @property
    def as_month(self) -> Month:
        return Month.of(self.month)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Any) -> "IndicatorQuerySet":
        """Indicators that stand in a release which this person may see."""
        return self.filter(Q(rows__release__in=Release.objects.visible_to(user))).distinct()


class Indicator(models.Model):
    """What one row of the dataset measures, month after month. Its name and code are those of the newest import."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="indicators")
    slug = models.SlugField(max_length=100)
    code = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=500)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["dataset", "name"]
        constraints = [
            models.UniqueConstraint(name="indicator_slug_once_a_dataset", fields=["dataset", "slug"]),
            models.UniqueConstraint(name="indicator_once_a_dataset", fields=["dataset", "code", "name"]),
            models.CheckConstraint(name="indicator_has_a_name", condition=~Q(name="") & ~Q(slug="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("performance:indicator", args=[self.dataset.slug, self.slug])


class RowQuerySet(models.QuerySet["Row"]):
    def in_print_order(self) -> "RowQuerySet":
        return self.order_by("position")

    def with_figures(self) -> "RowQuerySet":
        """The rows with everything that stands in them: four queries, whatever the number of months."""
        return self.select_related("indicator").prefetch_related("values", "benchmarks", "targets")


class Row(models.Model):
    """What one release says of one indicator: its labels as printed then, and through it its figures."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=500)
    owner = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=10, choices=Unit.choices)
    decimals = models.PositiveSmallIntegerField(default=0)
    polarity = models.CharField(max_length=10, choices=Polarity.choices, default=Polarity.NEUTRAL)

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(name="row_indicator_once_a_release", fields=["release", "indicator"]),
            models.UniqueConstraint(name="row_position_once_a_release", fields=["release", "position"]),
            models.CheckConstraint(name="row_unit_is_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(name="row_polarity_is_known", condition=Q(polarity__in=Polarity.values)),
            models.CheckConstraint(name="row_decimals_are_few", condition=Q(decimals__lte=4)),
            models.CheckConstraint(name="row_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


def _value_or_mark(name: str) -> models.CheckConstraint:
    """A figure has a value and no mark; anything else a mark and no value."""
    return models.CheckConstraint(
        name=name,
        condition=Q(value__isnull=False, mark=Mark.FIGURE)
        | (Q(value__isnull=True, mark__in=Mark.values) & ~Q(mark=Mark.FIGURE)),
    )


class Value(models.Model):
    """The figure of one month, or the mark that stands in its place."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="values")
    month = models.DateField(help_text="The first day of the month")
    value = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    mark = models.CharField(max_length=8, choices=Mark.choices, blank=True, default=Mark.FIGURE)
    # Worked out by the dataset's rule for small numbers, for the figures of all its releases together.
    withheld = models.BooleanField(default=False, help_text="Not shown to the public")

    class Meta:
        ordering = ["row", "month"]
        constraints = [
            models.UniqueConstraint(name="value_once_a_month", fields=["row", "month"]),
            models.CheckConstraint(name="value_month_is_a_first_day", condition=Q(month__day=1)),
            _value_or_mark("value_or_mark"),
        ]

    def __str__(self) -> str:
        return f"{Month.of(self.month)}: {self.mark if self.value is None else self.value}"


class Benchmark(models.Model):
    """The figure of others to compare with (statistical neighbours, England, the region), or the mark in its place."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="benchmarks")
    position = models.PositiveSmallIntegerField()
    comparator = models.CharField(max_length=100)
    value = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    mark = models.CharField(max_length=8, choices=Mark.choices, blank=True, default=Mark.FIGURE)

    class Meta:
        ordering = ["row", "position"]
        constraints = [
            models.UniqueConstraint(name="benchmark_once_a_comparator", fields=["row", "comparator"]),
            models.UniqueConstraint(name="benchmark_position_once_a_row", fields=["row", "position"]),
            models.CheckConstraint(name="benchmark_has_a_comparator", condition=~Q(comparator="")),
            _value_or_mark("benchmark_value_or_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.comparator}: {self.mark if self.value is None else self.value}"


class Target(models.Model):
    """What the council wants to reach in a financial year, or the mark in its place."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="targets")
    financial_year = models.CharField(max_length=7, help_text="Such as 2018-19")
    value = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    mark = models.CharField(max_length=8, choices=Mark.choices, blank=True, default=Mark.FIGURE)

    class Meta:
        ordering = ["row", "financial_year"]
        constraints = [
            models.UniqueConstraint(name="target_once_a_year", fields=["row", "financial_year"]),
            models.CheckConstraint(name="target_has_a_year", condition=~Q(financial_year="")),
            _value_or_mark("target_value_or_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.financial_year}: {self.mark if self.value is None else self.value}"


class GlossaryTerm(models.Model):
    """A word that the dataset and the reports use, explained."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="glossary_terms")
    slug = models.SlugField(max_length=100)
    term = models.CharField(max_length=100)
    also_known_as = models.CharField(max_length=100, blank=True)
    explanation = models.TextField(help_text="Paragraphs, with an empty line between them")
    related = models.ManyToManyField("self", symmetrical=False, blank=True)

    class Meta:
        ordering = ["council", "term"]
        constraints = [
            models.UniqueConstraint(name="glossary_term_once_a_council", fields=["council", "term"]),
            models.UniqueConstraint(name="glossary_slug_once_a_council", fields=["council", "slug"]),
            models.CheckConstraint(name="glossary_term_is_explained", condition=~Q(term="") & ~Q(explanation="")),
        ]

    def __str__(self) -> str:
        return self.term
