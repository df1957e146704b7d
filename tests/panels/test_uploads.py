"""Uploaded papers on an agenda: adding, deciding, publishing, replacing, removing, ordering, and the pack with them."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from strange_pdfs import text, written

from panels.enums import GroundKind, UploadKind
from panels.making import open_pack
from panels.models import AgendaItem, Exemption, ExemptionGround, Paper, Upload, UploadFinding
from panels.operations import uploads
from panels.operations.agenda import remove_item
from panels.operations.exemptions import mark_exempt
from panels.reports.agenda import agenda_lines
from panels.reports.gate import gate
from panels.reports.uploads import open_findings, untagged_papers, upload_report
from panels.rules import NotAllowed
from panels.uploads.refusals import Refused
from scrutiny.models import Event
from tests.helpers import MEETING, Demo, built, sign_in
from tests.panels.office_files import paragraph, word

pytestmark = pytest.mark.django_db
PLAIN = written(text("An ordinary appendix"), text("Its second page"))
BOXED = written(text("The name of the child") + "0 g 60 690 300 30 re f")

Sends = Callable[..., Upload]


@pytest.fixture
def item(demo: Demo) -> AgendaItem:
    """An item with a report and two appendices."""
    return demo.item(9)


@pytest.fixture
def send(demo: Demo, item: AgendaItem, tmp_path: Path) -> Sends:
    """Uploads a file to the item."""

    def sent(content: bytes, name: str = "A_plan of the site.pdf", **more: object) -> Upload:
        source = tmp_path / "sent"
        source.write_bytes(content)
        more = {"by": demo.user("dso"), "item": item, **more}
        return uploads.add_upload(source=source, file_name=name, **more)  # type: ignore[arg-type]

    return sent


def places(item: AgendaItem) -> list[tuple[int, str]]:
    return list(Paper.objects.filter(item=item).order_by("place").values_list("place", "title"))


def files_kept(settings) -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "uploads").rglob("*") if path.is_file()]


# --- Adding -----------------------------------------------------------------------------------------------------


def test_a_file_becomes_the_last_appendix_under_its_hash(demo, item, send, settings):
    before, version = places(item), demo.meeting.agenda_version
    upload = send(PLAIN)
    assert places(item) == [*before, (before[-1][0] + 1, "A plan of the site")]
    assert (upload.kind, upload.pages, upload.is_tagged) == (UploadKind.PDF, 2, False)
    kept = Path(settings.MEDIA_ROOT) / upload.file
    assert kept.name == f"{upload.sha256}.pdf"
    assert files_kept(settings) == [kept]
    assert demo.meeting.agenda_version == version + 1
    event = Event.objects.order_by("-number")[0]
    assert (event.action, event.by, event.facts["pages"]) == ("upload paper", demo.user("dso"), 2)


def test_a_refused_file_changes_nothing(demo, item, send, settings):
    before = (places(item), demo.meeting.agenda_version, Event.objects.count(), Upload.objects.count())
    for content in (b"MZ program", b"%PDF-1.7 broken", b""):
        with pytest.raises(Refused):
            send(content)
    assert (places(item), demo.meeting.agenda_version, Event.objects.count(), Upload.objects.count()) == before
    assert files_kept(settings) == []


def test_the_same_file_twice_on_an_item_is_refused(send):
    send(PLAIN)
    with pytest.raises(Refused, match="The same file is on this item already, as “A plan of the site”"):
        send(PLAIN, "Another name.pdf")


def test_an_item_without_papers_can_have_an_upload_as_its_own_paper(demo, send):
    empty = demo.item(1)
    send(PLAIN, item=empty, as_main=True)
    send(BOXED, "Second.pdf", item=empty)
    assert places(empty) == [(0, "A plan of the site"), (1, "Second")]
    with pytest.raises(NotAllowed, match="has its own paper already"):
        send(written(text("Third")), item=empty, as_main=True)


def test_a_removed_item_takes_no_files(demo, item, send):
    remove_item(by=demo.user("dso"), item=item)
    with pytest.raises(NotAllowed, match="removed from the agenda"):
        send(PLAIN)


def test_limits_are_settings(send, settings):
    settings.UPLOAD_PAGE_LIMIT = 1
    with pytest.raises(Refused, match="The PDF has 2 pages; the limit is 1"):
        send(PLAIN)
    long = word(*(paragraph(f"Paragraph {number} of a long paper. " * 12) for number in range(40)))
    with pytest.raises(Refused, match="more than 1 pages"):
        send(long, "long.docx")


@pytest.mark.documents
def test_a_word_document_is_printed_and_tagged(send):
    upload = send(word(paragraph("The words of the appendix")), "Words.docx")
    assert (upload.kind, upload.pages, upload.file) == (UploadKind.WORD, 1, "")
    assert "The words of the appendix" in upload.html


# --- Deciding ---------------------------------------------------------------------------------------------------


def test_hidden_text_keeps_the_agenda_from_being_published_until_somebody_decides(demo, send):
    upload = send(BOXED)
    [finding] = open_findings(demo.meeting)
    assert str(finding) == "Text under a box or picture, page 1 (“A plan of the site”)"
    assert "name of the child" not in str(finding)
    missing = gate(demo.meeting, today=MEETING).missing
    assert "a decision on 1 hidden thing in “A plan of the site”" in missing

    with pytest.raises(NotAllowed, match="Say why"):
        uploads.resolve_findings(by=demo.user("dso"), upload=upload, findings=[1], reason="  ")
    stored = UploadFinding.objects.get(upload=upload)
    uploads.resolve_finding(by=demo.user("dso"), finding=stored, reason="A heading, repeated below")
    assert open_findings(demo.meeting) == ()
    assert not any("decision" in line for line in gate(demo.meeting, today=MEETING).missing)
    stored.refresh_from_db()
    assert (stored.resolved_by, stored.reason) == (demo.user("dso"), "A heading, repeated below")
    with pytest.raises(NotAllowed, match="decided already"):
        uploads.resolve_finding(by=demo.user("dso"), finding=stored, reason="Again")


def test_the_history_never_holds_what_is_hidden(demo, send):
    upload = send(BOXED)
    uploads.resolve_findings(
        by=demo.user("dso"), upload=upload, findings=[one.pk for one in upload.findings.order_by("pk")], reason="Seen"
    )
    told = [str(event.facts) for event in Event.objects.order_by("number")]
    assert not any("name of the child" in line for line in told)
    assert any("covered_text page 1" in line for line in told)


def test_findings_of_removed_papers_and_items_hold_nothing_up(demo, item, send):
    upload = send(BOXED)
    uploads.remove_upload(by=demo.user("dso"), paper=upload.paper)
    assert open_findings(demo.meeting) == ()
    uploads.restore_upload(by=demo.user("dso"), paper=upload.paper)
    assert len(open_findings(demo.meeting)) == 1
    remove_item(by=demo.user("dso"), item=item)
    assert open_findings(demo.meeting) == ()


def test_open_findings_take_one_query_however_many_there_are(demo, send, django_assert_num_queries):
    send(BOXED)
    meeting = demo.meeting
    with django_assert_num_queries(1):
        open_findings(meeting)
    for number in range(3):
        send(written(text(f"Hidden {number}") * 3 + "0 g 60 690 300 30 re f"), f"{number}.pdf")
    with django_assert_num_queries(1):
        assert len({finding.paper_pk for finding in open_findings(meeting)}) == 4


# --- Replacing, removing, ordering ------------------------------------------------------------------------------


def test_a_replacement_keeps_title_place_and_exemption_and_forgets_what_was_hidden(demo, item, send, tmp_path):
    old = send(BOXED)
    ground = ExemptionGround.objects.filter(kind=GroundKind.EXEMPT).order_by("pk")[0]
    mark_exempt(by=demo.user("dso"), subject=old.paper, ground=ground, reason="It names a child.")
    paper, before = old.paper, places(item)
    source = tmp_path / "new"
    source.write_bytes(PLAIN)
    new = uploads.replace_upload(by=demo.user("dso"), paper=paper, source=source, file_name="clean.pdf")
    paper.refresh_from_db()
    assert (paper.upload, places(item)) == (new, before)
    assert Exemption.objects.in_force().filter(paper=paper).exists()
    assert open_findings(demo.meeting) == ()
    assert [upload.file_name for upload in upload_report(paper).earlier] == ["A_plan of the site.pdf"]
    assert UploadFinding.objects.get(upload=old).excerpt == ""


def test_an_exempt_paper_that_is_taken_off_leaves_no_trace_and_comes_back_exempt(demo, item, send):
    paper = send(PLAIN).paper
    ground = ExemptionGround.objects.order_by("pk")[0]
    mark_exempt(by=demo.user("dso"), subject=paper, ground=ground, reason="It names a child.")
    assert any(line.is_exclusion for line in agenda_lines(demo.meeting))
    uploads.remove_upload(by=demo.user("dso"), paper=paper)
    assert not any(line.is_exclusion for line in agenda_lines(demo.meeting))
    uploads.restore_upload(by=demo.user("dso"), paper=paper)
    [withheld] = [one for line in agenda_lines(demo.meeting) for one in line.papers if one.withheld_as]
    assert withheld.pk == paper.pk


def test_removing_closes_the_gap_and_putting_back_opens_it(demo, item, send):
    upload = send(PLAIN)
    send(BOXED, "Last.pdf")
    before = places(item)
    uploads.move_paper(by=demo.user("dso"), paper=upload.paper, steps=-9)
    assert places(item)[1] == (1, "A plan of the site")
    moved = places(item)
    uploads.remove_upload(by=demo.user("dso"), paper=upload.paper)
    left = places(item)
    assert [place for place, _ in left] == list(range(len(left)))
    assert (1, "A plan of the site") not in left
    uploads.restore_upload(by=demo.user("dso"), paper=upload.paper)
    assert places(item) == moved
    assert sorted(title for _, title in moved) == sorted(title for _, title in before)


def test_only_uploads_are_removed_here_and_only_appendices_are_moved(demo, item):
    report, appendix = item.papers.order_by("place")[:2]
    with pytest.raises(NotAllowed, match="Only uploaded papers"):
        uploads.remove_upload(by=demo.user("dso"), paper=appendix)
    with pytest.raises(NotAllowed, match="Only an appendix can be moved"):
        uploads.move_paper(by=demo.user("dso"), paper=report, steps=1)


# --- The pack ---------------------------------------------------------------------------------------------------


@pytest.mark.documents
def test_uploads_are_in_the_pack_and_untagged_ones_are_named(demo, item, send):
    pdf = send(PLAIN)
    send(word(paragraph("Words in our own layout")), "Words.docx")
    build = built(demo.user("dso"), demo.meeting, dated=MEETING)
    papers = {paper.title: paper for paper in build.papers.order_by("position")}
    assert papers["A plan of the site"].sides == 2
    assert "This paper is a PDF of 2 pages" in papers["A plan of the site"].body
    assert "Words in our own layout" in papers["Words"].body
    with open_pack(build) as file, pikepdf.open(io.BytesIO(file.read())) as pack:
        first = build.front_pages + papers["A plan of the site"].first_page - 1
        content = b"".join(stream.read_bytes() for stream in _streams(pack.pages[first]))
        assert b"An ordinary appendix" in content
        assert b"pdfuaid:part" not in pack.Root.Metadata.read_bytes()
    assert build.agenda["untagged"] == [{"pk": pdf.paper.pk, "title": "A plan of the site"}]
    page = sign_in("dso").get(address("build", demo, build.pk)).content.decode()
    assert "Not made for screen readers" in page
    [untagged] = untagged_papers(demo.meeting)
    assert (untagged.paper_pk, untagged.pages) == (pdf.paper.pk, 2)
    assert "Document structure tags" in untagged.advice


def _streams(page: pikepdf.Page) -> list[pikepdf.Object]:
    contents = page.obj.Contents
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    forms = page.obj.Resources.get("/XObject", {})
    return [*streams, *(form for form in forms.values() if form.get("/Subtype") == pikepdf.Name.Form)]


# --- Pages ------------------------------------------------------------------------------------------------------


def address(name: str, demo: Demo, pk: int) -> str:
    return reverse(f"panels:{name}", args=[*demo.meeting.key, pk])


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def upload_file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_several_files_at_once_keep_the_good_and_name_every_problem_of_the_others(demo, item):
    files = [
        upload_file(PLAIN, "good.pdf"),
        upload_file(b"MZ", "bad.pdf"),
        upload_file(b"", "empty.pdf"),
        upload_file(BOXED, "boxed.pdf"),
        upload_file(b"\xd0\xcf\x11\xe0" + b"\0" * 99, "old.doc"),
    ]
    response = sign_in("dso").post(address("add_uploads", demo, item.pk), {"files": files})
    assert response.status_code == 400
    page = response.content.decode()
    assert "Some files were not added" in page
    for sentence in (
        "bad.pdf: This is a program.",
        "empty.pdf: The file is empty.",
        "old.doc: The document is in an old",
    ):
        assert sentence in page
    assert [title for _, title in places(item)][-2:] == ["good", "boxed"]
    assert "1 to be decided" in page


def test_files_that_are_all_good_lead_back_to_the_list(demo, item):
    client = sign_in("dso")
    response = client.post(
        address("add_uploads", demo, item.pk), {"files": [upload_file(BOXED, "boxed.pdf")]}, follow=True
    )
    assert response.redirect_chain
    assert (
        "1 hidden thing was found in it: it cannot be published before somebody has decided."
        in response.content.decode()
    )


def test_a_script_gets_the_same_in_few_words(demo, item):
    files = [upload_file(PLAIN, "good.pdf"), upload_file(b"MZ", "bad.pdf")]
    response = sign_in("dso").post(
        address("add_uploads", demo, item.pk), {"files": files}, headers={"accept": "application/json"}
    )
    answer = response.json()
    assert [line["title"] for line in answer["kept"]] == ["good"]
    assert answer["problems"] == [
        "bad.pdf: This is a program. Ask the author to export it as a PDF (Save as, PDF) or to save it as a Word "
        "document (.docx)."
    ]


def test_no_file_and_too_many_files_are_refused(demo, item):
    client = sign_in("dso")
    assert "Choose at least one file." in client.post(address("add_uploads", demo, item.pk)).content.decode()
    many = [upload_file(b"x", f"{number}.pdf") for number in range(21)]
    page = client.post(address("add_uploads", demo, item.pk), {"files": many}).content.decode()
    assert "Send at most 20 at once." in page


def test_the_page_of_a_paper_shows_what_is_hidden_and_takes_the_decision(demo, item, send):
    paper = send(BOXED).paper
    client = sign_in("dso")
    page = client.get(address("upload", demo, paper.pk)).content.decode()
    assert "Text under a box or picture" in page
    assert "The name of the child" in page
    refused = client.post(address("decide_upload", demo, paper.pk), {"reason": "Seen"})
    assert refused.status_code == 400
    assert "Choose what you have looked at." in refused.content.decode()
    finding = UploadFinding.objects.get(upload=paper.upload)
    without = client.post(address("decide_upload", demo, paper.pk), {"finding": [finding.pk]})
    assert "Say why it may be published" in without.content.decode()
    done = client.post(address("decide_upload", demo, paper.pk), {"finding": [finding.pk], "reason": "Public already"})
    assert done.status_code == 302
    assert "Public already" in client.get(address("upload", demo, paper.pk)).content.decode()


def test_a_paper_can_be_renamed_replaced_removed_and_put_back_by_its_pages(demo, item, send):
    paper = send(BOXED).paper
    client = sign_in("dso")
    assert client.post(address("rename_upload", demo, paper.pk), {"title": "  "}).status_code == 400
    client.post(address("rename_upload", demo, paper.pk), {"title": "The plan"})
    assert places(item)[-1][1] == "The plan"
    assert client.post(address("replace_upload", demo, paper.pk)).status_code == 400
    bad = client.post(address("replace_upload", demo, paper.pk), {"file": upload_file(b"MZ", "x.pdf")})
    assert "This is a program." in bad.content.decode()
    client.post(address("replace_upload", demo, paper.pk), {"file": upload_file(PLAIN, "clean.pdf")})
    assert Paper.objects.get(pk=paper.pk).upload.file_name == "clean.pdf"
    client.post(address("remove_upload", demo, paper.pk))
    assert client.get(address("upload", demo, paper.pk)).status_code == 404
    assert "Put back" in client.get(address("add_uploads", demo, item.pk)).content.decode()
    client.post(address("restore_upload", demo, paper.pk))
    pdf = client.get(address("upload_file", demo, paper.pk))
    assert pdf["Content-Type"] == "application/pdf"
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")


def test_the_page_of_an_item_takes_as_many_queries_for_six_files_as_for_one(demo, item, send):
    client = sign_in("dso")
    send(BOXED)
    client.get(address("add_uploads", demo, item.pk))
    one = queries(client, address("add_uploads", demo, item.pk))
    for number in range(5):
        send(written(text(f"Appendix {number}")), f"{number}.pdf")
    assert queries(client, address("add_uploads", demo, item.pk)) == one
