"""What can go wrong with a document, each as a sentence that an officer can read and act on."""

from collections.abc import Iterable
from unicodedata import name as unicode_name


class DocumentError(Exception):
    """A document could not be made. `str()` is a sentence for the officer; nothing half-made is left behind."""


class MissingResource(DocumentError):
    """A stylesheet, font or picture that the document asks for is not among our assets."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The document needs “{name}”, which is not there. Build the front-end assets again, or correct the name."
        )


class MissingPicture(DocumentError):
    """Pictures that were put into a report are no longer kept."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            f"These pictures of the report are gone from where they were kept: {', '.join(self.names)}. "
            "Take them out of its text, or add them again."
        )


class ForbiddenResource(DocumentError):
    """The document asks for something outside our own assets: a web address, a file on the server."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The document asks for “{name}”. Documents may only use what is kept here: remove it, or keep a copy."
        )


class PoorDocument(DocumentError):
    """The renderer made a document, but said that something of it was left out or could not be read."""

    def __init__(self, complaints: Iterable[str]) -> None:
        self.complaints = tuple(dict.fromkeys(_shortened(complaint) for complaint in complaints))
        shown = "; ".join(self.complaints[:3])
        more = f"; and {len(self.complaints) - 3} more" if len(self.complaints) > 3 else ""
        super().__init__(f"The document would lack something, so it was not made: {shown}{more}.")


class UnprintableCharacters(DocumentError):
    """The text holds characters that none of our fonts can draw, and that would print as empty boxes."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(sorted(set(characters)))
        named = ", ".join(f"“{character}” ({_described(character)})" for character in self.characters[:10])
        more = f" and {len(self.characters) - 10} more" if len(self.characters) > 10 else ""
        super().__init__(f"The fonts of our documents cannot print {named}{more}. Write it another way.")


class UnreadablePaper(DocumentError):
    """A PDF that was to go into a pack cannot be read, or is locked with a password."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(f"The PDF of “{name}” cannot be used: {reason}.")


class PlanMismatch(DocumentError):
    """The papers handed over for assembly are not those that the page plan was made for."""


class UnknownItem(DocumentError):
    """A link names an agenda item that has no papers in this pack."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"A link leads to agenda item {number}, which has no papers in this pack. Remove the link.")


def _described(character: str) -> str:
    return f"U+{ord(character):04X} {unicode_name(character, '').lower()}".rstrip()


def _shortened(text: str, limit: int = 200) -> str:
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= limit else f"{text[:limit]}…"
