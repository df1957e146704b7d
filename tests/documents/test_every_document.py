"""Every kind of document that the service makes, read back and checked; a new kind without a place here fails.

What is made is told by the templates: each that is a document of its own must have been printed by something here.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from checker import check
from django.conf import settings
from django.test.signals import template_rendered
from django.urls import URLPattern, URLResolver, get_resolver
from intake_reading import everything_in
from pdf_reading import sizes_of
from pikepdf import Pdf
from strange_pdfs import text, written

from actions.documents import render_area_document
from actions.making import print_plan
from actions.models import AreaForImprovement, Inspection
from actions.reports import area_report
from actions.reports.plan_report import plan_report
from panels.enums import EditionKind, PaperKind, PrintKind, PublicationKind
from panels.making import make, open_pack
from panels.minutes_files import minutes_pdf
from panels.models import Edition, ExemptionGround, Minute, MinutesEdition, PackBuild, Paper
from panels.operations.exemptions import mark_exempt
from panels.operations.monitoring import start_monitoring
from panels.operations.prints import request_print
from panels.operations.publishing import confirm_publication, publish_agenda
from panels.operations.reports import attach_action_plan, attach_glossary, attach_performance_pack
from panels.operations.uploads import add_upload
from panels.prints import make_print
from panels.reports.minutes import minutes_report
from panels.tasks import print_document
from performance import making as performance_packs
from performance.models import PerformancePack
from performance.reports.pack import pack_report
from scrutiny.documents.printing import render_cached
from scrutiny.files import kept
from tests.helpers import Demo, built, noon, sign_in
from tests.panels.test_after_publication import DAY

pytestmark = pytest.mark.documents

SECRET = "Zyxquill"
NO_BOOKMARKS = "no bookmarks"  # two pages a side have none, and the page that offers them says so
AS_AT = datetime.datetime(2018, 5, 30, 12, tzinfo=datetime.UTC)
# What an uploaded file is itself, or what is made elsewhere than under an address that ends so.
NOT_HERE = {"upload_file"}
ADDRESSES = {
    "pack", "supplement", "combined_pack", "members_pack", "members_supplement", "members_combined_pack",
    "minutes_pdf", "build_pdf", "tracker_pdf", "annual_report_pdf", "pack_pdf", "print_file",
}  # fmt: skip


def published(demo: Demo, kind: PublicationKind, **reasons: str) -> Edition:
    dso = demo.user("dso")
    built(dso, demo.meeting, dated=DAY, is_supplement=kind is PublicationKind.SUPPLEMENT)
    publish_agenda(by=dso, meeting=demo.meeting, at=noon(DAY), kind=kind, **reasons)
    return confirm_publication(by=demo.user("manager"), meeting=demo.meeting, at=noon(DAY))


def packs(demo: Demo, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Packs with a paper of every kind, one of them exempt: both editions, a supplement, combined; and every print."""
    dso, source, services, performance = demo.user("dso"), folder / "sent.pdf", demo.item(8), demo.item(9)
    source.write_bytes(written(*[text(f"{SECRET} inside")] * 3))
    upload = add_upload(by=dso, item=performance, source=source, file_name=f"{SECRET}.pdf")
    ground = ExemptionGround.objects.get(code="Schedule 12A, paragraph 3")
    mark_exempt(by=dso, subject=Paper.objects.get(upload=upload), ground=ground, reason=f"{SECRET} reason")
    pack = PerformancePack.objects.get()
    attach_performance_pack(by=dso, item=performance, pack=pack, title="Performance pack")
    plan = Inspection.objects.get(slug="portsmouth-2014")
    attach_action_plan(by=dso, item=services, inspection=plan, as_at=datetime.date(2015, 3, 1))
    start_monitoring(by=dso, item=services)
    published(demo, PublicationKind.CORRECTION, reason="New papers")
    kinds = set(Paper.objects.filter(item__meeting=demo.meeting, item__removed_at=None).values_list("kind", flat=True))
    assert kinds == set(PaperKind), "a paper of every kind is in the pack"
    attach_glossary(by=dso, item=performance, council=demo.panel.council, title="Late appendix")
    latest = published(demo, PublicationKind.SUPPLEMENT, late_reason="It came late")
    for kind in EditionKind:
        make(PackBuild.objects.get(combines=latest, edition=kind))
    for build in PackBuild.objects.filter(meeting=demo.meeting).ready().order_by("pk"):
        name = "combined" if build.combines_id else "supplement" if build.supplements_id else "pack"
        with open_pack(build) as file:
            yield f"{build.edition} {name} {build.pk}", file.read()
    edition = Edition.objects.filter(meeting=demo.meeting, kind=PublicationKind.CORRECTION).latest("pk")
    for build in filter(None, (edition.build, edition.members_build)):
        for form in PrintKind:
            if form is PrintKind.LARGE and build == edition.build:
                continue  # the members' one, of the same parts, is made below: it takes longer than all the rest
            anchors = list(build.papers.order_by("position").values_list("item_anchor", flat=True))
            chosen = list(dict.fromkeys(anchors))[-2:] if form is PrintKind.CHOSEN else []
            made = make_print(request_print(by=None, build=build, kind=form, chosen=chosen)[0])
            assert made.file, made.problem
            content = kept(made.file).read_bytes()
            if form is not PrintKind.FILES:
                yield f"{build.edition} print {form}", content
                continue
            with zipfile.ZipFile(io.BytesIO(content)) as files:
                for name in files.namelist():
                    yield f"{build.edition} zip {name}", files.read(name)


def others(demo: Demo, store: Path) -> Iterator[tuple[str, bytes]]:
    """Documents that are no part of an agenda, in a store of their own: tests of what nobody printed yet see none."""
    store.unlink()
    store.mkdir()
    minutes = MinutesEdition.objects.order_by("pk")[0].minutes
    yield "minutes", minutes_pdf(minutes_report(minutes)).pdf
    entry = minutes.entries.order_by("number")[0].pk
    Minute.objects.filter(pk=entry).update(is_exempt=True, title=f"{SECRET} title", public_title="A contract")
    for edition in EditionKind:
        yield f"{edition} minutes, part exempt", minutes_pdf(minutes_report(minutes, edition=edition)).pdf
    for name, address in (
        ("tracker", "/recommendations/list.pdf"),
        ("annual report", f"/desk/panels/{demo.panel.slug}/annual-report/2018-19/report.pdf"),
    ):
        client = sign_in("dso")
        assert client.get(address).status_code == 202
        (asked,) = (Path(settings.SCRUTINY_DATA) / "cache" / "printing").glob("*.html")
        print_document.call(asked.stem)
        answer = client.get(address)
        assert answer.headers["Content-Type"] == "application/pdf"
        yield name, answer.content
    inspection = Inspection.objects.get(slug="portsmouth-2014")
    day = datetime.date(2015, 3, 1)
    yield "action plan", print_plan(plan_report(inspection, as_at=day, published_only=False))[0]
    area = AreaForImprovement.objects.filter(inspection=inspection).order_by("position")[0]
    yield "area", render_cached(render_area_document(area_report(area, as_at=day)), store=store).pdf
    report = pack_report(PerformancePack.objects.get(), as_at=AS_AT)
    for pages in ("", report.rows[0].standing.slug):
        html = performance_packs.document(report, pages)
        yield f"performance pack {pages}", performance_packs.make(html, title="Performance pack", author="A council")


def test_every_document_that_we_make_is_sound_and_says_of_itself_what_is_true(demo: Demo, tmp_path, papers):
    printed: set[str] = set()

    def note(template, **_) -> None:
        printed.add(str(template.name))

    problems, untagged = {}, set()
    template_rendered.connect(note)
    try:
        for name, content in [*packs(demo, tmp_path), *others(demo, papers)]:
            file = tmp_path / "one.pdf"
            file.write_bytes(content)
            with Pdf.open(file) as pdf:
                found = check(pdf)
                said = everything_in(file) if name.startswith("public") else b""
                if "print large" in name:
                    small = [word for page in pdf.pages for size, word in sizes_of(page).items() if 2 < size < 17.99]
                    found.broken += [f"in letters of less than 18 point: {word}" for word in small]
            if SECRET.encode() in said:
                found.broken.append("it holds what is exempt")
            wrong = [problem for problem in found.problems if "two_up" not in name or NO_BOOKMARKS not in problem]
            if wrong:
                problems[name] = wrong[:5]
            if not found.claims_ua:
                untagged.add(re.sub(r" \d+$", "", name))
    finally:
        template_rendered.disconnect(note)
    assert problems == {}
    # The uploaded appendix has no tags, but it is exempt: the public editions are whole. Large print sets it anew.
    assert {name for name in untagged if name.startswith("public")} == {"public print two_up"}
    assert {name for name in untagged if not name.startswith("public")} == {
        "members pack", "members combined", "members print two_up", "members print chosen",
        "members zip 10-children-and-families-performance.pdf",
    }  # fmt: skip

    documents = {
        str(file.relative_to(settings.BASE_DIR / "templates"))
        for file in (settings.BASE_DIR / "templates").rglob("*.html")
        if '{% extends "documents/base.html" %}' in file.read_text()
    }
    assert documents - printed == set(), "a kind of document that is not checked"
    assert set(_pdf_addresses(get_resolver().url_patterns)) == ADDRESSES | NOT_HERE, "an address of a PDF"


def _pdf_addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _pdf_addresses(pattern.url_patterns)
        elif str(pattern.pattern).endswith(".pdf"):
            yield str(pattern.name)
