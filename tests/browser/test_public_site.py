"""A reader's ways through the public site with the scripts switched off: search, filters, asking for e-mail."""

import pytest
from django.core import mail

from panels.models import Subscription
from tests.helpers import MEETING_PATH

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_search_and_its_filters_need_no_scripts(site):
    page = site.page(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Search agendas, reports and minutes").fill("looked after")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=looked+after")
    assert page.get_by_role("heading", level=1).inner_text() == "Search agendas, reports and minutes"
    every = page.locator(".app-hits__hit").count()
    assert page.locator("mark").count() >= every > 1

    page.get_by_label("Kind of paper").select_option("minutes")
    page.get_by_role("button", name="Apply").click()
    # By themselves, and as a paper of the next pack.
    assert page.locator(".app-hits__hit").count() == 2
    page.get_by_role("link", name="Remove the filter Kind: Minutes").click()
    assert page.locator(".app-hits__hit").count() == every
    page.locator(f".app-hits__hit a[href*='{MEETING_PATH}/papers/1/']").first.click()
    assert page.url.endswith(f"/meetings/{MEETING_PATH}/papers/1/")


def test_asking_for_e_mail_needs_no_scripts(site):
    page = site.page(java_script_enabled=False)
    page.goto("/subscribe/")
    page.get_by_role("button", name="Send me the confirmation e-mail").click()
    assert "Enter your e-mail address" in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("E-mail address").fill("a.reader@example.com")
    page.keyboard.press("Enter")
    page.wait_for_url("**/subscribe/sent/")

    assert page.get_by_role("heading", level=1).inner_text() == "Look into your e-mail"
    assert Subscription.objects.get().confirmed_at is None
    assert mail.outbox == []  # the queue sends it
