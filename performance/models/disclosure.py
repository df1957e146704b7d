"""What keeps small numbers from the public: a dataset's rule, how its figures follow from each other, and who may see.

Which figures are withheld is worked out by disclosure.py and kept beside each figure; see operations/disclosure.py.
"""

from django.db import models
from django.db.models import Q

from performance.disclosure import DFE_UP_TO
from performance.enums import RelationKind, SmallNumbers
from performance.models.datasets import Dataset, Indicator
from scrutiny.models import User


class SmallNumbersRule(models.Model):
    """What the public sees of a dataset's small counts. A dataset without one has had no decision yet."""

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="small_numbers")
    kind = models.CharField(max_length=10, choices=SmallNumbers.choices, default=SmallNumbers.NONE)
    threshold = models.PositiveSmallIntegerField(default=DFE_UP_TO, help_text="Used by the rule 'own'")
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="small_numbers_kind_is_known", condition=Q(kind__in=SmallNumbers.values)),
            models.CheckConstraint(
                name="small_numbers_threshold_is_small", condition=Q(threshold__gte=1, threshold__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset}: {self.get_kind_display()}"

    @property
    def up_to(self) -> int:
        """The largest count that is withheld; 0 where every figure is shown."""
        return {SmallNumbers.NONE: 0, SmallNumbers.DFE: DFE_UP_TO, SmallNumbers.OWN: self.threshold}[
            SmallNumbers(self.kind)
        ]


class RelationQuerySet(models.QuerySet["Relation"]):
    def standing(self) -> "RelationQuerySet":
        """Those that hold: found in the figures and not dropped, or given by an officer."""
        return self.filter(dropped=False)


class Relation(models.Model):
    """That one indicator follows from others in every month.

    A sum has two or more parts; a whole has one percentage as its result and the others as its parts; a percentage has
    the number counted, then the number it is counted in; a rate has the number that it is a rate of. Found in the
    figures of an import, or given by an officer.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=10, choices=RelationKind.choices)
    result = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="relations")
    parts: models.ManyToManyField = models.ManyToManyField(Indicator, through="RelationPart", related_name="+")
    found = models.BooleanField(default=False, help_text="Found in the figures; else given by an officer")
    dropped = models.BooleanField(default=False, help_text="An officer says that it is a coincidence")

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["dataset", "kind", "pk"]
        constraints = [
            models.CheckConstraint(name="relation_kind_is_known", condition=Q(kind__in=RelationKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.get_kind_display().lower()} others"


class RelationPart(models.Model):
    """One of the indicators that another follows from, in its place."""

    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="places")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["relation", "position"]
        constraints = [
            models.UniqueConstraint(name="relation_part_once", fields=["relation", "indicator"]),
            models.UniqueConstraint(name="relation_parts_in_order", fields=["relation", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.indicator}"


class Reader(models.Model):
    """A member who may see the figures that the public may not, and why. Officers see them by their role."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["dataset", "user__full_name"]
        constraints = [
            models.UniqueConstraint(name="reader_once_a_dataset", fields=["dataset", "user"]),
            models.CheckConstraint(name="reader_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.user} reads {self.dataset}"
