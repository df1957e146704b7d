"""Loads the demonstration council step by step; a step that is done is left alone, so it is safe to run twice."""

import datetime
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

import actions.demo
import performance.demo
from panels.demo import march, recommendations, reports, sources
from panels.enums import EditionKind, ItemKind, PaperKind
from panels.making import make
from panels.models import Meeting, Panel, ReportTemplate
from panels.operations.agenda import add_item
from panels.operations.calendar import create_meetings
from panels.operations.exemptions import load_grounds
from panels.operations.packs import request_build
from panels.operations.publishing import publish_agenda
from panels.operations.reports import attach_dataset, attach_glossary, attach_minutes, start_report
from panels.operations.setup import (
    appoint_members,
    create_panel,
    create_report_template,
    record_minutes,
    schedule_meeting,
    set_front_pages,
)
from panels.operations.standing import add_standing_items
from performance.models import Release
from performance.operations import import_release, load_glossary
from scrutiny.access import Role
from scrutiny.dates import Month
from scrutiny.models import Council, User
from scrutiny.operations import create_account, create_council, set_password
from scrutiny.problems import Problem, ProblemsError

FIXTURES = settings.BASE_DIR / "fixtures"
ACCOUNTS_FILE = "demo-accounts.json"
PANEL = "children-and-families-scrutiny-panel"
MEETING = datetime.date(2018, 6, 7)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Account:
    """An account of the demonstration. The people are made up; the password is this computer's own."""

    username: str
    full_name: str
    role: Role
    password: str

    @property
    def work(self) -> str:
        return str(self.role.label)


PEOPLE = (
    ("dso", "Asha Verity", Role.DEMOCRATIC_SUPPORT_OFFICER),
    ("manager", "Morgan Blythe", Role.SCRUTINY_MANAGER),
    ("officer", "Sam Okafor", Role.SERVICE_OFFICER),
    ("councillor", "Robin Hale", Role.COUNCILLOR),
)


def load(*, say: Say = lambda step: None) -> list[Account]:
    """Load the demonstration council; returns its accounts with their passwords.

    Raises ProblemsError, having changed nothing, where the database belongs to another council.
    """
    _check_database_is_ours()
    say("Councils and accounts")
    accounts = _accounts()
    officer = User.objects.get(username="officer")
    dso = User.objects.get(username="dso")
    host = Council.objects.get(is_host=True)
    grounds = sources.read(FIXTURES / "panels", "exemption-grounds")
    load_grounds(by=None, council=None, grounds=grounds["statutory"])
    load_grounds(by=dso, council=host, grounds=grounds[host.slug])
    say("The dataset of April 2018 and the glossary")
    _dataset(officer, host)
    performance.demo.load_entries(by=officer, council=host, folder=FIXTURES / "performance")
    say("The performance pack of April 2018")
    performance.demo.load_pack(
        by=dso,
        writer=officer,
        manager=User.objects.get(username="manager"),
        council=host,
        folder=FIXTURES / "performance",
    )
    say("The panel, its meetings, minutes and reports")
    reports.ask_clearances(by=dso, council=host, folder=FIXTURES / "panels")
    with transaction.atomic():
        _panel(dso, host)
        _meeting(dso, host)
    say("Reports of Portsmouth and West Sussex in their own forms")
    reports.load(by=dso, folder=FIXTURES / "panels")
    say("Action plans")
    actions.demo.load(by=User.objects.get(username="manager"), folder=FIXTURES / "actions")
    say("The minutes of 22 March 2018")
    march.load(by=dso, council=host, folder=FIXTURES / "panels")
    say("What is followed up of the minutes of 22 March 2018")
    recommendations.load(by=dso, council=host, folder=FIXTURES / "panels")
    say("The agenda pack of 7 June 2018")
    _publish(dso)
    return accounts


def _check_database_is_ours() -> None:
    host = Council.objects.host()
    ours = sources.read(FIXTURES / "panels", "council")["councils"][0]["slug"]
    if host and host.slug != ours:
        raise ProblemsError(
            [
                Problem(
                    f"This database belongs to {host.name}.",
                    mend="Load the demonstration into an empty one: set SCRUTINY_DATA to another folder.",
                )
            ]
        )


@transaction.atomic
def _accounts() -> list[Account]:
    """Councils first, then one account a role. Passwords live in a file beside the database, for its owner alone."""
    for council in sources.read(FIXTURES / "panels", "council")["councils"]:
        if not Council.objects.filter(slug=council["slug"]).exists():
            create_council(by=None, **council)
    kept = Path(settings.SCRUTINY_DATA) / ACCOUNTS_FILE
    passwords = (
        {entry["username"]: entry["password"] for entry in json.loads(kept.read_text())} if kept.exists() else {}
    )
    accounts = []
    for username, full_name, role in PEOPLE:
        password = passwords.get(username) or "-".join(secrets.token_hex(2) for _ in range(4))
        user = User.objects.filter(username=username).first()
        if user is None:
            create_account(
                by=None,
                username=username,
                full_name=full_name,
                role=role,
                password=password,
                email=f"{username}@example.gov.uk",
            )
        elif username not in passwords:
            set_password(by=None, user=user, password=password)
        accounts.append(Account(username, full_name, role, password))
    content = json.dumps([{**asdict(account), "work": account.work} for account in accounts], indent=2)
    with open(kept, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(content)
    return accounts


def _dataset(by: User, host: Council) -> None:
    workbook = FIXTURES / "performance" / "monthly-dataset-2018-04.xlsx"
    # As on the day on which owners were asked: what is published with the agenda was imported before it.
    day = sources.read(FIXTURES / "performance", "pack-2018-04")["asked_on"]
    at = datetime.datetime.combine(day, datetime.time(9), tzinfo=timezone.get_default_timezone())
    import_release(by=by, council=host, content=workbook.read_bytes(), file_name=workbook.name, at=at)
    terms = sources.read(FIXTURES / "performance", "glossary")["term"]
    load_glossary(by=by, council=host, terms=terms)


def _panel(by: User, host: Council) -> None:
    if Panel.objects.filter(slug=PANEL).exists():
        return
    folder = FIXTURES / "panels"
    set_front_pages(by=by, council=host, notes=sources.front_pages(sources.read(folder, "council")))
    template = sources.read(folder, "report-template-southampton")
    create_report_template(
        by=by, council=host, name=template["name"], slug=template["slug"], parts=sources.template_parts(template)
    )
    source = sources.read(folder, "panel")
    panel = create_panel(
        by=by,
        council=host,
        name=source["name"],
        slug=source["slug"],
        role=source["role"].strip(),
        terms_of_reference=sources.terms_of_reference(source),
        quorum=source["quorum"],
        usual_time=source["usual_time"],
        venue=source["venue"],
        signatory=sources.read(folder, "meeting-2018-06-07")["signatory"],
        contacts=source["contacts"],
    )
    seats = [{**member, "office": member["role"]} for member in source["members"]]
    appoint_members(by=by, panel=panel, municipal_year=source["municipal_year"], seats=seats)
    note = sources.read(folder, "meeting-2018-06-07")["time_note"]
    schedule_meeting(by=by, panel=panel, date=MEETING, time_note=note)
    minutes = sources.read(folder, "minutes-2018-03-22")
    past = schedule_meeting(by=by, panel=panel, date=minutes["date"])
    record_minutes(
        by=by,
        meeting=past,
        present=minutes["present"],
        apologies=minutes["apologies"],
        entries=sources.minute_entries(minutes),
    )
    # The meeting of 7 June has the items of its source; the others of the year start as every new agenda does.
    add_standing_items(by=by, panel=panel, items=sources.standing_items(sources.read(folder, "standing-items")))
    create_meetings(by=by, panel=panel, dates=[date for date in source["meeting_dates"] if date != MEETING])


def _meeting(by: User, host: Council) -> None:
    meeting = Meeting.objects.get(panel__slug=PANEL, date=MEETING)
    if meeting.items.exists():
        return
    folder = FIXTURES / "panels"
    template = ReportTemplate.objects.get(council=host)
    automatic = set(template.parts.filter(automatic=True).values_list("key", flat=True))
    for source in sources.read(folder, "meeting-2018-06-07")["items"]:
        paper = source.get("paper", "")
        kind = ItemKind.MINUTES if paper.startswith("minutes-") else ItemKind.PLAIN
        item = add_item(by=by, meeting=meeting, title=source["title"], text=source["explanation"].strip(), kind=kind)
        if paper.startswith("minutes-"):
            date = datetime.date.fromisoformat(paper.removeprefix("minutes-"))
            minutes = Meeting.objects.get(panel=meeting.panel, date=date).minutes
            title = f"Minutes of the meeting held on {date.day} {date:%B %Y}"
            attach_minutes(by=by, item=item, minutes=minutes, title=title)
        elif paper:
            report = sources.read(folder, paper)
            start_report(
                by=by,
                item=item,
                template=template,
                title=report["subject"],
                texts=sources.report_texts(report, automatic),
            )
            for appendix in report["appendices"]:
                if appendix["kind"] == PaperKind.DATASET:
                    month = Month.parse(appendix["month"])
                    release = Release.objects.filter(dataset__council=host).of_month(month).latest("revision")
                    attach_dataset(by=by, item=item, release=release, title=appendix["title"])
                else:
                    attach_glossary(by=by, item=item, council=host, title=appendix["title"])


def _publish(by: User) -> None:
    """Build the public pack and publish it, as on the day on which the council did."""
    meeting = Meeting.objects.with_panel().get(panel__slug=PANEL, date=MEETING)
    if meeting.editions.exists():
        return
    reports.clear(by=by, meeting=meeting, folder=FIXTURES / "panels")
    day = sources.read(FIXTURES / "panels", "meeting-2018-06-07")["published_on"]
    at = datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_default_timezone())
    build = make(request_build(by=by, meeting=meeting, edition=EditionKind.PUBLIC, dated=day))
    if build.problem:
        raise ProblemsError([Problem(build.problem)])
    publish_agenda(by=by, meeting=meeting, at=at)
    performance.demo.publish(by=by, council=meeting.panel.council, at=at)
