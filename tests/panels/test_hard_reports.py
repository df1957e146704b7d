"""Reports that are hard to print, as officers write them or bring them from Word, read back from the pack's file."""

import io
import re
import shutil
import subprocess
from collections import defaultdict

import pytest
from checker import check
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Pdf

from panels.enums import BuildState
from panels.making import open_pack
from panels.models import Picture, Report
from panels.word_forms import LEAVE_OUT
from tests.helpers import MEETING, MEETING_PATH, Demo, built, sign_in, text_of
from tests.panels.word_files import docx, paragraph, picture, png, table

pytestmark = pytest.mark.documents

WORD = "Kinderbetreuungsverordnungsaenderungsrat"
ROWS = 300
HEAD = ("Ward", "Words", "Number", "Remarks of the service", "What was done", "By whom", "By when", "Cost")
MANY_PIXELS = png(10_000, 10_000)

assert len(WORD) == 40


def row(number: int) -> tuple[str, ...]:
    """A row that is told from every other; its second column is far too narrow for its word."""
    return (f"Ward{number:03d}", WORD if number % 50 == 0 else "Short", f"{number}", "None", "None", "None", "May", "0")


def pack_of(demo: Demo) -> bytes:
    build = built(demo.user("dso"), demo.meeting, dated=MEETING)
    assert build.state == BuildState.READY, build.problem
    with open_pack(build) as file:
        return file.read()


def boxes(pdf: bytes) -> list[tuple[float, float, list[tuple[str, float, float, float, float]]]]:
    """Each page's width and height, and its words with their edges: left, right, top, bottom."""
    out = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    pages: list = []
    for line in out.splitlines():
        if found := re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line):
            pages.append((float(found[1]), float(found[2]), []))
        elif found := re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', line):
            left, top, right, bottom = (float(edge) for edge in found.groups()[:4])
            pages[-1][2].append((found[5], left, right, top, bottom))
    return pages


def check_table(pdf: bytes) -> None:
    """Every row once and in order, the head on every page, and no word out of its page or its column."""
    rows, words, pages = [], [], 0
    for width, height, found in boxes(pdf):
        here = [(text, top) for text, _, _, top, _ in found if re.fullmatch(r"Ward\d{3}", text)]
        if not here:
            continue
        pages += 1
        rows += [text for text, _ in sorted(here, key=lambda pair: pair[1])]
        heads = {text: (left, bottom) for text, left, _, _, bottom in found if text in HEAD}
        assert {"Ward", "Words", "Number", "Cost"} <= set(heads), "the head is not repeated"
        assert heads["Ward"][1] < min(top for _, top in here) + 5
        starts, ends, last = heads["Words"][0], heads["Number"][0], max(top for _, top in here)
        pieces = defaultdict(str)
        for text, left, right, top, bottom in found:
            assert 0 < left < right < width, f"{text} is cut off"
            assert 0 < top < bottom < height, f"{text} is cut off"
            if starts - 3 <= left < ends and heads["Ward"][1] < top <= last + 2 and text != "Short":
                assert right < ends, f"{text} runs into the next column"
                pieces[round(top)] += text
        words.append("".join(pieces[place] for place in sorted(pieces)))
    assert rows == [row(number)[0] for number in range(ROWS)]
    assert pages > 5
    assert re.sub("[-\u00ad\u2010]", "", "".join(words)).count(WORD) == ROWS // 50


@pytest.fixture
def report(demo: Demo) -> Report:
    return Report.objects.select_related("template").get(title="Children and Families - Performance")


def test_a_long_table_and_a_long_word_of_the_editor_are_whole_in_the_pack(demo: Demo, report: Report):
    cells = ["".join(f"<td>{cell}</td>" for cell in row(number)) for number in range(ROWS)]
    html = f"<p>See:</p><table><tr>{''.join(f'<th>{head}</th>' for head in HEAD)}</tr>"
    html += "".join(f"<tr>{line}</tr>" for line in cells) + "</table>"
    desk = sign_in("dso")
    address = f"/desk/reports/{report.pk}/brief-summary/"
    desk.post(address, {"text": html, "format": "html", "version": "1"})
    refused = desk.post(
        f"{address}picture/", {"picture": SimpleUploadedFile("map.png", MANY_PIXELS), "alternative": "A"}
    )
    assert "The picture has 100 megapixels (10,000 by 10,000); the limit is 60." in text_of(refused)
    assert not Picture.objects.exists()
    pdf = pack_of(demo)
    check_table(pdf)
    with Pdf.open(io.BytesIO(pdf)) as opened:
        assert check(opened).problems == []


def test_the_same_brought_from_word_and_its_picture_is_said_to_be_left_out(demo: Demo, report: Report):
    body = (paragraph("Brief summary", style="Heading1"), table(HEAD, *map(row, range(ROWS))), picture("A map"))
    desk = sign_in("dso")
    answer = desk.post(
        f"/desk/reports/{report.pk}/word/file/",
        {"file": SimpleUploadedFile("report.docx", docx(*body, image=MANY_PIXELS))},
        follow=True,
    )
    assert "A picture was left out. The picture has 100 megapixels (10,000 by 10,000)" in text_of(answer)
    form = answer.context["form"]
    data = {name: form[name].value() or LEAVE_OUT for name in form.fields}
    done = desk.post(answer.request["PATH_INFO"], data, follow=True)
    assert "Brought in: Brief summary" in text_of(done)
    check_table(pack_of(demo))


def test_what_is_missing_of_our_own_is_named_and_the_last_good_pack_stays(demo: Demo, client, settings, tmp_path):
    public = client.get(f"/meetings/{MEETING_PATH}/pack.pdf").getvalue()
    assets = tmp_path / "assets"
    for name in ("css", "fonts"):
        shutil.copytree(settings.SCRUTINY_ASSETS / name, assets / name)
    settings.SCRUTINY_ASSETS = assets
    for missing in ("fonts/SourceSans3_400Regular.ttf", "css/document.css"):
        (assets / missing).rename(tmp_path / "away")
        build = built(demo.user("dso"), demo.meeting, dated=MEETING)
        assert (build.state, build.file) == (BuildState.FAILED, "")
        assert build.problem.count(f"The document needs “{missing}”, which is not there.") == 1
        assert client.get(f"/meetings/{MEETING_PATH}/pack.pdf").getvalue() == public
        (tmp_path / "away").rename(assets / missing)
