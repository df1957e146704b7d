"""What of a meeting is kept from the public and on which ground, and the item by which the panel excludes the public.

Only what may be said in public is read here: never the reason, never the title or text of what is withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from panels.enums import GroundKind
from panels.models import AgendaItem, Exemption, Meeting, Paper
from panels.writing import Block, joined

EXCLUSION_TITLE = "Exclusion of the press and public"


@dataclass(frozen=True)
class Withheld:
    """That something is withheld: the ground in short, and the title that the public reads if the council gave one."""

    kind: GroundKind
    code: str
    public_title: str

    @property
    def statement(self) -> str:
        """What stands in the public copy and on every page of the members' (LGA 1972 s.100B(5))."""
        return f"Not for publication: {self.kind.label.lower()} information, {self.code}"

    @property
    def banner(self) -> str:
        """The same, short enough for the top of a page."""
        return f"Not for publication: {self.code}"


@dataclass(frozen=True)
class WithheldParts:
    """What of an agenda is withheld: items by their keys, with all their papers, and single papers by theirs."""

    items: dict[int, Withheld]
    papers: dict[int, Withheld]

    def __bool__(self) -> bool:
        return bool(self.items or self.papers)

    def holds(self, paper: Paper) -> bool:
        """Whether the paper is withheld, by itself or with its item."""
        return paper.item_id in self.items or paper.pk in self.papers


def withheld_parts(meeting: Meeting) -> WithheldParts:
    """The exemptions in force on the agenda as it stands. One query, and one more where an item is withheld.

    What stands below a withheld item is withheld with it: 7(a) says what 7 is about.
    """
    rows = (
        Exemption.objects.in_force()
        .on_meeting(meeting)
        .order_by("pk")
        .values_list("item_id", "paper_id", "ground__kind", "ground__code", "public_title")
    )
    items: dict[int, Withheld] = {}
    papers: dict[int, Withheld] = {}
    for item, paper, kind, code, title in rows:
        withheld = Withheld(GroundKind(kind), code, title)
        if item is not None:
            items[item] = withheld
        elif paper is not None:
            papers[paper] = withheld
    return WithheldParts(_with_sub_items(meeting, items) if items else items, papers)


def _with_sub_items(meeting: Meeting, items: dict[int, Withheld]) -> dict[int, Withheld]:
    found, above = dict(items), None
    places = AgendaItem.objects.filter(meeting=meeting).on_agenda().values_list("pk", "depth")
    for pk, depth in places:
        if depth == 0:
            above = items.get(pk)
        elif above and pk not in found:
            found[pk] = Withheld(above.kind, above.code, "")
    return found


def exclusion_resolution(withheld: Sequence[tuple[str, Withheld]]) -> tuple[Block, ...]:
    """The resolution that the panel passes before withheld business (LGA 1972 s.100A(4)): it names items and grounds.

    `withheld` holds the number of each item with its ground, in the order of the agenda.
    """
    named = [f"item {number} ({found.code})" for number, found in withheld]
    kinds = {found.kind for _, found in withheld}
    word = "confidential or exempt" if len(kinds) > 1 else str(next(iter(kinds)).label).lower()
    text = (
        "To resolve that, under section 100A(4) of the Local Government Act 1972, the press and public be excluded "
        f"from the meeting while the following business is considered, because {word} information would otherwise be "
        f"disclosed: {joined(named)}. For exempt information the panel also has to be satisfied that, in all the "
        "circumstances, the public interest in keeping it outweighs the public interest in disclosing it."
    )
    return (Block(text=text),)
