"""Files that officers attached to agenda items, and what was found hidden in them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from panels.enums import FindingWeight, UploadKind
from panels.models.meetings import AgendaItem
from scrutiny.models import User

if TYPE_CHECKING:
    from panels.models.meetings import Meeting


class Upload(models.Model):
    """One file as we took it in: made harmless, measured, and never changed again.

    `file` is our own clean PDF, under its hash; of a Word document `html` is our clean text, and the PDF is made from
    that. The file as it was sent is not kept, only its hash: what we removed from it is gone.
    A replacement is the next upload, with `replaces`.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=20, choices=UploadKind.choices)
    file_name = models.CharField(max_length=200)
    source_sha256 = models.CharField(max_length=64)
    source_size = models.PositiveBigIntegerField()
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    html = models.TextField(blank=True)
    pages = models.PositiveIntegerField()
    page_sizes = models.JSONField(default=list, help_text="Width and height in points, and how many pages have them")
    is_tagged = models.BooleanField()
    claims_pdf_ua = models.BooleanField()
    faults = models.JSONField(default=list, blank=True, help_text="What keeps people out of the file as a whole: codes")
    losses = models.JSONField(default=list, blank=True, help_text="Sentences on what could not be kept")
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="upload_kind_is_known", condition=Q(kind__in=UploadKind.values)),
            models.CheckConstraint(name="upload_has_pages", condition=Q(pages__gte=1)),
            models.CheckConstraint(
                name="upload_is_a_file_or_text",
                condition=(Q(kind=UploadKind.PDF, html="") & ~Q(file="")) | Q(kind=UploadKind.WORD, file=""),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class UploadFindingQuerySet(models.QuerySet["UploadFinding"]):
    def undecided(self) -> "UploadFindingQuerySet":
        """Those that an officer must decide about, and has not."""
        return self.filter(weight=FindingWeight.DECIDE, resolved_at=None)

    def on_meeting(self, meeting: "Meeting") -> "UploadFindingQuerySet":
        """Those in the files that stand on this agenda now, in its order."""
        return (
            self.filter(
                upload__paper__item__meeting=meeting,
                upload__paper__item__removed_at=None,
                upload__paper__removed_at=None,
            )
            .select_related("upload__paper__item")
            .order_by("upload__paper__item__position", "upload__paper__place", "position")
        )


class UploadFinding(models.Model):
    """Something hidden, active or noteworthy in an uploaded file; the words for `code` are in panels.uploads.findings.

    `excerpt` is what is hidden: for officers only, and forgotten once the file is replaced.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    weight = models.CharField(max_length=20, choices=FindingWeight.choices)
    where = models.CharField(max_length=300, blank=True)
    excerpt = models.TextField(blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    objects = UploadFindingQuerySet.as_manager()

    class Meta:
        ordering = ["upload", "position"]
        constraints = [
            models.UniqueConstraint(name="upload_findings_in_order", fields=["upload", "position"]),
            models.CheckConstraint(name="finding_weight_is_known", condition=Q(weight__in=FindingWeight.values)),
            models.CheckConstraint(
                name="finding_resolved_when_by_whom_and_why",
                condition=Q(resolved_at=None, resolved_by=None, reason="")
                | (Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upload}: {self.code}"

    def get_weight(self) -> FindingWeight:
        """The weight as the member of its enum, for badges."""
        return FindingWeight(self.weight)


class UploadPage(models.Model):
    """A page of an uploaded PDF: the words on it that everybody can see, and what keeps people from reading it.

    Written when the file is taken in, and never changed. The words for `faults` are in panels.uploads.access.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="page_rows")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True, help_text="Paragraphs, split by empty lines")
    is_scan = models.BooleanField(default=False)
    faults = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["upload", "number"]
        constraints = [
            models.UniqueConstraint(name="upload_pages_in_order", fields=["upload", "number"]),
            models.CheckConstraint(name="upload_pages_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.upload}, page {self.number}"

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n") if self.text else []
