"""Every kind of document that we make passes our own check; and the check finds what it looks for."""

import io
import re
from collections.abc import Callable

import pytest
from checker import check
from pack_parts import REPORT, assembled
from pdf_reading import elements_of, links_of
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, String

from scrutiny.documents.printing import render_cached

pytestmark = pytest.mark.documents


def first(pdf: Pdf, kind: str):
    return next(element for element in elements_of(pdf) if str(element.S) == kind)


def without(key: str, kind: str) -> Callable[[Pdf], None]:
    def spoil(pdf: Pdf) -> None:
        del first(pdf, kind)[key]

    return spoil


def renamed(kind: str, other: str) -> Callable[[Pdf], None]:
    def spoil(pdf: Pdf) -> None:
        first(pdf, kind).S = Name(other)

    return spoil


def catalogue(key: str, value: object = None) -> Callable[[Pdf], None]:
    def spoil(pdf: Pdf) -> None:
        if value is None:
            del pdf.Root[key]
        else:
            pdf.Root[key] = value

    return spoil


def link(change: Callable) -> Callable[[Pdf], None]:
    def spoil(pdf: Pdf) -> None:
        change(next(one for page in pdf.pages for one in links_of(page)))

    return spoil


def _unmark(pdf: Pdf) -> None:
    page = pdf.pages[0]
    page.contents_add(b"0 0 9 9 re f")


def _drop_cell(pdf: Pdf) -> None:
    row = [element for element in elements_of(pdf) if str(element.S) == "/TR"][-1]
    row.K = Array(list(row.K)[:-1])


def _drop_font(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/FontFile2" in thing:
            del thing["/FontFile2"]


def _drop_letters(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Subtype") == Name.Type0 and "/ToUnicode" in thing:
            del thing["/ToUnicode"]


def _empty_letter(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Subtype") == Name.Type0:
            letters = re.sub(rb"(<[0-9a-fA-F]{4}>) <0065>", rb"\1 <>", thing.ToUnicode.read_bytes())
            thing.ToUnicode = pdf.make_stream(letters)


def _drop_scopes(pdf: Pdf) -> None:
    for element in elements_of(pdf):
        for key in {"/A", "/ID"} & set(element.keys()) if str(element.S) in ("/TH", "/TD") else ():
            del element[key]


def _label_late(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums = Array([1, Dictionary(S=Name.D)])


def _drop_order(pdf: Pdf) -> None:
    for page in pdf.pages:
        del page.obj["/Tabs"]


def _strip_page(pdf: Pdf) -> None:
    del pdf.pages[0].obj["/StructParents"]
    pdf.pages[0].obj.Contents = pdf.make_stream(b"0 0 9 9 re f")


SPOILT: list[tuple[Callable[[Pdf], None], str]] = [
    (catalogue("/MarkInfo"), "marked"),
    (catalogue("/MarkInfo", Dictionary(Marked=True, Suspects=True)), "suspect"),
    (catalogue("/Lang"), "language"),
    (catalogue("/Lang", String("english please")), "language"),
    (catalogue("/ViewerPreferences"), "file name"),
    (catalogue("/Metadata"), "title"),
    (catalogue("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))), "/JavaScript"),
    (catalogue("/AA", Dictionary()), "holds /AA"),
    (catalogue("/OCProperties", Dictionary(OCGs=Array(), D=Dictionary())), "layers"),
    (catalogue("/Outlines", Dictionary(First=Dictionary(Title=String("X"), Dest=String("nowhere")))), "bookmark"),
    (_label_late, "page labels"),
    (_unmark, "neither tagged nor an artifact"),
    (_strip_page, "page 1 has no tags"),
    (_drop_order, "order of reading"),
    (_drop_font, "not embedded"),
    (_drop_letters, "which letters"),
    (_empty_letter, "stand for no letter"),
    (_drop_scopes, "what it heads"),
    (_drop_cell, "rows of"),
    (without("/Alt", "/Figure"), "Figure without a description"),
    (renamed("/H1", "/H3"), "level 3 follows one of level 0"),
    (renamed("/LBody", "/P"), "/P stands in /LI"),
    (renamed("/LI", "/P"), "/P stands in /L"),
    (renamed("/TD", "/P"), "/P stands in /TR"),
    (renamed("/Table", "/Div"), "stands in /Div"),
    (renamed("/P", "/Paragraph"), "no kind of element"),
    (renamed("/Document", "/Sect"), "not one document"),
    (without("/P", "/Table"), "/Table has another parent"),
    (link(lambda one: one.__delitem__("/Contents")), "where it leads"),
    (link(lambda one: one.__setitem__("/Subtype", Name.Widget)), "annotation /Widget"),
    (link(lambda one: one.__setitem__("/A", Dictionary(S=Name.URI, URI=String("file:///etc")))), "leads to file:"),
    (link(lambda one: one.__delitem__("/StructParent")), "a link is not in the tree"),
]


@pytest.fixture(scope="module")
def small(store, document) -> bytes:
    """A pack of one short report: a list, a table, a picture, links."""
    _, result = assembled(store, render_cached(document(REPORT, "Report"), store=store).pdf)
    return result.pdf


def test_the_check_finds_what_it_looks_for(small):
    """Each in a pack that is sound otherwise."""
    missed = []
    with Pdf.open(io.BytesIO(small)) as pdf:
        assert (check(pdf).broken, check(pdf).short_of_ua) == ([], [])
    for spoil, sign in SPOILT:
        with Pdf.open(io.BytesIO(small)) as pdf:
            spoil(pdf)
            found = check(pdf)
        said = [*found.broken, *found.short_of_ua]
        if not any(sign in one for one in said):
            missed.append((sign, said[:4]))
    assert not missed, missed


def test_a_pack_of_our_own_papers_is_pdf_ua(pack):
    with Pdf.open(pack.file()) as pdf:
        found = check(pdf)
    assert (found.claims_ua, found.broken, found.short_of_ua) == (True, [], [])


def test_an_encrypted_file_is_broken(small):
    locked = io.BytesIO()
    with Pdf.open(io.BytesIO(small)) as pdf:
        pdf.save(locked, encryption=Encryption(owner="a", user=""))
    with Pdf.open(locked) as pdf:
        assert "it is encrypted" in check(pdf).broken
