"""Keeps one reading process ready and hands it files; see child.py, which is what runs there.

One file at a time: uploads of workbooks are rare, and a second one waits for the fraction of a second that the first
takes. A process that is gone or does not answer is replaced.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from scrutiny.bounded import LARGEST_ANSWER, ROOT, forget_what_was_left, work_folder

MEMORY_MB = 1_024
SECONDS = 30
MOST_CELLS = 200_000

_lock = threading.Lock()
_process: "subprocess.Popen[bytes] | None" = None
_used = 0.0


def read(content: bytes, kind: str) -> dict[str, Any]:
    """What child.py says of a file of this kind ("excel", "xls" or "ods"); a failure if it died or took too long."""
    with _lock, work_folder() as folder:
        # openpyxl goes by the name; the others do not mind.
        file, answer = Path(folder) / "workbook.xlsx", Path(folder) / "answer.json"
        file.write_bytes(content)
        request = json.dumps({"file": str(file), "kind": kind, "answer": str(answer)}).encode() + b"\n"
        if not _asked(request):
            return {"failure": "too large"}
        if not answer.exists() or answer.stat().st_size > LARGEST_ANSWER:
            return {"failure": "too large"}
        try:
            found: dict[str, Any] = json.loads(answer.read_bytes())
        except ValueError:  # it was stopped while writing
            return {"failure": "too large"}
    return found


def _asked(request: bytes) -> bool:
    """Whether the process took the request and has done with it. A process that ended while idle is started anew."""
    for _ in range(2):
        process = _running()
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except OSError:
            stop()
            continue
        ready, _, _ = select.select([process.stdout], [], [], 3 * SECONDS + 5)
        if ready and (line := process.stdout.readline()):
            global _used
            _used += float(line.split()[1])
            return True
        died_idle = bool(ready)
        stop()
        if not died_idle:
            return False
    return False


def _running() -> "subprocess.Popen[bytes]":
    global _process
    if _process is not None and (_process.poll() is not None or _owner != os.getpid()):
        stop()
    if _process is None:
        forget_what_was_left()
        bounds = [str(MEMORY_MB), str(SECONDS), str(MOST_CELLS)]
        # -E and an environment of its own: nothing set for the service reaches the process.
        command = [sys.executable, "-E", "-s", "-m", "performance.importer.child", *bounds]
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
        _process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _remember_owner()
    return _process


_owner = 0


def _remember_owner() -> None:
    """A fork of this process must not share the pipe."""
    global _owner
    _owner = os.getpid()


def cpu_seconds() -> float:
    """The CPU time that the forks which read files have used so far; that of the process itself is next to nothing."""
    return _used


def stop() -> None:
    """End the process, if there is one of ours."""
    global _process
    process, _process = _process, None
    if process is None:
        return
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    if _owner == os.getpid():
        process.kill()
        process.wait()


atexit.register(stop)
