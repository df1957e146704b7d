"""The workbooks that were read last, laid out: who uploads one, looks at it and confirms it waits for one reading.

A process remembers a few of moderate size, by their hash and what was said of their columns. Another process, or this
one later, reads the kept file again and finds the same. Nobody changes what is remembered.
"""

import threading
from collections import OrderedDict

from performance.importer.layout import Columns, Layout, lay_out
from performance.importer.workbook import Book, read_book

MOST = 4
MOST_CELLS = 20_000

_lock = threading.Lock()
_recent: OrderedDict[tuple[object, ...], tuple[Book, Layout]] = OrderedDict()


def read_laid_out(content: bytes, sha256: str, said: Columns) -> tuple[Book, Layout]:
    """The workbook with this hash, and its layout. Raises ProblemsError like `read_book` and `lay_out`."""
    key = (sha256, said.sheet, *sorted(said.meanings.items()))
    with _lock:
        if key in _recent:
            _recent.move_to_end(key)
            return _recent[key]
    book = read_book(content)
    found = book, lay_out(book.sheets, said)
    if sum(len(sheet.cells) for sheet in book.sheets) <= MOST_CELLS:
        with _lock:
            _recent[key] = found
            while len(_recent) > MOST:
                _recent.popitem(last=False)
    return found


def forget() -> None:
    """Forget them all."""
    with _lock:
        _recent.clear()
