"""The pages: who sees what, what they say, and in how many queries."""

import re
import tomllib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from performance.models import Release, Value
from performance.operations import import_release, load_glossary, publish_release
from scrutiny.dates import Month
from scrutiny.models import Council
from tests.performance.conftest import FIXTURES, SLUG, WORKBOOK

APRIL = f"/performance/{SLUG}/2018-04/"
CHILDREN = f"/performance/{SLUG}/indicators/number-of-looked-after-children-at-end-of-period/"
IMPORT = "/performance/import/"


def upload(content: bytes, name: str = "april.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    "address", [APRIL, CHILDREN, f"/performance/{SLUG}/", f"{APRIL}figures.csv", f"{APRIL}figures.json"]
)
def test_a_draft_is_not_there_for_the_public_and_councillors_but_for_officers(
    client, draft, councillor, officer, sign_in, address
):
    assert client.get(address).status_code == 404
    assert sign_in(councillor).get(address).status_code == 404
    assert sign_in(officer).get(address, follow=True).status_code == 200


@pytest.mark.parametrize("address", [APRIL, CHILDREN, f"{APRIL}figures.xlsx"])
def test_what_is_published_is_there_for_everybody(client, published, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        f"/performance/{SLUG}/2018-05/",
        f"/performance/{SLUG}/2018-13/",
        f"/performance/{SLUG}/april/",
        "/performance/no-such-dataset/2018-04/",
        "/performance/no-such-dataset/",
        f"/performance/{SLUG}/indicators/no-such/",
        f"{APRIL}figures.pdf",
    ],
)
def test_what_does_not_exist_is_a_404(client, published, address):
    assert client.get(address).status_code == 404


def test_a_draft_correction_does_not_shine_through(client, published, council, officer, changed, next_month):
    before = client.get(APRIL).content, client.get(CHILDREN).content, client.get(f"{APRIL}figures.json").content
    renamed = changed({"B44": "Children in care, renamed", "F44": 999, "C44": "Somebody New"})
    import_release(by=officer, council=council, content=renamed, file_name="x.xlsx")
    import_release(by=officer, council=council, content=next_month, file_name="may.xlsx")

    after = client.get(APRIL).content, client.get(CHILDREN).content, client.get(f"{APRIL}figures.json").content
    assert after == before
    assert b"2018-05" not in client.get("/performance/").content


def test_the_dataset_page_says_every_figure_in_tables_with_headers(client, published):
    page = client.get(APRIL).content.decode()

    assert page.count("<table") == 6
    assert page.count("<caption") == 6
    assert page.count('scope="row"') == 53
    assert page.count("<h1") == 1
    assert "1,649" in page
    assert 'tabindex="0"' in page
    assert "style=" not in page


def test_the_dataset_page_takes_the_same_queries_however_many_months(
    client, published, council, officer, publisher, next_month, django_assert_num_queries
):
    # Release, its rows, values, benchmarks and targets, the other months, the council in the header.
    with django_assert_num_queries(8):
        client.get(APRIL)
    may = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx").release
    publish_release(by=publisher, release=may, at=published.published_at)
    with django_assert_num_queries(8):
        client.get(f"/performance/{SLUG}/2018-05/")
    # The same month as a workbook of three years would bring it.
    earlier = [Month(2018, 5) - n for n in range(13, 36)]
    rows = may.rows.order_by("pk")
    Value.objects.bulk_create(Value(row=row, month=month.first_day, value=7) for row in rows for month in earlier)
    with django_assert_num_queries(8):
        page = client.get(f"/performance/{SLUG}/2018-05/").content.decode()
    assert "36 months to May 2018" in page


def test_the_other_pages_take_the_same_queries_however_many_months(
    client, published, council, officer, publisher, next_month, django_assert_num_queries
):
    expected = {"/performance/": 4, CHILDREN: 10, "/performance/glossary/": 3}
    for address, queries in expected.items():
        with django_assert_num_queries(queries):
            client.get(address)
    may = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx").release
    publish_release(by=publisher, release=may, at=published.published_at)
    for address, queries in expected.items():
        with django_assert_num_queries(queries):
            client.get(address)


def test_the_indicator_page_has_the_chart_beside_its_table(client, published):
    page = client.get(CHILDREN).content.decode()

    chart = page.index("<svg")
    assert page.index("<title id=", chart) - chart < 400
    assert "521 in April 2018, against 522 in March 2018" in page
    assert "Target 2018-19" in page
    assert "council’s choice" in page
    for month in ("April 2017", "April 2018"):
        assert f'<th scope="row">{month}</th>' in page


def test_the_indicator_page_says_where_ours_lies_beside_others_and_theirs_of_each_year(
    client, published, council, officer, publisher, next_month
):
    page = client.get(CHILDREN).content.decode()
    neighbours = page.partition("Statistical neighbours</th>")[2].partition("</tr>")[0]
    assert re.findall(">([^<>]+)</td>", neighbours) == ["462", "59 above"]
    assert "Others by year" not in page

    may = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx").release
    Release.objects.filter(pk=may.pk).update(benchmark_year="2017-18")
    theirs = may.rows.get(name__startswith="Number of Looked after Children at end").benchmarks
    theirs.filter(comparator="England").update(value=500)
    theirs.filter(comparator="SE region").delete()
    publish_release(by=publisher, release=may, at=published.published_at)
    page = client.get(CHILDREN).content.decode()
    years = page.partition("Others by year")[2].partition("</table>")[0]
    assert re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", years) == [
        ("2017-18", '<td class="number">462</td><td class="number">500</td>'),
        ("2016-17", '<td class="number">462</td><td class="number">478</td>'),
    ]


def test_the_home_page_leads_to_the_newest_month_and_its_groups(client, published):
    page = client.get("/performance/").content.decode()

    assert f'href="{APRIL}"' in page
    assert f'href="{APRIL}#looked-after-children"' in page


def test_the_dataset_without_a_month_leads_to_the_newest(client, published):
    assert client.get(f"/performance/{SLUG}/").url == APRIL


def test_the_glossary_has_its_terms_with_anchors(client, council):
    load_glossary(by=None, council=council, terms=tomllib.loads((FIXTURES / "glossary.toml").read_text())["term"])

    page = client.get("/performance/glossary/").content.decode()

    assert 'id="child-in-need"' in page
    assert 'href="#section-17"' in page


class TestImport:
    def test_only_those_who_may_import_see_the_page(self, client, council, officer, publisher, councillor, sign_in):
        assert client.get(IMPORT).status_code == 302
        assert sign_in(councillor).get(IMPORT).status_code == 403
        assert sign_in(publisher).post(IMPORT, {"workbook": upload(WORKBOOK.read_bytes())}).status_code == 403
        assert sign_in(officer).get(IMPORT).status_code == 200
        assert not Release.objects.exists()

    def test_a_good_workbook_becomes_a_draft_once_it_is_confirmed(self, council, officer, sign_in):
        client = sign_in(officer)

        waiting = client.post(IMPORT, {"workbook": upload(WORKBOOK.read_bytes()), "month": "2018-04"})
        assert not Release.objects.exists()
        response = client.post(waiting.url, {"do": "import", "seen": ""}, follow=True)

        assert response.redirect_chain == [(APRIL, 302)]
        assert "Imported 53 indicators for April 2018" in response.content.decode()
        assert Release.objects.get().imported_by == officer

    def test_problems_are_listed_with_their_cells_and_nothing_is_changed(
        self, council: Council, officer, sign_in, changed, everything: Callable[[], dict]
    ):
        before = everything()

        response = sign_in(officer).post(IMPORT, {"workbook": upload(changed({"F7": "<b>x</b>", "G9": 2}), "bad.xlsx")})

        page = response.content.decode()
        assert response.status_code == 400
        assert "2 things in bad.xlsx need mending" in page
        assert "cell F7" in page
        assert "200% is more than 100%" in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page
        assert everything() == before

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({}, "Choose the workbook to import."),
            ({"workbook": b""}, "The workbook is empty."),
            ({"workbook": b"a,b\n", "month": "May"}, "is not a month"),
            ({"workbook": b"a,b\n"}, "No header row was found"),
        ],
    )
    def test_what_is_missing_or_wrong_is_said(self, council, officer, sign_in, data, said):
        sent = {key: upload(value) if isinstance(value, bytes) else value for key, value in data.items()}

        response = sign_in(officer).post(IMPORT, sent)

        assert response.status_code == 400
        assert said in response.content.decode()


class TestPublish:
    address = f"{APRIL}publish/"

    def test_only_those_who_may_publish_can(self, client, draft, officer, sign_in):
        assert client.post(self.address).status_code == 302
        assert sign_in(officer).post(self.address).status_code == 403
        draft.refresh_from_db()
        assert not draft.is_published

    def test_it_makes_the_figures_public(self, client, draft, publisher, sign_in):
        signed_in: Client = sign_in(publisher)
        assert reverse("performance:publish", args=[SLUG, "2018-04"]) in signed_in.get(APRIL).content.decode()

        signed_in.post(self.address)

        assert client.get(APRIL).status_code == 200

    def test_looking_at_it_publishes_nothing(self, draft, publisher, sign_in):
        assert sign_in(publisher).get(self.address).status_code == 405
