"""What an officer may change of an agenda item, in words; and what a save says when somebody else saved first. Pure."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from panels.rules import StaleEdit

# Each with the name by which people know it, in the order of the form.
LABELS = {
    "title": "Title",
    "text": "What the panel is asked to do",
    "presenter": "Presented by",
    "invited": "Invited to attend",
    "starts_at": "Starts at",
    "duration": "Minutes allowed",
    "needs_report": "Needs a report",
    "needs_appendices": "Appendices to come",
    "may_be_exempt": "Part of it may be exempt",
    "owed_by": "Who owes the papers",
    "officer_notes": "Notes for officers",
}
EDITABLE = frozenset(LABELS)
# What no document shows: a change to these alone leaves the agenda, and a pack made of it, as they are.
FOR_OFFICERS = frozenset({"needs_report", "needs_appendices", "may_be_exempt", "owed_by", "officer_notes"})


@dataclass(frozen=True)
class FieldChange:
    """A field that somebody else changed: what it said before, and what is saved now. `is_clash`: the person changed
    it too, to something else."""

    name: str
    before: str
    saved: str
    is_clash: bool

    @property
    def label(self) -> str:
        return LABELS[self.name]


class StaleItem(StaleEdit):
    """Somebody else saved the item first. `version` is the one saved now, `changes` what they changed."""

    def __init__(
        self,
        *,
        saved_by: str,
        version: int,
        base: Mapping[str, str],
        saved: Mapping[str, str],
        typed: Mapping[str, str],
    ) -> None:
        super().__init__(saved_by=saved_by, saved=dict(saved))
        self.version = version
        self.changes = tuple(
            FieldChange(
                name, base[name], saved[name], is_clash=typed.get(name, base[name]) not in (base[name], saved[name])
            )
            for name in LABELS
            if base[name] != saved[name]
        )

    @property
    def to_take_over(self) -> dict[str, str]:
        """The fields that only the other person changed: showing them as saved loses nothing."""
        return {change.name: change.saved for change in self.changes if not change.is_clash}


def as_text(value: object) -> str:
    """A value as the form shows it: 5.45pm for a time, yes for a ticked box, nothing for nothing."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, datetime.time):
        minutes = f".{value.minute:02}" if value.minute else ""
        return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"
    return str(value)
