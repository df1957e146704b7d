"""Error pages, and the headers that keep pages safe: what every page has in common."""

import datetime
import gzip

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import path

from performance.models import Indicator
from scrutiny.access import Role, public
from scrutiny.urls import urlpatterns as ours
from tests.helpers import host_council, meeting_with, person, sign_in, text_of


@public
def breaks(request):
    raise RuntimeError("a secret of ours")


@public
def breaks_without_database(request):
    connection.close()
    connection.settings_dict["NAME"] = "/nowhere/there.sqlite3"
    raise RuntimeError("a secret of ours")


urlpatterns = [*ours, path("breaks/", breaks)]
handler400 = "scrutiny.views.bad_request"
handler403 = "scrutiny.views.forbidden"
handler404 = "scrutiny.views.not_found"
handler500 = "scrutiny.views.server_error"


@pytest.fixture
def meeting(db):
    host_council()
    return meeting_with(person(), ["Apologies"], date=datetime.date(2031, 3, 12))


def test_what_is_missing_and_what_is_not_published_look_the_same(client, meeting):
    there = client.get("/meetings/housing-scrutiny-panel/2031-03-12/pack.pdf")
    missing = client.get("/meetings/housing-scrutiny-panel/2031-03-13/pack.pdf")

    assert there.status_code == missing.status_code == 404
    assert there.content == missing.content
    assert dict(there.headers) == dict(missing.headers)


@pytest.mark.parametrize(
    "address",
    [
        "/no/such/page/",
        "/meetings/housing-scrutiny-panel/2031-02-30/",
        "/meetings/housing-scrutiny-panel/not-a-date/",
        "/meetings/no-panel/2031-03-12/",
        "/panels/no-panel/",
        "/meetings/housing-scrutiny-panel/2031-03-12/papers/1/",
        "/meetings/housing-scrutiny-panel/2031-03-12/papers/99999999999999999999/",
        "/performance/no-dataset/",
        "/action-plans/no-inspection/",
    ],
)
def test_addresses_that_lead_nowhere(client, meeting, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "Page not found" in text_of(response)


@pytest.mark.parametrize(
    "address",
    [
        "/desk/housing-scrutiny-panel/2031-03-12/items/99999999999999999999/",
        "/desk/reports/99999999999999999999/",
        "/desk/housing-scrutiny-panel/2031-03-12/packs/99999999999999999999/",
        "/desk/housing-scrutiny-panel/2031-03-13/",
    ],
)
def test_addresses_at_the_desk_that_lead_nowhere(meeting, address):
    assert sign_in("dso").get(address).status_code == 404


def test_a_refusal_says_why_and_for_whom_it_is(meeting):
    person("councillor", Role.COUNCILLOR)
    response = sign_in("councillor").get("/desk/")

    assert response.status_code == 403
    assert "It is for: democratic support officer" in text_of(response)


def test_a_form_without_its_token_is_refused_in_words(meeting):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "dso", "password": "x"})

    assert response.status_code == 403
    assert "The form was open for too long" in text_of(response)


def test_a_bad_request_gets_a_page(client, meeting):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "secret" not in text_of(response)


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_of_ours_says_so_and_keeps_its_secrets(client, meeting, caplog):
    client.raise_request_exception = False
    response = client.get("/breaks/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in text_of(response)
    assert "secret" not in text_of(response)
    assert any(record.levelname == "ERROR" for record in caplog.records)


def test_the_page_of_a_failure_needs_no_database():
    """Without the mark for the database, any query would fail this test."""
    from django.test import RequestFactory

    from scrutiny.views import server_error

    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "<h1>Something went wrong on our side</h1>" in response.content.decode()


PUBLIC = ["/", "/meetings/housing-scrutiny-panel/2031-03-12/", "/performance/", "/action-plans/", "/accounts/login/"]
ERRORS = ["/no/such/page/", "/desk/"]


@pytest.mark.parametrize("address", [*PUBLIC, *ERRORS, "/health/"])
def test_every_page_has_the_strict_policy(client, meeting, address):
    headers = client.get(address).headers

    rules = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", [*PUBLIC, "/no/such/page/", "/desk/"])
def test_pages_of_somebody_signed_in_are_never_stored(meeting, address):
    headers = sign_in("dso").get(address).headers

    assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", "))
    assert "Cookie" in headers["Vary"]


@pytest.mark.parametrize("address", PUBLIC)
def test_pages_of_the_public_are_checked_again_each_time(client, meeting, address):
    """A proxy may keep them, but asks before it shows one: what was withdrawn is gone at once."""
    headers = client.get(address).headers

    assert "Cookie" in headers["Vary"]
    assert {"no-cache", "no-store"} & set(headers["Cache-Control"].split(", "))


def test_the_public_gets_pages_compressed_and_who_signed_in_does_not(client, meeting):
    """What they read may be exempt: its compressed length would tell what it has in common with a search."""
    takes = {"headers": {"Accept-Encoding": "gzip, br"}}
    address = "/search/?q=apologies"
    plain, public, own = client.get(address), client.get(address, **takes), sign_in("dso").get(address, **takes)

    assert public.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in public.headers["Vary"]
    assert len(public.content) * 2 < len(plain.content)
    assert gzip.decompress(public.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in own.headers
    assert b"<h1" in own.content


def test_who_signed_in_gets_compressed_only_what_echoes_nothing_of_the_request(demo):
    """The views that say so take every word of the address as if it were not there."""
    client, takes = sign_in("dso"), {"headers": {"Accept-Encoding": "gzip"}}
    start = "/performance/children-and-families-monthly-dataset"
    indicator = Indicator.objects.order_by("pk")[0]
    pages = ["2018-04/", "2018-04/pack/", "2018-04/pack/groups/care-leavers/", "library/", "data/"]
    for address in (*(f"{start}/{page}" for page in pages), indicator.get_absolute_url()):
        answer = client.get(f"{address}?q=quatrefoil&first=quatrefoil&page=quatrefoil", **takes)
        assert answer.headers["Content-Encoding"] == "gzip", address
        assert b"quatrefoil" not in gzip.decompress(answer.content), address
        assert "no-store" in answer.headers["Cache-Control"], address
    for address in ("explore/?from=quatrefoil", "compare/?first=quatrefoil"):
        assert "Content-Encoding" not in client.get(f"{start}/{address}", **takes).headers, address


def test_the_sign_of_life(client, db):
    response = client.get("/health/")

    assert (response.status_code, response.content) == (200, b"ok")


def test_a_new_service_without_a_council_shows_its_pages(client, db):
    for address in ("/", "/performance/", "/action-plans/", "/accounts/login/"):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/no/such/page/"])
def test_a_page_has_one_main_heading_a_language_and_a_title(client, meeting, address):
    html = client.get(address).content.decode()

    assert html.count("<h1") == 1
    assert '<html lang="en-GB"' in html
    assert "Westhaven City Council</title>" in html


def test_whoever_is_signed_out_while_writing_gets_the_words_back(client, db):
    words = "Half an hour of work on the brief summary"
    answer = client.post("/desk/reports/1/brief-summary/", {"text": words, "version": "3"})
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "/accounts/login/?next=/desk/reports/1/brief-summary/" in answer.content.decode()


def test_a_password_is_never_given_back(client, db):
    answer = client.post("/accounts/password/change/", {"oldpassword": "three words that nobody guesses"})
    assert answer.status_code == 302
