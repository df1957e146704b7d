"""What belongs to one report beside its words: its clearances, its pictures, and Word files being taken in."""

from django.db import models
from django.db.models import Q

from panels.enums import ClearanceState
from panels.models.papers import Report
from scrutiny.models import Council, User


class ClearanceKind(models.Model):
    """A clearance that a council asks for: legal, finance, director. Data, because every council has its own."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="clearance_kinds")
    key = models.SlugField()
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["council", "position"]
        constraints = [
            models.UniqueConstraint(name="clearance_kind_once_a_council", fields=["council", "key"]),
            models.UniqueConstraint(name="clearance_kinds_in_order", fields=["council", "position"]),
        ]

    def __str__(self) -> str:
        return self.name


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def in_order(self) -> "ClearanceQuerySet":
        """In the council's order, with what a page shows of each."""
        return self.select_related("kind", "recorded_by").order_by("report", "kind__position")

    def unsigned(self) -> "ClearanceQuerySet":
        return self.exclude(state=ClearanceState.SIGNED)


class Clearance(models.Model):
    """One clearance of one report: who is asked, by when, and who signed when.

    The person who signs need not have an account: `signed_by` is the name, `recorded_by` the officer who entered it.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="clearances")
    kind = models.ForeignKey(ClearanceKind, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=ClearanceState.choices, default=ClearanceState.WAITING)
    signed_by = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["report", "kind__position"]
        constraints = [
            models.UniqueConstraint(name="clearance_once_a_report", fields=["report", "kind"]),
            models.CheckConstraint(name="clearance_state_is_known", condition=Q(state__in=ClearanceState.values)),
            models.CheckConstraint(
                name="clearance_signed_when_and_by_whom",
                condition=(
                    Q(state=ClearanceState.SIGNED, signed_at__isnull=False, recorded_by__isnull=False)
                    & ~Q(signed_by="")
                )
                | (~Q(state=ClearanceState.SIGNED) & Q(signed_at=None, recorded_by=None, signed_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.report}"


class Picture(models.Model):
    """A picture in a report: our own copy, drawn anew. It has alternative text or is marked as decoration."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pictures")
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alternative = models.TextField(blank=True)
    is_decorative = models.BooleanField(default=False)
    caption = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="picture_is_described_or_decorative",
                condition=(Q(is_decorative=False) & ~Q(alternative="")) | Q(is_decorative=True, alternative=""),
            )
        ]

    def __str__(self) -> str:
        return self.alternative or "Decorative picture"


class WordImport(models.Model):
    """A Word report that was read and waits for an officer to say where each of its sections goes.

    `sections` is what panels.docx.read found, as JSON; `losses` the sentences on what could not be kept; `versions`
    the versions of the report's parts then, by key, so that nothing written meanwhile is overwritten.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="word_imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sections = models.JSONField()
    losses = models.JSONField(default=list, blank=True)
    versions = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
