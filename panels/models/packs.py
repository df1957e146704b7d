"""Builds of the agenda pack, and editions: what was published, frozen."""

from django.db import models
from django.db.models import Q

from panels.enums import BuildState, EditionKind, PaperKind
from panels.models.meetings import Meeting
from scrutiny.models import User


class PackBuildQuerySet(models.QuerySet["PackBuild"]):
    def ready(self) -> "PackBuildQuerySet":
        return self.filter(state=BuildState.READY)

    def unfinished(self) -> "PackBuildQuerySet":
        return self.filter(state__in=[BuildState.WAITING, BuildState.BUILDING])

    def newest_first(self) -> "PackBuildQuerySet":
        return self.select_related("requested_by").order_by("-pk")


class PackBuild(models.Model):
    """One making of a pack. Its file is there, whole, when the state is ready, and at no other time."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="builds")
    edition = models.CharField(max_length=20, choices=EditionKind.choices)
    agenda_version = models.PositiveIntegerField()
    dated = models.DateField(help_text="The day of publication that the agenda prints above its signatory")
    state = models.CharField(max_length=20, choices=BuildState.choices, default=BuildState.WAITING)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    papers_done = models.PositiveSmallIntegerField(default=0)
    papers_total = models.PositiveSmallIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    front_pages = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    agenda = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True)

    objects = PackBuildQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="build_state_is_known", condition=Q(state__in=BuildState.values)),
            models.CheckConstraint(name="build_edition_is_known", condition=Q(edition__in=EditionKind.values)),
            models.CheckConstraint(
                name="build_ready_means_a_file",
                condition=(Q(state=BuildState.READY) & ~Q(file="") & ~Q(sha256="") & Q(pages__gt=0))
                | (~Q(state=BuildState.READY) & Q(file="") & Q(sha256="")),
            ),
            models.CheckConstraint(
                name="build_failed_says_why", condition=~Q(state=BuildState.FAILED) | ~Q(problem="")
            ),
            # Two people who ask at once share one build.
            models.UniqueConstraint(
                name="one_build_at_a_time",
                fields=["meeting", "edition", "agenda_version", "dated"],
                condition=Q(state__in=[BuildState.WAITING, BuildState.BUILDING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_edition_display()} of {self.meeting}, version {self.agenda_version}"

    def get_state(self) -> BuildState:
        """The state as the member of its enum, for badges."""
        return BuildState(self.state)


class BuiltPaper(models.Model):
    """A paper as it stands in a build: what is read on screen is what was printed, page numbers included."""

    build = models.ForeignKey(PackBuild, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    item_number = models.CharField(max_length=10)
    item_anchor = models.CharField(max_length=10)
    item_title = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    label = models.CharField(max_length=100, blank=True)
    first_page = models.PositiveIntegerField()
    last_page = models.PositiveIntegerField()
    body = models.TextField()

    class Meta:
        ordering = ["build", "position"]
        constraints = [
            models.UniqueConstraint(name="built_papers_in_order", fields=["build", "position"]),
            models.CheckConstraint(name="built_paper_pages", condition=Q(last_page__gte=models.F("first_page"))),
        ]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """What was published, when and by whom. Never changed: a correction is the next edition, with its reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    agenda_version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    late_reason = models.TextField(blank=True)
    build = models.OneToOneField(PackBuild, on_delete=models.PROTECT, related_name="published_as")

    class Meta:
        ordering = ["meeting", "-number"]
        constraints = [
            models.UniqueConstraint(name="edition_numbers_once", fields=["meeting", "number"]),
            models.CheckConstraint(name="edition_corrections_have_a_reason", condition=Q(number=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} of {self.meeting}"
