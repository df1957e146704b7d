"""The minutes of 22 March 2018 (29 to 33), written from the page at the meeting while the network comes and goes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from panels.enums import DeclarationConduct, DeclarationKind, RequestKind
from panels.models import MeetingNote, MeetingRequest, Minutes, Resolution
from tests.helpers import small_panel, text_of
from tests.panels.march import AWAY, NATURE, SEATS, march_meeting, minute_of, notes_of, source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO_NETWORK = "ERR_INTERNET_DISCONNECTED"
PATIENCE = 15_000


class Desk:
    """An officer at the page of the meeting."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def open(self) -> None:
        self.page.goto(f"{self.address}meeting/")
        if begin := self.page.get_by_role("button", name="Open the record"):
            begin.click() if begin.count() else None
        expect(self.page.locator("[data-ready]")).to_have_count(1, timeout=PATIENCE)

    def item(self, start: str) -> Any:
        return self.page.locator("[data-item]", has=self.page.get_by_role("heading", name=re.compile(start)))

    def note(self, start: str) -> Any:
        return self.item(start).locator("textarea[name=text]").first

    def form(self, start: str, name: str) -> Any:
        """The form of that name, come to its item."""
        self.item(start).get_by_role("link", name=re.compile(f"^{name}")).click()
        return self.item(start).locator("[data-form][open]")

    def decide(self, start: str, text: str) -> None:
        form = self.form(start, "Decision")
        form.get_by_label("What was resolved").fill(text)
        form.get_by_label("What was resolved").press("Control+Enter")

    def speakers(self, start: str, people: list[dict[str, str]]) -> None:
        form = self.form(start, "Speaker")
        for who in people:
            form.get_by_label("Name").fill(who["name"])
            form.get_by_label("Job title").fill(who["job_title"])
            form.get_by_label("Organisation").fill(who["organisation"])
            form.get_by_role("button", name="Add the speaker").click()
        expect(self.item(start).locator("[data-part] .app-record__text")).to_have_count(len(people))

    def settled(self) -> None:
        expect(self.page.locator("[data-state]")).to_contain_text("All saved", timeout=PATIENCE)


def mark_attendance(page: Page) -> None:
    for title, name, *_ in SEATS:
        choice = "Apologies" if name in AWAY else "Present"
        page.get_by_role("radio", name=f"{choice} : {title} {name}".replace("  ", " ")).check()


@pytest.fixture
def meeting(site):
    dso = site.demo.user("dso")
    return march_meeting(dso, small_panel(dso))


def test_the_minutes_of_march_are_written_at_the_meeting(site, meeting):
    desk = f"/desk/{'/'.join(meeting.key)}/"
    page = site.page(as_="dso")
    at = Desk(page, desk)
    at.open()
    expect(page.locator("#room")).to_contain_text("Mark who is present")
    mark_attendance(page)
    expect(page.locator("#room")).to_contain_text("6 members in the room, quorum 3")
    expect(page.locator("#room")).to_contain_text("Quorate")

    at.note("Apologies").fill(notes_of(29))
    at.decide("Minutes of", minute_of(30)["resolutions"][0]["text"])

    # Both chairs declare and step aside; somebody else takes the chair for this item.
    form = at.form("Post 16", "Declaration")
    for name in ("Councillor Keogh", "Councillor Taggart"):
        form.get_by_role("checkbox", name=name).check()
    form.get_by_label("What was declared").select_option(DeclarationKind.PECUNIARY)
    form.get_by_label("Its nature").fill(NATURE)
    form.get_by_label("What they then did").select_option(DeclarationConduct.LEFT_CHAIR)
    form.get_by_role("button", name="Record the declaration").click()
    form = at.form("Post 16", "Another chair")
    form.get_by_label("Who takes the chair").select_option("Councillor Keogh")
    form.get_by_role("button", name="Take the chair").click()
    refusal = page.locator("[data-refused]")
    expect(refusal).to_contain_text("declared an interest and stepped aside for this item")
    refusal.get_by_role("button", name="Put it back into the form").click()
    form.get_by_label("Who takes the chair").select_option("Councillor O'Neill")
    form.get_by_label("For this item only").check()
    form.get_by_role("button", name="Take the chair").click()
    expect(at.item("Post 16")).to_contain_text("Councillor O'Neill in the chair")
    expect(at.item("Children and Families")).to_contain_text("Councillor Keogh in the chair")

    at.speakers("Children and Families", minute_of(32)["attendees"])
    form = at.form("Post 16", "Speaker")
    for who in minute_of(31)["attendees"]:
        form.get_by_label("Name").fill(who["name"])
        form.get_by_label("Job title").fill(who["job_title"])
        form.get_by_label("Organisation").fill(who["organisation"])
        form.get_by_role("button", name="Add the speaker").click()

    # The network goes in the middle of a word, and the window is closed before it is back.
    words = notes_of(31)
    cut = words.index("Apprenticeship") + 5
    at.note("Post 16").press_sequentially(words[:20])
    at.note("Post 16").fill(words[:cut])
    at.settled()
    page.context.set_offline(True)
    at.note("Post 16").press_sequentially(words[cut : cut + 10])
    at.note("Post 16").fill(words)
    expect(page.locator("[data-state]")).to_contain_text("kept on this computer")
    at.decide("Post 16", minute_of(31)["resolutions"][0]["text"])
    expect(at.item("Post 16")).to_contain_text("(kept on this computer)")
    form = at.form("Children and Families", "Decision")
    form.get_by_label("What was resolved").fill(minute_of(32)["resolutions"][0]["text"])
    assert not Resolution.objects.filter(minute__item__title__startswith="Post 16").exists()
    context = page.context
    page.close()
    context.set_offline(False)
    at = Desk(context.new_page(), desk)
    page = at.page
    at.open()
    at.settled()
    assert MeetingNote.objects.get(item__title__startswith="Post 16").text == words
    assert Resolution.objects.filter(minute__item__title__startswith="Post 16").count() == 1
    # A form that was being filled in comes back as it was, and nothing that was sent is sent twice.
    typed = page.locator("[data-entry=decision]").get_by_label("What was resolved")
    expect(typed).to_have_value(minute_of(32)["resolutions"][0]["text"])
    typed.press("Control+Enter")
    assert [key for key in page.evaluate("Object.keys(localStorage)") if "note" in key or "entry" in key][1:] == []

    at.note("Children and Families").fill(notes_of(32))
    at.note("Monitoring").fill(notes_of(33))
    at.decide("Monitoring", minute_of(33)["resolutions"][0]["text"])
    form = at.form("Monitoring", "Action or information")
    form.get_by_label("What exactly").fill("Educational attainment of Looked After Children")
    form.get_by_label("Of whom").fill("Service Lead – Education")
    form.get_by_role("button", name="Record the request").click()
    at.settled()
    asked = MeetingRequest.objects.get(meeting=meeting)
    assert (asked.kind, asked.asked_of) == (RequestKind.INFORMATION, "Service Lead – Education")

    # Compiled, checked by the chair, published.
    page.get_by_role("link", name="Minutes", exact=True).click()
    page.get_by_label("Begin with number").fill("29")
    page.get_by_role("button", name="Number", exact=True).click()
    page.get_by_role("button", name="Compile from the record").click()
    page.get_by_role("button", name="Send to the chair").click()
    page.get_by_role("button", name="Record the chair’s check").click()
    page.get_by_role("link", name="Publish as draft").click()
    page.get_by_role("button", name="Publish as draft").click()
    expect(page.get_by_text("The minutes are published as a draft")).to_be_visible()
    public = site.page()
    public.goto(f"/meetings/{'/'.join(meeting.key)}/minutes/")
    said = " ".join(public.locator(".doc-screen").inner_text().split())
    place = 0
    for words in as_published():
        found = said.find(words, place)
        assert found >= 0, f"after “{said[max(place - 60, 0) : place]}” there is no “{words}”"
        place = found + len(words)
    assert re.findall(r"\b(\d\d)\. ", said) == ["29", "30", "31", "32", "33"]
    site.said = [line for line in site.said if NO_NETWORK not in line and "422" not in line]


def as_published() -> list[str]:
    """What the minutes say, in order: the facts of the source in the phrases of the council."""
    words = [
        "Present Councillors Keogh (Chair), Taggart (Vice-Chair), Murphy, O'Neill, Painton and Laurent",
        "Apologies Councillor Burke, Catherine Hobbs and Rob Sanders",
    ]
    for minute in source()["minutes"]:
        words.append(f"{minute['number']}. {minute['title']}")
        if minute["chair_note"]:
            words.append(minute["chair_note"].upper())
        if minute["number"] > 30:
            words.append("The Panel considered the report of the")
        *most, last = [
            ", ".join(part for part in (who["name"], who["job_title"], who["organisation"]) if part)
            for who in minute["attendees"]
        ] or [""]
        if last:
            people = (
                f"{'; '.join(most)}; and {last}; were present and with the consent of the Chair addressed the meeting."
            )
            words.append(people)
        words += ["The Panel particularly noted the following:"] if len(minute["noted"]) > 1 else []
        words += [" ".join(text.split()) for text in minute["noted"]]
        for resolution in minute["resolutions"]:
            words.append(" ".join(f"RESOLVED {resolution['numeral']} {resolution['text']}".split()))
        if minute["number"] == 31:
            words.append(
                "NOTE: Councillors Keogh (Chair) and Taggart (Vice-Chair) declared a personal and pecuniary interest "
                f"in the matter set out in the report {NATURE}, and stepped aside from their positions of Chair and "
                "Vice-Chair of the Panel during its consideration. They remained in the meeting and took part in "
                "the discussion."
            )
        if minute.get("chair_after"):
            words.append(minute["chair_after"].upper())
    return words


def test_without_scripts_and_two_officers_at_once(site, meeting):
    desk = f"/desk/{'/'.join(meeting.key)}/meeting/"
    hers, his = (site.page(as_=username, java_script_enabled=False) for username in ("dso", "manager"))
    hers.goto(desk)
    hers.get_by_role("button", name="Open the record").click()
    his.goto(desk)
    mark_attendance(hers)
    hers.get_by_role("button", name="Save attendance").click()
    for page, words in ((hers, "Her words"), (his, "His words")):
        page.get_by_label("Your notes on item 4").fill(words)
        page.get_by_role("button", name="Save notes on item 4").click()
    notes = his.locator("[data-item]", has=his.get_by_role("heading", name=re.compile("Post 16")))
    expect(notes).to_contain_text("Her words")
    assert set(MeetingNote.objects.values_list("text", flat=True)) == {"Her words", "His words"}

    # Without words the form comes back with what is missing.
    hers.goto(desk)
    hers.get_by_role("link", name="Decision on item 4").click()
    hers.get_by_role("button", name="Record the decision").click()
    expect(hers.get_by_role("link", name="Write what was resolved.")).to_be_visible()
    hers.get_by_label("What was resolved").fill("That it be noted")
    hers.get_by_role("button", name="Record the decision").click()
    expect(hers.get_by_text("(i) That it be noted", exact=True)).to_be_visible(timeout=PATIENCE)
    assert Minutes.objects.get(meeting=meeting).entries.get().resolutions.get().numeral == "(i)"
    assert "Her words" in text_of(his.content())


def test_signing_out_leaves_nothing_on_the_computer(site, meeting):
    page = site.page(as_="dso")
    at = Desk(page, f"/desk/{'/'.join(meeting.key)}/")
    at.open()
    page.context.set_offline(True)
    at.note("Post 16").fill("Not for others")
    assert page.evaluate("JSON.stringify(localStorage)").count("Not for others") == 1
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")

    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    site.said = [line for line in site.said if NO_NETWORK not in line]
