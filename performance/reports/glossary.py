"""The council's glossary, A to Z."""

from dataclasses import dataclass, field

from performance.models import GlossaryTerm
from scrutiny.models import Council


@dataclass(frozen=True)
class Term:
    """One glossary entry. `related` are (slug, term) of others."""

    slug: str
    term: str
    also_known_as: str
    paragraphs: tuple[str, ...]
    related: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Letter:
    """The terms that start with one letter."""

    letter: str
    terms: tuple[Term, ...] = field(default=())


@dataclass(frozen=True)
class GlossaryReport:
    """The council's glossary under its letters."""

    council: str
    letters: tuple[Letter, ...]

    @property
    def title(self) -> str:
        return "Glossary"

    @property
    def count(self) -> int:
        return sum(len(letter.terms) for letter in self.letters)


def glossary_report(council: Council) -> GlossaryReport:
    """The council's glossary, A to Z. Two queries."""
    terms = GlossaryTerm.objects.filter(council=council).prefetch_related("related").order_by("term")
    letters: dict[str, list[Term]] = {}
    for term in sorted(terms, key=lambda term: term.term.casefold()):
        related = sorted((other.slug, other.term) for other in term.related.all())
        letters.setdefault(term.term[:1].upper(), []).append(
            Term(term.slug, term.term, term.also_known_as, tuple(term.explanation.split("\n\n")), tuple(related))
        )
    return GlossaryReport(council.name, tuple(Letter(letter, tuple(found)) for letter, found in letters.items()))
