"""The minutes of a meeting: who was there, and minute by minute what was considered, noted and resolved."""

from django.db import models
from django.db.models import Q

from panels.enums import Attendance, MemberKind, MinutesState, SpeakerKind
from panels.models.meetings import AgendaItem, Meeting
from panels.models.people import Person
from scrutiny.models import User


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def with_meeting(self) -> "MinutesQuerySet":
        return self.select_related("meeting__panel__council")


class Minutes(models.Model):
    """The minutes of one meeting, from the moment its record is opened to the day on which they are signed.

    `first_number` is what an officer typed; None lets the numbers run on from the meeting before. `closed_at` is when
    the meeting ended. What is public of them is in their editions only.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=20, choices=MinutesState.choices, default=MinutesState.DRAFT)
    state_reason = models.TextField(blank=True, help_text="Why they came back to be written, until they move on")
    first_number = models.PositiveIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.TimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="minutes_approved"
    )
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(name="minutes_state_is_known", condition=Q(state__in=MinutesState.values)),
            models.CheckConstraint(name="minutes_begin_at_one_or_later", condition=Q(first_number__gte=1)),
            models.CheckConstraint(
                name="minutes_checked_when_and_by_whom",
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="minutes_approved_where_when_and_by_whom",
                condition=Q(state=MinutesState.APPROVED, approved_at__isnull=False, signed_on__isnull=False)
                & Q(signed_by__isnull=False)
                | ~Q(state=MinutesState.APPROVED) & Q(approved_at=None, signed_on=None, signed_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"

    def get_state(self) -> MinutesState:
        """The state as the member of its enum, for badges."""
        return MinutesState(self.state)


class MeetingAttendance(models.Model):
    """A member or substitute of one meeting: came, sent apologies, or neither. `note` is the office held that day.

    `kind` says whether the member is co-opted, as the seat did on the day. Times of coming and going are movements.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    attendance = models.CharField(max_length=20, choices=Attendance.choices)
    kind = models.CharField(max_length=20, choices=MemberKind.choices, default=MemberKind.COUNCILLOR)
    note = models.CharField(max_length=50, blank=True)
    is_remote = models.BooleanField(default=False)
    substitute_for = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="substituted"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["minutes", "position"]
        constraints = [
            models.UniqueConstraint(name="attendance_once_a_person", fields=["minutes", "person"]),
            models.UniqueConstraint(name="attendances_in_order", fields=["minutes", "position"]),
            models.UniqueConstraint(name="one_substitute_a_member", fields=["minutes", "substitute_for"]),
            models.CheckConstraint(name="attendance_is_known", condition=Q(attendance__in=Attendance.values)),
            models.CheckConstraint(name="attendance_kind_is_known", condition=Q(kind__in=MemberKind.values)),
            models.CheckConstraint(
                name="remote_means_present", condition=Q(is_remote=False) | Q(attendance=Attendance.PRESENT)
            ),
            models.CheckConstraint(
                name="substitute_for_somebody_else",
                condition=Q(substitute_for=None) | ~Q(substitute_for=models.F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.attendance}"


class MinuteQuerySet(models.QuerySet["Minute"]):
    def in_order(self) -> "MinuteQuerySet":
        return self.order_by("number")

    def open(self) -> "MinuteQuerySet":
        """Those that the public may read whole once they are published (LGA 1972 s.100C)."""
        return self.filter(is_exempt=False)


class Minute(models.Model):
    """One numbered minute. Numbers run on through the municipal year; while minutes are a draft they may still move.

    `chair_note` stands at its start and `chair_after` at its end, where the chair changes hands. An exempt minute is
    never public: its `public_title` and `public_summary` are (LGA 1972 s.100C(2)). `compiled` keeps what the record of
    the meeting last gave each field, so that compiling again leaves alone what an officer has written since.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="entries")
    item = models.OneToOneField(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="minute")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    chair_note = models.CharField(max_length=200, blank=True)
    considered = models.TextField(blank=True)
    speakers_lead_in = models.TextField(blank=True)
    noted_lead_in = models.TextField(blank=True)
    noted = models.TextField(blank=True)
    note = models.TextField(blank=True)
    chair_after = models.CharField(max_length=200, blank=True)
    is_exempt = models.BooleanField(default=False)
    public_title = models.CharField(max_length=300, blank=True)
    public_summary = models.TextField(blank=True)
    compiled = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = MinuteQuerySet.as_manager()

    class Meta:
        ordering = ["minutes", "number"]
        constraints = [models.UniqueConstraint(name="minute_number_once", fields=["minutes", "number"])]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Speaker(models.Model):
    """Somebody who is not a member and spoke with the consent of the Chair."""

    minute = models.ForeignKey(Minute, on_delete=models.CASCADE, related_name="speakers")
    kind = models.CharField(max_length=20, choices=SpeakerKind.choices, default=SpeakerKind.OFFICER)
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["minute", "position"]
        constraints = [
            models.UniqueConstraint(name="speakers_in_order", fields=["minute", "position"]),
            models.CheckConstraint(name="speaker_kind_is_known", condition=Q(kind__in=SpeakerKind.values)),
            models.CheckConstraint(name="speaker_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Resolution(models.Model):
    """What the panel resolved: its only power. The wording is the panel's own.

    It keeps its key whatever is edited or compiled again, because recommendations point to it.
    """

    minute = models.ForeignKey(Minute, on_delete=models.CASCADE, related_name="resolutions")
    numeral = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["minute", "position"]
        constraints = [
            models.UniqueConstraint(name="resolutions_in_order", fields=["minute", "position"]),
            models.CheckConstraint(name="resolution_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
