"""The tracker with 20,000 recommendations of ten panels: `python -m tests.benchmarks.tracker`, on DATABASE_URL.

Ten panels, ten years, eight meetings a year with published minutes, 25 recommendations a meeting. The whole page is
asked for, as the public and an officer would; times are of the processor, because computers are busy.
"""

import datetime
import os
import random
import statistics
import time

from tests.benchmarks.search import make_database

PANELS, YEARS, MEETINGS, ROWS = 10, 10, 8, 25
RUNS = 7
TOPICS = ("children", "families", "schools", "visits", "apprentices", "figures", "plans", "social", "workers", "carers")
PAGES = {
    "first page": {},
    "late ones of one panel": {"panel": "panel-3", "status": "late"},
    "one recipient, newest first": {"recipient": "7", "order": "newest"},
    "one year, by due date": {"year": "2016/17", "order": "due"},
    "words": {"words": "apprentices"},
    "the last page": {"page": "800"},
}


def fill() -> int:
    """Rows as operations would have made them, in bulk; returns how many."""
    from django.utils import timezone

    from panels.enums import MinutesEditionKind, MinutesState
    from panels.models import (
        Meeting,
        Minute,
        Minutes,
        MinutesEdition,
        Panel,
        Person,
        Recipient,
        Recommendation,
        Resolution,
    )
    from panels.tracker_enums import AskKind, Outcome, Standing
    from scrutiny.access import Role
    from scrutiny.models import Council, User

    draw = random.Random(7)  # noqa: S311
    council = Council.objects.create(name="Bench Council", short_name="Bench", slug="bench", is_host=True)
    officer = User.objects.create_user("bench", full_name="Bench", role=Role.DEMOCRATIC_SUPPORT_OFFICER)
    now = timezone.now()
    recipients = [
        Recipient.objects.create(council=council, name=f"Director {place}", kind="director") for place in range(40)
    ]
    people = [Person.objects.create(title="Councillor", name=f"Member {place}") for place in range(60)]
    rows = []
    for place in range(PANELS):
        panel = Panel.objects.create(council=council, name=f"Panel {place}", slug=f"panel-{place}")
        for year in range(YEARS):
            for turn in range(MEETINGS):
                date = datetime.date(2014 + year, 1 + turn, 10)
                meeting = Meeting.objects.create(panel=panel, date=date)
                minutes = Minutes.objects.create(meeting=meeting, state=MinutesState.PUBLISHED)
                if turn:  # those of one meeting a year were never published
                    MinutesEdition.objects.create(
                        minutes=minutes, number=1, kind=MinutesEditionKind.DRAFT, published_at=now,
                        published_by=officer, content={}, body="x",
                    )  # fmt: skip
                minute = Minute.objects.create(minutes=minutes, number=turn + 1, title="An item")
                resolution = Resolution.objects.create(minute=minute, text="That it be so", position=1)
                for _ in range(ROWS):
                    is_closed = draw.random() < 0.7
                    rows.append(
                        Recommendation(
                            panel=panel,
                            kind=AskKind.RECOMMENDATION,
                            meeting=meeting,
                            resolution=resolution,
                            made_on=date,
                            text=" ".join(draw.choices(TOPICS, k=25)),
                            reason=" ".join(draw.choices(TOPICS, k=25)),
                            recipient=draw.choice(recipients),
                            raised_by=draw.choice(people),
                            standing=Standing.CLOSED if is_closed else Standing.WAITING,
                            outcome=Outcome.DONE if is_closed else "",
                            ended_on=date + datetime.timedelta(days=200) if is_closed else None,
                            sent_on=date,
                            sent_by="letter",
                            received_on=date,
                            due_on=date + datetime.timedelta(days=draw.randrange(10, 4000)),
                            created_at=now,
                            created_by=officer,
                        )
                    )
    return len(Recommendation.objects.bulk_create(rows, batch_size=500))


def measure() -> list[tuple[str, float, float, int, int]]:
    """For each page and reader: milliseconds of the processor, of the clock, queries, and KiB; medians of several."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from scrutiny.models import User

    officer = Client()
    officer.force_login(User.objects.get(username="bench"), "allauth.account.auth_backends.AuthenticationBackend")
    figures = []
    for who, client in (("public", Client()), ("officer", officer)):
        for name, asked in PAGES.items():
            with CaptureQueriesContext(connection) as queries:
                client.get("/recommendations/", asked)
            count = len(queries)
            cpu, clock = [], []
            for _ in range(RUNS):
                start, ticks = time.perf_counter(), time.process_time()
                answer = client.get("/recommendations/", asked)
                cpu.append(time.process_time() - ticks)
                clock.append(time.perf_counter() - start)
            assert answer.status_code == 200, name
            figures.append(
                (
                    f"{name} ({who})",
                    statistics.median(cpu) * 1000,
                    statistics.median(clock) * 1000,
                    count,
                    len(answer.content) // 1024,
                )
            )
    return figures


def main() -> None:
    """Set up a database of our own, fill it, measure, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    make_database(os.environ.get("DATABASE_URL", ""))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        rows = fill()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"Tracker of {rows} recommendations on {connection.display_name}", flush=True)  # noqa: T201
    for name, cpu, clock, queries, size in measure():
        print(f"  {name:<42}{cpu:6.0f} ms of processor, {clock:6.0f} ms, {queries} queries, {size} KiB", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
