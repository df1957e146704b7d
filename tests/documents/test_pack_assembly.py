"""A whole pack read back: numbers, bookmarks, links, labels, metadata and tags, all against the page plan."""

import io
from datetime import UTC, datetime

import pdf_reading
import pikepdf
import pytest
from pack_parts import assembled, saved, scan, tagged_paper
from pikepdf import Array, Dictionary, Name, Pdf, String

from scrutiny.documents.assemble import assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.errors import PlanMismatch, UnknownItem, UnreadablePaper
from scrutiny.documents.plan import Item, PageKind, Paper, plan_pages
from scrutiny.documents.render import render_pdf

pytestmark = pytest.mark.documents


def stamps(page) -> list[str]:
    return [run.text for run in pdf_reading.runs_of(page) if run.artifact]


def test_every_page_carries_the_number_of_the_plan(pack, opened):
    assert pack.result.pages == len(opened.pages) == len(pack.plan.pages)
    for page, planned in zip(opened.pages, pack.plan.pages, strict=True):
        assert stamps(page) == [text for text in (planned.label, *planned.stamp) if text]


def test_blank_pages_stand_where_the_plan_says(pack, opened):
    blank = [
        index for index, page in enumerate(opened.pages) if "intentionally left blank" in pdf_reading.text_of(page)
    ]
    planned = [index for index, page in enumerate(pack.plan.pages) if page.kind is PageKind.BLANK]
    assert blank == planned
    assert planned, "the case has no blank page to look for"


def test_the_whole_pack_is_one_tagged_document(pack, opened):
    assert pdf_reading.tree_problems(opened) == []
    (document,) = opened.Root.StructTreeRoot.K
    assert str(document.S) == "/Document"
    assert {str(part.S) for part in document.K} == {"/Part"}
    titles = [str(part.T) for part in document.K if str(part.T) != "Blank page"]
    assert titles == ["Agenda", "Minutes of the last meeting", "Report", "Dataset"]
    assert pack.result.is_pdf_ua
    assert b"<pdfuaid:part>1</pdfuaid:part>" in opened.Root.Metadata.read_bytes()


def test_header_cells_of_every_part_keep_their_own_ids(opened):
    ids = [bytes(element.ID) for element in pdf_reading.elements_of(opened) if "/ID" in element]
    prefixes = {key.partition(b"-")[0] for key in ids}
    assert len(prefixes) == 2, "the report and the dataset have tables"


def test_the_bookmarks_lead_where_they_say(pack, opened):
    bookmarks = pdf_reading.bookmarks_of(opened)
    front = pack.plan.front_pages + pack.plan.front_blanks
    first = {paper.paper.key: front + paper.first - 1 for paper in pack.plan.papers}
    seven, nine = pack.plan.item("7").page_range, pack.plan.item("9").page_range
    assert [entry for entry in bookmarks if entry[0] < 2] == [
        (0, "Agenda", 1),
        (0, "1. Apologies", 1),
        (0, f"7. Minutes ({seven})", first["minutes"]),
        (1, "Minutes of the last meeting", first["minutes"]),
        (0, f"9. Performance ({nine})", first["report"]),
        (1, "Report", first["report"]),
        (1, "Appendix 1: Dataset", first["dataset"]),
    ]
    assert (2, "29. Heading 29", first["minutes"]) in bookmarks


def test_page_labels_are_the_stamped_numbers(pack, opened):
    numbers = [str(page.number) for page in pack.plan.pages if page.number is not None]
    assert pdf_reading.labels_of(opened) == ["i", "ii", *numbers]


def test_agenda_links_lead_to_the_items(pack, opened):
    links = pdf_reading.links_of(opened.pages[1])
    index = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
    front = pack.plan.front_pages + pack.plan.front_blanks
    led = {str(link.Contents): index[link.Dest[0].objgen] for link in links if "/Dest" in link}
    assert led == {
        "Agenda item 7, Minutes, page 1": front,
        f"Agenda item 9, Performance, page {pack.plan.item('9').first}": front + pack.plan.item("9").first - 1,
    }
    assert [str(link.Contents) for link in links if "/A" in link] == [
        "E-mail to panel@example.gov.uk",
        "Web page example.gov.uk/panel",
    ]


def test_links_within_a_paper_stay_within_it(pack, opened):
    report = pack.plan.papers[1]
    page = opened.pages[pack.plan.front_pages + pack.plan.front_blanks + report.first - 1]
    (link,) = pdf_reading.links_of(page)
    assert link.Dest[0].objgen == page.obj.objgen
    assert str(link.Contents) == f"Go to page {report.first}"


def test_landscape_pages_stay_landscape(pack, opened):
    dataset = pack.plan.papers[2]
    page = opened.pages[pack.plan.front_pages + pack.plan.front_blanks + dataset.first - 1]
    assert page.mediabox[2] > page.mediabox[3]


def test_the_file_says_what_it_is(opened):
    assert str(opened.docinfo.Title) == "Agenda pack"
    assert opened.Root.ViewerPreferences.DisplayDocTitle is True
    assert str(opened.Root.Lang) == "en-GB"
    assert all(page.obj.Tabs == Name.S for page in opened.pages)
    assert "/Names" not in opened.Root


def test_the_stamp_font_is_embedded_once(opened):
    stamped = {page.obj.Resources.Font.ScrutinyStamp.objgen for page in opened.pages[2:]}
    assert len(stamped) == 1


def test_the_same_parts_give_the_same_bytes(pack):
    assert pack.again().pdf == pack.result.pdf


def test_nothing_is_wrong_with_the_file(opened):
    assert opened.check_pdf_syntax() == []


def test_the_date_is_the_callers(store):
    plan, paper = plan_pages([Item("1", "One", (Paper("a", "A", 1),))]), scan()
    result = assemble(
        plan,
        {"a": paper},
        title="A & B <C>",
        author="Democratic Services",
        created=datetime(2018, 5, 30, 9, 30, tzinfo=UTC),
        blank=blank_page(store=store).pdf,
    )
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        assert str(pdf.docinfo.CreationDate) == "D:20180530093000Z"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "A & B <C>"
            assert metadata["xmp:CreateDate"] == "2018-05-30T09:30:00Z"


def test_a_pack_with_a_scan_names_it_and_claims_nothing(store):
    plan, result = assembled(store, render_pdf(_document()).pdf, scan(3))
    assert result.untagged == ("paper-2",)
    assert not result.is_pdf_ua
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        assert b"pdfuaid:part" not in pdf.Root.Metadata.read_bytes()
        assert [stamps(page)[0] for page in pdf.pages] == [page.label for page in plan.pages]


def test_a_tagged_part_that_does_not_claim_pdf_ua_is_named(store):
    _, result = assembled(store, tagged_paper())
    assert (result.untagged, result.unmarked, result.is_pdf_ua) == ((), ("paper-1",), False)


def test_a_pack_can_hold_a_pack(store, pack):
    _, result = assembled(store, pack.result.pdf, pack.result.pdf)
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        assert pdf_reading.tree_problems(pdf) == []
        assert stamps(pdf.pages[2]) == ["Page 1", "Agenda Item 7", "Page 3"]
    assert result.is_pdf_ua


def test_a_layer_that_was_hidden_stays_hidden(store):
    with Pdf.open(io.BytesIO(scan(content=b"/OC /L BDC 0 0 9 9 re f EMC"))) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Names of children")))
        other = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Text")))
        pdf.pages[0].obj.Resources = Dictionary(Properties=Dictionary(L=layer, M=other))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer, other]), D=Dictionary(OFF=Array([layer])))
        layered = saved(pdf)
    _, result = assembled(store, scan(), layered)
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        (hidden,) = pdf.Root.OCProperties.D.OFF
        assert str(hidden.Name) == "Names of children"
        assert hidden.objgen == pdf.pages[1].obj.Resources.Properties.L.objgen


@pytest.mark.parametrize("duplex", [True, False])
def test_double_sided_or_not(store, duplex):
    plan, result = assembled(store, scan(1), scan(1), duplex=duplex)
    assert result.pages == (4 if duplex else 2)
    assert [item.first for item in plan.items] == ([1, 3] if duplex else [1, 2])


def test_a_link_to_an_item_without_papers_is_an_error(pack):
    plan = plan_pages([Item("7", "Minutes", (Paper("minutes", "Minutes", len(_pages(pack.papers["minutes"]))),))])
    with pytest.raises(UnknownItem, match="agenda item 9"):
        assemble(
            plan.with_front_pages(pack.front.pages),
            {"minutes": pack.papers["minutes"]},
            title="Pack",
            blank=pack.blank,
            front=pack.front.pdf,
        )


def test_papers_must_be_those_of_the_plan(store):
    plan = plan_pages([Item("7", "Seven", (Paper("a", "The report", 2),))])
    blank = blank_page(store=store).pdf
    with pytest.raises(PlanMismatch, match="The report"):
        assemble(plan, {}, title="Pack", blank=blank)
    with pytest.raises(PlanMismatch, match="has 3 pages, but 2"):
        assemble(plan, {"a": scan(3)}, title="Pack", blank=blank)
    with pytest.raises(PlanMismatch, match="stray"):
        assemble(plan, {"a": scan(2), "stray": scan()}, title="Pack", blank=blank)
    with pytest.raises(PlanMismatch, match="Front matter"):
        assemble(plan, {"a": scan(2)}, title="Pack", blank=blank, front=scan())
    with pytest.raises(PlanMismatch, match="Agenda"):
        assemble(plan.with_front_pages(2), {"a": scan(2)}, title="Pack", blank=blank)


def test_papers_that_cannot_be_read_are_named(store, tmp_path):
    plan = plan_pages([Item("7", "Seven", (Paper("a", "The appendix", 1),))])
    blank = blank_page(store=store).pdf
    locked = io.BytesIO()
    with Pdf.open(io.BytesIO(scan())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    for content, reason in (
        (b"%PDF-1.7 and nothing else", "damaged"),
        (locked.getvalue(), "locked with a password"),
        (tmp_path / "absent.pdf", "cannot be read"),
    ):
        with pytest.raises(UnreadablePaper, match=reason) as error:
            assemble(plan, {"a": content}, title="Pack", blank=blank)
        assert error.value.name == "The appendix"


def _document() -> str:
    return '<!doctype html><html lang="en-GB"><title>Paper</title><h1>Paper</h1><p>Text</p>'


def _pages(content: bytes) -> list:
    with Pdf.open(io.BytesIO(content)) as pdf:
        return list(pdf.pages)
