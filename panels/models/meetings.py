"""Meetings and the items on their agendas."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from panels.enums import AgendaState, PublicationKind
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


class Meeting(models.Model):
    """One meeting of a panel. Its date and place are public; its agenda is public in its editions only.

    `agenda_version` goes up by one with every change to the agenda or to a paper on it, so that an edition, a pack
    and an officer's screen can each tell whether they are still about the same thing.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    time_note = models.CharField(max_length=200, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    agenda_version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["date", "time"]
        constraints = [models.UniqueConstraint(name="one_meeting_a_day", fields=["panel", "date"])]

    def __str__(self) -> str:
        return f"{self.panel}, {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("panels:meeting", args=self.key)

    @property
    def key(self) -> list[str]:
        """The two parts of every address of this meeting; for `{% url %}` and `reverse`."""
        return [self.panel.slug, self.date.isoformat()]

    @property
    def state(self) -> AgendaState:
        """Where the agenda stands. Needs the annotations of `with_state`."""
        edition_version = getattr(self, "edition_version", None)
        if getattr(self, "edition_kind", None) == PublicationKind.WITHDRAWAL:
            return AgendaState.WITHDRAWN
        if edition_version is not None:
            return AgendaState.PUBLISHED if edition_version == self.agenda_version else AgendaState.CHANGED
        return AgendaState.DRAFT if getattr(self, "item_count", 0) else AgendaState.NOT_STARTED

    def latest_edition(self) -> "Edition | None":
        """What the public reads; none before the first publication."""
        return self.editions.order_by("-number").first()


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def on_agenda(self) -> "AgendaItemQuerySet":
        """The items that stand, in order. The number that people see is their place in this list."""
        return self.filter(removed_at=None).order_by("position")

    def removed(self) -> "AgendaItemQuerySet":
        return self.exclude(removed_at=None).order_by("-removed_at").select_related("removed_by")


class AgendaItem(models.Model):
    """One item of business. Its number is its place among those that stand, so it is not stored."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                name="standing_items_in_order", fields=["meeting", "position"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(name="item_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="item_removed_when_and_by_whom",
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
