"""The agenda pack of 7 June 2018, made for real and read back: every page where the source has it."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from pikepdf import Pdf

from panels.enums import BuildState, ItemKind
from panels.making import make, open_pack
from panels.models import BuiltPaper, PackBuild
from panels.operations.agenda import add_item, edit_item, remove_item
from panels.operations.packs import request_build
from panels.tasks import build_pack
from scrutiny.files import kept
from tests.documents.pdf_reading import bookmarks_of, labels_of, runs_of, seen_at, text_of
from tests.helpers import MEETING, Demo, built

PUBLISHED_ON = MEETING.replace(month=5, day=30)
PAPERS = [
    # Item, label, words on its first page.
    ("7", "", "Minutes of the meeting held on 22 March 2018"),
    ("8", "", "Children and Families Services"),
    ("9", "", "Children and Families - Performance"),
    ("9", "Appendix 1", "Monthly Dataset"),
    ("9", "Appendix 2", "Glossary"),
]


@pytest.fixture
def build(demo: Demo) -> PackBuild:
    """The published public pack."""
    edition = demo.meeting.latest_edition()
    assert edition
    assert edition.build
    return edition.build


@pytest.fixture
def pdf(build: PackBuild) -> Iterator[Pdf]:
    with open_pack(build) as file, Pdf.open(file) as opened:
        yield opened


def words(pdf: Pdf, side: int) -> str:
    """What a side says, without the spaces that a PDF may leave out. Sides count from 0."""
    return re.sub(r"\s+", "", text_of(pdf.pages[side]))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def stamped(pdf: Pdf, side: int) -> list[str]:
    """The texts stamped on a side: artifacts, which nothing of a paper itself is."""
    return [run.text for run in runs_of(pdf.pages[side]) if run.artifact and run.text.strip()]


def side_of(build: PackBuild, page: int) -> int:
    """The side of the file on which a page number stands."""
    return build.front_pages + page - 1


def test_the_front_pages_stand_in_the_order_of_the_source(build, pdf):
    front = [words(pdf, side) for side in range(build.front_pages)]
    order = [
        next(place for place, text in enumerate(front) if squeezed(sign) in text)
        for sign in (
            "Thursday 7 June 2018",
            "Role of this Scrutiny Panel",
            "Disclosable pecuniary interests",
            "Election of Vice-Chair",
        )
    ]

    assert order == sorted(order)
    assert len(set(order)) == 4
    assert build.front_pages % 2 == 0


def test_the_front_sheet_names_members_and_contacts(pdf):
    sheet = words(pdf, 0)

    for name in ("Councillor Taggart (Chair)", "Catherine Hobbs", "Rob Sanders", "01632 960302", "Conference Room 3"):
        assert squeezed(name) in sheet
    assert squeezed("PLEASE NOTE TIME OF MEETING") in sheet


def test_the_papers_stand_in_the_order_of_the_source(build, pdf):
    papers = list(build.papers.order_by("position"))

    assert [(paper.item_number, paper.label) for paper in papers] == [(item, label) for item, label, _ in PAPERS]
    for paper, (_, _, sign) in zip(papers, PAPERS, strict=True):
        assert squeezed(sign) in words(pdf, side_of(build, paper.first_page))


def test_numbers_run_through_and_every_paper_starts_on_a_right_hand_page(build):
    papers = list(build.papers.order_by("position"))

    assert papers[0].first_page == 1
    for before, after in pairwise(papers):
        assert after.first_page == before.last_page + 1
        assert after.first_page % 2 == 1


def test_the_stamped_numbers_are_those_of_the_agenda(build, pdf):
    """Read back from the file: the page numbers on the sides are what the agenda prints and the page says."""
    last = build.papers.order_by("-position")[0].last_page
    for page in range(1, last + 1):
        assert any(re.search(rf"\b{page}\b", text) for text in stamped(pdf, side_of(build, page))), page
    agenda = "".join(words(pdf, side) for side in range(build.front_pages))
    for line in build.agenda["items"]:
        if line["papers"]:
            first, end = line["papers"][0]["first_page"], line["papers"][-1]["last_page"]
            assert f"(Pages{first}–{end})" in agenda, line["number"]
    for side in range(build.front_pages):
        assert not any(re.search(r"Page \d", text) for text in stamped(pdf, side))


def test_the_item_is_stamped_on_the_first_page_of_its_papers_at_the_top(build, pdf):
    firsts = {}
    for paper in build.papers.order_by("-position"):
        firsts[paper.item_number] = side_of(build, paper.first_page)
    assert set(firsts) == {"7", "8", "9"}
    for number, side in firsts.items():
        (mark,) = [run for run in runs_of(pdf.pages[side]) if run.artifact and "Agenda Item" in run.text]
        assert mark.text == f"Agenda Item {number}"
        across, up = seen_at(pdf.pages[side], mark)
        assert up > 0.9
        assert across > 0.5


def test_blank_pages_say_so_and_stand_where_a_paper_ends_on_a_right_hand_page(build, pdf):
    for paper in build.papers.order_by("position"):
        own = paper.sides
        numbers = paper.last_page - paper.first_page + 1
        after = paper.first_page + own
        is_last = paper.position == build.papers.count()
        if own % 2 and not is_last:
            assert "blank" in words(pdf, side_of(build, after)).lower()
        assert numbers - own in {0, 1}


def test_the_dataset_is_landscape_and_the_rest_portrait(build, pdf):
    for paper in build.papers.order_by("position"):
        for page in range(paper.first_page, paper.first_page + paper.sides):
            left, bottom, right, top = (float(edge) for edge in pdf.pages[side_of(build, page)].mediabox)
            assert (right - left > top - bottom) == (paper.label == "Appendix 1"), page


def test_bookmarks_lead_to_the_items_and_their_papers(build, pdf):
    marks = [(depth, title, side) for depth, title, side in bookmarks_of(pdf) if depth < 2]
    places = {title: side for _, title, side in marks}

    for paper in build.papers.order_by("position"):
        side = side_of(build, paper.first_page)
        assert side in places.values(), paper.title
    assert [side for _, _, side in marks] == sorted(side for _, _, side in marks)


def test_the_reader_shows_the_printed_numbers(build, pdf):
    labels = labels_of(pdf)

    assert labels[side_of(build, 1)] == "1"
    assert labels[side_of(build, 9)] == "9"
    assert not labels[0].isdigit()


def test_the_file_says_what_it_is(build, pdf):
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Children and Families Scrutiny Panel, 7 June 2018: agenda pack"
        assert metadata["pdfuaid:part"] == "1"
    assert str(pdf.Root.Lang).startswith("en")
    assert bool(pdf.Root.MarkInfo.Marked)
    assert build.pages == len(pdf.pages)


def test_the_same_agenda_gives_the_same_bytes(demo, build):
    def again() -> PackBuild:
        return built(demo.user("dso"), demo.meeting, dated=PUBLISHED_ON)

    with open_pack(build) as file:
        content = file.read()
    unchanged = again()
    assert (unchanged.inputs, unchanged.file) == (build.inputs, build.file)
    PackBuild.objects.update(inputs="")  # so it cannot be found again, and is joined anew
    joined = again()
    assert joined.pk > unchanged.pk
    assert joined.inputs == build.inputs
    assert joined.sha256 == build.sha256

    # A disk that has damaged the file: it is not taken for the new one, and is mended.
    place = kept(build.file)
    place.write_bytes(content[:-9] + b"damaged!!")
    assert again().sha256 == build.sha256
    assert place.read_bytes() == content


def test_an_edit_is_in_the_next_pack_and_in_no_earlier_one(demo, build):
    item = demo.item(1)
    edit_item(by=demo.user("dso"), item=item, version=item.version, title="Election of the Vice-Chair")
    add_item(by=demo.user("dso"), meeting=demo.meeting, title="Any other business")
    again = built(demo.user("dso"), demo.meeting, dated=PUBLISHED_ON)

    with open_pack(again) as file, Pdf.open(file) as new, open_pack(build) as before, Pdf.open(before) as old:
        agenda = "".join(words(new, side) for side in range(again.front_pages))
        assert squeezed("Any other business") in agenda
        assert squeezed("Election of the Vice-Chair") in agenda
        assert squeezed("Any other business") not in "".join(words(old, side) for side in range(build.front_pages))


def test_an_agenda_without_papers_can_be_printed(demo):
    meeting = demo.panel.meetings.with_panel().get(date="2018-07-26")
    add_item(by=demo.user("dso"), meeting=meeting, title="Apologies")
    # It would bring its own report along.
    remove_item(by=demo.user("dso"), item=meeting.items.get(kind=ItemKind.RECOMMENDATIONS))
    made = built(demo.user("dso"), meeting, dated=PUBLISHED_ON)

    assert made.state == BuildState.READY
    assert made.papers.count() == 0


# --- Making it off the request ---------------------------------------------------------------------------------


def test_the_queue_makes_the_pack(demo, settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "ENQUEUE_ON_COMMIT": False}
    }
    asked = request_build(by=demo.user("dso"), meeting=demo.meeting, edition="public", dated=MEETING)
    build_pack.enqueue(asked.pk)

    asked.refresh_from_db()
    assert asked.state == BuildState.READY
    assert (asked.papers_done, asked.papers_total) == (5, 5)


def test_a_task_for_a_build_that_is_gone_does_nothing(db):
    build_pack.call(99)

    assert not PackBuild.objects.exists()


def test_two_who_ask_for_the_same_pack_share_it_and_one_worker_makes_it(demo):
    ask = {"meeting": demo.meeting, "edition": "public", "dated": MEETING}
    first = request_build(by=demo.user("dso"), **ask)
    second = request_build(by=demo.user("manager"), **ask)
    assert first == second

    ready = make(first)
    assert ready.state == BuildState.READY
    files = BuiltPaper.objects.filter(build=ready).count()
    assert make(PackBuild.objects.get(pk=ready.pk)).finished_at == ready.finished_at
    assert BuiltPaper.objects.filter(build=ready).count() == files


def test_a_build_that_fails_says_why_and_leaves_what_is_published(demo, client, settings, tmp_path):
    """The papers' styles are missing, as after a set-up that was cut short."""
    public = client.get(f"/meetings/{'/'.join(demo.meeting.key)}/pack.pdf").getvalue()
    edit_item(by=demo.user("dso"), item=demo.item(1), version=demo.item(1).version, title="Changed")
    settings.SCRUTINY_ASSETS = tmp_path / "no-assets"
    failed = built(demo.user("dso"), demo.meeting, dated=MEETING)

    assert failed.state == BuildState.FAILED
    assert failed.problem.strip().endswith(".")
    assert failed.file == ""
    assert client.get(f"/meetings/{'/'.join(demo.meeting.key)}/pack.pdf").getvalue() == public


def test_a_disk_that_takes_no_file_leaves_a_sentence_and_is_told_to_whoever_watches(demo, settings, tmp_path):
    """A build must never be left as if somebody were still at it."""
    settings.MEDIA_ROOT = tmp_path / "no-folder"
    settings.MEDIA_ROOT.write_text("a file where the folder should be")
    asked = request_build(by=demo.user("dso"), meeting=demo.meeting, edition="public", dated=MEETING)

    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        make(asked)
    asked.refresh_from_db()
    assert asked.state == BuildState.FAILED
    assert "Try again" in asked.problem


def test_a_pack_that_takes_too_long_fails_with_a_sentence_and_the_last_good_one_stays(demo, client, monkeypatch):
    address = f"/meetings/{'/'.join(demo.meeting.key)}/pack.pdf"
    public = client.get(address).getvalue()

    def endless(*args, **kwargs):
        while True:
            pass

    monkeypatch.setattr("panels.pack.assemble", endless)
    monkeypatch.setattr("scrutiny.documents.bounds.SECONDS", 3)
    edit_item(by=demo.user("dso"), item=demo.item(1), version=demo.item(1).version, title="Changed")
    failed = built(demo.user("dso"), demo.meeting, dated=MEETING)
    assert (failed.state, failed.file) == (BuildState.FAILED, "")
    assert "needs more time than one document may have" in failed.problem
    assert client.get(address).getvalue() == public
