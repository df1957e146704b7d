"""Where each edition of a pack is read: the public one at open addresses, that of members beside it."""

from dataclasses import dataclass

from django.urls import reverse

from panels.enums import EditionKind
from panels.models import Meeting


@dataclass(frozen=True)
class Names:
    """The names of the addresses at which one edition is read, for templates."""

    meeting: str
    paper: str
    read_pack: str
    prints: str


def names(edition: EditionKind) -> Names:
    """Where this edition is read."""
    return Names(*(named(edition, name) for name in ("meeting", "paper", "read_pack", "prints")))


def named(edition: EditionKind, name: str) -> str:
    """The name of an address in this edition."""
    return f"panels:members_{name}" if edition is EditionKind.MEMBERS else f"panels:{name}"


def paper_address(meeting: Meeting, edition: EditionKind, position: int) -> str:
    """Where a paper is read."""
    return reverse(named(edition, "paper"), args=[*meeting.key, position])


def pdf_address(meeting: Meeting, edition: EditionKind, supplement: int) -> str:
    """Where the PDF of the pack (0) or of a supplement is."""
    if supplement:
        return reverse(named(edition, "supplement"), args=[*meeting.key, supplement])
    return reverse(named(edition, "pack"), args=meeting.key)
