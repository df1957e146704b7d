"""Items below items: in and out, up and down with what belongs to them, removed and put back whole."""

import datetime

import pikepdf
import pytest

from panels.enums import EditionKind
from panels.making import open_pack
from panels.models import AgendaItem, ExemptionGround, Meeting
from panels.operations.agenda import add_item, edit_item, remove_item, restore_item
from panels.operations.exemptions import load_grounds, mark_exempt
from panels.operations.order import indent_item, outdent_item, place_item, step_item
from panels.operations.reports import attach_minutes
from panels.operations.setup import record_minutes, schedule_meeting
from panels.reports.agenda import agenda_lines
from panels.rules import NotAllowed
from scrutiny.history import broken_links
from scrutiny.models import Event, User
from tests.helpers import built, meeting_with, person, positions_of


@pytest.fixture
def dso(db: None) -> User:
    return person()


@pytest.fixture
def meeting(dso: User) -> Meeting:
    """1 A, 2 B, 2(a) Ba, 2(b) Bb, 3 C."""
    made = meeting_with(dso, ["A", "B", "C"])
    for title in ("Ba", "Bb"):
        add_item(by=dso, meeting=made, title=title, under=item(made, "B"))
    return made


def item(meeting: Meeting, title: str) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, title=title)


def said(meeting: Meeting) -> str:
    return " ".join(f"{line.number}={line.title}" for line in agenda_lines(meeting))


AS_MADE = "1=A 2=B 2(a)=Ba 2(b)=Bb 3=C"


def test_sub_items_stand_under_their_item(meeting):
    assert said(meeting) == AS_MADE
    assert positions_of(meeting) == [1, 2, 3, 4, 5]
    assert [line.depth for line in agenda_lines(meeting)] == [0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"before": "A"}, "1=New 2=A 3=B 3(a)=Ba 3(b)=Bb 4=C"),
        ({"after": "B"}, "1=A 2=B 2(a)=Ba 2(b)=Bb 3=New 4=C"),
        ({"after": "Ba"}, "1=A 2=B 2(a)=Ba 2(b)=New 2(c)=Bb 3=C"),
        ({"before": "Ba"}, "1=A 2=B 2(a)=New 2(b)=Ba 2(c)=Bb 3=C"),
        ({"under": "Ba"}, "1=A 2=B 2(a)=Ba 2(b)=Bb 2(c)=New 3=C"),
        ({"under": "C"}, "1=A 2=B 2(a)=Ba 2(b)=Bb 3=C 3(a)=New"),
        ({}, "1=A 2=B 2(a)=Ba 2(b)=Bb 3=C 4=New"),
    ],
)
def test_a_new_item_is_as_deep_as_what_it_stands_beside(dso, meeting, where, expected):
    beside = {name: item(meeting, title) for name, title in where.items()}
    add_item(by=dso, meeting=meeting, title="New", **beside)
    assert said(meeting) == expected
    assert positions_of(meeting) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("title", "steps", "number", "expected"),
    [
        ("B", -1, "1", "1=B 1(a)=Ba 1(b)=Bb 2=A 3=C"),
        ("B", 1, "3", "1=A 2=C 3=B 3(a)=Ba 3(b)=Bb"),
        ("A", 1, "2", "1=B 1(a)=Ba 1(b)=Bb 2=A 3=C"),
        ("C", -1, "2", "1=A 2=C 3=B 3(a)=Ba 3(b)=Bb"),
        ("Bb", -1, "2(a)", "1=A 2=B 2(a)=Bb 2(b)=Ba 3=C"),
        ("Ba", -1, "1(a)", "1=A 1(a)=Ba 2=B 2(a)=Bb 3=C"),
        ("Bb", 1, "3(a)", "1=A 2=B 2(a)=Ba 3=C 3(a)=Bb"),
    ],
)
def test_steps_take_sub_items_along_and_out_of_one_item_into_the_next(dso, meeting, title, steps, number, expected):
    assert step_item(by=dso, item=item(meeting, title), steps=steps) == number
    assert said(meeting) == expected


def test_a_sub_item_that_reaches_the_top_is_an_item_of_its_own(dso, meeting):
    step_item(by=dso, item=item(meeting, "Ba"), steps=-1)
    assert step_item(by=dso, item=item(meeting, "Ba"), steps=-1) == "1"
    assert said(meeting) == "1=Ba 2=A 3=B 3(a)=Bb 4=C"
    assert item(meeting, "Ba").depth == 0


def test_in_and_out(dso, meeting):
    assert indent_item(by=dso, item=item(meeting, "C")) == "2(c)"
    assert said(meeting) == "1=A 2=B 2(a)=Ba 2(b)=Bb 2(c)=C"
    # Out again, it comes after what it was among, so that no other item changes its number.
    assert outdent_item(by=dso, item=item(meeting, "Ba")) == "3"
    assert said(meeting) == "1=A 2=B 2(a)=Bb 2(b)=C 3=Ba"
    # An item goes in with what belongs to it.
    assert indent_item(by=dso, item=item(meeting, "B")) == "1(a)"
    assert said(meeting) == "1=A 1(a)=B 1(b)=Bb 1(c)=C 2=Ba"


def test_the_first_item_has_nothing_to_belong_to(dso, meeting):
    events = Event.objects.count()
    with pytest.raises(NotAllowed, match="none above it"):
        indent_item(by=dso, item=item(meeting, "A"))
    outdent_item(by=dso, item=item(meeting, "A"))
    assert said(meeting) == AS_MADE
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("title", "before", "expected"),
    [
        ("B", "A", "1=B 1(a)=Ba 1(b)=Bb 2=A 3=C"),
        ("A", None, "1=B 1(a)=Ba 1(b)=Bb 2=C 3=A"),
        ("C", "Bb", "1=A 2=B 2(a)=Ba 2(b)=C 2(c)=Bb"),
        ("Bb", "A", "1=Bb 2=A 3=B 3(a)=Ba 4=C"),
        ("B", "Bb", AS_MADE),
        ("B", "B", AS_MADE),
    ],
)
def test_an_item_is_put_before_another(dso, meeting, title, before, expected):
    place_item(by=dso, item=item(meeting, title), before=item(meeting, before) if before else None)
    assert said(meeting) == expected
    assert positions_of(meeting) == [1, 2, 3, 4, 5]


def test_nothing_is_put_before_an_item_that_is_gone(dso, meeting):
    gone = item(meeting, "C")
    remove_item(by=dso, item=gone)
    with pytest.raises(NotAllowed, match="taken off the agenda"):
        place_item(by=dso, item=item(meeting, "A"), before=gone)


def test_an_item_is_removed_and_put_back_with_its_sub_items(dso, meeting):
    remove_item(by=dso, item=item(meeting, "B"))
    assert said(meeting) == "1=A 2=C"
    # One line in the list of what can be put back: the sub-items come with it.
    assert [gone.title for gone in AgendaItem.objects.filter(meeting=meeting).removed()] == ["B"]

    assert restore_item(by=dso, item=item(meeting, "B")) == "2"
    assert said(meeting) == AS_MADE
    assert positions_of(meeting) == [1, 2, 3, 4, 5]
    assert list(broken_links()) == []


def test_an_item_does_not_come_back_between_another_and_its_sub_items(dso, meeting):
    remove_item(by=dso, item=item(meeting, "A"))
    step_item(by=dso, item=item(meeting, "C"), steps=-1)
    remove_item(by=dso, item=item(meeting, "C"))
    remove_item(by=dso, item=item(meeting, "Ba"))
    AgendaItem.objects.filter(pk=item(meeting, "C").pk).update(position=2)
    restore_item(by=dso, item=item(meeting, "C"))
    assert said(meeting) == "1=B 1(a)=Bb 2=C"


def test_a_sub_item_alone_comes_back_as_an_item(dso, meeting):
    remove_item(by=dso, item=item(meeting, "Ba"))
    for title in ("A", "B", "C"):
        remove_item(by=dso, item=item(meeting, title))
    restore_item(by=dso, item=item(meeting, "Ba"))
    assert said(meeting) == "1=Ba"


# --- Exempt sub-items, and papers below sub-items ------------------------------------------------------------------


def test_the_exclusion_item_stands_among_the_sub_items_and_says_nothing_of_them(dso, meeting):
    secret = edit_item(
        by=dso, item=item(meeting, "Bb"), version=1, title="Secret", presenter="Secret", invited="Secret, Secret",
        duration=20,
    )  # fmt: skip
    load_grounds(by=dso, council=None, grounds=[{"code": "paragraph 3", "kind": "exempt", "text": "Affairs"}])
    mark_exempt(
        by=dso, subject=secret, ground=ExemptionGround.objects.get(), reason="Secret", public_title="A contract"
    )

    assert said(meeting) == "1=A 2=B 2(a)=Ba 2(b)=Exclusion of the press and public 2(c)=Secret 3=C"
    public = agenda_lines(meeting, edition=EditionKind.PUBLIC)
    assert [line.number for line in public] == ["1", "2", "2(a)", "2(b)", "2(c)", "3"]
    assert public[4].title == "A contract"
    assert "Secret" not in repr(public)
    assert "item 2(c) (paragraph 3)" in public[3].text[0].text


@pytest.mark.documents
def test_a_paper_of_a_sub_item_is_stamped_outlined_and_linked(dso, meeting, papers):
    held = schedule_meeting(by=dso, panel=meeting.panel, date=datetime.date(2031, 1, 16))
    minutes = record_minutes(by=dso, meeting=held, present=[], apologies=[], entries=[])
    attach_minutes(by=dso, item=item(meeting, "Ba"), minutes=minutes, title="Minutes of January")
    build = built(dso, meeting, dated=datetime.date(2031, 3, 4))

    assert build.problem == ""
    paper = build.papers.get()
    assert (paper.item_number, paper.item_anchor) == ("2(a)", "2a")
    with open_pack(build) as file, pikepdf.open(file) as pdf:
        titles = [entry.title for entry in pdf.open_outline().root]
        assert any("2(a)" in title for title in titles), titles
        links = [
            note
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if note.get("/Subtype") == "/Link" and not (note.get("/A") or {}).get("/URI")
        ]
        assert links
