"""The performance pack as a PDF of its own: printed by scrutiny.documents, numbered, and kept until it changes."""

import hashlib
import time
from pathlib import Path

from django.conf import settings

from performance.documents import render_pack_document, render_pack_page
from performance.reports.pack import PackReport
from scrutiny.documents.assemble import assemble
from scrutiny.documents.blank import blank_page
from scrutiny.documents.plan import Item, Paper, plan_pages
from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import cache_key
from scrutiny.documents.store import keep_paper, read_paper

ALL = "all"
"""Asks for a page of its own for every indicator."""
ASKED_AGAIN_AFTER = 300  # seconds: by then it is made, or its worker is gone


def document(report: PackReport, pages: str = "") -> str:
    """What is printed: the pack; with `pages` ALL a page an indicator as well; with an indicator's address that alone.

    Raises KeyError for an address that is not in the pack.
    """
    if pages == ALL:
        return render_pack_document(report, pages=[row.standing.slug for row in report.rows])
    return render_pack_page(report, pages) if pages else render_pack_document(report)


def made(html: str) -> bytes | None:
    """The PDF of this document, where it has been made."""
    kept = read_paper(_store(), _key(html))
    return kept[0] if kept else None


def ask(html: str) -> bool:
    """Whether to have it made now: once, however many readers wait for it; again where nothing has come of it."""
    mark = _store().parent / "asked" / _key(html)
    mark.parent.mkdir(parents=True, exist_ok=True)
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        if time.time() - mark.stat().st_mtime < ASKED_AGAIN_AFTER:
            return False
        mark.touch()
    return True


def make(html: str, *, title: str, author: str) -> bytes:
    """Print the document with its page numbers, and keep it. The same document gives the same bytes.

    Raises DocumentError, in words for an officer, where it cannot be made.
    """
    kept = made(html)
    if kept is not None:
        return kept
    printed = render_cached(html, store=_store())
    item = Item("", title, (Paper(key="pack", title=title, pages=printed.pages),))
    plan = plan_pages([item], duplex=False)
    blank = blank_page(store=_store()).pdf
    assembled = assemble(plan, {"pack": printed.pdf}, title=title, blank=blank, author=author)
    keep_paper(_store(), _key(html), assembled.pdf, assembled.pages)
    return assembled.pdf


def _key(html: str) -> str:
    return hashlib.sha256(f"performance pack {cache_key(html)}".encode()).hexdigest()


def _store() -> Path:
    return Path(settings.SCRUTINY_DATA) / "cache" / "papers"
