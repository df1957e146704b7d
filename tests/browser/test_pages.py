"""What every page must hold, in a real browser: accessible, no sideways scrolling, light, and quiet in the console."""

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, Response

from actions.models import AreaForImprovement
from panels.models import Membership, PackBuild, Report
from tests.helpers import MEETING_PATH, PANEL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DATASET = "children-and-families-monthly-dataset"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PUBLIC = {
    "home": "/",
    "meeting": f"/meetings/{MEETING_PATH}/",
    "minutes": f"/meetings/{MEETING_PATH}/papers/1/",
    "pack": f"/meetings/{MEETING_PATH}/pack/",
    "prints": f"/meetings/{MEETING_PATH}/prints/",
    "report": f"/meetings/{MEETING_PATH}/papers/3/",
    "dataset as a paper": f"/meetings/{MEETING_PATH}/papers/4/",
    "glossary as a paper": f"/meetings/{MEETING_PATH}/papers/5/",
    "panel": f"/panels/{PANEL}/",
    "panels": "/panels/",
    "meetings of a year": "/meetings/years/2018-19/",
    "members": "/members/",
    "member": "/members/{member}/",
    "search": "/search/",
    "search results": "/search/?q=looked+after+children&panel=children-and-families-scrutiny-panel&kind=report",
    "search without results": "/search/?q=children+quatrefoil&since=nonsense",
    "subscribe": "/subscribe/",
    "subscription asked for": "/subscribe/sent/",
    "subscription ended": "/unsubscribe/no-such-token/",
    "accessibility statement": "/accessibility/",
    "privacy": "/privacy/",
    "performance": "/performance/",
    "dataset": f"/performance/{DATASET}/2018-04/",
    "indicator": f"/performance/{DATASET}/indicators/{{indicator}}/",
    "glossary": "/performance/glossary/",
    "performance pack": f"/performance/{DATASET}/2018-04/pack/",
    "group of a pack": f"/performance/{DATASET}/2018-04/pack/groups/care-leavers/",
    "explore": f"/performance/{DATASET}/explore/?indicator={{indicator}}",
    "compare": f"/performance/{DATASET}/compare/?first={{indicator}}&second=to:England",
    "open data": f"/performance/{DATASET}/data/",
    "library": f"/performance/{DATASET}/library/",
    "action plans": "/action-plans/",
    "action plan": "{area}",
    "sign in": "/accounts/login/",
    "new password": "/accounts/password/reset/",
    "not found": "/no/such/page/",
}
DESK = {
    "small numbers": f"/performance/{DATASET}/small-numbers/",
    "explanations of a month": f"/performance/{DATASET}/2018-04/commentary/",
    "lines of enquiry": f"/performance/{DATASET}/2018-04/pack/lines/",
    "desk": "/desk/",
    "editor": f"/desk/{MEETING_PATH}/",
    "item": f"/desk/{MEETING_PATH}/items/{{item}}/",
    "new item": f"/desk/{MEETING_PATH}/items/add/",
    "report at the desk": "/desk/reports/{report}/",
    "part of a report": "/desk/reports/{report}/brief-summary/",
    "fact of a report": "/desk/reports/{report}/decision-maker/",
    "build": f"/desk/{MEETING_PATH}/packs/{{build}}/",
    "prints of a build": f"/desk/{MEETING_PATH}/packs/{{build}}/prints/",
    "papers of an item": f"/desk/{MEETING_PATH}/items/{{item}}/papers/",
    "notes": f"/my-notes/{MEETING_PATH}/",
    "publish": f"/desk/{MEETING_PATH}/publish/",
    "exempt": "/desk/exempt/",
    "rules": "/desk/rules/",
    "change password": "/accounts/password/change/",
}


@pytest.fixture
def address(demo) -> Callable[[str], str]:
    """Fills the keys into an address of the tables above."""
    from performance.models import Indicator

    keys = {
        "item": demo.item(1).pk,
        "member": Membership.objects.order_by("pk")[0].person_id,
        "report": Report.objects.get(title="Children and Families - Performance").pk,
        "build": PackBuild.objects.filter(meeting=demo.meeting).order_by("pk")[0].pk,
        "indicator": Indicator.objects.order_by("pk")[0].slug,
        "area": AreaForImprovement.objects.select_related("inspection").get(number=11).get_absolute_url(),
    }
    return lambda path: path.format(**keys)


@cache
def axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds, one line each with where."""
    page.evaluate(axe())  # not a script of the page, so its security policy has no say
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("table", [PUBLIC, DESK], ids=["public", "desk"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_pages_are_accessible(site, address, table, size):
    page = site.page(as_="dso" if table is DESK else "", viewport=size)
    found = {}
    for name, path in table.items():
        page.goto(address(path))
        if problems := violations(page):
            found[name] = problems
    site.said[:] = [line for line in site.said if "404" not in line]  # the page that is not found says so

    assert found == {}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_forms_with_errors_are_accessible_and_lead_to_the_field(site, address, size):
    page = site.page(as_="dso", viewport=size)
    for path, field in ((DESK["item"], "id_title"), (DESK["fact of a report"], "id_text")):
        page.goto(address(path))
        page.locator(f"#{field}").fill("")
        page.get_by_role("button", name="Save", exact=True).click()
        summary = page.locator(".govuk-error-summary")
        summary.wait_for()
        assert violations(page) == []
        summary.get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.id") == field
        assert page.title().startswith("Error: ") or page.locator(".govuk-error-summary").is_visible()


@pytest.mark.parametrize("table", [PUBLIC, DESK], ids=["public", "desk"])
def test_nothing_scrolls_sideways_on_the_narrowest_screen(site, address, table):
    page = site.page(as_="dso" if table is DESK else "", viewport={"width": 320, "height": 700})
    wide = []
    for name, path in table.items():
        page.goto(address(path))
        if sideways(page):
            wide.append(name)
    site.said[:] = [line for line in site.said if "404" not in line]

    assert wide == []


def weight(response: Response) -> int:
    """What a response weighs on its way: static text is compressed as whitenoise does, pages go as they are."""
    body = response.body()
    is_text = any(kind in response.headers.get("content-type", "") for kind in ("css", "javascript", "svg", "json"))
    return len(gzip.compress(body, 9)) if "/static/" in response.url and is_text else len(body)


@pytest.mark.parametrize(
    "name", ["home", "meeting", "minutes", "report", "panel", "performance", "indicator", "sign in"]
)
def test_a_first_visit_is_light(site, address, name):
    page = site.page(viewport=NARROW)
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address(PUBLIC[name]))
    page.wait_for_load_state("networkidle")
    weights = {response.url.removeprefix(site.address): weight(response) for response in responses}

    assert sum(weights.values()) < 100_000, sorted(weights.items(), key=lambda item: -item[1])


def test_pages_can_be_read_without_styles_or_scripts(site):
    """What a reader hears is in the page itself, in its order."""
    page = site.page(java_script_enabled=False)
    page.goto(f"/meetings/{MEETING_PATH}/")
    headings = page.locator("main h1, main h2, main h3").all_inner_texts()

    assert headings[0] == "Thursday 7 June 2018"
    assert [heading for heading in headings if "Item 7" in heading]
