"""What stands between minutes and the chair, or the public: everything that is missing, each with how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

from panels.enums import MinutesState
from panels.minutes_rules import check_numbers
from panels.models import Exclusion, Minute, Minutes, Resolution, Vote
from panels.reports.exemptions import withheld_parts
from panels.reports.minute_numbers import numbering_of
from panels.reports.minutes_draft import compiled_minutes
from panels.reports.room import Room, room_of
from panels.rules import NotAllowed


@dataclass(frozen=True)
class MinutesGate:
    """Sentences about what is missing before minutes go to the chair; `to_publish` has more for the public."""

    problems: tuple[str, ...]
    to_publish: tuple[str, ...]
    holds_exempt: bool

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.problems, *self.to_publish)


def minutes_gate(minutes: Minutes) -> MinutesGate:
    """Needs the minutes with meeting, panel and council. The same number of queries for any meeting."""
    entries = list(Minute.objects.filter(minutes=minutes).order_by("number"))
    withheld = withheld_parts(minutes.meeting).items
    exempt = [entry for entry in entries if entry.is_exempt or entry.item_id in withheld]
    room = room_of(minutes)
    return MinutesGate(
        problems=(*_about_meeting(minutes, entries, room), *_about_words(minutes, entries)),
        to_publish=(*_about_exempt(minutes, exempt), *_about_numbers(minutes, entries)),
        holds_exempt=bool(exempt),
    )


def _about_meeting(minutes: Minutes, entries: list[Minute], room: Room) -> Iterator[str]:
    there = [who for who in room.members if who.is_present]
    if not there:
        yield "Nobody is down as present. Mark who was there."
        return
    cut = room.spells
    resolved = Resolution.objects.filter(minute__minutes=minutes).exists()
    voted = Vote.objects.filter(minutes=minutes).exists()
    if not any(spell.is_quorate for spell in cut):
        what = "It resolved something all the same: take that out." if resolved or voted else ""
        yield (
            f"The meeting was never quorate: {max(spell.number for spell in cut)} of the {room.rule.quorum} members "
            f"needed were there. A meeting without its quorum is not held, and has no minutes. {what}"
        ).strip()
    if room.usual_chair is None and not room.turns:
        yield "Neither the Chair nor the Vice-Chair is down as present. Say who took the chair."
    for pk in room.turns.values():
        who = room.by_pk.get(pk)
        if who and not who.is_present:
            yield f"{who.name} is down in the chair, and not as present. Correct one of the two."


def _about_words(minutes: Minutes, entries: list[Minute]) -> Iterator[str]:
    if not entries:
        yield "There are no minutes yet. Record something on an item first."
    if minutes.state != MinutesState.DRAFT:
        return
    fresh = compiled_minutes(minutes)
    stale = [str(entry.number) for entry in entries if entry.compiled != fresh[entry.pk]]
    # Minutes that were typed in without a record have nothing to be compiled from.
    if stale and minutes.opened_at:
        yield f"The record has changed since the minutes were compiled ({', '.join(stale)}). Compile them again."


def _about_exempt(minutes: Minutes, exempt: list[Minute]) -> Iterator[str]:
    for entry in exempt:
        if not entry.public_summary.strip():
            yield (
                f"Minute {entry.number} is exempt. Write a summary for the public that gives a fair record and "
                "discloses nothing exempt (Local Government Act 1972, section 100C(2))."
            )
    if exempt and not Exclusion.objects.filter(minutes=minutes).exists():
        yield (
            f"Minute {exempt[0].number} is exempt, and no resolution to exclude the press and public is recorded "
            "(Local Government Act 1972, section 100A(4)). Record it at the meeting page."
        )


def _about_numbers(minutes: Minutes, entries: list[Minute]) -> Iterator[str]:
    try:
        check_numbers(numbering_of(minutes), [entry.number for entry in entries])
    except NotAllowed as problem:
        if entries:
            yield str(problem)
