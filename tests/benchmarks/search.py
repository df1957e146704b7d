"""The search over ten years of papers, measured: `python -m tests.benchmarks.search`, on the database of DATABASE_URL.

Eight panels, each with eight meetings a year and seven papers a meeting, of 1,500 words each, drawn from the words of
the demonstration's own papers as often as they stand there. The whole page is asked for, as a reader would.
"""

import datetime
import os
import random
import re
import statistics
import time

YEARS, PANELS, MEETINGS, PAPERS, WORDS = 10, 8, 8, 7, 1500
RUNS = 7
SEARCHES = {
    "a word that is in every paper": {"q": "children"},
    "a word that few papers have": {"q": "quatrefoil"},
    "three words": {"q": "looked after children"},
    "a phrase": {"q": '"looked after"'},
    "one panel, ten years, newest first": {"q": "report", "panel": "panel-3", "order": "newest"},
    "reports of one year": {"q": "care plan", "kind": "report", "since": "1/5/2020", "until": "30/4/2021"},
    "the last page of many": {"q": "children", "page": "9999"},
    "nothing": {"q": "children xyzzy"},
}


def measure() -> list[tuple[str, float, int]]:
    """For each search, the median of several runs in milliseconds and how many papers it finds."""
    from django.test import Client

    from panels.search import search

    client, figures = Client(), []
    for name, asked in SEARCHES.items():
        client.get("/search/", asked)
        seconds = []
        for _ in range(RUNS):
            start = time.perf_counter()
            answer = client.get("/search/", asked)
            seconds.append(time.perf_counter() - start)
        assert answer.status_code == 200, name
        found = search(asked["q"]).total
        figures.append((name, statistics.median(seconds) * 1000, found))
    return figures


def ten_years() -> int:
    """Fill the search; returns how many papers are in it."""
    from django.conf import settings
    from django.utils import timezone

    from panels.enums import BuildState, EditionKind, SearchKind
    from panels.models import Edition, Meeting, PackBuild, Panel, SearchEntry
    from scrutiny.access import Role
    from scrutiny.models import Council, User

    draw = random.Random(8)  # noqa: S311
    text = " ".join(file.read_text() for file in sorted((settings.BASE_DIR / "fixtures" / "panels").glob("*.toml")))
    known = re.findall(r"[A-Za-z']{2,}", text)
    council = Council.objects.create(name="Bench Council", short_name="Bench", slug="bench", is_host=True)
    officer = User.objects.create_user("bench", full_name="Bench", role=Role.DEMOCRATIC_SUPPORT_OFFICER)
    now = timezone.now()
    number = 0
    for place in range(PANELS):
        panel = Panel.objects.create(council=council, name=f"Panel {place}", slug=f"panel-{place}")
        for year in range(YEARS):
            entries = []
            for turn in range(MEETINGS):
                date = datetime.date(2014 + year, 1 + turn, 10)
                meeting = Meeting.objects.create(panel=panel, date=date)
                build = PackBuild.objects.create(
                    meeting=meeting,
                    edition=EditionKind.PUBLIC,
                    agenda_version=1,
                    dated=date,
                    state=BuildState.READY,
                    requested_by=officer,
                    requested_at=now,
                    file="none",
                    sha256="none",
                    pages=1,
                )
                edition = Edition.objects.create(
                    meeting=meeting,
                    number=1,
                    agenda_version=1,
                    published_at=now,
                    published_by=officer,
                    build=build,
                )
                for position in range(PAPERS):
                    words = draw.choices(known, k=WORDS)
                    if draw.random() < 0.01:
                        words[WORDS // 2] = "quatrefoil"
                    entries.append(
                        SearchEntry(
                            meeting=meeting,
                            edition=edition,
                            kind=SearchKind.REPORT if position % 2 else SearchKind.OTHER,
                            position=position + 1,
                            title=" ".join(words[:7]),
                            text=" ".join(words),
                        )
                    )
            number += len(SearchEntry.objects.bulk_create(entries))
    return number


def main() -> None:
    """Set up a database of our own, fill it, measure, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    make_database(os.environ.get("DATABASE_URL", ""))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    papers = ten_years()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"Search of {papers} papers on {connection.display_name}", flush=True)  # noqa: T201
    for name, milliseconds, found in measure():
        print(f"  {name:<42}{milliseconds:6.1f} ms, {found} found", flush=True)  # noqa: T201


def make_database(address: str) -> None:
    """On a PostgreSQL server that is new, the database itself; elsewhere nothing."""
    if not address.startswith("postgres"):
        return
    import psycopg

    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


if __name__ == "__main__":
    main()
