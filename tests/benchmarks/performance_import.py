"""The monthly workbook: its dry run and its import against the time that openpyxl alone needs to load it. CPU time.

The processes that read are counted in; both are warm, as they are in a service that is up. openpyxl loads the same file
once: it holds no formulas, so the importer loads it once as well. What is beyond that load is the fork that reads in
bounds, the comparison with the figures that are stored, and in the import the writing.
"""

import io
import resource
import statistics
from collections.abc import Callable
from pathlib import Path

RUNS = 9
WORKBOOK = Path(__file__).parents[2] / "fixtures" / "performance" / "monthly-dataset-2018-04.xlsx"


def measure(line: Callable[[str, str], None]) -> None:
    """Print the measurements, each with its ratio. Leaves the database as it was."""
    import openpyxl
    from django.db import transaction

    from performance.importer import warm
    from performance.operations import import_release
    from scrutiny.models import Council

    council = Council.objects.get(is_host=True)
    workbooks = [_changed(openpyxl, number) for number in range(RUNS + 1)]

    def imported(content: bytes, *, dry: bool) -> None:
        with transaction.atomic():
            import_release(by=None, council=council, content=content, file_name="x.xlsx", dry_run=dry)
            transaction.set_rollback(True)

    loading = _median(lambda at: openpyxl.load_workbook(io.BytesIO(workbooks[at])))
    dry = _median(lambda at: imported(workbooks[at], dry=True), warm.cpu_seconds)
    whole = _median(lambda at: imported(workbooks[at], dry=False), warm.cpu_seconds)
    line("Monthly workbook loaded by openpyxl, once", f"{loading * 1000:6.1f} ms CPU")
    line("Its dry run, at most 3 times that", f"{dry * 1000:6.1f} ms CPU  {dry / loading:.1f} times")
    line("Its import, at most 3 times that", f"{whole * 1000:6.1f} ms CPU  {whole / loading:.1f} times")


def _changed(openpyxl: object, number: int) -> bytes:
    """The workbook with one figure changed, so that it is another file."""
    book = openpyxl.load_workbook(WORKBOOK)  # type: ignore[attr-defined]
    book.active["F7"] = 1600 + number
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _median(action: Callable[[int], object], elsewhere: Callable[[], float] = lambda: 0.0) -> float:
    """The median CPU time of several runs after one that warms up; `elsewhere` is that of processes of our own."""
    action(RUNS)
    times = []
    for at in range(RUNS):
        start = _cpu() + elsewhere()
        action(at)
        times.append(_cpu() + elsewhere() - start)
    return statistics.median(times)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
