"""What the reports say, and in how many queries."""

import datetime
import tomllib

import pytest
from django.contrib.auth.models import AnonymousUser

from performance.documents import render_pack_page
from performance.enums import Assurance, Direction, Judgement, Mark, Polarity
from performance.models import Indicator, Release, Row, Value
from performance.operations import import_release, load_glossary
from performance.operations.packs import start_pack
from performance.reports import dataset_report, glossary_report, indicator_report, release_report
from performance.reports.pack import pack_report
from scrutiny.dates import Month
from tests.performance.conftest import FIXTURES

NOW = datetime.datetime(2018, 6, 7, tzinfo=datetime.UTC)
TODAY = NOW.date()
PUBLIC = AnonymousUser()


def row(report, name):
    return next(row for row in report.rows if row.name.startswith(name))


def test_the_table_has_the_groups_and_rows_of_the_sheet_in_its_order(draft):
    report = release_report(draft, as_at=NOW)

    assert [(group.name, len(group.rows)) for group in report.groups] == [
        ("Contacts, referrals and early help", 7),
        ("Children in need and assessments", 10),
        ("Child protection", 17),
        ("Looked after children", 13),
        ("Care leavers", 3),
        ("Fostering", 3),
    ]
    assert report.comparators == ("Stat. Neighbour", "England", "SE region")
    assert report.target_years == ("2017-18", "2018-19", "2019-20")
    assert [str(month) for month in report.months][::12] == ["2017-04", "2018-04"]
    assert all(len(row.figures) == 13 and len(row.benchmarks) == len(row.targets) == 3 for row in report.rows)


def test_a_row_says_its_figures_as_the_source_prints_them(draft):
    children = row(release_report(draft, as_at=NOW), "Number of Looked after Children at end")

    assert [figure.text for figure in children.figures][-2:] == ["522", "521"]
    assert (children.change_month.text, children.change_year.text) == ("0%", "−5%")
    assert (children.average.text, children.maximum.text) == ("521", "536")
    assert [figure.text for figure in children.benchmarks] == ["462", "478", "517"]
    assert [figure.text for figure in children.targets] == ["515", "460", "390"]
    assert children.polarity == Polarity.LOW


def test_better_and_worse_are_said_only_where_a_way_is_good(draft):
    report = release_report(draft, as_at=NOW)

    contacts = row(report, "Number of contacts received")
    triage = row(report, "Percentage of referrals dealt with by MASH")
    assert (contacts.change_month.direction, contacts.change_month.judgement, contacts.change_month.words) == (
        Direction.INCREASE,
        Judgement.NEUTRAL,
        "up",
    )
    assert (triage.change_year.text, triage.change_year.words) == ("−17%", "worse")
    assert report.better + report.worse + report.similar + report.without_polarity < 53


def test_ten_percent_as_printed_can_still_be_similar(draft):
    """19 against 21 is 9.5%: the source prints 10% and calls it similar."""
    change = row(release_report(draft, as_at=NOW), "Rate of Section 47").change_month

    assert (change.text, change.direction) == ("−10%", Direction.SIMILAR)


def test_marks_are_printed_as_the_source_prints_them(draft):
    report = release_report(draft, as_at=NOW)

    transfers = row(report, "Percentage of transfer-ins")
    assert [figure.text for figure in transfers.figures][-5:] == ["100%", "-", "-", "-", "-"]
    assert transfers.change_month.text == "n/a"
    assert [figure.text for figure in row(report, "Number of in-house").targets] == ["190", "TBC", "TBC"]
    assert set(report.marks) == {Mark.DASH, Mark.LOCAL, Mark.TO_BE_CONFIRMED, Mark.BLANK}


def test_the_report_takes_four_queries_however_many_months(
    draft, council, officer, next_month, django_assert_num_queries
):
    may = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx").release
    for pk in (draft.pk, may.pk):
        release = Release.objects.select_related("dataset__council").get(pk=pk)
        with django_assert_num_queries(4):
            release_report(release, as_at=NOW)


def test_a_month_without_published_figures_has_no_report(draft):
    with pytest.raises(Release.DoesNotExist):
        dataset_report(draft.dataset, Month(2018, 4), as_at=NOW)
    assert dataset_report(draft.dataset, Month(2018, 4), as_at=NOW, drafts=True).is_draft


def test_published_figures_are_reported_even_when_a_correction_waits(published, council, officer, changed):
    import_release(by=officer, council=council, content=changed({"F7": 1600}), file_name="corrected.xlsx")

    public = dataset_report(published.dataset, Month(2018, 4), as_at=NOW)
    draft = dataset_report(published.dataset, Month(2018, 4), as_at=NOW, drafts=True)

    assert (public.revision, public.rows[0].figures[1].text) == (1, "1,605")
    assert (draft.revision, draft.rows[0].figures[1].text) == (2, "1,600")


class TestIndicator:
    def test_it_says_the_newest_figure_and_how_it_moved(self, published):
        report = indicator_report(Indicator.objects.get(code="LAC1"), user=PUBLIC)

        assert report.sentence == (
            "Number of Looked after Children at end of period: 521 in April 2018, against 522 in March 2018 "
            "(0%, similar) and 546 in April 2017 (−5%, similar). Over 13 months it lay between 514 and 546."
        )
        assert report.chart.title == f"Line chart. {report.sentence}"
        assert report.control.assurance == Assurance.FAILS
        assert {year: figure.text for year, figure in report.targets}["2018-19"] == "460"

    def test_months_of_later_releases_follow_on_and_revise(self, published, council, officer, publisher, next_month):
        indicator = Indicator.objects.get(code="LAC1")
        may = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx").release

        as_public = indicator_report(indicator, user=PUBLIC)
        as_officer = indicator_report(indicator, user=officer)

        assert (len(as_public.months), str(as_public.month)) == (13, "2018-04")
        assert (len(as_officer.months), as_officer.row.latest.text) == (14, "518")
        assert as_officer.is_draft
        assert str(may.as_month) == "2018-05"

    def test_the_financial_year_so_far_adds_up_events_and_averages_stocks(
        self, published, council, officer, next_month
    ):
        import_release(by=officer, council=council, content=next_month, file_name="may.xlsx")
        stock = indicator_report(Indicator.objects.get(code="LAC1"), user=officer)
        events = indicator_report(Indicator.objects.get(code="LAC2"), user=officer)

        # The roll gives every other row the figure of April again in May.
        assert (stock.year_to_date.text, "average" in stock.year_to_date_label) == ("519.5", True)
        assert (events.year_to_date.text, "total" in events.year_to_date_label) == ("20", True)

    def test_a_pack_says_the_year_so_far_too_but_nothing_of_it_in_april(
        self, published, council, officer, publisher, next_month
    ):
        may = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx").release
        texts = []
        for release in (published, may):
            report = pack_report(start_pack(by=publisher, release=release, on=TODAY), as_at=TODAY)
            row = next(row for row in report.rows if row.standing.row.code == "LAC2")
            texts.append((" ".join(row.reading), render_pack_page(report, row.standing.slug)))
        said = "Financial year 2018-19 so far (total): 20."

        assert [[said in text for text in month] for month in texts] == [[False, False], [True, True]]

    def test_an_indicator_says_how_far_its_target_is_in_units_and_in_months(self, published, client):
        children = Indicator.objects.get(code="LAC1")
        report = indicator_report(children, user=PUBLIC)
        assert report.target is not None
        assert (report.target.gap, report.target.pace) == ("61 above", "a fall of 5.5 a month until March 2019")
        assert report.outlook == "no steady trend"
        assert "so it is 61 above; no steady trend. To meet it takes a fall of 5.5 a month until March 2019." in (
            client.get(children.get_absolute_url()).content.decode()
        )

        Value.objects.filter(row__indicator=children).update(value=None, mark="-")
        for back in range(13):
            month = Month(2018, 4) - back
            Value.objects.filter(row__indicator=children, month=month.first_day).update(value=490 + 10 * back, mark="")
        falling = indicator_report(children, user=PUBLIC)
        assert falling.outlook == "about 3 months away at the present trend (July 2018)"

    def test_nothing_is_said_of_an_indicator_in_drafts_only(self, draft):
        with pytest.raises(Row.DoesNotExist):
            indicator_report(Indicator.objects.get(code="LAC1"), user=PUBLIC)

    def test_queries_do_not_grow_with_the_months(
        self, published, council, officer, next_month, django_assert_num_queries
    ):
        indicator = Indicator.objects.get(code="LAC1")
        with django_assert_num_queries(7):
            indicator_report(indicator, user=officer)
        import_release(by=officer, council=council, content=next_month, file_name="may.xlsx")
        with django_assert_num_queries(7):
            indicator_report(indicator, user=officer)


def test_the_glossary_is_under_its_letters_in_two_queries(council, django_assert_num_queries):
    load_glossary(by=None, council=council, terms=tomllib.loads((FIXTURES / "glossary.toml").read_text())["term"])

    with django_assert_num_queries(2):
        report = glossary_report(council)

    assert "".join(letter.letter for letter in report.letters) == "ACDEHILPRSUW"
    assert report.count == 24
    need = next(term for letter in report.letters for term in letter.terms if term.slug == "child-in-need")
    assert need.paragraphs[0].startswith("A child who, without services")
    assert ("section-17", "Section 17") in need.related
