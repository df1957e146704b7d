"""Documents that are printed on demand, off the request: asked for once, then fetched when they are there.

What may be printed is decided anew at every look: the page makes its HTML for whoever asks, and gets the PDF only if
that very HTML was printed. So nothing that has been withdrawn meanwhile is handed out, and nothing is kept twice.
"""

import hashlib
from pathlib import Path

from django.conf import settings

from panels.pack import paper_store
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.render import cache_key, render_cached
from scrutiny.documents.store import read_paper

# Waiting at once: more would be somebody who plays, and the packs of meetings come first.
MOST_WAITING = 25
OUR_SIDE = "This document could not be made. Try again; if it happens again, tell democratic services."


class TooManyWaiting(Exception):
    """So many documents are being printed that no more are taken for now."""


def printed(html: str) -> bytes | None:
    """The PDF of this HTML if it is there."""
    found = read_paper(paper_store(), cache_key(html))
    return found[0] if found else None


def problem_of(html: str) -> str:
    """Why this HTML could not be printed; empty while there is no problem. Asking again forgets it."""
    file = _folder() / f"{_name(html)}.problem"
    try:
        found = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    file.unlink(missing_ok=True)
    return found


def ask(html: str) -> bool:
    """Have it printed; True where it is not asked for yet. Raises TooManyWaiting."""
    file = _folder() / f"{_name(html)}.html"
    if file.exists():
        return False
    if len(list(_folder().glob("*.html"))) >= MOST_WAITING:
        raise TooManyWaiting
    file.write_text(html, encoding="utf-8")
    return True


def name_of(html: str) -> str:
    """What stands for this HTML in the queue."""
    return _name(html)


def print_asked(name: str) -> None:
    """Print what was asked for under this name: the work of the queue."""
    file = _folder() / f"{name}.html"
    try:
        html = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    try:
        render_cached(html, store=paper_store())
    except DocumentError as error:
        (_folder() / f"{name}.problem").write_text(str(error), encoding="utf-8")
    except Exception:
        (_folder() / f"{name}.problem").write_text(OUR_SIDE, encoding="utf-8")
        raise
    finally:
        file.unlink(missing_ok=True)


def _name(html: str) -> str:
    return hashlib.sha256(html.encode("utf-8", "surrogatepass")).hexdigest()


def _folder() -> Path:
    folder = Path(settings.SCRUTINY_DATA) / "cache" / "printing"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
