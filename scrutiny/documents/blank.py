"""The page that fills a pack up so that the next paper starts on a right-hand page. It says that it is blank."""

from pathlib import Path

from django.template.loader import render_to_string

from scrutiny.documents.printing import render_cached
from scrutiny.documents.render import RenderedPaper


def blank_page(*, store: Path, assets: Path | None = None) -> RenderedPaper:
    """“This page is intentionally left blank”, tagged, without its number: that is stamped at assembly."""
    return render_cached(render_to_string("documents/blank.html"), store=store, assets=assets)
