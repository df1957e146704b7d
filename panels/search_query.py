"""What somebody typed into the search, as words and phrases that no database can stumble over. Pure."""

import re
from dataclasses import dataclass

MAX_LENGTH = 200
MAX_TERMS = 12

_CHUNK = re.compile(r'"([^"]*)"?|(\S+)')
_WORD = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})

# In nearly every paper, so they say nothing about which is wanted; PostgreSQL leaves such words out by itself.
_COMMON = (
    "a an and are as at be been but by did do for from had has have he her his how i if in into is it its me my no nor "
    "not of on or our she so than that the their them then there these they this to us was we were what when where "
    "which who why will with you your"
)
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True)
class Query:
    """`terms` must all be found; one of several words is a phrase. Letters and digits only, spaces between words."""

    text: str
    terms: tuple[str, ...]
    is_too_common: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)


def parse_query(text: str) -> Query:
    """The words that count. Quotation marks hold a phrase together, and so does a hyphen, stroke or apostrophe.

    Whatever else is typed separates words; what is beyond the limits is left out. Words so common that they would
    find everything are left out too, unless they are part of a phrase.
    """
    text = " ".join(text.replace("\0", " ").split())[:MAX_LENGTH]
    found = []
    for quoted, plain in _CHUNK.findall(text.translate(_QUOTES)):
        term = " ".join(_WORD.findall(quoted or plain)).lower()
        if term and term not in found:
            found.append(term)
    telling = tuple(term for term in found if not set(term.split()) <= COMMON)
    return Query(text=text, terms=telling[:MAX_TERMS], is_too_common=bool(found) and not telling)
