"""Writes about private notes. They are their reader's alone, so the history, which officers read, says nothing of them.

Nothing that was written is lost: a note changed on two devices becomes two, one changed once it was deleted is back.
"""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from panels.models import Meeting, PaperNote
from panels.richtext.places import CONTEXT, Passage, squeezed
from panels.rules import NotAllowed
from scrutiny.models import User

LONGEST_NOTE = 10_000
LONGEST_QUOTE = 2_000
MOST_NOTES = 500  # of one reader on one meeting


def add_note(
    *,
    owner: User,
    meeting: Meeting,
    source: int,
    text: str = "",
    passage: Passage | None = None,
    page: int | None = None,
    key: uuid.UUID | None = None,
) -> PaperNote:
    """Keep a note on a paper (`source` is its key), a marked passage, or a passage with a note.

    The same `key` again gives the note that is kept already: a page that got no answer may send it twice. Raises
    NotAllowed, with a sentence, where there is nothing to keep, or too much.
    """
    passage = passage or Passage("")
    text, quote = _clean(text), _clean(passage.quote)
    _check(text, quote)
    key = key or uuid.uuid4()
    if same := PaperNote.objects.of(owner).filter(key=key).first():
        return same
    if PaperNote.objects.of(owner).on(meeting).count() >= MOST_NOTES:
        raise NotAllowed(f"You have {MOST_NOTES} notes on this meeting. Delete some that you no longer need.")
    now = timezone.now()
    try:
        with transaction.atomic():
            return PaperNote.objects.create(
                owner=owner,
                meeting=meeting,
                source=source,
                key=key,
                text=text,
                quote=quote,
                before=squeezed(passage.before)[-CONTEXT:],
                after=squeezed(passage.after)[:CONTEXT],
                start=min(max(passage.start, 0), 2**31 - 1),
                page=page,
                made_at=now,
                saved_at=now,
            )
    except IntegrityError:
        # Sent twice at the same moment.
        return PaperNote.objects.of(owner).get(key=key)


@transaction.atomic
def change_note(*, owner: User, note: PaperNote, text: str, version: int) -> tuple[PaperNote, bool]:
    """Change the words of a note; gives the note, and whether it had to become a second one.

    `version` is that of the note which the reader had in front of her. Where another device has saved since, or has
    deleted it, what she wrote is kept as a note of its own.
    """
    text = _clean(text)
    _check(text, note.quote)
    current = PaperNote.objects.select_for_update().of(owner).filter(pk=note.pk).first()
    if current is not None and current.text == text:
        return current, False
    if current is None or current.version != version:
        passage = Passage(note.quote, note.before, note.after, note.start)
        second = add_note(
            owner=owner, meeting=note.meeting, source=note.source, text=text, passage=passage, page=note.page
        )
        return second, True
    current.text, current.version, current.saved_at = text, current.version + 1, timezone.now()
    current.save(update_fields=["text", "version", "saved_at"])
    return current, False


@transaction.atomic
def delete_notes(*, owner: User, meeting: Meeting, note: int | None = None) -> int:
    """Delete one note of a reader, or all of hers on a meeting, for good; gives how many there were."""
    notes = PaperNote.objects.of(owner).on(meeting)
    found = notes.filter(pk=note) if note is not None else notes
    return found.delete()[0]


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "")
    return text.strip()


def _check(text: str, quote: str) -> None:
    if not text and not quote:
        raise NotAllowed("Write something: the note is empty.")
    if len(text) > LONGEST_NOTE:
        raise NotAllowed(f"The note has {len(text):,} characters. Keep it to {LONGEST_NOTE:,}, or write two.")
    if len(quote) > LONGEST_QUOTE:
        raise NotAllowed(f"The passage has {len(quote):,} characters. Mark at most {LONGEST_QUOTE:,} at once.")
