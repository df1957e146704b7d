"""Taking a plan from a workbook: what it would do, doing it, bad input, two people at once; by browser and command."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from histories import action, area, inspection, said
from plan_files import ROW, workbook

from actions import operations
from actions.enums import Rag
from actions.models import Action, AreaForImprovement, Inspection
from actions.operations.importing import fingerprint, import_plan, preview_import
from scrutiny.access import Role
from scrutiny.history import events_on
from scrutiny.models import Event, User
from scrutiny.problems import ProblemsError
from tests.helpers import person, sign_in, text_of

ADDRESS = "/action-plans/made-up-2020/import/"


@pytest.fixture
def plan(db: None) -> Inspection:
    """Area 1 with two actions, the second closed."""
    made = inspection()
    first = area(made, 1)
    action(first, "Visit every child", "2031-01-31", owner_name="Head of Service")
    said(action(first, "Write the policy", "2030-06-30"), "2020-03-01", Rag.BLUE, evidence="The policy")
    return made


@pytest.fixture
def manager(db: None) -> User:
    return person("manager", Role.SCRUTINY_MANAGER)


HEADS = ("No.", "Area for improvement", "Lead", "Partner agencies", "Measures of success", "Action", "By when",
         "By whom", "RAG", "Evidence", "Progress")  # fmt: skip
CHANGED = (1, "Area text 1", "A Lead", "Police; Health", "Visits in time", "Visit every child", "March 2031",
           "Another Head", "Amber", "A page", "Begun")  # fmt: skip
FRESH = (2, "A second area", "", "", "", "Tell the panel", "30 June 2031", "Chair", "", "", "")


def test_the_preview_says_what_is_new_changed_and_missing_and_does_nothing(plan: Inspection, manager: User):
    before = Event.objects.count()
    found = preview_import(by=manager, inspection=plan, content=workbook([CHANGED, FRESH], heads=HEADS))

    assert found.sentence == "1 new area, 1 changed area, 1 new action, 1 changed action."
    changes = {one.label: (one.old, one.new) for one in found.areas[0].actions[0].changes}
    assert changes == {
        "By when": ("31 January 2031", "March 2031"),
        "By whom": ("Head of Service", "Another Head"),
        "Status": ("Not recorded", "Amber"),
        "Evidence": ("", "A page"),
        "Progress": ("", "Begun"),
    }
    assert [one.text for one in found.missing_actions] == ["Write the policy"]
    assert Event.objects.count() == before


def test_an_import_does_it_in_one_go_with_its_reason_in_the_timeline(plan: Inspection, manager: User):
    content = workbook([CHANGED, FRESH], heads=HEADS)
    import_plan(by=manager, inspection=plan, content=content, file_name="plan.xlsx", reason="Agreed by the board")
    visit = Action.objects.get(text="Visit every child")

    assert (visit.due.label, visit.owner_name, visit.status, visit.moves) == ("March 2031", "Another Head", "amber", 1)
    assert visit.first_due.label == "31 January 2031"
    moved = visit.updates.get(moves_due=True)
    assert (moved.due_reason, moved.by) == ("Agreed by the board", manager)
    assert visit.updates.order_by("-number")[0].done == "Begun"
    first, second = AreaForImprovement.objects.order_by("number")
    assert (first.lead_name, [one.name for one in first.agencies.order_by("name")]) == ("A Lead", ["Health", "Police"])
    assert [one.text for one in first.measures.order_by("position")] == ["Visits in time"]
    assert (second.text, second.published_at) == ("A second area", None), "what is new is a draft"
    event = events_on(plan)[0]
    assert (event.action, event.facts["file_name"], event.facts["new_actions"]) == ("plan imported", "plan.xlsx", 1)

    again = preview_import(by=manager, inspection=plan, content=content)
    assert again.does_nothing, (
        again.sentence,
        [(a.changes, a.new_measures, a.actions_that_change) for a in again.areas],
    )


def test_a_file_of_our_own_export_comes_back_with_its_keys(plan: Inspection, manager: User):
    heads = ("Number", "Area for improvement", "Action", "By when", "By whom", "Status", "Evidence", "Key")
    key = Action.objects.get(text="Visit every child").pk
    row = (1, "Area text 1", "Visit every child and young person", "31 January 2031", "Head of Service", "", "", key)
    found = preview_import(by=manager, inspection=plan, content=workbook([row], heads=heads))
    assert [one.label for one in found.areas[0].actions[0].changes] == ["Action"]

    for wrong, words in ((key + 1000, "is of no action in this plan"), (key, "is of an action of Area")):
        moved = (2, "A second area", "Other", "May 2031", "A", "", "", wrong)
        with pytest.raises(ProblemsError, match=words):
            preview_import(by=manager, inspection=plan, content=workbook([moved], heads=heads))


def test_all_that_cannot_be_done_comes_at_once_and_nothing_is_changed(plan: Inspection):
    officer = person("officer", Role.SERVICE_OFFICER)
    before = (Event.objects.count(), fingerprint(plan))
    rows = [
        (1, "Area text 1", "Write the policy", "July 2031", "An Owner", "red", ""),
        (1, "", "Visit every child", "January 2001", "Head of Service", "", ""),
        (3, "", "Do", "May 2031", "A", "", ""),
        (4, "New", "Done", "May 2031", "A", "blue", "A page"),
    ]
    with pytest.raises(ProblemsError) as caught:
        import_plan(by=officer, inspection=plan, content=workbook(rows), file_name="plan.xlsx")
    said_all = [str(problem) for problem in caught.value.problems]

    assert len(said_all) == 4
    assert "row 2: It is closed as complete, and the file has another by when, status." in said_all[0]
    assert "January 2001 is before the inspection" in said_all[1]
    assert "Area 3 is new, and has no words." in said_all[2]
    assert "only a reviewer closes one" in said_all[3]
    assert (Event.objects.count(), fingerprint(plan)) == before


def test_a_timescale_has_to_be_one_of_the_framework(plan: Inspection, manager: User):
    heads = ("No.", "Area", "Timescale", "Action", "By when", "By whom")
    with pytest.raises(ProblemsError, match="is no timescale of this plan"):
        preview_import(
            by=manager,
            inspection=plan,
            content=workbook([(1, "Area text 1", "soon", "x", "May 2031", "A")], heads=heads),
        )


def upload(client: Client, content: bytes, name: str = "plan.xlsx"):  # type: ignore[no-untyped-def]
    return client.post(ADDRESS, {"workbook": SimpleUploadedFile(name, content)})


def test_in_the_browser_one_looks_first_and_then_does_it(plan: Inspection, manager: User):
    client = sign_in("manager")
    shown = upload(client, workbook([CHANGED], heads=(*HEADS[:-1], "<b>Folder</b>")), "<plan>.xlsx")
    page = text_of(shown)

    assert "1 changed area, 1 changed action." in page
    assert "Nothing is changed yet." in page
    assert "Write the policy (Area for improvement 1)" in page
    assert "K <b>Folder</b> Left out" in page
    assert not Action.objects.filter(status=Rag.AMBER).exists()
    done = client.post(ADDRESS, {"token": shown.context["token"], "reason": ""}, follow=True)
    assert "is taken over: 1 changed area, 1 changed action." in text_of(done)
    moved = Action.objects.get(status=Rag.AMBER).updates.get(moves_due=True)
    assert moved.due_reason == "Taken over from the file _plan_.xlsx"


def test_a_plan_that_was_changed_meanwhile_is_compared_again(plan: Inspection, manager: User):
    client = sign_in("manager")
    token = upload(client, workbook([CHANGED], heads=HEADS)).context["token"]
    operations.update_action(by=None, action=Action.objects.get(position=1), owner_name="Somebody else")
    answer = client.post(ADDRESS, {"token": token})

    assert answer.status_code == 409
    assert "Somebody has changed the plan since you looked" in text_of(answer)
    assert "Somebody else" in text_of(answer)
    assert Action.objects.get(position=1).owner_name == "Somebody else"
    client.post(ADDRESS, {"token": answer.context["token"]})
    assert Action.objects.get(position=1).owner_name == "Another Head"


def test_a_token_is_of_one_plan_and_one_person(plan: Inspection, manager: User):
    token = upload(sign_in("manager"), workbook([CHANGED], heads=HEADS)).context["token"]
    inspection(slug="another-plan")
    person("officer", Role.SERVICE_OFFICER)
    for client, address in (
        (sign_in("officer"), ADDRESS),
        (sign_in("manager"), ADDRESS.replace("made-up-2020", "another-plan")),
    ):
        answer = client.post(address, {"token": token})
        assert answer.status_code == 400
        assert "is not there any more" in text_of(answer)
    assert not Action.objects.filter(status=Rag.AMBER).exists()


@pytest.mark.parametrize(
    ("content", "said_words"),
    [
        (b"", "The workbook is empty"),
        (b"Action,By when", "No column says by whom"),
        (b"PK\x03\x04 broken", "damaged"),
        (workbook([(*ROW[:3], "soon", *ROW[4:])]), "cell D2"),
    ],
)
def test_a_bad_file_is_refused_with_what_to_mend(plan: Inspection, manager: User, content: bytes, said_words: str):
    answer = upload(sign_in("manager"), content)

    assert answer.status_code == 400
    assert said_words in text_of(answer)


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_commands_export_and_import(plan: Inspection, tmp_path: Path):
    file = tmp_path / "plan.xlsx"
    code, told, _ = run("export_action_plan", plan.slug, "--format", "xlsx", "--output", str(file))
    assert (code, file.read_bytes()[:2]) == (0, b"PK")
    assert run("import_action_plan", str(file), "--dry-run")[1].startswith(
        "Nothing is changed yet. It would be: 2 actions as they were."
    )
    file.write_bytes(workbook([CHANGED], heads=HEADS))
    code, told, _ = run("import_action_plan", str(file), "--plan", plan.slug)
    assert code == 0
    assert "row 2, By whom: 'Head of Service' becomes 'Another Head'" in told
    assert "Not in the file, and stays: 'Write the policy'" in told

    for arguments, words in (
        (("import_action_plan", str(file), "--plan", "no-plan"), "There is no plan 'no-plan'. Say --plan"),
        (("import_action_plan", str(tmp_path / "gone.xlsx")), "no such file"),
        (("export_action_plan", plan.slug, "--format", "csv", "--output", str(tmp_path)), "cannot be written"),
        (("export_action_plan", plan.slug, "--format", "csv", "--output", "x", "--as-at", "soon"), "is not a date"),
        (("export_action_plan", plan.slug, "--format", "csv", "--output", "x", "--as-at", "2999-01-01"), "to come"),
    ):
        code, _, err = run(*arguments)
        assert code == 1
        assert words in err
