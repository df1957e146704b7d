"""The performance pack of April 2018: what its first page says, what officers do with it, what is published of it."""

import datetime
import tomllib

import pikepdf
import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django_tasks_db.models import DBTaskResult

from performance import making
from performance.enums import EnquiryRule
from performance.models import EnquiryLine, PerformancePack
from performance.operations import import_release, load_glossary, load_library, publish_release
from performance.operations.packs import (
    add_line,
    drop_line,
    edit_line,
    move_line,
    publish_pack,
    renew_pack,
    restore_line,
    start_pack,
)
from performance.reports.first_page import first_page, suggested_lines
from performance.reports.pack import month_standings, pack_report
from performance.rules import NotAllowed, StaleEdit
from performance.views.shared import number_of
from scrutiny.history import events_on
from tests.documents.pdf_reading import text_of
from tests.performance.conftest import FIXTURES, SLUG
from tests.performance.test_library import entries

TODAY = datetime.date(2018, 5, 30)
THEN = datetime.datetime(2018, 5, 30, 12, tzinfo=datetime.UTC)
PAGE = f"/performance/{SLUG}/2018-04/pack/"


@pytest.fixture
def pack(published, publisher) -> PerformancePack:
    load_library(by=publisher, dataset=published.dataset, entries=entries())
    return start_pack(by=publisher, release=published, on=TODAY)


def texts(pack):
    return list(pack.lines.standing().values_list("text", flat=True))


# --- The first page --------------------------------------------------------------------------------------------


def test_the_first_page_says_what_is_real_off_target_long_worse_and_not_known(pack, published):
    page = first_page(*month_standings(published))

    assert [(s.standing.name, s.standing.row.latest.text, s.meaning) for s in page.signals] == [
        ("Children in need", "1,158", "Higher"),
        ("Protection plans per 10,000 children", "65", "Higher"),
        ("Young people with a pathway plan", "97.0%", "Better"),
    ]
    assert page.signals[1].also == ("Children with a protection plan: 325",)
    assert (page.arrows, page.arrows_real, page.arrows_unclear, page.arrows_ordinary) == (25, 0, 0, 25)
    assert [(t.standing.name, t.target.gap, t.target.missed_months) for t in page.missed] == [
        ("Looked after children", "61 above", 8),
        ("Care leavers in touch and suitably housed", "2.6 percentage points below", 13),
    ]
    assert page.missed[0].outlook == "no steady trend"
    assert page.missed[0].target.pace == "a fall of 5.5 a month until March 2019"
    assert page.missed[1].outlook == "about 5 months away at the present trend (September 2018)"
    assert [(s.name, t.now.text, t.goal.text, t.is_met) for s, t in page.last_year] == [
        ("Looked after children", "522", "515", False),
        ("Adoptions", "50", "50", True),
        ("Care leavers in touch and suitably housed", "86.8%", "92.0%", False),
        ("Children with agency foster carers", "141", "112", False),
        ("The council’s own foster carers", "172", "190", False),
    ]
    assert [(w.standing.name, w.how_long) for w in page.long_worse] == [
        ("Looked after children per 10,000", "all 13 months shown"),
        ("First protection conferences held in time", "4 months in a row"),
        ("Assessments finished within 45 days", "3 months in a row"),
    ]
    assert any("51 have no target" in limit for limit in page.cannot_tell)


def test_the_rules_state_the_fact_and_ask(pack, published):
    lines = suggested_lines(*month_standings(published))

    assert [str(line.rule) for line in lines] == [
        *["off_target"] * 2,
        *["long_worse"] * 3,
        *["changed"] * 2,
        "improved",
        "no_target",
    ]
    assert lines[0].text == (
        "Looked after children: 521 against a target of 460 for 2018-19, with no steady move towards it. What will be "
        "different from now on, and is the target still the right one?"
    )
    assert "58.3% (21 of 36), worse than all it is compared with" in lines[3].text
    assert "it was 87.2% in December 2017" in lines[3].text
    assert texts(pack) == [line.text for line in lines]


def test_a_share_that_its_numbers_do_not_give_and_missing_months_are_noted(pack):
    notes = pack_report(pack, as_at=TODAY).notes

    assert "Looked after children with a care plan: June 2017 98.1%, by its numbers 98.3%." in notes
    assert "New referrals per 10,000 children: no figure for February 2018." in notes


def test_a_group_begins_with_a_table_of_its_indicators(pack):
    report = pack_report(pack, as_at=TODAY)

    assert [
        (each.name, each.latest.text, each.month_before.text, each.year_before.text, each.target.text, each.shows)
        for each in report.group("fostering").lines
    ] == [
        ("Children with agency foster carers", "138", "141", "145", "TBC", "Ordinary"),
        ("Children with agency foster carers (share)", "26.5%", "27.0%", "26.6%", "", "Ordinary"),
        ("The council’s own foster carers", "171", "172", "-", "TBC", "Ordinary"),
    ]
    signals = [each.name for each in report.group("child-protection").lines if each.shows == "Signal: higher"]
    assert signals == ["Children with a protection plan", "Protection plans per 10,000 children"]


def test_no_figures_of_officers_reach_the_packs_page_where_they_are_withheld(pack, published, client, publisher):
    """The seam of small numbers: a withheld month has no limits, no target's distance, and no word of itself."""
    row = published.rows.get(name__startswith="Number of Looked after Children at end")
    row.values.filter(month=published.month).update(withheld=True)
    publish_pack(by=publisher, pack=pack, at=THEN)

    standing = pack_report(pack, as_at=TODAY).row(row.indicator.slug).standing
    assert (standing.target, standing.limits, standing.is_signal, standing.row.latest.text) == (None, "", False, "c")
    changed = pack_report(pack, as_at=TODAY).first
    assert (changed.arrows, changed.arrows_unclear) == (25, 0), "a change that rests on a withheld figure is none"
    line = pack_report(pack, as_at=TODAY).group("looked-after-children").lines[0]
    assert (line.latest.text, line.average.text, line.shows) == ("c", "c", "Withheld")
    assert "end of period: 521" not in client.get(f"{PAGE}groups/looked-after-children/").content.decode()


# --- Lines of enquiry ------------------------------------------------------------------------------------------


def test_officers_reword_drop_add_and_order_lines_and_the_pack_shows_the_result(pack, publisher):
    first, second, *_ = pack.lines.standing()
    edit_line(by=publisher, line=first, version=1, text="  Why  so many?")
    drop_line(by=publisher, line=second)
    added = add_line(by=publisher, pack=pack, text="What of the budget?")
    for _ in range(20):
        move_line(by=publisher, line=added, places=-1)

    shown = pack_report(pack, as_at=TODAY).lines
    assert shown[:2] == ("What of the budget?", "Why so many?")
    assert second.text not in shown
    assert restore_line(by=publisher, line=second).text in texts(pack)
    actions = [event.action for event in events_on(pack)]
    assert {"edited line of enquiry", "dropped line of enquiry", "added line of enquiry"} < set(actions)


def test_two_officers_do_not_overwrite_each_others_words(pack, publisher):
    line = pack.lines.standing()[0]
    edit_line(by=publisher, line=line, version=1, text="Mine.")

    with pytest.raises(StaleEdit) as caught:
        edit_line(by=publisher, line=line, version=1, text="Theirs.")
    assert caught.value.saved == {"text": "Mine."}
    for text, match in ((" ", "Write"), ("x" * 601, "at most 600")):
        with pytest.raises(NotAllowed, match=match):
            edit_line(by=publisher, line=line, version=2, text=text)


def test_asking_the_rules_again_leaves_what_officers_wrote_and_dropped(pack, published, publisher):
    first, second, *rest = pack.lines.standing()
    edit_line(by=publisher, line=first, version=1, text="In our words.")
    drop_line(by=publisher, line=second)

    assert renew_pack(by=publisher, pack=pack, release=published, on=TODAY) == ()
    assert set(texts(pack)) == {"In our words.", *(line.text for line in rest)}


# --- Publication -----------------------------------------------------------------------------------------------


def test_a_published_pack_stays_tied_to_its_figures_and_words(pack, publisher, published, council, officer, changed):
    edition = publish_pack(by=publisher, pack=pack, at=THEN)
    assert publish_pack(by=publisher, pack=pack, at=THEN) == edition, "again changes nothing"
    content = changed({"Q44": 600})
    corrected = import_release(by=officer, council=council, content=content, file_name="b.xlsx").release
    publish_release(by=publisher, release=corrected, at=THEN + datetime.timedelta(1))
    renew_pack(by=publisher, pack=pack, release=corrected, on=TODAY)
    add_line(by=publisher, pack=pack, text="Later thought?")

    old = pack_report(pack, as_at=TODAY, edition=edition)
    assert old.first.targets[0].target.now.text == "521"
    assert "Later thought?" not in old.lines
    with pytest.raises(NotAllowed, match="Say why"):
        publish_pack(by=publisher, pack=pack, at=THEN)
    second = publish_pack(by=publisher, pack=pack, at=THEN, reason="A corrected workbook")
    assert (second.number, second.release) == (2, corrected)
    assert pack_report(pack, as_at=TODAY, edition=second).first.targets[0].target.now.text == "600"


def test_nothing_of_a_pack_is_public_before_it_is_published(draft, publisher, client, sign_in):
    pack = start_pack(by=publisher, release=draft, on=TODAY)

    with pytest.raises(NotAllowed, match="Publish them first"):
        publish_pack(by=publisher, pack=pack, at=THEN)
    publish_release(by=publisher, release=draft, at=THEN)
    for address in (PAGE, f"{PAGE}groups/fostering/", f"{PAGE[:-1]}.pdf", f"{PAGE}?edition=published"):
        assert client.get(address).status_code == 404
    assert "Performance pack" not in client.get("/performance/").content.decode()
    assert sign_in(publisher).get(PAGE).status_code == 200
    assert sign_in(publisher).post(f"{PAGE}publish/").status_code == 302
    assert client.get(PAGE).status_code == 200


def test_a_revised_figure_is_named_against_the_month_before(pack, publisher, council, officer, next_month):
    release = import_release(by=officer, council=council, content=next_month, file_name="may.xlsx").release
    assert release is not None
    following = start_pack(by=publisher, release=release, on=TODAY)
    row = release.rows.get(name__startswith="Number of Looked after Children at end")
    row.values.filter(month=datetime.date(2018, 3, 1)).update(value=519)

    report = pack_report(following, as_at=TODAY)
    said = [(each.name, str(each.month), each.was, each.now) for each in report.revisions.revisions]
    assert said == [("Number of Looked after Children at end of period", "2018-03", "522", "519")]
    assert len(report.row(row.indicator.slug).standing.months) == 14, "April 2017 comes from the release before"


def test_the_pack_takes_a_fixed_number_of_queries(pack, publisher, django_assert_num_queries):
    edition = publish_pack(by=publisher, pack=pack, at=THEN)
    edition = type(edition).objects.select_related("release__dataset__council").get(pk=edition.pk)

    with django_assert_num_queries(6):
        report = pack_report(pack, as_at=TODAY, edition=edition)
    with django_assert_num_queries(0):
        render_to_string("performance/_pack_body.html", {"report": report, "screen": True})


# --- Pages and print -------------------------------------------------------------------------------------------


def test_officers_work_on_lines_in_the_browser(pack, publisher, sign_in):
    client, line = sign_in(publisher), pack.lines.standing()[0]

    assert client.post(f"/performance/lines/{line.pk}/", {"version": "1", "text": "Why <b>?"}).status_code == 302
    clash = client.post(f"/performance/lines/{line.pk}/", {"version": "1", "text": "Other"})
    assert clash.status_code == 400
    assert "The rule said" in clash.content.decode()
    client.post(f"/performance/lines/{line.pk}/step/", {"do": "down"})
    client.post(f"{PAGE}lines/", {"text": "Added?"})
    assert texts(pack)[1] == "Why <b>?"
    assert texts(pack)[-1] == "Added?"
    shown = client.get(PAGE).content.decode()
    assert "Why &lt;b&gt;?" in shown
    assert client.post(f"{PAGE}start/", {"renew": "1"}).status_code == 302
    assert EnquiryLine.objects.filter(rule=EnquiryRule.OFF_TARGET).count() == 2


def test_the_pdf_is_tagged_numbered_and_its_first_page_stands_on_one_side(pack, publisher, council, tmp_path):
    load_glossary(by=None, council=council, terms=tomllib.loads((FIXTURES / "glossary.toml").read_text())["term"])
    publish_pack(by=publisher, pack=pack, at=THEN)
    output = tmp_path / "pack.pdf"

    call_command("build_performance_pack", "2018-04", "--output", str(output))

    with pikepdf.open(output) as pdf:
        first, second = (text_of(pdf.pages[n]) for n in (0, 1))
        assert "too few to tell a season" in first
        assert "Contacts at the front door" in second
        assert pdf.Root.MarkInfo.Marked
        assert pdf.docinfo["/Title"] == "Performance pack, April 2018"
    assert making.made(making.document(pack_report(pack, as_at=TODAY, edition=pack.editions.first()))) is not None


def test_the_pdf_is_asked_for_once_however_often_it_is_looked_for(pack, publisher, client):
    publish_pack(by=publisher, pack=pack, at=THEN)
    waiting = DBTaskResult.objects.filter(task_path__endswith="print_pack")
    for _ in range(3):
        assert client.get(f"{PAGE[:-1]}.pdf").status_code == 202
    assert waiting.count() == 1
    assert client.get(f"{PAGE[:-1]}.pdf?pages=all").status_code == 202
    assert waiting.count() == 2


@pytest.mark.parametrize("sent", ["²", "٣", "9" * 5000, "-1", "x"])
def test_a_number_that_is_none_is_none(sent):
    assert number_of(sent) is None


def test_the_command_says_what_is_missing(council, capsys):
    with pytest.raises(SystemExit):
        call_command("build_performance_pack", "2018-04", "--output", "x.pdf")
    assert "There are no figures for April 2018" in capsys.readouterr().err
