"""The work programme: topics with their scores, suggestions from the public, and what members did to learn."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import AreaForImprovement
from panels.models.meetings import AgendaItem, Meeting
from panels.models.people import Panel, Person
from panels.tracker_enums import LearningKind, SuggestionState, TopicMethod, TopicSource, TopicState
from performance.models import Indicator
from scrutiny.models import Council, User

MOST_POINTS = 3


class Criterion(models.Model):
    """What a council weighs a topic by, and how much it counts. Data, because every council has its own."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=100)
    question = models.CharField(max_length=300)
    weight = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["council", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(name="criterion_once_a_council", fields=["council", "name"]),
            models.UniqueConstraint(name="criteria_in_order", fields=["council", "position"]),
            models.CheckConstraint(name="criterion_weight_is_1_to_5", condition=Q(weight__gte=1, weight__lte=5)),
        ]

    def __str__(self) -> str:
        return self.name


class Suggestion(models.Model):
    """A topic that somebody from the public asks for. Name and address are given freely, and forgotten in time."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="suggestions")
    title = models.CharField(max_length=200)
    why = models.TextField()
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=SuggestionState.choices, default=SuggestionState.WAITING)
    decided_because = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="suggestion_state_is_known", condition=Q(state__in=SuggestionState.values)),
            models.CheckConstraint(
                name="suggestion_decided_when_and_by_whom",
                condition=Q(state=SuggestionState.WAITING, decided_at=None, decided_by=None)
                | (~Q(state=SuggestionState.WAITING) & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="suggestion_declined_with_a_reason",
                condition=~Q(state=SuggestionState.DECLINED) | ~Q(decided_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_state(self) -> SuggestionState:
        return SuggestionState(self.state)


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self) -> "TopicQuerySet":
        """What the published programme shows."""
        return self.exclude(published_at=None)

    def with_scores(self) -> "TopicQuerySet":
        scores = TopicScore.objects.select_related("criterion").order_by("criterion__position")
        return self.select_related("meeting", "raised_by", "area__inspection", "indicator__dataset").prefetch_related(
            models.Prefetch("scores", queryset=scores)
        )


class Topic(models.Model):
    """Something that the panel may look into: where it comes from, why now, and when.

    It is planned for a meeting, or for a month where it is no item of one. Dropping needs a reason, which is published.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(max_length=200)
    why_now = models.TextField(blank=True)
    source = models.CharField(max_length=20, choices=TopicSource.choices)
    source_note = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=20, choices=TopicMethod.choices, default=TopicMethod.ITEM)
    state = models.CharField(max_length=20, choices=TopicState.choices, default=TopicState.PROPOSED)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="topics")
    month = models.DateField(null=True, blank=True, help_text="The first day of the month")
    item = models.OneToOneField(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="topic")
    dropped_because = models.TextField(blank=True)
    raised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="topics")
    suggestion = models.OneToOneField(
        Suggestion, null=True, blank=True, on_delete=models.SET_NULL, related_name="topic"
    )
    area = models.ForeignKey(
        AreaForImprovement, null=True, blank=True, on_delete=models.SET_NULL, related_name="topics"
    )
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="topics")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "pk"]
        constraints = [
            models.CheckConstraint(name="topic_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="topic_source_is_known", condition=Q(source__in=TopicSource.values)),
            models.CheckConstraint(name="topic_method_is_known", condition=Q(method__in=TopicMethod.values)),
            models.CheckConstraint(
                name="topic_planned_for_a_time",
                condition=Q(state=TopicState.PLANNED, month__isnull=False, month__day=1)
                | Q(state=TopicState.DONE)
                | Q(state__in=[TopicState.PROPOSED, TopicState.DROPPED], month=None, meeting=None),
            ),
            models.CheckConstraint(
                name="topic_dropped_with_a_reason",
                condition=(Q(state=TopicState.DROPPED) & ~Q(dropped_because=""))
                | (~Q(state=TopicState.DROPPED) & Q(dropped_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('panels:programme', args=[self.panel.slug])}#topic-{self.pk}"

    def get_state(self) -> TopicState:
        return TopicState(self.state)


class TopicScore(models.Model):
    """The points of one topic by one criterion, 0 to 3, with the reason."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["topic", "criterion__position"]
        constraints = [
            models.UniqueConstraint(name="score_once_a_criterion", fields=["topic", "criterion"]),
            models.CheckConstraint(name="score_is_0_to_3", condition=Q(points__lte=MOST_POINTS)),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.points}"


class LearningEvent(models.Model):
    """A training, a briefing or a visit for members, and who came."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="learning_events")
    kind = models.CharField(max_length=20, choices=LearningKind.choices)
    title = models.CharField(max_length=200)
    date = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    attended_by = models.ManyToManyField(Person, related_name="learning_events", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-date", "pk"]
        constraints = [
            models.CheckConstraint(name="learning_kind_is_known", condition=Q(kind__in=LearningKind.values)),
            models.CheckConstraint(name="learning_event_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class AnnualReport(models.Model):
    """What officers write around the figures of a panel's year. The figures come from the service itself."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="annual_reports")
    municipal_year = models.CharField(max_length=7)
    foreword = models.TextField(blank=True)
    highlights = models.TextField(blank=True)
    looking_ahead = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["panel", "-municipal_year"]
        constraints = [models.UniqueConstraint(name="annual_report_once_a_year", fields=["panel", "municipal_year"])]

    def __str__(self) -> str:
        return f"Annual report {self.municipal_year} of the {self.panel}"
