"""Rendered papers kept on disk, one file a paper, under a hash of all that the paper depends on.

A file is either whole or not there: it is written beside its place and moved in. Knows nothing of rendering.
"""

import logging
import os
import tempfile
from hashlib import sha256
from pathlib import Path

logger = logging.getLogger(__name__)

MAGIC = b"scrutiny-paper-1"


def read_paper(store: Path, key: str) -> tuple[bytes, int] | None:
    """The PDF and its page count, or None where there is none or its file is damaged."""
    try:
        kept = _place(store, key).read_bytes()
    except OSError:
        return None
    head, newline, pdf = kept.partition(b"\n")
    fields = head.split(b" ")
    if not newline or len(fields) != 3 or fields[0] != MAGIC or not fields[1].isdigit():
        return None
    if fields[2] != _checksum(fields[1], pdf):
        return None
    return pdf, int(fields[1])


def keep_paper(store: Path, key: str, pdf: bytes, pages: int) -> None:
    """Keep a rendered paper. Callers in parallel may keep the same one: the last to finish wins, with equal bytes.

    A full or read-only disk costs the next caller time, not this one the document: it is logged and no error.
    """
    place = _place(store, key)
    count = str(pages).encode()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent, prefix=".unfinished-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(b" ".join((MAGIC, count, _checksum(count, pdf))) + b"\n" + pdf)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, place)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        logger.warning("A rendered paper could not be kept in %s: %s", store, error)


def forget_paper(store: Path, key: str) -> None:
    """Keep a paper no longer: whoever asks for it again has it rendered."""
    _place(store, key).unlink(missing_ok=True)


def _place(store: Path, key: str) -> Path:
    return store / key[:2] / f"{key}.paper"


def _checksum(count: bytes, pdf: bytes) -> bytes:
    return sha256(count + b"\n" + pdf).hexdigest().encode()
