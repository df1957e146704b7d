"""Signing in and out, being locked out, and new passwords: what officers meet on their first and worst days."""

import re

import pytest
from django.core import mail
from django.test import Client

from scrutiny.access import Role
from scrutiny.models import User
from tests.helpers import PASSWORD, host_council, person, sign_in, text_of

LOGIN = "/accounts/login/"
NEW = "harbour-velvet-quince"


@pytest.fixture
def dso(db):
    host_council()
    return person(email="dso@example.gov.uk", full_name="Asha Verity")


def try_to_sign_in(client: Client, password: str, *, login: str = "dso", to: str = LOGIN):
    return client.post(to, {"login": login, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_in_leads_to_the_desk_and_signing_out_back_to_the_public(client, dso):
    response = try_to_sign_in(client, PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == "/desk/"
    assert "Asha Verity, democratic support officer" in text_of(client.get("/desk/"))

    assert client.post("/accounts/logout/").status_code == 302
    assert not is_signed_in(client)
    assert client.get("/desk/").status_code == 302


def test_signing_out_takes_a_button_not_a_link(client, dso):
    """A link that signs out would be followed by anything that looks ahead."""
    try_to_sign_in(client, PASSWORD)
    client.get("/accounts/logout/")

    assert is_signed_in(client)


def test_signing_in_leads_to_the_page_that_was_asked_for(client, dso):
    asked = client.get("/desk/housing-scrutiny-panel/2031-03-12/")
    assert asked["Location"] == f"{LOGIN}?next=/desk/housing-scrutiny-panel/2031-03-12/"

    response = try_to_sign_in(client, PASSWORD, to=asked["Location"])
    assert response["Location"] == "/desk/housing-scrutiny-panel/2031-03-12/"


def test_signing_in_leads_to_no_other_site(client, dso):
    response = try_to_sign_in(client, PASSWORD, to=f"{LOGIN}?next=https://evil.example/")

    assert response["Location"] == "/desk/"


def test_a_councillor_who_signs_in_gets_a_page_and_no_refusal(client, db):
    """The desk is for officers: a councillor must not be met by an error."""
    host_council()
    person("councillor", Role.COUNCILLOR)

    response = client.post(LOGIN, {"login": "councillor", "password": PASSWORD}, follow=True)

    assert is_signed_in(client)
    assert response.status_code == 200


def test_the_user_name_is_found_whatever_its_case(client, dso):
    try_to_sign_in(client, PASSWORD, login="DSO")

    assert is_signed_in(client)


@pytest.mark.parametrize("login", ["dso", "nobody"])
def test_a_wrong_password_and_a_wrong_name_look_the_same(client, dso, login):
    response = try_to_sign_in(client, "wrong", login=login)

    assert response.status_code == 200
    assert "There is a problem" in text_of(response)
    assert "username and/or password you specified are not correct" in text_of(response)


def test_a_closed_account_cannot_sign_in(client, dso):
    dso.is_active = False
    dso.save()
    try_to_sign_in(client, PASSWORD)

    assert not is_signed_in(client)


def test_the_session_ends_with_the_browser(client, dso):
    """A shared computer in a committee room must not stay signed in."""
    response = try_to_sign_in(client, PASSWORD)

    assert response.cookies["sessionid"]["max-age"] == ""
    assert response.cookies["sessionid"]["httponly"]


def test_ten_failures_lock_the_name_and_the_right_password_no_longer_helps(client, dso):
    for _ in range(9):
        assert try_to_sign_in(client, "wrong").status_code == 200
    tenth = try_to_sign_in(client, "wrong")

    assert tenth.status_code == 429
    assert "Too many tries" in text_of(tenth)
    assert try_to_sign_in(client, PASSWORD).status_code == 429
    assert not is_signed_in(client)


def test_a_lock_is_of_one_name_at_one_address(client, dso):
    person("manager", Role.SCRUTINY_MANAGER)
    for _ in range(10):
        try_to_sign_in(client, "wrong")

    try_to_sign_in(client, PASSWORD, login="manager")
    assert is_signed_in(client)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    try_to_sign_in(elsewhere, PASSWORD)
    assert is_signed_in(elsewhere)


def test_a_success_forgets_the_failures_before_it(client, dso):
    for _ in range(9):
        try_to_sign_in(client, "wrong")
    try_to_sign_in(client, PASSWORD)
    client.post("/accounts/logout/")

    for _ in range(9):
        assert try_to_sign_in(client, "wrong").status_code == 200


def test_nobody_can_sign_up(client, dso):
    details = {"username": "new", "email": "new@example.com", "password1": NEW, "password2": NEW}

    assert "Accounts are given out by the council" in text_of(client.get("/accounts/signup/"))
    client.post("/accounts/signup/", details)
    assert User.objects.count() == 1


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, dso):
    page = client.post("/accounts/password/reset/", {"email": "dso@example.gov.uk"}, follow=True)
    assert "Look in your e-mail" in text_of(page)
    (message,) = mail.outbox
    assert message.to == ["dso@example.gov.uk"]
    link = re.search(r"https?://testserver(/\S+)", message.body)
    assert link, message.body

    form = client.get(link[1], follow=True)
    assert "Choose a new password" in text_of(form)
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is changed" in text_of(done)
    assert not is_signed_in(client)
    again = Client().get(link[1], follow=True)
    assert "This link no longer works" in text_of(again)

    try_to_sign_in(client, NEW)
    assert is_signed_in(client)


def test_asking_for_an_address_that_nobody_has_tells_nothing(client, dso):
    known = client.post("/accounts/password/reset/", {"email": "dso@example.gov.uk"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.gov.uk"}, follow=True)

    assert known.status_code == unknown.status_code
    assert text_of(known) == text_of(unknown)


def test_a_password_is_changed_by_who_knows_it(dso):
    client = sign_in("dso")
    wrong = client.post("/accounts/password/change/", {"oldpassword": "no", "password1": NEW, "password2": NEW})
    assert "There is a problem" in text_of(wrong)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    dso.refresh_from_db()
    assert dso.check_password(NEW)


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234", "asha-verity"])
def test_a_weak_password_is_refused(dso, password):
    client = sign_in("dso")
    page = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    assert "There is a problem" in text_of(page)
    dso.refresh_from_db()
    assert dso.check_password(PASSWORD)


@pytest.mark.parametrize(
    "address", [LOGIN, "/accounts/password/reset/", "/accounts/password/change/", "/accounts/reauthenticate/"]
)
def test_account_pages_are_ours(dso, address):
    """One h1, our frame, and no word of the package's own pages."""
    client = sign_in("dso") if "change" in address or "reauth" in address else Client()
    html = client.get(address).content.decode()

    assert html.count("<h1") == 1
    assert "govuk-template" in html
    assert "Menu:" not in html


def test_many_requests_in_a_minute_are_held_back_in_our_words(client, dso):
    """Six changes of password in a minute are nobody's typing."""
    client = sign_in("dso")
    pages = [
        client.post("/accounts/password/change/", {"oldpassword": "no", "password1": NEW, "password2": NEW})
        for _ in range(6)
    ]

    assert pages[-1].status_code == 429
    assert "Wait five minutes" in text_of(pages[-1])
    assert pages[-1].content.decode().count("<h1") == 1
