"""The pack of a synthetic meeting of 345 pages, measured in one run: `python -m tests.benchmarks.pack`.

Compared with one WeasyPrint run over the whole. Times are processor time of all processes, printers that are started
included, so that other work on the computer does not show; only the cold build on two cores is by the clock. Memory is
the most that any one process held. Each step runs in a process of its own, forked from one that has Django loaded.
"""

import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PAGES, PAPERS = 345, 24
GROWTH = (20, 100, 200, 400)
AFTER_AN_EDIT, UNCHANGED, PEAK, GROWS = 15, 30, 2, 1.2


@dataclass(frozen=True)
class Figures:
    """What a step cost: processor seconds of all processes, seconds by the clock, megabytes of the largest process."""

    cpu: float
    clock: float
    peak: float
    result: Any


def main() -> None:
    """Set up a database of our own, measure, print each figure with its target."""
    _set_up()
    from tests.helpers import person
    from tests.synthetic import synthetic_meeting

    officer = person()
    meeting = synthetic_meeting(officer, pages=PAGES, papers=PAPERS)
    cold = {count: measured(lambda count=count: _cold(meeting.pk, count)) for count in (1, 2)}
    edited = measured(lambda: _build(meeting.pk), prepare=lambda: _edit_in_a_worker(meeting.pk))
    first = measured(lambda: _build(meeting.pk), prepare=lambda: _edit(meeting.pk))
    unchanged = measured(lambda: _build(meeting.pk))
    measured(lambda: _build(meeting.pk, public=True))
    public = measured(lambda: _build(meeting.pk, public=True))
    whole = measured(lambda: _one_run(meeting.pk))
    dense = measured(lambda: _dense())
    sides = cold[2].result
    say(f"Synthetic meeting of {PAPERS} papers: pack of {sides} sides")
    say("  one WeasyPrint run over the whole", f"{whole.cpu:6.1f} s, {whole.peak:4.0f} MB, {whole.result} pages")
    say("  cold build, one process at a time", f"{cold[1].cpu:6.1f} s, by the clock {cold[1].clock:5.1f} s")
    faster = cold[1].clock / cold[2].clock
    say(
        "  cold build, two at a time",
        f"{cold[2].cpu:6.1f} s, by the clock {cold[2].clock:5.1f} s, {faster:.2f} times as fast",
    )
    say("  after an edit of one report", _share(edited, whole, AFTER_AN_EDIT))
    say("  the same in a worker that has just started", f"{first.cpu:6.2f} s")
    say("  with no change", _share(unchanged, whole, UNCHANGED))
    say("  the public edition, with no change", _share(public, whole, UNCHANGED))
    peak = max(step.peak for step in (*cold.values(), edited, first, unchanged, public))
    say("  most memory of any process", f"{peak:6.0f} MB, 1/{whole.peak / peak:.1f} of the one run's, at most 1/{PEAK}")
    say("  joining 400 pages of dense tables", f"{dense.cpu:6.1f} s, {dense.peak:4.0f} MB")
    costs = {}
    for pages in GROWTH:
        step = measured(lambda pages=pages: _cold(_of(officer, pages), 1))
        costs[pages] = step.cpu / step.result
        say(f"  cold build of {step.result} sides, a side", f"{costs[pages] * 1000:6.0f} ms")
    growth = costs[GROWTH[-1]] / costs[GROWTH[0]]
    say("  cost of a side from 20 to 400 pages", f"{growth:6.2f} times, at most {GROWS}")


def measured(action: Callable[[], Any], *, prepare: Callable[[], Any] | None = None) -> Figures:
    """Do something in a forked process and say what it and all that it started cost."""
    from django.db import connections

    connections.close_all()
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_measure, args=(action, prepare, theirs))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        sys.exit("A step of the benchmark failed; its messages are above.")
    finally:
        process.join()


def _measure(action: Callable[[], Any], prepare: Callable[[], Any] | None, answer: Connection) -> None:
    from scrutiny.documents.printing import PRINTERS

    if prepare:
        prepare()
    stop, peaks = threading.Event(), [0]
    watch = threading.Thread(target=_watch, args=(stop, peaks), daemon=True)
    watch.start()
    # What printers that are up already have used is counted with them when they end.
    before, start = sum(os.times()[:4]) + sum(_cpu_of(pid) for pid in _children()), time.perf_counter()
    result = action()
    clock = time.perf_counter() - start
    PRINTERS.end()
    cpu = sum(os.times()[:4]) - before
    stop.set()
    watch.join()
    answer.send(Figures(cpu, clock, max(*peaks, _peak("self")) / 1024, result))


def _watch(stop: threading.Event, peaks: list[int]) -> None:
    """Note the most that any child has held, while there are any."""
    while not stop.wait(0.1):
        with suppress(OSError):
            for child in _children():
                with suppress(OSError):
                    peaks.append(_peak(child))
                    peaks += [_peak(fork) for fork in _children(child)]


def _children(process: str = "self") -> list[str]:
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text().split()]


def _cpu_of(process: str) -> float:
    """The processor time of a child and of those that it has waited for: fields 14 to 17 of proc(5)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _peak(process: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)  # none: it has just ended


def _build(meeting: int, *, public: bool = False) -> int:
    from panels.enums import EditionKind
    from panels.making import make
    from panels.models import Meeting
    from panels.operations.packs import request_build
    from scrutiny.models import User

    found = Meeting.objects.with_panel().get(pk=meeting)
    officer = User.objects.get(username="dso")
    edition = EditionKind.PUBLIC if public else EditionKind.MEMBERS
    done = make(request_build(by=officer, meeting=found, edition=edition, dated=found.date))
    if done.problem:
        sys.exit(done.problem)
    return done.pages


def _cold(meeting: int, processes: int) -> int:
    from django.conf import settings

    from panels.models import PackBuild
    from panels.pack import paper_store

    PackBuild.objects.update(inputs="")  # a pack that was made of the same papers would be taken as it is
    shutil.rmtree(paper_store().parent, ignore_errors=True)
    settings.RENDER_PROCESSES = processes
    return _build(meeting)


def _edit(meeting: int) -> None:
    from panels.models import ReportPart
    from panels.operations.reports import save_part
    from scrutiny.models import User

    part = ReportPart.objects.select_related("report", "part").filter(report__paper__item__meeting=meeting)
    part = part.filter(part__key="detail").order_by("pk")[0]
    officer = User.objects.get(username="dso")
    html = f"{part.text}<p>One more paragraph.</p>"
    save_part(by=officer, report=part.report, part=part.part, version=part.version, html=html)


def _edit_in_a_worker(meeting: int) -> None:
    """Edit a report while a worker is up, which has made the pack before and has its printer ready."""
    from scrutiny.documents.printing import PRINTERS, render_cached

    _edit(meeting)
    _build(meeting)
    _edit(meeting)
    PRINTERS.warm()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as store:
        render_cached("<!doctype html><html lang='en'><title>Warm</title><p>Warm</p></html>", store=Path(store))


def _one_run(meeting: int) -> int:
    from panels.models import Meeting
    from scrutiny.documents.render import render_pdf
    from tests.synthetic import whole_as_one_document

    return render_pdf(whole_as_one_document(Meeting.objects.get(pk=meeting), pages=PAGES)).pages


def _dense() -> int:
    """A pack of nothing but dense tables, joined: as many structure elements as a pack can have."""
    from tests.synthetic import dense_pack

    return dense_pack(400)


def _of(officer: Any, pages: int) -> int:
    import datetime

    from tests.synthetic import synthetic_meeting

    date = datetime.date(2032, 1, 1) + datetime.timedelta(days=pages)
    return synthetic_meeting(officer, pages=pages, papers=max(pages // 14, 2), date=date).pk


def _share(step: Figures, whole: Figures, target: int) -> str:
    return f"{step.cpu:6.2f} s, 1/{whole.cpu / step.cpu:.1f} of the one run, at most 1/{target}"


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def say(what: str, figure: str = "") -> None:
    print(f"{what:<44}{figure}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
