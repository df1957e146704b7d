"""Who may open what: one table over every address of the service. An address without a row fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from strange_pdfs import text, written

from actions.models import Action, AreaForImprovement
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

ROLES = ("public", "dso", "manager", "officer", "councillor")
SIGN_IN = "sign in"  # the sign-in page, with the way back

MEETING = {"panel": PANEL, "date": "2018-06-07"}
STANDING = {"panel": PANEL, "pk": "{standing}"}
ANOTHER_DAY = {"date": "14 June 2018", "time": "6pm", "venue": "Committee Room 2", "because": "The room is closed"}
PART = {"pk": "{report}", "key": "brief-summary"}
CLEARANCE = {"pk": "{report}", "clearance": "{clearance}"}
UPLOADED = {**MEETING, "pk": "{upload}"}
DATASET = {"dataset": "children-and-families-monthly-dataset"}
AREA = {"inspection": "{inspection}", "area": "{area}"}


@dataclass(frozen=True)
class Row:
    """One address, one method, and what each role gets, in the order of ROLES."""

    name: str
    expected: tuple[int | str, ...]
    kwargs: dict[str, str] = field(default_factory=dict)
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


ALL = (200,) * 5
OFFICERS = (SIGN_IN, 200, 200, 200, 403)
WRITERS = (SIGN_IN, 200, 200, 200, 403)
AGENDA = (SIGN_IN, 200, 200, 403, 403)
AGENDA_SAVED = (SIGN_IN, 302, 302, 403, 403)
PUBLISHER = (SIGN_IN, 200, 403, 403, 403)
WRONG_METHOD = (SIGN_IN, 405, 405, 403, 403)
# A councillor needs a seat on the panel; a service officer's role does not reach exempt papers. 404, never 403: whether
# there is anything to read is not for everybody to know.
MEMBERS = (SIGN_IN, 200, 200, 404, 404)
ACTIONS = (SIGN_IN, 403, 200, 200, 403)

TABLE = [
    # What everybody may read.
    Row("panels:home", ALL),
    Row("panels:panel", ALL, {"panel": PANEL}),
    Row("panels:meeting", ALL, MEETING),
    Row("panels:pack", ALL, MEETING),
    Row("panels:paper", ALL, {**MEETING, "position": "1"}),
    Row("panels:panels", ALL),
    Row("panels:panel_calendar", ALL, {"panel": PANEL}),
    Row("panels:panel_editions", ALL, {"panel": PANEL}),
    Row("panels:calendar", ALL),
    Row("panels:editions", ALL),
    Row("panels:meetings", (302,) * 5),
    Row("panels:meetings_of_year", ALL, {"year": "2018/19"}),
    Row("panels:members", ALL),
    Row("panels:members_of_year", ALL, {"year": "2018/19"}),
    Row("panels:member", ALL, {"pk": "{member}"}),
    Row("panels:search", ALL),
    Row("panels:subscribe", ALL),
    Row("panels:subscribe", (302,) * 5, {}, "post", {"address": "a.reader@example.com", "panels": "all"}),
    Row("panels:subscribe_sent", ALL),
    Row("panels:confirm_subscription", ALL, {"token": "no-such-token"}),
    Row("panels:confirm_subscription", ALL, {"token": "no-such-token"}, "post"),
    Row("panels:unsubscribe", ALL, {"token": "no-such-token"}),
    Row("panels:unsubscribe", ALL, {"token": "no-such-token"}, "post"),
    Row("panels:accessibility", ALL),
    Row("panels:privacy", ALL),
    Row("panels:robots", ALL),
    Row("panels:sitemap", ALL),
    Row("performance:home", ALL),
    Row("performance:glossary", ALL),
    Row("performance:newest", (302,) * 5, DATASET),
    Row("performance:dataset", ALL, {**DATASET, "month": "2018-04"}),
    Row("performance:indicator", ALL, {**DATASET, "indicator": "{indicator}"}),
    Row("performance:download", ALL, {**DATASET, "month": "2018-04", "format": "csv"}),
    Row("actions:home", ALL),
    Row("actions:inspection", ALL, {"inspection": "{inspection}"}),
    Row("actions:area", ALL, AREA),
    Row("health", ALL),
    # The desk: reading.
    Row("panels:desk", OFFICERS),
    Row("panels:editor", OFFICERS, MEETING),
    Row("panels:report", OFFICERS, {"pk": "{report}"}),
    Row("panels:build", OFFICERS, {**MEETING, "pk": "{build}"}),
    Row("panels:build_progress", OFFICERS, {**MEETING, "pk": "{build}"}),
    Row("panels:build_pdf", OFFICERS, {**MEETING, "pk": "{build}"}),
    # The desk: the agenda.
    Row("panels:add_item", AGENDA, MEETING),
    Row("panels:add_item", AGENDA_SAVED, MEETING, "post", {"title": "A new item"}),
    Row("panels:edit_item", AGENDA, {**MEETING, "pk": "{item}"}),
    Row("panels:edit_item", AGENDA_SAVED, {**MEETING, "pk": "{item}"}, "post", {"title": "Other", "version": "1"}),
    Row("panels:move_item", WRONG_METHOD, {**MEETING, "pk": "{item}"}),
    Row("panels:move_item", AGENDA_SAVED, {**MEETING, "pk": "{item}"}, "post", {"direction": "down"}),
    Row("panels:remove_item", WRONG_METHOD, {**MEETING, "pk": "{item}"}),
    Row("panels:remove_item", AGENDA_SAVED, {**MEETING, "pk": "{item}"}, "post"),
    Row("panels:restore_item", WRONG_METHOD, {**MEETING, "pk": "{removed}"}),
    Row("panels:restore_item", AGENDA_SAVED, {**MEETING, "pk": "{removed}"}, "post"),
    Row("panels:attach_minutes", WRONG_METHOD, {**MEETING, "pk": "{item}"}),
    Row("panels:attach_minutes", AGENDA_SAVED, {**MEETING, "pk": "{item}"}, "post"),
    Row("panels:plan", OFFICERS, MEETING),
    # The desk: the calendar and the panel's standing items.
    Row("panels:plan_year", AGENDA, {"panel": PANEL}),
    Row("panels:plan_year", AGENDA, {"panel": PANEL}, "post", {"dates": "no date"}),
    Row("panels:cancel_meeting", AGENDA, MEETING),
    Row("panels:cancel_meeting", AGENDA_SAVED, MEETING, "post", {"because": "Snow"}),
    Row("panels:reinstate_meeting", WRONG_METHOD, MEETING),
    Row("panels:reinstate_meeting", AGENDA_SAVED, MEETING, "post"),
    Row("panels:move_meeting", AGENDA, MEETING),
    Row("panels:move_meeting", AGENDA_SAVED, MEETING, "post", ANOTHER_DAY),
    Row("panels:clone_meeting", AGENDA, MEETING),
    Row("panels:clone_meeting", AGENDA_SAVED, MEETING, "post", ANOTHER_DAY),
    Row("panels:standing_items", AGENDA, {"panel": PANEL}),
    Row("panels:add_standing_item", AGENDA, {"panel": PANEL}),
    Row("panels:add_standing_item", AGENDA_SAVED, {"panel": PANEL}, "post", {"title": "New", "kind": "plain"}),
    Row("panels:edit_standing_item", AGENDA, STANDING),
    Row("panels:edit_standing_item", AGENDA_SAVED, STANDING, "post", {"title": "x", "kind": "plain", "version": "1"}),
    Row("panels:move_standing_item", WRONG_METHOD, STANDING),
    Row("panels:move_standing_item", AGENDA_SAVED, STANDING, "post", {"direction": "down"}),
    Row("panels:remove_standing_item", WRONG_METHOD, STANDING),
    Row("panels:remove_standing_item", AGENDA_SAVED, STANDING, "post"),
    # The desk: reports and packs.
    Row("panels:report_part", (SIGN_IN, 200, 200, 200, 403), PART),
    # Handed over to democratic services: its author is told so on the page.
    Row("panels:report_part", (SIGN_IN, 302, 302, 200, 403), PART, "post", {"text": "Other words", "version": "1"}),
    Row("panels:start_report", WRITERS, {**MEETING, "pk": "{item}"}),
    Row("panels:start_report", WRITERS, {**MEETING, "pk": "{item}"}, "post"),  # without a title: refused on the page
    Row("panels:report_picture", WRITERS, PART),
    Row("panels:report_picture", WRITERS, PART, "post"),  # without a picture
    Row("panels:report_picture_file", (SIGN_IN, 200, 200, 200, 403), {"pk": "{pictured}", "number": "{picture}"}),
    Row("panels:report_move", (SIGN_IN, 405, 405, 405, 403), {"pk": "{report}", "move": "send"}),
    Row("panels:report_move", (SIGN_IN, 302, 302, 302, 403), {"pk": "{report}", "move": "send"}, "post"),
    Row("panels:report_give_back", WRITERS, {"pk": "{report}"}),
    Row("panels:report_give_back", (SIGN_IN, 302, 302, 200, 403), {"pk": "{report}"}, "post", {"reason": "Wrong year"}),
    Row("panels:plan_clearance", WRITERS, CLEARANCE),
    Row("panels:plan_clearance", WRITERS, CLEARANCE, "post", {"due": "never"}),
    Row("panels:sign_clearance", WRITERS, CLEARANCE),
    Row("panels:sign_clearance", WRITERS, CLEARANCE, "post"),
    Row("panels:word_upload", WRITERS, {"pk": "{report}"}),
    Row("panels:word_upload", WRITERS, {"pk": "{report}"}, "post"),
    Row("panels:word_preview", WRITERS, {"pk": "{report}", "number": "{word}"}),
    Row("panels:word_preview", WRITERS, {"pk": "{report}", "number": "{word}"}, "post"),
    # Uploaded papers: what is hidden in them is for those who work on agendas, and for nobody else.
    Row("panels:add_uploads", AGENDA, {**MEETING, "pk": "{item}"}),
    Row("panels:add_uploads", (SIGN_IN, 400, 400, 403, 403), {**MEETING, "pk": "{item}"}, "post"),  # without a file
    Row("panels:upload", AGENDA, UPLOADED),
    Row("panels:upload_file", AGENDA, UPLOADED),
    Row("panels:decide_upload", WRONG_METHOD, UPLOADED),
    Row("panels:decide_upload", (SIGN_IN, 400, 400, 403, 403), UPLOADED, "post"),  # without a reason
    Row("panels:rename_upload", WRONG_METHOD, UPLOADED),
    Row("panels:rename_upload", AGENDA_SAVED, UPLOADED, "post", {"title": "Another title"}),
    Row("panels:replace_upload", WRONG_METHOD, UPLOADED),
    Row("panels:replace_upload", (SIGN_IN, 400, 400, 403, 403), UPLOADED, "post"),  # without a file
    Row("panels:move_upload", WRONG_METHOD, UPLOADED),
    Row("panels:move_upload", AGENDA_SAVED, UPLOADED, "post", {"direction": "up"}),
    Row("panels:remove_upload", WRONG_METHOD, UPLOADED),
    Row("panels:remove_upload", AGENDA_SAVED, UPLOADED, "post"),
    Row("panels:restore_upload", WRONG_METHOD, UPLOADED),
    Row("panels:restore_upload", AGENDA_SAVED, UPLOADED, "post"),
    Row("panels:request_pack", WRONG_METHOD, MEETING),
    Row("panels:request_pack", AGENDA_SAVED, MEETING, "post", {"edition": "public"}),
    Row("panels:confirm", (SIGN_IN, 404, 404, 403, 403), MEETING),  # nobody has asked
    Row("panels:withdraw", PUBLISHER, MEETING),
    Row("panels:withdraw", PUBLISHER, MEETING, "post"),  # without a reason: refused on the page
    Row("panels:publish", PUBLISHER, MEETING),
    Row("panels:publish", PUBLISHER, MEETING, "post", {"reason": "A correction"}),  # refused by the rule, on the page
    # Exempt business: the members' edition, what is withheld, and the council's own rules.
    Row("panels:supplement", (404,) * 5, {**MEETING, "number": "2"}),
    Row("panels:members_meeting", MEMBERS, MEETING),
    Row("panels:members_pack", MEMBERS, MEETING),
    Row("panels:members_paper", MEMBERS, {**MEETING, "position": "1"}),
    Row("panels:members_supplement", (SIGN_IN, 404, 404, 404, 404), {**MEETING, "number": "2"}),
    Row("panels:exempt", (SIGN_IN, 200, 200, 403, 403)),
    Row("panels:exempt_item", AGENDA, {**MEETING, "pk": "{item}"}),
    Row("panels:exempt_item", AGENDA, {**MEETING, "pk": "{item}"}, "post"),
    Row("panels:exempt_paper", AGENDA, {**MEETING, "pk": "{paper}"}),
    Row("panels:exempt_paper", AGENDA, {**MEETING, "pk": "{paper}"}, "post"),
    Row("panels:release", AGENDA, {"pk": "{exemption}"}),
    Row("panels:release", AGENDA, {"pk": "{exemption}"}, "post"),
    Row("panels:rules", PUBLISHER),
    Row("panels:delete_holiday", (SIGN_IN, 405, 403, 403, 403), {"pk": "{holiday}"}),
    Row("panels:delete_holiday", (SIGN_IN, 302, 403, 403, 403), {"pk": "{holiday}"}, "post"),
    # Performance and action plans: changing.
    Row("performance:import", (SIGN_IN, 403, 403, 200, 403)),
    Row("performance:import", (SIGN_IN, 403, 403, 400, 403), {}, "post"),
    Row("performance:publish", (SIGN_IN, 405, 403, 403, 403), {**DATASET, "month": "2018-04"}),
    Row("performance:publish", (SIGN_IN, 302, 403, 403, 403), {**DATASET, "month": "2018-04"}, "post"),
    Row("actions:edit_monitoring", ACTIONS, AREA),
    Row("actions:edit_monitoring", ACTIONS, AREA, "post"),
    Row("actions:edit_action", ACTIONS, {**AREA, "action": "{action}"}),
    Row("actions:edit_action", ACTIONS, {**AREA, "action": "{action}"}, "post"),
    # Accounts.
    Row("account_login", (200, 302, 302, 302, 302)),
    Row("account_login", (200, 302, 302, 302, 302), {}, "post", {"login": "nobody", "password": "x"}),
    Row("account_logout", (302, 200, 200, 200, 200)),
    Row("account_logout", (302,) * 5, {}, "post"),
    Row("account_signup", (200, 302, 302, 302, 302)),
    Row("account_signup", (200, 302, 302, 302, 302), {}, "post", {"username": "x"}),
    Row("account_inactive", ALL),
    Row("account_reauthenticate", (SIGN_IN, 200, 200, 200, 200)),
    Row("account_change_password", (SIGN_IN, 200, 200, 200, 200)),
    Row("account_change_password", (SIGN_IN, 200, 200, 200, 200), {}, "post"),
    Row("account_reset_password", ALL),
    Row("account_reset_password", (200,) * 5, {}, "post"),
    Row("account_reset_password_done", ALL),
    Row("account_reset_password_from_key", ALL, {"uidb36": "1", "key": "not-a-key"}),
    Row("account_reset_password_from_key_done", ALL),
]


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
    area = AreaForImprovement.objects.select_related("inspection").get()
    release = Release.objects.get()
    build = PackBuild.objects.filter(meeting=demo.meeting).order_by("pk")[0]
    # As if made of the agenda as it stands: an older pack is not for every officer once something is exempt.
    PackBuild.objects.filter(pk=build.pk).update(agenda_version=demo.meeting.agenda_version)
    return {
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


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_role_gets_what_the_table_says(row: Row, places: dict[str, Any]):
    address = reverse(row.name, kwargs={name: value.format(**places) for name, value in row.kwargs.items()})
    found = []
    for role in ROLES:
        client = Client() if role == "public" else sign_in(role)
        with transaction.atomic():
            response = getattr(client, row.method)(address, row.data)
            found.append(
                SIGN_IN
                if response.headers.get("Location", "").startswith("/accounts/login/?next=")
                else response.status_code
            )
            b"".join(response)  # a file is closed when it is read
            transaction.set_rollback(True)

    assert tuple(found) == row.expected


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
