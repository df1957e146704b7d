"""The indicator library: what may be written, by whom, and what pages and charts make of it."""

import tomllib

import pytest

from performance.enums import Polarity
from performance.models import Indicator, IndicatorEntry, Rebase
from performance.operations import add_rebase, load_library, remove_rebase, save_entry
from performance.reports.entries import Entry, entries_of, entry_from
from performance.reports.library import Piece, library_report, recognise
from performance.reports.pack import month_standings
from performance.rules import NotAllowed, StaleEdit
from scrutiny.access import Role
from scrutiny.dates import Month
from scrutiny.history import events_on
from scrutiny.models import User
from scrutiny.problems import ProblemsError
from tests.performance.conftest import FIXTURES, SLUG

CONTACTS = "Number of contacts received (includes contacts that become referrals)"


def entries() -> list[dict]:
    files = sorted((FIXTURES / "indicators").glob("*.toml"))
    return [entry for file in files for entry in tomllib.loads(file.read_text())["indicator"]]


def test_every_indicator_of_the_dataset_is_explained_and_loading_twice_changes_nothing(draft, officer):
    assert load_library(by=officer, dataset=draft.dataset, entries=entries()) == 53
    assert load_library(by=officer, dataset=draft.dataset, entries=entries()) == 0

    library = library_report(draft)
    assert library.count == 53
    assert all(
        line.entry.short_name and line.definition and line.why for group in library.groups for line in group.lines
    )
    adoptions = entries_of(draft.dataset)["number-of-adoptions-e11-e12"]
    assert adoptions.is_yearly
    assert entry_from(adoptions.as_data) == adoptions


def test_entries_of_unknown_indicators_are_all_named_and_nothing_changes(draft, officer):
    bad = [
        {"key": "a", "name": "No such thing", "definition": "x"},
        {"key": "b", "name": CONTACTS, "numerator": "nowhere"},
    ]

    with pytest.raises(ProblemsError) as caught:
        load_library(by=officer, dataset=draft.dataset, entries=bad)

    assert [problem.where for problem in caught.value.problems] == ["a", "b"]
    assert not IndicatorEntry.objects.exists()


def test_a_change_is_recorded_and_the_same_again_is_none(draft, officer):
    contacts, other = Indicator.objects.order_by("pk")[:2]

    entry = save_entry(by=officer, indicator=contacts, version=0, definition=" Messages. ", related=[other])
    again = save_entry(by=officer, indicator=contacts, version=1, definition="Messages.", related=[other])

    assert (entry.definition, again.version) == ("Messages.", 1)
    [event] = events_on(contacts)
    assert event.facts["changes"] == {"definition": ["", "Messages."], "related": [[], [other.slug]]}


def test_nobody_overwrites_what_somebody_else_saved_meanwhile(draft, officer):
    contacts = Indicator.objects.order_by("pk")[0]
    save_entry(by=officer, indicator=contacts, version=0, definition="First.")

    with pytest.raises(StaleEdit) as caught:
        save_entry(by=officer, indicator=contacts, version=0, definition="Second.")

    assert (caught.value.version, caught.value.saved["definition"]) == (1, "First.")
    assert IndicatorEntry.objects.get().definition == "First."


def test_links_to_itself_and_unknown_fields_are_refused(draft, officer):
    contacts = Indicator.objects.order_by("pk")[0]

    for fields in ({"numerator": contacts}, {"related": [contacts]}):
        with pytest.raises(NotAllowed, match="itself"):
            save_entry(by=officer, indicator=contacts, version=0, **fields)
    with pytest.raises(TypeError, match="owner"):
        save_entry(by=officer, indicator=contacts, version=0, owner="x")


def test_a_rebase_starts_the_chart_afresh_and_can_be_taken_back(published, officer):
    children = Indicator.objects.get(name__startswith="Number of Looked after Children at end")

    def stretches():
        _, stand = month_standings(published)
        control = next(standing.control for standing in stand if standing.slug == children.slug)
        return [stretch.first for stretch in control.stretches]

    assert stretches() == [Month(2017, 4)]
    rebase = add_rebase(by=officer, indicator=children, month=Month(2017, 7), reason=" New threshold ")
    assert stretches() == [Month(2017, 4), Month(2017, 7)]
    with pytest.raises(NotAllowed, match="already"):
        add_rebase(by=officer, indicator=children, month=Month(2017, 7), reason="x")
    with pytest.raises(NotAllowed, match="why"):
        add_rebase(by=officer, indicator=children, month=Month(2017, 9), reason=" ")
    remove_rebase(by=officer, rebase=rebase)
    assert stretches() == [Month(2017, 4)]
    assert [event.action for event in events_on(children)] == ["took rebase back", "rebased chart"]


@pytest.mark.parametrize(
    ("polarity", "national", "words"),
    [
        (Polarity.HIGH, "", "High. This is the council’s choice, as its dataset marks it."),
        (Polarity.LOW, "neutral", "Low. This is the council’s choice, as its dataset marks it; the Department for"),
        (Polarity.NEUTRAL, "neutral", "Neither way is good in itself"),
        (Polarity.NEUTRAL, "", "The council’s dataset does not say"),
    ],
)
def test_whose_choice_the_good_way_is(polarity, national, words):
    assert Entry(national_polarity=national).polarity_sentence(polarity).startswith(words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A referral, and more referrals.", [("referral", "referral")]),
        ("Section 47 enquiries started", [("Section 47 enquiries", "section-47-enquiry")]),
        ("Looked after children", [("Looked after children", "looked-after-child")]),
        ("Under S47 and cp, not CPU", [("S47", "section-47-enquiry")]),
        ("The CP plan", [("CP", "child-protection")]),
        ("Preferrals", []),
        ("", []),
    ],
)
def test_glossary_terms_are_recognised_as_whole_words_once_and_in_the_plural(text, found):
    terms = {
        "referral": "referral",
        "section 47 enquiry": "section-47-enquiry",
        "s47": "section-47-enquiry",
        "looked after child": "looked-after-child",
        "cp": "child-protection",
    }
    pieces = recognise(text, terms)

    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.slug) for piece in pieces if piece.slug] == found
    assert all(isinstance(piece, Piece) and piece.text for piece in pieces)


def test_the_page_of_an_entry_saves_it_and_keeps_what_was_typed_in_a_clash(published, officer, sign_in):
    contacts = Indicator.objects.get(name=CONTACTS)
    page = f"/performance/{SLUG}/indicators/{contacts.slug}/entry/"
    client = sign_in(officer)
    fields = {"version": "0", "definition": "Mine <b>", "target_basis": "month"}
    assert client.post(page, fields).status_code == 302
    clash = client.post(page, {**fields, "definition": "Theirs"})

    assert clash.status_code == 400
    assert "Theirs" in clash.content.decode()
    assert "Saved meanwhile" in clash.content.decode()
    shown = client.get(f"/performance/{SLUG}/indicators/{contacts.slug}/").content.decode()
    assert "Mine &lt;b&gt;" in shown
    assert (
        client.post(f"/performance/{SLUG}/indicators/{contacts.slug}/rebase/", {"month": "2018-1"}).status_code == 400
    )
    assert not Rebase.objects.exists()
    manager = User.objects.create_user("m", full_name="M", role=Role.SCRUTINY_MANAGER)
    assert sign_in(manager).get(page).status_code == 200
