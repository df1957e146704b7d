"""What people wait for, measured: `make bench`, or `python -m tests.benchmarks`.

On the demonstration council, in a folder of its own: the pages that are opened most, and the pack of 7 June 2018 built
from nothing, after an edit of one report, and unchanged. Ratios are what to compare between computers: the design
stands or falls with how much cheaper a rebuild is than a build. Medians of several runs; nothing is asserted here.
"""

import itertools
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import django

from tests.benchmarks import performance_analysis, performance_import

RUNS = 3
PAGE_RUNS = 20
PANEL = "children-and-families-scrutiny-panel"


def main() -> None:
    """Load the demonstration, measure, print."""
    # The settings of the tests: a data folder of our own, which is gone afterwards.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    _, loading = timed(lambda: call_command("load_demo", stdout=sys.stderr))
    line("Loading the demonstration, once", f"{loading:6.2f} s")
    pages()
    performance_import.measure(line)
    autosave()
    pack()
    subprocess.run([sys.executable, "-m", "tests.benchmarks.pack"], check=False)
    performance_analysis.measure(line)
    searches()
    on_both("tests.benchmarks.tracker")
    on_both("tests.benchmarks.actions")


def pages() -> None:
    """The public pages that are opened most, as the server makes them, and what they ask of the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from panels.models import Meeting
    from performance.models import Release

    client = Client()
    meeting = Meeting.objects.order_by("-date").exclude(editions=None).first()
    release = Release.objects.order_by("-pk").first()
    for name, page in (("Home", "/"), ("Agenda", meeting), ("Dataset", release)):
        address = page if isinstance(page, str) else page.get_absolute_url()
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"{name}: {address} answers {answer.status_code}, so there is nothing to measure.")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        asked = len(queries)  # now: the next request empties the log
        seconds = median(lambda address=address: client.get(address), PAGE_RUNS)
        line(f"{name} page", f"{seconds * 1000:6.1f} ms, {asked} queries, {len(answer.content) // 1024} KiB")


def autosave() -> None:
    """An item of an agenda saved as the script saves it while an officer types."""
    from django.test import Client

    from panels.models import Meeting
    from scrutiny.models import User

    client = Client()
    client.force_login(User.objects.get(username="dso"), "allauth.account.auth_backends.AuthenticationBackend")
    meeting = Meeting.objects.with_panel().get(panel__slug=PANEL, date="2018-07-26")
    item = meeting.items.on_agenda()[4]
    address = f"/desk/{PANEL}/2018-07-26/items/{item.pk}/"
    turns = itertools.count()

    def save() -> None:
        data = {"title": item.title, "version": item.version + next(turns), "presenter": f"Words {next(words)}"}
        answer = client.post(address, data, headers={"accept": "application/json"})
        assert answer.status_code == 200, answer.content

    words = itertools.count()
    line("Agenda item saved while typing, at most 100 ms", f"{median(save, PAGE_RUNS) * 1000:6.0f} ms")


def pack() -> None:
    """The pack: every paper rendered, then one, then none."""
    from panels.enums import EditionKind
    from panels.models import Meeting, ReportPart
    from panels.operations.reports import save_part
    from panels.pack import compose, paper_store
    from scrutiny.models import User

    meeting = Meeting.objects.with_panel().order_by("-date").exclude(editions=None).get()
    officer = User.objects.order_by("pk").filter(role="democratic_support_officer").get()

    def build() -> int:
        return compose(meeting, EditionKind.PUBLIC, signed_on=None).assembled.pages

    def from_nothing() -> None:
        shutil.rmtree(paper_store(), ignore_errors=True)
        build()

    def after_an_edit() -> None:
        edited = ReportPart.objects.select_related("report", "part").exclude(text="").order_by("pk").first()
        save_part(
            by=officer, report=edited.report, part=edited.part, text=f"{edited.text} Edited.", version=edited.version
        )
        _, seconds = timed(build)
        edits.append(seconds)

    edits: list[float] = []
    sides = build()  # reads the fonts and fills the store, which a service that has been up for a while has done
    cold = median(from_nothing, RUNS)
    for _ in range(RUNS):
        after_an_edit()
    edited, unchanged = statistics.median(edits), median(build, RUNS)
    line(f"Pack of {sides} sides, every paper rendered", f"{cold:6.2f} s")
    line("Pack after an edit of one report", f"{edited:6.2f} s   1/{cold / edited:.1f}")
    line("Pack unchanged", f"{unchanged:6.2f} s   1/{cold / unchanged:.1f}")


def searches() -> None:
    """Ten years of papers, on either database, each in a process and a database of its own."""
    on_both("tests.benchmarks.search")


def on_both(module: str) -> None:
    """Measure on SQLite and on PostgreSQL, each in a process and a database of its own."""
    sys.stdout.flush()
    measuring = [sys.executable, "-m", module]
    for command in (measuring, [sys.executable, "-m", "tests.postgres", *measuring]):
        subprocess.run(command, check=False)


def median(action: Callable[[], object], runs: int) -> float:
    """The median of several runs, in seconds."""
    return statistics.median(timed(action)[1] for _ in range(runs))


def timed(action: Callable[[], object]) -> tuple[object, float]:
    """What the action returned, and the seconds that it took."""
    start = time.perf_counter()
    result = action()
    return result, time.perf_counter() - start


def line(what: str, figure: str) -> None:
    print(f"{what:<44}{figure}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
