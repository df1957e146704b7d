"""`manage.py serve`: the whole service on one computer. `make run` ends here."""

import hashlib
import io
import json
import sys
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from scrutiny.access import Role
from scrutiny.models import Council, User
from scrutiny.serving import answers, run_together, why_not_free

BLOCKING_THREADS = 4  # requests answered at once; more only queue for the database of one office


class Command(BaseCommand):
    help = (
        "Bring the database and the static files up to date, then serve the pages and do the jobs until Ctrl+C. "
        "In development, a new database gets the demonstration council."
    )

    requires_system_checks = ()  # made below, after the port: the commonest trouble is said first

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        taken = why_not_free(host, port)
        if taken:
            self.fail(taken)
        self.check()
        # Compressing static files and loading the demonstration take seconds each, and have nothing in common.
        with ThreadPoolExecutor() as pool:
            collecting = pool.submit(self.bring_static_files_up_to_date)
            self.bring_database_up_to_date()
        collecting.result()
        # The programs have connections of their own.
        connection.close()
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        ended = run_together(
            {"The web server": web_server(host, port), "The job worker": job_worker()},
            started_again={"The job worker"},
            is_ready=lambda: answers(near, port),
            when_ready=lambda: self.announce(f"http://{f'[{near}]' if ':' in near else near}:{port}/"),
        )
        if ended:
            self.fail(ended)
        self.stdout.write("Scrutiny has stopped.")

    def fail(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)

    def bring_database_up_to_date(self) -> None:
        """Migrate; in development, give a new database the demonstration council."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date…")
            call_command("migrate", verbosity=0, interactive=False)
        # Left behind when loading was cut short, so that the next start takes it up again.
        unfinished = Path(settings.SCRUTINY_DATA) / "demonstration-unfinished"
        is_new = not User.objects.exists() and not Council.objects.exists()
        if settings.DEVELOPMENT and (is_new or unfinished.exists()):
            self.stdout.write("Loading the demonstration council…")
            unfinished.touch()
            call_command("load_demo", stdout=io.StringIO())
            unfinished.unlink()

    def bring_static_files_up_to_date(self) -> None:
        """Collect and compress them only when one has changed: compressing takes seconds."""
        collected = Path(settings.STATIC_ROOT)
        stamp = collected.parent / f"{collected.name}.sha256"  # beside it: what is inside is served
        wanted = static_files_hash()
        if (collected / "staticfiles.json").is_file() and stamp.is_file() and stamp.read_text() == wanted:
            return
        self.stdout.write("Collecting static files…")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(wanted)

    def announce(self, address: str) -> None:
        """The last thing said: where it is, and who can sign in."""
        self.stdout.write(f"\nScrutiny is at {address} (Ctrl+C stops it)")
        accounts = demonstration_accounts(Path(settings.SCRUTINY_DATA) / "demo-accounts.json")
        if accounts:
            self.stdout.write("Accounts of the demonstration council, one a role:")
            for role, username, password in accounts:
                self.stdout.write(f"  {role:<28}{username:<24}{password}")
        self.stdout.flush()


def web_server(host: str, port: int) -> list[str]:
    """The command that serves the pages."""
    return [
        *[sys.executable, "-m", "granian", "scrutiny.wsgi:application", "--interface", "wsgi", "--no-ws"],
        *["--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", str(BLOCKING_THREADS)],
        *["--working-dir", str(settings.BASE_DIR), "--log-level", "warning"],
    ]


def job_worker() -> list[str]:
    """The command that does what pages leave for later."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--no-startup-delay", "--no-reload"]


def static_files_hash() -> str:
    """One hash over the names and contents of all files that pages may ask for, as their sources are now."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                digest.update(f"{name}\0{file.size}\0".encode())
                digest.update(file.read())
    return digest.hexdigest()


def demonstration_accounts(file: Path) -> list[tuple[str, str, str]]:
    """Role in words, user name and password of one account a role; nothing where the demonstration is not loaded."""
    if not file.is_file():
        return []
    first_of_role: dict[str, tuple[str, str, str]] = {}
    for account in json.loads(file.read_text(encoding="utf-8")):
        role = str(Role(account["role"]).label)
        first_of_role.setdefault(role, (role, account["username"], account["password"]))
    return list(first_of_role.values())
