"""What is public of minutes, how they were amended before they were signed, and the council's own phrases for them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from panels.enums import MinutesEditionKind
from panels.models.minutes import Minute, Minutes
from scrutiny.models import Council, User


class MinutesEditionQuerySet(models.QuerySet["MinutesEdition"]):
    def in_order(self) -> "MinutesEditionQuerySet":
        return self.order_by("number")


class MinutesEdition(models.Model):
    """Minutes as they were published, for good: what they say is in `content`, its page in `body`, its files by name.

    The public has the open part only; `members_content` is there when something is exempt, and goes to those who may
    read the members' edition. The files are made after publication, off the request. A withdrawal has no content.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=MinutesEditionKind.choices)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    content = models.JSONField(null=True, blank=True)
    members_content = models.JSONField(null=True, blank=True)
    body = models.TextField(blank=True)
    pdf = models.CharField(max_length=200, blank=True)
    docx = models.CharField(max_length=200, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)

    objects = MinutesEditionQuerySet.as_manager()

    class Meta:
        ordering = ["minutes", "-number"]
        constraints = [
            models.UniqueConstraint(name="minutes_edition_numbers_once", fields=["minutes", "number"]),
            models.CheckConstraint(
                name="minutes_edition_kind_is_known", condition=Q(kind__in=MinutesEditionKind.values)
            ),
            models.CheckConstraint(
                name="minutes_withdrawal_shows_nothing",
                condition=Q(kind=MinutesEditionKind.WITHDRAWAL, content=None, members_content=None, body="")
                | (~Q(kind=MinutesEditionKind.WITHDRAWAL) & Q(content__isnull=False) & ~Q(body="")),
            ),
            models.CheckConstraint(
                name="minutes_withdrawn_with_a_reason",
                condition=~Q(kind=MinutesEditionKind.WITHDRAWAL) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} of {self.minutes}"

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == MinutesEditionKind.WITHDRAWAL


class MinutesAmendment(models.Model):
    """What the next meeting changed before it approved the minutes: the sentence that it agreed, and the words."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="amendments")
    minute = models.ForeignKey(Minute, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    text = models.TextField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="amendment_has_words", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text


class CouncilPhrase(models.Model):
    """A phrase of a council's minutes where it differs from ours (panels.minutes_phrases says which there are)."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="minutes_phrases")
    key = models.SlugField()
    text = models.TextField()

    class Meta:
        ordering = ["council", "key"]
        constraints = [
            models.UniqueConstraint(name="phrase_once_a_council", fields=["council", "key"]),
            models.CheckConstraint(name="phrase_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"
