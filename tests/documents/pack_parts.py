"""The parts that the assembly tests join: our own papers, and PDFs as other people's software writes them."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from scrutiny.documents.assemble import AssembledPack, assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.plan import Item, PagePlan, Paper, plan_pages
from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import RenderedPaper

SENTENCE = "The Panel asks what lies behind a figure, who answers for it, and by when it should have changed. "

FRONT = """
<section class="cover"><p class="cover-council">Exampleton Council</p><h1>Scrutiny Panel</h1></section>
<section class="new-page"><h2 id="agenda">Agenda</h2><ol>
<li id="item-1">Apologies</li>
<li id="item-7"><a href="item:7">Minutes</a></li>
<li id="item-9"><a href="item:9">Performance</a></li>
</ol><p>Ask <a href="mailto:panel@example.gov.uk">the officer</a>
or see <a href="https://example.gov.uk/panel">the page</a>.</p>
</section>
"""
MINUTES = "<h1>Minutes of the last meeting</h1>" + "".join(
    f"<h2>{number}. Heading {number}</h2><p>{SENTENCE * 8}</p>" for number in range(29, 37)
)
REPORT = (
    '<h1>Performance</h1><h2>Summary</h2><p>See <a href="#measures">the measures</a>.</p>'
    "<h2>Detail</h2><ol class='numbered'><li>First<ul><li>within</li></ul></li><li>Second</li></ol>"
    '<h2 id="measures">Measures</h2><table><caption>Referrals</caption>'
    '<thead><tr><th scope="col">Measure</th><th scope="col">Apr-18</th></tr></thead><tbody>'
    '<tr><th scope="row">Referrals</th><td>245</td></tr></tbody></table>'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="90" height="90">'
    '<title>Referrals fell to 245.</title><path d="M0 0 L9 9" stroke="black"/></svg>'
)
DATASET = (
    '<section class="landscape"><h1>Dataset</h1><table class="wide"><thead><tr><th scope="col">Measure</th>'
    + "".join(f'<th scope="col">M{month}</th>' for month in range(13))
    + "</tr></thead><tbody>"
    + "".join(
        f'<tr><th scope="row">Measure {row}</th>' + "".join(f"<td>{row * month}</td>" for month in range(13)) + "</tr>"
        for row in range(90)
    )
    + "</tbody></table></section>"
)


@dataclass(frozen=True)
class Pack:
    """An assembled pack with what it was made of."""

    plan: PagePlan
    papers: dict[str, bytes]
    front: RenderedPaper
    blank: bytes
    result: AssembledPack

    def file(self) -> io.BytesIO:
        return io.BytesIO(self.result.pdf)

    def again(self) -> AssembledPack:
        return assemble(self.plan, self.papers, title="Agenda pack", blank=self.blank, front=self.front.pdf)


def build_pack(store: Path, document: Callable[..., str]) -> Pack:
    """Render the papers, plan them and assemble the pack."""
    rendered = {
        key: render_cached(document(content, key), store=store)
        for key, content in {"minutes": MINUTES, "report": REPORT, "dataset": DATASET}.items()
    }
    front = render_cached(document(FRONT, "Agenda"), store=store)
    plan = plan_pages(
        [
            Item("1", "Apologies"),
            Item("7", "Minutes", (Paper("minutes", "Minutes of the last meeting", rendered["minutes"].pages),)),
            Item(
                "9",
                "Performance",
                (
                    Paper("report", "Report", rendered["report"].pages),
                    Paper("dataset", "Dataset", rendered["dataset"].pages, "Appendix 1"),
                ),
            ),
        ]
    ).with_front_pages(front.pages)
    papers = {key: paper.pdf for key, paper in rendered.items()}
    blank = blank_page(store=store).pdf
    result = assemble(plan, papers, title="Agenda pack", blank=blank, front=front.pdf)
    return Pack(plan, papers, front, blank, result)


def assembled(store: Path, *foreign: bytes, duplex: bool = False) -> tuple[PagePlan, AssembledPack]:
    """A pack of nothing but these PDFs, one an item."""
    items = []
    for number, content in enumerate(foreign, 1):
        with Pdf.open(io.BytesIO(content)) as source:
            pages = len(source.pages)
        items.append(Item(str(number), f"Item {number}", (Paper(f"paper-{number}", f"Paper {number}", pages),)))
    plan = plan_pages(items, duplex=duplex)
    papers = {f"paper-{number}": content for number, content in enumerate(foreign, 1)}
    return plan, assemble(plan, papers, title="A pack", blank=blank_page(store=store).pdf)


def scan(
    pages: int = 1,
    *,
    rotate: int = 0,
    crop: Sequence[float] | None = None,
    size: tuple[float, float] = (595, 842),
    content: bytes = b"0 0 50 50 re f",
) -> bytes:
    """A PDF without tags, as a scanner leaves it."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            page = pdf.add_blank_page(page_size=size)
            page.obj.Rotate = rotate
            if crop:
                page.obj.CropBox = Array(list(crop))
            page.obj.Contents = pdf.make_stream(content)
        return saved(pdf)


def tagged_paper(change: Callable[[Pdf, Dictionary], None] | None = None, *, role: str = "P") -> bytes:
    """A one-page tagged PDF with one element, as a word processor might write it; `change` spoils its tree."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = pdf.make_stream(f"/{role} <</MCID 0>> BDC 10 10 20 20 re f EMC".encode())
        page.obj.StructParents = 0
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        element = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), P=root, Pg=page.obj, K=Array([0]), ID=String("only"))
        )
        root.K = Array([element])
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, Array([element])])))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = String("cy-GB")
        if change:
            change(pdf, root)
        return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    """The bytes of a PDF."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
