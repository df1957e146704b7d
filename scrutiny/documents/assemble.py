"""A pack from its parts: joined in the order of the page plan, numbered, bookmarked, tagged as one document.

What is joined is in files of its own: structure.py, stamp.py, links.py, outline.py, layers.py, metadata.py.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pikepdf
from pikepdf import Name, Page, Pdf

from scrutiny.documents.assets import assets_folder, resolve
from scrutiny.documents.destinations import Destinations
from scrutiny.documents.errors import PlanMismatch, UnreadablePaper
from scrutiny.documents.font import STAMP_FONT, subset_font
from scrutiny.documents.layers import Layers
from scrutiny.documents.links import join_links
from scrutiny.documents.metadata import claims_pdf_ua, language_of, write_metadata
from scrutiny.documents.outline import headings_of, write_outline, write_page_labels
from scrutiny.documents.plan import PageKind, PagePlan, PlannedPage
from scrutiny.documents.stamp import Stamper
from scrutiny.documents.structure import StructureTree, is_tagged

OWN_PRODUCER = "WeasyPrint"


@dataclass(frozen=True)
class AssembledPack:
    """The finished file.

    `untagged` are the keys of papers without structure, and `unmarked` of those that are tagged but do not claim
    PDF/UA: a pack with either does not claim it. Both in the order of the pack.
    """

    pdf: bytes
    pages: int
    untagged: tuple[str, ...]
    unmarked: tuple[str, ...]

    @property
    def is_pdf_ua(self) -> bool:
        """Whether the file claims PDF/UA-1: only when every part of it earns that."""
        return not self.untagged and not self.unmarked


def assemble(
    plan: PagePlan,
    papers: Mapping[str, bytes | Path],
    *,
    title: str,
    blank: bytes,
    front: bytes | None = None,
    language: str = "en-GB",
    author: str = "",
    created: datetime | None = None,
    assets: Path | None = None,
) -> AssembledPack:
    """Join the papers, by their keys in the plan, behind the front matter. The same input gives the same bytes.

    `blank` is the PDF of the one-page filler (blank.py). Links to `item:7` anywhere lead to item 7's first page; an
    element of the front matter with the id "agenda" or "item-3" is where the bookmark of that leads.
    Raises PlanMismatch where the papers are not those of the plan, UnreadablePaper, or UnknownItem.
    """
    _check_keys(plan, papers)
    if front is not None and not plan.front_pages:
        raise PlanMismatch("Front matter was handed over, but the page plan has no pages for it.")
    with _Assembly(plan, assets_folder(assets), language) as assembly:
        for (kind, key), pages in groupby(plan.pages, key=lambda page: (page.kind, page.key)):
            planned = list(pages)
            if kind is PageKind.BLANK:
                for page in planned:
                    assembly.add_blank(blank, page)
            elif kind is PageKind.FRONT:
                assembly.add_part("", "Agenda", front, planned)
            else:
                name = next(paper.paper.title for paper in plan.papers if paper.paper.key == key)
                assembly.add_part(key, name, papers[key], planned)
        return assembly.finish(title=title, author=author, created=created)


@dataclass
class _Part:
    key: str
    name: str
    source: Pdf
    pages: Sequence[Page]
    planned: Sequence[PlannedPage]
    destinations: Destinations
    own: bool


class _Assembly:
    """One pack in the making. The sources stay open until it is saved: copied pages read from them until then."""

    def __init__(self, plan: PagePlan, assets: Path, language: str) -> None:
        self._plan = plan
        self._language = language
        self._font = resolve(STAMP_FONT, assets=assets)
        self._pdf = pikepdf.new()
        self._tree = StructureTree(self._pdf)
        self._layers = Layers(self._pdf)
        self._parts: list[_Part] = []
        self._blanks: list[_Part] = []
        self._untagged: list[str] = []
        self._unmarked: list[str] = []

    def __enter__(self) -> "_Assembly":
        return self

    def __exit__(self, *error: object) -> None:
        for part in (*self._parts, *self._blanks):
            part.source.close()
        self._pdf.close()

    def add_part(self, key: str, name: str, content: bytes | Path | None, planned: Sequence[PlannedPage]) -> None:
        self._parts.append(self._joined(key, name, content, planned))

    def add_blank(self, content: bytes, planned: PlannedPage) -> None:
        self._blanks.append(self._joined(planned.key, "Blank page", content, [planned]))

    def finish(self, *, title: str, author: str, created: datetime | None) -> AssembledPack:
        self._stamp()
        self._join_links()
        self._write_outline()
        write_page_labels(self._pdf, self._plan)
        self._tree.finish()
        self._layers.finish()
        earned = not self._untagged and not self._unmarked
        write_metadata(self._pdf, title=title, language=self._language, author=author, created=created, pdf_ua=earned)
        out = io.BytesIO()
        self._pdf.save(
            out,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
        return AssembledPack(out.getvalue(), len(self._pdf.pages), tuple(self._untagged), tuple(self._unmarked))

    def _joined(self, key: str, name: str, content: bytes | Path | None, planned: Sequence[PlannedPage]) -> _Part:
        source = _opened(name, content)
        try:
            if len(source.pages) != len(planned):
                raise PlanMismatch(
                    f"“{name}” has {len(source.pages)} pages, but {len(planned)} were planned. Build the pack again."
                )
            first = len(self._pdf.pages)
            for page in source.pages:
                self._pdf.pages.append(page)
            pages = [self._pdf.pages[first + index] for index in range(len(planned))]
            if is_tagged(source):
                language = language_of(source)
                self._tree.add(source, pages, title=name, language=language if language != self._language else "")
                if not claims_pdf_ua(source):
                    self._unmarked.append(key)
            else:
                self._tree.add_untagged(pages)
                self._untagged.append(key)
            self._layers.add(source)
            for page in pages:
                page.obj.Tabs = Name.S
            own = str(source.docinfo.get("/Producer", "")).startswith(OWN_PRODUCER)
            return _Part(key, name, source, pages, planned, Destinations(source), own)
        except pikepdf.PdfError as error:
            source.close()
            raise UnreadablePaper(name, f"it is damaged ({error})") from error
        except BaseException:
            source.close()
            raise

    def _stamp(self) -> None:
        texts = [text for page in self._plan.pages for text in (page.label, page.banner, *page.stamp)]
        stamper = Stamper(self._pdf, subset_font(self._font, frozenset("".join(texts))))
        for part in (*self._parts, *self._blanks):
            for page, planned in zip(part.pages, part.planned, strict=True):
                stamper.stamp(page, foot=planned.label, corner=planned.stamp, banner=planned.banner, own=part.own)

    def _join_links(self) -> None:
        for part in self._parts:
            join_links(
                part.source,
                part.pages,
                plan=self._plan,
                destinations=part.destinations,
                item_page=lambda item: self._pages_of(item.papers[0].paper.key)[0],
                labels=[_label(planned, index) for index, planned in enumerate(part.planned)],
            )

    def _write_outline(self) -> None:
        front = next((part for part in self._parts if part.planned[0].kind is PageKind.FRONT), None)
        by_key = {part.key: part for part in self._parts}
        write_outline(
            self._pdf,
            self._plan,
            front=front.pages if front else (),
            agenda=front.destinations.named("agenda") if front else None,
            item_in_front=lambda number: front.destinations.named(f"item-{number}") if front else None,
            pages_of=self._pages_of,
            headings=lambda key: headings_of(by_key[key].source, by_key[key].destinations),
        )

    def _pages_of(self, key: str) -> Sequence[Page]:
        return next(part.pages for part in self._parts if part.key == key)


def _check_keys(plan: PagePlan, papers: Mapping[str, bytes | Path]) -> None:
    planned = [paper.paper for paper in plan.papers]
    missing = [paper.title for paper in planned if paper.key not in papers]
    unplanned = sorted(set(papers) - {paper.key for paper in planned})
    if missing:
        raise PlanMismatch(f"The page plan has papers that were not handed over: {', '.join(missing)}.")
    if unplanned:
        raise PlanMismatch(f"Papers were handed over that the page plan does not have: {', '.join(unplanned)}.")


def _opened(name: str, content: bytes | Path | None) -> Pdf:
    if content is None:
        raise PlanMismatch(f"The page plan has pages for “{name}”, but it was not handed over.")
    try:
        return pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content)
    except pikepdf.PasswordError as error:
        raise UnreadablePaper(name, "it is locked with a password; ask its author for an open copy") from error
    except pikepdf.PdfError as error:
        raise UnreadablePaper(name, "it is damaged or no PDF; ask its author for a fresh copy") from error
    except OSError as error:
        raise UnreadablePaper(name, f"its file cannot be read ({error.strerror})") from error


def _label(planned: PlannedPage, index: int) -> str:
    return f"page {planned.number}" if planned.number is not None else f"front page {index + 1}"
