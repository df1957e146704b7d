"""What the search looks through: the words of what is published, and of nothing else."""

from django.db import models
from django.db.models import Q

from panels.enums import SearchKind
from panels.models.meetings import Meeting
from panels.models.minutes_editions import MinutesEdition
from panels.models.packs import Edition
from panels.word_index import WordIndex


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def of_meeting(self, meeting: Meeting) -> "SearchEntryQuerySet":
        return self.filter(meeting=meeting)

    def with_places(self) -> "SearchEntryQuerySet":
        """With what its address and its line in the results say, and without its text."""
        return self.select_related("meeting__panel").defer("text")


class SearchEntry(models.Model):
    """The plain words of one published agenda, paper or set of minutes; only panels.search writes here.

    `position` is the paper's in its pack, none for the agenda itself. `item` is the number on the agenda. Minutes that
    are published on the page of their own meeting have `minutes_edition` and no `edition`.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="search_entries")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.CASCADE, related_name="search_entries")
    minutes_edition = models.ForeignKey(
        MinutesEdition, null=True, blank=True, on_delete=models.CASCADE, related_name="search_entries"
    )
    kind = models.CharField(max_length=20, choices=SearchKind.choices)
    position = models.PositiveSmallIntegerField(null=True)
    item = models.CharField(max_length=10, blank=True)
    label = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=400)
    # Last, so that a row is read without it.
    text = models.TextField(blank=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position"]
        verbose_name_plural = "search entries"
        indexes = [WordIndex(fields=["title", "text"], name="search_words")]
        constraints = [
            models.CheckConstraint(name="search_entry_kind_is_known", condition=Q(kind__in=SearchKind.values)),
            models.UniqueConstraint(name="search_entry_once_a_paper", fields=["meeting", "position"]),
            models.UniqueConstraint(
                name="search_entry_once_an_agenda",
                fields=["meeting"],
                condition=Q(position=None, minutes_edition=None),
            ),
            models.UniqueConstraint(
                name="search_entry_once_a_set_of_minutes",
                fields=["meeting"],
                condition=Q(minutes_edition__isnull=False),
            ),
            models.CheckConstraint(
                name="search_entry_is_of_one_publication",
                condition=Q(edition__isnull=False, minutes_edition=None)
                | Q(edition=None, minutes_edition__isnull=False, position=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title
