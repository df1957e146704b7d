"""Exempt and confidential business: the grounds, and which items and papers are withheld on which of them."""

from django.db import models
from django.db.models import Q

from panels.enums import GroundKind
from panels.models.meetings import AgendaItem, Meeting
from panels.models.papers import Paper
from scrutiny.models import Council, User


class ExemptionGround(models.Model):
    """A ground on which a council may keep a paper from the public: data, because councils have their own lists too.

    The statutory ones belong to no council (Local Government Act 1972: Schedule 12A Part 1 for exempt, s.100A(3) for
    confidential information).
    """

    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.CASCADE, related_name="grounds")
    kind = models.CharField(max_length=20, choices=GroundKind.choices)
    code = models.CharField(max_length=120)
    text = models.TextField()
    position = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["council", "position"]
        constraints = [
            models.UniqueConstraint(name="ground_code_once_a_council", fields=["council", "code"]),
            models.UniqueConstraint(name="statutory_ground_code_once", fields=["code"], condition=Q(council=None)),
            models.CheckConstraint(name="ground_kind_is_known", condition=Q(kind__in=GroundKind.values)),
            models.CheckConstraint(name="ground_is_said", condition=~Q(code="") & ~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def in_force(self) -> "ExemptionQuerySet":
        """Those that withhold something today."""
        return self.filter(released_at=None)

    def of_meeting(self, meeting: Meeting) -> "ExemptionQuerySet":
        """Those of its items and papers, whether they stand on the agenda or were removed."""
        return self.filter(Q(item__meeting=meeting) | Q(paper__item__meeting=meeting))

    def on_meeting(self, meeting: Meeting) -> "ExemptionQuerySet":
        """Those of the items that stand on this agenda, and of their papers."""
        items = AgendaItem.objects.filter(meeting=meeting, removed_at=None)
        return self.filter(Q(item__in=items) | Q(paper__item__in=items, paper__removed_at=None)).select_related(
            "ground"
        )


class Exemption(models.Model):
    """That an item, with all its papers, or one paper is kept from the public, on which ground and why.

    It ends by being released, in one recorded step; the row stays.
    """

    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.CASCADE, related_name="exemptions")
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.CASCADE, related_name="exemptions")
    ground = models.ForeignKey(ExemptionGround, on_delete=models.PROTECT, related_name="exemptions")
    reason = models.TextField()
    public_title = models.CharField(max_length=300, blank=True)
    review_on = models.DateField(null=True, blank=True)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    release_reason = models.TextField(blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="exemption_is_of_an_item_or_a_paper",
                condition=Q(item__isnull=False, paper=None) | Q(item=None, paper__isnull=False),
            ),
            models.CheckConstraint(name="exemption_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="exemption_released_when_by_whom_and_why",
                condition=Q(released_at=None, released_by=None, release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
            ),
            models.UniqueConstraint(name="one_exemption_an_item", fields=["item"], condition=Q(released_at=None)),
            models.UniqueConstraint(name="one_exemption_a_paper", fields=["paper"], condition=Q(released_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.item or self.paper}: {self.ground.code}"
