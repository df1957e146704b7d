"""The demonstration council: loaded twice without harm, never over another council's data; and packs by command."""

import io
import json
import stat

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from pikepdf import Pdf

from panels.models import ExemptionGround
from panels.operations.agenda import add_item
from panels.operations.exemptions import mark_exempt
from panels.operations.publishing import withdraw_agenda
from scrutiny.history import broken_links
from scrutiny.models import Council, User
from tests.helpers import MEETING, PANEL, host_council, noon, text_of

OURS = ("scrutiny", "performance", "actions", "panels")


def counts() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for app in OURS for model in apps.get_app_config(app).get_models()}


def run(*arguments: str) -> tuple[int, str, str]:
    """A command's exit code, and what it said on each channel."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_loading_twice_changes_nothing(demo):
    before = counts()
    accounts = (settings.SCRUTINY_DATA / "demo-accounts.json").read_text()
    code, said, _ = run("load_demo")

    assert code == 0
    assert counts() == before
    assert json.loads((settings.SCRUTINY_DATA / "demo-accounts.json").read_text()) == json.loads(accounts)
    for username in ("dso", "manager", "officer", "councillor"):
        assert f"user name {username}" in said
    assert list(broken_links()) == []


def test_loading_again_keeps_what_people_changed(demo):
    add_item(by=demo.user("dso"), meeting=demo.meeting, title="Any other business")
    run("load_demo")

    assert demo.meeting.items.filter(title="Any other business").exists()
    assert demo.meeting.editions.count() == 1


def test_the_passwords_work_and_are_their_owners_alone(demo):
    file = settings.SCRUTINY_DATA / "demo-accounts.json"
    run("load_demo")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for account in json.loads(file.read_text()):
        assert User.objects.get(username=account["username"]).check_password(account["password"])
    assert len({account["password"] for account in json.loads(file.read_text())}) == 4


def test_a_lost_file_of_accounts_gives_new_passwords(demo):
    (settings.SCRUTINY_DATA / "demo-accounts.json").unlink()
    before = demo.password("dso")
    run("load_demo")

    (dso,) = [
        entry
        for entry in json.loads((settings.SCRUTINY_DATA / "demo-accounts.json").read_text())
        if entry["username"] == "dso"
    ]
    assert dso["password"] != before
    assert User.objects.get(username="dso").check_password(dso["password"])


def test_another_councils_database_is_left_alone(db):
    host_council()
    before = counts()
    code, _, err = run("load_demo")

    assert code == 1
    assert err.strip() == (
        "This database belongs to Westhaven City Council. "
        "Load the demonstration into an empty one: set SCRUTINY_DATA to another folder."
    )
    assert counts() == before
    assert not (settings.SCRUTINY_DATA / "demo-accounts.json").exists()


def test_the_demonstration_shows_what_the_documents_say(demo):
    panel = demo.panel

    assert panel.quorum == 3
    assert panel.memberships.count() == 9
    assert panel.memberships.filter(kind="co-opted").count() == 2
    assert [str(day) for day in panel.meetings.order_by("date").values_list("date", flat=True)] == [
        "2018-03-22", "2018-06-07", "2018-07-26", "2018-09-27", "2018-11-29", "2019-01-24", "2019-03-28",
    ]  # fmt: skip
    assert demo.meeting.items.count() == 9
    assert Council.objects.count() == 3


# --- Packs by command ------------------------------------------------------------------------------------------


def test_a_published_pack_is_written_as_it_was_published(demo, tmp_path):
    edition = demo.meeting.latest_edition()
    add_item(by=demo.user("dso"), meeting=demo.meeting, title="Any other business")
    code, said, _ = run(
        "build_pack", PANEL, "2018-06-07", "--edition", "public", "--output", str(tmp_path / "pack.pdf")
    )

    assert code == 0
    assert said.startswith("The published pack, edition 1")
    content = (tmp_path / "pack.pdf").read_bytes()
    assert len(content) == edition.build.size
    assert [file.name for file in tmp_path.glob(".unfinished-*")] == []


def test_a_draft_is_written_where_nothing_is_published(demo, tmp_path):
    meeting = demo.panel.meetings.with_panel().get(date="2018-07-26")
    add_item(by=demo.user("dso"), meeting=meeting, title="Apologies")
    code, said, _ = run("build_pack", PANEL, "2018-07-26", "--output", str(tmp_path / "pack.pdf"))

    assert code == 0
    assert said.startswith("A draft of the public edition")
    with Pdf.open(tmp_path / "pack.pdf") as pdf:
        assert len(pdf.pages) > 3


def test_after_a_withdrawal_there_is_a_draft_only(demo, tmp_path):
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(MEETING), reason="A mistake")
    code, said, _ = run("build_pack", PANEL, "2018-06-07", "--output", str(tmp_path / "pack.pdf"))

    assert code == 0
    assert said.startswith("A draft of the public edition")


def test_a_draft_with_exempt_papers_keeps_their_numbers_and_nothing_of_them(demo, tmp_path):
    withdraw_agenda(by=demo.user("dso"), meeting=demo.meeting, at=noon(MEETING), reason="A mistake")
    mark_exempt(
        by=demo.user("dso"),
        subject=demo.item(8),
        ground=ExemptionGround.objects.order_by("pk")[0],
        reason="It names a child.",
    )
    sides = {}
    for edition in ("public", "members"):
        output = tmp_path / f"{edition}.pdf"
        code, _, err = run("build_pack", PANEL, "2018-06-07", "--edition", edition, "--output", str(output))
        assert (code, err) == (0, "")
        with Pdf.open(output) as pdf:
            sides[edition] = [page.label for page in pdf.pages][-1]

    assert sides["public"] == sides["members"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("no-such-panel", "2018-06-07"), "There is no panel 'no-such-panel'. The panels are: "),
        ((PANEL, "2018-06-08"), "does not meet on 2018-06-08. Its meetings are: 2018-03-22, 2018-06-07"),
        ((PANEL, "7 June"), "'7 June' is not a date. Write it as 2018-06-07."),
        ((PANEL, "2018-02-30"), "'2018-02-30' is not a date."),
    ],
)
def test_what_cannot_be_built_is_said_in_one_line(demo, tmp_path, arguments, sentence):
    code, said, err = run("build_pack", *arguments, "--output", str(tmp_path / "pack.pdf"))

    assert code == 1
    assert sentence in err
    assert err.count("\n") == 1
    assert said == ""
    assert not (tmp_path / "pack.pdf").exists()


def test_a_place_that_cannot_be_written_to_is_said_in_one_line(demo, tmp_path):
    (tmp_path / "file").write_text("")
    for output in (tmp_path / "no-folder" / "pack.pdf", tmp_path / "file" / "pack.pdf", tmp_path):
        code, _, err = run("build_pack", PANEL, "2018-06-07", "--output", str(output))
        assert code == 1
        assert "cannot be written" in err
        assert err.count("\n") == 1
    assert [file.name for file in tmp_path.parent.glob(".unfinished-*")] == []


def test_the_figures_were_published_on_the_day_of_their_agenda(demo, client):
    """Each place that says when: the list of months, the month, its pack, and the dictionary of the data."""
    start = "/performance/children-and-families-monthly-dataset"
    for address in ("/performance/", f"{start}/2018-04/", f"{start}/2018-04/pack/", f"{start}/data/"):
        page = text_of(client.get(address))
        assert "30 May 2018" in page, address
