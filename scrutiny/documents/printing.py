"""Papers from HTML to PDF in processes of their own, as many at once as there are cores, fresh or from the store.

The renderer takes hundreds of megabytes for a long paper and hands little of it back; here it is the memory of a fork
of the printer, not that of the web server or the worker, and it ends with the paper. A printer that dies is replaced,
and its paper printed again; one that takes too long is ended.
"""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from django.conf import settings

from scrutiny.documents.assets import assets_folder
from scrutiny.documents.errors import DocumentError
from scrutiny.documents.render import RenderedPaper, cache_key
from scrutiny.documents.store import keep_paper, read_paper

ROOT = Path(__file__).resolve().parents[2]
PRINTER = "scrutiny.documents.printer"
MOST_TRIES = 3

Done = Callable[[int, RenderedPaper], None]


@dataclass(frozen=True)
class Bounds:
    """How much one paper may cost: seconds of processor time, seconds by the clock, megabytes of address space."""

    seconds: int = 240
    patience: int = 900
    megabytes: int = 2_048


class PaperOutOfBounds(DocumentError):
    """A paper needs more time or memory than one paper may have."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The paper needs more {what} to be printed than one paper may have. Make it shorter, for instance by "
            "splitting its longest table, or attach a part of it as an appendix."
        )


def render_cached(html: str, *, store: Path, assets: Path | None = None) -> RenderedPaper:
    """The paper as PDF, kept under a hash of all that it depends on; a damaged file is rendered anew.

    Raises DocumentError as render_pdf does. Safe to call from several threads and processes at once.
    """
    (paper,) = render_all([html], store=store, assets=assets)
    if isinstance(paper, DocumentError):
        raise paper
    return paper


def render_all(
    documents: Sequence[str],
    *,
    store: Path,
    assets: Path | None = None,
    bounds: Bounds | None = None,
    done: Done = lambda place, paper: None,
) -> list[RenderedPaper | DocumentError]:
    """The same for many papers, several at once. Each place holds its paper, or the error that it met.

    `done` is called in this thread as each paper is ready, kept ones first.
    """
    bounds = bounds or Bounds()
    folder = assets_folder(assets)
    results: dict[int, RenderedPaper | DocumentError] = {}
    missing: dict[str, list[int]] = {}
    for place, html in enumerate(documents):
        key = cache_key(html, assets=folder)
        kept = None if key in missing else read_paper(store, key)
        if kept is None:
            missing.setdefault(key, []).append(place)
        else:
            results[place] = paper = RenderedPaper(*kept)
            done(place, paper)
    for key, answer in _printed({key: documents[places[0]] for key, places in missing.items()}, folder, bounds):
        if isinstance(answer, RenderedPaper):
            keep_paper(store, key, answer.pdf, answer.pages)
        for place in missing[key]:
            results[place] = answer
            if isinstance(answer, RenderedPaper):
                done(place, answer)
    return [results[place] for place in range(len(documents))]


def processes() -> int:
    """How many papers are printed at once: the setting, or one a core."""
    return settings.RENDER_PROCESSES or len(os.sched_getaffinity(0))


def _printed(
    documents: dict[str, str], assets: Path, bounds: Bounds
) -> Iterator[tuple[str, RenderedPaper | DocumentError]]:
    if not documents:
        return
    with ThreadPoolExecutor(min(processes(), len(documents)), thread_name_prefix="printing") as threads:
        # The longest first: a core that gets the longest one last leaves the others idle.
        longest_first = sorted(documents, key=lambda key: (-len(documents[key]), key))
        waiting = {threads.submit(_print, documents[key], assets, bounds): key for key in longest_first}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _print(html: str, assets: Path, bounds: Bounds) -> RenderedPaper | DocumentError:
    for _ in range(MOST_TRIES):
        printer = PRINTERS.take(assets)
        try:
            answer = printer.print(html, assets, bounds)
        except BaseException:
            printer.end()
            raise
        if answer is None:  # it died: out of memory for the whole machine, or killed by somebody
            printer.end()
            continue
        PRINTERS.give_back(printer)
        return answer
    return DocumentError("The paper could not be printed: the printing process was stopped each time. Try again.")


class _Printer:
    """One printer process and the socket to it."""

    def __init__(self, assets: Path) -> None:
        self.is_spent = False
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = json.dumps({"socket": theirs.fileno(), "assets": str(assets)})
            # -E and an environment of its own: nothing set for the service reaches it.
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-E", "-s", "-m", PRINTER, arguments],
                cwd=ROOT, env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=[theirs.fileno()],
            )  # fmt: skip
        self._connection = Connection(ours.detach())

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def print(self, html: str, assets: Path, bounds: Bounds) -> RenderedPaper | DocumentError | None:
        """The paper, or why there is none; None where the process died of something else than this paper."""
        request = {"assets": str(assets), "seconds": bounds.seconds, "megabytes": bounds.megabytes}
        try:
            self._connection.send_bytes(json.dumps(request).encode())
            self._connection.send_bytes(html.encode("utf-8", "surrogatepass"))
            if not self._connection.poll(bounds.patience):
                self.is_spent = True
                return PaperOutOfBounds("time")
            answer = json.loads(self._connection.recv_bytes())
            pdf = self._connection.recv_bytes()
        except (EOFError, OSError):
            self.is_spent = True
            # Libraries in C end the process where memory runs out; nothing else that we know makes them do so.
            ended = -self._process.wait()
            if ended == signal.SIGXCPU:
                return PaperOutOfBounds("time")
            return PaperOutOfBounds("memory") if ended in (signal.SIGABRT, signal.SIGSEGV, signal.SIGTRAP) else None
        if "out_of_bounds" in answer:
            return PaperOutOfBounds(answer["out_of_bounds"])
        if "problem" in answer:
            return DocumentError(answer["problem"])
        return RenderedPaper(pdf, answer["pages"])

    def end(self) -> None:
        self._connection.close()
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._process.kill()
        self._process.wait()


class _Printers:
    """The printers of this process that wait for a paper, to be used again; the last one used first."""

    IDLE_SECONDS = 3_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[float, _Printer]] = []
        self._owner = os.getpid()

    def warm(self) -> None:
        """Start a printer for the paper that will come: it takes half a second to load what it needs."""
        self.give_back(self.take(assets_folder(None)))

    def take(self, assets: Path) -> _Printer:
        """A warm printer, or a new one."""
        with self._lock:
            if self._owner != os.getpid():  # forked: the printers are the parent's
                self._idle, self._owner = [], os.getpid()
            while self._idle:
                since, printer = self._idle.pop()
                # One that has waited for long may be about to leave by itself.
                is_fresh = time.monotonic() - since < self.IDLE_SECONDS
                if is_fresh and printer.is_alive:
                    return printer
                printer.end()
        return _Printer(assets)

    def give_back(self, printer: _Printer) -> None:
        """Keep it for the next paper, unless it is spent or there are enough."""
        with self._lock:
            if not printer.is_spent and len(self._idle) < processes():
                self._idle.append((time.monotonic(), printer))
                return
        printer.end()

    def end(self) -> None:
        """End all that wait. Those of a parent are the parent's to end."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, printer in idle if self._owner == os.getpid() else []:
            printer.end()


PRINTERS = _Printers()
atexit.register(PRINTERS.end)
