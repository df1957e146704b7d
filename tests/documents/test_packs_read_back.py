"""`build_pack` read back from the file alone: the meeting of 7 June 2018 and a synthetic one, in both editions."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from checker import Checked, check
from django.core.management import call_command
from intake_reading import everything_in
from pack_reading import Item, numbering_problems, order_problems, read_aloud, stamped
from pdf_reading import runs_of, text_of
from pikepdf import Pdf

from panels.enums import EditionKind
from panels.models import Meeting, Paper
from panels.pack import paper_store
from panels.papers import sheet_of
from panels.reports import agenda_report
from tests.helpers import Demo, built, person
from tests.synthetic import EXEMPT_WORD, synthetic_meeting

pytestmark = pytest.mark.documents

BANNER, STATEMENT = "Not for publication", "exempt information, paragraph 2."


@dataclass(frozen=True)
class Read:
    """What the file says. `order` is what is wrong with the order of reading, by item; `aloud` has items with tags."""

    checked: Checked
    numbering: list[str]
    items: dict[str, Item]
    order: dict[str, list[str]]
    aloud: dict[str, str]
    drawn: dict[str, str]
    marked: set[str]  # the items with a banner on every page that is not blank


def read(file: Path, written: dict[str, str]) -> Read:
    """Read a pack; `written` are the items' papers as HTML, by the number that the item has in the pack."""
    with Pdf.open(file) as pdf:
        items = {item.number: item for item in stamped(pdf)}
        texts = [text_of(page) for page in pdf.pages]
        pieces = read_aloud(pdf)
        aloud = {number: [piece for piece in pieces if piece[0] in item.sides] for number, item in items.items()}
        order = {number: order_problems(found, written[number]) for number, found in aloud.items() if found}
        return Read(
            checked=check(pdf),
            numbering=numbering_problems(pdf),
            items=items,
            order={number: problems for number, problems in order.items() if problems},
            aloud={number: "".join(text for _, text in found) for number, found in aloud.items() if found},
            drawn={number: "".join(texts[side] for side in item.sides) for number, item in items.items()},
            marked={
                number
                for number, item in items.items()
                if all(BANNER in stamps(pdf, side) or "left blank" in texts[side] for side in item.sides)
            },
        )


def stamps(pdf: Pdf, side: int) -> str:
    return "".join(run.text for run in runs_of(pdf.pages[side]) if run.artifact)


def written_of(meeting: Meeting) -> dict[str, str]:
    """What was sent to the printer for each item that has papers; of an uploaded PDF, the words read in it."""
    found: dict[str, str] = {}
    for line in agenda_report(meeting, signed_on=None, edition=EditionKind.MEMBERS).items:
        sources = Paper.objects.for_printing().in_bulk([paper.pk for paper in line.papers])
        titles = [paper.title for paper in line.papers if paper.label]
        parts = [sheet_of(sources[paper.pk], appendix_titles=titles).document for paper in line.papers]
        uploads = [source.upload for source in sources.values() if source.upload]
        parts += [f"<p>{text}</p>" for upload in uploads for page in upload.page_rows.all() for text in page.paragraphs]
        found[line.number] = "".join(parts)
    return found


def build_pack(meeting: Meeting, edition: EditionKind, file: Path) -> Path:
    call_command("build_pack", *meeting.key, edition=edition, output=str(file))
    return file


def empty_the_store() -> None:
    """Nothing of what was printed is kept; the tests' common store is only left, not emptied."""
    store = paper_store()
    store.unlink() if store.is_symlink() else shutil.rmtree(store)


def test_the_pack_of_7_june_2018_reads_as_its_agenda_says(demo: Demo, tmp_path):
    written = written_of(demo.meeting)
    for edition in EditionKind:
        found = read(build_pack(demo.meeting, edition, tmp_path / f"{edition}.pdf"), written)
        assert (found.checked.claims_ua, found.checked.broken, found.checked.short_of_ua) == (True, [], [])
        assert (found.numbering, found.order, found.marked) == ([], {}, set())
        assert list(found.aloud) == ["7", "8", "9"]
    published = demo.meeting.latest_edition()
    assert published
    assert published.build
    assert hashlib.sha256((tmp_path / "public.pdf").read_bytes()).hexdigest() == published.build.sha256
    empty_the_store()
    again = built(demo.user("dso"), demo.meeting, dated=published.build.dated)
    assert again.sha256 == published.build.sha256, "printed anew, the same bytes"


def test_a_pack_with_uploaded_and_exempt_papers_reads_as_its_agenda_says(db, tmp_path):
    meeting = synthetic_meeting(person(), pages=18, papers=9)
    written = written_of(meeting)
    found, first = {}, {}
    for edition in EditionKind:
        first[edition] = build_pack(meeting, edition, tmp_path / f"{edition}.pdf")
        found[edition] = read(first[edition], written)
        assert (found[edition].checked.broken, found[edition].numbering) == ([], [])
    members, public = found[EditionKind.MEMBERS], found[EditionKind.PUBLIC]
    assert [item.pages for item in public.items.values()] == [item.pages for item in members.items.values()]
    # Items 9 and 10 are exempt, a report and an uploaded paper; item 6 is a scan without tags, which the file admits.
    assert (members.marked, public.marked) == ({"9", "10"}, set())
    for checked in (members.checked, public.checked):
        assert not checked.claims_ua
        assert all(problem.endswith("has no tags") for problem in checked.short_of_ua)
        assert len(checked.short_of_ua) == len(members.items["6"].sides)
    assert set(members.items) - set(members.aloud) == {"6"}
    assert members.order == {}
    assert set(public.order) == {"9", "10"}, "read from beginning to end, but for what is not there"

    assert len(public.items["9"].sides) == len(public.items["10"].sides) == 2, "a page for all, and its back"
    for number in ("9", "10"):
        assert STATEMENT in public.drawn[number]
        assert EXEMPT_WORD in members.drawn[number]
    assert EXEMPT_WORD in everything_said(first[EditionKind.MEMBERS])
    assert EXEMPT_WORD not in everything_said(first[EditionKind.PUBLIC])

    for edition, file in first.items():
        empty_the_store()
        assert build_pack(meeting, edition, tmp_path / "again.pdf").read_bytes() == file.read_bytes(), edition


def everything_said(file: Path) -> str:
    """All that the file holds in letters: its objects and streams, and the words drawn on its pages, read twice."""
    with Pdf.open(file) as pdf:
        drawn = "".join(text_of(page) for page in pdf.pages)
    others = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True).stdout.decode()
    return "".join([drawn, others, everything_in(file).decode("latin-1"), file.read_bytes().decode("latin-1")])


def test_the_reading_notices_pages_that_changed_places_and_words_that_did(demo: Demo, tmp_path):
    """What the tests above lean on can fail."""
    file = build_pack(demo.meeting, EditionKind.PUBLIC, tmp_path / "pack.pdf")
    with Pdf.open(file) as pdf:
        front = len(pdf.pages) - sum(len(item.sides) for item in stamped(pdf))
        assert numbering_problems(pdf) == []
        moved = pdf.pages[front + 4]
        del pdf.pages[front + 4]
        pdf.pages.insert(front, moved)
        assert numbering_problems(pdf)
    pieces = [(0, "One"), (0, "and two"), (1, "3. Three")]
    assert order_problems(pieces, "<p>One and two</p><ol><li>Three</li></ol>") == []
    for html in ("<p>Three</p><p>One and two</p>", "<p>One</p><p>Three</p><p>four</p>"):
        assert order_problems(pieces, html)
    assert order_problems([*pieces, (0, "One")], "<p>One and two</p><p>Three</p>")
    assert order_problems([*pieces, (1, "added words")], "<p>One and two</p><p>Three</p>")
