"""Builds of the agenda pack, and editions: what was published, frozen."""

import datetime

from django.db import models
from django.db.models import Q

from panels.enums import BuildState, EditionKind, PaperKind, PublicationKind
from panels.models.meetings import Meeting
from panels.models.papers import Paper
from scrutiny.models import User


class PackBuildQuerySet(models.QuerySet["PackBuild"]):
    def ready(self) -> "PackBuildQuerySet":
        return self.filter(state=BuildState.READY)

    def unfinished(self) -> "PackBuildQuerySet":
        return self.filter(state__in=[BuildState.WAITING, BuildState.BUILDING])

    def current(
        self, meeting: Meeting, edition: EditionKind, *, dated: datetime.date, is_supplement: bool = False
    ) -> "PackBuild | None":
        """The newest finished pack of the agenda as it stands now, dated that day; none if it has changed since.

        One that was published before is left out: it is an edition already. So is one that shows other figures than its
        dataset has by now, because a draft was imported again.
        """
        imported_since = Paper.objects.filter(
            item__meeting=models.OuterRef("meeting"),
            item__removed_at=None,
            release__imported_at__gt=models.OuterRef("started_at"),
        )
        return (
            self.ready()
            .filter(
                meeting=meeting,
                edition=edition,
                agenda_version=meeting.agenda_version,
                dated=dated,
                supplements__isnull=not is_supplement,
                combines=None,
                published_as=None,
                published_for_members_as=None,
            )
            .exclude(models.Exists(imported_since))
            .order_by("-pk")
            .first()
        )

    def joined_from(self, inputs: str, meeting: Meeting, edition: EditionKind) -> "PackBuild | None":
        """The newest finished build of this edition whose file was joined from exactly this (assembly_key)."""
        return self.ready().filter(meeting=meeting, edition=edition, inputs=inputs).order_by("-pk").first()

    def combined(self, latest: "Edition", edition: EditionKind, *, double_sided: bool = True) -> "PackBuild | None":
        """The finished combined pack up to this edition, if it is made."""
        return self.ready().filter(combines=latest, edition=edition, double_sided=double_sided).first()

    def newest_first(self) -> "PackBuildQuerySet":
        return self.select_related("requested_by").order_by("-pk")


class PackBuild(models.Model):
    """One making of a pack. Its file is there, whole, when the state is ready, and at no other time.

    `supplements` is the edition whose numbering a supplement continues; none for a whole pack. `combines` is the latest
    edition of a combined pack: the agenda with all its supplements, as published, in one file. `double_sided` says
    whether blank pages stand in the file; page numbers are the same with and without them.

    While it is made, its worker says so every few seconds (`beat_at`). One that has fallen silent has died, and the
    build is another worker's: `attempt` tells the two apart, should the first turn out to be only slow.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="builds")
    edition = models.CharField(max_length=20, choices=EditionKind.choices)
    agenda_version = models.PositiveIntegerField()
    supplements = models.ForeignKey(
        "panels.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="supplement_builds"
    )
    combines = models.ForeignKey(
        "panels.Edition", null=True, blank=True, on_delete=models.PROTECT, related_name="combined_builds"
    )
    double_sided = models.BooleanField(default=True)
    dated = models.DateField(help_text="The day of publication that the agenda prints above its signatory")
    state = models.CharField(max_length=20, choices=BuildState.choices, default=BuildState.WAITING)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    papers_done = models.PositiveSmallIntegerField(default=0)
    papers_total = models.PositiveSmallIntegerField(default=0)
    pages_done = models.PositiveIntegerField(default=0, help_text="Pages of the papers that are rendered so far")
    attempt = models.PositiveSmallIntegerField(default=0, help_text="How often a worker has begun it")
    beat_at = models.DateTimeField(null=True, blank=True, help_text="When its worker was last heard of")
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    inputs = models.CharField(max_length=64, blank=True, help_text="The hash of all that the file was joined from")
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
            models.CheckConstraint(
                name="build_combines_or_supplements", condition=Q(combines=None) | Q(supplements=None)
            ),
            # Two people who ask at once share one build.
            models.UniqueConstraint(
                name="one_build_at_a_time",
                fields=["meeting", "edition", "agenda_version", "dated", "double_sided", "supplements"],
                condition=Q(state__in=[BuildState.WAITING, BuildState.BUILDING]),
            ),
            models.UniqueConstraint(
                name="one_full_build_at_a_time",
                fields=["meeting", "edition", "agenda_version", "dated", "double_sided"],
                condition=Q(state__in=[BuildState.WAITING, BuildState.BUILDING], supplements=None, combines=None),
            ),
            models.UniqueConstraint(
                name="one_combined_build_at_a_time",
                fields=["combines", "edition", "double_sided"],
                condition=Q(state__in=[BuildState.WAITING, BuildState.BUILDING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_edition_display()} of {self.meeting}, version {self.agenda_version}"

    @property
    def name(self) -> str:
        """What it is called on screen: "Supplement, members' edition, without blank pages"."""
        edition = self.get_edition_display()
        what = "Supplement" if self.supplements_id else "Combined pack" if self.combines_id else ""
        words = f"{what}, {edition[0].lower()}{edition[1:]}" if what else edition
        return words if self.double_sided else f"{words}, without blank pages"

    def get_state(self) -> BuildState:
        """The state as the member of its enum, for badges."""
        return BuildState(self.state)


class BuiltPaper(models.Model):
    """A paper as it stands in a build: what is read on screen is what was printed, page numbers included."""

    build = models.ForeignKey(PackBuild, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField()
    source = models.PositiveBigIntegerField(help_text="The key of the paper that it was made from")
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    item_number = models.CharField(max_length=10)
    item_anchor = models.CharField(max_length=10)
    item_title = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    label = models.CharField(max_length=100, blank=True)
    first_page = models.PositiveIntegerField()
    last_page = models.PositiveIntegerField()
    sides = models.PositiveIntegerField(help_text="Its own pages, without a blank one behind it")
    withheld_as = models.CharField(max_length=200, blank=True, help_text="The ground, where it is kept from the public")
    body = models.TextField(blank=True)
    page_starts = models.JSONField(
        default=list, blank=True, help_text="Where in the body its second and every further page begins, in letters"
    )

    class Meta:
        ordering = ["build", "position"]
        constraints = [
            models.UniqueConstraint(name="built_papers_in_order", fields=["build", "position"]),
            models.CheckConstraint(name="built_paper_pages", condition=Q(last_page__gte=models.F("first_page"))),
            models.CheckConstraint(name="built_paper_has_sides", condition=Q(sides__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_order(self) -> "EditionQuerySet":
        return self.order_by("number")

    def with_builds(self) -> "EditionQuerySet":
        return self.select_related("build", "members_build", "meeting__panel")


class Edition(models.Model):
    """What was published, when and by whom. Never changed: a correction is the next edition, with its reason.

    A withdrawal is an edition too, one without papers: after it the public reads the reason and nothing else.
    `members_build` is there when something was withheld from the public.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=PublicationKind.choices, default=PublicationKind.AGENDA)
    agenda_version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    late_reason = models.TextField(blank=True)
    build = models.OneToOneField(
        PackBuild, null=True, blank=True, on_delete=models.PROTECT, related_name="published_as"
    )
    members_build = models.OneToOneField(
        PackBuild, null=True, blank=True, on_delete=models.PROTECT, related_name="published_for_members_as"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "-number"]
        constraints = [
            models.UniqueConstraint(name="edition_numbers_once", fields=["meeting", "number"]),
            models.CheckConstraint(name="edition_kind_is_known", condition=Q(kind__in=PublicationKind.values)),
            models.CheckConstraint(
                name="edition_first_is_the_agenda",
                condition=Q(number=1, kind=PublicationKind.AGENDA)
                | (Q(number__gt=1) & ~Q(kind=PublicationKind.AGENDA)),
            ),
            models.CheckConstraint(
                name="edition_corrections_have_a_reason",
                condition=Q(kind__in=[PublicationKind.AGENDA, PublicationKind.SUPPLEMENT]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="edition_supplements_are_urgent",
                condition=~Q(kind=PublicationKind.SUPPLEMENT) | ~Q(late_reason=""),
            ),
            models.CheckConstraint(
                name="edition_withdrawals_show_nothing",
                condition=Q(kind=PublicationKind.WITHDRAWAL, build=None, members_build=None)
                | (~Q(kind=PublicationKind.WITHDRAWAL) & Q(build__isnull=False)),
            ),
            models.CheckConstraint(
                name="edition_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("published_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} of {self.meeting}"

    @property
    def is_whole(self) -> bool:
        """Whether it holds the whole pack, as the agenda and a correction do."""
        return self.kind in (PublicationKind.AGENDA, PublicationKind.CORRECTION)


class PublicationRequest(models.Model):
    """A publication that waits for a second person, because the meeting holds exempt papers."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="publication_request")
    kind = models.CharField(max_length=20, choices=PublicationKind.choices)
    agenda_version = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    late_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_kind_is_known", condition=Q(kind__in=PublicationKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.meeting}, asked by {self.asked_by}"
