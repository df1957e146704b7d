"""One paper from HTML to tagged PDF (PDF/UA-1), by WeasyPrint. Asked for through printing.py, in a process of its own.

Page numbers and agenda item stamps are not drawn here: a paper does not know its place (see assemble.py).
"""

import ctypes
import json
import logging
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from xml.sax.saxutils import escape

from scrutiny.documents.assets import assets_folder, fingerprint
from scrutiny.documents.errors import DocumentError, PoorDocument, UnprintableCharacters
from scrutiny.documents.letters import complete_letters

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

# Raise it when this file changes what a paper looks like: every kept paper is then rendered again.
RENDERER_REVISION = 2
# Presentational hints: the numbers of paragraphs that run on are said by <ol start>.
OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "dpi": 220, "presentational_hints": True}
RENDERER_PACKAGES = ("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "fonttools", "pillow", "pyphen")
UNPRINTABLE = ".notdef glyph"

_environment_lock = threading.Lock()


@dataclass(frozen=True)
class RenderedPaper:
    """A paper as PDF and its number of pages, without page numbers on them."""

    pdf: bytes
    pages: int


def render_pdf(html: str, *, assets: Path | None = None) -> RenderedPaper:
    """Render a whole HTML document to tagged PDF. The same input gives the same bytes.

    `html` needs `lang` on its root and a title; it may use `data:` addresses and `asset:` ones (assets.py), nothing
    else. Fonts are those of our assets only, never the machine's, so that every machine prints the same.
    Raises DocumentError where anything is missing or would be left out: never a silently poorer document.
    """
    folder = assets_folder(assets)
    # Late: it takes a third of a second and needs Pango, and most requests never make a PDF.
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

        from scrutiny.documents.fetcher import AssetFetcher
    except OSError as error:
        raise DocumentError(
            f"PDF documents need the Pango library, which is missing here ({error}). Set-up installs it, or says how."
        ) from error

    fetcher = AssetFetcher(folder)
    with _complaints() as complaints:
        try:
            document = HTML(string=html, url_fetcher=fetcher).render(font_config=_own_fonts_only(folder), **OPTIONS)
            if not (document.metadata.title or "").strip():
                raise DocumentError("The document has no title. Give it one: screen readers announce it first.")
            pdf = cast(bytes, document.write_pdf(finisher=complete_letters, **OPTIONS))
        except FatalURLFetchingError as error:  # a BaseException, so that nothing in WeasyPrint swallows it
            if not fetcher.refused:
                raise PoorDocument([f"{error} ({error.__cause__})"]) from error
        except DocumentError:
            raise
        except Exception as error:
            raise DocumentError(f"The renderer failed on this document ({type(error).__name__}: {error}).") from error
    if fetcher.refused:
        raise fetcher.refused[0]
    _check(complaints)
    return RenderedPaper(pdf, len(document.pages))


def cache_key(html: str, *, assets: Path | None = None) -> str:
    """The hash over everything a paper depends on: text, styles, fonts, pictures, renderer, our own revision."""
    parts = (
        str(RENDERER_REVISION),
        json.dumps(OPTIONS, sort_keys=True),
        _renderer_versions(),
        fingerprint(assets_folder(assets)),
        html,
    )
    digest = sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(encoded)}\n".encode())
        digest.update(encoded)
    return digest.hexdigest()


@cache
def _renderer_versions() -> str:
    return " ".join([*(f"{name} {version(name)}" for name in RENDERER_PACKAGES), *_library_versions()])


def _library_versions() -> Iterator[str]:
    """Pango and HarfBuzz come from the system; asked directly, because importing WeasyPrint is what a cache saves."""
    for name, function in (
        ("libpango-1.0.so.0", "pango_version_string"),
        ("libharfbuzz.so.0", "hb_version_string"),
        ("libharfbuzz-subset.so.0", "hb_version_string"),
    ):
        try:
            ask = getattr(ctypes.CDLL(name), function)
        except (OSError, AttributeError):
            continue
        ask.restype = ctypes.c_char_p
        yield f"{name} {ask().decode()}"


def _own_fonts_only(assets: Path) -> "FontConfiguration":
    """A font configuration that knows the fonts of our assets and none of the machine's."""
    from weasyprint.text.fonts import FontConfiguration

    with tempfile.TemporaryDirectory(prefix="scrutiny-fonts-") as folder:
        configuration = Path(folder) / "fonts.conf"
        configuration.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
            f"<dir>{escape(str((assets / 'fonts').resolve()))}</dir><cachedir>{escape(folder)}</cachedir>"
            "</fontconfig>",
            encoding="utf-8",
        )
        # Fontconfig reads its file once, while the object is made, and takes its name from the environment only.
        with _environment_lock:
            before = os.environ.get("FONTCONFIG_FILE")
            os.environ["FONTCONFIG_FILE"] = str(configuration)
            try:
                return FontConfiguration()
            finally:
                if before is None:
                    del os.environ["FONTCONFIG_FILE"]
                else:
                    os.environ["FONTCONFIG_FILE"] = before


class _Listener(logging.Handler):
    """Gathers the warnings and errors of one thread: another thread may be rendering another paper."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.records.append(record)


@contextmanager
def _complaints() -> Iterator[list[logging.LogRecord]]:
    """What WeasyPrint warns of meanwhile. It only logs what it leaves out, so its log is part of its answer."""
    logger = logging.getLogger("weasyprint")
    if not logger.isEnabledFor(logging.WARNING):
        logger.setLevel(logging.WARNING)
    listener = _Listener()
    logger.addHandler(listener)
    try:
        yield listener.records
    finally:
        logger.removeHandler(listener)


def _check(complaints: list[logging.LogRecord]) -> None:
    """Raise where WeasyPrint complained; characters that cannot be printed get a sentence of their own."""
    unprintable = {
        str(record.args[0])
        for record in complaints
        if str(record.msg).startswith(UNPRINTABLE) and isinstance(record.args, tuple) and record.args
    }
    others = [record.getMessage() for record in complaints if not str(record.msg).startswith(UNPRINTABLE)]
    if others:
        raise PoorDocument(others)
    if unprintable:
        raise UnprintableCharacters(unprintable)
