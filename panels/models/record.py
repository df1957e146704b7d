"""What officers note while a meeting is held: who comes and goes, who is in the chair, interests, votes, requests.

The minutes are compiled from it. Everything that a member does hangs on the member's attendance, so that nobody who is
not of the meeting can declare, vote or take the chair.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from panels.enums import DeclarationConduct, DeclarationKind, RequestKind, VoteChoice
from panels.models.meetings import AgendaItem, Meeting
from panels.models.minutes import MeetingAttendance, Minute, Minutes, Resolution
from scrutiny.models import User


class MeetingNote(models.Model):
    """One officer's notes on one item. Each officer has notes of their own, so two who minute at once never overwrite.

    `copy` is above 1 where the same officer wrote in two windows at once: both are kept. `window` names the page that
    saved last, so that a save whose answer was lost on the way is known again.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="notes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="meeting_notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    copy = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(blank=True)
    window = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(name="notes_once_an_author", fields=["minutes", "item", "author", "copy"]),
        ]

    def __str__(self) -> str:
        return f"Notes of {self.author} on {self.item}"


class Movement(models.Model):
    """That somebody came in or went out during the meeting. Whose first movement is in was not there at the start."""

    attendance = models.ForeignKey(MeetingAttendance, on_delete=models.CASCADE, related_name="movements")
    comes_in = models.BooleanField()
    at = models.TimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="one_movement_a_moment", fields=["attendance", "at"])]

    def __str__(self) -> str:
        return f"{self.attendance.person} {'in' if self.comes_in else 'out'} at {self.at}"


class ChairTurn(models.Model):
    """Who is in the chair from this item on, until another takes it. One an item: there are never two chairs."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="chair_turns")
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="chair_turn")
    attendance = models.ForeignKey(MeetingAttendance, on_delete=models.PROTECT, related_name="chair_turns")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["item__position"]

    def __str__(self) -> str:
        return f"{self.attendance.person} in the chair from {self.item}"


class Declaration(models.Model):
    """An interest or whip that a member declared, and what the member then did; on the whole meeting without an item.

    Pecuniary and other interests: Localism Act 2011 ss.30 to 34. The times are those of leaving the room for it.
    """

    attendance = models.ForeignKey(MeetingAttendance, on_delete=models.PROTECT, related_name="declarations")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=20, choices=DeclarationKind.choices)
    nature = models.TextField()
    conduct = models.CharField(max_length=20, choices=DeclarationConduct.choices)
    left_at = models.TimeField(null=True, blank=True)
    returned_at = models.TimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="declaration_kind_is_known", condition=Q(kind__in=DeclarationKind.values)),
            models.CheckConstraint(
                name="declaration_conduct_is_known", condition=Q(conduct__in=DeclarationConduct.values)
            ),
            models.CheckConstraint(name="declaration_has_a_nature", condition=~Q(nature="")),
            models.CheckConstraint(
                name="declaration_times_are_of_leaving",
                condition=Q(left_at=None, returned_at=None)
                | Q(conduct=DeclarationConduct.LEFT_ROOM, left_at__isnull=False)
                & (Q(returned_at=None) | Q(returned_at__gt=F("left_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance.person}: {self.get_kind_display()}"


class Vote(models.Model):
    """A vote: on a resolution, or on a motion that was not carried. Numbers are of the members present.

    `is_education` opens it to the co-opted members, who vote on education questions only (Local Government Act 2000,
    Schedule A1, paragraphs 7 and 8). `casting` is the chair's second vote where the numbers are equal (Local
    Government Act 1972, Schedule 12, paragraph 39).
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="votes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    resolution = models.OneToOneField(Resolution, null=True, blank=True, on_delete=models.PROTECT, related_name="vote")
    motion = models.TextField()
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField()
    abstentions = models.PositiveSmallIntegerField(default=0)
    casting = models.CharField(max_length=20, choices=VoteChoice.choices, blank=True)
    is_named = models.BooleanField(default=False)
    is_education = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="vote_says_on_what", condition=~Q(motion="")),
            models.CheckConstraint(
                name="casting_vote_breaks_a_tie",
                condition=Q(casting="")
                | Q(casting__in=[VoteChoice.FOR, VoteChoice.AGAINST], votes_for=F("votes_against")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion}: {self.votes_for} to {self.votes_against}"

    @property
    def is_carried(self) -> bool:
        return self.votes_for > self.votes_against or self.casting == VoteChoice.FOR


class NamedVote(models.Model):
    """How one member voted, where a named vote was asked for."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="names")
    attendance = models.ForeignKey(MeetingAttendance, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=20, choices=VoteChoice.choices)

    class Meta:
        ordering = ["vote", "attendance__position"]
        constraints = [
            models.UniqueConstraint(name="one_vote_a_member", fields=["vote", "attendance"]),
            models.CheckConstraint(name="vote_choice_is_known", condition=Q(choice__in=VoteChoice.values)),
        ]

    def __str__(self) -> str:
        return f"{self.attendance.person}: {self.choice}"


class Exclusion(models.Model):
    """That the press and public were excluded, by which resolution and from when to when (LGA 1972 s.100A(4))."""

    minutes = models.OneToOneField(Minutes, on_delete=models.CASCADE, related_name="exclusion")
    minute = models.OneToOneField(Minute, on_delete=models.PROTECT, related_name="exclusion")
    excluded_at = models.TimeField()
    readmitted_at = models.TimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="public_readmitted_after_exclusion",
                condition=Q(readmitted_at=None) | Q(readmitted_at__gt=F("excluded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Press and public excluded at {self.excluded_at}"


class MeetingRequest(models.Model):
    """An action or information that the panel asked for at a meeting: of whom, and by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="requests")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=20, choices=RequestKind.choices, default=RequestKind.INFORMATION)
    text = models.TextField()
    asked_of = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(name="meeting_request_kind_is_known", condition=Q(kind__in=RequestKind.values)),
            models.CheckConstraint(name="meeting_request_has_words", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class RecordKey(models.Model):
    """That a page's entry arrived: one that is sent twice, because the first answer was lost, is taken once."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="record_keys")
    key = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(name="record_key_once", fields=["minutes", "key"])]

    def __str__(self) -> str:
        return self.key
