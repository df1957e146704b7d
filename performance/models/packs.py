"""The performance pack of a month, its lines of enquiry, what was published of it, and the owners' commentary."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from performance.enums import CommentaryState, EnquiryRule
from performance.models.datasets import Dataset, Indicator, Release
from scrutiny.access import Permission, user_can
from scrutiny.dates import Month
from scrutiny.models import User


class PerformancePackQuerySet(models.QuerySet["PerformancePack"]):
    def visible_to(self, user: Any) -> "PerformancePackQuerySet":
        """The packs that this person may see: officers with drafts all, everybody else what is published."""
        return self if user_can(user, Permission.VIEW_DRAFTS) else self.published()

    def published(self) -> "PerformancePackQuerySet":
        return self.filter(editions__isnull=False).distinct()


class PerformancePack(models.Model):
    """The pack that is made of one month's figures: the lines of enquiry are its own, all else comes from the release.

    `version` goes up with every change to its lines, so that two officers never undo each other's order.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="packs")
    month = models.DateField(help_text="The first day of the month")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="packs")
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PerformancePackQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(name="pack_once_a_month", fields=["dataset", "month"]),
            models.CheckConstraint(name="pack_month_is_a_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"Performance pack, {self.as_month.long}"

    def get_absolute_url(self) -> str:
        return reverse("performance:pack", args=[self.dataset.slug, str(self.as_month)])

    @property
    def as_month(self) -> Month:
        return Month.of(self.month)


class PackEdition(models.Model):
    """A pack as it was published: tied to the revision of the figures that it was made from.

    `content` holds what officers wrote (lines, commentary, definitions) as it then stood. Figures are frozen in the
    release, so that a rule on small numbers which comes later still holds for what was published before.
    """

    pack = models.ForeignKey(PerformancePack, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="pack_editions")
    content = models.JSONField()
    reason = models.CharField(max_length=300, blank=True, help_text="Why it replaces the edition before")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pack", "-number"]
        constraints = [
            models.UniqueConstraint(name="pack_edition_number_once", fields=["pack", "number"]),
            models.CheckConstraint(name="later_pack_editions_say_why", condition=Q(number=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.pack}, edition {self.number}"


class EnquiryLineQuerySet(models.QuerySet["EnquiryLine"]):
    def standing(self) -> "EnquiryLineQuerySet":
        """Those that the pack shows, in their order."""
        return self.filter(dropped=False).order_by("position", "pk")


class EnquiryLine(models.Model):
    """A question for the panel to think of. `suggested` is what the rule said; empty where an officer added it."""

    pack = models.ForeignKey(PerformancePack, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, choices=EnquiryRule.choices, blank=True)
    suggested = models.TextField(blank=True)
    dropped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = EnquiryLineQuerySet.as_manager()

    class Meta:
        ordering = ["pack", "position", "pk"]
        constraints = [
            models.CheckConstraint(name="line_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="line_rule_is_known", condition=Q(rule="") | Q(rule__in=EnquiryRule.values)),
            models.CheckConstraint(
                name="line_suggested_by_a_rule",
                condition=Q(rule="", suggested="") | (~Q(rule="") & ~Q(suggested="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_edited(self) -> bool:
        return bool(self.rule) and self.text != self.suggested


class CommentaryQuerySet(models.QuerySet["Commentary"]):
    def open(self) -> "CommentaryQuerySet":
        """Those whose writer has something to do."""
        return self.filter(state__in=[CommentaryState.ASKED, CommentaryState.RETURNED])

    def signed_off(self) -> "CommentaryQuerySet":
        return self.filter(state=CommentaryState.SIGNED_OFF)


class Commentary(models.Model):
    """An owner's explanation of one indicator in one month: who was asked why and until when, and what came.

    It belongs to the month and not to a release, so that a corrected workbook leaves it standing.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="commentaries")
    month = models.DateField(help_text="The first day of the month")
    because = models.TextField(help_text="Why it is asked for, in a sentence")
    due = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=CommentaryState.choices, default=CommentaryState.ASKED)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    returned_because = models.TextField(blank=True)
    signed_off_at = models.DateTimeField(null=True)
    signed_off_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CommentaryQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "indicator"]
        constraints = [
            models.UniqueConstraint(name="commentary_once_a_month", fields=["indicator", "month"]),
            models.CheckConstraint(name="commentary_month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(name="commentary_state_is_known", condition=Q(state__in=CommentaryState.values)),
            models.CheckConstraint(
                name="commentary_written_when_and_by_whom",
                condition=Q(written_at=None, written_by=None) | Q(written_at__isnull=False, written_by__isnull=False),
            ),
            models.CheckConstraint(
                name="commentary_signed_off_when_and_by_whom",
                condition=Q(signed_off_at=None, signed_off_by=None)
                | Q(signed_off_at__isnull=False, signed_off_by__isnull=False),
            ),
            models.CheckConstraint(
                name="commentary_signed_off_says_something",
                condition=~Q(state=CommentaryState.SIGNED_OFF)
                | (~Q(text="") & Q(signed_off_at__isnull=False, written_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="commentary_returned_with_a_reason",
                condition=~Q(state=CommentaryState.RETURNED) | ~Q(returned_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.as_month.long}"

    def get_absolute_url(self) -> str:
        return reverse("performance:commentary", args=[self.pk])

    def get_state(self) -> CommentaryState:
        """The state as the member of its enum, for badges."""
        return CommentaryState(self.state)

    @property
    def as_month(self) -> Month:
        return Month.of(self.month)
