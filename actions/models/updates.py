"""What was said about an action or an area, and when: rows that are only ever added, so that the state as at any day
can be read from them. Evidence belongs to an update. An update is private until somebody publishes it.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from actions.enums import EvidenceKind, Precision, Rag, UpdateKind
from actions.models.areas import AreaForImprovement
from actions.models.dates import when_is_whole
from actions.models.plan import Action
from actions.rules import When
from scrutiny.access import Permission, user_can
from scrutiny.models import User

if TYPE_CHECKING:
    import datetime


def _published_together(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(published_by__isnull=True) | Q(published_at__isnull=False))


class ActionUpdateQuerySet(models.QuerySet["ActionUpdate"]):
    def visible_to(self, user: Any) -> "ActionUpdateQuerySet":
        """All for those who may see drafts; for others what is published of published areas."""
        if user_can(user, Permission.VIEW_DRAFTS):
            return self
        return self.filter(
            published_at__isnull=False, action__area__published_at__isnull=False, action__area__withdrawn_at=None
        )

    def up_to(self, day: "datetime.date") -> "ActionUpdateQuerySet":
        """Those that counted on that day or before."""
        return self.filter(on__lte=day)

    def newest_of_each(self) -> "ActionUpdateQuerySet":
        """Of each action the one among these that counts: the state of the plan in one query, however long its history.

        Call it last: the filters before it decide among which updates the newest is looked for.
        """
        later = self.filter(action=models.OuterRef("action")).order_by("-on", "-number")
        return self.filter(pk=models.Subquery(later.values("pk")[:1]))

    def with_evidence(self) -> "ActionUpdateQuerySet":
        """In order, with who wrote them and what they showed."""
        return self.select_related("by").prefetch_related(
            Prefetch("evidence_items", queryset=Evidence.objects.order_by("pk"))
        )


class ActionUpdate(models.Model):
    """One entry in the timeline of an action: what was done, and how it stood afterwards.

    `on` is the day from which it counts, `at` the moment at which it was written. Status and date are those after the
    update; words are those of this update alone, so that publishing one never publishes another's. `suggested` is what
    the rules said at that moment.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=UpdateKind.choices)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Rag.choices)
    status_reason = models.TextField(blank=True)
    suggested = models.CharField(max_length=12, choices=Rag.choices, blank=True)
    due_on = models.DateField()
    due_precision = models.CharField(max_length=5, choices=Precision.choices)
    moves_due = models.BooleanField(default=False)
    due_reason = models.TextField(blank=True)
    done = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    asks_to_close = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ActionUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["action_id", "number"]
        indexes = [models.Index(F("action"), F("on").desc(), F("number").desc(), name="update_newest")]
        constraints = [
            models.UniqueConstraint(name="update_number_once_an_action", fields=["action", "number"]),
            models.CheckConstraint(name="update_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="update_kind_is_known", condition=Q(kind__in=UpdateKind.values)),
            models.CheckConstraint(name="update_status_is_known", condition=Q(status__in=Rag.values)),
            models.CheckConstraint(
                name="update_closes_on_evidence",
                condition=~Q(kind=UpdateKind.CLOSED) | (Q(status=Rag.BLUE) & ~Q(evidence="")),
            ),
            models.CheckConstraint(name="update_moves_with_a_reason", condition=Q(moves_due=False) | ~Q(due_reason="")),
            when_is_whole("due", "update_date_is_whole"),
            _published_together("update_publisher_only_if_published"),
        ]

    def __str__(self) -> str:
        return f"Update {self.number} on {self.on}"

    @property
    def due(self) -> When:
        return When(self.due_on, Precision(self.due_precision))


class Evidence(models.Model):
    """What shows that something was done: a link, or a file that was made harmless and measured when it came.

    `findings` lists what the inspection of the file saw: code, page and excerpt. A file stays private until somebody
    publishes it by name, whatever is published around it.
    """

    update = models.ForeignKey(ActionUpdate, on_delete=models.CASCADE, related_name="evidence_items")
    kind = models.CharField(max_length=8, choices=EvidenceKind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500, blank=True)
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["update_id", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(name="action_evidence_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="action_evidence_is_a_file_or_a_link",
                condition=(Q(kind=EvidenceKind.LINK, file="", sha256="") & ~Q(url=""))
                | (Q(kind__in=[EvidenceKind.PDF, EvidenceKind.PICTURE], url="") & ~Q(file="") & ~Q(sha256="")),
            ),
            _published_together("action_evidence_publisher_only_if_published"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.url or reverse("actions:evidence", args=[*self.update.action.key, self.pk])


class MonitoringUpdate(models.Model):
    """What was recorded of an area as a whole: progress and impact, two different lights, and what should follow."""

    area = models.ForeignKey(AreaForImprovement, on_delete=models.CASCADE, related_name="monitoring_updates")
    number = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    progress_status = models.CharField(max_length=12, choices=Rag.choices)
    progress_reason = models.TextField(blank=True)
    progress_suggested = models.CharField(max_length=12, choices=Rag.choices, blank=True)
    progress_commentary = models.TextField(blank=True)
    impact_status = models.CharField(max_length=12, choices=Rag.choices)
    impact_reason = models.TextField(blank=True)
    impact_suggested = models.CharField(max_length=12, choices=Rag.choices, blank=True)
    impact_commentary = models.TextField(blank=True)
    further_action = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["area_id", "number"]
        indexes = [models.Index(F("area"), F("on").desc(), F("number").desc(), name="monitoring_newest")]
        constraints = [
            models.UniqueConstraint(name="monitoring_number_once_an_area", fields=["area", "number"]),
            models.CheckConstraint(
                name="monitoring_statuses_are_known",
                condition=Q(progress_status__in=Rag.values, impact_status__in=Rag.values),
            ),
            models.CheckConstraint(
                name="monitoring_blue_has_commentary",
                condition=(~Q(progress_status=Rag.BLUE) | ~Q(progress_commentary=""))
                & (~Q(impact_status=Rag.BLUE) | ~Q(impact_commentary="")),
            ),
            _published_together("monitoring_publisher_only_if_published"),
        ]

    def __str__(self) -> str:
        return f"Monitoring {self.number} on {self.on}"
