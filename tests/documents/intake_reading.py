"""Reading what the intake of a PDF found and kept."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Name, Stream

from scrutiny.documents.intake import Observed, TakenIn

Take = Callable[..., tuple[TakenIn, Path]]
NAME = "Mrs Example of 3 Sample Street"


def found(taken: TakenIn, code: Observed) -> list[str]:
    return [one.excerpt for one in taken.observations if one.code is code]


def codes(taken: TakenIn) -> set[Observed]:
    return {one.code for one in taken.observations}


def everything_in(path: Path) -> bytes:
    """All of a file's objects and the content of all its streams, as one text to search."""
    parts = []
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            parts.append(repr(thing).encode())
            if isinstance(thing, Stream):
                parts.append(thing.read_raw_bytes())
                if thing.get("/Filter") in (None, Name.FlateDecode):
                    parts.append(thing.read_bytes())
    return b"\n".join(parts)
