"""Ways in which somebody might get at what is withheld, or publish what nobody looked at. None of them works."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from panels.enums import EditionKind
from panels.models import AgendaItem, Exemption, ExemptionGround, Meeting
from panels.operations.agenda import add_item, edit_item, remove_item, restore_item
from panels.operations.calendar import clone_meeting
from panels.operations.exemptions import load_grounds, mark_exempt
from panels.operations.order import indent_item, outdent_item, place_item, step_item
from panels.operations.publishing import confirm_publication, publish_agenda
from panels.operations.reports import start_report
from panels.permissions import may_work_on_report
from panels.reports.agenda import agenda_lines
from panels.reports.desk import desk_report
from panels.rules import NotAllowed
from scrutiny.access import Role
from scrutiny.history import broken_links
from scrutiny.models import User
from tests.helpers import MEETING_PATH, Demo, built, meeting_with, person, report_template, sign_in, text_of

DAY = datetime.date(2018, 5, 31)


@pytest.fixture
def dso(db: None) -> User:
    return person()


@pytest.fixture
def ground(dso: User) -> ExemptionGround:
    load_grounds(by=dso, council=None, grounds=[{"code": "paragraph 2", "kind": "exempt", "text": "Identity"}])
    return ExemptionGround.objects.get()


@pytest.fixture
def meeting(dso: User, ground: ExemptionGround) -> Meeting:
    """1 A, 2 B, 2(a) Zyxa, 2(b) Zyxb, 3 C, of which B is exempt, and so what stands below it."""
    made = meeting_with(dso, ["A", "B", "C"])
    for title in ("Zyxa", "Zyxb"):
        add_item(by=dso, meeting=made, title=title, under=item(made, "B"))
    mark_exempt(by=dso, subject=item(made, "B"), ground=ground, reason="A child", review_on=DAY)
    return made


def item(meeting: Meeting, title: str) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, title=title)


def status(client: Client, address: str) -> int:
    """How an address answers; a file that it hands out is read to its end."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def public_words(meeting: Meeting) -> str:
    return repr(agenda_lines(meeting, edition=EditionKind.PUBLIC))


# --- What stands below a withheld item stays withheld when it is moved away from it --------------------------------

MOVES = {
    "the item goes in, below another": lambda dso, made: indent_item(by=dso, item=item(made, "B")),
    "the item is put among others": lambda dso, made: place_item(by=dso, item=item(made, "B"), before=item(made, "Ca")),
    "the sub-item goes out": lambda dso, made: outdent_item(by=dso, item=item(made, "Zyxa")),
    "the sub-item steps up": lambda dso, made: step_item(by=dso, item=item(made, "Zyxa"), steps=-1),
    "the sub-item steps down": lambda dso, made: step_item(by=dso, item=item(made, "Zyxb"), steps=1),
    "the sub-item is put elsewhere": lambda dso, made: place_item(by=dso, item=item(made, "Zyxb"), before=None),
    "the sub-item is put first": lambda dso, made: place_item(by=dso, item=item(made, "Zyxb"), before=item(made, "A")),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES.keys())
def test_moving_never_makes_a_sub_item_of_something_withheld_public(dso, meeting, move):
    add_item(by=dso, meeting=meeting, title="Ca", under=item(meeting, "C"))
    move(dso, meeting)
    assert "Zyx" in repr(agenda_lines(meeting))
    assert "Zyx" not in public_words(meeting)
    assert list(broken_links()) == []


def test_the_exemption_that_it_takes_along_has_the_ground_the_reason_and_the_review_date(dso, meeting, ground):
    outdent_item(by=dso, item=item(meeting, "Zyxa"))
    taken = Exemption.objects.in_force().get(item=item(meeting, "Zyxa"))
    assert (taken.ground, taken.reason, taken.review_on, taken.public_title) == (ground, "A child", DAY, "")
    # Moving it again, or something else, marks nothing twice.
    step_item(by=dso, item=item(meeting, "Zyxa"), steps=1)
    step_item(by=dso, item=item(meeting, "A"), steps=1)
    assert Exemption.objects.count() == 2


def test_a_removed_sub_item_comes_back_withheld_when_its_item_is_gone(dso, meeting):
    remove_item(by=dso, item=item(meeting, "Zyxa"))
    remove_item(by=dso, item=item(meeting, "B"))
    restore_item(by=dso, item=item(meeting, "Zyxa"))
    assert "Zyxa" in repr(agenda_lines(meeting))
    assert "Zyx" not in public_words(meeting)


def test_a_removed_item_takes_its_sub_items_along_and_back_without_marking_them(dso, meeting):
    remove_item(by=dso, item=item(meeting, "B"))
    restore_item(by=dso, item=item(meeting, "B"))
    assert "Zyx" not in public_words(meeting)
    assert Exemption.objects.count() == 1


def test_a_cloned_meeting_leaves_out_what_stands_below_a_withheld_item(dso, meeting):
    clone, left_out = clone_meeting(
        by=dso, meeting=meeting, date=datetime.date(2031, 4, 2), time=None, venue="", because="More business"
    )
    assert left_out == ("B", "Zyxa", "Zyxb")
    assert "Zyx" not in repr(agenda_lines(clone))


# --- Officers without the right to what is exempt ------------------------------------------------------------------


@pytest.fixture
def officer(db: None) -> User:
    return person("officer", Role.SERVICE_OFFICER)


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_report_below_a_withheld_item_is_not_for_every_officer(dso, officer, meeting, is_removed):
    template = report_template(dso, [{"key": "summary", "style": "prose"}])
    paper = start_report(by=dso, item=item(meeting, "Zyxa"), template=template, title="Zyx report")
    if is_removed:
        remove_item(by=dso, item=item(meeting, "B"))
    assert paper.report is not None
    assert not may_work_on_report(officer, paper.report)
    assert may_work_on_report(dso, paper.report)
    assert sign_in("officer").get(f"/desk/reports/{paper.report.pk}/").status_code == 404


def test_the_banner_of_what_was_removed_names_nothing_withheld(dso, officer, meeting):
    gone = item(meeting, "B")
    edit_item(by=dso, item=gone, version=1, title="Zyx B")
    remove_item(by=dso, item=gone)
    address = f"/desk/housing-scrutiny-panel/2031-03-12/?removed={gone.pk}"
    assert "Zyx" in text_of(sign_in("dso").get(address))
    assert "Zyx" not in text_of(sign_in("officer").get(address))


def test_what_is_missing_names_nothing_withheld(dso, officer, meeting):
    template = report_template(dso, [{"key": "summary", "heading": "Summary", "style": "prose", "required": True}])
    start_report(by=dso, item=item(meeting, "Zyxa"), template=template, title="Zyx report")
    edit_item(by=dso, item=item(meeting, "Zyxb"), version=1, may_be_exempt=True)
    assert "Zyx report" in " ".join(desk_report(meeting, today=DAY).missing)
    for address in ("", "plan/"):
        page = sign_in("officer").get(f"/desk/housing-scrutiny-panel/2031-03-12/{address}")
        assert page.status_code == 200
        assert "Zyx" not in text_of(page)


@pytest.mark.documents
def test_a_report_names_its_withheld_appendices_to_nobody_without_the_right(demo: Demo):
    dso, found = demo.user("dso"), demo.item(9)
    report = found.papers.get(place=0).report
    assert report is not None
    appendix = found.papers.filter(place=1).get()
    type(appendix).objects.filter(pk=appendix.pk).update(title="Zyxquill")
    exempt = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=appendix, ground=exempt, reason="A contract")
    address = f"/desk/reports/{report.pk}/"
    assert "Zyxquill" in text_of(sign_in("dso").get(address))
    page = sign_in("officer").get(address)
    assert page.status_code == 200
    assert "Zyxquill" not in text_of(page)


@pytest.mark.documents
def test_a_pack_made_before_something_was_marked_is_not_for_every_officer(demo: Demo):
    dso = demo.user("dso")
    build = built(dso, demo.meeting, dated=DAY)
    address = f"/desk/{MEETING_PATH}/packs/{build.pk}/"
    officer, other = sign_in("officer"), sign_in("dso")
    assert status(officer, f"{address}pack.pdf") == 200
    exempt = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=demo.item(8), ground=exempt, reason="A contract")
    for what in ("", "pack.pdf", "progress/"):
        assert status(officer, address + what) == 403
        assert status(other, address + what) == 200
    assert f"packs/{build.pk}/" not in officer.get(f"/desk/{MEETING_PATH}/").content.decode()
    # Nor is it when what was marked is taken off the agenda.
    remove_item(by=dso, item=demo.item(9))
    assert status(officer, f"{address}pack.pdf") == 403


# --- Publishing something else than what was looked at -------------------------------------------------------------


@pytest.mark.documents
def test_a_pack_is_not_published_with_other_figures_than_it_shows(demo: Demo):
    dso, now = demo.user("dso"), timezone.now()
    edit_item(by=dso, item=demo.item(1), version=demo.item(1).version, title="Apologies received")
    built(dso, demo.meeting, dated=timezone.localdate(now))
    paper = next(paper for one in demo.meeting.items.on_agenda() for paper in one.papers.all() if paper.release)
    type(paper.release).objects.filter(pk=paper.release_id).update(imported_at=timezone.now())
    with pytest.raises(NotAllowed, match="There is no pack"):
        publish_agenda(by=dso, meeting=demo.meeting, at=now, reason="A word")
    built(dso, demo.meeting, dated=timezone.localdate(now))
    assert publish_agenda(by=dso, meeting=demo.meeting, at=now, reason="A word")


@pytest.mark.documents
def test_nobody_publishes_or_confirms_an_agenda_that_changed_behind_the_page(demo: Demo):
    dso, manager, now = demo.user("dso"), demo.user("manager"), timezone.now()
    exempt = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=demo.item(8), ground=exempt, reason="A contract")
    built(dso, demo.meeting, dated=timezone.localdate(now))
    seen = demo.meeting.agenda_version
    page = sign_in("dso").get(f"/desk/{MEETING_PATH}/publish/").content.decode()
    assert f'name="seen_version" value="{seen}"' in page
    with pytest.raises(NotAllowed, match="since you opened this page"):
        publish_agenda(by=dso, meeting=demo.meeting, at=now, reason="A word", seen_version=seen - 1)
    publish_agenda(by=dso, meeting=demo.meeting, at=now, reason="A word", seen_version=seen)
    page = sign_in("manager").get(f"/desk/{MEETING_PATH}/publish/confirm/").content.decode()
    assert f'name="seen_version" value="{seen}"' in page
    with pytest.raises(NotAllowed, match="since you opened this page"):
        confirm_publication(by=manager, meeting=demo.meeting, at=now, seen_version=seen - 1)
    assert confirm_publication(by=manager, meeting=demo.meeting, at=now, seen_version=seen)


# --- Addresses that mean to break something ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/performance/children-and-families-monthly-dataset/2018-04%0A/figures.csv",
        "/performance/children-and-families-monthly-dataset/%202018-04/",
        "/performance/children-and-families-monthly-dataset/0000-00/",
        "/performance/children-and-families-monthly-dataset/9999-12/",
        "/performance/a/0000-01/figures.%00",
        "/members/99999999999999999999999999/",
        f"/meetings/{MEETING_PATH}/papers/99999999999999999999999999/",
        f"/meetings/{MEETING_PATH}/supplement-99999999999999999999999999.pdf",
        "/panels/../../etc/passwd",
        "/static/../scrutiny/settings.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_an_address_that_is_none_is_not_found(demo: Demo, client, address):
    assert status(client, address) in {302, 400, 404}
