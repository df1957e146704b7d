"""Work on files that nobody vouches for, each in a process of its own with bounds on time, memory and disk.

The parent calls `run_bounded`; the module that it names calls `serve` when it is run. No Django in here: a child starts
in a tenth of a second. What the work is belongs elsewhere.
"""

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LARGEST_ANSWER = 64 << 20
WORK = "scrutiny-work-"
LONGEST_WORK = 3_600  # seconds; its bounds end any work long before


class OutOfBounds(Exception):
    """The work needed more than it was given, or killed its process. `reason` is "time" or "memory"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the work needed more {reason} than it may have")


def run_bounded(module: str, request: dict[str, Any], *, seconds: int, megabytes: int) -> dict[str, Any]:
    """Run `python -m module` on the request and give its answer, both plain JSON.

    It may write files of up to half of `megabytes`. Raises OutOfBounds; the process is gone by then.
    """
    forget_what_was_left()
    with work_folder() as folder:
        answer = Path(folder) / "answer.json"
        arguments = json.dumps({"answer": str(answer), "seconds": seconds, "megabytes": megabytes})
        # -E and an environment of its own: nothing set for the service reaches the child.
        command = [sys.executable, "-E", "-s", "-m", module, arguments]
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}
        environment["TMPDIR"] = folder
        try:
            done = subprocess.run(  # noqa: S603 - our own module, no shell
                command, input=json.dumps(request).encode(), cwd=ROOT, env=environment, timeout=seconds,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise OutOfBounds("time") from None
        if done.returncode or not answer.exists():
            raise OutOfBounds("time" if done.returncode == -24 else "memory")  # 24 is SIGXCPU
        found: dict[str, Any] = json.loads(answer.read_bytes())
    if found.get("out_of_bounds"):
        raise OutOfBounds(str(found["out_of_bounds"]))
    return found


def work_folder() -> "tempfile.TemporaryDirectory[str]":
    """A folder for one piece of work, gone with all that is in it when the work is done."""
    return tempfile.TemporaryDirectory(prefix=WORK)


def forget_what_was_left() -> None:
    """Remove the folders of processes that were killed over their work: nothing that was uploaded is left in them."""
    with os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.name.startswith(WORK) and entry.stat().st_mtime < time.time() - LONGEST_WORK:
                    shutil.rmtree(entry.path, ignore_errors=True)


def serve(work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """What a child does: bind itself to its bounds, do the work, write the answer. It inherits no secrets."""
    arguments = json.loads(sys.argv[1])
    memory = arguments["megabytes"] << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (arguments["seconds"], arguments["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (memory // 2, memory // 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = work(json.load(sys.stdin))
    except (MemoryError, RecursionError):
        answer = {"out_of_bounds": "memory"}
    content = json.dumps(answer)
    if len(content) > LARGEST_ANSWER:
        content = json.dumps({"out_of_bounds": "memory"})
    Path(arguments["answer"]).write_text(content, encoding="utf-8")
