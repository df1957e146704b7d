"""A pack from its parts: joined in the order of the page plan, numbered, bookmarked, tagged as one document.

What is joined is in files of its own: structure.py, stamp.py, links.py, outline.py, layers.py, metadata.py.
"""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import pikepdf
from pikepdf import Name, Page, Pdf

from scrutiny.documents.assets import assets_folder, fingerprint, resolve
from scrutiny.documents.destinations import Destinations, Target
from scrutiny.documents.errors import PlanMismatch, UnreadablePaper
from scrutiny.documents.font import STAMP_FONT, subset_font
from scrutiny.documents.layers import Layers
from scrutiny.documents.links import PartLink, join_links, links_of
from scrutiny.documents.metadata import claims_pdf_ua, language_of, write_metadata
from scrutiny.documents.outline import Heading, headings_of, moved, write_outline, write_page_labels
from scrutiny.documents.plan import CombinedPlan, PageKind, PagePlan, PlannedPage, PublishedFile
from scrutiny.documents.prepare import REVISION as PREPARE_REVISION
from scrutiny.documents.prepare import digest_of, has_names, prefix_of, prepare, prepared
from scrutiny.documents.stamp import Stamper
from scrutiny.documents.structure import StructureTree, is_tagged

# Raise it when a pack is joined differently from the same papers: no finished file is then taken for the new one.
REVISION = 1


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
    store: Path | None = None,
) -> AssembledPack:
    """Join the papers, by their keys in the plan, behind the front matter. The same input gives the same bytes.

    `blank` is the PDF of the one-page filler (blank.py). Links to `item:7` anywhere lead to item 7's first page; an
    element of the front matter with the id "agenda" or "item-3" is where the bookmark of that leads. Papers made ready
    to be joined are kept in the `store` for the next time.
    Raises PlanMismatch where the papers are not those of the plan, UnreadablePaper, or UnknownItem.
    """
    _check_keys(plan, papers)
    if front is not None and not plan.front_pages:
        raise PlanMismatch("Front matter was handed over, but the page plan has no pages for it.")
    with _Assembly(plan, assets_folder(assets), language, store) as assembly:
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


def assembly_key(
    plan: PagePlan,
    papers: Mapping[str, bytes],
    *,
    title: str,
    blank: bytes,
    front: bytes,
    author: str,
    assets: Path | None = None,
) -> str:
    """The hash over all that the file of a pack depends on: whoever has one of this key need not join it again."""
    facts = (REVISION, PREPARE_REVISION, pikepdf.__version__, pikepdf.__libqpdf_version__, title, author)
    digest = sha256(repr((*facts, plan, fingerprint(assets_folder(assets)))).encode("utf-8", "surrogatepass"))
    for name, content in (("blank", blank), ("front", front), *sorted(papers.items())):
        digest.update(f"\n{name} {digest_of(content)}".encode())
    return digest.hexdigest()


def combine(
    plan: CombinedPlan,
    files: Sequence[Path],
    *,
    title: str,
    blank: bytes,
    front: bytes,
    language: str = "en-GB",
    author: str = "",
    assets: Path | None = None,
) -> AssembledPack:
    """Join finished packs as they are, numbers and all, behind a contents page, by their places in the plan.

    Raises as `assemble`.
    """
    with _Assembly(plan, assets_folder(assets), language, None) as assembly:
        assembly.add_part("", "Contents", front, plan.pages[: plan.front_pages])
        for page in plan.pages[plan.front_pages : plan.front_pages + plan.front_blanks]:
            assembly.add_blank(blank, page)
        for file, path in zip(plan.files, files, strict=True):
            assembly.add_file(file, path)
        return assembly.finish(title=title, author=author, created=None)


@dataclass
class _Part:
    key: str
    name: str
    pages: Sequence[Page]
    planned: Sequence[PlannedPage]
    links: Sequence[PartLink]
    headings: tuple[Heading, ...]
    places: Mapping[str, Target]
    is_stamped: bool = False


class _Assembly:
    """One pack in the making.

    A source is read to the end when it is joined and then let go, with its hundreds of thousands of objects. What its
    streams hold is read from its bytes when the pack is saved: it is never closed, which would close those as well.
    """

    def __init__(self, plan: PagePlan, assets: Path, language: str, store: Path | None) -> None:
        self._plan = plan
        self._language = language
        self._store = store
        self._times: Counter[str] = Counter()
        self._nameless: dict[str, bytes] = {}  # what can be joined twice as it is, above all the blank page
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
        self._pdf.close()

    def add_part(self, key: str, name: str, content: bytes | Path | None, planned: Sequence[PlannedPage]) -> None:
        self._parts.append(self._joined(key, name, content, planned))

    def add_file(self, file: PublishedFile, path: Path) -> None:
        part = self._joined(file.name, file.name, path, file.pages)
        part.is_stamped = True
        self._parts.append(part)

    def add_blank(self, content: bytes, planned: PlannedPage) -> None:
        self._blanks.append(self._joined(planned.key, "Blank page", content, [planned], is_ours=True))

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

    def _joined(
        self,
        key: str,
        name: str,
        content: bytes | Path | None,
        planned: Sequence[PlannedPage],
        *,
        is_ours: bool = False,
    ) -> _Part:
        source = self._opened(name, content)
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
                if not is_ours and not claims_pdf_ua(source):
                    self._unmarked.append(key)
            else:
                self._untagged.append(key)
            self._layers.add(source)
            for page in pages:
                page.obj.Tabs = Name.S
            destinations = Destinations(source)
            return _Part(
                key, name, pages, planned,
                links=links_of(source, pages, destinations),
                headings=headings_of(source, destinations),
                places=destinations.places() if planned[0].kind is PageKind.FRONT else {},
            )  # fmt: skip
        except pikepdf.PdfError as error:
            raise UnreadablePaper(name, f"it is damaged ({error})") from error

    def _opened(self, name: str, content: bytes | Path | None) -> Pdf:
        """A part opened and ready to be joined."""
        if content is None:
            raise PlanMismatch(f"The page plan has pages for “{name}”, but it was not handed over.")
        try:
            if isinstance(content, Path):
                source = pikepdf.open(content)
                prepare(source, prefix=f"p{len(self._parts) + 1}-")
                return source
            digest = digest_of(content)
            times = self._times[digest]
            self._times[digest] += 1
            if self._store is not None and not times:
                source = pikepdf.open(io.BytesIO(ready := prepared(content, store=self._store, digest=digest)))
                if not has_names(source):
                    self._nameless[digest] = ready
                return source
            if digest in self._nameless:
                return pikepdf.open(io.BytesIO(self._nameless[digest]))
            source = pikepdf.open(io.BytesIO(content))
            prepare(source, prefix=prefix_of(digest, again=times))
            return source
        except pikepdf.PasswordError as error:
            raise UnreadablePaper(name, "it is locked with a password; ask its author for an open copy") from error
        except pikepdf.PdfError as error:
            raise UnreadablePaper(name, "it is damaged or no PDF; ask its author for a fresh copy") from error
        except OSError as error:
            raise UnreadablePaper(name, f"its file cannot be read ({error.strerror})") from error

    def _stamp(self) -> None:
        texts = [text for page in self._plan.pages for text in (page.label, page.banner, *page.stamp)]
        stamper = Stamper(self._pdf, subset_font(self._font, frozenset("".join(texts))))
        for part in (*self._parts, *self._blanks):
            if part.is_stamped:
                continue
            for page, planned in zip(part.pages, part.planned, strict=True):
                stamper.stamp(page, foot=planned.label, corner=planned.stamp, banner=planned.banner)

    def _join_links(self) -> None:
        for part in self._parts:
            join_links(
                part.links,
                part.pages,
                plan=self._plan,
                item_page=lambda item: self._pages_of(item.papers[0].paper.key)[0],
                labels=[_label(planned, index) for index, planned in enumerate(part.planned)],
                numbered=lambda number: self._by_number[number],
            )

    def _write_outline(self) -> None:
        front = next((part for part in self._parts if part.planned[0].kind is PageKind.FRONT), None)
        files = [part for part in self._parts if part.is_stamped]
        write_outline(
            self._pdf,
            self._plan,
            front=front.pages if front else (),
            agenda=front.places.get("agenda") if front else None,
            item_in_front=lambda number: front.places.get(f"item-{number}") if front else None,
            pages_of=self._pages_of,
            headings=self._headings_of,
            first="Contents" if files else "Agenda",
            fronts=[(part.name, part.pages[0]) for part in files],
        )

    def _headings_of(self, key: str) -> tuple[Heading, ...]:
        part = self._part_of(key)
        found = part.headings
        if not part.is_stamped:
            return found
        # Its bookmark within the file, an item's, a paper's, then its own: and from its own first page on.
        start = next(place for place, page in enumerate(part.planned) if page.key == key)
        papers = (paper for item in found for paper in item.below if paper.target and paper.target[0] == start)
        return tuple(moved(paper, -start) for paper in papers)[:1]

    def _pages_of(self, key: str) -> Sequence[Page]:
        part = self._part_of(key)
        return [page for page, planned in zip(part.pages, part.planned, strict=True) if planned.key == key]

    def _part_of(self, key: str) -> _Part:
        return next(part for part in self._parts if any(page.key == key for page in part.planned))

    @cached_property
    def _by_number(self) -> dict[int, Page]:
        """The pages of papers by the numbers that they carry."""
        return {
            planned.number: page
            for part in self._parts
            for page, planned in zip(part.pages, part.planned, strict=True)
            if planned.number is not None
        }


def _check_keys(plan: PagePlan, papers: Mapping[str, bytes | Path]) -> None:
    planned = [paper.paper for paper in plan.papers]
    missing = [paper.title for paper in planned if paper.key not in papers]
    unplanned = sorted(set(papers) - {paper.key for paper in planned})
    if missing:
        raise PlanMismatch(f"The page plan has papers that were not handed over: {', '.join(missing)}.")
    if unplanned:
        raise PlanMismatch(f"Papers were handed over that the page plan does not have: {', '.join(unplanned)}.")


def _label(planned: PlannedPage, index: int) -> str:
    return f"page {planned.number}" if planned.number is not None else f"front page {index + 1}"
