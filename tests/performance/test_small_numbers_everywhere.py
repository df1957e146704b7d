"""What is withheld changes no byte of anything public: pages, files, charts, packs, agendas, search.

Every output is read, the withheld figures are made others, the rules that write sentences are asked again, the pack and
the agenda are published again, and every output is read once more.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from django.test import Client

from panels.models import Meeting
from panels.operations.publishing import publish_agenda
from panels.operations.reports import attach_dataset, attach_performance_pack
from performance import exports, making
from performance.models import Commentary, Indicator, PackEdition, PerformancePack, Release, Value
from performance.operations import import_release, publish_release
from performance.operations.commentary import ask_for_commentary, sign_off_commentary, write_commentary
from performance.operations.packs import publish_pack, renew_pack, start_pack
from performance.reports.commentary import wanted_commentary
from performance.reports.pack import pack_report
from scrutiny.access import Role
from scrutiny.models import User
from tests.documents.pdf_reading import text_of as text_of_page
from tests.helpers import built, meeting_with, noon
from tests.performance.conftest import SLUG

START = f"/performance/{SLUG}"
MONTH = f"{START}/2018-04"
DAY = datetime.date(2031, 3, 3)
HELD = "Percentage of adoptions (E11, E12) (denominator = total LAC)"


@pytest.fixture
def meeting(small: Release, officer: User, publisher: User, papers: Path, changed) -> Meeting:
    """An agenda with the pack and the dataset of a month that was revised once, published; one owner explained."""
    revised = import_release(
        by=officer, council=small.dataset.council, content=changed({"P44": 519}), file_name="b.xlsx"
    ).release
    assert revised is not None
    publish_release(by=publisher, release=revised, at=revised.imported_at)
    explain(revised, officer)
    pack = start_pack(by=publisher, release=revised, on=DAY)
    meeting = meeting_with(publisher, ["Performance of children’s services"])
    item = meeting.items.get()
    attach_performance_pack(by=publisher, item=item, pack=pack, title="Performance pack, April 2018")
    attach_dataset(by=publisher, item=item, release=revised, title="Monthly dataset, April 2018")
    publish(meeting, publisher)
    return meeting


def explain(release: Release, officer: User) -> None:
    """An owner's words on an indicator that has withheld figures, signed off by a manager."""
    manager = User.objects.create_user("manager", full_name="A Manager", role=Role.SCRUTINY_MANAGER)
    indicator = Indicator.objects.get(name__startswith="Number of adoptions")
    (asked,) = ask_for_commentary(
        by=manager, month=release.as_month, reasons={indicator: "It is asked."}, due=DAY, today=DAY, asked_of=officer
    )
    written = write_commentary(by=officer, commentary=asked, version=1, text="Court dates moved.", send=True)
    sign_off_commentary(by=manager, commentary=written, version=written.version)


def publish(meeting: Meeting, publisher: User, reason: str = "") -> None:
    built(publisher, meeting, dated=DAY)
    publish_agenda(by=publisher, meeting=meeting, at=noon(DAY), reason=reason)


def addresses(meeting: Meeting, withheld: list[str]) -> Iterator[str]:
    """Every public address that shows figures, or words made from them."""
    slugs = [indicator.slug for indicator in Indicator.objects.order_by("pk")]
    every = "&".join(f"indicator={slug}" for slug in slugs)
    yield from ("/", "/performance/", "/performance/glossary/", "/editions.atom", meeting.get_absolute_url())
    yield from (f"{MONTH}/", f"{MONTH}/pack/", f"{START}/library/", f"{START}/data/", f"{START}/data/dictionary.json")
    report = pack_report(PerformancePack.objects.get(), as_at=noon(DAY))
    yield from (f"{MONTH}/pack/groups/{group.slug}/" for group in report.groups)
    for format in exports.FORMATS:
        yield from (f"{MONTH}/figures.{format}", f"{START}/latest/figures.{format}")
        yield from (f"{START}/indicators/{slug}/figures.{format}" for slug in withheld)
        yield f"{START}/explore/figures.{format}?{every}&comparator=England"
    yield f"{START}/explore/?{every}"
    yield from (f"{START}/explore/?{every}&comparator={who}" for who in ("England", "Stat. Neighbour"))
    yield from (f"{START}/indicators/{slug}/" for slug in slugs)
    for first, second in zip(withheld, withheld[1:] + withheld[:1], strict=True):
        yield from (f"{START}/compare/?first={first}&second={other}" for other in (second, "to:England"))
    yield from (f"{meeting.get_absolute_url()}papers/{position}/" for position in (1, 2))
    yield f"{meeting.get_absolute_url()}pack.pdf"
    for words in ("adoptions", "withheld", "single assessments", '"Performance pack"', "3 in April", "5"):
        yield f"/search/?q={words}"


def outputs(meeting: Meeting, withheld: list[str]) -> dict[str, bytes]:
    """Every byte that the public can get; the pack's own documents as they go to the printer, and one as printed."""
    client = Client()
    found = {}
    for address in addresses(meeting, withheld):
        answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = steady(b"".join(answer))
    edition = PackEdition.objects.select_related("pack", "release__dataset__council").order_by("-number")[0]
    report = pack_report(edition.pack, as_at=noon(DAY), edition=edition)
    for pages in ("", making.ALL, *withheld):
        found[f"printed: {pages}"] = making.document(report, pages).encode()
    if withheld:
        found["pack.pdf"] = making.make(making.document(report), title=report.title, author=report.council)
    return found


def steady(content: bytes) -> bytes:
    """Without what differs from one request to the next: tokens of a page, the time at which a workbook was written."""
    if not content.startswith(b"PK"):
        return re.sub(rb'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', b"", content)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        members = b"".join(name.encode() + book.read(name) for name in sorted(book.namelist()))
    return re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*", b"", members)


def test_what_is_withheld_changes_no_public_byte_anywhere(meeting: Meeting, publisher: User):
    release, pack = Release.objects.order_by("-revision")[0], PerformancePack.objects.get()
    hidden = Value.objects.filter(withheld=True).select_related("row__indicator").order_by("pk")
    withheld = sorted({value.row.indicator.slug for value in hidden})
    before, wanted = outputs(meeting, withheld), wanted_commentary(release)
    assert len(before) > 100
    assert len(withheld) > 8

    for value in hidden:
        Value.objects.filter(pk=value.pk).update(value=value.value * 3 + 1)
    renew_pack(by=publisher, pack=pack, release=release, on=DAY)
    publish_pack(by=publisher, pack=pack, at=noon(DAY), reason="Again")
    again = built(publisher, meeting, dated=DAY)
    after = outputs(meeting, withheld)

    assert [address for address in before if before[address] != after[address]] == []
    assert PackEdition.objects.count() == 1, "the rules said the same of other figures that are withheld"
    assert again.sha256 == meeting.editions.get().build.sha256, "and the agenda pack is the same file"
    assert [(each.slug, each.name) for each in wanted_commentary(release) if "withheld" not in each.because] == [
        (each.slug, each.name) for each in wanted if "withheld" not in each.because
    ]


def test_the_same_outputs_do_change_with_a_figure_that_is_shown(meeting: Meeting):
    """Else the test above could not fail: one figure that everybody sees is in most of them."""
    hidden = Value.objects.filter(withheld=True).values("row__indicator")
    shown = Value.objects.filter(month=datetime.date(2018, 4, 1), value__gt=100, row__unit="count")
    shown = shown.exclude(row__indicator__in=hidden).select_related("row__indicator")
    name = shown.order_by("pk")[0].row.name
    before = outputs(meeting, [])

    shown.filter(row__name=name).update(value=7001)
    after = outputs(meeting, [])
    changed = {address for address in before if before[address] != after[address]}

    expected = {f"{MONTH}/", f"{MONTH}/figures.csv", f"{MONTH}/figures.xlsx", f"{START}/latest/figures.json"}
    assert expected | {"printed: ", f"printed: {making.ALL}"} <= changed


def test_what_is_printed_and_searched_shows_marks_and_no_figure(meeting: Meeting):
    """Sentences for who cannot see, words of the PDF, its titles: none says a withheld figure."""
    client = Client()
    content = b"".join(client.get(f"{meeting.get_absolute_url()}pack.pdf"))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        words = " ".join(text_of_page(page) for page in pdf.pages)
        data = str(pdf.docinfo) + (pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else "")
        drawn = " ".join(
            str(element.Alt) for element in pdf.objects if isinstance(element, pikepdf.Dictionary) and "/Alt" in element
        )
    assert "Withheld this month" in words
    assert "Number of adoptions" in drawn
    held = Value.objects.filter(withheld=True, row__name__startswith="Number of adoptions", month="2018-04-01")
    figure = f"{held.order_by('-row__release__revision')[0].value.normalize():f}"
    for told in (f"{figure} in April 2018", f"Signal: {figure} "):
        near = [part for part in drawn.split("Line chart.") if "Number of adoptions" in part and told in part]
        assert near == []
    assert "Number of adoptions" not in data
    commentary = Commentary.objects.get()
    assert commentary.text in words
    snippets = client.get("/search/?q=adoptions").content.decode()
    assert "<mark>" in snippets
