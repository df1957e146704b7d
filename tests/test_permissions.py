"""Who may open what: one table over every address of the service. An address without a row fails."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from strange_pdfs import text, written

from actions.models import Action, AreaForImprovement, Inspection
from panels.models import Edition, ExemptionGround, Membership, PackBuild, Report
from panels.operations.agenda import add_item, remove_item
from panels.operations.exemptions import mark_exempt
from panels.operations.reports import add_picture
from panels.operations.uploads import add_upload
from panels.operations.word_import import read_word_file
from performance.models import Release
from scrutiny.access import Permission
from scrutiny.models import Holiday
from tests.helpers import MEETING_PATH, PANEL, Demo, sign_in, text_of
from tests.panels.word_files import docx, paragraph, png
from tests.permissions import parts
from tests.permissions.rows import AREA, DATASET, MEETING, ROLES, SIGN_IN, Row

TABLE = [row for part in parts() for row in part.ROWS]


@pytest.fixture
def places(demo: Demo, tmp_path: Path) -> dict[str, Any]:
    """The keys that stand in braces in the table."""
    removed = add_item(by=demo.user("dso"), meeting=demo.meeting, title="Removed already")
    remove_item(by=demo.user("dso"), item=removed)
    exemption = mark_exempt(
        by=demo.user("dso"),
        subject=demo.item(2),
        ground=ExemptionGround.objects.order_by("pk")[0],
        reason="It names somebody.",
    )
    report = Report.objects.order_by("pk")[0]
    part = report.template.parts.get(key="brief-summary")
    pictured = Report.objects.order_by("pk")[1]  # a picture reopens what is signed, so on another report
    add_picture(by=demo.user("dso"), report=pictured, part=part, content=png(), alternative="A bar")
    word = read_word_file(by=demo.user("dso"), report=report, content=docx(paragraph("Words")), file_name="a.docx")
    (tmp_path / "sent").write_bytes(written(text("An appendix")))
    uploaded = add_upload(by=demo.user("dso"), item=demo.item(8), source=tmp_path / "sent", file_name="appendix.pdf")
    area = AreaForImprovement.objects.select_related("inspection").get(slug="recommendation-11")
    release = Release.objects.get()
    build = PackBuild.objects.filter(meeting=demo.meeting).order_by("pk")[0]
    # As if made of the agenda as it stands: an older pack is not for every officer once something is exempt.
    PackBuild.objects.filter(pk=build.pk).update(agenda_version=demo.meeting.agenda_version)
    found = {
        "item": demo.item(1).pk,
        "member": Membership.objects.order_by("pk")[0].person_id,
        "standing": demo.panel.standing_items.order_by("position")[0].pk,
        "removed": removed.pk,
        "report": report.pk,
        "pictured": pictured.pk,
        "picture": pictured.pictures.get().pk,
        "clearance": report.clearances.in_order()[0].pk,
        "word": word.pk,
        "paper": demo.item(8).papers.get(place=0).pk,
        "upload": uploaded.paper.pk,
        "exemption": exemption.pk,
        "holiday": Holiday.objects.create(council=demo.panel.council, day="2018-06-01", name="Closed").pk,
        "build": build.pk,
        "inspection": area.inspection.slug,
        "area": area.slug,
        "action": Action.objects.get(position=1).pk,
        "indicator": release.rows.select_related("indicator").order_by("position")[0].indicator.slug,
    }
    for part in parts():
        if hasattr(part, "places"):
            found |= part.places(demo)
    return found


# A file at a time: the demonstration is put back once for each, and every answer is rolled back.
@pytest.mark.parametrize("part", parts(), ids=lambda part: part.__name__.rpartition(".")[2])
def test_each_role_gets_what_the_table_says(part: ModuleType, places: dict[str, Any]):
    clients = {role: Client() if role == "public" else sign_in(role) for role in ROLES}
    wrong = []
    for row in part.ROWS:
        address = reverse(row.name, kwargs={name: value.format(**places) for name, value in row.kwargs.items()})
        found = tuple(answer_of(clients[role], row, address) for role in ROLES)
        if found != row.expected:
            wrong.append(f"{row} {address}: {found}, not {row.expected}")

    assert wrong == []


def answer_of(client: Client, row: Row, address: str) -> int | str:
    """The status that one person gets, leaving no trace: the session of a browser is in the database too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, row.method)(address, row.data)
        b"".join(response)  # a file is closed when it is read
        transaction.set_rollback(True)
    client.cookies = cookies
    cache.clear()
    if response.headers.get("Location", "").startswith("/accounts/login/?next="):
        return SIGN_IN
    return response.status_code


def test_every_address_has_a_row():
    addresses = {name for name, _ in views()}

    assert addresses - {row.name for row in TABLE} == set()


def test_every_row_has_an_address():
    assert {row.name for row in TABLE} - {name for name, _ in views()} == set()


def test_every_view_says_for_whom_it_is():
    for name, view in views():
        access = getattr(view, "access", None)
        assert access in {"public", "signed in"} or isinstance(access, Permission), f"{name} carries no door"


def test_the_doors_agree_with_the_table():
    """A view that is public has no row in which the public is sent to sign in, and the other way round."""
    doors = {name: view.access for name, view in views()}  # type: ignore[attr-defined]
    for row in TABLE:
        assert (row.expected[0] != SIGN_IN) == (doors[row.name] == "public"), row


def test_a_new_address_without_a_row_would_fail(settings):
    """The walk over the addresses finds those of included files and those without a name."""
    from django.urls import include, path

    def view(request):
        raise AssertionError

    inner = ([path("a/", view, name="a"), path("b/", view)], "space")
    assert [name for name, _ in views([path("x/", include(inner, namespace="space"))])] == ["space:a", "x/b/"]


# --- What is not published ---------------------------------------------------------------------------------------

UNPUBLISHED = [
    Row("panels:pack", (404,), MEETING),
    Row("panels:paper", (404,), {**MEETING, "position": "1"}),
    Row("performance:newest", (404,), DATASET),
    Row("performance:dataset", (404,), {**DATASET, "month": "2018-04"}),
    Row("performance:indicator", (404,), {**DATASET, "indicator": "{indicator}"}),
    Row("performance:download", (404,), {**DATASET, "month": "2018-04", "format": "xlsx"}),
    Row("actions:inspection", (404,), {"inspection": "{inspection}"}),
    Row("actions:area", (404,), AREA),
]


@pytest.fixture
def nothing_published(places: dict[str, Any]) -> dict[str, Any]:
    """The demonstration as if nobody had published anything yet."""
    Edition.objects.all().delete()
    Release.objects.update(published_at=None, published_by=None)
    AreaForImprovement.objects.update(published_at=None)
    Inspection.objects.update(published_at=None)
    return places


@pytest.mark.parametrize("who", ["public", "councillor"])
@pytest.mark.parametrize("row", UNPUBLISHED, ids=str)
def test_what_is_not_published_is_not_there(row: Row, who: str, nothing_published: dict[str, Any]):
    """404, the same page as for what never existed; never 403, which would tell that there is something."""
    client = Client() if who == "public" else sign_in(who)
    kwargs = {name: value.format(**nothing_published) for name, value in row.kwargs.items()}
    response = client.get(reverse(row.name, kwargs=kwargs))
    missing = client.get("/meetings/no-such-panel/2018-06-07/")

    assert response.status_code == 404
    assert text_of(response) == text_of(missing)


@pytest.mark.parametrize(
    "address", ["/", f"/panels/{PANEL}/", f"/meetings/{MEETING_PATH}/", "/performance/", "/action-plans/"]
)
def test_public_lists_say_nothing_of_what_is_not_published(client, nothing_published, address):
    page = text_of(client.get(address))

    for secret in ("Declarations of scrutiny interest", "Removed already", "Number of contacts", "Portsmouth"):
        assert secret.lower() not in page.lower()


def test_a_build_is_found_only_under_its_own_meeting(demo: Demo):
    build = PackBuild.objects.filter(meeting=demo.meeting).order_by("pk")[0]
    client = sign_in("dso")
    other = demo.panel.meetings.exclude(pk=demo.meeting.pk).order_by("date")[0]

    assert client.get(reverse("panels:build", args=[*demo.meeting.key, build.pk])).status_code == 200
    assert client.get(reverse("panels:build", args=[*other.key, build.pk])).status_code == 404
    assert client.get(reverse("panels:edit_item", args=[*other.key, demo.item(1).pk])).status_code == 404


def views(patterns: list | None = None, prefix: str = "", path: str = "") -> Iterator[tuple[str, Any]]:
    """Every address with its view: by its full name, or by its path if nobody named it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from views(pattern.url_patterns, space, path + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else path + str(pattern.pattern), pattern.callback
