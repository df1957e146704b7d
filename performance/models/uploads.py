"""The workbooks that people uploaded, each kept with what became of it, and what was said of a dataset's columns."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from performance.enums import UploadState
from performance.models.datasets import Dataset, Release
from scrutiny.dates import Month
from scrutiny.models import Council, User


class SheetColumns(models.Model):
    """What an officer once said of a dataset's workbook: which sheet holds it, and what headings mean."""

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="sheet_columns")
    sheet = models.CharField(max_length=100, blank=True)
    meanings = models.JSONField(default=dict, help_text="A field for each heading, in small letters")

    def __str__(self) -> str:
        return f"{self.dataset}: {len(self.meanings)} headings"


class UploadQuerySet(models.QuerySet["Upload"]):
    def newest_first(self) -> "UploadQuerySet":
        return self.order_by("-pk").select_related("uploaded_by", "decided_by", "dataset", "release__dataset")

    def imported(self) -> "UploadQuerySet":
        return self.filter(state=UploadState.IMPORTED)


class Upload(models.Model):
    """A workbook as it came, kept under its hash. `changes` says what its import changed, for people to read.

    `replaced` is the upload whose figures of the same draft it took the place of; undoing it brings those back.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="workbook_uploads")
    dataset = models.ForeignKey(Dataset, null=True, on_delete=models.PROTECT, related_name="uploads")
    file = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    month = models.DateField(null=True, help_text="The last month in it")
    sheet = models.CharField(max_length=100, blank=True)
    meanings = models.JSONField(default=dict)
    renamed = models.JSONField(default=dict, help_text="New names, each with the old one that it stands for")
    state = models.CharField(max_length=12, choices=UploadState.choices, default=UploadState.WAITING)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, null=True, on_delete=models.SET_NULL, related_name="uploads")
    replaced = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=list, help_text="Sentences")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="upload_state_is_known", condition=Q(state__in=UploadState.values)),
            models.CheckConstraint(
                name="upload_decided_unless_waiting",
                condition=Q(state=UploadState.WAITING, decided_at=None) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="upload_decider_only_if_decided",
                condition=Q(decided_by=None) | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("performance:upload", args=[self.pk])

    def get_state(self) -> UploadState:
        """The state as the member of its enum, for badges."""
        return UploadState(self.state)

    @property
    def as_month(self) -> Month | None:
        return Month.of(self.month) if self.month else None
