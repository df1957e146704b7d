"""Imports that are killed for real: processes ended with signal 9 in the middle, and a sender who goes away."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from performance.enums import UploadState
from performance.importer import warm
from performance.importer.workbook import read_book
from performance.models import Release, Upload
from performance.operations import import_release
from performance.operations.uploads import import_upload, keep_upload
from scrutiny.problems import ProblemsError
from tests.performance.test_commands import run
from tests.performance.test_doors import files, with_rows
from tests.performance.workbooks import may_2018

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 120  # seconds, on a busy computer

# The import as it is, held just before its end: everything is written, nothing is committed.
HELD = """
import sys, time, django
django.setup()
from django.core.management import call_command
from performance.models import Upload
from performance.operations import imports, uploads
from scrutiny.models import User

def hold(**_):
    print("written", flush=True)
    time.sleep(600)

imports.record = hold
kind, what = sys.argv[1:]
if kind == "file":
    call_command("import_dataset", what)
else:
    waiting = Upload.objects.get(pk=what)
    seen = uploads.read_upload(waiting).preview.seen
    uploads.import_upload(by=User.objects.get(username="service"), upload=waiting, renamed={}, seen=seen)
"""


@pytest.fixture
def held() -> Iterator[Callable[[str, str], subprocess.Popen]]:
    """Starts an import in a process of its own, on the test's database and files, and waits until it has written."""
    started: list[subprocess.Popen] = []
    database = connection.settings_dict
    address = f"sqlite:///{database['NAME']}"
    if connection.vendor != "sqlite":
        address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database['NAME']}"
    ours = {
        "DATABASE_URL": address, "SCRUTINY_DATA": str(Path(settings.MEDIA_ROOT).parent), "SCRUTINY_DEVELOPMENT": "1",
        "DJANGO_SETTINGS_MODULE": "scrutiny.settings",
    }  # fmt: skip

    def start(kind: str, what: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", HELD, kind, what],
            cwd=settings.BASE_DIR, env={**os.environ, **ours}, stdout=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        assert process.stdout
        assert process.stdout.readline() == b"written\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()  # and its pipe is closed


def kill(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def whole_files() -> dict[str, bytes]:
    """The files that are kept, each found to be what its name says."""
    found = {name: content for name, content in files().items() if "/" in name}
    assert all(hashlib.sha256(content).hexdigest() == Path(name).stem for name, content in found.items()), list(found)
    return found


def test_an_import_that_is_killed_before_it_commits_changed_nothing_and_can_be_done_again(
    council, officer, draft, everything, held, tmp_path
):
    """Both ways: the command, and an upload that was looked at and confirmed."""
    (tmp_path / "may.xlsx").write_bytes(may_2018())
    before, uploads = everything(), list(Upload.objects.order_by("pk").values())

    kill(held("file", str(tmp_path / "may.xlsx")))

    assert (everything(), list(Upload.objects.order_by("pk").values())) == (before, uploads)
    whole_files()

    waiting = keep_upload(by=officer, council=council, content=may_2018(), file_name="may.xlsx")
    before, uploads = everything(), list(Upload.objects.order_by("pk").values())

    kill(held("upload", str(waiting.pk)))

    assert (everything(), list(Upload.objects.order_by("pk").values())) == (before, uploads)
    assert whole_files()[waiting.file] == may_2018()
    seen = f"{draft.pk}-{draft.file_sha256[:12]}-False"
    import_upload(by=officer, upload=waiting, renamed={}, seen=seen)
    waiting.refresh_from_db()
    assert waiting.state == UploadState.IMPORTED
    assert Release.objects.get(month="2018-05-01").rows.count() == 52


def forks_of(process: int) -> list[int]:
    """The processes that it started, as the system lists them."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_a_reader_that_is_killed_over_a_file_is_said_and_the_next_reading_goes_on(
    council, officer, draft, everything, tmp_path
):
    rows = b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(200, 500_000))
    slow = with_rows(may_2018(), rows)
    before, stored = everything(), files()
    import_release(by=None, council=council, content=may_2018(), file_name="x.xlsx", dry_run=True)
    assert warm._process
    reader, said = warm._process.pid, []

    def dry_run() -> None:
        try:
            import_release(by=None, council=council, content=slow, file_name="slow.xlsx", dry_run=True)
        except ProblemsError as error:
            said.extend(str(problem) for problem in error.problems)
        finally:
            connection.close()

    thread = threading.Thread(target=dry_run)
    thread.start()
    end = time.monotonic() + PATIENCE
    while not (forks := forks_of(reader)):
        assert time.monotonic() < end
        assert thread.is_alive()
        time.sleep(0.01)
    os.kill(forks[0], signal.SIGKILL)
    thread.join()

    assert len(said) == 1
    assert said[0].startswith("The workbook is too large to be read: it needs more time, memory or cells")
    assert (everything(), files()) == (before, stored)
    (tmp_path / "may.xlsx").write_bytes(may_2018())
    assert run("import_dataset", str(tmp_path / "may.xlsx"))[0] == 0


def test_what_a_killed_reading_left_is_removed_before_the_next_one(tmp_path, monkeypatch):
    """Whoever is killed over a file cannot tidy up after themselves: their copy of it goes once nobody can be at it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, at_work, other = (tmp_path / name for name in ("scrutiny-work-left", "scrutiny-work-now", "something-else"))
    for folder in (left, at_work, other):
        folder.mkdir()
        (folder / "workbook.xlsx").write_bytes(b"PK")
    for folder in (left, other):
        os.utime(folder, (0, 0))
    warm.stop()

    read_book(may_2018())

    assert sorted(tmp_path.iterdir()) == [at_work, other]


def test_an_upload_whose_sender_goes_away_half_way_leaves_nothing(officer, draft, sign_in, everything, live_server):
    client = sign_in(officer)
    page = client.get("/performance/import/")
    token = page.cookies["csrftoken"].value
    host, port = live_server.url.removeprefix("http://").split(":")
    start = (
        b'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + token.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="workbook"; filename="may.xlsx"\r\n\r\n'
    )
    body = start + may_2018() + b"\r\n--x--\r\n"
    head = (
        f"POST /performance/import/ HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n"
        f"Cookie: sessionid={client.cookies['sessionid'].value}; csrftoken={token}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()

    def send(content: bytes) -> bytes:
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
            line.sendall(head + content)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65_536), b""))

    before, stored, uploads = everything(), files(), Upload.objects.count()
    answer = send(body[: len(body) // 2])
    assert answer[:12] in (b"HTTP/1.1 400", b""), answer[:300]
    assert (everything(), files(), Upload.objects.count()) == (before, stored, uploads)

    assert send(body)[:12] == b"HTTP/1.1 302"
    assert Upload.objects.filter(state=UploadState.WAITING).count() == 1
