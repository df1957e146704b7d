"""Workers that are killed for real: processes of their own, ended with signal 9 while they make a pack and a print."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from panels.enums import BuildState, EditionKind, PrintKind
from panels.making import make
from panels.models import Meeting, PackBuild, PackPrint
from panels.operations.agenda import edit_item
from panels.operations.packs import LEASE, request_build
from panels.operations.prints import request_print
from panels.prints import make_print
from panels.tasks import build_pack, make_pack_print
from scrutiny.models import JobWorker
from tests.helpers import person, sign_in
from tests.synthetic import synthetic_meeting

pytestmark = [pytest.mark.documents, pytest.mark.django_db(transaction=True)]

PATIENCE = 120  # seconds, on a busy computer
PRINTER = "scrutiny.documents.printer"


class Worker:
    """`manage.py work` in a process of its own, on the database and the files of the test."""

    def __init__(self, folder: Path) -> None:
        database = connection.settings_dict
        if connection.vendor == "sqlite":
            address = f"sqlite:///{database['NAME']}"
        else:
            address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database['NAME']}"
        ours = {
            "DATABASE_URL": address, "SCRUTINY_DATA": str(folder), "SCRUTINY_DEVELOPMENT": "1",
            "DJANGO_SETTINGS_MODULE": "scrutiny.settings",
        }  # fmt: skip
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "work", "--interval", "0.2"],
                cwd=settings.BASE_DIR, env={**os.environ, **ours}, stdout=log, stderr=log,
            )  # fmt: skip

    def printers(self) -> list[int]:
        """The processes that print for it."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
                if parent == self.process.pid and PRINTER in folder.joinpath("cmdline").read_text():
                    found.append(int(folder.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
        return found

    def kill(self) -> None:
        """At once, with nothing tidied up."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Starts a worker; none outlives the test."""
    workers: list[Worker] = []

    def started() -> Worker:
        workers.append(Worker(tmp_path))
        return workers[-1]

    yield started
    for worker in workers:
        worker.kill()


def until(what: Callable[[], object], worker: Worker) -> None:
    """Wait for it; a worker that ended by itself, or never gets there, fails the test with what it said."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, worker.log.read_text()
        time.sleep(0.02)


def lease_runs_out() -> None:
    """As if so much time had passed that the dead worker's silence is noticed."""
    PackBuild.objects.filter(state=BuildState.BUILDING).update(beat_at=timezone.now() - 2 * LEASE)
    PackPrint.objects.filter(state=BuildState.BUILDING).update(beat_at=timezone.now() - 2 * LEASE)
    JobWorker.objects.update(beat_at=timezone.now() - 2 * LEASE)
    DBTaskResult.objects.running().update(started_at=timezone.now() - 2 * LEASE)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def files(folder: Path) -> dict[str, bytes]:
    """Every file that could be downloaded."""
    kept = folder / "files"
    return {str(file.relative_to(kept)): file.read_bytes() for file in kept.rglob("*.*") if file.is_file()}


def changed_and_asked_for(by, meeting: Meeting) -> PackBuild:
    """A pack for which every report is printed anew, asked for twice."""
    item = meeting.items.on_agenda().order_by("position")[0]
    edit_item(by=by, item=item, version=item.version, title="Changed")
    meeting.refresh_from_db()
    found = [
        request_build(by=who, meeting=meeting, edition=EditionKind.MEMBERS, dated=timezone.localdate())
        for who in (by, person("second", full_name="Another Officer"))
    ]
    assert found[0].pk == found[1].pk, "two people who ask at once share one build"
    return found[0]


def test_a_pack_and_a_print_outlive_the_workers_that_are_killed_over_them(tmp_path, start):
    officer = person()
    meeting = synthetic_meeting(officer, pages=48, papers=8)
    client = sign_in(officer.username)
    desk = f"/desk/{'/'.join(meeting.key)}/packs"

    # The last good one, of the agenda before the change; the store of papers is emptied, so that there is work to do.
    good = make(request_build(by=officer, meeting=meeting, edition=EditionKind.MEMBERS, dated=timezone.localdate()))
    assert good.state == BuildState.READY, good.problem
    content = b"".join(client.get(f"{desk}/{good.pk}/pack.pdf"))
    before = files(tmp_path)
    for paper in (tmp_path / "cache" / "papers").rglob("*.paper"):
        paper.unlink()

    build = changed_and_asked_for(officer, meeting)
    build_pack.enqueue(build.pk)

    def done() -> int:
        build.refresh_from_db()
        return build.papers_done

    first = start()
    until(first.printers, first)
    victim = first.printers()[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: done() >= 4, first)  # another printer does what the dead one had
    printers = first.printers()
    first.kill()
    assert done() < build.papers_total, "killed too late to show anything"

    assert build.state == BuildState.BUILDING
    assert files(tmp_path) == before, "nothing half-written lies where files are handed out"
    assert client.get(f"{desk}/{build.pk}/pack.pdf").status_code == 404
    assert b"".join(client.get(f"{desk}/{good.pk}/pack.pdf")) == content
    page = client.get(f"{desk}/{build.pk}/").content.decode()
    assert "the last good pack" in page
    assert f"/packs/{good.pk}/pack.pdf" in page
    until(lambda: not any(is_alive(printer) for printer in printers), first)

    lease_runs_out()
    second = start()
    until(lambda: done() and build.state == BuildState.READY, second)
    assert build.attempt == 2
    answer = b"".join(client.get(f"{desk}/{build.pk}/pack.pdf"))
    with pikepdf.open(io.BytesIO(answer)) as pdf:
        assert len(pdf.pages) == build.pages

    made, _ = request_print(by=officer, build=build, kind=PrintKind.LARGE)
    again, is_new = request_print(by=None, build=build, kind=PrintKind.LARGE)
    assert (again.pk, is_new) == (made.pk, False)
    make_pack_print.enqueue(made.pk)

    def state() -> str:
        made.refresh_from_db()
        return str(made.state)

    until(lambda: state() == BuildState.BUILDING, second)
    second.kill()
    assert state() == BuildState.BUILDING, "killed too late to show anything"
    assert client.get(f"{desk}/{build.pk}/prints/{made.pk}/").status_code == 404
    lease_runs_out()
    third = start()
    until(lambda: state() == BuildState.READY, third)
    assert made.attempt == 2
    with pikepdf.open(io.BytesIO(b"".join(client.get(f"{desk}/{build.pk}/prints/{made.pk}/")))) as pdf:
        assert len(pdf.pages) == made.pages
    # What a worker that was only slow would have said comes too late.
    assert make_print(made).attempt == 2
