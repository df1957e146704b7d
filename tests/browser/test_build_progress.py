"""The page of a build in a browser: how far it is, and the pack when it is there, without loading anew."""

import pytest
from playwright.sync_api import expect

from panels.making import make
from panels.models import PackBuild
from panels.operations.packs import note_progress, start_build
from tests.browser.test_pages import NARROW, violations
from tests.helpers import MEETING_PATH

pytestmark = [pytest.mark.browser, pytest.mark.documents, pytest.mark.django_db(transaction=True)]


def test_a_build_says_how_far_it_is_and_is_shown_when_it_is_ready(site):
    page = site.page(as_="dso", viewport=NARROW)
    page.goto(f"/desk/{MEETING_PATH}/")
    page.get_by_role("button", name="Build the members’ edition").click()
    said, bar = page.locator("[data-said]"), page.locator("progress")
    expect(said).to_have_text("Waiting to start")

    build = PackBuild.objects.order_by("-pk")[0]
    assert start_build(build, papers=5)
    note_progress(build, papers_done=2, pages_done=10)
    expect(said).to_have_text("2 of 5 papers rendered, 10 pages so far")
    assert bar.evaluate("bar => [bar.value, bar.max]") == [2, 5]
    assert violations(page) == []
    note_progress(build, papers_done=5, pages_done=18)
    expect(said).to_have_text("All 5 papers rendered, 18 pages. Joining them to one file")

    # Its worker has fallen silent, and this one makes it.
    PackBuild.objects.filter(pk=build.pk).update(beat_at=None)
    make(build)
    expect(page.get_by_role("link", name="Open the pack (PDF)")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ready")
    expect(bar).to_have_count(0)
    assert violations(page) == []
