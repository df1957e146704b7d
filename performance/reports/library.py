"""The indicator library as a list: what each indicator of a release means, with glossary terms recognised in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from performance.enums import Polarity, Unit
from performance.models import GlossaryTerm, Release, Row
from performance.reports.dataset import anchor
from performance.reports.entries import NO_ENTRY, Entry, entries_of
from scrutiny.models import Council


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `slug` is the glossary term that it names, empty for the rest."""

    text: str
    slug: str = ""


@dataclass(frozen=True)
class LibraryLine:
    """One indicator in the list."""

    slug: str
    name: str
    code: str
    unit: Unit
    owner: str
    entry: Entry
    definition: tuple[Piece, ...]
    why: tuple[Piece, ...]
    polarity: Polarity

    @property
    def polarity_sentence(self) -> str:
        return self.entry.polarity_sentence(self.polarity)


@dataclass(frozen=True)
class LibraryGroup:
    """The indicators under one heading."""

    name: str
    slug: str
    lines: tuple[LibraryLine, ...]


@dataclass(frozen=True)
class LibraryReport:
    """Everything that the library says, in the dataset's order."""

    dataset: str
    dataset_slug: str
    groups: tuple[LibraryGroup, ...]

    @property
    def count(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def library_report(release: Release) -> LibraryReport:
    """The library of the indicators in a release. Five queries."""
    entries = entries_of(release.dataset_id)
    terms = terms_of(release.dataset.council)
    rows = list(release.rows.in_print_order().select_related("indicator"))
    names = list(dict.fromkeys(row.group for row in rows))

    groups = (
        LibraryGroup(name, anchor(name), tuple(_line(row, entries, terms) for row in rows if row.group == name))
        for name in names
    )
    return LibraryReport(release.dataset.name, release.dataset.slug, tuple(groups))


def _line(row: Row, entries: Mapping[str, Entry], terms: dict[str, str]) -> LibraryLine:
    entry = entries.get(row.indicator.slug, NO_ENTRY)
    return LibraryLine(
        slug=row.indicator.slug,
        name=row.name,
        code=row.code,
        unit=Unit(row.unit),
        owner=row.owner,
        entry=entry,
        definition=recognise(entry.definition, terms),
        why=recognise(entry.why, terms),
        polarity=Polarity(row.polarity),
    )


def terms_of(council: Council) -> dict[str, str]:
    """Every way in which a glossary term may be written, in lower case, with its address. One query."""
    found = {}
    for term in GlossaryTerm.objects.filter(council=council).order_by("term"):
        for name in (term.term, *term.also_known_as.split(",")):
            if name.strip():
                found[name.strip().lower()] = term.slug
    return found


def recognise(text: str, terms: dict[str, str]) -> tuple[Piece, ...]:
    """The text in pieces, the first mention of each glossary term apart from the rest.

    Whole words only, the longest term first, also in the plural; "section 47 enquiry" is found in "Section 47
    enquiries". Short forms such as CP count only as they are written, in capitals.
    """
    if not (text and terms):
        return (Piece(text),) if text else ()
    pattern = re.compile("|".join(_forms(terms)), re.IGNORECASE)
    pieces: list[Piece] = []
    seen: set[str] = set()
    start = 0
    for match in pattern.finditer(text):
        word = match.group()
        slug = terms.get(word.lower()) or terms.get(_singular(word.lower()), "")
        if not slug or slug in seen or (len(word) <= 4 and not word.isupper() and " " not in word):
            continue
        seen.add(slug)
        pieces += [Piece(text[start : match.start()]), Piece(word, slug)]
        start = match.end()
    pieces.append(Piece(text[start:]))
    return tuple(piece for piece in pieces if piece.text)


def _forms(terms: dict[str, str]) -> Sequence[str]:
    """Patterns for each term, longest first, with its plural."""
    names = sorted(terms, key=len, reverse=True)
    return [rf"\b(?:{re.escape(name)}(?:s|es)?|{re.escape(_plural(name))})\b" for name in names]


def _plural(name: str) -> str:
    if name.endswith("y"):
        return f"{name[:-1]}ies"
    return f"{name[:-5]}children" if name.endswith("child") else f"{name}s"


def _singular(word: str) -> str:
    if word.endswith("children"):
        return word[:-3]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s")
