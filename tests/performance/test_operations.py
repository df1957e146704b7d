"""Importing and publishing: what is stored, what is replaced, what stays, and what history says."""

import datetime
import tomllib
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from performance.enums import Mark, Unit
from performance.models import Dataset, GlossaryTerm, Indicator, Release, Row, Value
from performance.operations import import_release, load_glossary, publish_release
from performance.reports import release_report
from scrutiny.dates import Month
from scrutiny.history import events_on
from scrutiny.models import Council, Event
from scrutiny.problems import ProblemsError
from tests.performance.conftest import FIXTURES, WORKBOOK

RETURNS = "Percentage of referrals which are re-referrals within one year of a closure assessment"


def value_of(release: Release, name: str, month: Month) -> Value:
    return Value.objects.get(row__release=release, row__name=name, month=month.first_day)


def test_the_workbook_becomes_a_draft_with_exact_figures(draft, officer):
    assert draft.dataset.name == "Children and Families Monthly Dataset"
    assert (draft.as_month, draft.revision, draft.is_published) == (Month(2018, 4), 1, False)
    assert draft.notes == ["Benchmarking updated Nov-17, using 2016-17 data"]
    assert draft.benchmark_year == "2016-17"
    assert (draft.rows.count(), Value.objects.count()) == (53, 53 * 13)
    # The cell holds 0.8009999999999999.
    row = draft.rows.get(name="Percentage of Single Assessments (SA) completed in 45 working days")
    assert row.benchmarks.get(comparator="England").value == Decimal("80.1")
    assert (row.unit, row.decimals) == (Unit.PERCENT, 1)
    blank = value_of(draft, RETURNS, Month(2017, 4))
    assert (blank.value, blank.mark) == (None, Mark.BLANK)
    event = events_on(draft).get()
    assert (event.by, event.action, event.facts["values"]) == (officer, "imported dataset", 689)


def test_the_same_file_again_changes_nothing_and_says_so(council, officer, draft, everything):
    before = everything()

    result = import_release(by=officer, council=council, content=WORKBOOK.read_bytes(), file_name="copy.xlsx")

    assert everything() == before
    assert not result.changed
    assert result.sentence.startswith("Nothing changed")


def test_a_changed_draft_is_replaced_and_nothing_stands_twice(council, officer, draft, changed):
    result = import_release(by=officer, council=council, content=changed({"F7": 1600}), file_name="second.xlsx")

    assert result.release == draft
    assert Release.objects.count() == 1
    assert (Indicator.objects.count(), Row.objects.count(), Value.objects.count()) == (53, 53, 53 * 13)
    first = draft.rows.order_by("position").first()
    assert value_of(draft, first.name, Month(2017, 5)).value == 1600


def test_what_is_published_stays_and_a_corrected_workbook_becomes_the_next_revision(
    council, officer, publisher, published, changed
):
    name = published.rows.order_by("position").first().name

    result = import_release(by=officer, council=council, content=changed({"F7": 1600}), file_name="corrected.xlsx")

    assert (result.release.revision, result.release.is_published) == (2, False)
    assert value_of(published, name, Month(2017, 5)).value == 1605
    assert Release.objects.visible_to(None).current().get() == published
    publish_release(by=publisher, release=result.release, at=timezone.now())
    assert Release.objects.visible_to(None).current().get() == result.release


def test_the_next_month_keeps_the_indicators_and_leaves_the_month_before_alone(council, officer, published, next_month):
    before = release_report(published, as_at=published.published_at)

    result = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx")

    assert result.new_indicators == ()
    assert Indicator.objects.count() == 53
    assert release_report(published, as_at=published.published_at) == before
    children = Indicator.objects.get(code="LAC1")
    assert value_of(result.release, children.name, Month(2018, 5)).value == 518


def test_a_new_code_does_not_make_a_new_indicator_but_a_new_name_does(council, officer, draft, changed):
    content = changed({"A7": "FD1", "B8": "Referrals of another kind"})

    result = import_release(by=officer, council=council, content=content, file_name="x.xlsx")

    assert result.new_indicators == ("Referrals of another kind",)
    assert Indicator.objects.get(code="FD1").name.startswith("Number of contacts received")
    assert Indicator.objects.count() == 54


def test_an_older_month_that_arrives_late_does_not_bring_old_codes_back(council, officer, changed, next_month, draft):
    import_release(by=officer, council=council, content=next_month, file_name="may.xlsx")

    import_release(by=officer, council=council, content=changed({"A44": "OLD1"}), file_name="april-late.xlsx")

    assert Indicator.objects.filter(code="LAC1").exists()
    assert not Indicator.objects.filter(code="OLD1").exists()


def test_a_dry_run_writes_nothing(council, officer, everything):
    before = everything()

    result = import_release(
        by=officer, council=council, content=WORKBOOK.read_bytes(), file_name="x.xlsx", dry_run=True
    )

    assert everything() == before
    assert (result.release, result.indicators, result.changed) == (None, 53, True)


def test_a_council_with_two_datasets_must_say_which(council, officer, draft, everything, changed):
    Dataset.objects.create(council=council, name="Another", slug="another")
    before = everything()

    with pytest.raises(ProblemsError, match="more than one dataset"):
        import_release(by=officer, council=council, content=changed({"F7": 1600}), file_name="x.xlsx")
    assert everything() == before
    named = import_release(
        by=officer, council=council, content=changed({"F7": 1600}), file_name="x.xlsx", dataset=draft.dataset
    )
    assert named.release == draft


def test_publishing_twice_leaves_the_first_time(published, publisher):
    again = publish_release(by=publisher, release=published, at=timezone.now())

    assert again.published_at == datetime.datetime(2018, 5, 30, 12, tzinfo=datetime.UTC)
    assert [event.action for event in events_on(published)] == ["published dataset", "imported dataset"]


def test_a_figure_has_a_value_or_a_mark_and_never_both(draft):
    value = Value.objects.filter(value__isnull=False).order_by("pk").first()

    for bad in ({"mark": Mark.DASH}, {"value": None}, {"value": None, "mark": "?"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Value.objects.filter(pk=value.pk).update(**bad)


def test_one_month_has_one_draft_only(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(
            dataset=draft.dataset, month=draft.month, revision=2, file_name="x", imported_at=timezone.now()
        )


class TestGlossary:
    terms = tomllib.loads((FIXTURES / "glossary.toml").read_text())["term"]

    def test_it_loads_with_its_cross_references(self, council):
        assert load_glossary(by=None, council=council, terms=self.terms) == 24
        need = GlossaryTerm.objects.get(term="Child in Need")
        assert need.also_known_as == "CiN"
        assert "Section 17" in need.related.values_list("term", flat=True)

    def test_loading_it_again_changes_nothing(self, council):
        load_glossary(by=None, council=council, terms=self.terms)
        events = Event.objects.count()

        assert load_glossary(by=None, council=council, terms=self.terms) == 0
        assert (GlossaryTerm.objects.count(), Event.objects.count()) == (24, events)

    def test_a_reference_to_a_term_that_is_not_there_is_refused(self, council):
        terms = [{"term": "A", "explanation": "First letter.", "related": ["B"]}]

        with pytest.raises(ProblemsError, match="'A' refers to 'B'"):
            load_glossary(by=None, council=council, terms=terms)
        assert not GlossaryTerm.objects.exists()

    def test_each_council_has_its_own(self, council):
        other = Council.objects.create(name="Elsewhere", short_name="Elsewhere", slug="elsewhere")
        load_glossary(by=None, council=council, terms=self.terms)

        load_glossary(by=None, council=other, terms=[{"term": "Referral", "explanation": "Another meaning."}])

        assert GlossaryTerm.objects.get(council=other).explanation == "Another meaning."
