"""The indicator library: what each indicator means, with what it is related, and where its chart starts afresh."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from performance.enums import Polarity, TargetBasis
from performance.models.datasets import Indicator
from scrutiny.models import User


class IndicatorEntry(models.Model):
    """What the council says of an indicator, in plain words. Its name, unit, owner and figures come with the dataset.

    Which way is good is the council's choice and comes with the dataset too; `national_polarity` is how the Department
    for Education treats the figure, where that is known.
    """

    indicator = models.OneToOneField(Indicator, on_delete=models.PROTECT, related_name="entry")
    short_name = models.CharField(max_length=100, blank=True, help_text="How the first page of a pack calls it")
    definition = models.TextField(blank=True)
    why = models.TextField(blank=True, help_text="Why it matters")
    care = models.TextField(blank=True, help_text="What to mind when reading it")
    national_polarity = models.CharField(max_length=10, choices=Polarity.choices, blank=True)
    target_basis = models.CharField(max_length=10, choices=TargetBasis.choices, default=TargetBasis.MONTH)
    numerator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    denominator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_with = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    related = models.ManyToManyField(Indicator, blank=True, related_name="+")
    explained_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    baseline_months = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MinValueValidator(2)])
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["indicator"]
        constraints = [
            models.CheckConstraint(
                name="entry_national_polarity_is_known",
                condition=Q(national_polarity="") | Q(national_polarity__in=Polarity.values),
            ),
            models.CheckConstraint(
                name="entry_target_basis_is_known", condition=Q(target_basis__in=TargetBasis.values)
            ),
            models.CheckConstraint(
                name="entry_baseline_has_two_months",
                condition=Q(baseline_months__isnull=True) | Q(baseline_months__gte=2),
            ),
            *(
                models.CheckConstraint(
                    name=f"entry_is_not_its_own_{name}",
                    condition=Q(**{f"{name}__isnull": True}) | ~Q(**{name: F("indicator")}),
                )
                for name in ("numerator", "denominator", "told_with")
            ),
        ]

    def __str__(self) -> str:
        return str(self.indicator)


class Rebase(models.Model):
    """A month at which the mean and limits of an indicator's chart start afresh, and why: a known, lasting change."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="rebases")
    month = models.DateField(help_text="The first day of the first month that counts anew")
    reason = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["indicator", "month"]
        constraints = [
            models.UniqueConstraint(name="rebase_once_a_month", fields=["indicator", "month"]),
            models.CheckConstraint(name="rebase_month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(name="rebase_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} from {self.month:%B %Y}"
