"""A performance pack in an agenda becomes public with it, not before; search knows it as long as the agenda stands."""

import datetime

from django.test import Client

from panels.models import SearchEntry
from panels.operations.publishing import publish_agenda, withdraw_agenda
from panels.operations.reports import attach_performance_pack
from panels.search import search
from performance.models import PackEdition, PerformancePack, Release
from performance.operations.packs import add_line, start_pack
from scrutiny.models import User
from tests.helpers import built, meeting_with, noon
from tests.performance.conftest import SLUG

DAY = datetime.date(2031, 3, 3)
PACK = f"/performance/{SLUG}/2018-04/pack/"
FIGURES = f"/performance/{SLUG}/2018-04/"
WORDS = "quatrefoil windows"


def test_publishing_an_agenda_publishes_its_pack_and_a_withdrawal_takes_the_paper_back(
    draft: Release, publisher: User, papers
):
    pack = start_pack(by=publisher, release=draft, on=DAY)
    add_line(by=publisher, pack=pack, text=f"Why has {WORDS} not been asked about?")
    meeting = meeting_with(publisher, ["Performance of children’s services"])
    attach_performance_pack(by=publisher, item=meeting.items.get(), pack=pack, title="Performance pack, April 2018")
    built(publisher, meeting, dated=DAY)
    paper = f"{meeting.get_absolute_url()}papers/1/"

    def reached() -> dict[str, int]:
        client = Client()
        addresses = (PACK, f"{PACK[:-1]}.pdf", FIGURES, f"{FIGURES}figures.csv", paper, f"{paper[:-9]}pack.pdf")
        answers = {address: client.get(address) for address in addresses}
        for answer in answers.values():
            b"".join(answer)  # a file is closed when it is read
        return {address: answer.status_code for address, answer in answers.items()}

    def said() -> str:
        pages = ("/", "/performance/", "/editions.atom", f"/search/?q={WORDS}", f"/panels/{meeting.panel.slug}/")
        return " ".join(Client().get(page).content.decode() for page in pages)

    before = reached()
    assert set(before.values()) == {404}
    assert search(WORDS).total == search("performance pack").total == 0
    assert "Performance pack" not in said()

    publish_agenda(by=publisher, meeting=meeting, at=noon(DAY))

    assert reached() == {**dict.fromkeys(before, 200), f"{PACK[:-1]}.pdf": 202}
    (hit,) = search(WORDS).hits
    assert hit.address == paper
    assert "<mark>quatrefoil</mark>" in hit.snippet
    assert "Performance pack" in said()
    edition = PackEdition.objects.get()
    assert (edition.pack, edition.release, edition.published_at) == (pack, draft, noon(DAY))

    withdraw_agenda(by=publisher, meeting=meeting, at=noon(DAY), reason="A name stood in it")

    after = reached()
    assert after[paper] == 404
    assert after[f"{paper[:-9]}pack.pdf"] == 404
    assert search(WORDS).total == search("performance pack").total == 0
    assert not SearchEntry.objects.filter(meeting=meeting).exists()
    assert PerformancePack.objects.published().exists(), "the month's own page is published in its own right"
