"""What the panel recommends and asks for, who has to answer, every step of what came of it, and the evidence."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from actions.models import AreaForImprovement
from panels.enums import EditionKind, MinutesEditionKind, PaperKind, PublicationKind
from panels.models.exemptions import Exemption
from panels.models.meetings import Meeting
from panels.models.minutes import Resolution
from panels.models.minutes_editions import MinutesEdition
from panels.models.packs import BuiltPaper, Edition
from panels.models.papers import Paper
from panels.models.people import Panel, Person
from panels.models.record import MeetingRequest
from panels.tracker_enums import Answer, AskKind, NoticeMethod, Outcome, RecipientKind, Standing, Step
from performance.models import Indicator
from scrutiny.access import Permission, user_can
from scrutiny.models import Council, User


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def in_use(self) -> "RecipientQuerySet":
        return self.filter(is_active=True).select_related("account").order_by("name")


class Recipient(models.Model):
    """An office or a person that answers to panels. With an account, it answers in the browser."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="recipients")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=RecipientKind.choices)
    email = models.EmailField(blank=True)
    account = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers_for")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="recipient_once_a_council", fields=["council", "name"]),
            models.CheckConstraint(name="recipient_kind_is_known", condition=Q(kind__in=RecipientKind.values)),
            models.CheckConstraint(name="recipient_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


def meetings_with_published_minutes(field: str = "meeting") -> models.Q:
    """That the meeting in this field is one whose minutes the public reads: by themselves, or in a pack that stands.

    Minutes that were withdrawn are not public, wherever else they were printed.
    """
    later = Edition.objects.filter(
        meeting=models.OuterRef("build__published_as__meeting"),
        number__gt=models.OuterRef("build__published_as__number"),
    ).exclude(kind=PublicationKind.SUPPLEMENT)
    sources = (
        BuiltPaper.objects.filter(kind=PaperKind.MINUTES, withheld_as="", build__edition=EditionKind.PUBLIC)
        .exclude(build__published_as=None)
        .exclude(models.Exists(later))
    )
    papers = Paper.everything.filter(pk__in=sources.values("source"), minutes__isnull=False).order_by()
    newer = MinutesEdition.objects.filter(minutes=models.OuterRef("minutes"), number__gt=models.OuterRef("number"))
    latest = MinutesEdition.objects.exclude(models.Exists(newer)).order_by()
    withdrawn = Q(kind=MinutesEditionKind.WITHDRAWAL)
    return (
        Q(**{f"{field}__in": papers.values("minutes__meeting")})
        | Q(**{f"{field}__in": latest.exclude(withdrawn).values("minutes__meeting")})
    ) & ~Q(**{f"{field}__in": latest.filter(withdrawn).values("minutes__meeting")})


def _of_exempt_business() -> models.Q:
    """What came of a minute or an item that is exempt now."""
    items = Exemption.objects.in_force().filter(item__isnull=False).order_by().values("item")
    resolutions = Resolution.objects.filter(Q(minute__is_exempt=True) | Q(minute__item__in=items)).order_by()
    requests = MeetingRequest.objects.filter(item__in=items).order_by()
    return Q(resolution__in=resolutions.values("pk")) | Q(request__in=requests.values("pk"))


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def public(self) -> "RecommendationQuerySet":
        """What anybody may read: from published minutes only, and nothing exempt."""
        rows = self.filter(meetings_with_published_minutes(), is_exempt=False, resolution__isnull=False)
        return rows.exclude(_of_exempt_business())

    def exempt(self) -> "RecommendationQuerySet":
        """What is marked exempt, and what was made of business that is: that may be found out long after."""
        return self.filter(Q(is_exempt=True) | _of_exempt_business())

    def visible_to(self, user: Any) -> "RecommendationQuerySet":
        """What this person may read: officers with drafts all that is open, recipients what they have to answer."""
        if user_can(user, Permission.VIEW_EXEMPT):
            return self
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.public()
        offices = Recipient.objects.filter(account=user.pk, is_active=True).order_by()
        own = Q(recipient__in=offices.values("pk"))
        if user_can(user, Permission.VIEW_DRAFTS):
            exempt = self.model.objects.exempt().order_by().values("pk")
            return self.filter(~Q(pk__in=exempt) | own)
        return self.filter(Q(pk__in=self.model.objects.public().order_by().values("pk")) | own)

    def with_row(self) -> "RecommendationQuerySet":
        """With everything that a line of the tracker says."""
        return self.select_related(
            "panel", "meeting", "recipient", "raised_by", "resolution__minute", "area__inspection", "indicator__dataset"
        )


class Recommendation(models.Model):
    """Something that a panel recommended or asked for, from the resolution to the outcome.

    `made_on` is the day on which the panel asked. `sent_on` is the day of the notice (of a request: of the asking),
    `received_on` the day on which the recipient had it, from which the law counts the time to respond. `answered_on` is
    the day of the response, or of the information. A response is public when it is published and the minutes are.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="recommendations")
    kind = models.CharField(max_length=20, choices=AskKind.choices)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    resolution = models.ForeignKey(
        Resolution, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    request = models.ForeignKey(
        MeetingRequest, null=True, blank=True, on_delete=models.SET_NULL, related_name="recommendations"
    )
    origin = models.CharField(
        max_length=200, blank=True, help_text="Where one that is in no resolution is written down"
    )
    made_on = models.DateField()
    text = models.TextField()
    reason = models.TextField(blank=True)
    recipient = models.ForeignKey(
        Recipient, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    raised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="raised")
    area = models.ForeignKey(
        AreaForImprovement, null=True, blank=True, on_delete=models.SET_NULL, related_name="recommendations"
    )
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="recommendations"
    )
    is_exempt = models.BooleanField(default=False)
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.NOT_SENT)
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.CharField(max_length=20, choices=NoticeMethod.choices, blank=True)
    received_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=20, choices=Answer.choices, blank=True)
    answer_reason = models.TextField(blank=True)
    answer_action = models.TextField(blank=True)
    answer_published_at = models.DateTimeField(null=True, blank=True)
    answer_published_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    outcome_note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When the letter of the notice was claimed")

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        indexes = [
            models.Index(fields=["-made_on", "-id"], name="recommendation_newest"),
            models.Index(fields=["panel", "-made_on"], name="recommendation_of_panel"),
            models.Index(fields=["standing", "due_on"], name="recommendation_due"),
        ]
        constraints = [
            models.CheckConstraint(name="recommendation_kind_is_known", condition=Q(kind__in=AskKind.values)),
            models.CheckConstraint(name="recommendation_standing_is_known", condition=Q(standing__in=Standing.values)),
            models.CheckConstraint(name="recommendation_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="recommendation_comes_from_somewhere",
                condition=Q(resolution__isnull=False, meeting__isnull=False) | ~Q(origin=""),
            ),
            models.CheckConstraint(
                name="recommendation_sent_when_and_how",
                condition=Q(sent_on=None, sent_by="", received_on=None)
                | (Q(sent_on__isnull=False, received_on__gte=F("sent_on")) & ~Q(sent_by="")),
            ),
            models.CheckConstraint(
                name="recommendation_answered_when_and_what",
                condition=Q(answered_on=None, answer="")
                | Q(answered_on__isnull=False, kind=AskKind.INFORMATION, answer="")
                | (Q(answered_on__isnull=False, kind=AskKind.RECOMMENDATION) & ~Q(answer="") & ~Q(answer_reason="")),
            ),
            models.CheckConstraint(
                name="recommendation_answer_not_before_notice",
                condition=Q(answered_on=None) | Q(sent_on__isnull=False, answered_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="recommendation_answer_published_when_and_by_whom",
                condition=Q(answer_published_at=None, answer_published_by=None)
                | Q(answer_published_at__isnull=False, answer_published_by__isnull=False, answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="recommendation_closed_with_an_outcome",
                condition=(Q(standing=Standing.CLOSED, ended_on__isnull=False) & ~Q(outcome=""))
                | (Q(outcome="") & ~Q(standing=Standing.CLOSED)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("panels:recommendation", args=[self.pk])

    @property
    def reference(self) -> str:
        """What it is called in papers: R7."""
        return f"R{self.pk}"

    @property
    def minute(self) -> str:
        """Where the panel resolved it, such as "Minute 33(i)"; or where an earlier one is written down."""
        if self.resolution is None:
            return self.origin
        return f"Minute {self.resolution.minute.number}{self.resolution.numeral}"

    @property
    def cited(self) -> str:
        """The same with the day of the meeting: "Minute 33(i), 22 March 2018"."""
        if self.resolution is None or self.meeting is None:
            return self.origin
        return f"{self.minute}, {self.meeting.date.day} {self.meeting.date:%B %Y}"

    def get_kind(self) -> AskKind:
        return AskKind(self.kind)

    def get_standing(self) -> Standing:
        """The standing as the member of its enum, for badges."""
        return Standing(self.standing)

    def get_answer(self) -> Answer | None:
        return Answer(self.answer) if self.answer else None

    def get_outcome(self) -> Outcome | None:
        return Outcome(self.outcome) if self.outcome else None

    @property
    def is_request(self) -> bool:
        return self.kind == AskKind.INFORMATION


class RecommendationStep(models.Model):
    """One step, as it happened (`on`) and as it was recorded. Only ever added."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20, choices=Step.choices)
    on = models.DateField()
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    was = models.CharField(max_length=20, choices=Standing.choices)
    became = models.CharField(max_length=20, choices=Standing.choices)
    by_recipient = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recommendation", "pk"]
        constraints = [
            models.CheckConstraint(name="recommendation_step_is_known", condition=Q(step__in=Step.values)),
            models.CheckConstraint(
                name="recommendation_step_stands_are_known",
                condition=Q(was__in=Standing.values, became__in=Standing.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.step}"

    def get_step(self) -> Step:
        return Step(self.step)


class Evidence(models.Model):
    """What shows that something was done: a file or a link. For officers and the recipient; never public."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recommendation", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_link",
                condition=(Q(file="", file_name="") & ~Q(link="")) | (Q(link="") & ~Q(file="") & ~Q(file_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A set of filters of the tracker that somebody comes back to."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=600, blank=True, help_text="The filters as they stand in the address")

    class Meta:
        ordering = ["user", "name"]
        constraints = [models.UniqueConstraint(name="saved_view_once_a_name", fields=["user", "name"])]

    def __str__(self) -> str:
        return self.name


class Monitoring(models.Model):
    """The report "Monitoring scrutiny recommendations" of one meeting, frozen as at a day.

    It is brought up to date by itself whenever a pack is asked for, until it is published; from then on only when an
    officer says so. `content` is the whole report (panels.reports.monitoring).
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="monitoring")
    as_at = models.DateField()
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Monitoring for {self.meeting}"
