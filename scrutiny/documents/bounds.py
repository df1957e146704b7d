"""How much time and memory the making of one document may take in the worker itself.

Papers are printed in processes of their own, with bounds of their own (printing.py). Joining them, and making other
forms of what was joined, is done in the worker: here it is kept from going on for ever, or from taking all there is.
"""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from scrutiny.documents.errors import DocumentError

SECONDS = 1_800
MEGABYTES = 2_048  # beyond what the worker has; a pack of 345 pages takes about a tenth


class MakingOutOfBounds(DocumentError):
    """The document needs more time or memory than one document may have."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The document needs more {what} than one document may have, so it was not made. Leave out its longest "
            "papers, or publish some of them as a supplement."
        )


@contextmanager
def within_bounds(*, seconds: float | None = None, megabytes: int | None = None) -> Iterator[None]:
    """Raises MakingOutOfBounds where what is done in here takes more, by the clock, or in address space.

    One inside another counts with the outer one. Only the main thread can be stopped in time: the worker does its jobs
    in it.
    """
    memory = resource.getrlimit(resource.RLIMIT_AS)
    is_unbound = memory[0] == resource.RLIM_INFINITY
    is_first = threading.current_thread() is threading.main_thread() and not any(signal.getitimer(signal.ITIMER_REAL))
    before = signal.signal(signal.SIGALRM, _stop) if is_first else None
    try:
        if is_unbound:
            limit = _address_space() + ((megabytes or MEGABYTES) << 20)
            resource.setrlimit(resource.RLIMIT_AS, (limit, memory[1]))
        if is_first:
            signal.setitimer(signal.ITIMER_REAL, seconds or SECONDS)
        yield
    except MemoryError as error:
        raise MakingOutOfBounds("memory") from error
    finally:
        if is_first:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        if is_unbound:
            resource.setrlimit(resource.RLIMIT_AS, memory)


def _stop(*_: object) -> NoReturn:
    raise MakingOutOfBounds("time")


def _address_space() -> int:
    """What this process has now, in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
