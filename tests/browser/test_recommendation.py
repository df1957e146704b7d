"""A recommendation from the resolution to the outcome, and a request that is late and then comes, in a real browser.

The panel's report for its next meeting lists all three that grow from the minutes of 22 March 2018.
"""

import pytest
from playwright.sync_api import Page, expect

from panels.models import Meeting, Recommendation
from panels.operations.monitoring import refresh_monitoring
from tests.helpers import PANEL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOLLOW_UP = f"/desk/{PANEL}/2018-03-22/follow-up/"
MONITORING = f"/desk/{PANEL}/2018-07-26/monitoring/"


def step(page: Page, button: str, fields: dict[str, str], choose: str = "") -> None:
    """Take one step from the page of a recommendation, by its buttons."""
    page.get_by_role("link", name=button, exact=True).click()
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    if choose:
        page.get_by_label(choose, exact=True).check()
    page.locator("main form").get_by_role("button").last.click()


def test_from_the_resolution_to_the_outcome(site):
    officer = site.page(as_="dso", java_script_enabled=False)
    officer.goto(FOLLOW_UP)
    row = officer.locator(".app-follow__row", has_text="Minute 32(i)")
    row.get_by_role("button", name="Make another recommendation").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Recommendation R")
    officer.get_by_label("To whom").select_option("Service Director, Legal and Governance")
    officer.get_by_label("Why", exact=True).fill("Most are in care by direction of the courts.")
    officer.get_by_role("button", name="Save").click()
    made = Recommendation.objects.latest("pk")

    # A response cannot come before the notice: there is no button for it, and its address says why.
    expect(officer.get_by_role("link", name="Record the response")).to_have_count(0)
    officer.goto(f"{made.get_absolute_url()}steps/respond/")
    expect(officer.locator(".govuk-notification-banner")).to_contain_text(
        "No notice of this recommendation has been sent"
    )

    # The notice starts the clock: from 26 March 2018, two months end on 25 May 2018, and it is late since.
    step(officer, "Record the notice", {"Day on which it was sent": "26 March 2018"}, choose="Letter")
    expect(officer.locator("main")).to_contain_text("The law gives until 25 May 2018")
    expect(officer.locator("main")).to_contain_text("The response is late")

    # The recipient answers in the browser.
    recipient = site.page(as_="officer")
    recipient.goto("/recommendations/?status=late")
    recipient.get_by_role("link", name=f"{made.reference} ").click()
    step(
        recipient,
        "Record the response",
        {
            "Reason": "It is right.",
            "What will be done, and by when": "A row from July.",
            "Day of the response": "2 July 2018",
        },
        choose="Accepted in part",
    )
    expect(recipient.locator("main")).to_contain_text("A row from July.")
    public = site.page()
    public.goto(made.get_absolute_url())
    expect(public.locator("main")).to_contain_text("It is not published yet")
    officer.reload()
    officer.get_by_role("button", name="Publish the response").click()
    public.reload()
    expect(public.locator("main")).to_contain_text("A row from July.")

    # The panel judges it.
    step(officer, "Put it to the panel", {"Day": "10 July 2018"})
    step(
        officer,
        "Record the outcome",
        {"Day on which the panel judged it": "26 July 2018", "What the panel saw": "The row is there."},
        choose="Done and it made a difference",
    )
    expect(officer.locator("main")).to_contain_text("Done and it made a difference")


def test_the_information_about_attainment_is_late_and_then_comes(site):
    officer = site.page(as_="dso")
    officer.goto(MONITORING)
    report = officer.locator("article")
    for words in ("Educational Attainment", "developments relating to Apprenticeships", "The LAC indicator"):
        expect(report).to_contain_text(words)
    late = report.locator("section", has=officer.get_by_role("heading", name="Late", exact=True))
    expect(late).to_contain_text("Educational Attainment of Looked After Children")
    expect(late).to_contain_text("126 days late")

    officer.goto("/recommendations/")
    officer.locator(".app-asks__row--late").get_by_role("link").click()
    expect(officer.locator("main")).to_contain_text("The information is late")
    step(officer, "Record the promise", {"Promised for": "13 July 2018", "Day of the promise": "2 July 2018"})
    step(officer, "Record that it came", {"Day": "17 July 2018"})
    expect(officer.locator("main")).not_to_contain_text("The information is late")
    step(officer, "Record that members have it", {"Day": "18 July 2018"})
    expect(officer.locator(".app-facts")).to_contain_text("Circulated")

    meeting = Meeting.objects.with_panel().get(panel__slug=PANEL, date="2018-07-26")
    refresh_monitoring(by=site.demo.user("dso"), meeting=meeting)
    officer.goto(MONITORING)
    closed = officer.get_by_role("heading", name="Closed since the last meeting")
    expect(officer.locator("article section", has=closed)).to_contain_text("Educational Attainment")
