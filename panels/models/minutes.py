"""The minutes of a meeting: who was there, and minute by minute what was considered, noted and resolved."""

from django.db import models
from django.db.models import Q

from panels.enums import Attendance
from panels.models.meetings import Meeting
from panels.models.people import Person


class Minutes(models.Model):
    """The minutes of one meeting."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"


class MeetingAttendance(models.Model):
    """Somebody who came, or sent apologies; `note` is the office held that day."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    attendance = models.CharField(max_length=20, choices=Attendance.choices)
    note = models.CharField(max_length=50, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["minutes", "position"]
        constraints = [
            models.UniqueConstraint(name="attendance_once_a_person", fields=["minutes", "person"]),
            models.UniqueConstraint(name="attendances_in_order", fields=["minutes", "position"]),
            models.CheckConstraint(name="attendance_is_known", condition=Q(attendance__in=Attendance.values)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.attendance}"


class Minute(models.Model):
    """One numbered minute. Numbers run on through the municipal year."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    chair_note = models.CharField(max_length=200, blank=True)
    considered = models.TextField(blank=True)
    speakers_lead_in = models.TextField(blank=True)
    noted_lead_in = models.TextField(blank=True)
    noted = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["minutes", "number"]
        constraints = [models.UniqueConstraint(name="minute_number_once", fields=["minutes", "number"])]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Speaker(models.Model):
    """Somebody who is not a member and spoke with the consent of the Chair."""

    minute = models.ForeignKey(Minute, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["minute", "position"]
        constraints = [models.UniqueConstraint(name="speakers_in_order", fields=["minute", "position"])]

    def __str__(self) -> str:
        return self.name


class Resolution(models.Model):
    """What the panel resolved: its only power. The wording is the panel's own."""

    minute = models.ForeignKey(Minute, on_delete=models.CASCADE, related_name="resolutions")
    numeral = models.CharField(max_length=10, blank=True)
    text = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["minute", "position"]
        constraints = [models.UniqueConstraint(name="resolutions_in_order", fields=["minute", "position"])]

    def __str__(self) -> str:
        return self.text
