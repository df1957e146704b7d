"""The combined pack: the agenda with all its supplements in one file, as published, for the public and for members."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from checker import check
from django.test import Client
from intake_reading import everything_in
from pdf_reading import bookmarks_of, labels_of, links_of, runs_of, text_of
from strange_pdfs import text, written

from panels.enums import BuildState, EditionKind, PrintKind, PublicationKind
from panels.making import make, open_pack
from panels.models import Edition, ExemptionGround, PackBuild, Paper
from panels.operations.exemptions import mark_exempt
from panels.operations.packs import request_combined
from panels.operations.prints import request_print
from panels.operations.publishing import confirm_publication, publish_agenda, withdraw_agenda
from panels.operations.reports import attach_glossary
from panels.operations.uploads import add_upload
from panels.rules import NotAllowed
from scrutiny.operations import set_names_of_readers
from tests.helpers import MEETING_PATH, Demo, built, noon, sign_in
from tests.helpers import text_of as text_of_page
from tests.panels.test_after_publication import DAY

pytestmark = pytest.mark.documents

SECRET = "Zyxquill"
ADDRESS = f"/meetings/{MEETING_PATH}/combined-pack.pdf"
MEMBERS_ADDRESS = f"/meetings/{MEETING_PATH}/members/combined-pack.pdf"


def published(demo: Demo, kind: PublicationKind, **reasons: str) -> Edition:
    """Both editions built and published, with the second person's word."""
    dso = demo.user("dso")
    built(dso, demo.meeting, dated=DAY, is_supplement=kind is PublicationKind.SUPPLEMENT)
    publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), kind=kind, **reasons)
    return confirm_publication(by=demo.user("manager"), meeting=demo.meeting, at=noon(DAY))


@pytest.fixture
def two_supplements(demo: Demo, tmp_path: Path) -> Edition:
    """The agenda with an exempt appendix, and two supplements. Gives the latest edition."""
    dso, ground = demo.user("dso"), ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    source = tmp_path / "sent.pdf"
    source.write_bytes(written(*[text(f"{SECRET} inside")] * 3))
    upload = add_upload(by=dso, item=demo.item(9), source=source, file_name=f"{SECRET}.pdf")
    mark_exempt(by=dso, subject=Paper.objects.get(upload=upload), ground=ground, reason=f"{SECRET} reason")
    published(demo, PublicationKind.CORRECTION, reason="An appendix is exempt")
    attach_glossary(by=dso, item=demo.item(9), council=demo.panel.council, title="Late appendix")
    published(demo, PublicationKind.SUPPLEMENT, late_reason="It came late")
    attach_glossary(by=dso, item=demo.item(8), council=demo.panel.council, title="Later appendix")
    return published(demo, PublicationKind.SUPPLEMENT, late_reason="It came later")


def combined(latest: Edition, edition: EditionKind) -> PackBuild:
    """What the publication asked for, made as the worker makes it."""
    return make(PackBuild.objects.get(combines=latest, edition=edition))


def content(client: Client, address: str) -> bytes:
    return b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]


def numbers_on(page: pikepdf.Page) -> list[str]:
    return [run.text for run in runs_of(page) if run.artifact and run.text.startswith("Page")]


def test_everything_published_is_in_one_file_under_its_numbers(demo: Demo, two_supplements: Edition, tmp_path: Path):
    public, members = (combined(two_supplements, edition) for edition in (EditionKind.PUBLIC, EditionKind.MEMBERS))
    assert public.state == members.state == BuildState.READY, public.problem + members.problem
    outsider, officer = Client(), sign_in("dso")
    page = outsider.get(f"/meetings/{MEETING_PATH}/").content.decode()
    assert ADDRESS in page
    assert "Everything in one file" in page

    files = {
        EditionKind.PUBLIC: content(outsider, ADDRESS),
        EditionKind.MEMBERS: content(officer, MEMBERS_ADDRESS),
    }
    labels = {}
    for edition, whole in files.items():
        separate = [PackBuild.objects.get(pk=pk) for pk in _builds(two_supplements, edition)]
        with pikepdf.open(io.BytesIO(whole)) as pdf:
            found = check(pdf)
            assert found.problems == []
            labels[edition] = labels_of(pdf)
            # Page for page what was published, in its order, behind a contents page and its blank back.
            contents = len(pdf.pages) - sum(build.pages for build in separate)
            assert contents == 2
            side = contents
            for build in separate:
                with open_pack(build) as file, pikepdf.open(file) as part:
                    for own, joined in zip(part.pages, list(pdf.pages)[side:], strict=False):
                        assert text_of(own) == text_of(joined)
                    side += len(part.pages)
            for number, page_there in zip(labels[edition], pdf.pages, strict=True):
                if number.isdecimal() and len(numbers_on(page_there)) == 1 and "-" not in numbers_on(page_there)[0]:
                    assert numbers_on(page_there) == [f"Page {number}"]
            first = {number: side for side, number in reversed(list(enumerate(labels[edition])))}
            index = {one.obj.objgen: side for side, one in enumerate(pdf.pages)}
            led = {
                str(link.Contents): index[link.Dest[0].objgen]
                for side in range(contents)
                for link in links_of(pdf.pages[side])
            }
            assert led
            for words, side in led.items():
                assert side == first[words.removeprefix("Go to page ")]
            marks = [(depth, title) for depth, title, _ in bookmarks_of(pdf) if depth < 2]
            assert [title for depth, title in marks if depth == 0][:4] == [
                "Contents", "Agenda pack", "Supplement 1", "Supplement 2",
            ]  # fmt: skip
            assert (1, "Appendix 4: Late appendix") in marks
    assert [label for label in labels[EditionKind.PUBLIC] if not label.isdecimal()][:2] == ["i", "ii"]
    papers = {paper.label: paper for paper in two_supplements.build.papers.all()}  # type: ignore[union-attr]
    assert str(papers["Appendix 1"].first_page) in labels[EditionKind.PUBLIC]

    (tmp_path / "public.pdf").write_bytes(files[EditionKind.PUBLIC])
    assert SECRET.encode() not in everything_in(tmp_path / "public.pdf")
    with pikepdf.open(io.BytesIO(files[EditionKind.MEMBERS])) as pdf:
        secret = [side for side, page in enumerate(pdf.pages) if side > 1 and SECRET in text_of(page)]
    separate = [PackBuild.objects.get(pk=pk) for pk in _builds(two_supplements, EditionKind.MEMBERS)]
    sides = 2  # the contents, which name what is exempt to its readers
    expected = []
    for build in separate:
        with open_pack(build) as file, pikepdf.open(file) as part:
            expected += [sides + side for side, page in enumerate(part.pages) if SECRET in text_of(page)]
            sides += len(part.pages)
    assert secret == expected != []
    with pikepdf.open(io.BytesIO(files[EditionKind.PUBLIC])) as pdf:
        assert not any(SECRET in text_of(page) for page in pdf.pages)

    # Members' copies carry the name of their reader where the council wants it, this one as the others.
    set_names_of_readers(by=demo.user("dso"), council=demo.panel.council, are_printed=True)
    for client, address, is_named in ((officer, MEMBERS_ADDRESS, True), (outsider, ADDRESS, False)):
        with pikepdf.open(io.BytesIO(content(client, address))) as pdf:
            assert {"Copy for" in text_of(page) for page in pdf.pages} == {is_named}


def _builds(latest: Edition, edition: EditionKind) -> list[int]:
    standing = Edition.objects.filter(meeting=latest.meeting, number__gte=latest.number - 2).in_order()
    is_members = edition is EditionKind.MEMBERS
    return [(one.members_build_id if is_members else None) or one.build_id for one in standing]


def test_it_is_made_once_and_goes_with_what_it_holds(demo: Demo, two_supplements: Edition):
    ready = combined(two_supplements, EditionKind.PUBLIC)
    again = request_combined(by=demo.user("dso"), latest=two_supplements, edition=EditionKind.PUBLIC)
    assert again == ready
    older = PackBuild.objects.exclude(combines=two_supplements).get(combines__isnull=False, edition="public")
    assert re.search("not the latest", make(older).problem)

    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(DAY), reason="A mistake")
    assert Client().get(ADDRESS).status_code == 404
    assert sign_in("dso").get(ADDRESS).status_code == 404


def test_an_agenda_without_supplements_has_none(demo: Demo):
    assert Client().get(ADDRESS).status_code == 404
    assert "Everything in one file" not in Client().get(f"/meetings/{MEETING_PATH}/").content.decode()


def test_an_officer_has_it_made_at_the_desk_and_gets_the_one_that_is_there(demo: Demo, two_supplements: Edition):
    desk, officer = f"/desk/{MEETING_PATH}/", sign_in("dso")
    assert "Build the combined pack" in text_of_page(officer.get(desk))
    builds = []
    for edition in EditionKind:
        answer = officer.post(f"{desk}packs/combined/", {"edition": edition}, follow=True)
        build = PackBuild.objects.get(combines=two_supplements, edition=edition)
        assert answer.redirect_chain[-1][0] == f"{desk}packs/{build.pk}/"
        builds.append(make(build))
    for build in builds:
        again = officer.post(f"{desk}packs/combined/", {"edition": build.edition}, follow=True)
        assert again.redirect_chain[-1][0] == f"{desk}packs/{build.pk}/"
        assert f"Combined pack, {build.edition}" in text_of_page(again)
        with pikepdf.open(io.BytesIO(content(officer, f"{desk}packs/{build.pk}/pack.pdf"))) as pdf:
            assert len(pdf.pages) == build.pages
        # Its other forms are those of the files that it joins: of its own it would have one without any paper.
        assert "Print options" not in text_of_page(again)
        assert officer.get(f"{desk}packs/{build.pk}/prints/").status_code == 404
        assert officer.post(f"{desk}packs/{build.pk}/prints/request/", {"kind": "large"}).status_code == 404
        with pytest.raises(NotAllowed, match="combined pack has no other forms"):
            request_print(by=None, build=build, kind=PrintKind.LARGE)
    untagged = re.findall(rf'href="({desk}papers/\d+/)">([^<]+)<', again.content.decode())
    assert [title for _, title in untagged] == [SECRET], "the paper without tags, by its name"
    assert officer.get(untagged[0][0]).status_code == 200
    assert sign_in("officer").post(f"{desk}packs/combined/", {"edition": "members"}).status_code == 403
    assert officer.post(f"{desk}packs/combined/", {"edition": "other"}).status_code == 404


def test_an_officer_leaves_out_blank_pages_and_numbers_stay(demo: Demo):
    desk, officer = f"/desk/{MEETING_PATH}/", sign_in("dso")
    for asked in ({}, {"single_sided": "yes"}):
        officer.post(f"{desk}packs/", {"edition": "public", **asked})
    without, whole = (make(build) for build in PackBuild.objects.filter(meeting=demo.meeting).newest_first()[:2])
    assert (without.double_sided, whole.double_sided) == (False, True)
    assert "without blank pages" in text_of_page(officer.get(f"{desk}packs/{without.pk}/"))
    labels, blanks = [], []
    for build in (without, whole):
        with open_pack(build) as file, pikepdf.open(file) as pdf:
            labels.append([label for label in labels_of(pdf) if label.isdecimal()])
            blanks.append(sum("left blank" in text_of(page) for page in pdf.pages))
    assert blanks[0] == 0 < blanks[1]
    assert set(labels[0]) < set(labels[1])
    places = [
        list(build.papers.order_by("position").values_list("first_page", "last_page")) for build in (without, whole)
    ]
    assert places[0] == places[1]


def test_a_supplement_can_be_built_without_blank_pages_too(demo: Demo):
    attach_glossary(by=demo.user("dso"), item=demo.item(8), council=demo.panel.council, title="Late appendix")
    officer = sign_in("dso")
    page = officer.get(f"/desk/{MEETING_PATH}/publish/?kind=supplement").content.decode()
    assert 'name="single_sided"' in page
    officer.post(f"/desk/{MEETING_PATH}/packs/", {"edition": "public", "supplement": "1", "single_sided": "yes"})
    build = make(PackBuild.objects.filter(meeting=demo.meeting).newest_first()[0])
    assert (build.state, build.double_sided, build.supplements_id is None) == (BuildState.READY, False, False)
    with open_pack(build) as file, pikepdf.open(file) as pdf:
        assert not any("left blank" in text_of(page) for page in pdf.pages)
    page = text_of_page(officer.get(f"/desk/{MEETING_PATH}/publish/?kind=supplement"))
    assert f"supplement of {build.pages} sides, without blank pages, that was built" in page
