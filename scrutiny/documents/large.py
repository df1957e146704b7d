"""Large print: papers rendered at 18 point and joined, each page stamped in letters as large with both its numbers."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pikepdf
from pikepdf import Array, Pdf

from scrutiny.documents.assemble import AssembledPack, assemble
from scrutiny.documents.assets import assets_folder, resolve
from scrutiny.documents.destinations import Destinations
from scrutiny.documents.font import STAMP_FONT, FontSubset, embed, subset_font
from scrutiny.documents.plan import PagePlan, PlannedPage
from scrutiny.documents.stamp import MILLIMETRE, sight

SIZE = 18.0
LEADING = 22.0
INSET = 20 * MILLIMETRE
TOP, FOOT = 13 * MILLIMETRE, 10 * MILLIMETRE


@dataclass(frozen=True)
class LargePage:
    """What is stamped on a page: lines at its top left, and one at its foot."""

    top: tuple[str, ...]
    foot: str


class _Unstamped(PlannedPage):
    """A page without the stamps of the pack, which are too small here."""

    @property
    def label(self) -> str:
        return ""


class LargePlan(PagePlan):
    """A page plan of which nothing is stamped when it is assembled."""

    @cached_property
    def pages(self) -> tuple[PlannedPage, ...]:
        return tuple(_Unstamped(**{**vars(page), "stamp": (), "banner": ""}) for page in PagePlan._pages(self))


def large_plan(plan: PagePlan) -> LargePlan:
    """The same plan, to be stamped in large letters afterwards."""
    return LargePlan(**{name: getattr(plan, name) for name in plan.__dataclass_fields__})


def page_of_names(pdf: bytes, names: Sequence[str]) -> dict[str, int]:
    """On which page (from 0) of a rendered paper each of these elements stands, by its id; those that are there."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = Destinations(opened)
        places = {name: found.named(name) for name in names}
    return {name: target[0] for name, target in places.items() if target is not None}


def joined_large(
    plan: PagePlan,
    papers: Mapping[str, bytes | Path],
    stamps: Sequence[LargePage],
    *,
    title: str,
    front: bytes,
    blank: bytes,
    author: str,
) -> AssembledPack:
    """The papers behind their front pages, with a stamp for each page of the file."""
    plain = assemble(large_plan(plan), papers, title=title, blank=blank, front=front, author=author)
    with pikepdf.open(io.BytesIO(plain.pdf)) as pdf:
        texts = [text for stamp in stamps for text in (*stamp.top, stamp.foot)]
        font = subset_font(resolve(STAMP_FONT, assets=assets_folder(None)), frozenset("".join(texts)))
        _stamp(pdf, font, stamps)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return replace(plain, pdf=out.getvalue())


def _stamp(pdf: Pdf, font: FontSubset, stamps: Sequence[LargePage]) -> None:
    embedded = embed(pdf, font)
    for page, stamp in zip(pdf.pages, stamps, strict=True):
        view = sight(page)
        lines = [(INSET, view.height - TOP - place * LEADING, text) for place, text in enumerate(stamp.top) if text]
        if stamp.foot:
            lines.append(((view.width - font.width(stamp.foot) * SIZE) / 2, FOOT, stamp.foot))
        if not lines:
            continue
        resources = page.obj.Resources
        if "/Font" not in resources:
            resources.Font = pikepdf.Dictionary()
        resources.Font["/ScrutinyLarge"] = embedded
        drawn = ["/Artifact <</Type /Pagination /Subtype /Header>> BDC q 0 g BT", f"/ScrutinyLarge {SIZE:g} Tf"]
        drawn += [f"1 0 0 1 {across:.2f} {up:.2f} Tm {font.encoded(text)} Tj" for across, up, text in lines]
        drawn.append("ET Q EMC")
        before = page.obj.Contents
        contents = list(before) if isinstance(before, Array) else [before]
        opening, closing = pdf.make_stream(b"q"), pdf.make_stream(("Q\n" + "\n".join(drawn)).encode("ascii"))
        page.obj.Contents = Array([opening, *contents, closing])
