"""Plain functions that make what tests need by driving the real operations, and small readers of what came out."""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from panels.enums import EditionKind
from panels.making import make
from panels.models import AgendaItem, Meeting, PackBuild, Panel, ReportTemplate
from panels.operations.agenda import add_item
from panels.operations.packs import request_build
from panels.operations.setup import create_panel, create_report_template, schedule_meeting
from scrutiny.access import Role
from scrutiny.models import Council, User
from scrutiny.operations import create_account, create_council

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "lamp-orchard-violin"
PANEL = "children-and-families-scrutiny-panel"
MEETING = datetime.date(2018, 6, 7)
MEETING_PATH = f"{PANEL}/2018-06-07"


@dataclass(frozen=True)
class Demo:
    """The demonstration council of one test."""

    accounts: list

    def user(self, username: str) -> User:
        """One of dso, manager, officer, councillor."""
        return User.objects.get(username=username)

    def password(self, username: str) -> str:
        return next(account.password for account in self.accounts if account.username == username)

    @property
    def panel(self) -> Panel:
        return Panel.objects.get(slug=PANEL)

    @property
    def meeting(self) -> Meeting:
        """The meeting of 7 June 2018, read anew."""
        return Meeting.objects.with_panel().get(panel__slug=PANEL, date=MEETING)

    def item(self, number: int) -> AgendaItem:
        """The item that has this number on the agenda now."""
        return AgendaItem.objects.filter(meeting=self.meeting).on_agenda()[number - 1]


def sign_in(username: str) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def person(username: str = "dso", role: Role = Role.DEMOCRATIC_SUPPORT_OFFICER, **fields: Any) -> User:
    """Somebody with an account and the password of this module."""
    name = fields.pop("full_name", f"A {role.label}")
    return create_account(by=None, username=username, full_name=name, role=role, password=PASSWORD, **fields)


def host_council() -> Council:
    """The council whose service it is."""
    found = Council.objects.host()
    return found or create_council(
        by=None, name="Westhaven City Council", short_name="Westhaven", slug="westhaven", is_host=True
    )


def small_panel(by: User, *, slug: str = "housing-scrutiny-panel", name: str = "Housing Scrutiny Panel") -> Panel:
    """A panel without members or meetings."""
    return create_panel(
        by=by,
        council=host_council(),
        name=name,
        slug=slug,
        role="",
        terms_of_reference="",
        quorum=3,
        usual_time=datetime.time(18),
        venue="Committee Room 1",
        signatory="Director of Governance",
    )


def meeting_with(by: User, titles: Iterable[str], *, date: datetime.date = datetime.date(2031, 3, 12)) -> Meeting:
    """A meeting of a small panel with items of these titles."""
    panel = Panel.objects.filter(slug="housing-scrutiny-panel").first() or small_panel(by)
    meeting = schedule_meeting(by=by, panel=panel, date=date)
    for title in titles:
        add_item(by=by, meeting=meeting, title=title)
    return Meeting.objects.with_panel().get(pk=meeting.pk)


def report_template(by: User, parts: Iterable[dict[str, Any]]) -> ReportTemplate:
    """A council's report form with these parts."""
    numbers = itertools.count(1)
    whole = [{"heading": f"Part {next(numbers)}", **part} for part in parts]
    return create_report_template(by=by, council=host_council(), name="Report", slug="report", parts=whole)


def agenda_of(meeting: Meeting) -> list[str]:
    """The titles of the items that stand, in order."""
    return list(AgendaItem.objects.filter(meeting=meeting).on_agenda().values_list("title", flat=True))


def positions_of(meeting: Meeting) -> list[int]:
    """The stored positions of the items that stand, in order: 1, 2 … n, always."""
    return list(AgendaItem.objects.filter(meeting=meeting).on_agenda().values_list("position", flat=True))


def built(
    by: User,
    meeting: Meeting,
    *,
    dated: datetime.date,
    edition: EditionKind = EditionKind.PUBLIC,
    is_supplement: bool = False,
) -> PackBuild:
    """A pack of the agenda as it stands, made at once."""
    return make(request_build(by=by, meeting=meeting, edition=edition, dated=dated, is_supplement=is_supplement))


def noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of(html: Any) -> str:
    """What a page or a piece of HTML says, without its markup, spaces made one."""
    parser = _Text()
    parser.feed(html if isinstance(html, str) else html.content.decode())
    return " ".join(" ".join(parser.parts).split())
