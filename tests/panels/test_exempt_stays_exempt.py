"""What is exempt reaches nobody without a right to it: not by address, title, search, feed, file or error page.

A marked word stands in every field of every exempt object. Then everything that can be reached is read as the public
and as a councillor of another panel. The same word must be found by those who have a right to it: a test that cannot
find it anywhere would prove nothing.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pikepdf
import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from strange_pdfs import text, written

from panels.enums import EditionKind, MemberKind, Office, PrintKind
from panels.models import AgendaItem, Clearance, ExemptionGround, PackPrint, Paper, Person, Report, ReportPart, Upload
from panels.notifications import announce
from panels.operations.exemptions import mark_exempt
from panels.operations.notes import add_note
from panels.operations.prints import request_print
from panels.operations.setup import appoint_members
from panels.operations.subscriptions import ask_to_subscribe, confirm_subscriptions
from panels.operations.uploads import add_upload
from panels.prints import make_print
from tests.documents.pdf_reading import text_of as text_of_page
from tests.helpers import MEETING_PATH, Demo, built, sign_in, small_panel, text_of

MARK = "Zyxquill"
DAY = datetime.date(2018, 5, 31)


# What is no field of words: names of files, hashes, and forms that the database checks.
NOT_WORDS = {"file", "sha256", "source_sha256", "content_type", "key", "numeral"}


@pytest.fixture
def published_with_exempt_paper(demo: Demo, tmp_path: Path) -> Demo:
    """Item 8 is exempt with its report, and so are two appendices of item 9, an uploaded one among them.

    The mark is in every field of words that they have, and in the words of the uploaded file.
    """
    dso, item, open_item = demo.user("dso"), demo.item(8), demo.item(9)
    report = item.papers.get().report
    assert report is not None
    for sent, name in ((item, f"{MARK} of item 8.pdf"), (open_item, f"{MARK} of item 9.pdf")):
        source = tmp_path / "sent.pdf"
        source.write_bytes(written(text(f"{MARK} inside")))
        add_upload(by=dso, item=sent, source=source, file_name=name)
    appendices = open_item.papers.filter(place__gte=2)
    for found in [item, *item.papers.all(), *item.uploads.all(), report, *report.clearances.all(), *appendices]:
        plant(found)
    for part in ReportPart.objects.filter(report=report).exclude(part__style="contact"):
        plant(part)
    open_upload = appendices.get(upload__isnull=False).upload
    assert open_upload is not None
    plant(open_upload)
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    reason = f"{MARK} reason"
    mark_exempt(by=dso, subject=demo.item(8), ground=ground, reason=reason, public_title="A contract")
    for appendix in open_item.papers.filter(place__gte=2):
        mark_exempt(by=dso, subject=appendix, ground=ground, reason=reason)
    subscribe_somebody(demo)
    as_dso, as_manager = sign_in("dso"), sign_in("manager")
    built(dso, demo.meeting, dated=datetime.date.today())
    as_dso.post(f"/desk/{MEETING_PATH}/publish/", {"reason": "One item is exempt"})
    as_manager.post(f"/desk/{MEETING_PATH}/publish/confirm/", {"decision": "confirm"})
    assert demo.meeting.editions.count() == 2
    make_prints(demo)
    return demo


def make_prints(demo: Demo) -> None:
    """The other forms of both editions, as readers would ask for them: item 8 is 9 behind the exclusion. And a note."""
    edition = demo.meeting.latest_edition()
    assert edition is not None
    for build in (edition.build, edition.members_build):
        assert build is not None
        for kind in PrintKind:
            if kind is PrintKind.LARGE and build == edition.members_build:
                continue  # what the mark is found in is enough: printing it large takes long
            made, _ = request_print(by=None, build=build, kind=kind, chosen=["agenda", "9"])
            assert not make_print(made).problem
    add_note(owner=demo.user("dso"), meeting=demo.meeting, source=demo.item(8).papers.get(place=0).pk, text=MARK)


def plant(found: models.Model) -> None:
    """Put the mark into every field of words, past all rules: nobody may rely on what a field was meant for."""
    for field in found._meta.get_fields():
        if not isinstance(field, models.CharField | models.TextField) or field.choices or field.name in NOT_WORDS:
            continue
        value = f"{MARK} {field.name}"
        if str(getattr(found, field.name)).startswith("<"):
            value = f"<p>{value}</p>"
        try:
            with transaction.atomic():
                type(found)._default_manager.filter(pk=found.pk).update(**{field.name: value})
        except IntegrityError:
            # Tied to another field by the database; those of the item have their own line below.
            assert isinstance(found, AgendaItem | Clearance | Report | Upload)
    if isinstance(found, AgendaItem):
        AgendaItem.objects.filter(pk=found.pk).update(owed_by=f"{MARK} owes", owed_since=timezone.now())


def subscribe_somebody(demo: Demo) -> None:
    now = timezone.now()
    token = ask_to_subscribe(address="reader@example.gov.uk", panels=[demo.panel], at=now)
    assert token
    confirm_subscriptions(token=token, at=now)


@pytest.mark.documents
def test_the_letters_to_subscribers_hold_nothing_exempt(published_with_exempt_paper: Demo, mailoutbox) -> None:
    edition = published_with_exempt_paper.meeting.latest_edition()
    assert edition is not None
    announce(edition)
    letters = [f"{letter.subject} {letter.body} {letter.extra_headers}" for letter in mailoutbox]
    assert letters
    assert not [letter for letter in letters if MARK.lower() in letter.lower()]


@pytest.mark.documents
@pytest.mark.parametrize("who", ["", "councillor"])
def test_nothing_exempt_can_be_reached(published_with_exempt_paper: Demo, who: str) -> None:
    if who:
        seat_on_another_panel(published_with_exempt_paper)
    client = sign_in(who) if who else Client()
    seen = dict(crawl(client, start=everything_to_try(published_with_exempt_paper)))
    found = {address: status for address, (status, words) in seen.items() if MARK.lower() in words.lower()}
    # A page that was asked for the word says it back; whether it says more is the next test's.
    assert {address: status for address, status in found.items() if MARK not in address} == {}
    pages = [address for address, (status, _) in seen.items() if status == 200]
    assert f"/meetings/{MEETING_PATH}/" in pages
    assert f"/meetings/{MEETING_PATH}/pack.pdf" in pages
    assert len(pages) > 40


@pytest.mark.documents
@pytest.mark.parametrize("who", ["", "councillor"])
def test_the_search_knows_the_word_as_little_as_one_that_is_nowhere(
    published_with_exempt_paper: Demo, who: str
) -> None:
    client, nowhere = (sign_in(who) if who else Client()), "Nowherew"
    for address in ("/search/?q={}", "/search/?q=%22{}%22", "/search/?q=Zyx", "/search/?q={}&order=newest", "/{}/"):
        pages = [text_of(client.get(address.format(word))) for word in (MARK, nowhere)]
        assert pages[0].replace(MARK, nowhere) == pages[1]
    assert "<mark>" in client.get("/search/?q=minutes").content.decode()


@pytest.mark.documents
def test_the_public_reads_that_it_is_withheld_and_on_which_ground(published_with_exempt_paper: Demo) -> None:
    words = dict(crawl(Client(), start=[f"/meetings/{MEETING_PATH}/", f"/meetings/{MEETING_PATH}/pack.pdf"]))
    for address in (f"/meetings/{MEETING_PATH}/", f"/meetings/{MEETING_PATH}/pack.pdf"):
        _, text = words[address]
        assert "Exclusion of the press and public" in text
        assert "Not for publication: exempt information, Schedule 12A, paragraph 3" in text
        assert "A contract" in text


@pytest.mark.documents
def test_those_with_a_right_to_it_read_it(published_with_exempt_paper: Demo) -> None:
    demo = published_with_exempt_paper
    member = demo.user("councillor")
    Person.objects.filter(memberships__panel=demo.panel, name="Guthrie").update(account=member)
    for who in ("dso", "manager", "councillor"):
        client = sign_in(who)
        page = client.get(reverse("panels:members_meeting", args=demo.meeting.key))
        assert page.status_code == 200
        assert f"{MARK} title" in page.content.decode()
        pack = client.get(reverse("panels:members_pack", args=demo.meeting.key))
        words = words_of_pdf(b"".join(pack))  # type: ignore[arg-type]
        made = PackPrint.objects.get(build__edition=EditionKind.MEMBERS, kind=PrintKind.CHOSEN)
        file = client.get(reverse("panels:members_print_pdf", args=[*demo.meeting.key, made.pk]))
        assert f"{MARK} text" in words_of_pdf(b"".join(file))  # type: ignore[arg-type]
        assert f"{MARK} text" in words
        assert f"{MARK} inside" in words
        assert "Not for publication: Schedule 12A, paragraph 3" in words


@pytest.mark.documents
def test_both_editions_share_their_page_numbers(published_with_exempt_paper: Demo) -> None:
    edition = published_with_exempt_paper.meeting.latest_edition()
    assert edition is not None
    assert edition.build is not None
    assert edition.members_build is not None
    numbers = [
        list(build.papers.order_by("position").values_list("position", "first_page", "last_page"))
        for build in (edition.build, edition.members_build)
    ]
    assert numbers[0] == numbers[1]


@pytest.mark.documents
def test_the_public_edition_loads_nothing_exempt(
    published_with_exempt_paper: Demo, django_assert_max_num_queries
) -> None:
    """No query of the public build asks for what is withheld."""
    from panels.pack import compose

    demo = published_with_exempt_paper
    hidden = Paper.objects.filter(title__startswith=MARK).values_list("pk", flat=True)
    sides = dict.fromkeys(hidden, 2)
    with django_assert_max_num_queries(60) as queries:
        compose(demo.meeting, EditionKind.PUBLIC, signed_on=DAY, withheld_sides=sides)
    reads = [query["sql"] for query in queries.captured_queries]
    assert reads
    assert not [
        sql for sql in reads if "panels_reportpart" in sql and f"= {demo.item(8).papers.get(place=0).report_id}" in sql
    ]


def seat_on_another_panel(demo: Demo) -> None:
    """Give the councillor of the demonstration a seat, on another panel than the one whose papers are exempt."""
    dso = demo.user("dso")
    panel = small_panel(dso)
    seat = {"title": "Councillor", "name": "Hale", "kind": MemberKind.COUNCILLOR, "office": Office.CHAIR}
    appoint_members(by=dso, panel=panel, municipal_year="2018/19", seats=[seat])
    Person.objects.filter(name="Hale").update(account=demo.user("councillor"))


def everything_to_try(demo: Demo) -> list[str]:
    """Where a crawl begins: the front pages, and the addresses that somebody who knows the product would try."""
    builds = demo.meeting.builds.values_list("pk", flat=True)
    papers = Paper.objects.filter(item__meeting=demo.meeting).values_list("pk", flat=True)
    prints = PackPrint.objects.values_list("pk", flat=True)
    desk = f"/desk/{MEETING_PATH}/"
    return [
        "/",
        "/performance/",
        "/action-plans/",
        f"/meetings/{MEETING_PATH}/",
        *(f"/meetings/{MEETING_PATH}/{members}papers/{n}/" for n in range(1, 8) for members in ("", "members/")),
        *(f"/meetings/{MEETING_PATH}/{members}prints/{pk}/" for pk in prints for members in ("", "members/")),
        *(f"/meetings/{MEETING_PATH}/{members}{page}/" for members in ("", "members/") for page in ("pack", "prints")),
        *(f"{desk}packs/{build}/prints/{pk}/" for build in builds for pk in prints),
        *(f"/my-notes/{MEETING_PATH}/{page}" for page in ("", "1/", *(f"papers/{n}/" for n in range(1, 8)))),
        f"/meetings/{MEETING_PATH}/members/",
        f"/meetings/{MEETING_PATH}/members/pack.pdf",
        f"/meetings/{MEETING_PATH}/supplement-1.pdf",
        *(f"{desk}packs/{pk}/{end}" for pk in builds for end in ("", "progress/", "pack.pdf")),
        *(f"/desk/reports/{pk}/" for pk in range(1, 6)),
        *(f"{desk}papers/{pk}/exempt/" for pk in papers),
        desk,
        f"{desk}publish/",
        "/desk/exempt/",
        f"/search/?q={MARK}",
        f"/{MARK}/",
    ]


def crawl(client: Client, *, start: list[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    """Every address that can be reached from these by links, with its status and all its words, headers too."""
    waiting, known = list(start), set(start)
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        kind = answer.headers.get("Content-Type", "")
        words = words_of_file(content, kind)
        yield address, (answer.status_code, f"{headers} {words}")
        if answer.status_code in (301, 302):
            links = [answer.headers["Location"]]
        else:
            links = re.findall(r'(?:href|src|action)="([^"]+)"', words) if "html" in kind else []
        for link in links:
            target = urldefrag(urljoin(address, link.replace("&amp;", "&")))[0]
            parts = urlsplit(target)
            if parts.netloc or parts.scheme or not target.startswith("/") or target.startswith("/static/"):
                continue
            if target not in known and "logout" not in target:
                known.add(target)
                waiting.append(target)


def words_of_file(content: bytes, kind: str) -> str:
    """The words of a page, a PDF, or all PDFs in a zip with their names."""
    if "zip" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            return " ".join(f"{name} {words_of_pdf(folder.read(name))}" for name in folder.namelist())
    return words_of_pdf(content) if "pdf" in kind else content.decode("utf-8", "replace")


def words_of_pdf(content: bytes) -> str:
    """Everything that a PDF file holds as words: pages read through their fonts, bookmarks, metadata, tags, names."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        strings = []
        for value in pdf.objects:
            strings += list(_strings(value, depth=0))
        with pdf.open_metadata() as metadata:
            strings.append(str(metadata))
        return " ".join([*(text_of_page(page) for page in pdf.pages), *strings])


def _strings(value: pikepdf.Object, *, depth: int) -> Iterator[str]:
    if depth > 3:
        return
    if isinstance(value, pikepdf.String | pikepdf.Name):
        yield str(value)
    elif isinstance(value, pikepdf.Array):
        for entry in value:
            if isinstance(entry, pikepdf.Object) and not entry.is_indirect:
                yield from _strings(entry, depth=depth + 1)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key in value.keys():  # noqa: SIM118
            entry = value.get(key)
            if isinstance(entry, pikepdf.Object) and not entry.is_indirect:
                yield from _strings(entry, depth=depth + 1)
