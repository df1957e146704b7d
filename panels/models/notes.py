"""What a reader keeps for herself: notes on papers, and passages that she has marked."""

import uuid

from django.db import models
from django.db.models import Q

from panels.models.meetings import Meeting
from scrutiny.models import User


class PaperNoteQuerySet(models.QuerySet["PaperNote"]):
    def of(self, owner: User) -> "PaperNoteQuerySet":
        """The notes of this person. There is no other way to read notes: nobody sees anybody else's."""
        return self.filter(owner=owner)

    def on(self, meeting: Meeting) -> "PaperNoteQuerySet":
        return self.filter(meeting=meeting)


class PaperNote(models.Model):
    """One private note on a published paper, or a marked passage, or a passage with a note.

    `source` is the key of the paper, which stays the same when the pack is built again. The passage is kept by its
    words and the letters around them (panels.richtext.places), so that it is found again in a later version. `key` is
    made by the page that sends it: a note sent twice is one.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="paper_notes")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    source = models.PositiveBigIntegerField()
    key = models.UUIDField(default=uuid.uuid4)
    text = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    start = models.PositiveIntegerField(default=0)
    page = models.PositiveIntegerField(null=True, blank=True, help_text="The page that it is about, as last seen")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    objects = PaperNoteQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "source", "start", "pk"]
        indexes = [models.Index(fields=["owner", "meeting"], name="notes_of_a_reader")]
        constraints = [
            models.UniqueConstraint(name="note_once_a_reader", fields=["owner", "key"]),
            models.CheckConstraint(name="note_says_something", condition=~Q(text="") | ~Q(quote="")),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"
