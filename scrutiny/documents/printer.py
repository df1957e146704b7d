"""A printer: a process that has the renderer loaded and makes a fork of itself for each paper.

Started by printing.py, which talks to it through a socket: a request as JSON and the HTML, back comes an answer as JSON
and the PDF, from the fork. Each paper so starts with a warm renderer and with memory of its own, which goes back when
the fork ends. The fork is bound in memory and in processor time; both end with whoever started the printer. No settings
and no secrets reach them.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NoReturn

from scrutiny.documents.errors import DocumentError
from scrutiny.documents.render import render_pdf

IDLE_SECONDS = 3_600
NEEDS_MEMORY = "memory"
# Rarely: a fork lives for one paper. Not never: a long one would hold twice the memory.
COLLECTS_AFTER = (50_000, 20, 50)
WARMING = """
    <!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Warming up</title>
    <link rel="stylesheet" href="asset:css/document.css"></head>
    <body><h1>Heading</h1><p>Text and <a href="https://example.gov.uk/">a link</a></p>
    <table><tr><th scope="col">Head</th></tr><tr><td>Cell</td></tr></table></body></html>
"""


def main() -> None:
    """Serve requests until nobody asks any more."""
    arguments = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(DocumentError):  # whoever asks for a paper is told
        render_pdf(WARMING, assets=Path(arguments["assets"]))
    gc.collect()
    gc.freeze()
    with Connection(arguments["socket"]) as connection, contextlib.suppress(EOFError, OSError):
        while _is_asked(connection):
            request = json.loads(connection.recv_bytes())
            html = connection.recv_bytes().decode("utf-8", "surrogatepass")
            _await(_forked(connection, request, html))


def _is_asked(connection: Connection) -> bool:
    ready = wait([connection, sys.stdin.fileno()], IDLE_SECONDS)
    # Whoever started this process holds the other end of its standard input, and never writes into it.
    return connection in ready and sys.stdin.fileno() not in ready


def _forked(connection: Connection, request: dict[str, Any], html: str) -> int:
    printer = os.getpid()
    fork = os.fork()
    if not fork:
        _serve(connection, request, html, printer)
    return fork


def _serve(connection: Connection, request: dict[str, Any], html: str, printer: int) -> NoReturn:
    """In the fork: print the paper, hand it over, end."""
    try:
        _die_with(printer)
        memory = request["megabytes"] << 20
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], resource.RLIM_INFINITY))
        gc.set_threshold(*COLLECTS_AFTER)
        answer, pdf = _print(html, Path(request["assets"]))
        connection.send_bytes(json.dumps(answer).encode())
        connection.send_bytes(pdf)
        os._exit(0)
    finally:
        os._exit(1)


def _die_with(printer: int) -> None:
    """Have the kernel end this fork when the printer ends, whatever either is doing."""
    set_death_signal = 1  # PR_SET_PDEATHSIG, see prctl(2)
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() != printer:
        os._exit(1)


def _print(html: str, assets: Path) -> tuple[dict[str, Any], bytes]:
    try:
        paper = render_pdf(html, assets=assets)
    except (MemoryError, RecursionError):
        return {"out_of_bounds": NEEDS_MEMORY}, b""
    except DocumentError as error:
        if isinstance(error.__cause__, MemoryError | RecursionError):
            return {"out_of_bounds": NEEDS_MEMORY}, b""
        return {"problem": str(error)}, b""
    return {"pages": paper.pages}, paper.pdf


def _await(fork: int) -> None:
    """Until the fork has ended. A printer whose fork was stopped ends in the same way, which tells what happened."""
    ended = os.pidfd_open(fork)
    try:
        if sys.stdin.fileno() in wait([ended, sys.stdin.fileno()]):
            os._exit(1)
    finally:
        os.close(ended)
    _, status = os.waitpid(fork, 0)
    if os.WIFSIGNALED(status):
        stopped_by = os.WTERMSIG(status)
        if stopped_by != signal.SIGKILL:
            signal.signal(stopped_by, signal.SIG_DFL)
        os.kill(os.getpid(), stopped_by)
    if status:
        os._exit(1)


if __name__ == "__main__":
    main()
