"""Reminders about action plans: owners before and after a date, leads once a week, the manager and reviewers."""

import datetime

import pytest
from histories import action, area, day, inspection, said

from actions import operations
from actions.enums import Rag
from actions.models import Action
from actions.reminders import due, stage
from scrutiny.access import Role
from scrutiny.models import Council, User
from scrutiny.reminders import Reminder
from tests.helpers import person

DUE = day("2020-06-30")


@pytest.fixture
def owner(db: None) -> User:
    return person("owner", Role.SERVICE_OFFICER, full_name="Owen Owner", email="owner@example.gov.uk")


@pytest.fixture
def owned(owner: User) -> Action:
    return action(area(inspection(), 1), "Visit every child", str(DUE), owner_account=owner, owner_name="Owen Owner")


def to(user: User, on: datetime.date) -> list[Reminder]:
    return [reminder for reminder in due(on) if reminder.to == user]


@pytest.mark.parametrize(
    ("days_left", "occasion"),
    [
        *((15, ""), (14, "14 days before"), (4, "14 days before"), (3, "3 days before"), (1, "3 days before")),
        *((0, "the day"), (-1, "1 days after"), (-6, "1 days after"), (-7, "7 days after"), (-21, "21 days after")),
        *((-48, "21 days after"), (-49, "49 days after"), (-76, "49 days after"), (-77, "77 days after")),
    ],
)
def test_each_occasion_has_its_days(days_left: int, occasion: str):
    assert stage(days_left) == occasion


def test_an_owner_hears_of_a_date_before_it_on_it_and_after_it(owned: Action, owner: User):
    keys = []
    for offset in range(-20, 31):
        for reminder in to(owner, DUE + datetime.timedelta(days=offset)):
            if reminder.key not in keys:
                keys.append(reminder.key)
    prefix = f"action {owned.pk} due 2020-06-30, "

    assert [key.removeprefix(prefix) for key in keys] == [
        *("14 days before", "3 days before", "the day", "1 days after", "7 days after", "21 days after"),
    ]
    (before,) = to(owner, DUE - datetime.timedelta(days=3))
    assert before.line == (
        "“Visit every child” (Area for improvement 1) is due 30 June 2020, in 3 days. Say how it stands."
    )
    assert before.path == owned.get_update_url()
    assert not before.urgent
    (after,) = to(owner, DUE + datetime.timedelta(days=1))
    assert "is 1 day late: it was due 30 June 2020" in after.line
    assert after.urgent


def test_a_new_date_is_a_new_occasion_and_what_is_done_or_waits_is_left_in_peace(owned: Action, owner: User):
    said(owned, "2020-06-29", Rag.RED, due="2020-07-31", done="Put off")
    assert to(owner, DUE) == []
    (again,) = to(owner, day("2020-07-31"))
    assert "due 2020-07-31, the day" in again.key
    said(owned, "2020-07-01", Rag.GREEN, done="It is done", asks_to_close=True, evidence="A page")
    assert to(owner, day("2020-08-15")) == []
    owned.refresh_from_db()
    operations.close_action(by=None, action=owned)
    assert list(due(day("2020-08-15"))) == []


def test_a_lead_gets_one_line_a_week_for_each_area(owned: Action):
    lead = person("lead", Role.SERVICE_OFFICER, full_name="Lee Lead")
    operations.update_area(by=None, area=owned.area, lead_account=lead)
    action(owned.area, "Tell the panel", "2020-07-10")
    monday = day("2020-06-29")
    keys = [{reminder.key for reminder in to(lead, monday + datetime.timedelta(days=add))} for add in range(8)]

    assert len(set.union(*keys[:7])) == 1
    assert keys[7] != keys[0]
    (line,) = to(lead, DUE + datetime.timedelta(days=1))
    assert line.line.endswith("which you lead, has actions 1 late and 1 due within 14 days.")


def test_the_manager_hears_of_what_is_late_for_long_and_of_what_nobody_owns(owned: Action, owner: User):
    manager = person("manager", Role.SCRUTINY_MANAGER)
    assert to(manager, DUE + datetime.timedelta(days=13)) == []
    (first,) = to(manager, DUE + datetime.timedelta(days=14))
    assert first.line == (
        "Area for improvement 1 of A made-up inspection: 1 action is more than 14 days late. The oldest, "
        "“Visit every child” (Owen Owner), is 14 days late."
    )
    (same_month,) = to(manager, DUE + datetime.timedelta(days=20))
    (next_month,) = to(manager, DUE + datetime.timedelta(days=40))
    assert first.key == same_month.key != next_month.key

    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert to(owner, DUE) == [], "the account is closed"
    (left,) = to(manager, DUE)
    assert "its owner Owen Owner has left: the account is closed" in left.line


def test_the_manager_is_not_asked_to_chase_another_council(owner: User):
    manager = person("manager", Role.SCRUTINY_MANAGER)
    other = Council.objects.create(name="Portsmouth City Council", short_name="Portsmouth", slug="portsmouth")
    action(area(inspection(other), 1), "Theirs", str(DUE))

    assert to(manager, DUE + datetime.timedelta(days=30)) == []


def test_reviewers_are_asked_once_for_each_time_of_asking(owned: Action):
    manager, officer = person("manager", Role.SCRUTINY_MANAGER), person("officer", Role.SERVICE_OFFICER)
    said(owned, "2020-03-01", Rag.GREEN, done="Done", asks_to_close=True, evidence="A page")

    (asked,) = to(manager, day("2020-03-02"))
    assert "is done, says Owen Owner" in asked.line
    assert asked.path == owned.get_absolute_url()
    assert to(officer, day("2020-03-02")) == []


def test_reminders_take_the_same_number_of_queries_however_many_actions(owned: Action, django_assert_num_queries):
    person("manager", Role.SCRUTINY_MANAGER)
    for number in range(8):
        action(owned.area, f"Step {number}", str(DUE))
    with django_assert_num_queries(4):
        assert len(list(due(DUE + datetime.timedelta(days=30)))) >= 9
