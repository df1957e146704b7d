"""Reports in their form, minutes as their source has them, and parts saved without losing anybody's words."""

import re

import pytest

from panels.models import Minutes, Report, ReportPart
from panels.operations.reports import save_part
from panels.reports import authored_report, minutes_report
from panels.reports.missing import missing_parts
from panels.rules import NotAllowed, StaleEdit
from scrutiny.history import events_on
from tests.helpers import Demo, sign_in, text_of

PERFORMANCE = "Children and Families - Performance"


@pytest.fixture
def report(demo: Demo) -> Report:
    return Report.objects.select_related("template__council").get(title=PERFORMANCE)


def part_of(report: Report, key: str) -> ReportPart:
    return ReportPart.objects.select_related("part").get(report=report, part__key=key)


def test_paragraph_numbers_run_through_the_headings_as_in_the_source(report):
    """The council's report numbers its paragraphs 1 to 11 across eight headings; nobody types them."""
    html = sign_in("dso").get(f"/desk/reports/{report.pk}/").content.decode()
    starts = [int(start) for start in re.findall(r'<ol class="doc-numbers" start="(\d+)"', html)]
    entries = re.findall(r'id="paragraph-(\d+)"', html)

    assert [int(number) for number in entries] == list(range(1, 12))
    assert starts[:8] == [1, 2, 3, 6, 7, 8, 9, 10]


def test_the_head_of_the_report_is_as_published(report):
    found = authored_report(report)
    facts = {fact.key: fact.text for fact in found.facts}

    assert facts["decision-maker"] == "Children and Families Scrutiny Panel"
    assert facts["date-of-decision"] == "7 June 2018"
    assert facts["report-of"] == "Service Director – Legal and Governance"
    assert facts["statement-of-confidentiality"] == "None"
    assert [contact.name for contact in found.contacts] == ["Mark Pirnie", "Richard Ivory"]
    assert found.missing == ()


def test_minutes_say_what_the_source_says(demo):
    found = minutes_report(Minutes.objects.select_related("meeting__panel__council").get())

    assert found.title == "Minutes of the meeting held on 22 March 2018"
    assert found.present == ("Councillors Keogh (Chair), Taggart (Vice-Chair), Murphy, O'Neill, Painton and Laurent")
    assert found.apologies == "Councillor Burke, Catherine Hobbs and Rob Sanders"
    assert [entry.number for entry in found.entries] == [29, 30, 31, 32, 33]
    entries = {entry.number: entry for entry in found.entries}
    assert entries[31].chair_note == "Councillor O'Neill in the chair"
    assert entries[31].chair_after == "Councillor Keogh in the chair"
    assert len(entries[31].speakers) == 10
    assert entries[32].speakers_sentence == (
        "Hillary Brooks, Service Director, Children and Families; and Jane White, Service Lead – Children's Social "
        "Care; were present and with the consent of the Chair addressed the meeting."
    )
    assert entries[31].speakers[3].description == "Principal, Southampton City College"
    assert [line.numeral for line in entries[31].resolutions] == ["(i)"]
    assert entries[30].resolutions[0].text.startswith("that the minutes of the meeting held on 25 January, 2018")
    assert len(entries[32].noted[0].entries) == 2


def test_the_published_minutes_say_resolved(demo, client):
    page = text_of(client.get(f"/meetings/{'/'.join(demo.meeting.key)}/papers/1/"))

    assert page.count("RESOLVED") == 4
    assert "31. Post 16 education and training" in page


def test_a_part_is_saved_with_its_history_and_the_agenda_counts_as_changed(demo, report):
    part, version = part_of(report, "brief-summary"), demo.meeting.agenda_version
    saved = save_part(by=demo.user("dso"), report=report, part=part.part, text="New words.", version=part.version)

    assert saved.part.version == part.version + 1
    assert "New words." in saved.part.text
    assert demo.meeting.agenda_version == version + 1
    event = next(event for event in events_on(report) if event.action == "save part")
    assert (event.by, event.facts["part"]) == (demo.user("dso"), "brief-summary")
    assert "Appendix 1" in event.facts["before"]
    assert "New words." in event.facts["after"]


def test_a_stale_save_is_refused_with_what_is_saved(demo, report):
    part = part_of(report, "brief-summary")
    save_part(by=demo.user("dso"), report=report, part=part.part, text="Hers.", version=part.version)

    with pytest.raises(StaleEdit) as conflict:
        save_part(by=demo.user("manager"), report=report, part=part.part, text="His.", version=part.version)

    assert conflict.value.saved_by == "Asha Verity"
    assert "Hers." in conflict.value.saved["text"]
    part.refresh_from_db()
    assert "Hers." in part.text


def test_a_part_that_fills_itself_in_is_not_edited(demo, report):
    part = report.template.parts.get(key="appendices")

    with pytest.raises(NotAllowed, match="filled in from the papers attached"):
        save_part(by=demo.user("dso"), report=report, part=part, text="None", version=0)
    assert sign_in("dso").get(f"/desk/reports/{report.pk}/appendices/").status_code == 404


def test_the_appendices_of_the_report_are_its_papers(report):
    html = text_of(sign_in("dso").get(f"/desk/reports/{report.pk}/"))

    assert "Children and Families Monthly Dataset – April 2018" in html
    assert "Glossary of terms" in html


def test_what_an_author_types_is_never_code(demo, report):
    part = part_of(report, "brief-summary")
    save_part(
        by=demo.user("dso"),
        report=report,
        part=part.part,
        text="<script>alert(1)</script> & <img src=x onerror=alert(1)>",
        version=part.version,
    )
    html = sign_in("dso").get(f"/desk/reports/{report.pk}/").content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_a_required_part_left_empty_is_named(demo, report):
    assert missing_parts(demo.meeting) == ()
    ReportPart.objects.filter(report=report, part__key="brief-summary").update(text="")

    assert any("summary" in missing.lower() and PERFORMANCE in missing for missing in missing_parts(demo.meeting))


def test_a_conflict_on_the_page_shows_both_and_loses_nothing(demo, report):
    part = part_of(report, "brief-summary")
    address = f"/desk/reports/{report.pk}/brief-summary/"
    client = sign_in("manager")
    save_part(by=demo.user("dso"), report=report, part=part.part, text="Her words.", version=part.version)

    page = client.post(address, {"text": "His words.", "version": str(part.version)})
    assert page.status_code == 200
    assert "Her words." in text_of(page)
    assert "His words." in page.content.decode()
    assert "Asha Verity" in text_of(page)
