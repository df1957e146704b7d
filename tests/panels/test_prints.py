"""Other forms of a pack, made for real and read back: numbers and tags stay, nothing else comes along."""

import io
import zipfile

import pikepdf
import pytest
from pikepdf import Pdf

from panels.enums import BuildState, PrintKind
from panels.making import open_pack
from panels.models import PackBuild, PackPrint, Report, ReportPart
from panels.operations.prints import request_print
from panels.operations.reports import save_part
from panels.prints import file_name, make_print
from panels.rules import NotAllowed
from panels.tasks import make_pack_print, prepare_prints
from scrutiny.files import kept
from scrutiny.models import Council
from scrutiny.operations import set_names_of_readers
from tests.documents.pdf_reading import (
    bookmarks_of,
    labels_of,
    links_of,
    runs_of,
    seen_at,
    sizes_of,
    text_of,
    tree_problems,
)
from tests.helpers import MEETING, MEETING_PATH, Demo, built, sign_in
from tests.helpers import text_of as words_of

pytestmark = pytest.mark.documents


@pytest.fixture
def build(demo: Demo) -> PackBuild:
    edition = demo.meeting.latest_edition()
    assert edition
    assert edition.build
    return edition.build


def made(build: PackBuild, kind: PrintKind, *chosen: str) -> PackPrint:
    found = make_print(request_print(by=None, build=build, kind=kind, chosen=chosen)[0])
    assert found.state == BuildState.READY, found.problem
    return found


def opened(found: PackPrint) -> Pdf:
    return pikepdf.open(kept(found.file))


def claims_ua(pdf: Pdf) -> bool:
    with pdf.open_metadata() as metadata:
        return str(metadata.get("pdfuaid:part", "")) == "1"


def test_chosen_items_keep_their_pages_numbers_tags_and_bookmarks(build: PackBuild) -> None:
    found = made(build, PrintKind.CHOSEN, "9", "7")
    assert found.chosen == "7,9"
    with opened(found) as pdf, open_pack(build) as file, Pdf.open(file) as whole:
        kept_labels = [*(str(number) for number in (1, 2)), *(str(number) for number in range(5, 19))]
        assert labels_of(pdf) == kept_labels
        by_label = {page.label: page for page in whole.pages}
        for page in pdf.pages:
            assert text_of(page) == text_of(by_label[page.label])
        assert tree_problems(pdf) == []
        assert claims_ua(pdf)
        assert str(pdf.docinfo["/Title"]).endswith("items 7, 9")
        titles = [title for _, title, _ in bookmarks_of(pdf)]
        assert any(title.startswith("7.") for title in titles)
        assert not any(title.startswith("8.") for title in titles)
    # Nothing of item 8 is left in the file, not even where no reader shows it.
    with opened(found) as pdf:
        strings = " ".join(str(value) for value in pdf.objects if isinstance(value, pikepdf.String))
        assert len([value for value in pdf.objects if str(getattr(value, "Type", "")) == "/Page"]) == len(pdf.pages)
        assert "Services (Pages" not in strings


def test_the_agenda_alone_has_no_links_that_lead_nowhere(build: PackBuild) -> None:
    with opened(made(build, PrintKind.AGENDA)) as pdf:
        assert len(pdf.pages) == build.front_pages
        assert not [link for page in pdf.pages for link in links_of(page) if "/Dest" in link]
        assert tree_problems(pdf) == []
        assert claims_ua(pdf)


def test_two_pages_a_side_say_that_they_are_not_for_screen_readers(build: PackBuild) -> None:
    found = made(build, PrintKind.TWO_UP)
    assert not found.is_tagged
    with opened(found) as pdf:
        assert not claims_ua(pdf)
        assert "/StructTreeRoot" not in pdf.Root
        assert all(float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages)
        # Four front pages and twelve upright ones two by two, six that lie down one by one; the blank one is left out.
        upright, lying = build.front_pages + 11, 6
        assert len(pdf.pages) == (build.front_pages + 6) // 2 + lying + -(-(upright - build.front_pages - 6) // 2)


def test_a_file_an_item_has_names_that_every_computer_can_store(build: PackBuild) -> None:
    found = made(build, PrintKind.FILES)
    with zipfile.ZipFile(kept(found.file)) as folder:
        assert folder.testzip() is None
        assert folder.namelist() == [
            "00-agenda.pdf",
            "07-minutes-of-the-previous-meeting-including-matters-arising.pdf",
            "08-children-and-families-services.pdf",
            "09-children-and-families-performance.pdf",
        ]
        for name in folder.namelist():
            with Pdf.open(io.BytesIO(folder.read(name))) as pdf:
                assert tree_problems(pdf) == []
    for title in ("../../etc/passwd", "C:\\x", "Ąćę Łódź", "ک ا غ ذ", "", "a" * 300, "CON", ".hidden"):
        name = file_name("7a", title)
        assert name.startswith("07a-")
        assert len(name) < 80
        assert name.isascii()
        assert not set(name) & set('/\\:*?"<>|')


def test_large_print_says_which_page_of_the_pack_it_shows(build: PackBuild) -> None:
    found = made(build, PrintKind.LARGE)
    assert found.is_tagged
    with opened(found) as pdf:
        assert tree_problems(pdf) == []
        assert claims_ua(pdf)
        texts = [text_of(page) for page in pdf.pages]
        front = "".join(texts[0].split())
        assert "7.Minutesofthemeetingheldon22March20181to2" in front
        said = "".join("".join(text.split()) for text in texts)
        # Page 18 is blank in the pack, and needs no place here.
        assert [number for number in range(1, 18) if f"[Packpage{number}]" not in said] == []
        shown = [text for text in texts if "Pack page" in text and "Large print page" in text]
        assert len(shown) >= len(texts) - 6
        assert too_small(pdf) == {}


def too_small(pdf: Pdf) -> dict[float, str]:
    """What is printed in letters of less than 18 point; captions that only screen readers need have 1 point."""
    return {size: words for page in pdf.pages for size, words in sizes_of(page).items() if 2 < size < 17.99}


def test_large_print_is_large_in_every_form_of_report(demo: Demo) -> None:
    """Portsmouth's and West Sussex's, with a table that has a heading."""
    table = '<table data-caption="Visits"><tr><th>Year</th><th>Visits</th></tr><tr><td>2017</td><td>1</td></tr></table>'
    dso = demo.user("dso")
    reports = Report.objects.exclude(paper__item__meeting=demo.meeting).select_related("paper__item__meeting")
    assert {report.template.slug for report in reports} == {"portsmouth", "west-sussex"}
    for report in reports:
        written = ReportPart.objects.filter(report=report, part__style__in=["prose", "numbered", "sections"])
        part = written.order_by("pk")[0]
        html = f"<p>See:</p>{table}<p>End</p>"
        save_part(by=dso, report=report, part=part.part, html=html, version=part.version)
        pack = built(dso, report.paper.item.meeting, dated=MEETING)
        with opened(made(pack, PrintKind.LARGE)) as pdf:
            assert "Visits" in "".join(text_of(page) for page in pdf.pages)
            assert too_small(pdf) == {}, report.template.slug


def test_a_print_is_made_once_and_again_if_it_failed(build: PackBuild, settings, tmp_path) -> None:
    first, is_new = request_print(by=None, build=build, kind=PrintKind.TWO_UP)
    again, is_new_again = request_print(by=None, build=build, kind=PrintKind.TWO_UP)
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
    place, gone = kept(build.file), tmp_path / "gone.pdf"
    place.rename(gone)
    failed = make_print(first)
    assert failed.state == BuildState.FAILED
    assert failed.problem.endswith(".")
    gone.rename(place)
    again, is_new = request_print(by=None, build=build, kind=PrintKind.TWO_UP)
    assert is_new
    assert make_print(again).state == BuildState.READY
    assert make_print(again).finished_at == PackPrint.objects.get(pk=again.pk).finished_at
    for wrong in ([], ["99"], ["7", "x"]):
        with pytest.raises(NotAllowed):
            request_print(by=None, build=build, kind=PrintKind.CHOSEN, chosen=wrong)


def test_readers_of_the_published_pack_ask_and_get_it(demo: Demo, build: PackBuild, client) -> None:
    address = f"/meetings/{MEETING_PATH}/prints/"
    assert "Make it" in words_of(client.get(address))
    client.post(address, {"kind": "chosen", "item": "8"})
    assert "It is being made" in words_of(client.get(address))
    assert "you will get the same one" in words_of(client.post(address, {"kind": "chosen", "item": "8"}, follow=True))
    found = PackPrint.objects.get()
    make_pack_print.call(found.pk)
    page = client.get(address).content.decode()
    assert f"{address}{found.pk}/" in page
    answer = client.get(f"{address}{found.pk}/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"".join(answer).startswith(b"%PDF")
    make_pack_print.call(10**6)


def test_a_new_edition_has_its_agenda_and_large_print_ready(demo: Demo, build: PackBuild) -> None:
    edition = demo.meeting.latest_edition()
    assert edition is not None
    prepare_prints.call(edition.pk)
    assert set(PackPrint.objects.filter(build=build, state=BuildState.READY).values_list("kind", flat=True)) == {
        PrintKind.AGENDA, PrintKind.LARGE,
    }  # fmt: skip


def test_copies_for_members_carry_their_readers_name_if_the_council_wants_it(demo: Demo, build: PackBuild) -> None:
    """On each page, as an artifact, for that reader alone; never in the public edition."""
    members, public = f"/meetings/{MEETING_PATH}/members/pack.pdf", f"/meetings/{MEETING_PATH}/pack.pdf"

    def read(who: str, address: str) -> bytes:
        return b"".join(sign_in(who).get(address))  # type: ignore[arg-type]

    plain = read("manager", members)
    set_names_of_readers(by=demo.user("dso"), council=Council.objects.get(is_host=True), are_printed=True)
    assert read("manager", public) == plain
    for who, name in (("manager", "Morgan Blythe"), ("dso", "Asha Verity")):
        with Pdf.open(io.BytesIO(read(who, members))) as pdf:
            assert tree_problems(pdf) == []
            assert claims_ua(pdf)
            for page in pdf.pages:
                (line,) = [run for run in runs_of(page) if f"Copy for {name}" in run.text]
                assert line.artifact
                assert seen_at(page, line)[1] < 0.05, "at the foot of every page, the front pages too"
    user = demo.user("dso")
    user.full_name = "آشا"
    user.save()
    with Pdf.open(io.BytesIO(read("dso", members))) as pdf:
        assert "Copy for dso" in text_of(pdf.pages[0])
    two_up = made(build, PrintKind.FILES)
    with zipfile.ZipFile(
        io.BytesIO(read("manager", f"/meetings/{MEETING_PATH}/members/prints/{two_up.pk}/"))
    ) as folder:
        for name in folder.namelist():
            with Pdf.open(io.BytesIO(folder.read(name))) as pdf:
                assert "Copy for Morgan Blythe" in text_of(pdf.pages[0])
