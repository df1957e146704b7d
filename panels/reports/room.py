"""Who is in the room at a meeting, who is in the chair for which item, and whether the meeting is quorate."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panels.enums import Attendance, DeclarationConduct, MemberKind
from panels.minutes_rules import QuorumRule, Spell, There, may_vote, spells
from panels.models import ChairTurn, Declaration, MeetingAttendance, Minutes, Movement, Panel


@dataclass(frozen=True)
class Room:
    """The members of one meeting with their movements. `conducts` says by item who stood aside; key 0 is every item.

    `turns` are the members who took the chair, by item.
    """

    members: tuple[There, ...]
    rule: QuorumRule
    start: datetime.time | None
    conducts: Mapping[int, Mapping[int, DeclarationConduct]]
    turns: Mapping[int, int]

    @property
    def by_pk(self) -> dict[int, There]:
        return {who.pk: who for who in self.members}

    @property
    def spells(self) -> tuple[Spell, ...]:
        return spells(self.members, self.rule, start=self.start)

    @property
    def usual_chair(self) -> There | None:
        """The panel's Chair, else its Vice-Chair, where present."""
        for office in ("chair", "vice-chair"):
            for who in self.members:
                if who.office.lower() == office and who.is_present:
                    return who
        return None

    def chairs(self, items: Sequence[int]) -> dict[int, There | None]:
        """Who is in the chair for each item, given in order: whoever took it last."""
        found: dict[int, There | None] = {}
        chair = self.usual_chair
        for item in items:
            chair = self.by_pk.get(self.turns.get(item, 0), chair)
            found[item] = chair
        return found

    def conduct(self, item: int, who: int) -> DeclarationConduct | None:
        return self.conducts.get(item, {}).get(who) or self.conducts.get(0, {}).get(who)

    def may_vote(self, item: int, *, at: datetime.time | None, is_education: bool) -> tuple[There, ...]:
        return may_vote(
            self.members,
            at=at,
            is_education=is_education,
            conducts={**self.conducts.get(0, {}), **self.conducts.get(item, {})},
            remote_count=self.rule.remote_count,
        )


def rule_of(panel: Panel) -> QuorumRule:
    return QuorumRule(panel.quorum, panel.co_opted_count_for_quorum, panel.remote_members_count)


def room_of(minutes: Minutes) -> Room:
    """Four queries, however many members there are. Needs the minutes with meeting and panel."""
    rows = list(MeetingAttendance.objects.filter(minutes=minutes).select_related("person").order_by("position"))
    movements: dict[int, list[tuple[datetime.time, bool]]] = {}
    for movement in Movement.objects.filter(attendance__minutes=minutes).order_by("at", "pk"):
        movements.setdefault(movement.attendance_id, []).append((movement.at, movement.comes_in))
    conducts: dict[int, dict[int, DeclarationConduct]] = {}
    for declared in Declaration.objects.filter(attendance__minutes=minutes).order_by("pk"):
        conducts.setdefault(declared.item_id or 0, {})[declared.attendance_id] = DeclarationConduct(declared.conduct)
        moves = movements.setdefault(declared.attendance_id, [])
        moves += [(declared.left_at, False)] if declared.left_at else []
        moves += [(declared.returned_at, True)] if declared.returned_at else []
    turns = dict(ChairTurn.objects.filter(minutes=minutes).order_by("pk").values_list("item_id", "attendance_id"))
    return Room(
        members=tuple(there_of(row, tuple(sorted(movements.get(row.pk, [])))) for row in rows),
        rule=rule_of(minutes.meeting.panel),
        start=minutes.meeting.time,
        conducts=conducts,
        turns=turns,
    )


def there_of(row: MeetingAttendance, movements: tuple[tuple[datetime.time, bool], ...] = ()) -> There:
    return There(
        pk=row.pk,
        name=str(row.person),
        attendance=Attendance(row.attendance),
        kind=MemberKind(row.kind),
        is_remote=row.is_remote,
        office=row.note,
        movements=movements,
    )
