"""A printer: a process of its own that renders one paper after the other, and stays warm between them.

Started by printing.py, which talks to it through a socket: a request as JSON and the HTML, back comes an answer as JSON
and the PDF. It binds itself in memory and in processor time, and ends with whoever started it. No settings and no
secrets reach it.
"""

import contextlib
import json
import os
import resource
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from scrutiny.documents.errors import DocumentError
from scrutiny.documents.render import render_pdf

IDLE_SECONDS = 120
NEEDS_MEMORY = "memory"


def main() -> None:
    """Serve requests until nobody asks any more."""
    arguments = json.loads(sys.argv[1])
    memory = arguments["megabytes"] << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with Connection(arguments["socket"]) as connection, contextlib.suppress(EOFError, OSError):
        while connection.poll(IDLE_SECONDS):
            request = json.loads(connection.recv_bytes())
            html = connection.recv_bytes().decode("utf-8", "surrogatepass")
            # A bound on this paper, counted from what the papers before it took.
            used = resource.getrusage(resource.RUSAGE_SELF)
            seconds = int(used.ru_utime + used.ru_stime) + 1 + request["seconds"]
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
            answer, pdf = _print(html, Path(request["assets"]))
            answer["megabytes"] = _resident() >> 20
            connection.send_bytes(json.dumps(answer).encode())
            connection.send_bytes(pdf)


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


def _resident() -> int:
    """What this process holds in memory, in bytes. Its peak would be that of the process it was made from."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _end_with_parent() -> None:
    """Whoever started this process holds the other end of its standard input, and never writes into it."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
