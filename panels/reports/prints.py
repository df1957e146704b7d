"""Which other forms of a finished pack there are, and which of them are made already."""

from collections.abc import Sequence
from dataclasses import dataclass

from panels.enums import PrintKind
from panels.models import BuiltPaper, PackBuild, PackPrint

# What everybody may have of a published pack; officers and members may have every form.
FOR_EVERYBODY = frozenset({PrintKind.AGENDA, PrintKind.LARGE})
NOTES = {
    PrintKind.AGENDA: "The front pages, without the papers.",
    PrintKind.LARGE: (
        "All of it at 18 point. It has page numbers of its own; every page also says which page of the pack it shows."
    ),
    PrintKind.TWO_UP: (
        "To save paper: A4 on its side, without the blank pages. It has no tags for screen readers, no links and no "
        "bookmarks."
    ),
    PrintKind.FILES: "A zip of one PDF for the agenda and one for each item.",
}


@dataclass(frozen=True)
class PrintOption:
    """One form of the pack: what it is, and the print if somebody has asked for it already."""

    kind: PrintKind
    label: str
    note: str
    chosen: str
    made: PackPrint | None


@dataclass(frozen=True)
class PrintItem:
    """An item that can be had by itself."""

    anchor: str
    number: str
    title: str
    pages: str
    made: PackPrint | None


@dataclass(frozen=True)
class PrintFile:
    """One file of the pack, whole or supplement (1, 2 …), with its other forms. `others` are chosen sets of items."""

    supplement: int
    build: PackBuild
    options: tuple[PrintOption, ...]
    items: tuple[PrintItem, ...]
    others: tuple[PackPrint, ...]


def print_file(build: PackBuild, *, supplement: int = 0, for_everybody: bool) -> PrintFile:
    """The other forms of one build. Two queries."""
    rows = list(BuiltPaper.objects.filter(build=build).defer("body").order_by("position"))
    made = {(one.kind, one.chosen): one for one in PackPrint.objects.filter(build=build).order_by("pk")}
    kinds = [kind for kind in PrintKind if kind in NOTES and (not for_everybody or kind in FOR_EVERYBODY)]
    items = _items(rows, made)
    single = {item.anchor for item in items}
    return PrintFile(
        supplement=supplement,
        build=build,
        options=tuple(PrintOption(kind, str(kind.label), NOTES[kind], "", made.get((kind, ""))) for kind in kinds),
        items=items,
        others=()
        if for_everybody
        else tuple(one for (kind, chosen), one in made.items() if kind == PrintKind.CHOSEN and chosen not in single),
    )


def _items(rows: Sequence[BuiltPaper], made: dict[tuple[str, str], PackPrint]) -> tuple[PrintItem, ...]:
    items: dict[str, list[BuiltPaper]] = {}
    for row in rows:
        items.setdefault(row.item_anchor, []).append(row)
    found = []
    for anchor, papers in items.items():
        first, last = papers[0].first_page, papers[-1].last_page
        pages = f"page {first}" if first == last else f"pages {first} to {last}"
        made_alone = made.get((PrintKind.CHOSEN, anchor))
        found.append(PrintItem(anchor, papers[0].item_number, papers[0].item_title, pages, made_alone))
    return tuple(found)
