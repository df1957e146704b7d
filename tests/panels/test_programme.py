"""The work programme, suggestions from the public, attendance counted rightly, and the annual report."""

import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from panels.enums import Attendance
from panels.models import Criterion, Meeting, MeetingAttendance, Membership, Minutes, Person, Suggestion, Topic
from panels.operations.calendar import cancel_meeting
from panels.operations.programme import (
    add_learning_event,
    add_topic,
    drop_topic,
    edit_annual_report,
    edit_topic,
    finish_topic,
    plan_topic,
    publish_topics,
    put_on_agenda,
    score_topic,
    set_capacity,
    set_criteria,
    unplan_topic,
)
from panels.operations.setup import appoint_members, schedule_meeting
from panels.operations.suggestions import (
    adopt_suggestion,
    check_human,
    decline_suggestion,
    forget_suggesters,
    form_token,
    suggest,
)
from panels.reports.annual import annual_report
from panels.reports.attendance import attendance_on
from panels.reports.programme import programme_report
from panels.rules import NotAllowed, StaleEdit
from panels.tracker_enums import AskKind, LearningKind, TopicMethod, TopicSource, TopicState
from scrutiny.history import events_on
from scrutiny.models import Event, User
from tests.helpers import Demo, noon, person, sign_in, small_panel, text_of
from tests.panels.tracker_helpers import answered, day, director, held, made, sent

pytestmark = pytest.mark.django_db

CRITERIA = [
    {"name": "Difference", "question": "Could the panel change something?", "weight": 3},
    {"name": "Concern", "question": "Do people ask for it?", "weight": 1},
]


@pytest.fixture
def dso() -> User:
    return person()


def topic(by: User, **fields) -> Topic:
    panel = fields.pop("panel", None) or small_panel(by)
    return add_topic(by=by, panel=panel, title="Damp homes", source=TopicSource.MEMBER, **fields)


# --- Topics ------------------------------------------------------------------------------------------------------


def test_a_topic_is_weighed_openly_by_the_councils_own_criteria(dso):
    found = topic(dso)
    first, second = set_criteria(by=dso, council=found.panel.council, criteria=CRITERIA)
    score_topic(by=dso, topic=found, points={first: (3, "Two wards"), second: (1, "")})
    report = programme_report(found.panel, year="2018/19", today=day("2018-06-01"), sees_all=True)
    (line,) = report.proposed
    assert (line.score, line.most) == (10, 12)
    with pytest.raises(NotAllowed, match="give 0, 1, 2 or 3 points"):
        score_topic(by=dso, topic=found, points={first: (4, "")})
    with pytest.raises(NotAllowed, match="Topics have points by Concern"):
        set_criteria(by=dso, council=found.panel.council, criteria=CRITERIA[:1])
    assert Criterion.objects.count() == 2
    set_criteria(by=dso, council=found.panel.council, criteria=CRITERIA[::-1])
    assert list(Criterion.objects.order_by("position").values_list("name", flat=True)) == ["Concern", "Difference"]


def test_a_topic_is_placed_on_a_meeting_and_the_meeting_says_when_it_is_full(dso):
    found = topic(dso)
    panel = found.panel
    meeting = schedule_meeting(by=dso, panel=panel, date=day("2018-09-27"))
    set_capacity(by=dso, panel=panel, topics=1)
    meeting = Meeting.objects.with_panel().get(pk=meeting.pk)
    assert plan_topic(by=dso, topic=found, meeting=meeting)[1] == ""
    second = topic(dso, panel=panel)
    _, warning = plan_topic(by=dso, topic=second, meeting=meeting)
    assert warning == "The meeting of 27 September 2018 has 2 topics now; the panel says that a meeting holds 1."
    group = topic(dso, panel=panel, method=TopicMethod.TASK_GROUP)
    plan_topic(by=dso, topic=group, month=day("2018-10-15"))
    panel.refresh_from_db()
    report = programme_report(panel, year="2018/19", today=day("2018-06-01"), sees_all=True)
    september, october = report.months
    assert (september.meetings[0].over, october.month.long) == (1, "October 2018")
    assert [line.topic for line in october.topics] == [group]
    item = put_on_agenda(by=dso, topic=found)
    assert item.title == "Damp homes"
    with pytest.raises(NotAllowed, match="on the agenda already"):
        put_on_agenda(by=dso, topic=found)
    with pytest.raises(NotAllowed, match="Choose a meeting, or the month"):
        plan_topic(by=dso, topic=found)
    cancelled = cancel_meeting(
        by=dso, meeting=schedule_meeting(by=dso, panel=panel, date=day("2018-11-01")), because="x"
    )
    with pytest.raises(NotAllowed, match="is cancelled"):
        plan_topic(by=dso, topic=second, meeting=cancelled)


def test_what_is_dropped_says_why_and_can_be_taken_up_again(dso):
    found = topic(dso)
    with pytest.raises(NotAllowed, match="Say why it is dropped"):
        drop_topic(by=dso, topic=found, because=" ")
    found = drop_topic(by=dso, topic=found, because="Another panel has it.")
    with pytest.raises(NotAllowed, match="Only a topic that is planned can be done"):
        finish_topic(by=dso, topic=found)
    found = unplan_topic(by=dso, topic=found)
    assert (found.state, found.dropped_because) == (TopicState.PROPOSED, "")
    with pytest.raises(StaleEdit):
        edit_topic(by=dso, topic=found, version=1, title="Other words")
    actions = [event.action for event in events_on(found)]
    assert actions == ["unplan topic", "drop topic", "add topic"]


def test_the_public_reads_the_published_programme_only(demo: Demo):
    dso, public = demo.user("dso"), Client()
    address = f"/panels/{demo.panel.slug}/work-programme/"
    found = add_topic(by=dso, panel=demo.panel, title="Foster carers", source=TopicSource.FORWARD_PLAN)
    assert "Services for care leavers" in text_of(public.get(address))
    assert "Foster carers" not in text_of(public.get(address))
    assert "Foster carers" in text_of(sign_in("manager").get(address))
    publish_topics(by=dso, panel=demo.panel, topics=[found])
    drop_topic(by=dso, topic=Topic.objects.get(pk=found.pk), because="The committee has it.")
    page = text_of(public.get(address))
    assert "Why not: The committee has it." in page
    publish_topics(by=dso, panel=demo.panel, topics=[found], published=False)
    assert "Foster carers" not in text_of(public.get(address))


def test_one_click_makes_a_topic_of_an_indicator_or_an_area(demo: Demo):
    dso = sign_in("dso")
    area = "/action-plans/"
    indicator = demo.panel.council.datasets.get().indicators.order_by("pk")[0]
    address = f"/performance/{indicator.dataset.slug}/indicators/{indicator.slug}/"
    page = dso.get(address).content.decode()
    action = f"/desk/topics/of/indicator/{indicator.dataset.slug}~{indicator.slug}/"
    assert f'action="{action}"' in page
    answer = dso.post(action)
    found = Topic.objects.latest("pk")
    assert answer["Location"] == f"/desk/topics/{found.pk}/"
    assert (found.source, found.indicator, found.published_at) == (TopicSource.PERFORMANCE, indicator, None)
    public = Client().get(address).content.decode()
    assert action not in public
    assert 'href="/suggest/?about=' in public
    assert area


# --- Suggestions -------------------------------------------------------------------------------------------------


def test_a_suggestion_is_read_by_an_officer_first_and_holds_no_more_than_it_must(dso):
    panel, at = small_panel(dso), noon(day("2018-06-01"))
    found = suggest(
        panel=panel, title="Buses", why="They are late.", name="Jo", email="jo@example.com", place="192.0.2.1", at=at
    )
    assert not Topic.objects.exists()
    taken = adopt_suggestion(by=dso, suggestion=found)
    assert (taken.source, taken.why_now, taken.published_at) == (TopicSource.PUBLIC, "They are late.", None)
    with pytest.raises(NotAllowed, match="decided already"):
        decline_suggestion(by=dso, suggestion=found, because="x")
    facts = " ".join(str(event.facts) for event in Event.objects.order_by("pk"))
    assert "jo@example.com" not in facts
    assert "192.0.2.1" not in facts
    Suggestion.objects.update(decided_at=at)
    assert forget_suggesters(at=at + datetime.timedelta(days=182)) == 0
    assert forget_suggesters(at=at + datetime.timedelta(days=184)) == 1
    assert Suggestion.objects.values_list("name", "email").get() == ("", "")


def test_programs_and_floods_are_turned_away_with_the_reason(dso):
    panel, at = small_panel(dso), noon(day("2018-06-01"))
    token = form_token(at=at)
    later = at + datetime.timedelta(seconds=30)
    with pytest.raises(NotAllowed, match="Leave the field"):
        check_human(token=token, trap="http://spam.example", at=later)
    with pytest.raises(NotAllowed, match="very quick"):
        check_human(token=token, trap="", at=at + datetime.timedelta(seconds=1))
    with pytest.raises(NotAllowed, match="open too long"):
        check_human(token="x", trap="", at=later)
    cache.clear()
    given = {"panel": panel, "title": "Buses", "why": "Late.", "place": "192.0.2.1", "at": at}
    for _ in range(5):
        suggest(**given)
    with pytest.raises(NotAllowed, match="in the last hour"):
        suggest(**given)
    suggest(**{**given, "place": "192.0.2.2"})
    assert Suggestion.objects.count() == 6


def test_the_form_gives_back_what_was_typed(dso):
    panel, client = small_panel(dso), Client()
    answer = client.post("/suggest/", {"panel": panel.slug, "title": "Buses", "why": "They are late.", "token": "x"})
    page = answer.content.decode()
    assert "This page was open too long. Nothing is lost" in page
    assert "They are late." in page
    assert not Suggestion.objects.exists()


# --- Attendance ---------------------------------------------------------------------------------------------------


def attends(meeting: Meeting, who: str, attendance: str = Attendance.PRESENT, **fields) -> None:
    minutes, _ = Minutes.objects.get_or_create(meeting=meeting)
    someone = Person.objects.get_or_create(title="Councillor", name=who)[0]
    place = minutes.attendances.count() + 1
    MeetingAttendance.objects.create(minutes=minutes, person=someone, attendance=attendance, position=place, **fields)


def test_attendance_counts_what_a_member_could_have_come_to(dso):
    panel = small_panel(dso)
    seats = [
        {"title": "Councillor", "name": name, "kind": "councillor", "office": "member"}
        for name in ("Ash", "Birch", "Oak")
    ]
    appoint_members(by=dso, panel=panel, municipal_year="2018/19", seats=seats)
    Membership.objects.filter(person__name="Birch").update(joined_on=day("2018-07-01"))
    Membership.objects.filter(person__name="Oak").update(left_on=day("2018-07-31"))
    june, july, september, march = (
        schedule_meeting(by=dso, panel=panel, date=day(text))
        for text in ("2018-06-07", "2018-07-26", "2018-09-27", "2019-03-28")
    )
    ash = Person.objects.get(name="Ash")
    attends(june, "Ash")
    attends(june, "Oak", Attendance.APOLOGIES)
    attends(july, "Ash", Attendance.APOLOGIES)
    attends(july, "Birch")
    attends(july, "Elm", substitute_for=ash)
    attends(september, "Ash")
    attends(september, "Birch")
    cancel_meeting(by=dso, meeting=september, because="Snow")
    attends(march, "Ash")  # still to come on the day that is asked about
    lines = {line.person.name: line for line in attendance_on(panel, "2018/19", today=day("2018-12-01"))}

    assert {name: (line.present, line.expected, line.apologies) for name, line in lines.items()} == {
        "Ash": (1, 2, 1),
        "Birch": (1, 1, 0),
        "Oak": (0, 2, 1),
        "Elm": (0, 0, 0),
    }
    assert (lines["Elm"].as_substitute, lines["Oak"].absent, lines["Ash"].percent) == (1, 1, 50)


def test_a_member_page_says_only_what_is_published(demo: Demo):
    keogh = Person.objects.get(name="Keogh")
    visit = add_learning_event(
        by=demo.user("dso"), panel=demo.panel, kind=LearningKind.VISIT, title="The contact centre",
        date=day("2018-06-01"), people=[keogh],
    )  # fmt: skip
    page = text_of(Client().get(f"/members/{keogh.pk}/"))
    assert "2017/18, Children and Families Scrutiny Panel 1 of 1 meeting" in page
    assert visit.title in page
    draft = demo.panel.meetings.get(date="2018-07-26")
    MeetingAttendance.objects.create(
        minutes=Minutes.objects.create(meeting=draft), person=keogh, attendance=Attendance.APOLOGIES, position=1
    )
    assert "2018/19, Children and Families Scrutiny Panel" not in text_of(Client().get(f"/members/{keogh.pk}/"))


# --- The annual report -------------------------------------------------------------------------------------------


def test_the_annual_report_counts_responses_outcomes_and_days(dso):
    meeting = held(dso)
    recipient = director(dso)
    answered(dso, sent(dso, made(dso, meeting, recipient)), "2018-05-01")
    sent(dso, made(dso, meeting, recipient))
    made(dso, meeting, recipient, kind=AskKind.INFORMATION)
    made(dso, meeting, recipient, is_exempt=True)
    written = edit_annual_report(by=dso, panel=meeting.panel, year="2017/18", version=0, foreword="A year.\n- One")
    with pytest.raises(StaleEdit):
        edit_annual_report(by=dso, panel=meeting.panel, year="2017/18", version=0, foreword="Other")
    report = annual_report(meeting.panel, "2017/18", as_at=day("2018-06-30"), written=written)

    found = report.recommendations
    assert (found.made, found.sent, found.answered, found.in_time, found.late_now) == (2, 2, 1, 1, 1)
    assert (found.median_days, report.requests.made) == (36, 1)
    assert next((count.name, count.number) for count in report.answers) == ("Accepted", 1)
    assert report.meetings == (day("2018-03-22"),)
    assert report.foreword[0].entries[0].text == "One"
