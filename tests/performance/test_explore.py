"""Exploring, comparing, and taking the figures away: what is chosen, what files say, and what the public may keep."""

import csv
import io

import openpyxl

from performance.enums import SmallNumbers
from performance.models import Value
from performance.operations import import_release
from performance.operations.disclosure import set_small_numbers
from tests.performance.conftest import SLUG
from tests.performance.workbooks import CHILDREN, may_2018

BASE = f"/performance/{SLUG}"
LAC = "number-of-looked-after-children-at-end-of-period"
CONTACTS = "number-of-contacts-received-includes-contacts-that-become-referrals"
CHOSEN = f"?indicator={LAC}&indicator={CONTACTS}&indicator=no-such&from=2018-01&to=2018-04&comparator=England"


def test_a_selection_is_shown_and_taken_away_in_three_formats(client, published, django_assert_num_queries):
    with django_assert_num_queries(8):
        page = client.get(f"{BASE}/explore/{CHOSEN}").content.decode()
    data = client.get(f"{BASE}/explore/figures.json{CHOSEN}").json()
    rows = list(csv.reader(io.StringIO(client.get(f"{BASE}/explore/figures.csv{CHOSEN}").content.decode())))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{BASE}/explore/figures.xlsx{CHOSEN}").content))

    assert "2 indicators, January 2018 to April 2018" in page
    assert data["months"] == ["2018-01", "2018-02", "2018-03", "2018-04"]
    contacts, children = data["indicators"]
    assert children["values"]["2018-04"] == {"value": 521, "mark": None}
    assert (children["comparator"], contacts["comparator"]) == (
        {"value": 478, "mark": None},
        {"value": None, "mark": "Local"},
    )
    assert rows[0] == ["code", "name", "group", "unit", *data["months"], "England"]
    assert rows[2][4:] == ["517", "518", "522", "521", "478"]
    assert [str(cell.value) for cell in book.active[3]][4:] == rows[2][4:]
    assert (book.active.freeze_panes, book["About"]["A1"].value) == ("C2", published.dataset.name)


def test_nonsense_in_an_address_chooses_nothing_and_breaks_nothing(client, published):
    for query in (
        "?from=x&to=2018-13",
        "?from=2019-01&to=2017-01",
        "?indicator=%00&comparator='",
        "?first=&second=to:",
    ):
        assert client.get(f"{BASE}/explore/{query}").status_code == 200
        assert client.get(f"{BASE}/compare/{query}").status_code == 200
    assert client.get(f"{BASE}/explore/figures.pdf").status_code == 404
    assert client.get("/performance/no-such/explore/").status_code == 404


def test_two_indicators_or_one_and_a_comparator_are_compared_in_words_charts_and_a_table(client, published):
    both = client.get(f"{BASE}/compare/?first={LAC}&second={CONTACTS}").content.decode()
    england = client.get(f"{BASE}/compare/?first={LAC}&second=to:England").content.decode()

    assert both.count("<svg") == 2
    assert "they moved the same way in" in both
    assert "521 in April 2018, above England (2016-17), 478. Of 13 months shown, 13 were above it." in england
    assert england.count("<svg") == 1
    assert '<th scope="row">April 2017</th>' in england


def test_the_addresses_of_open_data_stay_and_the_dictionary_tells_them(client, published, council, officer):
    told = client.get(f"{BASE}/data/dictionary.json").json()

    assert told["licence"]["name"] == "Open Government Licence v3.0"
    assert told["marks"]["c"].startswith("Withheld")
    assert told["updates"] == ["April 2018: published 30 May 2018"]
    paths = [
        url.partition("/performance/")[2]
        for url in (told["latest"], told["months"]["2018-04"], told["indicators"][0]["url"])
    ]
    for path in paths:
        assert client.get(f"/performance/{path}").status_code == 200
    assert client.get(f"{BASE}/latest/figures.json").content == client.get(f"{BASE}/2018-04/figures.json").content
    import_release(by=officer, council=council, content=may_2018(), file_name="may.xlsx")
    assert client.get(f"{BASE}/latest/figures.json").json()["month"] == "2018-04"
    assert "2018-05" not in client.get(f"{BASE}/data/").content.decode()


def test_only_what_the_public_gets_may_be_kept_and_only_while_it_is_the_same(client, published, publisher, sign_in):
    address = f"{BASE}/latest/figures.csv"
    first = client.get(address)
    assert "no-cache" in first["Cache-Control"]
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304

    officers = sign_in(publisher).get(address)
    assert "ETag" not in officers
    assert "no-store" in officers["Cache-Control"]
    set_small_numbers(by=publisher, dataset=published.dataset, kind=SmallNumbers.DFE)
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_what_is_withheld_is_withheld_here_too(client, published, publisher):
    set_small_numbers(by=publisher, dataset=published.dataset, kind=SmallNumbers.DFE)
    hidden = Value.objects.filter(withheld=True).select_related("row__indicator").order_by("pk")
    slugs = sorted({value.row.indicator.slug for value in hidden})
    chosen = "?" + "&".join(f"indicator={slug}" for slug in slugs)
    addresses = [
        f"{BASE}/explore/{chosen}",
        f"{BASE}/explore/figures.csv{chosen}",
        f"{BASE}/explore/figures.json{chosen}",
    ]
    addresses += [f"{BASE}/compare/?first={slug}&second={LAC}" for slug in slugs]
    addresses += [f"{BASE}/indicators/{slug}/figures.csv" for slug in slugs]
    before = [client.get(address).content for address in addresses]

    for value in hidden:
        Value.objects.filter(pk=value.pk).update(value=value.value * 3 + 1)

    changed = [address for address, page in zip(addresses, before, strict=True) if client.get(address).content != page]
    assert changed == []


class TestTheRuleOnScreen:
    address = f"{BASE}/small-numbers/"

    def test_an_officer_sets_it_and_sees_what_it_does(self, client, published, publisher, councillor, sign_in):
        officer = sign_in(publisher)
        assert "Nobody has chosen a rule yet" in officer.get(self.address).content.decode()

        sent = {"do": "rule", "version": "0", "kind": "dfe", "threshold": ""}
        saved = officer.post(self.address, sent, follow=True).content.decode()

        assert "withheld from the public now" in saved
        assert Value.objects.filter(withheld=True).exists()
        loosened = officer.post(self.address, {"do": "rule", "version": "1", "kind": "none"})
        assert loosened.status_code == 400
        assert "More figures would become public" in loosened.content.decode()
        officer.post(self.address, {"do": "reader", "user": councillor.pk, "reason": "Chair"})
        shown = sign_in(councillor).get(f"{BASE}/2018-04/").content.decode()
        assert "You see every figure. Those marked † are withheld from the public." in shown
        assert "†" not in client.get(f"{BASE}/2018-04/").content.decode()
        reader = published.dataset.readers.get()
        officer.post(self.address, {"do": "revoke", "pk": reader.pk})
        assert "†" not in sign_in(councillor).get(f"{BASE}/2018-04/").content.decode()

    def test_what_does_not_fit_is_said(self, published, publisher, sign_in):
        officer = sign_in(publisher)
        for sent, said in (
            ({"do": "rule", "version": "0"}, "Choose a rule."),
            ({"do": "rule", "version": "7", "kind": "dfe"}, "Somebody else changed the rule"),
            ({"do": "relation", "kind": "share", "result": "x"}, "Select a valid choice"),
        ):
            answer = officer.post(self.address, sent)
            assert (answer.status_code, said in answer.content.decode()) == (400, True), sent
        assert officer.post(self.address, {"do": "drop", "pk": "1e3"}).status_code == 404


def test_children_are_named_as_the_dataset_names_them(client, published):
    assert CHILDREN in client.get(f"{BASE}/data/").content.decode()
