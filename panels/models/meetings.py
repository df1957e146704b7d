"""Meetings, where and when they are held, and the items on their agendas."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from panels.enums import AgendaState, ItemKind, PublicationKind
from panels.models.people import Panel
from scrutiny.models import User

if TYPE_CHECKING:
    from panels.models.packs import Edition


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def with_panel(self) -> "MeetingQuerySet":
        return self.select_related("panel__council")

    def with_state(self) -> "MeetingQuerySet":
        """Annotated with what `state` needs: how many items stand, and which edition is the latest."""
        from panels.models.packs import Edition

        latest = Edition.objects.filter(meeting=models.OuterRef("pk")).order_by("-number")
        return self.annotate(
            item_count=models.Count("items", filter=Q(items__removed_at=None)),
            edition_number=models.Subquery(latest.values("number")[:1]),
            edition_version=models.Subquery(latest.values("agenda_version")[:1]),
            edition_kind=models.Subquery(latest.values("kind")[:1]),
            edition_published_at=models.Subquery(latest.values("published_at")[:1]),
        )

    def at(self, panel_slug: str, date: Any) -> "MeetingQuerySet":
        return self.filter(panel__slug=panel_slug, date=date)

    def with_moves(self) -> "MeetingQuerySet":
        """With the places and times at which they were to be, oldest first: what `earlier` says."""
        return self.prefetch_related(models.Prefetch("moves", queryset=MeetingMove.objects.order_by("pk")))

    def before(self, meeting: "Meeting") -> "MeetingQuerySet":
        """The meetings that the panel held before this one, the latest first. Cancelled ones were not held."""
        return self.filter(panel_id=meeting.panel_id, date__lt=meeting.date, cancelled_at=None).order_by("-date")


class Meeting(models.Model):
    """One meeting of a panel. Its date and place are public; its agenda is public in its editions only.

    So are the reasons why it was cancelled, or why it is held besides those of the year's plan (`extra_because`).

    `agenda_version` goes up by one with every change to the agenda or to a paper on it, so that an edition, a pack
    and an officer's screen can each tell whether they are still about the same thing.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    time_note = models.CharField(max_length=200, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    agenda_version = models.PositiveIntegerField(default=1)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_because = models.TextField(blank=True)
    cloned_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="clones")
    extra_because = models.TextField(blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["date", "time"]
        constraints = [
            models.UniqueConstraint(name="one_meeting_a_day", fields=["panel", "date"]),
            models.CheckConstraint(
                name="meeting_cancelled_when_by_whom_and_why",
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because="")),
            ),
            models.CheckConstraint(
                name="meeting_cloned_with_a_reason", condition=Q(cloned_from=None) | ~Q(extra_because="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel}, {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("panels:meeting", args=self.key)

    @property
    def key(self) -> list[str]:
        """The two parts of every address of this meeting; for `{% url %}` and `reverse`."""
        return [self.panel.slug, self.date.isoformat()]

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def state(self) -> AgendaState:
        """Where the agenda stands. Needs the annotations of `with_state`."""
        if self.is_cancelled:
            return AgendaState.CANCELLED
        edition_version = getattr(self, "edition_version", None)
        if getattr(self, "edition_kind", None) == PublicationKind.WITHDRAWAL:
            return AgendaState.WITHDRAWN
        if edition_version is not None:
            return AgendaState.PUBLISHED if edition_version == self.agenda_version else AgendaState.CHANGED
        return AgendaState.DRAFT if getattr(self, "item_count", 0) else AgendaState.NOT_STARTED

    @property
    def last_move(self) -> "MeetingMove | None":
        """The latest of its moves. Reads those of `with_moves`, where they are there."""
        moves = sorted(self.moves.all(), key=lambda move: move.pk)
        return moves[-1] if moves else None

    def moved_away(self) -> "models.QuerySet[MeetingMove]":
        """Other meetings that were to be held on this day, and are moved: their old address is this one."""
        return MeetingMove.objects.from_address(self.panel.slug, self.date).exclude(meeting=self)

    def latest_edition(self) -> "Edition | None":
        """What the public reads; none before the first publication."""
        return self.editions.order_by("-number").first()


class MeetingMoveQuerySet(models.QuerySet["MeetingMove"]):
    def from_address(self, panel_slug: str, date: Any) -> "MeetingMoveQuerySet":
        """The moves away from the day of an address to another day, the latest first, with the meetings moved."""
        moves = self.filter(meeting__panel__slug=panel_slug, date=date).exclude(meeting__date=date)
        return moves.select_related("meeting__panel").order_by("-pk")


class MeetingMove(models.Model):
    """That a meeting was moved, and why: the day, time and place at which it was to be held before."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="moves")
    date = models.DateField()
    time = models.TimeField()
    venue = models.CharField(max_length=200)
    because = models.TextField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MeetingMoveQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="meeting_moved_with_a_reason", condition=~Q(because=""))]

    def __str__(self) -> str:
        return f"{self.meeting}, moved from {self.date}"


class StandingItem(models.Model):
    """An item that every new agenda of a panel starts with."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="standing_items")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=ItemKind.choices, default=ItemKind.PLAIN)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["panel", "position"]
        constraints = [
            models.UniqueConstraint(name="standing_items_of_a_panel_in_order", fields=["panel", "position"]),
            models.CheckConstraint(name="standing_item_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="standing_item_kind_is_known", condition=Q(kind__in=ItemKind.values)),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def on_agenda(self) -> "AgendaItemQuerySet":
        """The items that stand, in order. The number that people see comes of their place in this list."""
        return self.filter(removed_at=None).order_by("position")

    def removed(self) -> "AgendaItemQuerySet":
        """Those taken off, the latest first. One that went with the item above it comes back with that."""
        taken = self.exclude(removed_at=None).filter(removed_with=None).order_by("-removed_at", "pk")
        return taken.select_related("removed_by")


class AgendaItem(models.Model):
    """One item of business. Its number comes of its place and depth among those that stand, so it is not stored.

    `depth` is 1 for a sub-item, such as 7(a). `invited` holds a line for each attendee: the name, a comma, the
    organisation. `duration` is in minutes. What is below `officer_notes` is for officers and on no document.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=ItemKind.choices, default=ItemKind.PLAIN)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    presenter = models.CharField(max_length=200, blank=True)
    invited = models.TextField(blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    duration = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="taken_along"
    )
    officer_notes = models.TextField(blank=True)
    needs_report = models.BooleanField(default=False)
    needs_appendices = models.PositiveSmallIntegerField(default=0)
    may_be_exempt = models.BooleanField(default=False)
    owed_by = models.CharField(max_length=200, blank=True)
    owed_since = models.DateTimeField(null=True, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                name="standing_items_in_order", fields=["meeting", "position"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(name="item_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="item_depth_is_none_or_one", condition=Q(depth__in=[0, 1])),
            models.CheckConstraint(name="item_kind_is_known", condition=Q(kind__in=ItemKind.values)),
            models.CheckConstraint(
                name="item_owed_by_whom_and_since_when",
                condition=Q(owed_by="", owed_since=None) | (~Q(owed_by="") & Q(owed_since__isnull=False)),
            ),
            models.CheckConstraint(
                name="item_taken_along_is_removed", condition=Q(removed_with=None) | Q(removed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="item_removed_when_and_by_whom",
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
