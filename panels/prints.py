"""Making the prints that were asked for: other forms of a finished pack, from its own file or its frozen papers.

Called by the queue's worker. What a print is made of is the build, never the agenda as it stands.
"""

import hashlib
import io
import zipfile

from django.utils.text import slugify

from panels.enums import PrintKind
from panels.large_print import large_print
from panels.models import BuiltPaper, PackBuild, PackPrint
from panels.operations.packs import BuildLost
from panels.operations.prints import AGENDA, fail_print, finish_print, note_print_alive, start_print
from panels.reports.published import places_in_file
from scrutiny.documents.bounds import within_bounds
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.extract import extract
from scrutiny.documents.two_up import two_up
from scrutiny.files import keep, kept, name_of

OUR_SIDE = "Something went wrong on our side. Try again; if it happens again, tell democratic services."
# What this process is making: the worker says for each that it is still at it (`beat_prints`).
_in_hand: dict[int, PackPrint] = {}
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same pack gives the same bytes


def make_print(made: PackPrint) -> PackPrint:
    """Make the print that was asked for, and record how it ended. One that another worker has is left to it."""
    if not start_print(made):
        return made
    try:
        _in_hand[made.pk] = made
        return _made(made)
    except BuildLost:
        # Its new worker says how it ends.
        made.refresh_from_db()
        return made
    finally:
        _in_hand.pop(made.pk, None)


def beat_prints() -> None:
    """Say of every print in this process that it is still being made. Called every few seconds, in a thread."""
    for made in list(_in_hand.values()):
        note_print_alive(made)


def _made(made: PackPrint) -> PackPrint:
    build = PackBuild.objects.select_related("meeting__panel__council").get(pk=made.build_id)
    rows = list(build.papers.order_by("position"))
    try:
        with within_bounds():
            content, pages, is_tagged = _content(build, rows, PrintKind(made.kind), made.chosen.split(","))
        ending = "zip" if made.kind == PrintKind.FILES else "pdf"
        name = name_of(hashlib.sha256(content).hexdigest(), folder="prints", ending=ending)
        file = keep(io.BytesIO(content), name=name)
    except DocumentError as error:
        return fail_print(made, problem=str(error))
    except Exception:
        # Told to whoever watches the service; the reader gets a sentence and the chance to try again.
        fail_print(made, problem=OUR_SIDE)
        raise
    return finish_print(made, file=file, size=len(content), pages=pages, is_tagged=is_tagged)


def _content(build: PackBuild, rows: list[BuiltPaper], kind: PrintKind, chosen: list[str]) -> tuple[bytes, int, bool]:
    """The file, its number of pages, and whether all of it follows PDF/UA."""
    if kind is PrintKind.LARGE:
        return large_print(build, rows)
    if kind is PrintKind.TWO_UP:
        content, pages = two_up(
            kept(build.file), _without_blanks(build, rows), title=f"{_title(build)}: two pages a side"
        )
        return content, pages, False
    if kind is PrintKind.FILES:
        return _files(build, rows)
    return _chosen(build, rows, [AGENDA] if kind is PrintKind.AGENDA else chosen)


def _chosen(build: PackBuild, rows: list[BuiltPaper], chosen: list[str]) -> tuple[bytes, int, bool]:
    places = places_in_file(build, rows)
    wanted = list(range(build.front_pages)) if AGENDA in chosen else []
    inside = [row for row in rows if row.item_anchor in chosen]
    wanted += [place for row in inside for place in places[row.pk]]
    numbers = list(dict.fromkeys(row.item_number for row in inside))
    what = ["agenda"] if AGENDA in chosen else []
    if numbers:
        what.append(f"item {numbers[0]}" if len(numbers) == 1 else f"items {', '.join(numbers)}")
    is_tagged = not _unclaimed(build) & {row.source for row in inside}
    content = extract(kept(build.file), wanted, title=f"{_title(build)}: {' and '.join(what)}", pdf_ua=is_tagged)
    return content, len(wanted), is_tagged


def _files(build: PackBuild, rows: list[BuiltPaper]) -> tuple[bytes, int, bool]:
    """One file for the agenda and one for each item, under names that every computer can store."""
    out, pages, is_tagged = io.BytesIO(), 0, True
    items = list(dict.fromkeys((row.item_anchor, row.item_title) for row in rows))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as folder:
        for anchor, title in [(AGENDA, ""), *items]:
            content, count, tagged = _chosen(build, rows, [anchor])
            name = file_name(anchor, title)
            folder.writestr(zipfile.ZipInfo(name, ZIP_DATE), content)
            pages, is_tagged = pages + count, is_tagged and tagged
    return out.getvalue(), pages, is_tagged


def file_name(anchor: str, title: str) -> str:
    """A name of plain letters that sorts as the agenda does: 00-agenda.pdf, 07a-contract.pdf."""
    if anchor == AGENDA:
        return "00-agenda.pdf"
    digits = "".join(sign for sign in anchor if sign.isdigit())
    number = f"{int(digits or 0):02d}{slugify(anchor[len(digits) :])}"
    return f"{number}-{slugify(title)[:60].strip('-') or 'item'}.pdf"


def _without_blanks(build: PackBuild, rows: list[BuiltPaper]) -> list[int]:
    """All pages of the file but those that only say that they are blank."""
    wanted = list(range(build.front_pages))
    for row in rows:
        place = places_in_file(build, rows)[row.pk]
        is_placeholder = bool(row.withheld_as and not row.body)
        wanted += list(place)[: 1 if is_placeholder else row.sides]
    return wanted


def _unclaimed(build: PackBuild) -> set[int]:
    """The keys of the papers for which the pack does not claim PDF/UA."""
    return {paper["pk"] for paper in build.agenda.get("untagged", [])}


def _title(build: PackBuild) -> str:
    date = build.meeting.date
    return f"{build.meeting.panel.name}, {date.day} {date:%B %Y}"
