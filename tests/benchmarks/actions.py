"""Action plans, measured: `python -m tests.benchmarks.actions`, on the database of DATABASE_URL.

Ten inspections of 50 areas with 10 actions each, 12 updates an action: 500 areas, 5,000 actions, 60,000 updates. Whole
pages are asked for, as an officer would. Processor time, which a busy computer does not change; it leaves out what
PostgreSQL does in processes of its own, so the time on the clock stands beside it.
"""

import datetime
import os
import random
import statistics
import time

from tests.benchmarks.search import make_database

INSPECTIONS, AREAS, ACTIONS, UPDATES = 10, 50, 10, 12
RUNS = 5
TODAY = datetime.date.today()
PAGES = {
    "dashboard of all plans": "/action-plans/dashboard/",
    "dashboard as at a year ago": f"/action-plans/dashboard/?as-at={TODAY - datetime.timedelta(days=365)}",
    "dashboard of one plan": "/action-plans/dashboard/?plan=plan-3",
    "list of the late ones": "/action-plans/table/?only=late",
    "my actions": "/action-plans/mine/",
    "what changed in one plan": f"/action-plans/plan-3/changes/?since={TODAY - datetime.timedelta(days=90)}",
    "trend of one plan": "/action-plans/plan-3/trend/",
    "report on one plan": "/action-plans/plan-3/report/",
    "one plan as XLSX": "/action-plans/plan-3/report/plan.xlsx",
}


def fill() -> None:
    """The plans, written straight into the tables: through the operations it would take an hour."""
    from django.utils import timezone

    from actions.enums import Rag, UpdateKind
    from actions.models import Action, ActionUpdate, Agency, AreaForImprovement, Inspection, MonitoringUpdate
    from scrutiny.access import Role
    from scrutiny.models import Council, User

    draw, now = random.Random(6), timezone.now()  # noqa: S311
    council = Council.objects.create(name="A council", short_name="A council", slug="a-council", is_host=True)
    owner = User.objects.create_user("owner", full_name="An Owner", role=Role.SCRUTINY_MANAGER)
    agencies = [Agency.objects.create(council=council, name=f"Agency {number}") for number in range(6)]
    lights = [Rag.RED, Rag.AMBER, Rag.GREEN, Rag.GREEN, Rag.BLUE]
    for plan in range(INSPECTIONS):
        inspection = Inspection.objects.create(
            council=council, slug=f"plan-{plan}", inspectorate="Ofsted", title=f"Inspection {plan}", published_at=now
        )
        areas = AreaForImprovement.objects.bulk_create(
            AreaForImprovement(
                inspection=inspection, position=number, number=number, slug=f"area-{number}", published_at=now,
                text=f"Area {number}: children are seen in time and what they say is written down.",
                lead_name=f"Lead {draw.randrange(12)}",
            )
            for number in range(1, AREAS + 1)
        )  # fmt: skip
        links = AreaForImprovement.agencies.through
        links.objects.bulk_create(
            links(areaforimprovement_id=area.pk, agency_id=agency.pk)
            for area in areas
            for agency in draw.sample(agencies, 2)
        )
        start = TODAY - datetime.timedelta(days=30 * UPDATES)
        actions = Action.objects.bulk_create(
            Action(
                area=area, position=number, text=f"Step {number} of what is to be done about it, and by whom",
                due_on=(due := start + datetime.timedelta(days=draw.randrange(700))), due_precision="day",
                first_due_on=due, first_due_precision="day", owner_name="An Owner",
                owner_account=owner if number == 1 and area.number == 1 else None,
            )
            for area in areas
            for number in range(1, ACTIONS + 1)
        )  # fmt: skip
        ActionUpdate.objects.bulk_create(
            (
                ActionUpdate(
                    action=action, number=number + 1, on=start + datetime.timedelta(days=30 * number), at=now,
                    kind=UpdateKind.UPDATE if number else UpdateKind.CREATED, by=owner,
                    status=draw.choice(lights) if number else Rag.NOT_RECORDED, evidence="What shows it",
                    due_on=action.due_on, due_precision="day", done="What was done" if number else "", published_at=now,
                )
                for action in actions
                for number in range(UPDATES)
            ),
            batch_size=2_000,
        )  # fmt: skip
        MonitoringUpdate.objects.bulk_create(
            MonitoringUpdate(
                area=area, number=1, on=start, at=now, progress_status=Rag.GREEN, impact_status=Rag.AMBER,
                published_at=now,
            )
            for area in areas
        )  # fmt: skip


def measure() -> list[tuple[str, float, float, int, int]]:
    """Each page with processor and clock time in milliseconds (medians), its queries and its KiB."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from scrutiny.models import User

    client = Client()
    client.force_login(User.objects.get(username="owner"), "allauth.account.auth_backends.AuthenticationBackend")
    figures = []
    for name, address in PAGES.items():
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        asked, busy, clock = len(queries), [], []
        for _ in range(RUNS):
            started, at = time.process_time(), time.perf_counter()
            client.get(address)
            busy.append(time.process_time() - started)
            clock.append(time.perf_counter() - at)
        size = len(answer.content) // 1024
        figures.append((name, statistics.median(busy) * 1000, statistics.median(clock) * 1000, asked, size))
    return figures


def main() -> None:
    """Fill, measure, print."""
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
    fill()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    count = f"{INSPECTIONS * AREAS} areas, {INSPECTIONS * AREAS * ACTIONS:,} actions, at most 300 ms"
    print(f"Action plans on {connection.vendor}: {count}", flush=True)  # noqa: T201
    for name, busy, clock, asked, size in measure():
        figure = f"{busy:6.0f} ms processor, {clock:6.0f} ms clock, {asked} queries, {size} KiB"
        print(f"  {name:<42}{figure}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
