"""An uploaded Word document as we print and show it: our own layout, its words."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import RenderedPaper


def document_of(title: str, html: str) -> str:
    """The whole HTML document to print. `html` is clean: it came through panels.richtext."""
    return render_to_string(
        "panels/documents/paper.html", {"report": _paper(title, html), "body": "panels/_upload_word_body.html"}
    )


def body_of(title: str, html: str) -> str:
    """The same on screen."""
    return render_to_string("panels/_upload_word_body.html", {"report": _paper(title, html)})


def printed(title: str, html: str) -> RenderedPaper:
    """The paper as PDF, from the store of rendered papers if it is there. Raises DocumentError if it cannot be made."""
    return render_cached(document_of(title, html), store=Path(settings.SCRUTINY_DATA) / "cache" / "papers")


def _paper(title: str, html: str) -> dict[str, str]:
    return {"title": title, "html": mark_safe(html)}  # noqa: S308 - made clean when it was taken in
