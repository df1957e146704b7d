"""An uploaded PDF on screen, and what keeps people from reading it: said page by page, and before publishing."""

import datetime
from pathlib import Path

import pytest
from strange_pdfs import text, written

from panels.models import BuiltPaper
from panels.operations.uploads import add_upload
from tests.helpers import MEETING_PATH, Demo, built, sign_in, text_of

pytestmark = pytest.mark.documents


def test_what_keeps_people_from_a_paper_is_said_on_its_page_and_at_the_gate(demo: Demo, tmp_path: Path) -> None:
    """With words for its author; and the words that can be read are on screen, with the way to the page in the PDF."""
    dso, client = demo.user("dso"), sign_in("dso")
    covered = text("Mrs Example") + "0 g 60 690 200 30 re f\n" + text("An ordinary appendix", y=600)
    source = tmp_path / "sent.pdf"
    source.write_bytes(written(text("The first page"), covered))
    upload = add_upload(by=dso, item=demo.item(8), source=source, file_name="A plan.pdf")
    assert [page.faults for page in upload.page_rows.order_by("number")] == [["no_tags"], ["no_tags"]]
    page = text_of(client.get(f"/desk/{MEETING_PATH}/papers/{upload.paper.pk}/"))
    for words in (
        "What keeps people from reading",
        "No tags every page",
        "No language the whole file",
        "send it again",
    ):
        assert words in page
    upload.findings.update(resolved_at=upload.uploaded_at, resolved_by=dso, reason="It is public already")
    build = built(dso, demo.meeting, dated=datetime.date.today())
    assert not build.problem
    gate = text_of(client.get(f"/desk/{MEETING_PATH}/publish/"))
    assert "Not these uploaded papers" in gate
    assert "No tags (every page)" in gate
    row = BuiltPaper.objects.get(build=build, title="A plan")
    assert "An ordinary appendix" in row.body
    assert "Mrs Example" not in row.body
    client.post(f"/desk/{MEETING_PATH}/publish/", {"reason": "A plan came"})
    shown = client.get(f"/meetings/{MEETING_PATH}/papers/{row.position}/").content.decode()
    for number in (row.first_page, row.first_page + 1):
        assert f'id="page-{number}"' in shown
        assert f">Page {number} in the PDF<" in shown
    assert "An ordinary appendix" in text_of(client.get("/search/?q=ordinary+appendix"))
