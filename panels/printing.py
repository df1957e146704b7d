"""Documents that are printed on demand, off the request: asked for once, then fetched when they are there.

What may be printed is decided anew at every look: the page makes its HTML for whoever asks, and gets the PDF only if
that very HTML was printed. So nothing that has been withdrawn meanwhile is handed out, and nothing is kept twice.
"""

import datetime
import hashlib
import time
from pathlib import Path

from django.conf import settings

from panels.pack import paper_store
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import cache_key
from scrutiny.documents.store import forget_paper, read_paper

# Waiting at once: more would be somebody who plays, and the packs of meetings come first.
MOST_WAITING = 25
TRY_AGAIN_AFTER = 30  # seconds
FORGOTTEN_AFTER = 3600  # seconds: whoever asked has gone, or the worker died over it
# Anybody may ask for as many lists as there are filters and words: only the latest stay on the disk.
MOST_KEPT = 500
OUR_SIDE = "This document could not be made. Try again; if it happens again, tell democratic services."


class TooManyWaiting(Exception):
    """So many documents are being printed that no more are taken for now."""


def printed(html: str) -> bytes | None:
    """The PDF of this HTML if it is there."""
    found = read_paper(paper_store(), cache_key(html))
    return found[0] if found else None


def problem_of(html: str) -> str:
    """Why this HTML could not be printed a moment ago; empty where it was not tried, or may be tried again."""
    file = _folder() / f"{_name(html)}.problem"
    try:
        if time.time() - file.stat().st_mtime > TRY_AGAIN_AFTER:
            return ""
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def ask(html: str) -> bool:
    """Have it printed; True where it is not asked for yet. Raises TooManyWaiting."""
    file = _folder() / f"{_name(html)}.html"
    _forget_old()
    if file.exists():
        return False
    if len(list(_folder().glob("*.html"))) >= MOST_WAITING:
        raise TooManyWaiting
    beside = file.with_suffix(".unfinished")
    beside.write_text(html, encoding="utf-8")
    beside.replace(file)
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
        (_folder() / f"{cache_key(html)}.made").touch()
    except DocumentError as error:
        (_folder() / f"{name}.problem").write_text(str(error), encoding="utf-8")
    except Exception:
        (_folder() / f"{name}.problem").write_text(OUR_SIDE, encoding="utf-8")
        raise
    finally:
        file.unlink(missing_ok=True)


def left_waiting(*, before: datetime.datetime) -> list[tuple[str, datetime.datetime]]:
    """What was asked for before then and is not printed yet: its name, and when it was asked for."""
    found = []
    for file in sorted(_folder().glob("*.html")):
        try:
            asked_at = datetime.datetime.fromtimestamp(file.stat().st_mtime, tz=datetime.UTC)
        except FileNotFoundError:
            continue
        if asked_at < before:
            found.append((file.stem, asked_at))
    return found


def give_up(name: str) -> None:
    """Say that it could not be made, and take it off: it has cost several workers their lives."""
    (_folder() / f"{name}.problem").write_text(OUR_SIDE, encoding="utf-8")
    (_folder() / f"{name}.html").unlink(missing_ok=True)


def _forget_old() -> None:
    now = time.time()
    made = []
    for file in _folder().iterdir():
        try:
            if file.suffix == ".made":
                made.append((file.stat().st_mtime, file))
            elif now - file.stat().st_mtime > FORGOTTEN_AFTER:
                file.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
    for _, file in sorted(made, reverse=True)[MOST_KEPT:]:
        forget_paper(paper_store(), file.stem)
        file.unlink(missing_ok=True)


def _name(html: str) -> str:
    return hashlib.sha256(html.encode("utf-8", "surrogatepass")).hexdigest()


def _folder() -> Path:
    folder = Path(settings.SCRUTINY_DATA) / "cache" / "printing"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
