"""What the page of an area says: the form of Portsmouth's plan, lateness as at a day, and the printed document."""

import datetime

import pytest

from actions import operations
from actions.documents import render_area_document
from actions.enums import Rag
from actions.models import Action, AreaForImprovement
from actions.reports import area_report, plans_for

FIRST_OF_MARCH = datetime.date(2015, 3, 1)


def test_three_of_the_five_were_late_on_1_march_2015(area: AreaForImprovement) -> None:
    report = area_report(area, as_at=FIRST_OF_MARCH)
    assert [(line.due, line.late_words) for line in report.actions] == [
        ("January 2015", "29 days late"),
        ("January 2015", "29 days late"),
        ("February 2015", "1 day late"),
        ("March 2015", ""),
        ("April 2015", ""),
    ]
    assert report.late_sentence == "3 of the 5 actions were late."


def test_what_is_complete_was_not_late(area: AreaForImprovement, action: Action) -> None:
    closed = datetime.date(2015, 2, 20)
    operations.update_action(by=None, action=action, status=Rag.BLUE, evidence="Placed on the service", on=closed)
    fresh = AreaForImprovement.objects.with_plan().get()
    assert [line.position for line in area_report(fresh, as_at=FIRST_OF_MARCH).late] == [2, 3]
    # The day before it was closed it was late, and the page of that day goes on saying so.
    assert [line.position for line in area_report(fresh, as_at=datetime.date(2015, 2, 19)).late] == [1, 2]


@pytest.mark.parametrize(
    ("as_at", "sentence"),
    [
        (None, ""),
        (datetime.date(2014, 12, 31), "No action was late."),
        (datetime.date(2015, 2, 1), "2 of the 5 actions were late."),
        (datetime.date(2015, 5, 1), "All 5 actions were late."),
    ],
)
def test_the_sentence_counts_as_at_the_day(
    area: AreaForImprovement, as_at: datetime.date | None, sentence: str
) -> None:
    assert area_report(area, as_at=as_at).late_sentence == sentence


def test_nothing_is_late_where_no_day_was_asked_about(area: AreaForImprovement) -> None:
    assert area_report(area, as_at=None).late == ()


def test_the_report_of_a_loaded_area_asks_the_database_nothing(
    area: AreaForImprovement, django_assert_num_queries
) -> None:
    fresh = AreaForImprovement.objects.with_plan().get()
    with django_assert_num_queries(0):
        report = area_report(fresh, as_at=FIRST_OF_MARCH)
        html = render_area_document(report)
    assert "Julian Wooster" in html


def test_the_report_names_the_inspection_and_its_months(area: AreaForImprovement) -> None:
    report = area_report(area, as_at=None)
    assert (report.council, report.inspectorate, report.inspection_dates) == (
        "Portsmouth City Council",
        "Ofsted",
        "June to July 2014",
    )


def test_the_document_has_the_six_parts_in_order_and_nothing_to_click(area: AreaForImprovement) -> None:
    html = render_area_document(area_report(area, as_at=FIRST_OF_MARCH))
    parts = [
        "Expected outcome",
        "Measures of success",
        "Actions</h2>",
        "Monitoring and impact</h2>",
        "Action plan progress",
        "Impact: data and commentary",
        "Recommendations for further action",
    ]
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    assert html.count("Nothing recorded yet") == 3
    assert "29 days late" in html
    assert "<a " not in html
    assert "Change" not in html


@pytest.mark.documents
def test_the_document_prints_as_accessible_pdf(area: AreaForImprovement) -> None:
    from scrutiny.documents.render import render_pdf

    paper = render_pdf(render_area_document(area_report(area, as_at=FIRST_OF_MARCH)))
    assert paper.pdf.startswith(b"%PDF-")
    assert paper.pages == 2


def test_stored_text_is_escaped(area: AreaForImprovement, action: Action) -> None:
    operations.update_action(by=None, action=action, text="<script>alert(1)</script> & more")
    html = render_area_document(area_report(AreaForImprovement.objects.with_plan().get(), as_at=None))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html


def test_the_list_says_how_the_actions_stand_and_which_date_comes_first(area: AreaForImprovement) -> None:
    first, second, third, *_ = Action.objects.filter(area=area)
    for done in (first, second):
        operations.update_action(by=None, action=done, status=Rag.BLUE, evidence="Seen")
    operations.update_action(by=None, action=third, status=Rag.RED)
    (plan,) = plans_for(None)
    (summary,) = plan.areas
    assert (plan.council, plan.dates) == ("Portsmouth City Council", "June to July 2014")
    assert summary.tally == ((Rag.RED, 1), (Rag.BLUE, 2), (Rag.NOT_RECORDED, 2))
    assert (summary.actions, summary.next_due) == (5, "February 2015")
