"""The monthly workbook: its dry run and its import against the time that openpyxl alone needs to load it. CPU time.

What an officer waits for: the dry run is from the file to all that its import would change; the import from confirming
that to what is committed, in the process that showed it, which remembers what it read. Importing at once, as the
command does and as a process must that has not read the file, is both in one. The processes that read are counted in;
they are warm, as in a service that is up.
"""

import io
import resource
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

RUNS = 15
WORKBOOK = Path(__file__).parents[2] / "fixtures" / "performance" / "monthly-dataset-2018-04.xlsx"


def measure(line: Callable[[str, str], None]) -> None:
    """Print the measurements, each with its ratio. Leaves the database as it was."""
    import openpyxl
    from django.db import transaction

    from performance.importer import recent, warm
    from performance.operations import import_release
    from scrutiny.models import Council

    council = Council.objects.get(is_host=True)
    workbooks = [_changed(openpyxl, number) for number in range(RUNS + 1)]

    def imported(at: int, *, dry: bool) -> None:
        with transaction.atomic():
            import_release(by=None, council=council, content=workbooks[at], file_name="x.xlsx", dry_run=dry)
            transaction.set_rollback(True)

    def load(at: int) -> object:
        return openpyxl.load_workbook(io.BytesIO(workbooks[at]), data_only=True)

    # Each run does the three after each other, so that a busy computer is as unkind to one as to the other.
    loading, dry, confirming, at_once = [], [], [], []
    for at in [RUNS, *range(RUNS)]:  # the first one warms up
        loading.append(_cpu(load, at))
        recent.forget()
        dry.append(_cpu(lambda n: imported(n, dry=True), at, warm.cpu_seconds))
        confirming.append(_cpu(lambda n: imported(n, dry=False), at, warm.cpu_seconds))
        recent.forget()
        at_once.append(_cpu(lambda n: imported(n, dry=False), at, warm.cpu_seconds))
    alone = statistics.median(loading[1:])
    line("Monthly workbook loaded by openpyxl, once", f"{alone * 1000:6.1f} ms CPU")
    for what, times in (
        ("Its dry run, at most 3 times that", dry),
        ("Its import once looked at, at most 3 times that", confirming),
        ("Dry run and import in one step", at_once),
    ):
        taken = statistics.median(times[1:])
        line(what, f"{taken * 1000:6.1f} ms CPU  {taken / alone:.1f} times")


def _changed(openpyxl: Any, number: int) -> bytes:
    """The workbook with one figure changed, so that it is another file."""
    book = openpyxl.load_workbook(WORKBOOK)
    book.active["F7"] = 1600 + number
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cpu(action: Callable[[int], object], at: int, elsewhere: Callable[[], float] = lambda: 0.0) -> float:
    """The CPU time of one run; `elsewhere` is that of processes of our own."""
    start = _used() + elsewhere()
    action(at)
    return _used() + elsewhere() - start


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
