"""A council's own rules for its lights: what each colour means, and from when the rules warn."""

from django.db import models
from django.db.models import Q

from actions.enums import RAG_DEFINITIONS, Rag
from actions.rag import Limits
from scrutiny.models import Council


class LightRules(models.Model):
    """From when the suggested status warns. Days are calendar days; the tolerance is a percentage of the path."""

    council = models.OneToOneField(Council, on_delete=models.CASCADE, related_name="light_rules")
    due_soon_days = models.PositiveSmallIntegerField(default=28)
    quiet_days = models.PositiveSmallIntegerField(default=60)
    many_moves = models.PositiveSmallIntegerField(default=3)
    tolerance = models.DecimalField(max_digits=5, decimal_places=1, default=5)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "light rules"
        constraints = [
            models.CheckConstraint(
                name="light_rules_are_sensible",
                condition=Q(due_soon_days__lte=366, quiet_days__gte=1, many_moves__gte=1, tolerance__gte=0)
                & Q(tolerance__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"Rules for the lights of {self.council}"


class RagDefinition(models.Model):
    """What a status means at this council, in its own words."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="rag_definitions")
    status = models.CharField(max_length=12, choices=Rag.choices)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["council_id", "pk"]
        constraints = [
            models.UniqueConstraint(name="definition_once_a_status", fields=["council", "status"]),
            models.CheckConstraint(name="definition_status_is_known", condition=Q(status__in=Rag.values)),
            models.CheckConstraint(name="definition_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.text}"


def limits_of(council: Council) -> Limits:
    """The council's limits; those that everybody starts with where it has set none."""
    try:
        rules = council.light_rules
    except LightRules.DoesNotExist:
        rules = LightRules(council=council)
    return Limits(
        due_soon_days=rules.due_soon_days,
        quiet_days=rules.quiet_days,
        many_moves=rules.many_moves,
        tolerance=float(rules.tolerance),
    )


def definitions_of(council: Council) -> dict[Rag, str]:
    """What each status means at this council, in the order of the enum."""
    own = {Rag(row.status): row.text for row in council.rag_definitions.all()}
    return {status: own.get(status, words) for status, words in RAG_DEFINITIONS.items()}
