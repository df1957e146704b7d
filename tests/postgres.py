"""Runs a command with a PostgreSQL of its own, which is gone afterwards: `python -m tests.postgres pytest -n 2`.

The server listens on a socket in a temporary folder and nowhere else, so that no port can clash and nobody else can
reach it. It keeps nothing safe on disk: it lives for one run. The set-up has installed its programs.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from scrutiny.bootstrap import ROOT, SetUpError, postgres_programs

# Safety on disk is given up for speed; the rest is PostgreSQL as it comes.
OPTIONS = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off")
INITDB = ("--username=scrutiny", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
SECONDS_TO_START = 60


def main(command: list[str]) -> int:
    """Start the server, run the command with DATABASE_URL set to it, stop the server; the command's exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with postgres() as address:
            return subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": address}).returncode
    except SetUpError as error:
        sys.exit(f"{error.output}\n{error}".strip())


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty, running server."""
    programs = postgres_programs()
    if programs is None:
        raise SetUpError("PostgreSQL's server is not installed: run make test, which installs it or says how.")
    # Under /tmp whatever TMPDIR says: the path of a socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="scrutiny-postgres-", dir="/tmp"))
    account = server_account()
    server = None
    try:
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        as_account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "--pgdata", data, *INITDB],
            cwd=folder,
            capture_output=True,
            text=True,
            **as_account,
        )
        if made.returncode != 0:
            raise SetUpError("PostgreSQL could not make a database for the tests.", made.stdout + made.stderr)
        settings = [word for option in OPTIONS for word in ("-c", option)]
        with open(folder / "log", "wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl+C is for the command; the server goes after it.
                start_new_session=True,
                **as_account,
            )
        wait_until_ready(server, programs, folder)
        yield f"postgres://scrutiny@{quote(str(folder), safe='')}/scrutiny"
    finally:
        if server:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast stop: open connections are closed
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def server_account() -> pwd.struct_passwd | None:
    """Whom the server runs as: this account, or, where that is root, which PostgreSQL refuses, another."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetUpError(
        "PostgreSQL does not run as root, and there is no account postgres or nobody: run this without root."
    )


def wait_until_ready(server: subprocess.Popen, programs: Path, folder: Path) -> None:
    """Return once the server takes connections; raise with its log if it stops or takes too long."""
    asking = [programs / "pg_isready", "--quiet", "--host", folder, "--username=scrutiny"]
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        if subprocess.run(asking).returncode == 0:
            return
        time.sleep(0.1)
    raise SetUpError("PostgreSQL did not start for the tests.", (folder / "log").read_text(errors="replace"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
