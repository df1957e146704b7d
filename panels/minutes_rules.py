"""Rules of a meeting and its minutes, pure: who is in the room, what needs a quorum, who may vote, what may be when.

Each `check_…` raises NotAllowed with the sentence that the person reads; `can_…` says the same as a bool.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from panels.enums import Attendance, DeclarationConduct, MemberKind, MinutesState
from panels.rules import NotAllowed
from panels.writing import joined


@dataclass(frozen=True)
class There:
    """One member or substitute of a meeting, with every coming and going in order: (time, comes in)."""

    pk: int
    name: str
    attendance: Attendance
    kind: MemberKind = MemberKind.COUNCILLOR
    is_remote: bool = False
    office: str = ""
    movements: tuple[tuple[datetime.time, bool], ...] = ()

    @property
    def is_present(self) -> bool:
        return self.attendance == Attendance.PRESENT

    def is_in(self, at: datetime.time | None) -> bool:
        """Whether in the room at that time; without a time, whether there at all."""
        if not self.is_present or at is None:
            return self.is_present
        inside = not (self.movements and self.movements[0][1])
        for moment, comes_in in self.movements:
            if moment > at:
                break
            inside = comes_in
        return inside


@dataclass(frozen=True)
class QuorumRule:
    """How many must be there, and who counts. Members at a distance are not present in law (LGA 1972 Sch. 12)."""

    quorum: int | None
    co_opted_count: bool = False
    remote_count: bool = False

    def counts(self, who: There) -> bool:
        return (self.remote_count or not who.is_remote) and (self.co_opted_count or who.kind != MemberKind.CO_OPTED)

    def number(self, room: Iterable[There], at: datetime.time | None) -> int:
        return sum(who.is_in(at) for who in room if self.counts(who))

    def holds(self, number: int) -> bool:
        return self.quorum is None or number >= self.quorum


@dataclass(frozen=True)
class Spell:
    """A stretch of the meeting with the same number of members who count; `end` is None for the last."""

    start: datetime.time | None
    end: datetime.time | None
    number: int
    is_quorate: bool


def spells(room: Sequence[There], rule: QuorumRule, *, start: datetime.time | None) -> tuple[Spell, ...]:
    """The meeting from its start, cut wherever the number of members who count changes."""
    moments = sorted({moment for who in room for moment, _ in who.movements})
    first = rule.number([_before_all(who) for who in room], None)
    found = [Spell(start, None, first, rule.holds(first))]
    for moment in moments:
        number = rule.number(room, moment)
        if number != found[-1].number:
            last = found.pop()
            found += [Spell(last.start, moment, last.number, last.is_quorate)]
            found += [Spell(moment, None, number, rule.holds(number))]
    return tuple(found)


def _before_all(who: There) -> There:
    """As at the start: whoever comes in first was not there."""
    late = bool(who.movements and who.movements[0][1])
    return There(who.pk, who.name, Attendance.ABSENT if late else who.attendance, who.kind, who.is_remote)


# --- What may be recorded --------------------------------------------------------------------------------------


def check_writable(state: MinutesState) -> None:
    if state != MinutesState.DRAFT:
        words = {
            MinutesState.WITH_CHAIR: "The minutes are with the chair. Take them back before you change the record.",
            MinutesState.CHECKED: "The chair has checked the minutes. Take them back before you change the record.",
            MinutesState.PUBLISHED: "The minutes are published. They change by an amendment of the next meeting, or "
            "after they are withdrawn.",
            MinutesState.APPROVED: "The minutes are approved and signed, so the record of the meeting is closed.",
        }
        raise NotAllowed(words[state])


def check_attendance(who: There, *, new: Attendance, done: Collection[str]) -> None:
    """A member cannot be present and send apologies; whoever did something at the meeting was there."""
    if new != Attendance.PRESENT and (done or who.movements):
        what = joined(sorted(done)) or "came or went at a time that is recorded"
        state = "sent apologies" if new == Attendance.APOLOGIES else "was absent"
        raise NotAllowed(
            f"{who.name} cannot be down as having {state}, because the record says that this member {what}."
        )


def check_once(present: Iterable[str], apologies: Iterable[str]) -> None:
    both = sorted({*present} & {*apologies})
    if both:
        raise NotAllowed(f"{joined(both)} cannot be present and send apologies. Take one of the two out.")


def check_substitute(*, name: str, instead_of: There | None, members: Collection[str], taken: Collection[int]) -> None:
    if name in members:
        raise NotAllowed(f"{name} is a member of this panel, and cannot be a substitute as well. Mark them as present.")
    if instead_of is None:
        raise NotAllowed("Say for which member of the panel the substitute came.")
    if instead_of.is_present:
        raise NotAllowed(f"{instead_of.name} is present, so nobody can be there in their place.")
    if instead_of.pk in taken:
        raise NotAllowed(f"{instead_of.name} has a substitute at this meeting already.")


def check_movement(who: There, *, comes_in: bool, at: datetime.time) -> None:
    """Comings and goings take turns, and only those who are present move."""
    if not who.is_present:
        raise NotAllowed(f"{who.name} is not down as present. Mark them as present first, then say when they came.")
    if any(moment == at for moment, _ in who.movements):
        raise NotAllowed(f"{who.name} came or went at that very time already. Take that out, or give another time.")
    before = [inward for moment, inward in who.movements if moment < at]
    after = [inward for moment, inward in who.movements if moment > at]
    if (before and before[-1] == comes_in) or (after and after[0] == comes_in):
        where = "in the room" if comes_in else "out of the room"
        raise NotAllowed(f"{who.name} is {where} already at that time. Check the times.")


def check_takes_chair(who: There, *, at: datetime.time | None, stepped_aside: DeclarationConduct | None) -> None:
    if who.kind == MemberKind.CO_OPTED:
        raise NotAllowed(f"{who.name} is a co-opted member. A councillor of the panel takes the chair.")
    if not who.is_in(at):
        raise NotAllowed(f"{who.name} is not in the room, so cannot take the chair.")
    if stepped_aside in (DeclarationConduct.LEFT_CHAIR, DeclarationConduct.LEFT_ROOM):
        raise NotAllowed(f"{who.name} declared an interest and stepped aside for this item, so cannot be in its chair.")


def check_one_chair(*, current: str, known: str) -> None:
    """Two officers who each name a chair do not make two: the second learns of the first."""
    if current != known:
        raise NotAllowed(
            f"There cannot be two chairs at once: {current or 'nobody'} is down in the chair for this item. "
            "Look again, and take that out first or change it."
        )


def check_declaration(who: There | None, *, conduct: DeclarationConduct) -> None:
    if who is None:
        raise NotAllowed("Only a member or substitute of this meeting can declare an interest.")
    if not who.is_present:
        raise NotAllowed(f"{who.name} was not present, so cannot declare an interest at this meeting.")
    if conduct == DeclarationConduct.LEFT_CHAIR and not who.office:
        raise NotAllowed(f"{who.name} is neither Chair nor Vice-Chair, so had no chair to step aside from.")


def check_quorate(room: Sequence[There], rule: QuorumRule, *, at: datetime.time | None) -> None:
    """A panel without its quorum can resolve nothing (LGA 1972 Schedule 12, paragraphs 6 and 45)."""
    cut = spells(room, rule, start=None)
    if at is None and not any(spell.is_quorate for spell in cut):
        at = datetime.time.min
    if at is None:
        if not all(spell.is_quorate for spell in cut):
            raise NotAllowed("The meeting was not quorate the whole time, so say at what time this was resolved.")
        return
    number = rule.number(room, at)
    if not rule.holds(number):
        raise NotAllowed(
            f"The meeting is not quorate: {number} of the {rule.quorum} members needed "
            f"{'is' if number == 1 else 'are'} in the room. The panel can note this and wait or close; "
            "it can resolve nothing."
        )


def check_votes(
    *,
    votes_for: int,
    votes_against: int,
    abstentions: int,
    casting: str,
    may_vote: Sequence[There],
    names: Mapping[int, str],
    everybody: Mapping[int, There],
) -> None:
    """Never more votes than members who may vote; a named vote by nobody else."""
    total = votes_for + votes_against + abstentions
    entitled = {who.pk for who in may_vote}
    strangers = [pk for pk in names if pk not in entitled]
    if strangers:
        known = joined([everybody[pk].name for pk in strangers if pk in everybody]) or "Somebody"
        raise NotAllowed(
            f"{known} may not vote on this: not in the room, stood aside, or co-opted and it is no education question."
        )
    if total > len(may_vote):
        raise NotAllowed(
            f"{total} votes are more than the {len(may_vote)} members who are in the room and may vote on this. "
            "Check the numbers, or who is present."
        )
    if not votes_for + votes_against:
        raise NotAllowed("Nobody voted for or against. Record a decision without a vote instead.")
    if casting and votes_for != votes_against:
        raise NotAllowed("The chair has a casting vote only where the numbers for and against are equal.")


def may_vote(
    room: Iterable[There],
    *,
    at: datetime.time | None,
    is_education: bool,
    conducts: Mapping[int, DeclarationConduct],
    remote_count: bool,
) -> tuple[There, ...]:
    """Those who may vote on an item: in the room, not standing aside; the co-opted on education questions only."""
    aside = (DeclarationConduct.LEFT_ROOM, DeclarationConduct.NO_VOTE)
    return tuple(
        who
        for who in room
        if who.is_in(at)
        and (remote_count or not who.is_remote)
        and (is_education or who.kind != MemberKind.CO_OPTED)
        and conducts.get(who.pk) not in aside
    )


# --- Numbers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbering:
    """What the numbers of a meeting's minutes must fit: the end of the ones before, the start of the ones after."""

    last_before: int | None
    before: str
    are_before_fixed: bool
    first_after: int | None
    after: str

    @property
    def proposed(self) -> int:
        return (self.last_before or 0) + 1


def check_first_number(numbering: Numbering, first: int) -> None:
    """Numbers run on through the municipal year without a gap."""
    if first < 1:
        raise NotAllowed("Minutes are numbered from 1.")
    if numbering.last_before is not None and first != numbering.proposed:
        raise NotAllowed(
            f"Numbers run on: the minutes of {numbering.before} end with {numbering.last_before}, so these begin with "
            f"{numbering.proposed}, not {first}."
        )


def check_numbers(numbering: Numbering, numbers: Sequence[int]) -> None:
    """Whether minutes with these numbers may go out."""
    if not numbers:
        raise NotAllowed("There are no minutes yet. Record something on an item, then compile them.")
    check_first_number(numbering, numbers[0])
    if list(numbers) != list(range(numbers[0], numbers[0] + len(numbers))):
        raise NotAllowed("The numbers of the minutes are out of order or have a gap. Compile them again.")
    if not numbering.are_before_fixed:
        raise NotAllowed(
            f"The minutes of {numbering.before} are not published yet, so their numbers may still change, and with "
            "them these. Publish those first."
        )
    if numbering.first_after is not None and numbers[-1] >= numbering.first_after:
        raise NotAllowed(
            f"The minutes of {numbering.after} begin with {numbering.first_after} already, and these would end with "
            f"{numbers[-1]}. Take the later ones back first."
        )


# --- From draft to signed --------------------------------------------------------------------------------------

# Every move there is: from which states, and to which.
MOVES: dict[str, tuple[frozenset[MinutesState], MinutesState]] = {
    "send": (frozenset({MinutesState.DRAFT}), MinutesState.WITH_CHAIR),
    "back": (frozenset({MinutesState.WITH_CHAIR, MinutesState.CHECKED}), MinutesState.DRAFT),
    "check": (frozenset({MinutesState.WITH_CHAIR}), MinutesState.CHECKED),
    "publish": (frozenset({MinutesState.CHECKED}), MinutesState.PUBLISHED),
    "withdraw": (frozenset({MinutesState.PUBLISHED, MinutesState.APPROVED}), MinutesState.DRAFT),
    "approve": (frozenset({MinutesState.PUBLISHED}), MinutesState.APPROVED),
}
NOT_NOW = {
    "send": "Only minutes that are being written go to the chair.",
    "back": "Only minutes that are with the chair, or checked, can be taken back.",
    "check": "The minutes are not with the chair. Send them first.",
    "publish": "The chair has not checked these minutes yet. Send them to the chair, and record the check.",
    "withdraw": "These minutes are not published, so there is nothing to withdraw.",
    "approve": "These minutes are not published as a draft yet. Members approve what they and the public could read: "
    "publish them first.",
}


def check_move(state: MinutesState, move: str) -> MinutesState:
    """The state that the move leads to; raises NotAllowed where it cannot be made from this one."""
    states, after = MOVES[move]
    if state not in states:
        raise NotAllowed(NOT_NOW[move])
    return after


def can_move(state: MinutesState, move: str) -> bool:
    return _passes(lambda: check_move(state, move))


def check_ready(problems: Sequence[str]) -> None:
    """Whether minutes may go to the chair, or out: everything that is wrong at once."""
    if problems:
        raise NotAllowed(f"Not yet: {' '.join(problems)}")


def check_approval(*, meeting: datetime.date, at: datetime.date, signed_on: datetime.date, is_same_panel: bool) -> None:
    if not is_same_panel:
        raise NotAllowed("Minutes are approved by a later meeting of the same panel.")
    if at <= meeting:
        raise NotAllowed("Minutes are approved by a later meeting than the one that they are of.")
    if signed_on < at:
        raise NotAllowed("They cannot be signed before the meeting that approved them.")


def check_second_person(*, needed: bool, by: int, checked_by: int | None) -> None:
    if needed and by == checked_by:
        raise NotAllowed(
            "You recorded the chair's check yourself. Because part of these minutes is exempt, somebody else has to "
            "publish them."
        )


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True
