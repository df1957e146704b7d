"""Reads workbooks in a process of its own, each in a fork with bounds on time and memory. No Django in here.

Started by warm.py as `python -m performance.importer.child MEGABYTES SECONDS CELLS` and kept, because loading openpyxl
takes ten times as long as reading a monthly workbook with it. It takes a line of JSON a file, {"file", "kind",
"answer"}, and answers with a line once the fork is gone: its exit status and its CPU seconds. The fork has written
{"sheets": [...]} or {"failure": "..."} to the answer file; a sheet's cells are lists, in the order of workbook.RAW. The
process ends when nobody asks for a while, or when the one who started it is gone.
"""

import datetime
import gc
import io
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

# openpyxl would load it for nothing: a third of the start-up time, and threads that count against the memory bound.
sys.modules["numpy"] = None  # type: ignore[assignment]

from openpyxl.workbook.workbook import Workbook  # noqa: E402

from performance.importer.excel import read_excel  # noqa: E402
from performance.importer.opendocument import read_opendocument  # noqa: E402
from performance.importer.raw import Locked, TooMany  # noqa: E402

IDLE_SECONDS = 120
WAITS = 3


def _read_old_excel(path: str, most_cells: int) -> dict[str, Any]:
    # .xls comes seldom: the forks that read one load xlrd, which is quickly done.
    from performance.importer.old_excel import read_old_excel

    return read_old_excel(path, most_cells)


READERS: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "excel": read_excel,
    "ods": read_opendocument,
    "xls": _read_old_excel,
}


def main(megabytes: int, seconds: int, most_cells: int) -> None:
    """Answer requests until there are no more."""
    _warm_up()
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        request = json.loads(line)
        child = os.fork()
        if not child:
            _bounded(request, megabytes, seconds, most_cells)
        _, status, used = os.wait4(child, 0)
        sys.stdout.write(f"{status} {used.ru_utime + used.ru_stime}\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Read a workbook of our own once, so that no fork has to load and compile what every reading needs."""
    book, file = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Indicator", datetime.date(2017, 4, 1), 0.5, True])
    sheet["C1"].number_format = "0%"
    book.save(file)
    json.dumps(read_excel(file, 10))
    # A fork that lives for one file collects nothing, so that it copies no page for the collector's marks.
    gc.collect()
    gc.disable()
    gc.freeze()


def _bounded(request: dict[str, str], megabytes: int, seconds: int, most_cells: int) -> None:
    """The fork: reads one file and ends."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (megabytes << 19, megabytes << 19))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WAITS * seconds)  # a busy machine may take its time
    sys.stdout = sys.stderr  # what a library prints is no answer
    try:
        answer = READERS[request["kind"]](request["file"], most_cells)
    except TooMany:
        answer = {"failure": "too many cells"}
    except Locked:
        answer = {"failure": "locked"}
    except (MemoryError, RecursionError):
        answer = {"failure": "too large"}
    except Exception as error:  # the file is hostile until read: whatever it makes a library raise, it cannot be read
        answer = {"failure": f"unreadable: {type(error).__name__}"}
    try:
        Path(request["answer"]).write_text(json.dumps(answer), encoding="utf-8")
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
